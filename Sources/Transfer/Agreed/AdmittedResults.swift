internal import AssayData
public import Notation

extension Attribute {
  /// Whether a number can be a result of this attribute, or a reading of which its potencies are computed: one with the
  /// logarithm or the root that its scale takes.
  public func admits(_ value: ExactDecimal) -> Bool {
    guard let doseResponse else { return scale == .linear || value.isPositive }
    switch doseResponse.plates.responses {
    case .any: return true
    case .notNegative: return value.isPositive || value.isZero
    case .positive: return value.isPositive
    }
  }
}
