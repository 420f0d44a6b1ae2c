extension VarianceSum {
  /// The one-sided upper confidence bound of the variance at `level`, strictly between 0 and 1; not truncated at zero.
  ///
  /// Infinite where the method cannot bound it. By Satterthwaite's, an estimate that is not positive has the bound zero. The
  /// large sample forms mean nothing near one half: between 0.25 and 0.75 they give way to the generalized pivotal quantity.
  public func upperBound(level: Double, method: VarianceBoundMethod = VarianceSum.defaultMethod) -> Double {
    checkLevel(level)
    if terms.isEmpty { return 0 }
    if terms.count == 1 { return exactBound(level) }
    switch method {
    case .satterthwaite:
      guard let v = degreesOfFreedom else { return 0 }
      return estimate * v / ChiSquare(degreesOfFreedom: v).lowerQuantile(1 - level)
    case .graybillWang, .modifiedLargeSample:
      let extreme = max(level, 1 - level)
      if extreme < leastRuleLevel { return GeneralizedPivotal(pivots).quantile(level) }
      let rule = VarianceBoundRule(terms: signs, level: extreme, pairsOfOneSign: method == .modifiedLargeSample)
      let values = shares.map(\.share)
      return level < 0.5 ? rule.lower(values) : rule.upper(values)
    case .generalizedPivotal: return GeneralizedPivotal(pivots).quantile(level)
    }
  }

  /// The one-sided lower confidence bound of the variance at `level`; never negative.
  public func lowerBound(level: Double, method: VarianceBoundMethod = VarianceSum.defaultMethod) -> Double {
    max(0, untruncatedLowerBound(level: level, method: method))
  }

  /// The one-sided lower bound as the method gives it; negative where a component may be zero.
  ///
  /// The upper bound at one minus the level: every method here is that symmetric.
  public func untruncatedLowerBound(
    level: Double, method: VarianceBoundMethod = VarianceSum.defaultMethod
  ) -> Double {
    upperBound(level: 1 - level, method: method)
  }

  /// share ν/χ² of the one term, at any level.
  private func exactBound(_ level: Double) -> Double {
    let (share, v, isPositive) = shares[0]
    let chiSquare = ChiSquare(degreesOfFreedom: v)
    return share * (v / (isPositive ? chiSquare.lowerQuantile(1 - level) : chiSquare.upperQuantile(1 - level)))
  }

  /// The terms as a rule takes them.
  var signs: [(degreesOfFreedom: Double, isPositive: Bool)] {
    shares.map { ($0.degreesOfFreedom, $0.coefficientIsPositive) }
  }
}

func checkLevel(_ level: Double) {
  precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
}
