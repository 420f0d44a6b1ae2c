import TestSupport
import Testing

@testable import Statistics

/// A short, seeded version of the layouts in `docs/verification.md`: results drawn one by one, the limit at the truth.
struct LayoutCoverageTests {
  struct Class: Sendable, CustomTestStringConvertible {
    let name: String
    let study: UnweightedStudy
    /// Of the sources and of repeatability.
    let shares: [Double]
    var testDescription: String { name }
  }

  private static func runs(_ counts: [Int]) -> [[Double]] { counts.map { [Double](repeating: 0, count: $0) } }

  /// The points at which chi-square with Satterthwaite's degrees of freedom passes falsely in 7 to 23 % of studies.
  static let classes: [Class] = [
    Class(
      name: "two analysts with four and two runs",
      study: UnweightedStudy(analysts: [0, 0, 0, 0, 1, 1], runs: runs([2, 2, 2, 2, 2, 2])), shares: [0.9, 0.05, 0.05]),
    Class(
      name: "two analysts on three days",
      study: UnweightedStudy(analysts: [0, 0, 0, 1, 1, 1], days: [0, 1, 2, 0, 1, 2], runs: runs([2, 2, 2, 2, 2, 2])),
      shares: [0.85, 0.05, 0.05, 0.05]),
    Class(
      name: "three analysts on three days, a cell lost",
      study: UnweightedStudy(
        analysts: [0, 0, 0, 1, 1, 1, 2, 2], days: [0, 1, 2, 0, 1, 2, 0, 1], runs: runs([2, 2, 2, 2, 2, 2, 2, 2])),
      shares: [0.9, 0.05, 0, 0.05]),
    Class(
      name: "runs of very uneven replicates", study: UnweightedStudy(runs: runs([20, 20, 20, 1, 1, 1])), shares: [0, 1]),
    Class(
      name: "one duplicate among six runs", study: UnweightedStudy(runs: runs([2, 1, 1, 1, 1, 1])), shares: [0.5, 0.5]),
  ]

  private func draw(_ layout: UnweightedLayout, _ shares: [Double], _ random: inout SplitMix) -> [Double] {
    var values = [Double](repeating: 0, count: layout.labelsOfResults[0].count)
    for (source, labels) in layout.labelsOfResults.enumerated() where shares[source] > 0 {
      let effects = (0..<layout.sources[source].levels).map { _ in shares[source].squareRoot() * random.normal() }
      for i in values.indices { values[i] += effects[labels[i]] }
    }
    for i in values.indices { values[i] += shares[layout.sources.count].squareRoot() * random.normal() }
    return values
  }

  @Test(arguments: classes)
  func `a study at its limit passes falsely in no more than it says`(design: Class) throws {
    var random = SplitMix(seed: 1212)
    let sums = try design.study.sums()
    let weights = sums.layout.sources.map { _ in 1.0 }
    let bounds = UnweightedBounds(sums, weights: weights, residualWeight: 1, level: 0.95)
    let studies = 3_000
    var passes = 0
    var above = 0
    for _ in 0..<studies {
      let squares = try sums.squares(draw(sums.layout, design.shares, &random))
      if bounds.upper(squares) < 1 { passes += 1 }
      if bounds.lower(squares) > 1 { above += 1 }
    }
    // 5 % and three standard errors; a lower bound in uneven layouts covers 91.3 % and more.
    #expect(passes <= 186, "\(passes) of \(studies)")
    #expect(above <= 300, "\(above) of \(studies)")
  }

  @Test func `a ratio of unlike shares passes falsely in no more than it says`() throws {
    var random = SplitMix(seed: 99)
    let sums = try Self.classes[0].study.sums()
    let weights = sums.layout.sources.map { _ in 1.0 }
    let bounds = UnweightedBounds(sums, weights: weights, residualWeight: 1, level: 0.95)
    let ratio = UnweightedRatioBounds(test: bounds, reference: bounds, alpha: 0.05)
    var passes = 0
    for _ in 0..<3_000 {
      let r = try sums.squares(draw(sums.layout, [0.95, 0, 0.05], &random))
      let s = try sums.squares(draw(sums.layout, [0, 0.5, 0.5], &random))
      if ratio.upper(test: r, reference: s) < 1 { passes += 1 }
    }
    #expect(passes <= 186, "\(passes)")
  }

  @Test func `these analysts pass falsely in no more than it says`() throws {
    var random = SplitMix(seed: 5)
    let sums = try Self.classes[0].study.sums()
    let bounds = try FixedSourceBounds(
      sums, source: 0, weights: sums.layout.sources.map { _ in 1 }, residualWeight: 1, level: 0.95)
    let labels = sums.layout.labelsOfResults[0]
    var passes = 0
    for _ in 0..<2_000 {
      // φ = 0.2: two analysts ± sqrt(0.2) about their mean.
      let values = zip(draw(sums.layout, [0, 0.6, 0.2], &random), labels).map {
        $0 + ($1 == 0 ? 1 : -1) * 0.2.squareRoot()
      }
      if bounds.isUpper(below: 1, try sums.squares(values)) { passes += 1 }
    }
    #expect(passes <= 130, "\(passes)")
  }
}
