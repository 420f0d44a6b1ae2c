/// A two-sided confidence interval of a variance on the analysis scale.
public struct PrecisionInterval: Sendable, Equatable {
  public enum Method: String, Sendable, CaseIterable {
    /// One mean square: exact for normal data.
    case chiSquare = "chi-square"
    /// Graybill & Wang for sums of mean squares, Ting and others where signs differ.
    case modifiedLargeSample = "modified-large-sample"
    /// Chi-square with Satterthwaite's degrees of freedom.
    case satterthwaite
    /// Of the likelihood that was maximised: restricted for REML, full for ML.
    case profile
    /// Estimate ± z × standard error, as it comes: the lower end may be negative.
    case wald
  }

  public let method: Method
  public let level: Double
  /// Not below zero, save for ``Method/wald``.
  public let lower: Double
  /// Infinite where the data cannot bound it.
  public let upper: Double

  /// The ends as standard deviations.
  public var standardDeviations: (lower: Double, upper: Double) {
    (max(0, lower).squareRoot(), max(0, upper).squareRoot())
  }
}

/// A variance, what it is a part of, and how well it is known.
public struct PrecisionQuantity: Sendable, Equatable {
  /// How an estimate came to stand where it is.
  public enum Standing: String, Sendable {
    case estimated
    /// Below zero, and kept so.
    case negative
    /// Estimated below zero and set to zero, as was asked for.
    case setToZero = "set-to-zero"
    /// The likelihood is greatest at zero.
    case atZero = "at-zero"
  }

  /// %CV on the linear scale, %GCV on the log scale.
  public struct Percent: Sendable, Equatable {
    public let estimate: Double
    /// `nil` where none is given; an infinite upper end where the data cannot bound it.
    public let interval: (lower: Double, upper: Double)?
    /// How the interval came about.
    public let method: String?

    public static func == (a: Self, b: Self) -> Bool {
      a.estimate == b.estimate && a.method == b.method && a.interval?.lower == b.interval?.lower
        && a.interval?.upper == b.interval?.upper
    }
  }

  public let name: String
  /// On the analysis scale, squared.
  public let variance: Double
  public let standing: Standing
  /// In percent of the total variance; negative for a negative estimate.
  public let percentOfTotal: Double?
  /// Satterthwaite's; `nil` where the variance is not above zero.
  public let degreesOfFreedom: Double?
  /// The one that is shown first, then others by their names.
  public let intervals: [PrecisionInterval]
  public let percent: Percent?

  /// The one that is shown; never Wald's, which knows nothing of zero.
  public var interval: PrecisionInterval? { intervals.first { $0.method != .wald } }
  /// The same under another name.
  func named(_ name: String) -> PrecisionQuantity {
    PrecisionQuantity(
      name: name, variance: variance, standing: standing, percentOfTotal: percentOfTotal,
      degreesOfFreedom: degreesOfFreedom, intervals: intervals, percent: percent)
  }

  /// The root of the variance; zero where that is negative.
  public var standardDeviation: Double { max(0, variance).squareRoot() }
}
