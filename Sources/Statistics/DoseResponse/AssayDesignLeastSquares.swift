/// Least squares by orthogonal columns that are added term by term, so that each term's sum of squares is what it adds.
///
/// The columns are made orthonormal as they come (Gram and Schmidt, twice), which is a QR decomposition; nothing is
/// squared before it is centred. A column that follows from those before it adds nothing.
struct SequentialLeastSquares: Sendable {
  /// What a term added to the fit.
  struct Added: Sendable {
    let degreesOfFreedom: Int
    let sumOfSquares: Double
    /// The first column that follows from those before it.
    let firstDependent: Int?
  }

  private var basis: OrthonormalBasis
  private(set) var remainder: [Double]
  /// Of the values on each orthonormal column.
  private var projections: [Double] = []
  /// The upper triangle R of the columns kept, column by column.
  private var triangle: [[Double]] = []

  init(_ y: [Double]) {
    basis = OrthonormalBasis(dimension: y.count)
    remainder = y
  }

  var rank: Int { projections.count }
  var residualDegreesOfFreedom: Int { remainder.count - rank }

  var residualSumOfSquares: Double {
    var sum = CompensatedSum()
    for r in remainder { sum.add(r * r) }
    return sum.value
  }

  mutating func add(_ columns: [[Double]]) -> Added {
    let before = rank
    var squares = CompensatedSum()
    var firstDependent: Int?
    for (index, column) in columns.enumerated() {
      let (coefficients, isDependent) = basis.append(column)
      guard !isDependent, let direction = basis.columns.last else {
        firstDependent = firstDependent ?? index
        continue
      }
      triangle.append(coefficients)
      var projection = 0.0
      for _ in 0..<2 {
        var sum = 0.0
        for i in remainder.indices { sum += direction[i] * remainder[i] }
        for i in remainder.indices { remainder[i] -= sum * direction[i] }
        projection += sum
      }
      projections.append(projection)
      squares.add(projection * projection)
    }
    return Added(
      degreesOfFreedom: rank - before, sumOfSquares: squares.value, firstDependent: firstDependent)
  }

  /// Coefficients of the `count` columns added last, and what the error variance is multiplied by for their covariances.
  ///
  /// - Precondition: all of them were kept.
  func lastCoefficients(_ count: Int) -> (estimates: [Double], covariance: Matrix) {
    let first = rank - count
    precondition(count > 0 && first >= 0, "\(count) coefficients of \(rank)")
    var inverse = Matrix(count, count)
    for j in 0..<count {
      inverse[j, j] = 1 / triangle[first + j][first + j]
      for i in stride(from: j - 1, through: 0, by: -1) {
        var sum = 0.0
        for k in (i + 1)...j { sum += triangle[first + k][first + i] * inverse[k, j] }
        inverse[i, j] = -sum / triangle[first + i][first + i]
      }
    }
    return (inverse * Array(projections[first...]), inverse * inverse.transposed)
  }
}
