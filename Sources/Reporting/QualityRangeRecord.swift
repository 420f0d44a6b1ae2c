internal import Notation
internal import Transfer

extension QualityRange {
  /// As programs read it: the range, where each unit lies to it, and how much such a range holds. No verdict among it.
  var record: JSON {
    func units(_ units: [Unit]) -> JSON {
      .array(
        units.map { unit in
          .members([
            "name": .string(unit.name), "value": .number(unit.value),
            "inside": figures == nil ? nil : .bool(unit.isInside),
          ])
        })
    }
    return .members([
      "attribute": .string(attribute.id), "sample": .optional(sample), "level": .optional(level?.double),
      "receiving": .string(receiving), "multiplier": .number(request.multiplier.double),
      "unitOfReplication": .string(attribute.unitOfReplication.rawValue), "obstacle": .optional(obstacle),
      "mean": .optional(figures?.mean), "standardDeviation": .optional(figures?.standardDeviation),
      "lower": .optional(figures?.lower), "upper": .optional(figures?.upper),
      "units": .members(["sending": .integer(reference.count), "receiving": .integer(test.count)]),
      "inside": figures == nil ? nil : .integer(inside), "share": .optional(share),
      "wishedShare": .optional(request.share?.double), "reachesShare": reachesShare.map { .bool($0) },
      "expectedContent": .optional(figures?.expectedContent),
      "heldContent": figures.map {
        .members(["confidence": .number(QualityRange.confidence), "content": .number($0.heldContent)])
      }, "sendingUnits": units(reference), "receivingUnits": units(test),
    ])
  }
}
