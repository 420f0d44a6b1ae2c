extension VarianceSum {
  /// The one-sided upper confidence bound of the variance at `level`, strictly between 0 and 1; not truncated at zero.
  ///
  /// Without a method, ``upperMethod``. Infinite where the method cannot bound it. By Satterthwaite's, an estimate that is not positive has the bound zero. The
  /// large sample forms mean nothing near one half: between 0.25 and 0.75 they give way to the generalized pivotal quantity.
  public func upperBound(level: Double, method: VarianceBoundMethod? = nil) -> Double {
    checkLevel(level)
    if terms.isEmpty { return 0 }
    if terms.count == 1 { return exactBound(level) }
    let method = method ?? upperMethod
    switch method {
    case .satterthwaite:
      guard let v = degreesOfFreedom else { return 0 }
      return estimate * v / ChiSquare(degreesOfFreedom: v).lowerQuantile(1 - level)
    case .graybillWang, .modifiedLargeSample:
      let extreme = max(level, 1 - level)
      if extreme < leastRuleLevel { return GeneralizedPivotal(pivots).quantile(level) }
      let rule = VarianceBoundRule(terms: signs, level: extreme, pairsOfOneSign: method == .modifiedLargeSample)
      let values = shares.map({ $0.share })
      return level < 0.5 ? rule.lower(values) : rule.upper(values)
    case .generalizedPivotal: return GeneralizedPivotal(pivots).quantile(level)
    }
  }

  /// The one-sided lower confidence bound of the variance at `level`; never negative. Without a method, ``lowerMethod``.
  public func lowerBound(level: Double, method: VarianceBoundMethod? = nil) -> Double {
    max(0, untruncatedLowerBound(level: level, method: method))
  }

  /// The one-sided lower bound as the method gives it; negative where a component may be zero.
  ///
  /// The upper bound at one minus the level: every method here is that symmetric.
  public func untruncatedLowerBound(
    level: Double, method: VarianceBoundMethod? = nil
  ) -> Double {
    upperBound(level: 1 - level, method: method ?? lowerMethod)
  }

  /// The upper bound by ``upperMethod``, with the quantiles that many studies of one design share.
  ///
  /// - Parameter rule: for these terms in their order at this level; `nil` for finding it anew.
  public func upperBound(level: Double, rule: VarianceBoundRule?) -> Double {
    guard let rule, !terms.isEmpty else { return upperBound(level: level) }
    return rule.upper(terms.map { $0.share })
  }

  /// The lower bound by ``lowerMethod``; never negative.
  public func lowerBound(level: Double, rule: VarianceBoundRule?) -> Double {
    guard let rule, !terms.isEmpty, terms.count == 1 || lowerMethod == .modifiedLargeSample else {
      return lowerBound(level: level)
    }
    return max(0, rule.lower(terms.map { $0.share }))
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
