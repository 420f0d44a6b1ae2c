public import Notation
public import Statistics

/// One criterion judged at one item of one contrast.
public struct Finding: Sendable {
  /// What of the data was judged.
  public enum Item: Sendable, Hashable {
    case pooled
    case sample(String)
    case level(ExactDecimal)
    case sampleAtLevel(String, ExactDecimal)

    /// The sample's name, the level's value, or both; `nil` when pooled.
    public var name: String? {
      switch self {
      case .pooled: nil
      case .sample(let name): name
      case .level(let value): value.description
      case .sampleAtLevel(let name, let value): "\(name) at \(value)"
      }
    }
  }

  public let criterion: Criterion
  public let attribute: Attribute
  public let item: Item
  /// The laboratory, condition or standard that is judged: the test of its ``Contrast``.
  public let receiving: String
  public let verdict: Verdict
  /// Why, in words without figures.
  public let reason: String
  /// What the verdict rests on; `nil` where nothing could be computed.
  public let evidence: Evidence?
  /// Independent units at each laboratory, `nil` where the laboratory has no part in it; of standards, which are compared in
  /// pairs, those of the pairs twice.
  public let sendingUnits: Int?
  public let receivingUnits: Int?
  /// What a new study would need; `nil` of a pass, which needs none, and where no number of units is the answer.
  public let unitsNeeded: UnitsNeeded?
  /// Conventions and conditions that a reader must know of.
  public let remarks: [String]
  /// With a pooled finding: the same question at each item, because opposite biases cancel.
  public let items: PooledItems
  /// Results below a limit that have a part in it; `nil` where there are none, or where nothing could be computed.
  public let standIns: StandIns?
  /// The deciding numbers, held against the second engine; empty where it has no route to them.
  public let crossChecks: [CrossCheck]

  init(
    criterion: Criterion, attribute: Attribute, item: Item, receiving: String, verdict: Verdict, reason: String,
    evidence: Evidence?, sendingUnits: Int?, receivingUnits: Int?, unitsNeeded: UnitsNeeded?, remarks: [String],
    items: PooledItems = .none, standIns: StandIns? = nil, crossChecks: [CrossCheck] = []
  ) {
    self.crossChecks = crossChecks
    self.criterion = criterion
    self.attribute = attribute
    self.item = item
    self.receiving = receiving
    self.verdict = verdict
    self.reason = reason
    self.evidence = evidence
    self.sendingUnits = sendingUnits
    self.receivingUnits = receivingUnits
    self.unitsNeeded = unitsNeeded
    self.remarks = remarks
    self.items = items
    self.standIns = standIns
  }

  /// What a judgement comes to at its place in the study.
  ///
  /// - Parameters:
  ///   - test: the laboratory, condition or standard that is judged.
  ///   - units: on each side, where they are known without any figures.
  ///   - items: the same question at each item.
  init(
    _ judgement: Judgement, _ criterion: Criterion, of attribute: Attribute, at item: Item, test: String,
    units: Int? = nil, items: (Evidence?) -> PooledItems = { _ in .none }
  ) {
    let details = judgement.details?()
    self.init(
      criterion: criterion, attribute: attribute, item: item, receiving: test, verdict: judgement.verdict,
      reason: judgement.reason, evidence: details?.evidence, sendingUnits: units ?? details?.sendingUnits,
      receivingUnits: units ?? details?.receivingUnits,
      unitsNeeded: judgement.verdict == .pass ? nil : details?.unitsNeeded?(),
      remarks: details?.remarks ?? [], items: items(details?.evidence), standIns: details?.standIns?(),
      crossChecks: details?.crossChecks?() ?? [])
  }

  /// Where it is: "accuracy Lot 1 Lab B".
  var place: String { [criterion.id, item.name, receiving].compactMap { $0 }.joined(separator: " ") }

  /// The same finding with what both engines say of the runs that it counts; of any other itself.
  ///
  /// - Parameter receiver: `nil` where all laboratories take part.
  func holding(_ plates: [PlateChecks], _ transferProtocol: TransferProtocol, receiver: Int?) -> Finding {
    guard evidence != nil, criterion.facts.isOfRuns else { return self }
    let laboratories =
      receiver.map { [transferProtocol.sending, transferProtocol.receiving[$0]] } ?? transferProtocol.laboratories
    let own = plates.filter { $0.laboratory.map(laboratories.contains) ?? true }.flatMap { $0.similarities }
      .filter { one in
        guard one.of == criterion.id else { return false }
        if case .sample(let name) = item { return one.preparation == name }
        return true
      }
    return Finding(
      criterion: criterion, attribute: attribute, item: item, receiving: receiving, verdict: verdict, reason: reason,
      evidence: evidence, sendingUnits: sendingUnits, receivingUnits: receivingUnits, unitsNeeded: unitsNeeded,
      remarks: remarks, items: items, standIns: standIns, crossChecks: own.flatMap { $0.checks })
  }

  /// Whether what stands for results below a limit keeps it from the verdict that half of the limit would give.
  public var dependsOnStandIns: Bool { standIns.map { $0.verdictAtHalf != verdict } ?? false }

  /// Figures of the laboratories that have two units of replication, one degree of freedom where they are all there is.
  public var laboratoriesOfTwo: [LaboratoryFigures] { evidence?.laboratories.filter { $0.units == 2 } ?? [] }

  /// The smallest limits that would have been met.
  public var tippingLimit: ConfidenceSet? {
    guard let evidence, verdict != .pass, !dependsOnStandIns else { return nil }
    return evidence.judged
  }
}

extension Finding {
  /// The same finding with other figures, as an alternative analysis gives them.
  public func with(evidence: Evidence, verdict: Verdict) -> Finding {
    Finding(
      criterion: criterion, attribute: attribute, item: item, receiving: receiving, verdict: verdict, reason: reason,
      evidence: evidence, sendingUnits: sendingUnits, receivingUnits: receivingUnits, unitsNeeded: nil, remarks: [])
  }
}
