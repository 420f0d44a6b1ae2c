import TestSupport
import Testing

@testable import Statistics

struct SecondCurvesTests {
  /// Readings of a reference and a test on serial dilutions.
  private func preparations(
    _ random: inout SplitMix, model: SigmoidModel, noise: Double, potency: Double
  ) -> [CurvePreparation] {
    let (slope, span, base) = (0.8 + 1.5 * random.uniform(), 1 + 4 * random.uniform(), 0.2 + random.uniform())
    let g = model == .fourParameter ? 1 : 0.6 + random.uniform()
    let doses = 8 + Int(random.uniform() * 4)
    return ["standard", "sample"].enumerated().map { k, name in
      var (x, y): ([Double], [Double]) = ([], [])
      for i in 0..<doses {
        let dose = AnalysisScale.log.reported(0.7 * (Double(i) - Double(doses - 1) / 2))
        for _ in 0..<2 {
          let u = AnalysisScale.log.position(of: dose * (k == 1 ? potency : 1))
          let share = AnalysisScale.log.reported(
            -g * AnalysisScale.log.position(of: 1 + AnalysisScale.log.reported(-slope * u)))
          x.append(dose)
          y.append(base + span * (share + noise * random.normal()))
        }
      }
      return CurvePreparation(name: name, doses: x, responses: y)
    }
  }

  private static let models: [SigmoidModel] = [.fourParameter, .fourParameter, .fiveParameter(.positive)]

