internal import Notation
internal import Transfer
public import TransferPlanning

extension StudyPlan {
  /// The record of a plan: `plan.json`, schema `methodtransfer/plan/1`.
  ///
  /// Chances are fractions; `monteCarloError` is a standard error, 0 where `exact` stands. Where two standards are compared there
  /// are `comparison`, `rules`, `chain`, `halfWidths` and `laboratoriesNeeded` besides. Holds no clock, host, path or number of
  /// threads, so the same input gives the same bytes.
  public func record(_ provenance: PlanProvenance) -> JSON {
    let standards = attributes.first?.standards
    return head(provenance, standards).with(
      .members([
        "all": all?.record ?? .null, "agreeing": agreeing?.record ?? .null, "cannotPass": .bool(cannotPass),
        "impossible": .array(impossibilities.map { .string($0) }),
        "notSimulated": .array(notSimulated.map { .string($0) }),
        "criteria": .array(criteria(standards)), "rules": standards.map { .array($0.rules.map { $0.record }) },
        "attributes": .array(attributes(provenance)), "chain": standards?.chainRecord,
        "halfWidths": standards.map { .array($0.halfWidths.map { $0.record }) },
        "curves": .array(attributes.flatMap { attribute in attribute.curves.map { $0.record(attribute.attribute) } }),
        "unitsNeeded": .array(attributes.map { SizeOption.record($0.smallest, of: $0.attribute) }),
        "laboratoriesNeeded": standards.flatMap { $0.isOfSeveral ? $0.fewestLaboratories?.record ?? .null : nil },
      ]))
  }

  /// What was asked, and the answer.
  private func head(_ provenance: PlanProvenance, _ standards: StandardsPlan?) -> JSON {
    .members([
      "schema": "methodtransfer/plan/1", "reachesTarget": .bool(reachesTarget), "exitCode": .integer(Int(exitCode)),
      "answer": .string(PlanContext(self, provenance).answer), "version": .string(provenance.version),
      "study": transferProtocol.studyRecord, "comparison": standards?.comparison.record,
      "protocol": transferProtocol.record(of: provenance.protocolFile, standards: provenance.standards),
      "pilot": provenance.pilot?.record, "target": .number(request.power),
      // As text: a seed may be greater than the integers that every reader of JSON holds.
      "seed": .string("\(request.seed)"), "simulations": .integer(request.simulations),
      "precision": .number(request.halfWidth), "studies": .integer(simulations),
    ])
  }

  private func criteria(_ standards: StandardsPlan?) -> [JSON] {
    attributes.flatMap { attribute in
      attribute.criteria.map { $0.record(attribute.attribute, namesReceiver: standards == nil) }
    }
  }

  private func attributes(_ provenance: PlanProvenance) -> [JSON] {
    attributes.enumerated().map { index, attribute in
      attribute.record(
        given: index < provenance.givenOfAttributes.count ? provenance.givenOfAttributes[index] : [],
        pilot: index < provenance.pilotWords.count ? provenance.pilotWords[index] : [])
    }
  }
}

extension Chance {
  /// Of passing, as a fraction, with how it is known.
  var record: JSON { Self.record(self) }

  /// - Parameter key: What the fraction is called.
  static func record(_ chance: Chance?, as key: String = "power") -> JSON {
    JSON.object([JSON.Member(key: key, value: .optional(chance?.estimate) ?? .null)]).with(
      .members([
        "monteCarloError": .optional(chance?.monteCarloError) ?? .null, "exact": .optional(chance?.exact),
        "simulated": .optional(chance?.simulated?.estimate), "studies": .optional(chance?.simulated?.of),
      ]))
  }
}

extension CriterionPlan {
  /// - Parameter namesReceiver: not in a bridging study, where laboratories take part alike.
  func record(_ attribute: Attribute, namesReceiver: Bool = true) -> JSON {
    JSON.members([
      "id": .string(criterion.id), "attribute": .string(attribute.id),
      "receiving": namesReceiver ? .string(receiving) : nil,
      "kind": .string(criterion.kindName), "scope": .string(criterion.scope.rawValue),
      "required": .bool(criterion.required), "alpha": .number(criterion.alpha),
      "limits": .sides(criterion.facts.lower?.double, criterion.facts.upper?.double),
    ]).with(Chance.record(power)).with(
      .members([
        "agreeing": agreeing?.record ?? .null, "items": .integer(items),
        "shares": shares.map {
          .members([
            "fail": .number($0.fail), "inconclusive": .number($0.inconclusive),
            "notEvaluated": .number($0.notEvaluated),
          ])
        },
        "obstacle": .optional(obstacle), "excluded": .optional(impossibility),
        "reach": reaches.isEmpty ? nil : .array(reaches.map { $0.record }),
        "crossChecks": crossChecks.record,
      ]))
  }
}

