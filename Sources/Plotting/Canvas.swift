/// Shapes put down one after another. Every shape carries its own fill and stroke: a page's style sheet does not reach
/// into inline SVG in every renderer that prints.
struct Canvas {
  static let textSize = 10.5
  /// The smallest type: 9.5 units of a 680-unit drawing are 7 pt on paper.
  static let smallSize = 9.5

  enum Anchor: String {
    case start
    case middle
    case end
  }

  /// A point's shape, which tells analysts apart.
  enum Dot: Hashable {
    case circle
    case triangle
    case square
    case diamond
    /// From the fifth on: the number itself.
    case number(Int)

    static func of(_ index: Int) -> Dot {
      let shapes: [Dot] = [.circle, .triangle, .square, .diamond]
      return index < shapes.count ? shapes[index] : .number(index + 1)
    }
  }

  private(set) var body = Markup()

  mutating func add(_ markup: Markup) { body += markup }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ colour: String, _ width: Double = 1, dash: String? = nil
  ) {
    body += """
      <line x1="\(x1)" y1="\(y1)" x2="\(x2)" y2="\(y2)" fill="none" stroke="\(colour)" stroke-width="\(width)"
      """
    if let dash { body += " stroke-dasharray=\"\(dash)\"" }
    body += "/>"
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ fill: String) {
    body += """
      <rect x="\(x)" y="\(y)" width="\(max(width, 0))" height="\(max(height, 0))" fill="\(fill)" stroke="none"/>
      """
  }

  /// One line of text on its baseline; `halo` keeps it legible over lines.
  mutating func text(
    _ x: Double, _ y: Double, _ string: String, _ colour: String = Palette.ink, _ anchor: Anchor = .start,
    size: Double = Canvas.textSize, bold: Bool = false, halo: Bool = false
  ) {
    guard !string.isEmpty else { return }
    var attributes: Markup = "x=\"\(x)\" y=\"\(y)\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if size != Canvas.textSize { attributes += " font-size=\"\(size)\"" }
    if bold { attributes += " font-weight=\"700\"" }
    if halo {
      body += """
        <text \(attributes) fill="\(Palette.paper)" stroke="\(Palette.paper)" stroke-width="3" \
        stroke-linejoin="round" aria-hidden="true">\(string)</text>
        """
    }
    body += "<text \(attributes) fill=\"\(colour)\" stroke=\"none\">\(string)</text>"
  }

  /// One line of text turned to run upwards, its end at the point: read with the head tilted left.
  mutating func turnedText(
    _ x: Double, _ y: Double, _ string: String, _ colour: String = Palette.ink, size: Double = Canvas.smallSize
  ) {
    guard !string.isEmpty else { return }
    body += """
      <text transform="translate(\(x) \(y)) rotate(-90)" text-anchor="end" font-size="\(size)" fill="\(colour)" \
      stroke="none">\(string)</text>
      """
  }

  mutating func polygon(_ points: [(x: Double, y: Double)], _ fill: String, stroke: String = "none", width: Double = 1)
  {
    body += "<polygon points=\""
    for (index, point) in points.enumerated() {
      body += index == 0 ? "\(point.x),\(point.y)" : " \(point.x),\(point.y)"
    }
    body += "\" fill=\"\(fill)\" stroke=\"\(stroke)\" stroke-width=\"\(width)\"/>"
  }

  /// An arrowhead whose tip is at `x`: the thing goes on beyond the axis.
  mutating func arrow(x: Double, y: Double, pointsRight: Bool, _ colour: String) {
    let back = pointsRight ? x - 7 : x + 7
    polygon([(x, y), (back, y - 3.6), (back, y + 3.6)], colour)
  }

  mutating func dot(
    _ x: Double, _ y: Double, _ shape: Dot, _ colour: String, radius r: Double, hollow: Bool = false,
    width: Double = 1.2
  ) {
    let fill = hollow ? Palette.paper : colour
    let stroke = hollow ? colour : Palette.paper
    let line = hollow ? width : 0.5
    switch shape {
    case .circle:
      body += """
        <circle cx="\(x)" cy="\(y)" r="\(r)" fill="\(fill)" stroke="\(stroke)" stroke-width="\(line)"/>
        """
    case .triangle:
      let q = r * 1.25
      polygon([(x, y - q), (x + q, y + q * 0.8), (x - q, y + q * 0.8)], fill, stroke: stroke, width: line)
    case .square:
      let q = r * 0.9
      polygon([(x - q, y - q), (x + q, y - q), (x + q, y + q), (x - q, y + q)], fill, stroke: stroke, width: line)
    case .diamond:
      let q = r * 1.35
      polygon([(x, y - q), (x + q, y), (x, y + q), (x - q, y)], fill, stroke: stroke, width: line)
    case .number(let number):
      text(x, y + 3.4, hollow ? "(\(number))" : "\(number)", colour, .middle, size: Canvas.smallSize, bold: true)
    }
  }
}
