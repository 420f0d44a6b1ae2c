import Statistics
import TestSupport
import Testing

struct SlopeRatioTests {
  private static func readings(_ table: [(Int, Double, [Double])]) -> [LinearAssayReading] {
    table.flatMap { preparation, dose, responses in
      responses.map { LinearAssayReading(preparation: preparation, dose: dose, response: $0) }
    }
  }

  private static let published = Golden.LinearAssays.named("Slope ratio with blanks")

  @Test func `the published assay with blanks has its intercept, its ratio and Fieller's limits`() throws {
    let found = try SlopeRatioTests.published.slopeRatio()
    #expect(prints(found.slopes[0].estimate, "118.628571429") && prints(found.slopes[1].estimate, "81.2285714286"))
    let potency = found.potencies[0]
    #expect(prints(potency.estimate, "0.684730250482"))
    #expect(
      prints(found.lines[0].meanResponse, "42.1428571429") && found.lines[1].value(at: 0) == found.lines[0].meanResponse
    )
    for (reading, fitted) in zip(SlopeRatioTests.published.responses, found.fittedValues) {
      #expect(agree(found.lines[reading.preparation].value(at: reading.dose), fitted, digits: 12))
    }
    let set = potency.confidenceSet(level: 0.95)
    #expect(prints(try #require(set.lower), "0.646375654495"))
    #expect(prints(try #require(set.upper), "0.723606671426"))
    #expect(prints(potency.g(level: 0.95), "0.00213005144396") && potency.lnConfidenceSet(level: 0.95) == nil)
    let findings = found.anova.findings(SlopeRatioAssay.compendialRequirements(alpha: 0.05))
    for finding in findings.dropLast() {
      guard case .met(let test) = finding.outcome else {
        Issue.record("\(finding)")
        continue
      }
      #expect(test.errorTerm == .withinTreatments && test.denominatorDegreesOfFreedom == 15)
    }
    #expect(findings[3].outcome == .notTested(because: .notInDesign(.nonLinearity)))
  }

  /// By hand: blanks of mean 1, one dose each; slopes (5 - 1)/2 and (7 - 1)/3, s² = (2 + 2 + 2)/3.
  @Test func `a three-point assay is a ratio of differences of means`() throws {
    let found = try SlopeRatioAssay(
      SlopeRatioTests.readings([(0, 0, [0, 2]), (0, 2, [4, 6]), (1, 3, [6, 8])]), preparations: ["S", "T"])
    #expect(agree(found.slopes[0].estimate, 2, digits: 14) && agree(found.slopes[1].estimate, 2, digits: 14))
    #expect(agree(found.potencies[0].estimate, 1, digits: 14) && agree(found.error.value, 2, digits: 14))
    // Var = s²(1/2 + 1/2)/4, s²(1/2 + 1/2)/9, and s²/2/6 between them.
    #expect(agree(found.slopes[0].standardError, 0.5.squareRoot(), digits: 14))
    #expect(agree(found.potencies[0].ratio.covariance, 1.0 / 6, digits: 14))
    #expect(found.anova[.blanks]?.degreesOfFreedom == 0 && found.anova[.intersection]?.degreesOfFreedom == 0)
    #expect(throws: LinearAssayError.notInDesign(.blanks)) {
      try found.anova.test(.blanks, against: .withinTreatments)
    }
  }

  @Test func `units change nothing and an exchange of preparations inverts the potency`() throws {
    let base = try SlopeRatioTests.published.slopeRatio().potencies[0]
    let own = base.confidenceSet(level: 0.95)
    func refit(_ change: (LinearAssayReading) -> LinearAssayReading) throws -> LinearPotency {
      try SlopeRatioAssay(SlopeRatioTests.published.responses.map(change), preparations: ["S", "T"]).potencies[0]
    }
    let scaled = try refit {
      LinearAssayReading(preparation: $0.preparation, dose: 0.37 * $0.dose, response: 5e5 + 3 * $0.response)
    }
    #expect(agree(scaled.estimate, base.estimate, digits: 12))
    let tiny = try refit {
      LinearAssayReading(preparation: $0.preparation, dose: 1e-250 * $0.dose, response: $0.response)
    }
    #expect(agree(tiny.estimate, base.estimate, digits: 12))
    let swapped = try refit {
      LinearAssayReading(preparation: 1 - $0.preparation, dose: $0.dose, response: $0.response)
    }
    #expect(agree(swapped.estimate, 1 / base.estimate, digits: 14))
    let turned = swapped.confidenceSet(level: 0.95)
    let (lower, upper) = (try #require(own.lower), try #require(own.upper))
    #expect(agree(try #require(turned.lower), 1 / upper, digits: 13))
    #expect(agree(try #require(turned.upper), 1 / lower, digits: 13))
    let reversed = try SlopeRatioAssay(SlopeRatioTests.published.responses.reversed(), preparations: ["S", "T"])
    let straight = try SlopeRatioTests.published.slopeRatio()
    #expect(reversed.potencies == straight.potencies && reversed.anova == straight.anova)
    #expect(reversed.residuals == straight.residuals.reversed())
  }

  private static let refused: [(LinearAssayError, [(Int, Double, [Double])])] = [
    (.oppositeSlopes(preparation: "T"), [(0, 0, [0, 2]), (0, 2, [4, 6]), (1, 3, [-6, -8])]),
    (.doseNotPositive(index: 0, dose: -1), [(0, -1, [0, 2]), (0, 2, [4, 6]), (1, 3, [6, 8])]),
    (.confounded(preparation: "T"), [(0, 2, [4, 6]), (1, 3, [6, 8])]),
    (.noReadings(preparation: "T"), [(0, 2, [4, 6]), (1, 0, [6, 8])]),
    (.noResidualDegreesOfFreedom(.withinTreatments), [(0, 0, [1]), (0, 2, [4]), (1, 3, [6])]),
  ]

  @Test(arguments: refused)
  func `readings without an answer are refused in words`(
    error: LinearAssayError, table: [(Int, Double, [Double])]
  ) throws {
    #expect(throws: error) { try SlopeRatioAssay(SlopeRatioTests.readings(table), preparations: ["S", "T"]) }
  }

  @Test func `the 95 % Fieller set covers the true ratio of slopes in 95 % of assays`() throws {
    var random = SplitMix(seed: 77)
    let assays = 2_000
    var covered = 0
    for _ in 0..<assays {
      var readings = (0..<3).map { _ in LinearAssayReading(preparation: 0, dose: 0, response: 5 + random.normal()) }
      for p in 0..<2 {
        for dose in [1.0, 2, 3] {
          for _ in 0..<(p + 1) {
            let mean = 5 + dose * (p == 0 ? 2 : 1.4)
            readings.append(LinearAssayReading(preparation: p, dose: dose, response: mean + random.normal()))
          }
        }
      }
      let set = try SlopeRatioAssay(readings, preparations: ["S", "T"], errorTerm: .aboutModel)
        .potencies[0].confidenceSet(level: 0.95)
      guard let lower = set.lower, let upper = set.upper else {
        covered += 1
        continue
      }
      if lower <= 0.7 && 0.7 <= upper { covered += 1 }
    }
    let share = Double(covered) / Double(assays)
    #expect(abs(share - 0.95) <= 3.29 * (0.95 * 0.05 / Double(assays)).squareRoot(), "\(share)")
  }
}
