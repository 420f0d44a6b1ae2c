internal import Notation
internal import Transfer
public import TransferPlanning

extension StudyPlan {
  /// The record of a plan: `plan.json`, schema `methodtransfer/plan/1`.
  ///
  /// Chances are fractions; `monteCarloError` is a standard error, 0 where `exact` stands. Holds no clock, host, path or
  /// number of threads, so the same input gives the same bytes.
  public func record(_ provenance: PlanProvenance) -> JSON {
    .members([
      "schema": "methodtransfer/plan/1", "reachesTarget": .bool(reachesTarget), "exitCode": .integer(Int(exitCode)),
      "answer": .string(PlanContext(self, provenance).answer), "version": .string(provenance.version),
      "study": .members([
        "id": .string(plan.study.id), "title": .string(plan.study.title), "kind": .string(plan.study.kind.rawValue),
        "sending": .string(plan.sending), "receiving": .array(plan.receiving.map { .string($0) }),
      ]),
      "protocol": .members([
        "name": .string(provenance.protocolFile.name), "sha256": .string(provenance.protocolFile.sha256),
        "draft": .bool(plan.isDraft), "standards": provenance.standards?.record,
      ]),
      "pilot": provenance.pilot.map { .members(["name": .string($0.name), "sha256": .string($0.sha256)]) },
      "target": .number(request.power),
      // As text: a seed may be greater than the integers that every reader of JSON holds.
      "seed": .string("\(request.seed)"), "simulations": .integer(request.simulations),
      "precision": .number(request.halfWidth), "studies": .integer(simulations),
      "all": all?.record ?? .null, "agreeing": agreeing?.record ?? .null, "cannotPass": .bool(cannotPass),
      "impossible": .array(impossibilities.map { .string($0) }),
      "criteria": .array(attributes.flatMap { attribute in attribute.criteria.map { $0.record(attribute.attribute) } }),
      "attributes": .array(
        attributes.enumerated().map { index, attribute in
          attribute.record(
            given: index < provenance.givenOfAttributes.count ? provenance.givenOfAttributes[index] : [],
            pilot: index < provenance.pilotWords.count ? provenance.pilotWords[index] : [])
        }),
      "curves": .array(attributes.flatMap { attribute in attribute.curves.map { $0.record(attribute.attribute) } }),
      "unitsNeeded": .array(attributes.map(\.unitsNeededRecord)),
    ])
  }
}

extension Chance {
  /// Of passing, as a fraction, with how it is known.
  var record: JSON { members("power") }

  func members(_ key: String) -> JSON {
    .object(
      [
        JSON.Member(key: key, value: .number(estimate)),
        JSON.Member(key: "monteCarloError", value: .number(monteCarloError)),
      ]
        + [
          ("exact", JSON.optional(exact)), ("simulated", JSON.optional(simulated?.estimate)),
          ("studies", JSON.optional(simulated?.of)),
        ].compactMap { key, value in value.map { JSON.Member(key: key, value: $0) } })
  }
}

extension CriterionPlan {
  /// - Parameter namesReceiver: not in a bridging study, where laboratories take part alike.
  func record(_ attribute: Attribute, namesReceiver: Bool = true) -> JSON {
    .members([
      "id": .string(criterion.id), "attribute": .string(attribute.id),
      "receiving": namesReceiver ? .string(receiving) : nil,
      "kind": .string(criterion.kindName), "scope": .string(criterion.scope.rawValue),
      "required": .bool(criterion.required), "alpha": .number(criterion.alpha),
      "limits": .members([
        "lower": JSON.optional(criterion.facts.lower?.double),
        "upper": JSON.optional(criterion.facts.upper?.double),
      ]),
      "power": .optional(power?.estimate) ?? .null, "monteCarloError": .optional(power?.monteCarloError) ?? .null,
      "exact": .optional(power?.exact), "simulated": .optional(power?.simulated?.estimate),
      "studies": .optional(power?.simulated?.of), "agreeing": agreeing?.record ?? .null,
      "items": .integer(items),
      "shares": shares.map {
        .members([
          "fail": .number($0.fail), "inconclusive": .number($0.inconclusive), "notEvaluated": .number($0.notEvaluated),
        ])
      },
      "obstacle": .optional(obstacle), "excluded": .optional(excluded),
      "reach": reaches.isEmpty ? nil : .array(reaches.map(\.record)),
    ])
  }
}

extension AttributePlan {
  fileprivate func record(given: [String], pilot: [String]) -> JSON {
    let truth = assumption.truth
    return .members([
      "id": .string(attribute.id), "scale": .string(attribute.scale.rawValue), "unit": .string(attribute.unit),
      "assumptions": .members([
        "bias": .number(truth.bias), "runSD": .number(truth.runSD), "repeatabilitySD": .number(truth.repeatabilitySD),
        "sdRatio": .number(truth.sdRatio), "analystSD": .number(truth.analystSD), "daySD": .number(truth.daySD),
        "runBySampleSD": .number(truth.runBySampleSD), "mean": .optional(truth.mean?.double),
        "offset": .optional(assumption.offset), "source": .string(assumption.source),
        "commandLine": .array(given.map { .string($0) }),
        "pilot": pilot.isEmpty ? nil : .array(pilot.map { .string($0) }),
      ]),
      "design": .members([
        "unitOfReplication": .string(attribute.unitOfReplication.rawValue), "units": .integer(units),
        "replicates": .integer(replicates), "results": .integer(results),
      ]),
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
      "consumersRisks": .array(
        consumersRisks.map { risk in
          .members([
            "criterion": .string(risk.criterion.id), "receiving": .string(risk.receiving),
            "truth": .string(risk.truth), "alpha": .number(risk.criterion.alpha), "risk": risk.chance.members("chance"),
          ])
        }),
      "producersRisk": producersRisk.map {
        .members(["offset": .number($0.offset), "risk": $0.chance.members("chance")])
      } ?? .null,
      "sizes": .array(sizes.map(\.record)), "mostUnits": .integer(mostUnits),
    ])
  }

  fileprivate var unitsNeededRecord: JSON {
    .members([
      "attribute": .string(attribute.id), "unitOfReplication": .string(attribute.unitOfReplication.rawValue),
      "units": .optional(smallest?.units) ?? .null, "replicates": .optional(smallest?.replicates) ?? .null,
      "results": .optional(smallest?.results) ?? .null, "all": smallest?.power?.record ?? .null,
    ])
  }
}

extension SizeOption {
  var record: JSON {
    .members([
      "replicates": .integer(replicates), "units": .optional(units) ?? .null, "results": .optional(results) ?? .null,
      "all": power?.record ?? .null, "obstacle": .optional(obstacle),
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
