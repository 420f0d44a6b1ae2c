internal import AssayData
public import Notation
internal import Statistics
public import Transfer

extension Assessment {
  /// The record of a judged study: `result.json`, schema `methodtransfer/result/1`; of two standards `bridge.json`, schema
  /// `methodtransfer/bridge/1`.
  ///
  /// Holds no clock, host, path, locale or operator, so the same input gives the same bytes.
  ///
  /// - Parameter promise: the chance of passing that was planned.
  public func record(_ provenance: Provenance, promise: PlannedPromise? = nil) -> JSON {
    JSON.members([
      "schema": .string("methodtransfer/\(transferProtocol.words.record)/1"),
      "verdict": .string(verdict.rawValue),
      "exitCode": .integer(Int(verdict.exitCode)),
      "version": .string(provenance.version),
      "study": transferProtocol.studyRecord,
      "protocol": protocolRecord(provenance), "inputs": inputsRecord(provenance),
    ]).with(bridging?.members(data) ?? groupsRecord).with(
      .members([
        "obstacles": .array(obstacles.map { .string($0) }),
        "plannedPower": promise?.record,
        "assays": assays.isEmpty ? nil : .array(zip(assays, plateChecks).map { $0.record($1) }),
        "findings": .array(findings.map { $0.record(promise) }),
        "qualityRanges": qualityRanges.isEmpty ? nil : .array(qualityRanges.map { $0.record }),
        "diagnosis": bridging == nil ? .array(diagnoses.map { $0.record }) : nil,
        "sensitivity": bridging == nil ? .array(sensitivities.map { $0.record }) : nil,
        "coverage": coverageRecord,
        "exclusions": .array(exclusions.map { $0.record }),
        "belowLimit": belowLimit.isEmpty ? nil : .array(belowLimit.map { $0.record }),
        "completeness": .object(completeness.map { JSON.Member(key: $0.attribute, value: $0.record(data)) }),
        "outsideSpecification": .array(outsideSpecification.map { $0.record(data) }),
        "readiness": readinessRecord,
        "warnings": .array(allWarnings.map { $0.record }),
        "selfChecks": selfChecksRecord,
      ]))
  }

  /// Which groups were judged, and what their results are relative to; of standards ``BridgingStudy/members(_:)`` says more.
  private var groupsRecord: JSON {
    .members([
      "references": references.isEmpty ? nil : .array(references.map { $0.record }),
      "receivers": .array(
        transferProtocol.receiving.map {
          .members(["receiving": .string($0), "verdict": .string(verdict(at: $0).rawValue)])
        }),
    ])
  }

  /// What was exercised and what not, by attribute.
  private var coverageRecord: JSON {
    .object(
      transferProtocol.attributes.map { attribute in
        JSON.Member(
          key: attribute.id,
          value: .array(
            coverage.filter { $0.attribute == attribute.id }.map {
              .members([
                "what": .string($0.what), "exercised": .string($0.exercised),
                "notExercised": .optional($0.notExercised),
              ])
            }))
      })
  }
}

extension Assessment {
  /// The protocol that was judged by.
  func protocolRecord(_ provenance: Provenance) -> JSON {
    transferProtocol.record(
      of: provenance.protocolFile, standards: provenance.standards,
      further: .members(["locked": .null, "amendments": 0]))
  }

  /// Every results file with its hash.
  func inputsRecord(_ provenance: Provenance) -> JSON {
    .array(zip(data.files, provenance.inputs).map { $1.record($0, rows: $0.rows, used: $0.used) })
  }

  /// Each check of the program on its own findings.
  var selfChecksRecord: JSON {
    .array(selfChecks.map { .members(["name": .string($0.name), "passed": .bool($0.passed)]) })
  }

  /// What must be in place, and whether it is.
  var readinessRecord: JSON {
    .array(
      transferProtocol.readiness.map {
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
      "file": .optional(location?.file), "sheet": .optional(location?.sheet), "line": .optional(location?.line),
      "column": .optional(location?.column),
      "severity": .string(severity.rawValue), "code": .string(code), "message": .string(message),
    ])
  }
}

extension Finding {
  /// With the chance of passing that was planned for it.
  func record(_ promise: PlannedPromise?) -> JSON {
    let promised = promise?.chance(criterion.id, attribute: attribute.id, receiving: receiving)
    return record.with(.members(["plannedPower": promised?.record]))
  }

  var record: JSON {
    let unit = attribute.unitOfReplication.rawValue
    return .members([
      "criterion": .string(criterion.id), "attribute": .string(attribute.id), "kind": .string(criterion.kindName),
      "scope": .string(criterion.scope.rawValue), "sample": sampleRecord, "level": levelRecord,
      "receiving": .string(receiving), "required": .bool(criterion.required), "verdict": .string(verdict.rawValue),
      "reason": .string(reason), "quantity": .optional(evidence?.quantity.name),
      "estimate": .optional(evidence?.estimate), "standardError": .optional(evidence?.standardError),
      "degreesOfFreedom": .optional(evidence?.degreesOfFreedom), "interval": evidence?.intervalRecord,
      "oppositeBound": .optional(evidence?.opposite),
      "equivalenceInterval": evidence?.equivalenceRecord(criterion.alpha),
      "limits": limitsRecord, "alpha": .number(criterion.alpha), "pValues": evidence?.pValueRecord,
      "units": .members([
        "unitOfReplication": .string(unit), "sending": .optional(sendingUnits), "receiving": .optional(receivingUnits),
      ]),
      "unitsNeeded": unitsNeeded?.record,
      "tippingLimit": tippingRecord,
      "laboratories": evidence.map { .array($0.laboratories.map { $0.record }) }, "method": .optional(evidence?.method),
      "precision": evidence?.precision?.record,
      "remarks": .array(remarks.map { .string($0) }),
      "standIns": standIns?.record,
      "crossChecks": crossChecks.record,
      "bySample": items.record(items.bySample), "byLevel": items.record(items.byLevel),
      "bySampleAndLevel": items.record(items.bySampleAndLevel), "itemsApart": items.recordOfApart,
    ])
  }

