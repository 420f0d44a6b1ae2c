/// One search of ``NonlinearFit/minimising(_:from:)``.
struct NonlinearSearch {
  /// How a search measures and damps its steps.
  struct Strategy: Sendable {
    enum Scaling: Sendable {
      /// The longest that each column has been (Moré).
      case longest
      /// Each column's present length (Marquardt).
      case present
      /// None (Levenberg).
      case none
    }
    let scaling: Scaling
    let damping: Double
    let geodesic: Bool
    let limit: Int

    static let all: [Strategy] = [
      Strategy(scaling: .longest, damping: 1e-3, geodesic: false, limit: 500),
      Strategy(scaling: .longest, damping: 1, geodesic: true, limit: 1_000),
      Strategy(scaling: .present, damping: 1e-2, geodesic: false, limit: 1_000),
      Strategy(scaling: .present, damping: 1, geodesic: true, limit: 2_000),
      Strategy(scaling: .none, damping: 1, geodesic: true, limit: 4_000),
    ]
  }

  private let model: NonlinearModel
  private let strategy: Strategy
  private let p: Int
  private var x: [Double]
  private var r: [Double]
  private var length: Double
  private var scales: [Double]
  private var damping: Double
  private var growth = 2.0
  /// The size of the observed values, against which rounding is measured.
  private let size: Double

  init(_ model: NonlinearModel, start: [Double], strategy: Strategy) {
    self.model = model
    self.strategy = strategy
    p = start.count
    x = start
    r = model.residuals(start)
    length = euclideanNorm(r)
    scales = [Double](repeating: 0, count: p)
    damping = strategy.damping
    size = length
  }

  mutating func run() -> FitOutcome<NonlinearFit> {
    guard length.isFinite, x.allSatisfy({ $0.isFinite }) else { return .notConverged(.startNotFinite) }
    var best = Double.infinity
    var idle = 0
    var proof: Proof?
    var taken = 0
    for iteration in 1...strategy.limit {
      taken = iteration
      let jacobian = model.jacobian(x)
      guard jacobian.allSatisfy({ $0.isFinite }) else { return .notConverged(.startNotFinite) }
      rescale(jacobian)
      let factors = ScaledColumns(jacobian, rows: model.count, columns: p, scales: scales, right: r)
      let now = Proof(factors, x: x, r: r, length: length, scales: scales)
      proof = now
      // Past the last digit that rounding leaves, a search for a smaller step is over.
      if now.step < 1e-8, now.isIdentified {
        idle = now.step < best / 2 ? 0 : idle + 1
        best = min(best, now.step)
        if now.step < 1e-14 || idle > 3 {
          // Steps that hardly move may still add up where convergence is linear: the last must be far below the claim.
          if now.step < 1e-9, now.holds(size: size) { return finish(factors, now, iteration) }
        }
      }
      guard advance(jacobian, factors, now) else { break }
    }
    guard let proof else { return .notConverged(.startNotFinite) }
    if proof.step < 1e-9, proof.isIdentified, proof.holds(size: size) {
      let jacobian = model.jacobian(x)
      let factors = ScaledColumns(jacobian, rows: model.count, columns: p, scales: scales, right: r)
      return finish(factors, Proof(factors, x: x, r: r, length: length, scales: scales), taken)
    }
    return .notConverged(
      proof.isIdentified
        ? .iterationsExhausted(iterations: taken, gradient: proof.gradient, step: proof.step)
        : .parametersNotIdentified)
  }

  private mutating func rescale(_ jacobian: [Double]) {
    for j in 0..<p {
      let norm = euclideanNorm(Array(jacobian[j * model.count..<(j + 1) * model.count]))
      switch strategy.scaling {
      case .longest: scales[j] = max(scales[j], norm)
      case .present: scales[j] = norm
      case .none: scales[j] = 1
      }
      if !(scales[j] > 0) { scales[j] = 1 }
    }
  }

