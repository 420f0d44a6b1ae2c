"""Rewrites the results of the simulated studies. Needed neither to build nor to test.

Every study has its own seed and its own model, both repeated in its SOURCE.md. Written and run with
Python 3.11.7 and numpy 2.4.6; another numpy may draw other numbers, and then expected/ no longer belongs to them.

    python3 datasets/generate.py              rewrites all simulated results
    python3 datasets/generate.py hplc-assay-pass
"""

import csv
import io
import math
import pathlib
import sys

import numpy

HERE = pathlib.Path(__file__).resolve().parent


def write(study, name, header, rows, delimiter=",", encoding="utf-8", line_end="\n"):
    text = io.StringIO()
    table = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    table.writerow(header)
    table.writerows(rows)
    (HERE / study / name).write_bytes(text.getvalue().encode(encoding))


def days(month, first, count):
    return [f"2026-{month:02d}-{first + i:02d}" for i in range(count)]


def runs(analysts, dates):
    """Every analyst makes one run on every day: (run, analyst, day)."""
    pairs = [(analyst, day) for day in dates for analyst in analysts]
    return [(f"R{i + 1:02d}", analyst, day) for i, (analyst, day) in enumerate(pairs)]


def nested(rng, plan, samples, replicates, run_sd, cross_sd, residual_sd):
    """Normal deviations of results in runs that each hold every sample: (run, analyst, day, sample, replicate, value).

    `samples` gives each sample's true value; the run, run x sample and residual effects are added to it.
    """
    for run, analyst, day in plan:
        run_effect = rng.normal(0, run_sd)
        for sample, truth in samples.items():
            cross_effect = rng.normal(0, cross_sd) if cross_sd else 0.0
            for replicate in range(1, replicates + 1):
                value = truth + run_effect + cross_effect + rng.normal(0, residual_sd)
                yield run, analyst, day, sample, replicate, value


TIDY = ["lab", "analyst", "day", "run", "sample", "replicate", "result", "unit"]


def hplc_assay_pass(seed=1):
    rng = numpy.random.default_rng(seed)
    lots = {"LOT-2411": 99.6, "LOT-2412": 100.3, "LOT-2413": 98.9}
    rows = []
    for lab, bias, analysts, dates in [
        ("Site A", 0.0, ["A1", "A2"], days(3, 2, 3)),
        ("Site B", 0.3, ["B1", "B2"], days(3, 16, 3)),
    ]:
        truth = {lot: value + bias for lot, value in lots.items()}
        for run, analyst, day, lot, replicate, y in nested(rng, runs(analysts, dates), truth, 2, 0.25, 0.20, 0.35):
            rows.append([lab, analyst, day, run, lot, replicate, f"{y:.2f}", "% of label claim"])
    write("hplc-assay-pass", "results.csv", TIDY, rows)


def potency(study, seed, lots, bias, run_sd, cross_sd, residual_sd, replicates):
    rng = numpy.random.default_rng(seed)
    rows = []
    for lab, shift, analysts, dates in [
        ("Site A", 0.0, ["A1", "A2"], days(4, 13, 3)),
        ("Site B", bias, ["B1", "B2"], days(4, 27, 3)),
    ]:
        truth = {lot: math.log(value) + shift for lot, value in lots.items()}
        plan = runs(analysts, dates)
        for run, analyst, day, lot, replicate, y in nested(rng, plan, truth, replicates, run_sd, cross_sd, residual_sd):
            rows.append([lab, analyst, day, run, lot, replicate, f"{math.exp(y):.1f}", "%", "RS-03"])
    write(study, "results.csv", TIDY + ["reference_lot"], rows)


def potency_six_runs(seed=1):
    potency("potency-six-runs", seed, {"LOT7": 100.0}, 0.0, 0.19, 0.0, 0.10, 3)


def potency_bias_fail(seed=1):
    potency("potency-bias-fail", seed, {"LOT7": 100.0, "LOT8": 84.0}, math.log(1.45), 0.05, 0.03, 0.05, 3)


def impurity_imprecision_fail(seed=1):
    rng = numpy.random.default_rng(seed)
    lots = {"STRESSED-1": 0.42, "STRESSED-2": 0.95}
    rows = []
    for lab, run_sd, analysts, dates in [
        ("Development", 0.04, ["D1", "D2"], days(5, 4, 4)),
        ("Commercial QC", 0.30, ["Q1", "Q2"], days(5, 18, 4)),
    ]:
        truth = {lot: math.log(value) for lot, value in lots.items()}
        for run, analyst, day, lot, replicate, y in nested(rng, runs(analysts, dates), truth, 2, run_sd, 0.03, 0.03):
            rows.append([lab, analyst, day, run, lot, replicate, f"{math.exp(y):.3f}", "%"])
    write("impurity-imprecision-fail", "results.csv", TIDY, rows)


