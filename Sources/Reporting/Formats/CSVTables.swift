internal import Notation
internal import Plotting

extension Report {
  /// Every table, and the table behind every figure, as a CSV file (RFC 4180): name without ending, and contents.
  ///
  /// Numbers stay numbers and have all their digits; a text that a spreadsheet would take for a formula is led by an
  /// apostrophe.
  public var csvTables: [(name: String, contents: String)] {
    let numbering = Numbering(self)
    return sections.flatMap(\.blocks).compactMap { block -> Table? in
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
    var out = Self.record(head)
    var heading = ""
    for row in rows {
      heading = row.heading ?? heading
      var fields = hasHeadings ? [heading] : []
      for index in columns.indices {
        let cell = index < row.cells.count ? row.cells[index] : .empty
        fields.append(cell.raw ?? cell.text.resolved(numbering))
        if noted[index] { fields.append(cell.note ?? "") }
      }
      out += Self.record(fields)
    }
    return out
  }

  private static func record(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\r\n"
  }

  /// A field: harmless in a spreadsheet, quoted where it has to be.
  static func field(_ text: String) -> String {
    var safe = text
    if let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first),
      (try? NumberGrammar.point.read(text)) == nil
    {
      safe = "'" + text
    }
    // By scalars: a carriage return and a line feed make one character.
    let isPlain = safe.unicodeScalars.allSatisfy { $0 != "," && $0 != "\"" && $0 != "\r" && $0 != "\n" }
    guard !isPlain || safe.first == " " || safe.last == " " else { return safe }
    var quoted = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append("\"") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
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
