import AssayData
import Notation
import Statistics
import TestSupport
import Testing
@testable import Transfer

/// Laboratories on different reference lots, compared through the measured ratio of the lots.
struct OtherReferencesTests {
  /// A study of two laboratories with three runs each and a chain of three generations, and a sister of the second.
  struct Study {
    var unit = "\"%\""
    var criteria = [
      "{id: AC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: T}}"
    ]
    var reference = "RS-03"
    var bridge = "otherReferences: bridge"
    var lots = (sending: "RS-03", receiving: "RS-04")
    var correlation = ""
    var standardUncertainty = "0.012"
    var units = ""
    var receivers = ["R": [98.0, 104, 101]]

    var plan: String {
      """
      schema: methodtransfer/protocol/1
      study: {id: T-1, title: T, kind: transfer}
      sending: S
      receiving: [\(receivers.keys.sorted().joined(separator: ", "))]
      data: {delimiter: ",", decimal: ".", columns: {laboratory: lab, run: run, level: nominal, value: y, referenceLot: rs}}
      standards:
        - {id: RS-03, lot: L3, value: 1.02\(units)}
        - {id: RS-04, comparator: RS-03, value: 1.05, rule: offset, ratio: 1.031, standardUncertainty: \(standardUncertainty), degreesOfFreedom: 11}
        - {id: RS-05, comparator: RS-04, value: 1.05, rule: equivalence, ratio: 0.99, standardUncertainty: 0.009, degreesOfFreedom: 7\(correlation)}
        - {id: RS-4B, comparator: RS-03, value: 1.02, rule: equivalence, ratio: 1.004, standardUncertainty: 0.01, degreesOfFreedom: 9}
        - {id: XX-01, lot: X1, value: 7}
      attributes:
        - id: potency
          title: Relative potency
          unit: \(unit)
          scale: log
          reference: \(reference)
          \(bridge)
          unitOfReplication: run
          criteria:
            - \(criteria.joined(separator: "\n      - "))

      """
    }

    var results: String {
      var text = "lab,run,nominal,y,rs\n"
      let all =
        [("S", [99.0, 101, 100], lots.sending)]
        + receivers.sorted { $0.key < $1.key }.map { ($0.key, $0.value, lots.receiving) }
      for (lab, values, lot) in all {
        for (run, value) in values.enumerated() { text += "\(lab),\(run + 1),100,\(value),\(lot)\n" }
      }
      return text
    }

    func assessment() throws -> Assessment { try assess(protocolText: plan, results: results) }
    func evidence() throws -> Evidence { try #require(try assessment().findings.first?.evidence) }

    func with(_ change: (inout Study) -> Void) -> Study {
      var copy = self
      change(&copy)
      return copy
    }
  }

  // MARK: - Figures

  struct Golden: Sendable, CustomTestStringConvertible {
    let name: String
    let study: @Sendable () -> Study
    /// Estimate, standard error of ln, df, ends of the 90 % interval, p lower and upper.
    let figures: [Double]
    var testDescription: String { name }
  }

  /// SciPy 1.x: Golden/other_references.py.
  static let golden: [Golden] = [
    Golden(
      name: "one lot", study: { Study() },
      figures: [
        1.041038374706939, 0.021716799558219882, 4.8625812817645535, 0.9961908554424007, 1.087904884582759,
        4.036956772764193e-05, 0.00022141363584528444,
      ]),
    Golden(
      name: "two generations", study: { Study().with { $0.lots.receiving = "RS-05" } },
      figures: [
        1.0306279909598695, 0.023507857900112873, 6.542244681435478, 0.9852671058026747, 1.0780772538677534,
        1.0509185862890783e-05, 5.584898243728855e-05,
      ]),
    Golden(
      name: "the sender's lot is the newer", study: { Study().with { $0.lots = ("RS-04", "RS-03") } },
      figures: [
        0.9793758893383098, 0.021716799558219882, 4.8625812817645535, 0.93718476542639, 1.02346641559075,
        0.00013905752935201052, 5.790261110220737e-05,
      ]),
    Golden(
      name: "in the unit of the standards",
      study: { Study().with { ($0.unit, $0.units) = ("IU/mL", ", unit: IU/mL") } },
      figures: [
        1.0112944211438835, 0.021716799558219882, 4.8625812817645535, 0.9677282595726179, 1.0568218878803946,
        6.99436598038137e-05, 0.00011206270067478109,
      ]),
  ]

