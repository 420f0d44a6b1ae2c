public import AssayData
public import Notation
internal import Statistics

/// An upper limit on one laboratory's precision: the terms of `repeatability` and of `intermediate-precision`.
public struct PrecisionLimit: Sendable, Hashable {
  public enum Laboratory: String, CaseIterable, Sendable, Hashable {
    case receiving, sending
  }
  public let limit: ExactDecimal
  public let laboratory: Laboratory
  public let measure: PrecisionMeasure
  /// Sources of variation of intermediate precision; empty for repeatability.
  public let sources: [Role]
  /// The source that stands for the levels that took part alone, "these analysts".
  public let fixedSource: Role?
  public let reportable: Reportable?
}

extension PrecisionLimit {
  /// What is known of a limit on precision, whatever its sources of variation are.
  func facts(name: String) -> Facts {
    Facts(
      name: name, subject: .spread, basis: .results, part: laboratory == .sending ? .sending : .receiving,
      unit: measure.unit, lower: nil, upper: limit, roles: sources, dependsOnLevel: measure == .cv, picture: .bars)
  }
}

extension PrecisionLimit {
  /// "Repeatability at Site B".
  func quantity(_ word: String) -> Template {
    laboratory == .receiving ? "\(word.capitalised) at \(.receiving)" : "\(word.capitalised) at \(.sending)"
  }
}

// MARK: - Planning

extension PrecisionLimit {
  /// The truth on the limit.
  func boundaries(_ assumed: Assumed, sources: [Role]?) -> [Boundary] {
    let sd = trueSD(assumed.truth, sources: sources)
    guard sd > 0, let limit = limitSD(level: assumed.level) else { return [] }
    let factor = limit / sd
    var moved = assumed.truth
    if laboratory == .receiving {
      moved.sdRatio *= factor
    } else {
      moved = moved.scaled(by: factor)
      moved.sdRatio /= factor
    }
    return [Boundary(truth: moved, words: "a true precision at the limit, \(self.limit)\(measure == .sd ? "" : " %")")]
  }

  func impossibility(_ assumed: Assumed, sources: [Role]?) -> String? {
    let sd = trueSD(assumed.truth, sources: sources)
    guard let limit = limitSD(level: assumed.level), sd >= limit else { return nil }
    return
      "the assumed precision, an SD of \(shown(sd)), is not below the limit (\(self.limit)\(measure == .sd ? "" : " %"), which is an SD of \(shown(limit))); no size can show what is not so"
  }

  func chance(_ planned: PlannedSpread, sources: [Role]?, alpha: Double) -> TheoryChance? {
    let sd = trueSD(planned.truth, sources: sources)
    guard measure != .cv, sd > 0, let limit = limitSD(level: nil),
      let degreesOfFreedom = planned.degreesOfFreedom(laboratory, sources)
    else { return nil }
    return .bound(limitOverTrue: limit / sd, degreesOfFreedom: degreesOfFreedom, alpha: alpha)
  }

  /// The true SD that the limit is held against, of the laboratory that it concerns.
  private func trueSD(_ truth: Truth, sources: [Role]?) -> Double {
    func squared(_ x: Double) -> Double { x * x }
    let runs = Double(reportable?.runs ?? 1)
    let results = runs * Double(reportable?.replicates ?? 1)
    var variance = squared(truth.repeatabilitySD) / results
    if let sources {
      variance += (squared(truth.runSD) + squared(truth.runBySampleSD)) / runs
      if sources.contains(.day) { variance += squared(truth.daySD) }
      if sources.contains(.analyst) { variance += squared(truth.analystSD) }
    }
    return variance.squareRoot() * (laboratory == .receiving ? truth.sdRatio : 1)
  }

  /// The limit as an SD on the analysis scale; `nil` where it is in percent of a level that is not known.
  private func limitSD(level: Double?) -> Double? {
    switch measure {
    case .sd: limit.double
    case .gcv: AnalysisScale.log.position(of: 1 + limit.double / 100)
    case .cv: level.map { $0 * limit.double / 100 }
    }
  }
}

extension PrecisionMeasure {
  fileprivate var unit: Facts.Unit {
    switch self {
    case .sd: .ofResults
    case .cv: .named("%CV")
    case .gcv: .named("%GCV")
    }
  }
}

extension Evidence.Quantity {
  /// SD on the analysis scale: in the unit, or of ln.
  public static let standardDeviation = Evidence.Quantity("standardDeviation")
  /// 100 SD / mean, in percent.
  public static let coefficientOfVariation = Evidence.Quantity("coefficientOfVariation", isPercent: true)
  /// 100 (exp(s) - 1), s the SD of ln, in percent.
  public static let geometricCoefficientOfVariation = Evidence.Quantity(
    "geometricCoefficientOfVariation", isPercent: true)
}
