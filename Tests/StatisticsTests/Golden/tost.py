#!/usr/bin/env python3
"""Writes tost.json from tost-inputs.json: equivalence tests evaluated at 60 digits for exactly the doubles given.

Formulas: Schuirmann (1987) two one-sided t tests; Welch (1947) with Satterthwaite's df; pooled variance; paired
differences; log ratios. Made with Python 3.11, mpmath 1.3.0. The inputs are the shapes on which R's t.test, TOSTER 0.8.6,
equivalence 0.8.2 and statsmodels were compared, offsets and near-constant samples included, where those lose digits.
Run in this folder; needed only to make the file anew.
"""
import json
import mpmath as mp

mp.mp.dps = 60


def t_upper(t, v):
    half = mp.betainc(v / 2, mp.mpf(1) / 2, 0, v / (v + t * t), regularized=True) / 2
    return half if t > 0 else 1 - half


def t_quantile(p, v):
    return mp.findroot(lambda t: t_upper(t, v) - p, mp.mpf(2), tol=1e-50, maxsteps=200)


def moments(x):
    n = len(x)
    m = mp.fsum(x) / n
    return n, m, (mp.fsum([(v - m) ** 2 for v in x]) / (n - 1) if n > 1 else mp.mpf(0))


out = []
for c in json.load(open("tost-inputs.json")):
    log = c["scale"] == "log_ratio"
    keep = lambda s: [v for v in s if v is not None and v != "NaN"]
    f = (lambda v: mp.log(mp.mpf(v))) if log else mp.mpf
    x, y = c["x"], c.get("y")
    if c["design"] == "paired":
        pairs = [(a, b) for a, b in zip(x, y) if a not in (None, "NaN") and b not in (None, "NaN")]
        c["x"], c["y"] = [a for a, _ in pairs], [b for _, b in pairs]
        x, y = [f(a) - f(b) for a, b in pairs], None
    else:
        c["x"] = keep(x)
        c["y"] = keep(y) if y else None
        if log and any(v <= 0 for v in c["x"] + c["y"]):
            continue
        x, y = [f(v) for v in c["x"]], [f(v) for v in c["y"]] if y else None
    low, high = (mp.log(mp.mpf(c["low"])), mp.log(mp.mpf(c["high"]))) if log else (mp.mpf(c["low"]), mp.mpf(c["high"]))
    n, m, v = moments(x)
    if y is None:
        est, var, df = m, v / n, mp.mpf(n - 1)
    else:
        k, my, vy = moments(y)
        est = m - my
        if c["design"] == "two_sample_pooled":
            df = mp.mpf(n + k - 2)
            var = ((n - 1) * v + (k - 1) * vy) / df * (mp.mpf(1) / n + mp.mpf(1) / k)
        else:
            if min(n, k) < 2:
                continue
            a, b = v / n, vy / k
            var = a + b
            df = var ** 2 / (a ** 2 / (n - 1) + b ** 2 / (k - 1)) if var else mp.mpf(0)
    if var == 0:
        continue
    se = mp.sqrt(var)
    tq = t_quantile(mp.mpf(c["alpha"]), df)
    g = lambda z: float(z)
    out.append({**{k: c[k] for k in ("id", "design", "scale", "low", "high", "alpha", "x", "y")}, "estimate": g(est),
                "standardError": g(se), "degreesOfFreedom": g(df), "lowerP": g(t_upper((est - low) / se, df)),
                "upperP": g(t_upper(-(est - high) / se, df)), "lower": g(est - tq * se), "upper": g(est + tq * se)})
open("tost.json", "w").write("[\n" + ",\n".join(json.dumps(c) for c in out) + "\n]\n")
print(len(out))
