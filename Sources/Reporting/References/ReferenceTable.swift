internal import Notation
internal import Statistics
internal import Transfer

/// Standards that results are relative to, with what the chain back to the primary says of them.
struct ReferenceTable {
  let uses: [ReferenceUse]
  let words: StudyWords

  /// `nil` where the protocol has no standards.
  var table: Table? {
    guard !uses.isEmpty else { return nil }
    let byLaboratory = uses.contains { $0.laboratory != nil }
    let areCarried = uses.contains { $0.carried != nil }
    var last: String?
    return Table(
      "references", caption: "Reference standards used",
      columns: [.init("Attribute")] + (byLaboratory ? [.init(words.groupHead)] : []) + [
        .init("Standard"), .init("Value", .right), .init("Rule"), .init("Date"), .init("Provisional"),
        .init("u(ln value)", .right, note: "the whole chain"),
        .init("Drift", .right, note: "measured over stated"),
      ] + (areCarried ? [.init("Factor", .right, note: "to the reference")] : []),
      rows: uses.map { use in
        let standard = use.standard
        let attribute = use.attribute.id
        defer { last = attribute }
        let text = ReferenceText(use)
        return Table.Row(
          [attribute == last ? Cell("", raw: attribute) : Cell(RichText(visible(attribute)))]
            + (byLaboratory ? [Cell(RichText(visible(use.laboratory ?? "all")))] : []) + [
              Cell("\(strong: visible(standard.id))", note: standard.lot.map { "lot \(visible($0))" }),
              Cell(RichText(text.value), raw: standard.value.description),
              standard.rule.map { rule in
                Cell(RichText(rule.rawValue), note: standard.comparator.map { "against \(visible($0))" })
              } ?? Cell("primary"),
              standard.date.map { Cell(RichText($0)) } ?? .empty,
              Cell(RichText(text.provisionalWord), use.restsOnProvisional ? .flagged : .none),
              use.generation.map { Self.cell($0.lnMeasured.standardError) } ?? .empty,
              use.generation.map { Self.ratio($0.drift) } ?? .empty,
            ] + (areCarried ? [use.carried.map { Self.ratio($0.factor) } ?? .empty] : []),
          startsGroup: attribute != last)
      },
      note:
        "u(ln value): the standard uncertainty of ln of the value by all measured ratios back to the primary; 0.01 is 1 %. Drift: that value over the value stated, with its 95 % interval.\(areCarried ? " Factor: what results were multiplied by to be relative to the attribute's reference, the measured ratio of the two lots less what their stated values take care of, with its 95 % interval; it and its uncertainty are in the comparison of means." : " Neither is in the verdict.")"
    )
  }

  /// A standard uncertainty in two digits.
  private static func cell(_ uncertainty: Double) -> Cell {
    uncertainty == 0
      ? Cell("0", value: 0)
      : Cell(
        Numbers.estimate(uncertainty, decimals: Numbers.decimals(standardError: uncertainty)), value: uncertainty)
  }

  private static func ratio(_ estimate: LnEstimate) -> Cell {
    let text = estimate.ratioTexts
    return Cell(text.estimate, value: AnalysisScale.log.reported(estimate.value), note: text.interval)
  }
}

extension ReferenceUse {
  /// A member of `references` in `result.json`.
  var record: JSON {
    .members([
      "attribute": .string(attribute.id), "laboratory": .optional(laboratory), "standard": .string(standard.id),
      "lot": .optional(standard.lot), "value": .number(standard.value.double), "unit": .optional(standard.unit),
      "rule": .optional(standard.rule?.rawValue), "comparator": .optional(standard.comparator),
      "date": .optional(standard.date), "provisional": .bool(standard.provisional),
      "restsOnProvisional": .array(provisional.map { .string($0.id) }),
      "standardUncertainty": .optional(generation?.lnMeasured.standardError),
      "degreesOfFreedom": .finite(generation?.lnMeasured.degreesOfFreedom), "drift": generation?.drift.ratioRecord,
      "broughtTo": .optional(carried?.standard.id), "factor": carried?.factor.ratioRecord,
    ])
  }
}

extension PotencyReference {
  /// `reference` in `potency.json`.
  var record: JSON {
    .members([
      "name": .string(name), "standard": .string(standard.id), "lot": .optional(standard.lot),
      "value": .number(standard.value.double), "unit": .optional(standard.unit),
      "provisional": .bool(standard.provisional), "restsOnProvisional": .array(provisional.map { .string($0.id) }),
    ])
  }
}

extension LnEstimate {
  /// As a ratio; the standard uncertainty is that of its ln.
  var ratioRecord: JSON {
    .estimate(
      AnalysisScale.log.reported(value), standardUncertainty: standardError, degreesOfFreedom: degreesOfFreedom)
  }
}

extension JSON {
  /// A value or ratio with the standard uncertainty of its ln. Degrees of freedom without an end are left out.
  static func estimate(_ value: Double, standardUncertainty: Double, degreesOfFreedom: Double) -> JSON {
    .members([
      "estimate": .number(value), "standardUncertainty": .number(standardUncertainty),
      "degreesOfFreedom": .finite(degreesOfFreedom),
    ])
  }

  /// `nil` where there is no end.
  static func finite(_ value: Double?) -> JSON? { value.flatMap { $0.isFinite ? .number($0) : nil } }
}
