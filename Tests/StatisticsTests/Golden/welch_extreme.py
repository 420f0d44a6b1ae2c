#!/usr/bin/env python3
"""Prints the power of Welch's TOST of very unequal laboratories (NumPy, SciPy): the figures of WelchPowerTests.

P = E over Z, the first chi-square variable's share, of E over G, their sum: the trapezoidal rule over ln(Z/(1 - Z)) at two steps,
and Gauss-Legendre panels over the root of G. The two columns agree to 1e-13.
"""
import numpy as np
from scipy import stats


def power(n1, n2, s1, s2, difference, lower, upper, alpha, step):
    a, b = n1 - 1, n2 - 1
    v1, v2 = s1 * s1 / n1, s2 * s2 / n2
    se = np.sqrt(v1 + v2)
    x = np.arange(-200, 200, step)
    log_weight = (a * x - (a + b) * np.logaddexp(np.log(a / (a + b)) + x, np.log(b / (a + b)))) / 2
    log_weight -= log_weight.max()
    kept = log_weight > -45
    x, weight = x[kept], np.exp(log_weight[kept])
    z = 1 / (1 + np.exp(-x) * b / a)
    first, second = v1 * z / a, v2 * (1 - z) / b
    df = (first + second) ** 2 / (first**2 / a + second**2 / b)
    half_widths = stats.t.isf(alpha, df) * np.sqrt(first + second)  # times the root of G
    n = a + b
    nodes, weights = np.polynomial.legendre.leggauss(60)
    values = np.empty(len(x))
    for i, c in enumerate(half_widths):
        end = (upper - lower) / (2 * c)
        start = max(0, np.sqrt(n) - 12) if end > np.sqrt(n) - 12 else 0
        edges = np.linspace(start, min(end, np.sqrt(n) + 12), 13)
        total = 0
        for p, q in zip(edges, edges[1:]):
            s = (p + q) / 2 + (q - p) / 2 * nodes
            u, w = (lower + c * s - difference) / se, (upper - c * s - difference) / se
            inside = np.where(u > 0, stats.norm.sf(u) - stats.norm.sf(w), stats.norm.cdf(w) - stats.norm.cdf(u))
            total += np.sum(weights * stats.chi.pdf(s, n) * inside) * (q - p) / 2
        values[i] = total
    return float(np.sum(weight * values) / np.sum(weight))


if __name__ == "__main__":
    for case in [(2, 200, 1.6, 0.4, -3.0, -3.0, 3.5, 0.001), (200, 2, 0.6, 5.0, -1.1, -0.5, 0.5, 0.05),
                 (2, 1000, 3.0, 0.2, 0.0, -1.0, 2.0, 0.05), (3, 300, 0.2, 2.0, 0.4, -0.8, 0.8, 0.01),
                 (1000, 2, 9.0, 0.15, 0.1, -0.7, 0.9, 0.2)]:
        print(case, power(*case, 1 / 32), power(*case, 1 / 48))
