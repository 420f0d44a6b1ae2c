internal import GSL

/// The scale on which responses are taken to be linear in the dose or its logarithm, with equal variances.
public enum AssayResponseScale: String, Sendable, Equatable, CaseIterable {
  case asMeasured = "as measured"
  case naturalLogarithm = "ln"
  case decimalLogarithm = "log10"
  case squareRoot = "square root"
  /// Of responses that are not negative.
  case square = "square"

  /// Whether a response has a value on this scale.
  public func contains(_ response: Double) -> Bool {
    switch self {
    case .asMeasured: response.isFinite
    case .naturalLogarithm, .decimalLogarithm: response.isFinite && response > 0
    case .squareRoot, .square: response.isFinite && response >= 0
    }
  }

  /// The difference of two responses on this scale, formed without forming either, which near each other would cancel.
  func difference(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .asMeasured: return a - b
    case .naturalLogarithm: return logarithmOfRatio(a, b)
    case .decimalLogarithm: return logarithmOfRatio(a, b) / ln(10)
    case .squareRoot: return a == b ? 0 : (a - b) / (a.squareRoot() + b.squareRoot())
    case .square: return (a - b) * (a + b)
    }
  }
}

/// ln(a/b), accurate for a near b; a common factor that is a power of two changes no bit.
func logarithmOfRatio(_ a: Double, _ b: Double) -> Double {
  let relative = (a - b) / b
  if relative > -0.5 && relative < 1 { return ln1p(relative) }
  let ratio = a / b
  return ratio.isNormal ? ln(ratio) : ln(a) - ln(b)
}
