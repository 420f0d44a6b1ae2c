internal import CGSL

// The elementary functions that the standard library leaves to C, so that no other module imports C for them.

/// The natural logarithm.
public func ln(_ x: Double) -> Double { CGSL.log(x) }

/// ln(1 + x), accurate for small x.
public func ln1p(_ x: Double) -> Double { CGSL.log1p(x) }

/// e to the power of x.
public func exponential(_ x: Double) -> Double { CGSL.exp(x) }

/// e^x - 1, accurate for small x.
public func exponentialMinus1(_ x: Double) -> Double { CGSL.expm1(x) }

/// x to the power of y.
public func power(_ x: Double, _ y: Double) -> Double { CGSL.pow(x, y) }

/// The complementary error function, accurate in its far tail.
public func complementaryErrorFunction(_ x: Double) -> Double { CGSL.erfc(x) }

/// ln(1 + x) - x, accurate for small x where the two terms cancel; `x` above -1.
///
/// With r = x/(2 + x), ln(1 + x) = 2 artanh r, so the difference is r (2 r² (1/3 + r²/5 + ...) - x), in which nothing
/// cancels. GSL's own series for it was found to hold 11 digits only.
public func ln1pMinusX(_ x: Double) -> Double {
  guard x > -0.4, x < 0.7 else { return CGSL.log1p(x) - x }
  let r = x / (2 + x)
  let square = r * r
  var power = 1.0
  var sum = 0.0
  var k = 3.0
  while power > 1e-18 {
    sum += power / k
    power *= square
    k += 2
  }
  return r * (2 * square * sum - x)
}
