internal import AssayData
internal import Notation
internal import Statistics
internal import Transfer

extension Criterion {
  /// Where a truth stands to this criterion's limits.
  struct Boundary {
    /// The same truth but for what puts it on the limit.
    let truth: Truth
    let words: String
  }

  /// The truths on each limit, the rest as assumed.
  ///
  /// - Parameter level: the level of results on the linear scale where a limit is relative to it.
  func boundaries(_ truth: Truth, scale: Attribute.Scale, level: Double?) -> [Boundary] {
    func at(_ bias: Double, _ words: String) -> Boundary {
      var moved = truth
      moved.bias = bias
      return Boundary(truth: moved, words: words)
    }
    func sides(_ limits: Limits, _ direction: Direction?, _ unit: String, _ bias: (Double) -> Double?) -> [Boundary] {
      [(limits.lower, Direction.upper, "lower"), (limits.upper, .lower, "upper")].compactMap { limit, other, name in
        guard direction != other, let bias = bias(limit.double) else { return nil }
        return at(bias, "a true value at the \(name) limit, \(limit)\(unit)")
      }
    }
    switch kind {
    case .meanDifference(let kind) where kind.relative:
      return sides(kind.limits, kind.direction, " %") { limit in level.map { $0 * limit / 100 } }
    case .meanDifference(let kind): return sides(kind.limits, kind.direction, "") { $0 }
    case .meanRatio(let kind):
      return sides(kind.limits, kind.direction, "") { limit in
        scale == .log ? AnalysisScale.log.position(of: limit) : level.map { $0 * (limit - 1) }
      }
    case .recovery(let kind):
      return sides(kind.limits, kind.direction, " %") { limit in
        scale == .log ? AnalysisScale.log.position(of: limit / 100) : level.map { $0 * (limit / 100 - 1) }
      }
    case .repeatability(let kind), .intermediatePrecision(let kind):
      guard let sd = judgedSD(truth), sd > 0, let limit = limitSD(level: level) else { return [] }
      let factor = limit / sd
      var moved = truth
      if kind.laboratory == .receiving {
        moved.sdRatio *= factor
      } else {
        moved.runSD *= factor
        moved.repeatabilitySD *= factor
        moved.analystSD *= factor
        moved.daySD *= factor
        moved.runBySampleSD *= factor
        moved.sdRatio /= factor
      }
      let unit = kind.measure == .sd ? "" : " %"
      return [Boundary(truth: moved, words: "a true precision at the limit, \(kind.limit)\(unit)")]
    case .precisionRatio(let kind):
      var moved = truth
      moved.sdRatio = kind.limit.double
      return [Boundary(truth: moved, words: "a true SD ratio at the limit, \(kind.limit)")]
    case .similarity, .dilutionLinearity, .assignedValue, .drift: return []
    }
  }

  /// Why the assumed truth cannot be shown to meet this criterion at any size; `nil` where it can.
  func exclusion(_ truth: Truth, scale: Attribute.Scale, level: Double?) -> String? {
    let name =
      scale == .log ? "the assumed bias, \(shown(truth.bias)) on ln," : "the assumed bias, \(shown(truth.bias)),"
    func outside(_ zone: (lower: Double?, upper: Double?), _ limits: Limits, _ unit: String) -> String? {
      if let lower = zone.lower, truth.bias <= lower {
        return
          "\(name) lies at or below the lower limit (\(limits.lower)\(unit), which is a bias of \(shown(lower))); no size can show what is not so"
      }
      if let upper = zone.upper, truth.bias >= upper {
        return
          "\(name) lies at or above the upper limit (\(limits.upper)\(unit), which is a bias of \(shown(upper))); no size can show what is not so"
      }
      return nil
    }
    let edges = boundaries(truth, scale: scale, level: level)
    func biases(_ direction: Direction?) -> (lower: Double?, upper: Double?) {
      switch direction {
      case nil: (edges.first?.truth.bias, edges.count > 1 ? edges.last?.truth.bias : nil)
      case .lower: (edges.first?.truth.bias, nil)
      case .upper: (nil, edges.first?.truth.bias)
      }
    }
    switch kind {
    case .meanDifference(let kind): return outside(biases(kind.direction), kind.limits, kind.relative ? " %" : "")
    case .meanRatio(let kind): return outside(biases(kind.direction), kind.limits, "")
    case .recovery(let kind): return outside(biases(kind.direction), kind.limits, " %")
    case .repeatability(let kind), .intermediatePrecision(let kind):
      guard let sd = judgedSD(truth), let limit = limitSD(level: level), sd >= limit else { return nil }
      return
        "the assumed precision, an SD of \(shown(sd)), is not below the limit (\(kind.limit)\(kind.measure == .sd ? "" : " %"), which is an SD of \(shown(limit))); no size can show what is not so"
    case .precisionRatio(let kind):
      guard truth.sdRatio >= kind.limit.double else { return nil }
      return
        "the assumed SD ratio, \(shown(truth.sdRatio)), is not below the limit, \(kind.limit); no size can show what is not so"
    case .similarity, .dilutionLinearity, .assignedValue, .drift: return nil
    }
  }

  /// The true SD that a limit on precision is held against, of the laboratory it concerns.
  func judgedSD(_ truth: Truth) -> Double? {
    func squared(_ x: Double) -> Double { x * x }
    switch kind {
    case .repeatability(let kind), .intermediatePrecision(let kind):
      let runs = Double(kind.reportable?.runs ?? 1)
      let results = runs * Double(kind.reportable?.replicates ?? 1)
      var variance = squared(truth.repeatabilitySD) / results
      if kindName == "intermediate-precision" {
        variance += (squared(truth.runSD) + squared(truth.runBySampleSD)) / runs
        if kind.sources.contains(.day) { variance += squared(truth.daySD) }
        if kind.sources.contains(.analyst) { variance += squared(truth.analystSD) }
      }
      return variance.squareRoot() * (kind.laboratory == .receiving ? truth.sdRatio : 1)
    case .meanDifference, .meanRatio, .recovery, .precisionRatio, .similarity, .dilutionLinearity, .assignedValue,
      .drift:
      return nil
    }
  }

  /// The limit on precision over the true one; `nil` where the limit is in percent of a mean.
  func limitOverTrue(_ truth: Truth) -> Double? {
    guard let sd = judgedSD(truth), sd > 0, let limit = limitSD(level: nil) else { return nil }
    return limit / sd
  }

  /// The limit on precision as an SD on the analysis scale.
  private func limitSD(level: Double?) -> Double? {
    switch kind {
    case .repeatability(let kind), .intermediatePrecision(let kind):
      switch kind.measure {
      case .sd: kind.limit.double
      case .gcv: AnalysisScale.log.position(of: 1 + kind.limit.double / 100)
      case .cv: level.map { $0 * kind.limit.double / 100 }
      }
    case .meanDifference, .meanRatio, .recovery, .precisionRatio, .similarity, .dilutionLinearity, .assignedValue,
      .drift:
      nil
    }
  }
}
