import TestSupport
import Testing
import Transfer

/// How often a study whose true SD lies exactly at the limit passes, judged as a whole: a short, seeded table of sizes.
struct FalsePassTests {
  struct Design: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let sources: String
    /// The analyst and the day of each run.
    let places: [(analyst: Int, day: Int)]
    let shares: (analyst: Double, day: Double, run: Double, residual: Double)
  }

  static let designs: [Design] = [
    Design(
      testDescription: "two analysts with four and two runs", sources: "analyst, run",
      places: [(0, 0), (0, 1), (0, 2), (0, 3), (1, 4), (1, 5)], shares: (0.9, 0, 0.05, 0.05)),
    Design(
      testDescription: "two analysts on three days", sources: "analyst, day, run",
      places: [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)], shares: (0.85, 0.05, 0.05, 0.05)),
    Design(
      testDescription: "three analysts on three days, a cell lost", sources: "analyst, day, run",
      places: [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1)], shares: (0.9, 0.05, 0, 0.05)),
  ]

  /// Chi-square bounds with Satterthwaite's degrees of freedom let 16 to 23 % of these pass.
  @Test(arguments: designs)
  func `a study at its limit seldom passes`(design: Design) throws {
    var random = SplitMix(seed: 20_26)
    let plan = Plan(PrecisionLayoutTests.criterion(design.sources, 1))
    var passes = 0
    let studies = 300
    for _ in 0..<studies {
      let analysts = (0..<3).map { _ in design.shares.analyst.squareRoot() * random.normal() }
      let days = (0..<6).map { _ in design.shares.day.squareRoot() * random.normal() }
      var rows = Row.runs("S", ["1 3", "3 5", "4 8"])
      for (run, place) in design.places.enumerated() {
        let mean = 100 + analysts[place.analyst] + days[place.day] + design.shares.run.squareRoot() * random.normal()
        for replicate in 1...2 {
          let value = mean + design.shares.residual.squareRoot() * random.normal()
          rows.append(
            Row(
              lab: "R", run: "R\(run)", result: "\((value * 1e6).rounded() / 1e6)", replicate: replicate,
              analyst: "a\(place.analyst)", day: "d\(place.day)"))
        }
      }
      let finding = try #require(try judged(protocolText: plan.text, results: Study(plan, rows).results).first)
      try #require(finding.verdict != .notEvaluated, "\(finding.reason)")
      if finding.verdict == .pass { passes += 1 }
    }
    // 5 % and three standard errors.
    #expect(passes <= 26, "\(passes) of \(studies)")
  }
}
