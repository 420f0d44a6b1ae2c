internal import GSL

extension SecondEngine {
  /// Exact tolerance factors by adaptive quadrature over the mean's error, and the root of the confidence by Brent's method.
  public struct Tolerance: Sendable, Hashable {
    public let effectiveCount: Double
    public let degreesOfFreedom: Double
    public let coverage: Double
    public let confidence: Double

    /// Of the arguments of the first engine's factor.
    public init(_ factor: ToleranceFactor) {
      effectiveCount = factor.effectiveCount
      degreesOfFreedom = factor.degreesOfFreedom
      coverage = factor.coverage
      confidence = factor.confidence
    }

    /// The factor for one side.
    ///
    /// - Parameter claimed: by the first engine, where the confidence is looked at; the search begins at the normal quantile where
    ///   there is none.
    public func oneSided(near claimed: Double? = nil) -> SecondValue {
      .of(scale: 1e-3) { () throws(CrossCheck.Reason) in
        let z = try SecondEngine.calling { () throws(GSLError) in try Cumulative.Normal.lowerQuantile(coverage) }
        let root = effectiveCount.squareRoot()
        return try factor(near: z, claimed, canBeNegative: true) { (k, holds) throws(CrossCheck.Reason) in
          // The limit holds the coverage where the mean's error y stays below √n (k s - z); near k = 0 that is a step.
          let step = -z * root
          return try average(about: [-1, 0, 1, 3].map { step + $0 * k * root }) { (y) throws(CrossCheck.Reason) in
            let needed = (y + z * root) / (k * root)
            if k > 0 { return needed <= 0 ? (holds ? 1 : 0) : try chance(needed, isAbove: holds) }
            if k == 0 { return (y + z * root <= 0) == holds ? 1 : 0 }
            return needed <= 0 ? (holds ? 0 : 1) : try chance(needed, isAbove: !holds)
          }
        }
      }
    }

    /// The factor for both sides.
    ///
    /// - Parameter claimed: as for one side.
    public func twoSided(near claimed: Double? = nil) -> SecondValue {
      .of { () throws(CrossCheck.Reason) in
        let z = try SecondEngine.calling { () throws(GSLError) in
          try Cumulative.Normal.upperQuantile((1 - coverage) / 2)
        }
        let root = effectiveCount.squareRoot()
        var known: [Double: Double] = [:]
        return try factor(near: z, claimed, canBeNegative: false) { (k, holds) throws(CrossCheck.Reason) in
          try average { (y) throws(CrossCheck.Reason) in
            let place = y.magnitude / root
            if let r = known[place] { return try chance(r / k, isAbove: holds) }
            let r = try radius(at: place, from: z)
            known[place] = r
            return try chance(r / k, isAbove: holds)
          }
        }
      }
    }

    /// P(s ≥ x), or P(s < x), of the standard deviation over the true one.
    private func chance(_ x: Double, isAbove: Bool) throws(CrossCheck.Reason) -> Double {
      let square = degreesOfFreedom * x * x
      return isAbove
        ? try SecondTails.chiSquare(above: square, degreesOfFreedom)
        : try SecondTails.chiSquare(below: square, degreesOfFreedom)
    }

    /// The half-width about a point `z` off the mean that holds the coverage.
    private func radius(at z: Double, from atZero: Double) throws(CrossCheck.Reason) -> Double {
      if z == 0 { return atZero }
      let outside = 1 - coverage
      return try SecondEngine.calling { () throws(GSLError) in
        try bracketedRoot(from: atZero * (1 - 1e-12), to: z + atZero * (1 + 1e-12)) { r in
          // By the share outside, or by that inside, whichever is smaller.
          coverage > 0.5
            ? outside - Cumulative.Normal.upperTail(z + r) - Cumulative.Normal.upperTail(r - z)
            : Cumulative.Normal.lowerTail(z + r) - Cumulative.Normal.lowerTail(z - r) - coverage
        }
      }
    }

    /// ∫ φ(y) f(y) dy.
    ///
    /// - Parameter marks: places about which f may be steep.
    private func average(
      about marks: [Double] = [], _ f: (Double) throws(CrossCheck.Reason) -> Double
    ) throws(CrossCheck.Reason) -> Double {
      try SecondEngine.averageOverNormal(
        [-38, -9, -5, -3, -1.5, 0, 1.5, 3, 5, 9, 38.0] + marks.filter { $0.magnitude < 38 }, absoluteError: 1e-300, f)
    }

    /// The k at which the confidence, or what it lacks, is met.
    ///
    /// - Parameter chance: that the coverage is held with k, or that it is not.
    private func factor(
      near guess: Double, _ claimed: Double?, canBeNegative: Bool,
      _ chance: (Double, Bool) throws(CrossCheck.Reason) -> Double
    ) throws(CrossCheck.Reason) -> Double {
      var failure: CrossCheck.Reason?
      let byComplement = confidence > 0.5
      let target = byComplement ? 1 - confidence : confidence
      /// Rises with k.
      func excess(_ k: Double) -> Double {
        do throws(CrossCheck.Reason) {
          let found = max(try chance(k, !byComplement), 1e-300)
          return (byComplement ? -1 : 1) * ln(found / target)
        } catch {
          failure = error
          return .nan
        }
      }
      if let claimed {
        // One step of the secant from where the first engine says that it is; what lies far from there is searched for.
        let stride = 1e-5 * max(1e-2, claimed.magnitude)
        let (here, there) = (excess(claimed), excess(claimed + stride))
        let move = -here * stride / (there - here)
        if failure == nil, move.isFinite, move.magnitude < 10 * stride { return claimed + move }
      }
      var (low, high) = (guess, guess)
      var step = 0.05 * max(1, guess.magnitude)
      if excess(guess) > 0 {
        repeat {
          high = low
          low = canBeNegative ? low - step : low / (1 + step)
          step *= 2
        } while failure == nil && excess(low) > 0 && step < 1e8
      } else {
        repeat {
          low = high
          high += step
          step *= 2
        } while failure == nil && excess(high) < 0 && step < 1e12
      }
      if let failure { throw failure }
      let (from, to) = (low, high)
      do throws(GSLError) {
        return try bracketedRoot(from: from, to: to, relativeError: 1e-13, absoluteError: 1e-13, of: excess)
      } catch {
        throw failure ?? .routine(error.description)
      }
    }

    /// Both factors of the first engine held against these.
    public func checks(of first: ToleranceFactor) -> [CrossCheck] {
      [
        CrossCheck(.toleranceFactor, "one-sided", first: first.oneSided, second: oneSided(near: first.oneSided)),
        CrossCheck(.toleranceFactor, "two-sided", first: first.twoSided, second: twoSided(near: first.twoSided)),
      ]
    }
  }
}
