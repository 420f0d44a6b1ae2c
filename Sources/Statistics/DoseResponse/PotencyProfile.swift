internal import Elementary

extension CurveData {
  /// The profile likelihood interval of the potency of a test preparation: every potency at which the best parallel curves
  /// leave no more than RSS (1 + t²/(N - p)).
  ///
  /// At each potency that is looked at all other parameters are fitted anew. A side on which no potency, however extreme, can be
  /// excluded is absent; where both are, the set is unbounded.
  ///
  /// - Parameters:
  ///   - test: its place among ``names``, from one.
  ///   - fit: the parallel fit of these data.
  /// - Throws: ``CurveError/profileNotFollowed(lnPotency:_:)``, ``CurveError/noResidualVariation``.
  public func potencyProfile(
    of test: Int, from fit: SigmoidFit, level: Double
  ) throws(CurveError) -> ConfidenceSet {
    precondition(test > 0 && test < names.count, "there is no test preparation \(test)")
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    precondition(fit.preparations == names, "the fit is not of these preparations")
    guard !fit.isExact else { throw .noResidualVariation }
    let t = StudentT(degreesOfFreedom: Double(fit.degreesOfFreedom)).upperQuantile((1 - level) / 2)
    var profile = PotencyProfile(self, test: test, fit: fit, t: t)
    let lower = try profile.limit(-1)
    let upper = try profile.limit(1)
    if lower == nil, upper == nil { return .unbounded }
    return .bounded(lower: lower.map { exponential($0) }, upper: upper.flatMap { finiteEnd(exponential($0)) })
  }
}

/// The residual sum of squares as a function of one ln potency.
private struct PotencyProfile {
  private let data: CurveData
  private let test: Int
  private let t: Double
  private let estimate: Double
  private let standardError: Double
  /// In scaled units, at the minimum, and per degree of freedom.
  private let least: Double
  private let variance: Double
  private let pure: Double
  private let reach: Double
  private let best: [Double]

  init(_ data: CurveData, test: Int, fit: SigmoidFit, t: Double) {
    self.data = data
    self.test = test
    self.t = t
    let potency = fit.potency(of: test, information: .expected)
    estimate = potency.lnEstimate
    standardError = max(potency.standardError, 1e-12)
    pure = data.pureErrorSumOfSquares / data.unit
    least = fit.residualSumOfSquares / data.unit
    variance = least / Double(fit.degreesOfFreedom)
    var (low, high) = (Double.infinity, -Double.infinity)
    for group in data.groups {
      for x in group.lnDoses where x > -.infinity {
        low = min(low, x)
        high = max(high, x)
      }
    }
    let curve = fit.curves[0]
    // Beyond, the readings of the test lie where the curve is level, and a greater potency changes nothing more.
    reach = 2 * (high - low) + 60 / curve.slope.magnitude
    var theta = [curve.slope] + (data.hasAsymmetry ? [ln(curve.asymmetry)] : [])
    for (i, curve) in fit.curves.enumerated() where i != test { theta.append(curve.lnEC50 - data.lnDosePivot) }
    best = theta
  }

  /// The ln potency on one side at which the root of the rise in squares reaches t standard deviations; `nil` where none does.
  mutating func limit(_ side: Double) throws(CurveError) -> Double? {
    var warm = best
    var inside = (x: 0.0, value: -t)
    var outside = (x: t * standardError, value: 0.0)
    outside.value = try excess(estimate + side * outside.x, &warm)
    while outside.value <= 0 {
      if outside.x >= reach { return nil }
      inside = outside
      outside.x = min(outside.x * 1.6, reach)
      outside.value = try excess(estimate + side * outside.x, &warm)
    }
    // An excess of rounding's size is none: what a refitted curve leaves is known no better.
    let distance = try signChange(between: inside, and: outside, relative: 1e-14, absolute: 1e-13 * standardError) {
      (x) throws(CurveError) in
      let found = try excess(estimate + side * x, &warm)
      return found.magnitude < 1e-11 * t ? 0 : found
    }
    return estimate + side * distance
  }

  /// sqrt((RSS(ρ) - RSS)/s²) - t.
  private func excess(_ lnPotency: Double, _ warm: inout [Double]) throws(CurveError) -> Double {
    var owners: [Int] = []
    var next = 1
    for i in data.names.indices {
      if i == 0 || i == test {
        owners.append(0)
      } else {
        owners.append(next)
        next += 1
      }
    }
    let shifts = data.names.indices.map { $0 == test ? lnPotency : 0 }
    let problem = SigmoidProblem(data.groups, owners: owners, shifts: shifts, hasAsymmetry: data.hasAsymmetry)
    var starts = [warm]
    if problem.midpoints == 1 {
      starts += SigmoidStarts.grid(problem, signs: data.signs).map { $0.theta }
    } else if warm != best {
      starts.append(best)
    }
    let end = CurveData.least(problem, from: starts)
    let sum: Double
    switch end {
    case .minimum(let minimum):
      sum = minimum.point.sumOfSquares
      warm = minimum.point.theta
    case .none(.slope, let reached), .none(.asymptote, let reached), .none(.asymmetry, let reached):
      // The least sum is a limit here, which the search came to but for rounding.
      sum = reached
    case .none(let reason, _):
      throw .profileNotFollowed(lnPotency: lnPotency, reason.words(for: data.names[test], isFlat: false))
    }
    return (max(0, sum + pure - least) / variance).squareRoot() - t
  }
}
