internal import GSL

extension SecondEngine {
  /// The chance that a t test against limits passes, or fails, by adaptive quadrature over the estimate: given where it falls, the
  /// standard deviation has to be small enough, which is a chi-square probability. (The first engine goes the other way round:
  /// given the standard deviation, a normal probability.)
  public enum Power {
    /// Absolute.
    static let tolerance = 1e-9

    /// Of a planned comparison.
    ///
    /// - Parameter fails: whether the chance to lie wholly beyond a limit is asked for.
    public static func chance(
      of comparison: PlannedComparison, truth: Double, zone: EquivalenceZone, alpha: Double, fails: Bool = false
    ) -> SecondValue {
      let (n, m) = (Double(comparison.test), Double(comparison.reference))
      func one(_ variance: Double, _ freedom: Double) -> SecondValue {
        chance(
          truth: truth, standardError: variance.squareRoot(), degreesOfFreedom: freedom, zone: zone, alpha: alpha,
          fails: fails)
      }
      switch comparison.spread {
      case .oneGroup(let sd), .paired(let sd): return one(sd * sd / n, n - 1)
      case .pooled(let sd): return one(sd * sd * (n + m) / (n * m), n + m - 2)
      case .separate(let r, 0): return one(r * r / n, n - 1)
      case .separate(0, let s): return one(s * s / m, m - 1)
      case .separate(let r, let s):
        return .of(tolerance: tolerance, scale: 1) { () throws(CrossCheck.Reason) in
          try welch((r * r / n, n - 1), (s * s / m, m - 1), truth, zone, alpha, fails)
        }
      }
    }

    /// Of one estimate whose variance is chi-square with its own degrees of freedom.
    public static func chance(
      truth: Double, standardError: Double, degreesOfFreedom: Double, zone: EquivalenceZone, alpha: Double,
      fails: Bool = false
    ) -> SecondValue {
      .of(tolerance: tolerance, scale: 1) { () throws(CrossCheck.Reason) in
        guard standardError > 0, degreesOfFreedom > 0 else { throw .noRoute }
        let c = try SecondTails.tQuantile(above: alpha, degreesOfFreedom)
        return try overEstimates(limits(zone, truth, standardError), fails, degreesOfFreedom, filled: c)
      }
    }

    private static func limits(
      _ zone: EquivalenceZone, _ truth: Double, _ standardError: Double
    ) -> (low: Double, high: Double) {
      switch zone {
      case .inside(let margin): ((margin.lower - truth) / standardError, (margin.upper - truth) / standardError)
      case .above(let limit): ((limit - truth) / standardError, .infinity)
      case .below(let limit): (-.infinity, (limit - truth) / standardError)
      }
    }

    /// ∫ φ(z) P(χ² ≤ ν (room between z and the limits)²/`filled`²) dz, in units of the true standard error.
    ///
    /// - Parameter filled: the distance that is filled by a chi-square of its degrees of freedom.
    private static func overEstimates(
      _ limits: (low: Double, high: Double), _ fails: Bool, _ freedom: Double, filled: Double
    ) throws(CrossCheck.Reason) -> Double {
      let (low, high) = limits
      // Where the chance rises from nothing to one: marked where it would be too narrow for a rule to see.
      let width = 1 / (2 * freedom).squareRoot()
      let marks = filled * width < 0.3 ? [-6, -2, 0, 2, 6, 20].map { filled * (1 + $0 * width) }.filter { $0 > 0 } : []
      /// From a limit on, or from beyond a limit to it.
      func part(_ from: Double, _ to: Double, _ distance: (Double) -> Double) throws(CrossCheck.Reason) -> Double {
        let (from, to) = (max(from, -39), min(to, 39))
        guard from < to else { return 0 }
        let steps =
          distance(from) < distance(to)
          ? marks.map { from - distance(from) + $0 } : marks.map { to + distance(to) - $0 }
        return try SecondEngine.averageOverNormal(
          [from, to] + ([-9, -3, 0, 3, 9] + steps).filter { $0 > from && $0 < to }, relativeError: 1e-11,
          absoluteError: 1e-13
        ) { (z) throws(CrossCheck.Reason) in
          let share = max(0, distance(z)) / filled
          return try SecondTails.chiSquare(below: freedom * share * share, freedom)
        }
      }
      let chance: Double
      if fails {
        let above = high.isFinite ? try part(high, .infinity) { $0 - high } : 0
        let below = low.isFinite ? try part(-.infinity, low) { low - $0 } : 0
        chance = above + below
      } else if low.isFinite, high.isFinite {
        let middle = (low + high) / 2
        chance = try part(low, middle) { $0 - low } + (try part(middle, high) { high - $0 })
      } else if low.isFinite {
        chance = try part(low, .infinity) { $0 - low }
      } else {
        chance = try part(-.infinity, high) { high - $0 }
      }
      return chance
    }

