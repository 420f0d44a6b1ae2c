import AssayData
import Notation
import Statistics
import Testing
@testable import Transfer

/// Where figures become a verdict: each comparison at its edge, whatever the figures come from.
struct JudgementTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let p: (lower: Double, upper: Double)
    let beyond: (lower: Double, upper: Double)
    let direction: Direction?
    let verdict: Verdict
    let why: Why
    var testDescription: String { "\(p) \(beyond) \(direction.map { $0.rawValue } ?? "both")" }

    init(_ p: (Double, Double), _ beyond: (Double, Double), _ direction: Direction?, _ verdict: Verdict, _ why: Why) {
      (self.p, self.beyond, self.direction, self.verdict, self.why) = (p, beyond, direction, verdict, why)
    }
  }

  /// 0.25 is alpha; a p-value on alpha itself shows nothing.
  @Test(arguments: [
    Case((0.2, 0.24), (1, 1), nil, .pass, .interval(.inside)),
    Case((0.2, 0.25), (1, 1), nil, .inconclusive, .interval(.crossesUpper)),
    Case((0.25, 0.2), (1, 1), nil, .inconclusive, .interval(.crossesLower)),
    Case((0.25, 0.25), (1, 1), nil, .inconclusive, .interval(.crossesBoth)),
    Case((0.1, 0.9), (1, 0.24), nil, .fail, .interval(.beyondUpper)),
    Case((0.1, 0.9), (1, 0.25), nil, .inconclusive, .interval(.crossesUpper)),
    Case((0.9, 0.1), (0.24, 1), nil, .fail, .interval(.beyondLower)),
    Case((0.9, 0.1), (0.25, 1), nil, .inconclusive, .interval(.crossesLower)),
    Case((0.2, 0.9), (1, 0.1), .lower, .pass, .lower(.pass)),
    Case((0.25, 0.1), (0.3, 0.1), .lower, .inconclusive, .lower(.inconclusive)),
    Case((0.9, 0.1), (0.24, 1), .lower, .fail, .lower(.fail)),
    Case((0.9, 0.1), (0.25, 1), .lower, .inconclusive, .lower(.inconclusive)),
    Case((0.9, 0.2), (0.1, 1), .upper, .pass, .upper(.pass)),
    Case((0.1, 0.25), (0.1, 0.3), .upper, .inconclusive, .upper(.inconclusive)),
    Case((0.1, 0.9), (1, 0.24), .upper, .fail, .upper(.fail)),
    Case((0.1, 0.9), (1, 0.25), .upper, .inconclusive, .upper(.inconclusive)),
  ])
  func `a p-value below alpha decides, and one on alpha does not`(it: Case) {
    let found = judge(
      lowerP: it.p.lower, upperP: it.p.upper, beyondLowerP: it.beyond.lower, beyondUpperP: it.beyond.upper,
      alpha: 0.25, direction: it.direction)
    #expect(found.verdict == it.verdict && found.why == it.why)
  }

  @Test func `an upper bound that keeps the limit passes, whatever the lower one does`() {
    #expect(judge(isUpperInside: true, isLowerBeyond: true) == (.pass, .precision(.pass)))
    #expect(judge(isUpperInside: false, isLowerBeyond: true) == (.fail, .precision(.fail)))
    #expect(judge(isUpperInside: false, isLowerBeyond: false) == (.inconclusive, .precision(.inconclusive)))
  }

  @Test(arguments: [
    (0, 0, 0, Verdict.pass), (0, 1, 1, .pass), (1, 0, 1, .pass), (1, 1, 1, .inconclusive), (0, 2, 1, .inconclusive),
    (2, 0, 1, .fail), (1, 0, 0, .fail), (0, 1, 0, .inconclusive), (2, 1, 2, .inconclusive),
  ])
  func `runs pass up to what may fail, and fail by those shown unlike alone`(
    unlike: Int, unknown: Int, mayFail: Int, verdict: Verdict
  ) {
    #expect(SimilarityJudge.outcome(unlike: unlike, unknown: unknown, mayFail: mayFail) == verdict)
  }

  // MARK: - Laboratories without results

  /// The selection of rows refuses these before, so that no study comes here; a verdict must not depend on that.
  @Test(arguments: [
    ("kind: mean-difference, limits: [-5, 5]", ["S has no results", "R has no results"]),
    ("kind: mean-ratio, limits: [0.5, 2]", ["S has no results", "R has no results"]),
    ("kind: recovery, limits: [90, 110]", [nil, "R has no results"]),
    ("kind: repeatability, laboratory: sending, measure: sd, limit: 9", ["S has no results", nil]),
    ("kind: repeatability, laboratory: receiving, measure: sd, limit: 9", [nil, "R has no results"]),
    ("kind: precision-ratio, of: repeatability, limit: 9", ["S has no results", "R has no results"]),
  ])
  func `a laboratory without results is named, and nothing is judged without it`(criterion: String, says: [String?])
    throws
  {
    let transferProtocol = try TransferProtocol(yaml: Plan(criterion).text, file: "protocol.yaml")
    let attribute = transferProtocol.attributes[0]
    let rows = Row.runs("S", ["1 3", "3 5", "4 8"]) + Row.runs("R", ["2 4", "6 8", "3 4"])
    let evaluator = try Evaluator.of(attribute, transferProtocol, Study(Plan(criterion), rows).results)
    let criterion = attribute.criteria[0]
    for (absent, expected) in says.enumerated() {
      guard let expected else { continue }
      let kept = evaluator.study.rows.filter { $0.laboratory != Int32(absent) }
      let (s, r) = (kept.filter { $0.laboratory == 0 }, kept.filter { $0.laboratory == 1 })
      let asked = evaluator.question(criterion, sending: s, receiving: r, receiver: 0)
      let cells = try evaluator.cells(criterion, sending: s, receiving: r, layouts: (asked.sending, asked.receiving))
      let judgement = asked.question.judgement(sending: cells.sending, receiving: cells.receiving, cells.frame)
      #expect(judgement.verdict == .notEvaluated && judgement.reason == expected)
      // Nor where both were there when the criterion was put.
      let all = evaluator.study.rows
      let whole = evaluator.question(
        criterion, sending: all.filter { $0.laboratory == 0 }, receiving: all.filter { $0.laboratory == 1 }, receiver: 0
      )
      let later = whole.question.judgement(sending: cells.sending, receiving: cells.receiving, cells.frame)
      #expect(later.verdict == .notEvaluated && later.reason == expected)
    }
  }
}

