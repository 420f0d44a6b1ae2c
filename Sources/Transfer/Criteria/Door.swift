/// What is known of a kind of criterion before its terms are: how a protocol names it, and how its own keys are read.
///
/// The tables of kinds in documents are held against the doors by tests.
struct Door: Sendable {
  /// What a kind is judged from in a bridging study.
  enum InBridging: Sendable {
    case ratio, curves
  }

  let name: String
  /// Its own keys, beside those of every criterion.
  let keys: [String]
  /// Where it is judged when the protocol does not say.
  var usualScope = Criterion.Scope.pooled
  /// `nil` where a bridging study has no such criterion.
  var inBridging: InBridging? = nil
  /// Keys of other kinds that a reader may expect here, with what is said of them.
  var foreign: [(key: String, code: String, message: String)] = []
  /// The kind with its terms; `nil` exactly where a fault has been noted.
  let read: @Sendable (inout Reader, Section, CriterionContext, Criterion.Scope?) -> Criterion.Kind?
}

/// What a criterion must agree with in its attribute; `nil` where that could not be read.
struct CriterionContext {
  let scale: Attribute.Scale?
  let unitOfReplication: Attribute.UnitOfReplication?
  /// How many samples are planned.
  let samples: Int
  /// Of its dose-response readings.
  let model: DoseResponse.Model?
  /// Whether it has a section `doseResponse`, readable or not.
  let isFromReadings: Bool
}