  @Test(arguments: golden)
  func `the variance of the ratio of the lots is a third one in Welch's comparison`(golden: Golden) throws {
    let assessment = try golden.study().assessment()
    #expect(assessment.failedChecks == [])
    let evidence = try #require(assessment.findings[0].evidence)
    let found = [
      evidence.estimate, evidence.standardError, evidence.degreesOfFreedom, evidence.judged.lower,
      evidence.judged.upper,
      evidence.lowerPValue, evidence.upperPValue,
    ].compactMap { $0 }
    #expect(found.count == 7)
    for (a, b) in zip(found, golden.figures) { #expect(agree(a, b, digits: 10), "\(a) is not \(b)") }
    #expect(evidence.method.contains("the variance of the ratio of the reference lots"))
    #expect(assessment.findings[0].remarks.contains { $0.contains("bridged, not measured side by side") })
  }

  @Test func `means are told as they are after they were converted, and spreads as they were measured`() throws {
    let moved = try Study().evidence().laboratories
    let plain = try Study().with { $0.lots.receiving = "RS-03" }.evidence().laboratories
    #expect(moved[0] == plain[0] && moved[1].standardDeviation == plain[1].standardDeviation)
    #expect(agree(try #require(moved[1].mean), try #require(plain[1].mean) * 1.031, digits: 13))
  }

  @Test func `only what the two ways back to the primary do not share enters`() throws {
    // RS-04 to RS-05 alone; the way from RS-03 to RS-04 is common to both.
    let one = try Study().with { $0.lots = ("RS-04", "RS-05") }.evidence()
    let other = try Study().with { ($0.lots, $0.standardUncertainty) = (("RS-04", "RS-05"), "0.5") }.evidence()
    #expect(one == other)
    let (vs, vr) = try Self.variances()
    #expect(agree(try #require(one.standardError), (vs + vr + 0.009 * 0.009).squareRoot(), digits: 12))
    // Sisters: both ratios enter, each to the common comparator.
    let sisters = try Study().with { $0.lots = ("RS-4B", "RS-04") }.evidence()
    #expect(
      agree(try #require(sisters.standardError), (vs + vr + 0.012 * 0.012 + 0.01 * 0.01).squareRoot(), digits: 12))
    #expect(
      agree(
        sisters.estimate, try Study().with { $0.lots = ("RS-03", "RS-03") }.evidence().estimate * 1.031 / 1.004,
        digits: 12))
  }

  @Test func `ratios that share readings bring their covariance along`() throws {
    let study = Study().with { ($0.lots.receiving, $0.correlation) = ("RS-05", ", correlations: {RS-04: -0.5}") }
    let (vs, vr) = try Self.variances()
    let u = 0.012 * 0.012 + 0.009 * 0.009 - 2 * 0.5 * 0.012 * 0.009
    #expect(agree(try #require(try study.evidence().standardError), (vs + vr + u).squareRoot(), digits: 12))
  }

  /// Squared standard errors of both laboratories' means.
  private static func variances() throws -> (Double, Double) {
    func variance(_ values: [Double]) throws -> Double {
      try MeanEstimate(Moments(values.map { AnalysisScale.log.position(of: $0) })).variance
    }
    return (try variance([99, 101, 100]), try variance([98, 104, 101]))
  }

  @Test(arguments: ["RS-04", "RS-05", "L3"])
  func `a lot that both laboratories used cancels to the last bit`(lot: String) throws {
    let plain = try Study().with { ($0.bridge, $0.lots) = ("", ("RS-03", "RS-03")) }.assessment().findings[0]
    let found = try Study().with { $0.lots = (lot, lot) }.assessment().findings[0]
    let (a, b) = (try #require(plain.evidence), try #require(found.evidence))
    #expect(a.estimate == b.estimate && a.standardError == b.standardError && a.degreesOfFreedom == b.degreesOfFreedom)
    #expect(a.judged == b.judged && a.lowerPValue == b.lowerPValue && a.method == b.method && a.wide == b.wide)
    #expect(plain.unitsNeeded == found.unitsNeeded)
    #expect(found.remarks.contains { $0.contains("is common and cancels") } == (lot != "L3"))
  }

  @Test func `on one lot the key changes nothing at all`() throws {
    let plain = try Study().with { ($0.bridge, $0.lots.receiving) = ("", "RS-03") }.assessment()
    let bridge = try Study().with { $0.lots.receiving = "L3" }.assessment()
    #expect(plain.findings.map(\.evidence) == bridge.findings.map(\.evidence))
    #expect(plain.findings.map(\.remarks) == bridge.findings.map(\.remarks))
    #expect(
      bridge.references.count == 1 && bridge.references[0].carried == nil && bridge.references[0].laboratory == nil)
  }

  @Test func `what was used and how it was converted is known by laboratory`() throws {
    let uses = try Study().with { $0.lots.receiving = "RS-05" }.assessment().references
    #expect(uses.map(\.laboratory) == ["S", "R"] && uses.map(\.standard.id) == ["RS-03", "RS-05"])
    let carried = try #require(uses[1].carried)
    #expect(uses[0].carried == nil && carried.standard.id == "RS-03")
    #expect(agree(AnalysisScale.log.reported(carried.factor.value), 1.031 * 0.99, digits: 13))
    #expect(agree(carried.factor.standardError, (0.012 * 0.012 + 0.009 * 0.009).squareRoot(), digits: 13))
  }

  @Test func `each receiver is brought beside the sender by its own lot`() throws {
    // Both receivers on RS-04, or the sender alone.
    let two = Study().with { $0.receivers = ["R": [98.0, 104, 101], "Q": [97.0, 99, 98]] }
    let findings = try two.assessment().findings
    #expect(findings.map(\.receiving) == ["Q", "R"])
    let alone = try Study().evidence()
    let together = try #require(findings[1].evidence)
    // The pivot is another value of the data.
    #expect(
      agree(together.estimate, alone.estimate, digits: 13)
        && agree(together.standardError ?? 0, alone.standardError ?? 1, digits: 12))
  }

