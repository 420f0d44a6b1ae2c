internal import Statistics
internal import Transfer

extension PotencyAssay {
  /// One run of dose-response readings as programs read it; what a verdict rests on, without the curves.
  ///
  /// - Parameter checks: what of it was held against the second engine.
  func record(_ checks: PlateChecks) -> JSON {
    .members([
      "laboratory": .optional(laboratory), "run": .string(run), "plate": plate.map { .string($0) },
      "model": .string(settings.model.rawValue),
      "reference": .string(settings.reference), "readings": .integer(readings.count), "obstacle": .optional(obstacle),
      "preparations": .array(
        preparations.map { preparation in
          .members([
            "preparation": .string(preparation.name), "obstacle": .optional(preparation.obstacle),
            "free": .array(preparation.free.map { $0.record }),
            "constrained": .array((constrained(preparation.name) ?? []).map { $0.record }),
            "constrainedWith": preparation.isReference && fits.count > 1
              ? .array(
                fits.map { fit in
                  .members([
                    "preparation": .optional(fit.tests.first),
                    "constrained": .array((fit.curves.first?.parameters ?? []).map { $0.record }),
                  ])
                }) : nil,
          ])
        }),
      "fit": .string(settings.fit.rawValue),
      "suitability": .array(
        fits.flatMap { fit in
          fit.conditions.map {
            $0.record(of: fits.count > 1 ? fit.tests.first : nil)
          }
        }),
      "similarity": .array(similarities.map { $0.record }),
      "potencies": .array(
        potencies.map {
          .members([
            "preparation": .string($0.preparation), "relativePotency": $0.relativeRecord(level: settings.level),
            "potency": $0.record(level: settings.level),
            "notSimilar": notSimilar($0.preparation).isEmpty
              ? nil : .array(notSimilar($0.preparation).map { .string($0) }),
            "cautions": .array($0.cautions.map { .string($0) }),
            "crossChecks": checks.ofPotency($0.preparation).record,
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

extension PotencyAssay.Condition {
  /// - Parameter preparation: The test of the fit that it is of, where a run has several fits.
  func record(of preparation: String? = nil) -> JSON {
    .members([
      "preparation": .optional(preparation), "name": .string(name), "value": .optional(value),
      "pValue": .optional(pValue), "outcome": .string(outcome.rawValue), "meaning": .string(words),
    ])
  }
}

extension PotencyAssay.Similarity {
  var record: JSON {
    .members([
      "parameter": .string(parameter), "preparation": .string(preparation), "estimate": .optional(estimate),
      "interval": interval.map { .interval($0, level: 1 - 2 * PotencyAssay.conventionalAlpha) },
      "pValue": .optional(pValue), "method": .string(method),
    ])
  }
}

extension PotencyAssay.Potency {
  /// In the unit of the reference.
  func record(level: Double) -> JSON {
    .members(["estimate": .number(potency), "interval": .interval(potencyInterval, level: level)])
  }

  /// Relative to the reference.
  func relativeRecord(level: Double) -> JSON {
    .members([
      "estimate": .number(relativePotency), "interval": .interval(interval, level: level),
      "lnStandardError": .number(lnStandardError), "degreesOfFreedom": .number(degreesOfFreedom),
      "method": .string(method),
    ])
  }
}
