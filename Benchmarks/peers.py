#!/usr/bin/env python3
"""Writes peers.json: the largest relative error of R, SciPy and GSL over the reference grids, function by function.

usage: python3 Benchmarks/peers.py      (needs Rscript, SciPy, and libgsl as a shared library)

The same points, and the same measure, as `verification distributions`: |found/expected - 1| over the condition of the value
in its arguments where that is above 1, because an argument is only known to half a unit of its last place. "none" says that
the library has no such function, a count how many of its answers are 0, infinite or not a number where the true value is not.
"""
import ctypes
import ctypes.util
import json
import math
import pathlib
import subprocess
import warnings

import scipy
from scipy import special, stats

warnings.simplefilter("ignore")
root = pathlib.Path(__file__).resolve().parent.parent
points = json.loads((root / "Tests/CommandTests/Fixtures/calc-points.json").read_text())["points"]

in_scipy = {}
for name, law, parameters in [("norm", stats.norm, []), ("t", stats.t, ["df"]), ("chi2", stats.chi2, ["df"]),
                              ("f", stats.f, ["df1", "df2"]), ("nct", stats.nct, ["df", "ncp"]),
                              ("ncx2", stats.ncx2, ["df", "ncp"]), ("ncf", stats.ncf, ["df1", "df2", "ncp"]),
                              ("srange", stats.studentized_range, ["k", "df"])]:
    for ending in ("cdf", "sf", "ppf", "isf"):
        def ask(a, law=law, parameters=parameters, ending=ending):
            first = next(a[key] for key in ("x", "t", "q", "p") if key in a)
            return float(getattr(law, ending)(first, *[a[key] for key in parameters]))
        in_scipy[f"{name}_{ending}"] = ask
in_scipy["owen_t"] = lambda a: float(special.owens_t(a["h"], a["a"]))

gsl = ctypes.CDLL(ctypes.util.find_library("gsl") or "libgsl.so.27")
gsl.gsl_set_error_handler_off()
in_gsl = {}
for name, law, parameters in [("norm", "ugaussian", []), ("t", "tdist", ["df"]), ("chi2", "chisq", ["df"]),
                              ("f", "fdist", ["df1", "df2"])]:
    for ending, suffix in (("cdf", "P"), ("sf", "Q"), ("ppf", "Pinv"), ("isf", "Qinv")):
        function = getattr(gsl, f"gsl_cdf_{law}_{suffix}")
        function.restype = ctypes.c_double
        def ask(a, function=function, parameters=parameters):
            first = next(a[key] for key in ("x", "p") if key in a)
            return function(*[ctypes.c_double(v) for v in (first, *[a[key] for key in parameters])])
        in_gsl[f"{name}_{ending}"] = ask

# R takes all points in one run.
in_r = {}
calls = {"norm": ("norm", []), "t": ("t", ["df"]), "chi2": ("chisq", ["df"]), "f": ("f", ["df1", "df2"]),
         "nct": ("t", ["df", "ncp"]), "ncx2": ("chisq", ["df", "ncp"]), "ncf": ("f", ["df1", "df2", "ncp"]),
         "srange": ("tukey", ["k", "df"])}
script = []
for index, point in enumerate(points):
    name, _, ending = point["fn"].rpartition("_")
    if name not in calls:
        continue
    law, parameters = calls[name]
    a = point["args"]
    first = next(a[key] for key in ("x", "t", "q", "p") if key in a)
    letter = "q" if ending in ("ppf", "isf") else "p"
    tail = "TRUE" if ending in ("ppf", "cdf") else "FALSE"
    arguments = ", ".join([str(first), *[str(a[key]) for key in parameters], f"lower.tail={tail}"])
    script.append(f'cat({index}, sprintf("%.17g", suppressWarnings({letter}{law}({arguments}))), "\\n")')
lines = subprocess.run(["Rscript", "-"], input="\n".join(script), capture_output=True, text=True, check=True).stdout
r_values = {int(line.split()[0]): float(line.split()[1]) for line in lines.splitlines()}
r_version = subprocess.run(["Rscript", "-e", "cat(as.character(getRversion()))"], capture_output=True, text=True).stdout
for index in r_values:
    in_r.setdefault(points[index]["fn"], None)

names = sorted({point["fn"] for point in points})
result = {}
for library, functions in (("R", in_r), ("SciPy", in_scipy), ("GSL", in_gsl)):
    result[library] = {}
    for name in names:
        if name not in functions:
            result[library][name] = {"error": None, "lost": 0}
            continue
        worst, lost = 0.0, 0
        for index, point in enumerate(points):
            expected = float(point["value"])
            # As in the Swift report: SciPy's own figures for srange_cdf hold absolutely, not relatively, in the far tail.
            if point["fn"] != name or abs(expected) < 1e-300 or (name == "srange_cdf" and expected < 1e-6):
                continue
            try:
                arguments = {key: float(value) for key, value in point["args"].items()}
                found = r_values[index] if library == "R" else functions[name](arguments)
            except (OverflowError, ValueError):
                found = math.nan
            if found == 0 or not math.isfinite(found):
                lost += 1
                continue
            worst = max(worst, abs(found / expected - 1) / point["cond"])
        result[library][name] = {"error": worst, "lost": lost}
gsl_version = ctypes.c_char_p.in_dll(gsl, "gsl_version").value.decode()
out = {"origin": f"peers.py: R {r_version}, SciPy {scipy.__version__}, GSL {gsl_version}", "libraries": result}
(root / "Benchmarks/peers.json").write_text(json.dumps(out, indent=1) + "\n")
