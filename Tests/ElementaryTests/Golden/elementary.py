#!/usr/bin/env python3
"""Writes elementary.csv: points of the elementary functions with their values from mpmath at 250 bits.

    python3 Tests/ElementaryTests/Golden/elementary.py > Tests/ElementaryTests/Golden/elementary.csv

Columns: function, bits of x, bits of y (pow alone), bits of the double nearest to the value, and what the value is beyond
that double in units of its last place.
"""

import math
import random
import struct

import mpmath
from mpmath import mp, mpf

mp.prec = 250
random.seed(20261130)


def bits(x):
    return "%016x" % struct.unpack("<Q", struct.pack("<d", x))[0]


def place(x):
    x = abs(x)
    return mpf(2) ** -1074 if x < 2.0 ** -1022 else mpf(2) ** (math.frexp(x)[1] - 53)


def line(name, value, x, y=None):
    near = float(value)
    if math.isinf(near):
        return
    rest = (value - mpf(near)) / place(near)
    print(f"{name},{bits(x)},{'' if y is None else bits(y)},{bits(near)},{float(rest):.5f}")


def between(a, b):
    return lambda: random.uniform(a, b)


def octaves(a, b, signed=False):
    return lambda: (random.choice([-1, 1]) if signed else 1) * 2.0 ** random.uniform(a, b)


def near_one(a, b):
    return lambda: 1 + random.choice([-1, 1]) * 2.0 ** random.uniform(a, b)


ranges = {
    "exp": [between(-745, 709.7), between(-30, 30), between(-1, 1), octaves(-60, 0, True), between(-745.1, -708)],
    "expm1": [between(-40, 709.7), between(-1, 1), octaves(-60, 0, True), between(-0.5, -0.2), between(0.2, 0.4)],
    "log": [octaves(-1074, 1023.9), between(0.5, 2), near_one(-52, -4), octaves(-10, 10)],
    "log1p": [octaves(-1000, 1023.9), between(-0.9999, 1), octaves(-60, -1, True), lambda: -1 + 2.0 ** random.uniform(-53, 0)],
    "log10": [octaves(-1074, 1023.9), between(0.5, 2), near_one(-52, -4), octaves(-10, 10)],
    "erfc": [between(-6, 27.2), between(-1, 1), between(0.4, 6), between(25, 27.22), octaves(-60, 0, True)],
}
truths = {
    "exp": mpmath.exp, "expm1": mpmath.expm1, "log": mpmath.log, "log1p": mpmath.log1p, "log10": mpmath.log10,
    "erfc": mpmath.erfc,
}
for name, choices in ranges.items():
    for choice in choices:
        for _ in range(60):
            x = choice()
            line(name, truths[name](mpf(x)), x)
powers = [
    lambda: (2.0 ** random.uniform(-1074, 1023.9), random.uniform(-5, 5)),
    lambda: (random.uniform(0.5, 2), random.uniform(-700, 700)),
    lambda: (1 + random.choice([-1, 1]) * 2.0 ** random.uniform(-50, -2), random.choice([-1, 1]) * 2.0 ** random.uniform(0, 55)),
    lambda: (10.0, random.uniform(-323, 308)),
    lambda: (2.0 ** random.uniform(-20, 20), float(random.randint(-20, 20))),
]
for choice in powers:
    for _ in range(60):
        x, y = choice()
        value = mpf(x) ** mpf(y)
        if mpf(2) ** -1080 < value < mpf(2) ** 1025:
            line("pow", value, x, y)
