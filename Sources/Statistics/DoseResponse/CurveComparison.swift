/// An F test of a sum of squares against a residual.
public struct CurveFTest: Sendable, Equatable {
  public let numeratorSumOfSquares: Double
  public let numeratorDegreesOfFreedom: Int
  public let denominatorSumOfSquares: Double
  public let denominatorDegreesOfFreedom: Int

  /// The ratio of both mean squares.
  public var statistic: Double {
    numeratorSumOfSquares / Double(numeratorDegreesOfFreedom)
      / (denominatorSumOfSquares / Double(denominatorDegreesOfFreedom))
  }

  /// P(F > statistic).
  public var pValue: Double {
    FDistribution(Double(numeratorDegreesOfFreedom), Double(denominatorDegreesOfFreedom)).upperTail(statistic)
  }
}

/// A chi-square test of a sum of squares against a variance that is known.
public struct CurveChiSquareTest: Sendable, Equatable {
  public let sumOfSquares: Double
  public let degreesOfFreedom: Int
  /// Of a response with weight one.
  public let variance: Double

  public var statistic: Double { sumOfSquares / variance }
  /// P(χ² > statistic).
  public var pValue: Double { ChiSquare(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(statistic) }
}

extension SigmoidFit {
  /// Whether the curve lacks fit: what dose means leave over, against pure error.
  ///
  /// - Throws: ``CurveError/noReplicates``, ``CurveError/noDoseGroupsLeft``, ``CurveError/noResidualVariation``.
  public func lackOfFit() throws(CurveError) -> CurveFTest {
    guard pureErrorDegreesOfFreedom > 0 else { throw .noReplicates }
    let left = degreesOfFreedom - pureErrorDegreesOfFreedom
    guard left > 0 else { throw .noDoseGroupsLeft }
    guard pureErrorSumOfSquares > 0 else { throw .noResidualVariation }
    return CurveFTest(
      numeratorSumOfSquares: residualSumOfSquares - pureErrorSumOfSquares, numeratorDegreesOfFreedom: left,
      denominatorSumOfSquares: pureErrorSumOfSquares, denominatorDegreesOfFreedom: pureErrorDegreesOfFreedom)
  }

  /// Whether the response follows the dose at all: the curve against a common mean.
  ///
  /// - Throws: ``CurveError/noResidualVariation``.
  public func regression() throws(CurveError) -> CurveFTest {
    guard !isExact else { throw .noResidualVariation }
    return CurveFTest(
      numeratorSumOfSquares: totalSumOfSquares - residualSumOfSquares, numeratorDegreesOfFreedom: parameterCount - 1,
      denominatorSumOfSquares: residualSumOfSquares, denominatorDegreesOfFreedom: degreesOfFreedom)
  }

  /// The share of squares about the mean that the curve explains (R²): for information, it says little about a curve.
  public var coefficientOfDetermination: Double { 1 - residualSumOfSquares / totalSumOfSquares }
}

/// Free curves and parallel curves of the same data side by side: are reference and test similar?
public struct CurveComparison: Sendable, Equatable {
  /// One for each preparation, the reference first.
  public let free: [SigmoidFit]
  public let parallel: SigmoidFit

  /// - Throws: ``CurveError/noTestPreparation``, and ``CurveError/notConverged(preparation:_:)`` when a fit that the
  ///   comparison needs has no result.
  public init(_ data: CurveData) throws(CurveError) {
    guard data.testCount > 0 else { throw .noTestPreparation }
    let outcomes = data.freeFits()
    try self.init(free: outcomes, parallel: data.parallelFit(startingFrom: outcomes), of: data)
  }

  /// From fits that were made already.
  public init(
    free outcomes: [FitOutcome<SigmoidFit>], parallel outcome: FitOutcome<SigmoidFit>, of data: CurveData
  ) throws(CurveError) {
    guard data.testCount > 0 else { throw .noTestPreparation }
    if let reason = outcome.reason, case .oppositeDirections = reason {
      throw .notConverged(preparation: data.names.joined(separator: ", "), reason)
    }
    var free: [SigmoidFit] = []
    for (name, outcome) in zip(data.names, outcomes) {
      switch outcome {
      case .converged(let fit): free.append(fit)
      case .notConverged(let reason): throw .notConverged(preparation: name, reason)
      }
    }
    switch outcome {
    case .converged(let fit): parallel = fit
    case .notConverged(let reason):
      throw .notConverged(preparation: data.names.joined(separator: ", "), reason)
    }
    self.free = free
  }

  /// Of all free curves together.
  public var freeResidualSumOfSquares: Double { free.reduce(0) { $0 + $1.residualSumOfSquares } }
  public var freeDegreesOfFreedom: Int { free.reduce(0) { $0 + $1.degreesOfFreedom } }
  /// The residual variance of the free curves, pooled.
  public var freeResidualVariance: Double { freeResidualSumOfSquares / Double(freeDegreesOfFreedom) }
  /// What parallel curves leave over more than free ones.
  public var nonParallelismSumOfSquares: Double {
    max(0, parallel.residualSumOfSquares - freeResidualSumOfSquares)
  }
  /// The parameters that free curves have more.
  public var nonParallelismDegreesOfFreedom: Int { parallel.degreesOfFreedom - freeDegreesOfFreedom }

  /// The extra-sum-of-squares F test of similarity. It finds fault with precise assays first.
  ///
  /// - Throws: ``CurveError/noResidualVariation``.
  public func parallelismTest() throws(CurveError) -> CurveFTest {
    guard !free.allSatisfy({ $0.isExact }) else { throw .noResidualVariation }
    return CurveFTest(
      numeratorSumOfSquares: nonParallelismSumOfSquares, numeratorDegreesOfFreedom: nonParallelismDegreesOfFreedom,
      denominatorSumOfSquares: freeResidualSumOfSquares, denominatorDegreesOfFreedom: freeDegreesOfFreedom)
  }

  /// The chi-square test of similarity with a variance known from history, for responses with weight one.
  ///
  /// - Throws: ``CurveError/varianceNotPositive(_:)``.
  public func parallelismTest(knownVariance: Double) throws(CurveError) -> CurveChiSquareTest {
    guard knownVariance > 0, knownVariance.isFinite else { throw .varianceNotPositive(knownVariance) }
    return CurveChiSquareTest(
      sumOfSquares: nonParallelismSumOfSquares, degreesOfFreedom: nonParallelismDegreesOfFreedom,
      variance: knownVariance)
  }
}
