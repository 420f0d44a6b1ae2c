internal import GSL

extension SecondEngine {
  /// Sigmoid curves fitted to all single readings and with all parameters at once, by GSL's trust region from the first engine's
  /// parameters moved by a tenth.
  public struct Curves: Sendable {
    private let settings: CurveSettings
    let readings: [Reading]
    /// Where the curves are worked out: each dose of a preparation once.
    private let points: [Point]
    let preparations: Int
    let lnPivot: Double
    let pivot: Double
    let unit: Double

    struct Reading {
      let point: Int
      /// The response less a pivot, over a unit.
      let y: Double
      /// Of the weight.
      let root: Double
    }

    private struct Point: Hashable {
      /// ln dose less a pivot; minus infinity at dose zero.
      let x: Double
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
      var places: [Point: Int] = [:]
      var points: [Point] = []
      readings = list.map {
        let point = Point(x: $0.dose > 0 ? ln($0.dose) - middle : -.infinity, preparation: $0.preparation)
        let place = places[point] ?? points.count
        if place == points.count {
          places[point] = place
          points.append(point)
        }
        return Reading(point: place, y: ($0.y - least) / height, root: $0.weight.squareRoot())
      }
      self.points = points
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

    /// Residuals with their derivatives, a row each.
    struct Values {
      let residuals: [Double]
      let jacobian: DenseMatrix
    }

    /// The share of the way from d to a, and its derivatives by b, by ln g and by the midpoint.
    private struct Share {
      let value: Double
      let b: Double
      let g: Double
      let m: Double
    }

    private func shares(_ p: [Double]) -> [Share] {
      let b = p[2]
      guard hasAsymmetry else {
        return points.map { point in
          guard point.x > -.infinity else { return Share(value: b > 0 ? 1 : 0, b: 0, g: 0, m: 0) }
          let distance = point.x - p[firstMidpoint + point.preparation]
          let (value, rest) = Self.logistic(-b * distance)
          return Share(value: value, b: -value * rest * distance, g: 0, m: value * rest * b)
        }
      }
      let g = exponential(p[3])
      // 2^(1/g) - 1, so that the curve is half way at the midpoint.
      let twice = exponentialMinus1(ln(2) / g)
      let (shift, moved) = (ln(twice), -ln(2) / g * (1 + twice) / twice)
      return points.map { point in
        guard point.x > -.infinity else { return Share(value: b > 0 ? 1 : 0, b: 0, g: 0, m: 0) }
        let distance = point.x - p[firstMidpoint + point.preparation]
        let u = b * distance + shift
        let log = u > 0 ? u + ln1p(exponential(-u)) : ln1p(exponential(u))
        let value = exponential(-g * log)
        let rise = -g * value * Self.logistic(u).value
        return Share(value: value, b: rise * distance, g: -g * log * value + rise * moved, m: -rise * b)
      }
    }

    /// 1/(1 + e^-u), and one less it.
    private static func logistic(_ u: Double) -> (value: Double, rest: Double) {
      let e = exponential(-u.magnitude)
      let (large, small) = (1 / (1 + e), e / (1 + e))
      return u > 0 ? (large, small) : (small, large)
    }

    func residuals(_ p: [Double]) -> [Double] {
      let shares = shares(p)
      let span = p[0] - p[1]
      return readings.map { $0.root * (p[1] + span * shares[$0.point].value - $0.y) }
    }

    func values(_ p: [Double]) -> Values {
      let shares = shares(p)
      let span = p[0] - p[1]
      let (columns, first) = (p.count, firstMidpoint)
      var residuals = [Double](repeating: 0, count: readings.count)
      var jacobian = DenseMatrix(readings.count, columns)
      for (row, reading) in readings.enumerated() {
        let share = shares[reading.point]
        residuals[row] = reading.root * (p[1] + span * share.value - reading.y)
        let start = row * columns
        jacobian.elements[start] = reading.root * share.value
        jacobian.elements[start + 1] = reading.root * (1 - share.value)
        jacobian.elements[start + 2] = reading.root * span * share.b
        if hasAsymmetry { jacobian.elements[start + 3] = reading.root * span * share.g }
        jacobian.elements[start + first + points[reading.point].preparation] = reading.root * span * share.m
      }
      return Values(residuals: residuals, jacobian: jacobian)
    }

