public import AssayData
internal import Notation

/// Results that are not used for one reason, run by run, and what would come out with them.
///
/// Nobody may choose by the verdict what counts, so the verdict with every exclusion put back is reported beside the one without.
public struct Exclusion: Sendable {
  /// What a finding would be.
  public struct Outcome: Sendable {
    public let criterion: String
    public let item: Finding.Item
    public let receiving: String
    public let required: Bool
    /// As judged.
    public let before: Verdict
    public let alternative: Alternative
    public var isChanged: Bool { alternative.verdict != before }
  }

  public let attribute: String
  /// "run R04", or where results name none the place of the one that it is; `nil` for all exclusions of the attribute together.
  public let name: String?
  public let laboratory: String?
  /// As the record says it: "invalid (no)".
  public let reason: String
  /// What the files say of why, each once; empty where they say nothing.
  public let stated: [StatedReason]
  /// Whether somebody marked the results, who ought to have said why.
  public let isMarked: Bool
  /// How many results, or wells, and how many of them have a number and are put back.
  public let results: Int
  public var putBack: Int { rows.count }
  /// Why what is not put back cannot be; `nil` where all is.
  public let obstacle: String?
  /// Of the findings that it can move, in their order; empty where nothing is put back.
  public internal(set) var outcomes: [Outcome] = []
  /// What the study would come to; `nil` where nothing is put back.
  public internal(set) var verdict: Verdict?

  /// Where they stand, in the results as they were read or as they are judged.
  let rows: Rows

  struct Rows: Sendable {
    /// Of the files, those with a number.
    var read: [Int] = []
    /// Of the files, those below a limit that half of may stand for, with the limit.
    var below: [Int: ExactDecimal] = [:]
    /// Of the results that are judged: potencies that were computed and may not be used.
    var judged: [Int] = []

    var count: Int { read.count + below.count + judged.count }

    static func + (a: Rows, b: Rows) -> Rows {
      Rows(read: a.read + b.read, below: a.below.overlaid(with: b.below), judged: a.judged + b.judged)
    }
  }
}

extension Exclusion {
  private struct Key: Hashable {
    let laboratory: String
    let name: String
    let reason: String
  }

  /// The exclusions of one attribute, by run where results name runs, else one by one.
  ///
  /// - Parameters:
  ///   - readings: as they were read.
  ///   - data: as they are judged, potencies in place of readings.
  static func all(
    _ attribute: Attribute, readings: AssayData, data: AssayData, transferProtocol: TransferProtocol
  ) -> [Exclusion] {
    guard !readings.exceptions.isEmpty || !data.exceptions.isEmpty else { return [] }
    let read = grouped(readings, attribute, transferProtocol) { standing in
      switch standing {
      case .invalid(let word): "invalid (\(visible(word)))"
      case .cancelled(let word): "not final (\(visible(word)))"
      case .leftOut(let column, let word): "left out (\(visible(column)) \(visible(word)))"
      case .used, .missing, .censoredAtHalf, .noPotency, .unusedReading, .notSimilar: nil
      }
    }
    let judged = grouped(data, attribute, transferProtocol, reason: reasonOfPotency)
    return read.map { key, rows in
      let numbers = rows.filter { readings.hasResult($0) && attribute.admits(readings.values[$0]) }
      let limits = rows.filter { !readings.hasResult($0) }.compactMap { row in
        limit(row, readings, transferProtocol).map { (row, $0) }
      }
      let others = rows.filter { row in !numbers.contains(row) && !limits.contains { $0.0 == row } }
      return Exclusion(
        attribute: attribute.id, name: key.name, laboratory: key.laboratory, reason: key.reason,
        stated: rows.compactMap(readings.statedReason).uniqued, isMarked: true, results: rows.count,
        obstacle: obstacle(others, of: rows.count, readings, transferProtocol),
        rows: Rows(read: numbers, below: Dictionary(uniqueKeysWithValues: limits)))
    }
      + judged.map { key, rows in
        let computed = rows.filter { data.hasResult($0) }
        return Exclusion(
          attribute: attribute.id, name: key.name, laboratory: key.laboratory, reason: key.reason,
          stated: rows.compactMap(data.statedReason).uniqued, isMarked: false, results: rows.count,
          obstacle: computed.isEmpty ? "there is no number" : nil, rows: Rows(judged: computed))
      }
  }

