import Statistics
import TestSupport
import Testing

/// A mean to which an independent estimate is added: the ratio that brings results to another reference, say.
struct AddedEstimateTests {
  private let mean = MeanEstimate(pivot: 4, centred: 0.25, variance: 0.0009, degreesOfFreedom: 5, units: 6)

  @Test func `variances add up and degrees of freedom are Satterthwaite's`() {
    let sum = mean.adding(LnEstimate(0.03, standardError: 0.04, degreesOfFreedom: 11))
    #expect(sum.pivot == 4 && sum.centred == 0.28 && sum.units == 6)
    #expect(agree(sum.variance, 0.0009 + 0.0016, digits: 15))
    // (9 + 16)²/(9²/5 + 16²/11)
    #expect(agree(sum.degreesOfFreedom, 625 / (81.0 / 5 + 256.0 / 11), digits: 14))
    let certain = mean.adding(LnEstimate(0.03, standardError: 0.04, degreesOfFreedom: .infinity))
    #expect(agree(certain.degreesOfFreedom, 625 / (81.0 / 5), digits: 14))
  }

  @Test func `adding to one mean and comparing it with another is one sum of three variances`() throws {
    let other = MeanEstimate(pivot: 4, centred: 0.2, variance: 0.0004, degreesOfFreedom: 3, units: 4)
    let step = LnEstimate(-0.02, standardError: 0.02, degreesOfFreedom: 7)
    let test = try EquivalenceTest(
      test: mean.adding(step), reference: other, margin: Margin(lower: -0.2, upper: 0.2))
    #expect(agree(test.estimate, 0.25 - 0.02 - 0.2, digits: 13))
    #expect(agree(test.standardError, 0.0017.squareRoot(), digits: 14))
    #expect(agree(test.degreesOfFreedom, 17.0 * 17 / (81.0 / 5 + 16.0 / 3 + 16.0 / 7), digits: 13))
    // It makes no difference to which of the two it is added.
    let mirrored = try EquivalenceTest(
      test: mean, reference: other.adding(LnEstimate(0.02, standardError: 0.02, degreesOfFreedom: 7)),
      margin: Margin(lower: -0.2, upper: 0.2))
    #expect(agree(mirrored.degreesOfFreedom, test.degreesOfFreedom, digits: 13))
    #expect(agree(mirrored.estimate, test.estimate, digits: 13))
  }

  @Test func `what is certain moves a mean and leaves its standard error, and zero leaves every bit`() {
    #expect(mean.adding(LnEstimate(0, standardError: 0, degreesOfFreedom: .infinity)) == mean)
    let moved = mean.adding(LnEstimate(0.5, standardError: 0, degreesOfFreedom: .infinity))
    #expect(moved.variance == mean.variance && moved.degreesOfFreedom == 5 && moved.centred == 0.75)
    let still = MeanEstimate(centred: 1, variance: 0, degreesOfFreedom: 2, units: 3)
    #expect(still.adding(LnEstimate(0, standardError: 0.1, degreesOfFreedom: 4)).degreesOfFreedom == 4)
  }

  /// Three variances that are each estimated, one of them outside the study. At the limit a test may pass in 5 of 100.
  @Test(arguments: [(4, 4, 0.06, 6.0), (6, 3, 0.03, 12.0), (8, 8, 0.05, 3.0)])
  func `the size at a limit holds when the added error is estimated, and not when it is ignored`(
    n: Int, m: Int, u: Double, freedom: Double
  ) throws {
    let limit = 0.2231435513142098
    let margin = try Margin(lower: -limit, upper: limit)
    let studies = 20_000
    var (counted, ignored) = (0, 0)
    for number in 0..<studies {
      var random = CounterRandom(seed: 77, stream: UInt64(number))
      let receiving = try MeanEstimate(Moments((0..<n).map { _ in limit + 0.1 * random.normal() }))
      let sending = try MeanEstimate(Moments((0..<m).map { _ in 0.08 * random.normal() }))
      let error = u * random.normal()
      var chiSquare = 0.0
      for _ in 0..<Int(freedom) {
        let z = random.normal()
        chiSquare += z * z
      }
      let found = u * (chiSquare / freedom).squareRoot()
      func passes(_ step: LnEstimate) throws -> Bool {
        try EquivalenceTest(test: receiving.adding(step), reference: sending, margin: margin).pValue < 0.05
      }
      if try passes(LnEstimate(error, standardError: found, degreesOfFreedom: freedom)) { counted += 1 }
      if try passes(LnEstimate(error, standardError: 0, degreesOfFreedom: .infinity)) { ignored += 1 }
    }
    let size = Double(counted) / Double(studies)
    // Satterthwaite's approximation on three variances with few degrees of freedom each; Monte Carlo adds 0.0046 (three SE).
    #expect(size > 0.038 && size < 0.058, "\(size)")
    #expect(Double(ignored) / Double(studies) > 1.25 * size, "\(Double(ignored) / Double(studies)) against \(size)")
  }
}
