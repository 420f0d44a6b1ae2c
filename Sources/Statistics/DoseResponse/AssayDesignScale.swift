internal import Elementary

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

  /// A response on this scale.
  ///
  /// - Precondition: the scale ``contains(_:)`` it.
  public func value(of response: Double) -> Double {
    precondition(contains(response), "\(response) has no value on the scale '\(rawValue)'")
    switch self {
    case .asMeasured: return response
    case .naturalLogarithm: return ln(response)
    case .decimalLogarithm: return ln(response) / ln(10)
    case .squareRoot: return response.squareRoot()
    case .square: return response * response
    }
  }

  /// The response that has this value, or `nil` where none has: a square or a root below zero.
  public func response(at value: Double) -> Double? {
    switch self {
    case .asMeasured: return value
    case .naturalLogarithm: return exponential(value)
    case .decimalLogarithm: return power(10, value)
    case .squareRoot: return value < 0 ? nil : value * value
    case .square: return value < 0 ? nil : value.squareRoot()
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
