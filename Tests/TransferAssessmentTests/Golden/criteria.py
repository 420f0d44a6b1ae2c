"""Figures of every kind of criterion, worked apart from the program: exact fractions, 40-digit arithmetic.

    python3 criteria.py > criteria.json

Written and run with Python 3.11.7, mpmath 1.3.0. No code or constant is shared with the program. Each case holds the
whole protocol, the whole results file and the findings that must come out, in the order criterion, item.

Notation: L laboratories S and R, K samples, u units, n results in a unit; MS mean squares on the scale of one result.
"""

import json
import random
from fractions import Fraction as Q

from mpmath import betainc, exp, findroot, gammainc, log, mp, mpf, sqrt

mp.dps = 40


# --- distributions: incomplete beta and gamma, inverted by bisection on the tail --------------------------------

def t_sf(t, v):
    t, v = mpf(t), mpf(v)
    tail = betainc(v / 2, mpf(1) / 2, 0, v / (v + t * t), regularized=True) / 2
    return tail if t >= 0 else 1 - tail


def chi2_cdf(x, v):
    return gammainc(mpf(v) / 2, 0, mpf(x) / 2, regularized=True)


def f_cdf(x, a, b):
    a, b, x = mpf(a), mpf(b), mpf(x)
    return betainc(a / 2, b / 2, 0, a * x / (a * x + b), regularized=True)


def invert(function, target, low, high):
    """The root of an increasing function by bisection, to 30 digits."""
    low, high = mpf(low), mpf(high)
    while function(high) < target:
        high *= 2
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return (low + high) / 2


def t_isf(p, v):
    return invert(lambda t: -t_sf(t, v), -mpf(p), 0, 4)


def chi2_ppf(p, v):
    return invert(lambda x: chi2_cdf(x, v), mpf(p), 0, 2 * v + 10)


def f_ppf(p, a, b):
    return invert(lambda x: f_cdf(x, a, b), mpf(p), 0, 8)


# --- data ------------------------------------------------------------------------------------------------------

HEADER = "lab,analyst,day,run,sample,nominal,replicate,result,unit"


class Study:
    """Rows (laboratory, analyst, day, run, sample, nominal, replicate, text)."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.rows = []

    def add(self, lab, run, sample, values, analyst="A", day="D", nominal="100"):
        for i, v in enumerate(values):
            self.rows.append((lab, analyst, day, run, sample, nominal, i + 1, v))

    def fill(self, lab, runs, samples, n, mean=100.0, run_sd=1.0, sd=0.5, analysts=None, own=False, digits=2):
        """u runs of every sample (own: of one sample each); `analysts` runs to an analyst."""
        start = len({r[3] for r in self.rows if r[0] == lab})
        count = 0
        for k, (sample, nominal) in enumerate(samples):
            for u in range(runs[k] if own else runs):
                run = f"{lab}{start + (count if own else u):02d}"
                count += 1
                shift = random.Random(f"{run}{self.rng.random() if own else ''}").gauss(0, run_sd)
                values = [f"{float(nominal) * (mean + shift + self.rng.gauss(0, sd)) / 100:.{digits}f}" for _ in range(n)]
                analyst = f"{lab}{u // analysts}" if analysts else "A"
                self.add(lab, run, sample, values, analyst=analyst, nominal=nominal)
        return self

    def text(self):
        rows = [",".join(map(str, (*r, "mg"))) for r in self.rows]
        return "\n".join([HEADER, *rows]) + "\n"

    def cells(self, lab, unit, scale, sample=None, nominal=None, value=None):
        """{(sample, nominal): {unit: [(value, labels)]}} on the analysis scale."""
        place = {"run": 3, "day": 2, "analyst": 1}
        table = {}
        for i, r in enumerate(self.rows):
            if r[0] != lab or (sample and r[4] != sample) or (nominal and Q(r[5]) != Q(nominal)):
                continue
            y = Q(r[7])
            y = value(y, Q(r[5])) if value else y
            y = log(mpf(y.numerator) / y.denominator) if scale == "log" else y
            u = i if unit == "result" else r[4] if unit == "sample" else r[place[unit]]
            table.setdefault((r[4], r[5]), {}).setdefault(u, []).append((y, r))
        return table


def mean(values):
    return sum(values) / len(values) if not isinstance(values[0], Q) else sum(values, Q(0)) / len(values)


def variance(values):
    m = mean(values)
    return sum((v - m) ** 2 for v in values) / (len(values) - 1)


def real(x):
    return mpf(x.numerator) / x.denominator if isinstance(x, Q) else mpf(x)


# --- means -----------------------------------------------------------------------------------------------------

def lab_mean(cells):
    """The mean, and [(SE^2 part, df, s^2, n, K)] of independent series of unit means."""
    groups = list(cells.values())
    names = [set(g) for g in groups]
    if all(n == names[0] for n in names):
        units = [mean([mean([y for y, _ in g[u]]) for g in groups]) for u in names[0]]
        return mean(units), [(variance(units), len(units), 1)]
    k = len(groups)
    series = [[mean([y for y, _ in g[u]]) for u in g] for g in groups]
    return mean([mean(s) for s in series]), [(variance(s), len(s), k) for s in series]


def combine(parts):
    """SE^2 and Satterthwaite's df of parts (s^2, n, K)."""
    v = [(s / n / k**2, n - 1) for s, n, k in parts]
    se2 = sum(x for x, _ in v)
    return real(se2), real(se2) ** 2 / sum(real(x) ** 2 / d for x, d in v if x != 0)


