internal import AssayData
public import Notation

/// What was planned of an attribute against what was received, laboratory by laboratory, sample by sample and level by level.
public struct Completeness: Sendable {
  public struct Entry: Sendable, Hashable {
    public let laboratory: String
    /// `nil` where results name no sample.
    public let sample: String?
    /// `nil` where results name no level.
    public let level: ExactDecimal?
    /// Whether it is of the study; what the design does not list is not judged.
    public let isPlanned: Bool
    /// Units of replication and results planned; `nil` where the design does not say.
    public let plannedUnits: Int?
    public let plannedResults: Int?
    public let receivedUnits: Int
    /// Rows in the files, and those that may be used; none is used of what is not planned.
    public let receivedResults: Int
    public let usedResults: Int

    /// Whether less was used than was planned.
    public var isShort: Bool {
      (plannedResults.map { usedResults < $0 } ?? false) || (plannedUnits.map { receivedUnits < $0 } ?? false)
    }
  }

  public let attribute: String
  public let unitOfReplication: Attribute.UnitOfReplication
  public let entries: [Entry]
  /// Rows that may not be used, with the reason in words.
  public let excluded: [(row: Int, reason: String)]
  /// Where less was used than was planned, laboratory by laboratory.
  public let shortages: [Departure]
  /// Where more units or results may be used than were planned.
  public let surpluses: [Departure]
  /// More analysts or days than were planned, which are no units of replication: said and never refused.
  public let further: [Departure]
  /// Planned numbers that nothing in the files verifies.
  public let unverified: [Unverified]
  /// Rows of names that the design does not list: shown, and judged nowhere.
  public let unplannedRows: Set<Int>
  /// Names of the files that the design does not list, and the first row of each.
  let unplanned: [StudyItems.Unplanned]

  /// Samples among them.
  public let unplannedSamples: Set<String>
  /// The same in words, such as `"LOT2"` and `level 80`.
  public var unplannedNames: [String] { unplanned.map { $0.words } }

  /// Whether anything planned is missing.
  public var isShort: Bool { !shortages.isEmpty }

  init(_ attribute: Attribute, transferProtocol: TransferProtocol, data: AssayData, rows: StudyRows, items: StudyItems)
  {
    self.attribute = attribute.id
    unitOfReplication = attribute.unitOfReplication
    excluded = Self.excluded(attribute, transferProtocol, data)
    unplanned = items.unplanned
    unplannedRows = items.unplannedRows(rows)
    unplannedSamples = Set(items.unplanned.compactMap { if case .sample(let name) = $0.name { name } else { nil } })
    let count = CompletenessCount(attribute, transferProtocol, data, rows, items)
    entries = count.entries
    shortages = count.shortages
    surpluses = count.surpluses
    further = count.further
    unverified = count.unverified
  }

  /// None of a study that is only planned.
  init(planned attribute: Attribute) {
    self.attribute = attribute.id
    unitOfReplication = attribute.unitOfReplication
    (entries, excluded, shortages, surpluses, further, unverified, unplanned) = ([], [], [], [], [], [], [])
    unplannedRows = []
    unplannedSamples = []
  }

  /// Rows that may not be used.
  private static func excluded(
    _ attribute: Attribute, _ transferProtocol: TransferProtocol, _ data: AssayData
  ) -> [(row: Int, reason: String)] {
    let own = OwnRows(attribute, in: data, transferProtocol)
    var excluded: [(row: Int, reason: String)] = []
    for (row, standing) in data.exceptions.sorted(on: { $0.key }) {
      let reason: String
      switch standing {
      case .used, .censoredAtHalf: continue
      case .missing: reason = "missing"
      case .invalid(let word): reason = "invalid (\(visible(word)))"
      case .cancelled(let word): reason = "not final (\(visible(word)))"
      case .leftOut(let column, let word): reason = "left out (\(visible(column)) \(visible(word)))"
      case .unusedReading(let word): reason = "well not used (\(visible(word ?? "missing")))"
      case .noPotency(let words): reason = "no potency (\(words))"
      case .notSimilar(let criteria): reason = PotencyAssay.notShown(criteria)
      }
      guard own.contains(row) else { continue }
      excluded.append((row, reason))
    }
    return excluded
  }
}
