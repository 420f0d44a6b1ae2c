internal import Notation
internal import Statistics
public import Transfer

/// The candidate as an entry of a ledger of standards, in YAML, for whoever keeps the ledger to add.
public struct LedgerEntry: Sendable {
  /// Keys and values in the order of the format.
  let pairs: [(key: String, value: String)]

  /// `{id: RS-04, comparator: RS-03, …}`
  var inline: String { "{\(pairs.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}" }

  /// A list entry as it stands under `standards`.
  public var text: String {
    pairs.enumerated().map { "\($0.offset == 0 ? "  - " : "    ")\($0.element.key): \($0.element.value)\n" }.joined()
  }
}

extension Assessment {
  /// `nil` where no standard was judged, or the verdict gives it no value.
  ///
  /// Ratio, uncertainty and value are written in eight significant digits, so that the value is the comparator's times the
  /// ratio as far as the digits go; rounding for a label is the owner's to decide, and then to be written here.
  public var ledgerEntry: LedgerEntry? {
    guard let bridging, let assignment = bridging.assignment, assignment.isAssigned, let option = assignment.deciding,
      case .success(let found) = bridging.ratio, let current = transferProtocol.standards?[bridging.comparison.current]
    else { return nil }
    let comparison = bridging.comparison
    func digits(_ value: Double) -> String {
      // Beyond these sizes numbers are printed in powers of ten, which a protocol does not read.
      guard value > 1e-4, value < 1e8 else { return "\(value)" }
      return Numbers.estimate(value, decimals: max(0, 7 - leading(value)))
    }
    var pairs: [(key: String, value: String)] = [
      ("id", quotedYAML(comparison.candidate)), ("comparator", quotedYAML(comparison.current)),
      ("value", option.rule == .equivalence ? current.value.description : digits(option.value)),
    ]
    if let unit = current.unit { pairs.append(("unit", quotedYAML(unit))) }
    pairs += [
      ("rule", option.rule.rawValue), ("ratio", digits(found.ratio)),
      ("standardUncertainty", digits(found.standardError)),
      ("degreesOfFreedom", found.degreesOfFreedom.map { digits($0) } ?? "infinite"),
      ("provisional", comparison.provisional ? "true" : "false"),
    ]
    return LedgerEntry(pairs: pairs)
  }

  /// The power of ten of the first digit.
  private func leading(_ value: Double) -> Int {
    var (power, rest) = (0, value)
    while rest >= 10 { (power, rest) = (power + 1, rest / 10) }
    while rest < 1 { (power, rest) = (power - 1, rest * 10) }
    return power
  }

  private func quotedYAML(_ text: String) -> String {
    return "\"\(text.replacing(each: "\\", by: "\\\\").replacing(each: "\"", by: "\\\""))\""
  }
}
