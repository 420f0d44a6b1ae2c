import AssayData
import Foundation
import Reporting
import Statistics
import TestSupport
import Testing
import Transfer

/// Validation by level, and limits from history.
struct LevelTests {
  static let header = "run,preparation,dose,response,made\n"

  /// Runs of one preparation for each factor, made to be `nominal` strong.
  static func text(_ runs: [[(name: String, factor: Double, nominal: String)]]) -> String {
    var text = header
    for (index, run) in runs.enumerated() {
      for (place, one) in run.enumerated() {
        for line in Study.curve("\(index + 1)", test: one.name, factor: one.factor).split(whereSeparator: \.isNewline) {
          let isReference = line.contains(",S,")
          if !isReference || place == 0 { text += "\(line),\(isReference ? "1" : one.nominal)\n" }
        }
      }
    }
    return text
  }

  static func study(
    _ text: String, specification: PotencySpecification? = nil, limitsFrom: String? = nil
  ) throws -> PotencyOfTable {
    let columns = StudyTests.columns.with(nominal: "made")
    let table = try PlainTable(
      reading: Array(text.utf8), name: "t.csv", PlainTable.Request(values: columns.values, labels: columns.labels))
    return try PotencyOfTable(
      table,
      PotencyRequest(
        columns: columns, settings: StudyTests.settings, specification: specification, limitsFrom: limitsFrom))
  }

  static let three = text(
    [(0.5, 1.02), (0.52, 0.97), (0.47, 1.1)].map { low, high in
      [("L", low, "0.5"), ("H", high, "1")]
    })

  /// By hand from the potencies of the runs: mean and SD of three ln recoveries, t of 2 df 4.302652729911275.
  @Test func `a level has the bias and the spread of its ln recoveries`() throws {
    let study = try Self.study(Self.three, specification: try PotencySpecification(lower: 0.8, upper: 1.25))
    let one = try #require(study.validations.first)
    #expect(one.levels.map(\.nominal) == [0.5, 1] && one.levels.map(\.preparations) == [["L"], ["H"]])
    for level in one.levels {
      let group = try #require(study.groups.first { $0.preparation == level.preparations[0] })
      let logs = group.withPotency.compactMap { $0.potency.map { log($0.potency / level.nominal) } }
      let mean = logs.reduce(0, +) / 3
      let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
      let half = 4.302652729911275 * deviation / 3.0.squareRoot()
      let found = try level.outcome.get()
      #expect(agree(found.relativeBias, 100 * (exp(mean) - 1), digits: 9) && level.runs == 3 && level.results == 3)
      #expect(agree(try #require(found.relativeBiasLower), 100 * (exp(mean - half) - 1), digits: 9))
      #expect(agree(try #require(found.relativeBiasUpper), 100 * (exp(mean + half) - 1), digits: 9))
      #expect(agree(found.percentGCV, 100 * (exp(deviation) - 1), digits: 9))
      // chi-square of 2 df: its lower quantile at 0.05 is -2 ln 0.95.
      let bound = (2 * deviation * deviation / (-2 * log(0.95))).squareRoot()
      #expect(agree(try #require(found.percentGCVUpper), 100 * (exp(bound) - 1), digits: 9))
      let four = try #require(found.formats.first { $0.runs == 4 })
      #expect(agree(four.percentGCV, 100 * (exp(deviation / 2) - 1), digits: 9))
      // The upper tail as a tail, which is small beside 1.
      func tail(_ limit: Double, _ sign: Double) -> Double {
        0.5 * erfc(sign * (log(limit / level.nominal) - mean) / (deviation / 2) / 2.0.squareRoot())
      }
      #expect(agree(try #require(four.probability), tail(0.8, -1) + tail(1.25, 1), digits: 7))
    }
    // Two levels in each of three runs: the mean of three differences over ln 2.
    let linearity = try one.linearity.get()
    let means = try one.levels.map { try $0.outcome.get().lnBias }
    #expect(agree(linearity.slope, 1 + (means[1] - means[0]) / log(2), digits: 9))
    #expect(linearity.method == .randomRuns(.kenwardRoger))
  }

