internal import Elementary

/// The distribution of r = s/σ, the ratio of a sample SD to the true one: ν r² is chi-square on ν degrees of freedom.
///
/// What a t test will find is a normal probability given r, averaged over r.
struct SpreadRatio: Sendable {
  let degreesOfFreedom: Double
  /// The density at 1.
  private let peak: Double

  init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
    peak = (degreesOfFreedom / Double.pi).squareRoot() * exponential(-stirlingError(degreesOfFreedom / 2))
  }

  /// The density at `r` above zero: of 2 ν r f(ν r²), f the chi-square density, only the exponent changes with r.
  func density(_ r: Double) -> Double { peak * exponential(logOfShape(r)) }

  /// The logarithm of the density over that at 1.
  private func logOfShape(_ r: Double) -> Double {
    let x = r - 1
    let logarithm = x > -0.5 ? ln1p(x) : ln(r)
    return degreesOfFreedom * (logarithm - x - x * x / 2) - logarithm
  }

  /// ∫ density(r) g(r) dr over 0 to `end`, absolute error below 1e-14, for g between 0 and 1 whose product with the density
  /// has one peak.
  ///
  /// - Parameters:
  ///   - vanishing: from where on g is nothing that a double holds; a search for its peak must not begin beyond.
  ///   - sharpness: g is a sum of normal tails at arguments that move with r at this rate.
  ///   - reach: what is left out lies this many powers of e below the largest density.
  func average(
    to end: Double, vanishing: Double = .infinity, sharpness: Double, reach: Double = wholeReach,
    of g: (Double) -> Double
  ) -> Double {
    guard end > 0, vanishing > 0 else { return 0 }
    let v = degreesOfFreedom
    guard v >= 1 else { return peakedAverage(to: min(end, vanishing), logarithm: { ln(g($0)) }) }
    let (start, stop) = window(to: end, reach: reach)
    // Normal tails and density together are no narrower than this; 24 points integrate ten of it to the last digit.
    let width = 1 / (2 * v + sharpness * sharpness).squareRoot()
    let panels = ((stop - start) / (10 * width)).rounded(.up)
    guard panels >= 1 else { return 0 }
    let rule = reach < Self.wholeReach ? Self.coarseRule : Self.rule
    // Rounding in the positive terms aside, what is left out is below e^-reach of the largest density.
    guard panels <= 16 else { return peakedAverage(to: min(end, vanishing), logarithm: { ln(g($0)) }) }
    let step = (stop - start) / panels
    // A coarse average errs by as much as one panel does there.
    let isSmooth = v > 12 || v == v.rounded() || reach < Self.wholeReach
    var total = isSmooth ? 0 : besideZero(from: start, to: start + step, rule) { density($0) * g($0) }
    for panel in (isSmooth ? 0 : 1)..<max(1, Int(panels)) {
      let a = start + Double(panel) * step
      total += rule.integral(from: a, to: a + step) { density($0) * g($0) }
    }
    return total
  }

  /// The same over one panel whose lower end is at zero or near it, where a power of r that is not whole has no derivatives of some
  /// order: in parts that shrink eightfold towards zero, over each of which the rule sees it as smooth.
  private func besideZero(
    from start: Double, to stop: Double, _ rule: GaussLegendre, of integrand: (Double) -> Double
  ) -> Double {
    var total = 0.0
    var end = stop
    // Of the density no more than its greatest share times end^ν lies below `end`.
    while end > 8 * start, power(end, degreesOfFreedom) > 1e-18 {
      total += rule.integral(from: end / 8, to: end, of: integrand)
      end /= 8
    }
    return total + rule.integral(from: start, to: end, of: integrand)
  }

  private static let rule = GaussLegendre(.of24)

  private static let coarseRule = GaussLegendre(.of16)

  /// Leaves out nothing that double precision shows.
  static let wholeReach = 38.0
  /// Leaves out, and errs by, some hundred-thousandths.
  static let coarseReach = 12.0

  /// Where the density over 0 ... `end` is above e^-`reach` of its largest value there.
  private func window(to end: Double, reach: Double) -> (Double, Double) {
    let v = degreesOfFreedom
    let drop = reach / v
    // ln r - (r² - 1)/2 falls by `drop`: Newton's method from outside, where it cannot overshoot.
    var high = 1 + (2 * drop).squareRoot()
    for _ in 0..<4 { high -= ((high * high - 1) / 2 - ln(high) - drop) / (high - 1 / high) }
    high += 1 / v
    let mode = ((v - 1) / v).squareRoot()
    var low = max(0, 1 - drop.squareRoot() - 1 / v)
    guard end < mode else { return (low, min(end, high)) }
    // Only a lower part of the distribution counts, of which the upper end weighs most.
    let least = logOfShape(end) - reach
    low = signChange(between: (0, -.infinity), and: (end, reach), relative: 1e-3) { logOfShape($0) - least }
    return (low, end)
  }

  /// The same to full relative accuracy, whatever the shape of `g`, given the logarithm of g; slower.
  func peakedAverage(from start: Double = 0, to end: Double, logarithm: (Double) -> Double) -> Double {
    guard end > start else { return 0 }
    let v = degreesOfFreedom
    if v >= 1 {
      return logConcaveIntegral(from: start, to: end) { r in
        r > 0 || v == 1 ? logOfShape(max(r, 1e-300)) + logarithm(r) : -.infinity
      } * peak
    }
    // The density has a pole at zero, which the variable r^ν takes away: dr r^(ν-1) = d(r^ν)/ν.
    return logConcaveIntegral(from: power(start, v), to: power(end, v)) { s in
      let r = power(s, 1 / v)
      return v * (1 - r * r) / 2 + logarithm(r)
    } * peak / v
  }
}
