/// Standard deviations with their intervals, laboratories side by side within each component.
///
/// The axis starts at 0. A limit is drawn in the group it belongs to, with the zone inside it shaded.
public struct VarianceBars: Sendable, Hashable {
  /// One laboratory's value of a component.
  public struct Row: Sendable, Hashable {
    /// The laboratory, in a letter or a name.
    public let label: String
    public let isSending: Bool
    /// `nil` where it was not estimated; then the note says why.
    public let estimate: Double?
    /// Thin where a part of it was judged, else thick.
    public let interval: Interval?
    /// Thick, from the estimate to the bound that was judged, which an end tick marks.
    public let judged: Interval?
    /// As they are to be read, already rounded; one for each head.
    public let numbers: [String]
    /// Such as "set to 0".
    public let note: String?

    public init(
      _ label: String, isSending: Bool, estimate: Double?, interval: Interval? = nil, judged: Interval? = nil,
      numbers: [String] = [], note: String? = nil
    ) {
      self.label = label
      self.isSending = isSending
      self.estimate = estimate.flatMap { $0.isFinite ? max($0, 0) : nil }
      self.interval = interval
      self.judged = judged
      self.numbers = numbers
      self.note = note
    }
  }

  /// A component, such as repeatability.
  public struct Group: Sendable, Hashable {
    public let label: String
    /// Whether this is what a criterion is judged on: bold and thick.
    public let isJudged: Bool
    public let rows: [Row]
    public let limit: Limit?

    public init(_ label: String, isJudged: Bool = false, rows: [Row], limit: Limit? = nil) {
      self.label = label
      self.isJudged = isJudged
      self.rows = rows
      self.limit = limit
    }
  }

  public let title: String
  public let groups: [Group]
  public let numberHeads: [String]
  public let axisTitle: String
  public let count: String?
  public let width: Double

  public init(
    title: String, groups: [Group], numberHeads: [String] = [], axisTitle: String, count: String? = nil,
    width: Double = 680
  ) {
    self.title = title
    self.groups = groups
    self.numberHeads = numberHeads
    self.axisTitle = axisTitle
    self.count = count
    self.width = max(width, 240)
  }

  public var svg: Markup { drawing.svg }