  @Test func `halving nominal potencies doubles recoveries and leaves spread and slope`() throws {
    let halved = Self.three.replacing(",0.5\n", with: ",0.25\n").replacing(",1\n", with: ",0.5\n")
    let (one, other) = (try Self.study(Self.three).validations[0], try Self.study(halved).validations[0])
    for (level, moved) in zip(one.levels, other.levels) {
      let (a, b) = (try level.outcome.get(), try moved.outcome.get())
      #expect(agree(100 + b.relativeBias, 2 * (100 + a.relativeBias), digits: 11))
      #expect(agree(b.percentGCV, a.percentGCV, digits: 9) && b.formats[0].probability == nil)
    }
    #expect(agree(try other.linearity.get().slope, try one.linearity.get().slope, digits: 9))
  }

  @Test func `one run, and one level, have no spread and no slope, which is said`() throws {
    let study = try Self.study(Self.text([[("L", 0.5, "0.5")]]), limitsFrom: "L")
    let text = Report(study, Study.provenance).markdown()
    #expect(text.contains("too few runs: it needs 2, and there is 1"), "\(text)")
    #expect(text.contains("all results are of one nominal potency"), "\(text)")
  }

  /// One-sided factor for 3 values, a content of 0.975 and a confidence of 0.975: t(0.975; 2 df, 1.959964 √3)/√3, by SciPy's nct.
  @Test func `limits from history are for the ends of the runs' intervals, and too few runs are said`() throws {
    let study = try Self.study(Self.three, limitsFrom: "H")
    #expect(study.historicalLimits.map(\.parameter) == ["slope", "lower-asymptote", "upper-asymptote"])
    for one in study.historicalLimits {
      #expect(one.ratios.count == 3 && one.runsWithout.isEmpty)
      #expect(one.level == 0.9 && one.ends.count == 3)
      for (ratio, ends) in zip(one.ratios, one.ends) { #expect(ends.lower < ratio && ratio < ends.upper) }
      let found = try one.limits[1].outcome.get()
      func limit(_ ends: [Double], _ sign: Double) -> Double {
        let logs = ends.map { log($0) }
        let mean = logs.reduce(0, +) / 3
        let deviation = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2).squareRoot()
        return exp(mean + sign * 12.8161972728683 * deviation)
      }
      #expect(agree(found.lower, limit(one.ends.map(\.lower), -1), digits: 9))
      #expect(agree(found.upper, limit(one.ends.map(\.upper), 1), digits: 9))
      // Wider than limits that are formed of the ratios themselves would be.
      let narrow = try HistoricalLimits(
        one.ratios, scale: .log, method: .toleranceInterval(content: 0.95, confidence: 0.95))
      #expect(found.lower < narrow.lower && found.upper > narrow.upper)
      #expect(throws: SampleError.tooFew(needed: 39, found: 3)) { try one.limits[0].outcome.get() }
    }
    let report = Report(study, Study.provenance)
    #expect(report.markdown().contains("it needs 39, and there are 3") && report.danglingReferences.isEmpty)
    #expect(report.csvTables.contains { $0.name == "historical-limits" })
    #expect(report.csvTables.contains { $0.name == "levels" } && report.html.contains("source: historical"))
    let record = study.record(Study.provenance).text
    let root = try #require(try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])
    #expect((root["validation"] as? [Any])?.count == 1 && root["historicalLimits"] is [String: Any])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var text = LevelTests.three
    let arguments: [String]
    var status: Int32 = 65
    let words: [String]
  }

