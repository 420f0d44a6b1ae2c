import Statistics
import TestSupport
import Testing

/// Σ of shares as terms with coefficient ±1.
func combination(_ terms: [(share: Double, degreesOfFreedom: Double)]) -> VarianceSum {
  VarianceSum(
    terms.map {
      .init(
        coefficient: $0.share < 0 ? -1 : 1,
        meanSquare: MeanSquare(name: "m", value: $0.share.magnitude, degreesOfFreedom: $0.degreesOfFreedom))
    })
}

struct BoundsTests {
  private static let sum = [(share: 4.0, degreesOfFreedom: 5.0), (1, 12)]
  private static let difference = [(share: 4.0, degreesOfFreedom: 5.0), (-1, 12)]
  private static let reference = [(share: 2.0, degreesOfFreedom: 5.0), (1.5, 12)]

  struct Golden: Sendable {
    let terms: [(share: Double, degreesOfFreedom: Double)]
    let method: VarianceBoundMethod
    let lower: Double
    let upper: Double
    let digits: Int
  }

  /// SciPy 1.17.1, Golden/bounds.py.
  @Test(arguments: [
    Golden(terms: sum, method: .generalizedPivotal, lower: 2.838005345119, upper: 18.69513381385, digits: 10),
    Golden(
      terms: [(1, 2), (0.5, 3)], method: .generalizedPivotal, lower: 0.7953101221828, upper: 23.01153656529, digits: 10),
    Golden(terms: difference, method: .generalizedPivotal, lower: 0.4509801019863, upper: 16.28739110748, digits: 10),
    Golden(
      terms: [(1, 2), (-0.8, 3)], method: .generalizedPivotal, lower: -4.85381959347, upper: 17.78353680061, digits: 10),
    Golden(terms: sum, method: .modifiedLargeSample, lower: 2.6414811446870914, upper: 18.522254977897166, digits: 12),
    Golden(
      terms: difference, method: .modifiedLargeSample, lower: 0.48940049913977113, upper: 16.408605885665438,
      digits: 12),
  ])
  func `bounds of sums and differences agree with an independent computation`(golden: Golden) {
    let variance = combination(golden.terms)
    #expect(
      agree(variance.untruncatedLowerBound(level: 0.95, method: golden.method), golden.lower, digits: golden.digits))
    #expect(agree(variance.upperBound(level: 0.95, method: golden.method), golden.upper, digits: golden.digits))
  }

  /// SciPy 1.17.1, Golden/bounds.py.
  @Test func `bounds of a ratio of sums agree with an independent computation`() throws {
    let ratio = try VarianceRatio(test: combination(Self.sum), reference: combination(Self.reference))
    #expect(agree(ratio.lowerBound(level: 0.95, method: .modifiedLargeSample), 0.42736710423765595, digits: 12))
    #expect(agree(ratio.upperBound(level: 0.95, method: .modifiedLargeSample), 5.560450835477234, digits: 12))
    #expect(agree(ratio.pivotalProbability(atMost: 0.5), 0.0731288, digits: 5))
    #expect(agree(ratio.pivotalProbability(atMost: 5), 0.946451274, digits: 8))
    let upper = ratio.upperBound(level: 0.95, method: .generalizedPivotal)
    #expect(agree(ratio.pivotalProbability(atMost: upper), 0.95, digits: 11))
  }

  /// With 2 degrees of freedom χ² has the quantiles -2 ln p and F(2, 2) the upper 5 % point 19: 3 - 1 = 2 by hand.
  @Test func `the bounds of a difference of mean squares with 2 degrees of freedom are those worked by hand`() {
    let (g, h, f) = (1 - 1 / 2.995732273553991, 1 / 0.05129329438755058 - 1, 19.0)
    let cross = ((f - 1) * (f - 1) - g * g * f * f - h * h) / f
    let variance = combination([(3, 2), (-1, 2)])
    #expect(variance.estimate == 2)
    let below = 9 * g * g + h * h + 3 * cross
    let above = 9 * h * h + g * g + 3 * cross
    #expect(agree(variance.untruncatedLowerBound(level: 0.95, method: .modifiedLargeSample), 2 - below.squareRoot()))
    #expect(variance.lowerBound(level: 0.95) == 0)
    #expect(agree(variance.upperBound(level: 0.95), 2 + above.squareRoot()))
  }

  @Test(arguments: VarianceBoundMethod.allCases, [0.6, 0.9, 0.95, 0.99])
  func `one mean square has the chi-square bounds by every method`(method: VarianceBoundMethod, level: Double) {
    let chiSquare = ChiSquare(degreesOfFreedom: 7)
    let one = combination([(3, 7)])
    #expect(one.isExact)
    #expect(agree(one.upperBound(level: level, method: method), 21 / chiSquare.lowerQuantile(1 - level)))
    #expect(agree(one.lowerBound(level: level, method: method), 21 / chiSquare.upperQuantile(1 - level)))
    // With the other sign, the bounds change places.
    let minus = combination([(-3, 7)])
    #expect(agree(minus.upperBound(level: level, method: method), -21 / chiSquare.upperQuantile(1 - level)))
    // A second term that is as good as nothing leaves them.
    let two = combination([(3, 7), (1e-9, 5)])
    if method != .satterthwaite || level > 0.5 {
      #expect(agree(two.upperBound(level: level, method: method), 21 / chiSquare.lowerQuantile(1 - level), digits: 6))
    }
  }

  /// P(χ² ratio) of single mean squares is F, so the general form must return it though it takes another road.
  @Test(arguments: [0.9, 0.95, 0.99])
  func `one mean square on each side has the F bounds by every method`(level: Double) throws {
    let f = FDistribution(5, 9)
    let ratio = try VarianceRatio(test: combination([(3, 5)]), reference: combination([(2, 9)]))
    for method in VarianceRatioBoundMethod.allCases {
      #expect(agree(ratio.upperBound(level: level, method: method), 1.5 / f.lowerQuantile(1 - level)))
      #expect(agree(ratio.lowerBound(level: level, method: method), 1.5 / f.upperQuantile(1 - level)))
    }
    let rule = VarianceRatioBoundRule(test: [(5, true)], reference: [(9, true)], level: level)
    #expect(
      agree(rule.upper(testShares: [3], referenceShares: [2]), 1.5 / f.lowerQuantile(1 - level), digits: 11))
    #expect(
      agree(rule.lower(testShares: [3], referenceShares: [2]), 1.5 / f.upperQuantile(1 - level), digits: 11))
    let pivot = PivotalRatio(test: [5], reference: [9])
    #expect(
      agree(pivot.lowerTail(4, testShares: [3], referenceShares: [2]), f.upperTail(1.5 / 4), digits: 11))
  }

  @Test(arguments: VarianceBoundMethod.allCases)
  func `with many degrees of freedom the bounds close on the estimate`(method: VarianceBoundMethod) {
    for terms in [[(share: 4.0, degreesOfFreedom: 1e6), (1, 1e6)], [(share: 4.0, degreesOfFreedom: 1e6), (-1, 1e6)]] {
      let variance = combination(terms)
      let (lower, upper) = (
        variance.lowerBound(level: 0.95, method: method), variance.upperBound(level: 0.95, method: method)
      )
      // Normal theory: 1.645 sqrt(2/ν (16 + 1)).
      let half = 1.6448536 * (2e-6 * 17).squareRoot()
      #expect(agree(upper - variance.estimate, half, digits: 2))
      #expect(agree(variance.estimate - lower, half, digits: 2))
    }
  }

  @Test(arguments: VarianceBoundMethod.allCases)
  func `a higher level never gives a narrower bound`(method: VarianceBoundMethod) {
    for terms in [Self.sum, Self.difference, [(share: 1.0, degreesOfFreedom: 2.0), (0.7, 3), (0.4, 9)]] {
      let variance = combination(terms)
      let levels = [0.75, 0.8, 0.9, 0.95, 0.975, 0.99, 0.999]
      let upper = levels.map { variance.upperBound(level: $0, method: method) }
      let lower = levels.map { variance.untruncatedLowerBound(level: $0, method: method) }
      #expect(zip(upper, upper.dropFirst()).allSatisfy { $0 < $1 })
      #expect(zip(lower, lower.dropFirst()).allSatisfy { $0 > $1 })
      // The bound at a level below one half is the opposite one.
      #expect(variance.upperBound(level: 1 - 0.95, method: method) == lower[3])
    }
  }

  @Test(arguments: VarianceRatioBoundMethod.allCases)
  func `swapping the laboratories inverts the bounds of their ratio`(method: VarianceRatioBoundMethod) throws {
    let (r, s) = (combination(Self.sum), combination(Self.reference))
    let (one, other) = (try VarianceRatio(test: r, reference: s), try VarianceRatio(test: s, reference: r))
    var last = (0.0, Double.infinity)
    for level in [0.75, 0.9, 0.95, 0.99] {
      let (upper, lower) = (one.upperBound(level: level, method: method), one.lowerBound(level: level, method: method))
      #expect(agree(upper * other.lowerBound(level: level, method: method), 1, digits: 10))
      #expect(upper > last.0 && lower < last.1)
      last = (upper, lower)
    }
  }

  @Test(arguments: VarianceBoundMethod.allCases)
  func `the order of terms changes no bit`(method: VarianceBoundMethod) {
    let terms = [(share: 0.3, degreesOfFreedom: 2.0), (-0.1, 3), (0.7, 9), (0.1, 18)]
    let (one, other) = (combination(terms), combination(terms.reversed()))
    #expect(one.estimate == other.estimate)
    #expect(one.upperBound(level: 0.95, method: method) == other.upperBound(level: 0.95, method: method))
    #expect(one.lowerBound(level: 0.9, method: method) == other.lowerBound(level: 0.9, method: method))
  }

  @Test func `a coarser quadrature keeps its word`() {
    for terms in [Self.sum, Self.difference, [(share: 1.0, degreesOfFreedom: 2.0), (0.7, 3), (0.4, 9)]] {
      let variance = combination(terms)
      for t in [0.0, 3] {
        let fine = variance.pivotalProbability(atMost: t)
        #expect((fine - variance.pivotalProbability(atMost: t, tolerance: 1e-5)).magnitude < 1e-5)
        #expect((fine - variance.pivotalProbability(atMost: t, tolerance: 1e-9)).magnitude < 1e-9)
      }
    }
    let fine = PivotalRatio(test: [2, 4, 6], reference: [12])
    let coarse = PivotalRatio(test: [2, 4, 6], reference: [12], tolerance: 1e-5)
    let (r, s) = ([0.5, 0.3, 0.2], [1.2])
    for q in [0.3, 4] {
      let difference =
        fine.lowerTail(q, testShares: r, referenceShares: s)
        - coarse.lowerTail(q, testShares: r, referenceShares: s)
      #expect(difference.magnitude < 1e-5)
    }
  }

  @Test func `a negative estimate is kept, said, and bounded`() {
    let variance = combination([(1, 5), (-2, 12)])
    #expect(variance.estimate == -1)
    #expect(variance.isTruncated)
    #expect(variance.standardDeviation == 0)
    #expect(variance.degreesOfFreedom == nil)
    #expect(variance.lowerBound(level: 0.95) == 0)
    #expect(variance.upperBound(level: 0.95) > 0)
    #expect(
      variance.methodName
        == "upper bounds by the modified large sample method of Ting and others, lower bounds by the generalized pivotal "
        + "quantity, by quadrature")
  }

  /// By hand, 95 % MOVER: the bound of a nested %CV with a mean known without error is that of the SD over the mean.
  @Test func `a nested coefficient of variation takes its mean's own error`() throws {
    let variance = combination(Self.sum)
    func cv(_ squaredError: Double) throws -> CoefficientOfVariation {
      try CoefficientOfVariation(
        variance: variance,
        mean: MeanEstimate(centred: 20, variance: squaredError, degreesOfFreedom: 5, units: 6))
    }
    let known = try cv(0)
    #expect(agree(known.estimate, 5.0.squareRoot() / 20))
    #expect(agree(known.upperBound(level: 0.95), variance.upperBound(level: 0.95).squareRoot() / 20))
    #expect(agree(known.lowerBound(level: 0.95), variance.lowerBound(level: 0.95).squareRoot() / 20))
    let uncertain = try cv(4)
    #expect(uncertain.upperBound(level: 0.95) > known.upperBound(level: 0.95))
    #expect(uncertain.lowerBound(level: 0.95) < known.lowerBound(level: 0.95))
    // t(0.95; 5) = 2.015: a standard error of 10 leaves the mean without a positive bound.
    #expect(try cv(100).upperBound(level: 0.95) == .infinity)
  }
}
