#!/usr/bin/env python3
"""Writes GaussLegendreTable.swift beside this file: nodes and weights by mpmath at 200 bits, rounded once.

    python3 Sources/Statistics/Distributions/gauss_legendre.py > Sources/Statistics/Distributions/GaussLegendreTable.swift
"""

from mpmath import cos, mp, mpf, pi

mp.prec = 200


def legendre(n, x):
    """P(x) of degree n, and its slope."""
    before, now = mpf(1), x
    for j in range(1, n):
        before, now = now, ((2 * j + 1) * x * now - j * before) / (j + 1)
    return now, n * (before - x * now) / (1 - x * x)


print("// Written by gauss_legendre.py. Not to be edited.")
print()
print("extension GaussLegendre {")
print("  /// The nodes above 0, outermost first, and their weights.")
print("  static func table(_ size: Size) -> [(node: Double, weight: Double)] {")
print("    switch size {")
for n in (12, 14, 16, 20, 24, 32, 48, 96):
    print(f"    case .of{n}:")
    print("      [")
    for k in range(1, n // 2 + 1):
        x = cos(pi * (4 * mpf(k) - 1) / (4 * n + 2))
        for _ in range(12):
            value, slope = legendre(n, x)
            x -= value / slope
        value, slope = legendre(n, x)
        assert abs(value) < mpf(2) ** -180
        weight = 2 / ((1 - x * x) * slope * slope)
        print(f"        ({float(x)!r}, {float(weight)!r}),")
    print("      ]")
print("    }")
print("  }")
print("}")
