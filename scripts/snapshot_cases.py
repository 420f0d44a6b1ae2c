"""The cases of Tests/SnapshotTests/cases.json, and one run of the program with what changes by run taken out."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "Tests" / "SnapshotTests"
SNAPSHOTS = FOLDER / "Snapshots"


def read():
    """Environment, rules and cases."""
    return json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))


def normalised(name, content, rules):
    """A file's bytes without what changes by run; bytes that are not UTF-8 stay as they are."""
    applied = [rule for rule in rules if re.search(rule["files"], name)]
    if not applied:
        return content
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    for rule in applied:
        # Rules name groups as Foundation does, $1.
        text = re.sub(rule["pattern"], re.sub(r"\$(\d)", r"\\g<\1>", rule["replacement"]), text, flags=re.MULTILINE)
    return text.encode("utf-8")


def files_below(folder):
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def run(program, study, arguments, cases, timeout=None):
    """Everything that comes out: name and bytes, normalised. `study` is a folder of the repository, or none."""
    with tempfile.TemporaryDirectory(prefix="methodtransfer-") as place:
        folder = Path(place)
        given = {}
        if study is not None:
            for path in sorted((REPOSITORY / study).iterdir()):
                if path.is_file():
                    shutil.copyfile(path, folder / path.name)
                    given[path.name] = path.read_bytes()
        done = subprocess.run(
            [str(program), *arguments], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
            env={**os.environ, **cases["environment"]}, timeout=timeout, check=False)
        if done.returncode < 0:
            raise SystemExit(f"{' '.join(arguments)} in {study}: ended by signal {-done.returncode}")
        out = {
            "stdout.txt": done.stdout, "stderr.txt": done.stderr, "status.txt": f"{done.returncode}\n".encode(),
        }
        found = files_below(folder)
        for name, content in given.items():
            if name not in found or found[name].read_bytes() != content:
                raise SystemExit(f"{' '.join(arguments)} in {study}: {name} is no longer what it was")
        out.update({name: path.read_bytes() for name, path in found.items() if name not in given})
    return {name: normalised(name, content, cases["normalise"]) for name, content in out.items()}
