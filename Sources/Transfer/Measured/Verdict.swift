/// What a criterion, or a study, came to.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// Shown: the interval lies wholly inside the limits.
  case pass
  /// Refuted: the interval lies wholly beyond a limit.
  case fail
  /// Neither shown nor refuted.
  case inconclusive
  /// Could not be computed. It has not passed.
  case notEvaluated

  /// The verdict of a study: `fail` if a required criterion fails; else `inconclusive` if one is inconclusive or not
  /// evaluated, or something else stands in the way of a pass; else `pass`. An intersection-union test needs no
  /// adjustment of alpha.
  static func overall(required: [Verdict], obstacles: Bool) -> Verdict {
    if required.contains(.fail) { return .fail }
    if required.isEmpty || obstacles || required.contains(where: { $0 != .pass }) { return .inconclusive }
    return .pass
  }

  /// The exit code of the command that prints it.
  public var exitCode: Int32 {
    switch self {
    case .pass: 0
    case .fail: 1
    case .inconclusive, .notEvaluated: 2
    }
  }
}
