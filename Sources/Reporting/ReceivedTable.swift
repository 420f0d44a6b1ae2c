internal import Notation
internal import Transfer

/// Planned against received of one attribute, which the report and `check` share.
struct ReceivedTable {
  private let completeness: Completeness
  private let words: StudyWords

  init(_ completeness: Completeness, _ words: StudyWords) {
    self.completeness = completeness
    self.words = words
  }

  /// - Parameter most: no more rows than these.
  func table(most: Int = .max) -> Table {
    func planned(_ count: Int?) -> Cell { count.map { Cell($0) } ?? .empty }
    let unit = completeness.unitOfReplication.plural
    // A single level tells no two rows apart.
    let hasLevels = Set(completeness.entries.map { $0.level }).count > 1
    let shown = completeness.entries.prefix(most)
    var last: String? = nil
    var notes: [String] = []
    if completeness.entries.contains(where: { $0.isShort }) { notes.append("Shaded: less was used than was planned.") }
    if shown.count < completeness.entries.count {
      notes.append("\(completeness.entries.count - shown.count) more are in the JSON.")
    }
    return Table(
      "received-\(completeness.attribute)",
      caption: "Planned against received: \(visible(completeness.attribute))",
      columns: [.init(words.groupHead), .init("Sample")] + (hasLevels ? [.init("Level", .right)] : []) + [
        .init("planned", .right, group: unit),
        .init("used", .right, group: unit),
        .init("planned", .right, group: "results"), .init("received", .right, group: "results"),
        .init("used", .right, group: "results"),
      ],
      rows: shown.map { entry in
        let first = entry.laboratory != last
        last = entry.laboratory
        let used: Cell =
          entry.isPlanned ? Cell(entry.usedResults, entry.isShort ? .flagged : .none) : Cell("not judged")
        return Table.Row(
          [
            first ? Cell("\(strong: visible(entry.laboratory))") : .empty,
            Cell(RichText(visible(entry.sample ?? "–")), note: entry.isPlanned ? nil : "not planned"),
          ] + (hasLevels ? [entry.level.map { Cell($0) } ?? .missing] : []) + [
            planned(entry.plannedUnits), Cell(entry.receivedUnits), planned(entry.plannedResults),
            Cell(entry.receivedResults), used,
          ], startsGroup: first)
      },
      note: notes.isEmpty ? nil : RichText(notes.joined(separator: " ")))
  }
}
