internal import Notation
internal import Statistics
internal import Transfer
public import TransferPlanning

extension BridgingPlan {
  /// The record of a bridging study's plan: `plan.json`, schema `methodtransfer/plan/1`.
  ///
  /// What it has in common with the plan of a transfer has the same keys; `rules`, `laboratories`, `chain` and `halfWidths` are its own. Chances
  /// are fractions; `monteCarloError` is a standard error, 0 where `exact` stands. Holds no clock, host, path or number of
  /// threads, so the same input gives the same bytes.
  public func record(_ provenance: PlanProvenance) -> JSON {
    .members([
      "schema": "methodtransfer/plan/1", "reachesTarget": .bool(reachesTarget), "exitCode": .integer(Int(exitCode)),
      "answer": .string(BridgingPlanContext(self, provenance).answer), "version": .string(provenance.version),
      "study": plan.studyRecord,
      "comparison": .members([
        "current": .string(comparison.current), "candidate": .string(comparison.candidate),
        "rule": .string(comparison.rule.rawValue), "consensus": .optional(comparison.consensus?.rawValue),
      ]),
      "protocol": plan.record(of: provenance.protocolFile, standards: provenance.standards),
      "pilot": provenance.pilot?.record,
      "target": .number(request.power),
      // As text: a seed may be greater than the integers that every reader of JSON holds.
      "seed": .string("\(request.seed)"), "simulations": .integer(request.simulations),
      "precision": .number(request.halfWidth), "studies": .integer(simulations),
      "all": all?.record ?? .null, "agreeing": agreeing?.record ?? .null, "cannotPass": .bool(cannotPass),
      "impossible": .array(impossibilities.map { .string($0) }),
      "notSimulated": .array(notSimulated.map { .string($0) }),
      "criteria": .array(criteria.map { $0.record(attribute, namesReceiver: false) }),
      "rules": .array(rules.map(\.record)),
      "attributes": .array([attributeRecord(provenance)]),
      "chain": chainRecord,
      "halfWidths": .array(halfWidths.map(\.record)),
      "curves": .array(curves.map { $0.record(attribute) }),
      "unitsNeeded": .array([SizeOption.record(smallest, of: attribute)]),
      "laboratoriesNeeded": study.laboratories > 1
        ? fewestLaboratories?.record ?? .null : nil,
    ])
  }

  private func attributeRecord(_ provenance: PlanProvenance) -> JSON {
    let truth = assumption.truth
    let given = provenance.givenOfAttributes.first ?? []
    let pilot = provenance.pilotWords.first ?? []
    return .members([
      "id": .string(attribute.id), "scale": .string(attribute.scale.rawValue), "unit": .string(attribute.unit),
      "assumptions": .members([
        "bias": .number(truth.bias), "runSD": .number(truth.runSD), "repeatabilitySD": .number(truth.repeatabilitySD),
        "laboratorySD": .number(truth.laboratorySD), "analystSD": .number(truth.analystSD),
        "daySD": .number(truth.daySD), "offset": .optional(assumption.offset), "source": .string(assumption.source),
        "commandLine": .array(given.map { .string($0) }),
        "pilot": pilot.isEmpty ? nil : .array(pilot.map { .string($0) }),
      ]),
      "design": .members([
        "unitOfReplication": .string(attribute.unitOfReplication.rawValue),
        "laboratories": .integer(study.laboratories), "units": .integer(study.unitsEach),
        "runs": .integer(study.runsEach), "replicates": .integer(study.replicates),
        "results": .integer(study.runsEach * study.replicates), "method": .string(study.method),
      ]),
      "target": .number(request.power), "all": all?.record ?? .null,
      "consumersRisks": .array(
        consumersRisks.map { risk in
          risk.record(namesReceiver: false)
        }),
      "producersRisk": producersRisk?.record ?? .null,
      "sizes": .array(sizes.map(\.record)), "mostUnits": .integer(BridgingPlan.mostUnits),
      "laboratorySizes": .array(laboratorySizes.map(\.record)),
      "mostLaboratories": .integer(BridgingPlan.mostLaboratories),
    ])
  }

  /// The current standard before the study, and what it leaves of the criteria that depend on it.
  private var chainRecord: JSON {
    let last = study.chain.generations.last
    return .members([
      "standard": .string(comparison.current), "value": .optional(last?.value),
      "measured": .optional(last?.measured.value),
      "standardUncertainty": .optional(last?.measured.standardUncertainty),
      "drift": .optional(last?.drift.value), "driftStandardUncertainty": .optional(last?.drift.standardUncertainty),
      "degreesOfFreedom": .finite(last?.drift.degreesOfFreedom),
      "alone": .array(
        chainAlone.map { one in
          .members([
            "criterion": .string(one.criterion.id), "halfWidthPercent": .optional(one.percent),
            "interval": one.interval.map { .interval($0.lower, $0.upper, level: nil) },
            "met": .bool(one.isInside),
          ])
        }),
    ])
  }
}

extension RulePlan {
  fileprivate var record: JSON {
    .members([
      "rule": .string(rule.rawValue), "decides": .bool(isDeciding),
      "criteria": .array(criteria.map { .string($0.id) }), "chance": chance?.record ?? .null,
      "agreeing": agreeing?.record ?? .null,
    ])
  }
}

extension LaboratoryOption {
  fileprivate var record: JSON {
    .members([
      "units": .integer(units), "runs": .integer(runs), "laboratories": .optional(laboratories) ?? .null,
      "all": power?.record ?? .null, "obstacle": .optional(obstacle),
    ])
  }
}

extension HalfWidthSizes {
  fileprivate var record: JSON {
    .members([
      "counted": counted == .units ? "units" : "laboratories",
      counted == .units ? "laboratories" : "units": .integer(held),
      "sizes": .array(
        rows.map { row in
          .members([
            "percent": .number(row.percent), "criterion": row.isOfProtocol ? .string(row.criterion.id) : nil,
            "uncertainty": .string(row.uncertainty.rawValue), "level": .number(row.level),
            "expected": .optional(row.expected) ?? .null,
            "assured": .array(
              zip(assurances, row.assured).map { assurance, count in
                .members([
                  "assurance": .number(assurance),
                  counted == .units ? "units" : "laboratories": .optional(count) ?? .null,
                ])
              }),
            "exact": .bool(row.isExact), "most": .integer(row.most),
          ])
        }),
    ])
  }
}
