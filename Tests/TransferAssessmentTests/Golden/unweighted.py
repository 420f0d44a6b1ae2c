#!/usr/bin/env python3
"""Bounds of precision in uneven, crossed and incomplete layouts, worked apart from the program.

Dense pseudoinverses straight from the formulas of docs/methods.md, section 3: Python 3.11, numpy, SciPy. The studies are those of
unweighted.json, whose figures it prints anew:

    python3 unweighted.py < unweighted.json
"""
import csv
import io
import itertools
import json
import math
import sys

import numpy as np
import yaml
from scipy.optimize import brentq
from scipy.stats import chi2, f as f_dist, ncf, t as t_dist


def canonical(labels):
    known = {}
    return tuple(known.setdefault(label, len(known)) for label in labels)


def is_nested(fine, coarse):
    known = {}
    return all(known.setdefault(a, b) == b for a, b in zip(fine, coarse))


class Laboratory:
    """Cells, sources, the matrices B and all that comes of them for one laboratory."""

    def __init__(self, rows, sources, value):
        named = [s for s in sources if s != "run"]
        run = [r["run"] for r in rows]
        sample = [r["sample"] for r in rows]
        self.y = np.array([value(r["result"]) for r in rows])
        keys = [tuple(r[s] for s in named) + (r["run"], r["sample"]) for r in rows]
        first = {}
        for i, key in enumerate(keys):
            first.setdefault(key, i)
        cells = list(first.values())
        place = {key: i for i, key in enumerate(first)}
        self.cell = np.array([place[key] for key in keys])
        self.n = np.bincount(self.cell).astype(float)
        runs = canonical([run[i] for i in cells])
        found = [(s, canonical([rows[i][s] for i in cells])) for s in named]
        for size in range(2, len(named) + 1):
            for some in itertools.combinations(found[: len(named)], size):
                if any(is_nested(a[1], b[1]) or is_nested(b[1], a[1]) for a, b in itertools.combinations(some, 2)):
                    continue
                together = canonical(list(zip(*[s[1] for s in some])))
                if len(set(zip(together, runs))) > len(set(together)):
                    found.append((" x ".join(s[0] for s in some), together))
        found += [("run", runs), ("cell", tuple(range(len(cells))))]
        self.sources = []
        for name, labels in found:
            same = [s for s in self.sources if canonical(s[1]) == canonical(labels)]
            if same:
                same[0][2].append(name)
            else:
                self.sources.append((name, np.array(labels), [name]))
        self.sample = np.array(canonical([sample[i] for i in cells]))
        k = range(len(self.sources))
        self.levels = [len(set(s[1])) for s in self.sources]
        self.inside = [[i != j and is_nested(self.sources[i][1], self.sources[j][1]) for j in k] for i in k]
        self.order = sorted(k, key=lambda i: self.levels[i])
        self.v_e = int(sum(self.n - 1))
        z = [np.eye(self.levels[i])[self.sources[i][1]] for i in k]
        self.b, self.v = zip(*[self.effects(i) for i in k])
        self.a = [[(self.b[i] @ z[j]) @ (self.b[i] @ z[j]).T for j in k] for i in k]
        self.a_e = [(b / self.n) @ b.T for b in self.b]
        self.e = np.array([[np.trace(self.a[i][j]) / self.v[i] if i == j or self.inside[j][i] else 0 for j in k] for i in k])
        self.e_e = np.array([np.trace(self.a_e[i]) / self.v[i] for i in k])
        y = self.y - self.y[0]
        means = np.bincount(self.cell, y) / self.n
        self.s = [float((b @ means) @ (b @ means) / v) for b, v in zip(self.b, self.v)]
        self.df = [self.freedom(i) for i in k]
        if self.v_e:
            self.s.append(float(((y - means[self.cell]) ** 2).sum() / self.v_e))
            # Components need S_E, and the degrees of freedom need components.
            self.df = [self.freedom(i) for i in k] + [self.v_e]

    def effects(self, source):
        y, labels, sample = np.eye(len(self.n)), [s[1].copy() for s in self.sources], self.sample.copy()
        kept = list(range(len(self.sources)))
        for i in sorted((i for i in kept if self.inside[i][source]), key=lambda i: (-self.levels[i], -i)):
            kept.remove(i)
            groups = {}
            for row in range(len(sample)):
                groups.setdefault(tuple(labels[j][row] for j in kept) + (sample[row],), []).append(row)
            y = np.array([y[rows].mean(0) for rows in groups.values()])
            heads = [rows[0] for rows in groups.values()]
            labels, sample = [one[heads] for one in labels], sample[heads]
        columns = [np.ones((len(sample), 1)), np.eye(sample.max() + 1)[sample]]
        columns += [np.eye(self.levels[j])[labels[j]] for j in kept if j != source]
        w = np.hstack(columns)
        q = np.eye(len(sample)) - w @ np.linalg.pinv(w, rcond=1e-8)
        effects = np.linalg.pinv(q @ np.eye(self.levels[source])[labels[source]], rcond=1e-8)
        return effects @ q @ y, int(np.linalg.matrix_rank(effects))

    def components(self):
        s_e = self.s[-1] if self.v_e and len(self.s) > len(self.sources) else 0.0
        c = [0.0] * len(self.sources)
        for i in reversed(self.order):
            c[i] = max(0.0, self.s[i] - self.e_e[i] * s_e - sum(self.e[i, j] * c[j] for j in range(len(c)) if self.inside[j][i]))
        return c, s_e

    def freedom(self, source):
        c, s_e = self.components()
        omega = s_e * self.a_e[source]
        for j in range(len(c)):
            if j == source or self.inside[j][source]:
                omega = omega + c[j] * self.a[source][j]
        trace = np.trace(omega)
        return float(self.v[source]) if trace == 0 else float(min(self.v[source], trace**2 / (omega * omega).sum()))

    def coefficients(self, w, w_e, shrunk=False):
        k = len(self.sources)
        c = np.zeros(k + 1)
        for i in self.order + ([k] if self.v_e else []):
            coarser = [j for j in range(k) if i == k or self.inside[i][j]]
            e = self.e_e if i == k else self.e[:, i]
            known, weight = sum(c[j] * e[j] for j in coarser), w_e if i == k else w[i]
            if shrunk and known > weight:
                for j in coarser:
                    if e[j] > 0:
                        c[j] *= weight / known
            else:
                c[i] = weight - known
        c[abs(c) < 1e-10] = 0
        return c[: len(self.s)]

    def weights(self, runs, replicates):
        """Of a mean of so many runs and replicates: 1/k for the run and what lies in it."""
        of_runs = {"run", "cell"}
        w = [1 / runs if set(s[2]) <= of_runs else 1.0 for s in self.sources]
        return w, 1 / (runs * replicates)