  // MARK: - Leave one out

  @Test func `leaving one out goes the same way`() throws {
    let assessment = try Study().assessment()
    let diagnosis = try #require((assessment.sensitivities + assessment.diagnoses).first)
    let left = try #require(
      diagnosis.leftOut.first { $0.scenario.factor == .run && $0.scenario.laboratory == "R" && $0.scenario.name == "1" }
    )
    let study = Study().with { $0.receivers = ["R": [104.0, 101]] }
    #expect(left.evidence?.estimate == (try study.evidence().estimate))
    #expect(agree(left.evidence?.standardError ?? 0, try study.evidence().standardError ?? 1, digits: 13))
    #expect(assessment.selfChecks.allSatisfy(\.passed) && !assessment.selfChecks.isEmpty)
  }

  // MARK: - Sizes

  @Test func `no number of runs removes the variance of the bridge`() throws {
    func study(_ u: String) -> Study {
      Study().with {
        ($0.standardUncertainty, $0.receivers) = (u, ["R": [98.0, 104, 101, 99, 103]])
        $0.criteria = [
          "{id: AC-1, kind: mean-ratio, limits: [0.95, 1.0526], alpha: 0.05, justification: {source: specification, text: T}}"
        ]
      }
    }
    func sizes(_ u: String) throws -> UnitsNeeded.Sizes? { try study(u).assessment().findings[0].unitsNeeded?.atZero }
    let (small, some, large) = (try sizes("0.0001"), try sizes("0.012"), try sizes("0.03"))
    let few = try #require(small?.power90)
    #expect(try #require(some?.power90) > few && few > 2)
    // u of 3 % leaves a half-width above 5 % however many runs there are.
    #expect(large?.power90 == nil && large?.power80 == nil)
  }

