internal import Elementary

/// One of several independent estimates of the same potency.
public struct IndependentPotency: Sendable, Equatable {
  /// The natural logarithm of the potency.
  public let lnPotency: Double
  /// Of ``lnPotency``.
  public let standardError: Double
  /// Of its residual error; `nil` where none are known.
  public let degreesOfFreedom: Double?

  public init(lnPotency: Double, standardError: Double, degreesOfFreedom: Double?) {
    self.lnPotency = lnPotency
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// From a potency with its confidence limits, as a report prints them: s = (ln upper - ln lower)/(2t).
  ///
  /// European Pharmacopoeia 5.3, section 6.2.1 (W = 4t²/L²).
  ///
  /// - Throws: ``PotencyCombinationError/limits(lower:potency:upper:)`` unless 0 < lower < potency < upper;
  ///   ``PotencyCombinationError/degreesOfFreedom(index:above:)``, with the index 0, unless they are above zero and finite.
  public init(
    potency: Double, lower: Double, upper: Double, level: Double, degreesOfFreedom: Double
  ) throws(PotencyCombinationError) {
    checkLevel(level)
    guard lower > 0, lower < potency, potency < upper, upper.isFinite else {
      throw .limits(lower: lower, potency: potency, upper: upper)
    }
    guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { throw .degreesOfFreedom(index: 0, above: 0) }
    let t = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2)
    self.init(
      lnPotency: ln(potency), standardError: logarithmOfRatio(upper, lower) / (2 * t),
      degreesOfFreedom: degreesOfFreedom)
  }
}

extension IndependentPotency {
  /// A relative potency with the standard error that its Fieller limits imply: see
  /// ``init(potency:lower:upper:level:degreesOfFreedom:)``. Assumed potencies and dilutions are the caller's to add, as ln.
  ///
  /// - Throws: ``PotencyCombinationError/notBounded(preparation:)`` where the set is no interval above zero.
  public init(limitsOf potency: LinearPotency, level: Double) throws(PotencyCombinationError) {
    guard case .bounded(let lower?, let upper?) = potency.confidenceSet(level: level), lower > 0 else {
      throw .notBounded(preparation: potency.preparation)
    }
    try self.init(
      potency: potency.estimate, lower: lower, upper: upper, level: level, degreesOfFreedom: potency.degreesOfFreedom)
  }
}

/// Why independent potencies cannot be combined in the way that was asked for.
public enum PotencyCombinationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing to combine, or nothing to judge heterogeneity by.
  case tooFew(needed: Int, found: Int)
  case notFinite(index: Int)
  /// A standard error that is not above zero: that assay would take all the weight.
  case noStandardError(index: Int)
  case limits(lower: Double, potency: Double, upper: Double)
  /// A potency whose Fieller set is unbounded, exclusive, or reaches zero has no standard error to weight it by.
  case notBounded(preparation: String)
  /// A method that needs the degrees of freedom of each assay, or more of them.
  case degreesOfFreedom(index: Int, above: Double)
  /// Estimates that are all the same have no variation to base an interval on.
  case noVariation
  /// A negative variance between assays that outweighs an assay's own.
  case negativeVariance(index: Int)
  /// "t is approximately 2" is said of 95 % limits only.
  case levelNotDefined(Double)
  /// A prediction interval of a method without a variance between assays.
  case noPrediction

  public var description: String {
    switch self {
    case .tooFew(let needed, let found): "at least \(needed) estimates are needed, not \(found)"
    case .notFinite(let index): "estimate \(index + 1) or its standard error is not a finite number"
    case .noStandardError(let index):
      "estimate \(index + 1) has a standard error that is not above zero, so it would take all the weight"
    case .limits(let lower, let potency, let upper):
      "the limits \(lower) and \(upper) do not lie on both sides of the potency \(potency), all above zero"
    case .notBounded(let preparation):
      "the confidence set of \(preparation) is no interval above zero, so it has no weight"
    case .degreesOfFreedom(let index, let above):
      "estimate \(index + 1) has no degrees of freedom above \(above), which this method needs"
    case .noVariation: "all estimates are the same, so their variation gives no interval"
    case .negativeVariance(let index):
      "the variance between assays is negative and outweighs that of estimate \(index + 1): its weight is not defined"
    case .levelNotDefined(let level): "with t taken as 2 only 95 % limits are defined, not \(100 * level) %"
    case .noPrediction: "this method has no variance between assays, so there is nothing to predict from"
    }
  }
}

