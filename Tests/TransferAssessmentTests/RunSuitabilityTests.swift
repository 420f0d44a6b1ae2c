import AssayData
import Foundation
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// What is said of runs of plates beyond their potencies.
struct RunSuitabilityTests {
  private static let settings = DoseResponse(model: .fourParameter, reference: "REF")

  private static func assay(
    _ run: Int, laboratory: String = "A", sd: Double = 0.02, _ change: (DoseReading) -> Double? = { _ in nil }
  ) -> PotencyAssay {
    let plate = Plate(potencies: ["T": 1.1], seed: UInt64(run), sd: sd)
    return PotencyAssay(
      plate.changed { change($0) ?? $0.response }, settings: settings, laboratory: laboratory, run: "R\(run)")
  }

  @Test func `a run that chance does not explain is named, and the rest is a count beside chance's`() throws {
    let sound = RunSuitability((1...12).map { Self.assay($0) }, rules: [])
    #expect(sound.tests == 24 && sound.named.isEmpty && agree(sound.expected, 1.2, digits: 12))
    // The test's curve bends where the reference's does not.
    let bent = RunSuitability(
      (1...12).map { run in
        Self.assay(run) { run == 5 && $0.preparation == "T" && $0.dose > 20 ? $0.response * 0.7 : nil }
      }, rules: [])
    #expect(bent.named.map(\.run) == ["R5"] && bent.named[0].preparations == ["T"])
    #expect(bent.named[0].failures.count >= 2)
    for case .condition(_, let p?) in bent.named[0].failures { #expect(p < 1e-6) }
    #expect(bent.missed == sound.missed + 2)
  }

  /// 1 - 0.95²⁴: two of three sound studies of 12 runs with two tests each have a run that misses one.
  @Test func `most sound studies have a run that misses a test at 5 percent, and none of those is named`() throws {
    var (missing, named, studies) = (0, 0, 0)
    for study in 0..<40 {
      let found = RunSuitability((1...12).map { Self.assay(study * 12 + $0) }, rules: [])
      if found.missed > 0 { missing += 1 }
      if !found.named.isEmpty { named += 1 }
      studies += 1
      let chance: Double? = found.missed == 1 ? 1 - Foundation.pow(0.95 as Double, 24.0) : nil
      if let chance { #expect(agree(found.chanceOfSoMany, chance, digits: 10)) }
    }
    #expect(missing > 18 && missing < 38, "\(missing) of \(studies)")
    #expect(named <= 6, "\(named) of \(studies)")
  }

  @Test func `a response that turns back at the highest dose is a hook, on rising and on falling curves`() {
    func hooks(_ found: RunSuitability) -> [String] {
      found.named.filter { one in
        one.failures.contains {
          if case .hook = $0 { true } else { false }
        }
      }.map { "\($0.run) \($0.preparations.joined())" }
    }
    let rising = (1...6).map { run in
      Self.assay(run) { run == 3 && $0.preparation == "T" && $0.dose == 300 ? $0.response * 0.8 : nil }
    }
    #expect(hooks(RunSuitability(rising, rules: [])) == ["R3 T"])
    let falling = (1...6).map { run in
      Self.assay(run) { well in
        run == 3 && well.preparation == "REF" && well.dose == 300 ? (3 - well.response) * 2 : 3 - well.response
      }
    }
    #expect(hooks(RunSuitability(falling, rules: [])) == ["R3 REF"])
    #expect(hooks(RunSuitability((1...6).map { Self.assay($0) }, rules: [])).isEmpty)
  }

  @Test func `a preparation that a criterion does not show similar is named with the criterion`() {
    let limits = Similarity(
      parameter: .upperAsymptote, lower: ExactDecimal(significand: 8, exponent: -1),
      upper: ExactDecimal(significand: 125, exponent: -2), mayFail: 1)
    let rule = SimilarityRule(criterion: "AC-2", similarity: limits, alpha: 0.05)
    let assays = (1...6).map { run in
      Self.assay(run) { run == 2 && $0.preparation == "T" ? $0.response * 0.6 : nil }
    }
    let found = RunSuitability(assays, rules: [rule])
    #expect(found.named.map(\.run) == ["R2"])
    #expect(found.named.first?.failures.contains(.notSimilar(["AC-2"])) == true)
    #expect(
      RunSuitability(assays, rules: [rule], isJudged: { $0 == "U" }).named.allSatisfy { one in
        !one.failures.contains(.notSimilar(["AC-2"]))
      })
  }

  // MARK: - Wells

  struct Slip: Sendable, CustomTestStringConvertible {
    let dose: Double
    let factor: Double
    var sd = 0.02
    var testDescription: String { "dose \(dose) times \(factor), SD \(sd)" }
  }

  @Test(arguments: [
    Slip(dose: 3, factor: 0.001), Slip(dose: 3, factor: 0.1), Slip(dose: 3, factor: 10), Slip(dose: 300, factor: 0.01),
    Slip(dose: 0.1, factor: 100), Slip(dose: 0.1, factor: 10), Slip(dose: 100, factor: 1000),
    Slip(dose: 10, factor: 0.1, sd: 0.15), Slip(dose: 10, factor: 100, sd: 0.15),
  ])
  func `a decimal that slipped in one well is found, whatever its replicate does to the scatter`(slip: Slip) throws {
    let assays = (1...6).map { run in
      var isFirst = true
      return Self.assay(run, sd: slip.sd) { well in
        guard run == 4, well.preparation == "T", well.dose == slip.dose, isFirst else { return nil }
        isFirst = false
        return well.response * slip.factor
      }
    }
    let found = SlippedWell.all(in: assays)
    #expect(found.map(\.assay) == [3], "\(found)")
    #expect(found.first?.reading.dose == slip.dose && found.first?.reading.preparation == "T")
    let factor = try #require(found.first?.factor)
    #expect(agree(factor * slip.factor, 1, digits: 9))
  }

  /// Noise that grows with the response, noise that does not and drowns the lower asymptote, steep curves and coarse doses.
  @Test(arguments: [0.02, 0.1, 0.25])
  func `sound plates have no such well`(sd: Double) {
    var random = SplitMix(seed: 5)
    let proportional = (1...60).map { Self.assay($0, sd: sd) }
    #expect(SlippedWell.all(in: proportional).isEmpty)
    let additive = (1...60).map { run in
      Self.assay(run, sd: 0) { max(0.0001, $0.response - 0.09 + sd / 2 * random.normal()) }
    }
    #expect(SlippedWell.all(in: additive).isEmpty)
    let steep = (1...60).map { run in
      Self.assay(run, sd: sd) { well in
        (0.02 + 2 / (1 + Foundation.pow(4 / well.dose, 5))) * exp(sd * random.normal())
      }
    }
    #expect(SlippedWell.all(in: steep).isEmpty)
    // One well a dose.
    let single = (1...60).map { run -> PotencyAssay in
      let plate = Plate(potencies: ["T": 1.1], seed: UInt64(run), sd: sd)
      return PotencyAssay(
        plate.wells.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), settings: Self.settings,
        laboratory: "A", run: "R\(run)")
    }
    #expect(SlippedWell.all(in: single).isEmpty)
  }

