"""Plates of a reference and two tests, fitted pair by pair and together: profile intervals of ln potency and means of runs.

Made once by `python3 Golden/pairs.py`, Python 3.11.7, NumPy, SciPy 1.17: least squares from several starts for every potency that
is looked at, Brent's method for the ends. No code of this package. Writes pairs.json: the file of readings and what is expected.

Eight doses whose highest hardly passes the EC50, so that the upper plateau is not reached; in run R3 the test N is no curve of
the reference's shape (its lower asymptote and slope are others).
"""
import json
import math
import pathlib

import numpy
from scipy import optimize, stats

DOSES = [float(f"{100 / 2.5**k:g}") for k in range(8)]


def logistic(x, lower, upper, slope, c):
    return lower + (upper - lower) / (1 + numpy.exp(-slope * (numpy.log(x) - c)))


def plates():
    random = numpy.random.default_rng(20270311)
    rows = []
    for run in range(1, 7):
        ec50 = math.log(80) + random.normal(0, 0.1)
        for name, ln in [("S", 0.0), ("M", 0.05), ("N", -0.1)]:
            own = ln + (random.normal(0, 0.05) if name != "S" else 0)
            for x in DOSES:
                for _ in range(2):
                    lower, slope = (0.3, 0.8) if name == "N" and run == 3 else (0.1, 1.3)
                    y = logistic(x, lower, 2.0, slope, ec50 - own) + random.normal(0, 0.04)
                    rows.append((f"R{run}", name, x, round(y, 4)))
    return rows


class Fit:
    """Common asymptotes and slope, an EC50 each; x, y, code by arrays, code 0 the reference."""

    def __init__(self, x, y, code):
        self.t, self.y, self.code, self.count = numpy.log(x), y, code, code.max() + 1
        self.best = min(
            (self.solve(numpy.concatenate([[a, d, b], numpy.full(self.count, c)]), None, None)
             for a in [y.min()] for d in [y.max(), 1.5 * y.max()] for b in [0.7, 1.5] for c in [self.t.mean(), self.t.max()]),
            key=lambda p: self.squares(p))
        self.rss = self.squares(self.best)
        self.df = len(y) - 3 - self.count

    def predicted(self, p):
        return p[0] + (p[1] - p[0]) / (1 + numpy.exp(-p[2] * (self.t - p[3 + self.code])))

    def squares(self, p):
        return ((self.y - self.predicted(p)) ** 2).sum()

    def solve(self, start, test, rho):
        """With the EC50 of `test` tied to the reference's at a ln potency of `rho`, where given."""
        def whole(q):
            return q if test is None else numpy.insert(q, 3 + test, q[3] - rho)
        free = start if test is None else numpy.delete(start, 3 + test)
        fit = optimize.least_squares(
            lambda q: self.y - self.predicted(whole(q)), free, method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=20000)
        return whole(fit.x)

    def ends(self, test, level=0.95):
        """Both ends of ln potency; None where nothing is excluded down or up to a factor of exp(30)."""
        ln = self.best[3] - self.best[3 + test]
        limit = self.rss * (1 + stats.t.isf((1 - level) / 2, self.df) ** 2 / self.df)

        def excess(rho):
            starts = [self.best + shift * numpy.array([0, 0, 0] + [1] * self.count) for shift in (-0.5, 0, 0.5)]
            tied = min((self.solve(s, test, rho) for s in starts), key=self.squares)
            return self.squares(tied) - limit

        ends = []
        for side in (-1, 1):
            step = 0.02
            while excess(ln + side * step) < 0 and step < 30:
                step *= 1.5
            open_ended = excess(ln + side * step) < 0
            ends.append(None if open_ended else optimize.brentq(lambda r: excess(ln + side * r), 0, step, xtol=1e-12) * side + ln)
        return ends

    def profile(self, test):
        lower, upper = self.ends(test)
        return {"estimate": math.exp(self.best[3] - self.best[3 + test]), "lower": math.exp(lower), "upper": math.exp(upper),
                "degreesOfFreedom": int(self.df)}


def written(rows):
    return "run,preparation,dose,response\n" + "".join(f"{a},{b},{c:g},{d}\n" for a, b, c, d in rows)


def main():
    rows = plates()
    runs = sorted({r[0] for r in rows})
    expected = {"pairs": {}, "common": {}, "unweighted": {}}
    for run in runs:
        def readings(names):
            own = [r for r in rows if r[0] == run and r[1] in names]
            return (numpy.array([r[2] for r in own]), numpy.array([r[3] for r in own]),
                    numpy.array([names.index(r[1]) for r in own]))
        expected["pairs"][run] = {name: Fit(*readings(["S", name])).profile(1) for name in ("M", "N")}
        together = Fit(*readings(["S", "M", "N"]))
        expected["common"][run] = {name: together.profile(k) for k, name in ((1, "M"), (2, "N"))}
    for name in ("M", "N"):
        ln = numpy.log([expected["pairs"][run][name]["estimate"] for run in runs])
        half = stats.t.isf(0.025, len(ln) - 1) * ln.std(ddof=1) / math.sqrt(len(ln))
        expected["unweighted"][name] = {
            "estimate": math.exp(ln.mean()), "lower": math.exp(ln.mean() - half), "upper": math.exp(ln.mean() + half)}
    # A test that hardly answers at its highest dose: no potency is too small for it.
    random = numpy.random.default_rng(6)
    weak = [("R1", name, x, round(logistic(x, 0.1, 2.0, 1.3, math.log(20 if name == "S" else 600)) + random.normal(0, 0.08), 4))
            for name in ("S", "W") for x in DOSES]
    fit = Fit(numpy.array([r[2] for r in weak]), numpy.array([r[3] for r in weak]), numpy.array([int(r[1] == "W") for r in weak]))
    lower, upper = fit.ends(1)
    assert lower is None and upper is not None
    expected["weak"] = {"file": written(weak), "upper": math.exp(upper)}
    pathlib.Path(__file__).with_name("pairs.json").write_text(json.dumps({"file": written(rows), **expected}, indent=1) + "\n")


main()
