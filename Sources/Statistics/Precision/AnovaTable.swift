/// A sequential (Henderson type 1) analysis of variance with what each mean square estimates.
public struct AnovaTable: Sendable, Equatable {
  public struct Line: Sendable, Equatable {
    public let name: String
    public let degreesOfFreedom: Int
    /// In the square of the data's unit.
    public let sumOfSquares: Double
    /// Of each variance component in the expectation of the mean square, outermost first, the residual (1) last.
    public let coefficients: [Double]

    public init(name: String, degreesOfFreedom: Int, sumOfSquares: Double, coefficients: [Double]) {
      self.name = name
      self.degreesOfFreedom = degreesOfFreedom
      self.sumOfSquares = sumOfSquares
      self.coefficients = coefficients
    }

    public var meanSquare: Double { sumOfSquares / Double(degreesOfFreedom) }
  }

  /// The random factors in their order, the residual last. Fixed effects are taken out before the first.
  public let lines: [Line]

  /// - Precondition: lines in the order of the factors, so that a mean square expects no component before its own.
  public init(lines: [Line]) { self.lines = lines }

  /// Mean squares as the rest of the library reads them.
  public var meanSquares: [MeanSquare] {
    lines.map { MeanSquare(name: $0.name, value: $0.meanSquare, degreesOfFreedom: Double($0.degreesOfFreedom)) }
  }

  /// The components whose expected mean squares equal the mean squares; negative where they come out so.
  public var components: [Double] { AnovaTable.solve(lines.map { $0.coefficients }, lines.map { $0.meanSquare }) }

  /// Weights aₗ with Σ aₗ MSₗ an unbiased estimate of Σ cₖ σ²ₖ. What is left of parts that cancel is rounding, and is 0: a mean
  /// square that has no part may not be counted as one, since the number of parts chooses the form of a bound.
  ///
  /// - Precondition: one coefficient for each component, the residual last.
  public func meanSquareWeights(of combination: [Double]) -> [Double] {
    precondition(combination.count == lines.count, "\(combination.count) coefficients for \(lines.count) components")
    // Expected mean squares are upper triangular: B'a = c is solved from the top.
    var weights: [Double] = []
    for j in lines.indices {
      var sum = combination[j]
      var size = sum.magnitude
      for i in 0..<j {
        let part = lines[i].coefficients[j] * weights[i]
        sum -= part
        size += part.magnitude
      }
      weights.append(sum.magnitude <= 1e-13 * size ? 0 : sum / lines[j].coefficients[j])
    }
    return weights
  }

  static func solve(_ coefficients: [[Double]], _ meanSquares: [Double]) -> [Double] {
    var components = [Double](repeating: 0, count: meanSquares.count)
    for i in meanSquares.indices.reversed() {
      var sum = meanSquares[i]
      for j in (i + 1)..<max(meanSquares.count, i + 1) { sum -= coefficients[i][j] * components[j] }
      components[i] = sum / coefficients[i][i]
    }
    return components
  }

  /// `nil` where a factor has no degrees of freedom of its own.
  static func components(of squares: [SequentialSquare]) -> [Double]? {
    guard squares.allSatisfy({ $0.degreesOfFreedom > 0 }) else { return nil }
    return solve(
      squares.map { line in line.coefficients.map { $0 / Double(line.degreesOfFreedom) } },
      squares.map { $0.sumOfSquares / Double($0.degreesOfFreedom) })
  }
}
