internal import Elementary

/// A minimum of a sigmoid problem, or why there is none.
enum SigmoidEnd {
  case minimum(SigmoidMinimum)
  /// Where the search ended, with the sum of squares that it had reached by then.
  case none(Reason, sumOfSquares: Double)

  enum Reason {
    case slope
    case asymptote
    case asymmetry
    case saddle
    case unidentified
    case exhausted(iterations: Int, gradient: Double, step: Double)
  }

  var sumOfSquares: Double {
    switch self {
    case .minimum(let minimum): minimum.point.sumOfSquares
    case .none(_, let sum): sum
    }
  }
}

struct SigmoidMinimum {
  let point: SigmoidPoint
  let derivatives: SigmoidPoint.Derivatives
  let gradient: Double
  let step: Double
  let iterations: Int
}

/// Newton's method on the sum of squares as a function of θ, damped (Levenberg and Marquardt) where that is not convex.
///
/// The exact Hessian makes the last steps quadratic, so a minimum is found to rounding and is seen to be one.
struct SigmoidSearch {
  private var point: SigmoidPoint
  private var trial: SigmoidPoint
  private let k: Int
  // Room that each step uses again.
  private var now: SigmoidPoint.Derivatives
  private var newton: [Double]
  private var damped: [Double]
  private var target: [Double]
  private var solver: StepSolver

  init(_ problem: SigmoidProblem) {
    point = SigmoidPoint(problem)
    trial = SigmoidPoint(problem)
    k = problem.dimension
    now = SigmoidPoint.Derivatives(problem)
    newton = [Double](repeating: 0, count: k)
    damped = newton
    target = newton
    solver = StepSolver(dimension: k)
  }

  static let iterationLimit = 150

  mutating func run(from start: [Double]) -> SigmoidEnd {
    guard point.move(to: start) else { return .none(.unidentified, sumOfSquares: .infinity) }
    let total = point.problem.totalSumOfSquares
    var damping = 0.0
    var best = Double.infinity
    var idle = 0
    for iteration in 1...SigmoidSearch.iterationLimit {
      if let reason = runaway() { return .none(reason, sumOfSquares: point.sumOfSquares) }
      point.derive(byMidpoint: false, into: &now)
      let isConvex = solver.solve(now, curved: true, damping: 0, into: &newton)
      if isConvex {
        let (gradient, step, isZero) = remainder()
        if step < 1e-7 {
          idle = step < best / 2 ? 0 : idle + 1
          best = min(best, step)
        }
        if isZero, step <= 1e-9, step <= 1e-14 || idle > 1 { return end(gradient, step, iteration) }
        if step < 1e-5 {
          // Rounding hides whether the sum still falls; the step itself is trusted, being small and towards a minimum.
          aim(at: newton)
          if trial.move(to: target), trial.sumOfSquares <= point.sumOfSquares * (1 + 1e-9) + 1e-27 * total {
            swap(&point, &trial)
            continue
          }
        }
      }
      var accepted = false
      for _ in 0..<40 {
        if damping == 0, isConvex {
          aim(at: newton)
        } else {
          damping = max(damping, 1e-4)
          guard solver.solve(now, curved: isConvex, damping: damping, into: &damped) else {
            damping *= 8
            continue
          }
          aim(at: damped)
        }
        if isAllowed(target), trial.move(to: target), trial.sumOfSquares < point.sumOfSquares {
          damping = damping > 1e-3 ? damping / 5 : 0
          swap(&point, &trial)
          accepted = true
          break
        }
        damping = max(damping * 8, 1e-3)
      }
      if !accepted { return failure(isConvex, iteration) }
    }
    point.derive(byMidpoint: false, into: &now)
    let isConvex = solver.solve(now, curved: true, damping: 0, into: &newton)
    return failure(isConvex, SigmoidSearch.iterationLimit)
  }

  /// What is left at this point: the cosine between residuals and model, the step, and whether the gradient is zero as far as
  /// rounding of the responses lets it be seen.
  private func remainder() -> (gradient: Double, step: Double, isZero: Bool) {
    var decrement = 0.0
    for j in 0..<k { decrement -= newton[j] * now.gradient[j] }
    let sum = point.sumOfSquares
    let gradient = sum > 0 ? (max(0, decrement) / sum).squareRoot() : 0
    return (gradient, relative(newton), gradient <= 1e-8 || decrement <= 1e-27 * point.problem.totalSumOfSquares)
  }

  /// A minimum, if the tangent plane there has full dimension too: else J'J has no inverse.
  private mutating func end(_ gradient: Double, _ step: Double, _ iterations: Int) -> SigmoidEnd {
    guard solver.solve(now, curved: false, damping: 0, into: &damped) else {
      return .none(.unidentified, sumOfSquares: point.sumOfSquares)
    }
    point.derive(byMidpoint: true, into: &now)
    return .minimum(
      SigmoidMinimum(point: point, derivatives: now, gradient: gradient, step: step, iterations: iterations))
  }

