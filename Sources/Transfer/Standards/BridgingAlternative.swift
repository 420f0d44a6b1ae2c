internal import Notation
internal import Statistics

/// The ratio and what is judged from it with one unit, analyst, day or laboratory left out, or with a higher factor as the
/// unit.
///
/// One ratio answers for all criteria, and a laboratory may be what is left out: so it is asked for once, and not finding by
/// finding as ``Alternative`` is.
public struct BridgingAlternative: Sendable {
  public let scenario: Scenario
  public let ratio: BridgingRatio?
  /// Why there is none.
  public let reason: String?
  /// For each criterion that is judged from the ratio, by its id.
  public let verdicts: [Outcome]

  public struct Outcome: Sendable, Hashable {
    public let criterion: String
    public let verdict: Verdict
  }

  /// - Returns: what was tried, and in words what was not.
  ///
  /// - Parameter byRun: the same with each run as a unit.
  static func all(
    _ sample: BridgingSample, _ judge: BridgingJudge, _ criteria: [Criterion], byRun: BridgingSample
  ) -> (entries: [BridgingAlternative], untried: String?) {
    let judged = criteria.filter { !$0.facts.isOfRuns }
    func entry(
      _ rest: BridgingSample?, _ factor: Scenario.Factor, _ name: String, _ laboratory: String?
    ) -> BridgingAlternative {
      let scenario = Scenario(
        factor, name, laboratory: laboratory,
        isCoarse: rest.map { factor == .unit ? $0.hasFewUnits : sample.losesMuch(in: $0) } ?? true)
      do throws(RatioError) {
        guard let rest else { throw .nothing }
        let found = try judge.estimate(try rest.ratios())
        return BridgingAlternative(
          scenario: scenario,
          ratio: BridgingRatio(
            found, level: BridgingStudy.shownLevel,
            words: judge.consensus.words(judge.attribute, laboratories: rest.groups.count)),
          reason: nil,
          verdicts: judged.map { Outcome(criterion: $0.id, verdict: judge.judgement($0, found).verdict) })
      } catch {
        return BridgingAlternative(
          scenario: scenario, ratio: nil, reason: (rest ?? sample).words(error, judge.attribute), verdicts: [])
      }
    }
    var entries: [BridgingAlternative] = []
    var untried: [String] = []
    let unit = judge.attribute.unitOfReplication
    func isAffordable(_ count: Int, _ of: String) -> Bool {
      if Reassessment.isAffordable(count, of: sample.units) { return true }
      untried.append("each of \(count) \(of)")
      return false
    }
    if isAffordable(sample.units, unit.plural) {
      for (laboratory, units) in sample.groups {
        for one in units {
          entries.append(
            entry(
              sample.without { $0.laboratory == laboratory && $0.name == one.name }, unit.factor, one.name,
              sample.names[laboratory]))
        }
      }
    }
    func higher(_ factor: Scenario.Factor, _ plural: String, _ key: (BridgingSample.Unit) -> String?) {
      let levels = sample.groups.map { laboratory, units in
        let names = units.compactMap { key($0) }.uniqued
        return (laboratory: laboratory, names: names.count > 1 && names.count < units.count ? names : [])
      }
      guard isAffordable(levels.reduce(0) { $0 + $1.names.count }, plural) else { return }
      for (laboratory, names) in levels {
        for name in names {
          entries.append(
            entry(
              sample.without { $0.laboratory == laboratory && key($0) == name }, factor, name,
              sample.names[laboratory]))
        }
      }
    }
    if unit != .analyst { higher(.analyst, "analysts") { $0.analyst } }
    if unit == .run { higher(.day, "days") { $0.day } }
    if sample.groups.count > 1 {
      for (laboratory, _) in sample.groups {
        entries.append(
          entry(sample.without { $0.laboratory == laboratory }, .laboratory, sample.names[laboratory], nil))
      }
    }
    if unit != .run { entries.append(entry(byRun, .unit, "run", nil)) }
    if unit != .day, let days = sample.replicated(by: { $0.day }) { entries.append(entry(days, .unit, "day", nil)) }
    if unit != .analyst, let analysts = sample.replicated(by: { $0.analyst }) {
      entries.append(entry(analysts, .unit, "analyst", nil))
    }
    let remark =
      untried.isEmpty
      ? nil : "Leaving out \(untried.joined(separator: " and ")) was not tried: the study is too large for it."
    return (entries, remark)
  }
}

extension BridgingSample {
  fileprivate var hasFewUnits: Bool { groups.contains { Scenario.areFew($0.units.count) } }

  /// Whether a part of the sample lacks more than a third of a laboratory's units.
  fileprivate func losesMuch(in part: BridgingSample) -> Bool {
    groups.contains { laboratory, units in
      let kept = part.groups.first { $0.laboratory == laboratory }?.units.count ?? 0
      return Scenario.isMuch(units.count - kept, of: units.count)
    }
  }
}
