import Testing

@testable import Plotting

@Suite struct FigureTests {
  static let inconclusive = VerdictLabel("INCONCLUSIVE", .halfDisc)

  static func forest(width: Double = 680, label: String = "LOT7") -> EquivalenceForest {
    EquivalenceForest(
      title: "AC-1",
      groups: [
        .init(
          "Site B",
          rows: [
            .init(
              "pooled", role: .judged, estimate: 1.1855, judged: Interval(1.1012, 1.2753),
              outer: Interval(1.084, 1.296), numbers: ["1.186", "1.101 to 1.276"], verdict: inconclusive),
            .init(label, estimate: 9, judged: Interval(7, 12), numbers: ["9.00", "7.00 to 12.00"]),
            .init(
              "wide", estimate: 1.1, judged: Interval(lower: .unbounded, upper: .at(50)), numbers: ["1.10", "below 50"]),
            .init("LOT9", estimate: nil, numbers: ["–", "–"], note: "one run at Site B: not evaluated"),
          ])
      ], lower: Limit(0.8, "0.80"), upper: Limit(1.25, "1.25"), scale: .logarithmic, axisTitle: "ratio",
      count: "n = 6 runs a laboratory", numberHeads: ["ratio", "90 % interval"], reference: 1, width: width)
  }

  static func values(laboratories: Int, runs: Int, replicates: Int) -> IndividualValues {
    let places = (0..<laboratories).map { index in
      IndividualValues.Laboratory(
        "Site \(index)", isSending: index == 0, role: index == 0 ? "sending" : "receiving",
        runs: (0..<runs).map { .init("\(index)-\($0)", group: "day \($0 / 2)", analyst: "analyst \($0 % 5)") })
    }
    let results = (0..<laboratories).map { laboratory in
      (0..<runs).map { run in
        (0..<replicates).map { replicate -> IndividualValues.Result in
          if laboratory == 0, run == 1, replicate == 0 {
            return .init(71.3, text: "71.3", status: .excluded(note: "X-1"))
          }
          if laboratory == 0, run == 2, replicate == 0 {
            return .init(nil, text: "", status: .missing(note: "DEV-0207"))
          }
          let value = 95 + Double((run * 7 + replicate * 3 + laboratory) % 11)
          return .init(value, text: "\(value)")
        }
      }
    }
    let means = (0..<laboratories).map { _ in
      IndividualValues.Mean(100, text: "100.0", interval: Interval(98, 102), intervalText: "98.0 to 102.0")
    }
    return IndividualValues(
      title: "Results", quantity: "potency, %", laboratories: places,
      samples: [.init("LOT7", results: results, means: means.map { $0 })], count: "n = \(runs) runs a laboratory")
  }

  static let bars = VarianceBars(
    title: "Components",
    groups: [
      .init(
        "repeatability",
        rows: [
          .init("A", isSending: true, estimate: 4.7, interval: Interval(3.8, 6.3), numbers: ["4.7", "3.8 to 6.3"]),
          .init(
            "B", isSending: false, estimate: -0.1, interval: Interval(lower: .none, upper: .unbounded),
            numbers: ["0.0", ""], note: "set to 0"),
        ]),
      .init(
        "intermediate precision", isJudged: true,
        rows: [
          .init("B", isSending: false, estimate: 8.5, interval: Interval(6.1, 160), numbers: ["8.5", "6.1 to 160"])
        ],
        limit: Limit(20, "20")),
    ], numberHeads: ["%GCV", "90 % interval"], axisTitle: "SD as %GCV", count: "n = 6 runs")

  static let drawings: [Drawing] = [
    forest().drawing, forest(width: 372).drawing, forest(width: 150).drawing,
    EquivalenceForest(title: "empty", rows: []).drawing,
    EquivalenceForest(title: "nothing known", rows: [.init("a", estimate: .nan, judged: Interval(.nan, .infinity))])
      .drawing,
    values(laboratories: 2, runs: 3, replicates: 3).drawing, values(laboratories: 2, runs: 30, replicates: 3).drawing,
    values(laboratories: 9, runs: 6, replicates: 8).drawing, values(laboratories: 0, runs: 0, replicates: 0).drawing,
    values(laboratories: 1, runs: 0, replicates: 0).drawing, bars.drawing,
    VarianceBars(title: "empty", groups: [], axisTitle: "").drawing,
  ]