def impurity_spiked_recovery(seed=1):
    rng = numpy.random.default_rng(seed)
    levels = {"SPIKE-010": "0.10", "SPIKE-020": "0.20", "SPIKE-040": "0.40"}
    rows = []
    for lab, recovery, analysts, dates in [
        ("Site A", 0.99, ["A1", "A2"], days(6, 1, 3)),
        ("Site B", 0.98, ["B1", "B2"], days(6, 15, 3)),
    ]:
        # Errors are relative to the level, so they are drawn in units of it.
        truth = {sample: recovery for sample in levels}
        for run, analyst, day, sample, replicate, y in nested(rng, runs(analysts, dates), truth, 2, 0.02, 0.01, 0.02):
            nominal = levels[sample]
            rows.append([lab, analyst, day, run, sample, nominal, replicate, f"{y * float(nominal):.4f}", "%"])
    header = ["lab", "analyst", "day", "run", "sample", "nominal", "replicate", "result", "unit"]
    write("impurity-spiked-recovery", "results.csv", header, rows)


def two_files_two_locales(seed=1):
    rng = numpy.random.default_rng(seed)
    lots = {"LOT-0711": 99.4, "LOT-0712": 100.6}
    sender = [
        [analyst, day, run, lot, replicate, f"{y:.2f}", "%"]
        for run, analyst, day, lot, replicate, y in nested(
            rng, runs(["S1", "S2"], days(9, 7, 3)), lots, 2, 0.30, 0.20, 0.30)
    ]
    write("two-files-two-locales", "SU_results.csv",
          ["analyst", "day", "run", "lot", "replicate", "result", "unit"], sender)
    truth = {lot: value - 0.4 for lot, value in lots.items()}
    named = {"LOT-0711": "Charge 711", "LOT-0712": "Charge 712"}
    receiver = [
        [analyst, day, run, named[lot], replicate, f"{y:.2f}".replace(".", ","), "%"]
        for run, analyst, day, lot, replicate, y in nested(
            rng, runs(["P1", "P2"], days(9, 21, 3)), truth, 2, 0.30, 0.20, 0.30)
    ]
    write("two-files-two-locales", "RU_Ergebnisse.csv",
          ["Prüfer", "Prüftag", "Lauf", "Charge", "Wiederholung", "Ergebnis [%]", "Einheit"], receiver,
          delimiter=";", encoding="cp1252", line_end="\r\n")


def panel_of_attributes(seed=1):
    rng = numpy.random.default_rng(seed)
    rows = []
    for lab, assay_bias, impurity_bias, analysts, dates in [
        ("Site A", 0.0, 0.0, ["A1", "A2"], days(10, 5, 3)),
        ("Site B", -0.2, 0.02, ["B1", "B2"], days(10, 19, 3)),
    ]:
        plan = runs(analysts, dates)
        for run, analyst, day, lot, replicate, y in nested(
                rng, plan, {"LOT-31": 99.8 + assay_bias}, 2, 0.35, 0.0, 0.30):
            rows.append([lab, "assay", analyst, day, run, lot, replicate, f"{y:.2f}", "%"])
        second = [(f"R{int(run[1:]) + 6:02d}", analyst, day) for run, analyst, day in plan]
        for run, analyst, day, lot, replicate, y in nested(
                rng, second, {"LOT-31": math.log(0.36) + impurity_bias}, 2, 0.05, 0.0, 0.04):
            rows.append([lab, "impurity-b", analyst, day, run, lot, replicate, f"{math.exp(y):.3f}", "%"])
    header = ["lab", "test", "analyst", "day", "run", "sample", "replicate", "result", "unit"]
    write("panel-of-attributes", "results.csv", header, rows)


def matched_lots_wide(seed=2):
    rng = numpy.random.default_rng(seed)
    rows = []
    for lot in range(8):
        truth = rng.normal(99.8, 0.8)
        site_a, site_b = rng.normal(truth, 0.4), rng.normal(truth + 0.25, 0.4)
        rows.append([f"LOT-{501 + lot}", f"{site_a:.2f}", f"{site_b:.2f}"])
    write("matched-lots-wide", "results.csv", ["Lot", "Sending (%)", "Receiving (%)"], rows)


