import AssayData
import Notation
import Testing
import Transfer

/// What an assessment of conditions says: not a word of laboratories and transfers, whatever befalls it.
struct ComparabilityWordsTests {
  private static let foreign = [
    "laborator", "transfer", "sending", "receiving", "sender", "receiver", "r/s", "ln s", "typed in",
  ]

  /// Everything that a reader may come to see, but for names.
  private static func texts(_ assessment: Assessment) -> [String] {
    var texts = (assessment.warnings + assessment.data.warnings).map(\.message) + assessment.obstacles
    for finding in assessment.findings + assessment.findings.flatMap({ $0.items.bySample.map(\.finding) }) {
      texts += finding.remarks + [finding.reason, finding.evidence?.method ?? ""]
    }
    for diagnosis in assessment.diagnoses + assessment.sensitivities {
      texts += [diagnosis.explanation, diagnosis.leftOutRemark ?? ""]
      for one in diagnosis.leftOut + diagnosis.otherUnits { texts += [one.reason, one.evidence?.method ?? ""] }
    }
    for item in assessment.coverage { texts += [item.what, item.exercised, item.notExercised ?? ""] }
    return texts + assessment.qualityRanges.compactMap(\.obstacle)
  }

  private static func expectOwnWords(_ study: Study, _ place: String) throws {
    var study = study
    study.plan.kind = "comparability"
    for text in texts(try study.assessment()) {
      for word in foreign where text.lowercased().contains(word) {
        Issue.record("\(place): \(word) in: \(text)")
      }
    }
  }

  @Test(arguments: NotEvaluatedTests.cases)
  func `why a finding of a comparison is not evaluated is said in its own words`(of: NotEvaluatedTests.Case) throws {
    try Self.expectOwnWords(Study(of.plan, of.rows), of.reason)
  }

  private static let difference = "kind: mean-difference, limits: [-1, 1]"
  private static let balanced = Row.runs("S", ["1 3", "3 5", "4 8"]) + Row.runs("R", ["2 4", "6 8", "3 4"])
  private static let unbalanced = Row.runs("S", ["1 3 2", "3 5", "4 8"]) + Row.runs("R", ["2 4", "6 8 7", "3 4"])
  private static let still = Row.runs("S", ["2 2", "2 2"]) + Row.runs("R", ["1 3", "2 4"])
  private static let far = Row.runs("S", ["1 2", "2 1", "1 1"]) + Row.runs("R", ["9 9", "9 8", "8 9"])

  @Test(arguments: [
    difference, "\(difference), variances: pooled", "\(difference), relative: true", "\(difference), direction: lower",
    "kind: mean-ratio, limits: [0.8, 1.25]", "kind: recovery, limits: [98, 102]",
    "kind: repeatability, laboratory: receiving, measure: sd, limit: 1",
    "kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 9",
    "kind: precision-ratio, of: intermediate, sources: [run], limit: 9",
    "kind: precision-ratio, of: repeatability, limit: 1",
  ])
  func `verdicts, methods, remarks and diagnoses of a comparison are in its own words`(criterion: String) throws {
    for rows in [Self.balanced, Self.unbalanced, Self.still, Self.far] {
      for scale in ["linear", "log"] where !(scale == "log" && criterion.contains("difference")) {
        try Self.expectOwnWords(
          Study(Plan(criterion).with { $0.scale = scale }, rows), "\(criterion), \(scale)")
      }
    }
  }

  @Test func `matched samples of a comparison that do not vary are asked about without a word of typing`() throws {
    let plan = Plan(Self.difference).with {
      $0.unit = "sample"; $0.design = "samplesPerRun: 1"
    }
    let rows = (0..<3).flatMap { lot in
      ["S", "R"].map { Row(lab: $0, run: "\($0)\(lot)", result: "\(10 + lot)", sample: "L\(lot)") }
    }
    try Self.expectOwnWords(Study(plan, rows), "matched")
    var study = Study(plan, rows)
    study.plan.kind = "comparability"
    #expect(
      try study.finding().reason
        == "the differences between the conditions do not vary from lot to lot: were they rounded, averaged or copied?")
  }

  @Test func `the words of a transfer are as they were`() throws {
    let finding = try Study(Plan(Self.difference), Self.unbalanced).finding()
    #expect(finding.evidence?.method.contains("each laboratory's own mixed model") == true)
    #expect(finding.remarks.contains("valid for these analysts and days: they are not modelled as random"))
    let constant = try Study(Plan(Self.difference), Self.still).finding()
    #expect(constant.remarks.contains("the runs of S do not vary: were averages typed in?"))
  }
}
