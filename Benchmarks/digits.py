#!/usr/bin/env python3
"""Correct digits of this program, GSL, R and SciPy, function by function, and the time of a call of the first two.

    pip install mpmath gmpy2 scipy; apt-get install r-base-core libgsl-dev gcc
    swift build -c release --package-path Benchmarks
    python3 Benchmarks/digits.py [VERIFICATION]

Prints the tables of docs/dependencies.md. VERIFICATION is the program that the second line builds, where it lies elsewhere.

Arguments are drawn by a seeded generator over the ranges that a row states. The truth is what mpmath gives at exactly the doubles
asked, to more than 20 digits; the functions that give it are held against the grid of the tests first. Correct digits are -log10 of
the relative error, 16 at the most and 0 at the least: no allowance is made for the condition of a value.
"""

import json
import math
import random
import statistics
import subprocess
import sys
import tempfile
import warnings
from fractions import Fraction
from pathlib import Path

import gmpy2
import mpmath
import numpy
import scipy
from mpmath import mp, mpf
from scipy import linalg, optimize, special, stats

warnings.simplefilter("ignore")
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
POINTS = json.loads((ROOT / "Tests/CommandTests/Fixtures/calc-points.json").read_text())["points"]
random.seed(1)

# MARK: - The truth


def series(first, x, a, b, digits):
    """Sum of first * prod x (b + n)/(a + n), all terms positive, or of first * prod x/(a + n) where b is None."""
    with gmpy2.context(gmpy2.get_context(), precision=int(digits * 3.33) + 40, emin=-2**40, emax=2**40):
        x, a = exact(x), exact(a)
        b = None if b is None else exact(b)
        small = gmpy2.exp10(-digits)
        term = total = exact(first)
        while True:
            factor = x / a if b is None else x * b / a
            term *= factor
            total += term
            if factor < 1 and term < total * small * (1 - factor):
                return mpf(total)
            a += 1
            if b is not None:
                b += 1


def exact(x):
    sign, mantissa, exponent, _ = mpf(x)._mpf_
    value = gmpy2.mul_2exp(gmpy2.mpfr(int(mantissa)), int(exponent)) if exponent >= 0 else gmpy2.div_2exp(
        gmpy2.mpfr(int(mantissa)), -int(exponent))
    return -value if sign else value


def with_complement(lower, first_is_lower=True):
    """Both tails, from a function of digits that gives one; more digits where the other is small."""
    digits = 45
    while True:
        with mp.workdps(digits + 15):
            one = lower(digits)
            other = 1 - one
            if other > mpf(10) ** (25 - digits):
                return (one, other) if first_is_lower else (other, one)
        digits = digits * 2 + 60


def gamma_tails(a, x):
    """P and Q(a, x) by the series DLMF 8.11.4."""
    a, x = mpf(a), mpf(x)

    def lower(digits):
        with mp.workdps(digits + 25):
            front = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
            return series(front, x, a + 1, None, digits)
    return with_complement(lower)


def beta_tails(a, b, x, y):
    """I_x(a, b) and its complement by the series DLMF 8.17.8, of whichever tail takes fewer terms; x + y = 1."""
    def terms(a, b, x, y):
        away = max(float(y), 1e-300)
        peak = max(0.0, float(x * (a + b) - a - 1) / away)
        # Until the ratio of two terms, which tends to x, has done 150 e-foldings.
        return peak + 150 / away
    swapped = terms(a, b, x, y) > terms(b, a, y, x)
    a, b, x, y = (b, a, y, x) if swapped else (a, b, x, y)

    def lower(digits):
        with mp.workdps(digits + 25):
            front = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b))
            return series(front, x, a + 1, a + b, digits)
    return with_complement(lower, not swapped)


def of_f(f, m, n):
    with mp.workdps(400):
        f, m, n = mpf(f), mpf(m), mpf(n)
        total = m * f + n
        return beta_tails(m / 2, n / 2, m * f / total, n / total)


def of_t(t, v):
    with mp.workdps(400):
        t, v = mpf(t), mpf(v)
        total = v + t * t
        beyond = beta_tails(v / 2, mpf(1) / 2, v / total, t * t / total)[0] / 2
        return (1 - beyond, beyond) if t > 0 else (beyond, 1 - beyond)


def of_normal(z):
    return mp.erfc(-mpf(z) / mp.sqrt(2)) / 2, mp.erfc(mpf(z) / mp.sqrt(2)) / 2


