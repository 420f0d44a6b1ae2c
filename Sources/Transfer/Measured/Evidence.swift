public import Statistics

/// The figures behind a verdict, on the scale that the limits are said in.
public struct Evidence: Sendable, Equatable {
  /// What is estimated. Each kind of criterion declares its own.
  public struct Quantity: Sendable, Hashable {
    /// What the record calls it.
    public let name: String
    /// The value at which laboratories agree; `nil` where that has no meaning.
    public let agreement: Double?
    /// Where a picture of two limits has its upright line.
    public let reference: Double
    /// Whether it is drawn on a logarithmic axis.
    public let isRatio: Bool
    /// Whether it is in percent.
    public let isPercent: Bool

    init(
      _ name: String, agreement: Double? = nil, reference: Double = 0, isRatio: Bool = false, isPercent: Bool = false
    ) {
      self.name = name
      self.agreement = agreement
      self.reference = reference
      self.isRatio = isRatio
      self.isPercent = isPercent
    }
  }

  /// What a verdict rests on, by its form.
  public enum Basis: Sendable, Equatable {
    /// A confidence set of two one-sided tests, held against limits on one side or both.
    case interval(Interval)
    /// An upper confidence bound, held against an upper limit; the lower one at the same level decides a failure.
    case bound(upper: Double, lower: Double?, pValue: Double?)
    /// Runs counted: those not shown similar, held against the number that may be, and of them those shown unlike.
    case count(notShown: Int, shownUnlike: Int)
    /// An estimate whose uncertainty is not known, such as one unit's: it shows, and decides nothing.
    case estimateAlone
  }

  /// A confidence set and the tests that it is the inversion of.
  public struct Interval: Sendable, Equatable {
    /// What is held against the limits; one end where there is one limit.
    public let judged: ConfidenceSet
    /// The two-sided interval at 1 - alpha, for the eye.
    public let wide: ConfidenceSet
    /// For a one-sided limit: the opposite bound at the same level, which decides a failure.
    public let opposite: Double?
    /// Bofinger and Hsu's 1 - alpha interval, where it was asked for.
    public let equivalence: ConfidenceSet?
    /// Evidence against a truth at or below the lower limit, and at or above the upper one.
    public let lowerPValue: Double?
    public let upperPValue: Double?
  }

  public let quantity: Quantity
  public let estimate: Double
  /// On the analysis scale (ln for the log scale, as `method` says); `nil` where the method has none.
  public let standardError: Double?
  public let degreesOfFreedom: Double?
  public let basis: Basis
  /// 1 - 2 alpha for a two-sided interval, 1 - alpha for a bound.
  public let level: Double
  public let lowerLimit: Double?
  public let upperLimit: Double?
  /// The model and its conventions by name.
  public let method: String
  public let laboratories: [LaboratoryFigures]
  /// What a bound on intermediate precision holds for and can reach; `nil` for all else.
  public let precision: PrecisionGrounds?

  init(
    _ quantity: Quantity, estimate: Double, standardError: Double? = nil, degreesOfFreedom: Double? = nil,
    _ basis: Basis, level: Double, lowerLimit: Double? = nil, upperLimit: Double?, method: String,
    laboratories: [LaboratoryFigures] = [], precision: PrecisionGrounds? = nil
  ) {
    self.quantity = quantity
    self.estimate = estimate
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.basis = basis
    self.level = level
    self.lowerLimit = lowerLimit
    self.upperLimit = upperLimit
    self.method = method
    self.laboratories = laboratories
    self.precision = precision
  }
}

// MARK: - What is read from any form of it

extension Evidence {
  /// What is held against the limits, at `level`.
  public var judged: ConfidenceSet {
    switch basis {
    case .interval(let interval): interval.judged
    case .bound(let upper, _, _): .bounded(lower: nil, upper: upper)
    case .count(let notShown, _): .bounded(lower: nil, upper: Double(notShown))
    case .estimateAlone: .bounded(lower: nil, upper: nil)
    }
  }

  /// The two-sided interval at 1 - alpha, for the eye; `nil` where there is none.
  public var wide: ConfidenceSet? {
    switch basis {
    case .interval(let interval): interval.wide
    case .bound(let upper, let lower?, _): .bounded(lower: lower, upper: upper)
    case .bound, .count, .estimateAlone: nil
    }
  }

  /// For a one-sided limit: the opposite bound at the same level, which decides a failure.
  public var opposite: Double? {
    switch basis {
    case .interval(let interval): interval.opposite
    case .bound(_, let lower, _): lower
    case .count(_, let shownUnlike): Double(shownUnlike)
    case .estimateAlone: nil
    }
  }

  /// Bofinger and Hsu's 1 - alpha interval, where it was asked for.
  public var equivalenceInterval: ConfidenceSet? {
    if case .interval(let interval) = basis { interval.equivalence } else { nil }
  }

  /// Evidence against a truth at or below the lower limit.
  public var lowerPValue: Double? {
    if case .interval(let interval) = basis { interval.lowerPValue } else { nil }
  }

  /// Evidence against a truth at or above the upper limit.
  public var upperPValue: Double? {
    switch basis {
    case .interval(let interval): interval.upperPValue
    case .bound(_, _, let pValue): pValue
    case .count, .estimateAlone: nil
    }
  }

  /// Whether runs are counted, which have neither decimals nor bounds.
  public var isCount: Bool { if case .count = basis { true } else { false } }
}

/// One laboratory's part in a finding.
public struct LaboratoryFigures: Sendable, Equatable {
  public let laboratory: String
  /// On the scale of results: the geometric mean on the log scale. `nil` where no mean takes part.
  public let mean: Double?
  /// SD of unit means on the analysis scale, for means; the SD judged, for precision.
  public let standardDeviation: Double?
  public let degreesOfFreedom: Double?
  public let units: Int
  public let results: Int
  /// Mean squares behind a precision, outermost first, each with its part in the square of the SD judged.
  public let meanSquares: [WeightedSquare]

  public init(
    laboratory: String, mean: Double?, standardDeviation: Double?, degreesOfFreedom: Double?, units: Int, results: Int,
    meanSquares: [WeightedSquare] = []
  ) {
    self.laboratory = laboratory
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.degreesOfFreedom = degreesOfFreedom
    self.units = units
    self.results = results
    self.meanSquares = meanSquares
  }
}

/// A mean square and what it is multiplied by in a variance that is a sum of such.
public struct WeightedSquare: Sendable, Equatable {
  public let square: MeanSquare
  public let coefficient: Double
  /// Of results within units, which a study calls repeatability or by its own word.
  public let isWithinUnits: Bool
}

/// Independent units a laboratory that a new, separately protocolled study would need.
public struct UnitsNeeded: Sendable, Hashable {
  /// `nil` where no size reaches the power.
  public struct Sizes: Sendable, Hashable {
    public let power80: Int?
    public let power90: Int?
  }
  /// If the laboratories agreed (a true difference of zero, a ratio of one); `nil` where that has no meaning.
  public let atZero: Sizes?
  /// If the truth were what was observed.
  public let atObserved: Sizes
}
