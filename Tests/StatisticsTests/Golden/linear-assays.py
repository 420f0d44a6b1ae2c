"""Parallel-line and slope-ratio assays by least squares in 60 digits (mpmath 1.3).

Reads linear-assays.json beside this file and writes `reference` into each assay: sequential sums of squares, slopes, and
relative potency with Fieller's limits for two errors. Each response and dose is taken as the double that it is.
"""
import json
import os

from mpmath import mp, mpf, log, log10, sqrt, findroot, betainc

mp.dps = 60
PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "linear-assays.json")
SCALES = {"as measured": lambda y: y, "ln": log, "log10": log10, "square root": sqrt, "square": lambda y: y * y}


def t_quantile(df, tail=mpf("0.025")):
    def excess(t):
        return betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2 - tail
    low, high = mpf(0), mpf(1)
    while excess(high) > 0:
        high *= 2
    for _ in range(220):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


class Fit:
    """Least squares on columns that are added one after the other; dependent columns are dropped."""

    def __init__(self, y):
        self.y, self.rest, self.basis, self.columns, self.triangle, self.projections = y, list(y), [], [], [], []

    def copy(self):
        other = Fit(self.y)
        for name in ("rest", "basis", "columns", "triangle", "projections"):
            setattr(other, name, list(getattr(self, name)))
        return other

    def add(self, columns):
        df, ss = 0, mpf(0)
        for column in columns:
            left, coefficients = list(column), []
            for q in self.basis:
                c = sum(a * b for a, b in zip(q, left))
                left = [a - c * b for a, b in zip(left, q)]
                coefficients.append(c)
            length = sqrt(sum(a * a for a in left))
            if length < mpf(10) ** -30:
                continue
            q = [a / length for a in left]
            self.basis.append(q)
            self.triangle.append(coefficients + [length])
            c = sum(a * b for a, b in zip(q, self.rest))
            self.projections.append(c)
            self.rest = [a - c * b for a, b in zip(self.rest, q)]
            df, ss = df + 1, ss + c * c
        return df, ss

    def last(self, count):
        p = len(self.basis)
        first = p - count
        r = mp.matrix(count, count)
        for j in range(count):
            for i in range(j + 1):
                r[i, j] = self.triangle[first + j][first + i]
        inverse = r ** -1
        return inverse * mp.matrix(self.projections[first:]), inverse * inverse.T

    def residual(self):
        return len(self.y) - len(self.basis), sum(a * a for a in self.rest)


def fieller(n, d, v11, v12, v22, t):
    a, b, c = d * d - t * t * v22, n * d - t * t * v12, n * n - t * t * v11
    if a <= 0:
        return None
    root = sqrt(b * b - a * c)
    return [(b - root) / a, n / d, (b + root) / a]


def reference(assay):
    f = SCALES[assay["scale"]]
    rows = assay["readings"]
    preparation = [r[0] for r in rows]
    dose = [mpf(r[1]) for r in rows]
    y = [f(mpf(r[2])) for r in rows]
    h, n = len(assay["preparations"]), len(rows)
    is_parallel = assay["model"] == "parallel lines"
    fit = Fit(y)
    fit.add([[mpf(1)] * n])
    lines = {}

    def indicator(test):
        return [mpf(1) if test(i) else mpf(0) for i in range(n)]

    groups = {"randomised block": [("blocks", 3)], "Latin square": [("rows", 3), ("columns", 4)]}
    for name, k in groups.get(assay["design"], []):
        lines[name] = fit.add([indicator(lambda i: rows[i][k] == level) for level in sorted({r[k] for r in rows})])

    def cells(p):
        levels = sorted({dose[i] for i in range(n) if preparation[i] == p and dose[i] > 0})
        return [indicator(lambda i: preparation[i] == p and dose[i] == level) for level in levels]

    out = {}
    if is_parallel:
        x = [log(d) for d in dose]
        own = [[x[i] if preparation[i] == p else mpf(0) for i in range(n)] for p in range(h)]
        lines["preparations"] = fit.add([indicator(lambda i: preparation[i] == p) for p in range(1, h)])
        separate = fit.copy()
        separate.add(own)
        lines["regression"] = fit.add([x])
        model = fit.copy()
        lines["non-parallelism"] = fit.add(own[1:])
        curved = fit.copy()
        curvature = curved.add([[a * a for a in x]])
        parts = [fit.add(cells(p)) for p in range(h)]
        lines["non-linearity"] = (sum(p[0] for p in parts), sum(p[1] for p in parts))
        if lines["non-linearity"][0]:
            lines["quadratic curvature"] = curvature
        slopes, _ = separate.last(h)
        out["separateSlopes"] = [float(s) for s in slopes]
        pooled = ["non-linearity", "non-parallelism"]
    else:
        lines["regression"] = fit.add(
            [[dose[i] if preparation[i] == p else mpf(0) for i in range(n)] for p in range(h)])
        model = fit.copy()
        if any(d == 0 for d in dose):
            lines["blanks"] = fit.add([indicator(lambda i: dose[i] == 0)])
        lines["intersection"] = fit.add(
            [indicator(lambda i: preparation[i] == p and dose[i] > 0) for p in range(1, h)])
        parts = [fit.add(cells(p)) for p in range(h)]
        lines["non-linearity"] = (sum(p[0] for p in parts), sum(p[1] for p in parts))
        pooled = ["non-linearity", "intersection", "blanks"]
    lines["residual error"] = fit.residual()
    estimates, covariance = model.last(h)
    errors = {"within treatments": lines["residual error"]}
    errors["about the model"] = tuple(
        lines["residual error"][k] + sum(lines[name][k] for name in pooled if name in lines) for k in (0, 1))
    out["anova"] = [[name, df, float(ss)] for name, (df, ss) in lines.items() if df]
    out["fits"] = []
    for term, (df, ss) in errors.items():
        s2, t, potencies = ss / df, t_quantile(df), []
        slope = h - 1 if is_parallel else 0
        for p in range(1, h):
            k = p - 1 if is_parallel else p
            limits = fieller(
                estimates[k], estimates[slope], s2 * covariance[k, k], s2 * covariance[k, slope],
                s2 * covariance[slope, slope], t)
            potencies.append(None if limits is None else [float(v) for v in limits])
        out["fits"].append({
            "error": term, "degreesOfFreedom": df, "variance": float(s2), "slope": float(estimates[slope]),
            "slopeStandardError": float(sqrt(s2 * covariance[slope, slope])), "potencies": potencies})
    return out


with open(PATH) as file:
    golden = json.load(file)
for assay in golden["assays"]:
    assay["reference"] = reference(assay)
with open(PATH, "w") as file:
    file.write("{\n\"origin\": " + json.dumps(golden["origin"]) + ",\n\"assays\": [\n")
    file.write(",\n".join(json.dumps(assay) for assay in golden["assays"]) + "\n]\n}\n")
