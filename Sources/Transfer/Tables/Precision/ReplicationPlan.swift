internal import Notation
internal import Statistics

/// How precise a reportable value is that is a mean of runs and replicates, and the fewest of them that meet a target.
///
/// Var = σ²_run/k + σ²_residual/(n k), with one level of every other factor within the laboratory, none of the laboratory.
/// Negative components count as zero here, and there are no intervals then. USP <1010>, appendix B.
public struct ReplicationPlan: Sendable, Equatable {
  /// The mean of `runs` units of the innermost factor with `replicates` results each.
  public struct Format: Sendable, Equatable {
    public let runs: Int
    public let replicates: Int
    public let quantity: PrecisionQuantity
    /// Whether the estimate, and the upper end of the interval, are within the target; `nil` without one.
    public let meetsTarget: Bool?
    public let upperMeetsTarget: Bool?

    public var results: Int { runs * replicates }
  }

  /// The innermost factor within the laboratory.
  public let factor: String
  /// In the order of runs, then replicates.
  public let formats: [Format]
  /// On the analysis scale; `nil` without a target, or where a %CV has no mean to refer to.
  public let target: Double?
  /// Fewest results, then fewest runs, by the estimate and by the upper end of its interval.
  public let cheapest: Format?
  public let cheapestByUpperBound: Format?

  /// - Returns: `nil` where no factor lies within the laboratory.
  init?(_ estimator: PrecisionEstimator) {
    let request = estimator.request
    guard let factor = request.replicated, let innermost = request.factorsWithinLaboratory.last else { return nil }
    self.factor = factor
    let target: Double? =
      switch request.target {
      case nil: nil
      case .standardDeviation(let value): value.double
      case .percent(let value):
        request.scale == .log
          ? GeometricVariation.standardDeviation(percentGCV: value.double)
          : estimator.mean.flatMap { $0.mean > 0 ? value.double / 100 * $0.mean : nil }
      }
    self.target = target
    var formats: [Format] = []
    for runs in 1...request.maximumRuns {
      for replicates in 1...request.maximumReplicates {
        let coefficients = estimator.fit.components.indices.map { index -> Double in
          if index == request.factors.count { return 1 / Double(runs * replicates) }
          if index == innermost { return 1 / Double(runs) }
          return request.factorsWithinLaboratory.contains(index) ? 1 : 0
        }
        let quantity = estimator.sum("\(runs) × \(replicates)", coefficients, truncated: true, isBrief: true)
        formats.append(
          Format(
            runs: runs, replicates: replicates, quantity: quantity,
            meetsTarget: target.map { quantity.standardDeviation <= $0 },
            upperMeetsTarget: target.flatMap { limit in
              quantity.interval.map { $0.standardDeviations.upper <= limit }
            }))
      }
    }
    self.formats = formats
    func cheapest(_ meets: (Format) -> Bool?) -> Format? {
      formats.filter { meets($0) == true }.min { ($0.results, $0.runs) < ($1.results, $1.runs) }
    }
    self.cheapest = cheapest { $0.meetsTarget }
    cheapestByUpperBound = cheapest { $0.upperMeetsTarget }
  }
}