  /// Title, and each component with its limit and every laboratory's numbers.
  public var description: String {
    var parts = [title, count].compactMap { $0 }
    for group in groups {
      var said = group.label
      if let limit = group.limit { said += " (limit \(limit.text))" }
      let rows = group.rows.map { row in
        let numbers = row.numbers.enumerated().filter { !$0.element.isEmpty }.map { index, number in
          index < numberHeads.count && !numberHeads[index].isEmpty ? "\(numberHeads[index]) \(number)" : number
        }
        return "\(row.label) " + (numbers + [row.note].compactMap { $0 }).joined(separator: ", ")
      }
      parts.append("\(said): \(rows.joined(separator: "; "))")
    }
    return parts.joined(separator: "; ") + "."
  }

  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    let plan = Layout(self)
    let axis = axis(plan)
    for (x, head) in zip(plan.columns, numberHeads) { canvas.text(x, plan.top - 8, head, Palette.grey, .end) }
    for tick in axis.ticks where !tick.isLimit {
      let x = axis.position(tick.value)
      canvas.line(x, plan.top, x, plan.bottom, Palette.hair, 0.6)
    }
    var y = plan.top
    for group in groups {
      let height = plan.height(group)
      drawLimit(group, y, height, axis, on: &canvas)
      let label = TextWidth.fitted(group.label, width: plan.labelWidth, size: Canvas.textSize, bold: group.isJudged)
      canvas.text(0, y + height / 2 + 3.6, label, bold: group.isJudged)
      for (index, row) in group.rows.enumerated() {
        draw(row, in: group, at: y + 10 + 13 * Double(index), axis, plan, on: &canvas)
      }
      y += height
    }
    let end = drawFoot(axis, plan, on: &canvas)
    return Drawing(canvas, width: width, height: end, title: title, description: description)
  }

  // MARK: - Parts

  private struct Layout {
    let labelWidth: Double
    let rowLabelRight: Double
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    let columns: [Double]

    func height(_ group: Group) -> Double { 13 * Double(max(group.rows.count, 1)) + 8 }

    init(_ bars: VarianceBars) {
      let rows = bars.groups.flatMap { $0.rows }
      var edge = bars.width
      var edges: [Double] = []
      for index in (0..<(rows.map({ $0.numbers.count }).max() ?? 0)).reversed() {
        let texts = rows.map {
          index < $0.numbers.count ? TextWidth.of($0.numbers[index], size: Canvas.textSize, bold: true) : 0
        }
        let head = index < bars.numberHeads.count ? TextWidth.of(bars.numberHeads[index], size: Canvas.textSize) : 0
        edges.insert(edge, at: 0)
        edge -= max(texts.max() ?? 0, head) * 1.04 + 12
      }
      columns = edges
      let names = bars.groups.map { TextWidth.of($0.label, size: Canvas.textSize, bold: true) }
      labelWidth = min((names.max() ?? 0) * 1.04, bars.width * 0.26)
      let letters = rows.map { TextWidth.of($0.label, size: Canvas.textSize, bold: true) }
      let letterWidth = min((letters.max() ?? 0) * 1.04, bars.width * 0.16)
      rowLabelRight = labelWidth + 12 + letterWidth
      left = rowLabelRight + 8
      right = max(edge - 4, left + 60)
      top = bars.numberHeads.isEmpty && !bars.groups.contains { $0.limit != nil } ? 6 : 24
      bottom = bars.groups.reduce(top) { $0 + 13 * Double(max($1.rows.count, 1)) + 8 }
    }
  }

  private func axis(_ plan: Layout) -> Axis {
    let limits = groups.compactMap { $0.limit }
    let rows = groups.flatMap { $0.rows }
    let known = limits.map { $0.value } + rows.compactMap { $0.estimate }
    let most = known.max() ?? 0
    // An interval from few units may go far: it ends in an arrow rather than squeeze everything.
    let ends = rows.flatMap { ($0.interval?.finite ?? []) + ($0.judged?.finite ?? []) }.map {
      most > 0 ? min($0, most * 1.8) : $0
    }
    return Axis(
      .linear, covering: [0] + known + ends.filter { $0 >= 0 }, limits: Array(limits.prefix(1)), from: plan.left,
      to: plan.right, startsAtZero: true)
  }

  private func drawLimit(_ group: Group, _ y: Double, _ height: Double, _ axis: Axis, on canvas: inout Canvas) {
    guard let limit = group.limit else { return }
    let x = axis.position(limit.value)
    canvas.rectangle(axis.from, y, x - axis.from, height - 2, Palette.zone)
    canvas.line(x, y - 2, x, y + height - 2, Palette.ink, 1.4)
    canvas.text(x, y - 5, "limit \(limit.text)", Palette.ink, .middle, size: Canvas.smallSize, bold: true, halo: true)
  }

  private func draw(
    _ row: Row, in group: Group, at y: Double, _ axis: Axis, _ plan: Layout, on canvas: inout Canvas
  ) {
    let colour = row.isSending ? Palette.sending : Palette.receiving
    let room = plan.rowLabelRight - plan.labelWidth - 8
    canvas.text(
      plan.rowLabelRight, y + 3.5, TextWidth.fitted(row.label, width: room, size: Canvas.textSize, bold: true), colour,
      .end, bold: true)
    for (x, number) in zip(plan.columns, row.numbers) {
      canvas.text(x, y + 3.6, number, Palette.ink, .end, bold: group.isJudged)
    }
    var noteX = plan.left + 4
    if let estimate = row.estimate {
      let thick = group.isJudged ? 3.6 : 2.2
      for (interval, thickness) in [(row.interval, row.judged == nil ? thick : 1), (row.judged, thick)] {
        guard let interval else { continue }
        let high = drawLine(interval, from: estimate, y, colour, thickness, axis, on: &canvas)
        noteX = max(noteX, high + 8)
      }
      if let judged = row.judged { drawEndTicks(judged, y, colour, axis, on: &canvas) }
    }
    if let estimate = row.estimate {
      canvas.dot(
        axis.position(estimate), y, row.isSending ? .square : .circle, colour, radius: 3.6, hollow: true, width: 1.5)
      noteX = max(noteX, axis.position(estimate) + 8)
    }
    if let note = row.note {
      let length = TextWidth.of(note, size: Canvas.smallSize) * 1.04
      let x = noteX + length <= axis.to ? noteX : max(axis.from + 8, axis.to - length)
      canvas.text(x, y + 3.4, note, Palette.grey, size: Canvas.smallSize, halo: true)
    }
  }

  /// Answers where the line ends.
  private func drawLine(
    _ interval: Interval, from estimate: Double, _ y: Double, _ colour: String, _ thickness: Double, _ axis: Axis,
    on canvas: inout Canvas
  ) -> Double {
    let low =
      if case .at(let value) = interval.lower { axis.position(value) } else {
        interval.lower == .none ? axis.position(estimate) : axis.from
      }
    var (high, isBeyond) = (axis.position(estimate), false)
    switch interval.upper {
    case .at(let value): (high, isBeyond) = (axis.position(value), !axis.shows(value))
    case .unbounded: (high, isBeyond) = (axis.to, true)
    case .none: break
    }
    canvas.line(low, y, high, y, colour, thickness)
    if isBeyond { canvas.arrow(x: axis.to + 4, y: y, pointsRight: true, colour) }
    return high
  }

  private func drawEndTicks(
    _ interval: Interval, _ y: Double, _ colour: String, _ axis: Axis, on canvas: inout Canvas
  ) {
    for value in interval.finite where axis.shows(value) {
      canvas.line(axis.position(value), y - 5, axis.position(value), y + 5, colour, 1.4)
    }
  }

  private func drawFoot(_ axis: Axis, _ plan: Layout, on canvas: inout Canvas) -> Double {
    canvas.line(axis.from, plan.bottom, axis.to, plan.bottom, Palette.soft, 0.8)
    for tick in axis.ticks {
      let x = axis.position(tick.value)
      canvas.line(x, plan.bottom, x, plan.bottom + 3, Palette.soft, 0.8)
      canvas.text(
        x, plan.bottom + 13, tick.text, tick.isLimit ? Palette.ink : Palette.grey, .middle, size: Canvas.smallSize,
        bold: tick.isLimit)
    }
    var y = plan.bottom + 27
    let shown = TextWidth.of(axisTitle, size: Canvas.smallSize) * 1.04
    let x = min(axis.from, max(0, width - shown))
    canvas.text(
      x, y, TextWidth.fitted(axisTitle, width: width, size: Canvas.smallSize), Palette.grey, size: Canvas.smallSize)
    if let count {
      let length = TextWidth.of(count, size: Canvas.smallSize) * 1.04
      if x + shown + 18 + length <= width {
        canvas.text(x + shown + 18, y, count, Palette.grey, size: Canvas.smallSize)
      } else {
        for line in TextWidth.wrapped(count, width: width, size: Canvas.smallSize) {
          y += 12
          canvas.text(0, y, line, Palette.grey, size: Canvas.smallSize)
        }
      }
    }
    return y + 4
  }
}
