internal import Elementary

/// The ratio of two independent variances, test over reference.
public struct VarianceRatio: Sendable, Equatable {
  public let test: VarianceSum
  public let reference: VarianceSum

  /// - Throws: ``SampleError/noVariation`` when the reference variance is not estimated above zero: no ratio exists.
  public init(test: VarianceSum, reference: VarianceSum) throws(SampleError) {
    guard reference.estimate > 0 else { throw .noVariation }
    self.test = test
    self.reference = reference
  }

  public var estimate: Double { test.estimate / reference.estimate }

  /// Whether the bounds are those of the F distribution, which needs one mean square on each side.
  public var isExact: Bool { test.isExact && reference.isExact }

  public static let defaultMethod = VarianceRatioBoundMethod.modifiedLargeSample

  /// How the bounds are formed, as a report prints it.
  public var methodName: String { methodName(VarianceRatio.defaultMethod) }

  public func methodName(_ method: VarianceRatioBoundMethod) -> String { isExact ? "F bounds" : method.methodName }

  /// The one-sided upper confidence bound of the ratio of variances at `level`, strictly between 0 and 1.
  ///
  /// Exact by F for one mean square on each side: estimate / F(1 - level; ν_R, ν_S), F the lower quantile. Infinite where
  /// the data cannot bound it. The large sample forms give way to the generalized pivotal quantity between 0.25 and 0.75.
  public func upperBound(level: Double, method: VarianceRatioBoundMethod = VarianceRatio.defaultMethod) -> Double {
    checkLevel(level)
    if isExact, let m = test.degreesOfFreedom, let n = reference.degreesOfFreedom {
      return estimate / FDistribution(m, n).lowerQuantile(1 - level)
    }
    if test.shares.allSatisfy({ $0.share == 0 }) { return 0 }
    switch method {
    case .satterthwaite:
      guard let m = test.degreesOfFreedom, let n = reference.degreesOfFreedom, estimate > 0 else { return 0 }
      return estimate / FDistribution(m, n).lowerQuantile(1 - level)
    case .modifiedLargeSample:
      let extreme = max(level, 1 - level)
      if extreme < leastRuleLevel { return pivotalQuantile(level) }
      let rule = VarianceRatioBoundRule(test: test.signs, reference: reference.signs, level: extreme)
      let (r, s) = (test.shares.map({ $0.share }), reference.shares.map({ $0.share }))
      return level < 0.5
        ? rule.lower(testShares: r, referenceShares: s) : rule.upper(testShares: r, referenceShares: s)
    case .recoveredOnLog: return level < 0.5 ? recoveredLower(1 - level) : recoveredUpper(level)
    case .generalizedPivotal: return pivotalQuantile(level)
    }
  }

  /// The one-sided lower confidence bound of the ratio of variances; never negative.
  ///
  /// The upper bound at one minus the level: every method here is that symmetric.
  public func lowerBound(level: Double, method: VarianceRatioBoundMethod = VarianceRatio.defaultMethod) -> Double {
    max(0, upperBound(level: 1 - level, method: method))
  }

  /// The upper bound by the default method, with the quantiles that many studies of one design share.
  ///
  /// - Parameter rule: for these terms in their order at this level; `nil` for finding it anew.
  public func upperBound(level: Double, rule: VarianceRatioBoundRule?) -> Double {
    guard let rule, test.shares.contains(where: { $0.share != 0 }) else { return upperBound(level: level) }
    return rule.upper(
      testShares: test.terms.map { $0.share }, referenceShares: reference.terms.map { $0.share })
  }

  /// The lower bound; never negative.
  public func lowerBound(level: Double, rule: VarianceRatioBoundRule?) -> Double {
    guard let rule, test.shares.contains(where: { $0.share != 0 }) else { return lowerBound(level: level) }
    return max(
      0, rule.lower(testShares: test.terms.map { $0.share }, referenceShares: reference.terms.map { $0.share }))
  }

  /// P(ratio of generalized pivotal quantities ≤ `ratio`): one minus the generalized p-value of the claim that the ratio
  /// is at most that.
  public func pivotalProbability(atMost ratio: Double) -> Double {
    GeneralizedPivotal(test.pivots + reference.pivots.map { (-ratio * $0.share, $0.degreesOfFreedom) }).lowerTail(0)
  }

  /// ln U = ln q + sqrt((ln U_R - ln s²_R)² + (ln s²_S - ln L_S)²).
  private func recoveredUpper(_ level: Double) -> Double {
    let lowerOfReference = reference.lowerBound(level: level, method: .graybillWang)
    guard lowerOfReference > 0, test.estimate > 0 else { return .infinity }
    let a = ln(test.upperBound(level: level, method: .graybillWang) / test.estimate)
    let b = ln(reference.estimate / lowerOfReference)
    return estimate * exponential((a * a + b * b).squareRoot())
  }

  private func recoveredLower(_ level: Double) -> Double {
    let lowerOfTest = test.lowerBound(level: level, method: .graybillWang)
    guard lowerOfTest > 0 else { return 0 }
    let a = ln(test.estimate / lowerOfTest)
    let b = ln(reference.upperBound(level: level, method: .graybillWang) / reference.estimate)
    return estimate * exponential(-(a * a + b * b).squareRoot())
  }

  private func pivotalQuantile(_ level: Double) -> Double {
    let (above, below) = (test.pivots.filter { $0.share != 0 }, reference.pivots.filter { $0.share != 0 })
    if above.isEmpty { return 0 }
    if (above + below).allSatisfy({ $0.share > 0 }) {
      return PivotalRatio(test: above.map { $0.degreesOfFreedom }, reference: below.map { $0.degreesOfFreedom })
        .quantile(level, testShares: above.map { $0.share }, referenceShares: below.map { $0.share })
    }
    // With coefficients of both signs the denominator may come out negative, so P(A - q B ≤ 0) is inverted instead.
    let root = risingRoot(near: ln(max(estimate, 1e-3)), step: 0.5, tolerance: 1e-12) { x in
      pivotalProbability(atMost: exponential(x)) - level
    }
    return root.map(exponential) ?? (level > 0.5 ? .infinity : 0)
  }
}
