import Foundation
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// A candidate standard against the current one: from results to the ratio, the value and the verdict.
struct BridgingTests {
  static let six: [(current: String, candidate: String)] = [
    ("1.02", "1.05"), ("0.97", "1.01"), ("1.10", "1.08"), ("0.93", "0.99"), ("1.04", "1.06"), ("0.99", "1.04"),
  ]

  @Test func `two runs with the ratios 2 and 8 have the ratio 4 by hand`() throws {
    let study = try BridgingSource.one([("1", "2"), ("0.5", "4")]).study()
    let found = try study.ratio.get()
    #expect(agree(found.ratio, 4))
    // ln 2 and ln 8: their SD is ln 4/√2, so that of the mean of two is ln 4/2 = ln 2.
    #expect(agree(found.standardError, log(2)))
    #expect(found.degreesOfFreedom == 1)
    // t(0.975, 1) = 12.706204736174694 (tangent of 0.475 π).
    #expect(agree(log(found.upper), log(4) + tan(0.475 * Double.pi) * log(2), digits: 10))
  }

  @Test func `one laboratory gives the paired two one-sided tests on ln of run means`() throws {
    let study = try BridgingSource.one(Self.six).study()
    let finding = try study.finding("BC-1")
    let margin = try Margin(lower: log(0.8), upper: log(1.25))
    let test = try EquivalenceTest.paired(
      test: Self.six.map { log(Double($0.candidate) ?? 0) },
      reference: Self.six.map { log(Double($0.current) ?? 0) },
      margin: margin)
    let evidence = try #require(finding.evidence)
    #expect(agree(evidence.estimate, exp(test.estimate), digits: 14))
    #expect(agree(evidence.standardError ?? 0, test.standardError, digits: 12))
    #expect(evidence.degreesOfFreedom == 5)
    #expect(agree(evidence.lowerPValue ?? 0, test.lowerPValue, digits: 11))
    #expect(agree(evidence.upperPValue ?? 0, test.upperPValue, digits: 11))
    let interval = test.confidenceInterval(level: 0.9)
    #expect(agree(evidence.judged.lower ?? 0, exp(interval.lower), digits: 13))
    #expect(agree(evidence.judged.upper ?? 0, exp(interval.upper), digits: 13))
    #expect(finding.verdict == .pass)
    #expect(study.verdict == .pass)
  }

  /// SciPy 1.17.1: stats.ttest_1samp(numpy.log(candidate) - numpy.log(current), 0), its confidence_interval(0.95).
  @Test func `SciPy's paired t gives the same interval`() throws {
    let found = try BridgingSource.one(Self.six).study().ratio.get()
    #expect(agree(found.lnRatio, SciPy.mean, digits: 13))
    #expect(agree(found.standardError, SciPy.standardError, digits: 12))
    #expect(agree(log(found.lower), SciPy.lower, digits: 9))
    #expect(agree(log(found.upper), SciPy.upper, digits: 11))
  }

  private enum SciPy {
    static let mean = 0.03031458958362394
    static let standardError = 0.011540245464930743
    static let lower = 0.0006494442126886157
    static let upper = 0.059979734954559265
  }

  @Test func `wells of a run are averaged on ln and never counted`() throws {
    let wells = try BridgingSource.one([("1 1 1 1", "2 2 2 2"), ("0.5 0.5", "4 4")]).study().ratio.get()
    let single = try BridgingSource.one([("1", "2"), ("0.5", "4")]).study().ratio.get()
    #expect(wells.degreesOfFreedom == 1)
    #expect(agree(wells.standardError, single.standardError))
    let mean = try BridgingSource.one([("1", "1 4"), ("1", "3")]).study()
    #expect(agree(mean.pairs.pairs[0].ratio ?? 0, 2))
  }