  static let faults: [Fault] = [
    Fault(
      testDescription: "two nominal potencies", text: three + "3,H,1,0.3,2\n", arguments: ["--nominal", "made"],
      words: ["\"H\" is 2 here and 1 before", "[E_NOMINAL]"]),
    Fault(
      testDescription: "a nominal potency of zero", text: three.replacing(",0.5\n", with: ",0\n"),
      arguments: ["--nominal", "made"], words: ["nominal potency 0 of \"L\" is not above zero", "[E_NOMINAL]"]),
    Fault(
      testDescription: "limits without levels", arguments: ["--specification", "0.8,1.25"], status: 64,
      words: ["goes with --nominal"]),
    Fault(
      testDescription: "limits in the wrong order", arguments: ["--nominal", "made", "--specification", "1.25,0.8"],
      status: 64, words: ["1.25", "not below the upper limit 0.8"]),
    Fault(
      testDescription: "a limit alone", arguments: ["--nominal", "made", "--specification", "0.8"], status: 64,
      words: ["0.8,1.25"]),
    Fault(
      testDescription: "half a range", arguments: ["--nominal", "made", "--bias-limit", "20"], status: 64,
      words: ["go together"]),
    Fault(
      testDescription: "a limit of zero",
      arguments: ["--nominal", "made", "--bias-limit", "0", "--gcv-limit", "20"], status: 64,
      words: ["a percentage above zero"]),
    Fault(
      testDescription: "history of the reference", arguments: ["--limits-from", "S"], status: 64,
      words: ["under a name of its own"]),
    Fault(
      testDescription: "history of nothing", arguments: ["--limits-from", "QC"],
      words: ["\"QC\" is in no row", "[E_LIMITS_FROM]"]),
  ]

  /// Bounds of three runs are wide: limits that let one level in, both, or none.
  @Test func `the range is the neighbouring levels whose bounds lie inside the limits`() throws {
    let one = try #require(try Self.study(Self.three).validations.first)
    let figures = try one.levels.map { try $0.outcome.get() }
    let bias = try figures.map { max(try #require($0.relativeBiasUpper), -(try #require($0.relativeBiasLower))) }
    let gcv = try figures.map { try #require($0.percentGCVUpper) }
    func range(_ bias: Double, _ gcv: Double) throws -> PotencyRange {
      one.range(try #require(PotencyRangeLimits(relativeBias: bias, percentGCV: gcv)))
    }
    let both = try range(max(bias[0], bias[1]) * 1.001, max(gcv[0], gcv[1]) * 1.001)
    #expect(both.lower == 0.5 && both.upper == 1 && both.isMet == [true, true])
    // A bound on its limit does not lie inside it.
    let first = try range(max(bias[0], bias[1]) * 1.001, min(gcv[0], gcv[1]) * 1.001)
    let kept = gcv[0] < gcv[1] ? 0.5 : 1
    #expect(first.lower == kept && first.upper == kept)
    let none = try range(1e-6, 1e6)
    #expect(none.lower == nil && none.upper == nil && none.isMet == [false, false])
    #expect(PotencyRangeLimits(relativeBias: 0, percentGCV: 20) == nil)
  }

  @Test func `the range stands in the text and in the record`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.three, "file.csv")
    let arguments = [
      "potency", "file.csv", "--model", "4pl", "--reference", "S", "--nominal", "made", "--bias-limit", "500",
      "--gcv-limit", "500",
    ]
    let run = try Program.run(arguments, in: scratch.url)
    #expect(run.status == 0 && run.output.contains("0.5 to 1"), "\(run.errors)")
    let record = try Program.run(arguments + ["--json"], in: scratch.url)
    #expect(record.output.contains("\"rangeLimits\"") && record.output.contains("\"range\""))
  }

  @Test(arguments: faults)
  func `what cannot be a level or a history is refused in words`(fault: Fault) throws {
    let scratch = try Scratch()
    try scratch.write(fault.text, "file.csv")
    let run = try Program.run(
      ["potency", "file.csv", "--model", "4pl", "--reference", "S"] + fault.arguments, in: scratch.url)
    #expect(run.status == fault.status && run.output.isEmpty, "\(run.status) \(run.errors)")
    for word in fault.words { #expect(run.errors.contains(word), "\(word): \(run.errors)") }
  }
}
