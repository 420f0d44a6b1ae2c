internal import Statistics

extension SelfCheck {
  /// The ratio of two standards, and what the chain makes of it, by other routes.
  static func checks(
    of estimate: RatioEstimate, _ sample: BridgingSample, _ judge: BridgingJudge, _ chain: ReferenceChain
  ) -> [SelfCheck] {
    var checks: [SelfCheck] = []
    // Runs and laboratories in the opposite order give the same bits.
    let groups = sample.groups.map { $0.units.map { $0.lnRatio } }
    let reversed = try? judge.estimate(try GroupedRatios(groups.reversed().map { $0.reversed() }))
    checks.append(
      SelfCheck(
        name: "the order of runs and laboratories changes nothing",
        passed: reversed?.lnRatio == estimate.lnRatio && reversed?.standardError == estimate.standardError))
    // The standards swapped give the reciprocal.
    let swapped = try? judge.estimate(try GroupedRatios(groups.map { $0.map { -$0 } }))
    let scale = max(estimate.standardError, estimate.lnRatio.magnitude)
    checks.append(
      SelfCheck(
        name: "standards swapped give the reciprocal ratio",
        passed: swapped.map {
          abs($0.lnRatio + estimate.lnRatio) <= 1e-9 * scale
            && abs($0.standardError - estimate.standardError) <= 1e-9 * scale
        } ?? false))
    // The chain with the candidate as its last link gives the drift that was judged.
    if let last = chain.generations.last, last.isCandidate {
      let drift = judge.lnDrift(estimate)
      let same = abs(AnalysisScale.log.position(of: last.drift.value) - drift.value) <= 1e-9 * max(1, scale)
      checks.append(
        SelfCheck(
          name: "the chain's drift is the one that is judged",
          passed: same && abs(last.drift.standardUncertainty - drift.standardError) <= 1e-9 * drift.standardError))
    }
    return checks
  }
}