def long(v, a):
    return v / chi2.ppf(a, v) - 1


def short(v, a):
    return 1 - v / chi2.isf(a, v)


def star(m, n, a):
    return short(m + n, a) ** 2 * (m + n) ** 2 / (m * n) - short(m, a) ** 2 * m / n - short(n, a) ** 2 * n / m


def terms(factors, lab):
    return [(c * s, v) for c, s, v in zip(factors, lab.s, lab.df) if c > 0]


def few_duplicates(lab, w, w_e):
    if len(lab.sources) == 1 and 1 <= lab.v_e <= 2 and 2 * (lab.n > 1).sum() < len(lab.n):
        return [(max(w[0], w_e / lab.e_e[0]) * lab.s[0], np.trace(lab.a_e[0]) ** 2 / (lab.a_e[0] ** 2).sum())]


def above(lab, w, w_e):
    return few_duplicates(lab, w, w_e) or terms(np.maximum(lab.coefficients(w, w_e), 0), lab)


def upper(parts, a):
    return sum(x for x, _ in parts) + math.sqrt(sum((long(v, a) * x) ** 2 for x, v in parts))


def squared_below(parts, a):
    square = sum((short(v, a) * x) ** 2 for x, v in parts)
    for (x, m), (y, n) in itertools.combinations(parts, 2):
        square += star(m, n, a) / (len(parts) - 1) * x * y
    return square