def common(parts):
    """SE^2 and df with one variance common to all series."""
    df = sum(n - 1 for _, n, _ in parts)
    pooled = sum(s * (n - 1) for s, n, _ in parts) / df
    return real(sum(pooled / n / k**2 for _, n, k in parts)), mpf(df)


def t_finding(d, se2, df, lower, upper, alpha=mpf(5) / 100, direction=None, back=lambda x: x, equivalence=False):
    d, se, df = real(d), sqrt(se2), mpf(df)
    p_lower, p_upper = t_sf((d - lower) / se, df), t_sf((upper - d) / se, df)
    half, wide = t_isf(alpha, df) * se, t_isf(alpha / 2, df) * se
    low, high = d - half, d + half
    if direction == "lower":
        verdict = "pass" if low > lower else "fail" if high < lower else "inconclusive"
    elif direction == "upper":
        verdict = "pass" if high < upper else "fail" if low > upper else "inconclusive"
    else:
        verdict = "pass" if lower < low and high < upper else "fail" if high < lower or low > upper else "inconclusive"
    out = {"verdict": verdict, "estimate": back(d), "standardError": se, "degreesOfFreedom": df,
           "wideLower": back(d - wide), "wideUpper": back(d + wide)}
    if direction != "upper":
        out |= {"lower": back(low), "lowerP": p_lower}
    if direction != "lower":
        out |= {"upper": back(high), "upperP": p_upper}
    if direction:
        out["opposite"] = back(high if direction == "lower" else low)
    if equivalence:
        centre = (lower + upper) / 2
        out |= {"equivalenceLower": back(min(centre, low)), "equivalenceUpper": back(max(centre, high))}
    return out


def difference(study, unit, scale, lower, upper, pooled=False, sample=None, **more):
    s, s_parts = lab_mean(study.cells("S", unit, scale, sample))
    r, r_parts = lab_mean(study.cells("R", unit, scale, sample))
    se2, df = (common if pooled else combine)(s_parts + r_parts)
    if scale == "log":
        return t_finding(r - s, se2, df, log(mpf(lower)), log(mpf(upper)), back=exp, **more)
    return t_finding(r - s, se2, df, mpf(lower), mpf(upper), **more)


def paired(study, scale, lower, upper, **more):
    s, r = study.cells("S", "sample", scale), study.cells("R", "sample", scale)
    d = [mean([y for y, _ in r[k][k[0]]]) - mean([y for y, _ in s[k][k[0]]]) for k in s]
    se2 = real(variance(d)) / len(d)
    if scale == "log":
        return t_finding(mean(d), se2, len(d) - 1, log(mpf(lower)), log(mpf(upper)), back=exp, **more)
    return t_finding(mean(d), se2, len(d) - 1, mpf(lower), mpf(upper), **more)


def recovery(study, unit, scale, lower, upper, nominal=None, **more):
    part = (lambda y, x: y / x) if scale == "log" else (lambda y, x: 100 * y / x)
    m, parts = lab_mean(study.cells("R", unit, scale, nominal=nominal, value=part))
    se2, df = combine(parts)
    if scale == "log":
        return t_finding(m, se2, df, log(mpf(lower) / 100), log(mpf(upper) / 100), back=lambda x: 100 * exp(x), **more)
    return t_finding(m, se2, df, mpf(lower), mpf(upper), **more)


