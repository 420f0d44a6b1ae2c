internal import AssayData
internal import Statistics

/// A laboratory's precision on the analysis scale.
struct LaboratoryPrecision {
  /// The variance.
  let estimate: Double
  /// Where one mean square is all that it rests on; a sum has none.
  let degreesOfFreedom: Double?
  /// Outermost first, on the scale of one result, each with its part in the estimate.
  let meanSquares: [WeightedSquare]
  /// The mean over all results, on the analysis scale.
  let mean: Double
  let units: Int
  let results: Int
  let remarks: [String]

  var standardDeviation: Double { max(0, estimate).squareRoot() }
}

extension Attribute.UnitOfReplication {
  /// The role that holds it; `nil` for single results.
  var role: Role? {
    switch self {
    case .run: .run
    case .day: .day
    case .analyst: .analyst
    case .sample: .sample
    case .result: nil
    }
  }
}
