internal import Elementary

/// Curves fitted to one preparation, or to several under common asymptotes, slope and asymmetry (parallel curves).
///
/// The sum of squares is at a minimum: gradient and step are zero to rounding, the Hessian is positive, and none of the other
/// minima that searches from a grid of starts came to is lower.
public struct SigmoidFit: Sendable, Equatable {
  /// The preparations, the reference first where it is among them.
  public let preparations: [String]
  /// One for each preparation.
  public let curves: [SigmoidCurve]
  /// Weighted, on the scale of the transformed responses, replicates about their means included.
  public let residualSumOfSquares: Double
  /// Weighted squares about the weighted mean of all readings.
  public let totalSumOfSquares: Double
  public let readings: Int
  let parameterCount: Int
  /// Weighted squares of replicates about their mean, and readings less dose groups.
  public let pureErrorSumOfSquares: Double
  public let pureErrorDegreesOfFreedom: Int
  /// What is left of the gradient (the cosine between residuals and model) and of the step.
  public let gradient: Double
  public let step: Double
  public let iterations: Int
  /// Whether residuals are no more than rounding of the responses.
  public let isExact: Bool

  let model: SigmoidModel
  /// (V'V)⁻¹ and (V'V + curvature)⁻¹ by θ in scaled units, row after row.
  let expectedInverse: [Double]
  let observedInverse: [Double]
  /// How the asymptotes at dose zero and infinity follow when θ moves, and the inverse of their own information: at zero, both,
  /// at infinity.
  let responseAtZero: [Double]
  let responseAtInfinity: [Double]
  let linearInverse: [Double]
  /// Units of responses, and of squares times weights.
  let scale: Double
  let unit: Double

  /// N - p.
  public var degreesOfFreedom: Int { readings - parameterCount }
  /// The residual sum of squares over its degrees of freedom.
  public var residualVariance: Double { residualSumOfSquares / Double(degreesOfFreedom) }

  /// Covariances of the response at dose zero, the response at infinite dose, the slope, ln g (five parameters only), and the
  /// ln EC50 of each preparation, in this order.
  ///
  /// - Parameter variance: of a response with weight one; the residual variance of this fit where absent.
  public func covariance(_ information: CurveInformation, variance: Double? = nil) -> [[Double]] {
    let factor = (variance ?? residualVariance) / unit
    let theta = information == .expected ? expectedInverse : observedInverse
    let k = responseAtZero.count
    func entry(_ row: Int, _ column: Int) -> Double { theta[row * k + column] }
    let moves = [responseAtZero, responseAtInfinity]
    let own = [[linearInverse[0], linearInverse[1]], [linearInverse[1], linearInverse[2]]]
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: k + 2), count: k + 2)
    for i in 0..<k { for j in 0..<k { matrix[i + 2][j + 2] = entry(i, j) * factor } }
    for l in 0..<2 {
      for j in 0..<k {
        var sum = 0.0
        for i in 0..<k { sum += moves[l][i] * entry(i, j) }
        matrix[l][j + 2] = sum * factor * scale
        matrix[j + 2][l] = matrix[l][j + 2]
      }
      for m in 0..<2 {
        var sum = own[l][m]
        for i in 0..<k { for j in 0..<k { sum += moves[l][i] * entry(i, j) * moves[m][j] } }
        matrix[l][m] = sum * factor * scale * scale
      }
    }
    return matrix
  }

  /// In the order of ``covariance(_:variance:)``.
  public func standardErrors(_ information: CurveInformation, variance: Double? = nil) -> [Double] {
    let matrix = covariance(information, variance: variance)
    return matrix.indices.map { matrix[$0][$0].squareRoot() }
  }

  /// Where the ln EC50 of a preparation stands in ``covariance(_:variance:)``.
  public func lnEC50Index(_ preparation: Int) -> Int { (model == .fourParameter ? 3 : 4) + preparation }
}

