public import Statistics

/// One well, or one reading of an animal or a tube.
public struct DoseReading: Sendable, Hashable {
  /// The row of the data or table it came from.
  public let row: Int
  public let preparation: String
  public let dose: Double
  /// As it was read, before any transform.
  public let response: Double
  public let plate: String?
  public let well: String?
  /// A block of a randomised block design, or row and column of a Latin square, where they are given.
  public let blocks: [String]

  public init(
    row: Int, preparation: String, dose: Double, response: Double, plate: String? = nil, well: String? = nil,
    blocks: [String] = []
  ) {
    self.row = row
    self.preparation = preparation
    self.dose = dose
    self.response = response
    self.plate = plate
    self.well = well
    self.blocks = blocks
  }
}

/// One run's readings of a reference and of test preparations, fitted: what a potency report and a verdict both rest on.
public struct PotencyAssay: Sendable {
  /// A parameter of a curve or a line with its standard error.
  public struct Parameter: Sendable, Hashable {
    /// "slope", "lower asymptote", "ln EC50" …
    public let name: String
    public let estimate: Double
    public let standardError: Double?
  }

  /// One preparation with its own curve.
  public struct Preparation: Sendable {
    public let name: String
    public let isReference: Bool
    public let free: [Parameter]
    /// For the eye: points of the curve over the doses, on the scale of the transformed response.
    public let freeCurve: [(dose: Double, response: Double)]
    /// That curve as it was fitted; `nil` for lines too.
    let sigmoid: SigmoidFit?
    /// Why it has no curve of its own; `nil` where it has.
    public let obstacle: String?
    /// Whether the obstacle is that its responses run against the reference's, beyond chance.
    public let runsAgainstReference: Bool

    init(
      name: String, isReference: Bool, free: [Parameter] = [],
      freeCurve: [(dose: Double, response: Double)] = [], sigmoid: SigmoidFit? = nil, obstacle: AssayObstacle?
    ) {
      self.sigmoid = sigmoid
      self.name = name
      self.isReference = isReference
      self.free = free
      self.freeCurve = freeCurve
      self.obstacle = obstacle?.words
      runsAgainstReference = obstacle?.isOpposite ?? false
    }
  }

  /// A condition of a valid assay, with its figure.
  public struct Condition: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable {
      case met, notMet
      /// Shown without a limit.
      case information
      case notTested
    }
    /// "regression", "non-linearity", "lack of fit", "asymptote range", "coefficient of determination" …
    public let name: String
    /// F, a ratio, a percentage …, as `words` says.
    public let value: Double?
    public let pValue: Double?
    public let outcome: Outcome
    public let words: String
    /// The preparation that it is of; `nil` where it is of the whole run.
    public var preparation: String?
    /// Whether it is a test that a sound run fails as often as its level says.
    var failsByChance = false
  }

  /// How alike a test and the reference are in one respect.
  public struct Similarity: Sendable {
    /// `slope`, `lower-asymptote`, `upper-asymptote`, `asymmetry`, `nonparallelism`.
    public let parameter: String
    public let preparation: String
    /// Test over reference; the sum of squares for `nonparallelism`. `nil` where it has none.
    public let estimate: Double?
    /// At 90 %, which two one-sided tests at 5 % need; ``interval(level:)`` gives others. `nil` for a sum of squares.
    public let interval: ConfidenceSet?
    /// Both parts of the ratio with their variances; `nil` for a sum of squares.
    public let ratio: FiellerRatio?
    /// Of the significance test (F), where there is one.
    public let pValue: Double?
    public let method: String

    /// Fieller's set at a level; `nil` for a sum of squares.
    public func interval(level: Double) -> ConfidenceSet? { ratio?.confidenceSet(level: level, method: .fieller) }
  }

  /// The potency of one test preparation relative to the reference.
  public struct Potency: Sendable {
    public let preparation: String
    /// EC50 of the reference over that of the test, or its like: above 1 where the test is stronger.
    public let relativePotency: Double
    public let interval: ConfidenceSet
    public let lnStandardError: Double
    public let degreesOfFreedom: Double
    /// Times the assumed potency and the dilution, where they are given.
    public let potency: Double
    public let potencyInterval: ConfidenceSet
    public let method: String
    /// By which the interval was formed in the end; `nil` where there is none.
    let intervalMethod: DoseResponse.Interval?
    /// Outside the doses that both preparations were given, for instance.
    public let cautions: [String]
  }

  public let laboratory: String?
  public let run: String
  /// The plate where each plate of a run is fitted by itself, else `nil`.
  public let plate: String?
  public let settings: DoseResponse
  public let readings: [DoseReading]
  /// The reference first.
  public let preparations: [Preparation]
  /// What the potencies rest on: one for each test that has one, or one for all (``DoseResponse/fit``).
  public let fits: [Fit]
  /// The pharmacopoeial table of variance, for lines.
  public let anova: AssayAnova?
  public let similarities: [Similarity]
  public let potencies: [Potency]
  /// What may be wrong with the doses.
  public let doseRemark: DoseRemark?
  /// Why there is no potency at all, in words; never a start value in its place.
  public let obstacle: String?

  /// Fits the readings of one run.
  ///
  /// Preparations are fitted in the order of their names, the reference first, so that neither the order of readings nor
  /// what else a file holds changes a bit. Curves are fitted with the reference test by test, or all together where the settings
  /// declare it; lines together. A test preparation that has no curve (too few doses, flat, running against the reference) is
  /// left out with the reason.
  ///
  /// - Parameters:
  ///   - assumedPotency: by preparation, above zero; 1 where it has none.
  ///   - dilution: by preparation, above zero; 1 where it has none.
  public init(
    _ readings: [DoseReading], settings: DoseResponse, laboratory: String?, run: String, plate: String? = nil,
    assumedPotency: [String: Double] = [:], dilution: [String: Double] = [:]
  ) {
    self.init(
      readings, settings: settings, laboratory: laboratory, run: run, plate: plate, assumedPotency: assumedPotency,
      dilution: dilution, refusal: nil)
  }

  /// - Parameter refusal: why these readings may not be fitted although they could be.
  init(
    _ readings: [DoseReading], settings: DoseResponse, laboratory: String?, run: String, plate: String?,
    assumedPotency: [String: Double], dilution: [String: Double], refusal: String?
  ) {
    let batch = AssayBatch(readings, settings: settings, assumedPotency: assumedPotency, dilution: dilution)
    let outcome: AssayOutcome
    if let obstacle = refusal ?? batch.obstacle {
      outcome = AssayOutcome(obstacle: obstacle, batch: batch)
    } else {
      switch settings.model {
      case .fourParameter, .fiveParameter: outcome = CurveAssay(batch).outcome
      case .parallelLine: outcome = LineAssay(batch).parallelLines()
      case .slopeRatio: outcome = LineAssay(batch).slopeRatio()
      }
    }
    self.laboratory = laboratory
    self.run = run
    self.plate = plate
    self.settings = settings
    self.readings = readings
    preparations = outcome.preparations
    fits = outcome.fits
    anova = outcome.anova
    similarities = outcome.similarities
    potencies = outcome.potencies
    obstacle = outcome.obstacle
    doseRemark = DoseRemark(readings, settings)
  }

  /// The level of the significance tests among the conditions and of the equivalence intervals that are shown: the
  /// convention of the European Pharmacopoeia, 5.3. It decides no verdict.
  public static let conventionalAlpha = 0.05
}
