extension PotencyCombination {
  /// The estimates combined by one method.
  ///
  /// - Throws: ``PotencyCombinationError`` where the method has no answer for them.
  public func combined(_ method: CombinationMethod) throws(PotencyCombinationError) -> CombinedPotency {
    switch method {
    case .weighted:
      let freedom = try degreesOfFreedom(above: 0).sorted().reduce(0, +)
      let found = weighted(adding: 0)
      return combined(method, found, variance: 1 / found.total, .studentT(degreesOfFreedom: freedom))
    case .fixedEffect:
      let found = weighted(adding: 0)
      return combined(method, found, variance: 1 / found.total, .normal)
    case .weightedMeier: return try meier()
    case .semiWeighted(let variance, let quantile): return try semiWeighted(method, variance, quantile)
    case .partiallyWeighted(let share): return try partiallyWeighted(method, share)
    case .unweighted:
      let found = weighted([Double](repeating: 1, count: count))
      guard found.scatter > 0 else { throw .noVariation }
      let k = Double(count)
      return combined(
        method, found, variance: found.scatter / (k * (k - 1)), .studentT(degreesOfFreedom: k - 1))
    case .randomEffects(let estimator, let interval):
      let between = betweenVariance(estimator)
      let found = weighted(adding: between)
      let freedom = Double(count - 1)
      let ratio = found.scatter / freedom
      switch interval {
      case .normal:
        return combined(method, found, variance: 1 / found.total, .normal, between: between)
      case .hartungKnapp:
        guard ratio > 0 else { throw .noVariation }
        return combined(
          method, found, variance: ratio / found.total, .studentT(degreesOfFreedom: freedom), between: between)
      case .hartungKnappAdHoc:
        return combined(
          method, found, variance: max(1, ratio) / found.total, .studentT(degreesOfFreedom: freedom),
          between: between)
      }
    }
  }

  /// The geometric mean of potencies whose own errors are not known: see ``CombinationMethod/unweighted``.
  ///
  /// - Throws: ``PotencyCombinationError/tooFew(needed:found:)``, ``PotencyCombinationError/noVariation``.
  public static func unweighted(_ lnPotencies: [Double]) throws(PotencyCombinationError) -> CombinedPotency {
    try PotencyCombination(
      lnPotencies.map { IndependentPotency(lnPotency: $0, standardError: 1, degreesOfFreedom: nil) }
    ).combined(.unweighted)
  }

  private func combined(
    _ method: CombinationMethod, _ found: WeightedMean, variance: Double, _ reference: CombinedPotency.Reference,
    between: Double? = nil
  ) -> CombinedPotency {
    CombinedPotency(
      method: method, lnPotency: pivot + found.mean, standardError: variance.squareRoot(), reference: reference,
      weights: inOrder(found.weights.map { $0 / found.total }), varianceBetween: between)
  }

  private func meier() throws(PotencyCombinationError) -> CombinedPotency {
    let k = Double(count)
    let taken = 4 * (k - 2) / (k - 1)
    let freedom = try degreesOfFreedom(above: taken)
    let found = weighted(adding: 0)
    var (inflation, squares) = (0.0, 0.0)
    for (w, v) in zip(found.weights, freedom) {
      let share = w / found.total
      inflation += share * (1 - share) / (v - taken)
      squares += share * share / v
    }
    return combined(
      .weightedMeier, found, variance: (1 + 4 * inflation) / found.total, .studentT(degreesOfFreedom: 1 / squares))
  }

  /// Σ(M - M̄)²/(k - 1) about the unweighted mean, and the mean of the assays' variances.
  var simpleVariances: (between: Double, within: Double) {
    let scatter = weighted([Double](repeating: 1, count: count)).scatter
    return (scatter / Double(count - 1), orderFreeMean(variances))
  }

  private func semiWeighted(
    _ method: CombinationMethod, _ rule: SemiWeightVariance, _ quantile: SemiWeightQuantile
  ) throws(PotencyCombinationError) -> CombinedPotency {
    let (scatter, within) = simpleVariances
    let between: Double =
      switch rule {
      case .varianceOfMean: scatter / Double(count)
      case .truncated: max(0, scatter - within)
      case .untruncated: scatter - within
      case .subtractionOmittedWhereNegative: scatter < within ? scatter : scatter - within
      }
    for (k, variance) in variances.enumerated() where !(variance + between > 0) {
      throw .negativeVariance(index: order[k])
    }
    let reference: CombinedPotency.Reference
    switch quantile {
    case .two: reference = .two
    case .summedDegreesOfFreedom:
      reference = .studentT(degreesOfFreedom: try degreesOfFreedom(above: 0).sorted().reduce(0, +))
    case .assaysLessOne: reference = .studentT(degreesOfFreedom: Double(count - 1))
    }
    let found = weighted(adding: between)
    return combined(method, found, variance: 1 / found.total, reference, between: between)
  }

  private func partiallyWeighted(
    _ method: CombinationMethod, _ share: Double
  ) throws(PotencyCombinationError) -> CombinedPotency {
    precondition(share > 0 && share <= 1, "a share lies between 0 and 1, not \(share)")
    let freedom = try degreesOfFreedom(above: 0).sorted().reduce(0, +)
    let (scatter, within) = simpleVariances
    let between = max(0, scatter - within)
    let equal = min(count, Int((share * Double(count)).rounded(.up)))
    let precise = variances.indices.sorted { (variances[$0], y[$0]) < (variances[$1], y[$1]) }.prefix(equal)
    let mean = orderFreeMean(precise.map { variances[$0] })
    var weights = variances.map { 1 / ($0 + between) }
    for i in precise { weights[i] = 1 / (mean + between) }
    let found = weighted(weights)
    var sum = 0.0
    for (w, variance) in zip(weights, variances) { sum += (w / found.total) * (w / found.total) * (variance + between) }
    return combined(method, found, variance: sum, .studentT(degreesOfFreedom: freedom), between: between)
  }
}
