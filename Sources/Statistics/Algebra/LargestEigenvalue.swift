/// The largest eigenvalue of a symmetric matrix that has no negative one, by cyclic Jacobi rotations (Golub & Van Loan 2013,
/// sec. 8.5).
func largestEigenvalue(_ matrix: Matrix) -> Double {
  var a = matrix
  let n = a.rows
  for _ in 0..<60 {
    var off = 0.0
    var diagonal = 0.0
    for i in 0..<n {
      diagonal += a[i, i] * a[i, i]
      for j in 0..<i { off += a[i, j] * a[i, j] }
    }
    if off <= 1e-30 * diagonal || diagonal == 0 { break }
    for p in 0..<n {
      for q in (p + 1)..<max(n, p + 1) where a[p, q] != 0 {
        let theta = (a[q, q] - a[p, p]) / (2 * a[p, q])
        let t = (theta >= 0 ? 1.0 : -1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<n {
          let (x, y) = (a[k, p], a[k, q])
          a[k, p] = c * x - s * y
          a[k, q] = s * x + c * y
        }
        for k in 0..<n {
          let (x, y) = (a[p, k], a[q, k])
          a[p, k] = c * x - s * y
          a[q, k] = s * x + c * y
        }
      }
    }
  }
  return (0..<n).map { a[$0, $0] }.max() ?? 0
}
