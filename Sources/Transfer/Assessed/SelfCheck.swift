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
        name: "\(finding.place): the order of rows changes nothing",
        passed: reversed.verdict == finding.verdict && reversed.evidence == finding.evidence)
    ]
  }

  /// That the interval says what the p-values and the verdict say, but for a tie within rounding, and holds its estimate.
  static func checks(of finding: Finding) -> [SelfCheck] {
    guard let evidence = finding.evidence else { return [] }
    let place = finding.place
    // Of runs that are counted each run says it of itself.
    let held = finding.criterion.facts.isOfRuns ? [] : ofSecondEngine(finding.crossChecks, place)
    return held + ofInterval(finding, evidence, place)
  }

  /// That both engines give the same potencies and similarities of a run.
  static func checks(of plate: PlateChecks) -> [SelfCheck] {
    ofSecondEngine(plate.checks, "\(plate.attribute) \(plate.place)")
  }

  /// That both engines give the same numbers; of two that differ both are named.
  private static func ofSecondEngine(_ checks: [CrossCheck], _ place: String) -> [SelfCheck] {
    // Which checks there are does not depend on the machine.
    let held = checks.filter { !$0.hasNoRoute }
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
