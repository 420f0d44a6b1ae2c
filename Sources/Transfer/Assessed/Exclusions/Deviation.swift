public import AssayData
internal import Notation

/// What the files say happened to results of one laboratory, and how many of them are judged all the same: a row of the table of
/// deviations. Of dose-response it is of readings, of which it was said.
public struct Deviation: Sendable {
  /// The attribute's id.
  public let attribute: String
  public let laboratory: String
  /// `nil` of results that somebody marked without a word of why.
  public let stated: StatedReason?
  /// Runs, or where results name none their places in the files, each once.
  public private(set) var places: [String] = []
  /// Results that are not judged, and those that are.
  public private(set) var unused = 0
  public private(set) var used = 0

  private struct Key: Hashable {
    let attribute: String
    let laboratory: String
    let stated: StatedReason?
  }

  /// In the order of the attributes and of the data.
  ///
  /// - Parameters:
  ///   - data: as they were read.
  ///   - notPlanned: rows that no design knows, which are judged nowhere.
  static func all(_ data: AssayData, _ transferProtocol: TransferProtocol, notPlanned: Set<Int>) -> [Deviation] {
    guard data.factors[.reason] != nil || data.factors[.deviation] != nil || !data.exceptions.isEmpty else { return [] }
    var found = InOrder<Key, Deviation>()
    for attribute in transferProtocol.attributes {
      let own = OwnRows(attribute, in: data, transferProtocol)
      for row in 0..<data.count where own.contains(row) {
        let stated = data.statedReason(of: row)
        guard stated != nil || data.standing(of: row).isMarked else { continue }
        let key = Key(attribute: attribute.id, laboratory: data.name(.laboratory, of: row) ?? "", stated: stated)
        found[key, default: Deviation(key)].add(row, data, transferProtocol, isPlanned: !notPlanned.contains(row))
      }
    }
    return found.map { $0.value }
  }

  private init(_ key: Key) {
    (attribute, laboratory, stated) = (key.attribute, key.laboratory, key.stated)
  }

  private mutating func add(_ row: Int, _ data: AssayData, _ transferProtocol: TransferProtocol, isPlanned: Bool) {
    if data.isUsable(row), isPlanned { used += 1 } else { unused += 1 }
    let place = transferProtocol.runName(of: row, in: data).map { "run \($0)" } ?? data.location(of: row).description
    if !places.contains(place) { places.append(place) }
  }
}