  @Test func `the size that is told is the one that Satterthwaite's degrees of freedom give`() throws {
    let (r, s) = (0.0004, 0.0009)
    func mean(_ variance: Double) throws -> LaboratoryMean {
      let half = (variance / 2 * 4).squareRoot()
      // Four runs whose variance is `variance`.
      let values = [half, -half, 0.0, 0.0].map { $0 * (1.5 / 2.0).squareRoot() }
      let rows = values.enumerated().map { index, _ in
        StudyRow(
          index: index, laboratory: 0, sample: 0, level: -1, group: 0, unit: Int32(index), analyst: -1, day: -1,
          run: Int32(index), value: ExactDecimal(1))
      }
      return try LaboratoryMean(
        LaboratoryCells(rows, values: values), pivot: 0, laboratory: "L", unit: .run, rule: nil)
    }
    let step = LnEstimate(0.01, standardError: 0.015, degreesOfFreedom: 8)
    let size = SizeOfTwo(try mean(r), try mean(s), commonDegreesOfFreedom: nil, bridge: step)
    let (found, freedom) = size.precision(units: 9)
    let (a, b, c) = (size.receivingVariance / 9, size.sendingVariance / 9, 0.015 * 0.015)
    #expect(agree(found, a + b + c, digits: 13))
    #expect(agree(freedom, (a + b + c) * (a + b + c) / (a * a / 8 + b * b / 8 + c * c / 8), digits: 13))
    #expect(size.exactSpread == nil)
    #expect(size.precision(units: 1_000_000).variance > c)
  }

  // MARK: - Other criteria

  @Test func `precision is judged as it was measured, and says so`() throws {
    let criterion =
      "{id: AC-2, kind: repeatability, laboratory: receiving, measure: gcv, limit: 20, alpha: 0.05, justification: {source: specification, text: T}}"
    let intermediate =
      "{id: AC-3, kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], limit: 20, alpha: 0.05, justification: {source: specification, text: T}}"
    let sending =
      "{id: AC-4, kind: intermediate-precision, laboratory: sending, measure: gcv, sources: [run], limit: 20, alpha: 0.05, justification: {source: specification, text: T}}"
    let study = Study().with { $0.criteria = [criterion, intermediate, sending] }
    let findings = try study.assessment().findings
    let plain = try study.with { $0.lots.receiving = "RS-03" }.assessment().findings
    #expect(findings.map(\.evidence) == plain.map(\.evidence) && findings[1].evidence != nil)
    #expect(findings[1].remarks.contains { $0.contains("R (RS-04)") && $0.contains("no standard deviation of ln") })
    #expect(findings[2].remarks == plain[2].remarks)
  }

  @Test(arguments: [("RS-04", true), ("RS-03", false)])
  func `a quality range is not told across reference lots`(lot: String, isRefused: Bool) throws {
    let study = Study().with { $0.lots.receiving = lot }
    let plan = study.plan.replacing("kind: transfer", with: "kind: comparability")
      .replacing("    criteria:\n", with: "    qualityRange: {multiplier: 3}\n    criteria:\n")
    let range = try #require(try assess(protocolText: plan, results: study.results).qualityRanges.first)
    #expect((range.obstacle?.contains("relative to \"RS-04\"") ?? false) == isRefused)
    #expect((range.figures == nil) == isRefused)
  }

