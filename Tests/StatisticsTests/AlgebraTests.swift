import Testing

@testable import Statistics

/// The algebra and the search for a zero that everything else stands on, and the digits that docs/dependencies.md tells of them.
struct AlgebraTests {
  private struct Linear: Decodable {
    struct Set: Decodable {
      let name: String
      let intercept: Bool
      /// Of the polynomial in x; none for several columns.
      let degree: Int?
      let coefficients: [String]
      let sd: String
      /// y, then x.
      let rows: [String]

      var y: [Double] { rows.map { $0.split(separator: " ").compactMap { Double($0) }[0] } }

      var columns: [[Double]] {
        let x = rows.map { $0.split(separator: " ").compactMap { Double($0) }.dropFirst() }
        if let degree {
          return (0...degree).map { power in x.map { row in (0..<power).reduce(1) { product, _ in product * row[1] } } }
        }
        let given = x[0].indices.map { k in x.map { $0[k] } }
        return intercept ? [[Double](repeating: 1, count: x.count)] + given : given
      }
    }
    let sets: [Set]
  }

  /// NIST's certified coefficients and residual SDs, which are printed to 15 digits.
  @Test(arguments: [
    ("Norris", 13.5, 13), ("Pontius", 11.8, 12), ("NoInt1", 14, 14), ("NoInt2", 14.5, 14.5), ("Filip", 7, 7),
    ("Longley", 11, 13.4), ("Wampler1", 9, 9), ("Wampler2", 12, 12), ("Wampler3", 9, 9), ("Wampler4", 8, 8),
    ("Wampler5", 6, 6),
  ])
  func `both decompositions meet NIST's linear sets as far as their condition lets`(
    name: String, byQR: Double, byColumns: Double
  ) throws {
    let set = try #require(Golden.load("nist-linear", as: Linear.self).sets.first { $0.name == name })
    let certified = try set.coefficients.map { try #require(Double($0)) }
    let (y, columns) = (set.y, set.columns)
    let degrees = Double(y.count - columns.count)
    func digits(_ found: [Double]) -> Double { zip(found, certified).map(correctDigits).min() ?? 0 }

    let qr = PivotedQR(columns, rows: y.count, tolerance: 0)
    #expect(qr.rank == columns.count)
    // (A'A)⁻¹ = M'M with M = R⁻ᵀP', so that M' takes Q'y to the coefficients.
    let ofQR = qr.rootOfInverse().transposed * Array(qr.transposed(y).prefix(qr.rank))
    #expect(digits(ofQR) >= byQR, "\(digits(ofQR))")

    var fit = SequentialLeastSquares(y)
    #expect(fit.add(columns).firstDependent == nil)
    let ofColumns = fit.lastCoefficients(columns.count).estimates
    #expect(digits(ofColumns) >= byColumns, "\(digits(ofColumns))")

    let sd = try #require(Double(set.sd))
    guard sd > 0 else { return }
    let least = name == "Filip" ? 7.5 : 12
    #expect(correctDigits(norm(qr.beyondSpan(y)) / degrees.squareRoot(), sd) >= least)
    #expect(correctDigits((fit.residualSumOfSquares / degrees).squareRoot(), sd) >= least)
  }

  /// Hilbert's matrix times the least common multiple of its denominators: whole numbers, so that a vector of ones is the exact
  /// solution for the sums of its rows. Its condition is 1.6e4, 1.5e7 and 1.5e10 (Higham 2002, table 28.1).
  @Test(arguments: [(4, 420.0, 12.0), (6, 27_720, 9.3), (8, 360_360, 6.2)])
  func `Cholesky's factor solves Hilbert's matrix as far as its condition lets`(
    order: Int, multiple: Double, digits: Double
  ) throws {
    let rows = (0..<order).map { i in (0..<order).map { multiple / Double(i + $0 + 1) } }
    let solved = try #require(Cholesky(Matrix(rows))).solve(rows.map { $0.reduce(0, +) })
    for x in solved { #expect(correctDigits(x, 1) >= digits) }
  }

  /// mpmath, 45 digits.
  @Test(arguments: [
    (4, 420.0, 630.0899976248819857), (6, 27_720, 44_875.90408938267977), (8, 360_360, 611_148.5769307937046),
  ])
  func `the largest eigenvalue of Hilbert's matrix`(order: Int, multiple: Double, expected: Double) {
    let rows = (0..<order).map { i in (0..<order).map { multiple / Double(i + $0 + 1) } }
    #expect(correctDigits(largestEigenvalue(Matrix(rows)), expected) >= 14)
  }

  /// Zeros by mpmath at 45 digits of the very functions: x³ - 2x - 5, which Wallis solved for Newton's method, and a tail.
  @Test func `a search for a zero ends on the nearest double`() {
    func found(_ low: Double, _ high: Double, _ f: (Double) -> Double) -> (x: Double, evaluations: Int) {
      var evaluations = 0
      let x = signChange(between: (low, f(low)), and: (high, f(high))) { x in
        evaluations += 1
        return f(x)
      }
      return (x, evaluations)
    }
    let cubic = found(2, 3) { $0 * $0 * $0 - 2 * $0 - 5 }
    #expect(cubic.x == 2.0945514815423265915 && cubic.evaluations <= 10)
    let steep = found(1e-6, 1) { 1 / $0 - 1000 }
    #expect(steep.x == 1e-3 && steep.evaluations <= 20)
    // With a jump in place of a zero it ends beside the jump, by halving alone.
    let jump = found(0, 1) { $0 < 0.3 ? -1 : 1 }
    #expect(abs(jump.x - 0.3) < 1e-16 && jump.evaluations < 80)
  }
}
