internal import Statistics
internal import Transfer

extension AttributePlanner {
  func consumersRisks(_ meter: Meter) -> [ConsumersRisk] {
    var risks: [ConsumersRisk] = []
    for criterion in attribute.criteria where criterion.required {
      for limit in study.limits(criterion, truth) {
        let found = chances(
          study, limit.truth, meter, "the risk at the limits",
          Stopping(maximum: min(request.simulations, 100_000), halfWidth: min(request.halfWidth, 0.003)),
          only: criterion, chain: limit.chain)
        for (index, entry) in found.panel.entries.enumerated() where entry.criterion.id == criterion.id {
          guard let chance = found.criteria[index] else { continue }
          risks.append(
            ConsumersRisk(
              criterion: criterion, receiving: study.receivers[entry.receiver], truth: limit.words, chance: chance))
        }
      }
    }
    return risks
  }

  /// The worse of both signs of the offset.
  func producersRisk(_ meter: Meter) -> ProducersRisk? {
    guard let offset = assumption.offset, hasRequired else { return nil }
    var worst: Chance? = nil
    for bias in offset == 0 ? [0] : [offset, -offset] {
      let found = point(
        study, truth.with(bias: bias), meter, "the risk at a realistic offset",
        Stopping(maximum: request.simulations, halfWidth: request.halfWidth))
      guard let all = found.all else { continue }
      if worst.map({ all.estimate < $0.estimate }) ?? true { worst = all }
    }
    return worst?.complement.map { ProducersRisk(offset: offset.magnitude, chance: $0) }
  }
}

extension Chance {
  /// That it does not come about.
  fileprivate var complement: Chance? {
    Chance(exact: exact.map { 1 - $0 }, simulated: simulated.map { $0.complement })
  }
}
