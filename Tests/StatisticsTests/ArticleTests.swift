import Foundation
import Statistics
import Testing

/// The worked examples of the documentation, run: `Sources/Statistics/Statistics.docc` has the same code, and shows what
/// is printed here.
struct ArticleTests {
  private static func expect(_ printed: String, of name: String) throws {
    let article = try Article(name)
    #expect(!article.code.isEmpty)
    #expect(
      try article.tested(in: "ArticleTests.swift") == article.code, "the code of \(name) differs from the article")
    #expect(printed == article.output, "\(name) prints \(printed)")
  }

  @Test func `every article is run`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Statistics/Statistics.docc")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
    #expect(names.sorted() == ["RelativePotency.md", "Statistics.md", "ToleranceLimits.md", "WelchTest.md"])
  }

  @Test func `the example of Welch's test prints what its article says`() throws {
    var printed = ""
    func print(_ value: some Any) { printed += "\(value)\n" }
    func debugPrint(_ value: some CustomDebugStringConvertible) { printed += "\(value.debugDescription)\n" }
    // Article WelchTest
    let reference = [99.8, 100.4, 100.1, 99.6, 100.3, 100.0]
    let test = [100.2, 100.9, 100.4, 100.0, 100.8, 100.5]
    let limits = try Margin(lower: -1, upper: 1)

    let comparison = try EquivalenceTest(test: test, reference: reference, limits: limits)
    print(comparison)
    print(comparison.shows(alpha: 0.05))

    debugPrint(comparison)

    let spread = PlannedComparison.Spread.separate(
      test: try Moments(test).standardDeviation, reference: try Moments(reference).standardDeviation)
    let plan = try PlannedComparison.smallest(spread, truth: 0, zone: .inside(limits), alpha: 0.05, target: 0.9)
    print(plan.map { "\($0.test) runs of each" } ?? "no number is enough")
    // End
    try Self.expect(printed, of: "WelchTest")
  }

  @Test func `the example of a tolerance factor prints what its article says`() throws {
    var printed = ""
    func print(_ value: some Any) { printed += "\(value)\n" }
    // Article ToleranceLimits
    let batches = [100.1, 99.4, 100.8, 99.9, 100.3, 99.0, 100.6, 99.7, 100.2, 100.5]
    let sample = try Moments(batches)
    let factor = try ToleranceFactor(count: sample.count, coverage: 0.95, confidence: 0.95)
    print(sample)
    print(factor)

    let half = factor.twoSided * sample.standardDeviation
    print(ConfidenceSet.bounded(lower: sample.mean - half, upper: sample.mean + half))

    for count in [10, 30, 100, 1000] {
      print(try ToleranceFactor(count: count, coverage: 0.95, confidence: 0.95))
    }

    print(try MeanEstimate(sample))
    // End
    try Self.expect(printed, of: "ToleranceLimits")
  }

  @Test func `the example of a relative potency prints what its article says`() throws {
    var printed = ""
    func print(_ value: some Any) { printed += "\(value)\n" }
    // Article RelativePotency
    let doses = [1.0, 2.0, 4.0]
    let standard = [[10.1, 10.4], [12.9, 13.2], [15.8, 16.1]]
    let test = [[10.4, 10.8], [13.6, 13.4], [16.6, 16.3]]
    let readings = [standard, test].enumerated().flatMap { preparation, responses in
      zip(doses, responses).flatMap { dose, pair in
        pair.map { LinearAssayReading(preparation: preparation, dose: dose, response: $0) }
      }
    }
    let assay = try ParallelLineAssay(readings, preparations: ["standard", "test"])
    print(assay.potencies[0])

    let potency = assay.potencies[0]
    print(potency.g(level: 0.95) < 0.01)

    let units = potency.potency(assumed: 950, level: 0.95)
    print("\(Int(units.estimate.rounded())) units, 95 % interval \(units.limits)")

    for finding in assay.anova.findings(ParallelLineAssay.compendialRequirements(alpha: 0.05)) {
      print(finding)
    }
    // End
    try Self.expect(printed, of: "RelativePotency")
  }
}
