internal import Notation

/// A reference preparation of a potency study as the standard that it is.
public struct PotencyReference: Sendable {
  /// As the file names it.
  public let name: String
  public let standard: Standard
  /// The standards on the way back to the primary, itself among them, whose values are provisional.
  public let provisional: [Standard]

  /// - Throws: ``Rejection`` where the ledger does not know it.
  static func all(_ request: PotencyRequest) throws(Rejection) -> [PotencyReference] {
    guard let standards = request.standards else { return [] }
    let ledger = standards.ledger
    var found: [PotencyReference] = []
    for name in request.settings.references.map({ $0.preparation }).uniqued {
      let known = standards.names[name] ?? name
      guard let standard = ledger.standard(named: known) else { throw unknown(known, ledger) }
      found.append(
        PotencyReference(name: name, standard: standard, provisional: ledger.provisional(behind: standard.id)))
    }
    return found
  }

  private static func unknown(_ known: String, _ ledger: StandardsLedger) -> Rejection {
    Rejection([
      Problem(
        .error, "E_STANDARD_UNKNOWN", at: ledger.file.map { SourceLocation(file: $0) },
        "the reference \(quoted(known)) is not among the standards; add it, so that its value and whether it is "
          + "provisional are known\(Spelling.hint(known, among: ledger.standards.map { $0.id }))")
    ])
  }
}
