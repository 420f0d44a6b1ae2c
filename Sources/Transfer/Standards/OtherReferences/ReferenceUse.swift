internal import AssayData
internal import Notation
public import Statistics

/// The standard that results of one attribute are relative to, and what its value rests on.
public struct ReferenceUse: Sendable {
  public let attribute: Attribute
  /// `nil` where every laboratory used the attribute's own.
  public let laboratory: String?
  public let standard: Standard
  /// The standards on the way back to the primary, itself last if it is one of them, whose values are provisional.
  public let provisional: [Standard]
  /// What the chain says of it; `nil` where the standards make none.
  public let generation: StandardsChain.Generation?
  /// Where the laboratory used another lot than the attribute's: how its results were converted.
  public let carried: Carried?

  /// Results that are relative to one standard brought to another.
  public struct Carried: Sendable {
    /// The attribute's own reference.
    public let standard: Standard
    /// Provisional ones on its way back to the primary.
    public let provisional: [Standard]
    /// ln of what results were multiplied by: measured, not known.
    public let factor: LnEstimate
  }

  /// Whether anything that the results rest on is provisional.
  public var restsOnProvisional: Bool { !provisional.isEmpty || carried.map { !$0.provisional.isEmpty } ?? false }
}

/// The standards that a study's results are relative to.
struct StudyReferences {
  private let ledger: StandardsLedger
  private let chain: StandardsChain?
  private let places: [String: Int]

  /// - Returns: `nil` where the protocol has no standards.
  init?(_ transferProtocol: TransferProtocol) {
    guard let ledger = transferProtocol.standards else { return nil }
    self.ledger = ledger
    chain = try? ledger.chain()
    places = Dictionary(keyed: ledger.standards.enumerated().map { ($1.id, $0) })
  }

  /// Of one attribute one entry, or one for each laboratory that has results where any of these used another lot; none where
  /// the attribute has no reference.
  func uses(_ attribute: Attribute, laboratories: [String], _ references: LaboratoryReferences?) -> [ReferenceUse] {
    guard let name = attribute.reference ?? attribute.doseResponse?.reference,
      let own = ledger.standard(named: name)
    else { return [] }
    guard let references, references.hasOthers else { return [use(own, by: nil, of: attribute, nil)] }
    return laboratories.enumerated().compactMap { index, laboratory in
      references.standards[index].map { standard in
        use(
          standard, by: laboratory, of: attribute,
          references.factor(index).map {
            ReferenceUse.Carried(standard: own, provisional: ledger.provisional(behind: own.id), factor: $0)
          })
      }
    }
  }

  private func use(
    _ standard: Standard, by laboratory: String?, of attribute: Attribute, _ carried: ReferenceUse.Carried?
  ) -> ReferenceUse {
    ReferenceUse(
      attribute: attribute, laboratory: laboratory, standard: standard,
      provisional: ledger.provisional(behind: standard.id),
      generation: chain.flatMap { chain in places[standard.id].map { chain.generation($0) } }, carried: carried)
  }
}
