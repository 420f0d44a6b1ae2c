internal import Elementary

/// The shift between ln c and the half-way point of a five parameter curve, in units of 1/b, with two derivatives by ln g.
///
/// (1 + e^u)^(-g) is one half at u = ln(2^(1/g) - 1).
struct HalfwayShift {
  let value: Double
  let slope: Double
  let curvature: Double

  init(lnAsymmetry gamma: Double) {
    let h = 0.693147180559945309 * exponential(-gamma)
    // -(e^(-h) - 1), so that neither small nor large h costs digits.
    let below = -exponentialMinus1(-h)
    value = h > 30 ? h + ln(below) : ln(exponentialMinus1(h))
    slope = -h / below
    curvature = h * (below - h * exponential(-h)) / (below * below)
  }
}

/// A point θ of a problem, with everything that follows from it.
struct SigmoidPoint {
  let problem: SigmoidProblem
  private(set) var theta: [Double]
  /// φ, the share of the way from d to a, at each dose group.
  private(set) var share: [Double]
  /// ∂φ/∂u and ∂²φ/∂u², u = b (ln x - m) + shift.
  private(set) var first: [Double]
  private(set) var second: [Double]
  /// φ less its weighted mean, and its weighted square.
  private(set) var centredShare: [Double]
  private(set) var shareSquares = 0.0
  private(set) var meanShare = 0.0
  /// Fitted less observed.
  private(set) var residuals: [Double]
  /// a - d, the change from φ = 0 to φ = 1.
  private(set) var span = 0.0
  private(set) var sumOfSquares = Double.infinity
  // Five parameters only: g ln(1 + e^u).
  private var logs: [Double] = []
  private var shift = HalfwayShift(lnAsymmetry: 0)

  init(_ problem: SigmoidProblem) {
    self.problem = problem
    let zeros = [Double](repeating: 0, count: problem.means.count)
    theta = [Double](repeating: 0, count: problem.dimension)
    share = zeros
    first = zeros
    second = zeros
    centredShare = zeros
    residuals = zeros
    if problem.hasAsymmetry { logs = zeros }
  }

  /// Moves to θ; false where the curve there is flat over the doses, or not a number.
  mutating func move(to theta: [Double]) -> Bool {
    self.theta = theta
    let b = theta[0]
    let n = problem.means.count
    sumOfSquares = .infinity
    guard b != 0, b.isFinite else { return false }
    if problem.hasAsymmetry { evaluateFive(theta) } else { evaluateFour(theta) }
    var sum = 0.0
    for i in 0..<n { sum += problem.weights[i] * share[i] }
    meanShare = sum / problem.totalWeight
    var (squares, products) = (0.0, 0.0)
    for i in 0..<n {
      let c = share[i] - meanShare
      centredShare[i] = c
      squares += problem.weights[i] * c * c
      products += problem.weights[i] * c * problem.centred[i]
    }
    guard squares > 1e-20 * problem.totalWeight else { return false }
    shareSquares = squares
    span = products / squares
    var rss = 0.0
    for i in 0..<n {
      let r = span * centredShare[i] - problem.centred[i]
      residuals[i] = r
      rss += problem.weights[i] * r * r
    }
    sumOfSquares = rss
    return rss.isFinite
  }

  private mutating func evaluateFour(_ theta: [Double]) {
    let b = theta[0]
    for i in 0..<problem.means.count {
      let x = problem.lnDoses[i]
      if x == -.infinity {
        share[i] = b > 0 ? 1 : 0
        first[i] = 0
        second[i] = 0
        continue
      }
      let u = b * (x - theta[1 + problem.owners[i]])
      let t = exponential(-u.magnitude)
      let q = 1 / (1 + t)
      let (s, rest) = u > 0 ? (t * q, q) : (q, t * q)
      let product = s * rest
      share[i] = s
      first[i] = -product
      second[i] = product * (rest - s)
    }
  }

  private mutating func evaluateFive(_ theta: [Double]) {
    let b = theta[0]
    let g = exponential(theta[1])
    shift = HalfwayShift(lnAsymmetry: theta[1])
    for i in 0..<problem.means.count {
      let x = problem.lnDoses[i]
      if x == -.infinity {
        share[i] = b > 0 ? 1 : 0
        first[i] = 0
        second[i] = 0
        logs[i] = 0
        continue
      }
      let u = b * (x - theta[2 + problem.owners[i]]) + shift.value
      let t = exponential(-u.magnitude)
      let q = 1 / (1 + t)
      let rest = u > 0 ? q : t * q
      let fall = u > 0 ? t * q : q
      let log = g * ((u > 0 ? u : 0) + ln1p(t))
      let s = exponential(-log)
      logs[i] = log
      share[i] = s
      first[i] = -g * rest * s
      second[i] = s * (g * rest * (g * rest - fall))
    }
  }

  /// Derivatives of half the sum of squares at this point.
  struct Derivatives {
    /// By θ.
    var gradient: [Double]
    /// V'V: V the columns of ∂f/∂θ less their projection on the linear part, row after row.
    var squares: [Double]
    /// What second derivatives of the model add to V'V: the Hessian is their sum where the gradient is zero.
    var curvature: [Double]
    /// V, column after column, times the root of the weights where asked for.
    var columns: [Double]

    /// Room for the derivatives of a problem.
    init(_ problem: SigmoidProblem) {
      let k = problem.dimension
      gradient = [Double](repeating: 0, count: k)
      squares = [Double](repeating: 0, count: k * k)
      curvature = squares
      columns = [Double](repeating: 0, count: k * problem.means.count)
    }

