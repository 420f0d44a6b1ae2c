#!/usr/bin/env python3
"""Writes welch_power.json: the power of Welch's TOST by averaging over both sample SDs (NumPy, SciPy).

For every pair of sample SDs the degrees of freedom are Satterthwaite's of these SDs and the estimate's place is a normal
probability; it is averaged over the two chi densities in polar coordinates of the two chi variables (both degrees of
freedom and the shape of the interval depend on the angle alone, and its width is proportional to the radius), by composite
Gauss-Legendre quadrature up to the radius at which the interval is as wide as the limits. The variables, rules and
quantiles are none of the Swift code's. `spread` is the difference between two rules; it says how many digits hold.
"""
import json
import pathlib

import numpy
import scipy
from scipy.special import ndtr, stdtrit
from scipy.stats import chi

cases = [
    # n1, n2, sd1, sd2, diff, lower, upper, alpha
    (2, 2, 0.3, 1.2, 0.1, -1, 1, 0.05), (3, 3, 1, 1, 0, -2, 2, 0.05), (3, 12, 1, 4, 0.5, -3, 3, 0.05),
    (6, 6, 1, 1, 0.1, -1, 1, 0.05), (6, 6, 1, 1, 1, -1, 1, 0.05), (6, 12, 0.5, 1.5, 0.1, -1, 1, 0.05),
    (12, 6, 0.5, 1.5, 0.1, -1, 1, 0.05), (4, 20, 2, 0.2, -0.3, -2.5, 2, 0.025), (12, 12, 1, 3, 0, -2, 2.5, 0.05),
    (30, 20, 3, 1, 0.1, -1, 1, 0.01), (10, 10, 0.198, 0.198, 0, -0.2231435513142098, 0.2231435513142098, 0.05),
    (2, 10, 1, 0.1, 0.1, -1, 1, 0.05),
]


def rule(points):
    x, w = numpy.polynomial.legendre.leggauss(points)
    return x, w


def pieces(edges, panels, points):
    x, w = rule(points)
    nodes, weights = [], []
    for a, b in zip(edges[:-1], edges[1:]):
        cuts = numpy.linspace(a, b, panels + 1)
        for low, high in zip(cuts[:-1], cuts[1:]):
            half = (high - low) / 2
            nodes.append((low + high) / 2 + half * x)
            weights.append(half * w)
    return numpy.concatenate(nodes), numpy.concatenate(weights)


def power(case, panels, points):
    n1, n2, sd1, sd2, diff, lower, upper, alpha = case
    v1, v2 = n1 - 1, n2 - 1
    se = numpy.sqrt(sd1**2 / n1 + sd2**2 / n2)
    top = numpy.hypot(chi.isf(1e-18, v1), chi.isf(1e-18, v2))
    total = 0.0
    # Panels that shrink towards both ends, where one variance is as good as zero.
    edges = numpy.pi / 2 * numpy.concatenate([[0], 2.0 ** numpy.arange(-40, -1), 1 - 2.0 ** numpy.arange(-1, -41, -1.0), [1]])
    for angle, weight in zip(*pieces(edges, panels, points)):
        u, v = (sd1 * numpy.sin(angle)) ** 2 / v1 / n1, (sd2 * numpy.cos(angle)) ** 2 / v2 / n2
        df = (u + v) ** 2 / (u**2 / v1 + v**2 / v2)
        slope = -stdtrit(df, alpha) * numpy.sqrt(u + v)
        radius, w = pieces([0.0, min(top, (upper - lower) / 2 / slope)], 4 * panels, points)
        h = slope * radius
        inside = ndtr((upper - h - diff) / se) - ndtr((lower + h - diff) / se)
        density = chi.pdf(radius * numpy.sin(angle), v1) * chi.pdf(radius * numpy.cos(angle), v2)
        total += weight * numpy.sum(w * radius * density * inside)
    return total


points = []
for case in cases:
    fine, coarse = power(case, 3, 16), power(case, 2, 13)
    names = ["n1", "n2", "sd1", "sd2", "diff", "lower", "upper", "alpha"]
    points.append({"args": dict(zip(names, map(float, case))), "value": float(fine), "spread": abs(float(fine - coarse))})
    print(points[-1])
here = pathlib.Path(__file__).parent
with open(here / "welch_power.json", "w") as file:
    json.dump({"origin": f"welch_power.py, SciPy {scipy.__version__}", "points": points}, file, indent=1)
    file.write("\n")
