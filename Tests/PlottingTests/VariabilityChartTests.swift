import Testing

@testable import Plotting

struct VariabilityChartTests {
  /// `outer` × `inner` groups of `n` values that depend on nothing but the arguments.
  static func chart(
    outer: Int, inner: Int, middle: Int = 1, n: Int, factors: [String] = ["site", "run"], width: Double = 680,
    scale: Axis.Scale = .linear
  ) -> VariabilityChart {
    var groups: [VariabilityChart.Group] = []
    for a in 0..<outer {
      for m in 0..<middle {
        for b in 0..<inner {
          let values = (0..<n).map { 100 + 4 * Double(a % 3) + Double((b * 7 + m * 5 + $0 * 13) % 11) / 2 }
          let mean = values.reduce(0, +) / Double(max(n, 1))
          let spread = n > 1 ? 0.4 + Double((a * 5 + b) % 7) / 5 : nil
          let path =
            factors.count == 3
            ? ["Site \(a)", "\(m)", "R\(b)"] : factors.count == 2 ? ["Site \(a)", "\(b)"] : ["\(b)"]
          groups.append(
            .init(
              path, values: values, mean: n > 0 ? .init(mean, "\(mean)") : nil,
              spread: spread.map { .init($0, "\($0)") }))
        }
      }
    }
    return VariabilityChart(
      title: "Variability", quantity: "content, mg/mL", scale: scale, factors: factors, groups: groups,
      outerMeans: (0..<outer).map { 102.5 + 4 * Double($0 % 3) }, overall: .init(105, "105.0"),
      pooled: .init(0.9, "0.90"),
      count: "n = \(outer * inner * middle * n) results in \(groups.count) groups", width: width)
  }

  static let charts: [VariabilityChart] = [
    chart(outer: 2, inner: 2, n: 3), chart(outer: 3, inner: 5, n: 5), chart(outer: 4, inner: 15, n: 2),
    chart(outer: 1, inner: 6, n: 1, factors: ["run"]),
    chart(outer: 3, inner: 5, middle: 4, n: 2, factors: ["site", "day", "run"]),
    chart(outer: 6, inner: 30, n: 3), chart(outer: 2, inner: 3, n: 3, width: 300),
    chart(outer: 3, inner: 4, n: 3, scale: .logarithmic),
    VariabilityChart(title: "empty", quantity: "", factors: ["run"], groups: [], overall: nil),
    VariabilityChart(
      title: "odd", quantity: "q", factors: ["a", "b"],
      groups: [
        .init(["x", "1"], values: [.nan, .infinity], mean: .init(.nan, "?")),
        .init(["x", "2"], values: [5], mean: .init(5, "5")),
      ],
      overall: .init(.nan, "?")),
  ]

  @Test(arguments: charts)
  func `a chart is well-formed, and each shape has its own fill, stroke and legible type`(chart: VariabilityChart)
    throws
  {
    let drawing = chart.drawing
    let read = try #require(DrawingReader(drawing.file))
    let shapes: Set = ["line", "rect", "circle", "polygon", "path", "text"]
    for shape in read.shapes where shapes.contains(shape.name) {
      #expect(shape.attributes["fill"] != nil && shape.attributes["stroke"] != nil, "\(shape)")
      if let size = shape.attributes["font-size"].flatMap(Double.init) { #expect(size >= 9.5) }
      for key in ["x", "x1", "x2", "cx"] {
        if let x = shape.attributes[key].flatMap(Double.init) { #expect(x >= 0 && x <= drawing.width, "\(shape)") }
      }
    }
    #expect(!drawing.file.contains("nan") && !drawing.file.contains("inf\""))
    #expect(chart.drawing == drawing)
  }

  @Test(arguments: [(2, 2, 3), (3, 5, 5), (4, 15, 2)])
  func `up to sixty groups every value is a dot, and every group has its spread`(outer: Int, inner: Int, n: Int) throws
  {
    let read = try #require(DrawingReader(Self.chart(outer: outer, inner: inner, n: n).drawing.file))
    #expect(read.shapes.count { $0.name == "circle" } == outer * inner * (n + 1))
  }

  @Test func `beyond sixty groups a group is its mean`() throws {
    let chart = Self.chart(outer: 6, inner: 30, n: 3)
    let read = try #require(DrawingReader(chart.drawing.file))
    #expect(chart.isSummarised)
    #expect(read.shapes.count { $0.name == "circle" } == 2 * 180)
    #expect(read.alternative.contains("180 groups, of which the means are drawn"))
    #expect(read.texts.contains { $0.contains("dots: group means") })
  }

  @Test func `labels, brackets, counts and means are drawn and in the text alternative`() throws {
    let read = try #require(DrawingReader(Self.chart(outer: 3, inner: 5, n: 5).drawing.file))
    for text in ["Site 0", "Site 2", "4", "site", "run", "SD", "105.0", "0.90", "n = 75 results in 15 groups"] {
      #expect(read.texts.contains(text), "\(text)")
    }
    #expect(read.alternative.contains("site Site 0, run 4: n 5, mean"))
    #expect(read.alternative.contains("overall mean 105.0"))
  }

  @Test func `without replicates the strip says so`() throws {
    let none = try #require(DrawingReader(Self.chart(outer: 2, inner: 4, n: 1).drawing.file))
    #expect(none.texts.contains("no replicates: no SD within groups"))
    #expect(none.alternative.contains("n 1, mean") && none.alternative.contains("no replicates"))
  }

  @Test func `labels from data are escaped, and the lines for a terminal hold no control characters`() {
    let chart = VariabilityChart(
      title: "t", quantity: "q", factors: ["<b>"],
      groups: [.init(["\u{1B}[2J<x>"], values: [1, 2], mean: .init(1.5, "1.5"))],
      overall: nil)
    #expect(!chart.drawing.file.contains("<b>") && !chart.drawing.file.contains("<x>"))
    #expect(chart.drawing.lines.count == 1 && !chart.drawing.lines[0].contains("\u{1B}"))
  }

  @Test func `in characters a group is a line with its values and means`() {
    let lines = Self.chart(outer: 2, inner: 2, n: 3).drawing.lines
    #expect(lines.count == 4)
    #expect(lines.allSatisfy { $0.contains("●") && $0.contains("SD") })
    #expect(lines.contains { $0.contains("┊") })
  }
}