def mixture(mean, lower, upper, front, growth, digits):
    """Both tails of a Poisson mixture, from those of component 0, the difference of components 0 and 1, and its growth."""
    with mp.workdps(digits):
        weight, low, high, sums, j = mp.exp(-mean), lower, upper, [mpf(0), mpf(0)], 0
        while True:
            sums[0] += weight * low
            sums[1] += weight * high
            if j > mean and weight < mpf(10) ** -30 * min(sums[1], 1) and weight * low < mpf(10) ** -30 * sums[0]:
                return sums[0], sums[1]
            low, high = low - front, high + front
            front *= growth(j)
            j += 1
            weight *= mean / j


def of_noncentral_chi_square(x, v, l):
    a, y, mean = mpf(v) / 2, mpf(x) / 2, mpf(l) / 2
    digits = 60 + int(l / 4.6)
    with mp.workdps(digits + 30):
        front = mp.exp(a * mp.log(y) - y - mp.loggamma(a + 1))
        low = series(front, y, a + 1, None, digits + 20)
    # What the digits of the complement cost is allowed for as in gamma_tails.
    extra = max(0, -int(mp.log10(gamma_tails(a, y)[1])))
    with mp.workdps(digits + extra + 30):
        front = mp.exp(a * mp.log(y) - y - mp.loggamma(a + 1))
        low = series(front, y, a + 1, None, digits + extra + 20)
        return mixture(mean, low, 1 - low, front, lambda j: y / (a + j + 1), digits + extra + 20)


def of_noncentral_f(f, m, n, l):
    digits = 60 + int(l / 4.6)
    with mp.workdps(400 + digits):
        a, b, mean, total = mpf(m) / 2, mpf(n) / 2, mpf(l) / 2, mpf(m) * mpf(f) + mpf(n)
        x, y = mpf(m) * mpf(f) / total, mpf(n) / total
        tails = beta_tails(a, b, x, y)
        extra = max(0, -int(mp.log10(min(tails))))
    with mp.workdps(digits + extra + 30):
        front = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b))
        low = mpf(1)
        if x < mpf("0.99"):
            low = series(front, x, a + 1, a + b, digits + extra + 20)
        else:
            front_2 = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(b + 1) - mp.loggamma(a))
            low -= series(front_2, y, b + 1, a + b, digits + extra + 20)
        return mixture(mean, low, 1 - low, front, lambda j: x * (a + j + b) / (a + j + 1), digits + extra + 20)


def over_spread(v, factor, log_factor):
    """The mean of factor(s) over s = sqrt(chi-square/v), by the trapezoidal rule over ln s: halving the step squares the error."""
    def height(u):
        return v * u - v * math.exp(2 * u) / 2 + log_factor(math.exp(u))
    low, high = -700.0, 6.0
    a, b = low, high
    for _ in range(300):
        c, d = a + (b - a) / 3, b - (b - a) / 3
        a, b = (c, b) if height(c) < height(d) else (a, d)
    peak = (a + b) / 2
    top = height(peak)

    def edge(outside):
        inside = peak
        if height(outside) > top - 60:
            return outside
        for _ in range(80):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if height(middle) > top - 60 else (inside, middle)
        return outside
    left, right = edge(low), edge(high)
    v = mpf(v)
    constant = mp.log(2) + v / 2 * mp.log(v / 2) - mp.loggamma(v / 2)

    def at(u):
        u = mpf(u)
        s = mp.exp(u)
        return mp.exp(constant + v * u - v * s * s / 2) * factor(s)
    count, total = 48, None
    width = mpf(right) - mpf(left)
    values = mp.fsum(at(mpf(left) + width * i / count) for i in range(count + 1))
    while True:
        values += mp.fsum(at(mpf(left) + width * (2 * i + 1) / (2 * count)) for i in range(count))
        count *= 2
        new = values * width / count
        if total is not None and abs(new / total - 1) < mpf(10) ** -12:
            return new
        total = new


def of_noncentral_t(side, t, v, d):
    t_, d_, root = mpf(t), mpf(d), mp.sqrt(2)
    sign, near = (1 if side else -1), float(t)
    return over_spread(
        v, lambda s: mp.erfc(sign * (t_ * s - d_) / root) / 2, lambda s: float(special.log_ndtr(sign * (d - near * s))))


NODES = {}