extension SigmoidFit {
  /// - Parameter indices: of the preparations, each with a midpoint of its own.
  init(_ minimum: SigmoidMinimum, of indices: [Int], data: CurveData) {
    let point = minimum.point
    let problem = point.problem
    let (n, k) = (problem.means.count, problem.dimension)
    let theta = point.theta
    let b = theta[0]
    let g = problem.hasAsymmetry ? exponential(theta[1]) : 1
    let shift = problem.hasAsymmetry ? HalfwayShift(lnAsymmetry: theta[1]).value : 0
    let (full, zero) = (point.atFullShare * data.scale, point.atZeroShare * data.scale)
    preparations = indices.map { data.names[$0] }
    curves = indices.indices.map { owner in
      SigmoidCurve(
        slope: b, lnMidpoint: theta[problem.firstMidpoint + owner] - shift / b + data.lnDosePivot, asymmetry: g,
        pivot: data.pivot, centredResponseAtZeroDose: b > 0 ? full : zero,
        centredResponseAtInfiniteDose: b > 0 ? zero : full)
    }
    scale = data.scale
    unit = data.scale * data.scale * data.weightScale
    let pure = indices.reduce(0.0) { $0 + data.groups[$1].pureError }
    residualSumOfSquares = (point.sumOfSquares + pure) * unit
    totalSumOfSquares = (problem.totalSumOfSquares + pure) * unit
    readings = indices.reduce(0) { $0 + data.readings[$1] }
    parameterCount = k + 2
    pureErrorSumOfSquares = pure * unit
    pureErrorDegreesOfFreedom = readings - n
    gradient = minimum.gradient
    step = minimum.step
    iterations = minimum.iterations
    isExact = point.sumOfSquares + pure <= 1e-26 * (problem.totalSumOfSquares + pure)
    model = data.settings.model
    var rooted = minimum.derivatives.columns
    for c in 0..<k { for i in 0..<n { rooted[c * n + i] *= problem.weights[i].squareRoot() } }
    let inverses = SigmoidFit.inverses(rooted, rows: n, curvature: minimum.derivatives.curvature, columns: k)
    expectedInverse = inverses.expected
    observedInverse = inverses.observed
    let linear = point.linearResponse()
    (responseAtZero, responseAtInfinity) = b > 0 ? (linear.a, linear.d) : (linear.d, linear.a)
    // Of a = mean + span (1 - φ̄) and d = mean - span φ̄, mean and span independent.
    let (ofMean, ofSpan) = (1 / problem.totalWeight, 1 / point.shareSquares)
    let (toFull, toZero) = (1 - point.meanShare, -point.meanShare)
    let ofFull = ofMean + toFull * toFull * ofSpan
    let ofZero = ofMean + toZero * toZero * ofSpan
    linearInverse = [b > 0 ? ofFull : ofZero, ofMean + toFull * toZero * ofSpan, b > 0 ? ofZero : ofFull]
  }

  /// (V'V)⁻¹ from QR factors of V, and (V'V + S)⁻¹ from what S is where V'V is the unit matrix.
  private static func inverses(
    _ columns: [Double], rows: Int, curvature: [Double], columns k: Int
  ) -> (expected: [Double], observed: [Double]) {
    let qr = PivotedQR((0..<k).map { Array(columns[$0 * rows..<($0 + 1) * rows]) }, rows: rows, tolerance: 0)
    let root = qr.rootOfInverse()
    let expected = (root.transposed * root).elements
    // M of (V'V)⁻¹ = M'M makes a unit matrix of V'V, so that the observed inverse is M'(1 + M S M')⁻¹M; with the Cholesky factor L
    // of the matrix in the middle it is (L⁻¹M)'(L⁻¹M).
    var s = Matrix(k, k)
    s.elements = curvature
    var t = root * s * root.transposed
    for i in 0..<k { t[i, i] += 1 }
    // At a minimum T is positive but for rounding, and where rounding takes it away a direction is all but free.
    guard let factor = Cholesky(t, tolerance: 0) else { return (expected, expected.map { $0 * 1e200 }) }
    let m = factor.forward(root)
    return (expected, (m.transposed * m).elements)
  }
}
