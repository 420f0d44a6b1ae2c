import Foundation
@testable import Statistics
import TestSupport
import Testing

struct CurveErrorTests {
  private static let doses: [Double] = [1, 2, 4, 8, 16, 32, 64, 128]
  private static let rising = [0.12, 0.16, 0.35, 0.7, 1.3, 1.7, 1.92, 1.96]
  private static let refuse = CurveSettings(model: .fourParameter, zeroDose: .refuse)

  private static func one(
    _ doses: [Double] = doses, _ responses: [Double] = rising, weights: [Double]? = nil
  ) -> CurvePreparation {
    CurvePreparation(name: "P", doses: doses, responses: responses, weights: weights)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let preparation: CurvePreparation
    var settings = CurveErrorTests.refuse
    let obstacle: CurveError
    let words: String
    var testDescription: String { words }
  }

  private static func settings(
    _ transform: CurveTransform = .none, _ weighting: CurveWeighting = .equal
  ) -> CurveSettings {
    CurveSettings(model: .fourParameter, transform: transform, weighting: weighting, zeroDose: .refuse)
  }

  static let cases: [Case] = [
    Case(
      preparation: one([1, 2], [1]), obstacle: .lengths(preparation: "P", doses: 2, responses: 1),
      words: "P has 2 doses for 1 responses"),
    Case(
      preparation: one([1, -2], [1, 2]), obstacle: .doseNotUsable(preparation: "P", index: 1),
      words: "dose 2 of P is not a finite number from zero upwards"),
    Case(
      preparation: one([1, 2], [1, .infinity]), obstacle: .responseNotFinite(preparation: "P", index: 1),
      words: "response 2 of P is not a finite number"),
    Case(
      preparation: one([0, 2], [1, 2]), obstacle: .zeroDose(preparation: "P", index: 0),
      words: "dose 1 of P is zero, which has no logarithm, and zero doses are refused"),
    Case(
      preparation: one([1, 2], [1, 0]), settings: settings(.ln),
      obstacle: .transformNotDefined(preparation: "P", index: 1, response: 0),
      words: "response 2 of P, 0.0, cannot be transformed"),
    Case(
      preparation: one([1, 2], [-1, 0]), settings: settings(.squareRoot),
      obstacle: .transformNotDefined(preparation: "P", index: 0, response: -1),
      words: "response 1 of P, -1.0, cannot be transformed"),
    Case(
      preparation: one(), settings: settings(.none, .given), obstacle: .weightsMissing(preparation: "P"),
      words: "P has no weight for each of its readings"),
    Case(
      preparation: one([1, 2], [1, 2], weights: [1, 0]), settings: settings(.none, .given),
      obstacle: .weightNotPositive(preparation: "P", index: 1),
      words: "weight 2 of P is not a finite number above zero"),
    Case(
      preparation: one([1, 2, 4, 8], [0, 1, 2, 3]), settings: settings(.none, .powerOfMean(2)),
      obstacle: .meanIsZero(preparation: "P", dose: 1),
      words: "the mean response of P at dose 1.0 is zero, so a power of it is no weight"),
    Case(
      preparation: one(), settings: settings(.none, .replicateVariance),
      obstacle: .noReplicateVariance(preparation: "P", dose: 1),
      words: "the replicates of P at dose 1.0 are fewer than two or all alike, so they give no weight"),
    Case(
      preparation: one([1, 1, 1, 8, 8, 8], [0, 0.1, 0.2, 1.8, 2, 1.9]),
      obstacle: .tooFewDoses(preparation: "P", needed: 4, found: 2),
      words: "P has 2 dose levels, and the curve needs 4"),
    Case(
      preparation: one(doses, [Double](repeating: 1, count: 8)), obstacle: .noVariation(preparation: "P"),
      words: "all responses of P are the same (flat curve)"),
    Case(
      preparation: one(doses, rising.map { $0 * 1e200 }), obstacle: .rangeNotUsable(1.84e200),
      words: "the responses span 1.84e+200, whose square cannot be computed with"),
    Case(
      preparation: one(doses, rising, weights: rising.map { _ in 1e80 }), settings: settings(.none, .given),
      obstacle: .weightsNotUsable(1e80), words: "the greatest weight is 1e+80, which cannot be computed with"),
  ]

  @Test(arguments: cases) func `readings that no curve can be fitted to are refused in words`(item: Case) {
    var found: CurveError?
    do { _ = try CurveData(reference: item.preparation, settings: item.settings) } catch { found = error }
    if case .rangeNotUsable = item.obstacle {
      #expect(found?.description.hasPrefix("the responses span 1.8") == true)
    } else {
      #expect(found == item.obstacle)
      #expect(found?.description == item.words)
    }
  }