def comparability_scale_down(seed=1):
    rng = numpy.random.default_rng(seed)
    rows = []
    for scale, prefix, bias, month in [("full scale", "FS", 0.0, 0), ("scale-down model", "SD", 0.03, 6)]:
        plan = [(f"{prefix}-{i + 1:02d}", None, f"2025-{month + 1 + i // 2:02d}-{8 + 14 * (i % 2):02d}")
                for i in range(12)]
        truth = {"harvest": math.log(4.2) + bias}
        for batch, _, day, sample, replicate, y in nested(rng, plan, truth, 2, 0.08, 0.0, 0.02):
            rows.append([scale, batch, day, sample, replicate, f"{math.exp(y):.3f}", "g/L"])
    header = ["scale", "batch", "harvest_day", "sample", "replicate", "titre", "unit"]
    write("comparability-scale-down", "results.csv", header, rows)


def comparability_sites(seed=1):
    """Lots of one drug product made at two sites: monomer varies little from lot to lot, acidic variants much."""
    rng = numpy.random.default_rng(seed)
    rows = []
    for site, prefix, purity_bias, acidic_bias, month in [
        ("Site North", "N", 0.0, 0.0, 2),
        ("Site South", "S", -0.1, 0.03, 7),
    ]:
        plan = [(f"{prefix}{i + 1:02d}", None, f"2026-{month + i:02d}-10") for i in range(4)]
        for lot, _, day, sample, replicate, y in nested(
                rng, plan, {"drug product": 98.7 + purity_bias}, 2, 0.20, 0.0, 0.08):
            rows.append([site, "purity", lot, day, sample, replicate, f"{y:.2f}", "%"])
        for lot, _, day, sample, replicate, y in nested(
                rng, plan, {"drug product": math.log(18.0) + acidic_bias}, 2, 0.10, 0.0, 0.03):
            rows.append([site, "acidic-variants", lot, day, sample, replicate, f"{math.exp(y):.1f}", "%"])
    header = ["site", "test", "lot", "made", "sample", "replicate", "result", "unit"]
    write("comparability-sites", "results.csv", header, rows)


def potency_plates(seed=1):
    """Plate readings of a reference and two lots: a run is a plate, with its own curve and its own cells."""
    rng = numpy.random.default_rng(seed)
    doses = [200 / 2.5**i for i in range(8)]
    rows = []
    for lab, shift, month, first in [("Site A", 0.0, 4, 13), ("Site B", 0.02, 4, 27)]:
        for run, day in enumerate(days(month, first, 6), start=1):
            lower, upper = 0.10 * math.exp(rng.normal(0, 0.10)), 2.20 * math.exp(rng.normal(0, 0.06))
            slope = 1.30 * math.exp(rng.normal(0, 0.04))
            ln_ec50 = math.log(12) + rng.normal(0, 0.15)
            for place, (preparation, potency) in enumerate([("RS-03", 1.0), ("LOT7", 0.95), ("LOT8", 1.15)]):
                own = 0.0 if potency == 1.0 else math.log(potency) + shift + rng.normal(0, 0.05)
                for replicate in range(2):
                    for column, dose in enumerate(doses):
                        signal = lower + (upper - lower) / (1 + (dose / math.exp(ln_ec50 - own)) ** -slope)
                        y = signal + rng.normal(0, 0.045)
                        well = f"{'BCDEFG'[2 * place + replicate]}{column + 3:02d}"
                        rows.append([lab, f"R{run:02d}", day, f"P{run:02d}", well, preparation,
                                     f"{dose:.5f}".rstrip("0").rstrip("."), f"{y:.3f}", "100"])
    header = ["lab", "run", "day", "plate", "well", "preparation", "dose", "response", "assumed_potency"]
    write("potency-plates", "results.csv", header, rows)


def standards_in_runs(rng, plan, truth, held, run_sd, cross_sd, residual_sd, replicates=2):
    """Results of several standards in runs, each run with an effect that all share: rows of (run, analyst, day, standard,
    replicate, result). `held` says which standards a run holds; `truth` their true values."""
    for run, analyst, day in plan:
        run_effect = rng.normal(0, run_sd)
        for standard in held(run):
            cross_effect = rng.normal(0, cross_sd)
            for replicate in range(1, replicates + 1):
                y = math.log(truth[standard]) + run_effect + cross_effect + rng.normal(0, residual_sd)
                yield run, analyst, day, standard, replicate, math.exp(y)