def of_range(side, w, k):
    """A tail of the range of k standard normals, by the trapezoidal rule, whose error falls as exp(-2 pi^2/(k step^2))."""
    with gmpy2.context(gmpy2.get_context(), precision=140):
        step = gmpy2.mpfr(round(1024 * 0.55 / math.sqrt(k))) / 1024
        half = 1 / gmpy2.sqrt(gmpy2.mpfr(2))
        if k not in NODES:
            NODES[k] = [
                (z, gmpy2.exp(-z * z / 2) * step * k / gmpy2.sqrt(2 * gmpy2.const_pi()), gmpy2.erfc(-z * half) / 2)
                for z in (i * step for i in range(int(-14 / step), int(14 / step) + 1))]
        w, total = exact(w), gmpy2.mpfr(0)
        for z, weight, below in NODES[k]:
            inside = (below - (gmpy2.erfc((w - z) * half) / 2 if w - z < 14 else 0)) ** (k - 1)
            total += weight * (below ** (k - 1) - inside if side else inside)
        return mpf(total)


def of_studentized_range(side, q, k, v):
    k, q_, near = int(k), mpf(q), float(q)

    def logarithm(s):
        w = near * s
        if side == 0:
            return (k - 1) * math.log(max(1e-300, 1 - 2 * special.ndtr(-w / 2)))
        return min(0.0, math.log(k * (k - 1)) + float(special.log_ndtr(-w / math.sqrt(2))))
    return over_spread(v, lambda s: of_range(side, q_ * s, k), logarithm)


def of_owen(h, a):
    h, a = mpf(h), mpf(a)
    end = min(a, 14 / h)
    parts = [end * i / 8 for i in range(9)]
    # mpmath's quadrature ends by an absolute error, so that what is small is taken out.
    return mp.exp(-h * h / 2) * mp.quad(lambda x: mp.exp(-h * h * x * x / 2) / (1 + x * x), parts) / (2 * mp.pi)


def power(truth, se, v, low, high, alpha):
    """P(both one-sided t tests reject), given the SD a normal probability, averaged over the SD."""
    critical = solved(lambda t: of_t(t, v)[1], alpha, float(stats.t.isf(alpha, v)))
    a, b = (mpf(low) - mpf(truth)) / mpf(se), (mpf(high) - mpf(truth)) / mpf(se)
    v, root = mpf(v), mp.sqrt(2)
    most = (b - a) / (2 * critical)
    constant = mp.log(2) + v / 2 * mp.log(v / 2) - mp.loggamma(v / 2)

    def at(s):
        if s == 0:
            return mpf(0)
        density = mp.exp(constant + (v - 1) * mp.log(s) - v * s * s / 2)
        return density * (mp.erfc((critical * s - b) / root) - mp.erfc(-(a + critical * s) / root)) / 2
    # The greatest of many values is taken out, and the panels are laid about it.
    height, peak = max((at(most * i / 400), most * i / 400) for i in range(1, 400))
    width = 1 / mp.sqrt(2 * v + critical * critical)
    marks = sorted({mpf(0), most} | {s for s in (peak + i * width * 1.5 for i in range(-12, 13)) if 0 < s < most})
    return height * mp.quad(lambda s: at(s) / height, marks)


def solved(tail, probability, start):
    """The x at which a tail is a probability: Newton's method on logarithms, the slope by a difference."""
    p = mpf(probability)
    x = mpf(start)
    tiny = mpf(10) ** -14
    for _ in range(60):
        here = mp.log(tail(x))
        miss = here - mp.log(p)
        slope = (mp.log(tail(x * (1 + tiny))) - here) / mp.log1p(tiny)
        step = -miss / slope
        step = max(mpf(-2), min(mpf(2), step))
        x *= mp.exp(step)
        if abs(step) < mpf(10) ** -11:
            return x
    raise ArithmeticError(f"no quantile at {probability} from {start}")


def of_both(tails):
    return lambda side, *arguments: tails(*arguments)[side]


# A tail by its side, 0 below and 1 above, and its arguments; SciPy's name and R's.
LAWS = {
    "norm": (of_both(of_normal), stats.norm, "norm"),
    "t": (of_both(of_t), stats.t, "t"),
    "chi2": (of_both(lambda x, v: gamma_tails(mpf(v) / 2, mpf(x) / 2)), stats.chi2, "chisq"),
    "f": (of_both(of_f), stats.f, "f"),
    "nct": (of_noncentral_t, stats.nct, "t"),
    "ncx2": (of_both(of_noncentral_chi_square), stats.ncx2, "chisq"),
    "ncf": (of_both(of_noncentral_f), stats.ncf, "f"),
    "srange": (of_studentized_range, stats.studentized_range, "tukey"),
}


