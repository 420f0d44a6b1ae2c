public import Statistics
public import Transfer

/// The chance of something, exact where theory gives it and simulated where not; both where both exist.
public struct Chance: Sendable, Hashable {
  /// By theory, for normal results.
  public let exact: Double?
  /// From simulated studies that the assessment of measured data judged.
  public let simulated: Proportion?

  public init?(exact: Double?, simulated: Proportion?) {
    if exact == nil && simulated == nil { return nil }
    self.exact = exact
    self.simulated = simulated
  }

  public var estimate: Double { exact ?? simulated?.estimate ?? 0 }
  /// Zero for an exact one.
  public var monteCarloError: Double { exact == nil ? simulated?.monteCarloError ?? 0 : 0 }
}

/// One criterion at one receiver in the planned design.
public struct CriterionPlan: Sendable {
  public let criterion: Criterion
  /// A receiving laboratory, or the candidate standard.
  public let receiving: String
  /// That all of its items pass; `nil` where the design cannot be judged at all.
  public let power: Chance?
  /// If the laboratories agreed in everything.
  public let agreeing: Chance?
  /// Shares of simulated studies with each verdict, of the item that passes least; `nil` without simulation.
  public let shares: Shares?
  /// Samples or levels judged one by one; 1 where pooled.
  public let items: Int
  /// Whether it takes part in any chance: what depends on readings of doses does where the truth of the plates is assumed.
  public let isSimulated: Bool
  /// Why studies of this design have no verdict, all of them or those that had none.
  public let obstacle: String?
  /// Why it cannot pass at any size: the assumed truth lies at or beyond its limit.
  public let impossibility: String?
  /// For each source with next to no degrees of freedom how low the bound can be.
  public var reaches: [PrecisionReach] = []
  /// What theory says of ``power`` and ``agreeing``, held against the second engine; empty where both are simulated alone.
  public var crossChecks: [CrossCheck] = []

  public struct Shares: Sendable, Hashable {
    public let fail: Double
    public let inconclusive: Double
    public let notEvaluated: Double
  }
}

/// The chance of passing wrongly, at a truth that lies on the limit of one criterion.
public struct ConsumersRisk: Sendable {
  public let criterion: Criterion
  public let receiving: String
  /// "a true bias at the lower limit, 0.80".
  public let truth: String
  public let chance: Chance
}

/// The chance of not passing although the laboratories are as good as they will be.
public struct ProducersRisk: Sendable {
  /// On the analysis scale; the worse of both signs.
  public let offset: Double
  /// That not all required criteria pass.
  public let chance: Chance
}

/// Chances over one quantity, the rest as assumed.
public struct PlanCurve: Sendable {
  public enum Quantity: String, Sendable, Hashable {
    /// Units of replication a laboratory.
    case units
    /// Laboratories that take part, in a bridging study.
    case laboratories
    /// True bias on the analysis scale.
    case bias
    /// SD of a receiving laboratory over the sending one's.
    case sdRatio
    /// What every SD is multiplied by.
    case variability
  }
  public struct Point: Sendable {
    public let x: Double
    /// All required criteria of the attribute together.
    public let all: Chance?
    /// For each of the attribute's criteria, in their order.
    public let criteria: [Chance?]
  }
  public let quantity: Quantity
  /// The planned design, or the assumed truth.
  public let planned: Double
  public let points: [Point]
}

/// The smallest number of units with so many replicates that reaches the target.
public struct SizeOption: Sendable {
  public let replicates: Int
  /// `nil` where none up to ``AttributePlan/mostUnits`` does.
  public let units: Int?
  /// Of all required criteria of the attribute, at that size.
  public let power: Chance?
  /// Results of one laboratory at that size.
  public let results: Int?
  /// Why no study of this shape can pass.
  public let obstacle: String?
  /// The chances at this size and with one unit less, held against the second engine; empty where they are simulated.
  public var crossChecks: [CrossCheck] = []
}

/// What is planned of one attribute, and what it comes to.
public struct AttributePlan: Sendable {
  public let attribute: Attribute
  public let assumption: PlanRequest.Assumption
  /// Units of replication a laboratory, and results, as designed; results of each standard, where two are compared.
  public let units: Int
  public let replicates: Int
  public let results: Int
  public let criteria: [CriterionPlan]
  /// Receiving laboratories on another reference lot than the sender, where the protocol says so.
  public let bridged: [PlannedStudy.Bridged]
  /// All of its required criteria together.
  public let all: Chance?
  /// The same if the laboratories agreed in everything.
  public let agreeing: Chance?
  public let consumersRisks: [ConsumersRisk]
  public let producersRisk: ProducersRisk?
  /// The limits of the required criteria as places on the curves.
  public let limits: [CurveLimit]
  public let curves: [PlanCurve]
  /// The chance that this attribute must reach for all together to reach the target: its root, since attributes are taken
  /// as independent.
  public let target: Double
  public let sizes: [SizeOption]
  /// No size beyond this was tried.
  public let mostUnits: Int

  /// What there is besides where two standards are compared; `nil` elsewhere.
  public let standards: StandardsPlan?

  /// Of the sizes that reach the target the one with the fewest results, then the fewest units; of ratios of standards the one
  /// with the planned replicates, where that reaches it.
  public var smallest: SizeOption? {
    let found = sizes.filter { $0.units != nil }
    return found.first { standards != nil && $0.replicates == replicates }
      ?? found.min { ($0.results ?? .max, $0.units ?? .max) < ($1.results ?? .max, $1.units ?? .max) }
  }
}

/// The chance that a whole protocol passes, before anyone starts.
public struct StudyPlan: Sendable {
  public let transferProtocol: TransferProtocol
  public let request: PlanRequest
  public let attributes: [AttributePlan]
  /// Every required criterion of every attribute at every receiving laboratory.
  public let all: Chance?
  /// The same if the laboratories agreed in everything.
  public let agreeing: Chance?
  /// Studies simulated for ``all``.
  public let simulations: Int

  /// Never more studies than these for one size, which is only to be told from the target.
  public static let mostStudiesOfSize = 10_240
  /// Never more studies than these for one point of a curve, which is to be looked at.
  static let mostStudiesOfCurvePoint = 4_096
  /// The half-width of a 95 % interval at which a point of a curve is known well enough to be looked at.
  static let halfWidthOfCurvePoint = 0.015

  /// All chances that were held against the second engine.
  public var crossChecks: [CrossChecked] {
    attributes.flatMap { attribute in
      attribute.criteria.map { CrossChecked("\($0.criterion.id) \($0.receiving)", $0.crossChecks) }
        + attribute.sizes.map { size in
          CrossChecked(
            "\(attribute.attribute.id), sizes with \(size.replicates) replicates", size.crossChecks)
        }
    }
  }

  /// Every criterion, at every receiver.
  public var criteria: [CriterionPlan] { attributes.flatMap { $0.criteria } }
}

/// How far a plan has come.
public struct PlanProgress: Sendable, Hashable {
  /// Between 0 and 1, by the work expected.
  public let fraction: Double
  /// What is being worked out: "the chance of passing", "sizes of potency" …
  public let stage: String
}
