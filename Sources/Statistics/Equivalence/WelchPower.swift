internal import Elementary

/// The chance that Welch's test passes: the degrees of freedom are Satterthwaite's of the variances that the study will find.
///
/// With u and v the squared standard errors to be found, X and Y their chi-squares: G = X + Y is chi-square on ν₁ + ν₂ and
/// independent of Z = X/G, a beta variable. The degrees of freedom depend on the ratio u/v, so on Z alone, and
/// √(u + v) = √G times a function of Z. So for each Z the power is that of a test with a common variance, the single
/// integral of ``IntervalPlacement``, and what remains is its average over Z.
///
/// That average is the trapezoidal rule over ln(Z/(1 - Z)), which converges geometrically for an analytic function that
/// decays at both ends: each halving of the step squares the error, once the step is short beside what the function does.
/// Where the critical value runs from hundreds to three within a unit of the variable (2 units against 200) that is late, so
/// the step is halved, with the sum so far kept, until it is short and the changes fall so fast that what is left is below
/// ``tolerance``.
struct WelchPower: Sendable {
  /// True squared standard errors of the two means, both above zero, and the degrees of freedom of their estimates.
  let first: (variance: Double, degreesOfFreedom: Double)
  let second: (variance: Double, degreesOfFreedom: Double)
  /// The error that may be left, judged by how the last two halvings changed the sum.
  var tolerance = 1e-12

  /// The average over Z of `chance`, given the placement and the critical value in units of the true standard error.
  func average(
    truth: Double, zone: EquivalenceZone, alpha: Double, of chance: (IntervalPlacement, Double) -> Double
  ) -> Double {
    // Given Z the root of G scatters by this much of itself, and with it the place where the interval gets too wide to pass:
    // points further apart than that may step over the place and agree by chance.
    let scatter = scatter
    return average(truth: truth, zone: zone, alpha: alpha, of: chance, leastWeight: 1e-15) {
      _, step, change, lastChange in
      // Were the changes to fall by the same factor from now on, this is what they would still come to.
      let isFalling = change < lastChange / 2 && change * change / (lastChange - change) <= tolerance
      return step <= scatter && (isFalling || max(change, lastChange) <= tolerance)
    }
  }

  /// Whether the power is at least `target`.
  ///
  /// The search for a size asks no more than that, and mostly a few points show it: a sum that leaves out some
  /// hundred-thousandths is taken as soon as its distance from the target is many times that and what the last halving changed.
  /// What lies nearer is computed to the last digit, so that the answer is the one of ``average(truth:zone:alpha:of:)``.
  func reaches(_ target: Double, truth: Double, zone: EquivalenceZone, alpha: Double) -> Bool {
    let scatter = scatter
    var isClear = false
    let sketch = average(
      truth: truth, zone: zone, alpha: alpha, of: { $0.inside(critical: $1) }, leastWeight: 1e-5,
      reach: SpreadRatio.coarseReach, widening: 2
    ) { estimate, step, change, lastChange in
      // Of the sharpest place that there can be, steps of four scatters miss some thousandths.
      let missed = step <= 2 * scatter ? 5e-4 : 0.01
      isClear = step <= 4 * scatter && (estimate - target).magnitude > max(30 * change, 2 * lastChange) + missed
      return isClear || step <= scatter && max(change, lastChange) <= 1e-5
    }
    if isClear { return sketch >= target }
    return average(truth: truth, zone: zone, alpha: alpha) { $0.inside(critical: $1) } >= target
  }

  private var scatter: Double { 1 / (2 * (first.degreesOfFreedom + second.degreesOfFreedom)).squareRoot() }

  /// - Parameters:
  ///   - leastWeight: of the points that are summed, beside the largest.
  ///   - widening: of the first step.
  ///   - isSettled: from the estimate, the step, and what this halving and the one before it changed.
  private func average(
    truth: Double, zone: EquivalenceZone, alpha: Double, of chance: (IntervalPlacement, Double) -> Double,
    leastWeight: Double, reach: Double = SpreadRatio.wholeReach, widening: Double = 1,
    isSettled: (_ estimate: Double, _ step: Double, _ change: Double, _ lastChange: Double) -> Bool
  ) -> Double {
    let (a, b) = (first.degreesOfFreedom, second.degreesOfFreedom)
    let standardError = (first.variance + second.variance).squareRoot()
    let (lower, upper) = zone.distances(from: truth, standardError: standardError)
    let placement = IntervalPlacement(
      ratio: SpreadRatio(degreesOfFreedom: a + b), lower: lower, upper: upper, isAlone: false, reach: reach)
    let criticals = CriticalCurve(alpha: alpha, from: min(a, b), to: a + b)
    // In shares of the true SE², so that no scale of the data can overflow.
    let share = first.variance / (first.variance + second.variance)
    let mean = a / (a + b)
    var (total, weights) = (0.0, 0.0)
    var last: (critical: Double, chance: Double)?
    func add(_ x: Double) -> Bool {
      let odds = exponential(x)
      let ratio = mean * odds + 1 - mean
      let weight = exponential((a * x - (a + b) * ln(ratio)) / 2)
      guard weight > leastWeight else { return false }
      // Z = mean odds/ratio; X = Z G, and the squared standard errors found are share X/a and (1 - share) Y/b.
      let found = (share * odds / ratio / (a + b), (1 - share) / ratio / (a + b))
      let sum = found.0 + found.1
      let part = found.0 / sum
      let degreesOfFreedom = 1 / (part * part / a + (1 - part) * (1 - part) / b)
      let critical = criticals.value(degreesOfFreedom) * (sum * (a + b)).squareRoot()
      if let last, (last.critical - critical).magnitude <= 1e-15 * critical {
        total += weight * last.chance
      } else {
        let value = chance(placement, critical)
        total += weight * value
        last = (critical, value)
      }
      weights += weight
      return true
    }
    /// The points from one off zero on, at distances of `stride`.
    func sweep(from offset: Double, by stride: Double) {
      for sign in [1.0, -1.0] {
        last = nil
        var k = 0.0
        while add(sign * (offset + k * stride)) { k += 1 }
      }
    }
    var step = widening * min(0.8, 1.5 * (2 / a + 2 / b).squareRoot())
    _ = add(0)
    sweep(from: step, by: step)
    var estimate = total / weights
    var lastChange = 0.0
    for _ in 0..<16 {
      sweep(from: step / 2, by: step)
      step /= 2
      let before = estimate
      estimate = total / weights
      let change = (estimate - before).magnitude
      if isSettled(estimate, step, change, lastChange) { break }
      lastChange = change
    }
    return min(1, estimate)
  }
}
