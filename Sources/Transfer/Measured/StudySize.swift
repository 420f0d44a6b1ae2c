internal import Statistics

/// The standard error and degrees of freedom that a new study of `units` a laboratory would have at the variability observed.
protocol StudySize {
  /// - Parameter units: of each sample, where every sample has units of its own.
  func precision(units: Int) -> (variance: Double, degreesOfFreedom: Double)
  /// How many samples have units of their own: a laboratory needs so many times the units of one.
  var groups: Int { get }
  /// The comparison as the exact test over both variances plans it, where ``precision(units:)`` is only its approximation;
  /// `nil` where that is all there is.
  var exactSpread: PlannedComparison.Spread? { get }
}

extension StudySize {
  var exactSpread: PlannedComparison.Spread? { nil }

  /// The smallest number of units a laboratory that passes with a chance of `target`.
  ///
  /// Exact for pairs, one laboratory's unit means, a common variance, and two laboratories whose units are one series each
  /// (Welch's test, over both sample variances). With several series a laboratory, or means from a mixed model, degrees of
  /// freedom are Satterthwaite's at the variances observed: an approximation.
  func units(reaching target: Double, truth: Double, zone: EquivalenceZone, alpha: Double) -> Int? {
    let limit = 10_000
    let near = EquivalencePower.smallest(reaching: target, limit: limit) { units in
      let (variance, degreesOfFreedom) = precision(units: units)
      return EquivalencePower.power(
        truth: truth, standardError: variance.squareRoot(), degreesOfFreedom: degreesOfFreedom, zone: zone, alpha: alpha
      )
    }
    guard let spread = exactSpread, (try? PlannedComparison(spread, test: 2)) != nil else {
      return near.map { $0 * groups }
    }
    // The approximation is next to the answer, which saves most of the double integrals.
    return EquivalencePower.smallest(near: near ?? limit, reaching: target, limit: limit) { units in
      (try? PlannedComparison(spread, test: units))?.reaches(target, truth: truth, zone: zone, alpha: alpha)
        ?? false
    }.map { $0 * groups }
  }
}

/// Two laboratories of equal size.
struct SizeOfTwo: StudySize {
  private let receiving: (variance: Double, perUnit: Double)
  private let sending: (variance: Double, perUnit: Double)
  private let common: Bool
  /// What no number of units removes: the variance of the ratio of two reference lots.
  private let constant: (variance: Double, degreesOfFreedom: Double)?
  /// One series of unit means at each laboratory.
  private let areSimple: Bool
  let groups: Int

  init(_ r: LaboratoryMean, _ s: LaboratoryMean, commonDegreesOfFreedom: Double?, bridge: LnEstimate? = nil) {
    constant = bridge.flatMap {
      $0.isExact ? nil : ($0.standardError * $0.standardError, $0.degreesOfFreedom)
    }
    func observed(_ mean: LaboratoryMean) -> (Double, Double) {
      // With K separate groups the degrees of freedom grow as those of one group times what they were.
      let n = mean.unitsPerSample
      return (mean.estimate.variance * n, mean.estimate.variance > 0 ? mean.estimate.degreesOfFreedom / (n - 1) : 1)
    }
    common = commonDegreesOfFreedom != nil
    areSimple = r.samples.count == 1 && s.samples.count == 1
    groups = max(r.ownUnits, s.ownUnits)
    if common, let pooled = CommonVariance(receiving: r, sending: s) {
      receiving = (pooled.receiving.variance * r.unitsPerSample, Double(r.samples.count))
      sending = (pooled.sending.variance * s.unitsPerSample, Double(s.samples.count))
    } else {
      receiving = observed(r)
      sending = observed(s)
    }
  }

  var receivingVariance: Double { receiving.variance }
  var sendingVariance: Double { sending.variance }

  func precision(units: Int) -> (variance: Double, degreesOfFreedom: Double) {
    let n = Double(units)
    let (a, b) = (receiving.variance / n, sending.variance / n)
    let (va, vb) = (receiving.perUnit * (n - 1), sending.perUnit * (n - 1))
    if common { return (a + b, va + vb) }
    if let constant {
      let parts: [(variance: Double, degreesOfFreedom: Double)] = [(a, va), (b, vb), constant]
      return (parts.reduce(0) { $0 + $1.variance }, satterthwaite(parts) ?? va + vb)
    }
    return (a + b, (a + b) * (a + b) / (a * a / va + b * b / vb))
  }

