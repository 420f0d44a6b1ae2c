/// Orthonormal columns grown one at a time by Gram and Schmidt's process, done twice (Giraud & others 2005), which is as
/// good as Householder's and gives the columns themselves.
struct OrthonormalBasis {
  let dimension: Int
  private(set) var columns: [[Double]] = []

  init(dimension: Int) { self.dimension = dimension }

  /// Coefficients of `vector` in the basis, and what is left over.
  func project(_ vector: [Double]) -> (coefficients: [Double], remainder: [Double]) {
    var remainder = vector
    var coefficients = [Double](repeating: 0, count: columns.count)
    for _ in 0..<2 {
      for k in columns.indices {
        var sum = 0.0
        for i in 0..<dimension { sum += columns[k][i] * remainder[i] }
        coefficients[k] += sum
        for i in 0..<dimension { remainder[i] -= sum * columns[k][i] }
      }
    }
    return (coefficients, remainder)
  }

  /// Coefficients of `vector` in the basis, which it joins unless it depends on what is there.
  mutating func append(_ vector: [Double]) -> (coefficients: [Double], isDependent: Bool) {
    var (coefficients, remainder) = project(vector)
    let length = norm(remainder)
    if length <= 1e-10 * norm(vector) || length == 0 { return (coefficients, true) }
    for i in 0..<dimension { remainder[i] /= length }
    columns.append(remainder)
    coefficients.append(length)
    return (coefficients, false)
  }
}

func norm(_ vector: [Double]) -> Double {
  var sum = 0.0
  for x in vector { sum += x * x }
  return sum.squareRoot()
}
