"""Golden figures of variance bounds: generalized pivotal quantities by brute quadrature, modified large sample by hand.

Run with Python 3.11, NumPy and SciPy 1.17; prints what BoundsTests.swift holds.
The route is not the product's: adaptive over one chi-square for a sum, Gauss-Legendre in the normal score of each
chi-square for a ratio (six digits or more), no beta shares.
"""

import numpy as np
from scipy import integrate, optimize, stats
from scipy.special import chdtrc, ndtr


def nodes(df, n):
    z, w = np.polynomial.legendre.leggauss(n)
    z, w = 9 * z, 9 * w * stats.norm.pdf(9 * z)
    return stats.chi2.ppf(ndtr(z), df), w


def cdf_sum(t, terms):
    """P(a1/X1 + a2/X2 <= t), terms (coefficient * mean square, df), the first positive; adaptive, over X2."""
    (s1, v1), (s2, v2) = terms
    a, b = s1 * v1, s2 * v2

    def f(x):
        return stats.chi2.pdf(x, v2) * chdtrc(v1, a / (t - b / x))

    low = b / t if b > 0 else 0
    high = max(200, 2 * low) if t >= 0 else min(b / t, 200)
    ends = [low] + [c for c in (low + 0.5, low + 3, low + 20) if c < high] + [high]
    return sum(integrate.quad(f, l, h, epsabs=1e-14, epsrel=1e-13, limit=500)[0] for l, h in zip(ends, ends[1:]))


def cdf_ratio(q, above, below, n=70):
    (a1, m1), (a2, m2) = above
    (b1, n1), (b2, n2) = below
    y1, w1 = nodes(n1, n)
    y2, w2 = nodes(n2, n)
    x2, u2 = nodes(m2, 6 * n)
    t = q * (b1 * n1 / y1[:, None] + b2 * n2 / y2[None, :])
    total = 0.0
    for x, u in zip(x2, u2):
        room = t - a2 * m2 / x
        f = np.where(room > 0, chdtrc(m1, a1 * m1 / np.where(room > 0, room, 1)), 0)
        total += u * float(w1 @ f @ w2)
    return total


sums = {
    "sum 4 (5), 1 (12)": [(4, 5), (1, 12)],
    "sum 1 (2), 0.5 (3)": [(1, 2), (0.5, 3)],
    "difference 4 (5), 1 (12)": [(4, 5), (-1, 12)],
    "difference 1 (2), 0.8 (3)": [(1, 2), (-0.8, 3)],
}
for name, terms in sums.items():
    for p in (0.05, 0.95):
        low = 0.3 if terms[1][0] > 0 else -60
        print(name, p, repr(optimize.brentq(lambda t: cdf_sum(t, terms) - p, low, 60, xtol=1e-12)))

above, below = [(4, 5), (1, 12)], [(2, 5), (1.5, 12)]
for q in (0.5, 5.0):
    print("ratio", q, [cdf_ratio(q, above, below, n) for n in (50, 70)])


def graybill_wang_upper(terms, a=0.05):
    return sum(s for s, _ in terms) + np.sqrt(sum((s * (v / stats.chi2.ppf(a, v) - 1)) ** 2 for s, v in terms))


def ting(terms, a=0.05):
    """Lower bound; all pairs as in Ting and others (1990)."""
    pos, neg = [x for x in terms if x[0] > 0], [x for x in terms if x[0] < 0]
    g = lambda v: 1 - v / stats.chi2.isf(a, v)
    h = lambda v: v / stats.chi2.ppf(a, v) - 1
    total = sum((g(v) * s) ** 2 for s, v in pos) + sum((h(v) * s) ** 2 for s, v in neg)
    for s, m in pos:
        for r, n in neg:
            f = stats.f.isf(a, m, n)
            total += ((f - 1) ** 2 - g(m) ** 2 * f**2 - h(n) ** 2) / f * s * -r
    for i, (s, m) in enumerate(pos):
        for r, n in pos[i + 1 :]:
            j = g(m + n) ** 2 * (m + n) ** 2 / (m * n) - g(m) ** 2 * m / n - g(n) ** 2 * n / m
            total += j / (len(pos) - 1) * s * r
    return sum(s for s, _ in terms) - np.sqrt(total)


print("MLS sum upper", repr(graybill_wang_upper([(4, 5), (1, 12)])))
print("MLS sum lower", repr(ting([(4, 5), (1, 12)])))
print("MLS difference lower", repr(ting([(4, 5), (-1, 12)])))
print("MLS difference upper", repr(-ting([(-4, 5), (1, 12)])))
ratio = lambda r, s: optimize.brentq(
    lambda q: ting(r + [(-q * b, n) for b, n in s]), 1e-6, sum(a for a, _ in r) / sum(b for b, _ in s), xtol=1e-15)
print("MLS ratio lower", repr(ratio(above, below)))
print("MLS ratio upper", repr(1 / ratio(below, above)))
