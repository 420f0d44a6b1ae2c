internal import Notation
internal import TransferPlanning

/// A chance in words: percent, and how well it is known. What is not certain is never 0 % or 100 %.
enum ChanceText {
  private static let space = Numbers.noBreakSpace

  /// `36.1 % ± 0.5 %` where simulated, `36.1 %` where exact, `below 0.1 %` where no study came out so.
  ///
  /// ± is the half-width of a 95 % interval of the simulation, rounded up.
  ///
  /// - Parameter limit: a chance that it is held against: more digits until it shows on the side it is on.
  static func short(_ chance: Chance?, against limit: Double? = nil) -> String {
    guard let chance else { return "–" }
    if let exact = chance.exact { return self.exact(exact, limit) }
    return chance.simulated.map { simulated($0, limit) } ?? "–"
  }

  /// With how it was found, and both where both exist: `36.1 % (exact); simulated 36.0 % ± 0.5 %`.
  static func full(_ chance: Chance?, against limit: Double? = nil) -> String {
    guard let chance else { return "none: a study of this design has no verdict" }
    switch (chance.exact, chance.simulated) {
    case (let exact?, let proportion?):
      return "\(self.exact(exact, limit)) (exact); simulated \(simulated(proportion, limit))"
    case (let exact?, nil): return "\(self.exact(exact, limit)) (exact)"
    case (nil, let proportion?): return simulated(proportion, limit)
    case (nil, nil): return "–"
    }
  }

  /// `36.1 % of studies (± 0.5 %)`, `below 0.1 % of studies`.
  static func ofStudies(_ chance: Chance, against limit: Double?) -> String {
    let text = short(chance, against: limit)
    guard let (estimate, half) = text.parted(by: "\(space)± ") else {
      return "\(text) of studies\(chance.exact == nil ? "" : " (exact)")"
    }
    return "\(estimate) of studies (±\(space)\(half))"
  }

  /// A chance that was stated, such as a target: `90 %`.
  static func stated(_ chance: Double) -> String {
    guard let exact = ExactDecimal(shortest: chance) else { return "–" }
    let percent = ExactDecimal(significand: exact.significand, exponent: Int(exact.exponent) + 2)
    return "\(Numbers.shortest(percent.double))\(space)%"
  }

  /// Rounded to nearest in percent.
  static func percent(_ chance: Double, decimals: Int = 1) -> String { "\(digits(chance, decimals))\(space)%" }

  private static func exact(_ chance: Double, _ limit: Double?) -> String {
    let decimals = decimals(chance, limit)
    if chance < 0.0005 { return "below 0.1\(space)%" }
    if chance > 0.9995, decimals == 1 { return "above 99.9\(space)%" }
    return "\(digits(chance, decimals))\(space)%"
  }

  private static func simulated(_ proportion: Proportion, _ limit: Double?) -> String {
    let interval = proportion.interval(1.96)
    let decimals = decimals(proportion.estimate, limit)
    let shown = digits(proportion.estimate, decimals)
    if proportion.estimate < 0.5, Double(shown) == 0 {
      return "below \(Numbers.upperBound(interval.upper * 100, decimals: 1))\(space)%"
    }
    if proportion.estimate > 0.5, Double(shown) == 100 {
      return "above \(Numbers.lowerBound(min(interval.lower, 0.9999) * 100, decimals: 1))\(space)%"
    }
    let half = 1.96 * proportion.monteCarloError
    return "\(shown)\(space)%\(space)± \(Numbers.upperBound(half * 100, decimals: decimals))\(space)%"
  }

  /// One, or as many as tell the chance from the limit; one where they are the same but for rounding in the computation.
  private static func decimals(_ chance: Double, _ limit: Double?) -> Int {
    guard let limit, (chance - limit).magnitude > 1e-9 else { return 1 }
    return (1...8).first { digits(chance, $0) != digits(limit, $0) } ?? 9
  }

  private static func digits(_ chance: Double, _ decimals: Int) -> String {
    guard let exact = ExactDecimal(shortest: chance) else { return "–" }
    return Numbers.estimate(
      ExactDecimal(significand: exact.significand, exponent: Int(exact.exponent) + 2), decimals: decimals)
  }
}