def ratio(study, unit, lower, upper, pooled=False, sample=None, alpha=mpf(5) / 100, direction=None, relative=False):
    """Fieller's set by the two ends of |T(theta)| <= t; with one common variance by the quadratic's roots."""
    s, s_parts = lab_mean(study.cells("S", unit, "linear", sample))
    r, r_parts = lab_mean(study.cells("R", unit, "linear", sample))
    s, r = real(s), real(r)
    if pooled:
        df = mpf(sum(n - 1 for _, n, _ in s_parts + r_parts))
        v = real(sum(x * (n - 1) for x, n, _ in s_parts + r_parts)) / df
        vs, vr = [v * sum(mpf(1) / n / k**2 for _, n, k in p) for p in (s_parts, r_parts)]
        at = lambda theta: df
    else:
        (vs, ds), (vr, dr) = combine(s_parts), combine(r_parts)
        at = lambda theta: (vr + theta**2 * vs) ** 2 / (vr**2 / dr + (theta**2 * vs) ** 2 / ds)
    T = lambda theta: (r - theta * s) / sqrt(vr + theta**2 * vs)

    def end(a, sign):
        if pooled:
            t = t_isf(a, at(1))
            A, B, C = s * s - t * t * vs, -2 * r * s, r * r - t * t * vr
            return (-B - sign * sqrt(B * B - 4 * A * C)) / (2 * A)
        f = lambda theta: sign * T(theta) - t_isf(a, at(theta))
        near, far = r / s, r / s * (1 - sign * mpf(1) / 2)
        for _ in range(110):
            middle = (near + far) / 2
            near, far = (middle, far) if f(middle) < 0 else (near, middle)
        return near

    lower, upper = (1 + mpf(x) / 100 if relative else mpf(x) for x in (lower, upper))
    back = (lambda x: 100 * (x - 1)) if relative else (lambda x: x)
    low, high = end(alpha, 1), end(alpha, -1)
    if direction == "lower":
        verdict = "pass" if low > lower else "fail" if high < lower else "inconclusive"
    elif direction == "upper":
        verdict = "pass" if high < upper else "fail" if low > upper else "inconclusive"
    else:
        verdict = "pass" if lower < low and high < upper else "fail" if high < lower or low > upper else "inconclusive"
    out = {"verdict": verdict, "estimate": back(r / s), "wideLower": back(end(alpha / 2, 1)), "wideUpper": back(end(alpha / 2, -1))}
    if direction != "upper":
        out |= {"lower": back(low), "lowerP": t_sf(T(lower), at(lower))}
    if direction != "lower":
        out |= {"upper": back(high), "upperP": t_sf(-T(upper), at(upper))}
    if direction:
        out["opposite"] = back(high if direction == "lower" else low)
    return out


# --- precision -------------------------------------------------------------------------------------------------

def within(cells):
    ss = df = 0
    for g in cells.values():
        for u in g.values():
            if len(u) > 1:
                ss += real(variance([y for y, _ in u])) * (len(u) - 1)
                df += len(u) - 1
    return ss / df, df


def uneven_df(counts, ms_r, ms_e):
    """Of the variance S of the means of runs with so many replicates: tr(O)^2/tr(O^2), O = C (r I + e diag(1/n)) C, with C the
    centring matrix and r, e the components by equating S and MS_e to their expectations, r not below zero."""
    u, inv = len(counts), [mpf(1) / n for n in counts]
    r = max(mpf(0), ms_r - sum(inv) / u * ms_e)
    d = [r + ms_e * x for x in inv]
    trace = sum(d) * (1 - mpf(1) / u)
    square = sum(x * x for x in d) * (1 - mpf(2) / u) + sum(d) ** 2 / mpf(u) ** 2
    return min(mpf(u - 1), trace**2 / square)


def one_way(cells, runs, replicates):
    """Terms of the upper bound (c, none below zero) and of the lower one (d, shrunk so that they never exceed the variance on
    average) for the one source run and a mean of `runs` x `replicates` results; S is the variance of the means of runs."""
    (g,) = cells.values()
    counts = [len(cell) for cell in g.values()]
    s = real(variance([mean([y for y, _ in cell]) for cell in g.values()]))
    w, w_e, e = mpf(1) / runs, mpf(1) / (runs * replicates), sum(mpf(1) / n for n in counts) / len(counts)
    ms_e, df_e = within(cells)
    u = uneven_df(counts, s, ms_e)
    c = [(w, s, u), (w_e - w * e, ms_e, df_e)]
    d = [(w * w_e / (w * e), s, u)] if w * e > w_e else c
    c, d = ([t for t in terms if abs(t[0]) > mpf(10) ** -25] for terms in (c, d))
    return Terms([t for t in c if t[0] > 0], low=d, all=c)


class Terms(list):
    """(coefficient, MS, df) of the upper bound; `low` those of the lower bound, `all` those of the estimate."""

    def __init__(self, terms, low=None, all=None):
        super().__init__(terms)
        self.low, self.all = low if low is not None else list(terms), all if all is not None else list(terms)


