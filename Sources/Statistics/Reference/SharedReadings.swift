/// The correlation of two ln ratios that share the readings of one standard.
///
/// Each ln ratio is the mean ln of its numerator less that of its denominator. Where both hold the mean of the same
/// readings, with variance v, their covariance is +v if it is the denominator of both or the numerator of both, and -v
/// if it is the numerator of one and the denominator of the other. With equal variances of all means the correlation is
/// +1/2 or -1/2.
public enum SharedReadings {
  /// Which part of a ratio a mean is.
  public enum Part: Sendable, Equatable {
    case numerator
    case denominator
  }

  /// The variances of the two means that a ln ratio is made of, with independent errors.
  public struct Means: Sendable, Equatable {
    /// Of the mean ln of the numerator.
    public let numerator: Double
    /// Of the mean ln of the denominator.
    public let denominator: Double

    /// - Precondition: neither is negative or infinite.
    public init(numerator: Double, denominator: Double) {
      precondition(
        numerator >= 0 && denominator >= 0 && (numerator + denominator).isFinite,
        "variances are finite and not negative, as \(numerator) and \(denominator) are")
      self.numerator = numerator
      self.denominator = denominator
    }

    /// Of the ln ratio.
    public var variance: Double { numerator + denominator }

    public func variance(of part: Part) -> Double { part == .numerator ? numerator : denominator }
  }

  /// The correlation of two ln ratios that share one mean.
  ///
  /// - Parameters:
  ///   - part: what the shared mean is in the first ratio.
  ///   - otherPart: what it is in the second.
  ///   - covariance: of the two means that hold shared readings; the variance of the mean where all its readings are
  ///     shared, which is what is taken when it is not said: the smaller of the two variances given for it.
  /// - Returns: between -1 and 1; `nil` where a ratio has no variance.
  /// - Precondition: `covariance` is not above the geometric mean of the two variances.
  public static func correlation(
    _ first: Means, sharing part: Part, with second: Means, sharing otherPart: Part, covariance: Double? = nil
  ) -> Double? {
    let (one, other) = (first.variance(of: part), second.variance(of: otherPart))
    let shared = covariance ?? min(one, other)
    precondition(
      shared * shared <= one * other * (1 + 1e-9),
      "means with variances \(one) and \(other) have no covariance of \(shared)")
    let product = first.variance * second.variance
    let scale =
      product.isNormal ? product.squareRoot() : first.variance.squareRoot() * second.variance.squareRoot()
    guard scale > 0 else { return nil }
    return max(-1, min(1, (part == otherPart ? shared : -shared) / scale))
  }

  /// The covariance of the means of two series of n₁ and n₂ ln ratios, n of which are from runs that both have, and
  /// their correlation.
  public struct Estimate: Sendable, Equatable {
    /// s₁₂ n/(n₁ n₂), s₁₂ the sample covariance of the ln ratios over the shared runs.
    public let covariance: Double
    /// The same over both standard errors, between -1 and 1.
    public let correlation: Double
    /// Whether it came out beyond and was put at -1 or 1.
    public let isTruncated: Bool
    public let sharedRuns: Int
  }

  /// The correlation of two mean ln ratios from the ln ratios of their runs.
  ///
  /// What else two ratios of one run have in common enters as well, whichever parts they share.
  ///
  /// - Parameters:
  ///   - first: the ln ratios of the first comparison, one a run.
  ///   - second: those of the other.
  ///   - shared: for each run that both have, its place in either series.
  /// - Throws: ``RatioError/notFinite(group:value:)``, ``RatioError/tooFewValues(group:needed:found:)`` below two
  ///   values in a series (group 0 or 1), ``RatioError/tooFewShared(needed:found:)`` below two shared runs,
  ///   ``RatioError/noVariation`` where a series does not vary.
  /// - Precondition: the places exist, and none is named twice.
  public static func estimated(
    from first: [Double], _ second: [Double], shared: [(first: Int, second: Int)]
  ) throws(RatioError) -> Estimate {
    let series = try GroupedRatios([first, second])
    for (group, moments) in series.groups.enumerated() where moments.count < 2 {
      throw .tooFewValues(group: group, needed: 2, found: moments.count)
    }
    guard shared.count >= 2 else { throw .tooFewShared(needed: 2, found: shared.count) }
    precondition(
      Set(shared.map { $0.first }).count == shared.count && Set(shared.map { $0.second }).count == shared.count,
      "a run is shared once")
    let (one, other) = (series.groups[0], series.groups[1])
    guard one.variance > 0, other.variance > 0 else { throw .noVariation }
    // In an order of their own, so that the order of runs changes no bit.
    let pairs = shared.map { (first[$0.first] - one.pivot, second[$0.second] - other.pivot) }.sorted { $0 < $1 }
    let n = Double(pairs.count)
    var (sum, otherSum) = (CompensatedSum(), CompensatedSum())
    for pair in pairs {
      sum.add(pair.0)
      otherSum.add(pair.1)
    }
    var products = CompensatedSum()
    for pair in pairs { products.add((pair.0 - sum.value / n) * (pair.1 - otherSum.value / n)) }
    let (n1, n2) = (Double(one.count), Double(other.count))
    let covariance = products.value / (n - 1) * n / (n1 * n2)
    let correlation = covariance / (one.variance / n1).squareRoot() / (other.variance / n2).squareRoot()
    return Estimate(
      covariance: covariance, correlation: max(-1, min(1, correlation)), isTruncated: correlation.magnitude > 1,
      sharedRuns: pairs.count)
  }
}
