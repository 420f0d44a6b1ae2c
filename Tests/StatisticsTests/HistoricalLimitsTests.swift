import Foundation
import Statistics
import TestSupport
import Testing

struct HistoricalLimitsTests {
  private let ratios = [
    0.93, 1.02, 0.99, 1.1, 0.95, 1.04, 1.01, 0.97, 1.06, 0.9, 1.0, 1.03, 0.98, 1.08, 0.94, 1.05, 0.96, 1.07, 0.92,
  ]

  /// (n + 1) p: with 19 values the quantiles at 5 % and 95 % are the extremes, at 10 % the second and the last but one.
  @Test func `quantiles interpolate as (n + 1) p`() throws {
    let limits = try HistoricalLimits(ratios, scale: .log, method: .quantiles(content: 0.9))
    #expect(agree(limits.lower, 0.9, digits: 12) && agree(limits.upper, 1.1, digits: 12) && limits.confidence == nil)
    let inner = try HistoricalLimits(ratios, scale: .linear, method: .quantiles(content: 0.8))
    #expect(agree(inner.lower, 0.92, digits: 12) && agree(inner.upper, 1.08, digits: 12))
    #expect(throws: SampleError.tooFew(needed: 39, found: 19)) {
      try HistoricalLimits(ratios, scale: .log, method: .quantiles(content: 0.95))
    }
  }

  /// Exact two-sided factors of a normal sample at 34 digits, Odeh's integral: n, content, confidence, k.
  @Test(arguments: [
    (2, 0.9, 0.95, 31.09222559974987466), (3, 0.9, 0.95, 8.305944564922378441), (2, 0.99, 0.99, 234.877459816764821),
    (2, 0.95, 0.5, 3.375598778719008041),
  ])
  func `tolerance factors are exact`(count: Int, content: Double, confidence: Double, factor: Double) throws {
    // Values whose mean is 0 and whose SD is known.
    let values = count == 2 ? [-1.0, 1.0] : [-1.0, 0, 1.0]
    let sd = count == 2 ? 2.0.squareRoot() : 1.0
    let limits = try HistoricalLimits(
      values, scale: .linear, method: .toleranceInterval(content: content, confidence: confidence))
    #expect(agree(limits.upper / sd, factor, digits: 9) && agree(limits.lower, -limits.upper, digits: 12))
    #expect(limits.confidence == confidence)
  }

  /// By hand: P(the extremes of 10 values hold 70 %) = 1 - 0.7⁹ (10 - 9 × 0.7).
  @Test func `extremes say what confidence the number of runs gives`() throws {
    let limits = try HistoricalLimits(Array(ratios.prefix(10)), scale: .linear, method: .extremes(content: 0.7))
    #expect(limits.lower == 0.9 && limits.upper == 1.1 && limits.runs == 10)
    #expect(agree(try #require(limits.confidence), 1 - pow(0.7, 9) * 3.7, digits: 12))
    #expect(limits.words.contains("extremes of 10 reference-against-reference values"))
    #expect(try limits.margin() == Margin(lower: 0.9, upper: 1.1))
  }

  @Test func `history that gives no limits is refused`() {
    let method = HistoricalLimits.Method.toleranceInterval(content: 0.9, confidence: 0.95)
    #expect(throws: SampleError.tooFew(needed: 2, found: 1)) { try HistoricalLimits([1], scale: .log, method: method) }
    #expect(throws: SampleError.noVariation) { try HistoricalLimits([1, 1], scale: .log, method: method) }
    #expect(throws: SampleError.notFinite(index: 1)) { try HistoricalLimits([1, 0], scale: .log, method: method) }
  }
}