def intermediate(cells, sources, runs=1, replicates=1):
    """[(coefficient, MS, df)] from the components of variance: every mean of `runs` x `replicates` results."""
    counts = {len(cell) for g in cells.values() for cell in g.values()}
    if sources == ["run"] and len(cells) == 1 and counts != {1}:
        return one_way(cells, runs, replicates)
    groups = list(cells.values())
    k, u = len(groups), len(groups[0])
    # Unweighted cell means: where replicates are unequal their harmonic mean stands for their number.
    sizes = [len(cell) for g in groups for cell in g.values()]
    n = len(sizes) / sum(mpf(1) / size for size in sizes)
    shared = all(set(g) == set(groups[0]) for g in groups)
    terms = []
    if n > 1:
        ms_e, df_e = within(cells)
        terms.append(((mpf(1) / replicates - mpf(1) / n) / runs, ms_e, df_e))
    means = [{x: mean([y for y, _ in g[x]]) for x in g} for g in groups]
    if sources == ["run"]:
        if k > 1 and shared:
            # y = sample + run + run x sample + e: E MS_run = kn R + n RS + e, E MS_rs = n RS + e.
            per_run = [mean([m[x] for m in means]) for x in groups[0]]
            ms_r = k * n * real(variance(per_run))
            grand = mean(per_run)
            by_sample = [mean(list(m.values())) for m in means]
            ss = sum((real(m[x]) - real(per_run[i]) - real(by_sample[j]) + real(grand)) ** 2
                     for j, m in enumerate(means) for i, x in enumerate(groups[0]))
            ms_rs, df_rs = n * ss / ((u - 1) * (k - 1)), (u - 1) * (k - 1)
            terms += [(mpf(1) / (k * n) / runs, ms_r, u - 1), (mpf(k - 1) / (k * n) / runs, ms_rs, df_rs)]
        else:
            df = sum(len(m) - 1 for m in means)
            ms = n * sum(real(variance(list(m.values()))) * (len(m) - 1) for m in means) / df
            terms.append((mpf(1) / n / runs, ms, df))
    elif sources == ["analyst", "run"]:
        # One sample: E MS_analyst = bn A + n R + e, E MS_run = n R + e.
        (m,), (g,) = means, groups
        by = {}
        for x, value in m.items():
            by.setdefault(g[x][0][1][1], []).append(value)
        a, b = len(by), len(next(iter(by.values())))
        assert all(len(v) == b for v in by.values())
        ms_a = n * b * real(variance([mean(v) for v in by.values()]))
        ms_r = n * sum(real(variance(v)) for v in by.values()) / a
        terms += [(mpf(1) / (b * n), ms_a, a - 1), (mpf(1) / n - mpf(1) / (b * n), ms_r, a * (b - 1))]
    return Terms([(c, ms, df) for c, ms, df in terms if c > 0])


def upper_point(p, v):
    """The chi-square quantile over its df with the probability p above it: F(p; v, infinity)."""
    return chi2_ppf(1 - p, v) / v


def joint(terms, alpha):
    """The sum over pairs of G*_pt c_p MS_p c_t MS_t of Ting, Burdick, Graybill, Jeyaratnam & Lu (1990), coefficients positive.

    G*_pt makes the lower bound exact when the two are mean squares of one variance, weighted by their df.
    """
    total = mpf(0)
    for i, (c, ms, m) in enumerate(terms):
        for d, other, n in terms[i + 1:]:
            g, h = 1 - 1 / upper_point(alpha, m), 1 - 1 / upper_point(alpha, n)
            both = 1 - 1 / upper_point(alpha, m + n)
            star = (both**2 * mpf(m + n) ** 2 / (m * n) - g**2 * mpf(m) / n - h**2 * mpf(n) / m) / (len(terms) - 1)
            total += star * c * ms * d * other
    return total


def bounds(terms, alpha):
    """Estimate, df where it is one mean square, and one-sided bounds of a sum of mean squares.

    Chi-square for one. For several the modified large sample bounds: above those of Graybill & Wang (1980), below those of
    Ting and others (1990), which add the cross terms G*.
    """
    terms = terms if isinstance(terms, Terms) else Terms(terms)
    estimate = sum(c * ms for c, ms, _ in terms.all)
    df = mpf(terms[0][2]) if len(terms.all) == 1 else None
    up = sqrt(sum((c * ms * (1 / upper_point(1 - alpha, v) - 1)) ** 2 for c, ms, v in terms))
    low = terms.low
    if len(low) == 1:
        (c, ms, v), = low
        lower = c * ms / upper_point(alpha, v)
    else:
        down = sum((c * ms * (1 - 1 / upper_point(alpha, v))) ** 2 for c, ms, v in low) + joint(low, alpha)
        lower = max(mpf(0), sum(c * ms for c, ms, _ in low) - sqrt(max(mpf(0), down)))
    return estimate, df, lower, sum(c * ms for c, ms, _ in terms) + up