def hold_the_truth():
    """The functions above against the grid of the tests, whose points were evaluated twice at 34 digits."""
    keys = {"norm": ["x"], "t": ["x", "df"], "chi2": ["x", "df"], "f": ["x", "df1", "df2"], "nct": ["t", "df", "ncp"],
            "ncx2": ["x", "df", "ncp"], "ncf": ["x", "df1", "df2", "ncp"], "srange": ["q", "k", "df"]}
    held = {}
    for point in random.Random(2).sample(POINTS, len(POINTS)):
        name, _, ending = point["fn"].rpartition("_")
        if ending not in ("cdf", "sf") or name not in keys or held.get(point["fn"], 0) >= (2 if name == "srange" else 6):
            continue
        # SciPy's own figures, of fewer digits.
        if point["fn"] == "srange_cdf":
            continue
        arguments = [float(point["args"][key]) for key in keys[name]]
        if name in ("f", "t", "chi2") and max(arguments[1:]) > 1e7:
            continue
        truth = LAWS[name][0](int(ending == "sf"), *arguments)
        expected = mpf(point["value"])
        if expected == 0:
            continue
        digits = len(point["value"].split("e")[0].replace("0.", "").replace(".", "").lstrip("-0"))
        # Of the studentized range the grid holds some 17 of its 34 digits.
        if abs(truth / expected - 1) > mpf(10) ** -min(16 if name == "srange" else 20, digits - 2):
            sys.exit(f"{point['fn']} {arguments}: {mp.nstr(truth, 25)} and not {point['value']}")
        held[point["fn"]] = held.get(point["fn"], 0) + 1
    print(f"held against the grid: {held}", file=sys.stderr)


# MARK: - The programs


def run(program, questions):
    """The answers of a program that reads questions, and nanoseconds by group."""
    text = "\n".join(f"{q['group']} {q['name']} " + " ".join(map(written, q["args"])) for q in questions) + "\n"
    lines = subprocess.run(program, input=text, capture_output=True, text=True, check=True).stdout.splitlines()
    answers = [None if line == "none" else [float(word) for word in line.split()] for line in lines[:len(questions)]]
    times = {line.split()[1]: float(line.split()[2]) for line in lines[len(questions):]}
    return answers, times


def written(value):
    return value if isinstance(value, str) else repr(float(value))


def in_r(calls):
    """The numbers that R prints for each call, a list a call."""
    script = ["put <- function(x) cat(sprintf('%.17g', x), '\\n')"]
    script += [f"put(suppressWarnings({call}))" for call in calls]
    lines = subprocess.run(["Rscript", "-"], input="\n".join(script), capture_output=True, text=True, check=True).stdout
    convert = lambda word: math.nan if word in ("NA", "NaN") else float(word)
    return [[convert(word) for word in line.split()] for line in lines.splitlines()]


def digits(found, true):
    if found is None or not math.isfinite(found):
        return 0.0
    true = mpf(true)
    error = abs(mpf(found) - true) / abs(true) if true else abs(mpf(found))
    return 16.0 if error == 0 else float(min(16, max(0, -mp.log10(error))))


def down(value):
    return f"{math.floor(value * 10 + 1e-9) / 10:g}"


def cell(found, true):
    """Least and median digits, and how many answers hold fewer than six."""
    if all(f is None for f in found):
        return "-"
    each = [digits(f, t) for f, t in zip(found, true)]
    poor = sum(d < 6 for d in each)
    return f"{down(min(each))}, {down(statistics.median(each))}" + (f" ({poor} poor)" if poor else "")


def nanoseconds(value):
    if value is None:
        return "-"
    return f"{value:,.0f}" if value < 9950 else f"{round(value, -int(math.log10(value)) + 1):,.0f}"


# MARK: - Distributions


def rounded(x, places=6):
    return float(f"{float(x):.{places - 1}e}")


def logarithmic(low, high):
    return rounded(math.exp(random.uniform(math.log(low), math.log(high))), 3)


def ordinary_probability():
    p = 1 / (1 + math.exp(random.uniform(-1, 1) * math.log(1e6 - 1)))
    return rounded(p) if p < 0.5 else 1 - rounded(1 - p)


def far_df():
    return logarithmic(*random.choice([(1e4, 1e7), (1e4, 1e7), (0.02, 1), (1, 1e4)]))


