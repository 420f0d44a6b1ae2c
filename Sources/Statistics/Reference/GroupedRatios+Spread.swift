/// A standard deviation of ln ratios with its degrees of freedom.
public struct RatioSpread: Sendable, Equatable {
  public let standardDeviation: Double
  public let degreesOfFreedom: Double

  /// - Precondition: both are above zero and finite.
  public init(standardDeviation: Double, degreesOfFreedom: Double) {
    precondition(
      standardDeviation > 0 && standardDeviation.isFinite && degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "a spread and its degrees of freedom are above zero, not \(standardDeviation) and \(degreesOfFreedom)")
    self.standardDeviation = standardDeviation
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// 100 (exp(s) - 1).
  public var percentGCV: Double { GeometricVariation.percentGCV(standardDeviation) }

  /// The two-sided interval of the standard deviation, by chi-square: s √(ν/χ²).
  public func interval(level: Double) -> (lower: Double, upper: Double) {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    let chiSquare = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    let tail = (1 - level) / 2
    return (
      standardDeviation * (degreesOfFreedom / chiSquare.upperQuantile(tail)).squareRoot(),
      standardDeviation * (degreesOfFreedom / chiSquare.lowerQuantile(tail)).squareRoot()
    )
  }

  /// The same of the %GCV.
  public func percentGCVInterval(level: Double) -> (lower: Double, upper: Double) {
    let (lower, upper) = interval(level: level)
    return (GeometricVariation.percentGCV(lower), GeometricVariation.percentGCV(upper))
  }
}

/// The component of variance between groups, by the analysis of variance.
///
/// σ_b² = (MS_between - MS_within)/n₀ with n₀ = (N - Σ nᵢ²/N)/(L - 1). Searle, Casella & McCulloch (1992), *Variance
/// Components*, ch. 3.
public struct BetweenGroups: Sendable, Equatable {
  /// MS_between: Σ nᵢ (mean - grand mean)²/(L - 1), L - 1 degrees of freedom.
  public let between: MeanSquare
  /// MS_within: N - L degrees of freedom.
  public let within: MeanSquare
  /// n₀, the values of a group where all hold the same number.
  public let valuesPerGroup: Double

  /// As it comes out, below zero where groups differ less than the variation within them lets expect.
  public var untruncated: Double { (between.value - within.value) / valuesPerGroup }
  /// The same, zero where it comes out negative.
  public var variance: Double { max(0, untruncated) }
  /// Whether it came out negative and was put at zero.
  public var isTruncated: Bool { untruncated < 0 }
  public var standardDeviation: Double { variance.squareRoot() }
  /// 100 (exp(s) - 1).
  public var percentGCV: Double { GeometricVariation.percentGCV(standardDeviation) }
  /// P(F ≥ MS_between/MS_within) when all groups have one ratio; 0 where groups differ and nothing varies within them.
  public var pValue: Double {
    guard within.value > 0 else { return 0 }
    return FDistribution(between.degreesOfFreedom, within.degreesOfFreedom).upperTail(between.value / within.value)
  }
}

extension GroupedRatios {
  /// The standard deviation within groups, pooled over them, with N - L degrees of freedom.
  ///
  /// - Throws: ``RatioError/needsValues``, ``RatioError/noRepeats``, ``RatioError/noVariation``.
  public func withinSpread() throws(RatioError) -> RatioSpread {
    let (variance, freedom) = try pooledVariance()
    guard variance > 0 else { throw .noVariation }
    return RatioSpread(standardDeviation: variance.squareRoot(), degreesOfFreedom: freedom)
  }

  /// The standard deviation of group means, with L - 1 degrees of freedom. It holds the variation within groups too, as
  /// far as means of that many values let it through.
  ///
  /// - Throws: ``RatioError/tooFewGroups(needed:found:)``, ``RatioError/noVariation``.
  public func spreadOfGroupMeans() throws(RatioError) -> RatioSpread {
    let found = try momentsOfMeans()
    guard found.variance > 0 else { throw .noVariation }
    return RatioSpread(standardDeviation: found.standardDeviation, degreesOfFreedom: Double(groupCount - 1))
  }

  /// The component of variance between groups.
  ///
  /// - Throws: ``RatioError/needsValues``, ``RatioError/tooFewGroups(needed:found:)``,
  ///   ``RatioError/noRepeats``, ``RatioError/noVariation`` where nothing varies at all.
  public func betweenGroups() throws(RatioError) -> BetweenGroups {
    let within = try pooledVariance()
    guard groupCount > 1 else { throw .tooFewGroups(needed: 2, found: 1) }
    // By size, so that the order of groups changes no bit.
    let order = zip(groups.map { Double($0.count) }, centred).sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    var (total, squares) = (0.0, 0.0)
    var sum = CompensatedSum()
    for (n, mean) in order {
      total += n
      squares += n * n
      sum.add(n * mean)
    }
    let grand = sum.value / total
    var scatter = CompensatedSum()
    for (n, mean) in order { scatter.add(n * (mean - grand) * (mean - grand)) }
    let freedom = Double(groupCount - 1)
    guard scatter.value > 0 || within.variance > 0 else { throw .noVariation }
    return BetweenGroups(
      between: MeanSquare(name: "between", value: scatter.value / freedom, degreesOfFreedom: freedom),
      within: MeanSquare(name: "within", value: within.variance, degreesOfFreedom: within.degreesOfFreedom),
      valuesPerGroup: (total - squares / total) / freedom)
  }

  /// Σ (n - 1) s²/(N - L).
  func pooledVariance() throws(RatioError) -> (variance: Double, degreesOfFreedom: Double) {
    guard !groups.isEmpty else { throw .needsValues }
    guard let pooled = PooledVariance(groups) else {
      throw groupCount == 1 ? .tooFewValues(group: 0, needed: 2, found: 1) : .noRepeats
    }
    return (groupCount == 1 ? groups[0].variance : pooled.value, pooled.degreesOfFreedom)
  }
}