def ratio_lower(r_terms, s_terms, alpha):
    """The q at which the lower bound of A - q B is zero: Burdick & Graybill (1992), Confidence Intervals on Variance
    Components, sec. 3.3, the bound of a linear combination with both signs after Ting and others (1990)."""
    a, b = sum(c * ms for c, ms, _ in r_terms), sum(c * ms for c, ms, _ in s_terms)
    fixed = sum((c * ms * (1 - 1 / upper_point(alpha, v))) ** 2 for c, ms, v in r_terms) + joint(r_terms, alpha)
    square = sum((c * ms * (1 / upper_point(1 - alpha, v) - 1)) ** 2 for c, ms, v in s_terms)
    cross = mpf(0)
    for c, ms, m in r_terms:
        for d, other, n in s_terms:
            g, h, f = 1 - 1 / upper_point(alpha, m), 1 / upper_point(1 - alpha, n) - 1, f_ppf(1 - alpha, m, n)
            cross += ((f - 1) ** 2 - g**2 * f**2 - h**2) / f * c * ms * d * other
    bound = lambda q: a - q * b - sqrt(max(mpf(0), fixed + q * cross + q * q * square))
    if bound(0) <= 0:
        return mpf(0)
    low, high = mpf(0), a / b
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (middle, high) if bound(middle) > 0 else (low, middle)
    return (low + high) / 2


def one_sided(estimate, lower, upper, limit, **more):
    verdict = "pass" if upper < limit else "fail" if lower > limit else "inconclusive"
    return {"verdict": verdict, "estimate": estimate, "upper": upper, "opposite": lower, **more}


def precision(cells, terms, measure, limit, alpha=mpf(5) / 100):
    value, df, low, high = bounds(terms, alpha)
    limit = mpf(limit)
    if measure == "cv":
        # MOVER on ln (Zou & Donner 2008): the bounds of the variance and the t bounds of the mean of unit means.
        (g,) = cells.values()
        units = [mean([y for y, _ in u]) for u in g.values()]
        m, se = real(mean(units)), sqrt(real(variance(units)) / len(units))
        k, reach = sqrt(value) / m, t_isf(alpha, len(units) - 1) * se / m
        assert low > 0 and reach < 1
        down = exp(-sqrt(log(value / low) ** 2 / 4 + log(1 + reach) ** 2))
        up = exp(sqrt(log(high / value) ** 2 / 4 + log(1 - reach) ** 2))
        return one_sided(100 * k, 100 * k * down, 100 * k * up, limit, **({"degreesOfFreedom": df} if df else {}))
    back = (lambda x: 100 * (exp(x) - 1)) if measure == "gcv" else (lambda x: x)
    out = one_sided(back(sqrt(value)), back(sqrt(low)), back(sqrt(high)), limit, **({"degreesOfFreedom": df} if df else {}))
    if df:
        at = log(1 + limit / 100) if measure == "gcv" else limit
        out["upperP"] = chi2_cdf(df * value / at**2, df)
    return out


def precision_ratio(r_terms, s_terms, limit, alpha=mpf(5) / 100):
    (r, r_df, _, _), (s, s_df, _, _) = bounds(r_terms, alpha), bounds(s_terms, alpha)
    q = r / s
    if len(r_terms) == len(s_terms) == 1:
        out = one_sided(sqrt(q), sqrt(q / f_ppf(1 - alpha, r_df, s_df)), sqrt(q / f_ppf(alpha, r_df, s_df)), mpf(limit))
        out["upperP"] = f_cdf(q / mpf(limit) ** 2, r_df, s_df)
        return out
    # Three mean squares or more at a laboratory cover too little at 1 - alpha.
    if max(len(r_terms), len(s_terms)) >= 3:
        alpha = alpha * 9 / 10
    low, high = ratio_lower(r_terms, s_terms, alpha), 1 / ratio_lower(s_terms, r_terms, alpha)
    return one_sided(sqrt(q), sqrt(low), sqrt(high), mpf(limit))


# --- cases -----------------------------------------------------------------------------------------------------

CASES = []


def case(name, study, criteria, findings, scale="linear", unit="run", design="", id="content"):
    lines = "".join(f"""
          - {{id: AC-{i + 1}, {c}, justification: {{source: specification, text: T}}}}""" for i, c in enumerate(criteria))
    reference = ""
    protocol = f"""schema: methodtransfer/protocol/1
study: {{id: T, title: T, kind: transfer}}
sending: S
receiving: R
data:
  delimiter: ","
  decimal: "."
  scaleCheck: off
  columns: {{laboratory: lab, analyst: analyst, day: day, run: run, sample: sample, level: nominal, replicate: replicate,
            value: result, unit: unit}}
attributes:
  - id: {id}
    title: T
    unit: mg
    scale: {scale}
    unitOfReplication: {unit}{design}
    criteria:{lines.replace("          -", "      -")}
"""
    CASES.append({"name": name, "protocol": protocol, "results": study.text(),
                  "findings": [{k: (v if isinstance(v, str) else float(v)) for k, v in f.items()} for f in findings]})