    fileprivate mutating func clear() {
      for i in columns.indices { columns[i] = 0 }
      for i in curvature.indices { curvature[i] = 0 }
    }
  }

  /// The derivatives here, written into room that is used again.
  ///
  /// - Parameter byMidpoint: by θ itself; else by κⱼ = b mⱼ in place of mⱼ. u = b x - κ is linear in b and κ, so the valley that
  ///   leads to a steep curve is straight, and a search goes down it in few steps.
  func derive(byMidpoint: Bool, into found: inout Derivatives) {
    found.clear()
    addColumnsAndCurvature(byMidpoint, &found.columns, &found.curvature)
    project(&found.columns, gradient: &found.gradient, squares: &found.squares)
  }

  private func addColumnsAndCurvature(_ byMidpoint: Bool, _ columns: inout [Double], _ curvature: inout [Double]) {
    let n = problem.means.count
    let k = problem.dimension
    let m0 = problem.firstMidpoint
    // ∂u/∂mⱼ or ∂u/∂κⱼ, less its sign.
    let fall = byMidpoint ? theta[0] : 1
    for i in 0..<n {
      let x = problem.lnDoses[i]
      if x == -.infinity { continue }
      let owner = m0 + problem.owners[i]
      let z = byMidpoint ? x - theta[owner] : x
      let (f1, f2) = (first[i], second[i])
      columns[i] = span * f1 * z
      columns[owner * n + i] = -span * f1 * fall
      let w = problem.weights[i] * residuals[i] * span
      curvature[0] += w * f2 * z * z
      curvature[owner] -= w * (f2 * z * fall + (byMidpoint ? f1 : 0))
      curvature[owner * k + owner] += w * f2 * fall * fall
      if problem.hasAsymmetry {
        let log = logs[i]
        let s = share[i]
        // By γ at fixed u, then along u by the shift of the half-way point.
        let direct = -log * s
        let mixed = f1 * (1 - log)
        columns[n + i] = span * (direct + f1 * shift.slope)
        let along = mixed + f2 * shift.slope
        curvature[1] += w * along * z
        curvature[k + owner] -= w * along * fall
        curvature[k + 1] +=
          w * ((log * log - log) * s + (2 * mixed + f2 * shift.slope) * shift.slope + f1 * shift.curvature)
      }
    }
    for row in 0..<k { for column in 0..<row { curvature[row * k + column] = curvature[column * k + row] } }
  }

  /// Takes the linear part out of the columns, and forms their products.
  private func project(_ columns: inout [Double], gradient: inout [Double], squares: inout [Double]) {
    let n = problem.means.count
    let k = problem.dimension
    for c in 0..<k {
      var (sum, product) = (0.0, 0.0)
      for i in 0..<n { sum += problem.weights[i] * columns[c * n + i] }
      let mean = sum / problem.totalWeight
      for i in 0..<n { product += problem.weights[i] * columns[c * n + i] * centredShare[i] }
      let factor = product / shareSquares
      var slope = 0.0
      for i in 0..<n {
        let value = columns[c * n + i] - mean - factor * centredShare[i]
        columns[c * n + i] = value
        slope += problem.weights[i] * value * residuals[i]
      }
      gradient[c] = slope
      for other in 0...c {
        var sum = 0.0
        for i in 0..<n { sum += problem.weights[i] * columns[c * n + i] * columns[other * n + i] }
        squares[c * k + other] = sum
        squares[other * k + c] = sum
      }
    }
  }

  /// The plain columns ∂f/∂θ projected on the linear part: for each element of θ, what a and d move to keep the fit best.
  ///
  /// Returns (∂a/∂θ, ∂d/∂θ) along the valley floor as J'J has it: minus (C'WC)⁻¹ C'WΨ.
  func linearResponse() -> (a: [Double], d: [Double]) {
    let n = problem.means.count
    let k = problem.dimension
    let m0 = problem.firstMidpoint
    var (a, d) = ([Double](repeating: 0, count: k), [Double](repeating: 0, count: k))
    var raw = [Double](repeating: 0, count: n)
    for c in 0..<k {
      var (sum, product) = (0.0, 0.0)
      for i in 0..<n {
        let x = problem.lnDoses[i]
        var value = 0.0
        if x > -.infinity {
          let owner = m0 + problem.owners[i]
          if c == 0 {
            value = first[i] * (x - theta[owner])
          } else if c == owner {
            value = -first[i] * theta[0]
          } else if c == 1, problem.hasAsymmetry {
            value = -logs[i] * share[i] + first[i] * shift.slope
          }
        }
        raw[i] = value * span
        sum += problem.weights[i] * raw[i]
      }
      for i in 0..<n { product += problem.weights[i] * raw[i] * centredShare[i] }
      let mean = sum / problem.totalWeight
      let factor = product / shareSquares
      // Ψ ≈ (mean - factor φ̄) + factor φ on the span of 1 and φ: d takes the first, a the sum of both.
      d[c] = -(mean - factor * meanShare)
      a[c] = -(mean + factor * (1 - meanShare))
    }
    return (a, d)
  }

  /// φ = 0: d, less the pivot and in scaled units.
  var atZeroShare: Double { problem.meanResponse - span * meanShare }
  /// φ = 1: a.
  var atFullShare: Double { problem.meanResponse + span * (1 - meanShare) }
  /// The fitted value at a dose group.
  func fitted(_ i: Int) -> Double { problem.means[i] + residuals[i] }
}
