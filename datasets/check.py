"""Recomputes what every study must give, apart from the program: exact formulas, SciPy's distributions.

Needed neither to build nor to test. Written and run with Python 3.11.7, numpy 2.4.6, SciPy 1.17.1, PyYAML 6.0.3.

    python3 datasets/check.py            compares expected/ with what is computed here; exit 1 on any difference
    python3 datasets/check.py --write    writes expected/verdict.json, expected/figures.json and the like

Balanced designs only: the reading stops where a laboratory's cells differ in size. Notation of the comments:
K samples, n replicates in a cell (sample x unit), u units a laboratory, MS mean squares, alpha one-sided.
"""

import csv
import fnmatch
import itertools
import json
import math
import pathlib
import sys

import numpy
import yaml
from scipy import integrate, optimize, stats

HERE = pathlib.Path(__file__).resolve().parent
EXIT = {"pass": 0, "fail": 1, "inconclusive": 2}


# --- reading ---------------------------------------------------------------------------------------------------

def read(folder, protocol):
    """Every result as {role: text, "laboratory": ..., "value": float}."""
    results = []
    for path in sorted(folder.glob("*.csv")):
        mapping, laboratory = dict(protocol["data"]), None
        for source in protocol.get("sources", []):
            if fnmatch.fnmatchcase(path.name, source["path"]):
                mapping |= source.get("data", {})
                laboratory = source["laboratory"]
        with open(path, encoding=mapping["encoding"], newline="") as file:
            for row in csv.DictReader(file, delimiter=mapping["delimiter"]):
                roles = {role: row[column] for role, column in mapping["columns"].items()}
                for role, names in mapping.get("aliases", {}).items():
                    roles[role] = names.get(roles[role], roles[role])
                if mapping["layout"] == "wide-by-laboratory":
                    found = [(lab, row[column]) for lab, column in mapping["values"].items()]
                else:
                    found = [(laboratory or roles["laboratory"], roles["value"])]
                for lab, text in found:
                    value = float(text.replace(mapping["decimal"], "."))
                    results.append(roles | {"laboratory": lab, "value": value})
    return results


def cells(results, attribute, laboratory):
    """A K x u x n array on the analysis scale, with its samples; `None` where the laboratory has no result.

    With unit `result` or `sample` there is one unit, and the replicates of a sample are the last axis.
    """
    unit = attribute["unitOfReplication"]
    table = {}
    for result in results:
        if result["laboratory"] != laboratory or result.get("attribute", attribute["id"]) != attribute["id"]:
            continue
        assert result.get("unit", attribute["unit"]) == attribute["unit"], "unit"
        assert result.get("referenceLot") == attribute.get("reference"), "reference lot"
        label = "" if unit in ("result", "sample") else result[unit]
        value = math.log(result["value"]) if attribute["scale"] == "log" else result["value"]
        table.setdefault(result["sample"], {}).setdefault(label, []).append(value)
    if not table:
        return None, []
    design = attribute["design"]
    samples = design["samples"]
    labels = sorted(next(iter(table.values())))
    assert sorted(table) == sorted(samples), "samples planned and received differ"
    assert all(sorted(units) == labels for units in table.values()), "a unit does not hold every sample"
    planned = {"run": design.get("runs"), "day": design.get("days")}.get(unit, 1)
    assert len(labels) == planned, "units planned and received differ"
    array = numpy.array([[table[s][u] for u in labels] for s in samples])
    assert array.shape[2] == design["replicates"], "replicates planned and received differ"
    return array, samples


# --- dose-response curves --------------------------------------------------------------------------------------

def curves(x, y, code):
    """Least squares of y = d + (a - d)/(1 + exp(b (ln x - ln c))) with a, d, b in common and a c for each preparation.

    Returns the parameters (a, d, b, ln c...), J'J and the residual sum of squares, at a gradient of rounding.
    """
    count = max(code) + 1
    t = numpy.log(x)

    def model(p):
        u = numpy.exp(p[2] * (t - p[3 + code]))
        return p[1] + (p[0] - p[1]) / (1 + u), u

    def jacobian(p):
        f, u = model(p)
        s = 1 / (1 + u)
        slope = -(p[0] - p[1]) * u * s * s
        own = numpy.zeros((len(t), count))
        own[numpy.arange(len(t)), code] = -p[2] * slope
        return numpy.column_stack([s, 1 - s, slope * (t - p[3 + code]), own])

    start = numpy.concatenate([[y.min(), y.max(), 1.0], numpy.full(count, numpy.median(t))])
    fit = optimize.least_squares(lambda p: model(p)[0] - y, start, jac=jacobian, method="lm", xtol=1e-15, ftol=1e-15)
    p = fit.x
    for _ in range(20):  # Gauss-Newton to the last digits
        p = p + numpy.linalg.lstsq(jacobian(p), y - model(p)[0], rcond=None)[0]
    j, residual = jacobian(p), y - model(p)[0]
    assert abs(j.T @ residual).max() < 1e-9
    return p, j.T @ j, residual @ residual


