/// A dose axis on which a dose of zero has its place: on a log axis left of a break.
struct DoseAxis {
  let axis: Axis
  /// Where dose zero stands on a log axis; `nil` where there is none.
  let zero: Double?

  init(_ scale: Axis.Scale, doses: [Double], from: Double, to: Double) {
    let hasZero = scale == .logarithmic && doses.contains(0)
    zero = hasZero ? from + 8 : nil
    axis = Axis(scale, covering: doses, from: from + (hasZero ? 30 : 0), to: to, startsAtZero: true)
  }

  /// `nil` for what has no place on the axis.
  func position(_ dose: Double) -> Double? {
    if axis.scale == .logarithmic, dose <= 0 { return dose == 0 ? zero : nil }
    return dose.isFinite ? axis.position(dose) : nil
  }

  /// Grid, line, ticks, numbers and the break.
  func draw(top: Double, bottom: Double, on canvas: inout Canvas) {
    for tick in axis.ticks {
      let x = axis.position(tick.value)
      canvas.line(x, top, x, bottom, Palette.hair, 0.6)
      canvas.line(x, bottom, x, bottom + 3, Palette.soft, 0.8)
      canvas.text(x, bottom + 13, tick.text, Palette.grey, .middle, size: Canvas.smallSize)
    }
    canvas.line(axis.from, bottom, axis.to, bottom, Palette.soft, 0.8)
    guard let zero else { return }
    canvas.line(zero - 8, bottom, zero + 8, bottom, Palette.soft, 0.8)
    canvas.line(zero, bottom, zero, bottom + 3, Palette.soft, 0.8)
    canvas.text(zero, bottom + 13, "0", Palette.grey, .middle, size: Canvas.smallSize)
    // Two strokes: what lies between is not to scale.
    for x in [zero + 9, zero + 14] { canvas.line(x, bottom + 4, x + 4, bottom - 4, Palette.soft, 1) }
  }
}

extension Axis {
  /// As the left side of a chart: grid, numbers, and the quantity above them.
  func drawAtLeft(of right: Double, title: String, on canvas: inout Canvas, left: Double) {
    for tick in ticks {
      let y = position(tick.value)
      canvas.line(left, y, right, y, Palette.hair, 0.6)
      canvas.text(left - 5, y + 3.4, tick.text, Palette.grey, .end, size: Canvas.smallSize)
    }
    canvas.text(
      0, to - 7, TextWidth.fitted(title, width: right, size: Canvas.smallSize), Palette.grey, size: Canvas.smallSize)
  }

  /// The room that the numbers of a vertical axis take.
  var labelWidth: Double { (ticks.map { TextWidth.of($0.text, size: Canvas.smallSize) }.max() ?? 0) * 1.04 + 6 }
}

extension Canvas {
  /// An open line through points.
  mutating func path(_ points: [(x: Double, y: Double)], _ colour: String, _ width: Double, dash: String? = nil) {
    guard points.count > 1 else { return }
    var d = Markup()
    for (index, point) in points.enumerated() {
      d += index == 0 ? "M\(point.x) \(point.y)" : "L\(point.x) \(point.y)"
    }
    add("<path d=\"\(d)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(width)\" stroke-linejoin=\"round\"")
    if let dash { add(" stroke-dasharray=\"\(dash)\"") }
    add("/>")
  }

  /// Lines of small grey words, and where they end.
  mutating func foot(_ texts: [String], x: Double, y: Double, width: Double) -> Double {
    var line = y
    for part in TextWidth.wrapped(texts.joined(separator: " · "), width: width - x, size: Canvas.smallSize) {
      line += 12
      text(x, line, part, Palette.grey, size: Canvas.smallSize)
    }
    return line + 4
  }
}