A = "alpha: 0.05"
ONE = [("X", "100")]
TWO = [("X", "100"), ("Y", "100")]
THREE = [("X", "100"), ("Y", "100"), ("Z", "100")]
LEVELS = [("X", "80"), ("Y", "100"), ("Z", "120")]

st = Study(1).fill("S", 5, ONE, 3).fill("R", 4, ONE, 2, mean=100.4, run_sd=1.6)
case("means of one sample by run", st, [
    f"kind: mean-difference, limits: [-4, 4], {A}, equivalenceInterval: true",
    f"kind: mean-difference, limits: [-1, 1.5], {A}, variances: pooled",
    f"kind: mean-difference, limits: [-3, 3], alpha: 0.01",
    f"kind: mean-difference, limits: [-3, 1], {A}, direction: lower, equivalenceInterval: true",
    f"kind: mean-difference, limits: [-1, 0.5], {A}, direction: upper",
    f"kind: mean-ratio, limits: [0.97, 1.03], {A}",
    f"kind: mean-ratio, limits: [0.99, 1.02], {A}, variances: pooled",
    f"kind: mean-difference, relative: true, limits: [-3, 2.5], {A}",
    f"kind: mean-difference, relative: true, limits: [-3, 2.5], {A}, variances: pooled, direction: upper",
    f"kind: mean-ratio, limits: [0.98, 1.03], {A}, direction: lower",
], [
    difference(st, "run", "linear", -4, 4, equivalence=True),
    difference(st, "run", "linear", -1, 1.5, pooled=True),
    difference(st, "run", "linear", -3, 3, alpha=mpf(1) / 100),
    difference(st, "run", "linear", -3, 1, direction="lower", equivalence=True),
    difference(st, "run", "linear", -1, 0.5, direction="upper"),
    ratio(st, "run", "0.97", "1.03"),
    ratio(st, "run", "0.99", "1.02", pooled=True),
    ratio(st, "run", -3, 2.5, relative=True),
    ratio(st, "run", -3, 2.5, relative=True, pooled=True, direction="upper"),
    ratio(st, "run", "0.98", "1.03", direction="lower"),
])

st = Study(2).fill("S", 6, ONE, 2, run_sd=9, sd=3).fill("R", 6, ONE, 2, mean=96, run_sd=6, sd=4)
case("geometric means of one sample by run", st, [
    f"kind: mean-ratio, limits: [0.80, 1.25], {A}, equivalenceInterval: true",
    f"kind: mean-ratio, limits: [0.90, 1.15], {A}, variances: pooled",
    f"kind: mean-ratio, limits: [0.85, 1.1], {A}, direction: lower",
    f"kind: mean-ratio, limits: [0.5, 0.8], {A}",
], [
    difference(st, "run", "log", "0.80", "1.25", equivalence=True),
    difference(st, "run", "log", "0.90", "1.15", pooled=True),
    difference(st, "run", "log", "0.85", "1.1", direction="lower"),
    difference(st, "run", "log", "0.5", "0.8"),
], scale="log")

st = Study(3).fill("S", 4, TWO, 2).fill("R", 5, TWO, 3, mean=101)
case("two samples in common runs", st, [
    f"kind: mean-difference, limits: [-3, 3], {A}",
    f"kind: mean-difference, limits: [-3, 3], {A}, scope: each-sample",
    f"kind: mean-difference, limits: [-3, 3], {A}, variances: pooled, scope: each-sample",
], [
    difference(st, "run", "linear", -3, 3),
    *[difference(st, "run", "linear", -3, 3, sample=x) for x in "XY"],
    *[difference(st, "run", "linear", -3, 3, sample=x, pooled=True) for x in "XY"],
])

st = Study(4).fill("S", [2, 3, 4], THREE, 2, own=True).fill("R", [3, 3, 2], THREE, 2, mean=99.5, own=True)
case("three samples, each in runs of its own", st, [
    f"kind: mean-difference, limits: [-3, 3], {A}",
    f"kind: mean-difference, limits: [-3, 3], {A}, variances: pooled",
    f"kind: mean-difference, limits: [-3, 3], {A}, scope: each-sample",
    f"kind: mean-ratio, limits: [0.9, 1.1], {A}",
], [
    difference(st, "run", "linear", -3, 3),
    difference(st, "run", "linear", -3, 3, pooled=True),
    *[difference(st, "run", "linear", -3, 3, sample=x) for x in "XYZ"],
    ratio(st, "run", "0.9", "1.1"),
])