  @Test(arguments: [("%", "100"), ("ratio", "1"), ("IU/ml", "80")])
  func `results relative to the current standard are divided by what it would give`(unit: String, unity: String) throws
  {
    var study = BridgingSource()
    study.unit = unit
    study.reference = "S1"
    study.standards = "{id: S1, value: 80\(unit == "IU/ml" ? ", unit: IU/ml" : "")}"
    let scale = Double(unity) ?? 0
    for (index, ratio) in [1.05, 0.98, 1.10].enumerated() {
      study.rows.append(["A", "a", "d", "r\(index)", "S2", "\(ratio * scale)"])
    }
    let found = try study.study()
    #expect(found.pairs.form == .relativeToCurrent)
    #expect(agree(try found.ratio.get().ratio, pow(1.05 * 0.98 * 1.10, 1.0 / 3)))
    #expect(agree(found.assignment?.options[1].value ?? 0, 80 * pow(1.05 * 0.98 * 1.10, 1.0 / 3)))
  }

  @Test func `the value is carried over or measured, whichever rule decides, and nothing is given without a pass`()
    throws
  {
    var study = BridgingSource.one(Self.six)
    study.standards = "{id: S1, value: 0.95}"
    let carried = try study.study()
    #expect(carried.assignment?.isAssigned == true)
    #expect(carried.assignment?.deciding?.rule == .equivalence)
    #expect(carried.assignment?.deciding?.value == 0.95)
    study.rule = "offset"
    study.criteria = ["kind: assigned-value, uncertainty: ratio, limit: 3.1"]
    let measured = try study.study()
    #expect(measured.verdict == .pass)
    #expect(agree(measured.assignment?.deciding?.value ?? 0, 0.95 * (try measured.ratio.get().ratio)))
    study.criteria = ["kind: assigned-value, uncertainty: ratio, limit: 3"]
    let loose = try study.study()
    #expect(loose.verdict == .inconclusive)
    #expect(loose.assignment?.isAssigned == false)
    #expect(loose.ledgerRefused)
  }

  @Test func `the half-width is that of the two-sided interval of ln, in percent`() throws {
    let study = try BridgingSource.one(Self.six).study()
    let found = try study.ratio.get()
    let half = StudentT(degreesOfFreedom: 5).upperQuantile(0.025) * found.standardError
    #expect(agree(try study.finding("BC-2").evidence?.estimate ?? 0, 100 * (exp(half) - 1)))
  }

  @Test func `drift adds the chain's ratios and uncertainties to this study's`() throws {
    var study = BridgingSource.one(Self.six)
    study.standards =
      "{id: P, value: 1.0}, {id: Q, comparator: P, rule: equivalence, value: 1.0, ratio: 0.97, standardUncertainty: 0.02, degreesOfFreedom: 8}, {id: S1, comparator: Q, rule: offset, value: 1.04, ratio: 1.04, standardUncertainty: 0.015, degreesOfFreedom: 11}"
    study.criteria = ["kind: mean-ratio, limits: [0.8, 1.25]", "kind: drift, limits: [0.8, 1.25]"]
    let found = try study.study()
    let ratio = try found.ratio.get()
    let drift = try #require(try found.finding("BC-2").evidence)
    // Carried over: what is measured, 0.97 × 1.04 × ratio, over the value of 1.04.
    #expect(agree(drift.estimate, 0.97 * ratio.ratio, digits: 12))
    let u2 = 0.02 * 0.02 + 0.015 * 0.015 + ratio.standardError * ratio.standardError
    #expect(agree(drift.standardError ?? 0, u2.squareRoot()))
    let freedom =
      u2 * u2
      / (pow(0.02, 4) / 8 + pow(0.015, 4) / 11 + pow(ratio.standardError, 4) / 5)
    // Satterthwaite in two steps, the chain's df first, is Satterthwaite in one.
    #expect(agree(drift.degreesOfFreedom ?? 0, freedom, digits: 11))
    #expect(found.assessment.failedChecks.isEmpty)
    #expect(found.chain.generations.map(\.id) == ["P", "Q", "S1", "S2"])
    #expect(agree(found.chain.generations[3].measured.value, 0.97 * 1.04 * ratio.ratio))
    #expect(agree(found.chain.generations[3].driftAlwaysAccepted.value, 0.97 * 1.04 * ratio.ratio))
  }

