internal import Notation
internal import Statistics
internal import Transfer

extension PotencyOfTable {
  /// The validation by level; `nil` without nominal potencies.
  var validationRecord: JSON? {
    validations.isEmpty
      ? nil
      : .array(
        validations.map { one in
          .members([
            "laboratory": .optional(one.laboratory), "levels": .array(one.levels.map { record($0, one.level) }),
            "linearity": record(one.linearity, one.level),
            "range": request.rangeLimits.map { limits in
              let range = one.range(limits)
              return JSON.sides(range.lower, range.upper).with(
                .members([
                  "levels": .array(
                    zip(one.levels, range.isMet).map { level, isMet in
                      .members(["nominal": .number(level.nominal), "met": .bool(isMet)])
                    })
                ]))
            },
          ])
        })
  }

  private func record(_ level: PotencyValidation.Level, _ confidence: Double) -> JSON {
    let names = JSON.array(level.preparations.map { .string($0) })
    switch level.outcome {
    case .failure(let error):
      return .members([
        "nominal": .number(level.nominal), "preparations": names, "runs": .integer(level.runs),
        "results": .integer(level.results), "withoutPotency": .integer(level.resultsLost),
        "reason": .string(error.reason),
      ])
    case .success(let found):
      let hasInterval = found.relativeBiasLower != nil
      return .members([
        "nominal": .number(level.nominal), "preparations": names, "runs": .integer(level.runs),
        "results": .integer(level.results), "withoutPotency": .integer(level.resultsLost),
        "relativeBiasPercent": .members([
          "estimate": .number(found.relativeBias),
          "interval": hasInterval
            ? .interval(.bounded(lower: found.relativeBiasLower, upper: found.relativeBiasUpper), level: confidence)
            : nil,
          "degreesOfFreedom": .number(found.degreesOfFreedom),
        ]),
        "lnStandardDeviation": .number(found.lnStandardDeviation), "percentGCV": .number(found.percentGCV),
        "percentGCVUpperBound": .interval(
          .bounded(lower: nil, upper: found.percentGCVUpper ?? .infinity), level: confidence,
          absentEnd: .wasNotAskedFor),
        "formats": .array(
          found.formats.map { format in
            .members([
              "runs": .integer(format.runs), "percentGCV": .number(format.percentGCV),
              "probabilityOutOfSpecification": .optional(format.probability),
              "probabilityBelow": .optional(format.probabilityBelow),
              "probabilityAbove": .optional(format.probabilityAbove),
            ])
          }),
      ])
    }
  }

  private func record(_ linearity: Result<DilutionLinearity, PotencyValidationError>, _ confidence: Double) -> JSON {
    switch linearity {
    case .failure(let error): return .members(["reason": .string(error.reason)])
    case .success(let found):
      let ends = found.confidenceInterval(level: confidence)
      return .members([
        "slope": .number(found.slope), "standardError": .number(found.standardError),
        "degreesOfFreedom": .number(found.degreesOfFreedom),
        "interval": .interval(.bounded(lower: ends.lower, upper: ends.upper), level: confidence),
        "method": .string(found.method.words),
      ])
    }
  }

  /// Limits from history; `nil` where none were asked for.
  var historyRecord: JSON? {
    guard let preparation = request.limitsFrom else { return nil }
    return .members([
      "preparation": .string(preparation), "source": "historical",
      "measures": .array(
        historicalLimits.map { one in
          .members([
            "laboratory": .optional(one.laboratory), "parameter": .string(one.parameter),
            "runs": .integer(one.ratios.count), "runsWithout": .array(one.runsWithout.map { .string($0) }),
            "ratios": .array(one.ratios.map { .number($0) }), "level": .number(one.level), "of": "interval ends",
            "intervals": .array(
              one.ends.map { .sides($0.lower, $0.upper) }),
            "limits": .array(
              one.limits.map { limits in
                switch limits.outcome {
                case .success(let found):
                  .members([
                    "method": .string(limits.method.name), "lower": .number(found.lower),
                    "upper": .number(found.upper), "words": .string(found.words(level: one.level)),
                  ])
                case .failure(let error):
                  .members(["method": .string(limits.method.name), "reason": .string(error.reason)])
                }
              }),
          ])
        }),
    ])
  }
}