def relative_potencies(rows, settings):
    """Every test of one run against the reference: {preparation: figures}; Fieller on the EC50s, errors from J'J.

    Pair by pair, unless the settings declare a common fit.
    """
    assert settings["model"] == "4pl" and settings.get("transform", "none") == settings.get("weights", "none") == "none"
    tests = sorted({row["preparation"] for row in rows} - {settings["reference"]})
    found = {}
    for together in [tests] if settings.get("fit", "pairs") == "common" else [[test] for test in tests]:
        names = [settings["reference"]] + together
        own = [row for row in rows if row["preparation"] in names]
        x = numpy.array([row["dose"] for row in own])
        y = numpy.array([row["response"] for row in own])
        code = numpy.array([names.index(row["preparation"]) for row in own])
        p, information, squares = curves(x, y, code)
        df = len(y) - len(p)
        covariance = numpy.linalg.inv(information) * squares / df
        alone = sum(
            curves(x[code == k], y[code == k], numpy.zeros((code == k).sum(), int))[2] for k in range(len(names)))
        spare = 4 * len(names) - len(p)
        f = (squares - alone) / spare / (alone / (len(y) - 4 * len(names)))
        t = stats.t.isf((1 - settings.get("level", 0.95)) / 2, df)
        for k, name in enumerate(together, start=1):
            ln = p[3] - p[3 + k]
            v11, v22, v12 = covariance[3, 3], covariance[3 + k, 3 + k], covariance[3, 3 + k]
            # Fieller on c_reference / c_test, variances of the EC50s by the delta method: relative ones are those of ln.
            g = t * t * v22
            half = t * math.sqrt(v11 + v22 - 2 * v12 - g * (v11 - v12 * v12 / v22)) / (1 - g)
            middle = (1 - g * v12 / v22) / (1 - g)
            factor = next(row["factor"] for row in own if row["preparation"] == name)
            found[name] = {
                "potency": factor * math.exp(ln), "lower": factor * math.exp(ln) * (middle - half),
                "upper": factor * math.exp(ln) * (middle + half), "lnStandardError": math.sqrt(v11 + v22 - 2 * v12),
                "degreesOfFreedom": df, "nonParallelism": {"F": f, "p": stats.f.sf(f, spare, len(y) - 4 * len(names))}}
    return found


