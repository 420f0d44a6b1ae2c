/// Limits of equivalence for the ends of intervals, derived from history: the confidence interval of one measure of similarity
/// between the reference and itself, one from each independent run.
///
/// Two one-sided tests hold the ends of an interval against limits and not its estimate, so limits that are formed of estimates are too
/// narrow for them: much of what is known to be alike would not be shown so. Here the lower limit comes from lower ends and the
/// upper one from upper ends, on ln scale.
///
/// By ``HistoricalLimits/Method/toleranceInterval(content:confidence:)`` each side is a one-sided normal tolerance limit (Hahn & Meeker
/// 1991) for a content of (1 + content)/2 with a confidence of (1 + confidence)/2, so that by Bonferroni's inequality at least the
/// content of all such intervals lies inside both with at least the confidence. By
/// ``HistoricalLimits/Method/quantiles(content:)`` it is the empirical quantile of its ends at (1 - content)/2, without a
/// confidence. By ``HistoricalLimits/Method/extremes(content:)`` the extreme of its ends; the confidence is that of both
/// sides together, by Bonferroni.
public struct HistoricalIntervalLimits: Sendable, Equatable {
  /// The ends of one run's interval, above zero.
  public struct Ends: Sendable, Equatable {
    public let lower: Double
    public let upper: Double
    public init(lower: Double, upper: Double) {
      self.lower = lower
      self.upper = upper
    }
  }

  public let lower: Double
  public let upper: Double
  public let method: HistoricalLimits.Method
  public let runs: Int
  /// The confidence of the content; `nil` where none is claimed.
  public let confidence: Double?

  /// - Throws: ``SampleError``: too few runs (two; for quantiles as many as bring both between the extremes), ends that do not
  ///   vary, or one that is not finite or not above zero.
  public init(_ ends: [Ends], method: HistoricalLimits.Method) throws(SampleError) {
    if let bad = ends.firstIndex(where: { !($0.lower > 0 && $0.upper.isFinite && $0.lower <= $0.upper) }) {
      throw .notFinite(index: bad)
    }
    func side(_ values: [Double], _ method: HistoricalLimits.Method) throws(SampleError) -> HistoricalLimits {
      try HistoricalLimits(values, scale: .log, method: method)
    }
    let (lowers, uppers) = (ends.map { $0.lower }, ends.map { $0.upper })
    switch method {
    case .quantiles:
      lower = try side(lowers, method).lower
      upper = try side(uppers, method).upper
      confidence = nil
    case .toleranceInterval(let content, let confidence):
      func limit(_ values: [Double], _ sign: Double) throws(SampleError) -> Double {
        guard values.count > 1 else { throw .tooFew(needed: 2, found: values.count) }
        let moments = try Moments(values.map { AnalysisScale.log.position(of: $0) })
        guard moments.variance > 0 else { throw .noVariation }
        let k: Double
        do {
          k = try ToleranceFactor(
            count: values.count, coverage: (1 + content) / 2, confidence: (1 + confidence) / 2
          ).oneSided
        } catch {
          preconditionFailure("\(error)")
        }
        return AnalysisScale.log.reported(moments.mean + sign * k * moments.standardDeviation)
      }
      lower = try limit(lowers, -1)
      upper = try limit(uppers, 1)
      self.confidence = confidence
    case .extremes(let content):
      lower = try side(lowers, method).lower
      upper = try side(uppers, method).upper
      // Each extreme leaves more than (1 - content)/2 beyond it with a chance of ((1 + content)/2)^n.
      var miss = 1.0
      for _ in ends { miss *= (1 + content) / 2 }
      confidence = max(0, 1 - 2 * miss)
    }
    self.method = method
    runs = ends.count
  }

  /// How the limits were derived, in one sentence.
  ///
  /// - Parameter level: of the intervals.
  public func words(level: Double) -> String {
    let hundredths = (level * 10_000).rounded() / 100
    let percent = hundredths == hundredths.rounded() ? "\(Int(hundredths))" : "\(hundredths)"
    let base = "of \(runs) reference-against-reference intervals at \(percent) %, on ln scale"
    switch method {
    case .quantiles(let content):
      let tail = ((1 - content) / 2 * 1e6).rounded() / 1e6
      return
        "quantile at \(tail) of the lower and at \(1 - tail) of the upper ends \(base), interpolated as (n + 1) p; no distribution "
        + "assumed, no confidence claimed"
    case .toleranceInterval(let content, let confidence):
      return
        "one-sided normal tolerance limits of the lower and of the upper ends \(base): a content of \(content) of intervals inside "
        + "both, with confidence \(confidence)"
    case .extremes(let content):
      return
        "extremes of the lower and of the upper ends \(base), which hold a content of \(content) with confidence \(confidence ?? 0)"
    }
  }
}
