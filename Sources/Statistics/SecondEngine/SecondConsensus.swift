internal import GSL

extension SecondEngine {
  /// The ln ratio of several groups by each way to combine them.
  ///
  /// Weighted means are least squares on columns over their standard errors, by singular values; the variance between groups is
  /// the root of its equation by Brent's method, or of the derivative of a likelihood that is written with them.
  public struct Consensus: Sendable {
    private let means: [Double]
    private let variances: [Double]
    private let freedom: [Double?]
    private let values: [[Double]]

    /// From the single ln ratios of each group.
    ///
    /// - Throws: ``CrossCheck/Reason/noRoute`` for an empty group.
    public init(_ groups: [[Double]]) throws(CrossCheck.Reason) {
      guard !groups.isEmpty, groups.allSatisfy({ !$0.isEmpty }) else { throw .noRoute }
      values = groups
      let found = groups.map { SampleSummary($0) }
      means = found.map { $0.mean }
      variances = zip(found, groups).map { $1.count > 1 ? $0.variance / Double($1.count) : .nan }
      freedom = groups.map { $0.count > 1 ? Double($0.count - 1) : nil }
    }

    /// From means with their standard errors.
    public init(means: [Double], standardErrors: [Double], degreesOfFreedom: [Double?]) {
      values = []
      self.means = means
      variances = standardErrors.map { $0 * $0 }
      freedom = degreesOfFreedom
    }

    private var count: Double { Double(means.count) }

    /// The combined ln ratio.
    ///
    /// - Throws: ``CrossCheck/Reason``.
    public func combined(_ method: RatioConsensus) throws(CrossCheck.Reason) -> Mean {
      switch method {
      case .equalWeights:
        guard variances.allSatisfy({ $0.isFinite }) else { throw .noRoute }
        let parts = variances.map { $0 / (count * count) }
        let sum = parts.reduce(0, +)
        var known: [(variance: Double, degreesOfFreedom: Double)] = []
        for (part, freedom) in zip(parts, freedom) {
          guard let freedom else { throw .noRoute }
          known.append((part, freedom))
        }
        return Mean(
          SampleSummary(means).mean, variance: sum,
          degreesOfFreedom: SecondEngine.degreesOfFreedom(known, of: sum))
      case .pooledWithin:
        let labels = values.indices.flatMap { [Int](repeating: $0, count: values[$0].count) }
        let within = SecondEngine.withinGroups(values.flatMap { $0 }, groups: labels)
        guard case .found(let square, _, _) = within.meanSquare else { throw .noRoute }
        let factor = values.reduce(0) { $0 + 1 / Double($1.count) } / (count * count)
        return Mean(
          SampleSummary(means).mean, variance: square * factor, degreesOfFreedom: Double(within.degreesOfFreedom))
      case .groupMeans:
        let sample = SampleSummary(means)
        return Mean(sample.mean, variance: sample.variance / count, degreesOfFreedom: count - 1)
      case .fixedEffect: return try weighted(adding: 0, scatter: nil)
      case .derSimonianLaird: return try weighted(adding: try derSimonianLaird(), scatter: 0)
      case .derSimonianLairdNormal: return try weighted(adding: try derSimonianLaird(), scatter: nil)
      case .mandelPaule: return try weighted(adding: try mandelPaule(), scatter: 0)
      case .randomEffects: return try weighted(adding: try restricted(), scatter: 0)
      case .randomEffectsAdHoc: return try weighted(adding: try restricted(), scatter: 1)
      }
    }

    // MARK: - Weights

    /// The mean with weights 1/(variance + τ²), what it leaves over, and its variance by the weights.
    private func line(adding between: Double) throws(CrossCheck.Reason) -> (
      mean: Double, squares: Double, variance: Double
    ) {
      guard means.count > 1, variances.allSatisfy({ $0 > 0 || $0 + between > 0 }) else { throw .noRoute }
      let roots = variances.map { power($0 + between, -0.5) }
      let first = means[0]
      let fit = try SecondEngine.calling { () throws(GSLError) in
        try LinearLeastSquares(DenseMatrix(columns: [roots]), zip(roots, means).map { $0 * ($1 - first) })
      }
      let squares = fit.residualSumOfSquares
      // The covariance is for errors of the residuals' variance.
      let unscaled = roots.reduce(0) { $0 + $1 * $1 }
      return (first + fit.coefficients[0], squares, 1 / unscaled)
    }