  @Test(arguments: drawings)
  func `a drawing is well-formed, and each shape has its own fill, stroke and legible type`(drawing: Drawing) throws {
    let read = try #require(DrawingReader(drawing.file))
    let shapes: Set = ["line", "rect", "circle", "polygon", "path", "text"]
    for shape in read.shapes where shapes.contains(shape.name) {
      #expect(shape.attributes["fill"] != nil && shape.attributes["stroke"] != nil, "\(shape)")
      if let size = shape.attributes["font-size"].flatMap(Double.init) { #expect(size >= 9.5) }
      #expect(shape.attributes["class"] == nil && shape.attributes["style"] == nil)
    }
    #expect(read.shapes.first?.attributes["role"] == "img")
    #expect(!drawing.file.contains("nan") && !drawing.file.contains("inf\""))
    #expect(drawing.height > 0)
  }

  @Test func `every number of a forest is in its text alternative, and drawn`() throws {
    let read = try #require(DrawingReader(Self.forest().drawing.file))
    let expected = [
      "0.80", "1.25", "1.186", "1.101 to 1.276", "9.00", "7.00 to 12.00", "1.10", "below 50", "n = 6 runs a laboratory",
      "one run at Site B: not evaluated",
    ]
    for text in expected {
      #expect(read.alternative.contains(text), "\(text)")
      #expect(read.texts.contains(text), "\(text)")
    }
    #expect(read.alternative.contains("inconclusive"))
  }

  @Test func `what is excluded or missing is drawn and said, never absent`() throws {
    let read = try #require(DrawingReader(Self.values(laboratories: 2, runs: 6, replicates: 3).drawing.file))
    #expect(read.alternative.contains("71.3 excluded (X-1)"))
    #expect(read.alternative.contains("missing (DEV-0207)"))
    #expect(read.texts.contains("71.3 excluded, X-1"))
    #expect(read.texts.contains("missing, DEV-0207"))
  }

  @Test func `what has no number has no mark, and its cell is in the text alternative`() throws {
    func figure(_ results: [IndividualValues.Result]) throws -> DrawingReader {
      let drawing = IndividualValues(
        title: "t", quantity: "q",
        laboratories: [.init("S", isSending: true, role: "sending", runs: [.init("1"), .init("2")])],
        samples: [
          .init("LOT7", results: [[results, [.init(99.1, text: "99.1"), .init(100.2, text: "100.2")]]], means: [nil])
        ]
      ).drawing
      return try #require(DrawingReader(drawing.file))
    }
    let plain = try figure([])
    let marked = try figure([.init(nil, text: "n.a.", status: .excluded(note: "invalid"))])
    #expect(marked.alternative.contains("run 1: n.a. excluded (invalid)"))
    #expect(marked.texts == plain.texts, "the axis is that of the results")
    let standIn = try figure([.init(98.5, text: "<197", status: .standIn)])
    #expect(standIn.texts.contains("<197") && standIn.alternative.contains("run 1: <197, a stand-in is drawn"))
    #expect(standIn.alternative.contains("3 results used"))
  }

  @Test func `what is excluded of one run for one reason is said once`() throws {
    func figure(_ texts: [String]) -> IndividualValues {
      IndividualValues(
        title: "t", quantity: "q",
        laboratories: [.init("S", isSending: true, role: "sending", runs: [.init("1"), .init("2")])],
        samples: [
          .init(
            "LOT7",
            results: [
              [texts.map { .init(Double($0), text: $0, status: .excluded(note: "X-1")) }, [.init(90, text: "90")]]
            ],
            means: [nil])
        ])
    }
    let read = try #require(DrawingReader(figure(["110.5", "113.9"]).drawing.file))
    #expect(read.texts.count { $0 == "110.5, 113.9 excluded, X-1" } >= 1)
    #expect(!read.texts.contains("113.9 excluded, X-1"))
  }

  @Test(arguments: [
    (2, 12, "RUN-2026-", true), (4, 12, "R", true), (9, 12, "RUN-2026-", true), (2, 6, "R", false),
    (2, 24, "RUN-2026-", true),
  ])
  func `every run is labelled, turned where there is no room`(
    laboratories: Int, runs: Int, stem: String, areTurned: Bool
  ) throws {
    let places = (0..<laboratories).map { index in
      IndividualValues.Laboratory(
        "Site \(index)", isSending: index == 0, role: "site", runs: (0..<runs).map { .init("\(stem)\(index)\($0)") })
    }
    let results = places.map { $0.runs.map { _ in [IndividualValues.Result(99, text: "99")] } }
    let figure = IndividualValues(
      title: "t", quantity: "q", laboratories: places,
      samples: [.init("LOT7", results: results, means: places.map { _ in .init(99, text: "99.00") })])
    let read = try #require(DrawingReader(figure.drawing.file))
    let labels = places.flatMap { $0.runs.map(\.label) }
    #expect(labels.filter { !read.texts.contains($0) } == [])
    #expect(read.shapes.contains { $0.attributes["transform"]?.contains("rotate") ?? false } == areTurned)
  }

  @Test func `a judged bound is thick with an end tick, the opposite one thin`() throws {
    func widths(_ judged: Interval?) throws -> [String] {
      let bars = VarianceBars(
        title: "t",
        groups: [
          .init(
            "pooled", isJudged: true,
            rows: [.init("R", isSending: false, estimate: 5, interval: Interval(3, 9), judged: judged, numbers: ["5"])])
        ], axisTitle: "SD")
      let read = try #require(DrawingReader(bars.drawing.file))
      return read.shapes.filter { $0.name == "line" && $0.attributes["stroke"] == Palette.receiving }
        .compactMap { $0.attributes["stroke-width"] }
    }
    #expect(try widths(.upperBound(9)) == ["1", "3.6", "1.4"])
    #expect(try widths(nil) == ["3.6"])
  }

  @Test func `numbers of a narrow panel are never cut`() throws {
    let forest = EquivalenceForest(
      title: "AC-2", heading: "AC-2 difference",
      rows: ["LOT-0711", "LOT-0712"].map {
        .init($0, role: .judged, estimate: -0.5, judged: Interval(-0.8, -0.2), numbers: ["-0.52 (-0.80 to -0.24)"])
      }, lower: Limit(-2, "-2.0"), upper: Limit(2, "2.0"), width: 148)
    let read = try #require(DrawingReader(forest.drawing.file))
    #expect(read.texts.contains("-0.52 (-0.80 to -0.24)") && read.texts.contains("LOT-0712"))
    #expect(!read.texts.contains { $0.contains("…") })
  }

  @Test func `a laboratory without results keeps its panel and says so`() throws {
    let figure = IndividualValues(
      title: "t", quantity: "q",
      laboratories: [
        .init("S", isSending: true, role: "sending", runs: [.init("1")]),
        .init("R", isSending: false, role: "receiving", runs: [.init("2")]),
      ],
      samples: [.init("LOT7", results: [[[.init(1, text: "1")]], [[]]], means: [nil, nil])])
    let read = try #require(DrawingReader(figure.drawing.file))
    #expect(read.texts.contains("no results received"))
    #expect(read.texts.contains("R (receiving)"))
    #expect(read.alternative.contains("LOT7, R: no results used"))
  }

  @Test func `a range is shaded across every panel, with its ends as numbers, and the axis holds it`() throws {
    func figure(_ range: IndividualValues.Range?) -> IndividualValues {
      IndividualValues(
        title: "t", quantity: "q",
        laboratories: [
          .init("full scale", isSending: true, role: "reference", runs: [.init("1")]),
          .init("model", isSending: false, role: "test", runs: [.init("2")]),
        ],
        samples: [
          .init(
            "harvest", results: [[[.init(4, text: "4.0")]], [[.init(5, text: "5.0")]]], means: [nil, nil], range: range)
        ])
    }
    let read = try #require(
      DrawingReader(figure(.init(2, 9, lowerText: "2.0", upperText: "9.0")).drawing.file))
    let zones = read.shapes.filter { $0.name == "rect" && $0.attributes["fill"] == Palette.zone }
    #expect(zones.count == 2 && Set(zones.map { $0.attributes["height"] }).count == 1)
    #expect(read.texts.contains("9.0") && read.texts.contains("2.0") && read.texts.contains("model (test)"))
    #expect(read.alternative.contains("harvest, range 2.0 to 9.0"))
    let axis = figure(.init(2, 9, lowerText: "2.0", upperText: "9.0")).axis(
      of: figure(.init(2, 9, lowerText: "2.0", upperText: "9.0")).samples[0], from: 100, to: 0)
    #expect(axis.lower <= 2 && axis.upper >= 9)
    let without = try #require(DrawingReader(figure(nil).drawing.file))
    #expect(!without.shapes.contains { $0.attributes["fill"] == Palette.zone })
    #expect(!without.alternative.contains("range"))
  }

