internal import Notation
internal import Statistics

/// What a criterion of a bridging study rests on, computed once more by the second engine (`docs/two-engines.md`).
extension JudgedPairs {
  /// The ratio behind a criterion, from the ln ratios of single units, and what the chain of standards makes of it.
  func crossChecks(of ratio: RatioEstimate, _ criterion: Criterion) -> [CrossCheck] {
    let facts = criterion.facts
    var level = 1 - 2 * criterion.alpha
    if case .value = facts.ofStandard { level = 1 - criterion.alpha }
    let limits = facts.limitsOfLn
    let second: SecondEngine.Consensus
    do throws(CrossCheck.Reason) {
      second = try SecondEngine.Consensus(sample.groups.map { $0.units.map { $0.lnRatio } })
    } catch {
      return [CrossCheck(.consensus, "ln ratio", first: ratio.lnRatio, second: .none(error))]
    }
    let own = second.checks(of: ratio, level: level, limits: facts.ofStandard == .ratio ? limits : nil)
    guard facts.dependsOnChain, let chain = try? standards.chain(),
      let place = standards.standards.firstIndex(where: { $0.id == comparison.current })
    else { return own }
    do throws(CrossCheck.Reason) {
      let before = try SecondEngine.Chain(chain.links)
      let study = Result { () throws(CrossCheck.Reason) in try second.combined(ratio.method) }
      func total(_ standard: SecondEngine.Mean) -> Result<SecondEngine.Mean, CrossCheck.Reason> {
        study.map { found in
          let factor = comparison.rule == .offset ? found.value : 0
          return facts.ofStandard == .drift
            ? standard.adding(found).moved(to: standard.value + found.value - factor)
            : standard.adding(found).moved(to: chain.links[place].lnValue + factor)
        }
      }
      return own
        + (facts.ofStandard == .drift
          ? before.checks(
            "ln drift", of: judge.lnDrift(ratio), against: total(try before.drift(place)), level: level, limits: limits)
          : before.checks(
            "ln value", of: judge.lnValue(ratio), against: total(try before.measured(place)), level: level))
    } catch {
      return own + [CrossCheck(.chain, "ln value", first: judge.lnValue(ratio).value, second: .none(error))]
    }
  }
}

extension Facts {
  /// Limits that are said as ratios, on ln; `nil` where there are not two.
  fileprivate var limitsOfLn: (lower: Double, upper: Double)? {
    guard let lower, let upper, lower.isPositive, upper.isPositive else { return nil }
    return (AnalysisScale.log.position(of: lower.double), AnalysisScale.log.position(of: upper.double))
  }
}
