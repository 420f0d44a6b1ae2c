internal import Notation
internal import Statistics
public import Transfer

/// A truth that lies on a limit of a criterion of a bridging study.
struct BridgingBoundary {
  /// As assumed but for what puts it on the limit.
  let truth: Truth
  /// What the chain was found to be is drawn where the limit is one on it.
  let chain: BridgingStudies.ChainDraw?
  let words: String
  /// The true bias, where that is what lies on the limit.
  let bias: Double?
  let isLower: Bool
}

extension Criterion {
  /// The truths on each limit.
  ///
  /// A drift rests on the chain as well as on the study. At its limit the chain's own error is drawn with the uncertainty
  /// that the ledger states, since α is a rate over chains and not over studies of one chain alone.
  func boundaries(_ study: PlannedBridging, _ truth: Truth) -> [BridgingBoundary] {
    let (current, candidate) = (study.comparison.current, study.comparison.candidate)
    func sides(_ limits: Limits, _ direction: Direction?, _ make: (Double, String, Bool) -> BridgingBoundary?)
      -> [BridgingBoundary]
    {
      let ln = limits.ln
      return [
        direction == .upper ? nil : make(ln.lower, "at the lower limit, \(limits.lower)", true),
        direction == .lower ? nil : make(ln.upper, "at the upper limit, \(limits.upper)", false),
      ].compactMap { $0 }
    }
    func moved(to bias: Double) -> Truth {
      var moved = truth
      moved.bias = bias
      return moved
    }
    switch kind {
    case .meanRatio(let kind):
      return sides(kind.limits, kind.direction) { limit, words, isLower in
        BridgingBoundary(
          truth: moved(to: limit), chain: nil, words: "a true ratio \(candidate)/\(current) \(words)", bias: limit,
          isLower: isLower)
      }
    case .drift(let kind):
      let before = study.driftBefore
      func draw(_ lnDrift: Double) -> BridgingStudies.ChainDraw? {
        before.variance > 0
          ? .init(lnDrift: lnDrift, variance: before.variance, degreesOfFreedom: before.degreesOfFreedom) : nil
      }
      return sides(kind.limits, nil) { limit, words, isLower in
        switch study.comparison.rule {
        case .equivalence:
          let bias = limit - study.lnDriftBefore
          return BridgingBoundary(
            truth: moved(to: bias), chain: draw(study.lnDriftBefore), words: "a true drift of \(candidate) \(words)",
            bias: bias, isLower: isLower)
        case .offset:
          // The measured ratio goes into the value, so that only what the current standard has drifted is left. Where the
          // ledger leaves no doubt about that, no truth lies on the limit.
          return draw(limit).map {
            BridgingBoundary(
              truth: truth, chain: $0, words: "a true drift of \(current), and so of \(candidate), \(words)", bias: nil,
              isLower: isLower)
          }
        }
      }
    default: return []
    }
  }

  /// Why no size can show it at this truth with this chain; `nil` where some may.
  func exclusion(_ study: PlannedBridging, _ truth: Truth) -> String? {
    let log = AnalysisScale.log
    let (current, candidate) = (study.comparison.current, study.comparison.candidate)
    switch kind {
    case .meanRatio(let kind):
      return outside(kind.limits, kind.direction, truth.bias) {
        "the assumed bias, \(shown(truth.bias)) on ln, is a true ratio \(candidate)/\(current) of \(shown(log.reported(truth.bias))), which lies \($0); no size can show what is not so"
      }
    case .drift(let kind):
      let centre = study.lnDrift(bias: truth.bias)
      let drift = shown(log.reported(centre))
      let found = outside(kind.limits, nil, centre) { place in
        study.comparison.rule == .offset
          ? "by the ledger \(current) has a drift of \(drift), which the rule offset carries on and which lies \(place); no number of runs changes that"
          : "by the ledger and the assumed bias \(candidate) would have a drift of \(drift), which lies \(place); no size can show what is not so"
      }
      if let found { return found }
      let (lower, upper) = kind.limits.ln
      // By the rule offset every study has its interval about the ledger's drift; else the interval has to fit at all.
      let room = study.comparison.rule == .offset ? min(upper - centre, centre - lower) : (upper - lower) / 2
      guard ChainAlone.leastHalfWidth(study.driftBefore, tail: alpha) >= room else { return nil }
      let alone = log.reported(ChainAlone.halfWidth(study.driftBefore, tail: alpha))
      return
        "the chain before the study leaves the drift uncertain by a factor of \(shown(alone)) either way, about \(drift), which does not fit inside the limits (\(kind.limits.lower) to \(kind.limits.upper)); no number of runs changes that"
    case .assignedValue(let kind):
      guard kind.uncertainty == .chain,
        ChainAlone.leastHalfWidth(study.valueBefore, tail: alpha / 2) >= kind.lnLimit
      else { return nil }
      let percent = GeometricVariation.percentGCV(ChainAlone.halfWidth(study.valueBefore, tail: alpha / 2))
      return
        "the chain before the study gives the value a half-width of \(shown(percent)) % by itself, which is not below the limit, \(kind.limit) %; no number of runs changes that"
    default: return nil
    }
  }

