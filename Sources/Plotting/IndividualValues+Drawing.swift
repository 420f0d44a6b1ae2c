extension IndividualValues {
  /// The most panels in a row: fewer where a dozen runs would stand too close for their labels.
  private var panelsInRow: Int {
    let named = min(laboratories.map(\.runs.count).max() ?? 0, Self.alwaysLabelled)
    return [4, 3, 2].first { count in
      let slot = (width - left) / Double(max(min(count, laboratories.count), 1))
      return max(slot - meanRoom - 8, 40) / Double(max(named, 1)) >= Self.turnedPitch
    } ?? 1
  }

  /// Up to so many runs all labels are shown, turned where they do not fit side by side.
  private static let alwaysLabelled = 12
  /// How close turned labels may stand.
  private static let turnedPitch = 8.5
  private static let turnedLength = 84.0
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
  private struct Panel {
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
    let means = samples.flatMap(\.means).compactMap { $0 }.map {
      TextWidth.of($0.text, size: Canvas.textSize, bold: true)
    }
    let ends = samples.compactMap(\.range).flatMap { [$0.lowerText, $0.upperText] }.map {
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
    let replicates = runs.map(\.count).max() ?? 0
    return replicates > 1 && (panel.runs > 24 || replicates > 6 || panel.column / Double(replicates) < 4.5)
  }

  private struct Mark {
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
    let texts = results.filter { $0.status == .excluded(note: reason) && $0.value != nil }.map(\.text)
    let full = "\(texts.joined(separator: ", ")) excluded, \(reason)"
    let fits = TextWidth.of(full, size: Canvas.smallSize) * 1.06 <= width
    return texts.count == 1 || fits ? full : "\(texts.count) excluded, \(reason)"
  }

  private func drawRanges(
    _ runs: [[Result]], _ laboratory: Laboratory, _ panel: Panel, _ axis: Axis, _ colour: String,
    on canvas: inout Canvas
  ) {
    for (index, results) in runs.enumerated() where index < panel.runs {
      let places = results.filter(\.status.isUsed).compactMap(\.value).map { axis.position($0) }
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

  // MARK: - Notes beside points

  private struct Box {
    let x: Double
    let y: Double
    let width: Double
    let height: Double

    func overlaps(_ other: Box) -> Bool {
      x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }
  }

  /// Puts each note where it touches nothing. A note on a missing result that finds no such place is left to the table;
  /// one on an excluded result is always drawn.
  private func drawNotes(_ marks: [Mark], in panel: Panel, _ axis: Axis, on canvas: inout Canvas) {
    var taken = marks.map { Box(x: $0.x - 5, y: $0.y - 5, width: 10, height: 10) }
    for (index, mark) in marks.enumerated() {
      guard let note = mark.note else { continue }
      let length = TextWidth.of(note, size: Canvas.smallSize) * 1.06
      // A narrow panel holds no note.
      guard length <= panel.width else { continue }
      let spots: [(x: Double, y: Double)] = [
        (mark.x - 8 - length, mark.y), (mark.x + 8, mark.y), (mark.x - length / 2, mark.y - 13),
        (mark.x - length / 2, mark.y + 13), (mark.x - 8 - length, mark.y - 13), (mark.x + 8, mark.y - 13),
        (mark.x - 8 - length, mark.y + 13), (mark.x + 8, mark.y + 13),
      ]
      var best: (box: Box, hits: Int)?
      for spot in spots {
        let box = Box(x: spot.x, y: spot.y - 6, width: length, height: 12)
        guard box.x >= panel.x - 2, box.x + length <= panel.x + panel.width + 2, spot.y >= axis.to + 4,
          spot.y <= axis.from + 4
        else { continue }
        let hits = taken.enumerated().count { $0.offset != index && $0.element.overlaps(box) }
        if best.map({ hits < $0.hits }) ?? true { best = (box, hits) }
      }
      guard let best, best.hits == 0 || mark.isHollow else { continue }
      canvas.text(
        best.box.x, best.box.y + 9.4, note, Palette.grey, size: Canvas.smallSize, halo: true)
      taken.append(best.box)
    }
  }

  // MARK: - Below the panels

  /// Run labels, brackets of days, laboratory and analysts; answers where the block ends.
  private func drawFeet(_ panels: [Panel], at top: Double, on canvas: inout Canvas) -> Double {
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