ORDINARY, FAR = "ordinary", "far"
# Law, parameters and least probability far out, sides that are asked, count.
DRAWN = [
    ("norm", {ORDINARY: lambda: [], FAR: lambda: []}, 1e-300, ["sf"], 100),
    ("t", {ORDINARY: lambda: [logarithmic(1, 1e4)], FAR: lambda: [far_df()]}, 1e-300, ["sf"], 100),
    ("chi2", {ORDINARY: lambda: [logarithmic(1, 1e4)], FAR: lambda: [far_df()]}, 1e-300, ["sf", "cdf"], 100),
    ("f", {ORDINARY: lambda: [logarithmic(1, 1e4), logarithmic(1, 1e4)], FAR: lambda: [far_df(), far_df()]}, 1e-300,
     ["sf", "cdf"], 100),
    ("nct", {ORDINARY: lambda: [logarithmic(1, 1e3), logarithmic(0.1, 10)],
             FAR: lambda: [logarithmic(0.5, 1e5), logarithmic(10, 100)]}, 1e-200, ["sf", "cdf"], 40),
    ("ncx2", {ORDINARY: lambda: [logarithmic(1, 1e3), logarithmic(0.1, 50)],
              FAR: lambda: [logarithmic(0.5, 1e4), logarithmic(50, 1500)]}, 1e-200, ["sf", "cdf"], 40),
    ("ncf", {ORDINARY: lambda: [logarithmic(1, 1e3), logarithmic(1, 1e3), logarithmic(0.1, 50)],
             FAR: lambda: [logarithmic(0.5, 1e3), logarithmic(0.5, 1e5), logarithmic(50, 300)]}, 1e-200, ["sf", "cdf"], 40),
    ("srange", {ORDINARY: lambda: [random.randint(2, 15), logarithmic(2, 200)],
                FAR: lambda: [random.randint(2, 30), logarithmic(0.5, 1e4)]}, 1e-15, ["sf", "cdf"], 15),
]
INVERSE = {"sf": "isf", "cdf": "ppf"}


def drawn(verification):
    """Questions on tails and quantiles with their true answers."""
    questions = []
    for law, kinds, least, sides, count in DRAWN:
        for kind, parameters in kinds.items():
            tried = []
            for _ in range(4 * count):
                p = ordinary_probability() if kind == ORDINARY else rounded(math.exp(random.uniform(math.log(least), math.log(1e-6))))
                if law == "srange" and kind == ORDINARY:
                    p = max(p, 1e-4)
                tried.append({"group": "-", "name": f"{law}_{INVERSE[random.choice(sides)]}", "args": [p, *parameters()]})
            kept = []
            for question, (start,) in zip(tried, run(verification, tried)[0]):
                # What lies beyond the doubles has no digits to be counted; what an answer of them starts the search for has.
                if len(kept) == count or not 1e-290 < abs(start) < 1e290:
                    continue
                kept.append((question, start))
            for index, (question, start) in enumerate(kept):
                ending = question["name"].split("_")[1]
                side = 1 if ending == "isf" else 0
                tail = LAWS[law][0]
                rest = question["args"][1:]
                p = mpf(question["args"][0])
                # Quantiles of the slow one at every third point.
                x = mpf(start)
                if law != "srange" or index % 3 == 0:
                    x = solved(lambda x: tail(side, x, *rest), p, start)
                    questions.append({**question, "group": f"{law}_quantile_{kind}", "true": x})
                at = rounded(x)
                questions.append({
                    "group": f"{law}_tail_{kind}", "name": f"{law}_{'sf' if side else 'cdf'}", "args": [at, *rest],
                    "true": tail(side, at, *rest)})
            print(law, kind, len(kept), file=sys.stderr, flush=True)
    for kind in (ORDINARY, FAR):
        for _ in range(60):
            h, a = (random.uniform(0, 5), logarithmic(0.01, 20)) if kind == ORDINARY else (random.uniform(5, 36), logarithmic(1e-3, 1e3))
            h = rounded(h)
            questions.append({"group": f"owen_tail_{kind}", "name": "owen_t", "args": [h, a], "true": of_owen(h, a)})
    for kind in (ORDINARY, FAR):
        for _ in range(40):
            v = float(random.randint(2, 200)) if kind == ORDINARY else logarithmic(1, 1e5)
            args = [rounded(random.uniform(-0.5, 0.9) if kind == ORDINARY else random.uniform(1, 3)),
                    logarithmic(0.05, 0.5), v, -1.0, 1.0, random.choice([0.05, 0.025, 0.01])]
            value = power(*args)
            if value > 1e-290:
                questions.append({"group": f"tost_tail_{kind}", "name": "tost", "args": args, "true": value})
    for point in POINTS:
        if point["fn"] == "tol_k2":
            args = [float(point["args"][key]) for key in ("n", "coverage", "confidence")]
            questions.append({"group": "tol_tail_grid", "name": "tol_k2", "args": args, "true": mpf(point["value"])})
    sets = json.loads((ROOT / "Tests/StatisticsTests/Golden/nist-univariate.json").read_text())["sets"]
    for one in sets:
        for name, group in (("sd", "doubles"), ("sd_decimals", "decimals")):
            questions.append({"group": f"sd_{group}_{one['name']}", "name": name, "args": one["data"].split(), "true": mpf(one["sd"])})
    order = {}
    for question in questions:
        order.setdefault(question["group"], []).append(question)
    return [question for group in order.values() for question in group]


