internal import AssayData
internal import Notation
public import TransferProtocol

/// What was planned of an attribute against what was received, laboratory by laboratory and sample by sample.
public struct Completeness: Sendable {
  public struct Entry: Sendable, Hashable {
    public let laboratory: String
    /// `nil` where results name no sample.
    public let sample: String?
    /// Units of replication and results planned; `nil` where the design does not say.
    public let plannedUnits: Int?
    public let plannedResults: Int?
    public let receivedUnits: Int
    /// Rows in the files, and those that may be used.
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

  /// Whether anything planned is missing.
  public var isShort: Bool { entries.contains(where: \.isShort) }

  init(_ attribute: Attribute, plan: TransferProtocol, data: AssayData, rows: StudyRows) {
    self.attribute = attribute.id
    unitOfReplication = attribute.unitOfReplication
    let laboratories = [plan.sending] + plan.receiving
    // Units and results used, by laboratory and sample.
    var units: [[Int32]: Set<Int32>] = [:]
    var used: [[Int32]: Int] = [:]
    var order: [Int32] = []
    var seen: Set<Int32> = []
    for row in rows.rows {
      units[[row.laboratory, row.sample], default: []].insert(row.unit)
      used[[row.laboratory, row.sample], default: 0] += 1
      if seen.insert(row.sample).inserted { order.append(row.sample) }
    }
    // Rows that may not be used.
    var excluded: [(row: Int, reason: String)] = []
    var unusable: [[Int32]: Int] = [:]
    for (row, standing) in data.exceptions.sorted(by: { $0.key < $1.key }) {
      let reason: String
      switch standing {
      case .used, .censoredAtHalf: continue
      case .missing: reason = "missing"
      case .invalid(let word): reason = "invalid (\(visible(word)))"
      case .cancelled(let word): reason = "not final (\(visible(word)))"
      case .unusedReading(let word): reason = "well not used (\(visible(word ?? "missing")))"
      case .noPotency(let words): reason = "no potency (\(words))"
      }
      let name = data.name(.attribute, of: row)
      guard name == attribute.id || (name == nil && plan.attributes.count == 1) else { continue }
      excluded.append((row, reason))
      // A well is no result: what was received is counted in potencies.
      if case .unusedReading = standing { continue }
      if let laboratory = data.name(.laboratory, of: row).flatMap({ laboratories.firstIndex(of: $0) }) {
        let sample = data.factors[.sample]?.codes[row] ?? -1
        unusable[[Int32(laboratory), sample], default: 0] += 1
        if seen.insert(sample).inserted { order.append(sample) }
      }
    }
    self.excluded = excluded
    let design = attribute.design
    let plannedNames = design?.samples ?? []
    let receivedNames = order.map { $0 >= 0 ? rows.sampleNames[Int($0)] : nil }
    let names =
      plannedNames.map { Optional($0) } + receivedNames.filter { name in !plannedNames.contains { $0 == name } }
    let plannedUnits: Int? =
      switch attribute.unitOfReplication {
      case .run: design?.runs
      case .day: design?.days
      case .analyst: design?.analysts
      case .sample: design == nil ? nil : 1
      case .result: nil
      }
    let plannedResults = design.flatMap { design in
      design.replicates.map { $0 * (design.runs ?? plannedUnits ?? 1) }
    }
    entries = laboratories.indices.flatMap { laboratory in
      names.map { name in
        let code = name.flatMap { name in rows.sampleNames.firstIndex(of: name).map(Int32.init) } ?? -1
        let key = [Int32(laboratory), code]
        let unplanned = !plannedNames.isEmpty && !(name.map { plannedNames.contains($0) } ?? false)
        let missingName = name != nil && code < 0
        return Entry(
          laboratory: laboratories[laboratory], sample: name, plannedUnits: unplanned ? nil : plannedUnits,
          plannedResults: unplanned ? nil : plannedResults, receivedUnits: missingName ? 0 : units[key]?.count ?? 0,
          receivedResults: missingName ? 0 : (used[key] ?? 0) + (unusable[key] ?? 0),
          usedResults: missingName ? 0 : used[key] ?? 0)
      }
    }
  }
}
