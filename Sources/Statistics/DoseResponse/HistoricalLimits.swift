internal import Elementary

/// Limits of equivalence derived from history: values of one measure of similarity between the reference and itself, one from each
/// independent run, from which the spread that similar preparations show is read.
///
/// The derivation belongs before the study, and its words into the protocol's justification.
public struct HistoricalLimits: Sendable, Equatable {
  /// How limits follow from the values.
  public enum Method: Sendable, Equatable {
    /// Empirical quantiles at (1 - content)/2 and (1 + content)/2, interpolated as (n + 1) p (Hyndman & Fan 1996, type 6): no
    /// distribution is assumed, and no confidence is claimed.
    case quantiles(content: Double)
    /// Mean ± k SD of normal values, k exact: with this confidence the interval holds this content of all values.
    case toleranceInterval(content: Double, confidence: Double)
    /// The extremes of the values, with the confidence that they hold this content, whatever the distribution.
    case extremes(content: Double)
  }

  public let lower: Double
  public let upper: Double
  public let method: Method
  /// The scale on which the limits were formed; ratios belong on ln scale.
  public let scale: AnalysisScale
  public let runs: Int
  /// The confidence of the content: as asked for, or as the number of runs gives it; `nil` where none is claimed.
  public let confidence: Double?

  /// - Parameter values: one from each run, on the scale of the measure; above zero for ``AnalysisScale/log``.
  /// - Throws: ``SampleError``: too few values (two; for quantiles, as many as bring both between the extremes), none that
  ///   vary, or one that is not finite or, on ln scale, not above zero.
  public init(_ values: [Double], scale: AnalysisScale, method: Method) throws(SampleError) {
    if let bad = values.firstIndex(where: { !$0.isFinite || (scale == .log && $0 <= 0) }) {
      throw .notFinite(index: bad)
    }
    guard values.count > 1 else { throw .tooFew(needed: 2, found: values.count) }
    let positions = values.map { scale.position(of: $0) }.sorted()
    let n = positions.count
    guard positions[0] < positions[n - 1] else { throw .noVariation }
    let bounds: (lower: Double, upper: Double)
    switch method {
    case .quantiles(let content):
      checkShare(content)
      let tail = (1 - content) / 2
      // Below the first of n + 1 intervals a quantile would lie outside of all values.
      let needed = Int((1 / tail - 1 - 1e-9).rounded(.up))
      guard n >= needed else { throw .tooFew(needed: needed, found: n) }
      func quantile(_ p: Double) -> Double {
        let place = min(max(p * Double(n + 1), 1), Double(n))
        let below = Int(place)
        let rest = place - Double(below)
        return below >= n ? positions[n - 1] : positions[below - 1] + rest * (positions[below] - positions[below - 1])
      }
      bounds = (quantile(tail), quantile(1 - tail))
      confidence = nil
    case .toleranceInterval(let content, let confidence):
      checkShare(content)
      checkShare(confidence)
      let moments = try Moments(positions)
      let k = exactFactor(count: n, content: content, confidence: confidence)
      bounds = (
        moments.mean - k * moments.standardDeviation, moments.mean + k * moments.standardDeviation
      )
      self.confidence = confidence
    case .extremes(let content):
      checkShare(content)
      bounds = (positions[0], positions[n - 1])
      // One less P(the content between the extremes is smaller): Wilks (1941).
      let lost = power(content, Double(n - 1)) * (Double(n) - Double(n - 1) * content)
      confidence = 1 - lost
    }
    lower = scale.reported(bounds.lower)
    upper = scale.reported(bounds.upper)
    self.method = method
    self.scale = scale
    runs = n
  }

  /// How the limits were derived, in one sentence.
  public var words: String {
    let base = scale == .log ? "ln values" : "values"
    switch method {
    case .quantiles(let content):
      return
        "quantiles at \((1 - content) / 2) and \((1 + content) / 2) of \(runs) reference-against-reference \(base), "
        + "interpolated as (n + 1) p; no distribution assumed, no confidence claimed"
    case .toleranceInterval(let content, let confidence):
      return
        "tolerance interval for a content of \(content) with confidence \(confidence) from \(runs) "
        + "reference-against-reference \(base), normal, exact factor"
    case .extremes(let content):
      let claim = "hold a content of \(content) with confidence \(confidence ?? 0)"
      return "extremes of \(runs) reference-against-reference \(base), which \(claim), whatever the distribution"
    }
  }

  /// The limits as a margin.
  ///
  /// - Throws: ``MarginError`` where they do not differ after the transform back.
  public func margin() throws(MarginError) -> Margin { try Margin(lower: lower, upper: upper) }
}

private func checkShare(_ share: Double) {
  precondition(share > 0 && share < 1, "a content or a confidence lies between 0 and 1, not \(share)")
}

private func exactFactor(count: Int, content: Double, confidence: Double) -> Double {
  do {
    return try ToleranceFactor(count: count, coverage: content, confidence: confidence).twoSided
  } catch {
    preconditionFailure("\(error)")
  }
}
