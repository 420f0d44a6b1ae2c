import Testing

@testable import Plotting

struct PowerCurveTests {
  /// `count` rising lines of which the first is the whole.
  static func curve(
    lines count: Int, label: String = "AC-", points: Int = 9, width: Double = 680, scale: Axis.Scale = .linear,
    marks: [PowerCurve.Mark] = [.init(4, "planned: 4", isFilled: true), .init(6, "reaches it: 6", isFilled: false)],
    limits: [Limit] = []
  ) -> PowerCurve {
    let lines = (0..<count).map { index in
      PowerCurve.Line(
        index == 0 ? "all required" : "\(label)\(index)", isWhole: index == 0,
        (0..<points).map { point in
          let chance = min(1, Double(point) / 8 + Double(index) / 20)
          return PowerCurve.Point(Double(point + 1), chance, band: .init(chance - 0.02, chance + 0.02))
        })
    }
    return PowerCurve(
      title: "Power", lines: lines, scale: scale, axisTitle: "runs a laboratory", target: Limit(0.9, "target 90 %"),
      risk: limits.isEmpty ? nil : Limit(0.05, "α 0.05"), limits: limits, marks: marks, isOfCounts: true,
      count: "planned n = 8", width: width)
  }

  static let curves: [PowerCurve] = [
    curve(lines: 1), curve(lines: 3), curve(lines: 4, width: 332), curve(lines: 12),
    curve(lines: 3, label: "a criterion with a name that is far too long to stand beside a line, "),
    curve(lines: 2, scale: .logarithmic, limits: [Limit(2, "2.0"), Limit(7, "AC-1: 7 %")]),
    curve(lines: 2, marks: [.init(4, "planned: 4", isFilled: true), .init(4.1, "reaches it: 4", isFilled: false)]),
    curve(lines: 2, points: 1), curve(lines: 0), curve(lines: 2, width: 1), curve(lines: 2, label: "<b>&"),
    PowerCurve(
      title: "odd", lines: [.init("x", [.init(.nan, 0.5), .init(1, 7), .init(2, -3)])], axisTitle: "",
      marks: [.init(.infinity, "far", isFilled: true), .init(99, "beyond", isFilled: true)]),
  ]

  @Test(arguments: curves)
  func `a power curve is well-formed, and each shape has its own fill, stroke and legible type`(curve: PowerCurve)
    throws
  {
    let read = try #require(DrawingReader(curve.drawing.file))
    let shapes: Set = ["line", "rect", "circle", "polygon", "path", "text"]
    for shape in read.shapes where shapes.contains(shape.name) {
      #expect(shape.attributes["fill"] != nil && shape.attributes["stroke"] != nil, "\(shape)")
      if let size = shape.attributes["font-size"].flatMap(Double.init) { #expect(size >= 9.5) }
    }
  }

  @Test func `lines are labelled at their ends, and in a legend where the names do not fit`() throws {
    for (curve, inside) in [(Self.curves[1], true), (Self.curves[4], false)] {
      let read = try #require(DrawingReader(curve.drawing.file))
      let last = curve.lines[1].label
      let found = read.shapes.filter { $0.name == "text" }.compactMap { $0.attributes["y"].flatMap(Double.init) }
      #expect(read.texts.contains { last.hasPrefix($0.replacing("…", with: "")) && !$0.isEmpty })
      // A legend makes the drawing higher than its plot and foot.
      #expect((curve.drawing.height < 270) == inside, "\(found)")
    }
  }

  @Test func `the alternative says the target, the marks and every point`() {
    let said = Self.curves[1].description
    for part in ["target 90 %", "planned: 4 at 4, 38 %", "reaches it: 6 at 6, 63 %", "AC-1 1: 5 %", "9: >99 %"] {
      #expect(said.contains(part), "\(part) in \(said)")
    }
  }

  @Test func `no chance is shown as certain, and none that is possible as 0`() {
    #expect([0, 0.0001, 0.5, 0.9999, 1].map(PowerCurve.percent) == ["0 %", "<1 %", "50 %", ">99 %", ">99 %"])
  }

  @Test func `a terminal gets a bar for each point, with the target and the marks`() {
    let lines = Self.curves[0].drawing.lines
    #expect(lines.count == 9)
    #expect(lines[3].contains("← planned: 4") && lines[3].contains("│") && lines[8].contains(">99 %"))
  }

  @Test func `two marks side by side do not stand on each other`() throws {
    let read = try #require(DrawingReader(Self.curves[6].drawing.file))
    var places: [(x: Double, y: Double)] = []
    var index = 0
    for shape in read.shapes where shape.name == "text" {
      let text = read.texts[index]
      index += 1
      guard text.hasPrefix("planned:") || text.hasPrefix("reaches"), shape.attributes["aria-hidden"] == nil,
        let x = shape.attributes["x"].flatMap(Double.init), let y = shape.attributes["y"].flatMap(Double.init)
      else { continue }
      places.append((x, y))
    }
    #expect(places.count == 2)
    if places.count == 2 {
      #expect((places[0].y - places[1].y).magnitude > 9 || (places[0].x - places[1].x).magnitude > 60)
    }
  }
}
