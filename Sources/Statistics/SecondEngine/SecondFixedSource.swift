internal import GSL

extension SecondEngine.UnweightedAnalysis {
  /// The estimate and both bounds of a total variance in which one source stands for its levels alone.
  ///
  /// The noncentrality at which F is met is a root of the distribution of F: with one degree of freedom above the line an
  /// integral over the estimate, with more a Poisson mixture of GSL's F.
  ///
  /// - Parameters:
  ///   - source: by its place; the weight given for it is not used.
  ///   - level: of each bound, 0.75 or more.
  public func total(
    fixing source: Int, weights: [Double], residualWeight: Double, level: Double
  ) -> (estimate: SecondValue, lower: SecondValue, upper: SecondValue) {
    let parts: FixedParts
    do throws(CrossCheck.Reason) {
      parts = try FixedParts(self, source, weights, residualWeight)
    } catch {
      return (.none(error), .none(error), .none(error))
    }
    let estimate = SecondValue.of { () throws(CrossCheck.Reason) in
      let sum = zip(parts.unbiased, all).reduce(0) { $0 + $1.0 * $1.1 }
      return sum > 0 ? sum : parts.raised
    }
    return (
      estimate, .of(tolerance: 1e-8) { () throws(CrossCheck.Reason) in try parts.lower(level) },
      .of(tolerance: 1e-8) { () throws(CrossCheck.Reason) in try parts.upper(level) }
    )
  }

  /// Bounds of the first engine held against these.
  public func checks(
    of first: FixedSourceBounds, _ found: UnweightedSquares, weights: [Double], residualWeight: Double
  ) -> [CrossCheck] {
    let own = total(fixing: first.source, weights: weights, residualWeight: residualWeight, level: first.level)
    return [
      CrossCheck(.varianceBound, "estimate, these levels", first: first.estimate(found), second: own.estimate),
      CrossCheck(.varianceBound, "upper, these levels", first: first.upper(found), second: own.upper),
      CrossCheck(.varianceBound, "lower, these levels", first: first.lower(found), second: own.lower),
    ]
  }

  /// The ratio's bounds recovered on ln from both sides' bounds (MOVER).
  public static func ratioOfFixed(
    _ test: (raised: SecondValue, upper: SecondValue), _ reference: (shrunk: SecondValue, lower: SecondValue)
  ) -> SecondValue {
    guard let t = test.raised.value, let u = test.upper.value, let s = reference.shrunk.value,
      let l = reference.lower.value
    else { return .none(.noRoute) }
    return .of(tolerance: 1e-7) { () throws(CrossCheck.Reason) in
      guard t > 0 else { return 0 }
      guard l > 0, u < .infinity else { return .infinity }
      let reach = (power(ln(u) - ln(t), 2) + power(ln(s) - ln(l), 2)).squareRoot()
      return exponential(ln(t) - ln(s) + reach)
    }
  }

  /// What the bounds of a ratio take from a side.
  public func partsOfRatio(
    fixing source: Int, weights: [Double], residualWeight: Double
  ) -> (raised: SecondValue, shrunk: SecondValue) {
    do throws(CrossCheck.Reason) {
      let parts = try FixedParts(self, source, weights, residualWeight)
      return (
        .found(parts.raised, tolerance: SecondValue.closedForm, scale: 0),
        .found(parts.shrunkTotal, tolerance: SecondValue.closedForm, scale: 0)
      )
    } catch {
      return (.none(error), .none(error))
    }
  }
}

/// A total variance with a fixed source, taken apart.
private struct FixedParts {
  let unbiased: [Double]
  /// Σ x with w S of the fixed source.
  let raised: Double
  let shrunkTotal: Double
  private let shrunk: [Double]
  private let source: Int
  private let weight: Double
  private let rank: Double
  private let s: Double
  private let noise: Double
  private let noiseFreedom: Double
  private let rho: Double
  private let squares: [Double]
  private let freedom: [Double]

  init(
    _ analysis: SecondEngine.UnweightedAnalysis, _ source: Int, _ weights: [Double], _ residualWeight: Double
  ) throws(CrossCheck.Reason) {
    let levels = Set(analysis.labels[source]).count
    self.source = source
    weight = Double(levels - 1) / Double(levels)
    rank = Double(analysis.ranks[source])
    var weights = weights
    weights[source] = weight
    let own = weight
    let c = try analysis.unbiased(weights, residualWeight)
    let d = analysis.shrunk(weights, residualWeight)
    let all = analysis.all
    unbiased = c
    shrunk = d
    squares = all
    freedom = analysis.allFreedom
    s = all[source]
    raised = c.indices.reduce(0) { $0 + ($1 == source ? own : max(0, c[$1])) * all[$1] }
    shrunkTotal = zip(d, all).reduce(0) { $0 + $1.0 * $1.1 }
    let g = try analysis.noise(of: source)
    noise = g.indices.reduce(0) { $0 + g[$1] * all[$1] }
    let known = freedom
    noiseFreedom = g.indices.filter { g[$0] > 0 }.reduce(.infinity) { min($0, known[$1]) }
    rho = levels == 2 ? 1 : try analysis.unevenness(of: source)
    guard noise > 0, noiseFreedom < .infinity else { throw .noRoute }
  }

