/// A variance that is a sum of independent mean squares with coefficients that are not negative.
///
/// Repeatability is one mean square; the intermediate precision of a balanced nested design is such a sum of all of them.
public struct VarianceSum: Sendable, Equatable {
  public struct Term: Sendable, Equatable {
    public let coefficient: Double
    public let meanSquare: MeanSquare
    public init(coefficient: Double, meanSquare: MeanSquare) {
      self.coefficient = coefficient
      self.meanSquare = meanSquare
    }

    var share: Double { coefficient * meanSquare.value }
  }

  public let terms: [Term]

  /// - Precondition: no coefficient is negative.
  public init(_ terms: [Term]) {
    precondition(terms.allSatisfy { $0.coefficient >= 0 }, "a sum of mean squares has no negative coefficient")
    self.terms = terms.filter { $0.coefficient > 0 }
  }

  /// In the square of the data's unit.
  public var estimate: Double { terms.reduce(0) { $0 + $1.share } }
  public var standardDeviation: Double { estimate.squareRoot() }

  /// Satterthwaite's degrees of freedom; those of the mean square itself where there is one. `nil` where all are zero.
  public var degreesOfFreedom: Double? {
    if terms.count == 1 { return terms[0].meanSquare.degreesOfFreedom }
    return satterthwaite(terms.map { ($0.share, $0.meanSquare.degreesOfFreedom) })
  }

  /// Whether the bounds are exact (one mean square) or of modified large sample type.
  public var isExact: Bool { terms.count == 1 }

  /// The one-sided upper confidence bound of the variance at `level`.
  ///
  /// Exact by chi-square for one mean square; else Graybill & Wang (1980), *J. Am. Stat. Assoc.* 75, 869-873:
  /// estimate + sqrt(Σ (cᵢ MSᵢ (νᵢ/χ²(α, νᵢ) - 1))²), χ² the lower α quantile.
  public func upperBound(level: Double) -> Double {
    let alpha = 1 - level
    let parts = terms.map { term in
      let v = term.meanSquare.degreesOfFreedom
      return term.share * (v / ChiSquare(degreesOfFreedom: v).lowerQuantile(alpha) - 1)
    }
    return estimate + rootSumOfSquares(parts)
  }

  /// The one-sided lower confidence bound of the variance at `level`; never negative.
  public func lowerBound(level: Double) -> Double {
    let alpha = 1 - level
    let parts = terms.map { term in
      let v = term.meanSquare.degreesOfFreedom
      return term.share * (1 - v / ChiSquare(degreesOfFreedom: v).upperQuantile(alpha))
    }
    return max(0, estimate - rootSumOfSquares(parts))
  }
}

private func rootSumOfSquares(_ parts: [Double]) -> Double {
  if parts.count == 1 { return parts[0].magnitude }
  return parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
}