extension AttributePlan {
  fileprivate func record(given: [String], pilot: [String]) -> JSON {
    .members([
      "id": .string(attribute.id), "scale": .string(attribute.scale.rawValue),
      "unit": .string(attribute.unitOfMeasurement),
      "assumptions": assumptions(given: given, pilot: pilot), "design": design,
      "bridged": bridged.isEmpty
        ? nil
        : .array(
          bridged.map {
            .members([
              "laboratory": .string($0.laboratory), "standard": .string($0.lot),
              "sendersStandard": .string($0.sendersLot),
              "standardUncertainty": .number($0.standardUncertainty),
            ])
          }),
      "target": .number(target), "all": all?.record ?? .null,
      "consumersRisks": .array(consumersRisks.map { $0.record(namesReceiver: standards == nil) }),
      "producersRisk": producersRisk?.record ?? .null,
      "sizes": .array(sizes.map { $0.record }), "mostUnits": .integer(mostUnits),
      "laboratorySizes": standards.map { .array($0.laboratorySizes.map { $0.record }) },
      "mostLaboratories": standards.map { _ in .integer(StandardsPlan.mostLaboratories) },
    ])
  }

  /// What has a part in ratios of standards, or in results.
  private func assumptions(given: [String], pilot: [String]) -> JSON {
    let truth = assumption.truth
    let isOfResults = standards == nil
    return .members([
      "bias": .number(truth.bias), "runSD": .number(truth.runSD), "repeatabilitySD": .number(truth.repeatabilitySD),
      "sdRatio": isOfResults ? .number(truth.sdRatio) : nil,
      "laboratorySD": isOfResults ? nil : .number(truth.laboratorySD),
      "analystSD": .number(truth.analystSD), "daySD": .number(truth.daySD),
      "runBySampleSD": isOfResults ? .number(truth.runBySampleSD) : nil,
      "mean": isOfResults ? .optional(truth.mean?.double) : nil, "offset": .optional(assumption.offset),
      "source": .string(assumption.source), "commandLine": .array(given.map { .string($0) }),
      "pilot": pilot.isEmpty ? nil : .array(pilot.map { .string($0) }),
    ])
  }

  private var design: JSON {
    let study = standards?.study
    return .members([
      "unitOfReplication": .string(attribute.unitOfReplication.rawValue),
      "laboratories": .optional(study?.laboratories), "units": .integer(units), "runs": .optional(study?.runsEach),
      "replicates": .integer(replicates), "results": .integer(results), "method": .optional(study?.method),
    ])
  }
}

extension ConsumersRisk {
  /// - Parameter namesReceiver: not in a bridging study, where laboratories take part alike.
  func record(namesReceiver: Bool = true) -> JSON {
    .members([
      "criterion": .string(criterion.id), "receiving": namesReceiver ? .string(receiving) : nil,
      "truth": .string(truth), "alpha": .number(criterion.alpha), "risk": Chance.record(chance, as: "chance"),
    ])
  }
}

extension ProducersRisk {
  var record: JSON { .members(["offset": .number(offset), "risk": Chance.record(chance, as: "chance")]) }
}

extension SizeOption {
  /// What is needed for the target: the smallest that reaches it, `null` throughout where none does.
  static func record(_ smallest: SizeOption?, of attribute: Attribute) -> JSON {
    .members([
      "attribute": .string(attribute.id), "unitOfReplication": .string(attribute.unitOfReplication.rawValue),
      "units": .optional(smallest?.units) ?? .null, "replicates": .optional(smallest?.replicates) ?? .null,
      "results": .optional(smallest?.results) ?? .null, "all": smallest?.power?.record ?? .null,
    ])
  }

  var record: JSON {
    .members([
      "replicates": .integer(replicates), "units": .optional(units) ?? .null, "results": .optional(results) ?? .null,
      "all": power?.record ?? .null, "obstacle": .optional(obstacle),
      "crossChecks": crossChecks.record,
    ])
  }
}

extension PlanCurve {
  func record(_ attribute: Attribute) -> JSON {
    .members([
      "attribute": .string(attribute.id), "quantity": .string(quantity.rawValue), "planned": .number(planned),
      "points": .array(
        points.map { point in
          .members([
            "x": .number(point.x), "all": point.all?.record ?? .null,
            "criteria": .array(
              zip(attribute.criteria, point.criteria).map { criterion, chance in
                .members(["id": .string(criterion.id), "chance": chance?.record ?? .null])
              }),
          ])
        }),
    ])
  }
}