for scale, kind in (("linear", "mean-difference, limits: [-2, 2]"), ("log", "mean-ratio, limits: [0.97, 1.03]")):
    st = Study(5)
    lots = [(f"L{i}", "100") for i in range(6)]
    rng = random.Random(51)
    for i, (lot, _) in enumerate(lots):
        base = 100 + rng.gauss(0, 5)
        for lab, shift in (("S", 0), ("R", 0.5)):
            st.add(lab, f"{lab}{i}", lot, [f"{base + shift + rng.gauss(0, 0.8):.2f}" for _ in range(2)])
    a, b = (-2, 2) if scale == "linear" else ("0.97", "1.03")
    case(f"matched lots, {scale}", st, [f"kind: {kind}, {A}", f"kind: {kind}, {A}, direction: upper"],
         [paired(st, scale, a, b), paired(st, scale, a, b, direction="upper")], scale=scale, unit="sample")

for scale in ("linear", "log"):
    st = Study(6).fill("S", 4, LEVELS, 2).fill("R", 5, LEVELS, 2, mean=100.6)
    case(f"recovery of levels in common runs, {scale}", st, [
        f"kind: recovery, limits: [98, 102], {A}",
        f"kind: recovery, limits: [98, 102.5], {A}, scope: pooled, equivalenceInterval: true",
        f"kind: recovery, limits: [98, 101], {A}, scope: pooled, direction: lower",
    ], [
        *[recovery(st, "run", scale, 98, 102, nominal=x) for x in (80, 100, 120)],
        recovery(st, "run", scale, 98, 102.5, equivalence=True),
        recovery(st, "run", scale, 98, 101, direction="lower"),
    ], scale=scale)
    st = Study(7).fill("S", [2, 2, 2], LEVELS, 2, own=True).fill("R", [3, 4, 2], LEVELS, 2, own=True)
    case(f"recovery of levels in runs of their own, {scale}", st, [f"kind: recovery, limits: [98, 102], {A}, scope: pooled"],
         [recovery(st, "run", scale, 98, 102)], scale=scale)

st = Study(8).fill("S", 5, ONE, 3).fill("R", 4, ONE, 2, run_sd=1.5)
rs, rr = st.cells("S", "run", "linear"), st.cells("R", "run", "linear")
case("precision of one sample", st, [
    f"kind: repeatability, laboratory: receiving, measure: sd, limit: 1.2, {A}",
    f"kind: repeatability, laboratory: sending, measure: cv, limit: 1, alpha: 0.1, scope: each-sample",
    f"kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 5, {A}",
    f"kind: intermediate-precision, laboratory: sending, measure: cv, sources: [run], limit: 2, {A}, scope: each-sample",
    f"kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 2, reportable: {{runs: 2, replicates: 3}}, {A}",
    f"kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 2, reportable: {{runs: 1, replicates: 2}}, {A}",
    f"kind: precision-ratio, of: repeatability, limit: 3, {A}",
    f"kind: precision-ratio, of: intermediate, sources: [run], limit: 3, {A}",
], [
    precision(rr, [(mpf(1), *within(rr))], "sd", "1.2"),
    precision(rs, [(mpf(1), *within(rs))], "cv", 1, alpha=mpf(1) / 10),
    precision(rr, intermediate(rr, ["run"]), "sd", 5),
    precision(rs, intermediate(rs, ["run"]), "cv", 2),
    precision(rs, intermediate(rs, ["run"], 2, 3), "sd", 2),
    precision(rs, intermediate(rs, ["run"], 1, 2), "sd", 2),
    precision_ratio([(mpf(1), *within(rr))], [(mpf(1), *within(rs))], 3),
    precision_ratio(intermediate(rr, ["run"]), intermediate(rs, ["run"]), 3),
])

st = Study(9).fill("S", 6, ONE, 3, run_sd=8, sd=5).fill("R", 6, ONE, 3, run_sd=8, sd=6)
rs, rr = st.cells("S", "run", "log"), st.cells("R", "run", "log")
case("precision of one sample on the log scale", st, [
    f"kind: repeatability, laboratory: receiving, measure: gcv, limit: 12, {A}",
    f"kind: repeatability, laboratory: receiving, measure: sd, limit: 0.04, {A}",
    f"kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], limit: 25, {A}",
    f"kind: precision-ratio, of: intermediate, sources: [run], limit: 4, {A}",
], [
    precision(rr, [(mpf(1), *within(rr))], "gcv", 12),
    precision(rr, [(mpf(1), *within(rr))], "sd", "0.04"),
    precision(rr, intermediate(rr, ["run"]), "gcv", 25),
    precision_ratio(intermediate(rr, ["run"]), intermediate(rs, ["run"]), 4),
], scale="log")

