internal import Notation
internal import Statistics

/// The scale, the pivot and the unit in which one attribute's results are computed.
///
/// The pivot is one value of the data, the same for every laboratory and whatever the order of rows. Results too small or
/// too large to be squared are counted in a power of two of their unit.
struct AnalysisFrame: Sendable {
  let scale: AnalysisScale
  let pivot: ExactDecimal
  /// Results times this are what is computed with; 1 save for extreme sizes.
  let factor: Double

  init(_ attribute: Attribute, values: [ExactDecimal]) {
    self.init(
      attribute, pivot: AnalysisScale.pivot(of: values) ?? ExactDecimal(0),
      largest: values.reduce(0) { max($0, $1.double.magnitude) })
  }

  /// - Parameters:
  ///   - pivot: of the values, ``AnalysisScale/pivot(of:)``.
  ///   - largest: of their magnitudes.
  init(_ attribute: Attribute, pivot: ExactDecimal, largest: Double) {
    scale = attribute.scale == .log ? .log : .linear
    self.pivot = pivot
    factor =
      scale == .linear && largest > 0 && !(1e-100...1e100).contains(largest)
      ? Double(sign: .plus, exponent: -largest.exponent, significand: 1) : 1
  }

  init(scale: AnalysisScale, pivot: ExactDecimal) {
    self.scale = scale
    self.pivot = pivot
    factor = 1
  }

  func centred(_ values: [ExactDecimal]) -> [Double] {
    let centred = scale.centred(values, on: pivot)
    return factor == 1 ? centred : centred.map { $0 * factor }
  }

  /// The pivot on the analysis scale.
  var centre: Double { scale.position(of: pivot.double) * factor }

  /// A limit in the unit of results, on the analysis scale.
  func position(of limit: ExactDecimal) -> Double { scale.position(of: limit.double) * factor }

  /// A mean on the analysis scale, as a result.
  func reported(_ mean: Double) -> Double { scale.reported(mean / factor) }
}
