internal import Statistics

/// What an evaluation of one criterion at one item came to, before it is given its place in the study.
///
/// The verdict is there at once; the figures and words behind it are worked out when they are asked for, since leaving out
/// and simulated studies judge often and tell little.
struct Judgement {
  let verdict: Verdict
  let why: Why
  /// ``why`` in words without figures.
  var reason: String { why.words }
  /// `nil` where nothing could be computed.
  let details: (() -> Details)?

  struct Details {
    let evidence: Evidence
    var sendingUnits: Int? = nil
    var receivingUnits: Int? = nil
    /// Asked for where it does not pass.
    var unitsNeeded: (() -> UnitsNeeded?)? = nil
    var remarks: [String] = []
    /// Where results below a limit have a part in it.
    var standIns: (() -> StandIns)? = nil
    /// The deciding numbers, held against the second engine; `nil` where it has no route to them.
    var crossChecks: (() -> [CrossCheck])? = nil
  }

  init(_ outcome: (verdict: Verdict, why: Why), details: @escaping () -> Details) {
    (verdict, why) = outcome
    self.details = details
  }

  private init(notEvaluated reason: String) {
    verdict = .notEvaluated
    why = .told(reason)
    details = nil
  }

  static func notEvaluated(_ reason: String) -> Judgement { Judgement(notEvaluated: reason) }

  /// The same with one thing more that a reader must know, where there is evidence.
  func with(remark: String) -> Judgement { with { $0.remarks.append(remark) } }

  /// The same with other details, where there are any.
  func with(_ change: @escaping (inout Details) -> Void) -> Judgement {
    guard let details else { return self }
    return Judgement((verdict, why)) {
      var told = details()
      change(&told)
      return told
    }
  }

  /// Worked out anew each time.
  var evidence: Evidence? { details?().evidence }
}

/// The one place where figures become a verdict on a pair of limits.
///
/// Pass exactly when every tested p-value is below alpha; fail exactly when the opposite test at alpha shows the truth
/// beyond a limit. Never from rounded figures.
func judge(
  lowerP: Double, upperP: Double, beyondLowerP: @autoclosure () -> Double, beyondUpperP: @autoclosure () -> Double,
  alpha: Double, direction: Direction?
) -> (verdict: Verdict, why: Why) {
  switch direction {
  case nil:
    if max(lowerP, upperP) < alpha { return (.pass, .interval(.inside)) }
    if beyondUpperP() < alpha { return (.fail, .interval(.beyondUpper)) }
    if beyondLowerP() < alpha { return (.fail, .interval(.beyondLower)) }
    if lowerP < alpha { return (.inconclusive, .interval(.crossesUpper)) }
    if upperP < alpha { return (.inconclusive, .interval(.crossesLower)) }
    return (.inconclusive, .interval(.crossesBoth))
  case .lower:
    let verdict: Verdict = lowerP < alpha ? .pass : beyondLowerP() < alpha ? .fail : .inconclusive
    return (verdict, .lower(verdict))
  case .upper:
    let verdict: Verdict = upperP < alpha ? .pass : beyondUpperP() < alpha ? .fail : .inconclusive
    return (verdict, .upper(verdict))
  }
}

/// A verdict on an upper limit, from what the two one-sided bounds do.
func judge(isUpperInside: Bool, isLowerBeyond: @autoclosure () -> Bool) -> (verdict: Verdict, why: Why) {
  let verdict: Verdict = isUpperInside ? .pass : isLowerBeyond() ? .fail : .inconclusive
  return (verdict, .precision(verdict))
}
