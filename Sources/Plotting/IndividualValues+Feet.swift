/// What stands below the panels.
extension IndividualValues {
  /// Run labels, brackets of days, laboratory and analysts; answers where the block ends.
  func drawFeet(_ panels: [Panel], at top: Double, on canvas: inout Canvas) -> Double {
    let hasGroups = panels.contains { panel in laboratories[panel.laboratory].runs.contains { $0.group != nil } }
    let labels = panels.map { labelHeight(laboratories[$0.laboratory], $0) }.max() ?? 0
    let nameY = top + 8 + labels + (hasGroups ? 18 : 0) + 18
    var end = nameY
    for panel in panels {
      let laboratory = laboratories[panel.laboratory]
      drawRunLabels(laboratory, panel, at: top + 8, on: &canvas)
      if hasGroups { drawGroups(laboratory, panel, at: top + 13 + labels, on: &canvas) }
      let colour = laboratory.isSending ? Palette.sending : Palette.receiving
      let room = panel.width + 20
      // The role is said by the colour and the caption too: it goes where there is no room.
      let full = "\(laboratory.name) (\(laboratory.role))"
      let name = TextWidth.of(full, size: Canvas.textSize, bold: true) <= room ? full : laboratory.name
      let fitted = TextWidth.fitted(name, width: room, size: Canvas.textSize, bold: true)
      canvas.text(panel.x, nameY, fitted, colour, bold: true)
      end = max(
        end,
        drawAnalysts(
          panel, from: TextWidth.of(fitted, size: Canvas.textSize, bold: true) * 1.04 + 12, nameY, on: &canvas))
    }
    return end + 12
  }

  private func widestLabel(_ laboratory: Laboratory) -> Double {
    laboratory.runs.map { TextWidth.of($0.label, size: Canvas.smallSize) }.max() ?? 0
  }

  /// Labels that do not fit side by side are turned, where they then fit or are few.
  private func areLabelsTurned(_ laboratory: Laboratory, _ panel: Panel) -> Bool {
    panel.column < widestLabel(laboratory) + 5
      && (panel.runs <= Self.alwaysLabelled || panel.column >= Canvas.smallSize + 1)
  }

  /// What turned labels need below one that is not.
  private func labelHeight(_ laboratory: Laboratory, _ panel: Panel) -> Double {
    guard areLabelsTurned(laboratory, panel) else { return 0 }
    return max(min(widestLabel(laboratory) * 1.04, Self.turnedLength) - 8, 0)
  }

  private func drawRunLabels(_ laboratory: Laboratory, _ panel: Panel, at y: Double, on canvas: inout Canvas) {
    let widest = widestLabel(laboratory)
    if areLabelsTurned(laboratory, panel) {
      for (index, run) in laboratory.runs.enumerated() {
        let label = TextWidth.fitted(run.label, width: Self.turnedLength, size: Canvas.smallSize)
        canvas.turnedText(panel.middle(index) + 3.4, y - 7, label)
      }
      return
    }
    let every = [1, 2, 5, 10, 20, 50].first { panel.column * Double($0) >= widest + 5 } ?? 100
    for (index, run) in laboratory.runs.enumerated() where index == 0 && every > 1 || (index + 1) % every == 0 {
      // The first is labelled too, unless it would touch the next.
      if index == 0, every > 1, panel.column * Double(every - 1) < widest + 5 { continue }
      canvas.text(panel.middle(index), y, run.label, Palette.ink, .middle, size: Canvas.smallSize)
    }
  }

  private func drawGroups(_ laboratory: Laboratory, _ panel: Panel, at y: Double, on canvas: inout Canvas) {
    var first = 0
    var spans: [(label: String, from: Int, to: Int)] = []
    for index in laboratory.runs.indices {
      let next = index + 1
      if next == laboratory.runs.count || laboratory.runs[next].group != laboratory.runs[first].group {
        if let label = laboratory.runs[first].group { spans.append((label, first, index)) }
        first = next
      }
    }
    let inset = min(4, panel.column * 0.15)
    let isRoomy = spans.allSatisfy { span in
      TextWidth.of(span.label, size: Canvas.smallSize) + 4 <= panel.column * Double(span.to - span.from + 1)
    }
    for span in spans {
      let a = panel.middle(span.from) - panel.column / 2 + inset
      let b = panel.middle(span.to) + panel.column / 2 - inset
      canvas.line(a, y, b, y, Palette.soft, 0.8)
      if isRoomy { canvas.text((a + b) / 2, y + 12, span.label, Palette.grey, .middle, size: Canvas.smallSize) }
    }
    if !isRoomy, let first = spans.first, let last = spans.last {
      let said = spans.count == 1 ? first.label : "\(first.label) to \(last.label)"
      let fitted = TextWidth.fitted(said, width: panel.width, size: Canvas.smallSize)
      canvas.text(panel.x + panel.width / 2, y + 12, fitted, Palette.grey, .middle, size: Canvas.smallSize)
    }
  }

  /// The key of the analysts' shapes, beside the name where it fits and below it where not.
  private func drawAnalysts(_ panel: Panel, from offset: Double, _ y: Double, on canvas: inout Canvas) -> Double {
    let colour = laboratories[panel.laboratory].isSending ? Palette.sending : Palette.receiving
    let names = analysts(in: panel.laboratory)
    guard !names.isEmpty else { return y }
    func length(_ text: String) -> Double { TextWidth.of(text, size: Canvas.smallSize) * 1.04 + 22 }
    let labels = names.enumerated().map { $0.offset == 0 ? "analyst \($0.element)" : $0.element }
    let room = panel.width + 24
    let fitsBeside = offset + labels.map(length).reduce(0, +) <= room
    var (x, line) = fitsBeside ? (offset, y) : (0.0, y + 14)
    for (name, label) in zip(names, labels) {
      if x > 0, x + length(label) > room, !fitsBeside { (x, line) = (0, line + 13) }
      canvas.dot(panel.x + x + 4, line - 3.4, shape(of: name, in: panel.laboratory), colour, radius: 3)
      canvas.text(
        panel.x + x + 12, line, TextWidth.fitted(label, width: room - x - 12, size: Canvas.smallSize),
        size: Canvas.smallSize)
      x += length(label)
    }
    return line
  }
}
