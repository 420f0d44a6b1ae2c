internal import Elementary
public import Notation

/// The scale on which means and standard deviations are formed.
public enum AnalysisScale: Sendable, Equatable {
  case linear
  /// Natural logarithm.
  case log

  /// The values on this scale, less the pivot on this scale, each rounded once.
  ///
  /// The pivot is subtracted in decimal first: a file that says 100.1 and 100.2 differs by exactly 0.1, whatever the
  /// offset. On the log scale ln(v) - ln(p) = ln(1 + (v - p)/p) near the pivot.
  ///
  /// - Precondition: on the log scale every value and the pivot are above zero.
  public func centred(_ values: [ExactDecimal], on pivot: ExactDecimal) -> [Double] {
    switch self {
    case .linear: return values.map { $0.subtracting(pivot) }
    case .log:
      let p = pivot.double
      return values.map { value in
        let relative = value.subtracting(pivot) / p
        return relative > -0.5 && relative < 1 ? ln1p(relative) : ln(value.double / p)
      }
    }
  }

  /// A single value on this scale.
  public func position(of value: Double) -> Double { self == .log ? ln(value) : value }

  /// Back from this scale to the scale of reported results.
  public func reported(_ position: Double) -> Double { self == .log ? exponential(position) : position }

  /// A value of the set that does not depend on its order: the upper median.
  public static func pivot(of values: [ExactDecimal]) -> ExactDecimal? {
    values.isEmpty ? nil : value(atRank: values.count / 2, of: values)
  }
}