    // MARK: - The fit

    /// A minimum of the second engine.
    struct Minimum {
      let parameters: [Double]
      let squares: Double
      let values: Values
      /// (J'J)⁻¹ times the residual variance, by the search's own QR decomposition.
      let spread: DenseMatrix

      /// The same by the singular values of J.
      func covariance() throws(CrossCheck.Reason) -> DenseMatrix {
        try SecondEngine.calling { () throws(GSLError) in
          try LinearLeastSquares(values.jacobian, values.residuals).covariance
        }
      }
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
      try descent(from: start, count: readings.count) { self.values($0) }
    }

    /// GSL's trust region, which ends where squares no longer fall and leaves half of the digits; then Gauss and Newton's steps,
    /// which bring the others where they shrink fast, and Newton's own where a parameter can hardly be told and they do not.
    func descent(
      from start: [Double], count: Int, values: ([Double]) -> Values
    ) throws(CrossCheck.Reason) -> Minimum {
      // Residuals and derivatives are asked for one after the other at the same parameters.
      var last: (parameters: [Double], values: Values)?
      func known(_ p: [Double]) -> Values {
        if let last, last.parameters == p { return last.values }
        let found = values(p)
        last = (p, found)
        return found
      }
      let found = try SecondEngine.calling { () throws(GSLError) in
        try TrustRegionFit(
          from: start, count: count, step: 1e-8, iterations: 100, residuals: { known($0).residuals },
          jacobian: { known($0).jacobian })
      }
      var p = found.parameters
      let variance = found.residualSumOfSquares / Double(max(1, count - p.count))
      let units = p.indices.map { (variance * found.inverse[$0, $0]).squareRoot() }
      // Of the last step, in standard errors.
      var length = Double.infinity
      func take(_ step: [Double]) -> Double? {
        let next = p.indices.reduce(0) { max($0, step[$1].magnitude / units[$1]) }
        guard next < length else { return nil }
        for k in p.indices { p[k] -= step[k] }
        defer { length = next }
        return next / length
      }
      while length > 1e-11 {
        let here = known(p)
        let step = try SecondEngine.calling { () throws(GSLError) in
          try HouseholderQR(here.jacobian).solution(here.residuals).coefficients
        }
        guard let ratio = take(step), ratio < 0.25 else { break }
      }
      if length > 1e-11 {
        length = .infinity
        for _ in 0..<20 where length > 1e-10 {
          let gradient = Self.gradient(known(p))
          let curvature = hessian(at: p, units: units, step: 1, gradient: { Self.gradient(values($0)) })
          let inverse = try SecondEngine.calling { () throws(GSLError) in try CholeskyFactor(curvature).inverse() }
          let step = p.indices.map { j in
            units[j] * p.indices.reduce(0) { $0 + inverse[j, $1] * gradient[$1] * units[$1] }
          }
          guard take(step) != nil else { break }
        }
      }
      // A step of more than this that no longer shrinks is no end.
      guard length < 3e-8 else { throw .notConverged(starts: 1) }
      let end = known(p)
      var spread = found.inverse
      for i in spread.elements.indices { spread.elements[i] *= variance }
      return Minimum(
        parameters: p, squares: end.residuals.reduce(0) { $0 + $1 * $1 }, values: end, spread: spread)
    }

    /// J'r: half of the derivatives of the squares.
    private static func gradient(_ values: Values) -> [Double] {
      let columns = values.jacobian.columns
      var sums = [Double](repeating: 0, count: columns)
      for (row, residual) in values.residuals.enumerated() {
        for k in 0..<columns { sums[k] += residual * values.jacobian[row, k] }
      }
      return sums
    }

