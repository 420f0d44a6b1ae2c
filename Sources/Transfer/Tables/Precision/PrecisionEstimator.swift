internal import Notation
internal import Statistics

/// Quantities of one fit, with the intervals that go with the method of estimation.
struct PrecisionEstimator {
  let fit: VarianceComponents
  /// The mean squares that intervals rest on: those of the fit, or of the same design by analysis of variance where REML
  /// was asked for and the design is balanced; `nil` where there are none.
  let table: AnovaTable?
  let request: PrecisionRequest
  /// On the analysis scale.
  let mean: MeanEstimate?

  private var total: Double { fit.estimate(of: fit.total, truncated: request.truncated) }

  /// One component, by its index.
  func component(_ index: Int) -> PrecisionQuantity {
    let shown = (request.truncated ? fit.truncated : fit.components)[index]
    let standing: PrecisionQuantity.Standing =
      if fit.components[index].isNegative { request.truncated ? .setToZero : .negative } else if shown.isAtZero {
        .atZero
      } else { .estimated }
    return quantity(
      shown.name, fit.only(index), standing: standing, isSum: index == fit.components.count - 1)
  }

  /// Σ cₖ σ²ₖ.
  ///
  /// - Parameters:
  ///   - truncated: whether negative components count as zero; as asked for where `nil`.
  ///   - isBrief: whether one interval is enough.
  func sum(
    _ name: String, _ coefficients: [Double], truncated: Bool? = nil, isBrief: Bool = false
  ) -> PrecisionQuantity {
    let variance = fit.estimate(of: coefficients, truncated: truncated ?? request.truncated)
    return quantity(
      name, coefficients, standing: variance < 0 ? .negative : .estimated, isSum: true, truncated: truncated,
      isBrief: isBrief)
  }

  private func quantity(
    _ name: String, _ coefficients: [Double], standing: PrecisionQuantity.Standing, isSum: Bool,
    truncated asked: Bool? = nil, isBrief: Bool = false
  ) -> PrecisionQuantity {
    let truncated = asked ?? request.truncated
    let variance = fit.estimate(of: coefficients, truncated: truncated)
    let freedom = variance > 0 ? try? fit.degreesOfFreedom(of: coefficients, truncated: truncated) : nil
    let intervals = intervals(coefficients, isSum: isSum, isBrief: isBrief)
    return PrecisionQuantity(
      name: name, variance: variance, standing: standing,
      percentOfTotal: total > 0 && coefficients.allSatisfy({ $0 == 0 || $0 == 1 }) ? 100 * variance / total : nil,
      degreesOfFreedom: freedom, intervals: intervals,
      percent: percent(
        variance, coefficients, freedom: freedom, interval: intervals.first { $0.method != .wald }, isSum: isSum))
  }

  // MARK: - Intervals

  /// The first is the one that is shown: on mean squares where there are any; else Satterthwaite's for sums and the
  /// residual, and the profile for a component between groups, which no chi-square describes.
  private func intervals(_ coefficients: [Double], isSum: Bool, isBrief: Bool) -> [PrecisionInterval] {
    var found: [PrecisionInterval] = []
    // An interval on mean squares goes with the components as estimated, not with negative ones counted as zero.
    if isBrief, zip(coefficients, fit.components).contains(where: { $0 != 0 && $1.isNegative }) { return [] }
    func add(_ method: PrecisionInterval.Method, _ interval: VarianceInterval?) {
      guard let interval, !interval.lower.isNaN, !interval.upper.isNaN else { return }
      found.append(
        PrecisionInterval(method: method, level: request.level, lower: interval.lower, upper: interval.upper))
    }
    // Not evaluated where it is not shown.
    func satterthwaite() -> VarianceInterval? {
      try? fit.satterthwaiteInterval(of: coefficients, level: request.level)
    }
    if let sum = meanSquares(coefficients) {
      let side = (1 + request.level) / 2
      let upper = sum.upperBound(level: side)
      // Below zero there is no variance, so an interval that ends there holds none.
      if upper > 0 {
        found.append(
          PrecisionInterval(
            method: sum.isExact ? .chiSquare : .modifiedLargeSample, level: request.level,
            lower: sum.lowerBound(level: side), upper: upper))
      }
      if !sum.isExact, !isBrief { add(.satterthwaite, satterthwaite()) }
      if fit.table == nil, isProfiled, !isBrief {
        add(.profile, try? fit.profileInterval(of: coefficients, level: request.level))
      }
    } else {
      if isSum { add(.satterthwaite, satterthwaite()) }
      if !isBrief, !isSum || isProfiled {
        add(.profile, try? fit.profileInterval(of: coefficients, level: request.level))
      }
      if !isSum { add(.satterthwaite, satterthwaite()) }
    }
    if !isSum { add(.wald, try? fit.waldInterval(of: coefficients, level: request.level)) }
    return found
  }

  /// Whether profiles stand beside other intervals: of many results they take long and say the same.
  private var isProfiled: Bool { fit.count <= 5_000 }

  /// The combination as one of mean squares; `nil` where there are none.
  private func meanSquares(_ coefficients: [Double]) -> VarianceSum? {
    table.map { table in
      VarianceSum(
        zip(table.meanSquares, table.meanSquareWeights(of: coefficients)).map {
          VarianceSum.Term(coefficient: $1, meanSquare: $0)
        })
    }
  }

  // MARK: - In percent

  private func percent(
    _ variance: Double, _ coefficients: [Double], freedom: Double?, interval: PrecisionInterval?, isSum: Bool
  ) -> PrecisionQuantity.Percent? {
    let deviation = max(0, variance).squareRoot()
    if request.scale == .log {
      let ends = interval.map { $0.standardDeviations }
      return PrecisionQuantity.Percent(
        estimate: GeometricVariation.percentGCV(deviation),
        interval: ends.map {
          (GeometricVariation.percentGCV($0.lower), GeometricVariation.percentGCV($0.upper))
        }, method: interval.map { "of the SD of ln (\($0.method.rawValue))" })
    }
    guard let mean, mean.mean > 0 else { return nil }
    guard isSum, variance > 0, let freedom else {
      return PrecisionQuantity.Percent(estimate: 100 * deviation / mean.mean, interval: nil, method: nil)
    }
    // By likelihood a sum has no mean squares: it is taken as one with Satterthwaite's degrees of freedom.
    let sum =
      meanSquares(coefficients)
      ?? VarianceSum([
        .init(coefficient: 1, meanSquare: MeanSquare(name: "", value: variance, degreesOfFreedom: freedom))
      ])
    do throws(SampleError) {
      let coefficient = try CoefficientOfVariation(variance: sum, mean: mean)
      let side = (1 + request.level) / 2
      return PrecisionQuantity.Percent(
        estimate: 100 * deviation / mean.mean,
        interval: (100 * coefficient.lowerBound(level: side), 100 * coefficient.upperBound(level: side)),
        method: coefficient.methodName)
    } catch {
      return nil
    }
  }
}
