internal import Elementary

/// Why a tolerance factor cannot be given.
public enum ToleranceFactorError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A single sample needs at least two observations, at most a thousand million.
  case countOutOfRange(Int)
  /// An effective number of observations lies between 1 and 1e9.
  case effectiveCountOutOfRange(Double)
  /// Degrees of freedom lie between 0.5 and 1e9, and above 1e6 not beyond 100 n²: there the SD is all but known, and the
  /// integral no longer followed.
  case degreesOfFreedomOutOfRange(Double)
  /// A coverage lies strictly between 0 and 1.
  case coverageOutOfRange(Double)
  /// A confidence lies strictly between 0 and 1.
  case confidenceOutOfRange(Double)
  /// The named approximation does not exist for so few observations at this confidence.
  case approximationUndefined(String)

  public var description: String {
    switch self {
    case .countOutOfRange(let count):
      "a tolerance factor needs from 2 to 1000000000 observations, not \(count)"
    case .effectiveCountOutOfRange(let count):
      "an effective number of observations lies between 1 and 1e9, not at \(count)"
    case .degreesOfFreedomOutOfRange(let value):
      "degrees of freedom lie between 0.5 and 1e9, and above 1e6 are not more than 100 n², not at \(value)"
    case .coverageOutOfRange(let value): "a coverage lies between 0 and 1, both excluded, not at \(value)"
    case .confidenceOutOfRange(let value): "a confidence lies between 0 and 1, both excluded, not at \(value)"
    case .approximationUndefined(let name):
      "the approximation \(name) has no value for so few observations at this confidence; the exact factor has"
    }
  }
}

/// The k for which mean ± k SD (or the mean and k SD to one side) holds at least `coverage` of a normal population with
/// probability `confidence`; also known as a beta-content, gamma-confidence tolerance factor.
///
/// The mean has variance σ²/n and the SD, independent of it, has its own degrees of freedom ν, which are n - 1 for a simple
/// sample. The exact factors are ``oneSided`` and ``twoSided``; the rest are the approximations of the literature by name,
/// for comparison with what was reported elsewhere.
public struct ToleranceFactor: Sendable, Equatable {
  /// n: the population variance over the variance of the mean; not always whole in a nested design.
  public let effectiveCount: Double
  /// ν of the standard deviation.
  public let degreesOfFreedom: Double
  /// The share of the population to be held, strictly between 0 and 1.
  public let coverage: Double
  /// The probability that it is held, strictly between 0 and 1.
  public let confidence: Double

  /// The factor of a simple sample of `count` observations, with `count` - 1 degrees of freedom.
  ///
  /// - Throws: ``ToleranceFactorError`` when an argument is outside its range.
  public init(count: Int, coverage: Double, confidence: Double) throws(ToleranceFactorError) {
    guard (2...1_000_000_000).contains(count) else { throw .countOutOfRange(count) }
    try self.init(
      effectiveCount: Double(count), degreesOfFreedom: Double(count - 1), coverage: coverage, confidence: confidence)
  }

  /// The factor where the standard deviation has degrees of freedom of its own.
  ///
  /// - Parameters:
  ///   - effectiveCount: from 1 to 1e9.
  ///   - degreesOfFreedom: from 0.5 to 1e9; above 1e6 not more than 100 times the square of the effective count.
  /// - Throws: ``ToleranceFactorError`` when an argument is outside its range.
  public init(
    effectiveCount: Double, degreesOfFreedom: Double, coverage: Double, confidence: Double
  ) throws(ToleranceFactorError) {
    guard effectiveCount >= 1, effectiveCount <= 1e9 else { throw .effectiveCountOutOfRange(effectiveCount) }
    guard degreesOfFreedom >= 0.5, degreesOfFreedom <= 1e9,
      degreesOfFreedom <= max(1e6, 100 * effectiveCount * effectiveCount)
    else {
      throw .degreesOfFreedomOutOfRange(degreesOfFreedom)
    }
    guard coverage > 0, coverage < 1 else { throw .coverageOutOfRange(coverage) }
    guard confidence > 0, confidence < 1 else { throw .confidenceOutOfRange(confidence) }
    self.effectiveCount = effectiveCount
    self.degreesOfFreedom = degreesOfFreedom
    self.coverage = coverage
    self.confidence = confidence
  }

