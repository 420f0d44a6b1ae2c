extension IndividualValues {
  /// The most panels in a row: fewer where a dozen runs would stand too close for their labels.
  private var panelsInRow: Int {
    let named = min(laboratories.map { $0.runs.count }.max() ?? 0, Self.alwaysLabelled)
    return [4, 3, 2].first { count in
      let slot = (width - left) / Double(max(min(count, laboratories.count), 1))
      return max(slot - meanRoom - 8, 40) / Double(max(named, 1)) >= Self.turnedPitch
    } ?? 1
  }

  /// Up to so many runs all labels are shown, turned where they do not fit side by side.
  static let alwaysLabelled = 12
  /// How close turned labels may stand.
  private static let turnedPitch = 8.5
  static let turnedLength = 84.0
  /// What the numbers of the axes need at the left of the panels.
  private var left: Double {
    let labels = samples.flatMap { axis(of: $0, from: 138, to: 0).ticks }.map {
      TextWidth.of($0.text, size: Canvas.smallSize) * 1.06
    }
    return max(40, (labels.max() ?? 0) + 10)
  }

  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    var y = 0.0
    for first in stride(from: 0, to: laboratories.count, by: panelsInRow) {
      let block = Array(first..<min(first + panelsInRow, laboratories.count))
      y = draw(block, at: y, on: &canvas)
    }
    if laboratories.isEmpty {
      canvas.text(0, y + 12, "no results", Palette.grey)
      y += 18
    }
    if let count {
      for line in TextWidth.wrapped(count, width: width, size: Canvas.smallSize) {
        canvas.text(0, y + 12, line, Palette.grey, size: Canvas.smallSize)
        y += 12
      }
      y += 4
    }
    return Drawing(canvas, width: width, height: max(y, 20), title: title, description: description)
  }

  /// One panel's place on the drawing.
  struct Panel {
    let laboratory: Int
    let x: Double
    let width: Double
    let runs: Int

    /// The middle of a run's column.
    func middle(_ run: Int) -> Double { x + width * (Double(run) + 0.5) / Double(max(runs, 1)) }
    var column: Double { width / Double(max(runs, 1)) }
  }

  private func panels(_ block: [Int]) -> [Panel] {
    let (left, panelsInRow) = (left, panelsInRow)
    // A last row that is not full keeps the panels' width.
    let across = laboratories.count > panelsInRow ? panelsInRow : block.count
    let slot = (width - left) / Double(max(across, 1))
    return block.enumerated().map { index, laboratory in
      Panel(
        laboratory: laboratory, x: left + slot * Double(index) + 4, width: max(slot - meanRoom - 8, 40),
        runs: laboratories[laboratory].runs.count)
    }
  }

  /// What the means, and the ends of ranges, need at the right of a panel.
  private var meanRoom: Double {
    let means = samples.flatMap { $0.means }.compactMap { $0 }.map {
      TextWidth.of($0.text, size: Canvas.textSize, bold: true)
    }
    let ends = samples.compactMap { $0.range }.flatMap { [$0.lowerText, $0.upperText] }.map {
      TextWidth.of($0, size: Canvas.smallSize)
    }
    return 8 + ((means + ends).max() ?? 0) * 1.04
  }

  private func draw(_ block: [Int], at top: Double, on canvas: inout Canvas) -> Double {
    let panels = panels(block)
    let left = left
    let strip = samples.count <= 2 ? 138.0 : samples.count <= 4 ? 104 : 78
    var y = top
    for (index, sample) in samples.enumerated() {
      let title = index == 0 || samples.count > 1
      if title {
        let label = TextWidth.fitted(sample.label, width: width * 0.4, size: Canvas.textSize, bold: true)
        canvas.text(0, y + 11, label, bold: true)
        if index == 0 {
          let x = sample.label.isEmpty ? 0 : TextWidth.of(label, size: Canvas.textSize, bold: true) * 1.04 + 8
          let said = quantity + (scale == .logarithmic ? " (log axis)" : "")
          canvas.text(x, y + 11, TextWidth.fitted(said, width: width - x, size: Canvas.textSize), Palette.grey)
        }
        y += 20
      }
      let axis = axis(of: sample, from: y + strip, to: y)
      if let range = sample.range { draw(range, on: panels, axis, &canvas) }
      for tick in axis.ticks {
        let at = axis.position(tick.value)
        for panel in panels { canvas.line(panel.x, at, panel.x + panel.width, at, Palette.hair, 0.6) }
        canvas.text(left - 6, at + 3.4, tick.text, Palette.grey, .end, size: Canvas.smallSize)
      }
      for panel in panels { draw(sample, in: panel, axis, on: &canvas) }
      y += strip + 8
    }
    return drawFeet(panels, at: y, on: &canvas)
  }

  /// Below everything else; the edges dashed, with their numbers at the first panel.
  private func draw(_ range: Range, on panels: [Panel], _ axis: Axis, _ canvas: inout Canvas) {
    let (top, bottom) = (axis.position(range.upper), axis.position(range.lower))
    for panel in panels {
      canvas.rectangle(panel.x, top, panel.width, bottom - top, Palette.zone)
      for y in [top, bottom] { canvas.line(panel.x, y, panel.x + panel.width, y, Palette.grey, 0.8, dash: "4 3") }
    }
    guard let first = panels.first else { return }
    for (y, text) in [(top, range.upperText), (bottom, range.lowerText)] {
      canvas.text(first.x + first.width + 4, y + 3.2, text, Palette.grey, size: Canvas.smallSize)
    }
  }

  // MARK: - One sample at one laboratory

  private func draw(_ sample: Sample, in panel: Panel, _ axis: Axis, on canvas: inout Canvas) {
    let laboratory = laboratories[panel.laboratory]
    let colour = laboratory.isSending ? Palette.sending : Palette.receiving
    let right = panel.x + panel.width
    let mean = panel.laboratory < sample.means.count ? sample.means[panel.laboratory] : nil
    if let interval = mean?.interval {
      let band = laboratory.isSending ? Palette.sendingBand : Palette.receivingBand
      let (low, high) = (end(interval.lower, axis, axis.from), end(interval.upper, axis, axis.to))
      canvas.rectangle(panel.x, high, panel.width, low - high, band)
    }
    if let mean {
      let y = axis.position(mean.value)
      canvas.line(panel.x, y, right, y, colour, mean.interval == nil ? 0.8 : 1.4)
    }
    let runs = panel.laboratory < sample.results.count ? sample.results[panel.laboratory] : []
    let marks = points(runs, laboratory, panel, axis)
    if marks.isEmpty {
      let isReceived = runs.contains { !$0.isEmpty }
      canvas.text(
        panel.x + panel.width / 2, (axis.from + axis.to) / 2,
        isReceived ? "no result has a number" : "no results received", Palette.grey, .middle,
        size: Canvas.smallSize, halo: true)
    }
    if isSummarised(runs, panel) { drawRanges(runs, laboratory, panel, axis, colour, on: &canvas) }
    for mark in marks where !mark.isInRange {
      if mark.isMissing {
        canvas.line(mark.x - 3, mark.y, mark.x + 3, mark.y, Palette.ink, 1.6)
      } else {
        canvas.dot(mark.x, mark.y, mark.shape, colour, radius: mark.radius, hollow: mark.isHollow)
      }
    }
    drawNotes(marks, in: panel, axis, on: &canvas)
    if let mean {
      canvas.text(right + 4, axis.position(mean.value) + 3.6, mean.text, colour, bold: true, halo: true)
    }
  }

  private func end(_ end: Interval.End, _ axis: Axis, _ edge: Double) -> Double {
    if case .at(let value) = end { axis.position(value) } else { edge }
  }

  /// Too many to be told apart as points: a bar from the least to the greatest, and the run's mean.
  private func isSummarised(_ runs: [[Result]], _ panel: Panel) -> Bool {
    let replicates = runs.map { $0.count }.max() ?? 0
    return replicates > 1 && (panel.runs > 24 || replicates > 6 || panel.column / Double(replicates) < 4.5)
  }

  struct Mark {
    let x: Double
    let y: Double
    let shape: Canvas.Dot
    let radius: Double
    /// Hollow: not judged, or a stand-in.
    let isHollow: Bool
    let isMissing: Bool
    let isInRange: Bool
    let note: String?
  }

  private func points(_ runs: [[Result]], _ laboratory: Laboratory, _ panel: Panel, _ axis: Axis) -> [Mark] {
    let summarised = isSummarised(runs, panel)
    var marks: [Mark] = []
    for (index, results) in runs.enumerated() where index < panel.runs {
      var said: Set<String> = []
      let shape = shape(of: laboratory.runs[index].analyst, in: panel.laboratory)
      let step = results.count > 1 ? min(11, panel.column * 0.72 / Double(results.count - 1)) : 0
      for (place, result) in results.enumerated() {
        let x = panel.middle(index) + (summarised ? 0 : (Double(place) - Double(results.count - 1) / 2) * step)
        switch (result.status, result.value) {
        case (.used, let value?):
          marks.append(
            Mark(
              x: x, y: axis.position(value), shape: shape, radius: panel.column < 14 ? 2.3 : 3, isHollow: false,
              isMissing: false, isInRange: summarised, note: nil))
        case (.standIn, let value?):
          marks.append(
            Mark(
              x: x, y: axis.position(value), shape: shape, radius: panel.column < 14 ? 2.3 : 3, isHollow: true,
              isMissing: false, isInRange: false, note: said.insert(result.text).inserted ? result.text : nil))
        case (.excluded(let note), let value?):
          marks.append(
            Mark(
              x: x, y: axis.position(value), shape: shape, radius: 3, isHollow: true, isMissing: false,
              isInRange: false, note: said.insert(note).inserted ? excludedNote(note, results, width: panel.width) : nil
            ))
        case (.excluded, nil): break
        case (.missing(let note), _):
          marks.append(
            Mark(
              x: x, y: axis.from - 6, shape: shape, radius: 3, isHollow: false, isMissing: true, isInRange: false,
              note: "missing, \(note)"))
        case (.used, nil), (.standIn, nil):
          marks.append(
            Mark(
              x: x, y: axis.from - 6, shape: shape, radius: 3, isHollow: false, isMissing: true, isInRange: false,
              note: nil))
        }
      }
    }
    return marks
  }

  /// What is written once for all results of a run that were excluded for one reason: their values and the reason, or
  /// their number where a narrow panel has no room for the values.
  private func excludedNote(_ reason: String, _ results: [Result], width: Double) -> String {
    let texts = results.filter { $0.status == .excluded(note: reason) && $0.value != nil }.map { $0.text }
    let full = "\(texts.joined(separator: ", ")) excluded, \(reason)"
    let fits = TextWidth.of(full, size: Canvas.smallSize) * 1.06 <= width
    return texts.count == 1 || fits ? full : "\(texts.count) excluded, \(reason)"
  }

  private func drawRanges(
    _ runs: [[Result]], _ laboratory: Laboratory, _ panel: Panel, _ axis: Axis, _ colour: String,
    on canvas: inout Canvas
  ) {
    for (index, results) in runs.enumerated() where index < panel.runs {
      let places = results.filter { $0.status.isUsed }.compactMap { $0.value }.map { axis.position($0) }
      guard let top = places.min(), let low = places.max() else { continue }
      let x = panel.middle(index)
      canvas.line(x, top, x, low, colour, panel.column < 6 ? 1 : 1.6)
      // The mean of the positions: arithmetic on a linear axis, geometric on a logarithmic one.
      let mean = places.reduce(0, +) / Double(places.count)
      canvas.dot(
        x, mean, shape(of: laboratory.runs[index].analyst, in: panel.laboratory), colour,
        radius: panel.column < 6 ? 1.7 : 2.4)
    }
  }
}
