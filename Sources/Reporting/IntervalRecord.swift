internal import Statistics

/// How a confidence set stands in every record: `level`, `set` (`bounded`, `unbounded` or `exclusive`), and the ends that it has.
extension JSON {
  /// What an end that a set does not have means.
  enum AbsentEnd {
    /// The set goes on without an end there: it is unbounded.
    case isBeyondReach
    /// A one-sided bound was asked for; an end that is infinite is beyond reach all the same.
    case wasNotAskedFor
  }

  /// - Parameters:
  ///   - level: `nil` where the set is none of a level, such as a count.
  ///   - further: members behind the ends.
  static func interval(
    _ set: ConfidenceSet, level: Double?, absentEnd: AbsentEnd = .isBeyondReach, further: [Member] = []
  ) -> JSON {
    var members: [Member] = []
    // 1 - 2 × 0.05 is meant as 0.9, whatever the last bit says.
    if let level { members.append(Member(key: "level", value: .number((level * 1e12).rounded() / 1e12))) }
    func add(_ word: String, _ ends: [(String, Double?)]) {
      if level != nil { members.append(Member(key: "set", value: .string(word))) }
      for (key, end) in ends {
        if let end, end.isFinite { members.append(Member(key: key, value: .number(end))) }
      }
    }
    switch set {
    case .bounded(let lower, let upper):
      let isOpen = [lower, upper].contains { end in
        end.map { !$0.isFinite } ?? (absentEnd == .isBeyondReach)
      }
      add(isOpen ? "unbounded" : "bounded", [("lower", lower), ("upper", upper)])
    case .unbounded: add("unbounded", [])
    case .exclusive(let below, let above): add("exclusive", [("below", below), ("above", above)])
    }
    return .object(members + further)
  }

  /// Two values, one for each side, of which either may be absent: limits, the p-values of two one-sided tests.
  static func sides(_ lower: Double?, _ upper: Double?, further: [Member] = []) -> JSON {
    interval(.bounded(lower: lower, upper: upper), level: nil, absentEnd: .wasNotAskedFor, further: further)
  }

  /// Between two ends, of which either may be infinite.
  static func interval(_ lower: Double, _ upper: Double, level: Double?, further: [Member] = []) -> JSON {
    interval(.bounded(lower: lower, upper: upper), level: level, further: further)
  }
}
