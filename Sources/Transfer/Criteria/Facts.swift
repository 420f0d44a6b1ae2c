public import AssayData
public import Notation

/// What is known of a criterion from its terms alone: what the rest of the program asks in place of its kind.
public struct Facts: Sendable, Hashable {
  /// What a criterion is about.
  public enum Subject: Sendable, Hashable {
    /// Where results lie: a mean against nominal, or the difference or ratio of two.
    case location
    /// How much results vary.
    case spread
    /// The curves or the line that results come from or follow.
    case shape
    /// The value of a standard.
    case standard
  }

  /// What it is judged from.
  public enum Basis: Sendable, Hashable {
    /// Results on the analysis scale.
    case results
    /// Results in percent of their own nominal value.
    case recoveries
    /// Results beside their nominal values.
    case levels
    /// The curves of runs, whatever their results are.
    case curves
    /// The ln ratios of two standards alone.
    case ratios
  }

  /// Which laboratories have a part in it.
  public enum Part: String, Sendable, Hashable {
    case both, receiving, sending
    /// Of standards, not of laboratories.
    case neither
  }

  /// The unit that limits and estimates are in.
  public enum Unit: Sendable, Hashable {
    /// That of results; on the log scale none.
    case ofResults
    /// Another one; empty for ratios and counts.
    case named(String)
  }

  /// What it asks of a candidate standard in a bridging study.
  public enum OfStandard: Sendable, Hashable {
    /// Its ratio to the current standard, which is held against limits.
    case ratio
    /// How well its value is known.
    case value(AssignedValue.Uncertainty)
    /// How far it lies from the primary by all measured ratios.
    case drift
  }

  /// How findings are drawn.
  public enum Picture: Sendable, Hashable {
    /// Estimates with their intervals.
    case forest
    /// Bars from zero with their bounds.
    case bars
  }

  /// The name that the protocol calls the kind by.
  public let name: String
  public let subject: Subject
  public let basis: Basis
  public let part: Part
  public let unit: Unit
  /// The limits as the protocol states them; `nil` on a side that is not tested.
  public let lower: ExactDecimal?
  public let upper: ExactDecimal?
  /// Roles that each result needs besides those of its scope.
  public let roles: [Role]
  /// Whether its answer changes with the level of results on the linear scale.
  public let dependsOnLevel: Bool
  /// How variances enter a comparison of means; `nil` where it compares none.
  public let variances: Variances?
  /// The rule for degrees of freedom that the protocol names; `nil` where it names none.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
  /// `nil` where it asks nothing of a standard's value or ratio.
  public let ofStandard: OfStandard?
  public let picture: Picture

  /// - Parameters: see the properties of the same names.
  init(
    name: String, subject: Subject, basis: Basis, part: Part, unit: Unit, lower: ExactDecimal?, upper: ExactDecimal?,
    roles: [Role] = [], dependsOnLevel: Bool = false, variances: Variances? = nil,
    degreesOfFreedom: ModelDegreesOfFreedom? = nil, ofStandard: OfStandard? = nil, picture: Picture = .forest
  ) {
    self.name = name
    self.subject = subject
    self.basis = basis
    self.part = part
    self.unit = unit
    self.lower = lower
    self.upper = upper
    self.roles = roles
    self.dependsOnLevel = dependsOnLevel
    self.variances = variances
    self.degreesOfFreedom = degreesOfFreedom
    self.ofStandard = ofStandard
    self.picture = picture
  }

  // MARK: - What follows from them

  /// Whether it is a bound on one side.
  public var isOneSided: Bool { lower == nil || upper == nil }
  /// Whether two laboratories' results are compared, like with like.
  public var comparesLaboratories: Bool { part == .both && basis == .results }
  /// Whether a mean is held against limits.
  public var isOfMeans: Bool { subject == .location }
  /// Whether two laboratories' means are compared.
  public var comparesMeans: Bool { subject == .location && comparesLaboratories }
  /// Whether an SD, or a ratio of SDs, is held against a limit.
  public var isOfPrecision: Bool { subject == .spread }
  /// Whether two laboratories' SDs are compared.
  public var comparesPrecision: Bool { subject == .spread && part == .both }
  /// Whether results are taken in percent of their own nominal value.
  public var isRecovery: Bool { basis == .recoveries }
  /// Whether the curves of runs are judged.
  public var isOfRuns: Bool { basis == .curves }
  /// Whether its quantity names the laboratory by itself.
  public var namesReceiver: Bool { part == .receiving }
  /// Whether analysts and days, which may cross, are sources of the variation that it limits.
  public var namesAnalystsAndDays: Bool { isOfPrecision && roles.contains(.analyst) && roles.contains(.day) }
  /// Whether a pooled finding is made of items that can be judged by themselves.
  var hasItems: Bool { basis != .curves && basis != .ratios }
  /// Whether a plan simulates it from results alone; curves need an assumed truth of their plates.
  public var isSimulated: Bool { basis == .results || basis == .recoveries }
  /// Whether the plan of a bridging study simulates it.
  public var isSimulatedInBridging: Bool { ofStandard != nil }
  /// Whether it belongs to bridging studies alone.
  public var isOfBridging: Bool { basis == .ratios }

  /// Whether it rests on the chain before a bridging study as well as on the study.
  public var dependsOnChain: Bool { ofStandard == .drift || ofStandard == .value(.chain) }

  /// The rule for a candidate's value that rests on it; `nil` where none does.
  public var rule: Standard.Rule? {
    switch ofStandard {
    case .ratio: .equivalence
    case .value: .offset
    case .drift, nil: nil
    }
  }

  /// The laboratories that take part, 0 the sending one.
  func laboratories(receiver: Int) -> Set<Int32> {
    switch part {
    case .both: [0, Int32(receiver + 1)]
    case .receiving: [Int32(receiver + 1)]
    case .sending: [0]
    case .neither: []
    }
  }

  /// Whether means are divided as they are, and not on a log scale.
  func dividesMeans(on scale: Attribute.Scale) -> Bool { comparesMeans && dependsOnLevel && scale == .linear }

  /// The unit of limits and estimates for results of an attribute; empty for ratios and counts.
  public func unit(of attribute: Attribute) -> String {
    switch unit {
    case .ofResults: attribute.scale == .log ? "" : attribute.unitOfMeasurement
    case .named(let name): name
    }
  }
}
