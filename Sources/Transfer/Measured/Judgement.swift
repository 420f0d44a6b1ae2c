internal import Statistics

/// What an evaluation of one criterion at one item came to, before it is given its place in the study.
///
/// The verdict is there at once; the figures and words behind it are worked out when they are asked for, since leaving out
/// and simulated studies judge often and tell little.
struct Judgement {
  let verdict: Verdict
  let reason: String
  /// `nil` where nothing could be computed.
  let details: (() -> Details)?

  struct Details {
    let evidence: Evidence
    var sendingUnits: Int? = nil
    var receivingUnits: Int? = nil
    var unitsNeeded: (() -> UnitsNeeded?)? = nil
    var remarks: [String] = []
    /// Where results below a limit have a part in it.
    var standIns: (() -> StandIns)? = nil
  }

  init(_ outcome: (verdict: Verdict, reason: String), details: @escaping () -> Details) {
    (verdict, reason) = outcome
    self.details = details
  }

  private init(notEvaluated reason: String) {
    verdict = .notEvaluated
    self.reason = reason
    details = nil
  }

  static func notEvaluated(_ reason: String) -> Judgement { Judgement(notEvaluated: reason) }

  /// The same with one thing more that a reader must know, where there is evidence.
  func with(remark: String) -> Judgement {
    guard let details else { return self }
    return Judgement((verdict, reason)) {
      var told = details()
      told.remarks.append(remark)
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
) -> (verdict: Verdict, reason: String) {
  switch direction {
  case nil:
    if max(lowerP, upperP) < alpha { return (.pass, "the interval lies inside the limits") }
    if beyondUpperP() < alpha { return (.fail, "the interval lies wholly beyond the upper limit") }
    if beyondLowerP() < alpha { return (.fail, "the interval lies wholly beyond the lower limit") }
    // Whole sentences, since a simulated study judges often and must not put words together.
    if lowerP < alpha { return (.inconclusive, "the interval crosses the upper limit: not shown, and not refuted") }
    if upperP < alpha { return (.inconclusive, "the interval crosses the lower limit: not shown, and not refuted") }
    return (.inconclusive, "the interval crosses both limits: not shown, and not refuted")
  case .lower:
    if lowerP < alpha { return (.pass, "the lower bound lies above the lower limit") }
    if beyondLowerP() < alpha { return (.fail, "even the upper bound lies below the lower limit") }
    return (
      .inconclusive,
      "the lower bound lies below the lower limit while the upper one does not: not shown, and not refuted"
    )
  case .upper:
    if upperP < alpha { return (.pass, "the upper bound lies below the upper limit") }
    if beyondUpperP() < alpha { return (.fail, "even the lower bound lies above the upper limit") }
    return (
      .inconclusive,
      "the upper bound lies above the upper limit while the lower one does not: not shown, and not refuted"
    )
  }
}

/// A verdict on an upper limit from the two one-sided bounds.
func judge(upperBound: Double, lowerBound: @autoclosure () -> Double, limit: Double) -> (
  verdict: Verdict, reason: String
) {
  judge(isUpperInside: upperBound < limit, isLowerBeyond: lowerBound() > limit)
}

/// The same where what the bounds do is known without their values.
func judge(isUpperInside: Bool, isLowerBeyond: @autoclosure () -> Bool) -> (verdict: Verdict, reason: String) {
  if isUpperInside { return (.pass, "the upper bound lies inside the limit") }
  if isLowerBeyond() { return (.fail, "even the lower bound lies beyond the limit") }
  return (
    .inconclusive, "the upper bound lies beyond the limit while the lower one does not: not shown, and not refuted"
  )
}
