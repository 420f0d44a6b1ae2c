internal import Statistics
internal import TransferProtocol

/// The ratio and what is judged from it with one unit, analyst, day or laboratory left out, or with a higher factor as the
/// unit. None may replace the protocol's own.
public struct BridgingLeftOut: Sendable {
  /// `run`, `analyst`, `day`, `laboratory`; `unit` where a higher factor is taken as the unit.
  public let factor: String
  public let name: String
  /// `nil` where it is the laboratory itself.
  public let laboratory: String?
  public let ratio: BridgingRatio?
  /// Why there is none.
  public let reason: String?
  /// For each criterion that is judged from the ratio, by its id.
  public let verdicts: [Outcome]

  public struct Outcome: Sendable, Hashable {
    public let criterion: String
    public let verdict: Verdict
  }

  static func all(_ sample: BridgingSample, _ judge: BridgingJudge, _ criteria: [Criterion]) -> [BridgingLeftOut] {
    let judged = criteria.filter { $0.kindName != "similarity" }
    func entry(_ rest: BridgingSample?, _ factor: String, _ name: String, _ laboratory: String?) -> BridgingLeftOut {
      do throws(RatioObstacle) {
        guard let rest else { throw .nothing }
        let found = try judge.estimate(try rest.ratios())
        return BridgingLeftOut(
          factor: factor, name: name, laboratory: laboratory,
          ratio: BridgingRatio(
            found, level: BridgingStudy.shownLevel,
            words: judge.consensus.words(judge.attribute, laboratories: rest.groups.count)),
          reason: nil,
          verdicts: judged.map { Outcome(criterion: $0.id, verdict: judge.judgement($0, found).verdict) })
      } catch {
        return BridgingLeftOut(
          factor: factor, name: name, laboratory: laboratory, ratio: nil,
          reason: (rest ?? sample).words(error, judge.attribute), verdicts: [])
      }
    }
    var entries: [BridgingLeftOut] = []
    let unit = judge.attribute.unitOfReplication
    // Leaving out each of very many would cost with the square of their number and tell nothing.
    if sample.units <= 2_000 {
      for (laboratory, units) in sample.groups {
        for one in units {
          entries.append(
            entry(
              sample.without { $0.laboratory == laboratory && $0.name == one.name }, unit.rawValue, one.name,
              sample.names[laboratory]))
        }
      }
    }
    func higher(_ factor: String, _ key: KeyPath<BridgingSample.Unit, String?>) {
      for (laboratory, units) in sample.groups {
        var names: [String] = []
        for name in units.compactMap({ $0[keyPath: key] }) where !names.contains(name) { names.append(name) }
        guard names.count > 1, names.count < units.count else { continue }
        for name in names {
          entries.append(
            entry(
              sample.without { $0.laboratory == laboratory && $0[keyPath: key] == name }, factor, name,
              sample.names[laboratory]))
        }
      }
    }
    if unit != .analyst { higher("analyst", \.analyst) }
    if unit == .run { higher("day", \.day) }
    if sample.groups.count > 1 {
      for (laboratory, _) in sample.groups {
        entries.append(
          entry(sample.without { $0.laboratory == laboratory }, "laboratory", sample.names[laboratory], nil))
      }
    }
    if unit == .run, let days = sample.replicated(by: \.day) { entries.append(entry(days, "unit", "day", nil)) }
    if unit != .analyst, let analysts = sample.replicated(by: \.analyst) {
      entries.append(entry(analysts, "unit", "analyst", nil))
    }
    return entries
  }
}
