"""How often the ends of 95 % intervals of a total variance miss it, in balanced nested designs: the table in docs/verification.md.

python3 Benchmarks/precision_intervals.py            (NumPy and SciPy; about two minutes)

By each of three methods, with code of its own: mean squares (modified large sample, Ting and others below), chi-square with
Satterthwaite's degrees of freedom of the REML estimates, and the profile of the restricted likelihood. The profile is not searched
for: the true total is inside the interval when the deviance at it, least over a grid of shares, is below the quantile. A grid can
only make it miss more often.
"""
import numpy as np
from scipy import stats

QUANTILE = stats.chi2.ppf(0.95, 1)
SIDE = 0.975


def upper(x, v):
    h = v / stats.chi2.ppf(1 - SIDE, v) - 1
    return x.sum(1) + np.sqrt(((h * x) ** 2).sum(1))


def lower(x, v):
    a = 1 - SIDE
    g = 1 - v / stats.chi2.ppf(1 - a, v)
    square = ((g * x) ** 2).sum(1)
    for i in range(len(v)):
        for t in range(i + 1, len(v)):
            both = v[i] + v[t]
            git = 1 - both / stats.chi2.ppf(1 - a, both)
            d = git**2 * both**2 / (v[i] * v[t]) - g[i] ** 2 * v[i] / v[t] - g[t] ** 2 * v[t] / v[i]
            square += d / (len(v) - 1) * x[:, i] * x[:, t]
    return np.maximum(0, x.sum(1) - np.sqrt(np.maximum(square, 0)))


def pooled(m, v):
    """REML: expected mean squares fall inwards, so those that do not are pooled. Means, and the first of each pool."""
    means, pools = m.copy(), np.tile(np.arange(len(v)), (len(m), 1))
    for _ in v:
        for k in range(len(v) - 1):
            rows = means[:, k] < means[:, k + 1] * (1 - 1e-13)
            for row in np.flatnonzero(rows):
                members = (pools[row] == pools[row, k]) | (pools[row] == pools[row, k + 1])
                means[row, members] = (m[row, members] * v[members]).sum() / v[members].sum()
                pools[row, members] = np.flatnonzero(members)[0]
    return means, pools


def shares(sources):
    fine = np.concatenate([np.linspace(0, 0.9, 31), np.linspace(0.905, 0.999, 95), [0.9995]])
    if sources == 2:
        return [(s, 1 - s) for s in np.concatenate([np.linspace(0, 0.9975, 400), 1 - np.geomspace(1e-4, 0.0025, 20)])]
    split = np.concatenate([np.linspace(0, 0.2, 41), np.linspace(0.22, 1, 27)])
    return [(s * (1 - t), s * t, 1 - s) for s in fine for t in split]


def misses(sizes, truth, studies, rng):
    """Percent of studies that miss above and below, by method; sizes are of the groups, replicates last."""
    below = [np.prod(sizes[k + 1:]) for k in range(len(sizes))]  # results in a group of each source
    groups = np.cumprod(sizes)
    v = np.diff(np.concatenate([[1], groups])).astype(float)
    expected = lambda s: np.array([sum(below[i] * s[i] for i in range(k, len(s))) for k in range(len(s))])
    c = np.array([1 / below[0]] + [1 / below[k] - 1 / below[k - 1] for k in range(1, len(sizes))])
    m = expected(truth) * rng.chisquare(v, (studies, len(v))) / v
    reml, pools = pooled(m, v)
    total = (c * reml).sum(1)
    spread = np.zeros(studies)
    for k in range(len(v)):
        inside = pools == k
        freedom = (inside * v).sum(1)
        part = (inside * c * reml).sum(1)
        spread += np.where(freedom > 0, part**2 / np.maximum(freedom, 1), 0)
    df = total**2 / spread
    deviance = lambda means: (v * (np.log(means) + m / means)).sum(1)
    least = np.full(studies, np.inf)
    for share in shares(len(v)):
        least = np.minimum(least, deviance(expected(share)))
    outside = least - deviance(reml) > QUANTILE
    return [100 * np.mean(x) for x in (
        upper(c * m, v) < 1, lower(c * m, v) > 1,
        df * total / stats.chi2.ppf(1 - SIDE, df) < 1, df * total / stats.chi2.ppf(SIDE, df) > 1,
        outside & (total < 1), outside & (total > 1))]


if __name__ == "__main__":
    rng = np.random.default_rng(20261130)
    print("| design | mean squares, above / below | Satterthwaite, above / below | profile, above / below |")
    print("|---|---:|---:|---:|")
    for sizes, studies in [((3, 2), 20000), ((4, 3), 20000), ((6, 2), 20000), ((6, 3), 20000), ((12, 2), 20000),
                           ((2, 3, 2), 4000), ((3, 3, 2), 4000), ((6, 2, 2), 4000)]:
        rest = len(sizes) - 1
        worst = np.zeros(6)
        for top in (0, 0.2, 0.5, 0.8, 0.95):
            worst = np.maximum(worst, misses(sizes, (top,) + ((1 - top) / rest,) * rest, studies, rng))
        words = " x ".join(map(str, sizes))
        print(f"| {words} | {worst[0]:.1f} / {worst[1]:.1f} | {worst[2]:.1f} / {worst[3]:.1f} | {worst[4]:.1f} / {worst[5]:.1f} |",
              flush=True)
