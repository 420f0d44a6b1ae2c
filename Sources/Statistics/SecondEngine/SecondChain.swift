internal import GSL

extension SecondEngine {
  /// The value of a reference standard by its chain: the covariance matrix of all comparisons' errors, and a vector that picks
  /// those on the way.
  public struct Chain: Sendable {
    private let links: [StandardsChain.Link]
    private let correlations: DenseMatrix

    /// - Throws: ``CrossCheck/Reason/noRoute`` without links.
    public init(_ links: [StandardsChain.Link]) throws(CrossCheck.Reason) {
      guard !links.isEmpty else { throw .noRoute }
      self.links = links
      var matrix = DenseMatrix(links.count, links.count)
      for (k, link) in links.enumerated() {
        matrix[k, k] = 1
        for (partner, value) in link.correlations where links.indices.contains(partner) {
          matrix[k, partner] = value
          matrix[partner, k] = value
        }
      }
      correlations = matrix
    }

    /// A linear combination of the links' errors: its standard error and degrees of freedom.
    ///
    /// The variance is c'DRDc with D the standard uncertainties and R their correlations. Its own variance, to first order, is
    /// that of the uncertainties: (∂V/∂u)² u²/(2ν) each, the derivative by a difference, which a quadratic form has no error of.
    public func spread(of coefficients: [Double]) -> Mean {
      let scale = links.indices.reduce(0) { max($0, (coefficients[$1] * links[$1].standardUncertainty).magnitude) }
      guard scale > 0 else { return Mean(0, variance: 0, degreesOfFreedom: .infinity) }
      let parts = links.indices.map { coefficients[$0] * links[$0].standardUncertainty / scale }
      func variance(_ parts: [Double]) -> Double {
        zip(parts, correlations * parts).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let v = variance(parts)
      let size = parts.reduce(0) { $0 + $1 * $1 }
      guard v > 1e-14 * size else { return Mean(0, variance: 0, degreesOfFreedom: .infinity) }
      var spread = 0.0
      for k in parts.indices where parts[k] != 0 {
        var (more, less) = (parts, parts)
        more[k] *= 1.5
        less[k] *= 0.5
        // u ∂V/∂u.
        let slope = variance(more) - variance(less)
        spread += slope * slope / (2 * links[k].degreesOfFreedom)
      }
      return Mean(
        0, variance: v * scale * scale, degreesOfFreedom: spread > 0 ? max(0.5, 2 * v * v / spread) : .infinity)
    }

    /// The coefficients of the links from the primary to one, and where the primary is.
    private func path(to link: Int) throws(CrossCheck.Reason) -> [Int] {
      var path = [link]
      while let next = links[path[path.count - 1]].comparator {
        guard path.count <= links.count else { throw .noRoute }
        path.append(next)
      }
      return path
    }

    /// What the first engine says of one standard held against this, with intervals at `level`.
    public func checks(of first: StandardsChain.Generation, level: Double) -> [CrossCheck] {
      do throws(CrossCheck.Reason) {
        let path = try path(to: first.link)
        let primary = path[path.count - 1]
        var (all, steps) = (links.map { _ in 0.0 }, links.map { _ in 0.0 })
        for link in path {
          all[link] = 1
          if link != primary { steps[link] = 1 }
        }
        let accumulated = zip(steps, links).reduce(0) { $0 + $1.0 * $1.1.lnRatio }
        let start = links[primary].lnValue
        return checks("ln measured value", first.lnMeasured, start + accumulated, all, level)
          + checks("accumulated ln ratios", first.accumulated, accumulated, steps, level)
          + checks("ln drift", first.drift, start + accumulated - links[first.link].lnValue, steps, level)
      } catch {
        return [CrossCheck(.chain, "ln measured value", first: first.lnMeasured.value, second: .none(error))]
      }
    }

    private func checks(
      _ name: String, _ first: LnEstimate, _ value: Double, _ coefficients: [Double], _ level: Double
    ) -> [CrossCheck] {
      let spread = spread(of: coefficients)
      let size = links.reduce(0) { max($0, $1.lnRatio.magnitude, $1.lnValue.magnitude) }
      return SecondEngine.checks(
        .chain, name, of: first,
        against: Mean(value, variance: spread.variance, degreesOfFreedom: spread.degreesOfFreedom), size: size,
        level: level)
    }
  }

  /// An estimate on ln of the first engine with its interval held against a mean.
  ///
  /// - Parameter size: of the numbers that the estimate is a difference of.
  static func checks(
    _ kind: CrossCheck.Kind, _ name: String, of first: LnEstimate, against second: Mean, size: Double, level: Double
  ) -> [CrossCheck] {
    let error = second.variance.squareRoot()
    let unit = max(error, 1e-6 * size)
    var checks = [
      CrossCheck(
        kind, name, first: first.value,
        second: .found(second.value, tolerance: SecondValue.closedForm, scale: unit)),
      CrossCheck(
        kind, "\(name): standard error", first: first.standardError,
        second: .found(error, tolerance: SecondValue.closedForm, scale: 0)),
      CrossCheck(
        kind, "\(name): degrees of freedom", first: first.degreesOfFreedom,
        second: .found(second.degreesOfFreedom, tolerance: SecondValue.closedForm, scale: 0)),
    ]
    guard error > 0 else { return checks }
    let ends = first.interval(level: level)
    for (side, end, sign) in [("lower", ends.lower, -1.0), ("upper", ends.upper, 1)] {
      checks.append(
        CrossCheck(
          kind, "\(name): \(side) end", first: end,
          second: .of(scale: unit) { () throws(CrossCheck.Reason) in
            second.value + sign * error * (try SecondTails.tQuantile(above: (1 - level) / 2, second.degreesOfFreedom))
          }))
    }
    return checks
  }
}
