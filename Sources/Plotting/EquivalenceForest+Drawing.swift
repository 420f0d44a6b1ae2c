extension EquivalenceForest {
  /// The figure, with its text alternative and a small copy in characters.
  public var drawing: Drawing {
    var canvas = Canvas()
    let plan = Layout(self)
    let axis = axis(from: plan.left, to: plan.right)
    if let heading {
      canvas.text(0, 10, TextWidth.fitted(heading, width: width, size: Canvas.textSize, bold: true), bold: true)
    }
    if !plan.isPanel {
      for (column, head) in zip(plan.columns, numberHeads) where !head.isEmpty {
        canvas.text(column, plan.top - 7, head, Palette.grey, .end)
      }
    }
    drawZone(on: &canvas, axis, plan)
    var y = plan.top
    for group in groups {
      if let heading = group.heading {
        y += plan.groupHeight
        canvas.text(
          0, y - 5, TextWidth.fitted(heading, width: plan.left - 6, size: Canvas.textSize, bold: true), bold: true)
      }
      for row in group.rows {
        draw(row, at: y + plan.rowHeight / 2, on: &canvas, axis, plan)
        y += plan.rowHeight
      }
    }
    let bottom = drawAxis(on: &canvas, axis, plan)
    return Drawing(canvas, width: width, height: bottom, title: title, description: description, lines: lines())
  }

  /// Where things stand.
  private struct Layout {
    let isPanel: Bool
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    let rowHeight: Double
    let groupHeight = 19.0
    /// The right edge of each column of numbers.
    let columns: [Double]
    let markX: Double
    let isDense: Bool
    let size: Double
    /// Whether label and numbers are too long for one line of a panel.
    let panelTextIsTwoLines: Bool

    init(_ forest: EquivalenceForest) {
      let rows = forest.rows
      let width = forest.width
      isPanel = width < 240
      isDense = rows.count > 8
      let type = width < 600 || isDense ? 9.8 : Canvas.textSize
      size = type
      panelTextIsTwoLines =
        isPanel && rows.contains { TextWidth.of($0.panelText, size: Canvas.smallSize, bold: true) * 1.03 > width - 18 }
      rowHeight =
        isPanel ? (rows.count == 1 ? 88 : panelTextIsTwoLines ? 54 : 40) : isDense ? 15 : width < 600 ? 28 : 26
      let hasHeads = forest.numberHeads.contains { !$0.isEmpty } && !isPanel
      top = (forest.heading == nil ? 4 : 22) + (hasHeads ? 16 : 0)
      bottom =
        top + rowHeight * Double(rows.count)
        + groupHeight * Double(forest.groups.count { $0.heading != nil }) + (isPanel ? 0 : 4)
      let hasMarks = rows.contains { $0.verdict != nil } && !isPanel
      markX = width - 6
      var edge = hasMarks ? width - 20 : width
      var edges: [Double] = []
      if !isPanel {
        let count = rows.map { $0.numbers.count }.max() ?? 0
        for index in (0..<count).reversed() {
          let texts = rows.map {
            index < $0.numbers.count ? TextWidth.of($0.numbers[index], size: type, bold: $0.isBold) : 0
          }
          let head =
            index < forest.numberHeads.count ? TextWidth.of(forest.numberHeads[index], size: Canvas.textSize) : 0
          edges.insert(edge, at: 0)
          // Room for a wider face than Arial, and a gap.
          edge -= max(texts.max() ?? 0, head) * 1.04 + 12
        }
      }
      columns = edges
      let labels = rows.map { TextWidth.of($0.label, size: type, bold: $0.isBold) }
      let headings = forest.groups.compactMap { $0.heading }.map { TextWidth.of($0, size: Canvas.textSize, bold: true) }
      let wanted = (labels + headings).max() ?? 0
      left = isPanel ? 10 : min(wanted * 1.04 + 14, max(width * 0.34, edge - 200))
      right = isPanel ? width - 8 : max(edge - 4, left + 60)
    }
  }

  private func drawZone(on canvas: inout Canvas, _ axis: Axis, _ plan: Layout) {
    let (top, height) = (plan.top, plan.bottom - plan.top)
    if lower != nil || upper != nil {
      let (a, b) = (
        lower.map { axis.position($0.value) } ?? axis.from, upper.map { axis.position($0.value) } ?? axis.to
      )
      canvas.rectangle(a, top, b - a, height, Palette.zone)
    }
    if let reference, axis.shows(reference), !limits.contains(where: { $0.value == reference }) {
      let x = axis.position(reference)
      canvas.line(x, top, x, plan.bottom, Palette.soft, 0.8, dash: "2 2")
    }
    for limit in limits {
      let x = axis.position(limit.value)
      canvas.line(x, top, x, plan.bottom, Palette.ink, 1.1)
    }
    if let guide, axis.shows(guide) {
      let x = axis.position(guide)
      canvas.line(x, top, x, plan.bottom, Palette.receiving, 0.8, dash: "1 2")
    }
  }

  private var limits: [Limit] { [lower, upper].compactMap { $0 } }

  private func draw(_ row: Row, at y: Double, on canvas: inout Canvas, _ axis: Axis, _ plan: Layout) {
    if plan.isPanel {
      drawPanelText(row, at: y - (rows.count == 1 ? 14 : 8), on: &canvas, axis, plan)
    } else {
      let label = TextWidth.fitted(row.label, width: plan.left - 8, size: plan.size, bold: row.isBold)
      let indent = groups.contains { $0.heading != nil } ? 8.0 : 0
      canvas.text(indent, y + 3.6, label, size: plan.size, bold: row.isBold)
      for (x, number) in zip(plan.columns, row.numbers) {
        canvas.text(x, y + 3.6, number, Palette.ink, .end, size: plan.size, bold: row.isBold)
      }
      if let verdict = row.verdict {
        canvas.add(verdict.shape(x: plan.markX, y: y, radius: plan.isDense ? 4 : 4.5))
      }
    }
    if let note = row.note { drawNote(note, at: y, on: &canvas, axis, plan) }
    guard let estimate = row.estimate else { return }
    let colour = row.colour
    let x = axis.position(estimate)
    if let outer = row.outer { drawLine(outer, from: estimate, y, colour, 1, on: &canvas, axis) }
    if let judged = row.judged {
      let isOneSided = judged.lower == .none || judged.upper == .none
      drawLine(
        judged, from: estimate, y, colour, row.thickness(isDense: plan.isDense), on: &canvas, axis, endTick: isOneSided)
    }
    if axis.shows(estimate) {
      canvas.dot(x, y, .circle, colour, radius: row.role == .judged ? 3.7 : 3, hollow: true, width: 1.5)
    } else {
      let isAbove = estimate > axis.upper
      canvas.arrow(x: isAbove ? axis.to + 4 : axis.from - 4, y: y, pointsRight: isAbove, colour)
    }
  }

  /// Between the limits where it fits, so that no line runs through it.
  private func drawNote(_ note: String, at y: Double, on canvas: inout Canvas, _ axis: Axis, _ plan: Layout) {
    let y = y + 3.6 + (plan.isPanel ? 6 : 0)
    let size = Canvas.smallSize
    let length = TextWidth.of(note, size: size) * 1.03
    let inside = lower.map { axis.position($0.value) + 6 } ?? plan.left + 4
    let wall = upper.map { axis.position($0.value) - 4 } ?? plan.right
    if inside + length <= wall {
      canvas.text(inside, y, note, Palette.grey, size: size, halo: true)
    } else {
      let fitted = TextWidth.fitted(note, width: plan.right - plan.left - 8, size: size)
      canvas.text(plan.left + 4, y, fitted, Palette.grey, size: size, halo: true)
    }
  }

  private func drawPanelText(_ row: Row, at y: Double, on canvas: inout Canvas, _ axis: Axis, _ plan: Layout) {
    if plan.panelTextIsTwoLines, !row.label.isEmpty {
      let label = TextWidth.fitted(row.label, width: width - plan.left, size: Canvas.smallSize, bold: true)
      canvas.text(plan.left, y - 11, label, size: Canvas.smallSize, bold: true, halo: true)
    }
    let text = plan.panelTextIsTwoLines ? row.numbers.filter { !$0.isEmpty }.joined(separator: "  ") : row.panelText
    let size = TextWidth.of(text, size: plan.size, bold: true) <= plan.right - plan.left ? plan.size : Canvas.smallSize
    let length = TextWidth.of(text, size: size, bold: true) * 1.03
    // Inside the zone where it fits, so that it does not lie on the limit's line.
    if let upper, axis.position(upper.value) - 5 - length >= axis.from {
      canvas.text(axis.position(upper.value) - 5, y, text, Palette.ink, .end, size: size, bold: true)
    } else if let lower, upper == nil, axis.position(lower.value) + 5 + length <= axis.to {
      canvas.text(axis.position(lower.value) + 5, y, text, size: size, bold: true)
    } else {
      canvas.text(
        plan.left, y, TextWidth.fitted(text, width: width - plan.left, size: size, bold: true), size: size, bold: true,
        halo: true)
    }
  }

  private func drawLine(
    _ interval: Interval, from estimate: Double, _ y: Double, _ colour: String, _ thickness: Double,
    on canvas: inout Canvas, _ axis: Axis, endTick: Bool = false
  ) {
    // Where an end is drawn, and on which side of the axis it lies: -1 before it, 0 on it, 1 beyond it.
    func place(_ end: Interval.End, unbounded side: Int) -> (x: Double, side: Int, isEnd: Bool) {
      switch end {
      case .at(let value): (axis.position(value), value > axis.upper ? 1 : value < axis.lower ? -1 : 0, true)
      case .unbounded: (side < 0 ? axis.from : axis.to, side, true)
      case .none: (axis.position(estimate), 0, false)
      }
    }
    let (low, high) = (place(interval.lower, unbounded: -1), place(interval.upper, unbounded: 1))
    canvas.line(low.x, y, high.x, y, colour, thickness)
    if low.side < 0 || high.side < 0 { canvas.arrow(x: axis.from - 4, y: y, pointsRight: false, colour) }
    if low.side > 0 || high.side > 0 { canvas.arrow(x: axis.to + 4, y: y, pointsRight: true, colour) }
    if endTick {
      for end in [low, high] where end.isEnd && end.side == 0 {
        canvas.line(end.x, y - 5, end.x, y + 5, colour, 1.4)
      }
    }
  }

  /// The axis below the rows, its title and the number of units; answers the height of the figure.
  private func drawAxis(on canvas: inout Canvas, _ axis: Axis, _ plan: Layout) -> Double {
    let y = plan.bottom
    canvas.line(axis.from, y, axis.to, y, Palette.soft, 0.8)
    let bold = axis.ticks.filter { $0.isLimit }
    for tick in axis.ticks {
      let x = axis.position(tick.value)
      canvas.line(x, y, x, y + 3, Palette.soft, 0.8)
      var anchor = Canvas.Anchor.middle
      if tick.isLimit, bold.count == 2 {
        // Two limits too close for both numbers: they lean away from each other.
        let room = bold.map { TextWidth.of($0.text, size: Canvas.smallSize, bold: true) }.reduce(0, +) / 2 + 5
        if (axis.position(bold[0].value) - axis.position(bold[1].value)).magnitude < room {
          anchor = tick == bold[0] ? .end : .start
        }
      }
      canvas.text(
        x, y + 13, tick.text, tick.isLimit ? Palette.ink : Palette.grey, anchor, size: Canvas.smallSize,
        bold: tick.isLimit)
    }
    return drawWords(below: y + 13, on: &canvas, plan)
  }

  private func drawWords(below y: Double, on canvas: inout Canvas, _ plan: Layout) -> Double {
    let size = Canvas.smallSize
    let log = scale == .logarithmic
    let name = axisTitle.map { log ? "\($0) (log axis)" : $0 }
    let units = [count, axisTitle == nil && log ? "log axis" : nil].compactMap { $0 }.joined(separator: " · ")
    let way = directions.count == 2 ? "\(directions[0]) ←  → \(directions[1])" : ""
    let texts = [name, way, units].compactMap { $0 }.filter { !$0.isEmpty }
    var line = y
    if plan.isPanel || width < 600 {
      for text in texts {
        let start = plan.isPanel ? plan.left : 0
        let room = width - start
        let x = plan.isPanel || TextWidth.of(text, size: size) > width - plan.left ? start : plan.left
        for part in TextWidth.wrapped(text, width: room, size: size) {
          line += 12
          canvas.text(x, line, part, Palette.grey, size: size)
        }
      }
      return line + 4
    }
    line += 14
    var end = 0.0
    for (index, text) in texts.enumerated() {
      let length = TextWidth.of(text, size: size) * 1.04
      if index > 0, end + 18 + length > width { (line, end) = (line + 12, 0) }
      let x = end > 0 ? end + 18 : min(plan.left, max(0, width - length))
      canvas.text(x, line, TextWidth.fitted(text, width: width - x, size: size), Palette.grey, size: size)
      end = x + length
    }
    return line + 4
  }
}

extension EquivalenceForest.Row {
  /// What stands above the line in a panel.
  fileprivate var panelText: String { ([label] + numbers).filter { !$0.isEmpty }.joined(separator: "  ") }

  fileprivate var isBold: Bool { role == .judged || role == .changed }

  fileprivate var colour: String {
    switch role {
    case .judged, .part: Palette.receiving
    case .alternative: Palette.grey
    case .changed: Palette.ink
    }
  }

  fileprivate func thickness(isDense: Bool) -> Double {
    switch (role, isDense) {
    case (.judged, false): 4.6
    case (.judged, true): 4
    case (_, false): 2.9
    case (_, true): 2
    }
  }
}
