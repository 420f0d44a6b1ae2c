/// What a kind of criterion holds: all that the program does otherwise for one kind than for another.
///
/// A kind is one file of `Kinds/`. What it must say has no default here; what only some kinds have does.
protocol CriterionKind: Sendable, Hashable {
  /// What is known of it from its terms.
  var facts: Facts { get }
  /// What it asks of the curves of runs; `nil` where it asks nothing of them.
  var ofCurves: Similarity? { get }
  /// The same with another convention for variances; `nil` where it compares no means.
  func with(variances: Variances) -> Criterion.Kind?
}

extension CriterionKind {
  var ofCurves: Similarity? { nil }
  func with(variances: Variances) -> Criterion.Kind? { nil }
}

/// A kind of criterion with its terms, as a value of facts and functions: what the rest of the program asks.
struct Room: Sendable {
  let facts: Facts
  let ofCurves: Similarity?
  let withVariances: @Sendable (Variances) -> Criterion.Kind?

  init(_ kind: some CriterionKind) {
    facts = kind.facts
    ofCurves = kind.ofCurves
    withVariances = { kind.with(variances: $0) }
  }
}
