internal import AssayData
public import Notation
internal import Statistics
public import TransferAssessment
internal import TransferProtocol

extension Assessment {
  /// The record of a judgement: `result.json`, schema `methodtransfer/result/1`.
  ///
  /// Holds no clock, host, path, locale or operator, so the same input gives the same bytes.
  ///
  /// - Parameter promise: the chance of passing that was planned.
  public func record(_ provenance: Provenance, promise: PlannedPromise? = nil) -> JSON {
    .members([
      "schema": "methodtransfer/result/1",
      "verdict": .string(verdict.rawValue),
      "exitCode": .integer(Int(verdict.exitCode)),
      "version": .string(provenance.version),
      "study": .members([
        "id": .string(plan.study.id), "title": .string(plan.study.title), "kind": .string(plan.study.kind.rawValue),
        "product": .optional(plan.study.product), "method": .optional(plan.study.method),
        "sending": .string(plan.sending), "receiving": .array(plan.receiving.map { .string($0) }),
      ]),
      "protocol": protocolRecord(provenance), "inputs": inputsRecord(provenance),
      "references": references.isEmpty ? nil : .array(references.map(\.record)),
      "obstacles": .array(obstacles.map { .string($0) }),
      "plannedPower": promise?.record,
      "assays": assays.isEmpty ? nil : .array(assays.map(\.record)),
      "findings": .array(findings.map { $0.record(promise) }),
      "qualityRanges": qualityRanges.isEmpty ? nil : .array(qualityRanges.map(\.record)),
      "diagnosis": .array(diagnoses.map { $0.record }),
      "sensitivity": .array(sensitivities.map { $0.record }),
      "coverage": .object(
        plan.attributes.map { attribute in
          JSON.Member(
            key: attribute.id,
            value: .array(
              coverage.filter { $0.attribute == attribute.id }.map {
                .members([
                  "what": .string($0.what), "exercised": .string($0.exercised),
                  "notExercised": .optional($0.notExercised),
                ])
              }))
        }),
      "exclusions": .array(exclusions.map(\.record)),
      "belowLimit": belowLimit.isEmpty ? nil : .array(belowLimit.map(\.record)),
      "completeness": .object(completeness.map { JSON.Member(key: $0.attribute, value: $0.record(data)) }),
      "readiness": readinessRecord,
      "warnings": .array((plan.warnings + data.warnings + warnings).map { $0.record }),
      "selfChecks": .array(selfChecks.map { .members(["name": .string($0.name), "passed": .bool($0.passed)]) }),
    ])
  }
}

extension Assessment {
  /// The protocol that was judged by.
  func protocolRecord(_ provenance: Provenance) -> JSON {
    .members([
      "name": .string(provenance.protocolName), "sha256": .string(provenance.protocolSHA256), "locked": .null,
      "amendments": 0, "draft": .bool(plan.isDraft), "standards": provenance.standards?.record,
    ])
  }

  /// Every results file with its hash.
  func inputsRecord(_ provenance: Provenance) -> JSON {
    .array(
      data.files.enumerated().map { index, file in
        .members([
          "name": .string(file.name),
          "sha256": .optional(index < provenance.inputs.count ? provenance.inputs[index].sha256 : nil),
          "rows": .integer(file.rows), "used": .integer(file.used), "excluded": .integer(file.rows - file.used),
          "encoding": .string(file.encoding), "lineEnding": .string(file.lineEnding),
        ])
      })
  }

  /// What must be in place, and whether it is.
  var readinessRecord: JSON {
    .array(
      plan.readiness.map {
        .members([
          "item": .string($0.item), "owner": .string($0.owner), "done": .bool($0.done),
          "evidence": .optional($0.evidence),
        ])
      })
  }
}

extension Problem {
  /// A problem as programs read it.
  public var record: JSON {
    .members([
      "file": .optional(location?.file), "line": .optional(location?.line), "column": .optional(location?.column),
      "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
    ])
  }
}

extension Finding {
  /// With the chance of passing that was planned.
  /// With the chance that was planned for it.
  func record(_ promise: PlannedPromise?) -> JSON {
    let promised = promise?.chance(criterion.id, attribute: attribute.id, receiving: receiving)
    guard let promised, case .object(let members) = record else { return record }
    return .object(members + [JSON.Member(key: "plannedPower", value: promised.record)])
  }

  var record: JSON {
    let unit = attribute.unitOfReplication.rawValue
    return .members([
      "criterion": .string(criterion.id), "attribute": .string(attribute.id), "kind": .string(criterion.kindName),
      "scope": .string(criterion.scope.rawValue), "sample": sampleRecord, "level": levelRecord,
      "receiving": .string(receiving), "required": .bool(criterion.required), "verdict": .string(verdict.rawValue),
      "reason": .string(reason), "quantity": .optional(evidence?.quantity.rawValue),
      "estimate": .optional(evidence?.estimate), "standardError": .optional(evidence?.standardError),
      "degreesOfFreedom": .optional(evidence?.degreesOfFreedom), "interval": evidence?.intervalRecord,
      "oppositeBound": .optional(evidence?.opposite),
      "equivalenceInterval": evidence?.equivalenceRecord(criterion.alpha),
      "limits": limitsRecord, "alpha": .number(criterion.alpha), "pValues": evidence?.pValueRecord,
      "units": .members([
        "unitOfReplication": .string(unit), "sending": .optional(sendingUnits), "receiving": .optional(receivingUnits),
      ]),
      "unitsNeeded": verdict == .pass ? nil : unitsNeeded?.record,
      "tippingLimit": tippingLimit.flatMap { $0.record(level: nil) },
      "laboratories": evidence.map { .array($0.laboratories.map(\.record)) }, "method": .optional(evidence?.method),
      "remarks": .array(remarks.map { .string($0) }),
      "standIns": standIns?.record,
      "bySample": bySample.isEmpty ? nil : .array(bySample.map(\.record)),
    ])
  }