  @Test func `without replicates the doses beside it tell`() {
    let assays = (1...6).map { run -> PotencyAssay in
      let plate = Plate(potencies: ["T": 1.1], seed: UInt64(run))
      let wells = plate.changed { well in
        run == 2 && well.preparation == "T" && well.dose == 30 ? well.response / 100 : well.response
      }
      return PotencyAssay(
        wells.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), settings: Self.settings, laboratory: "A",
        run: "R\(run)")
    }
    let found = SlippedWell.all(in: assays)
    #expect(found.map(\.assay) == [1] && found.first?.factor == 100 && found.first?.reading.dose == 30)
  }

  @Test func `a study of plates warns of such a well at its line, and names runs in its remarks`() throws {
    var study = PlateStudyTests.PlateStudy()
    let place = try #require(
      study.rows.firstIndex { $0[0] == "Site B" && $0[1] == "R2" && $0[3] == "L-100" && $0[5] == "3.0" })
    let value = try #require(Double(study.rows[place][6]))
    study.rows[place][6] = "\((value * 10).rounded() / 10_000)"
    let assessment = try study.judged()
    let warning = try #require(assessment.warnings.first { $0.code == "W_WELL" })
    #expect(warning.location?.line == place + 2 && warning.location?.column == 7)
    #expect(warning.message.contains("run \"R2\" of \"Site B\"") && warning.message.contains("a thousandth of"))
    #expect(assessment.plates.count == 1 && assessment.plates[0].wells.map(\.run) == ["R2"])
    #expect(try PlateStudyTests.PlateStudy().judged().plates[0].wells.isEmpty)
  }
}
