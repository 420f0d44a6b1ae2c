"""Golden figures of RangeContentTests: how much of a normal population mean ± k SD of n observations holds.

Not needed to build or test. mpmath 1.3.0, 20 digits; by quadrature over the sample mean, and a root over the content.

    python3 Tests/StatisticsTests/Golden/range-content.py
"""

import json

import mpmath as mp

mp.mp.dps = 20


def normal(x):
    return mp.ncdf(x)


def radius(z, content):
    """The r with Φ(z + r) - Φ(z - r) = content."""
    r = abs(z) + mp.mpf(1) / 2
    low, high = mp.mpf(0), abs(z) + 12
    for _ in range(200):  # Newton's method, halving where it leaves the bracket
        miss = normal(z + r) - normal(z - r) - content
        low, high = (low, r) if miss > 0 else (r, high)
        step = miss / (mp.npdf(z + r) + mp.npdf(z - r))
        following = r - step
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - r) < mp.mpf(10) ** -19:
            return following
        r = following
    raise ArithmeticError((z, content))


def confidence(n, k, content):
    """P(the content of mean ± k SD is at least `content`), the mean z standard errors of one observation off."""
    v = n - 1

    def integrand(z):
        r = radius(z, content)
        # P(chi-square with v degrees of freedom > v r²/k²)
        tail = mp.gammainc(mp.mpf(v) / 2, v * r**2 / k**2 / 2, mp.inf, regularized=True)
        return tail * mp.sqrt(n / (2 * mp.pi)) * mp.exp(-n * z * z / 2)

    end = 12 / mp.sqrt(n)
    return 2 * mp.quad(integrand, mp.linspace(0, end, 13))


def held(n, k, level):
    """The content's logit at which the confidence is `level`."""
    start = mp.log(expected(n, k) / (1 - expected(n, k))) - 1
    return mp.findroot(lambda u: confidence(n, k, 1 / (1 + mp.exp(-u))) - level, (start, start + mp.mpf("0.2")),
                       solver="secant", tol=1e-30)


def expected(n, k):
    """P(|T| ≤ k/√(1 + 1/n)), n - 1 degrees of freedom, by the incomplete beta function."""
    v = n - 1
    t = k / mp.sqrt(1 + mp.mpf(1) / n)
    return 1 - mp.betainc(mp.mpf(v) / 2, mp.mpf(1) / 2, 0, v / (v + t * t), regularized=True)


if __name__ == "__main__":
    for n, k, level in [(3, 3, "0.95"), (6, 3, "0.95"), (12, 3, "0.95"), (12, 2, "0.95"), (30, 3, "0.95"), (6, 1, "0.95"),
                        (6, 3, "0.5")]:
        u = held(n, mp.mpf(k), mp.mpf(level))
        print(f"Point(count: {n}, multiplier: {k}, confidence: {level}, expected: {mp.nstr(expected(n, mp.mpf(k)), 17)}, "
              f"held: {mp.nstr(1 / (1 + mp.exp(-u)), 15)}),", flush=True)
