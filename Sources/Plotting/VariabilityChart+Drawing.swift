extension VariabilityChart {
  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    guard !groups.isEmpty else {
      canvas.text(0, 12, "no results", Palette.grey)
      return Drawing(canvas, width: width, height: 20, title: title, description: description)
    }
    let plan = Layout(self)
    let said = quantity + (scale == .logarithmic ? " (log axis)" : "")
    canvas.text(0, 11, TextWidth.fitted(said, width: width, size: Canvas.textSize), Palette.grey)
    drawValues(plan, on: &canvas)
    drawSpreads(plan, on: &canvas)
    let end = drawFoot(plan, on: &canvas)
    return Drawing(
      canvas, width: width, height: end, title: title, description: description, lines: lines())
  }

  private struct Layout {
    let left: Double
    let right: Double
    let top = 20.0
    let bottom: Double
    let stripTop: Double
    let stripBottom: Double
    let values: Axis
    let spreads: Axis?
    let column: Double

    init(_ chart: VariabilityChart) {
      let height = chart.groups.count > 30 ? 190.0 : 168
      bottom = 20 + height
      let spreads = chart.groups.compactMap { $0.spread?.value }
      stripTop = bottom + 14
      stripBottom = spreads.isEmpty ? stripTop + 14 : stripTop + 54
      values = chart.axis(from: bottom, to: top)
      self.spreads =
        spreads.isEmpty
        ? nil
        : Axis(
          .linear, covering: [0] + spreads + [chart.pooled?.value].compactMap { $0 }, from: stripBottom, to: stripTop,
          startsAtZero: true)
      let small = Canvas.smallSize
      let ticks = (values.ticks + (self.spreads?.ticks ?? [])).map { TextWidth.of($0.text, size: small) }
      let names = (chart.factors + [chart.spreadTitle]).map { TextWidth.of($0, size: small, bold: true) * 1.04 }
      left = min(max((ticks.max() ?? 0) + 4, (names.max() ?? 0) + 4, 30), chart.width * 0.2) + 6
      let marks = [chart.overall, chart.pooled].compactMap { $0 }.map { TextWidth.of($0.text, size: small, bold: true) }
      right = chart.width - min((marks.max() ?? 0) * 1.06 + 8, chart.width * 0.2)
      column = (right - left) / Double(chart.groups.count)
    }

    func middle(_ index: Int) -> Double { left + column * (Double(index) + 0.5) }
    func edge(_ index: Int) -> Double { left + column * Double(index) }
    var radius: Double { column < 6 ? 1.5 : column < 12 ? 1.9 : column < 20 ? 2.4 : 3 }
  }

  // MARK: - Values

  private func drawValues(_ plan: Layout, on canvas: inout Canvas) {
    for tick in plan.values.ticks {
      let y = plan.values.position(tick.value)
      canvas.line(plan.left, y, plan.right, y, Palette.hair, 0.6)
      canvas.text(plan.left - 5, y + 3.4, tick.text, Palette.grey, .end, size: Canvas.smallSize)
    }
    if factors.count > 1 {
      for span in spans(0).dropFirst() {
        canvas.line(plan.edge(span.from), plan.top, plan.edge(span.from), plan.stripBottom, Palette.soft, 0.8)
      }
    }
    if let overall {
      let y = plan.values.position(overall.value)
      canvas.line(plan.left, y, plan.right, y, Palette.ink, 1, dash: "5 3")
      canvas.text(plan.right + 4, y + 3.4, overall.text, Palette.ink, size: Canvas.smallSize, bold: true)
    }
    if factors.count > 1 {
      for (span, mean) in zip(spans(0), outerMeans) where mean.isFinite {
        let y = plan.values.position(mean)
        canvas.line(plan.edge(span.from) + 1, y, plan.edge(span.to + 1) - 1, y, Palette.sending, 1.6)
      }
    }
    for (index, group) in groups.enumerated() {
      let x = plan.middle(index)
      if isSummarised {
        if let mean = group.mean {
          canvas.dot(x, plan.values.position(mean.value), .circle, Palette.receiving, radius: plan.radius)
        }
        continue
      }
      if let mean = group.mean, group.values.count > 1 {
        let y = plan.values.position(mean.value)
        let half = min(plan.column * 0.42, 22)
        canvas.line(x - half, y, x + half, y, Palette.receiving, 1.4)
      }
      let room = plan.column * 0.62
      let fits = group.values.count > 1 && room / Double(group.values.count - 1) >= 2.5
      let step = fits ? min(10, room / Double(group.values.count - 1)) : 0
      for (place, value) in group.values.enumerated() {
        let offset = (Double(place) - Double(group.values.count - 1) / 2) * step
        canvas.dot(
          x + offset, plan.values.position(value), .circle, Palette.receiving, radius: plan.radius,
          hollow: step == 0 && group.values.count > 1, width: 0.9)
      }
    }
  }

  // MARK: - The strip of spreads

  private func drawSpreads(_ plan: Layout, on canvas: inout Canvas) {
    guard let axis = plan.spreads else {
      canvas.text(
        plan.left, plan.stripTop + 9, "no replicates: no \(spreadTitle) within groups", Palette.grey,
        size: Canvas.smallSize)
      return
    }
    // Few ticks do in a strip: zero and the greatest.
    let ticks = [axis.ticks.first, axis.ticks.count > 1 ? axis.ticks.last : nil].compactMap { $0 }
    for tick in ticks {
      let y = axis.position(tick.value)
      canvas.line(plan.left, y, plan.right, y, tick.value == 0 ? Palette.soft : Palette.hair, 0.6)
      canvas.text(plan.left - 5, y + 3.4, tick.text, Palette.grey, .end, size: Canvas.smallSize)
    }
    canvas.text(
      plan.left - 5, (plan.stripTop + plan.stripBottom) / 2 + 3.4, spreadTitle, Palette.ink, .end,
      size: Canvas.smallSize, bold: true)
    if let pooled {
      let y = axis.position(pooled.value)
      canvas.line(plan.left, y, plan.right, y, Palette.ink, 1, dash: "5 3")
      canvas.text(plan.right + 4, y + 3.4, pooled.text, Palette.ink, size: Canvas.smallSize, bold: true)
    }
    let base = axis.position(0)
    for (index, group) in groups.enumerated() {
      let x = plan.middle(index)
      guard let spread = group.spread else {
        canvas.line(x - min(3, plan.column * 0.3), base - 4, x + min(3, plan.column * 0.3), base - 4, Palette.soft, 1.2)
        continue
      }
      let y = axis.position(spread.value)
      canvas.line(x, base, x, y, Palette.soft, plan.column < 6 ? 0.8 : 1.2)
      canvas.dot(x, y, .circle, Palette.receiving, radius: min(plan.radius, 2.6))
    }
  }

  // MARK: - Below

  /// Labels of the innermost factor, then a bracket for each level of the others, innermost first; then the counts.
  private func drawFoot(_ plan: Layout, on canvas: inout Canvas) -> Double {
    var y = plan.stripBottom + 13
    // Of so many groups no labels are legible; their outer levels are.
    for depth in factors.indices.reversed()
    where groups.count <= Self.legibleGroups || depth < factors.count - 1 || factors.count == 1 {
      canvas.text(
        plan.left - 5, y, TextWidth.fitted(factors[depth], width: plan.left - 6, size: Canvas.smallSize, bold: true),
        Palette.ink, .end, size: Canvas.smallSize, bold: true)
      if depth == factors.count - 1, factors.count > 0 {
        drawInnermost(plan, y, on: &canvas)
        y += 6
      } else {
        drawBrackets(spans(depth), plan, y, on: &canvas)
        y += 6
      }
      y += 12
    }
    var notes: [String] = []
    if !isSummarised, groups.contains(where: { $0.values.count > 1 }) { notes.append("short lines: group means") }
    if isSummarised { notes.append("dots: group means") }
    if factors.count > 1, !outerMeans.isEmpty { notes.append("long lines: means of \(factors[0])") }
    if let overall { notes.append("dashed: overall mean \(overall.text)") }
    if plan.spreads != nil, groups.contains(where: { $0.spread == nil }) { notes.append("–: no replicates") }
    for text in [notes.joined(separator: "; "), count ?? ""] where !text.isEmpty {
      for line in TextWidth.wrapped(text, width: width, size: Canvas.smallSize) {
        canvas.text(0, y, line, Palette.grey, size: Canvas.smallSize)
        y += 12
      }
    }
    return y - 4
  }

  private func drawInnermost(_ plan: Layout, _ y: Double, on canvas: inout Canvas) {
    let depth = factors.count - 1
    let labels = groups.map { $0.path.indices.contains(depth) ? $0.path[depth] : "" }
    let widest = labels.map { TextWidth.of($0, size: Canvas.smallSize) * 1.04 }.max() ?? 0
    if widest + 4 <= plan.column {
      for (index, label) in labels.enumerated() {
        canvas.text(plan.middle(index), y, label, Palette.ink, .middle, size: Canvas.smallSize)
      }
      return
    }
    // Too narrow for every label: those of each outer level that fit, from its first on.
    let outer = factors.count > 1 ? spans(depth - 1).map { ($0.from, $0.to) } : [(0, groups.count - 1)]
    var free = plan.left
    for (first, last) in outer {
      for index in first...last {
        let length = TextWidth.of(labels[index], size: Canvas.smallSize) * 1.04
        let start = max(plan.middle(index) - length / 2, plan.edge(first))
        guard start >= free, start + length <= plan.edge(last + 1) else { continue }
        canvas.text(start, y, labels[index], Palette.ink, size: Canvas.smallSize)
        free = start + length + 6
      }
    }
  }

  private func drawBrackets(
    _ spans: [(label: String, from: Int, to: Int)], _ plan: Layout, _ y: Double, on canvas: inout Canvas
  ) {
    let inset = min(3, plan.column * 0.2)
    for span in spans {
      let (a, b) = (plan.edge(span.from) + inset, plan.edge(span.to + 1) - inset)
      canvas.line(a, y - 12, b, y - 12, Palette.soft, 0.8)
      canvas.line(a, y - 15, a, y - 12, Palette.soft, 0.8)
      canvas.line(b, y - 15, b, y - 12, Palette.soft, 0.8)
      let label = TextWidth.fitted(span.label, width: b - a, size: Canvas.smallSize)
      // An ellipsis alone says nothing.
      if label.count > 1 || label == span.label {
        canvas.text((a + b) / 2, y, label, Palette.grey, .middle, size: Canvas.smallSize)
      }
    }
  }
}
