public import Notation
public import Statistics

/// One criterion judged at one scope against one receiving laboratory.
public struct Finding: Sendable {
  /// What of the data was judged.
  public enum Item: Sendable, Hashable {
    case pooled
    case sample(String)
    case level(ExactDecimal)
    case sampleAtLevel(String, ExactDecimal)

    /// The sample's name, the level's value, or both; `nil` when pooled.
    public var name: String? {
      switch self {
      case .pooled: nil
      case .sample(let name): name
      case .level(let value): value.description
      case .sampleAtLevel(let name, let value): "\(name) at \(value)"
      }
    }
  }

  public let criterion: Criterion
  public let attribute: Attribute
  public let item: Item
  public let receiving: String
  public let verdict: Verdict
  /// Why, in words without figures.
  public let reason: String
  /// What the verdict rests on; `nil` where nothing could be computed.
  public let evidence: Evidence?
  /// Independent units at each laboratory; `nil` where the laboratory has no part in it.
  public let sendingUnits: Int?
  public let receivingUnits: Int?
  public let unitsNeeded: UnitsNeeded?
  /// Conventions and conditions that a reader must know of.
  public let remarks: [String]
  /// With a pooled finding: the same question at each item, because opposite biases cancel.
  public let items: PooledItems
  /// Results below a limit that have a part in it; `nil` where there are none, or where nothing could be computed.
  public let standIns: StandIns?

  init(
    criterion: Criterion, attribute: Attribute, item: Item, receiving: String, verdict: Verdict, reason: String,
    evidence: Evidence?, sendingUnits: Int?, receivingUnits: Int?, unitsNeeded: UnitsNeeded?, remarks: [String],
    items: PooledItems = .none, standIns: StandIns? = nil
  ) {
    self.criterion = criterion
    self.attribute = attribute
    self.item = item
    self.receiving = receiving
    self.verdict = verdict
    self.reason = reason
    self.evidence = evidence
    self.sendingUnits = sendingUnits
    self.receivingUnits = receivingUnits
    self.unitsNeeded = unitsNeeded
    self.remarks = remarks
    self.items = items
    self.standIns = standIns
  }

  /// Whether what stands for results below a limit keeps it from the verdict that half of the limit would give.
  public var hangsOnStandIns: Bool { standIns.map { $0.verdictAtHalf != verdict } ?? false }

  /// Figures of the laboratories that have two units of replication, one degree of freedom where they are all there is.
  public var laboratoriesOfTwo: [LaboratoryFigures] { evidence?.laboratories.filter { $0.units == 2 } ?? [] }

  /// The smallest limits that would have been met.
  public var tippingLimit: ConfidenceSet? {
    guard let evidence, verdict != .pass, !hangsOnStandIns else { return nil }
    return evidence.judged
  }
}

/// The figures behind a verdict, on the scale that the limits are said in.
public struct Evidence: Sendable, Equatable {
  /// What is estimated.
  public enum Quantity: String, Sendable, Hashable {
    /// R - S in the unit.
    case difference
    /// 100 (R/S - 1), in percent of the sender's mean.
    case relativeDifference
    /// R/S of geometric means.
    case ratioOfGeometricMeans
    /// R/S of arithmetic means.
    case ratioOfMeans
    /// Mean in percent of nominal.
    case recovery
    case standardDeviation
    case coefficientOfVariation
    case geometricCoefficientOfVariation
    /// SD of R over SD of S.
    case ratioOfStandardDeviations
    /// Of ln measured on ln nominal.
    case slopeOfDilution
    /// A count: runs of test preparations whose curves were not shown to be like the reference's. Its opposite bound counts
    /// those that are shown to be unlike.
    case runsNotSimilar
    /// Of the interval of a standard's value, 100 (exp(h) - 1) with h on ln, in percent.
    case halfWidth
    /// A standard's potency by all measured ratios over the value that it was given.
    case drift

    /// Whether it is drawn on a logarithmic axis.
    public var isRatio: Bool {
      switch self {
      case .ratioOfGeometricMeans, .ratioOfMeans, .ratioOfStandardDeviations, .drift: true
      default: false
      }
    }

    /// Whether it is in percent.
    public var isPercent: Bool {
      switch self {
      case .relativeDifference, .recovery, .coefficientOfVariation, .geometricCoefficientOfVariation, .halfWidth: true
      default: false
      }
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

extension Finding {
  /// The same finding with other figures, as an alternative analysis gives them.
  public func with(evidence: Evidence, verdict: Verdict) -> Finding {
    Finding(
      criterion: criterion, attribute: attribute, item: item, receiving: receiving, verdict: verdict, reason: reason,
      evidence: evidence, sendingUnits: sendingUnits, receivingUnits: receivingUnits, unitsNeeded: nil, remarks: [])
  }
}
