internal import AssayData
internal import Notation
internal import Statistics
public import Transfer

extension PotencyOfTable {
  /// The record of a potency study: `potency.json`, schema `methodtransfer/potency/1`.
  ///
  /// An entry of `assays` is one test preparation of one run; without a potency it has a `reason`. Holds no clock, host or
  /// path, so the same input gives the same bytes.
  public func record(_ provenance: TableProvenance) -> JSON {
    .members([
      "schema": "methodtransfer/potency/1", "version": .string(provenance.version),
      "inputs": .array([
        provenance.input.record(file, rows: readingsUsed + readingsExcluded, used: readingsUsed)
      ]),
      "standards": provenance.standards?.record,
      "excluded": excluded.isEmpty ? nil : .array(excluded.map(Self.record)),
      "request": requestRecord, "reference": references.count == 1 ? references[0].record : nil,
      "references": references.count < 2 ? nil : .array(references.map { $0.record }),
      "assays": .array(groups.flatMap { group in group.entries.map { record(group, $0) } }),
      "combined": .array(groups.map(combined)), "validation": validationRecord, "historicalLimits": historyRecord,
      "warnings": .array(warnings.map { $0.record }),
    ])
  }

  private var requestRecord: JSON {
    let settings = request.settings
    let columns = request.columns
    return .members([
      "model": .string(settings.model.rawValue), "reference": .string(settings.reference),
      "references": settings.references.count < 2
        ? nil
        : .object(
          settings.references.map {
            JSON.Member(key: $0.laboratory ?? "", value: .string($0.preparation))
          }),
      "transform": .string(settings.transform.rawValue), "weights": .string(settings.weights.rawValue),
      "zeroDose": .string(settings.zeroDose.rawValue), "fit": .string(settings.fit.rawValue),
      "plates": .string(settings.platesOfRun.rawValue), "curve": settings.curve.map { .string($0.rawValue) },
      "interval": .string(settings.interval.rawValue),
      "standardErrors": .string(settings.standardErrors.rawValue), "level": .number(settings.level),
      "requireSimilar": settings.requireSimilar.isEmpty
        ? nil : .array(settings.requireSimilar.map { .string($0.criterion) }),
      "combination": .optional(request.combination?.rawValue),
      "specification": request.specification.map { one in
        .sides(one.lower, one.upper)
      },
      "rangeLimits": request.rangeLimits.map { one in
        .members(["relativeBiasPercent": .number(one.relativeBias), "percentGCV": .number(one.percentGCV)])
      },
      "limitsFrom": request.limitsFrom.map { .string($0) },
      "columns": .members([
        "laboratory": .optional(columns.laboratory), "run": .optional(columns.run),
        "preparation": .string(columns.preparation), "dose": .string(columns.dose),
        "response": .string(columns.response), "plate": .optional(columns.plate), "well": .optional(columns.well),
        "block": columns.blocks.isEmpty ? nil : .array(columns.blocks.map { .string($0) }),
        "assumedPotency": .optional(columns.assumedPotency), "dilution": .optional(columns.dilution),
        "nominal": columns.nominal.map { .string($0) },
      ]),
    ])
  }

  // MARK: - Runs

  private func record(_ group: PotencyGroup, _ entry: PotencyGroup.Entry) -> JSON {
    let assay = assays[entry.assay]
    let reference = assay.preparations.first { $0.isReference }
    let test = assay.preparations.first { $0.name == group.preparation }
    let fit = assay.fit(of: group.preparation)
    let level = request.settings.level
    let similar = assay.similarities.filter { $0.preparation == group.preparation }
    let checks = plateChecks[entry.assay].of(group.preparation)
    return .members([
      "laboratory": .optional(group.laboratory), "run": .string(entry.run), "plate": entry.plate.map { .string($0) },
      "preparation": .string(group.preparation),
      "model": .string(request.settings.model.rawValue),
      "readings": .integer(assay.readings.count { $0.preparation == group.preparation }),
      "reason": .optional(entry.reason),
      "parameters": .members([
        "reference": reference.map { parameters($0, fit) }, "test": test.map { parameters($0, fit) },
      ]),
      "suitability": .array((fit?.conditions ?? []).map { $0.record() }), "anova": assay.anova.map(Self.record),
      "similarity": .array(similar.map { $0.record }),
      "crossChecks": checks.record, "relativePotency": entry.potency?.relativeRecord(level: level),
      "potency": entry.potency?.record(level: level), "withheld": entry.withheld?.record(level: level),
      "conditionsNotMet": .array(entry.notMet.map { .string($0) }),
      "cautions": .array((entry.potency?.cautions ?? []).map { .string($0) }), "noWeight": .optional(entry.noWeight),
    ])
  }

