/// A fitted straight line of one preparation, for a figure: value = ``meanResponse`` + ``slope`` (abscissa - ``meanAbscissa``).
public struct FittedLine: Sendable, Equatable {
  public let preparation: String
  /// The mean ln dose of the preparation's readings (parallel lines); 0, the dose of the blanks (slope ratio).
  public let meanAbscissa: Double
  /// The value there on the response scale, averaged over the blocks, rows and columns of the readings.
  public let meanResponse: Double
  /// Per unit of ln dose, or of dose.
  public let slope: Double

  /// On the response scale; see ``AssayResponseScale/response(at:)`` for the way back.
  public func value(at abscissa: Double) -> Double { meanResponse + slope * (abscissa - meanAbscissa) }
}

extension LinearAssayLayout {
  /// What a fit left over, on the response scale, and what it fitted, in the order in which readings came.
  func readingsOfFit(_ fit: SequentialLeastSquares) -> (residuals: [Double], fitted: [Double]) {
    var residuals = [Double](repeating: 0, count: count)
    var fitted = residuals
    for (k, i) in order.enumerated() {
      residuals[i] = unit * fit.remainder[k]
      fitted[i] = values[k] - residuals[i]
    }
    return (residuals, fitted)
  }
}
