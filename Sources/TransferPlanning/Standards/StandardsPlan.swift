public import Transfer

/// What one of the two rules asks of a planned study, and how often it would be met.
public struct RulePlan: Sendable {
  public let rule: Standard.Rule
  public let isDeciding: Bool
  /// The criteria that the rule goes by, required or not; none where the protocol states none.
  public let criteria: [Criterion]
  /// That all of them pass, at the assumed truth; `nil` where there is none or no study has a verdict.
  public let chance: Chance?
  /// The same at a true ratio of 1.
  public let agreeing: Chance?
}

/// The fewest laboratories, each with so many runs, that reach the target.
public struct LaboratoryOption: Sendable {
  /// Units of replication of each laboratory, and runs.
  public let units: Int
  public let runs: Int
  /// `nil` where none up to ``StandardsPlan/mostLaboratories`` does.
  public let laboratories: Int?
  /// Of all required criteria, at that size.
  public let power: Chance?
  /// Why no study of this shape has a verdict.
  public let obstacle: String?
}

/// How many runs or laboratories the interval of the value needs to be no wider than asked for.
public struct HalfWidthSizes: Sendable {
  public enum Counted: Sendable, Hashable {
    /// Units of replication a laboratory.
    case units
    case laboratories
  }

  public struct Row: Sendable {
    /// One of the protocol, or a limit that is shown for orientation.
    public let criterion: Criterion
    public let isOfProtocol: Bool
    /// 100 (exp(h) - 1), h the half-width on ln; in percent.
    public let percent: Double
    public let uncertainty: AssignedValue.Uncertainty
    /// Two-sided, of the interval.
    public let level: Double
    /// Where variances come out as they are on average; `nil` where no number up to ``HalfWidthSizes/most`` does.
    public let expected: Int?
    /// So many that it is reached with each of ``HalfWidthSizes/assurances``.
    public let assured: [Int?]
    /// Whether the chances are exact; simulated otherwise.
    public let isExact: Bool
    /// No number beyond this was tried.
    public let most: Int
  }

  public let counted: Counted
  /// What is held: laboratories where units are counted, units of each laboratory where laboratories are.
  public let held: Int
  public let assurances: [Double]
  public let rows: [Row]
}

/// What the plan of a comparison of two standards has besides that of an attribute.
public struct StandardsPlan: Sendable {
  /// The planned design, and the chain to the current standard as the ledger has it.
  public let study: PlannedBridging
  /// Equivalence first.
  public let rules: [RulePlan]
  /// Where several laboratories take part.
  public let laboratorySizes: [LaboratoryOption]
  /// What a half-width of the value takes, over units of replication and, where their number decides, over laboratories.
  public let halfWidths: [HalfWidthSizes]
  /// What the chain leaves of the criteria that depend on it.
  public let chainAlone: [ChainAlone]

  /// No larger designs were tried.
  public static let mostLaboratories = 50
  /// Never more studies than these for one size that a half-width is asked of.
  public static let mostStudiesOfHalfWidth = 4_096
  /// The half-widths that are shown beside those of the protocol, in percent.
  static let halfWidthsShown = [2, 3, 5, 10]

  /// The two standards, and how they are compared.
  public var comparison: Comparison { study.comparison }

  /// Of the numbers of laboratories that reach it the one with the runs that are planned, else the one with the fewest runs in all.
  public var fewestLaboratories: LaboratoryOption? {
    let found = laboratorySizes.filter { $0.laboratories != nil }
    return found.first { $0.units == study.unitsEach }
      ?? found.min { ($0.laboratories ?? 0) * $0.runs < ($1.laboratories ?? 0) * $1.runs }
  }
}