  @Test func `comparisons that have no sense are refused in words`() throws {
    let reference = CurveErrorTests.one()
    #expect(throws: CurveError.repeatedName("P")) {
      try CurveData(reference: reference, tests: [reference], settings: CurveErrorTests.refuse)
    }
    #expect(throws: CurveError.noTestPreparation) {
      try CurveComparison(CurveData(reference: reference, settings: CurveErrorTests.refuse))
    }
    let falling = CurvePreparation(
      name: "Q", doses: CurveErrorTests.doses, responses: CurveErrorTests.rising.reversed())
    let data = try CurveData(reference: reference, tests: [falling], settings: CurveErrorTests.refuse)
    let reason = NonConvergence.oppositeDirections(reference: "P", test: "Q")
    #expect(data.parallelFit() == .notConverged(reason))
    #expect(throws: CurveError.notConverged(preparation: "P, Q", reason)) { try CurveComparison(data) }
    #expect(reason.description == "the responses of P and Q run in opposite directions, so no common curve exists")
  }

  /// A plate without dose response, simulated; drc hands back an EC50 of 7e8 for it.
  @Test func `a flat plate is called flat`() throws {
    let data = try #require(Golden.curves.sets.first { $0.id == "f2-flat" }).data()
    #expect(data.freeFit(of: 0) == .notConverged(.flat(preparation: "REF")))
    #expect(data.freeFit(of: 1) == .notConverged(.flat(preparation: "T1")))
    #expect(data.parallelFit() == .notConverged(.flat(preparation: "REF, T1")))
    #expect(throws: CurveError.self) { try CurveComparison(data) }
  }

  @Test func `curves without a minimum say towards what they run`() throws {
    func reason(_ responses: [Double], model: SigmoidModel = .fourParameter) throws -> NonConvergence? {
      try CurveData(
        reference: CurveErrorTests.one(CurveErrorTests.doses, responses),
        settings: CurveSettings(model: model, zeroDose: .refuse)
      ).freeFit(of: 0).reason
    }
    #expect(try reason([0.01, 0.01, 0.01, 0, 2, 1.99, 1.99, 1.99]) == .slopeWithoutBound(preparation: "P"))
    #expect(try reason([0, 0, 0.01, 0.02, 0.08, 0.3, 1.2, 5.5]) == .asymptoteWithoutBound(preparation: "P"))
    #expect(try reason([-8, -4, -1.5, -0.4, 0.4, 1.5, 4, 8]) == .asymptoteWithoutBound(preparation: "P"))
    // Four parameters of four doses: no residual is left.
    let few = try CurveData(
      reference: CurveErrorTests.one([1, 2, 4, 8], [0.1, 0.5, 1.5, 1.9]), settings: CurveErrorTests.refuse)
    #expect(few.freeFit(of: 0) == .notConverged(.tooFewValues(values: 4, parameters: 4)))
    for reason in [
      NonConvergence.startNotFinite, .parametersNotIdentified, .saddlePoint, .asymmetryWithoutBound(preparation: "P"),
      .iterationsExhausted(iterations: 9, gradient: 0.1, step: 0.2), .flat(preparation: "P"),
      .slopeWithoutBound(preparation: "P"), .asymptoteWithoutBound(preparation: "P"),
      .tooFewValues(values: 4, parameters: 4),
    ] {
      #expect(reason.description.hasPrefix("not converged"))
    }
  }

  @Test func `readings without error are fitted exactly, and give no test`() throws {
    let x = CurveErrorTests.doses
    func preparation(_ name: String, _ factor: Double) -> CurvePreparation {
      CurvePreparation(name: name, doses: x, responses: x.map { 0.1 + 2 / (1 + exp(-1.3 * log($0 * factor / 10))) })
    }
    let data = try CurveData(
      reference: preparation("S", 1), tests: [preparation("T", 1.5)], settings: CurveErrorTests.refuse)
    let comparison = try CurveComparison(data)
    let fit = comparison.parallel
    #expect(fit.isExact && abs(fit.potency(of: 1, information: .expected).estimate - 1.5) < 1e-12)
    #expect(throws: CurveError.noResidualVariation) { try comparison.parallelismTest() }
    #expect(throws: CurveError.noResidualVariation) { try fit.regression() }
    #expect(throws: CurveError.noResidualVariation) { try data.potencyProfile(of: 1, from: fit, level: 0.95) }
    #expect(throws: CurveError.noResidualVariation) {
      try comparison.similarity(.slopeRatio, of: 1, information: .expected)
    }
  }

  /// Random readings, most of them nonsense: every answer is a proven minimum with finite figures, or words.
  @Test func `no readings give a figure that is not a number`() throws {
    var random = SplitMix(seed: 31)
    var (fits, words) = (0, 0)
    for round in 0..<60 {
      let noise = [0, 0.01, 0.3, 3][round % 4]
      let plate = Plate(&random, potency: exp(2 * random.normal()), noise: noise, slope: exp(random.normal()))
      let model: SigmoidModel = round % 5 == 0 ? .fiveParameter(.positive) : .fourParameter
      let data = try plate.data(model)
      for outcome in data.freeFits() + [data.parallelFit()] {
        guard let fit = outcome.fit else {
          words += outcome.reason?.description.isEmpty == false ? 1 : 0
          continue
        }
        fits += 1
        #expect(fit.step <= 1e-9 && (fit.gradient <= 1e-8 || fit.isExact || noise == 0))
        let figures = (fit.covariance(.expected) + fit.covariance(.observed)).flatMap { $0 }
        #expect(figures.allSatisfy(\.isFinite) && fit.curves.allSatisfy { $0.slope.isFinite && $0.lnEC50.isFinite })
      }
    }
    #expect(fits > 60 && words > 15)
  }

  @Test func `transforms and weights are what they say`() throws {
    let x = CurveErrorTests.doses
    let y = CurveErrorTests.rising
    func fit(_ responses: [Double], _ settings: CurveSettings, weights: [Double]? = nil) throws -> SigmoidFit {
      try CurveData(reference: CurveErrorTests.one(x, responses, weights: weights), settings: settings)
        .freeFit(of: 0).get()
    }
    for (transform, changed) in [
      (CurveTransform.ln, y.map { log($0) }), (.log10, y.map { log10($0) }), (.squareRoot, y.map { sqrt($0) }),
      (.square, y.map { $0 * $0 }),
    ] {
      let (one, other) = (
        try fit(y, CurveErrorTests.settings(transform)), try fit(changed, CurveErrorTests.refuse)
      )
      #expect(agree(one.residualSumOfSquares, other.residualSumOfSquares, digits: 11))
      #expect(agree(one.curves[0].ec50, other.curves[0].ec50, digits: 10))
    }
    let powers = try fit(y, CurveErrorTests.settings(.none, .powerOfMean(1.5)))
    let given = try fit(y, CurveErrorTests.settings(.none, .given), weights: y.map { pow($0, -1.5) })
    #expect(agree(powers.residualSumOfSquares, given.residualSumOfSquares, digits: 12))
    #expect(agree(powers.curves[0].slope, given.curves[0].slope, digits: 12))
    // Replicates y ± s have the variance 2 s²; their mean has the weight 2/(2 s²).
    let spread = [0.01, 0.02, 0.03, 0.05, 0.05, 0.04, 0.02, 0.01]
    let doubled = try CurveData(
      reference: CurvePreparation(
        name: "P", doses: x + x, responses: zip(y, spread).map { $0 + $1 } + zip(y, spread).map { $0 - $1 }),
      settings: CurveErrorTests.settings(.none, .replicateVariance)
    ).freeFit(of: 0).get()
    let weighted = try fit(y, CurveErrorTests.settings(.none, .given), weights: spread.map { 1 / ($0 * $0) })
    #expect(agree(doubled.curves[0].slope, weighted.curves[0].slope, digits: 9))
    // Each dose adds one to the squares about the means.
    #expect(agree(doubled.pureErrorSumOfSquares, 8, digits: 9))
  }

  @Test func `a dose of zero is the asymptote, exactly`() throws {
    let zeros = CurvePreparation(
      name: "P", doses: [0, 0] + CurveErrorTests.doses, responses: [0.11, 0.09] + CurveErrorTests.rising)
    let tiny = CurvePreparation(
      name: "P", doses: [1e-60, 1e-60] + CurveErrorTests.doses, responses: [0.11, 0.09] + CurveErrorTests.rising)
    for model in [SigmoidModel.fourParameter, .fiveParameter(.positive), .fiveParameter(.negative)] {
      let settings = CurveSettings(model: model, zeroDose: .asymptote)
      let one = try CurveData(reference: zeros, settings: settings).freeFit(of: 0)
      guard case .converged(let fit) = one else { continue }
      #expect(fit.readings == 10)
      guard case .converged(let near) = try CurveData(reference: tiny, settings: settings).freeFit(of: 0) else {
        continue
      }
      #expect(agree(fit.residualSumOfSquares, near.residualSumOfSquares, digits: 10))
      #expect(agree(fit.curves[0].ec50, near.curves[0].ec50, digits: 8))
    }
  }

  @Test func `a potency beyond all doubles has open ends, and no figure that is not a number`() {
    func potency(_ ln: Double, _ variance: Double) -> CurvePotency {
      CurvePotency(
        reference: "S", test: "T", lnEstimate: ln, information: .expected, referenceVariance: variance,
        testVariance: variance, covariance: 0, degreesOfFreedom: 10)
    }
    #expect(potency(1e3, 0.1).confidenceSet(level: 0.95, method: .fieller) == .unbounded)
    #expect(potency(1e3, 0.1).confidenceSet(level: 0.95, method: .deltaOnRatio) == .unbounded)
    #expect(potency(1e3, 0.1).confidenceSet(level: 0.95, method: .deltaOnLn).upper == nil)
    #expect(potency(0, 1e6).confidenceSet(level: 0.95, method: .deltaOnLn) == .bounded(lower: 0, upper: nil))
    #expect(potency(0, 1e6).confidenceSet(level: 0.95, method: .fieller) == .unbounded)
  }
}