  @Test func `both engines agree on 200 random plates`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_205)
    var plates = 0
    while plates < 200 {
      let model = Self.models[plates % 3]
      let weighting: CurveWeighting = plates % 5 == 0 ? .powerOfMean(1) : .equal
      let list = preparations(
        &random, model: model, noise: [0.01, 0.03, 0.06][plates % 3], potency: 0.7 + random.uniform())
      let settings = CurveSettings(model: model, weighting: weighting, zeroDose: .refuse)
      let data = try CurveData(reference: list[0], tests: [list[1]], settings: settings)
      guard case .converged(let fit) = data.parallelFit(), case .converged(let free) = data.freeFit(of: 1) else {
        continue
      }
      plates += 1
      let information: CurveInformation = plates % 2 == 0 ? .expected : .observed
      let both = try SecondEngine.Curves(list, settings: settings)
      tally.add(both.checks(of: fit, information: information))
      tally.add(
        try SecondEngine.Curves([list[1]], settings: settings).checks(of: free, information: information))
      tally.add(
        both.checks(of: fit.potency(of: 1, information: information), fit: fit, test: 1, level: 0.95))
      if plates % 4 == 0, let profile = try? data.potencyProfile(of: 1, from: fit, level: 0.95) {
        tally.add(both.checks(ofProfile: profile, fit: fit, test: 1, level: 0.95))
      }
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on similarities of 100 random plates`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 4)
    var plates = 0
    while plates < 100 {
      let model = Self.models[plates % 3]
      let list = preparations(&random, model: model, noise: 0.02, potency: 1.1)
      let settings = CurveSettings(model: model, zeroDose: .refuse)
      let data = try CurveData(reference: list[0], tests: [list[1]], settings: settings)
      let outcomes = data.freeFits()
      guard let comparison = try? CurveComparison(free: outcomes, parallel: data.parallelFit(), of: data) else {
        continue
      }
      plates += 1
      let second = try SecondEngine.Similarity(
        list, settings: settings, near: comparison.free, information: .expected)
      for measure in SimilarityMeasure.allCases where measure != .asymmetryRatio || model != .fourParameter {
        guard let first = try? comparison.similarity(measure, of: 1, information: .expected) else { continue }
        tally.add(second.checks(of: first, test: 1, level: 0.9))
      }
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on the slope of 2,000 dilution series`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 6)
    for _ in 0..<2_000 {
      let results = [0.25, 0.5, 1, 2, 4].flatMap { nominal in
        (0..<2).map { _ in
          DilutionResult(
            nominal: nominal, measured: nominal * AnalysisScale.log.reported(0.1 * random.normal()), run: 0)
        }
      }
      let first = try DilutionLinearity(results, method: .simpleRegression)
      let test = first.equivalence(within: try Margin(lower: 0.9, upper: 1.1))
      tally.add(try SecondEngine.MeanTest(SecondEngine.dilutionSlope(results)).checks(of: test, level: 0.9))
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on the slope of 200 dilution series with random runs`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 7)
    var series = 0
    while series < 200 {
      let replicates = 1 + series % 2
      var results: [DilutionResult] = []
      for run in 0..<4 {
        let shift = 0.08 * random.normal()
        for nominal in [0.25, 0.5, 1, 2] where nominal == 1 || random.uniform() < 0.9 {
          for _ in 0..<replicates {
            results.append(
              DilutionResult(
                nominal: nominal,
                measured: nominal * AnalysisScale.log.reported(shift + 0.06 * random.normal()), run: run))
          }
        }
      }
      guard let first = try? DilutionLinearity(results, method: .randomRuns(.kenwardRoger)) else { continue }
      series += 1
      let found = try SecondEngine.dilutionSlope(results, at: first.components, rule: .kenwardRoger)
      tally.add(found.checks)
      let test = first.equivalence(within: try Margin(lower: 0.9, upper: 1.1))
      tally.add(try SecondEngine.MeanTest(found.slope).checks(of: test, level: 0.9).map { $0.held(to: 1e-7) })
    }
    tally.expectAgreement()
  }

  @Test func `a fit that comes to no end is told with the checks that it would have had`() throws {
    var random = SplitMix(seed: 3)
    let list = preparations(&random, model: .fourParameter, noise: 0.02, potency: 1)
    let settings = CurveSettings(model: .fourParameter, zeroDose: .refuse)
    let data = try CurveData(reference: list[0], tests: [list[1]], settings: settings)
    guard case .converged(let fit) = data.parallelFit() else { return }
    let both = try SecondEngine.Curves(list, settings: settings)
    let right = both.fitted(near: fit, information: .expected)
    let astray = SecondEngine.Curves.Fitted(
      curves: both, first: fit, squares: fit.residualSumOfSquares, information: .expected,
      minimum: .failure(.notConverged(starts: 3)), covariance: .failure(.notConverged(starts: 3)),
      tolerance: right.tolerance)
    let potency = fit.potency(of: 1, information: .expected)
    let (one, other) = (
      right.checks() + right.checks(of: potency, test: 1, level: 0.95),
      astray.checks() + astray.checks(of: potency, test: 1, level: 0.95)
    )
    #expect(one.map { $0.name } == other.map { $0.name })
    #expect(one.allSatisfy { !$0.isNotCrossChecked } && other.allSatisfy { $0.isNotCrossChecked && !$0.hasNoRoute })
    // Ends by a search have their tolerance from it; what is stated of all others is the same either way.
    for (a, b) in zip(one, other) where !a.name.hasSuffix("end") { #expect(a.tolerance == b.tolerance, "\(a.name)") }
  }

  @Test(arguments: Golden.curves.sets)
  func `both engines agree on published curves`(set: Golden.Curves.Set) throws {
    // Some sets hold preparations that no curve is fitted to.
    guard let data = try? set.data() else { return }
    var tally = Tally()
    let levels = Array(Set(set.curve)).sorted()
    let list = levels.map { level in
      let rows = set.curve.indices.filter { set.curve[$0] == level }
      return CurvePreparation(name: level, doses: rows.map { set.dose[$0] }, responses: rows.map { set.y[$0] })
    }
    let settings = CurveSettings(model: .fourParameter, zeroDose: .asymptote)
    for (k, preparation) in list.enumerated() {
      guard case .converged(let fit) = data.freeFit(of: k) else { continue }
      let one = try SecondEngine.Curves([preparation], settings: settings)
      tally.add(one.checks(of: fit, information: .expected))
    }
    if list.count > 1, case .converged(let fit) = data.parallelFit() {
      let both = try SecondEngine.Curves(list, settings: settings)
      tally.add(both.checks(of: fit, information: .expected))
      for test in 1..<list.count {
        let potency = fit.potency(of: test, information: .expected)
        tally.add(both.checks(of: potency, fit: fit, test: test, level: 0.95))
      }
    }
    tally.expectAgreement()
  }

  @Test func `faults put into a curve or a potency are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 40)
    var plates = 0
    while plates < 100 {
      let list = preparations(&random, model: .fourParameter, noise: 0.03, potency: 1.2)
      let settings = CurveSettings(model: .fourParameter, zeroDose: .refuse)
      let data = try CurveData(reference: list[0], tests: [list[1]], settings: settings)
      guard case .converged(let fit) = data.parallelFit() else { continue }
      plates += 1
      let both = try SecondEngine.Curves(list, settings: settings)
      let right = fit.potency(of: 1, information: .expected)
      func wrong(_ estimate: Double? = nil, _ covariance: Double? = nil, _ freedom: Int? = nil) -> CurvePotency {
        CurvePotency(
          reference: right.reference, test: right.test, lnEstimate: estimate ?? right.lnEstimate,
          information: .expected, referenceVariance: right.referenceVariance, testVariance: right.testVariance,
          covariance: covariance ?? right.covariance, degreesOfFreedom: freedom ?? right.degreesOfFreedom)
      }
      for (fault, other) in [
        ("the reference's potency over the test's", wrong(-right.lnEstimate)),
        ("the sign of the covariance", wrong(nil, -right.covariance)),
        ("one degree of freedom more", wrong(nil, nil, right.degreesOfFreedom + 1)),
      ] { faults.add("curves: \(fault)", both.checks(of: other, fit: fit, test: 1, level: 0.95)) }
      // The covariance of second derivatives under the name of the expected one.
      let observed = fit.potency(of: 1, information: .observed)
      let named = CurvePotency(
        reference: right.reference, test: right.test, lnEstimate: right.lnEstimate, information: .expected,
        referenceVariance: observed.referenceVariance, testVariance: observed.testVariance,
        covariance: observed.covariance, degreesOfFreedom: right.degreesOfFreedom)
      faults.add("curves: the other information", both.checks(of: named, fit: fit, test: 1, level: 0.95))
      // A curve of other readings: two doses of the sample exchanged.
      var responses = list[1].responses
      responses.swapAt(0, responses.count / 2)
      let other = [list[0], CurvePreparation(name: "sample", doses: list[1].doses, responses: responses)]
      faults.add(
        "curves: two wells exchanged",
        try SecondEngine.Curves(other, settings: settings).checks(of: fit, information: .expected))
    }
    faults.expectFound()
  }
}
