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

    /// The links from one to its primary.
    private func path(to link: Int) throws(CrossCheck.Reason) -> [Int] {
      guard links.indices.contains(link) else { throw .noRoute }
      var path = [link]
      while let next = links[path[path.count - 1]].comparator {
        guard path.count <= links.count else { throw .noRoute }
        path.append(next)
      }
      return path
    }

    /// One for each link of a path, with or without the primary at its end.
    private func coefficients(_ path: [Int], withPrimary: Bool) -> [Double] {
      links.indices.map { link in path.contains(link) && (withPrimary || links[link].comparator != nil) ? 1 : 0 }
    }

    /// ln of what a standard is worth by all measured ratios, the primary's own uncertainty in it.
    ///
    /// - Throws: ``CrossCheck/Reason/noRoute`` for a link that is none.
    public func measured(_ link: Int) throws(CrossCheck.Reason) -> Mean {
      let path = try path(to: link)
      let value = links[path[path.count - 1]].lnValue + path.reduce(0) { $0 + links[$1].lnRatio }
      return spread(of: coefficients(path, withPrimary: true)).moved(to: value)
    }

    /// ln of that over the value on its label, without the primary's own uncertainty.
    ///
    /// - Throws: ``CrossCheck/Reason/noRoute`` for a link that is none.
    public func drift(_ link: Int) throws(CrossCheck.Reason) -> Mean {
      let path = try path(to: link)
      return spread(of: coefficients(path, withPrimary: false)).moved(
        to: try measured(link).value - links[link].lnValue)
    }

    /// ln of what one standard is worth over what another is: what both paths have in common cancels.
    ///
    /// - Throws: ``CrossCheck/Reason/noRoute`` where they go back to different primaries.
    public func difference(_ link: Int, over other: Int) throws(CrossCheck.Reason) -> Mean {
      let (one, two) = (try path(to: link), try path(to: other))
      guard one.last == two.last else { throw .noRoute }
      let apart = zip(coefficients(one, withPrimary: true), coefficients(two, withPrimary: true)).map { $0 - $1 }
      return spread(of: apart).moved(to: try measured(link).value - (try measured(other).value))
    }

    /// What the numbers of a chain are differences of.
    private var size: Double { links.reduce(0) { max($0, $1.lnRatio.magnitude, $1.lnValue.magnitude) } }

    /// What the first engine says of one standard held against this, with intervals at `level`.
    public func checks(of first: StandardsChain.Generation, level: Double) -> [CrossCheck] {
      func checks(_ name: String, _ first: LnEstimate, _ second: () throws(CrossCheck.Reason) -> Mean) -> [CrossCheck] {
        SecondEngine.checks(.chain, name, of: first, against: .init(catching: second), size: size, level: level)
      }
      return checks("ln measured value", first.lnMeasured) { () throws(CrossCheck.Reason) in try measured(first.link) }
        + checks("accumulated ln ratios", first.accumulated) { () throws(CrossCheck.Reason) in
          let path = try path(to: first.link)
          return spread(of: coefficients(path, withPrimary: false))
            .moved(to: path.reduce(0) { $0 + links[$1].lnRatio })
        }
        + checks("ln drift", first.drift) { () throws(CrossCheck.Reason) in try drift(first.link) }
    }

    /// A number that rests on the chain, held against the second engine's with what follows from it.
    ///
    /// - Parameters:
    ///   - name: of the number.
    ///   - second: by the second engine.
    ///   - level: of the two-sided interval.
    ///   - limits: on ln, that it is tested against; `nil` where it is not.
    public func checks(
      _ name: String, of first: LnEstimate, against second: Result<Mean, CrossCheck.Reason>, level: Double,
      limits: (lower: Double, upper: Double)? = nil
    ) -> [CrossCheck] {
      SecondEngine.checks(.chain, name, of: first, against: second, size: size, level: level, limits: limits)
    }
  }

  /// An estimate on ln of the first engine, with its interval and the tests of it, held against a mean.
  ///
  /// - Parameters:
  ///   - size: of the numbers that the estimate is a difference of.
  ///   - limits: that it is tested against; `nil` where it is not.
  static func checks(
    _ kind: CrossCheck.Kind, _ name: String, of first: LnEstimate, against second: Result<Mean, CrossCheck.Reason>,
    size: Double, level: Double, limits: (lower: Double, upper: Double)? = nil
  ) -> [CrossCheck] {
    let tolerance = SecondValue.closedForm
    func unit(_ mean: Mean) -> Double { max(mean.variance.squareRoot(), 1e-6 * size) }
    var checks = [
      CrossCheck(
        kind, name, first: first.value,
        second: .of(second) { .found($0.value, tolerance: tolerance, scale: unit($0)) }),
      CrossCheck(
        kind, "\(name): standard error", first: first.standardError,
        second: .of(second) { .found($0.variance.squareRoot(), tolerance: tolerance, scale: 0) }),
      CrossCheck(
        kind, "\(name): degrees of freedom", first: first.degreesOfFreedom,
        second: .of(second) { .found($0.degreesOfFreedom, tolerance: tolerance, scale: 0) }),
    ]
    guard !first.isExact else { return checks }
    let ends = first.interval(level: level)
    for (side, end, sign) in [("lower", ends.lower, -1.0), ("upper", ends.upper, 1)] {
      checks.append(
        CrossCheck(
          kind, "\(name): \(side) end", first: end,
          second: .of(second) { mean in
            .of(scale: unit(mean)) { () throws(CrossCheck.Reason) in
              mean.value + sign * mean.variance.squareRoot()
                * (try SecondTails.tQuantile(above: (1 - level) / 2, mean.degreesOfFreedom))
            }
          }))
    }
    guard let limits else { return checks }
    for (side, p, limit, sign) in [
      ("above the lower", first.pValue(above: limits.lower), limits.lower, 1.0),
      ("below the upper", first.pValue(below: limits.upper), limits.upper, -1),
    ] {
      checks.append(
        CrossCheck(
          kind, "\(name): p \(side) limit", first: p,
          second: .of(second) { mean in
            .of(scale: leastProbability) { () throws(CrossCheck.Reason) in
              try SecondTails.t(above: sign * (mean.value - limit) / mean.variance.squareRoot(), mean.degreesOfFreedom)
            }
          }))
    }
    return checks
  }
}
