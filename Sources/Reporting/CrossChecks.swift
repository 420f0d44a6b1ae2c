internal import Notation
internal import Statistics
public import Transfer

/// What the second engine held of the findings: tolerances, which are the same everywhere, and never the digits that were
/// met, which move with the machine.
extension CrossCheck {
  /// The tolerance as it is stated: the next power of ten.
  var heldTo: String? {
    guard second != nil else { return nil }
    var (power, exponent) = (1.0, 0)
    while power > tolerance, exponent > -16 {
      exponent -= 1
      power = decimalPower(exponent)
    }
    return power < tolerance ? "1e\(exponent + 1)" : "1e\(exponent)"
  }

  var record: JSON {
    let reason: String? = if case .notCrossChecked(let reason) = outcome { reason.description } else { nil }
    return .members([
      "kind": .string(kind.rawValue), "number": .string(name), "heldTo": .optional(heldTo),
      "notCrossChecked": .optional(reason),
    ])
  }
}

extension Assessment {
  /// The fewest digits that both engines had in common, by kind of number, for the manifest; `nil` where nothing was held.
  public var commonDigitsRecord: JSON? {
    let digits = commonDigits
    guard !digits.isEmpty else { return nil }
    return .object(
      digits.map { JSON.Member(key: $0.kind, value: .number(($0.digits * 10).rounded() / 10)) })
  }
}

private func decimalPower(_ exponent: Int) -> Double { ExactDecimal(significand: 1, exponent: exponent).double }

/// The table of the appendix: criterion by criterion what both engines gave alike.
struct CrossCheckTable {
  private let findings: [FindingText]

  init(_ findings: [FindingText]) { self.findings = findings.filter { $0.finding.evidence != nil } }

  /// `nil` where no finding has figures.
  var table: Table? {
    let criteria = findings.grouped { $0.criterion.id }
    guard !criteria.isEmpty else { return nil }
    return Table(
      "second-engine", caption: "Numbers computed twice, by two engines", style: .narrow,
      columns: [
        .init("Criterion"), .init("Findings", .right), .init("Numbers held", .right), .init("Held to", .right),
        .init("Not cross-checked", .right), .init("Why"),
      ],
      rows: criteria.map { id, own in
        let checks = own.flatMap { $0.finding.crossChecks }
        let held = checks.filter { $0.second != nil }
        let reasons = own.flatMap { text -> [String] in
          if text.finding.crossChecks.isEmpty { return [CrossCheck.Reason.noRoute.description] }
          return text.finding.crossChecks.compactMap {
            if case .notCrossChecked(let reason) = $0.outcome { reason.description } else { nil }
          }
        }
        // In part, too: what is not told is taken for checked.
        let without = own.count { text in
          text.finding.crossChecks.isEmpty || text.finding.crossChecks.contains { $0.isNotCrossChecked }
        }
        let worst = held.max { $0.tolerance < $1.tolerance }
        return Table.Row([
          Cell("\(strong: visible(id))"), Cell(own.count), Cell(held.count), Cell(RichText(worst?.heldTo ?? "")),
          Cell(without), Cell(RichText(visible(reasons.uniqued.joined(separator: "; ")))),
        ])
      },
      note:
        "The second engine starts from the same results and shares nothing else with the first. A finding counts as not cross-checked where a single number has no second value. “Held to” is how far two numbers may lie apart, relative to the larger or to what they are small beside; two that lie further apart end the command without a verdict. How many digits were met stands in manifest.json."
    )
  }
}
