public import Notation

/// One acceptance criterion of an attribute.
public struct Criterion: Sendable, Hashable {
  /// Where it is judged.
  public enum Scope: String, CaseIterable, Sendable, Hashable {
    case pooled
    case eachSample = "each-sample"
    case eachLevel = "each-level"
  }

  /// As the protocol names it, such as `AC-1`.
  public let id: String
  /// What is judged, with its limits.
  public let kind: Kind
  /// Where it is judged.
  public let scope: Scope
  /// One-sided.
  public let alpha: Double
  /// Whether it decides; one that is not required is informational.
  public let required: Bool
  public let justification: Justification
  /// Where the criterion stands in the protocol.
  public let location: SourceLocation
  /// What is known of it from its terms.
  public let facts: Facts

  init(
    id: String, kind: Kind, scope: Scope, alpha: Double, required: Bool, justification: Justification,
    location: SourceLocation
  ) {
    self.id = id
    self.kind = kind
    self.scope = scope
    self.alpha = alpha
    self.required = required
    self.justification = justification
    self.location = location
    facts = kind.room.facts
  }

  /// What is judged, with its limits on the scale that a person would say them in.
  public enum Kind: Sendable, Hashable {
    case meanDifference(MeanDifference)
    case meanRatio(MeanRatio)
    case recovery(Recovery)
    case repeatability(PrecisionLimit)
    case intermediatePrecision(PrecisionLimit)
    case precisionRatio(PrecisionRatio)
    case similarity(Similarity)
    case dilutionLinearity(DilutionLinearityLimits)
    case assignedValue(AssignedValue)
    case drift(Drift)

    /// How each kind is entered by a protocol, in the order in which messages name them.
    static let doors: [Door] = [
      MeanDifference.door, MeanRatio.door, Recovery.door, Repeatability.door, IntermediatePrecision.door,
      PrecisionRatio.door, Similarity.door, DilutionLinearityLimits.door, AssignedValue.door, Drift.door,
    ]

    /// The only switch over kinds: whatever differs by kind is asked of the room.
    var room: Room {
      switch self {
      case .meanDifference(let terms): Room(terms)
      case .meanRatio(let terms): Room(terms)
      case .recovery(let terms): Room(terms)
      case .repeatability(let terms): Room(Repeatability(terms: terms))
      case .intermediatePrecision(let terms): Room(IntermediatePrecision(terms: terms))
      case .precisionRatio(let terms): Room(terms)
      case .similarity(let terms): Room(terms)
      case .dilutionLinearity(let terms): Room(terms)
      case .assignedValue(let terms): Room(terms)
      case .drift(let terms): Room(terms)
      }
    }
  }

  /// The name the protocol calls the kind by.
  public var kindName: String { facts.name }

  /// The laboratories that take part, 0 the sending one.
  func laboratories(receiver: Int) -> Set<Int32> { facts.laboratories(receiver: receiver) }

  /// What it asks of a preparation in a run; `nil` where it is not judged from curves.
  public var similarityRule: SimilarityRule? {
    kind.room.ofCurves.map { SimilarityRule(criterion: id, similarity: $0, alpha: alpha) }
  }

  /// With another convention for variances; `nil` where the criterion compares no means.
  public func with(variances: Variances) -> Criterion? {
    kind.room.withVariances(variances).map {
      Criterion(
        id: id, kind: $0, scope: scope, alpha: alpha, required: required, justification: justification,
        location: location)
    }
  }
}

/// Why a limit is what it is.
public struct Justification: Sendable, Hashable {
  public enum SourceClass: String, CaseIterable, Sendable, Hashable {
    case specification, capability, historical, regulation
    /// Written by `init`: such a study is a draft and cannot pass.
    case example
  }
  public let source: SourceClass
  public let text: String
}
