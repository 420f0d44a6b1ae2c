internal import AssayData
internal import Notation
internal import Statistics
internal import Transfer

extension BridgingStudy {
  /// What the record of a study of two standards has beside others: what was compared, the ratio, and what follows from it.
  func members(_ data: AssayData) -> JSON {
    let behind = restsOnProvisional
    return .members([
      "comparison": .members([
        "current": .string(comparison.current), "candidate": .string(comparison.candidate),
        "consensus": .optional(comparison.consensus?.rawValue),
        "pairs": .string(
          pairs.form == .bothMeasured ? "both measured in each run" : "results relative to the current standard"),
        "unity": pairs.unity.map { .number($0.double) },
      ]),
      "rule": .string(comparison.rule.rawValue),
      "ratio": ratioRecord,
      "assigned": assignedRecord,
      "rules": assignment.map { assignment in
        .object(
          assignment.options.map { JSON.Member(key: $0.rule.rawValue, value: record($0, level: assignment.level)) })
      },
      "provisional": .bool(!behind.isEmpty || comparison.provisional),
      "restsOnProvisional": .array(behind.map { .string($0) }),
      "pairs": .array(pairs.pairs.map { $0.record(data) }),
      "laboratories": .array(laboratories.map { $0.record }),
      "variation": variation?.record,
      "consensus": .array(consensuses.map { $0.record }),
      "robust": .array(robust.figures.map { $0.record(over: robust.over) }),
      "leftOut": .array(leftOut.map { $0.record }),
      "leftOutRemark": .optional(leftOutRemark),
      "chain": .array(chain.generations.map { $0.record(level: chain.level) }),
      "backTest": backTest?.record,
      "unitsForHalfWidth": sizes?.record,
    ])
  }

  private var ratioRecord: JSON {
    switch ratio {
    case .success(let found): found.record
    case .failure: .null
    }
  }

  /// What programs may take as the value of the candidate: `null` unless the verdict is a pass.
  private var assignedRecord: JSON {
    guard let assignment, assignment.isAssigned, let option = assignment.deciding else { return .null }
    return .members([
      "standard": .string(comparison.candidate), "value": .number(option.value),
      "unit": attribute.isInUnitOfStandards ? .string(attribute.unitOfMeasurement) : nil,
      "rule": .string(option.rule.rawValue),
      "standardUncertainty": .number(option.generation.measured.standardUncertainty),
      "degreesOfFreedom": .finite(option.generation.measured.degreesOfFreedom),
      "interval": option.interval.map { record($0, level: assignment.level) },
      "provisional": .bool(comparison.provisional),
    ])
  }

  private func record(_ option: BridgingAssignment.Option, level: Double) -> JSON {
    .members([
      "decides": .bool(option.isDeciding), "value": .number(option.value),
      "interval": option.interval.map { record($0, level: level) },
      "measured": option.generation.measured.record(level: level),
      "drift": option.generation.drift.record(level: level),
      "criteria": .array(
        option.findings.map { $0.verdict.record(of: $0.criterion.id) }),
    ])
  }

  private func record(_ interval: (lower: Double, upper: Double), level: Double) -> JSON {
    .interval(interval.lower, interval.upper, level: level)
  }
}

extension Verdict {
  /// Of one criterion.
  fileprivate func record(of criterion: String) -> JSON {
    .members(["criterion": .string(criterion), "verdict": .string(rawValue)])
  }
}

extension BridgingRatio {
  var record: JSON {
    .members([
      "estimate": .number(ratio), "lnEstimate": .number(lnRatio), "standardError": .number(standardError),
      "degreesOfFreedom": .optional(degreesOfFreedom),
      "interval": .interval(lower, upper, level: level),
      "method": .string(method),
    ])
  }
}

extension ReferenceChain.Estimate {
  func record(level: Double) -> JSON {
    JSON.estimate(value, standardUncertainty: standardUncertainty, degreesOfFreedom: degreesOfFreedom).with(
      .members(["interval": .interval(lower, upper, level: level)]))
  }
}