  var exactSpread: PlannedComparison.Spread? {
    guard !common, areSimple, constant == nil else { return nil }
    return .separate(test: receiving.variance.squareRoot(), reference: sending.variance.squareRoot())
  }
}

/// One series of units: pairs, or one laboratory.
struct SizeOfOne: StudySize {
  private let perUnit: Double
  private let degreesOfFreedomPerUnit: Double
  let groups: Int

  init(_ squaredStandardError: Double, units: Int) {
    perUnit = squaredStandardError * Double(units)
    degreesOfFreedomPerUnit = 1
    groups = 1
  }

  init(_ mean: LaboratoryMean) {
    let n = mean.unitsPerSample
    perUnit = mean.estimate.variance * n
    degreesOfFreedomPerUnit = mean.estimate.degreesOfFreedom / (n - 1)
    groups = mean.ownUnits
  }

  func precision(units: Int) -> (variance: Double, degreesOfFreedom: Double) {
    (perUnit / Double(units), degreesOfFreedomPerUnit * Double(units - 1))
  }
}

extension UnitsNeeded {
  /// For a test of means on the analysis scale.
  ///
  /// - Parameter zero: the value on that scale at which the laboratories agree.
  static func comparingMeans(
    _ size: some StudySize, margin: Margin, observed: Double, zero: Double, alpha: Double, direction: Direction?
  ) -> UnitsNeeded {
    let zone: EquivalenceZone =
      switch direction {
      case .lower: .above(margin.lower)
      case .upper: .below(margin.upper)
      case nil: .inside(margin)
      }
    func sizes(_ truth: Double) -> Sizes {
      guard zone.contains(truth) else { return Sizes(power80: nil, power90: nil) }
      return Sizes(
        power80: size.units(reaching: 0.8, truth: truth, zone: zone, alpha: alpha),
        power90: size.units(reaching: 0.9, truth: truth, zone: zone, alpha: alpha))
    }
    return UnitsNeeded(atZero: sizes(zero), atObserved: sizes(observed))
  }

  /// For Sasabuchi's tests: the two one-sided powers, of which the sum less one bounds the power of both from below.
  static func comparingRatios(_ test: RatioTest, _ size: SizeOfTwo, alpha: Double, direction: Direction?) -> UnitsNeeded
  {
    let sender = test.reference.mean
    func sizes(_ truth: Double) -> Sizes {
      guard direction == .upper || truth > test.margin.lower, direction == .lower || truth < test.margin.upper else {
        return Sizes(power80: nil, power90: nil)
      }
      func power(_ units: Int) -> Double {
        let n = Double(units)
        let (_, degreesOfFreedom) = size.precision(units: units)
        func oneSided(_ theta: Double, above: Bool) -> Double {
          let se = ((size.receivingVariance + theta * theta * size.sendingVariance) / n).squareRoot()
          let distance = (truth - theta) * sender
          return EquivalencePower.power(
            truth: distance, standardError: se, degreesOfFreedom: degreesOfFreedom, zone: above ? .above(0) : .below(0),
            alpha: alpha)
        }
        let a = direction == .upper ? 1 : oneSided(test.margin.lower, above: true)
        let b = direction == .lower ? 1 : oneSided(test.margin.upper, above: false)
        return max(0, a + b - 1)
      }
      return Sizes(
        power80: EquivalencePower.smallest(reaching: 0.8, power: power).map { $0 * size.groups },
        power90: EquivalencePower.smallest(reaching: 0.9, power: power).map { $0 * size.groups })
    }
    return UnitsNeeded(atZero: sizes(1), atObserved: sizes(test.ratio))
  }

  /// For a bound on a ratio of variances with equal units: the bound is below the limit when F < F(α) L²/q.
  static func boundingRatio(
    _ ratio: Double, limit: Double, receiving: (Int) -> Double, sending: (Int) -> Double, alpha: Double
  ) -> UnitsNeeded {
    func sizes(_ truth: Double) -> Sizes {
      guard truth < limit else { return Sizes(power80: nil, power90: nil) }
      return .sizes { n in
        let (a, b) = (receiving(n), sending(n))
        guard a > 0, b > 0 else { return 0 }
        guard truth > 0 else { return 1 }
        return PrecisionPower.ofRatioBound(
          limitOverTrue: (limit / truth).squareRoot(), test: a, reference: b, alpha: alpha)
      }
    }
    return UnitsNeeded(atZero: sizes(1), atObserved: sizes(ratio))
  }

}
