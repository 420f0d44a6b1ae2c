/// The least value of a likelihood criterion over components that are not negative.
///
/// Fisher scoring that turns into Newton's method near the end, on the components themselves, where zero is attainable: a
/// step that would make a component negative ends where it is exactly zero, and a component at zero is let go again when
/// the criterion falls inwards. The residual stays positive. A linear constraint may hold Σ cₖ θₖ, for profiles.
struct VarianceSearch {
  struct Result: Sendable {
    let theta: [Double]
    let point: CriterionPoint
    /// dcriterion/dvalue of the constraint.
    let multiplier: Double
    let convergence: Convergence
  }

  let criterion: ([Double]) -> CriterionPoint?
  let names: [String]
  var constraint: [Double]? = nil
  /// Components that stay where they are.
  var frozen: Set<Int> = []

  private static let limit = 200

  func minimise(from start: [Double]) throws(MixedModelError) -> Result {
    let p = start.count
    let last = p - 1
    var theta = start
    guard var point = criterion(theta) else { throw .notEstimable(factor: names[0]) }
    var lastDecrement = Double.infinity
    var best: Result? = nil
    for iteration in 1...VarianceSearch.limit {
      let multiplier = self.multiplier(theta, point)
      // At zero a component is let go only where the criterion clearly falls.
      let free = (0..<p).filter { k in
        if frozen.contains(k) { return false }
        if theta[k] > 0 { return true }
        let scale = point.expectedHessian[k, k].squareRoot()
        return point.gradient[k] - multiplier * (constraint?[k] ?? 0) < -1e-10 * scale
      }
      for k in free where !(point.expectedHessian[k, k] > 0) { throw .notEstimable(factor: names[k]) }
      let isNear = lastDecrement < 0.05
      guard let (step, decrement, force) = step(free, point, observed: isNear) else {
        throw .notEstimable(factor: names[free.first { $0 != last } ?? last])
      }
      let gradient = free.reduce(0.0) { worst, k in
        max(
          worst,
          (point.gradient[k] - force * (constraint?[k] ?? 0)).magnitude / point.expectedHessian[k, k].squareRoot())
      }
      let relative = free.reduce(0.0) { max($0, (step[$1] / max(theta[$1], 1e-300)).magnitude) }
      let facts = Convergence(iterations: iteration, gradient: gradient, step: decrement.squareRoot())
      // Once Newton has been near, its steps shrink until rounding alone is left.
      if decrement < 1e-10 {
        if let found = best, found.convergence.step <= facts.step { return found }
        let here = Result(theta: theta, point: point, multiplier: force, convergence: facts)
        best = here
        if relative < 1e-15 || decrement == 0 { return here }
      }
      // The longest step that keeps every component where it may be.
      var length = 1.0
      var blocked: Int? = nil
      for k in free where step[k] < 0 {
        let room = (k == last ? 0.9 : 1) * theta[k] / -step[k]
        if room < length {
          length = room
          blocked = k == last ? nil : k
        }
      }
      var accepted = false
      for _ in 0..<60 {
        var next = theta
        for k in free { next[k] = max(0, theta[k] + length * step[k]) }
        if let blocked { next[blocked] = 0 }
        if next[last] > 0, let trial = criterion(next) {
          let isFine = decrement < 1e-10 || trial.value <= point.value - 1e-4 * length * decrement
          if isFine, trial.value.isFinite {
            if next == theta, let found = best { return found }
            accepted = next != theta
            theta = next
            point = trial
            break
          }
        }
        blocked = nil
        length /= 2
      }
      lastDecrement = blocked == nil ? decrement : .infinity
      if !accepted {
        if let found = best { return found }
        throw .notConverged(iterations: iteration, gradient: gradient, step: facts.step)
      }
    }
    throw .notConverged(iterations: VarianceSearch.limit, gradient: .greatestFiniteMagnitude, step: lastDecrement)
  }

  /// Of the constraint, from the components above zero.
  private func multiplier(_ theta: [Double], _ point: CriterionPoint) -> Double {
    guard constraint != nil else { return 0 }
    return step(theta.indices.filter { theta[$0] > 0 && !frozen.contains($0) }, point, observed: false)?.multiplier ?? 0
  }

  /// The step within the constraint on the `free` components, and the fall of the quadratic model over it, twice.
  private func step(
    _ free: [Int], _ point: CriterionPoint, observed: Bool
  ) -> (step: [Double], decrement: Double, multiplier: Double)? {
    let n = free.count
    // Scaled by the expected information, so that components of any size stand alike.
    let scale = free.map { 1 / point.expectedHessian[$0, $0].squareRoot() }
    func reduced(_ hessian: Matrix) -> Matrix {
      var h = Matrix(n, n)
      for i in 0..<n { for j in 0..<n { h[i, j] = hessian[free[i], free[j]] * scale[i] * scale[j] } }
      return h
    }
    var root: Cholesky? = nil
    if observed { root = Cholesky(reduced(point.observedHessian), tolerance: 1e-8) }
    guard let root = root ?? Cholesky(reduced(point.expectedHessian), tolerance: 1e-12) else { return nil }
    let g = (0..<n).map { point.gradient[free[$0]] * scale[$0] }
    var direction = root.solve(g).map { -$0 }
    var multiplier = 0.0
    if let constraint {
      let c = (0..<n).map { constraint[free[$0]] * scale[$0] }
      let solved = root.solve(c)
      let size = zip(c, solved).reduce(0) { $0 + $1.0 * $1.1 }
      if size > 0 {
        multiplier = -zip(c, direction).reduce(0) { $0 + $1.0 * $1.1 } / size
        for i in 0..<n { direction[i] += multiplier * solved[i] }
      }
    }
    var decrement = 0.0
    for i in 0..<n { decrement -= direction[i] * g[i] }
    var step = [Double](repeating: 0, count: point.gradient.count)
    for i in 0..<n { step[free[i]] = direction[i] * scale[i] }
    return (step, max(0, decrement), multiplier)
  }
}

/// How a fit ended. Only fits at a minimum are returned at all.
public struct Convergence: Sendable, Equatable {
  public let iterations: Int
  /// The largest derivative of minus twice the log-likelihood by a component above zero, in units of the root of its
  /// expected second derivative.
  public let gradient: Double
  /// The length of the next Newton step in the metric of the Hessian.
  public let step: Double
}