  private func outside(_ limits: Limits, _ direction: Direction?, _ ln: Double, _ words: (String) -> String) -> String?
  {
    let (lower, upper) = limits.ln
    if direction != .upper, ln <= lower { return words("at or below the lower limit (\(limits.lower))") }
    if direction != .lower, ln >= upper { return words("at or above the upper limit (\(limits.upper))") }
    return nil
  }
}

/// What the chain before a study leaves of a criterion that hangs on it, were the study's own ratio known exactly.
public struct ChainAlone: Sendable {
  public let criterion: Criterion
  /// Of a value, in percent: 100 (exp(h) - 1); `nil` for a drift.
  public let percent: Double?
  /// Of a drift, at 1 - 2α; `nil` for a value.
  public let interval: (lower: Double, upper: Double)?
  /// Whether an endless number of runs would meet the criterion at the assumed truth.
  public let isInside: Bool

  init?(_ criterion: Criterion, _ study: PlannedBridging, _ truth: Truth) {
    let log = AnalysisScale.log
    self.criterion = criterion
    switch criterion.kind {
    case .assignedValue(let kind) where kind.uncertainty == .chain && study.valueBefore.variance > 0:
      let half = Self.halfWidth(study.valueBefore, tail: criterion.alpha / 2)
      percent = GeometricVariation.percentGCV(half)
      interval = nil
      isInside = half < kind.lnLimit
    case .drift(let kind) where study.driftBefore.variance > 0:
      let half = Self.halfWidth(study.driftBefore, tail: criterion.alpha)
      let centre = study.lnDrift(bias: truth.bias)
      percent = nil
      interval = (log.reported(centre - half), log.reported(centre + half))
      isInside = centre - half > kind.limits.ln.lower && centre + half < kind.limits.ln.upper
    default: return nil
    }
  }

  static func halfWidth(_ before: (variance: Double, degreesOfFreedom: Double), tail: Double) -> Double {
    LnEstimate(0, standardError: before.variance.squareRoot(), degreesOfFreedom: before.degreesOfFreedom)
      .halfWidth(level: 1 - 2 * tail)
  }

  /// The narrowest that any study could make it.
  ///
  /// What a study adds widens the standard error, but has degrees of freedom of its own; where the chain has very few,
  /// Satterthwaite's sum may be narrower than the chain by itself. At most the study's degrees of freedom are endless.
  static func leastHalfWidth(_ before: (variance: Double, degreesOfFreedom: Double), tail: Double) -> Double {
    guard before.variance > 0 else { return 0 }
    var least = halfWidth(before, tail: tail)
    guard before.degreesOfFreedom.isFinite else { return least }
    var share = 0.005
    while share < 200 {
      let sum = 1 + share
      least = min(
        least, halfWidth((before.variance * sum, before.degreesOfFreedom * sum * sum), tail: tail))
      share *= 1.02
    }
    return least
  }
}

/// Four digits, for words.
func shown(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return "\(value == 0 ? 0 : value)" }
  var scale = 1.0
  while value.magnitude * scale < 1000 && scale < 1e12 { scale *= 10 }
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && rounded.magnitude < 1e9 ? "\(Int(rounded))" : "\(rounded)"
}
