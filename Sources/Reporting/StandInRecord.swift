internal import Notation
internal import Transfer

extension StandIns {
  /// Results below a limit behind a finding, as programs read it.
  var record: JSON {
    .members([
      "laboratories": .array(counts.map { $0.record }), "verdictAtHalf": .string(verdictAtHalf.rawValue),
      "mixtures": .integer(mixtures), "allMixtures": .bool(areAll), "atZero": atZero.record, "atLimit": atLimit.record,
      "against": against?.record,
    ])
  }
}

extension StandIns.Outcome {
  fileprivate var record: JSON {
    .members([
      "verdict": .string(verdict.rawValue), "estimate": .optional(evidence?.estimate),
      "interval": evidence?.intervalRecord, "reason": .string(reason),
    ])
  }
}

extension BelowLimit {
  fileprivate var record: JSON {
    .members(["laboratory": .string(laboratory), "results": .integer(count), "of": .integer(of)])
  }
}

extension Assessment.BelowLimits {
  var record: JSON {
    .members([
      "attribute": .string(attribute), "readings": areReadings ? .bool(true) : nil,
      "laboratories": .array(counts.map { $0.record }),
    ])
  }
}
