internal import Elementary

/// Owen's T function, T(h, a) = 1/(2π) ∫₀ᵃ exp(-h²(1 + x²)/2)/(1 + x²) dx: the normal probability of the wedge
/// X > h, 0 < Y < aX.
///
/// Every term that is summed is positive, so the digits hold in the far tail too: relative error below 1e-13 down to
/// 1e-300. Owen (1956), *Ann. Math. Stat.* 27, 1075-1090.
public enum OwenT {
  /// Even in `h` and odd in `a`; `a` may be infinite. Zero where the value is below the least double.
  ///
  /// - Precondition: neither is NaN.
  public static func value(h: Double, a: Double) -> Double {
    precondition(!h.isNaN && !a.isNaN, "Owen's T needs two numbers, not \(h) and \(a)")
    let (distance, slope) = (h.magnitude, a.magnitude)
    let size: Double
    if slope <= 1 || distance >= reach {
      size = wedge(distance, slope)
    } else if slope == .infinity {
      size = Normal.upperTail(distance) / 2
    } else {
      // The wedge beyond the diagonal is what its mirror image leaves of the quadrant.
      let (q, beyond) = (Normal.upperTail(distance), Normal.upperTail(distance * slope))
      size = (q + beyond) / 2 - q * beyond - wedge(distance * slope, 1 / slope)
    }
    return a < 0 ? -size : size
  }

  /// exp(-reach²/2) is less than half a unit in the last place.
  private static let reach = 9.0
  private static let rule = GaussLegendre(.of32)

  private static func wedge(_ h: Double, _ a: Double) -> Double {
    guard a > 0, h < 39 else { return 0 }
    let square = h * h
    // The rounding of h² would cost two digits where h² is in the hundreds.
    let lost = (-square).addingProduct(h, h)
    let end = h > 0 ? min(a, reach / h) : a
    let integral = Self.rule.integral(from: 0, to: end) { x in exponential(-square * x * x / 2) / (1 + x * x) }
    return exponential(-square / 2) * (1 - lost / 2) * integral / (2 * Double.pi)
  }
}
