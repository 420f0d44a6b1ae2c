"""Random-effects combination of independent estimates in 50 digits (mpmath 1.3).

Reads combination.json beside this file and writes `reference` into each set: Q, tau2 by each estimator with mean and
standard errors (normal, Hartung-Knapp), I2, and the Q-profile interval of tau2 at 95 %. y and variances are the doubles that they are.
"""
import json
import os

from mpmath import mp, mpf, gammainc, log, sqrt

mp.dps = 50
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "combination.json")


def crossing(f, low, high):
    while f(high) > 0:
        high *= 2
    for _ in range(400):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


def chi_square(df, lower_tail):
    return crossing(lambda x: lower_tail - gammainc(mpf(df) / 2, 0, x / 2, regularized=True), mpf(0), mpf(df))


def reference(y, v):
    y, v, k = [mpf(a) for a in y], [mpf(a) for a in v], len(y)

    def mean(t):
        w = [1 / (a + t) for a in v]
        total = sum(w)
        mu = sum(a * b for a, b in zip(w, y)) / total
        return w, total, mu, sum(a * (b - mu) ** 2 for a, b in zip(w, y))

    w, total, mu, q = mean(mpf(0))
    c = total - sum(a * a for a in w) / total
    average = sum(y) / k
    scatter = sum((a - average) ** 2 for a in y)
    tau = {
        "derSimonianLaird": max(mpf(0), (q - (k - 1)) / c),
        "mandelPaule": crossing(lambda t: mean(t)[3] - (k - 1), mpf(0), max(v)) if q > k - 1 else mpf(0),
        "hedges": max(mpf(0), scatter / (k - 1) - sum(v) / k),
        "hunterSchmidt": max(mpf(0), (q - k) / total),
    }
    first = scatter / k
    tau["sidikJonkman"] = first * mean(first)[3] / (k - 1) if first > 0 else mpf(0)

    def slope(t, restricted):
        w, total, mu, _ = mean(t)
        s = sum(a * a * (b - mu) ** 2 for a, b in zip(w, y)) - total
        return s + (sum(a * a for a in w) / total if restricted else 0)

    def likelihood(t, restricted):
        w, total, mu, q = mean(t)
        return -(q + (log(total) if restricted else 0) - sum(log(a) for a in w)) / 2

    spread = (max(y) - min(y)) ** 2
    for name, restricted in (("restrictedMaximumLikelihood", True), ("maximumLikelihood", False)):
        best, value = mpf(0), likelihood(mpf(0), restricted)
        if spread > 0:
            points = [mpf(0)]
            point = min(min(v), spread) / 10 ** 6
            while point < 10 * (spread + max(v)):
                points.append(point)
                point *= mpf(10) ** (mpf(1) / 17)
            slopes = [slope(p, restricted) for p in points]
            for a, b, sa, sb in zip(points, points[1:], slopes, slopes[1:]):
                if sa > 0 >= sb:
                    found = crossing(lambda t: slope(t, restricted), a, b)
                    if likelihood(found, restricted) > value:
                        best, value = found, likelihood(found, restricted)
        tau[name] = best
    out = {"Q": float(q), "fixedMean": float(mu), "fixedSE": float(1 / sqrt(total)), "estimators": {}}
    typical = (k - 1) * total / (total ** 2 - sum(a * a for a in w))
    for name, t in tau.items():
        _, total_t, mu_t, q_t = mean(t)
        out["estimators"][name] = {
            "tau2": float(t), "mean": float(mu_t), "se": float(1 / sqrt(total_t)),
            "seHartungKnapp": float(sqrt(q_t / (k - 1) / total_t)), "I2": float(100 * t / (t + typical))}
    profile = []
    for tail in (mpf("0.975"), mpf("0.025")):
        target = chi_square(k - 1, tail)
        profile.append(float(crossing(lambda t: mean(t)[3] - target, mpf(0), max(v))) if q > target else None)
    out["profile"] = profile
    return out


with open(PATH) as file:
    golden = json.load(file)
for one in golden["sets"]:
    one["reference"] = reference(one["y"], one["variance"])
with open(PATH, "w") as file:
    file.write("{\n\"origin\": " + json.dumps(golden["origin"]) + ",\n\"sets\": [\n")
    file.write(",\n".join(json.dumps(one) for one in golden["sets"]) + "\n]\n}\n")
