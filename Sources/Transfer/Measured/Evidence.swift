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
    /// Whether runs are counted, which have neither decimals nor bounds.
    public let isCount: Bool

    init(
      _ name: String, agreement: Double? = nil, reference: Double = 0, isRatio: Bool = false, isPercent: Bool = false,
      isCount: Bool = false
    ) {
      self.name = name
      self.agreement = agreement
      self.reference = reference
      self.isRatio = isRatio
      self.isPercent = isPercent
      self.isCount = isCount
    }
  }

  public let quantity: Quantity
  public let estimate: Double
  /// On the analysis scale (ln for the log scale, as `method` says); `nil` where the method has none.
  public let standardError: Double?
  public let degreesOfFreedom: Double?
  /// What is held against the limits, at `level`.
  public let judged: ConfidenceSet
  /// 1 - 2 alpha for a two-sided interval, 1 - alpha for a bound.
  public let level: Double
  /// The two-sided interval at 1 - alpha, for the eye.
  public let wide: ConfidenceSet?
  /// For a one-sided limit: the opposite bound at the same level, which decides a failure.
  public let opposite: Double?
  /// Bofinger and Hsu's 1 - alpha interval, where it was asked for.
  public let equivalenceInterval: ConfidenceSet?
  public let lowerLimit: Double?
  public let upperLimit: Double?
  /// Evidence against a truth at or below the lower limit, and at or above the upper one.
  public let lowerPValue: Double?
  public let upperPValue: Double?
  /// The model and its conventions by name.
  public let method: String
  public let laboratories: [LaboratoryFigures]
  /// What a bound on intermediate precision holds for and can reach; `nil` for all else.
  public var precision: PrecisionGrounds? = nil
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
  /// Mean squares behind a precision, outermost first.
  public let meanSquares: [MeanSquare]
  /// What each of them is multiplied by in the square of the SD judged.
  public let coefficients: [Double]

  public init(
    laboratory: String, mean: Double?, standardDeviation: Double?, degreesOfFreedom: Double?, units: Int, results: Int,
    meanSquares: [MeanSquare] = [], coefficients: [Double] = []
  ) {
    self.coefficients = coefficients
    self.laboratory = laboratory
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.degreesOfFreedom = degreesOfFreedom
    self.units = units
    self.results = results
    self.meanSquares = meanSquares
  }
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
