internal import AssayData
internal import Notation
internal import Transfer

/// Results outside the specification of their attribute, by value and place.
struct SpecificationLine {
  private let context: ReportContext

  init(_ context: ReportContext) { self.context = context }

  /// How many results are named of each attribute, and how many attributes: the rest is a count.
  private static let most = 4
  private static let mostAttributes = 4

  /// A sentence for each attribute that has some.
  var sentences: [RichText] {
    let all = context.assessment.outsideSpecification
    guard !all.isEmpty else { return [] }
    let keys = FileKeys(context.assessment.data)
    let attributes = context.transferProtocol.attributes.filter { attribute in
      all.contains { $0.attribute == attribute.id }
    }
    var lines = attributes.prefix(Self.mostAttributes).map { attribute in
      sentence(attribute, all.filter { $0.attribute == attribute.id }, keys)
    }
    let rest = attributes.dropFirst(Self.mostAttributes)
    if !rest.isEmpty {
      let count = all.count { outside in rest.contains { $0.id == outside.attribute } }
      lines.append(
        "Of \(Wording.count(rest.count, "more attribute")) \(Wording.count(count, "result")) lie\(count == 1 ? "s" : "") outside; \(context.recordFile) has them."
      )
    }
    return lines
  }

  private func sentence(_ attribute: Attribute, _ outside: [OutsideSpecification], _ keys: FileKeys) -> RichText {
    let range =
      switch (attribute.specification?.lower, attribute.specification?.upper) {
      case (let lower?, let upper?): "\(lower) to \(upper)"
      case (let lower?, nil): "not below \(lower)"
      case (nil, let upper?): "not above \(upper)"
      case (nil, nil): ""
      }
    let unit = attribute.unitOfMeasurement.isEmpty ? "" : " \(visible(attribute.unitOfMeasurement))"
    let several = context.transferProtocol.attributes.count > 1
    // Where most are left to a count anyway, as with spiked samples, fewer serve.
    let shown = outside.prefix(outside.count > 2 * Self.most ? 2 : Self.most).map { place($0, attribute, keys) }
    let more = outside.count - shown.count
    let used = outside.count(where: { $0.isUsed })
    let standing =
      used == outside.count
      ? "Judged with the others"
      : used == 0 ? "Not judged: marked and not used" : "\(used) of them judged with the others"
    return
      "\(several ? "\(visible(attribute.title)): " : "")\(Wording.count(outside.count, "result")) outside the specification (\(range)\(unit)): \(shown.joined(separator: "; "))\(more > 0 ? "; and \(more) more" : ""). \(standing)."
  }

  /// "109.4 at Site B, run R02, LOT-2 (results.csv:10:7)".
  private func place(_ outside: OutsideSpecification, _ attribute: Attribute, _ keys: FileKeys) -> String {
    let data = context.assessment.data
    let row = outside.row
    let parts = [
      data.name(.laboratory, of: row).map { "at \(visible($0))" },
      context.transferProtocol.runName(of: row, in: data).map { "run \(visible($0))" },
      data.name(.sample, of: row).map { visible($0) },
      data.name(.level, of: row).map { "level \(visible($0))" },
    ].compactMap { $0 }
    let value =
      switch data.shown(row) {
      case .number:
        isOutside(context.result(row), attribute) ? context.result(row) : data.values[row].description
      case .text(let text): visible(text)
      case .nothing: ""
      }
    return "\(value) \(parts.joined(separator: ", ")) (\(keys.place(row)))\(outside.isUsed ? "" : ", not used")"
  }

  /// Whether a number as it is printed still lies outside: one that is rounded onto its limit is printed in full.
  private func isOutside(_ text: String, _ attribute: Attribute) -> Bool {
    guard let shown = try? NumberGrammar.point.read(text), let specification = attribute.specification else {
      return true
    }
    return specification.lower.map { shown < $0 } ?? false || specification.upper.map { shown > $0 } ?? false
  }
}
