internal import Statistics
internal import TransferProtocol

/// What an evaluation of one criterion at one item came to, before it is given its place in the study.
struct Judgement {
  var verdict: Verdict
  var reason: String
  var evidence: Evidence? = nil
  var sendingUnits: Int? = nil
  var receivingUnits: Int? = nil
  /// Worked out only for what is told of: leaving out and self-checks judge often and need no sizes.
  var unitsNeeded: (() -> UnitsNeeded)? = nil
  var remarks: [String] = []

  static func notEvaluated(_ reason: String) -> Judgement { Judgement(verdict: .notEvaluated, reason: reason) }
}

/// The one place where figures become a verdict on a pair of limits.
///
/// Pass exactly when every tested p-value is below alpha; fail exactly when the opposite test at alpha shows the truth
/// beyond a limit. Never from rounded figures.
func judge(
  lowerP: Double, upperP: Double, beyondLowerP: Double, beyondUpperP: Double, alpha: Double, direction: Direction?
) -> (verdict: Verdict, reason: String) {
  switch direction {
  case nil:
    if max(lowerP, upperP) < alpha { return (.pass, "the interval lies inside the limits") }
    if beyondUpperP < alpha { return (.fail, "the interval lies wholly beyond the upper limit") }
    if beyondLowerP < alpha { return (.fail, "the interval lies wholly beyond the lower limit") }
    let crossed =
      lowerP >= alpha && upperP >= alpha ? "both limits" : lowerP >= alpha ? "the lower limit" : "the upper limit"
    return (.inconclusive, "the interval crosses \(crossed): not shown, and not refuted")
  case .lower:
    if lowerP < alpha { return (.pass, "the lower bound lies above the lower limit") }
    if beyondLowerP < alpha { return (.fail, "even the upper bound lies below the lower limit") }
    return (
      .inconclusive,
      "the lower bound lies below the lower limit while the upper one does not: not shown, and not refuted"
    )
  case .upper:
    if upperP < alpha { return (.pass, "the upper bound lies below the upper limit") }
    if beyondUpperP < alpha { return (.fail, "even the lower bound lies above the upper limit") }
    return (
      .inconclusive,
      "the upper bound lies above the upper limit while the lower one does not: not shown, and not refuted"
    )
  }
}

/// A verdict on an upper limit from the two one-sided bounds.
func judge(upperBound: Double, lowerBound: Double, limit: Double) -> (verdict: Verdict, reason: String) {
  if upperBound < limit { return (.pass, "the upper bound lies inside the limit") }
  if lowerBound > limit { return (.fail, "even the lower bound lies beyond the limit") }
  return (
    .inconclusive, "the upper bound lies beyond the limit while the lower one does not: not shown, and not refuted"
  )
}
