internal import GSL

/// The standard normal distribution.
public enum Normal {
  /// P(Z ≤ z).
  public static func lowerTail(_ z: Double) -> Double { complementaryErrorFunction(-z / 2.0.squareRoot()) / 2 }

  /// P(Z > z).
  public static func upperTail(_ z: Double) -> Double { complementaryErrorFunction(z / 2.0.squareRoot()) / 2 }
}
