internal import Notation
internal import Plotting

extension Report {
  /// Every table, and the table behind every figure, as a CSV file (RFC 4180): name without ending, and contents.
  ///
  /// Numbers stay numbers and have all their digits; see ``CSVText``.
  public var csvTables: [(name: String, contents: String)] {
    let numbering = Numbering(self)
    return sections.flatMap { $0.blocks }.compactMap { block -> Table? in
      switch block {
      case .table(let table): table
      case .figure(let figure): if case .kept(let table) = figure.data { table } else { nil }
      default: nil
      }
    }.map { ($0.name, $0.csv(numbering)) }
  }
}

extension Table {
  /// A head, then a record a row; a row's heading and a cell's note have columns of their own where there are any.
  func csv(_ numbering: Numbering) -> String {
    let hasHeadings = rows.contains { $0.heading != nil }
    let noted = columns.indices.map { index in rows.contains { index < $0.cells.count && $0.cells[index].note != nil } }
    var head = hasHeadings ? ["group"] : []
    for (index, column) in columns.enumerated() {
      head.append(column.fullHead)
      if noted[index] { head.append("\(column.fullHead): note") }
    }
    var out = CSVText.record(head)
    var heading = ""
    for row in rows {
      heading = row.heading ?? heading
      var fields = hasHeadings ? [heading] : []
      for index in columns.indices {
        let cell = index < row.cells.count ? row.cells[index] : .empty
        fields.append(cell.raw ?? cell.text.resolved(numbering))
        if noted[index] { fields.append(cell.note ?? "") }
      }
      out += CSVText.record(fields)
    }
    return out
  }
}

extension RichText {
  /// The words, with references resolved.
  func resolved(_ numbering: Numbering) -> String {
    runs.map { run in
      if case .reference(let name) = run { numbering.place(name)?.text ?? name } else { run.plain }
    }.joined()
  }
}
