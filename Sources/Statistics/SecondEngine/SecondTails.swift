internal import GSL

/// Tails and quantiles of the second engine.
///
/// GSL's tails where they hold twelve digits. Where they do not (t far out with 30 to a thousand degrees of freedom, chi-square
/// and F with tens of thousands) it is the ratio of two integrals of the density, by adaptive quadrature, in which no gamma
/// function has a part. A quantile is where the tail passes through the probability, by Brent's method from GSL's own quantile.
enum SecondTails {
  // MARK: - Tails

  /// P(T > t) with `df` degrees of freedom; the normal distribution's where they are infinite.
  static func t(above t: Double, _ df: Double) throws(CrossCheck.Reason) -> Double {
    guard df < 1e10 else { return try number(Cumulative.Normal.upperTail(t)) }
    // Between, GSL takes the first terms of a series in 1/df, which holds next to the middle only.
    // Far out the square is no number any more.
    let isFar = t.magnitude > 1e150 && t.isFinite
    guard isFar || df > 30 && df < 1e4 && t * t > 6 else {
      return try number(Cumulative.StudentT(degreesOfFreedom: df).upperTail(t))
    }
    // T²/df is the odds of a beta variable.
    let beyond = try PeakedTails.ofBeta(0.5, df / 2, lnOdds: 2 * ln(t.magnitude) - ln(df)).upper / 2
    return t > 0 ? beyond : 1 - beyond
  }

  /// P(X ≤ x) of chi-square.
  static func chiSquare(below x: Double, _ df: Double) throws(CrossCheck.Reason) -> Double {
    guard x > 0 else { return 0 }
    if df > Self.mostOfChiSquare { return try PeakedTails.ofGamma(df / 2, x / 2).lower }
    return try number(Cumulative.ChiSquare(degreesOfFreedom: df).lowerTail(x))
  }

  /// P(X > x) of chi-square.
  static func chiSquare(above x: Double, _ df: Double) throws(CrossCheck.Reason) -> Double {
    guard x > 0 else { return 1 }
    if df > Self.mostOfChiSquare { return try PeakedTails.ofGamma(df / 2, x / 2).upper }
    return try number(Cumulative.ChiSquare(degreesOfFreedom: df).upperTail(x))
  }

  /// Both tails of F at `f`.
  static func f(_ f: Double, _ m: Double, _ n: Double) throws(CrossCheck.Reason) -> (lower: Double, upper: Double) {
    guard f > 0 else { return (0, 1) }
    guard f < .infinity else { return (1, 0) }
    if max(m, n) <= Self.mostOfF {
      let distribution = Cumulative.F(m, n)
      return (try number(distribution.lowerTail(f)), try number(distribution.upperTail(f)))
    }
    let found = try PeakedTails.ofBeta(m / 2, n / 2, odds: m * f / n)
    return (found.lower, found.upper)
  }

  // MARK: - Quantiles

  /// The t with P(T > t) = `probability`.
  static func tQuantile(above probability: Double, _ df: Double) throws(CrossCheck.Reason) -> Double {
    if probability == 0.5 { return 0 }
    if probability > 0.5 { return -(try tQuantile(above: 1 - probability, df)) }
    let guess =
      df < 1e10
      ? try? Cumulative.StudentT(degreesOfFreedom: df).upperQuantile(probability)
      : try? Cumulative.Normal.upperQuantile(probability)
    return try point(near: guess, probability, falls: true) { (x) throws(CrossCheck.Reason) in try t(above: x, df) }
  }

  /// The x with P(X ≤ x) = `probability` of chi-square.
  static func chiSquareQuantile(below probability: Double, _ df: Double) throws(CrossCheck.Reason) -> Double {
    let distribution = Cumulative.ChiSquare(degreesOfFreedom: df)
    if probability > 0.5 {
      return try point(near: try? distribution.lowerQuantile(probability), 1 - probability, falls: true) {
        (x) throws(CrossCheck.Reason) in try chiSquare(above: x, df)
      }
    }
    return try point(near: try? distribution.lowerQuantile(probability), probability, falls: false) {
      (x) throws(CrossCheck.Reason) in try chiSquare(below: x, df)
    }
  }

  /// The f with P(F ≤ f) = `probability`.
  static func fQuantile(below probability: Double, _ m: Double, _ n: Double) throws(CrossCheck.Reason) -> Double {
    let guess = try? Cumulative.F(m, n).lowerQuantile(probability)
    if probability > 0.5 {
      return try point(near: guess, 1 - probability, falls: true) { (x) throws(CrossCheck.Reason) in
        try f(x, m, n).upper
      }
    }
    return try point(near: guess, probability, falls: false) { (x) throws(CrossCheck.Reason) in try f(x, m, n).lower }
  }

  /// The x with P(X > x) = `probability` of chi-square.
  static func chiSquareQuantile(above probability: Double, _ df: Double) throws(CrossCheck.Reason)
    -> Double
  {
    let guess = try? Cumulative.ChiSquare(degreesOfFreedom: df).upperQuantile(probability)
    if probability > 0.5 {
      return try point(near: guess, 1 - probability, falls: false) {
        (x) throws(CrossCheck.Reason) in
        try chiSquare(below: x, df)
      }
    }
    return try point(near: guess, probability, falls: true) { (x) throws(CrossCheck.Reason) in
      try chiSquare(above: x, df)
    }
  }

  /// The f with P(F > f) = `probability`: one over the lower quantile of the inverse ratio.
  static func fQuantile(above probability: Double, _ m: Double, _ n: Double) throws(CrossCheck
    .Reason) -> Double
  {
    1 / (try fQuantile(below: probability, n, m))
  }

  // MARK: - Shared

  /// Beyond, GSL goes over to expansions that hold fewer than twelve digits.
  private static let mostOfChiSquare = 5e4
  private static let mostOfF = 2e4

  private static func number(_ value: Double) throws(CrossCheck.Reason) -> Double {
    guard !value.isNaN else { throw .routine("a distribution function of GSL gave no number") }
    return value
  }

  /// Where a tail passes through a probability, on points above zero.
  private static func point(
    near guess: Double?, _ probability: Double, falls: Bool, _ tail: (Double) throws(CrossCheck.Reason) -> Double
  ) throws(CrossCheck.Reason) -> Double {
    var failure: CrossCheck.Reason?
    /// Rises through zero; on ln of the tail, which is nearly straight.
    func excess(_ x: Double) -> Double {
      do throws(CrossCheck.Reason) {
        let found = try tail(x)
        guard found > 0 else { return falls ? 1e3 : -1e3 }
        return (falls ? -1 : 1) * ln(found / probability)
      } catch {
        failure = error
        return .nan
      }
    }
    let middle = guess.flatMap { $0 > 0 && $0.isFinite ? $0 : nil } ?? 1
    // From a narrow bracket to one that holds the point, however wrong the guess.
    var (low, high) = (middle, middle)
    var factor = 1 + 1e-9
    if excess(middle) > 0 {
      repeat {
        high = low
        low /= factor
        factor = min(factor * factor * factor, 16)
      } while failure == nil && low > 1e-300 && excess(low) > 0
    } else {
      repeat {
        low = high
        high *= factor
        factor = min(factor * factor * factor, 16)
      } while failure == nil && high < 1e300 && excess(high) < 0
    }
    if let failure { throw failure }
    let (a, b) = (low, high)
    let found = try SecondEngine.calling { () throws(GSLError) in try bracketedRoot(from: a, to: b, of: excess) }
    if let failure { throw failure }
    return found
  }
}