  private func parameters(_ one: PotencyAssay.Preparation, _ fit: PotencyAssay.Fit?) -> JSON {
    .members([
      "name": .string(one.name), "free": .array(one.free.map { $0.record }),
      "constrained": .array((fit?.curve(of: one.name)?.parameters ?? []).map { $0.record }),
      "obstacle": .optional(one.obstacle),
    ])
  }

  private static func record(_ one: ExcludedReadings) -> JSON {
    .members([
      "laboratory": .optional(one.laboratory), "run": .string(one.run),
      "preparations": .array(one.preparations.map { .string($0) }), "readings": .integer(one.count),
      "reason": .string(one.reason), "line": .integer(one.line),
    ])
  }

  private static func record(_ anova: AssayAnova) -> JSON {
    .array(
      anova.lines.map { line in
        let test = line.effect == .total ? nil : try? anova.test(line.effect, against: .withinTreatments)
        return .members([
          "source": .string("\(line.effect)"), "degreesOfFreedom": .integer(line.degreesOfFreedom),
          "sumOfSquares": .number(line.sumOfSquares), "meanSquare": .optional(line.meanSquare),
          "statistic": .optional(test?.statistic), "pValue": .optional(test?.pValue),
        ])
      })
  }

  // MARK: - Several runs

  private func combined(_ group: PotencyGroup) -> JSON {
    .members([
      "laboratory": .optional(group.laboratory), "preparation": .string(group.preparation),
      "runs": .integer(Set(group.entries.map { $0.run }).count), "runsWithPotency": .integer(group.runsWithPotency),
      "homogeneity": group.homogeneity.map { test in
        .members([
          "statistic": .number(test.statistic), "degreesOfFreedom": .integer(test.degreesOfFreedom),
          "pValue": .number(test.pValue), "iSquaredPercent": .number(test.iSquared),
        ])
      },
      "methods": .array(group.combinations.map(Self.record)),
      "methodsOfRunsThatMeetAllConditions": group.combinationsOfRunsThatMeetAll.isEmpty
        ? nil : .array(group.combinationsOfRunsThatMeetAll.map(Self.record)),
      "variability": group.variability.map { found in
        .members([
          "runs": .integer(found.runs), "geometricMean": .number(found.geometricMean),
          "lnStandardDeviation": .number(found.standardDeviation), "percentGCV": .number(found.percentGCV),
          "interval": .interval(
            .bounded(lower: found.percentGCVLower, upper: found.percentGCVUpper), level: found.level),
        ])
      },
    ])
  }

  private static func record(_ one: CombinedRuns) -> JSON {
    switch one.outcome {
    case .failure(let error):
      .members([
        "method": .string(one.name.rawValue), "chosen": .bool(one.isChosen), "runs": .integer(one.runs),
        "reason": .string(error.description),
      ])
    case .success(let value):
      .members([
        "method": .string(one.name.rawValue), "chosen": .bool(one.isChosen), "runs": .integer(one.runs),
        "estimate": .number(value.potency),
        "interval": .interval(.bounded(lower: value.lower, upper: value.upper), level: value.level),
        "lnStandardError": .number(value.lnStandardError), "degreesOfFreedom": .optional(value.degreesOfFreedom),
        "lnBetweenRuns": .optional(value.lnBetweenRuns),
      ])
    }
  }
}