R_LETTERS = {"cdf": ("p", "TRUE"), "sf": ("p", "FALSE"), "ppf": ("q", "TRUE"), "isf": ("q", "FALSE")}


def r_call(question):
    name, args = question["name"], question["args"]
    if name == "sd":
        return f"sd(c({', '.join(args)}))"
    law, _, ending = name.rpartition("_")
    if law not in LAWS or ending not in R_LETTERS:
        return None
    letter, lower = R_LETTERS[ending]
    return f"{letter}{LAWS[law][2]}({', '.join(map(repr, args))}, lower.tail = {lower})"


def scipy_answer(question):
    name, args = question["name"], question["args"]
    if name == "sd":
        return float(numpy.std([float(x) for x in args], ddof=1))
    if name == "owen_t":
        return float(special.owens_t(*args))
    law, _, ending = name.rpartition("_")
    if law not in LAWS or ending not in R_LETTERS:
        return None
    return float(getattr(LAWS[law][1], ending)(*args))


NAMES = {
    "norm": "normal", "t": "t", "chi2": "chi-square", "f": "F", "nct": "noncentral t", "ncx2": "noncentral chi-square",
    "ncf": "noncentral F", "srange": "studentized range", "owen": "Owen's T", "tost": "power of two one-sided t tests",
    "tol": "two-sided tolerance factor"}
KINDS = {"tail": "tails", "quantile": "quantiles"}


def distributions(verification, gsl):
    questions = drawn(verification)
    own, own_times = run(verification, questions)
    other, other_times = run(gsl, questions)
    calls = [(i, r_call(q)) for i, q in enumerate(questions)]
    calls = [(i, call) for i, call in calls if call]
    r = dict(zip((i for i, _ in calls), in_r([call for _, call in calls])))
    groups = {}
    for i, q in enumerate(questions):
        one = groups.setdefault(q["group"], {"true": [], "own": [], "gsl": [], "r": [], "scipy": []})
        one["true"].append(q["true"])
        one["own"].append(own[i][0])
        one["gsl"].append(other[i][0] if other[i] else None)
        one["r"].append(r[i][0] if i in r else None)
        try:
            one["scipy"].append(scipy_answer(q))
        except (ArithmeticError, ValueError, RuntimeError):
            one["scipy"].append(math.nan)
    return groups, own_times, other_times


def print_distributions(groups, own_times, other_times):
    print("| function | arguments | this program | GSL | R | SciPy | ns, this program | ns, GSL |")
    print("|---|---|---|---|---|---|---|---|")
    for group, g in groups.items():
        law, what, kind = group.split("_")
        if law == "sd":
            continue
        name = NAMES[law] + (f", {KINDS[what]}" if law in LAWS else "")
        each = [cell(g[who], g["true"]) for who in ("own", "gsl", "r", "scipy")]
        times = nanoseconds(own_times.get(group)), nanoseconds(other_times.get(group))
        print(f"| {name} | {kind}, {len(g['true'])} | {' | '.join([*each, *times])} |")


# MARK: - Sums, algebra and searches


def linear_sets():
    for one in json.loads((ROOT / "Tests/StatisticsTests/Golden/nist-linear.json").read_text())["sets"]:
        rows = [[Fraction(x) for x in row.split()] for row in one["rows"]]
        y = [float(row[0]) for row in rows]
        if one["degree"]:
            # Powers are formed exactly and rounded once.
            columns = [[float(row[1] ** k) for row in rows] for k in range(one["degree"] + 1)]
        else:
            columns = [[float(row[k]) for row in rows] for k in range(1, len(rows[0]))]
            if one["intercept"]:
                columns.insert(0, [1.0] * len(rows))
        yield one["name"], columns, y, [mpf(b) for b in one["coefficients"]], mpf(one["sd"])


