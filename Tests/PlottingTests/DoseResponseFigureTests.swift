import Testing

@testable import Plotting

/// Overlay, residuals and plate map.
struct DoseResponseFigureTests {
  static func chart(tests: Int, zero: Bool = false, width: Double = 680, scale: Axis.Scale = .logarithmic)
    -> DoseResponseChart
  {
    let doses = (0..<8).map { 0.5 * Double(1 << $0) }
    let series = (0...tests).map { index -> DoseResponseChart.Series in
      let own = (zero ? [0.0] : []) + doses
      let points = own.map { DoseResponseChart.Point($0, $0 / (8 + Double(index) + $0)) }
      return .init(
        index == 0 ? "RS-03" : "LOT-\(index)<&>", isReference: index == 0, points: points,
        free: points.map { .init($0.dose, $0.response * 1.01) }, constrained: points)
    }
    let shifts = (0..<tests).map {
      DoseResponseChart.Shift(from: 8, to: 9 + Double($0), response: 0.5, text: "LOT-\($0 + 1): 0.9")
    }
    return DoseResponseChart(
      title: "run R01", doseTitle: "dose", responseTitle: "response", scale: scale, series: series, shifts: shifts,
      count: "n = \(series[0].points.count) readings", width: width)
  }

  static let residuals = ResidualChart(
    title: "by dose", quantity: "dose", residualTitle: "residual", scale: .logarithmic,
    series: [
      .init("RS-03", isReference: true, points: [.init(0, 0.1), .init(1, -0.1), .init(10, .nan), .init(100, 3)]),
      .init("LOT-1", isReference: false, points: [.init(1, 0.2), .init(-1, 0.2)]),
    ], spread: 0.2, count: "n = 5")

  static func map(rows: Int, columns: Int) -> PlateMap {
    PlateMap(
      title: "plate 1",
      wells: (0..<rows).flatMap { row in
        (0..<columns).map { column -> PlateMap.Well in
          let residual = Double((row * 7 + column * 5) % 11 - 5) / 2
          return PlateMap.Well(row: row, column: column, residual: residual, isReference: row < 2)
        }
      }, count: "n = \(rows * columns) wells")
  }

  static let drawings: [Drawing] = {
    var drawings: [Drawing] = []
    for tests in [0, 1, 2, 6] {
      for width in [240.0, 332, 680] { drawings.append(chart(tests: tests, zero: tests == 2, width: width).drawing) }
    }
    drawings.append(chart(tests: 1, zero: true, scale: .linear).drawing)
    drawings.append(DoseResponseChart(title: "", doseTitle: "d", responseTitle: "r", series: []).drawing)
    drawings.append(residuals.drawing)
    drawings.append(ResidualChart(title: "", quantity: "", residualTitle: "", series: []).drawing)
    drawings.append(map(rows: 8, columns: 12).drawing)
    drawings.append(map(rows: 16, columns: 24).drawing)
    drawings.append(PlateMap(title: "", wells: []).drawing)
    return drawings
  }()

  @Test(arguments: drawings.indices)
  func `every figure is well formed, inside its frame, legible and made of finite numbers`(index: Int) throws {
    let drawing = Self.drawings[index]
    let read = try #require(DrawingReader(drawing.file))
    #expect(!drawing.file.contains("nan") && !drawing.file.contains("inf"))
    for shape in read.shapes {
      if let size = shape.attributes["font-size"].flatMap(Double.init) { #expect(size >= 9.5) }
      for key in ["x", "x1", "x2", "cx"] {
        if let x = shape.attributes[key].flatMap(Double.init) { #expect(x >= 0 && x <= drawing.width, "\(shape)") }
      }
      for key in ["y", "y1", "y2", "cy"] {
        if let y = shape.attributes[key].flatMap(Double.init) { #expect(y >= 0 && y <= drawing.height, "\(shape)") }
      }
    }
    #expect(!drawing.file.contains("<&>"))
  }

  @Test func `free curves are dashed and constrained ones solid, each preparation once, and the shift is said`() throws
  {
    let read = try #require(DrawingReader(Self.chart(tests: 2).drawing.file))
    let paths = read.shapes.filter { $0.name == "path" }
    #expect(paths.count { $0.attributes["stroke-dasharray"] != nil } == 3 && paths.count == 6)
    #expect(read.texts.contains("RS-03 (ref.)") && read.texts.contains("LOT-2<&>") && read.texts.contains("LOT-1: 0.9"))
    #expect(read.alternative.contains("constrained curve solid, free curve dashed"))
    // Marks differ, so that a grey print tells the preparations apart.
    #expect(read.shapes.contains { $0.name == "circle" } && read.shapes.count { $0.name == "polygon" } >= 16)
  }

  @Test func `a dose of zero stands left of a break on a log axis, and on the axis where it is linear`() throws {
    let log = try #require(DrawingReader(Self.chart(tests: 1, zero: true).drawing.file))
    #expect(log.texts.contains("0") && log.alternative.contains("1 at dose zero"))
    let axis = DoseAxis(.logarithmic, doses: [0, 1, 10], from: 40, to: 600)
    let zero = try #require(axis.position(0))
    #expect(zero < axis.axis.from && axis.position(-1) == nil)
    #expect(DoseAxis(.linear, doses: [0, 1], from: 40, to: 600).position(0) == 40)
  }

  @Test func `a plate says which wells are far off, and which way, without any colour`() throws {
    let map = PlateMap(
      title: "P",
      wells: [
        .init(row: 0, column: 0, residual: 3, isReference: true),
        .init(row: 7, column: 11, residual: -2.5, isReference: false),
      ])
    let read = try #require(DrawingReader(map.drawing.file))
    #expect(read.alternative.contains("A1 above, H12 below"))
    #expect(map.rows == 8 && Self.map(rows: 9, columns: 2).rows == 16)
  }
}