    /// How far a parameter goes until the curve is another: little of a steep curve's midpoint, and of ln g where g is small.
    private func scale(_ k: Int, _ p: [Double]) -> Double {
      if k >= firstMidpoint { return 1 / max(1, p[2].magnitude) }
      return k == 3 ? exponential(min(0, p[3])) : 1
    }

    /// Its derivatives in standard errors, by differences of seven points in steps of a share of the parameter's standard error or of
    /// the curve's own scale.
    private func hessian(
      at p: [Double], units: [Double], step: Double, gradient: ([Double]) -> [Double]
    ) -> DenseMatrix {
      var hessian = DenseMatrix(p.count, p.count)
      for k in p.indices {
        let h = step * min(0.02 * units[k], 0.01 * scale(k, p))
        func at(_ steps: Double) -> [Double] {
          var q = p
          q[k] += steps * h
          return gradient(q)
        }
        let pairs = [(45.0, at(1), at(-1)), (-9, at(2), at(-2)), (1, at(3), at(-3))]
        for j in p.indices {
          let difference = pairs.reduce(0) { $0 + $1.0 * ($1.1[j] - $1.2[j]) }
          hessian[j, k] = difference / (60 * h) * units[j] * units[k]
        }
      }
      var symmetric = hessian
      for i in p.indices { for j in p.indices { symmetric[i, j] = (hessian[i, j] + hessian[j, i]) / 2 } }
      return symmetric
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

    /// To what the standard errors of these readings are held: by the condition of the curvature where the first engine ended,
    /// which a search that goes astray does not change.
    func tolerance(at parameters: [Double], _ information: CurveInformation) throws(CrossCheck.Reason) -> Double {
      let values = values(parameters)
      let expected = try SecondEngine.calling { () throws(GSLError) in
        try LinearLeastSquares(values.jacobian, values.residuals).covariance
      }
      guard information == .observed else { return min(1e-2, max(1e-7, 1e-11 * Self.condition(expected))) }
      let condition = Self.condition(try observed(at: parameters, expected, step: 1))
      guard condition < 1e9 else { throw .illConditioned }
      return max(1e-5, 1e-10 * condition)
    }

    /// - Parameter tolerance: that a covariance by differences has to hold by itself.
    func covariance(
      _ found: Minimum, _ information: CurveInformation, tolerance: Double
    ) throws(CrossCheck.Reason) -> DenseMatrix {
      let expected = try found.covariance()
      guard information == .observed else { return expected }
      let one = try observed(at: found.parameters, expected, step: 1)
      let other = try observed(at: found.parameters, expected, step: 2)
      // What another step of the differences changes.
      for k in found.parameters.indices where (other[k, k] / one[k, k] - 1).magnitude > tolerance {
        throw .illConditioned
      }
      return one
    }

    /// The covariance by second derivatives: those of the sum of squares by differences of its gradient.
    private func observed(
      at p: [Double], _ expected: DenseMatrix, step: Double
    ) throws(CrossCheck.Reason) -> DenseMatrix {
      let freedom = Double(readings.count - p.count)
      let units = p.indices.map { expected[$0, $0].squareRoot() }
      let matrix = hessian(at: p, units: units, step: step, gradient: { Self.gradient(values($0)) })
      var inverse = try SecondEngine.calling { () throws(GSLError) in try CholeskyFactor(matrix).inverse() }
      let variance = residuals(p).reduce(0) { $0 + $1 * $1 } / freedom
      for i in p.indices { for j in p.indices { inverse[i, j] *= units[i] * units[j] * variance } }
      return inverse
    }

    /// The first engine's parameters in the units here.
    func parameters(of curves: [SigmoidCurve]) -> [Double] {
      let curve = curves[0]
      let (zero, infinite) = (
        (curve.responseAtZeroDose - pivot) / unit, (curve.responseAtInfiniteDose - pivot) / unit
      )
      let (a, d) = curve.slope > 0 ? (zero, infinite) : (infinite, zero)
      return [a, d, curve.slope] + (hasAsymmetry ? [ln(curve.asymmetry)] : [])
        + curves.map { $0.lnEC50 - lnPivot }
    }
  }
}