  /// The limits at which the verdict would turn.
  fileprivate var tippingRecord: JSON? {
    guard let tippingLimit else { return nil }
    // No limit is within reach on either side.
    if case .bounded(let lower, let upper) = tippingLimit, ![lower, upper].contains(where: { $0?.isFinite == true }) {
      return nil
    }
    return JSON.interval(tippingLimit, level: nil, absentEnd: .wasNotAskedFor)
  }

  fileprivate var sampleRecord: JSON? {
    switch item {
    case .sample(let name), .sampleAtLevel(let name, _): .string(name)
    case .pooled, .level: nil
    }
  }

  fileprivate var levelRecord: JSON? {
    switch item {
    case .level(let value), .sampleAtLevel(_, let value): .number(value.double)
    case .pooled, .sample: nil
    }
  }

  private var limitsRecord: JSON? {
    guard let evidence, evidence.lowerLimit != nil || evidence.upperLimit != nil else { return nil }
    return .sides(evidence.lowerLimit, evidence.upperLimit)
  }
}

extension PooledItems {
  /// Each item's finding with how far it departs from the others; absent where there are not several.
  fileprivate func record(_ members: [Member]) -> JSON? {
    guard !members.isEmpty else { return nil }
    return .array(
      members.map { $0.finding.record.with(.members(["departure": $0.record])) })
  }

  /// The items that page one names; absent where nothing was pooled.
  fileprivate var recordOfApart: JSON? {
    guard !(bySample.isEmpty && byLevel.isEmpty) else { return nil }
    return .array(
      apart.map { member in
        .members([
          "sample": member.finding.sampleRecord, "level": member.finding.levelRecord,
          "estimate": .optional(member.finding.evidence?.estimate), "passesAlone": .bool(member.passesAlone),
          "isBeyondLimit": .bool(member.isBeyondLimit), "departs": .bool(member.departs),
        ])
      })
  }
}

extension PooledItems.Member {
  fileprivate var record: JSON {
    .members([
      "estimate": .optional(departure?.estimate), "standardError": .optional(departure?.standardError),
      "degreesOfFreedom": .optional(departure?.degreesOfFreedom), "pValue": .optional(departure?.pValue),
      "threshold": .number(threshold), "isBeyondLimit": .bool(isBeyondLimit), "departs": .bool(departs),
    ])
  }
}

extension PrecisionGrounds {
  fileprivate var record: JSON {
    .members([
      "level": .number((level * 1e12).rounded() / 1e12),
      "fixedSource": these.isEmpty
        ? nil
        : .array(
          these.map {
            .members([
              "laboratory": .string($0.laboratory), "source": .string($0.source), "levels": .integer($0.levels),
            ])
          }),
      "reach": reaches.isEmpty ? nil : .array(reaches.map { $0.record }),
    ])
  }
}

extension OutsideSpecification {
  fileprivate func record(_ data: AssayData) -> JSON {
    let place = data.location(of: row)
    return .members([
      "attribute": .string(attribute), "file": .string(place.file), "sheet": .optional(place.sheet),
      "line": .optional(place.line),
      "column": .optional(place.column), "laboratory": .optional(data.name(.laboratory, of: row)),
      "sample": .optional(data.name(.sample, of: row)), "run": .optional(data.name(.run, of: row)),
      "value": data.hasResult(row) ? .number(data.values[row].double) : nil,
      "side": .string(isBelow ? "below" : "above"), "used": .bool(isUsed),
    ])
  }
}

extension PrecisionReach {
  var record: JSON {
    .members([
      "laboratory": .string(laboratory), "source": .string(source), "levels": .integer(levels),
      "degreesOfFreedom": .integer(degreesOfFreedom), "factor": .number(factor), "seen": .optional(seen),
      "limit": .number(limit), "greatest": .number(greatest),
    ])
  }
}

extension Evidence {
  /// `nil` where nothing is bounded.
  var intervalRecord: JSON? {
    if case .bounded(nil, nil) = judged { return nil }
    return JSON.interval(judged, level: level, absentEnd: .wasNotAskedFor)
  }

  fileprivate func equivalenceRecord(_ alpha: Double) -> JSON? {
    equivalenceInterval.map { JSON.interval($0, level: 1 - alpha, absentEnd: .wasNotAskedFor) }
  }

  fileprivate var pValueRecord: JSON? {
    guard lowerPValue != nil || upperPValue != nil else { return nil }
    return .sides(lowerPValue, upperPValue)
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
              "name": .string($0.square.name), "meanSquare": .number($0.square.value),
              "degreesOfFreedom": .number($0.square.degreesOfFreedom), "coefficient": .number($0.coefficient),
            ])
          }),
    ])
  }
}

extension Diagnosis {
  fileprivate var record: JSON {
    func alternative(_ entry: Alternative) -> JSON {
      .members([
        "factor": .string(entry.scenario.factor.rawValue), "name": .string(entry.scenario.name),
        "laboratory": .optional(entry.scenario.laboratory),
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