def potencies(folder, protocol):
    """Every run's potencies of a study of plates, in the order of the file."""
    attribute = protocol["attributes"][0]
    settings = attribute["doseResponse"]
    columns = settings["columns"]
    runs = {}
    with open(folder / "results.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            factor = float(row[columns["assumedPotency"]]) if "assumedPotency" in columns else 1.0
            key = (row[protocol["data"]["columns"]["laboratory"]], row[columns["run"]])
            runs.setdefault(key, []).append({
                "preparation": row[columns["preparation"]], "dose": float(row[columns["dose"]]),
                "response": float(row[columns["response"]]), "factor": factor})
    for (laboratory, run), rows in runs.items():
        for preparation, figures in relative_potencies(rows, settings).items():
            yield {"laboratory": laboratory, "run": run, "preparation": preparation} | figures


# --- means -----------------------------------------------------------------------------------------------------

def mean_terms(array, unit):
    """A laboratory's mean and the terms (v, nu) whose sum of v is its squared standard error."""
    if unit == "result":
        k, _, n = array.shape
        flat = array[:, 0, :]
        return flat.mean(axis=1).mean(), [(s.var(ddof=1) / n / k**2, n - 1) for s in flat]
    units = array.mean(axis=(0, 2))
    return units.mean(), [(units.var(ddof=1) / len(units), len(units) - 1)]


def satterthwaite(terms):
    return sum(v for v, _ in terms) ** 2 / sum(v**2 / nu for v, nu in terms)


def difference(sending, receiving, unit):
    """R - S with its standard error and degrees of freedom."""
    if unit == "sample":
        d = (receiving - sending).mean(axis=(1, 2))
        return d.mean(), math.sqrt(d.var(ddof=1) / len(d)), len(d) - 1
    (s, s_terms), (r, r_terms) = mean_terms(sending, unit), mean_terms(receiving, unit)
    terms = s_terms + r_terms
    return r - s, math.sqrt(sum(v for v, _ in terms)), satterthwaite(terms)


def interval(estimate, error, df, alpha):
    half = stats.t.isf(alpha, df) * error
    return estimate - half, estimate + half


def two_sided(lower, upper, limits):
    if limits[0] < lower and upper < limits[1]:
        return "pass"
    return "fail" if upper < limits[0] or lower > limits[1] else "inconclusive"


def fieller(sending, receiving, unit, alpha):
    """The set of theta not rejected by |R - theta S| / sqrt(V_R + theta^2 V_S), found by its two ends."""
    (s, s_terms), (r, r_terms) = mean_terms(sending, unit), mean_terms(receiving, unit)

    def excess(theta):
        terms = r_terms + [(theta**2 * v, nu) for v, nu in s_terms]
        error = math.sqrt(sum(v for v, _ in terms))
        return abs(r - theta * s) / error - stats.t.isf(alpha, satterthwaite(terms))

    def end(inside, outside):
        for _ in range(200):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if excess(middle) <= 0 else (inside, middle)
        return inside

    return r / s, end(r / s, r / s / 2), end(r / s, r / s * 2)


# --- precision -------------------------------------------------------------------------------------------------

def within(array):
    """The pooled variance within cells, and its degrees of freedom."""
    k, u, n = array.shape
    return array.var(axis=2, ddof=1).mean(), k * u * (n - 1)


def intermediate(array):
    """Terms (c, MS, nu) whose sum of c MS is the variance of one result: sample fixed, run and run x sample random."""
    k, u, n = array.shape
    means = array.mean(axis=2)
    by_run = means.mean(axis=0)
    terms = [(1 / (n * k), n * k * by_run.var(ddof=1), u - 1)]
    if k > 1:
        rest = means - by_run - means.mean(axis=1, keepdims=True) + means.mean()
        terms.append(((k - 1) / (k * n), n * (rest**2).sum() / ((k - 1) * (u - 1)), (k - 1) * (u - 1)))
    error, df = within(array)
    terms.append((1 - 1 / n, error, df))
    return terms


def modified_large_sample(terms, alpha):
    """One-sided bounds at 1 - alpha of a sum of c MS, all c positive: above Graybill & Wang's (1980), below those of
    Ting, Burdick, Graybill, Jeyaratnam & Lu (1990), with their G* for each pair of mean squares."""
    estimate = sum(c * ms for c, ms, _ in terms)
    up = math.sqrt(sum((c * ms * (nu / stats.chi2.ppf(alpha, nu) - 1)) ** 2 for c, ms, nu in terms))
    short = lambda nu: 1 - nu / stats.chi2.isf(alpha, nu)
    down = sum((c * ms * short(nu)) ** 2 for c, ms, nu in terms)
    for (c, ms, m), (d, other, n) in itertools.combinations(terms, 2):
        star = short(m + n) ** 2 * (m + n) ** 2 / (m * n) - short(m) ** 2 * m / n - short(n) ** 2 * n / m
        down += star / (len(terms) - 1) * c * ms * d * other
    return estimate, estimate - math.sqrt(max(down, 0)), estimate + up


def ratio_bound(above, below, a):
    """The q at which the lower bound of (sum below) - (sum above)/q is zero: Burdick & Graybill (1992), sec. 3.3, after Ting and
    others (1990); found by bisection, not by the quadratic's root. Upper bound of above/below at 1 - a."""
    short, long = lambda nu: 1 - nu / stats.chi2.isf(a, nu), lambda nu: nu / stats.chi2.ppf(a, nu) - 1
    whole = lambda terms: sum(c * ms for c, ms, _ in terms)
    fixed = sum((c * ms * short(nu)) ** 2 for c, ms, nu in below)
    for (c, ms, m), (d, other, n) in itertools.combinations(below, 2):
        star = short(m + n) ** 2 * (m + n) ** 2 / (m * n) - short(m) ** 2 * m / n - short(n) ** 2 * n / m
        fixed += star / (len(below) - 1) * c * ms * d * other
    square = sum((c * ms * long(nu)) ** 2 for c, ms, nu in above)
    cross = sum((((f := stats.f.isf(a, m, n)) - 1) ** 2 - short(m) ** 2 * f**2 - long(n) ** 2) / f * c * ms * d * other
                for c, ms, m in below for d, other, n in above)
    bound = lambda q: whole(below) - q * whole(above) - math.sqrt(max(0, fixed + q * cross + q * q * square))
    if bound(0) <= 0:
        return math.inf
    return 1 / optimize.brentq(bound, 0, whole(below) / whole(above), xtol=1e-300, rtol=1e-14)


def measured(variance, measure):
    s = math.sqrt(variance)
    return {"sd": s, "gcv": 100 * math.expm1(s)}[measure]


def one_sided(lower, upper, limit):
    return "pass" if upper < limit else "fail" if lower > limit else "inconclusive"


# --- quality ranges --------------------------------------------------------------------------------------------

def content_held(n, k, confidence=0.95):
    """The share of a normal population that mean +- k SD of n observations holds with that confidence."""
    def chance(share):
        def tail(z):
            r = optimize.brentq(lambda r: stats.norm.cdf(z + r) - stats.norm.cdf(z - r) - share, 0, abs(z) + 40)
            return stats.chi2.sf((n - 1) * r * r / (k * k), n - 1) * stats.norm.pdf(z, scale=1 / math.sqrt(n))
        return 2 * integrate.quad(tail, 0, 10 / math.sqrt(n), epsabs=1e-11, epsrel=1e-11, limit=200)[0]

    return optimize.brentq(lambda share: chance(share) - confidence, 1e-4, 1 - 1e-9, xtol=1e-13)


def quality_ranges(protocol, results):
    """Where the units of each receiving group lie to mean +- k SD of the sending group's, sample by sample."""
    for attribute in protocol["attributes"]:
        if "qualityRange" not in attribute:
            continue
        k = attribute["qualityRange"]["multiplier"]
        back = math.exp if attribute["scale"] == "log" else float
        sending, samples = cells(results, attribute, protocol["sending"])
        for laboratory in protocol["receiving"]:
            receiving, _ = cells(results, attribute, laboratory)
            for i, sample in enumerate(samples):
                reference, test = sending[i].mean(axis=1), receiving[i].mean(axis=1)
                n, mean, sd = len(reference), reference.mean(), reference.std(ddof=1)
                inside = int((abs(test - mean) <= k * sd).sum())
                yield {"attribute": attribute["id"], "sample": sample, "receiving": laboratory, "units": n,
                       "mean": back(mean), "standardDeviation": float(sd), "lower": back(mean - k * sd),
                       "upper": back(mean + k * sd), "inside": inside, "share": 100 * inside / len(test),
                       "expectedContent": float(1 - 2 * stats.t.sf(k / math.sqrt(1 + 1 / n), n - 1)),
                       "heldContent": float(f"{content_held(n, k):.9g}")}


# --- criteria --------------------------------------------------------------------------------------------------

def judge_means(criterion, attribute, sending, receiving):
    alpha, unit, limits = criterion["alpha"], attribute["unitOfReplication"], criterion["limits"]
    if criterion.get("relative"):
        assert attribute["scale"] == "linear"
        _, lower, upper = fieller(sending, receiving, unit, alpha)
        verdict = two_sided(lower, upper, [1 + limit / 100 for limit in limits])
        return verdict, None
    d, error, df = difference(sending, receiving, unit)
    if unit == "run":
        # The same from SciPy's own Welch test.
        means = [array.mean(axis=(0, 2)) for array in (receiving, sending)]
        test = stats.ttest_ind(*means, equal_var=False).confidence_interval(1 - 2 * alpha)
        assert numpy.allclose(test, interval(d, error, df, alpha), rtol=1e-12)
    ends = interval(d, error, df, alpha)
    if criterion["kind"] == "mean-ratio":
        assert attribute["scale"] == "log"
        d, ends = math.exp(d), [math.exp(end) for end in ends]
    else:
        assert attribute["scale"] == "linear"
    figures = {"estimate": d, "standardError": error, "degreesOfFreedom": df, "lower": ends[0], "upper": ends[1]}
    return two_sided(*ends, limits), figures


def judge_precision(criterion, attribute, sending, receiving):
    alpha, limit = criterion["alpha"], criterion["limit"]
    if criterion["kind"] == "precision-ratio":
        if criterion["of"] == "repeatability":
            (s, s_df), (r, r_df) = within(sending), within(receiving)
            lower = math.sqrt(r / s / stats.f.isf(alpha, r_df, s_df))
            upper = math.sqrt(r / s / stats.f.ppf(alpha, r_df, s_df))
        else:
            above, below = intermediate(receiving), intermediate(sending)
            r, s = (sum(c * ms for c, ms, _ in terms) for terms in (above, below))
            # Three mean squares or more at a laboratory cover too little at 1 - alpha: docs/verification.md.
            a = 0.9 * alpha if max(len(above), len(below)) >= 3 else alpha
            upper = math.sqrt(ratio_bound(above, below, a))
            lower = math.sqrt(1 / ratio_bound(below, above, a))
        return one_sided(lower, upper, limit), {"estimate": math.sqrt(r / s), "lower": lower, "upper": upper}
    array = receiving if criterion["laboratory"] == "receiving" else sending
    if criterion["kind"] == "repeatability":
        variance, df = within(array)
        bounds = df * variance / stats.chi2.isf(alpha, df), df * variance / stats.chi2.ppf(alpha, df)
        extra = {"degreesOfFreedom": df}
    else:
        assert criterion["sources"] == ["run"] and attribute["unitOfReplication"] == "run"
        variance, *bounds = modified_large_sample(intermediate(array), alpha)
        extra = {}
    estimate, lower, upper = [measured(v, criterion["measure"]) for v in (variance, *bounds)]
    return one_sided(lower, upper, limit), {"estimate": estimate, **extra, "lower": lower, "upper": upper}


def judge_recovery(criterion, array, nominal):
    units = (100 * array / nominal).mean(axis=(0, 2))
    error, df = math.sqrt(units.var(ddof=1) / len(units)), len(units) - 1
    ends = interval(units.mean(), error, df, criterion["alpha"])
    figures = {"estimate": units.mean(), "standardError": error, "degreesOfFreedom": df,
               "lower": ends[0], "upper": ends[1]}
    return two_sided(*ends, criterion["limits"]), figures


def parts(criterion, samples, results):
    """Where a criterion is judged: (what names the finding, the indices of its samples, the nominal value)."""
    scope = criterion["scope"]
    if scope == "pooled":
        return [({}, list(range(len(samples))), None)]
    if scope == "each-sample":
        return [({"sample": sample}, [i], None) for i, sample in enumerate(samples)]
    levels = {result["sample"]: result["level"] for result in results}
    return [({"level": levels[sample]}, [i], float(levels[sample])) for i, sample in enumerate(samples)]


def findings(protocol, results):
    for attribute in protocol["attributes"]:
        sending, samples = cells(results, attribute, protocol["sending"])
        for criterion in attribute["criteria"]:
            for laboratory in protocol["receiving"]:
                receiving, _ = cells(results, attribute, laboratory)
                name = {"criterion": criterion["id"], "receiving": laboratory}
                if sending is None or receiving is None:
                    yield name, "notEvaluated", None
                    continue
                for where, index, nominal in parts(criterion, samples, results):
                    kind = criterion["kind"]
                    if kind == "recovery":
                        verdict, figures = judge_recovery(criterion, receiving[index], nominal)
                    else:
                        judge = judge_means if kind in ("mean-difference", "mean-ratio") else judge_precision
                        verdict, figures = judge(criterion, attribute, sending[index], receiving[index])
                    yield name | where, verdict, figures


# --- bridging of reference standards ---------------------------------------------------------------------------

METHODS = ["equal-weights", "pooled-within", "laboratory-means", "random-effects", "mandel-paule", "dersimonian-laird"]


def consensus(groups, method):
    """The ln ratio of laboratories with its standard error and degrees of freedom; `None` where there is none.

    `groups` holds one array of ln ratios a laboratory. The last three: weights 1/(s^2/n + tau^2), Hartung and Knapp's error.
    """
    means = numpy.array([g.mean() for g in groups])
    k = len(groups)
    if method == "laboratory-means":
        return means.mean(), math.sqrt(means.var(ddof=1) / k), k - 1
    if method == "pooled-within":
        df = sum(len(g) - 1 for g in groups)
        within = sum((len(g) - 1) * g.var(ddof=1) for g in groups) / df
        return means.mean(), math.sqrt(within * sum(1 / len(g) for g in groups)) / k, df
    v = numpy.array([g.var(ddof=1) / len(g) for g in groups])
    if method == "equal-weights":
        terms = [(one / k**2, len(g) - 1) for one, g in zip(v, groups)]
        return means.mean(), math.sqrt(v.sum()) / k, satterthwaite(terms)

    def centre(tau2):
        w = 1 / (v + tau2)
        return w, (w * means).sum() / w.sum()

    if method == "dersimonian-laird":
        w, mean = centre(0)
        q = (w * (means - mean) ** 2).sum()
        tau2 = max(0, (q - (k - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    elif method == "mandel-paule":
        excess = lambda t: (centre(t)[0] * (means - centre(t)[1]) ** 2).sum() - (k - 1)
        tau2 = optimize.brentq(excess, 0, 100 * means.var(ddof=1) + 1, xtol=1e-18, rtol=1e-15) if excess(0) > 0 else 0
    else:
        def slope(t):  # of twice the restricted log likelihood
            w, mean = centre(t)
            return (w**2 * (means - mean) ** 2).sum() - w.sum() + (w**2).sum() / w.sum()
        tau2 = optimize.brentq(slope, 0, 100 * means.var(ddof=1) + 1, xtol=1e-18, rtol=1e-15) if slope(0) > 0 else 0
    w, mean = centre(tau2)
    return mean, math.sqrt((w * (means - mean) ** 2).sum() / (k - 1) / w.sum()), k - 1


def ln_interval(mean, error, df, level):
    half = stats.t.isf((1 - level) / 2, df) * error
    return {"lower": math.exp(mean - half), "upper": math.exp(mean + half)}


def bridging_rows(folder, protocol):
    """(laboratory, run, standard) -> ln results, and the runs in the order of the file; lost results are left out."""
    attribute, comparison = protocol["attributes"][0], protocol["comparison"]
    if "doseResponse" in attribute:
        fitted = list(potencies(folder, protocol))
        runs = {(one["laboratory"], one["run"]): {one["preparation"]: [math.log(one["potency"])]} for one in fitted}
        return runs, None, fitted
    data, runs = protocol["data"], {}
    columns = data["columns"]
    with open(folder / "results.csv", encoding=data["encoding"], newline="") as file:
        for row in csv.DictReader(file, delimiter=data["delimiter"]):
            assert row[columns["unit"]] == attribute["unit"]
            held = runs.setdefault((row[columns["laboratory"]], row[columns["run"]]), {})
            held.setdefault(row[columns["sample"]], [])
            if row[columns["value"]] not in data.get("missing", [""]):
                held[row[columns["sample"]]].append(math.log(float(row[columns["value"]])))
    current = next(one for one in protocol["standards"] if one["id"] == comparison["current"])
    both = any(comparison["current"] in held for held in runs.values())
    return runs, None if both else math.log(current["value"]), None


def pairs_of(runs, numerator, denominator, unity):
    """ln ratios by run: mean ln of one standard less that of the other, or less the ln of what 1 is; `None` where one is lost."""
    found = {}
    for run, held in runs.items():
        if numerator not in held or (unity is None and denominator not in held):
            continue
        top = held[numerator]
        bottom = held[denominator] if unity is None else [unity]
        found[run] = numpy.mean(top) - numpy.mean(bottom) if top and bottom else None
    return found


def grouped(pairs, laboratories):
    groups = [numpy.array([d for (lab, _), d in pairs.items() if lab == name and d is not None]) for name in laboratories]
    return [g for g in groups if len(g)]


def chain_of(standards, id):
    """From the primary to `id`: entries, ln ratios, standard uncertainties, degrees of freedom, matrix of correlations."""
    by_id = {one["id"]: one for one in standards}
    path = [by_id[id]]
    while "comparator" in path[0]:
        path.insert(0, by_id[path[0]["comparator"]])
    u = numpy.array([one.get("standardUncertainty", 0.0) for one in path])
    nu = numpy.array([float(one.get("degreesOfFreedom", math.inf)) for one in path])
    r = numpy.eye(len(path))
    for i, one in enumerate(path):
        for other, value in one.get("correlations", {}).items():
            j = [p["id"] for p in path].index(other)
            r[i, j] = r[j, i] = value
    d = numpy.array([0.0] + [math.log(one.get("ratio") or one["value"] / by_id[one["comparator"]]["value"])
                             for one in path[1:]])
    return path, d, u, nu, r


def spread(u, nu, r):
    """Of a sum of correlated errors: standard error, degrees of freedom, shares."""
    a = u * (r @ u)
    v = a.sum()
    if v == 0:
        return 0.0, math.inf, []
    return math.sqrt(v), v**2 / sum(x**2 / n for x, n in zip(a, nu)), list(a / v)


def told(ln, error, df, level=0.95):
    """A value with its uncertainty; degrees of freedom that are infinite are left out."""
    half = (stats.norm if math.isinf(df) else stats.t(df)).isf((1 - level) / 2) * error
    return {"estimate": math.exp(ln), "standardUncertainty": error,
            **({} if math.isinf(df) else {"degreesOfFreedom": df}),
            "lower": math.exp(ln - half), "upper": math.exp(ln + half)}


def bridged(folder, protocol):
    """What a bridging study must give: verdict.json, figures.json, bridging.json."""
    attribute, comparison = protocol["attributes"][0], protocol["comparison"]
    laboratories, standards = protocol["laboratories"], protocol["standards"]
    assert attribute["scale"] == "log" and attribute["unitOfReplication"] == "run"
    candidate, current, rule = comparison["candidate"], comparison["current"], comparison["rule"]
    runs, unity, fitted = bridging_rows(folder, protocol)
    if fitted is not None:
        unity = 0.0
    pairs = pairs_of(runs, candidate, current, unity)
    groups = grouped(pairs, laboratories)
    deciding = comparison.get("consensus", "equal-weights")
    d, error, df = consensus(groups, deciding)

    path, ratios, u, nu, r = chain_of(standards, current)
    own_chain = spread(u[1:], nu[1:], r[1:, 1:]) if len(path) > 1 else (0.0, math.inf, [])
    whole_chain = spread(u, nu, r)
    ln_primary, ln_current = math.log(path[0]["value"]), math.log(path[-1]["value"])
    ln_drift_before = ln_primary + ratios.sum() - ln_current

    def added(before):
        u0, nu0, _ = before
        terms = [(error**2, df)] + ([(u0**2, nu0)] if u0 else [])
        return math.hypot(error, u0), satterthwaite(terms)

    found = []
    for criterion in attribute["criteria"]:
        alpha, kind = criterion["alpha"], criterion["kind"]
        name = {"criterion": criterion["id"], "receiving": candidate}
        if kind == "similarity":
            count = similar(folder, protocol, criterion, candidate)
            verdict = ("pass" if count["unlike"] + count["notShown"] <= criterion["mayFail"] else
                       "fail" if count["unlike"] > criterion["mayFail"] else "inconclusive")
            found.append((name, criterion, verdict, None))
            continue
        if kind == "mean-ratio":
            value, (u0, nu0) = d, (error, df)
        elif kind == "drift":
            value, (u0, nu0) = ln_drift_before + d - (d if rule == "offset" else 0), added(own_chain)
        else:
            value, (u0, nu0) = 0, (error, df) if criterion["uncertainty"] == "ratio" else added(whole_chain)
            percent = 100 * math.expm1(stats.t.isf(alpha / 2, nu0) * u0)
            verdict = "pass" if percent < criterion["limit"] else "inconclusive"
            found.append((name, criterion, verdict, {
                "estimate": percent, "standardError": u0, "degreesOfFreedom": nu0, "upper": percent}))
            continue
        ends = [math.exp(end) for end in interval(value, u0, nu0, alpha)]
        found.append((name, criterion, two_sided(*ends, criterion["limits"]), {
            "estimate": math.exp(value), "standardError": u0, "degreesOfFreedom": nu0,
            "lower": ends[0], "upper": ends[1]}))
    overall = worst([verdict for _, criterion, verdict, _ in found if criterion.get("required", True)])
    overall = "inconclusive" if overall == "notEvaluated" else overall

    # The chain, each generation with what all ratios on the way to it say.
    generations = []
    steps = [one["id"] for one in path] + [candidate]
    all_u, all_nu = numpy.append(u, error), numpy.append(nu, df)
    all_r = numpy.eye(len(steps))
    all_r[:-1, :-1] = r
    all_d = numpy.append(ratios, d)
    for k, id in enumerate(steps):
        value = path[k]["value"] if k < len(path) else math.exp(ln_current + (d if rule == "offset" else 0))
        e, n, shares = spread(all_u[:k + 1], all_nu[:k + 1], all_r[:k + 1, :k + 1])
        e1, n1, _ = spread(all_u[1:k + 1], all_nu[1:k + 1], all_r[1:k + 1, 1:k + 1])
        total = all_d[:k + 1].sum()
        generations.append({
            "standard": id, "value": value, "measured": told(ln_primary + total, e, n),
            "drift": told(ln_primary + total - math.log(value), e1, n1),
            "alwaysAcceptDrift": math.exp(total), "shares": shares,
            "restsOnProvisional": [one["id"] for one in path[:k] if one.get("provisional")]})

    bridging = {
        "pairs": [{"laboratory": lab, "run": run, "lnRatio": value} for lab in laboratories
                  for (where, run), value in pairs.items() if where == lab],
        "ratio": {"lnEstimate": d, "standardError": error, "degreesOfFreedom": df, "estimate": math.exp(d),
                  **ln_interval(d, error, df, 0.95)},
        "laboratories": [
            {"laboratory": name, "units": len(g), "ratio": math.exp(g.mean()),
             "standardDeviation": g.std(ddof=1), "percentGCV": 100 * math.expm1(g.std(ddof=1)),
             **ln_interval(g.mean(), g.std(ddof=1) / math.sqrt(len(g)), len(g) - 1, 0.95)}
            for name, g in zip(laboratories, groups)],
        "consensus": [], "leftOutLaboratories": [],
        "rules": {
            "equivalence": {"value": path[-1]["value"], "drift": math.exp(ln_drift_before + d)},
            "offset": {"value": math.exp(ln_current + d), "drift": math.exp(ln_drift_before),
                       **{key: math.exp(ln_current) * end for key, end in ln_interval(d, error, df, 0.95).items()}}},
        "assigned": None if overall != "pass" else math.exp(ln_current + (d if rule == "offset" else 0)),
        "chain": generations}
    for method in METHODS if len(groups) > 1 else ["equal-weights"]:
        m, e, n = consensus(groups, method)
        bridging["consensus"].append({"method": method, "lnEstimate": m, "standardError": e, "degreesOfFreedom": n})
    if len(groups) > 1:
        means = numpy.array([g.mean() for g in groups])
        within, freedom = consensus(groups, "pooled-within")[2], sum(len(g) for g in groups)
        s2 = sum((len(g) - 1) * g.var(ddof=1) for g in groups) / within
        counts = numpy.array([len(g) for g in groups])
        grand = (counts * means).sum() / freedom
        between = (counts * (means - grand) ** 2).sum() / (len(groups) - 1)
        n0 = (freedom - (counts**2).sum() / freedom) / (len(groups) - 1)
        bridging["variation"] = {
            "withinLaboratories": 100 * math.expm1(math.sqrt(s2)),
            "laboratoryMeans": 100 * math.expm1(means.std(ddof=1)),
            "betweenLaboratories": 100 * math.expm1(math.sqrt(max(0, (between - s2) / n0)))}
        for place, name in enumerate(laboratories):
            rest = groups[:place] + groups[place + 1:]
            m, e, n = consensus(rest, deciding)
            bridging["leftOutLaboratories"].append(
                {"laboratory": name, "lnEstimate": m, "standardError": e, "degreesOfFreedom": n})
    primary = path[0]["id"]
    if primary != current and fitted is None and any(primary in held for held in runs.values()):
        direct = consensus(grouped(pairs_of(runs, candidate, primary, None), laboratories), deciding)
        beside = consensus(grouped(pairs_of(runs, current, primary, None), laboratories), deciding)
        u0, nu0, _ = own_chain
        bridging["backTest"] = {
            "direct": told(*direct), "value": told(ln_primary + direct[0], direct[1], direct[2]),
            "chainOverDirect": told(ratios.sum() - beside[0], math.hypot(beside[1], u0),
                                    satterthwaite([(beside[1] ** 2, beside[2]), (u0**2, nu0)]))}
    return {
        "verdict.json": {"verdict": overall, "exitCode": EXIT[overall],
                         "criteria": {name["criterion"]: verdict for name, _, verdict, _ in found}},
        "figures.json": {"findings": [
            name | {"verdict": verdict} | {key: plain(value) for key, value in figures.items()}
            for name, _, verdict, figures in found if figures]},
        "bridging.json": settled(bridging),
        **({"potencies.json": {"potencies": [rounded(one) for one in fitted]}} if fitted else {})}


def similar(folder, protocol, criterion, candidate):
    """Runs that are similar, unlike, or not shown: Fieller's set of the slopes of free curves at 1 - 2 alpha."""
    assert criterion["parameter"] == "slope"
    settings, count = protocol["attributes"][0]["doseResponse"], {"similar": 0, "unlike": 0, "notShown": 0}
    columns, runs = settings["columns"], {}
    with open(folder / "results.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            runs.setdefault(row[columns["run"]], {}).setdefault(row[columns["preparation"]], []).append(
                (float(row[columns["dose"]]), float(row[columns["response"]])))
    low, high = criterion["limits"]
    for held in runs.values():
        fits = []
        for name in (settings["reference"], candidate):
            x, y = numpy.array(held[name]).T
            fits.append((len(y),) + curves(x, y, numpy.zeros(len(y), int)))
        df = sum(n - 4 for n, _, _, _ in fits)
        s2 = sum(rss for _, _, _, rss in fits) / df
        (b1, v1), (b2, v2) = [(p[2], s2 * numpy.linalg.inv(information)[2, 2]) for _, p, information, _ in fits]
        t = stats.t.isf(criterion["alpha"], df)
        g = t * t * v1 / b1**2
        assert g < 1
        half = t / abs(b1) * math.sqrt(v2 * (1 - g) + (b2 / b1) ** 2 * v1) / (1 - g)
        lower, upper = b2 / b1 / (1 - g) - half, b2 / b1 / (1 - g) + half
        count["similar" if low < lower and upper < high else "unlike" if upper < low or lower > high else "notShown"] += 1
    return count


def ledger_from_history(folder, protocol):
    """The ledger of bridging-three-generations is what its history says, to the digits that it states."""
    runs = {}
    with open(folder / "history" / "runs.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            runs.setdefault((row["lab"], row["run"]), {}).setdefault(row["standard"], []).append(
                math.log(float(row["result"])))
    by_id = {one["id"]: one for one in protocol["standards"]}
    series = {}
    for id in ("RS-02", "RS-03"):
        series[id] = pairs_of(runs, id, by_id[id]["comparator"], None)
        d = numpy.array(list(series[id].values()))
        assert round(math.exp(d.mean()), 4) == by_id[id]["ratio"], id
        assert round(d.std(ddof=1) / math.sqrt(len(d)), 4) == by_id[id]["standardUncertainty"], id
        assert len(d) - 1 == by_id[id]["degreesOfFreedom"], id
    shared = [run for run in series["RS-02"] if run in series["RS-03"]]
    # Equal variances of all means: -1/2 for runs that are all shared, less by n/sqrt(n1 n2).
    rho = -len(shared) / (2 * math.sqrt(len(series["RS-02"]) * len(series["RS-03"])))
    assert rho == by_id["RS-03"]["correlations"]["RS-02"]


def printed(folder):
    """The figures that were printed, from the rows that were printed: arithmetic means, 1.96 s/sqrt(n), 100 s/mean."""
    table = json.loads((folder / "expected" / "printed.json").read_text())
    titres = {}
    with open(folder / "results.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            titres.setdefault(row["lab"], []).append(float(row["titre"]))
    for row in table["laboratories"]:
        x = numpy.array(titres[row["laboratory"]])
        half = 1.96 * x.std(ddof=1) / math.sqrt(len(x))
        for text, value in [(row["mean"], x.mean()), (row["lower"], x.mean() - half), (row["upper"], x.mean() + half),
                            (row["cv"], 100 * x.std(ddof=1) / x.mean())]:
            assert f"{value:.2f}" == text, (row["laboratory"], text, value)
    common = table["generalCommonPotency"]
    x = numpy.mean([numpy.mean(titres[lab]) for lab in common["laboratories"]])
    assert f"{x:.2f}" == common["value"], x


def settled(value):
    """Plain numbers all the way down; degrees of freedom that are infinite are not there."""
    if isinstance(value, dict):
        return {key: settled(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [settled(one) for one in value]
    return float(value) if isinstance(value, numpy.floating) else value


def worst(verdicts):
    for verdict in ("fail", "inconclusive", "notEvaluated"):
        if verdict in verdicts:
            return verdict
    return "pass"


def expected(folder):
    protocol = yaml.safe_load((folder / "protocol.yaml").read_text())
    assert all(item["done"] for item in protocol.get("readiness", []))
    if protocol["study"]["kind"] == "bridging":
        if (folder / "history").is_dir():
            ledger_from_history(folder, protocol)
        if (folder / "expected" / "printed.json").exists():
            printed(folder)
        return bridged(folder, protocol)
    curved = [attribute for attribute in protocol["attributes"] if "doseResponse" in attribute]
    if curved:
        fitted = list(potencies(folder, protocol))
        results = [{"laboratory": one["laboratory"], "run": one["run"], "sample": one["preparation"],
                    "unit": curved[0]["unit"], "referenceLot": curved[0]["reference"], "value": one["potency"]}
                   for one in fitted]
    else:
        fitted, results = None, read(folder, protocol)
    found = list(findings(protocol, results))
    ranges = list(quality_ranges(protocol, results))
    criteria = {}
    for name, verdict, _ in found:
        criteria.setdefault(name["criterion"], []).append(verdict)
    criteria = {id: worst(verdicts) for id, verdicts in criteria.items()}
    overall = worst(criteria.values())
    overall = "inconclusive" if overall == "notEvaluated" else overall
    figures = [name | {"verdict": verdict} | {key: plain(value) for key, value in values.items()}
               for name, verdict, values in found if values]
    return {"verdict.json": {"verdict": overall, "exitCode": EXIT[overall], "criteria": criteria},
            "figures.json": {"findings": figures},
            **({"quality-ranges.json": {"ranges": ranges}} if ranges else {}),
            **({"potencies.json": {"potencies": [rounded(one) for one in fitted]}} if fitted else {})}


def rounded(one):
    """An iterated figure: the digits that another iteration gives too."""
    return {key: rounded(value) if isinstance(value, dict) else float(f"{value:.11g}") if isinstance(value, float)
            else value for key, value in one.items()}


def plain(value):
    return value if isinstance(value, int) else float(value)


def same(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-12)
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


if __name__ == "__main__":
    differ = []
    for folder in sorted(path.parent for path in HERE.glob("*/protocol.yaml")):
        for name, content in expected(folder).items():
            path = folder / "expected" / name
            if sys.argv[1:] == ["--write"]:
                path.parent.mkdir(exist_ok=True)
                path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
            elif not same(json.loads(path.read_text()), content):
                differ.append(str(path.relative_to(HERE)))
        print(folder.name, expected(folder)["verdict.json"])
    if differ:
        sys.exit("different: " + ", ".join(differ))