  /// Why there is no potency to be judged; `nil` for what is no such row.
  private static func reasonOfPotency(_ standing: AssayData.Standing) -> String? {
    switch standing {
    case .noPotency(let words): "no potency (\(words))"
    case .notSimilar(let criteria): PotencyAssay.notShown(criteria)
    case .used, .missing, .censoredAtHalf, .invalid, .cancelled, .leftOut, .unusedReading: nil
    }
  }

  /// Rows of potencies that were computed and may not be used.
  static func withheld(_ attribute: Attribute, _ data: AssayData, _ transferProtocol: TransferProtocol) -> [Int] {
    grouped(data, attribute, transferProtocol, reason: reasonOfPotency).flatMap { $0.rows }.filter {
      data.hasResult($0)
    }
  }

  private static func limit(_ row: Int, _ data: AssayData, _ transferProtocol: TransferProtocol) -> ExactDecimal? {
    guard let cell = data.cells[row] else { return nil }
    return (try? transferProtocol.mapping(forFile: data.location(of: row).file))?.admittedLimit(of: cell.text)
  }

  /// Why rows cannot be put back: what their cells hold, and what would come of it without the mark.
  private static func obstacle(
    _ others: [Int], of count: Int, _ data: AssayData, _ transferProtocol: TransferProtocol
  ) -> String? {
    guard !others.isEmpty else { return nil }
    var texts: [String] = []
    var areMissing = true
    for row in others {
      let text = data.hasResult(row) ? "\(data.values[row])" : data.cells[row]?.text ?? ""
      let shown = text.isEmpty ? "an empty cell" : quoted(text)
      if !texts.contains(shown) { texts.append(shown) }
      let missing = (try? transferProtocol.mapping(forFile: data.location(of: row).file))?.missing ?? []
      if !missing.contains(text) { areMissing = false }
    }
    let held = texts.prefix(3).joined(separator: ", ") + (texts.count > 3 ? ", …" : "")
    let what =
      others.count == count
      ? "no number that can be judged" : "\(others.count) of \(count) have no number that can be judged"
    return
      "\(what) (\(held)); without the mark \(areMissing ? "it would count as missing" : "the file would be refused")"
  }

  private static func grouped(
    _ data: AssayData, _ attribute: Attribute, _ transferProtocol: TransferProtocol,
    reason: (AssayData.Standing) -> String?
  ) -> [(key: Key, rows: [Int])] {
    let own = OwnRows(attribute, in: data, transferProtocol)
    var rows = InOrder<Key, [Int]>()
    for (row, standing) in data.exceptions.sorted(on: { $0.key }) {
      guard let reason = reason(standing), let laboratory = data.name(.laboratory, of: row),
        transferProtocol.laboratories.contains(laboratory),
        own.contains(row)
      else { continue }
      let run = transferProtocol.runName(of: row, in: data)
      let key = Key(
        laboratory: laboratory,
        name: run.map { "run \($0)" } ?? "the result at \(data.location(of: row))",
        reason: reason)
      rows[key, default: []].append(row)
    }
    return rows.map { ($0.key, $0.value) }
  }

  /// All that can be put back, as one; `nil` where that is not more than one by itself.
  static func together(_ exclusions: [Exclusion]) -> Exclusion? {
    let possible = exclusions.filter { $0.putBack > 0 }
    guard possible.count > 1, let first = possible.first else { return nil }
    return Exclusion(
      attribute: first.attribute, name: nil, laboratory: nil, reason: "all that have a number",
      stated: [], isMarked: false,
      results: exclusions.reduce(0) { $0 + $1.results }, obstacle: nil, rows: possible.reduce(Rows()) { $0 + $1.rows })
  }
}

extension Exclusion {
  /// With the verdict of the study, findings that it does not move as they are.
  func told(_ findings: [Finding], _ transferProtocol: TransferProtocol) -> Exclusion {
    guard !outcomes.isEmpty else { return self }
    var copy = self
    copy.verdict = Assessment.verdict(
      required: findings.filter { $0.criterion.required }.map { finding in
        outcomes.first { $0.isOf(finding) }?.alternative.verdict ?? finding.verdict
      }, transferProtocol)
    return copy
  }
}

extension Exclusion.Outcome {
  fileprivate func isOf(_ finding: Finding) -> Bool {
    criterion == finding.criterion.id && item == finding.item && receiving == finding.receiving
  }
}

extension [Exclusion] {
  /// What one finding would be with each.
  func alternatives(_ finding: Finding) -> [Alternative] {
    compactMap { exclusion in exclusion.outcomes.first { $0.isOf(finding) }?.alternative }
  }
}
