public import Statistics

/// The newest standard measured directly against the primary, in runs of the study that hold both, beside what the chain of
/// comparisons says.
public struct BackTest: Sendable {
  public let primary: String
  /// Candidate over primary, measured in the same runs, by the method that decides.
  public let direct: Result<BridgingRatio, RatioError>
  /// The primary's value times that ratio.
  public let value: ReferenceChain.Estimate?
  /// What the chain says of the current standard over what these runs say of it against the primary, 1 where both agree.
  ///
  /// The candidate's own readings are on both sides and cancel, so that only the chain before this study and the runs' own
  /// comparison of the current standard with the primary are uncertain.
  public let chainOverDirect: ReferenceChain.Estimate?
  public let runs: Int
  /// In words, where there is no figure.
  public let obstacle: String?

  /// `nil` where the results hold no primary beside the current standard.
  init?(
    _ results: StandardResults, _ pairs: StandardPairs, _ judge: BridgingJudge, _ chain: ReferenceChain
  ) {
    guard let primary = chain.generations.first, primary.id != judge.comparison.current,
      let code = results.code(primary.id), let candidate = results.code(judge.comparison.candidate)
    else { return nil }
    self.primary = primary.id
    let log = AnalysisScale.log
    let level = BridgingStudy.shownLevel
    func estimate(_ pairs: [StandardPair]) -> (Result<RatioEstimate, RatioError>, BridgingSample) {
      let sample = BridgingSample(pairs.filter { $0.lnRatio != nil }, laboratories: results.laboratories)
      do throws(RatioError) { return (.success(try judge.estimate(try sample.ratios())), sample) } catch {
        return (.failure(error), sample)
      }
    }
    func reported(_ found: LnEstimate) -> ReferenceChain.Estimate {
      let ends = found.interval(level: level)
      return ReferenceChain.Estimate(
        value: log.reported(found.value), standardUncertainty: found.standardError,
        degreesOfFreedom: found.degreesOfFreedom, lower: log.reported(ends.lower), upper: log.reported(ends.upper))
    }
    let directPairs = results.pairs(of: candidate, over: code, unity: nil).filter { $0.lnRatio != nil }
    let (direct, sample) = estimate(directPairs)
    self.direct = direct.map { BridgingRatio($0, level: level, words: judge.words) }
    runs = directPairs.count
    if case .success(let found) = direct {
      value = reported(
        LnEstimate(
          log.position(of: primary.value) + found.lnRatio, standardError: found.standardError,
          degreesOfFreedom: found.degreesOfFreedom ?? .infinity))
    } else {
      value = nil
    }
    // The current standard over the primary, in the same runs.
    let current: [StandardPair]
    let sign: Double
    switch pairs.form {
    case .bothMeasured:
      guard let own = results.code(judge.comparison.current) else {
        chainOverDirect = nil
        obstacle = "no run holds the current standard beside the primary"
        return
      }
      current = results.pairs(of: own, over: code, unity: nil)
      sign = 1
    case .relativeToCurrent:
      current = results.pairs(of: code, over: nil, unity: pairs.unity)
      sign = -1
    }
    let (measured, currentSample) = estimate(current)
    switch (direct, measured) {
    case (_, .success(let found)):
      let own = found.standardError * found.standardError
      let before = judge.standards.path
      let freedom = satterthwaite([
        (own, found.degreesOfFreedom ?? .infinity), (before.variance, before.degreesOfFreedom),
      ])
      let lnChain = judge.standards.lnValue + judge.standards.lnDrift - log.position(of: primary.value)
      chainOverDirect = reported(
        LnEstimate(
          lnChain - sign * found.lnRatio, standardError: (own + before.variance).squareRoot(),
          degreesOfFreedom: freedom ?? .infinity))
      if case .failure(let reason) = direct { obstacle = sample.words(reason, judge.attribute) } else { obstacle = nil }
    case (_, .failure(let reason)):
      chainOverDirect = nil
      obstacle = currentSample.words(reason, judge.attribute)
    }
  }
}
