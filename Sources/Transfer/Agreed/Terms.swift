public import Notation
internal import Statistics

/// A two-sided limit.
public struct Limits: Sendable, Hashable {
  public let lower: ExactDecimal
  public let upper: ExactDecimal
  public init(lower: ExactDecimal, upper: ExactDecimal) {
    self.lower = lower
    self.upper = upper
  }

  /// Said of limits that differ in more digits than a computation has, or that lie beyond its numbers.
  static let beyondComputing = "the limits cannot be computed with: they lie too close together, or too far out"

  /// The limits that are tested: `nil` on the side that a direction leaves open.
  func tested(_ direction: Direction?) -> (lower: ExactDecimal?, upper: ExactDecimal?) {
    (direction == .upper ? nil : lower, direction == .lower ? nil : upper)
  }

  /// ln of limits that are said as ratios.
  public var ln: (lower: Double, upper: Double) {
    (AnalysisScale.log.position(of: lower.double), AnalysisScale.log.position(of: upper.double))
  }

  /// ``ln`` as a margin; `nil` where the limits are no ratios.
  var marginOfLn: Margin? { try? Margin(lower: ln.lower, upper: ln.upper) }
}

/// How the variances of two laboratories enter a comparison of their means.
public enum Variances: String, CaseIterable, Sendable, Hashable {
  /// Each laboratory's own, combined as Welch does.
  case separate
  /// One common variance.
  case pooled
}

/// The rule for degrees of freedom where replication is unbalanced and a mixed model is fitted.
public enum ModelDegreesOfFreedom: String, CaseIterable, Sendable, Hashable {
  case satterthwaite
  case kenwardRoger = "kenward-roger"
}

/// Which side of an interval decides.
public enum Direction: String, CaseIterable, Sendable, Hashable {
  /// Only the lower limit is tested: not less than.
  case lower
  /// Only the upper limit is tested: not more than.
  case upper
}

/// What a precision is expressed as.
public enum PrecisionMeasure: String, CaseIterable, Sendable, Hashable {
  /// In the unit; on the log scale the SD of ln.
  case sd
  /// In percent of the mean; linear scale only.
  case cv
  /// 100 (exp(s) - 1), s the SD of ln; log scale only.
  case gcv
}

/// The format of a reportable result: the mean over runs and replicates.
public struct Reportable: Sendable, Hashable {
  public let runs: Int
  public let replicates: Int
}
