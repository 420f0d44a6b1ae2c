internal import Elementary

/// The standard normal distribution.
public enum Normal {
  /// P(Z ≤ z).
  public static func lowerTail(_ z: Double) -> Double { upperTail(-z) }

  /// P(Z > z), to a few units in the last place as far out as it is a normal number (z to about 37.5).
  ///
  /// z/√2 is itself rounded, which in the far tail costs z²/2 roundings; what was rounded off is put back to first order.
  public static func upperTail(_ z: Double) -> Double {
    let x = z * halfRoot
    let tail = complementaryErrorFunction(x) / 2
    guard x > 0.5, x < 30 else { return tail }
    let lost = (-x).addingProduct(z, halfRoot) + z * halfRootRest
    // erfc'(x)/erfc(x) lies between -(x + √(x² + 2)) and -(x + √(x² + 4/π)) (DLMF 7.8.2).
    return tail * (1 - lost * (x + (x * x + 1.7).squareRoot()))
  }

  /// The density at z.
  public static func density(_ z: Double) -> Double { exponential(-z * z / 2) * densityAtZero }

  /// The z with P(Z > z) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public static func upperQuantile(_ probability: Double) -> Double { -lowerQuantile(probability) }

  /// The z with P(Z ≤ z) = `probability`.
  ///
  /// Wichura's algorithm AS 241 (1988, *Appl. Statist.* 37, 477-484); beyond 1e-3, where its rounding is magnified, one
  /// step of Newton's method against the tail itself. No state and no iteration: the same bits for the same probability.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public static func lowerQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    let q = probability - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      return q * centralNumerator(r) / centralDenominator(r)
    }
    let p = q < 0 ? probability : 1 - probability
    let r = (-ln(p)).squareRoot()
    var z = r <= 5 ? tailNumerator(r - 1.6) / tailDenominator(r - 1.6) : farNumerator(r - 5) / farDenominator(r - 5)
    if p < 1e-3, p > 1e-300 {
      let tail = upperTail(z)
      z += (tail - p) / density(z)
    }
    return q < 0 ? -z : z
  }

  /// P(centre - halfWidth < Z < centre + halfWidth), without cancellation however narrow or far out; `halfWidth` ≥ 0.
  static func interval(centre: Double, halfWidth: Double) -> Double {
    let c = centre.magnitude
    if halfWidth < 0.1, c * halfWidth < 2 {
      // Taylor's series of the density about the centre, in Hermite polynomials.
      let square = halfWidth * halfWidth
      var (older, newer) = (1.0, c)
      var factor = 1.0
      var sum = 1.0
      var n = 1.0
      while n < 60 {
        older = c * newer - n * older
        newer = c * older - (n + 1) * newer
        factor *= square / ((n + 1) * (n + 2))
        let term = factor * older
        sum += term
        n += 2
        if factor * (older.magnitude + newer.magnitude) < 1e-18 * sum { break }
      }
      return density(c) * 2 * halfWidth * sum
    }
    if c > halfWidth { return upperTail(c - halfWidth) - upperTail(c + halfWidth) }
    return 1 - upperTail(c + halfWidth) - upperTail(halfWidth - c)
  }

  /// 1/√2 in two parts.
  private static let halfRoot = 0.70710678118654757
  private static let halfRootRest = -4.8336466567264567e-17
  /// 1/√(2π)
  private static let densityAtZero = 0.39894228040143267794

  // MARK: - AS 241's rational functions, PPND16

  private static func centralNumerator(_ r: Double) -> Double {
    let high = ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
    let low = ((high + 45921.953931549871457) * r + 13731.693765509461125) * r
    return ((low + 1971.5909503065514427) * r + 133.14166789178437745) * r + 3.387132872796366608
  }

  private static func centralDenominator(_ r: Double) -> Double {
    let high = ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
    let low = ((high + 21213.794301586595867) * r + 5394.1960214247511077) * r
    return ((low + 687.1870074920579083) * r + 42.313330701600911252) * r + 1
  }

  private static func tailNumerator(_ r: Double) -> Double {
    let high = ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
    let low = ((high + 1.27045825245236838258) * r + 3.64784832476320460504) * r
    return ((low + 5.7694972214606914055) * r + 4.6303378461565452959) * r + 1.42343711074968357734
  }

  private static func tailDenominator(_ r: Double) -> Double {
    let high = ((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
    let low = ((high + 0.14810397642748007459) * r + 0.68976733498510000455) * r
    return ((low + 1.6763848301838038494) * r + 2.05319162663775882187) * r + 1
  }

  private static func farNumerator(_ r: Double) -> Double {
    let high = ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
    let low = ((high + 0.026532189526576123093) * r + 0.29656057182850489123) * r
    return ((low + 1.7848265399172913358) * r + 5.4637849111641143699) * r + 6.6579046435011037772
  }

  private static func farDenominator(_ r: Double) -> Double {
    let high = ((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
    let low = ((high + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r
    return ((low + 0.13692988092273580531) * r + 0.59983220655588793769) * r + 1
  }
}