extension ReferenceChain.Generation {
  func record(level: Double) -> JSON {
    .members([
      "standard": .string(id), "lot": .optional(lot), "candidate": isCandidate ? .bool(true) : nil,
      "comparator": .optional(comparator), "rule": .optional(rule?.rawValue), "date": .optional(date),
      "provisional": .bool(provisional), "restsOnProvisional": .array(restsOnProvisional.map { .string($0) }),
      "value": .number(value),
      // Of the measured value along the whole chain, on ln; of one comparison alone under `ratio`.
      "standardUncertainty": .number(measured.standardUncertainty),
      "degreesOfFreedom": .finite(measured.degreesOfFreedom),
      "interval": .interval(measured.lower, measured.upper, level: level),
      "ratio": comparator == nil
        ? nil
        : .estimate(ratio, standardUncertainty: ratioUncertainty, degreesOfFreedom: ratioDegreesOfFreedom),
      "measuredValue": .number(measured.value), "drift": drift.record(level: level),
      "alwaysAccept": .members([
        "value": .number(measured.value / driftAlwaysAccepted.value), "drift": driftAlwaysAccepted.record(level: level),
      ]),
      "alwaysOffset": .members([
        "value": .number(measured.value), "standardUncertainty": .number(measured.standardUncertainty),
      ]),
      "shares": .array(shares.map { .members(["standard": .string($0.id), "share": .number($0.share)]) }),
    ])
  }
}

extension StandardPair {
  func record(_ data: AssayData) -> JSON {
    .members([
      "laboratory": .string(laboratory), "run": .string(run), "unit": .string(unit), "analyst": .optional(analyst),
      "day": .optional(day), "current": .optional(current), "candidate": .optional(candidate),
      "currentResults": .integer(currentResults), "candidateResults": .integer(candidateResults),
      "ratio": .optional(ratio), "lnRatio": .optional(lnRatio), "reason": .optional(reason),
      "lines": .array(
        rows.map { row in
          let place = data.location(of: row)
          return .string("\(place.file):\(place.line ?? 0)")
        }),
    ])
  }
}

extension BridgedLaboratory {
  var record: JSON {
    .members([
      "laboratory": .string(name), "units": .integer(units), "runs": .integer(runs), "ratio": .number(ratio),
      "interval": interval.map {
        .interval($0.lower, $0.upper, level: level)
      },
      "standardDeviation": .optional(standardDeviation), "percentGCV": .optional(percentGCV),
    ])
  }
}

extension BridgingVariation {
  var record: JSON {
    func figure(_ figure: Figure?) -> JSON? {
      figure.map {
        .members([
          "percentGCV": .number($0.percentGCV), "degreesOfFreedom": .number($0.degreesOfFreedom),
          "interval": .interval($0.lower, $0.upper, level: level),
        ])
      }
    }
    return .members([
      "withinLaboratories": figure(within), "laboratoryMeans": figure(betweenMeans),
      "betweenLaboratories": betweenComponent.map {
        .members(["percentGCV": .number($0), "truncated": .bool(isBetweenTruncated)])
      },
    ])
  }
}

extension ConsensusFigure {
  var record: JSON {
    switch outcome {
    case .success(let found):
      .members([
        "method": .string(name), "decides": .bool(isDeciding), "ratio": found.record,
        "lnBetweenLaboratories": .optional(lnBetween),
      ])
    case .failure(let obstacle):
      .members([
        "method": .string(name), "decides": .bool(isDeciding), "obstacle": .string(obstacle.description),
      ])
    }
  }
}

extension RobustFigures.Figure {
  func record(over: String) -> JSON {
    .members([
      "method": .string(name), "over": .string(over), "ratio": .number(ratio),
      "standardUncertainty": .optional(standardUncertainty),
      "interval": interval.map {
        .interval($0.lower, $0.upper, level: level)
      },
    ])
  }
}

extension BridgingAlternative {
  var record: JSON {
    .members([
      "factor": .string(scenario.factor.rawValue), "name": .string(scenario.name),
      "laboratory": .optional(scenario.laboratory),
      "ratio": ratio?.record,
      "reason": .optional(reason),
      "verdicts": .array(
        verdicts.map { $0.verdict.record(of: $0.criterion) }),
    ])
  }
}

extension BackTest {
  var record: JSON {
    var direct: JSON? = nil
    if case .success(let found) = self.direct { direct = found.record }
    let level = BridgingStudy.shownLevel
    return .members([
      "primary": .string(primary), "runs": .integer(runs), "ratioToPrimary": direct,
      "value": value?.record(level: level), "chainOverDirect": chainOverDirect?.record(level: level),
      "obstacle": .optional(obstacle),
    ])
  }
}

extension BridgingSizes {
  var record: JSON {
    .members([
      "level": .number(level), "laboratories": .integer(laboratories),
      "rows": .array(
        rows.map {
          .members([
            "percent": .number($0.percent), "criterion": .optional($0.criterion), "units": .optional($0.units) ?? .null,
            "assured80": .optional($0.units80) ?? .null, "assured90": .optional($0.units90) ?? .null,
          ])
        }),
    ])
  }
}