  /// One step that lowers the sum of squares, or that stays within its rounding while it shortens; false where none does.
  private mutating func advance(_ jacobian: [Double], _ factors: ScaledColumns, _ now: Proof) -> Bool {
    if now.step < 1e-6, now.isIdentified {
      // Inside the region of quadratic convergence, where rounding hides whether the sum falls, the full step is taken.
      let z = factors.step(damping: 0)
      let candidate = zip(x, zip(z, scales)).map { $0 + $1.0 / $1.1 }
      let residuals = model.residuals(candidate)
      let norm = euclideanNorm(residuals)
      if norm.isFinite, norm <= length * (1 + 1e-11) || norm <= 1e-14 * size {
        (x, r, length) = (candidate, residuals, norm)
        return true
      }
    }
    for _ in 0..<60 {
      let z = factors.step(damping: damping)
      let delta = zip(z, scales).map { $0 / $1 }
      let candidate = accelerated(delta, jacobian, factors)
      let residuals = candidate.map { model.residuals($0) } ?? []
      let norm = candidate == nil ? Double.nan : euclideanNorm(residuals)
      if let candidate, norm.isFinite, norm < length {
        let actual = 1 - (norm / length) * (norm / length)
        let expected = expectedFall(z, factors)
        let ratio = expected > 0 ? actual / expected : 1
        let cube = (2 * ratio - 1) * (2 * ratio - 1) * (2 * ratio - 1)
        damping *= max(1.0 / 3, min(1 - cube, 3))
        damping = max(damping, 1e-20)
        growth = 2
        (x, r, length) = (candidate, residuals, norm)
        return true
      }
      damping *= growth
      growth = min(growth * 2, 1_024)
      if damping > 1e30 { return false }
    }
    return false
  }

  /// (|r|² - |r + A z|²)/|r|² of the linear model.
  private func expectedFall(_ z: [Double], _ factors: ScaledColumns) -> Double {
    var fall = 0.0
    for i in 0..<p {
      var image = 0.0
      for j in i..<p { image += factors.triangle[j * p + i] * z[j] }
      fall -= image * (2 * factors.projected[i] + image)
    }
    return fall / (length * length)
  }

  /// x moved by a step, with half of its acceleration where the strategy asks for it; `nil` where that is too large.
  private func accelerated(_ delta: [Double], _ jacobian: [Double], _ factors: ScaledColumns) -> [Double]? {
    let plain = zip(x, delta).map { $0 + $1 }
    guard strategy.geodesic else { return plain }
    let h = 0.1
    let ahead = model.residuals(zip(x, delta).map { $0 + h * $1 })
    guard ahead.allSatisfy({ $0.isFinite }) else { return nil }
    var second = [Double](repeating: 0, count: model.count)
    for i in 0..<model.count {
      var slope = 0.0
      for j in 0..<p { slope += jacobian[j * model.count + i] * delta[j] }
      second[i] = 2 / h * ((ahead[i] - r[i]) / h - slope)
    }
    let bent = ScaledColumns(jacobian, rows: model.count, columns: p, scales: scales, right: second)
    let acceleration = bent.step(damping: damping)
    let first = zip(delta, scales).map { $0 * $1 }
    guard 2 * euclideanNorm(acceleration) <= 0.75 * euclideanNorm(first) else { return nil }
    return zip(plain, zip(acceleration, scales)).map { point, bend in point + bend.0 / bend.1 / 2 }
  }

  private func finish(_ factors: ScaledColumns, _ proof: Proof, _ iterations: Int) -> FitOutcome<NonlinearFit> {
    let n = model.count
    let variance = length * length / Double(n - p)
    guard curvesUpwards(factors, sigma: variance.squareRoot()) else { return .notConverged(.saddlePoint) }
    let inverse = factors.inverseTriangle()
    let covariance = (0..<p).map { i in
      (0..<p).map { j in
        var sum = 0.0
        for k in max(i, j)..<p { sum += inverse[k * p + i] * inverse[k * p + j] }
        return sum * variance / (scales[i] * scales[j])
      }
    }
    return .converged(
      NonlinearFit(
        parameters: x, residualSumOfSquares: length * length, degreesOfFreedom: n - p, covariance: covariance,
        gradient: proof.gradient, step: proof.step, iterations: iterations))
  }

