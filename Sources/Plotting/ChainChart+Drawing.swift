extension ChainChart {
  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    guard !generations.isEmpty else {
      canvas.text(0, 12, "no standards", Palette.grey)
      return Drawing(canvas, width: width, height: 20, title: title, description: description)
    }
    let plan = Layout(self)
    canvas.text(0, 11, TextWidth.fitted("\(quantity) (log axis)", width: width, size: Canvas.textSize), Palette.grey)
    drawGround(plan, on: &canvas)
    drawLinks(plan, on: &canvas)
    drawGenerations(plan, on: &canvas)
    drawShares(plan, on: &canvas)
    let end = drawFoot(plan, on: &canvas)
    return Drawing(canvas, width: width, height: end, title: title, description: description, lines: lines())
  }

  /// The generations in characters: the interval `━`, the measured value `●`, the value as given `■` (`□` provisional), the
  /// primary's value `┊`.
  private func lines(length: Int = 41) -> [String] {
    let axis = Axis(
      .logarithmic, covering: generations.flatMap { [$0.value, $0.lower, $0.upper, $0.measured] }, from: 0,
      to: Double(length - 1))
    func cell(_ value: Double) -> Int { min(max(Int(axis.position(value).rounded()), 0), length - 1) }
    let names = generations.map { TextWidth.fitted($0.label, width: 150, size: Canvas.textSize) }
    let widest = names.map { TerminalWidth.of(Markup.spelt($0)) }.max() ?? 0
    return zip(generations, names).map { one, name in
      var cells = [Character](repeating: " ", count: length)
      cells[cell(generations[0].value)] = "┊"
      if one.upper > one.lower { for index in cell(one.lower)...cell(one.upper) { cells[index] = "━" } }
      cells[cell(one.measured)] = "●"
      cells[cell(one.value)] = one.isProvisional ? "□" : "■"
      let label = TerminalWidth.padded(Markup.spelt(name), to: widest)
      return "\(label)  \(String(cells))  \(one.valueText), measured \(one.measuredText)"
    }
  }

  private struct Layout {
    let left: Double
    let right: Double
    let top = 22.0
    let bottom = 190.0
    let labels = 206.0
    let stripTop: Double
    let stripBottom: Double
    let values: Axis
    let column: Double
    let hasShares: Bool

    init(_ chart: ChainChart) {
      var shown = chart.generations.flatMap { [$0.value, $0.measured, $0.lower, $0.upper] }
      for limit in [chart.lower, chart.upper].compactMap({ $0 }) where limit.value > 0 {
        shown += chart.generations.filter { $0.isCandidate }.map { $0.value * limit.value }
      }
      values = Axis(.logarithmic, covering: shown, from: bottom, to: top)
      let ticks = values.ticks.map { TextWidth.of($0.text, size: Canvas.smallSize) }
      left = min(max((ticks.max() ?? 0) + 8, 76), chart.width * 0.25)
      right = chart.width - 4
      column = (right - left) / Double(chart.generations.count)
      hasShares = chart.generations.contains { !$0.shares.isEmpty }
      stripTop = labels + 44
      stripBottom = hasShares ? stripTop + 44 : stripTop
    }

    func middle(_ index: Int) -> Double { left + column * (Double(index) + 0.5) }
  }

  private func drawGround(_ plan: Layout, on canvas: inout Canvas) {
    let primary = generations[0].value
    // Drift is measured over given value, so its limits stand about the value that the candidate is given.
    for (index, one) in generations.enumerated() where one.isCandidate && (lower != nil || upper != nil) {
      let low = lower.map { plan.values.position($0.value * one.value) } ?? plan.bottom
      let high = upper.map { plan.values.position($0.value * one.value) } ?? plan.top
      canvas.rectangle(
        plan.middle(index) - plan.column / 2 + 3, min(low, high), plan.column - 6, (low - high).magnitude, Palette.zone)
    }
    for tick in plan.values.ticks {
      let y = plan.values.position(tick.value)
      canvas.line(plan.left, y, plan.right, y, Palette.hair, 0.6)
      canvas.text(plan.left - 5, y + 3.4, tick.text, Palette.grey, .end, size: Canvas.smallSize)
    }
    let y = plan.values.position(primary)
    canvas.line(plan.left, y, plan.right, y, Palette.ink, 1, dash: "1.5 3")
  }

  /// From each value to the next, as it was given.
  private func drawLinks(_ plan: Layout, on canvas: inout Canvas) {
    for (index, pair) in zip(generations, generations.dropFirst()).enumerated() {
      let (a, b) = (plan.values.position(pair.0.value), plan.values.position(pair.1.value))
      let (x1, x2) = (plan.middle(index) - offset(plan), plan.middle(index + 1) - offset(plan))
      // A step: carried over along the comparator's value, then to the new one.
      canvas.line(x1, a, x2, a, Palette.soft, 1)
      if a != b { canvas.line(x2, a, x2, b, Palette.soft, 1) }
    }
  }

  /// How far the two marks of a generation stand from its middle.
  private func offset(_ plan: Layout) -> Double { min(10, plan.column * 0.14) }

  private func drawGenerations(_ plan: Layout, on canvas: inout Canvas) {
    let d = offset(plan)
    for (index, one) in generations.enumerated() {
      let x = plan.middle(index)
      let colour = one.isCandidate ? Palette.receiving : Palette.sending
      let y = plan.values.position(one.measured)
      if one.upper > one.lower {
        let (top, bottom) = (plan.values.position(one.upper), plan.values.position(one.lower))
        canvas.line(x + d, top, x + d, bottom, colour, 3)
        for end in [top, bottom] { canvas.line(x + d - 4, end, x + d + 4, end, colour, 1.2) }
      }
      canvas.dot(x + d, y, .circle, colour, radius: 3.6)
      canvas.dot(
        x - d, plan.values.position(one.value), .square, colour, radius: 4.6, hollow: one.isProvisional, width: 1.6)
      let size = Canvas.smallSize
      let room = plan.column - 4
      canvas.text(
        x, plan.labels, TextWidth.fitted(one.label, width: room, size: Canvas.textSize, bold: true), Palette.ink,
        .middle,
        bold: true)
      canvas.text(
        x, plan.labels + 12, TextWidth.fitted(one.note, width: room, size: size), Palette.grey, .middle, size: size)
      let word = one.standing.isEmpty ? one.rule : "\(one.rule), \(one.standing)"
      let lines = TextWidth.wrapped(word, width: room, size: size).prefix(2)
      for (line, text) in lines.enumerated() {
        canvas.text(x, plan.labels + 24 + 11 * Double(line), text, Palette.grey, .middle, size: size)
      }
    }
  }

  /// Which comparison brings how much of the variance: the accumulated variance as a bar's height, its parts stacked.
  private func drawShares(_ plan: Layout, on canvas: inout Canvas) {
    guard plan.hasShares else { return }
    let size = Canvas.smallSize
    canvas.text(plan.left - 5, plan.stripTop + 12, "parts of", Palette.ink, .end, size: size, bold: true)
    canvas.text(plan.left - 5, plan.stripTop + 23, "the variance", Palette.ink, .end, size: size, bold: true)
    let greys = ["#4a4f57", "#8b939c", "#b9c0c7", "#d9dee2"]
    for (index, one) in generations.enumerated() where !one.shares.isEmpty {
      let half = min(plan.column * 0.38, 60)
      let x = plan.middle(index) - half
      // Negative parts cannot be stacked: a covariance that takes away is said in the table.
      let parts = one.shares.filter { $0.share > 0 }
      let total = parts.reduce(0) { $0 + $1.share }
      var from = x
      for (place, part) in one.shares.enumerated() where part.share > 0 && total > 0 {
        let length = 2 * half * part.share / total
        let isOwn = place == one.shares.count - 1
        let fill = isOwn && one.isCandidate ? Palette.receiving : greys[(place + 3) % 4]
        canvas.rectangle(from, plan.stripTop, length, 14, fill)
        if from > x { canvas.line(from, plan.stripTop, from, plan.stripTop + 14, Palette.paper, 1) }
        let text = part.label
        if TextWidth.of(text, size: size) * 1.06 + 4 <= length {
          let ink = fill == greys[0] || fill == Palette.receiving ? Palette.paper : Palette.ink
          canvas.text(from + length / 2, plan.stripTop + 10.4, text, ink, .middle, size: size)
        }
        from += length
      }
      canvas.text(
        plan.middle(index), plan.stripTop + 28, "u = \(one.uncertaintyText)", Palette.ink, .middle, size: size,
        bold: true)
    }
  }

  private func drawFoot(_ plan: Layout, on canvas: inout Canvas) -> Double {
    var y = plan.stripBottom + 8
    var notes = [
      "Square: value as given (hollow: provisional). Disc and bar: value by all measured ratios with its \(level) interval. Dotted: the primary's value, which every value would be had all been carried over."
    ]
    if lower != nil || upper != nil {
      notes.append(
        "Shaded: drift inside \([lower?.text, upper?.text].compactMap { $0 }.joined(separator: " to ")), about the value given."
      )
    }
    if plan.hasShares { notes.append("Last part of each bar: its own comparison.") }
    for line in TextWidth.wrapped(notes.joined(separator: " "), width: width, size: Canvas.smallSize) {
      canvas.text(0, y, line, Palette.grey, size: Canvas.smallSize)
      y += 12
    }
    return y - 4
  }
}