  private var sampleRecord: JSON? { if case .sample(let name) = item { .string(name) } else { nil } }
  private var levelRecord: JSON? { if case .level(let value) = item { .number(value.double) } else { nil } }

  private var limitsRecord: JSON? {
    guard let evidence, evidence.lowerLimit != nil || evidence.upperLimit != nil else { return nil }
    return .members(["lower": .optional(evidence.lowerLimit), "upper": .optional(evidence.upperLimit)])
  }
}

extension Evidence {
  var intervalRecord: JSON? { judged.record(level: level) }

  fileprivate func equivalenceRecord(_ alpha: Double) -> JSON? { equivalenceInterval?.record(level: 1 - alpha) }

  fileprivate var pValueRecord: JSON? {
    guard lowerPValue != nil || upperPValue != nil else { return nil }
    return .members(["lower": .optional(lowerPValue), "upper": .optional(upperPValue)])
  }
}

extension ConfidenceSet {
  fileprivate func record(level: Double?) -> JSON? {
    // 1 - 2 × 0.05 is meant as 0.9, whatever the last bit says.
    let level = level.map { JSON.number(($0 * 1e12).rounded() / 1e12) }
    switch self {
    case .bounded(let lower, let upper):
      // What has no end on a side has no bound there, and the set says so.
      let ends = [lower, upper].map { end in end.flatMap { $0.isFinite ? $0 : nil } }
      let isUnbounded = [lower, upper].contains { $0.map { !$0.isFinite } ?? false }
      if level == nil, ends.allSatisfy({ $0 == nil }) { return nil }
      return .members([
        "level": level, "set": level == nil ? nil : isUnbounded ? "unbounded" : "bounded", "lower": .optional(ends[0]),
        "upper": .optional(ends[1]),
      ])
    case .unbounded: return level.map { .members(["level": $0, "set": "unbounded"]) }
    case .exclusive(let below, let above):
      return level.map {
        .members(["level": $0, "set": "exclusive", "below": .number(below), "above": .number(above)])
      }
    }
  }
}

extension UnitsNeeded {
  fileprivate var record: JSON {
    func sizes(_ sizes: Sizes?) -> JSON? {
      sizes.map {
        .members(["power80": .optional($0.power80) ?? .null, "power90": .optional($0.power90) ?? .null])
      }
    }
    return .members(["atZero": sizes(atZero), "atObserved": sizes(atObserved)])
  }
}

extension LaboratoryFigures {
  fileprivate var record: JSON {
    .members([
      "laboratory": .string(laboratory), "mean": .optional(mean), "standardDeviation": .optional(standardDeviation),
      "degreesOfFreedom": .optional(degreesOfFreedom), "units": .integer(units), "results": .integer(results),
      "meanSquares": meanSquares.isEmpty
        ? nil
        : .array(
          meanSquares.map {
            .members([
              "name": .string($0.name), "meanSquare": .number($0.value),
              "degreesOfFreedom": .number($0.degreesOfFreedom),
            ])
          }),
    ])
  }
}

extension Diagnosis {
  fileprivate var record: JSON {
    func alternative(_ entry: Alternative) -> JSON {
      .members([
        "factor": .string(entry.factor.rawValue), "name": .string(entry.name),
        "laboratory": .optional(entry.laboratory),
        "verdict": .string(entry.verdict.rawValue), "estimate": .optional(entry.evidence?.estimate),
        "interval": entry.evidence?.intervalRecord, "reason": .string(entry.reason),
      ])
    }
    return .members([
      "criterion": .string(criterion.id), "item": .optional(item.name), "receiving": .string(receiving),
      "cause": .string(cause.rawValue), "explanation": .string(explanation), "driver": driver.map(alternative),
      "wouldPass": .integer(wouldPass), "wouldNotPass": .integer(wouldNotPass),
      "leftOut": .array(leftOut.map(alternative)), "otherUnits": .array(otherUnits.map(alternative)),
      "otherVariances": .array(otherVariances.map(alternative)), "putBack": .array(putBack.map(alternative)),
      "remark": .optional(leftOutRemark),
    ])
  }
}

extension Completeness {
  fileprivate func record(_ data: AssayData) -> JSON {
    .members([
      "entries": .array(
        entries.map {
          .members([
            "laboratory": .string($0.laboratory), "sample": .optional($0.sample),
            "plannedUnits": .optional($0.plannedUnits), "receivedUnits": .integer($0.receivedUnits),
            "plannedResults": .optional($0.plannedResults), "receivedResults": .integer($0.receivedResults),
            "usedResults": .integer($0.usedResults),
          ])
        }),
      "excluded": .array(
        excluded.map { entry in
          .members([
            "file": .string(data.location(of: entry.row).file), "line": .optional(data.location(of: entry.row).line),
            "reason": .string(entry.reason), "cell": data.shown(entry.row).record,
          ])
        }),
    ])
  }
}

extension AssayData.Shown {
  /// The number as it was written, or the cell as the file has it.
  fileprivate var record: JSON? {
    switch self {
    case .number(let value): .string(value.description)
    case .text(let text): .string(text)
    case .nothing: nil
    }
  }
}
