extension DoseResponseChart {
  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    let isSmall = width < 480
    let (top, bottom) = (34.0, isSmall ? 214.0 : 300.0)
    let responses = series.flatMap { ($0.points + $0.free + $0.constrained).map { $0.response } }
    let vertical = Axis(.linear, covering: responses, from: bottom, to: top)
    let left = vertical.labelWidth
    let names = series.map { TextWidth.of($0.label, size: Canvas.smallSize, bold: true) * 1.04 }
    let right = width - min((names.max() ?? 0) + 22, width * 0.28)
    let doses = series.flatMap { one in
      one.points.map { $0.dose } + one.curves.filter { scale == .linear || $0.dose > 0 }.map { $0.dose }
    }
    let horizontal = DoseAxis(scale, doses: doses, from: left, to: right)
    canvas.text(0, 10, TextWidth.fitted(title, width: width, size: Canvas.textSize, bold: true), bold: true)
    vertical.drawAtLeft(of: right, title: responseTitle, on: &canvas, left: left)
    horizontal.draw(top: top, bottom: bottom, on: &canvas)
    drawCurves(horizontal, vertical, on: &canvas)
    drawPoints(horizontal, vertical, radius: isSmall ? 2.4 : 3, on: &canvas)
    drawShifts(horizontal, vertical, on: &canvas)
    drawNames(horizontal, vertical, x: right + 6, on: &canvas)
    let words = [doseTitle + (scale == .logarithmic ? " (log axis)" : ""), count].compactMap { $0 }
    let end = canvas.foot(words, x: left, y: bottom + 14, width: width)
    return Drawing(canvas, width: width, height: end + 8, title: title, description: description)
  }

  private func style(_ index: Int) -> PreparationStyle {
    PreparationStyle(test: series[index].isReference ? nil : series[..<index].count { !$0.isReference })
  }

  private func drawCurves(_ horizontal: DoseAxis, _ vertical: Axis, on canvas: inout Canvas) {
    for (index, one) in series.enumerated() {
      let colour = style(index).colour
      func places(_ curve: [Point]) -> [(x: Double, y: Double)] {
        curve.filter { scale == .linear || $0.dose > 0 }.compactMap { point in
          horizontal.position(point.dose).map { ($0, vertical.position(point.response)) }
        }
      }
      canvas.path(places(one.free), colour, 1, dash: "4 3")
      canvas.path(places(one.constrained), colour, 1.8)
    }
  }

  private func drawPoints(_ horizontal: DoseAxis, _ vertical: Axis, radius: Double, on canvas: inout Canvas) {
    for (index, one) in series.enumerated() {
      let look = style(index)
      for point in one.points {
        guard let x = horizontal.position(point.dose) else { continue }
        canvas.dot(
          x, vertical.position(point.response), look.dot, look.colour, radius: radius, hollow: true, width: 1.1)
      }
    }
  }

  /// Whether the reference's response grows with the dose.
  private var isRising: Bool {
    let curve = series.first { $0.isReference }?.constrained ?? []
    guard let first = curve.first, let last = curve.last else { return true }
    return last.response >= first.response
  }

  /// An arrow from the reference's dose to the test's, each let down to the axis.
  private func drawShifts(_ horizontal: DoseAxis, _ vertical: Axis, on canvas: inout Canvas) {
    for (index, shift) in shifts.enumerated() {
      guard let a = horizontal.position(shift.from), let b = horizontal.position(shift.to) else { continue }
      // Several tests' arrows one below the other.
      let y = vertical.position(shift.response) + 11 * Double(index)
      for x in [a, b] { canvas.line(x, y, x, vertical.from, Palette.ink, 0.8, dash: "1.5 2.5") }
      canvas.line(a, y, b, y, Palette.ink, 1.2)
      if (b - a).magnitude > 8 { canvas.arrow(x: b, y: y, pointsRight: b > a, Palette.ink) }
      let length = TextWidth.of(shift.text, size: Canvas.smallSize, bold: true) * 1.04
      // Beside the arrow where the curves leave room, else in the corner that they leave free.
      let far = max(a, b) + 8
      let near = min(a, b) - 8
      let corner =
        isRising
        ? vertical.from - 8 - 12 * Double(shifts.count - 1 - index) : vertical.to + 8 + 12 * Double(index)
      let (x, baseline, anchor): (Double, Double, Canvas.Anchor) =
        far + length <= horizontal.axis.to && shifts.count == 1
        ? (far, y + 3.4, .start)
        : near - length >= horizontal.axis.from && shifts.count == 1
          ? (near, y + 3.4, .end) : (horizontal.axis.to, corner, .end)
      canvas.text(x, baseline, shift.text, Palette.ink, anchor, size: Canvas.smallSize, bold: true, halo: true)
    }
  }

  /// Each name at the end of its curve, kept off the others.
  private func drawNames(_ horizontal: DoseAxis, _ vertical: Axis, x: Double, on canvas: inout Canvas) {
    let places = series.indices.map { index -> (index: Int, y: Double) in
      let one = series[index]
      let last = one.constrained.last ?? one.free.last ?? one.points.max { $0.dose < $1.dose }
      return (index, last.map { vertical.position($0.response) } ?? vertical.to)
    }.sorted { ($0.y, $0.index) < ($1.y, $1.index) }
    var rows: [Double] = []
    for place in places { rows.append(max(place.y, (rows.last ?? -.infinity) + 13)) }
    // What was pushed beyond the axis is pulled back, with what it would then touch.
    var ceiling = vertical.from
    for index in rows.indices.reversed() {
      rows[index] = min(rows[index], ceiling)
      ceiling = rows[index] - 13
    }
    for (place, y) in zip(places, rows) {
      let look = style(place.index)
      canvas.dot(x + 4, y, look.dot, look.colour, radius: 3, hollow: true, width: 1.1)
      let name = TextWidth.fitted(
        series[place.index].label, width: width - x - 11, size: Canvas.smallSize, bold: true)
      canvas.text(x + 11, y + 3.4, name, look.colour, size: Canvas.smallSize, bold: true)
    }
  }
}

extension DoseResponseChart.Series {
  fileprivate var label: String { isReference ? "\(name) (ref.)" : name }
  fileprivate var curves: [DoseResponseChart.Point] { free + constrained }
}