def lower(parts, a):
    return max(0.0, sum(x for x, _ in parts) - math.sqrt(max(0.0, squared_below(parts, a))))


def ratio_upper(r, s, a):
    """The q at which the lower bound of sum(s) - q sum(r) is zero, inverted; by bisection."""
    square = sum((long(v, a) * x) ** 2 for x, v in r)
    cross = 0.0
    for x, m in s:
        for y, n in r:
            q = f_dist.isf(a, m, n)
            cross += ((q - 1) ** 2 - (short(m, a) * q) ** 2 - long(n, a) ** 2) / q * x * y
    a_, b_ = sum(x for x, _ in s), sum(x for x, _ in r)
    bound = lambda q: a_ - q * b_ - math.sqrt(max(0.0, squared_below(s, a) + q * cross + q * q * square))
    return 1 / brentq(bound, 0, a_ / b_, xtol=1e-300, rtol=1e-14) if bound(0) > 0 else math.inf


def noncentrality(x, m, n, p):
    if f_dist.cdf(x, m, n) <= p:
        return 0.0
    high = 1.0
    while ncf.cdf(x, m, n, high) > p:
        high *= 2
    return brentq(lambda d: ncf.cdf(x, m, n, d) - p, 0 if high == 1 else high / 2, high, xtol=1e-13, rtol=1e-14)


def these(lab, w, w_e, a, source=0):
    """Estimate, lower and upper bound, and the sums that a ratio takes, for the levels of one source alone."""
    k, levels = len(lab.sources), lab.levels[source]
    w = list(w)
    w[source] = (levels - 1) / levels
    c, d = lab.coefficients(w, w_e), lab.coefficients(w, w_e, shrunk=True)
    g = np.zeros(k + 1)
    for i in [i for i in lab.order if lab.inside[i][source]] + ([k] if lab.v_e else []):
        e = lab.e_e if i == k else lab.e[:, i]
        g[i] = e[source] - sum(g[j] * e[j] for j in range(k) if j != source and (i == k or lab.inside[i][j]))
    g = np.where(g < 1e-10, 0, g)[: len(lab.s)]
    noise, v_a = sum(g * lab.s), lab.v[source]
    v_l = min(v for v, one in zip(lab.df, g) if one > 0)
    rho = 1.0
    if levels > 2:
        for m in [lab.a[source][i] for i in range(k) if lab.inside[i][source]] + ([lab.a_e[source]] if lab.v_e else []):
            rho = max(rho, v_a * np.linalg.eigvalsh(m).max() / np.trace(m))
    s = lab.s[source]
    u_a = noise * (1 + rho * noncentrality((s + (rho - 1) * noise) / (rho * noise), v_a, v_l, a) / v_a)
    x = np.maximum(c, 0) * lab.s
    rest = sum((long(v, a) * y) ** 2 for i, (y, v) in enumerate(zip(x, lab.df)) if i != source and c[i] > 0)
    up = sum(x) + math.sqrt((w[source] * max(0, u_a - s)) ** 2 + rest)
    l_a = noise * (1 + noncentrality(s / noise, v_a, v_l, 1 - a) / v_a)
    x = d * lab.s
    others = [(y, v) for i, (y, v) in enumerate(zip(x, lab.df)) if i != source and d[i] > 0]
    square = (d[source] * max(0, s - l_a)) ** 2 + squared_below(others, a)
    square += sum(max(0, star(v_a, v, a)) * x[source] * y for y, v in others)
    return sum(c * lab.s), max(0.0, sum(x) - math.sqrt(square)), up, sum(np.maximum(c, 0) * lab.s), sum(x)