  @Test func `labels from data are escaped in shapes and descriptions`() {
    let drawing = Self.forest(label: "<script>alert(1)</script>\u{202E}").drawing
    #expect(!drawing.file.contains("<script>"))
    #expect(!drawing.file.contains("\u{202E}"))
    #expect(drawing.lines.allSatisfy { !$0.contains("\u{202E}") })
  }

  @Test(arguments: zip([5, 6, 9], [5, 4, 4]))
  func `analysts have shapes, and numbers from the fifth on`(analysts: Int, laboratories: Int) {
    #expect(Canvas.Dot.of(3) == .diamond)
    #expect(Canvas.Dot.of(analysts - 1) == .number(analysts))
  }

  @Test func `many runs become bars with a mark, few stay points`() throws {
    let few = try #require(DrawingReader(Self.values(laboratories: 2, runs: 3, replicates: 3).drawing.file))
    let many = try #require(DrawingReader(Self.values(laboratories: 2, runs: 30, replicates: 9).drawing.file))
    let marks: Set = ["circle", "polygon"]
    #expect(few.shapes.count { marks.contains($0.name) } >= 16)
    #expect(many.shapes.count { marks.contains($0.name) } <= 2 * 30 + 20)
  }

  @Test func `a forest in characters shows limits, estimate and what lies beyond`() {
    let lines = Self.forest().drawing.lines
    #expect(lines.contains { $0.contains("●") && $0.contains("│") && $0.contains("1.101 to 1.276") })
    #expect(lines.contains { $0.contains("▶") })
    #expect(lines.last?.contains("0.80") == true)
  }

  @Test func `the same figure gives the same bytes`() {
    #expect(Self.forest().drawing == Self.forest().drawing)
    #expect(
      Self.values(laboratories: 3, runs: 7, replicates: 2).drawing
        == Self.values(laboratories: 3, runs: 7, replicates: 2).drawing)
  }
}
