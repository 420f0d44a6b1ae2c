internal import GSL

extension SecondEngine {
  /// Sigmoid curves fitted to all single readings and with all parameters at once, by GSL's trust region from the first engine's
  /// parameters moved by a tenth.
  public struct Curves: Sendable {
    private let settings: CurveSettings
    /// ln dose less a pivot, minus infinity at dose zero; response less a pivot over a unit; root of the weight; preparation.
    let readings: [Reading]
    let preparations: Int
    let lnPivot: Double
    let pivot: Double
    let unit: Double

    struct Reading {
      let x: Double
      let y: Double
      let root: Double
      let preparation: Int
    }

    /// - Parameter preparations: that are fitted together, the reference first.
    /// - Throws: ``CrossCheck/Reason/noRoute`` for readings that cannot be fitted.
    public init(_ preparations: [CurvePreparation], settings: CurveSettings) throws(CrossCheck.Reason) {
      self.settings = settings
      self.preparations = preparations.count
      var list: [(dose: Double, y: Double, weight: Double, preparation: Int)] = []
      for (k, preparation) in preparations.enumerated() {
        let y = preparation.responses.map { Self.transformed($0, settings.transform) }
        let weights = try Self.weights(preparation, y, settings.weighting)
        for i in y.indices { list.append((preparation.doses[i], y[i], weights[i], k)) }
      }
      let positive = list.filter { $0.dose > 0 }.map { ln($0.dose) }
      let responses = SampleSummary(list.map { $0.y })
      let (least, greatest) = (responses.sorted[0], responses.sorted[list.count - 1])
      guard !positive.isEmpty, greatest > least, least.isFinite, greatest.isFinite else { throw .noRoute }
      let middle = SampleSummary(positive).mean
      let height = greatest - least
      lnPivot = middle
      pivot = least
      unit = height
      readings = list.map {
        Reading(
          x: $0.dose > 0 ? ln($0.dose) - middle : -.infinity, y: ($0.y - least) / height,
          root: $0.weight.squareRoot(), preparation: $0.preparation)
      }
    }

    private static func transformed(_ response: Double, _ transform: CurveTransform) -> Double {
      switch transform {
      case .none: response
      case .ln: ln(response)
      case .log10: ln(response) / ln(10)
      case .squareRoot: power(response, 0.5)
      case .square: power(response, 2)
      }
    }

    private static func weights(
      _ preparation: CurvePreparation, _ y: [Double], _ weighting: CurveWeighting
    ) throws(CrossCheck.Reason) -> [Double] {
      switch weighting {
      case .equal: return y.map { _ in 1 }
      case .given:
        guard let weights = preparation.weights else { throw .noRoute }
        return weights
      case .powerOfMean, .replicateVariance:
        return y.indices.map { i in
          let own = y.indices.filter { preparation.doses[$0] == preparation.doses[i] }.map { y[$0] }
          let sample = SampleSummary(own)
          if case .powerOfMean(let exponent) = weighting { return power(sample.mean.magnitude, -exponent) }
          return 1 / sample.variance
        }
      }
    }

    // MARK: - The model

    var hasAsymmetry: Bool { settings.model != .fourParameter }
    /// a, d, b, ln g where it is free, then the ln dose half way of each preparation.
    var firstMidpoint: Int { hasAsymmetry ? 4 : 3 }

    /// The share of the way from d to a, and its derivatives by b, by ln g and by the midpoint.
    private func share(_ p: [Double], _ reading: Reading) -> (value: Double, b: Double, g: Double, m: Double) {
      let b = p[2]
      guard reading.x > -.infinity else { return (b > 0 ? 1 : 0, 0, 0, 0) }
      let g = hasAsymmetry ? exponential(p[3]) : 1
      // 2^(1/g) - 1, so that the curve is half way at the midpoint.
      let twice = exponentialMinus1(ln(2) / g)
      let shift = hasAsymmetry ? ln(twice) : 0
      let distance = reading.x - p[firstMidpoint + reading.preparation]
      let u = b * distance + shift
      let log = u > 0 ? u + ln1p(exponential(-u)) : ln1p(exponential(u))
      let value = exponential(-g * log)
      let rise = -g * value / (1 + exponential(-u))
      let moved = hasAsymmetry ? -ln(2) / g * (1 + twice) / twice : 0
      return (value, rise * distance, -g * log * value + rise * moved, -rise * b)
    }

