internal import Notation
internal import Statistics

/// A second look at a finding by another route; one that fails means the program cannot be trusted with these data.
public struct SelfCheck: Sendable, Hashable {
  public let name: String
  public let passed: Bool

  /// That rows in the opposite order give the same bits.
  static func orderOfRows(of finding: Finding, by evaluator: Evaluator, receiver: Int) -> [SelfCheck] {
    guard finding.evidence != nil else { return [] }
    let reversed = evaluator.judge(
      finding.criterion, finding.item, receiver: receiver,
      rows: evaluator.rows(for: finding.criterion, of: finding.item).reversed())
    return [
      SelfCheck(
        name: "\(place(finding)): the order of rows changes nothing",
        passed: reversed.verdict == finding.verdict && reversed.evidence == finding.evidence)
    ]
  }

  private static func place(_ finding: Finding) -> String {
    [finding.criterion.id, finding.item.name, finding.receiving].compactMap { $0 }.joined(separator: " ")
  }

  /// That the interval says what the p-values and the verdict say, but for a tie within rounding, and holds its estimate.
  static func checks(of finding: Finding) -> [SelfCheck] {
    guard let evidence = finding.evidence else { return [] }
    let place = place(finding)
    return ofSecondEngine(finding, place) + ofInterval(finding, evidence, place)
  }

  /// That both engines give the same numbers; of two that differ both are named.
  private static func ofSecondEngine(_ finding: Finding, _ place: String) -> [SelfCheck] {
    let held = finding.crossChecks.filter { !$0.isNotCrossChecked }
    guard !held.isEmpty else { return [] }
    let apart = held.filter { $0.disagrees }
    return apart.isEmpty
      ? [SelfCheck(name: "\(place): both engines give the same numbers", passed: true)]
      : apart.map { SelfCheck(name: "\(place): \($0.description)", passed: false) }
  }

  private static func ofInterval(_ finding: Finding, _ evidence: Evidence, _ place: String) -> [SelfCheck] {
    guard case .bounded(let lower, let upper) = evidence.judged else { return [] }
    var checks: [SelfCheck] = []
    let alpha = finding.criterion.alpha
    let pValues = [evidence.lowerPValue, evidence.upperPValue].compactMap { $0 }
    if !pValues.isEmpty {
      let inside =
        (evidence.lowerLimit.map { limit in lower.map { $0 > limit } ?? true } ?? true)
        && (evidence.upperLimit.map { limit in upper.map { $0 < limit } ?? true } ?? true)
      let rejected = pValues.allSatisfy { $0 < alpha }
      let tie = pValues.contains { abs($0 - alpha) < 1e-10 }
      checks.append(
        SelfCheck(
          name: "\(place): interval agrees with p-values",
          // Where results below a limit have a part, the figures are those with half of it in their place.
          passed: (inside == rejected || tie)
            && ((finding.standIns?.verdictAtHalf ?? finding.verdict) == .pass) == rejected))
    }
    checks.append(
      SelfCheck(
        name: "\(place): estimate lies inside its interval",
        passed: (lower.map { $0 <= evidence.estimate } ?? true) && (upper.map { $0 >= evidence.estimate } ?? true)))
    return checks
  }
}
