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
# How far, as a factor, a bound must lie from its limit where several methods for it are defensible.
CLEAR = 1.35


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
    """Every test of one run against the reference: {preparation: figures}; Fieller on the EC50s, errors from J'J."""
    assert settings["model"] == "4pl" and settings.get("transform", "none") == settings.get("weights", "none") == "none"
    names = [settings["reference"]] + sorted({row["preparation"] for row in rows} - {settings["reference"]})
    x = numpy.array([row["dose"] for row in rows])
    y = numpy.array([row["response"] for row in rows])
    code = numpy.array([names.index(row["preparation"]) for row in rows])
    p, information, squares = curves(x, y, code)
    df = len(y) - len(p)
    covariance = numpy.linalg.inv(information) * squares / df
    alone = sum(curves(x[code == k], y[code == k], numpy.zeros((code == k).sum(), int))[2] for k in range(len(names)))
    spare = 4 * len(names) - len(p)
    f = (squares - alone) / spare / (alone / (len(y) - 4 * len(names)))
    t = stats.t.isf((1 - settings.get("level", 0.95)) / 2, df)
    found = {}
    for k, name in enumerate(names[1:], start=1):
        ln = p[3] - p[3 + k]
        v11, v22, v12 = covariance[3, 3], covariance[3 + k, 3 + k], covariance[3, 3 + k]
        # Fieller on c_reference / c_test, variances of the EC50s by the delta method: relative ones are those of ln.
        g = t * t * v22
        half = t * math.sqrt(v11 + v22 - 2 * v12 - g * (v11 - v12 * v12 / v22)) / (1 - g)
        middle = (1 - g * v12 / v22) / (1 - g)
        factor = next(row["factor"] for row in rows if row["preparation"] == name)
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


def has_negative_component(terms):
    """Whether an outer mean square is below the next inner one, so that ANOVA's estimate of a component is negative.

    Then a program may set the component to zero, or not, and both are defensible.
    """
    squares = [ms for _, ms, _ in terms]
    return any(outer < inner for outer, inner in zip(squares, squares[1:]))


def clear_of(limit, bounds):
    """Stops where a bound is near to its limit, in SD: the verdict would hang on the choice among methods."""
    assert not any(limit / CLEAR < bound < limit * CLEAR for bound in bounds), (limit, bounds)


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
        else:
            s_terms, r_terms = intermediate(sending), intermediate(receiving)
            (s, s_df), (r, r_df) = [
                (sum(c * ms for c, ms, _ in t), satterthwaite([(c * ms, nu) for c, ms, nu in t]))
                for t in (s_terms, r_terms)]
        lower = math.sqrt(r / s / stats.f.isf(alpha, r_df, s_df))
        upper = math.sqrt(r / s / stats.f.ppf(alpha, r_df, s_df))
        if criterion["of"] == "intermediate":
            clear_of(limit, (lower, upper))
            return one_sided(lower, upper, limit), None
        return one_sided(lower, upper, limit), {"estimate": math.sqrt(r / s), "lower": lower, "upper": upper}
    array = receiving if criterion["laboratory"] == "receiving" else sending
    if criterion["kind"] == "repeatability":
        variance, df = within(array)
        bounds = df * variance / stats.chi2.isf(alpha, df), df * variance / stats.chi2.ppf(alpha, df)
        extra = {"degreesOfFreedom": df}
    else:
        assert criterion["sources"] == ["run"] and attribute["unitOfReplication"] == "run"
        terms = intermediate(array)
        variance, *bounds = modified_large_sample(terms, alpha)
        extra = {}
    estimate, lower, upper = [measured(v, criterion["measure"]) for v in (variance, *bounds)]
    if criterion["kind"] == "intermediate-precision" and has_negative_component(terms):
        clear_of(limit, (lower, upper))
        return one_sided(lower, upper, limit), None
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


def worst(verdicts):
    for verdict in ("fail", "inconclusive", "notEvaluated"):
        if verdict in verdicts:
            return verdict
    return "pass"


def expected(folder):
    protocol = yaml.safe_load((folder / "protocol.yaml").read_text())
    assert all(item["done"] for item in protocol.get("readiness", []))
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
