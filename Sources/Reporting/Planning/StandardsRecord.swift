internal import Notation
internal import Transfer
internal import TransferPlanning

// What the record of a plan has besides where two standards are compared.

extension Comparison {
  var record: JSON {
    .members([
      "current": .string(current), "candidate": .string(candidate), "rule": .string(rule.rawValue),
      "consensus": .optional(consensus?.rawValue),
    ])
  }
}

extension StandardsPlan {
  /// The current standard before the study, and what it leaves of the criteria that depend on it.
  var chainRecord: JSON {
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
  var record: JSON {
    .members([
      "rule": .string(rule.rawValue), "decides": .bool(isDeciding),
      "criteria": .array(criteria.map { .string($0.id) }), "chance": chance?.record ?? .null,
      "agreeing": agreeing?.record ?? .null,
    ])
  }
}

extension LaboratoryOption {
  var record: JSON {
    .members([
      "units": .integer(units), "runs": .integer(runs), "laboratories": .optional(laboratories) ?? .null,
      "all": power?.record ?? .null, "obstacle": .optional(obstacle),
    ])
  }
}

extension HalfWidthSizes {
  var record: JSON {
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
