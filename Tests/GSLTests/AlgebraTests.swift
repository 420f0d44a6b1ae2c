import Foundation
import GSL
import Testing

/// NIST's Longley data: six columns of high collinearity, with certified coefficients, their deviations and squares.
private enum Longley {
  static let columns: [[Double]] = [
    [Double](repeating: 1, count: 16),
    [83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9],
    [
      234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601,
      518173, 554894,
    ], [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007],
    [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827],
    [
      107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368,
      127852, 130081,
    ], (1947...1962).map { Double($0) },
  ]
  static let response: [Double] = [
    60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551,
  ]
  static let coefficients = [
    -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683, -1.03322686717359,
    -0.0511041056535807, 1829.15146461355,
  ]
  static let deviations = [
    890420.383607373, 84.9149257747669, 0.0334910077722432, 0.488399681651699, 0.214274163161675, 0.226073200069370,
    455.478499142212,
  ]
  static let squares = 836424.055505915
}

struct AlgebraTests {
  @Test func `least squares by QR meet NIST's Longley`() throws {
    let qr = try HouseholderQR(DenseMatrix(columns: Longley.columns))
    let (coefficients, residuals) = try qr.solution(Longley.response)
    for (found, certified) in zip(coefficients, Longley.coefficients) { #expect(isClose(found, certified, 1e-8)) }
    #expect(isClose(residuals.reduce(0) { $0 + $1 * $1 }, Longley.squares, 1e-9))
    let beyond = try qr.rotated(Longley.response).dropFirst(7)
    #expect(isClose(beyond.reduce(0) { $0 + $1 * $1 }, Longley.squares, 1e-9))
  }

  @Test func `least squares by singular values meet NIST's Longley with its deviations`() throws {
    let fit = try LinearLeastSquares(DenseMatrix(columns: Longley.columns), Longley.response)
    for i in Longley.coefficients.indices {
      #expect(isClose(fit.coefficients[i], Longley.coefficients[i], 1e-8))
      #expect(isClose(fit.covariance[i, i].squareRoot(), Longley.deviations[i], 1e-8))
    }
    #expect(isClose(fit.residualSumOfSquares, Longley.squares, 1e-9))
  }

  @Test func `a matrix that has no answer is an error`() {
    let wide = DenseMatrix(rows: [[1, 2, 3]])
    #expect(throws: GSLError.self) { try HouseholderQR(wide) }
    #expect(throws: GSLError.self) { try LinearLeastSquares(wide, [1]) }
    #expect(throws: GSLError.self) { try CholeskyFactor(DenseMatrix(rows: [[1, 2], [2, 1]])) }
    #expect(throws: GSLError.self) { try CholeskyFactor(wide) }
    #expect(throws: GSLError.self) { try SymmetricEigensystem(wide) }
    let empty = DenseMatrix(columns: [[1, 1, 1], [0, 0, 0]])
    #expect(throws: GSLError.self) { try HouseholderQR(empty).solution([1, 2, 3]) }
  }

  /// Hilbert's matrix of order 4: its determinant is 1/6048000 and its inverse is of whole numbers.
  @Test func `Cholesky's factor of Hilbert's matrix gives its determinant and inverse`() throws {
    var hilbert = DenseMatrix(4, 4)
    for i in 0..<4 { for j in 0..<4 { hilbert[i, j] = 1 / Double(i + j + 1) } }
    let factor = try CholeskyFactor(hilbert)
    #expect(isClose(factor.lnDeterminant, -log(6_048_000), 1e-12))
    let whole: [[Double]] = [
      [16, -120, 240, -140], [-120, 1200, -2700, 1680], [240, -2700, 6480, -4200], [-140, 1680, -4200, 2800],
    ]
    let inverse = try factor.inverse()
    let solved = try factor.solution(DenseMatrix(rows: (0..<4).map { i in (0..<4).map { $0 == i ? 1 : 0 } }))
    for i in 0..<4 {
      for j in 0..<4 {
        #expect(isClose(inverse[i, j], whole[i][j], 1e-10))
        #expect(isClose(solved[i, j], whole[i][j], 1e-10))
      }
    }
    // The row sums of the matrix belong to a vector of ones.
    let sums = (0..<4).map { i in (0..<4).reduce(0) { $0 + hilbert[i, $1] } }
    for value in try factor.solution(sums) { #expect(isClose(value, 1, 1e-11)) }
  }

  /// The matrix of second differences has the eigenvalues 2 - 2 cos(kπ/(n + 1)).
  @Test func `eigenvalues of second differences are a closed form`() throws {
    let n = 9
    var matrix = DenseMatrix(n, n)
    for i in 0..<n {
      matrix[i, i] = 2
      if i > 0 {
        matrix[i, i - 1] = -1
        matrix[i - 1, i] = -1
      }
    }
    let found = try SymmetricEigensystem(matrix)
    for k in 0..<n {
      #expect(isClose(found.values[k], 2 - 2 * cos(Double(k + 1) * .pi / Double(n + 1)), 1e-13))
      let vector = found.vectors.column(k)
      for (a, b) in zip(matrix * vector, vector) { #expect(abs(a - found.values[k] * b) < 1e-13) }
    }
    let product = found.vectors.transposed * found.vectors
    for i in 0..<n { for j in 0..<n { #expect(abs(product[i, j] - (i == j ? 1 : 0)) < 1e-13) } }
  }

  /// NIST's Misra1a from its second start, certified to eleven digits.
  @Test func `a nonlinear fit meets NIST's Misra1a`() throws {
    let x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760]
    let y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78]
    let fit = try TrustRegionFit(
      from: [250, 0.0005], count: x.count, residuals: { b in zip(x, y).map { b[0] * (1 - exp(-b[1] * $0)) - $1 } },
      jacobian: { b in DenseMatrix(rows: x.map { [1 - exp(-b[1] * $0), b[0] * $0 * exp(-b[1] * $0)] }) })
    #expect(isClose(fit.parameters[0], 238.94212918, 1e-10))
    #expect(isClose(fit.parameters[1], 5.5015643181e-4, 1e-10))
    #expect(isClose(fit.residualSumOfSquares, 0.12455138894, 1e-10))
    let variance = fit.residualSumOfSquares / 12
    #expect(isClose((variance * fit.inverse[0, 0]).squareRoot(), 2.7070075241, 1e-9))
    #expect(isClose((variance * fit.inverse[1, 1]).squareRoot(), 7.2668688436e-6, 1e-9))
    #expect(fit.jacobian.rows == 14)
  }

  @Test func `a nonlinear fit without an answer is an error`() {
    #expect(throws: GSLError.self) {
      try TrustRegionFit(
        from: [1], count: 2, residuals: { _ in [.nan, .nan] }, jacobian: { _ in DenseMatrix(rows: [[1], [1]]) })
    }
    #expect(throws: GSLError.self) {
      try TrustRegionFit(from: [1, 2], count: 1, residuals: { _ in [0] }, jacobian: { _ in DenseMatrix(1, 2) })
    }
  }

  @Test func `a sample is sorted and summarised`() {
    let sample = SampleSummary([3, 1, 5, 2, 4].map { 1e9 + $0 })
    #expect(sample.sorted == [1, 2, 3, 4, 5].map { 1e9 + $0 })
    #expect(sample.mean == 1e9 + 3)
    #expect(isClose(sample.variance, 2.5, 1e-15))
    #expect(sample.quantile(0.25) == 1e9 + 2)
    #expect(sample.quantile(0.5) == 1e9 + 3)
    #expect(sample.quantile(0.9) == 1e9 + 4.6)
    #expect(SampleSummary([7]).variance == 0)
  }
}
