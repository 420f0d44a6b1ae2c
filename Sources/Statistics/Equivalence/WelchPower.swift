internal import GSL

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
    let (a, b) = (first.degreesOfFreedom, second.degreesOfFreedom)
    let standardError = (first.variance + second.variance).squareRoot()
    let (lower, upper) = zone.distances(from: truth, standardError: standardError)
    let placement = IntervalPlacement(
      ratio: SpreadRatio(degreesOfFreedom: a + b), lower: lower, upper: upper, isAlone: false)
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
      guard weight > 1e-15 else { return false }
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
    var step = min(0.8, 1.5 * (2 / a + 2 / b).squareRoot())
    _ = add(0)
    sweep(from: step, by: step)
    var estimate = total / weights
    // Given Z the root of G scatters by this much of itself, and with it the place where the interval gets too wide to pass:
    // points further apart than that may step over the place and agree by chance.
    let scatter = 1 / (2 * (a + b)).squareRoot()
    var lastChange = 0.0
    for _ in 0..<16 {
      sweep(from: step / 2, by: step)
      step /= 2
      let before = estimate
      estimate = total / weights
      let change = (estimate - before).magnitude
      // Were the changes to fall by the same factor from now on, this is what they would still come to.
      let isFalling = change < lastChange / 2 && change * change / (lastChange - change) <= tolerance
      if step <= scatter, isFalling || max(change, lastChange) <= tolerance { break }
      lastChange = change
    }
    return min(1, estimate)
  }
}
