internal import GSL

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
      let k = exactToleranceFactor(count: n, content: content, confidence: confidence)
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

/// The exact two-sided tolerance factor of a normal sample: P over mean and SD that mean ± k SD holds the content equals the
/// confidence (Wald & Wolfowitz's integral, Odeh 1978), by quadrature.
func exactToleranceFactor(count n: Int, content: Double, confidence: Double) -> Double {
  let chiSquare = ChiSquare(degreesOfFreedom: Double(n - 1))
  let root = Double(n).squareRoot()
  // By symmetry the mean's deviation z/√n from 0 to where the normal density has no more weight.
  let panels = 12
  let width = 9.0 / Double(panels)
  var nodes: [(weight: Double, square: Double)] = []
  for panel in 0..<panels {
    for (node, weight) in gaussNodes {
      let z = (Double(panel) + (node + 1) / 2) * width
      let density = 0.797884560802865356 * exponential(-z * z / 2)
      let r = halfWidth(centre: z / root, content: content)
      nodes.append((weight * width / 2 * density, r * r * Double(n - 1)))
    }
  }
  func covered(_ k: Double) -> Double {
    var sum = 0.0
    for (weight, square) in nodes { sum += weight * chiSquare.upperTail(square / (k * k)) }
    return sum
  }
  let start = halfWidth(centre: 0, content: content)
  return exponential(
    risingRoot(near: ln(start) + 0.3, step: 0.3, tolerance: 1e-13) { covered(exponential($0)) - confidence } ?? 0)
}

/// The r with Φ(centre + r) - Φ(centre - r) = content, by Newton's method on the missing part.
private func halfWidth(centre: Double, content: Double) -> Double {
  let missing = 1 - content
  func lost(_ r: Double) -> Double { Normal.upperTail(centre + r) + Normal.upperTail(r - centre) }
  return risingRoot(near: centre + 1, step: 1, tolerance: 1e-14) { missing - lost($0) } ?? centre
}

/// Ten-point Gauss-Legendre nodes and weights on -1 ... 1.
private let gaussNodes: [(node: Double, weight: Double)] = {
  let half: [(Double, Double)] = [
    (0.148874338981631211, 0.295524224714752870), (0.433395394129247191, 0.269266719309996355),
    (0.679409568299024406, 0.219086362515982044), (0.865063366688984511, 0.149451349150580593),
    (0.973906528517171720, 0.066671344308688138),
  ]
  return half.map { (-$0.0, $0.1) }.reversed() + half.map { ($0.0, $0.1) }
}()