def mean_error(lab, w_source=None):
    """The mean of the means of units, with its variance and df; one sample, whose runs are the units."""
    weights = 1 / (len(lab.n) * lab.n)[lab.cell]
    ofcells = np.bincount(lab.cell, weights)
    w = [float((np.bincount(s[1], ofcells) ** 2).sum()) for s in lab.sources]
    parts = terms(np.maximum(lab.coefficients(w, float((weights**2).sum())), 0), lab)
    v = sum(x for x, _ in parts)
    return float((weights * lab.y).sum()), v, v * v / sum(x * x / df for x, df in parts)


def finding(protocol, criterion, rows):
    attribute = protocol["attributes"][0]
    value = math.log if attribute["scale"] == "log" else float
    value = (lambda v: lambda text: v(float(text)))(value)
    alpha, limit = criterion["alpha"], criterion["limit"]
    reportable = criterion.get("reportable", {"runs": 1, "replicates": 1})
    labs = {name: Laboratory([r for r in rows if r["lab"] == name], criterion["sources"], value) for name in "SR"}
    w = {name: lab.weights(reportable["runs"], reportable["replicates"]) for name, lab in labs.items()}
    fixed = "fixedSource" in criterion
    if criterion["kind"] == "precision-ratio":
        if fixed:
            r, s = these(labs["R"], *w["R"], alpha), these(labs["S"], *w["S"], alpha)
            one = lambda r, s: r[3] / s[4] * math.exp(math.sqrt(math.log(r[2] / r[3]) ** 2 + math.log(s[4] / s[1]) ** 2))
            estimate, low, high = r[0] / s[0], 1 / one(s, r), one(r, s)
        else:
            up = {name: above(lab, *w[name]) for name, lab in labs.items()}
            down = {name: terms(lab.coefficients(*w[name], shrunk=True), lab) for name, lab in labs.items()}
            a = 0.9 * alpha if max(len(up["R"]), len(down["S"])) >= 3 else alpha
            estimate = sum(labs["R"].coefficients(*w["R"]) * labs["R"].s) / sum(labs["S"].coefficients(*w["S"]) * labs["S"].s)
            high, low = ratio_upper(up["R"], down["S"], a), 1 / ratio_upper(up["S"], down["R"], a)
        back = math.sqrt
    else:
        name = "R" if criterion["laboratory"] == "receiving" else "S"
        lab = labs[name]
        if fixed:
            estimate, low, high, _, _ = these(lab, *w[name], alpha)
        else:
            estimate = sum(lab.coefficients(*w[name]) * lab.s)
            high = upper(above(lab, *w[name]), alpha)
            low = lower(terms(lab.coefficients(*w[name], shrunk=True), lab), alpha)
        back = math.sqrt
        if criterion["measure"] == "gcv":
            back = lambda variance: 100 * math.expm1(math.sqrt(variance))
        if criterion["measure"] == "cv":
            mean, v, df = mean_error(lab)
            reach, k = t_dist.isf(alpha, df) * math.sqrt(v) / mean, 100 * math.sqrt(estimate) / mean
            high = k * math.exp(math.hypot(math.log(high / estimate) / 2, math.log1p(-reach)))
            low = k * math.exp(-math.hypot(math.log(estimate / low) / 2, math.log1p(reach)))
            estimate, back = k, float
    estimate, low, high = back(estimate), back(low), back(high)
    verdict = "pass" if high < limit else "fail" if low > limit else "inconclusive"
    return {"verdict": verdict, "estimate": float(estimate), "upper": float(high), "opposite": float(low)}


def main():
    cases = json.load(sys.stdin)
    for case in cases:
        protocol = yaml.safe_load(case["protocol"])
        rows = list(csv.DictReader(io.StringIO(case["results"])))
        case["findings"] = [finding(protocol, c, rows) for c in protocol["attributes"][0]["criteria"]]
    json.dump(cases, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
