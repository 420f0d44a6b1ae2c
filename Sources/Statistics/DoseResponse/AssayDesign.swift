/// One response to one dose of one preparation.
public struct LinearAssayReading: Sendable, Equatable {
  /// Index in the list of preparations; 0 is the standard.
  public let preparation: Int
  /// In a unit that is the same for all preparations, at their assumed potencies. Doses of one preparation that agree in
  /// nine digits are one dose.
  public let dose: Double
  /// As measured.
  public let response: Double

  public init(preparation: Int, dose: Double, response: Double) {
    self.preparation = preparation
    self.dose = dose
    self.response = response
  }
}

/// How treatments were laid out, with codes that are one for each reading; any integers.
///
/// A missing well is a reading that is not there: every model is fitted by general least squares.
public enum AssayDesign: Sendable, Equatable {
  case completelyRandomised
  case randomisedBlock(blocks: [Int])
  case latinSquare(rows: [Int], columns: [Int])

  /// The groupings beside the treatments, in the order in which they are taken out.
  var groupings: [(effect: AssayEffect, codes: [Int])] {
    switch self {
    case .completelyRandomised: []
    case .randomisedBlock(let blocks): [(.blocks, blocks)]
    case .latinSquare(let rows, let columns): [(.rows, rows), (.columns, columns)]
    }
  }
}

/// Whether a dose or potency is a level that is met already: equal to nine digits.
///
/// - Precondition: `level` is not above `value`.
func isSameLevel(_ level: Double, _ value: Double) -> Bool { value - level <= 1e-9 * value }

/// Checked readings of an assay with straight lines, ready for least squares.
///
/// Readings are put in an order of their own, so that the order in which they came changes no bit. Responses are on
/// their scale, less that of one response, which costs no digit to an offset, and over a power of two.
struct LinearAssayLayout: Sendable {
  let preparations: [String]
  /// Index of the preparation, and dose, of each reading in order.
  let preparation: [Int]
  let doses: [Double]
  /// The index that each reading came with.
  let order: [Int]
  /// On the response scale.
  let values: [Double]
  /// Centred and scaled responses.
  let y: [Double]
  /// What a centred response is multiplied by to be on the response scale again.
  let unit: Double
  let groupings: [(effect: AssayEffect, codes: DenseCodes)]

  var count: Int { y.count }

  init(
    _ readings: [LinearAssayReading], preparations: [String], design: AssayDesign, scale: AssayResponseScale,
    zeroDoses: Bool
  ) throws(LinearAssayError) {
    guard preparations.count >= 2 else { throw .noTestPreparation }
    for (i, reading) in readings.enumerated() {
      guard preparations.indices.contains(reading.preparation) else { throw .unknownPreparation(index: i) }
      guard reading.dose.isFinite, reading.response.isFinite else { throw .notFinite(index: i) }
      guard reading.dose > 0 || (zeroDoses && reading.dose == 0) else {
        throw .doseNotPositive(index: i, dose: reading.dose)
      }
      guard scale.contains(reading.response) else {
        throw .responseOutsideScale(index: i, response: reading.response, scale: scale)
      }
    }
    for (effect, codes) in design.groupings where codes.count != readings.count {
      throw .lengths(effect: effect, codes: codes.count, readings: readings.count)
    }
    for (k, name) in preparations.enumerated() {
      guard readings.contains(where: { $0.preparation == k && $0.dose > 0 }) else {
        throw .noReadings(preparation: name)
      }
    }
    let codes = design.groupings.map { $0.codes }
    let order = readings.indices.sorted { a, b in
      let (one, other) = (readings[a], readings[b])
      if one.preparation != other.preparation { return one.preparation < other.preparation }
      if one.dose != other.dose { return one.dose < other.dose }
      for code in codes where code[a] != code[b] { return code[a] < code[b] }
      return one.response < other.response
    }
    let responses = readings.map({ $0.response }).sorted()
    let pivot = responses[responses.count / 2]
    let centred = order.map { scale.difference(readings[$0].response, pivot) }
    let largest = centred.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0 else { throw .noVariation }
    // Squares of what is beyond this would leave the range of doubles.
    guard largest < 1e150 else {
      let bad = readings.indices.first { !(scale.difference(readings[$0].response, pivot).magnitude < 1e150) } ?? 0
      throw .responseOutsideScale(index: bad, response: readings[bad].response, scale: scale)
    }
    let unit = Double(sign: .plus, exponent: largest.exponent, significand: 1)
    self.preparations = preparations
    self.order = order
    values = order.map { scale.value(of: readings[$0].response) }
    preparation = order.map { readings[$0].preparation }
    // Doses that were computed may differ in their last bits and still be one dose.
    var doses: [Double] = []
    for (i, reading) in order.map({ readings[$0] }).enumerated() {
      let isSame = i > 0 && preparation[i - 1] == reading.preparation && isSameLevel(doses[i - 1], reading.dose)
      doses.append(isSame ? doses[i - 1] : reading.dose)
    }
    self.doses = doses
    y = centred.map { $0 / unit }
    self.unit = unit
    groupings = design.groupings.map { effect, codes in (effect, DenseCodes(order.map { codes[$0] })) }
    let effects =
      groupings.reduce(0) { $0 + $1.codes.count } + preparations.indices.reduce(0) { $0 + levels(of: $1).count }
    // Least squares take readings × effects² steps.
    guard Double(y.count) * Double(effects) * Double(effects) <= 1e8 else {
      throw .tooLarge(readings: y.count, effects: effects)
    }
  }

  /// 1 for the readings for which `isMember` holds, 0 for the others.
  func indicator(_ isMember: (Int) -> Bool) -> [Double] { y.indices.map { isMember($0) ? 1 : 0 } }

  /// The distinct doses above zero of a preparation, weakest first.
  func levels(of preparation: Int) -> [Double] {
    var found: [Double] = []
    for i in y.indices where self.preparation[i] == preparation && doses[i] > 0 && doses[i] != found.last {
      found.append(doses[i])
    }
    return found
  }

  /// One indicator for each dose of a preparation.
  func cells(of preparation: Int) -> [[Double]] {
    levels(of: preparation).map { level in
      indicator { self.preparation[$0] == preparation && doses[$0] == level }
    }
  }

  /// A fit of the mean and, one after the other, of the groupings of the design.
  func fitOfGroupings() -> (fit: SequentialLeastSquares, lines: [AssayAnova.Line]) {
    var fit = SequentialLeastSquares(y)
    _ = fit.add([[Double](repeating: 1, count: count)])
    var lines: [AssayAnova.Line] = []
    for (effect, codes) in groupings {
      let added = fit.add((1..<max(codes.count, 1)).map { level in indicator { codes.codes[$0] == level } })
      lines.append(line(effect, added))
    }
    return (fit, lines)
  }

  func line(_ effect: AssayEffect, _ added: SequentialLeastSquares.Added) -> AssayAnova.Line {
    AssayAnova.Line(
      effect: effect, degreesOfFreedom: added.degreesOfFreedom, sumOfSquares: added.sumOfSquares * unit * unit)
  }
}
