internal import Notation
internal import Statistics

/// A truth that lies on a limit of a criterion of a bridging study.
public struct RatioBoundary: Sendable {
  /// As assumed but for what puts it on the limit.
  public let truth: Truth
  /// What the chain was found to be is drawn where the limit is one on it.
  public let chain: ChainDraw?
  /// "a true drift of RS-04 at the upper limit, 1.05".
  public let words: String
  /// The true bias, where that is what lies on the limit.
  public let bias: Double?
  public let isLower: Bool
}

/// Draws what the chain was found to be, for a rate over chains and not over studies alone.
public struct ChainDraw: Sendable {
  /// ln of the true drift of the current standard.
  public let lnDrift: Double
  public let variance: Double
  public let degreesOfFreedom: Double

  /// - Parameters: see the properties of the same names.
  public init(lnDrift: Double, variance: Double, degreesOfFreedom: Double) {
    self.lnDrift = lnDrift
    self.variance = variance
    self.degreesOfFreedom = degreesOfFreedom
  }
}

/// How the ratio of a planned bridging study varies by theory, at an assumed truth.
public struct PlannedRatio: Sendable {
  public let truth: Truth
  /// The variance of the consensus as it is estimated, where that is chi-square on its degrees of freedom.
  let estimated: (variance: Double, degreesOfFreedom: Double)?
  /// The same where it is the true variance of the consensus too, so that t is Student's.
  let exact: (variance: Double, degreesOfFreedom: Double)?

  /// - Parameters: see the properties of the same names.
  public init(
    truth: Truth, estimated: (variance: Double, degreesOfFreedom: Double)?,
    exact: (variance: Double, degreesOfFreedom: Double)?
  ) {
    self.truth = truth
    self.estimated = estimated
    self.exact = exact
  }

  /// The chance that something on ln is shown to lie inside limits that are said as ratios.
  func chance(of value: Double, _ limits: Limits, _ direction: Direction?, alpha: Double) -> TheoryChance? {
    guard let exact, let zone = limits.zone(direction, at: { AnalysisScale.log.position(of: $0.double) }) else {
      return nil
    }
    return .estimate(
      truth: value, standardError: exact.variance.squareRoot(), degreesOfFreedom: exact.degreesOfFreedom, zone: zone,
      alpha: alpha)
  }
}

extension Criterion {
  /// The truths on each limit, for a study of two standards.
  public func boundaries(_ study: PlannedBridging, _ truth: Truth) -> [RatioBoundary] {
    kind.room.ratioBoundaries(study, truth)
  }

  /// Why no size can show it at this truth with this chain; `nil` where some may.
  public func impossibility(_ study: PlannedBridging, _ truth: Truth) -> String? {
    kind.room.ratioImpossibility(study, truth, self)
  }

  /// The chance that a planned bridging study meets it, where theory gives it for normal ln ratios; `nil` where only
  /// simulation does.
  ///
  /// Theory gives it where the variance of the consensus is estimated by one chi-square: one laboratory, a common variance
  /// within laboratories, the scatter of laboratory means; and where the chain adds nothing to it.
  public func chance(_ study: PlannedBridging, _ spread: PlannedRatio) -> TheoryChance? {
    kind.room.ratioChance(study, spread, self)
  }
}

extension Limits {
  /// What lies on each limit that is tested, as a ratio on ln with the words for where it lies.
  func sides(
    _ direction: Direction?, _ make: (_ ln: Double, _ words: String, _ isLower: Bool) -> RatioBoundary?
  ) -> [RatioBoundary] {
    [
      direction == .upper ? nil : make(ln.lower, "at the lower limit, \(lower)", true),
      direction == .lower ? nil : make(ln.upper, "at the upper limit, \(upper)", false),
    ].compactMap { $0 }
  }

  /// Words for a value on ln that does not lie inside; `nil` where it does.
  func outside(_ direction: Direction?, _ value: Double, _ words: (String) -> String) -> String? {
    if direction != .upper, value <= ln.lower { return words("at or below the lower limit (\(lower))") }
    if direction != .lower, value >= ln.upper { return words("at or above the upper limit (\(upper))") }
    return nil
  }
}
