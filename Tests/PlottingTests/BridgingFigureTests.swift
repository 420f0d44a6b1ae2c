import Testing

@testable import Plotting

/// Pairs run by run, and the chain of standards.
struct BridgingFigureTests {
  static func pairs(
    laboratories: Int, runs: Int, relative: Bool = false, lost: Bool = false, label: String = "R", scale: Double = 1,
    width: Double = 680
  ) -> PairsPlot {
    let panels = (0..<laboratories).map { laboratory in
      PairsPlot.Panel(
        "Site \(laboratory) <&>",
        runs: (0..<runs).map { run in
          let current = scale * (1 + 0.01 * Double((run * 7 + laboratory * 3) % 13))
          let ratio = 1.02 + 0.01 * Double((run * 5 + laboratory) % 7 - 3)
          let isLost = lost && run == 1
          return PairsPlot.Run(
            "\(label)\(run + 1)", current: relative ? nil : isLost ? nil : current, candidate: current * ratio,
            ratio: isLost ? nil : ratio)
        })
    }
    return PairsPlot(
      title: "RS-04 and RS-03", quantity: "potency, %", current: "RS-03", candidate: "RS-04", panels: panels,
      overall: .init(1.02, lower: 1.0, upper: 1.04, text: "1.02 (95 % 1.00 to 1.04)"), lower: Limit(0.95, "0.95"),
      upper: Limit(1.05, "1.05"), count: "n = \(laboratories * runs) runs", width: width)
  }

  static func chain(_ count: Int, width: Double = 680, provisional: Bool = false, wide: Double = 0.01) -> ChainChart {
    let generations = (0..<count).map { index -> ChainChart.Generation in
      let (value, half) = (100 + Double(index % 3), 1 + wide * Double(index))
      return ChainChart.Generation(
        "RS-0\(index + 1)<&>", note: "2026-01-0\(index % 9 + 1)",
        rule: index == 0 ? "primary" : index % 2 == 0 ? "offset" : "equivalence", value: value, measured: value * 1.01,
        lower: value * 1.01 / half, upper: value * 1.01 * half, valueText: "\(value)", measuredText: "\(value * 1.01)",
        uncertaintyText: "1.\(index) %", standing: provisional ? "provisional; rests on RS-01, provisional" : "",
        isProvisional: provisional, isCandidate: index == count - 1,
        shares: (0...index).map { ChainChart.Share("RS-0\($0 + 1)", $0 == 0 ? -0.1 : 1.1 / Double(index)) })
    }
    return ChainChart(
      title: "The chain", quantity: "value, IU/ml", generations: generations, lower: Limit(0.95, "0.95"),
      upper: Limit(1.05, "1.05"), level: "95 %", width: width)
  }

  static let drawings: [Drawing] = {
    var drawings: [Drawing] = []
    for (laboratories, runs) in [(1, 1), (1, 6), (3, 6), (12, 7), (20, 12), (3, 300)] {
      for relative in [false, true] {
        drawings.append(pairs(laboratories: laboratories, runs: runs, relative: relative, lost: true).drawing)
      }
    }
    drawings.append(pairs(laboratories: 2, runs: 3, width: 240).drawing)
    drawings.append(pairs(laboratories: 2, runs: 8, label: "a long name of a run ").drawing)
    drawings.append(pairs(laboratories: 1, runs: 4, scale: 1e-9).drawing)
    drawings.append(pairs(laboratories: 1, runs: 4, scale: 1e12).drawing)
    drawings.append(pairs(laboratories: 0, runs: 0).drawing)
    drawings.append(
      PairsPlot(
        title: "", quantity: "", current: "", candidate: "",
        panels: [.init("", runs: [.init("x", current: .nan, candidate: -1, ratio: .infinity)])],
        overall: .init(.nan, lower: 0, upper: .infinity, text: ""), count: ""
      ).drawing)
    for count in [1, 2, 4, 10, 12] { drawings.append(chain(count, provisional: count == 4).drawing) }
    drawings.append(chain(3, width: 240).drawing)
    drawings.append(chain(4, wide: 3).drawing)
    drawings.append(ChainChart(title: "", quantity: "", generations: [], level: "").drawing)
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
  }

  @Test func `every run has its pair and its ratio, and one that was lost has a cross in place of a ratio`() {
    let whole = Self.pairs(laboratories: 2, runs: 5).drawing.file
    // Two standards and a ratio a run, and the two of the legend.
    #expect(whole.split(separator: "<circle").count - 1 == 2 * 5 * 3 + 2)
    let lost = Self.pairs(laboratories: 2, runs: 5, lost: true).drawing.file
    #expect(lost.split(separator: "<circle").count - 1 == 2 * (4 * 3 + 1) + 2)
    #expect(lost.contains("a run without a ratio, not used"))
    #expect(!whole.contains("a run without a ratio"))
  }

  @Test func `ratios alone are drawn where results are relative to the current standard`() {
    let drawing = Self.pairs(laboratories: 1, runs: 6, relative: true).drawing
    #expect(drawing.file.split(separator: "<circle").count - 1 == 6)
    #expect(!drawing.file.contains("potency, %"))
  }

  @Test func `limits, interval and count are written, and the text alternative holds every ratio`() {
    let drawing = Self.pairs(laboratories: 1, runs: 3).drawing
    for text in ["0.95", "1.05", "1.02 (95 % 1.00 to 1.04)", "n = 3 runs"] { #expect(drawing.file.contains(text)) }
    #expect(drawing.description.contains("R1 0.99, R2 1.04, R3 1.02"))
  }

  @Test func `a provisional value is a hollow square, and the words say so`() {
    let file = Self.chain(4, provisional: true).drawing.file
    #expect(file.contains("provisional"))
    #expect(Self.chain(4).drawing.file.contains("hollow: provisional"))
    let description = Self.chain(3).drawing.description
    #expect(description.contains("RS-02<&> (equivalence): value 101.0, measured 102.01, standard uncertainty 1.1 %"))
  }

  @Test func `the same figure is the same bytes`() {
    #expect(Self.pairs(laboratories: 3, runs: 6).drawing == Self.pairs(laboratories: 3, runs: 6).drawing)
    #expect(Self.chain(5).drawing == Self.chain(5).drawing)
  }
}
