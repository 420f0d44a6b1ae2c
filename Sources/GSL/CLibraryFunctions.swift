internal import CGSL

// The elementary functions of the C library, for the second engine alone: the first has its own (Elementary), and neither calls
// the other's.

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
