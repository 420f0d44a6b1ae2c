internal import Plotting

extension Report {
  /// One page with no script and no outside reference, which also prints: the same bytes for the same report.
  public var html: String {
    let writer = HTMLWriter(numbering: Numbering(self), hash: running.hash)
    var page: Markup = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width,initial-scale=1"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      base-uri 'none'; form-action 'none'"/>
      <title>\(running.document): \(title)</title>
      <style>\(Markup(stringLiteral: Style.sheet(running: running, title: title)))</style></head>
      <body><nav aria-label="Contents"><b>\(title)</b>
      """
    for (index, section) in sections.enumerated() {
      page += "<a href=\"#section-\(index + 1)\"><span>\(index + 1)</span>\(section.title)</a>"
    }
    page += "</nav>\n<main>\n"
    page += header
    for (index, section) in sections.enumerated() {
      var classes: [String] = []
      if section.isDecision { classes.append("decision") }
      if section.endsPage { classes.append("alone") }
      if section.startsPage { classes.append("fresh") }
      if section.staysTogether { classes.append("whole") }
      let attribute: Markup = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
      page += "<section id=\"section-\(index + 1)\"\(attribute)><h2><span>\(index + 1)</span>\(section.title)</h2>\n"
      for (place, block) in section.blocks.enumerated() {
        let next = place + 1 < section.blocks.count ? section.blocks[place + 1] : nil
        writer.write(block, before: next, into: &page)
      }
      page += "</section>\n"
    }
    page += "</main></body></html>\n"
    return page.description
  }

  private var header: Markup {
    var out: Markup = "<header><p class=\"kind\">\(kind)"
    if let stamp { out += "<span class=\"stamp\">\(stamp)</span>" }
    out += "</p>\n<h1>\(title)</h1>\n<dl class=\"facts\">"
    for fact in facts { out += "<div><dt>\(fact.label)</dt><dd>\(fact.value)</dd></div>" }
    out += "</dl></header>\n"
    return out
  }
}

/// How each kind of block is shown in HTML.
private struct HTMLWriter {
  let numbering: Numbering
  let hash: String

  /// - Parameter next: what follows; a paragraph stays on the page of the figure or table that it leads to.
  func write(_ block: Block, before next: Block?, into page: inout Markup) {
    switch block {
    case .heading(let text): page += "<h3>\(inline(text))</h3>\n"
    case .paragraph(let text):
      let leads =
        switch next {
        case .figure, .table, .diagnosis: true
        default: false
        }
      page += leads ? "<p class=\"lead\">\(inline(text))</p>\n" : "<p>\(inline(text))</p>\n"
    case .verdict(let bar): page += verdict(bar)
    case .statements(let entries):
      page += "<ul class=\"says\">"
      for entry in entries { page += "<li><b>\(entry.label)</b> <span>\(inline(entry.text))</span></li>\n" }
      page += "</ul>\n"
    case .table(let table): write(table, into: &page)
    case .figure(let figure): page += self.figure(figure)
    case .box(let title, let entries):
      page += "<aside class=\"box\"><h3>\(title)</h3><dl>"
      for entry in entries { page += "<div><dt>\(entry.label)</dt><dd>\(inline(entry.text))</dd></div>\n" }
      page += "</dl></aside>\n"
    case .diagnosis(let cards):
      page += "<div class=\"diagnosis\">"
      for card in cards {
        page += """
          <div><p class="question">\(card.question)</p><p class="answer">\(inline(card.answer))</p>\
          <p>\(inline(card.text))</p></div>

          """
      }
      page += "</div>\n"
    case .signatures(let signatures):
      page += """
        <div class="scroll hint"><table class="signatures"><thead><tr><th scope="col">Role</th><th scope="col">The signature means</th>\
        <th scope="col">Name</th><th scope="col">Signature</th><th scope="col">Date</th></tr></thead><tbody>

        """
      for signature in signatures {
        page += "<tr><td><b>\(signature.role)</b></td><td>\(signature.meaning)</td><td></td><td></td><td></td></tr>\n"
      }
      page += "</tbody></table></div>\n"
    case .glossary(let entries):
      page += "<dl class=\"glossary\">"
      for entry in entries { page += "<div><dt>\(entry.label)</dt><dd>\(inline(entry.text))</dd></div>\n" }
      page += "</dl>\n"
    case .pageBreak: page += "<div class=\"break\"></div>\n"
    }
  }

  private func inline(_ text: RichText) -> Markup {
    var out = Markup()
    for run in text.runs {
      switch run {
      case .text(let text): out += Markup(escaping: text)
      case .strong(let text): out += "<b>\(text)</b>"
      case .emphasis(let text): out += "<i>\(text)</i>"
      case .code(let text): out += "<code>\(text)</code>"
      case .deleted(let text): out += "<del>\(text)</del>"
      case .inserted(let text): out += "<ins>\(text)</ins>"
      case .verdict(let label): out += badge(label)
      case .reference(let name):
        if let place = numbering.place(name) {
          out += "<a href=\"#\(place.anchor)\">\(place.text)</a>"
        } else {
          out += Markup(escaping: name)
        }
      }
    }
    return out
  }

  private func badge(_ label: VerdictLabel) -> Markup {
    let tone = label.isInformational ? "informational" : label.mark.tone.rawValue
    return "<span class=\"verdict \(tone)\">\(label.svg)\(label.word)</span>"
  }

  private func verdict(_ bar: VerdictBar) -> Markup {
    var out: Markup = """
      <div class="bar \(bar.label.mark.tone.rawValue)">\(bar.label.mark.svg)<div><p class="word">\(bar.label.word)</p>\
      <p>\(inline(bar.sentence))</p></div>
      """
    if !bar.counts.isEmpty {
      out += "<p class=\"counts\">"
      for (index, count) in bar.counts.enumerated() { out += index == 0 ? inline(count) : "<br/>\(inline(count))" }
      out += "</p>"
    }
    out += "</div>\n"
    return out
  }

  // MARK: - Figures

  private func figure(_ figure: Figure) -> Markup {
    let number = numbering.figure(figure.name) ?? 0
    var out: Markup = "<figure id=\"figure-\(number)\">"
    for line in lines(figure.drawings) {
      out += "<div class=\"drawings\">"
      let total = line.map { $0.width }.reduce(0, +)
      let page = max(total, 680)
      // Two panels stand together rather than at the two edges.
      let gap = line.count > 1 ? min((page - total) / Double(line.count - 1) / page * 100, 4) : 0
      for (index, drawing) in line.enumerated() {
        let size = drawing.width >= 500 ? "wide hint" : drawing.width >= 240 ? "half hint" : "small"
        let share = line.count == 1 && drawing.width >= 500 ? 100 : drawing.width / page * 100
        let margin = index == 0 || gap < 0.01 ? Markup() : ";margin-left:\(gap)%" as Markup
        // A hundredth less, so that rounding never wraps the last one.
        out += """
          <div class="scroll \(size)" style="width:\(line.count == 1 ? share : share - 0.01)%\(margin)">\
          \(drawing.svg)</div>
          """
      }
      out += "</div>"
    }
    out += "<figcaption><b>Figure\u{A0}\(number).</b> \(inline(figure.caption))"
    var source: [String] = []
    if let name = figure.dataName { source.append("Data: tables/\(name).csv") }
    if !hash.isEmpty { source.append("record \(hash)") }
    if !source.isEmpty { out += " <span class=\"source\">\(source.joined(separator: " · "))</span>" }
    out += "</figcaption></figure>\n"
    return out
  }

  /// Drawings in rows that fit the page.
  private func lines(_ drawings: [Drawing]) -> [[Drawing]] {
    var lines: [[Drawing]] = []
    var used = 0.0
    for drawing in drawings {
      if lines.isEmpty || used + drawing.width > 684 {
        lines.append([drawing])
        used = drawing.width
      } else {
        lines[lines.count - 1].append(drawing)
        used += drawing.width
      }
    }
    return lines
  }

  // MARK: - Tables

  private func write(_ table: Table, into page: inout Markup) {
    let isLong = table.rows.count > 14
    let number = table.caption == nil ? nil : numbering.table(table.name)
    page += "<div class=\"table\(isLong ? " long" : "")\""
    if let number { page += " id=\"table-\(number)\"" }
    page += ">"
    if let caption = table.caption {
      page += "<p class=\"caption\"><b>Table\u{A0}\(number ?? 0).</b> \(inline(caption))</p>"
    }
    let style: String =
      switch table.style {
      case .ordinary: ""
      case .narrow: "narrow"
      case .criteria: "criteria"
      case .keyValues: "keys"
      case .matrix: "matrix"
      case .form: "form"
      }
    let isWide = table.columns.count > 4 || table.style == .form
    page += table.style == .criteria ? "<div>" : isWide ? "<div class=\"scroll hint\">" : "<div class=\"scroll\">"
    page += "<table class=\"\(style)\"><thead>"
    if table.columns.contains(where: { $0.group != nil }) { page += groupHead(table) }
    page += "<tr>"
    for column in table.columns {
      page += "<th scope=\"col\"\(classes(column.alignment, .none))>\(column.head)"
      if let note = column.note { page += "<span class=\"under\">\(note)</span>" }
      page += "</th>"
    }
    page += "</tr></thead><tbody>\n"
    for row in table.rows {
      if let heading = row.heading {
        page += "<tr class=\"heading\"><th colspan=\"\(table.columns.count)\" scope=\"colgroup\">\(heading)</th></tr>\n"
      }
      page += row.startsGroup ? "<tr class=\"group\">" : "<tr>"
      for (index, column) in table.columns.enumerated() {
        write(index < row.cells.count ? row.cells[index] : .empty, column, table.style, into: &page)
      }
      page += "</tr>\n"
    }
    page += "</tbody></table></div>"
    if let note = table.note { page += "<p class=\"note\">\(inline(note))</p>" }
    page += "</div>\n"
  }

  private func write(_ cell: Cell, _ column: Table.Column, _ style: Table.Style, into page: inout Markup) {
    page += "<td\(classes(column.alignment, cell.emphasis, isShort: cell.isShort, isUnbroken: cell.hasLongWord))"
    if style == .criteria { page += " data-head=\"\(column.head)\"" }
    page += style == .criteria ? "><span>" : ">"
    page += cell.emphasis == .strong ? "<b>\(inline(cell.text))</b>" : inline(cell.text)
    if let note = cell.note { page += "<span class=\"under\">\(note)</span>" }
    page += style == .criteria ? "</span></td>" : "</td>"
  }

  private func groupHead(_ table: Table) -> Markup {
    var out: Markup = "<tr class=\"over\">"
    var index = 0
    while index < table.columns.count {
      let group = table.columns[index].group
      var end = index + 1
      while end < table.columns.count, group != nil, table.columns[end].group == group { end += 1 }
      out += group.map { "<th class=\"span\" scope=\"colgroup\" colspan=\"\(end - index)\">\($0)</th>" } ?? "<td></td>"
      index = end
    }
    out += "</tr>"
    return out
  }

  private func classes(
    _ alignment: Table.Alignment, _ emphasis: Cell.Emphasis, isShort: Bool = false, isUnbroken: Bool = false
  ) -> Markup {
    var names: [String] = []
    switch alignment {
    case .left: break
    case .right: names.append("n")
    case .centre: names.append("c")
    }
    switch emphasis {
    case .faint: names.append("faint")
    case .flagged: names.append("flagged")
    case .none, .strong: break
    }
    if isShort, alignment != .right { names.append("w") }
    if isUnbroken { names.append("b") }
    return names.isEmpty ? "" : " class=\"\(names.joined(separator: " "))\""
  }
}

extension Cell {
  /// Identifiers, dates and other short text, which are not broken.
  fileprivate var isShort: Bool {
    var count = 0
    var hasBlank = false
    for run in text.runs {
      count += run.plain.utf8.count
      hasBlank = hasBlank || run.plain.utf8.contains(0x20)
    }
    return count > 0 && (count <= 12 || count <= 24 && !hasBlank)
  }

  /// Whether a word is so long that it would push the table off the page.
  fileprivate var hasLongWord: Bool {
    text.runs.contains { run in run.plain.split(separator: " ").contains { $0.utf8.count > 32 } }
  }
}
