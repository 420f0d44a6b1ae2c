internal import Elementary

/// Owen's Q function: Q_ν(t, δ; a, b) = √(2π)/(Γ(ν/2) 2^((ν-2)/2)) ∫ₐᵇ Φ(t x/√ν - δ) x^(ν-1) φ(x) dx.
///
/// The chance that a chi variable on ν degrees of freedom lies between a and b and a normal one below t x/√ν - δ; over
/// 0 to infinity it is the lower tail of the noncentral t at t. The integrand is positive with one peak, and is integrated
/// as it is, so the digits hold in the far tail. Owen (1965), *Biometrika* 52, 437-446; the argument order is that of R's
/// PowerTOST.
public struct OwenQ: Sendable, Equatable {
  public let degreesOfFreedom: Double

  /// - Precondition: `degreesOfFreedom` is at least 1 and finite.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom >= 1 && degreesOfFreedom.isFinite,
      "degrees of freedom must be 1 or more, not \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// - Precondition: 0 ≤ `a` ≤ `b`, which may be infinite; `t` and `delta` are finite.
  public func value(t: Double, delta: Double, from a: Double = 0, to b: Double = .infinity) -> Double {
    precondition(t.isFinite && delta.isFinite, "t and delta must be finite, not \(t) and \(delta)")
    precondition(a >= 0 && a <= b, "the range must rise from 0 or above, not run from \(a) to \(b)")
    let root = degreesOfFreedom.squareRoot()
    let integral = SpreadRatio(degreesOfFreedom: degreesOfFreedom).peakedAverage(from: a / root, to: b / root) { r in
      logOfLowerTail(t * r - delta)
    }
    return min(1, integral)
  }
}

/// ln Φ(z), also where Φ(z) is below the least double.
private func logOfLowerTail(_ z: Double) -> Double {
  if z > -37 { return ln(Normal.lowerTail(z)) }
  let w = 1 / (z * z)
  // The asymptotic series DLMF 7.12.1; what is left out is below 1e-15 here.
  let series = ln1p(-w * (1 - w * (3 - w * (15 - w * (105 - w * 945)))))
  return -z * z / 2 - ln(-z) - ln(2 * Double.pi) / 2 + series
}
