internal import Elementary

/// The modified large sample bounds of linear combinations that share degrees of freedom, signs and level.
///
/// The quantiles are found once, so that each of many simulated studies costs arithmetic alone. Bounds are those of
/// ``VarianceSum/upperBound(level:method:)``.
public struct VarianceBoundRule: Sendable {
  /// The least level of a modified large sample bound: below it some 1 - ν/χ² has changed its sign, and its square misleads.
  static let leastLevel = 0.75

  private let upperForm: ModifiedLargeSample
  private let lowerForm: ModifiedLargeSample
  /// ν/χ² for a single mean square, whose bounds are exact.
  private let single: (upper: Double, lower: Double)?

  /// - Parameters:
  ///   - terms: degrees of freedom of each mean square, and whether its coefficient is positive.
  ///   - level: of each bound, 0.75 or more: nearer to one half the large sample form means nothing.
  ///   - pairsOfOneSign: see ``VarianceBoundMethod/modifiedLargeSample``; without, it is ``VarianceBoundMethod/graybillWang``.
  public init(
    terms: [(degreesOfFreedom: Double, isPositive: Bool)], level: Double, pairsOfOneSign: Bool = true
  ) {
    checkRuleLevel(level)
    func form(_ side: Bool) -> ModifiedLargeSample {
      ModifiedLargeSample(
        lowerBoundOf: terms.map { .init(isPositive: $0.isPositive == side, degreesOfFreedom: $0.degreesOfFreedom) },
        level: level, pairsOfOneSign: pairsOfOneSign)
    }
    upperForm = form(false)
    lowerForm = form(true)
    if terms.count == 1, let term = terms.first {
      let v = term.degreesOfFreedom
      let chiSquare = ChiSquare(degreesOfFreedom: v)
      let (above, below) = (v / chiSquare.lowerQuantile(1 - level), v / chiSquare.upperQuantile(1 - level))
      single = term.isPositive ? (above, below) : (below, above)
    } else {
      single = nil
    }
  }

  /// The upper bound of Σ shares, cᵢ MSᵢ in the order of the terms; not truncated at zero.
  public func upper(_ shares: [Double]) -> Double {
    if let single { return shares[0] * single.upper }
    return shares.reduce(0, +) + max(0, upperForm.squaredWidth(shares)[0]).squareRoot()
  }

  /// The lower bound; not truncated at zero.
  public func lower(_ shares: [Double]) -> Double {
    if let single { return shares[0] * single.lower }
    return shares.reduce(0, +) - max(0, lowerForm.squaredWidth(shares)[0]).squareRoot()
  }
}

let leastRuleLevel = VarianceBoundRule.leastLevel

func checkRuleLevel(_ level: Double) {
  precondition(level >= leastRuleLevel && level < 1, "the level of a rule lies from 0.75 to 1, not \(level)")
}

/// The modified large sample bounds of ratios of two sums whose mean squares share degrees of freedom, signs and level.
///
/// The bound is the q at which that of A - q B is zero; the quantiles are found once.
public struct VarianceRatioBoundRule: Sendable {
  private let testOverReference: ModifiedLargeSample
  /// 1/F where there is one mean square on each side, whose bounds are exact.
  private let single: (upper: Double, lower: Double)?
  private let referenceOverTest: ModifiedLargeSample

  /// - Parameter level: of each bound, 0.75 or more.
  public init(
    test: [(degreesOfFreedom: Double, isPositive: Bool)], reference: [(degreesOfFreedom: Double, isPositive: Bool)],
    level: Double
  ) {
    checkRuleLevel(level)
    func form(
      _ above: [(degreesOfFreedom: Double, isPositive: Bool)], _ below: [(degreesOfFreedom: Double, isPositive: Bool)]
    ) -> ModifiedLargeSample {
      ModifiedLargeSample(
        lowerBoundOf: above.map { .init(isPositive: $0.isPositive, degreesOfFreedom: $0.degreesOfFreedom) }
          + below.map { .init(isPositive: !$0.isPositive, degreesOfFreedom: $0.degreesOfFreedom, power: 1) },
        level: level)
    }
    if test.count == 1, reference.count == 1, let r = test.first, let s = reference.first, r.isPositive,
      s.isPositive
    {
      let f = FDistribution(r.degreesOfFreedom, s.degreesOfFreedom)
      single = (1 / f.lowerQuantile(1 - level), 1 / f.upperQuantile(1 - level))
    } else {
      single = nil
    }
    testOverReference = form(test, reference)
    referenceOverTest = form(reference, test)
  }

  /// The upper bound of the ratio, infinite where the shares cannot bound it.
  public func upper(testShares r: [Double], referenceShares s: [Double]) -> Double {
    if let single, s[0] > 0 { return r[0] / s[0] * single.upper }
    let swapped = referenceOverTest.crossing(s + r, constant: s.reduce(0, +), slope: r.reduce(0, +))
    return swapped > 0 ? 1 / swapped : .infinity
  }

  /// The lower bound; never negative.
  public func lower(testShares r: [Double], referenceShares s: [Double]) -> Double {
    if let single, s[0] > 0 { return r[0] / s[0] * single.lower }
    return testOverReference.crossing(r + s, constant: r.reduce(0, +), slope: s.reduce(0, +))
  }
}
