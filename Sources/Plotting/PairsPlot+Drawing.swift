extension PairsPlot {
  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    guard !runs.isEmpty else {
      canvas.text(0, 12, "no runs", Palette.grey)
      return Drawing(canvas, width: width, height: 20, title: title, description: description)
    }
    let plan = Layout(self)
    if hasPairs { drawPairs(plan, on: &canvas) }
    drawRatios(plan, on: &canvas)
    drawParts(plan, on: &canvas)
    let end = drawFoot(plan, on: &canvas)
    return Drawing(canvas, width: width, height: end, title: title, description: description)
  }

  private struct Layout {
    let left: Double
    let right: Double
    let pairsTop = 32.0
    let pairsBottom: Double
    let ratiosTop: Double
    let ratiosBottom: Double
    let pairs: Axis
    let ratios: Axis
    let column: Double
    /// The first run of each panel, and one past the last.
    let edges: [Int]

    init(_ plot: PairsPlot) {
      let hasPairs = plot.hasPairs
      pairsBottom = hasPairs ? 172 : 16
      ratiosTop = hasPairs ? pairsBottom + 24 : 32
      ratiosBottom = ratiosTop + (hasPairs ? 110 : 170)
      let runs = plot.runs
      pairs = Axis(
        .logarithmic, covering: runs.flatMap { [$0.current, $0.candidate].compactMap { $0 } }, from: pairsBottom,
        to: pairsTop)
      var shown = runs.compactMap { $0.ratio } + [plot.reference].compactMap { $0 }
      if let overall = plot.overall { shown += [overall.lower, overall.upper] }
      let limits = [plot.lower, plot.upper].compactMap { $0 }.filter { $0.value > 0 }
      ratios = Axis(.logarithmic, covering: shown, limits: limits, from: ratiosBottom, to: ratiosTop)
      let small = Canvas.smallSize
      let widest = (ratios.ticks + (hasPairs ? pairs.ticks : [])).map {
        TextWidth.of($0.text, size: small, bold: $0.isLimit)
      }
      left = min(max((widest.max() ?? 0) + 8, 34), plot.width * 0.2)
      right = plot.width - 4
      column = (right - left) / Double(runs.count)
      edges = plot.panels.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.runs.count) }
    }

    func middle(_ index: Int) -> Double { left + column * (Double(index) + 0.5) }
    func edge(_ index: Int) -> Double { left + column * Double(index) }
    var radius: Double { column < 4 ? 1.4 : column < 8 ? 2 : column < 16 ? 2.7 : 3.4 }
  }

  // MARK: - Pairs

  private func drawPairs(_ plan: Layout, on canvas: inout Canvas) {
    canvas.text(
      0, 11, TextWidth.fitted("\(quantity) (log axis)", width: width * 0.55, size: Canvas.textSize), Palette.grey)
    drawLegend(plan, on: &canvas)
    for tick in plan.pairs.ticks {
      let y = plan.pairs.position(tick.value)
      canvas.line(plan.left, y, plan.right, y, Palette.hair, 0.6)
      canvas.text(plan.left - 5, y + 3.4, tick.text, Palette.grey, .end, size: Canvas.smallSize)
    }
    let joined = runs.count <= Self.legibleRuns
    for (index, run) in runs.enumerated() {
      let x = plan.middle(index)
      let isUsed = run.ratio != nil
      let colour = isUsed ? Palette.receiving : Palette.soft
      if joined, let a = run.current, let b = run.candidate {
        canvas.line(
          x, plan.pairs.position(a), x, plan.pairs.position(b), isUsed ? Palette.soft : Palette.hair, 1,
          dash: isUsed ? nil : "2 2")
      }
      if let value = run.current {
        canvas.dot(
          x, plan.pairs.position(value), .circle, isUsed ? Palette.sending : Palette.soft, radius: plan.radius,
          hollow: true)
      }
      if let value = run.candidate {
        canvas.dot(x, plan.pairs.position(value), .circle, colour, radius: plan.radius, hollow: !isUsed)
      }
    }
  }

  private func drawLegend(_ plan: Layout, on canvas: inout Canvas) {
    let size = Canvas.smallSize
    let names = [current, candidate].map { TextWidth.fitted($0, width: width * 0.16, size: size) }
    var x = width - 4 - TextWidth.of(names[1], size: size) * 1.06
    canvas.text(x, 11, names[1], Palette.ink, size: size)
    canvas.dot(x - 8, 7.6, .circle, Palette.receiving, radius: 3.2)
    x -= 26 + TextWidth.of(names[0], size: size) * 1.06
    canvas.text(x, 11, names[0], Palette.ink, size: size)
    canvas.dot(x - 8, 7.6, .circle, Palette.sending, radius: 3.2, hollow: true)
  }

  // MARK: - Ratios

  private func drawRatios(_ plan: Layout, on canvas: inout Canvas) {
    let axis = plan.ratios
    let heading = "ratio \(candidate)/\(current) (log axis)"
    canvas.text(
      0, plan.ratiosTop - (hasPairs ? 9 : 21),
      TextWidth.fitted(heading, width: width * 0.6, size: Canvas.textSize), Palette.grey)
    let low = lower.map { axis.position($0.value) } ?? plan.ratiosBottom
    let high = upper.map { axis.position($0.value) } ?? plan.ratiosTop
    if lower != nil || upper != nil {
      canvas.rectangle(plan.left, min(low, high), plan.right - plan.left, (low - high).magnitude, Palette.zone)
    }
    for tick in axis.ticks {
      let y = axis.position(tick.value)
      canvas.line(
        plan.left, y, plan.right, y, tick.isLimit ? Palette.ink : Palette.hair, tick.isLimit ? 1 : 0.6)
      canvas.text(
        plan.left - 5, y + 3.4, tick.text, tick.isLimit ? Palette.ink : Palette.grey, .end, size: Canvas.smallSize,
        bold: tick.isLimit)
    }
    if let reference, axis.shows(reference) {
      let y = axis.position(reference)
      canvas.line(plan.left, y, plan.right, y, Palette.soft, 1, dash: "2 3")
    }
    if let overall {
      let (top, bottom) = (axis.position(overall.upper), axis.position(overall.lower))
      canvas.rectangle(plan.left, top, plan.right - plan.left, bottom - top, Palette.receivingBand)
      canvas.line(
        plan.left, axis.position(overall.ratio), plan.right, axis.position(overall.ratio), Palette.receiving, 1.6)
    }
    for (index, run) in runs.enumerated() {
      let x = plan.middle(index)
      if let ratio = run.ratio {
        canvas.dot(x, axis.position(ratio), .circle, Palette.receiving, radius: plan.radius)
      } else {
        // Nothing is drawn where there is nothing, but that is seen.
        let q = max(1.6, min(3, plan.column * 0.3))
        canvas.line(x - q, plan.ratiosBottom - 6 - q, x + q, plan.ratiosBottom - 6 + q, Palette.grey, 1)
        canvas.line(x - q, plan.ratiosBottom - 6 + q, x + q, plan.ratiosBottom - 6 - q, Palette.grey, 1)
      }
    }
  }

  private func drawParts(_ plan: Layout, on canvas: inout Canvas) {
    for edge in plan.edges.dropFirst().dropLast() {
      if hasPairs { canvas.line(plan.edge(edge), plan.pairsTop, plan.edge(edge), plan.pairsBottom, Palette.soft, 0.8) }
      canvas.line(plan.edge(edge), plan.ratiosTop, plan.edge(edge), plan.ratiosBottom, Palette.soft, 0.8)
    }
  }

  // MARK: - Below

  private func drawFoot(_ plan: Layout, on canvas: inout Canvas) -> Double {
    let size = Canvas.smallSize
    var y = plan.ratiosBottom + 13
    let widest = runs.map { TextWidth.of($0.label, size: size) * 1.06 }.max() ?? 0
    if widest + 4 <= plan.column {
      for (index, run) in runs.enumerated() {
        canvas.text(
          plan.middle(index), y, run.label, run.ratio == nil ? Palette.grey : Palette.ink, .middle, size: size)
      }
      y += 14
    } else if widest <= 60, plan.column >= 10 {
      for (index, run) in runs.enumerated() {
        canvas.turnedText(plan.middle(index) + 3.2, y - 6, run.label, run.ratio == nil ? Palette.grey : Palette.ink)
      }
      y += widest + 4
    }
    if panels.count > 1 || !(panels.first?.heading.isEmpty ?? true) {
      for (panel, edge) in zip(panels, plan.edges) {
        let (a, b) = (plan.edge(edge) + 2, plan.edge(edge + panel.runs.count) - 2)
        canvas.line(a, y - 8, b, y - 8, Palette.soft, 0.8)
        let label = TextWidth.fitted(panel.heading, width: b - a, size: size, bold: true)
        if label.count > 1 || label == panel.heading {
          canvas.text((a + b) / 2, y + 3, label, Palette.ink, .middle, size: size, bold: true)
        }
      }
      y += 18
    }
    var notes: [String] = []
    if let overall { notes.append("line and band: \(overall.text)") }
    if lower != nil || upper != nil {
      notes.append(
        "shaded zone: inside the limits \([lower?.text, upper?.text].compactMap { $0 }.joined(separator: " to "))")
    }
    if runs.contains(where: { $0.ratio == nil }) { notes.append("× and hollow: a run without a ratio, not used") }
    if runs.count > Self.legibleRuns, hasPairs { notes.append("so many pairs are not joined") }
    for text in [notes.joined(separator: "; "), count] where !text.isEmpty {
      for line in TextWidth.wrapped(text, width: width, size: size) {
        canvas.text(0, y, line, Palette.grey, size: size)
        y += 12
      }
    }
    return y - 4
  }
}