  /// The exact one-sided factor: the `confidence` quantile of the noncentral t distribution with δ = z √n, over √n.
  ///
  /// Negative where so small a coverage is asked for that the limit lies on the other side of the mean.
  public var oneSided: Double {
    let root = effectiveCount.squareRoot()
    let t = NoncentralT(
      degreesOfFreedom: degreesOfFreedom, noncentrality: Normal.lowerQuantile(coverage) * root)
    return t.lowerQuantile(confidence) / root
  }

  /// The exact two-sided factor (Odeh 1978; Eberhardt, Mee & Reeve 1989), controlling the content between both limits.
  public var twoSided: Double { TwoSidedTolerance(self).factor }

  /// Howe's two-sided approximation (1969) as the NIST/SEMATECH e-Handbook 7.2.6.3 gives it: z √(ν (1 + 1/n) / χ²).
  public var howe: Double { (1 + 1 / effectiveCount).squareRoot() * bothSides * spread }

  /// Howe's approximation with his weight √(1 + (ν - 2 - χ²) / (2 (n + 1)²)); the e-Handbook, which has ν = n - 1, calls it
  /// "weighted".
  ///
  /// - Throws: ``ToleranceFactorError/approximationUndefined(_:)`` where the root is of a number not above zero.
  public func howeWeighted() throws(ToleranceFactorError) -> Double {
    let n = effectiveCount
    let weight = 1 + (degreesOfFreedom - 2 - chiSquare) / (2 * (n + 1) * (n + 1))
    guard weight > 0 else { throw .approximationUndefined("of Howe, weighted,") }
    return howe * weight.squareRoot()
  }

  /// Wald and Wolfowitz's two-sided approximation (1946): r √(ν/χ²) with Φ(1/√n + r) - Φ(1/√n - r) the coverage.
  public var waldWolfowitz: Double {
    CoverageRadius(coverage: coverage).radius(at: 1 / effectiveCount.squareRoot()) * spread
  }

  /// Natrella's one-sided approximation (1963, NBS Handbook 91) as the NIST/SEMATECH e-Handbook 7.2.6.3 gives it.
  ///
  /// - Throws: ``ToleranceFactorError/approximationUndefined(_:)`` where z² reaches 2ν (few observations, high confidence).
  public func natrella() throws(ToleranceFactorError) -> Double {
    let z = Normal.lowerQuantile(coverage)
    let c = Normal.lowerQuantile(confidence)
    let a = 1 - c * c / (2 * degreesOfFreedom)
    let b = z * z - c * c / effectiveCount
    let under = z * z - a * b
    guard a > 0, under >= 0 else { throw .approximationUndefined("of Natrella") }
    return (z + (c < 0 ? -under.squareRoot() : under.squareRoot())) / a
  }

  /// z of (1 + coverage)/2.
  private var bothSides: Double { Normal.upperQuantile((1 - coverage) / 2) }

  /// √(ν/χ²): the upper confidence bound of σ over the standard deviation.
  private var spread: Double { (degreesOfFreedom / chiSquare).squareRoot() }

  /// χ² with probability 1 - `confidence` below it.
  private var chiSquare: Double { ChiSquare(degreesOfFreedom: degreesOfFreedom).upperQuantile(confidence) }
}

extension ToleranceFactor: CustomStringConvertible {
  /// `k = 3.393 on both sides, 2.911 on one, to hold 95 % with a confidence of 95 % (n = 10)`.
  public var description: String {
    "k = \(shown(twoSided)) on both sides, \(shown(oneSided)) on one, to hold \(shown(level: coverage)) with a confidence of "
      + "\(shown(level: confidence)) (n = \(shown(effectiveCount)))"
  }
}