  /// Whether the Hessian, by differences of the analytic gradient in directions in which J'J is the unit matrix, is positive.
  private func curvesUpwards(_ factors: ScaledColumns, sigma: Double) -> Bool {
    // Residuals as small as this cannot outweigh J'J, which has full rank here.
    guard sigma > 1e-9 * size else { return true }
    let inverse = factors.inverseTriangle()
    func gradient(_ at: [Double]) -> [Double]? {
      let (residuals, jacobian) = (model.residuals(at), model.jacobian(at))
      guard residuals.allSatisfy({ $0.isFinite }), jacobian.allSatisfy({ $0.isFinite }) else { return nil }
      let raw = (0..<p).map { j in
        var sum = 0.0
        for i in 0..<model.count { sum += jacobian[j * model.count + i] * residuals[i] }
        return sum / scales[j]
      }
      return (0..<p).map { k in (0...k).reduce(0.0) { $0 + inverse[k * p + $1] * raw[$1] } }
    }
    let h = 1e-3 * sigma
    var hessian: [[Double]] = []
    for k in 0..<p {
      let direction = (0..<p).map { inverse[k * p + $0] / scales[$0] * h }
      guard let up = gradient(zip(x, direction).map { $0 + $1 }),
        let down = gradient(zip(x, direction).map { $0 - $1 })
      else { return false }
      hessian.append(zip(up, down).map { ($0 - $1) / (2 * h) })
    }
    var symmetric = hessian
    for i in 0..<p { for j in 0..<p { symmetric[i][j] = (hessian[i][j] + hessian[j][i]) / 2 } }
    return isPositiveDefinite(symmetric)
  }
}

/// Where an iterate stands: what is left of gradient and step.
private struct Proof {
  let gradient: Double
  let step: Double
  let isIdentified: Bool
  private let projectedLength: Double

  init(_ factors: ScaledColumns, x: [Double], r: [Double], length: Double, scales: [Double]) {
    projectedLength = euclideanNorm(factors.projected)
    gradient = length > 0 ? projectedLength / length : 0
    isIdentified = factors.rankMeasure > 1e-13
    guard isIdentified else {
      step = .infinity
      return
    }
    let z = factors.step(damping: 0)
    let inverse = factors.inverseTriangle()
    let p = x.count
    let sigma = length / Double(max(1, r.count - p)).squareRoot()
    var largest = 0.0
    for j in 0..<p {
      var square = 0.0
      for k in j..<p { square += inverse[k * p + j] * inverse[k * p + j] }
      let room = max(x[j].magnitude, 1e-3 * sigma * square.squareRoot() / scales[j])
      largest = max(largest, room > 0 ? (z[j] / scales[j]).magnitude / room : (z[j] == 0 ? 0 : .infinity))
    }
    step = largest
  }

  /// Whether the gradient is zero, or as near to it as residuals of values of this size allow.
  func holds(size: Double) -> Bool { gradient <= 1e-7 || projectedLength <= 1e-14 * size }
}

/// Whether a symmetric matrix has a Cholesky factor.
func isPositiveDefinite(_ matrix: [[Double]]) -> Bool {
  var a = matrix
  let n = a.count
  for k in 0..<n {
    guard a[k][k] > 0 else { return false }
    for i in (k + 1)..<(n + 1) where i < n {
      let factor = a[i][k] / a[k][k]
      for j in (k + 1)...i { a[i][j] -= factor * a[j][k] }
    }
  }
  return true
}
