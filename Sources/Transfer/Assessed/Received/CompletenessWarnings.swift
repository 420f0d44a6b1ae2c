internal import AssayData
internal import Notation

extension Completeness {
  /// What `check`, `judge` and `bridge` warn of alike: names that no design lists, more than planned, and planned numbers that
  /// nothing verifies.
  func warnings(_ data: AssayData, _ transferProtocol: TransferProtocol) -> [Problem] {
    let file = data.files.first.map { SourceLocation(file: $0.name) }
    func warn(_ code: String, _ words: String) -> Problem {
      Problem(.warning, code, at: file, "\(attribute): \(words)")
    }
    var warnings = unplanned.map { unplanned in
      let isSample = if case .sample = unplanned.name { true } else { false }
      let mend =
        switch unplanned.name {
        case .sample, .level: ""
        case .unnamedSample:
          ". Where they are of a planned one, map the column of samples, or name the sample for the file"
        case .unnamedLevel:
          ". Where they are of a planned one, map the column of levels, or give the level for the file"
        }
      let standing =
        transferProtocol.comparison == nil
        ? "is not in the design of \(attribute)"
        : "is neither one of the two standards compared, nor in their chain, nor in the design of \(attribute)"
      return Problem(
        .warning, "W_UNPLANNED", at: data.location(of: unplanned.row),
        "\(isSample ? "sample " : "")\(unplanned.words) \(standing); its results are shown and not judged\(mend)")
    }
    if !surpluses.isEmpty {
      let rule =
        transferProtocol.rules.surplusUnits == .refuse
        ? "not evaluated, by the rule surplusUnits: refuse" : "judged, by the rule surplusUnits: report"
      warnings.append(
        warn("W_SURPLUS", "more than planned: \(Gates.capped(surpluses.map { $0.asSurplus })); \(rule)"))
    }
    if !further.isEmpty {
      warnings.append(
        warn("W_SURPLUS", "\(Gates.capped(further.map { $0.asSurplus })); they are judged with the others"))
    }
    let consequence =
      transferProtocol.rules.missingUnits == .refuse
      ? "; by the rule missingUnits: refuse nothing is evaluated so: map the column, or take the number out of the design"
      : ""
    warnings += unverified.map { warn("W_UNVERIFIED", "\($0.words)\(consequence)") }
    return warnings
  }
}