def hilbert(n):
    """Hilbert's matrix times the least common multiple of its denominators, so that each element is a whole number."""
    factor = math.lcm(*range(1, 2 * n))
    return [[float(factor // (i + j + 1)) for j in range(n)] for i in range(n)]


ROOTS = [
    (2, 3, lambda x: x**3 - 2 * x - 5, lambda x: x * x * x - 2 * x - 5, "x*x*x - 2*x - 5"),
    (0, 1, lambda x: mp.cos(x) - x, lambda x: math.cos(x) - x, "cos(x) - x"),
    (1e-6, 1, lambda x: 1 / x - 1000, lambda x: 1 / x - 1000, "1/x - 1000"),
    (0, 1000, lambda x: -mp.expm1(-x) - mpf(1e-8), lambda x: -math.expm1(-x) - 1e-8, "-expm1(-x) - 1e-8"),
    (-1, 2, lambda x: mp.atan(1000 * (x - mpf(0.3))), lambda x: math.atan(1000 * (x - 0.3)), "atan(1000*(x - 0.3))"),
    (0, 1, lambda x: x**9 - mpf(1e-9), lambda x: x**9 - 1e-9, "x^9 - 1e-9"),
    (1e-3, 10, lambda x: mp.log(x) + x * x - 3, lambda x: math.log(x) + x * x - 3, "log(x) + x*x - 3"),
    (0, 30, lambda x: mpf(1e-20) - mp.exp(-x * x / 2), lambda x: 1e-20 - math.exp(-x * x / 2), "1e-20 - exp(-x*x/2)"),
]


def algebra(own, gsl):
    """A row a problem: the least digits of its numbers."""
    questions, rows = [], []

    def ask(label, name, args, true, r, other, shown=True):
        questions.append({"group": f"{name}_{len(questions)}", "name": name, "args": args})
        rows.append({"label": label, "true": true, "r": r, "scipy": other, "name": name})
    for name, columns, y, coefficients, sd in linear_sets():
        n, p = len(y), len(columns)
        args = [n, p, *y, *(x for column in columns for x in column)]
        matrix = numpy.array(columns).T
        b = numpy.linalg.lstsq(matrix, numpy.array(y), rcond=None)[0]
        by_numpy = [*b, float(numpy.sqrt(((y - matrix @ b) ** 2).sum() / (n - p)))]
        flat = ", ".join(repr(x) for column in columns for x in column)
        in_r_ = (f"{{m <- lm.fit(matrix(c({flat}), {n}), c({', '.join(map(repr, y))}), tol = 1e-14); "
                 f"c(m$coefficients, sqrt(sum(m$residuals^2)/{n - p}))}}")
        for route in ("least_squares", "least_squares_2"):
            ask(name, route, args, [*coefficients, sd], in_r_, by_numpy)
    for n in (4, 6, 8, 9):
        a = hilbert(n)
        b = [sum(row) for row in a]
        flat = ", ".join(repr(x) for row in a for x in row)
        try:
            solution = list(linalg.cho_solve(linalg.cho_factor(numpy.array(a), lower=True), numpy.array(b)))
        except linalg.LinAlgError:
            solution = [math.nan] * n
        ask(f"Hilbert, order {n}", "cholesky", [n, *(x for row in a for x in row), *b], [mpf(1)] * n,
            f"{{a <- matrix(c({flat}), {n}); u <- chol(a); backsolve(u, forwardsolve(t(u), c({', '.join(map(repr, b))})))}}", solution)
        ask(f"Hilbert, order {n}", "eigenvalue", [n, *(x for row in a for x in row)],
            [max(mp.eigsy(mp.matrix(a), eigvals_only=True))],
            f"max(eigen(matrix(c({flat}), {n}), symmetric = TRUE)$values)", [float(numpy.linalg.eigvalsh(numpy.array(a)).max())])
    for k, (low, high, exactly, plain, text) in enumerate(ROOTS):
        found, result = optimize.brentq(plain, low, high, xtol=1e-300, rtol=8.9e-16, full_output=True)
        true = mp.findroot(exactly, found)
        ask(text, "root", [k, low, high], [true],
            f"{{r <- uniroot(function(x) {text}, c({low!r}, {high!r}), tol = 1e-300, maxiter = 10000); c(r$root, r$iter + 2)}}",
            [found, result.function_calls])
    own_answers, own_times = run(own, questions)
    gsl_answers, gsl_times = run(gsl, questions)
    r_answers = in_r([row["r"] for row in rows])
    for i, row in enumerate(rows):
        row["answers"] = [own_answers[i], gsl_answers[i], r_answers[i], row["scipy"]]
        row["times"] = [own_times.get(questions[i]["group"]), gsl_times.get(questions[i]["group"])]
    return rows


def least(found, true):
    if found is None:
        return "-"
    if len(found) < len(true) or any(math.isnan(x) for x in found):
        return "refused"
    return down(min(digits(f, t) for f, t in zip(found, true)))


def cells(row):
    """This program, GSL, R, NumPy or SciPy."""
    true, sd = row["true"], row["name"].startswith("least_squares")
    if not sd:
        return [least(found and found[:len(true)], true) for found in row["answers"]]
    each = []
    for found in row["answers"]:
        b = least(found[:-1], true[:-1])
        each.append(b if true[-1] == 0 or b == "refused" else f"{b}; {least(found[-1:], true[-1:])}")
    return each


def print_algebra(rows):
    print("\n| set | this program, QR | ..., Gram and Schmidt | GSL, QR | ..., singular values | R | NumPy |")
    print("|---|---|---|---|---|---|---|")
    fits = {}
    for row in rows:
        if row["name"].startswith("least_squares"):
            fits.setdefault(row["label"], []).append(row)
    for name, (qr, other) in fits.items():
        (a, c, r, numpy_), (b, d, _, _) = cells(qr), cells(other)
        print(f"| {name} | {a} | {b} | {c} | {d} | {r} | {numpy_} |")
    times = [nanoseconds(statistics.fmean(pair[route]["times"][who] for pair in fits.values())) for who in (0, 1) for route in (0, 1)]
    print(f"| ns, on average | {' | '.join(times)} | - | - |")

    print("\n| problem | this program | GSL | R | SciPy, NumPy | ns, this program | ns, GSL |")
    print("|---|---|---|---|---|---|---|")
    for name, what in (("cholesky", "solution by Cholesky's factor"), ("eigenvalue", "largest eigenvalue")):
        for row in rows:
            if row["name"] == name:
                print(f"| {what}: {row['label']} | {' | '.join([*cells(row), *map(nanoseconds, row['times'])])} |")
    searches = [row for row in rows if row["name"] == "root"]
    each = [
        f"{down(min(digits(row['answers'][who][0], row['true'][0]) for row in searches))} in {sum(row['answers'][who][1] for row in searches):.0f}"
        for who in range(4)]
    times = [nanoseconds(statistics.fmean(row["times"][who] for row in searches)) for who in (0, 1)]
    print(f"| zeros of {len(searches)} functions, and evaluations | {' | '.join([*each, *times])} |")


def print_deviations(groups, own_times, other_times):
    print("\n| set | this program, decimals | this program, doubles | GSL | R | NumPy | ns, this program | ns, GSL |")
    print("|---|---|---|---|---|---|---|---|")
    for group, g in groups.items():
        if group.startswith("sd_doubles_"):
            name = group.split("_")[2]
            decimals = groups[f"sd_decimals_{name}"]
            each = [least(one, g["true"]) for one in (decimals["own"], g["own"], g["gsl"], g["r"], g["scipy"])]
            print(f"| {name} | {' | '.join(each)} | {nanoseconds(own_times[group])} | {nanoseconds(other_times[group])} |")


def main():
    mp.dps = 45
    verification = [sys.argv[1] if len(sys.argv) > 1 else str(HERE / ".build/release/verification"), "digits"]
    hold_the_truth()
    with tempfile.TemporaryDirectory() as place:
        gsl, own = Path(place) / "gsl", Path(place) / "own"
        subprocess.run(["gcc", "-O2", HERE / "digits.c", "-lgsl", "-lgslcblas", "-lm", "-o", gsl], check=True)
        sources = ROOT / "Sources/Statistics"
        subprocess.run(
            ["swiftc", "-O", "-wmo", "-swift-version", "6", "-parse-as-library", HERE / "digits.swift",
             *sorted((sources / "Algebra").glob("*.swift")), sources / "Roots/SignChange.swift",
             sources / "Sample/SortedValues.swift", sources / "DoseResponse/AssayDesignLeastSquares.swift", "-o", own],
            check=True)
        rows = algebra([str(own)], [str(gsl)])
        groups, own_times, other_times = distributions(verification, [str(gsl)])
    versions = subprocess.run(["Rscript", "-e", "cat(as.character(getRversion()))"], capture_output=True, text=True).stdout
    print(f"R {versions}, SciPy {scipy.__version__}, NumPy {numpy.__version__}, mpmath {mpmath.__version__}\n")
    print_distributions(groups, own_times, other_times)
    print_algebra(rows)
    print_deviations(groups, own_times, other_times)


main()
