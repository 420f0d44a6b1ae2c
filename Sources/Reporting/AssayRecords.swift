internal import Statistics
internal import Transfer

extension PotencyAssay {
  /// One run of dose-response readings as programs read it; what a verdict rests on, without the curves.
  var record: JSON {
    .members([
      "laboratory": .optional(laboratory), "run": .string(run), "plate": plate.map { .string($0) },
      "model": .string(settings.model.rawValue),
      "reference": .string(settings.reference), "readings": .integer(readings.count), "obstacle": .optional(obstacle),
      "preparations": .array(
        preparations.map { preparation in
          .members([
            "preparation": .string(preparation.name), "obstacle": .optional(preparation.obstacle),
            "free": .array(preparation.free.map(\.record)),
            "constrained": .array((constrained(preparation.name) ?? []).map(\.record)),
            "constrainedWith": preparation.isReference && fits.count > 1
              ? .array(
                fits.map { fit in
                  .members([
                    "preparation": .optional(fit.tests.first),
                    "constrained": .array((fit.curves.first?.parameters ?? []).map(\.record)),
                  ])
                }) : nil,
          ])
        }),
      "fit": .string(settings.fit.rawValue),
      "suitability": .array(
        fits.flatMap { fit in
          fit.conditions.map {
            .members([
              "preparation": fits.count > 1 ? .optional(fit.tests.first) : nil,
              "name": .string($0.name), "value": .optional($0.value), "pValue": .optional($0.pValue),
              "outcome": .string($0.outcome.rawValue), "words": .string($0.words),
            ])
          }
        }),
      "similarity": .array(
        similarities.map {
          .members([
            "parameter": .string($0.parameter), "preparation": .string($0.preparation),
            "estimate": .optional($0.estimate),
            "interval": $0.interval.map { JSON.interval($0, level: 1 - 2 * PotencyAssay.conventionalAlpha) },
            "pValue": .optional($0.pValue),
            "method": .string($0.method),
          ])
        }),
      "potencies": .array(
        potencies.map {
          .members([
            "preparation": .string($0.preparation),
            "relativePotency": .members([
              "estimate": .number($0.relativePotency), "level": .number(settings.level),
              "interval": .interval($0.interval, level: settings.level), "lnStandardError": .number($0.lnStandardError),
              "degreesOfFreedom": .number($0.degreesOfFreedom), "method": .string($0.method),
            ]), "potency": .number($0.potency), "potencyInterval": .interval($0.potencyInterval, level: settings.level),
            "notSimilar": notSimilar($0.preparation).isEmpty
              ? nil : .array(notSimilar($0.preparation).map { .string($0) }),
            "cautions": .array($0.cautions.map { .string($0) }),
          ])
        }),
    ])
  }
}

extension PotencyAssay {
  /// A preparation's parameters with what is common held equal; of the reference where it is in one fit alone.
  fileprivate func constrained(_ preparation: String) -> [Parameter]? {
    let found = fits.compactMap { $0.curve(of: preparation)?.parameters }
    return found.count == 1 ? found[0] : nil
  }
}

extension PotencyAssay.Parameter {
  var record: JSON {
    .members([
      "name": .string(name), "estimate": .number(estimate), "standardError": .optional(standardError),
    ])
  }
}