/// Several independent estimates of one potency, on the natural logarithm.
///
/// The order of the estimates changes no bit of what is combined.
public struct PotencyCombination: Sendable, Equatable {
  public let estimates: [IndependentPotency]
  /// Sorted, with one estimate subtracted.
  let y: [Double]
  let variances: [Double]
  let pivot: Double
  /// The index in ``estimates`` of each sorted one.
  let order: [Int]

  /// - Throws: ``PotencyCombinationError/tooFew(needed:found:)`` below two, ``PotencyCombinationError/notFinite(index:)``,
  ///   ``PotencyCombinationError/noStandardError(index:)``.
  public init(_ estimates: [IndependentPotency]) throws(PotencyCombinationError) {
    guard estimates.count >= 2 else { throw .tooFew(needed: 2, found: estimates.count) }
    for (i, estimate) in estimates.enumerated() {
      guard estimate.lnPotency.magnitude < 1e100, estimate.standardError.magnitude < 1e100 else {
        throw .notFinite(index: i)
      }
      // Below the second bound weights would leave the range of doubles.
      guard estimate.standardError > 1e-100 else { throw .noStandardError(index: i) }
    }
    self.estimates = estimates
    order = estimates.indices.sorted { a, b in
      let (one, other) = (estimates[a], estimates[b])
      if one.lnPotency != other.lnPotency { return one.lnPotency < other.lnPotency }
      if one.standardError != other.standardError { return one.standardError < other.standardError }
      return (one.degreesOfFreedom ?? -1) < (other.degreesOfFreedom ?? -1)
    }
    let pivot = estimates[order[order.count / 2]].lnPotency
    self.pivot = pivot
    y = order.map { estimates[$0].lnPotency - pivot }
    variances = order.map { estimates[$0].standardError * estimates[$0].standardError }
  }

  public var count: Int { y.count }

  /// The chi-square test that all estimate one potency.
  public var homogeneity: PotencyHomogeneity {
    PotencyHomogeneity(statistic: weighted(adding: 0).scatter, degreesOfFreedom: count - 1)
  }

  /// A weighted mean with weights 1/(variance + τ²): of centred values.
  struct WeightedMean {
    let weights: [Double]
    let total: Double
    let mean: Double
    /// Σ w (y - mean)².
    let scatter: Double
  }

  func weighted(adding between: Double) -> WeightedMean { weighted(variances.map { 1 / ($0 + between) }) }

  func weighted(_ weights: [Double]) -> WeightedMean {
    var (total, sum) = (CompensatedSum(), CompensatedSum())
    for (w, value) in zip(weights, y) {
      total.add(w)
      sum.add(w * value)
    }
    let mean = sum.value / total.value
    var scatter = CompensatedSum()
    for (w, value) in zip(weights, y) { scatter.add(w * (value - mean) * (value - mean)) }
    return WeightedMean(weights: weights, total: total.value, mean: mean, scatter: scatter.value)
  }

  /// (Σw)² - Σw², formed without the cancellation.
  static func pairs(_ weights: [Double]) -> Double {
    var (before, sum) = (0.0, 0.0)
    for w in weights {
      sum += 2 * w * before
      before += w
    }
    return sum
  }

  /// Weights back in the order of ``estimates``.
  func inOrder(_ weights: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for (k, i) in order.enumerated() { result[i] = weights[k] }
    return result
  }

  /// The degrees of freedom of every assay, sorted as ``y``.
  func degreesOfFreedom(above least: Double) throws(PotencyCombinationError) -> [Double] {
    var result: [Double] = []
    for i in order {
      guard let found = estimates[i].degreesOfFreedom, found > least, found.isFinite else {
        throw .degreesOfFreedom(index: i, above: least)
      }
      result.append(found)
    }
    return result
  }
}

/// Cochran's Q: Σ (M - M̄)²/s² about the weighted mean, a chi-square when all estimates share one potency.
///
/// European Pharmacopoeia 5.3, section 6.2.2.
public struct PotencyHomogeneity: Sendable, Equatable {
  public let statistic: Double
  public let degreesOfFreedom: Int

  public var pValue: Double { ChiSquare(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(statistic) }

  /// I² = max(0, (Q - ν)/Q), in percent: the share of the variation that is not the assays' own.
  public var iSquared: Double {
    statistic > 0 ? 100 * max(0, (statistic - Double(degreesOfFreedom)) / statistic) : 0
  }
}
