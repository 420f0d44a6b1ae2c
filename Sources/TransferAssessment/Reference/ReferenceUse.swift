internal import AssayData
public import Statistics
public import TransferProtocol

/// The standard that results of one attribute are relative to, and what its value rests on.
public struct ReferenceUse: Sendable {
  public let attribute: Attribute
  /// `nil` where every laboratory used the same.
  public let laboratory: String?
  public let standard: Standard
  /// The standards on the way back to the primary, itself last if it is one of them, whose values are provisional.
  public let provisional: [Standard]
  /// What the chain says of it; `nil` where the standards make none.
  public let generation: StandardsChain.Generation?

  /// Whether anything that its value rests on is provisional, itself included.
  public var restsOnProvisional: Bool { !provisional.isEmpty }
}

extension StandardsLedger {
  /// What is known of a standard that results are relative to.
  ///
  /// - Parameter chain: of this ledger.
  func use(_ standard: Standard, by laboratory: String?, of attribute: Attribute, _ chain: StandardsChain?)
    -> ReferenceUse
  {
    let place = standards.firstIndex { $0.id == standard.id }
    return ReferenceUse(
      attribute: attribute, laboratory: laboratory, standard: standard, provisional: provisional(behind: standard.id),
      generation: chain.flatMap { chain in place.map { chain.generation($0) } })
  }
}

/// The standards that a study's results are relative to.
struct StudyReferences {
  let uses: [ReferenceUse]

  /// In the order of the attributes, of each one entry, or one for each laboratory where these used different ones; none
  /// where the protocol has no standards, or an attribute no reference.
  init(_ plan: TransferProtocol) {
    guard let ledger = plan.standards else {
      uses = []
      return
    }
    let chain = try? ledger.chain()
    uses = plan.attributes.compactMap { attribute in
      guard let name = attribute.reference ?? attribute.doseResponse?.reference,
        let standard = ledger.standard(named: name)
      else { return nil }
      return ledger.use(standard, by: nil, of: attribute, chain)
    }
  }
}