st = Study(10).fill("S", 6, ONE, 2, analysts=2).fill("R", 6, ONE, 3, analysts=3, run_sd=2)
rs, rr = st.cells("S", "run", "linear"), st.cells("R", "run", "linear")
case("runs nested in analysts", st, [
    f"kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [analyst, run], limit: 9, {A}",
    f"kind: intermediate-precision, laboratory: sending, measure: sd, sources: [analyst, run], limit: 1, {A}",
    f"kind: precision-ratio, of: intermediate, sources: [analyst, run], limit: 9, {A}",
], [
    precision(rr, intermediate(rr, ["analyst", "run"]), "sd", 9),
    precision(rs, intermediate(rs, ["analyst", "run"]), "sd", 1),
    precision_ratio(intermediate(rr, ["analyst", "run"]), intermediate(rs, ["analyst", "run"]), 9),
])

st = Study(11).fill("S", 5, THREE, 2).fill("R", 6, THREE, 2, run_sd=1.3)
rs, rr = st.cells("S", "run", "linear"), st.cells("R", "run", "linear")
case("precision of three samples in common runs", st, [
    f"kind: repeatability, laboratory: receiving, measure: sd, limit: 1, {A}",
    f"kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 4, {A}",
    f"kind: precision-ratio, of: intermediate, sources: [run], limit: 4, {A}",
], [
    precision(rr, [(mpf(1), *within(rr))], "sd", 1),
    precision(rr, intermediate(rr, ["run"]), "sd", 4),
    precision_ratio(intermediate(rr, ["run"]), intermediate(rs, ["run"]), 4),
])

st = Study(12).fill("S", [3, 3, 3], THREE, 2, own=True).fill("R", [3, 3, 3], THREE, 2, own=True, run_sd=1.3)
rs, rr = st.cells("S", "run", "linear"), st.cells("R", "run", "linear")
case("precision of three samples in runs of their own", st, [
    f"kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 4, {A}",
    f"kind: precision-ratio, of: intermediate, sources: [run], limit: 4, {A}",
], [
    precision(rr, intermediate(rr, ["run"]), "sd", 4),
    precision_ratio(intermediate(rr, ["run"]), intermediate(rs, ["run"]), 4),
])

st = Study(13).fill("S", 7, ONE, 1).fill("R", 6, ONE, 1, run_sd=1.2)
rs, rr = st.cells("S", "run", "linear"), st.cells("R", "run", "linear")
case("one result a run", st, [
    f"kind: mean-difference, limits: [-2, 2], {A}",
    f"kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 4, {A}",
    f"kind: precision-ratio, of: intermediate, sources: [run], limit: 4, {A}",
], [
    difference(st, "run", "linear", -2, 2),
    precision(rr, intermediate(rr, ["run"]), "sd", 4),
    precision_ratio(intermediate(rr, ["run"]), intermediate(rs, ["run"]), 4),
])

st = Study(14)
for lab, counts in (("S", (3, 2, 4)), ("R", (2, 2, 5))):
    for i, n in enumerate(counts):
        st.add(lab, f"{lab}{i}", "X", [f"{100 + st.rng.gauss(0, 1):.2f}" for _ in range(n)])
rs, rr = st.cells("S", "run", "linear"), st.cells("R", "run", "linear")
case("precision of runs of unequal size", st, [
    f"kind: repeatability, laboratory: receiving, measure: sd, limit: 3, {A}",
    f"kind: precision-ratio, of: repeatability, limit: 2, {A}",
    f"kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 3, {A}",
    f"kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 3, {A}",
    f"kind: precision-ratio, of: intermediate, sources: [run], limit: 9, {A}",
], [
    precision(rr, [(mpf(1), *within(rr))], "sd", 3),
    precision_ratio([(mpf(1), *within(rr))], [(mpf(1), *within(rs))], 2),
    precision(rs, intermediate(rs, ["run"]), "sd", 3),
    precision(rr, intermediate(rr, ["run"]), "sd", 3),
    precision_ratio(intermediate(rr, ["run"]), intermediate(rs, ["run"]), 9),
])

st = Study(15)
for lab in "SR":
    for d in range(4):
        for run in range(2):
            st.add(lab, f"{lab}{d}{run}", "X", [f"{100 + st.rng.gauss(0, 1):.2f}" for _ in range(2)], day=f"D{d}", analyst=f"{lab}{d // 2}{run}")
case("the day as unit", st, [f"kind: mean-difference, limits: [-2, 2], {A}"], [difference(st, "day", "linear", -2, 2)], unit="day")
case("the analyst as unit", st, [f"kind: mean-difference, limits: [-2, 2], {A}"],
     [difference(st, "analyst", "linear", -2, 2)], unit="analyst")
case("the result as unit", st, [f"kind: mean-difference, limits: [-2, 2], {A}", f"kind: mean-ratio, limits: [0.97, 1.02], {A}"],
     [difference(st, "result", "linear", -2, 2), ratio(st, "result", "0.97", "1.02")], unit="result")

print(json.dumps(CASES, indent=1, ensure_ascii=False, allow_nan=False))