    /// - Parameter scatter: `nil` for the normal interval; else the least that Q/(k - 1), which the variance is multiplied by,
    ///   may be.
    private func weighted(adding between: Double, scatter: Double?) throws(CrossCheck.Reason) -> Mean {
      let found = try line(adding: between)
      guard let scatter else { return Mean(found.mean, variance: found.variance, degreesOfFreedom: .infinity) }
      let ratio = max(scatter, found.squares / (count - 1))
      return Mean(found.mean, variance: ratio * found.variance, degreesOfFreedom: count - 1)
    }

    private func derSimonianLaird() throws(CrossCheck.Reason) -> Double {
      let q = try line(adding: 0).squares
      let w = variances.map { 1 / $0 }
      let total = w.reduce(0, +)
      // E Q = k - 1 + τ² (Σw - Σw²/Σw).
      return max(0, (q - count + 1) / w.reduce(0) { $0 + $1 * (1 - $1 / total) })
    }

    private func mandelPaule() throws(CrossCheck.Reason) -> Double {
      guard try line(adding: 0).squares > count - 1 else { return 0 }
      return try root { (between) throws(CrossCheck.Reason) in try line(adding: between).squares - (count - 1) }
    }

    /// Where a function that falls with τ² passes through zero.
    private func root(_ f: (Double) throws(CrossCheck.Reason) -> Double) throws(CrossCheck.Reason) -> Double {
      var failure: CrossCheck.Reason?
      func value(_ x: Double) -> Double {
        do throws(CrossCheck.Reason) {
          return try f(x)
        } catch {
          failure = error
          return .nan
        }
      }
      var high = variances.reduce(0, max)
      while value(high) > 0, failure == nil { high *= 2 }
      let to = high
      do throws(GSLError) {
        return try bracketedRoot(from: 0, to: to, absoluteError: 1e-16 * to, of: value)
      } catch {
        throw failure ?? .routine(error.description)
      }
    }

    /// The τ² of the highest restricted likelihood: the best point of a grid over its logarithm, and about it the root of the
    /// derivative by Brent's method.
    private func restricted() throws(CrossCheck.Reason) -> Double {
      var failure: CrossCheck.Reason?
      func criterion(_ between: Double) -> Double {
        do throws(CrossCheck.Reason) {
          let found = try line(adding: between)
          return variances.reduce(0) { $0 + ln($1 + between) } - ln(found.variance) + found.squares
        } catch {
          failure = error
          return .nan
        }
      }
      /// The derivative: Σ 1/v - Σ 1/v² · V - Σ r²/v², with v = variance + τ² and r what the mean leaves over.
      func slope(_ between: Double) -> Double {
        do throws(CrossCheck.Reason) {
          let found = try line(adding: between)
          var sum = 0.0
          for (mean, variance) in zip(means, variances) {
            let v = variance + between
            let r = mean - found.mean
            sum += (1 - found.variance / v - r * r / v) / v
          }
          return sum
        } catch {
          failure = error
          return .nan
        }
      }
      let most = SampleSummary(means).sorted
      let range = most[most.count - 1] - most[0]
      let top = 10 * (range * range + variances.reduce(0, max))
      let points = [0] + (0...240).map { top * exponential(-Double(240 - $0) / 8) }
      let heights = points.map(criterion)
      if let failure { throw failure }
      guard let best = heights.indices.min(by: { heights[$0] < heights[$1] }), best + 1 < points.count else {
        throw .illConditioned
      }
      let (low, high) = (points[max(0, best - 1)], points[best + 1])
      if best == 0, slope(0) >= 0 { return 0 }
      guard slope(low) < 0, slope(high) > 0 else { throw .illConditioned }
      do throws(GSLError) {
        return try bracketedRoot(from: low, to: high, absoluteError: 1e-16 * top, of: slope)
      } catch {
        throw failure ?? .routine(error.description)
      }
    }

    /// An estimate of the first engine held against this, with its interval at `level`.
    ///
    /// - Parameter limits: on ln, that it is tested against; `nil` where it is not.
    public func checks(
      of first: RatioEstimate, level: Double, limits: (lower: Double, upper: Double)? = nil
    ) -> [CrossCheck] {
      SecondEngine.checks(
        .consensus, first.method.rawValue, of: first.estimate,
        against: Result { () throws(CrossCheck.Reason) in try combined(first.method) },
        size: means.reduce(0) { max($0, ($1 - means[0]).magnitude) }, level: level, limits: limits)
    }
  }
}
