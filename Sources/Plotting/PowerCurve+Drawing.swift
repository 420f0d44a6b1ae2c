extension PowerCurve {
  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    let frame = Frame(self)
    drawGrid(frame, on: &canvas)
    for line in lines { drawBand(line, frame, on: &canvas) }
    for (index, line) in lines.enumerated() where !line.isWhole { draw(line, index, frame, on: &canvas) }
    for (index, line) in lines.enumerated() where line.isWhole { draw(line, index, frame, on: &canvas) }
    drawMarks(frame, on: &canvas)
    drawLabels(frame, on: &canvas)
    let end = drawFoot(frame, on: &canvas)
    return Drawing(
      canvas, width: width, height: end, title: title, description: description, lines: characterLines)
  }

  // MARK: - Where things are

  private struct Frame {
    let x: Axis
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    let labelWidth: Double
    /// Whether lines are labelled at their ends; else below, in a legend.
    let isDirect: Bool

    init(_ curve: PowerCurve) {
      let names = curve.lines.map { TextWidth.of($0.label, size: Canvas.smallSize, bold: $0.isWhole) * 1.04 }
      let widest = names.max() ?? 0
      isDirect = curve.lines.count <= 8 && widest <= curve.width * 0.26
      labelWidth = isDirect ? widest : 0
      left = 40
      right = curve.width - (isDirect ? labelWidth + 26 : 12)
      top = curve.limits.isEmpty ? 12 : 24
      bottom = top + (curve.width < 420 ? 150 : 210)
      let values = curve.lines.flatMap { $0.points.map { $0.x } } + curve.marks.map { $0.x }
      // A limit in another unit than the axis has its words above it alone.
      let numbers = curve.limits.filter { Double($0.text) != nil }
      x = Axis(
        curve.scale, covering: values + curve.limits.map { $0.value }, limits: numbers, from: left, to: right)
    }

    func y(_ chance: Double) -> Double { bottom - (bottom - top) * chance }
  }

  /// The look of a line that is not the whole: colour and dashes tell more apart than colour alone, also in grey.
  private func look(_ index: Int) -> (colour: String, dash: String?) {
    let rank = lines[..<index].count { !$0.isWhole }
    let colours = [Palette.receiving, Tone.doubtful.ink, Palette.grey]
    let dashes: [String?] = [nil, "7 3", "2 2.5", "9 3 2 3"]
    return (colours[rank % colours.count], dashes[rank % dashes.count])
  }

  // MARK: - Parts

  private func drawGrid(_ frame: Frame, on canvas: inout Canvas) {
    if limits.count == 2, let low = limits.map({ $0.value }).min(), let high = limits.map({ $0.value }).max() {
      let from = frame.x.position(low)
      canvas.rectangle(from, frame.top, frame.x.position(high) - from, frame.bottom - frame.top, Palette.zone)
    }
    for tenth in [0, 20, 40, 60, 80, 100] {
      let y = frame.y(Double(tenth) / 100)
      canvas.line(frame.left, y, frame.right, y, tenth == 0 ? Palette.soft : Palette.hair, tenth == 0 ? 0.8 : 0.6)
      canvas.text(frame.left - 6, y + 3.4, "\(tenth) %", Palette.grey, .end, size: Canvas.smallSize)
    }
    var free = -Double.infinity
    for limit in limits.sorted(by: { $0.value < $1.value }) {
      let x = frame.x.position(limit.value)
      canvas.line(x, frame.top - 4, x, frame.bottom, Palette.ink, 1.2)
      let half = TextWidth.of(limit.text, size: Canvas.smallSize, bold: true) / 2
      // Where two limits are near each other only the first has its words here; the axis has both numbers.
      guard x - half > free else { continue }
      canvas.text(x, frame.top - 8, limit.text, Palette.ink, .middle, size: Canvas.smallSize, bold: true)
      free = x + half + 6
    }
    if let target {
      let y = frame.y(target.value)
      canvas.line(frame.left, y, frame.right, y, Palette.ink, 1, dash: "5 3")
      let (x, baseline, isRight, _) = placeOfTarget(target, frame)
      canvas.text(
        x, baseline, target.text, Palette.ink, isRight ? .end : .start, size: Canvas.smallSize, bold: true, halo: true)
    }
    if let risk {
      let y = frame.y(risk.value)
      canvas.line(frame.left, y, frame.right, y, Palette.ink, 1, dash: "2 2")
      canvas.text(frame.left + 4, y - 4, risk.text, Palette.ink, size: Canvas.smallSize, bold: true, halo: true)
    }
  }

  /// Above the target's line at the end where the whole is far from it; elsewhere where a mark or the whole is in the way.
  private func placeOfTarget(_ target: Limit, _ frame: Frame) -> (
    x: Double, baseline: Double, isRight: Bool, box: Box
  ) {
    let y = frame.y(target.value)
    let isRight = (whole?.points.first?.chance ?? 0) >= (whole?.points.last?.chance ?? 0)
    let length = TextWidth.of(target.text, size: Canvas.smallSize, bold: true) * 1.04
    let dots = whole.map { whole in
      marks.compactMap { mark in
        chance(of: whole, at: mark.x).map { chance in
          let (x, y) = (frame.x.position(mark.x), frame.y(chance))
          return Box(left: x - 7, right: x + 7, top: y - 7, bottom: y + 7)
        }
      }
    }
    let spots = [isRight, !isRight].flatMap { side in [-4.0, 12].map { (side: side, baseline: y + $0) } }
    func box(_ spot: (side: Bool, baseline: Double)) -> Box {
      let left = spot.side ? frame.right - 4 - length : frame.left + 4
      return Box(left: left, right: left + length, top: spot.baseline - 9, bottom: spot.baseline + 3)
    }
    let free = spots.first { spot in
      !(dots ?? []).contains { $0.meets(box(spot)) } && !(whole.map { runs($0, through: box(spot), frame) } ?? false)
    }
    let spot = free ?? spots[0]
    return (spot.side ? frame.right - 4 : frame.left + 4, spot.baseline, spot.side, box(spot))
  }

  private func drawBand(_ line: Line, _ frame: Frame, on canvas: inout Canvas) {
    let banded = line.points.compactMap { point in point.band.map { (x: frame.x.position(point.x), band: $0) } }
    guard banded.count > 1 else { return }
    let upper = banded.map { (x: $0.x, y: frame.y($0.band.upper)) }
    let lower = banded.reversed().map { (x: $0.x, y: frame.y($0.band.lower)) }
    canvas.polygon(upper + lower, line.isWhole ? Palette.sendingBand : Palette.receivingBand)
  }

  private func draw(_ line: Line, _ index: Int, _ frame: Frame, on canvas: inout Canvas) {
    let (colour, dash) = line.isWhole ? (Palette.ink, nil) : look(index)
    let places = line.points.map { (x: frame.x.position($0.x), y: frame.y($0.chance)) }
    if places.count > 1 {
      var path: Markup = "<path d=\""
      for (index, place) in places.enumerated() { path += "\(index == 0 ? "M" : "L")\(place.x) \(place.y)" }
      path +=
        "\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(line.isWhole ? 2.4 : 1.4)\" stroke-linejoin=\"round\""
      if let dash { path += " stroke-dasharray=\"\(dash)\"" }
      path += "/>"
      canvas.add(path)
    }
    if isOfCounts || places.count == 1 {
      for place in places { canvas.dot(place.x, place.y, .circle, colour, radius: line.isWhole ? 2.6 : 1.9) }
    }
  }

  private func drawMarks(_ frame: Frame, on canvas: inout Canvas) {
    guard let whole else { return }
    let places = marks.compactMap { mark in
      chance(of: whole, at: mark.x).map { (mark: mark, x: frame.x.position(mark.x), y: frame.y($0)) }
    }
    for place in places { canvas.line(place.x, place.y + 6, place.x, frame.bottom, Palette.ink, 0.8, dash: "1.5 2.5") }
    var taken = places.map { Box(left: $0.x - 6, right: $0.x + 6, top: $0.y - 6, bottom: $0.y + 6) }
    if let target { taken.append(placeOfTarget(target, frame).box) }
    for place in places {
      canvas.dot(place.x, place.y, .circle, Palette.ink, radius: 5, hollow: !place.mark.isFilled, width: 2)
      let length = TextWidth.of(place.mark.text, size: Canvas.smallSize, bold: true) * 1.04
      // Beside the point, where neither the line nor another mark runs; else further below.
      let free = [(9, 15), (9, 29), (-9, -9), (9, -9), (-9, 15), (9, 43), (-9, 29), (-9, 43), (9, 57)].map {
        (x: place.x + Double($0.0), baseline: place.y + Double($0.1), isLeft: $0.0 < 0)
      }.first { spot in
        let box = Box(
          left: spot.isLeft ? spot.x - length : spot.x, right: spot.isLeft ? spot.x : spot.x + length,
          top: spot.baseline - 9, bottom: spot.baseline + 3)
        return box.left >= frame.left && box.right <= frame.right && box.bottom <= frame.bottom && box.top >= 0
          && !taken.contains { $0.meets(box) } && !runs(whole, through: box, frame)
      }
      let spot = free ?? (x: place.x + 9, baseline: min(place.y + 15, frame.bottom - 6), isLeft: false)
      taken.append(
        Box(
          left: spot.isLeft ? spot.x - length : spot.x, right: spot.isLeft ? spot.x : spot.x + length,
          top: spot.baseline - 9, bottom: spot.baseline + 3))
      canvas.text(
        spot.x, spot.baseline, place.mark.text, Palette.ink, spot.isLeft ? .end : .start, size: Canvas.smallSize,
        bold: true, halo: true)
    }
  }

  private struct Box {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    func meets(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  /// Whether a line runs through a box, looked at in steps of a few units.
  private func runs(_ line: Line, through box: Box, _ frame: Frame) -> Bool {
    let places = line.points.map { (x: frame.x.position($0.x), y: frame.y($0.chance)) }
    return zip(places, places.dropFirst()).contains { from, to in
      (0...20).contains { step in
        let part = Double(step) / 20
        let (x, y) = (from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part)
        return x > box.left - 2 && x < box.right + 2 && y > box.top - 2 && y < box.bottom + 2
      }
    }
  }

  /// Names at the ends of their lines, moved apart where they would touch, with a hair line to where they belong.
  private func drawLabels(_ frame: Frame, on canvas: inout Canvas) {
    guard frame.isDirect else { return }
    var labels = lines.enumerated().compactMap { index, line in
      line.points.last.map { (index: index, x: frame.x.position($0.x), end: frame.y($0.chance), y: frame.y($0.chance)) }
    }.sorted { ($0.end, $0.index) < ($1.end, $1.index) }
    let gap = 12.0
    for i in labels.indices.dropFirst() { labels[i].y = max(labels[i].y, labels[i - 1].y + gap) }
    if let last = labels.indices.last, labels[last].y > frame.bottom {
      labels[last].y = frame.bottom
      for i in labels.indices.dropLast().reversed() { labels[i].y = min(labels[i].y, labels[i + 1].y - gap) }
    }
    for label in labels {
      let line = lines[label.index]
      let colour = line.isWhole ? Palette.ink : look(label.index).colour
      canvas.line(label.x + 3, label.end, frame.right + 12, label.y, Palette.soft, 0.6)
      canvas.text(
        frame.right + 15, label.y + 3.4, line.label, colour, size: Canvas.smallSize, bold: line.isWhole)
    }
  }

  private func drawFoot(_ frame: Frame, on canvas: inout Canvas) -> Double {
    for tick in frame.x.ticks {
      let x = frame.x.position(tick.value)
      canvas.line(x, frame.bottom, x, frame.bottom + 3, Palette.soft, 0.8)
      canvas.text(
        x, frame.bottom + 13, tick.text, tick.isLimit ? Palette.ink : Palette.grey, .middle,
        size: Canvas.smallSize, bold: tick.isLimit)
    }
    var y = frame.bottom + 27
    for text in [axisTitle, count].compactMap({ $0 }) {
      for line in TextWidth.wrapped(text, width: width - 8, size: Canvas.smallSize) {
        canvas.text(0, y, line, Palette.grey, size: Canvas.smallSize)
        y += 12
      }
    }
    if !frame.isDirect {
      for (index, line) in lines.enumerated() {
        let (colour, dash) = line.isWhole ? (Palette.ink, nil) : look(index)
        canvas.line(0, y - 3.4, 26, y - 3.4, colour, line.isWhole ? 2.4 : 1.4, dash: dash)
        let name = TextWidth.fitted(line.label, width: width - 34, size: Canvas.smallSize, bold: line.isWhole)
        canvas.text(32, y, name, colour, size: Canvas.smallSize, bold: line.isWhole)
        y += 12
      }
    }
    return y - 8
  }
}
