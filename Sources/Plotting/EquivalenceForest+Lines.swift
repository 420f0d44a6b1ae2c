extension EquivalenceForest {
  /// The rows in characters: limits `│`, judged interval `━`, outer `─`, estimate `●`, beyond the axis `◀ ▶`.
  func lines(length: Int = 41) -> [String] {
    guard rows.contains(where: { $0.estimate != nil }) else { return [] }
    let axis = axis(from: 0, to: Double(length - 1))
    let label = min(rows.map { TerminalWidth.of(Markup.spelt($0.label)) }.max() ?? 0, 28)
    func padded(_ text: String, _ count: Int) -> String {
      var shown = Markup.spelt(text)
      if TerminalWidth.of(shown) > count {
        while TerminalWidth.of(shown) >= count { shown.removeLast() }
        shown += "…"
      }
      return TerminalWidth.padded(shown, to: count)
    }
    var out: [String] = []
    for group in groups {
      if let heading = group.heading { out.append(Markup.spelt(heading)) }
      for row in group.rows {
        var numbers = row.numbers.filter { !$0.isEmpty }
        if let note = row.note { numbers.append(note) }
        let tail = numbers.map { Markup.spelt($0) }.joined(separator: "  ")
        out.append("\(padded(row.label, label))  \(bar(row, axis, length))  \(tail)")
      }
    }
    var scale = [Character](repeating: " ", count: length + 16)
    for tick in axis.ticks where tick.isLimit {
      let text = Array(Markup.spelt(tick.text))
      let start = min(
        max(Int(axis.position(tick.value).rounded()) - text.count / 2, 0), max(length + 16 - text.count, 0))
      for (offset, character) in text.enumerated() where start + offset < scale.count {
        scale[start + offset] = character
      }
    }
    while scale.last == " " { scale.removeLast() }
    if !scale.isEmpty { out.append(String(repeating: " ", count: label + 2) + String(scale)) }
    return out
  }

  private func bar(_ row: Row, _ axis: Axis, _ length: Int) -> String {
    var cells = [Character](repeating: " ", count: length)
    func cell(_ value: Double) -> Int { min(max(Int(axis.position(value).rounded()), 0), length - 1) }
    if let reference, axis.shows(reference) { cells[cell(reference)] = "┊" }
    let walls = [lower, upper].compactMap { $0 }.map { cell($0.value) }
    for wall in walls { cells[wall] = "│" }
    guard let estimate = row.estimate else { return String(cells) }
    func draw(_ interval: Interval, _ character: Character, _ crossing: Character) {
      func place(_ end: Interval.End, _ edge: Int) -> Int {
        switch end {
        case .at(let value): cell(value)
        case .unbounded: edge
        case .none: cell(estimate)
        }
      }
      let (a, b) = (place(interval.lower, 0), place(interval.upper, length - 1))
      for index in min(a, b)...max(a, b) { cells[index] = walls.contains(index) ? crossing : character }
      if isBeyond(interval.lower, axis) { cells[0] = "◀" }
      if isBeyond(interval.upper, axis) { cells[length - 1] = "▶" }
    }
    if let outer = row.outer { draw(outer, "─", "┼") }
    if let judged = row.judged { draw(judged, "━", "┿") }
    cells[cell(estimate)] = axis.shows(estimate) ? "●" : estimate < axis.lower ? "◀" : "▶"
    return String(cells)
  }

  private func isBeyond(_ end: Interval.End, _ axis: Axis) -> Bool {
    switch end {
    case .at(let value): !axis.shows(value)
    case .unbounded: true
    case .none: false
    }
  }
}
