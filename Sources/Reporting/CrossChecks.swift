internal import Notation
public import Statistics
public import Transfer

/// What the second engine held: tolerances, which are the same everywhere, and never the digits that were met, nor what came to
/// no end on one machine: both stand in the manifest alone.
extension CrossCheck {
  /// The tolerance as it is stated: the next power of ten; `nil` where there is no second route.
  public var heldTo: String? {
    guard !hasNoRoute else { return nil }
    guard tolerance > 0 else { return "0" }
    var (power, exponent) = (1.0, 0)
    while power > tolerance, exponent > -16 {
      exponent -= 1
      power = decimalPower(exponent)
    }
    return power < tolerance ? "1e\(exponent + 1)" : "1e\(exponent)"
  }

  var record: JSON {
    .members([
      "kind": .string(kind.rawValue), "number": .string(name), "heldTo": .optional(heldTo),
      "notCrossChecked": .optional(hasNoRoute ? reasonOfNone?.description : nil),
    ])
  }
}

extension [CrossCheck] {
  /// `nil` where there is none.
  var record: JSON? { isEmpty ? nil : .array(map { $0.record }) }
}

extension [CrossChecked] {
  /// The fewest digits that both engines had in common, by kind of number, for the manifest; `nil` where nothing was held.
  public var commonDigitsRecord: JSON? {
    let digits = commonDigits
    guard !digits.isEmpty else { return nil }
    return .object(
      digits.map { JSON.Member(key: $0.kind, value: .number(($0.digits * 10).rounded() / 10)) })
  }

  /// What has a second route and no second value on this machine, for the manifest; `nil` where there is nothing of that kind.
  public var withoutValueRecord: JSON? {
    let found = withoutValue
    guard !found.isEmpty else { return nil }
    return .array(
      found.map { place, check, reason in
        .members([
          "place": .string(place), "kind": .string(check.kind.rawValue), "number": .string(check.name),
          "reason": .string(reason.description),
        ])
      })
  }

  /// The same in one line for standard error; `nil` where there is nothing of that kind.
  public var withoutValueMessage: String? {
    let found = withoutValue
    guard let first = found.first else { return nil }
    let more = found.count > 1 ? ", and \(found.count - 1) more" : ""
    return
      "not cross-checked on this machine: \(first.place): \(first.check.kind.rawValue) \(first.check.name) (\(first.reason))\(more)"
  }
}

private func decimalPower(_ exponent: Int) -> Double { ExactDecimal(significand: 1, exponent: exponent).double }

/// The table of what both engines compute alike, the same in every report.
struct CrossCheckTable {
  /// What is told in one row.
  struct Group {
    let name: RichText
    /// The numbers of each finding, run or chance.
    let places: [[CrossCheck]]
  }

  private let groups: [Group]

  init(_ groups: [Group]) { self.groups = groups.filter { !$0.places.isEmpty } }

  /// Of a study: criterion by criterion, and the runs of each attribute.
  init(_ findings: [FindingText], plates: [(attribute: String, checks: [[CrossCheck]])]) {
    self.init(
      findings.filter { $0.finding.evidence != nil }.grouped { $0.criterion.id }.map { id, own in
        Group(name: "\(strong: visible(id))", places: own.map { $0.finding.crossChecks })
      }
        + plates.map { Group(name: "runs of \(visible($0.attribute))", places: $0.checks) })
  }

  /// `nil` where nothing has figures.
  var table: Table? {
    guard !groups.isEmpty else { return nil }
    return Table(
      "second-engine", caption: "Numbers computed twice, by two engines", style: .narrow,
      columns: [
        .init("Numbers of"), .init("Places", .right), .init("Numbers held", .right), .init("Held to", .right),
        .init("Not cross-checked", .right), .init("Why"),
      ],
      rows: groups.map { group in
        let held = group.places.joined().filter { !$0.hasNoRoute }
        let reasons = group.places.flatMap { checks -> [String] in
          if checks.isEmpty { return [CrossCheck.Reason.noRoute.description] }
          return checks.compactMap { $0.hasNoRoute ? $0.reasonOfNone?.description : nil }
        }
        // In part, too: what is not told is taken for checked.
        let without = group.places.count { checks in checks.isEmpty || checks.contains { $0.hasNoRoute } }
        let worst = held.max { $0.tolerance < $1.tolerance }
        return Table.Row([
          Cell(group.name), Cell(group.places.count), Cell(held.count), Cell(RichText(worst?.heldTo ?? "")),
          Cell(without), Cell(RichText(visible(reasons.uniqued.joined(separator: "; ")))),
        ])
      },
      note:
        "The second engine starts from the same results and shares nothing else with the first. A finding, run or chance counts as not cross-checked where a single number has no second route. “Held to” is how far two numbers may lie apart, relative to the larger or to what they are small beside; two that lie further apart end the command without a result. How many digits were met, and what came to no end on the machine that computed it, stands in manifest.json."
    )
  }
}
