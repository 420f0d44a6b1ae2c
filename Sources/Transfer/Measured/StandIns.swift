internal import Notation

/// Results below a limit behind a finding on means, and what they leave open.
public struct StandIns: Sendable {
  /// What the finding comes to with one mixture of values in their place.
  public struct Outcome: Sendable {
    public let verdict: Verdict
    public let evidence: Evidence?
    public let reason: String

    init(_ judgement: Judgement) {
      verdict = judgement.verdict
      evidence = judgement.evidence
      reason = judgement.reason
    }
  }

  /// By laboratory.
  public let counts: [BelowLimit]
  /// With half of the limit in place of each.
  public let verdictAtHalf: Verdict
  /// How many mixtures of 0 and the limit there are to be tried, and whether they are all.
  public let mixtures: Int
  public let areAll: Bool
  public let atZero: Outcome
  public let atLimit: Outcome
  /// A mixture that does not give what half of the limit gives; `nil` where each does, or where half gives neither a pass
  /// nor a failure.
  public let against: Outcome?
}

/// How many of a laboratory's results are below a limit.
public struct BelowLimit: Sendable, Hashable {
  public let laboratory: String
  public let count: Int
  public let of: Int
}

extension BelowLimit {
  /// Of the laboratories that have one below a limit.
  static func counts(_ rows: [StudyRow], laboratories: [String]) -> [BelowLimit] {
    laboratories.indices.compactMap { index in
      let own = rows.filter { $0.laboratory == Int32(index) }
      let below = own.count { $0.limit != nil }
      return below == 0 ? nil : BelowLimit(laboratory: laboratories[index], count: below, of: own.count)
    }
  }

  /// "3 of 12 results of Site A and 1 of 12 of Site B are below a limit".
  static func words(_ counts: [BelowLimit]) -> String {
    let parts = counts.enumerated().map { index, one in
      "\(one.count) of \(one.of)\(index == 0 ? " results" : "") of \(one.laboratory)"
    }
    let isOne = counts.count == 1 && counts[0].count == 1
    return "\(parts.joined(separator: " and ")) \(isOne ? "is" : "are") below a limit"
  }
}
