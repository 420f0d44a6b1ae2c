#!/usr/bin/env python3
"""Times the built program as a user meets it: whole processes, CPU and wall seconds and peak memory, median of several.

usage: swift build -c release && python3 Benchmarks/command.py [--runs 7] [PROGRAM]

Jobs: one judgement from CSV to verdict, the same with its report, and a file of a million results checked (made here
with a fixed seed, 29 MB). Absolute times move from machine to machine; docs/benchmarks.md says what was measured where.
"""
import argparse
import os
import pathlib
import random
import statistics
import subprocess
import tempfile
import time

root = pathlib.Path(__file__).resolve().parent.parent
parser = argparse.ArgumentParser()
parser.add_argument("--runs", type=int, default=7)
parser.add_argument("program", nargs="?", default=str(root / ".build" / "release" / "methodtransfer"))
options = parser.parse_args()


def measure(name, arguments):
    cpu, wall, peak = [], [], 0
    for _ in range(options.runs + 1):
        start = time.perf_counter()
        process = subprocess.Popen([options.program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        wall.append(time.perf_counter() - start)
        cpu.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss)
    # The first run warms the file cache.
    cpu, wall = cpu[1:], wall[1:]
    print(f"| {name} | {statistics.median(cpu):.3f} | {statistics.median(wall):.3f} | {peak / 1024:.0f} |")


study = root / "datasets" / "potency-six-runs"
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    random.seed(7)
    laboratories = ["SEND", "RECV1", "RECV2", "RECV3"]
    with open(folder / "million.csv", "w") as file:
        file.write("lab,analyst,day,level,replicate,result\n")
        for i in range(1_000_000):
            level = (50, 75, 100, 125, 150)[random.randrange(5)]
            file.write(
                f"{laboratories[random.randrange(4)]},AN{random.randrange(12):02d},{random.randrange(60) + 1},{level},"
                f"{i % 3 + 1},{level * (1 + random.gauss(0, 0.02)):.5f}\n")
    (folder / "million.yaml").write_text("""\
schema: methodtransfer/protocol/1
study: {id: B-1, title: A million results, kind: transfer}
sending: SEND
receiving: [RECV1, RECV2, RECV3]
data:
  delimiter: ","
  decimal: "."
  columns: {laboratory: lab, analyst: analyst, day: day, level: level, value: result}
attributes:
  - id: assay
    title: Assay
    unit: mg
    scale: linear
    unitOfReplication: result
    criteria:
      - {id: AC-1, kind: mean-ratio, scope: each-level, limits: [0.99, 1.01], alpha: 0.05,
         justification: {source: historical, text: Benchmark}}
""")
    print("| job | CPU s | wall s | peak MiB |\n|---|---|---|---|")
    measure("start (`--version`)", ["--version"])
    judge = ["judge", str(study / "results.csv"), "--protocol", str(study / "protocol.yaml")]
    measure("judge, six runs a laboratory", judge)
    measure("the same with the report folder", [*judge, "--report", str(folder / "report")])
    measure("check, a million results (29 MB)",
            ["check", str(folder / "million.csv"), "--protocol", str(folder / "million.yaml")])
    measure("judge, a million results, 15 findings",
            ["judge", str(folder / "million.csv"), "--protocol", str(folder / "million.yaml")])
