internal import AssayData
internal import Notation
internal import Transfer

/// What the files say of deviations, and what is marked without a reason: the known part of the table of deviations.
struct DeviationRows {
  private let context: ReportContext

  init(_ context: ReportContext) { self.context = context }

  /// Results with one reason and one deviation.
  private struct Group {
    /// How many are not used, and how many are although something is said of them.
    var unused = 0
    var used = 0
    var places: [String] = []
  }

  private struct Key: Hashable {
    let attribute: String
    let stated: StatedReason?
    let laboratory: String
  }

  /// How many rows the table has room for.
  private static let most = 20

  var rows: [Table.Row] {
    let groups = groups()
    let shown = groups.prefix(Self.most).map { row($0.key, $0.value) }
    guard groups.count > Self.most else { return shown }
    return shown + [Table.Row(["…", Cell("\(groups.count - Self.most) more are in \(context.recordFile)."), " ", " "])]
  }

  private func groups() -> [(key: Key, value: Group)] {
    let (data, transferProtocol) = (context.assessment.data, context.transferProtocol)
    guard data.factors[.reason] != nil || data.factors[.deviation] != nil || !data.exceptions.isEmpty else { return [] }
    var groups = InOrder<Key, Group>()
    for attribute in transferProtocol.attributes {
      let own = OwnRows(attribute, in: data, transferProtocol)
      for row in 0..<data.count where own.contains(row) {
        let (stated, isMarked) = (data.statedReason(of: row), data.standing(of: row).isMarked)
        guard stated != nil || isMarked else { continue }
        let key = Key(attribute: attribute.id, stated: stated, laboratory: data.name(.laboratory, of: row) ?? "")
        var group = groups[key, default: Group()]
        if data.isUsable(row) { group.used += 1 } else { group.unused += 1 }
        let place = data.name(.run, of: row).map { "run \(visible($0))" } ?? visible(data.location(of: row).description)
        if !group.places.contains(place) { group.places.append(place) }
        groups[key, default: Group()] = group
      }
    }
    return groups.map { ($0.key, $0.value) }
  }

  private func row(_ key: Key, _ group: Group) -> Table.Row {
    let what = key.stated?.reason.map { visible($0) } ?? StatedReason.none
    let place = "\(visible(key.laboratory)), \(Spelling.first(6, of: group.places))"
    let effects = [
      group.unused > 0 ? "\(Wording.count(group.unused, "result")) of \(visible(key.attribute)) not used" : nil,
      group.used > 0 ? "\(Wording.count(group.used, "result")) of \(visible(key.attribute)) used all the same" : nil,
    ].compactMap { $0 }
    return Table.Row([
      Cell(RichText(key.stated?.deviation.map { visible($0) } ?? " ")), Cell(RichText("\(place): \(what)")),
      Cell(RichText(effects.joined(separator: "; "))), " ",
    ])
  }
}