    func residuals(_ p: [Double]) -> [Double] {
      readings.map { $0.root * (p[1] + (p[0] - p[1]) * share(p, $0).value - $0.y) }
    }

    func jacobian(_ p: [Double]) -> DenseMatrix {
      var matrix = DenseMatrix(readings.count, p.count)
      let span = p[0] - p[1]
      for (row, reading) in readings.enumerated() {
        let (value, b, g, m) = share(p, reading)
        matrix[row, 0] = reading.root * value
        matrix[row, 1] = reading.root * (1 - value)
        matrix[row, 2] = reading.root * span * b
        if hasAsymmetry { matrix[row, 3] = reading.root * span * g }
        matrix[row, firstMidpoint + reading.preparation] = reading.root * span * m
      }
      return matrix
    }

    // MARK: - The fit

    /// A minimum of the second engine.
    struct Minimum {
      let parameters: [Double]
      let squares: Double
      /// (J'J)⁻¹ times the residual variance.
      let covariance: DenseMatrix
    }

    /// From three starts about the first engine's parameters.
    ///
    /// Where all of them end above the squares that these parameters have, the second search was at fault, and there is no
    /// second value; where the first engine claims other squares than its parameters have, the lowest end is the answer.
    func minimum(near first: [Double], squares: Double) throws(CrossCheck.Reason) -> Minimum {
      var best: Minimum?
      for move in [0.1, -0.1, 0.25] {
        guard let found = try? fit(from: moved(first, by: move)) else { continue }
        if found.squares < (best?.squares ?? .infinity) { best = found }
        // Nothing lower, and nothing higher than rounding makes it.
        if found.squares <= squares * (1 + 1e-9) + 1e-24 { return found }
      }
      let claimed = residuals(first).reduce(0) { $0 + $1 * $1 }
      guard let best, best.squares <= claimed * (1 + 1e-9) || (claimed - squares).magnitude > 1e-7 * squares else {
        throw .notConverged(starts: 3)
      }
      return best
    }

    /// Slope and EC50s by a share of themselves, asymptotes by a share of the range between them.
    private func moved(_ p: [Double], by share: Double) -> [Double] {
      var p = p
      let span = p[0] - p[1]
      p[0] += share * span
      p[1] += share * span
      p[2] *= 1 + share
      if hasAsymmetry { p[3] += share }
      for k in firstMidpoint..<p.count { p[k] += ln1p(share) }
      return p
    }

    private func fit(from start: [Double]) throws(CrossCheck.Reason) -> Minimum {
      try Self.descent(
        from: start, count: readings.count, residuals: { self.residuals($0) }, jacobian: { self.jacobian($0) })
    }

    /// GSL's trust region, which ends where squares no longer fall and leaves half of the digits; then Gauss and Newton's steps,
    /// which bring the others, as long as each is shorter than the one before.
    static func descent(
      from start: [Double], count: Int, residuals: ([Double]) -> [Double], jacobian: ([Double]) -> DenseMatrix
    ) throws(CrossCheck.Reason) -> Minimum {
      let found = try SecondEngine.calling { () throws(GSLError) in
        try TrustRegionFit(
          from: start, count: count, step: 1e-8, iterations: 100, residuals: residuals, jacobian: jacobian)
      }
      var p = found.parameters
      var last = Double.infinity
      let variance = found.residualSumOfSquares / Double(max(1, count - p.count))
      let units = p.indices.map { (variance * found.inverse[$0, $0]).squareRoot() }
      while true {
        let (j, r) = (jacobian(p), residuals(p))
        let step = try SecondEngine.calling { () throws(GSLError) in try HouseholderQR(j).solution(r).coefficients }
        // In standard errors.
        let length = p.indices.reduce(0) { max($0, step[$1].magnitude / units[$1]) }
        if length < 0.9 * last {
          for k in p.indices { p[k] -= step[k] }
          last = length
          if length > 1e-11 { continue }
        }
        // A step of a millionth of a standard error that no longer shrinks is no end.
        guard last < 1e-6 else { throw .notConverged(starts: 1) }
        let end = residuals(p)
        let columns = jacobian(p)
        let fit = try SecondEngine.calling { () throws(GSLError) in try LinearLeastSquares(columns, end) }
        return Minimum(parameters: p, squares: end.reduce(0) { $0 + $1 * $1 }, covariance: fit.covariance)
      }
    }

