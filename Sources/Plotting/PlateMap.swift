/// A plate as it stood in the reader, each well shaded by its residual and marked by its sign.
///
/// Edges, gradients and a row that was pipetted otherwise show here and nowhere else. The shade says how far, the sign in the
/// well which way, so that neither colour nor grey print is needed to read it.
public struct PlateMap: Sendable, Hashable {
  /// One well with its residual.
  public struct Well: Sendable, Hashable {
    /// From 0.
    public let row: Int
    public let column: Int
    /// In residual standard deviations.
    public let residual: Double
    public let isReference: Bool

    public init(row: Int, column: Int, residual: Double, isReference: Bool) {
      self.row = row
      self.column = column
      self.residual = residual
      self.isReference = isReference
    }
  }

  public let title: String
  /// 8 × 12, or 16 × 24 where a well lies beyond that.
  public let rows: Int
  public let columns: Int
  public let wells: [Well]
  /// Such as "n = 32 wells".
  public let count: String?
  public let width: Double

  /// Wells beyond 16 × 24, or whose residual is no number, are left out.
  public init(title: String, wells: [Well], count: String? = nil, width: Double = 332) {
    self.title = title
    self.wells = wells.filter {
      (0..<16).contains($0.row) && (0..<24).contains($0.column) && $0.residual.isFinite
    }
    let isLarge = self.wells.contains { $0.row > 7 || $0.column > 11 }
    (rows, columns) = isLarge ? (16, 24) : (8, 12)
    self.count = count
    self.width = max(width, 240)
  }

  /// The most rows and columns of a plate that is drawn, which is one of 384 wells.
  public static let largest = (rows: 16, columns: 24)

  /// `A1`.
  public static func name(row: Int, column: Int) -> String {
    precondition((0..<16).contains(row), "a plate has at most 16 rows, not \(row + 1)")
    return "\(Character(Unicode.Scalar(UInt8(0x41 + row))))\(column + 1)"
  }

  public var svg: Markup { drawing.svg }

  /// Title, signs and the wells that are furthest off.
  public var description: String {
    var parts = [title, count].compactMap { $0 }
    parts.append("\(wells.count { $0.residual > 0 }) wells above and \(wells.count { $0.residual < 0 }) below the fit")
    let far = wells.filter { $0.residual.magnitude >= 2 }.sorted { $0.residual.magnitude > $1.residual.magnitude }
    if !far.isEmpty {
      let names = far.prefix(8).map {
        "\(Self.name(row: $0.row, column: $0.column)) \($0.residual > 0 ? "above" : "below")"
      }
      parts.append("beyond two standard deviations: \(names.joined(separator: ", "))")
    }
    return parts.joined(separator: "; ") + "."
  }

  /// Shades of one side, near to far: in grey print too, further is darker.
  private static let above = ["#f4f7fa", "#cfe0ee", "#8fb8d8", "#2f7db5"]
  private static let below = ["#faf7f2", "#f0e0c4", "#d9b578", "#a8700f"]

  private static func step(_ residual: Double) -> Int {
    residual.magnitude < 0.5 ? 0 : residual.magnitude < 1 ? 1 : residual.magnitude < 2 ? 2 : 3
  }

  /// The figure with its text alternative.
  public var drawing: Drawing {
    var canvas = Canvas()
    let (left, top) = (16.0, 30.0)
    let side = (width - left - 2) / Double(columns)
    canvas.text(0, 10, TextWidth.fitted(title, width: width, size: Canvas.textSize, bold: true), bold: true)
    let skip = columns > 12 ? 2 : 1
    for column in stride(from: 0, to: columns, by: skip) {
      canvas.text(
        left + (Double(column) + 0.5) * side, top - 4, "\(column + 1)", Palette.grey, .middle, size: Canvas.smallSize)
    }
    for row in 0..<rows {
      canvas.text(
        left - 5, top + (Double(row) + 0.5) * side + 3.4, String(Self.name(row: row, column: 0).prefix(1)),
        Palette.grey,
        .end, size: Canvas.smallSize)
      for column in 0..<columns {
        let (x, y) = (left + Double(column) * side, top + Double(row) * side)
        canvas.add(
          "<rect x=\"\(x + 0.5)\" y=\"\(y + 0.5)\" width=\"\(side - 1)\" height=\"\(side - 1)\" fill=\"none\" stroke=\"\(Palette.hair)\" stroke-width=\"0.6\"/>"
        )
      }
    }
    for well in wells {
      draw(well, x: left + Double(well.column) * side, y: top + Double(well.row) * side, side, on: &canvas)
    }
    let bottom = top + Double(rows) * side
    let end = drawKey(x: left, y: bottom + 12, on: &canvas)
    return Drawing(
      canvas, width: width, height: canvas.foot([count].compactMap { $0 }, x: left, y: end - 2, width: width) + 8,
      title: title,
      description: description)
  }

  private func draw(_ well: Well, x: Double, y: Double, _ side: Double, on canvas: inout Canvas) {
    let step = Self.step(well.residual)
    canvas.rectangle(x + 1, y + 1, side - 2, side - 2, (well.residual < 0 ? Self.below : Self.above)[step])
    let ink = step == 3 ? Palette.paper : Palette.ink
    let (centre, middle) = (x + side / 2, y + side / 2)
    let arm = min(side * 0.24, 1.8 + 1.1 * Double(step))
    canvas.line(centre - arm, middle, centre + arm, middle, ink, 1.3)
    if well.residual > 0 { canvas.line(centre, middle - arm, centre, middle + arm, ink, 1.3) }
    // A corner marks the reference.
    if well.isReference {
      canvas.polygon([(x + 1, y + 1), (x + 1 + side * 0.28, y + 1), (x + 1, y + 1 + side * 0.28)], Palette.sending)
    }
  }

  private func drawKey(x: Double, y: Double, on canvas: inout Canvas) -> Double {
    var place = x
    let texts = ["under 0.5 SD", "to 1", "to 2", "beyond"]
    for step in 0..<4 {
      canvas.rectangle(place, y - 7, 9, 9, Self.below[step])
      canvas.rectangle(place + 10, y - 7, 9, 9, Self.above[step])
      canvas.text(place + 22, y + 1, texts[step], Palette.grey, size: Canvas.smallSize)
      place += 22 + TextWidth.of(texts[step], size: Canvas.smallSize) * 1.04 + 9
    }
    canvas.text(
      x, y + 14, "− below the fit, + above; corner: reference", Palette.grey, size: Canvas.smallSize)
    return y + 16
  }
}
