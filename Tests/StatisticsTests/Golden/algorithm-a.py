#!/usr/bin/env python3
"""Writes algorithm-a.json: Algorithm A of ISO 13528:2015, C.3.1, iterated to 40 digits for exactly the doubles given.

Written from the text of the algorithm (1.483, 1.5, 1.134), apart from the Swift. Made with Python 3.11, mpmath 1.3.0. `peer` is what
R's metRology 0.9.29.2, algA, gives (factor 1.13339 in place of 1.134, stopped at 1.2e-4 of s). The laboratory means are those of
ASTM E691's glucose study, and of the creosote example of ISO 5725-5:1998 as metRology's help page for algA gives it; the help of
MASS has chem and abbey. Run in this folder; needed only to make the file anew.
"""
import json
import mpmath as mp

mp.mp.dps = 50


def median(x):
    x, n = sorted(x), len(x)
    return x[n // 2] if n % 2 else (x[n // 2 - 1] + x[n // 2]) / 2


def algorithm_a(values):
    x = [mp.mpf(v) for v in values]
    centre = median(x)
    spread = mp.mpf("1.483") * median([abs(v - centre) for v in x])
    while True:
        low, high = centre - mp.mpf("1.5") * spread, centre + mp.mpf("1.5") * spread
        w = [min(max(v, low), high) for v in x]
        mean = mp.fsum(w) / len(w)
        wide = mp.mpf("1.134") * mp.sqrt(mp.fsum([(v - mean) ** 2 for v in w]) / (len(w) - 1))
        done = abs(mean - centre) + abs(wide - spread) < mp.mpf(10) ** -40 * wide
        centre, spread = mean, wide
        if done:
            return centre, spread


glucose = {
    "A": [41.03, 41.45, 41.37, 41.17, 42, 41.15, 41.01, 40.68, 42.66, 39.37, 42.37, 42.63, 41.88, 41.19, 41.32, 43.28, 40.5,
          42.28, 41.08, 41.27, 39.02, 43.36, 42.65, 41.72],
    "C": [132.66, 133.83, 133.1, 132.92, 136.9, 136.4, 132.61, 135.8, 135.36, 138.5, 148.3, 135.69, 131.9, 134.14, 133.76,
          137.21, 135.14, 137.5, 130.97, 131.59, 134.92, 135.46, 135.14, 133.53],
    "E": [292.78, 294.09, 292.89, 292.27, 309.4, 295.08, 295.53, 290.14, 292.34, 295.19, 295.44, 296.83, 293.93, 292.48,
          294.28, 297.74, 296.8, 290.33, 287.29, 293.76, 289.36, 298.46, 295.28, 296.12],
}
peers = {"A": [41.518888888888846, 0.5800591611623285], "C": [134.77018684137695, 2.0745164612937406],
         "E": [294.4920833333333, 3.0523810705372885]}
sets = [
    {"name": f"glucose {k}, laboratory means", "values": [sum(v[i:i + 3]) / 3 for i in range(0, 24, 3)], "peer": peers[k]}
    for k, v in glucose.items()
]
hubers = json.load(open("signed-rank.json"))["hubers"]
sets += [
    {"name": "creosote", "values": [24.140, 20.155, 19.500, 20.300, 20.705, 17.570, 20.100, 20.940, 21.185]},
    {"name": "one far out", "values": [0.01, 0.012, 0.009, 0.011, 0.0105, 5]},
    {"name": "an offset of 1e6", "values": [1000000.25, 1000000.5, 1000000.125, 1000000.75, 1000002.5, 1000000.375]},
    {"name": "three", "values": [1.0, 2.0, 4.0]},
    {"name": "ln ratios", "values": [-0.031, 0.004, 0.012, 0.018, 0.021, 0.022, 0.035, 0.047, 0.13]},
] + [{"name": h["name"], "values": h["values"], "peer": [h["mean"], h["spread"]]} for h in hubers]
for s in sets:
    mean, spread = algorithm_a(s["values"])
    s["mean"], s["spread"] = mp.nstr(mean, 20), mp.nstr(spread, 20)
lines = ",\n".join("  " + json.dumps(s) for s in sets)
open("algorithm-a.json", "w").write('{\n"origin": "algorithm-a.py",\n"sets": [\n' + lines + "\n]\n}\n")
