internal import Statistics

/// What the chain before a study leaves of a criterion that depends on it, were the study's own ratio known exactly.
public struct ChainAlone: Sendable {
  public let criterion: Criterion
  /// Of a value, in percent: 100 (exp(h) - 1); `nil` for a drift.
  public let percent: Double?
  /// Of a drift, at 1 - 2α; `nil` for a value.
  public let interval: (lower: Double, upper: Double)?
  /// Whether an endless number of runs would meet the criterion at the assumed truth.
  public let isInside: Bool

  public init?(_ criterion: Criterion, _ study: PlannedBridging, _ truth: Truth) {
    guard let found = criterion.kind.room.chainAlone(study, truth, criterion) else { return nil }
    self = found
  }

  /// Of a value.
  init(_ criterion: Criterion, percent: Double, isInside: Bool) {
    self.criterion = criterion
    self.percent = percent
    self.isInside = isInside
    interval = nil
  }

  /// Of a drift.
  init(_ criterion: Criterion, interval: (lower: Double, upper: Double), isInside: Bool) {
    self.criterion = criterion
    self.interval = interval
    self.isInside = isInside
    percent = nil
  }

  /// The half-width on ln that the chain has by itself, with `tail` on each side.
  public static func halfWidth(_ before: (variance: Double, degreesOfFreedom: Double), tail: Double) -> Double {
    LnEstimate(0, standardError: before.variance.squareRoot(), degreesOfFreedom: before.degreesOfFreedom)
      .halfWidth(level: 1 - 2 * tail)
  }

  /// The narrowest that any study could make it.
  ///
  /// What a study adds widens the standard error, but has degrees of freedom of its own; where the chain has very few,
  /// Satterthwaite's sum may be narrower than the chain by itself. At most the study's degrees of freedom are endless.
  public static func leastHalfWidth(_ before: (variance: Double, degreesOfFreedom: Double), tail: Double) -> Double {
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