    /// How many times rounding is magnified where a covariance is found from the curvature that it inverts.
    private static func condition(_ covariance: DenseMatrix) -> Double {
      let n = covariance.rows
      var scaled = covariance
      for i in 0..<n {
        for j in 0..<n { scaled[i, j] /= (covariance[i, i] * covariance[j, j]).squareRoot() }
      }
      guard let values = (try? SymmetricEigensystem(scaled))?.values, let most = values.last, values[0] > 0 else {
        return .infinity
      }
      return most / values[0]
    }

    /// A covariance with the digits that it has.
    struct Covariance {
      let matrix: DenseMatrix
      let tolerance: Double
    }

    func covariance(_ found: Minimum, _ information: CurveInformation) throws(CrossCheck.Reason) -> Covariance {
      guard information == .observed else {
        return Covariance(
          matrix: found.covariance, tolerance: min(1e-2, max(1e-7, 1e-11 * Self.condition(found.covariance))))
      }
      let (one, other) = (try observed(found, step: 1), try observed(found, step: 2))
      // What another step of the differences changes, and more where parameters can hardly be told apart.
      var apart = 0.0
      for k in found.parameters.indices {
        apart = max(apart, (other[k, k] / one[k, k] - 1).magnitude)
      }
      let digits = max(apart, 1e-9 * Self.condition(one))
      guard digits < 1e-2 else { throw .illConditioned }
      return Covariance(matrix: one, tolerance: max(1e-5, 10 * digits))
    }

    /// The covariance by second derivatives: those of the sum of squares by differences of its gradient.
    private func observed(_ found: Minimum, step: Double) throws(CrossCheck.Reason) -> DenseMatrix {
      let p = found.parameters
      let freedom = Double(readings.count - p.count)
      func gradient(_ q: [Double]) -> [Double] { jacobian(q).transposed * residuals(q) }
      let units = p.indices.map { found.covariance[$0, $0].squareRoot() }
      var hessian = DenseMatrix(p.count, p.count)
      for k in p.indices {
        // Five points, in steps of a share of the parameter's standard error or of the curve's own scale.
        let h = step * min(0.01 * units[k], 1e-3 * max(1, p[k].magnitude))
        func at(_ steps: Double) -> [Double] {
          var q = p
          q[k] += steps * h
          return gradient(q)
        }
        let (a, b, c, d) = (at(-2), at(-1), at(1), at(2))
        for j in p.indices {
          hessian[j, k] = (a[j] - 8 * b[j] + 8 * c[j] - d[j]) / (12 * h) * units[j] * units[k]
        }
      }
      var symmetric = hessian
      for i in p.indices { for j in p.indices { symmetric[i, j] = (hessian[i, j] + hessian[j, i]) / 2 } }
      let matrix = symmetric
      var inverse = try SecondEngine.calling { () throws(GSLError) in try CholeskyFactor(matrix).inverse() }
      let variance = found.squares / freedom
      for i in p.indices { for j in p.indices { inverse[i, j] *= units[i] * units[j] * variance } }
      return inverse
    }

    /// The first engine's parameters in the units here.
    func parameters(of fit: SigmoidFit) -> [Double] {
      let curve = fit.curves[0]
      let (zero, infinite) = (
        (curve.responseAtZeroDose - pivot) / unit, (curve.responseAtInfiniteDose - pivot) / unit
      )
      let (a, d) = curve.slope > 0 ? (zero, infinite) : (infinite, zero)
      return [a, d, curve.slope] + (hasAsymmetry ? [ln(curve.asymmetry)] : [])
        + fit.curves.map { $0.lnEC50 - lnPivot }
    }
  }
}
