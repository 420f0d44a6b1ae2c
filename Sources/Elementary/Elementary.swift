internal import CElementary

// The elementary functions that decide digits, the same bits on every processor: the C library's own differ, since it picks
// variants by what a processor can do. Their errors against high precision stand in `docs/verification.md`.

/// The natural logarithm; -∞ at 0, not a number below it. Within 0.51 units in the last place.
public func ln(_ x: Double) -> Double { elementary_log(x) }

/// ln(1 + x), accurate for small x; -∞ at -1. Within 0.51 units in the last place.
public func ln1p(_ x: Double) -> Double { elementary_log1p(x) }

/// The logarithm to the base of ten, exact for powers of ten. Within 0.51 units in the last place.
public func decimalLogarithm(_ x: Double) -> Double { elementary_log10(x) }

/// e to the power of x. Within 0.51 units in the last place.
public func exponential(_ x: Double) -> Double { elementary_exp(x) }

/// e^x - 1, accurate for small x. Within 0.6 units in the last place.
public func exponentialMinus1(_ x: Double) -> Double { elementary_expm1(x) }

/// x to the power of y, as IEEE 754 has it at its edges. Within 0.51 units in the last place.
public func power(_ x: Double, _ y: Double) -> Double { elementary_pow(x, y) }

/// The complementary error function, accurate in its far tail: within 0.75 units in the last place, and 1 below the normal range.
public func complementaryErrorFunction(_ x: Double) -> Double { elementary_erfc(x) }

/// ln(1 + x) - x, accurate for small x where the two terms cancel; `x` above -1.
///
/// With r = x/(2 + x), ln(1 + x) = 2 artanh r, so the difference is r (2 r² (1/3 + r²/5 + ...) - x), in which nothing
/// cancels. GSL's own series for it was found to hold 11 digits only.
public func ln1pMinusX(_ x: Double) -> Double {
  guard x > -0.4, x < 0.7 else { return ln1p(x) - x }
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