  @Test func `a recovery of results that were converted is not evaluated, that of others is`() throws {
    let recovery =
      "{id: AC-2, kind: recovery, limits: [90, 115], alpha: 0.05, justification: {source: specification, text: T}}"
    let study = Study().with { $0.criteria = [recovery] }
    let refused = try study.assessment().findings[0]
    #expect(refused.verdict == .notEvaluated && refused.reason.contains("RS-04") && refused.evidence == nil)
    #expect(try study.with { $0.lots = ("RS-04", "RS-03") }.assessment().findings[0].verdict == .pass)
    #expect(try study.with { $0.lots = ("RS-04", "RS-04") }.assessment().findings[0].verdict == .notEvaluated)
  }

  @Test func `laboratories whose results do not vary have no standard error, whatever the bridge's`() throws {
    let study = Study().with { $0.receivers = ["R": [100.0, 100, 100]] }
    let text = study.results.replacing("S,1,100,99.0", with: "S,1,100,100").replacing(
      "S,2,100,101.0", with: "S,2,100,100")
    let finding = try assess(protocolText: study.plan, results: text).findings[0]
    #expect(finding.verdict == .notEvaluated && finding.reason.hasPrefix("neither laboratory's results vary"))
  }

  // MARK: - Refusals of files

  private func problem(_ study: Study, _ edit: (String) -> String = { $0 }) -> Problem? {
    do {
      _ = try assess(protocolText: study.plan, results: edit(study.results))
      return nil
    } catch let rejection as Rejection { return rejection.problems.first } catch { return nil }
  }

  @Test func `a lot beside the reference is refused unless it is to be bridged`() {
    let found = problem(Study().with { $0.bridge = "" })
    #expect(found?.code == "E_REFERENCE_LOT" && found?.message.contains("are not compared") == true)
    #expect(found?.location == SourceLocation(file: "results.csv", line: 5, column: 5))
  }

  @Test func `a lot that no ledger knows, or that goes back to another primary, is refused in words`() {
    let unknown = problem(Study().with { $0.lots.receiving = "RS-44" })
    #expect(unknown?.code == "E_REFERENCE_LOT" && unknown?.message.contains("not among the standards") == true)
    #expect(unknown?.message.contains("did you mean") == true)
    for name in ["XX-01", "X1"] {
      let apart = problem(Study().with { $0.lots.receiving = name })
      #expect(apart?.code == "E_REFERENCE_LOT" && apart?.message.contains("different primaries") == true)
    }
  }

  @Test func `two lots in one laboratory are refused with their lines`() {
    let found = problem(Study()) { $0.replacing("R,3,100,101.0,RS-04", with: "R,3,100,101.0,RS-03") }
    #expect(found?.code == "E_REFERENCE_LOT" && found?.location?.line == 7)
    #expect(
      found?.message.contains("\"R\" used two reference lots") == true && found?.message.contains("line 5") == true)
    // The same standard by both of its names is one.
    #expect(problem(Study()) { $0.replacing("S,2,100,101.0,RS-03", with: "S,2,100,101.0,L3") } == nil)
  }

  @Test func `a result relative to an unknown lot is refused`() {
    let found = problem(Study()) { $0.replacing("R,3,100,101.0,RS-04", with: "R,3,100,101.0,") }
    #expect(found?.code == "E_REFERENCE_LOT" && found?.message.contains("empty") == true)
  }

  @Test func `a result that is not used does not make two lots`() throws {
    let plan = Study().plan.replacing("referenceLot: rs}", with: "referenceLot: rs, validity: ok}")
    let text =
      Study().results.replacing("rs\n", with: "rs,ok\n").replacing("RS-03\n", with: "RS-03,valid\n")
      .replacing("RS-04\n", with: "RS-04,valid\n") + "R,4,100,55,RS-03,invalid\n"
    #expect(try assess(protocolText: plan, results: text).references.map(\.standard.id) == ["RS-03", "RS-04"])
  }
}
