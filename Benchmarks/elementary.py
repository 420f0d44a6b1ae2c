#!/usr/bin/env python3
"""Errors and times of Sources/CElementary beside the C library's functions.

    pip install mpmath
    python3 Benchmarks/elementary.py [POINTS]

Prints the table of docs/verification.md: the largest error in units in the last place against mpmath at 200 bits.
"""

import ctypes
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import mpmath
from mpmath import mp, mpf

mp.prec = 200
POINTS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
FOLDER = Path(__file__).resolve().parent.parent / "Sources" / "CElementary"
random.seed(1)

TIMES = r"""
#include <math.h>
#include <stdio.h>
#include <time.h>
#include "CElementary.h"
static double now(void) { struct timespec t; clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }
#define RUN(call, low, high) { double best = 1e9; \
  for (int k = 0; k < 5; k++) { double sum = 0, a = now(); \
    for (int i = 0; i < 4000000; i++) { double x = low + (high - low) * (i % 1000) / 1000.0; sum += call; } \
    double t = (now() - a) * 250; if (sum != 0 && t < best) best = t; } \
  printf("%.1f ", best); }
int main(void) {
  RUN(elementary_exp(x), -20, 20) RUN(exp(x), -20, 20) puts("");
  RUN(elementary_expm1(x), -5, 5) RUN(expm1(x), -5, 5) puts("");
  RUN(elementary_log(x), 0.1, 20) RUN(log(x), 0.1, 20) puts("");
  RUN(elementary_log1p(x), -0.9, 20) RUN(log1p(x), -0.9, 20) puts("");
  RUN(elementary_log10(x), 0.1, 20) RUN(log10(x), 0.1, 20) puts("");
  RUN(elementary_pow(x, 2.3), 0.1, 20) RUN(pow(x, 2.3), 0.1, 20) puts("");
  RUN(elementary_erfc(x), -3, 6) RUN(erfc(x), -3, 6) puts("");
}
"""


def built():
    """The functions of this project and of the C library, and their times."""
    with tempfile.TemporaryDirectory() as place:
        library, program = Path(place) / "library.so", Path(place) / "times"
        source = Path(place) / "times.c"
        source.write_text(TIMES)
        common = ["clang", "-O2", "-I", FOLDER / "include", FOLDER / "elementary.c"]
        subprocess.run([*common, "-shared", "-fPIC", "-o", library], check=True)
        subprocess.run([*common, source, "-o", program, "-lm"], check=True)
        times = subprocess.run([program], check=True, capture_output=True, text=True).stdout.split("\n")
        return ctypes.CDLL(str(library)), ctypes.CDLL("libm.so.6"), times


def between(a, b):
    return lambda: random.uniform(a, b)


def octaves(a, b, signed=False):
    return lambda: (random.choice([-1, 1]) if signed else 1) * 2.0 ** random.uniform(a, b)


def near_one(a, b):
    return lambda: 1 + random.choice([-1, 1]) * 2.0 ** random.uniform(a, b)


FUNCTIONS = [
    ("exp", mpmath.exp, [between(-708, 709.7), between(-1, 1), octaves(-60, 0, True)]),
    ("expm1", mpmath.expm1, [between(-40, 709.7), between(-1, 1), octaves(-60, 0, True), between(-0.5, -0.2)]),
    ("log", mpmath.log, [octaves(-1074, 1023.9), between(0.5, 2), near_one(-52, -4)]),
    ("log1p", mpmath.log1p, [octaves(-1000, 1023.9), between(-0.9999, 1), octaves(-60, -1, True)]),
    ("log10", mpmath.log10, [octaves(-1074, 1023.9), between(0.5, 2), near_one(-52, -4)]),
    ("pow", None, [
        lambda: (2.0 ** random.uniform(-1074, 1023.9), random.uniform(-5, 5)),
        lambda: (random.uniform(0.5, 2), random.uniform(-700, 700)),
        lambda: (near_one(-50, -2)(), random.choice([-1, 1]) * 2.0 ** random.uniform(0, 55)),
        lambda: (10.0, random.uniform(-307, 308)),
    ]),
    ("erfc", mpmath.erfc, [between(-6, 26.5), between(-1, 1), between(0.4, 6)]),
]


def error(found, value):
    near = abs(float(value))
    if near == math.inf or near < 2.0 ** -1022:
        return 0.0
    return float(abs(mpf(found) - value) / mpf(2) ** (math.frexp(near)[1] - 53))


ours, theirs, times = built()
print("| function | error, ours | error, the C library's | time, ns, ours | time, ns, the C library's |")
print("|---|---|---|---|---|")
for (name, truth, ranges), time in zip(FUNCTIONS, times):
    own, other = getattr(ours, f"elementary_{name}"), getattr(theirs, name)
    count = 2 if truth is None else 1
    for function in (own, other):
        function.restype, function.argtypes = ctypes.c_double, [ctypes.c_double] * count
    worst = [0.0, 0.0]
    for choose in ranges:
        for _ in range(POINTS):
            given = choose() if count == 2 else (choose(),)
            value = mpf(given[0]) ** mpf(given[1]) if count == 2 else truth(mpf(given[0]))
            for k, function in enumerate((own, other)):
                worst[k] = max(worst[k], error(function(*given), value))
    a, b = time.split()
    print(f"| {name} | {worst[0]:.3f} | {worst[1]:.3f} | {a} | {b} |")