    /// Welch's test: the average over the share of the first variance in both, a beta variable, on its logit.
    private static func welch(
      _ first: (variance: Double, freedom: Double), _ second: (variance: Double, freedom: Double), _ truth: Double,
      _ zone: EquivalenceZone, _ alpha: Double, _ fails: Bool
    ) throws(CrossCheck.Reason) -> Double {
      let (a, b) = (first.freedom, second.freedom)
      let total = first.variance + second.variance
      let limits = limits(zone, truth, total.squareRoot())
      var failure: CrossCheck.Reason?
      /// The chance where the first sum of squares is this share of both.
      func given(_ share: Double) throws(CrossCheck.Reason) -> Double {
        let (u, v) = (first.variance * share / a, second.variance * (1 - share) / b)
        let freedom = SecondEngine.degreesOfFreedom([(u, a), (v, b)], of: u + v)
        let c = try SecondTails.tQuantile(above: alpha, freedom)
        return try overEstimates(limits, fails, a + b, filled: c * ((u + v) / total * (a + b)).squareRoot())
      }
      // About the peak of share^(a/2) (1 - share)^(b/2).
      let mean = a / (a + b)
      func logarithm(_ s: Double) -> Double {
        a / 2 * s - (a + b) / 2 * ln1p(mean * exponentialMinus1(s))
      }
      /// - Parameter error: absolute, of each part.
      func integral(_ error: Double, _ f: (Double) -> Double) throws(CrossCheck.Reason) -> Double {
        var sum = 0.0
        let width = (2 / a + 2 / b).squareRoot()
        let ends = [
          -80 / a - 10 * width, -10 * width, -3 * width, 0, 3 * width, 10 * width, 80 / b + 10 * width,
        ]
        for (low, high) in zip(ends, ends.dropFirst()) {
          let found = try SecondEngine.calling { () throws(GSLError) in
            try AdaptiveQuadrature.integral(from: low, to: high, relativeError: 1e-10, absoluteError: error) {
              exponential(logarithm($0)) * f($0)
            }
          }
          sum += found.value
        }
        return sum
      }
      let weight = try integral(0) { _ in 1 }
      // Of a chance no more than the hundredth part of what it is held to.
      let sum = try integral(1e-11 * weight) { s in
        let odds = a / b * exponential(s)
        do throws(CrossCheck.Reason) {
          return try given(odds / (1 + odds))
        } catch {
          failure = error
          return .nan
        }
      }
      if let failure { throw failure }
      return sum / weight
    }

    /// That the upper bound of an SD lies below its limit: ν s² < χ²(α) limit²/σ².
    public static func ofBound(
      limitOverTrue ratio: Double, degreesOfFreedom v: Double, alpha: Double
    ) -> SecondValue {
      .of(tolerance: tolerance, scale: 1) { () throws(CrossCheck.Reason) in
        try SecondTails.chiSquare(
          below: (try SecondTails.chiSquareQuantile(below: alpha, v)) * ratio * ratio, v)
      }
    }

    /// That the upper bound of a ratio of SDs does: by the inverse ratio, whose degrees of freedom are exchanged.
    public static func ofRatioBound(
      limitOverTrue ratio: Double, test: Double, reference: Double, alpha: Double
    ) -> SecondValue {
      .of(tolerance: tolerance, scale: 1) { () throws(CrossCheck.Reason) in
        let f = try SecondTails.fQuantile(above: alpha, reference, test)
        return try SecondTails.f(f / (ratio * ratio), reference, test).upper
      }
    }

    /// That t s is no more than a half-width.
    public static func ofHalfWidth(
      _ halfWidth: Double, standardError: Double, degreesOfFreedom v: Double, level: Double
    ) -> SecondValue {
      .of(tolerance: tolerance, scale: 1) { () throws(CrossCheck.Reason) in
        let most = halfWidth / (try SecondTails.tQuantile(above: (1 - level) / 2, v))
        return try SecondTails.chiSquare(below: v * power(most / standardError, 2), v)
      }
    }

    /// What the first engine says of a planned comparison held against this.
    public static func checks(
      of comparison: PlannedComparison, truth: Double, zone: EquivalenceZone, alpha: Double
    ) -> [CrossCheck] {
      [
        CrossCheck(
          .power, "chance of passing", first: comparison.power(truth: truth, zone: zone, alpha: alpha),
          second: chance(of: comparison, truth: truth, zone: zone, alpha: alpha))
      ]
    }
  }
}
