internal import AssayData
internal import Notation
internal import Statistics
internal import Transfer

/// What a report has beside others where two standards are compared, and how their ratios and values are printed.
struct BridgingContext {
  let study: BridgingStudy
  /// What it has in common with other studies: criteria, data, protocol.
  let base: ReportContext

  var current: String { visible(study.comparison.current) }
  var candidate: String { visible(study.comparison.candidate) }
  /// "RS-04/RS-03".
  var ratioName: String { "\(candidate)/\(current)" }
  var unit: Attribute.UnitOfReplication { study.attribute.unitOfReplication }

  /// The unit that values of standards are in; empty where they are relative to the primary.
  var valueUnit: String {
    if study.attribute.isInUnitOfStandards { return visible(study.attribute.unitOfMeasurement) }
    return visible(base.transferProtocol.standards?[study.comparison.current]?.unit ?? "")
  }

  /// "value, IU/ml", "value".
  func withUnit(_ text: String) -> String { valueUnit.isEmpty || valueUnit == "ratio" ? text : "\(text), \(valueUnit)" }

  /// `95 %`.
  func level(_ level: Double) -> String {
    let percent = (level * 1e6).rounded() / 1e4
    return Numbers.percent(percent, decimals: percent == percent.rounded() ? 0 : 1)
  }

  /// Decimals in which all ratios of a table are printed: those that the deciding interval needs.
  var ratioDecimals: Int {
    guard case .success(let found) = study.ratio else { return 3 }
    return max(2, min(6, Numbers.decimals(intervalWidth: found.upper - found.lower)))
  }

  /// Decimals for values of standards: two digits of the standard uncertainty of the one that is known worst.
  var valueDecimals: Int {
    let widths = study.chain.generations.map { $0.measured.upper - $0.measured.lower }.filter { $0 > 0 }
    guard let widest = widths.max() else { return study.attribute.digits ?? 3 }
    return max(study.attribute.digits ?? 0, min(8, Numbers.decimals(intervalWidth: widest) + 1))
  }

  func ratio(_ value: Double) -> Cell { Cell(Numbers.estimate(value, decimals: ratioDecimals), value: value) }

  func ratioInterval(_ lower: Double, _ upper: Double) -> Cell {
    Cell(RichText(Numbers.interval(lower, upper, decimals: ratioDecimals)), raw: raw(lower, upper))
  }

  func value(_ value: Double) -> Cell { Cell(Numbers.estimate(value, decimals: valueDecimals), value: value) }

  func valueInterval(_ lower: Double, _ upper: Double) -> Cell {
    Cell(RichText(Numbers.interval(lower, upper, decimals: valueDecimals)), raw: raw(lower, upper))
  }

  private func raw(_ lower: Double, _ upper: Double) -> String {
    "\(Numbers.shortest(lower)) to \(Numbers.shortest(upper))"
  }

  /// A relative standard uncertainty, from ln, in percent with two digits.
  func percent(_ ln: Double) -> String {
    let percent = 100 * ln
    return Numbers.percent(percent, decimals: percent == 0 ? 0 : max(0, Numbers.decimals(standardError: percent)))
  }

  func freedom(_ value: Double) -> String { value.isFinite ? Numbers.degreesOfFreedom(value) : "known" }

  func rule(_ rule: Standard.Rule?) -> String { rule?.rawValue ?? "primary" }

  /// "provisional", "rests on RS-03, provisional".
  func standing(_ generation: ReferenceChain.Generation) -> String {
    var words: [String] = []
    if generation.provisional { words.append("provisional") }
    if !generation.restsOnProvisional.isEmpty {
      words.append("rests on \(generation.restsOnProvisional.map(visible).joined(separator: ", ")), provisional")
    }
    return words.joined(separator: "; ")
  }
}