extension Evaluator {
  fileprivate static func of(_ attribute: Attribute, _ transferProtocol: TransferProtocol, _ results: String) throws
    -> Evaluator
  {
    let data = try AssayData(
      reading: [
        .init(
          name: "results.csv", bytes: Array(results.utf8),
          mapping: try transferProtocol.mapping(forFile: "results.csv"))
      ],
      for: transferProtocol.vocabulary)
    return Evaluator(attribute, transferProtocol: transferProtocol, data: data)
  }
}

/// Why a finding is not a pass, from figures that lie on each side of what decides.
struct CauseTests {
  private static func figures(_ sd: Double, _ name: String) -> LaboratoryFigures {
    LaboratoryFigures(
      laboratory: name, mean: 0, standardDeviation: sd, degreesOfFreedom: 10, units: 11, results: 11)
  }

  private static func cause(
    _ sending: Double, _ receiving: Double, estimate: Double = 0, needed: Int = 12, verdict: Verdict = .inconclusive
  ) -> (Cause, String) {
    causeOfLocation(
      NotPassed(
        verdict: verdict,
        evidence: Evidence(
          .difference, estimate: estimate, .estimateAlone, level: 0.9, lowerLimit: -1, upperLimit: 1, method: "",
          laboratories: [figures(sending, "S"), figures(receiving, "R")]),
        units: 11,
        unitsNeeded: UnitsNeeded(
          atZero: .init(power80: needed, power90: nil), atObserved: .init(power80: nil, power90: nil)),
        words: StudyWords(.transfer)))
  }

  /// F of 10 and 10 degrees of freedom exceeds 3.7168 with a chance of 0.025 (tables of F), and the SDs are its root.
  @Test func `the larger SD is the cause where a sound study would hardly have it`() {
    #expect(Self.cause(1, 3.7169.squareRoot()).1.hasPrefix("The results of R vary more than the other laboratory's"))
    #expect(Self.cause(3.7169.squareRoot(), 1).1.hasPrefix("The results of S vary more"))
    #expect(Self.cause(1, 3.7166.squareRoot()).0 == .size && Self.cause(3.7166.squareRoot(), 1).0 == .size)
    #expect(Self.cause(0, 5).0 == .size && Self.cause(5, 0).0 == .size)
  }

  @Test func `a limit that the estimate reaches is named before the size of the study`() {
    #expect(Self.cause(1, 1, estimate: 1).0 == .bias && Self.cause(1, 1, estimate: -1).0 == .bias)
    #expect(Self.cause(1, 1, estimate: 0.999).0 == .size && Self.cause(1, 1, estimate: -0.999).0 == .size)
    #expect(Self.cause(1, 1, needed: 11).1.hasPrefix("A study of this size would have passed"))
    #expect(Self.cause(1, 1, needed: 11, verdict: .fail).1.hasPrefix("The means differ by more than the limit allows"))
  }

  @Test(
    arguments: [
      (0, "0"), (1000.4, "1000"), (999.96, "1000"), (999.94, "999.9"), (12.346, "12.35"), (0.048_790_2, "0.04879"),
      (-0.2, "-0.2"), (123_456, "123456"), (2e9, "2000000000.0"), (1e9, "1000000000.0"), (1.8e-15, "0"),
    ] as [(Double, String)])
  func `four digits are shown in words`(value: Double, text: String) { #expect(shown(value) == text) }
}
