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
  /// How many values the criterion rests on, which bounds what rounding leaves of a gradient.
  let count: Int
  var constraint: [Double]? = nil
  /// Components that stay where they are.
  var frozen: Set<Int> = []

  private static let limit = 200

  /// Components from which to look for other minima: most of `sum` in one of them, in two, or in all alike, a hundredth in
  /// each of the others.
  static func spreadStarts(count: Int, sum: Double) -> [[Double]] {
    let all = Array(0..<count)
    var chosen = all.map { [$0] }
    for k in all { for l in all where l > k { chosen.append([k, l]) } }
    if count > 2 { chosen.append(all) }
    let sum = max(sum, 1e-300)
    return chosen.map { members in
      all.map { members.contains($0) ? sum / Double(members.count) : sum / 100 }
    }
  }

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
      var free = (0..<p).filter { k in
        if frozen.contains(k) { return false }
        if theta[k] > 0 { return true }
        let scale = point.expectedHessian[k, k].squareRoot()
        return point.gradient[k] - multiplier * (constraint?[k] ?? 0) < -1e-10 * scale
      }
      for k in free where !(point.expectedHessian[k, k] > 0) { throw .notEstimable(factor: names[k]) }
      var planned = plan(&free, theta, point, observed: lastDecrement < 0.05)
      // Newton from where Fisher's step is short, also right at the start.
      if lastDecrement >= 0.05, let first = planned, first.decrement < 0.05 {
        planned = plan(&free, theta, point, observed: true)
      }
      guard let (step, decrement, force) = planned else {
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
        if let found = best, found.convergence.step <= facts.step { return try settled(found) }
        let here = Result(theta: theta, point: point, multiplier: force, convergence: facts)
        best = here
        if relative < 1e-15 || facts.step <= 2e-15 * Double(count).squareRoot() { return here }
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
            if next == theta, let found = best { return try settled(found) }
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
        if let found = best { return try settled(found) }
        throw .notConverged(iterations: iteration, gradient: gradient, step: facts.step)
      }
    }
    throw .notConverged(iterations: VarianceSearch.limit, gradient: .greatestFiniteMagnitude, step: lastDecrement)
  }

  /// What rounding keeps from coming nearer is a minimum only where that is near enough.
  private func settled(_ result: Result) throws(MixedModelError) -> Result {
    let facts = result.convergence
    if facts.step > 1e-7 {
      throw .notConverged(iterations: facts.iterations, gradient: facts.gradient, step: facts.step)
    }
    return result
  }

  /// Of the constraint, from the components above zero.
  private func multiplier(_ theta: [Double], _ point: CriterionPoint) -> Double {
    guard constraint != nil else { return 0 }
    return step(theta.indices.filter { theta[$0] > 0 && !frozen.contains($0) }, point, observed: false)?.multiplier ?? 0
  }

  /// The step on those of the `free` components that may move: one at zero that would turn negative at once stays.
  private func plan(
    _ free: inout [Int], _ theta: [Double], _ point: CriterionPoint, observed: Bool
  ) -> (step: [Double], decrement: Double, multiplier: Double)? {
    var planned = step(free, point, observed: observed)
    while let step = planned?.step {
      let turned = free.filter { theta[$0] == 0 && step[$0] <= 0 }
      if turned.isEmpty { break }
      free.removeAll { turned.contains($0) }
      planned = self.step(free, point, observed: observed)
    }
    return planned
  }

  /// The step within the constraint on the `free` components, and the fall of the quadratic model over it, twice.
  private func step(
    _ free: [Int], _ point: CriterionPoint, observed: Bool
  ) -> (step: [Double], decrement: Double, multiplier: Double)? {
    let n = free.count
    // Scaled by the expected information, so that components of any size stand alike.
    let scale = free.map { 1 / point.expectedHessian[$0, $0].squareRoot() }
    let g = (0..<n).map { point.gradient[free[$0]] * scale[$0] }
    let c = constraint.map { whole in (0..<n).map { whole[free[$0]] * scale[$0] } }
    // The directions along which the constraint holds: all, or each variable against the one that weighs most in it.
    var pivot: Int? = nil
    if let c {
      let largest = c.indices.max { c[$0].magnitude < c[$1].magnitude }
      if let largest, c[largest] != 0 { pivot = largest }
    }
    let kept = pivot == nil ? Array(0..<n) : (0..<n).filter { $0 != pivot }
    func against(_ i: Int) -> Double {
      guard let c, let pivot else { return 0 }
      return c[i] / c[pivot]
    }
    func scaled(_ hessian: Matrix, _ i: Int, _ j: Int) -> Double {
      hessian[free[i], free[j]] * scale[i] * scale[j]
    }
    // On those directions alone need the Hessian be definite.
    func reduced(_ hessian: Matrix) -> Matrix {
      var h = Matrix(kept.count, kept.count)
      guard let pivot else {
        for i in 0..<n { for j in 0..<n { h[i, j] = scaled(hessian, i, j) } }
        return h
      }
      for (a, i) in kept.enumerated() {
        for (b, j) in kept.enumerated() {
          h[a, b] = scaled(hessian, i, j)
          h[a, b] -= against(i) * scaled(hessian, pivot, j) + against(j) * scaled(hessian, i, pivot)
          h[a, b] += against(i) * against(j) * scaled(hessian, pivot, pivot)
        }
      }
      return h
    }
    var hessian = point.expectedHessian
    var root: Cholesky? = nil
    if observed {
      root = Cholesky(reduced(point.observedHessian), tolerance: 1e-8)
      if root != nil { hessian = point.observedHessian }
    }
    guard let root = root ?? Cholesky(reduced(point.expectedHessian), tolerance: 1e-12) else { return nil }
    let along = kept.map { i in g[i] - (pivot.map { against(i) * g[$0] } ?? 0) }
    let solved = root.solve(along)
    var direction = [Double](repeating: 0, count: n)
    for (a, i) in kept.enumerated() {
      direction[i] = -solved[a]
      if let pivot { direction[pivot] += against(i) * solved[a] }
    }
    var multiplier = 0.0
    if let c, let pivot {
      var sum = g[pivot]
      for j in 0..<n { sum += scaled(hessian, pivot, j) * direction[j] }
      multiplier = sum / c[pivot]
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
