import Statistics
import TestSupport
import Testing
import Transfer

/// How large a new study would have to be, where units hold several levels of another source.
struct StudySizeTests {
  /// Rows of one laboratory: analysts across, days down, results of each pair.
  private static func crossed(_ lab: String, _ text: String, isRunNamed: Bool = true) -> [Row] {
    text.split(whereSeparator: \.isNewline).enumerated().flatMap { day, line in
      line.split(separator: "|").enumerated().flatMap { analyst, cell in
        cell.split(separator: " ").enumerated().map { number, result in
          Row(
            lab: lab, run: isRunNamed ? "\(lab)-\(day)-\(analyst)" : "", result: String(result),
            replicate: number + 1, analyst: "A\(analyst)", day: "D\(day)")
        }
      }
    }
  }

  private static let receiving = """
    100.77 102.24|100.17 101.33|99.47 100.27|100.13 100.48|100.57 99.97
    97.82 99.56|99.64 101.29|98.71 99.77|99.61 99.60|98.51 99.06
    101.09 100.80|100.35 100.06|100.50 100.68|99.25 99.45|99.44 99.40
    100.68 101.00|99.60 99.49|99.50 99.55|99.01 98.44|99.54 100.49
    """
  private static let sending = receiving.replacing("98.", with: "101.")

  /// Five analysts by four days in duplicate: bound 1.72252294590723 by NumPy from the formulas of docs/methods.md, section 3. At the
  /// components observed, 20,000 simulated studies of the same analysts pass in 86.7 % with six days and in 96.3 % with eight.
  @Test func `days are added with all the analysts that they held`() throws {
    let plan = Plan(PrecisionLayoutTests.criterion("analyst, day", 1.7)).with { $0.unit = "day" }
    let finding = try Study(
      plan, Self.crossed("S", Self.sending) + Self.crossed("R", Self.receiving)
    ).finding()
    #expect(agree(finding.evidence?.judged.upper ?? 0, 1.7225229459072344, digits: 9))
    #expect(finding.unitsNeeded?.atObserved.power80 == 6 && finding.unitsNeeded?.atObserved.power90 == 7)
  }

  @Test func `analysts who share some days are sized without runs and replicates too`() throws {
    // Single results, no runs: an analyst of a day is a run, and not a replicate of the day.
    let text = "106.3|\n101.97|98.98\n|108.12 \n99.3|104.1"
    let rows =
      Self.crossed("R", text, isRunNamed: false)
      + Self.crossed("S", "101.87|99.84\n100.41|100.63\n100.66|99.9", isRunNamed: false)
    for criterion in [
      PrecisionLayoutTests.criterion("analyst, day", 30),
      "kind: precision-ratio, of: intermediate, sources: [analyst, day], limit: 12",
    ] {
      let plan = Plan(criterion).with {
        $0.unit = "day"
        $0.without = ["run"]
      }
      let finding = try Study(plan, rows).finding()
      #expect(finding.verdict != .notEvaluated, "\(finding.reason)")
    }
  }

  /// The run of a day is the day's, whatever the unit of replication: two runs of a reportable mean share their day.
  @Test func `a mean over runs does not divide a day that holds one run`() throws {
    let results = [
      "100.22 99.96", "98.89 99.07", "99.59 100.12", "98.96 99.12", "100.88 101.53", "98.38 98.68", "98.95 99.27",
      "100.76 100.64",
    ]
    let rows = ["R", "S"].flatMap { lab in
      Row.runs(lab, results.map { lab == "R" ? $0 : $0.replacing(".9", with: ".4") }).enumerated().map { index, row in
        changed(row) { $0.day = "D\(index / 2)" }
      }
    }
    let bounds = try ["run", "day"].map { unit in
      let criterion = PrecisionLayoutTests.criterion("day, run", 9, ", reportable: {runs: 2, replicates: 2}")
      return try #require(
        try Study(Plan(criterion).with { $0.unit = unit }, rows).finding().evidence?.judged.upper)
    }
    #expect(agree(bounds[0], bounds[1], digits: 12))
    #expect(agree(bounds[0], 1.679177134274193, digits: 6))
  }
}
