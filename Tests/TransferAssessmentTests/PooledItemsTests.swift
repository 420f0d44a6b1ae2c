import Notation
import Statistics
import TestSupport
import Testing
@testable import Transfer

/// What a pooled finding is made of, and which of its items stand apart.
struct PooledItemsTests {
  private static let pooled = "kind: mean-difference, limits: [-2, 2]"

  /// Three lots in common runs; values are offsets in hundredths about each lot's own level.
  private static func lots(_ lab: String, _ offsets: [[Int]], prefix: (Int) -> String = { _ in "" }) -> [Row] {
    ["X", "Y", "Z"].enumerated().flatMap { lot, name in
      Row.runs(lab, offsets.map { RandomStudy.text(Double($0[lot]) / 100) }, sample: name, prefix: prefix(lot))
    }
  }

  private static let sending = [
    [10010, 10130, 9890], [9970, 10080, 9860], [10060, 10190, 9910], [10000, 10100, 9880],
  ]
  private static let receiving = [
    [10040, 10110, 10020], [10090, 10190, 10040], [10020, 10120, 9990], [10080, 10150, 10050],
  ]

  private static func names(_ finding: Finding) -> [String] { finding.items.apart.compactMap(\.finding.item.name) }

  /// Welch on each run's lot less the mean of its other lots: scipy 1.17, stats.t on numpy's means and variances.
  @Test func `how far a lot is from the others is tested within runs`() throws {
    let rows = Self.lots("S", Self.sending) + Self.lots("R", Self.receiving)
    let found = try Study(Plan(Self.pooled), rows).finding().items.bySample
    let expected = [
      (-0.3125, 0.04269563, 5.95623987, 0.0003435), (-0.7625, 0.14982629, 5.95127134, 0.00229964),
      (1.075, 0.14930394, 5.8843584, 0.00039657),
    ]
    #expect(found.count == 3)
    for (member, (estimate, error, degreesOfFreedom, p)) in zip(found, expected) {
      let departure = try #require(member.departure)
      #expect(agree(departure.estimate, estimate, digits: 10) && agree(departure.standardError, error, digits: 6))
      #expect(
        agree(departure.degreesOfFreedom ?? 0, degreesOfFreedom, digits: 8) && agree(departure.pValue, p, digits: 4))
      #expect(member.departs && member.threshold == 0.05 / 3)
    }
  }

  /// Cochran and Cox: p at 3 and at 2 df, weighted by the variances (scipy, as above); at 1 df where one has two runs.
  @Test func `laboratories with unlike numbers of runs are not held to Welch's tail`() throws {
    func p(_ runs: Int) throws -> [Double] {
      let rows = Self.lots("S", Array(Self.sending.prefix(runs))) + Self.lots("R", Self.receiving)
      return try Study(Plan(Self.pooled), rows).finding().items.bySample.compactMap { $0.departure?.pValue }
    }
    for (found, expected) in zip(try p(3), [0.0158098, 0.02599118, 0.01942627]) {
      #expect(agree(found, expected, digits: 5))
    }
    for (found, expected) in zip(try p(2), [0.07592955, 0.11805202, 0.080097]) {
      #expect(agree(found, expected, digits: 5))
    }
  }

  /// Each lot with the variance of its own runs (scipy, as above).
  @Test func `lots in runs of their own have variances of their own`() throws {
    let own: (Int) -> String = { "lot\($0)-" }
    let rows = Self.lots("S", Self.sending, prefix: own) + Self.lots("R", Self.receiving, prefix: own)
    let found = try Study(Plan(Self.pooled), rows).finding().items.bySample.map(\.departure)
    for (departure, (error, p)) in zip(
      found, [(0.30302296, 0.3443047), (0.33533255, 0.07773769), (0.25759303, 0.00307707)])
    {
      #expect(agree(departure?.standardError ?? 0, error, digits: 6) && agree(departure?.pValue ?? 0, p, digits: 5))
    }
  }

  /// On ln, as ratios of means are told apart (scipy, as above).
  @Test(arguments: ["kind: mean-ratio, limits: [0.98, 1.02]", "kind: mean-difference, relative: true, limits: [-2, 2]"])
  func `ratios of lots are compared as ratios`(criterion: String) throws {
    let rows = Self.lots("S", Self.sending) + Self.lots("R", Self.receiving)
    let found = try Study(Plan(criterion), rows).finding().items.bySample.compactMap(\.departure)
    for (departure, (estimate, p)) in zip(
      found, [(-0.00316136, 0.00032722), (-0.00766829, 0.00201574), (0.01082966, 0.00033637)])
    {
      #expect(agree(departure.estimate, estimate, digits: 5) && agree(departure.pValue, p, digits: 4))
    }
  }

  /// Two lots, two levels: three ways to part the results, of which each has a third of 5 %. Where each lot has a level of
  /// its own the ways are one.
  @Test func `the level is shared between the ways to part the results`() throws {
    func rows(_ lots: [(String, String)]) -> [Row] {
      ["S", "R"].flatMap { lab in
        lots.flatMap { lot, level in
          Row.runs(lab, ["10.1", "10.4", "9.8", lab == "S" ? "10.0" : "10.2"], sample: lot).map { row in
            changed(row) { $0.nominal = level }
          }
        }
      }
    }
    let crossed = try Study(
      Plan(Self.pooled), rows([("X", "4"), ("X", "8"), ("Y", "4"), ("Y", "8")])
    ).finding().items
    let (ofTwo, ofFour) = (0.05 / 2 / 3, 0.05 / 4 / 3)
    #expect(crossed.bySample.map(\.threshold) == [ofTwo, ofTwo])
    #expect(crossed.byLevel.map(\.threshold) == [ofTwo, ofTwo])
    #expect(crossed.bySampleAndLevel.map(\.threshold) == [ofFour, ofFour, ofFour, ofFour])
    let matched = try Study(Plan(Self.pooled), rows([("X", "4"), ("Y", "8")])).finding().items
    #expect(matched.bySample.map(\.threshold) == [0.025, 0.025])
  }

  // MARK: - What is named

  /// Two lots, of which the receiver reads one too high and one too low by as much.
  private static func cancelling(_ by: Double, noise: [Double] = [0.3, -0.2, 0.1, -0.4, 0.2, 0.0]) -> [Row] {
    func runs(_ lab: String, _ lot: String, _ shift: Double, _ turn: Int) -> [Row] {
      Row.runs(
        lab, noise.indices.map { RandomStudy.text(100 + shift + noise[($0 + turn) % noise.count]) }, sample: lot)
    }
    return runs("S", "J", 0, 0) + runs("S", "K", 0, 1) + runs("R", "J", by, 2) + runs("R", "K", -by, 4)
  }

  @Test(
    arguments: [
      (Self.pooled, "linear"), ("kind: mean-difference, relative: true, limits: [-2, 2]", "linear"),
      ("kind: mean-ratio, limits: [0.98, 1.02]", "linear"), ("kind: mean-ratio, limits: [0.98, 1.02]", "log"),
      ("kind: recovery, scope: pooled, limits: [98, 102]", "linear"),
      ("kind: recovery, scope: pooled, limits: [98, 102]", "log"),
    ])
  func `lots whose biases cancel pass together and are named`(criterion: String, scale: String) throws {
    let finding = try Study(Plan(criterion).with { $0.scale = scale }, Self.cancelling(8)).finding()
    #expect(finding.verdict == .pass)
    #expect(Set(Self.names(finding)) == ["J", "K"])
    #expect(finding.items.apart.allSatisfy { $0.isBeyondLimit && $0.departs && !$0.passesAlone })
  }

  @Test func `a lot that passes alone and departs from the others is told apart from one that would not`() throws {
    let finding = try Study(Plan(Self.pooled), Self.cancelling(1)).finding()
    #expect(finding.verdict == .pass && Set(Self.names(finding)) == ["J", "K"])
    #expect(finding.items.apart.allSatisfy { $0.passesAlone && !$0.isBeyondLimit })
  }

  @Test func `lots that agree are not named, and those too few to pass are counted`() throws {
    let noise = [1.4, -1.2, 0.3, -0.9, 0.6, 0.1]
    let finding = try Study(Plan(Self.pooled), Self.cancelling(0.1, noise: noise)).finding()
    #expect(finding.verdict == .pass && finding.items.apart.isEmpty)
    let few = try Study(Plan("kind: mean-difference, limits: [-1.02, 1.02]"), Self.cancelling(0.1, noise: noise))
      .finding()
    #expect(few.verdict == .pass && few.items.apart.isEmpty && few.items.tooFew(few.items.bySample) == 2)
  }

  @Test func `levels cancel as lots do`() throws {
    func level(_ nominal: Int, _ percent: Double) -> [Row] {
      [0.4, -0.3, 0.1, -0.2].enumerated().map { run, noise in
        Row(
          lab: "R", run: "R\(run)", result: RandomStudy.text(Double(nominal) * (percent + noise) / 100),
          nominal: "\(nominal)")
      }
    }
    let rows =
      [Row(lab: "S", run: "S0", result: "100"), Row(lab: "S", run: "S1", result: "101")] + level(100, 108)
      + level(200, 92)
    let finding = try Study(Plan("kind: recovery, scope: pooled, limits: [98, 102]"), rows).finding()
    #expect(finding.verdict == .pass && finding.items.bySample.isEmpty)
    #expect(finding.items.byLevel.map { $0.finding.item.name } == ["100", "200"])
    #expect(Self.names(finding).sorted() == ["100", "200"])
  }

  /// J at 100 and K at 200 read high, the others low: neither a lot nor a level stands apart.
  @Test func `a lot at a level is named where neither lots nor levels are`() throws {
    var rows: [Row] = []
    for lab in ["S", "R"] {
      for (lot, level, sign) in [("J", "100", 1.0), ("J", "200", -1), ("K", "100", -1), ("K", "200", 1)] {
        for run in 0..<6 {
          let noise = Double((run * 7 + lot.utf8.reduce(0) { Int($1) + $0 } + level.count * run) % 5) / 10
          let seed = Double((run * run * 3 + (level == "100" ? run * 2 : run)) % 7) / 20
          let value = 100 + (lab == "R" ? sign * 1.2 : 0) + noise + seed
          rows.append(
            Row(lab: lab, run: "\(lab)\(run)", result: RandomStudy.text(value), sample: lot, nominal: level))
        }
      }
    }
    let finding = try Study(Plan(Self.pooled), rows).finding()
    #expect(finding.verdict == .pass && finding.items.bySample.count == 2 && finding.items.byLevel.count == 2)
    #expect(Set(Self.names(finding)) == ["J at 100", "J at 200", "K at 100", "K at 200"])
  }

  @Test func `a lot measured at a level of its own is named once`() throws {
    var rows = Self.cancelling(8)
    for index in rows.indices { rows[index].nominal = rows[index].sample == "J" ? "99" : "101" }
    let items = try Study(Plan(Self.pooled), rows).finding().items
    #expect(items.bySample.count == 2 && items.byLevel.count == 2 && items.apart.count == 2)
    #expect(items.bySample.allSatisfy { $0.threshold == 0.025 })
  }

  /// The fourth lot's standardised distance from the others, t with 4 df (scipy): p = 0.000186 below 0.05/6.
  @Test func `a matched lot that is far from the others is named, and none has an interval`() throws {
    let differences = [0.2, -0.1, 0.3, 0.0, 0.1, 2.4]
    var rows: [Row] = []
    for (lot, difference) in differences.enumerated() {
      rows += Row.runs("S", ["\(100 + lot)"], sample: "L\(lot)", prefix: "s\(lot)")
      rows += Row.runs("R", [RandomStudy.text(Double(100 + lot) + difference)], sample: "L\(lot)", prefix: "r\(lot)")
    }
    let finding = try Study(
      Plan("kind: mean-difference, limits: [-2, 2]").with { $0.unit = "sample" }, rows
    ).finding()
    #expect(Self.names(finding) == ["L5"])
    let last = try #require(finding.items.apart.first)
    #expect(agree(last.departure?.pValue ?? 0, 0.000_185_882_640, digits: 6) && last.isBeyondLimit)
    #expect(last.finding.verdict == .notEvaluated && last.finding.evidence?.judged == .bounded(lower: nil, upper: nil))
    #expect(agree(last.finding.evidence?.estimate ?? 0, 2.4, digits: 10))
  }

  @Test func `an imprecise lot among precise ones is named`() throws {
    let rows =
      Row.runs("R", ["10.0 10.1", "10.2 10.1", "10.0 10.1", "9.9 10.0", "10.1 10.0", "10.2 10.1"], sample: "J")
      + Row.runs("R", ["10.0 10.8", "9.3 10.1", "10.0 10.7", "9.4 10.2", "10.1 9.2", "10.2 9.6"], sample: "K")
      + Row.runs("R", ["10.0 10.1", "10.2 10.1", "10.0 10.1", "9.9 10.0", "10.1 10.0", "10.2 10.1"], sample: "L")
      + Row.runs("S", ["10.0 10.1", "10.2 10.1"], sample: "J")
    let finding = try Study(Plan("kind: repeatability, laboratory: receiving, measure: sd, limit: 0.5"), rows)
      .finding()
    #expect(finding.verdict == .pass && Self.names(finding) == ["K"])
    let departure = try #require(finding.items.apart.first?.departure)
    // ln of the ratio of the SDs; ψ'(6/2) = π²/6 - 5/4 (Abramowitz and Stegun 6.4.10), once for the lot and half for the others.
    #expect(agree(departure.standardError, ((Double.pi * Double.pi / 6 - 1.25) / 4 * 1.5).squareRoot(), digits: 8))
  }

  // MARK: - Honest studies

  /// Runs of both laboratories, lots in common runs, no difference between lots. At 0.05 over six lots the share of studies
  /// that name one: 0.040 at 6 + 6 runs, 0.016 at 2 + 2, 0.025 at 3 + 3, 0.029 at 2 + 6 without their own rule 0.11 (numpy,
  /// 40,000 studies each).
  @Test(arguments: [(6, 6), (2, 2), (3, 3), (2, 6), (3, 6), (6, 12)])
  func `of honest studies no more than one in twenty has a lot named for its departure`(s: Int, r: Int) {
    let studies = 1_500
    let lots = 6
    var random = SplitMix(seed: UInt64(977 * s + r))
    func laboratory(_ runs: Int, sd: Double) -> LaboratoryCells {
      var rows: [StudyRow] = []
      var values: [Double] = []
      for run in 0..<runs {
        let shift = 2 * random.normal()
        for lot in 0..<lots {
          rows.append(
            StudyRow(
              index: rows.count, laboratory: 0, sample: Int32(lot), level: -1, group: Int32(lot), unit: Int32(run),
              analyst: -1, day: -1, run: Int32(run), value: ExactDecimal(0)))
          values.append(shift + sd * random.normal())
        }
      }
      return LaboratoryCells(rows, values: values)
    }
    let contrasts = ItemContrasts(items: (0..<lots).map { [Int32($0)] })
    var named = 0
    for _ in 0..<studies {
      let found = contrasts.departures(
        sending: laboratory(s, sd: 2), receiving: laboratory(r, sd: 1)
      ) { $0 }
      if found.contains(where: { ($0?.pValue ?? 1) < PooledItems.level / Double(lots) }) { named += 1 }
    }
    // 0.05 and three standard errors of a share of 1,500.
    #expect(Double(named) / Double(studies) < 0.067, "\(named) of \(studies)")
  }
}
