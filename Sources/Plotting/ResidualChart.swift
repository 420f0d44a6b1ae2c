/// Residuals of a fit against one quantity: what is left should show no shape.
public struct ResidualChart: Sendable, Hashable {
  /// One reading.
  public struct Point: Sendable, Hashable {
    public let x: Double
    public let residual: Double

    public init(_ x: Double, _ residual: Double) {
      self.x = x
      self.residual = residual
    }
  }

  /// One preparation; the first is the reference.
  public struct Series: Sendable, Hashable {
    public let name: String
    public let isReference: Bool
    public let points: [Point]

    public init(_ name: String, isReference: Bool, points: [Point]) {
      self.name = name
      self.isReference = isReference
      self.points = points.filter { $0.x.isFinite && $0.residual.isFinite }
    }
  }

  public let title: String
  /// Below the axis.
  public let quantity: String
  public let residualTitle: String
  /// Of the horizontal axis; on a log axis zero stands left of a break.
  public let scale: Axis.Scale
  public let series: [Series]
  /// The residual standard deviation: twice it is dashed on either side.
  public let spread: Double?
  public let count: String?
  public let width: Double

  public init(
    title: String, quantity: String, residualTitle: String, scale: Axis.Scale = .linear, series: [Series],
    spread: Double? = nil, count: String? = nil, width: Double = 332
  ) {
    self.title = title
    self.quantity = quantity
    self.residualTitle = residualTitle
    self.scale = scale
    self.series = series
    self.spread = spread.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    self.count = count
    self.width = max(width, 200)
  }

  public var svg: Markup { drawing.svg }

  /// Title, how many residuals each preparation has, and how many lie beyond twice the spread.
  public var description: String {
    var parts = [title, count].compactMap { $0 }
    for one in series {
      var said = "\(one.name): \(one.points.count) residuals"
      if let spread {
        said += ", \(one.points.count { $0.residual.magnitude > 2 * spread }) beyond two standard deviations"
      }
      parts.append(said)
    }
    return parts.joined(separator: "; ") + "."
  }

  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    let (top, bottom) = (34.0, 170.0)
    let residuals = series.flatMap { $0.points.map { $0.residual } }
    let reach = max(residuals.map { $0.magnitude }.max() ?? 0, (spread ?? 0) * 2.1)
    let vertical = Axis(.linear, covering: [-reach, reach], from: bottom, to: top)
    let (left, right) = (vertical.labelWidth, width - 4)
    let horizontal = DoseAxis(scale, doses: series.flatMap { $0.points.map { $0.x } }, from: left, to: right)
    canvas.text(0, 10, TextWidth.fitted(title, width: width, size: Canvas.textSize, bold: true), bold: true)
    vertical.drawAtLeft(of: right, title: residualTitle, on: &canvas, left: left)
    horizontal.draw(top: top, bottom: bottom, on: &canvas)
    canvas.line(left, vertical.position(0), right, vertical.position(0), Palette.soft, 1.2)
    if let spread {
      for value in [-2 * spread, 2 * spread] {
        canvas.line(left, vertical.position(value), right, vertical.position(value), Palette.soft, 0.8, dash: "4 3")
      }
    }
    for (index, one) in series.enumerated() {
      let look = PreparationStyle(test: one.isReference ? nil : series[..<index].count { !$0.isReference })
      for point in one.points {
        guard let x = horizontal.position(point.x) else { continue }
        canvas.dot(
          x, vertical.position(point.residual), look.dot, look.colour, radius: 2.6, hollow: true, width: 1.1)
      }
    }
    let words = [quantity + (scale == .logarithmic ? " (log axis)" : ""), count].compactMap { $0 }
    var end = canvas.foot(words, x: left, y: bottom + 14, width: width)
    end = drawKey(x: left, y: end + 8, on: &canvas)
    return Drawing(canvas, width: width, height: end + 8, title: title, description: description)
  }

  private func drawKey(x: Double, y: Double, on canvas: inout Canvas) -> Double {
    var (place, line) = (x, y)
    for (index, one) in series.enumerated() {
      let look = PreparationStyle(test: one.isReference ? nil : series[..<index].count { !$0.isReference })
      let name = TextWidth.fitted(one.name, width: width - x - 12, size: Canvas.smallSize)
      let length = TextWidth.of(name, size: Canvas.smallSize) * 1.04 + 24
      if place > x, place + length > width { (place, line) = (x, line + 12) }
      canvas.dot(place + 4, line, look.dot, look.colour, radius: 2.6, hollow: true, width: 1.1)
      canvas.text(place + 12, line + 3.4, name, look.colour, size: Canvas.smallSize)
      place += length
    }
    return line + 8
  }
}
