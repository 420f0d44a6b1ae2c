internal import AssayData
internal import Notation
internal import Transfer

/// What page one says of what came: less than planned, more, and names that nothing plans.
struct ReceivedLines {
  private let completeness: [Completeness]
  private let transferProtocol: TransferProtocol

  init(_ completeness: [Completeness], _ transferProtocol: TransferProtocol) {
    self.completeness = completeness
    self.transferProtocol = transferProtocol
  }

  /// Places that one line names; the table of what was received has all.
  private static let most = 3

  private func capped(_ words: [String]) -> String {
    Spelling.first(Self.most, of: words.map(visible), separator: "; ")
  }

  private func line(_ completeness: Completeness, _ parts: [String]) -> RichText? {
    parts.isEmpty ? nil : RichText("\(visible(completeness.attribute)): \(parts.joined(separator: "; ")).")
  }

  /// What was reported as missing, where less was used than was planned, and planned numbers that nothing verifies.
  var missing: [RichText] {
    completeness.compactMap { completeness in
      let gone = completeness.excluded.count { $0.reason == "missing" }
      var parts: [String] = []
      if gone > 0 { parts.append("\(Wording.count(gone, "result")) reported as missing") }
      if completeness.isShort {
        parts.append("fewer than planned: \(capped(completeness.shortages.map { $0.asShortage }))")
      }
      parts += completeness.unverified.map { visible($0.words) }
      return line(completeness, parts)
    }
  }

  /// More units or results than planned, and what the protocol's rule makes of it; more analysts or days.
  var surplus: [RichText] {
    completeness.compactMap { completeness in
      var parts: [String] = []
      if !completeness.surpluses.isEmpty {
        let rule =
          transferProtocol.rules.surplusUnits == .report
          ? "judged all the same, as the protocol declares (surplusUnits: report)"
          : "not evaluated (surplusUnits: refuse)"
        parts.append("more than planned, \(rule): \(capped(completeness.surpluses.map { $0.asSurplus }))")
      }
      if !completeness.further.isEmpty {
        parts.append("\(capped(completeness.further.map { $0.asSurplus })), judged with the others")
      }
      return line(completeness, parts)
    }
  }

  /// Names that the design does not list.
  var unplanned: [RichText] {
    completeness.compactMap { completeness in
      let names = completeness.unplannedNames
      guard !names.isEmpty else { return nil }
      return line(
        completeness,
        [
          "\(capped(names)) \(names.count == 1 ? "is" : "are") not in the design: shown and not judged"
        ])
    }
  }
}