  private mutating func failure(_ isConvex: Bool, _ iterations: Int) -> SigmoidEnd {
    let sum = point.sumOfSquares
    let (gradient, step, isZero) = isConvex ? remainder() : (0, 0, false)
    if isConvex, isZero, step <= 1e-9 { return end(gradient, step, iterations) }
    // Without a minimum on the way, where the search has come to says what the data lack.
    if let reason = tendency() { return .none(reason, sumOfSquares: sum) }
    if isConvex {
      return .none(.exhausted(iterations: iterations, gradient: gradient, step: step), sumOfSquares: sum)
    }
    let isDetermined = solver.solve(now, curved: false, damping: 0, into: &newton)
    return .none(isDetermined ? .saddle : .unidentified, sumOfSquares: sum)
  }

  /// Towards which limit a search was under way that ended without a minimum.
  private func tendency() -> SigmoidEnd.Reason? {
    let (problem, theta) = (point.problem, point.theta)
    let b = theta[0].magnitude
    if problem.hasAsymmetry, theta[1].magnitude > 3 { return .asymmetry }
    if b * problem.smallestGap > 5 { return .slope }
    if b * (problem.high - problem.low) < 0.3 { return .asymptote }
    for j in problem.firstMidpoint..<k {
      if b * (theta[j] - problem.high) > 5 || b * (problem.low - theta[j]) > 5 { return .asymptote }
    }
    return nil
  }

  /// The point at the end of a step in b, ln g and the κⱼ.
  private mutating func aim(at step: [Double]) {
    let b = point.theta[0]
    for j in 0..<k { target[j] = point.theta[j] + step[j] }
    for j in point.problem.firstMidpoint..<k { target[j] = (b * point.theta[j] + step[j]) / target[0] }
  }

  /// Whether θ has left the region in which the data can tell one curve from the next.
  private func runaway() -> SigmoidEnd.Reason? {
    let problem = point.problem
    let theta = point.theta
    let b = theta[0].magnitude
    // All doses but one lie where the curve is level to the last digits.
    // With five parameters the slope also grows while g falls, towards an exponential that begins at a kink.
    if b * problem.smallestGap > 80 { return problem.hasAsymmetry && theta[1] < -2 ? .asymmetry : .slope }
    // Over all doses the curve is a straight line to many digits, or an exponential.
    if b * (problem.high - problem.low) < 1e-3 { return .asymptote }
    for j in problem.firstMidpoint..<k {
      if b * (theta[j] - problem.high) > 18 || b * (problem.low - theta[j]) > 18 { return .asymptote }
    }
    if problem.hasAsymmetry, theta[1].magnitude > 9 { return .asymmetry }
    return nil
  }

  /// A step never turns the slope's sign, nor triples it, nor leaps over the doses.
  private func isAllowed(_ theta: [Double]) -> Bool {
    let old = point.theta
    let ratio = theta[0] / old[0]
    guard ratio > 0.2, ratio < 5 else { return false }
    let reach = 2 / old[0].magnitude + 0.5 * (point.problem.high - point.problem.low)
    for j in point.problem.firstMidpoint..<k where (theta[j] - old[j]).magnitude > reach { return false }
    return !point.problem.hasAsymmetry || (theta[1] - old[1]).magnitude < 2
  }

  /// A step in units that make one of size 1 a large one: b relative to itself, midpoints to the width 1/b or to 1, whichever is
  /// smaller, ln g as it is.
  private func relative(_ step: [Double]) -> Double {
    let b = point.theta[0].magnitude
    var largest = step[0].magnitude / b
    for j in 1..<k {
      let isAsymmetry = point.problem.hasAsymmetry && j == 1
      // b δm = δκ - m δb.
      let size = isAsymmetry ? step[j].magnitude : (step[j] - point.theta[j] * step[0]).magnitude * min(1, 1 / b)
      largest = max(largest, size)
    }
    return largest
  }
}

/// Solves for a step by Cholesky's method on scaled columns.
private struct StepSolver {
  private let k: Int
  private var scales: [Double]
  private var factor: [Double]

  init(dimension: Int) {
    k = dimension
    scales = [Double](repeating: 0, count: k)
    factor = [Double](repeating: 0, count: k * k)
  }

  /// Minus (V'V + curvature + damping D)⁻¹ gradient by Cholesky's method on scaled columns; false where that is not positive.
  mutating func solve(
    _ now: SigmoidPoint.Derivatives, curved: Bool, damping: Double, into x: inout [Double]
  ) -> Bool {
    for j in 0..<k {
      let square = now.squares[j * k + j]
      guard square > 0, square.isFinite else { return false }
      scales[j] = 1 / square.squareRoot()
    }
    for i in 0..<k {
      for j in 0...i {
        let index = i * k + j
        let sum = curved ? now.squares[index] + now.curvature[index] : now.squares[index]
        factor[index] = sum * (scales[i] * scales[j])
      }
      factor[i * k + i] += damping
      x[i] = -now.gradient[i] * scales[i]
    }
    // A pivot lost in rounding says that a direction is not determined.
    guard Cholesky.factor(&factor, order: k, tolerance: 1e-13) else { return false }
    Cholesky.forward(factor, order: k, into: &x, columns: 1)
    Cholesky.backward(factor, order: k, into: &x, columns: 1)
    for i in 0..<k { x[i] *= scales[i] }
    return true
  }
}