  func upper(_ level: Double) throws(CrossCheck.Reason) -> Double {
    let d = try noncentrality((s + (rho - 1) * noise) / (rho * noise), 1 - level)
    let reach = weight * max(0, noise * (1 + rho * d / rank) - s)
    var square = reach * reach
    for i in unbiased.indices where i != source && unbiased[i] > 0 && squares[i] > 0 {
      let v = freedom[i]
      let width = v / (try SecondTails.chiSquareQuantile(below: 1 - level, v)) - 1
      square += power(width * unbiased[i] * squares[i], 2)
    }
    return raised + square.squareRoot()
  }

  func lower(_ level: Double) throws(CrossCheck.Reason) -> Double {
    let least = noise * (1 + (try noncentrality(s / noise, level)) / rank)
    let others = shrunk.indices.filter { $0 != source && shrunk[$0] > 0 }
    let shares = others.map { SecondEngine.Share(shrunk[$0] * squares[$0], degreesOfFreedom: freedom[$0]) }
    let own = shrunk[source] * s
    var square = 0.0
    if !shares.isEmpty {
      // What the sum of the others falls by to their own bound.
      let width = try SecondEngine.VarianceBound.squaredWidth(shares, level: level)
      square += width
    }
    square += power(shrunk[source] * max(0, s - least), 2)
    for share in shares {
      square += max(0, try pair(rank, share.degreesOfFreedom, level)) * own * share.value
    }
    return max(0, shrunkTotal - max(0, square).squareRoot())
  }

  /// The product that makes a bound exact where two parts can be pooled.
  private func pair(_ m: Double, _ n: Double, _ level: Double) throws(CrossCheck.Reason) -> Double {
    func reach(_ v: Double) throws(CrossCheck.Reason) -> Double {
      v - v * v / (try SecondTails.chiSquareQuantile(below: level, v))
    }
    return (power(try reach(m + n), 2) - power(try reach(m), 2) - power(try reach(n), 2)) / (m * n)
  }

  /// The λ at which P(F' ≤ f) is `probability`; zero where it is no more without.
  private func noncentrality(_ f: Double, _ probability: Double) throws(CrossCheck.Reason) -> Double {
    guard f > 0, try SecondTails.f(f, rank, noiseFreedom).lower > probability else { return 0 }
    var failure: CrossCheck.Reason?
    /// Falls as λ rises.
    func excess(_ lambda: Double) -> Double {
      do throws(CrossCheck.Reason) {
        return ln(max(try lowerTail(f, lambda), 1e-300) / probability)
      } catch {
        failure = error
        return .nan
      }
    }
    var (low, high) = (0.0, max(1e-2, rank * f))
    while excess(high) > 0, failure == nil {
      low = high
      high *= 2
      guard high < 1e6 else { throw .outOfRange }
    }
    let (from, to) = (low, high)
    do throws(GSLError) {
      return try bracketedRoot(from: from, to: to, relativeError: 1e-13, absoluteError: 1e-14, of: excess)
    } catch {
      throw failure ?? .routine(error.description)
    }
  }

  /// P(F' ≤ f) with the noncentrality λ.
  private func lowerTail(_ f: Double, _ lambda: Double) throws(CrossCheck.Reason) -> Double {
    let v = noiseFreedom
    if rank == 1 {
      // (Z + √λ)² ≤ f Y/v: the chi-square Y has to be large enough.
      let delta = lambda.squareRoot()
      return try SecondEngine.averageOverNormal(
        [-9, -4, -1.5, 0, 1.5, 4, 9.0] + [-1, 0, 1].map { -delta + $0 }.filter { $0.magnitude < 9 },
        absoluteError: 1e-18
      ) { (z) throws(CrossCheck.Reason) in
        try SecondTails.chiSquare(above: v * (z + delta) * (z + delta) / f, v)
      }
    }
    // Σ Poisson(j; λ/2) P(F(r + 2j, v) ≤ f r/(r + 2j)), from the most likely j outwards.
    let mean = lambda / 2
    let middle = mean.rounded(.down)
    func term(_ j: Double) throws(CrossCheck.Reason) -> Double {
      let m = rank + 2 * j
      return try SecondTails.f(f * rank / m, m, v).lower
    }
    var total = 0.0
    var weight = 1.0
    var weights = 0.0
    var j = middle
    while j >= 0, weight > 1e-18 {
      total += weight * (try term(j))
      weights += weight
      weight *= mean > 0 ? j / mean : 0
      j -= 1
    }
    (j, weight) = (middle + 1, mean / (middle + 1))
    while weight > 1e-18 {
      total += weight * (try term(j))
      weights += weight
      j += 1
      weight *= mean / j
    }
    return total / weights
  }
}
