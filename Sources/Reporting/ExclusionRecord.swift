internal import AssayData
internal import Notation
internal import Transfer

extension Exclusion {
  /// An exclusion as programs read it, with what would come out with it put back.
  var record: JSON {
    .members([
      "attribute": .string(attribute), "name": .string(name ?? "all"), "laboratory": .optional(laboratory),
      "reason": .string(reason), "stated": stated.isEmpty ? nil : .array(stated.map { $0.record }),
      "results": .integer(results), "putBack": .integer(putBack),
      "obstacle": .optional(obstacle), "verdict": .optional(verdict?.rawValue),
      "findings": .array(outcomes.map { $0.record }),
    ])
  }
}

extension Exclusion.Outcome {
  fileprivate var record: JSON {
    .members([
      "criterion": .string(criterion), "item": .optional(item.name), "receiving": .string(receiving),
      "verdict": .string(alternative.verdict.rawValue), "changed": .bool(isChanged),
      "estimate": .optional(alternative.evidence?.estimate), "interval": alternative.evidence?.intervalRecord,
      "reason": .string(alternative.reason),
    ])
  }
}