def bridging_three_generations(seed=1):
    """The whole life of a standard: the runs that the ledger's figures came from, and the study of the next lot."""
    rng = numpy.random.default_rng(seed)
    truth = {"RS-01": 1000.0, "RS-02": 985.0, "RS-03": 1015.0, "RS-04": 975.0}
    spread = {"run_sd": 0.10, "cross_sd": 0.02, "residual_sd": 0.03}
    # 2020: RS-02 against RS-01 in eight runs; the last four hold RS-03 too, which was filled from the same campaign.
    # 2022: four runs more of RS-03 against RS-02.
    first = runs(["A1", "A2"], [f"2020-02-{day:02d}" for day in (3, 4, 5, 6)])
    later = [(f"R{i + 9:02d}", analyst, day) for i, (analyst, day) in enumerate(
        [("A1", "2022-09-12"), ("A2", "2022-09-12"), ("A1", "2022-09-13"), ("A2", "2022-09-13")])]
    history = list(standards_in_runs(
        rng, first, truth, lambda run: ["RS-01", "RS-02"] + (["RS-03"] if run >= "R05" else []), **spread))
    history += standards_in_runs(rng, later, truth, lambda run: ["RS-02", "RS-03"], **spread)
    header = ["lab", "analyst", "day", "run", "standard", "replicate", "result", "unit"]
    (HERE / "bridging-three-generations" / "history").mkdir(parents=True, exist_ok=True)
    write("bridging-three-generations", "history/runs.csv", header,
          [["Site A", analyst, day, run, standard, replicate, f"{y:.1f}", "U/vial"]
           for run, analyst, day, standard, replicate, y in history])
    rows = []
    for lab, analysts, dates, shift in [
        ("Site A", ["A1", "A3"], days(5, 4, 4), 0.005), ("Site B", ["B1", "B2"], days(5, 18, 4), -0.005),
    ]:
        here = truth | {"RS-04": truth["RS-04"] * math.exp(shift)}
        for run, analyst, day, standard, replicate, y in standards_in_runs(
                rng, runs(analysts, dates), here,
                lambda run: ["RS-03", "RS-04"] + (["RS-01"] if run <= "R04" else []), **spread):
            # A tray of RS-03 was dropped in that run.
            lost = lab == "Site B" and run == "R06" and standard == "RS-03"
            rows.append([lab, analyst, day, run, standard, replicate, "NA" if lost else f"{y:.1f}", "U/vial"])
    write("bridging-three-generations", "results.csv", header, rows)


def bridging_plates(seed=1):
    """Plates of the current standard and a candidate: a run is a plate, with its own curve."""
    rng = numpy.random.default_rng(seed)
    doses = [200 / 2.5**i for i in range(8)]
    rows = []
    for run, day in enumerate(days(6, 8, 6), start=1):
        lower, upper = 0.10 * math.exp(rng.normal(0, 0.10)), 2.20 * math.exp(rng.normal(0, 0.06))
        slope = 1.30 * math.exp(rng.normal(0, 0.04))
        ln_ec50 = math.log(12) + rng.normal(0, 0.15)
        for place, (preparation, potency) in enumerate([("RS-07", 1.0), ("RS-08", 1.01)]):
            own = 0.0 if potency == 1.0 else math.log(potency) + rng.normal(0, 0.03)
            for replicate in range(3):
                for column, dose in enumerate(doses):
                    signal = lower + (upper - lower) / (1 + (dose / math.exp(ln_ec50 - own)) ** -slope)
                    well = f"{'BCDEFG'[3 * place + replicate]}{column + 3:02d}"
                    rows.append(["QC", f"R{run:02d}", day, f"P{run:02d}", well, preparation,
                                 f"{dose:.5f}".rstrip("0").rstrip("."), f"{signal + rng.normal(0, 0.035):.3f}"])
    header = ["lab", "run", "day", "plate", "well", "preparation", "dose", "response"]
    write("bridging-plates", "results.csv", header, rows)


STUDIES = {
    "hplc-assay-pass": hplc_assay_pass,
    "potency-six-runs": potency_six_runs,
    "potency-bias-fail": potency_bias_fail,
    "impurity-imprecision-fail": impurity_imprecision_fail,
    "impurity-spiked-recovery": impurity_spiked_recovery,
    "two-files-two-locales": two_files_two_locales,
    "panel-of-attributes": panel_of_attributes,
    "matched-lots-wide": matched_lots_wide,
    "comparability-scale-down": comparability_scale_down,
    "comparability-sites": comparability_sites,
    "potency-plates": potency_plates,
    "bridging-three-generations": bridging_three_generations,
    "bridging-plates": bridging_plates,
}

if __name__ == "__main__":
    for study in sys.argv[1:] or STUDIES:
        STUDIES[study]()
        print(study)
