internal import AssayData
internal import Notation
internal import Transfer

/// The known part of the table of deviations.
struct DeviationRows {
  private let context: ReportContext

  init(_ context: ReportContext) { self.context = context }

  /// How many rows the table has room for.
  private static let most = 200

  var rows: [Table.Row] {
    let all = context.assessment.deviations
    let shown = all.prefix(Self.most).map(row)
    guard all.count > Self.most else { return shown }
    return shown + [Table.Row(["…", Cell("\(all.count - Self.most) more stand in the files."), " ", " "])]
  }

  private func row(_ deviation: Deviation) -> Table.Row {
    let place = "\(visible(deviation.laboratory)), \(Spelling.first(6, of: deviation.places.map { visible($0) }))"
    // Where a deviation is named its own record says what happened.
    let reason = deviation.stated?.reason.map { visible($0) } ?? (deviation.stated == nil ? StatedReason.none : nil)
    let isOfReadings =
      context.transferProtocol.attributes.first { $0.id == deviation.attribute }?.doseResponse != nil
    func effect(_ count: Int, _ what: String) -> String? {
      guard count > 0 else { return nil }
      let results = Wording.count(count, isOfReadings ? "reading" : "result")
      return "\(results) of \(visible(deviation.attribute)) \(what)"
    }
    let effects = [effect(deviation.unused, "not used"), effect(deviation.used, "used all the same")].compactMap { $0 }
    return Table.Row([
      Cell(RichText(deviation.stated?.deviation.map { visible($0) } ?? " ")),
      Cell(RichText(place + (reason.map { ": \($0)" } ?? ""))), Cell(RichText(effects.joined(separator: "; "))), " ",
    ])
  }
}