  @Test(arguments: [
    "equal-weights", "pooled-within", "laboratory-means", "random-effects", "mandel-paule", "dersimonian-laird",
  ])
  func `laboratories are combined as the protocol says`(consensus: String) throws {
    var study = BridgingSource()
    study.laboratories = ["A", "B", "C"]
    study.consensus = consensus
    study.add("A", Self.six)
    study.add("B", [("1.0", "1.10"), ("1.0", "1.07"), ("1.0", "1.12")])
    study.add("C", [("1.0", "0.99"), ("1.0", "1.02"), ("1.0", "1.00"), ("1.0", "1.03")])
    let found = try study.study()
    let groups = try GroupedRatios(
      ["A", "B", "C"].map { name in found.pairs.used.filter { $0.laboratory == name }.compactMap(\.lnRatio) })
    let method = try #require(
      RatioConsensus(rawValue: consensus == "laboratory-means" ? "group-means" : consensus))
    let expected = try groups.combined(method)
    let ratio = try found.ratio.get()
    #expect(ratio.lnRatio == expected.lnRatio)
    #expect(ratio.standardError == expected.standardError)
    #expect(found.consensuses.filter(\.isDeciding).map(\.name) == [consensus])
    #expect(found.leftOut.count { $0.scenario.factor == .laboratory } == 3)
    #expect(found.assessment.failedChecks.isEmpty)
  }

  @Test func `what is too large to leave out one by one is said, and the rest is tried`() throws {
    let runs = (0..<2_050).map { ("1", $0.isMultiple(of: 2) ? "1.01" : "1.03") }
    var study = BridgingSource()
    study.add("A", runs, analysts: runs.indices.map { "a\($0 % 3)" })
    let found = try study.study()
    #expect(found.leftOutRemark == "Leaving out each of 2050 runs was not tried: the study is too large for it.")
    #expect(found.leftOut.count { $0.scenario.factor == .run } == 0)
    #expect(found.leftOut.count { $0.scenario.factor == .analyst } == 3)
    var small = BridgingSource()
    small.add("A", Self.six)
    #expect(try small.study().leftOutRemark == nil)
  }

  @Test func `laboratory means alone carry a study whose laboratories give one figure each`() throws {
    var study = BridgingSource()
    study.laboratories = ["A", "B", "C"]
    study.consensus = "laboratory-means"
    for (laboratory, ratio) in [("A", "1.02"), ("B", "1.05"), ("C", "0.99")] { study.add(laboratory, [("1", ratio)]) }
    let found = try study.study().ratio.get()
    #expect(agree(found.ratio, pow(1.02 * 1.05 * 0.99, 1.0 / 3)))
    #expect(found.degreesOfFreedom == 2)
    study.consensus = "equal-weights"
    let none = try study.study()
    #expect(none.verdict == .inconclusive)
    #expect(try none.finding("BC-1").verdict == .notEvaluated)
    #expect(try none.finding("BC-1").reason == "A has 1 run with a ratio where a standard error needs at least 2")
  }

  @Test func `a pass is exactly an interval inside the limits, over random studies`() throws {
    var verdicts: Set<Verdict> = []
    for seed in 0..<120 {
      let study = try Self.random(UInt64(seed)).study()
      #expect(study.assessment.failedChecks.isEmpty)
      for finding in study.findings {
        verdicts.insert(finding.verdict)
        guard let evidence = finding.evidence, case .bounded(let lower?, let upper?) = evidence.judged,
          let low = evidence.lowerLimit, let high = evidence.upperLimit
        else { continue }
        #expect((finding.verdict == .pass) == (lower > low && upper < high))
        #expect((finding.verdict == .fail) == (lower > high || upper < low))
      }
    }
    #expect(verdicts.isSuperset(of: [.pass, .fail, .inconclusive]))
  }

  @Test(arguments: 0..<12)
  func `the order of rows, another unit and swapped standards change nothing but what they must`(seed: UInt64) throws {
    var source = Self.random(seed)
    let study = try source.study()
    let ratio = try study.ratio.get()
    var scaled = source
    scaled.rows = scaled.rows.map { row in row.dropLast() + ["\((Double(row[5]) ?? 0) * 4)"] }
    #expect(agree(try scaled.study().ratio.get().lnRatio, ratio.lnRatio, digits: 11))
    var swapped = source
    swapped.rows = swapped.rows.map { row in
      Array(row[..<4]) + [row[4] == "S1" ? "S2" : row[4] == "S2" ? "S1" : row[4], row[5]]
    }
    let reciprocal = try swapped.study().ratio.get()
    #expect(agree(reciprocal.lnRatio, -ratio.lnRatio, digits: 9) || ratio.lnRatio.magnitude < 1e-9)
    #expect(agree(reciprocal.standardError, ratio.standardError, digits: 9))
    source.rows.reverse()
    let reversed = try source.study()
    #expect(try reversed.ratio.get().lnRatio == ratio.lnRatio)
    #expect(try reversed.ratio.get().standardError == ratio.standardError)
    #expect(reversed.verdict == study.verdict)
  }

  /// One to three laboratories of three to six runs, with a true ratio that may lie at or beyond the limits.
  static func random(_ seed: UInt64) -> BridgingSource {
    var random = SplitMix(seed: seed &* 104_729 &+ 3)
    func pick(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(random.next() % UInt64(range.count)) }
    var study = BridgingSource()
    study.laboratories = Array(["A", "B", "C"].prefix(pick(1...3)))
    if study.laboratories.count > 1 {
      study.consensus = ["equal-weights", "pooled-within", "laboratory-means"][pick(0...2)]
    }
    study.criteria = ["kind: mean-ratio, limits: [0.9, 1.11]", "kind: drift, limits: [0.9, 1.11], required: false"]
    let truth = [0, 0.08, 0.3][pick(0...2)]
    let sd = [0.02, 0.08][pick(0...1)]
    for laboratory in study.laboratories {
      let runs = (0..<pick(3...6)).map { _ in
        let level = exp(0.2 * random.normal())
        func text(_ value: Double) -> String { "\((value * 100_000).rounded() / 100_000)" }
        return (current: text(level), candidate: text(level * exp(truth + sd * random.normal())))
      }
      study.add(laboratory, runs)
    }
    return study
  }

  // MARK: - What else is reported

  @Test func `the newest is held against the primary where runs hold it, free of its own readings`() throws {
    var study = BridgingSource.one([("1.02", "1.05"), ("0.97", "1.01"), ("1.10", "1.08")])
    study.standards =
      "{id: P, value: 1.0}, {id: S1, comparator: P, rule: offset, value: 1.03, ratio: 1.03, standardUncertainty: 0.01, degreesOfFreedom: 9}"
    for (run, result) in [("A0", "1.00"), ("A1", "0.99"), ("A2", "1.05")] {
      study.rows.append(["A", "a", "d", run, "P", result])
    }
    let test = try #require(try study.study().backTest)
    let direct = pow(1.05 / 1.00 * 1.01 / 0.99 * 1.08 / 1.05, 1.0 / 3)
    #expect(agree(try test.direct.get().ratio, direct))
    let current = pow(1.02 / 1.00 * 0.97 / 0.99 * 1.10 / 1.05, 1.0 / 3)
    #expect(agree(test.chainOverDirect?.value ?? 0, 1.03 / current))
    // The candidate's readings are not in it.
    study.rows = study.rows.map { $0[4] == "S2" ? Array($0[..<5]) + ["2"] : $0 }
    #expect(try study.study().backTest?.chainOverDirect == test.chainOverDirect)
  }

  @Test func `sizes are those of exact power for the pairs observed`() throws {
    var study = BridgingSource.one([("1", "1.2"), ("1", "0.9"), ("1", "1.3"), ("1", "0.85")])
    study.criteria = ["kind: mean-ratio, limits: [0.8, 1.25]"]
    let found = try study.study()
    let finding = try found.finding("BC-1")
    #expect(finding.verdict == .inconclusive)
    let ratio = try found.ratio.get()
    let variance = ratio.standardError * ratio.standardError * 4
    func power(_ n: Int) -> Double {
      EquivalencePower.power(
        truth: 0, standardError: (variance / Double(n)).squareRoot(), degreesOfFreedom: Double(n - 1), lower: log(0.8),
        upper: log(1.25), alpha: 0.05)
    }
    let needed = try #require(finding.unitsNeeded?.atZero?.power80)
    #expect(power(needed) >= 0.8)
    #expect(power(needed - 1) < 0.8)
  }

  @Test func `runs for a half-width are the fewest that reach it`() throws {
    let study = try BridgingSource.one(Self.six).study()
    let variance = pow(try study.ratio.get().standardError, 2) * 6
    let sizes = try #require(study.sizes)
    #expect(sizes.rows.map(\.percent) == [2, 3, 5, 10])
    for row in sizes.rows {
      func percent(_ n: Int) -> Double {
        100
          * (exp(StudentT(degreesOfFreedom: Double(n - 1)).upperQuantile(0.025) * (variance / Double(n)).squareRoot())
            - 1)
      }
      let n = try #require(row.units)
      #expect(percent(n) < row.percent)
      #expect(n == 2 || percent(n - 1) >= row.percent)
      #expect((row.units80 ?? 0) >= n - 1 && (row.units90 ?? 0) >= (row.units80 ?? 0))
    }
  }

  @Test func `a draft and an open item of readiness cannot pass`() throws {
    var study = BridgingSource.one(Self.six)
    study.source = "example"
    #expect(try study.study().verdict == .inconclusive)
    #expect(try study.study().assignment?.isAssigned == false)
  }

  @Test func `plates give the ratio of each run as its relative potency`() throws {
    var random = SplitMix(seed: 7)
    var results = "lab,run,prep,dose,od\n"
    var expected: [Double] = []
    for run in 0..<4 {
      let plate = Plate(potencies: ["NEW": exp(0.05 + 0.03 * random.normal())], seed: UInt64(run + 1))
      let readings = plate.wells.map { well in
        DoseReading(
          row: well.row, preparation: well.preparation, dose: well.dose, response: (well.response * 1e6).rounded() / 1e6
        )
      }
      for well in readings { results += "A,\(run),\(well.preparation),\(well.dose),\(well.response)\n" }
      let settings = DoseResponse(model: .fourParameter, reference: "REF")
      let assay = PotencyAssay(readings, settings: settings, laboratory: "A", run: "\(run)")
      expected.append(try #require(assay.potencies.first).relativePotency)
    }
    let study = try bridge(
      plan: """
        schema: methodtransfer/protocol/1
        study: {id: B, title: B, kind: bridging}
        laboratories: A
        standards: [{id: REF, value: 1.0}]
        comparison: {current: REF, candidate: NEW, rule: equivalence}
        data: {delimiter: ",", decimal: ".", columns: {laboratory: lab}}
        attributes:
          - id: potency
            title: T
            unit: ratio
            scale: log
            reference: REF
            unitOfReplication: run
            doseResponse: {model: 4pl, reference: REF, columns: {preparation: prep, dose: dose, response: od, run: run}}
            criteria:
              - {id: BC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: T}}
              - {id: BC-2, kind: similarity, parameter: slope, limits: [0.7, 1.43], alpha: 0.05, justification: {source: historical, text: T}}
        """, results: results)
    #expect(study.pairs.form == .relativeToCurrent)
    #expect(study.pairs.used.compactMap(\.ratio).count == 4)
    for (found, wanted) in zip(study.pairs.used.compactMap(\.ratio), expected) {
      #expect(agree(found, wanted, digits: 14))
    }
    #expect(try study.finding("BC-2").verdict == .pass)
    #expect(study.verdict == .pass)
  }
}

extension JudgedStandards {
  /// Whether there is no value for a ledger.
  fileprivate var ledgerRefused: Bool { study.assignment?.isAssigned != true }
}
