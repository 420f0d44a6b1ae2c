internal import Foundation
internal import Statistics

/// How long both engines take for the same numbers, on one core: the parts of `docs/two-engines.md` that take longest.
struct EngineTimes {
  private struct Row {
    let name: String
    let first: Double?
    let second: Double
    /// Of the second, in its own words; none may disagree.
    let checks: [CrossCheck]
  }

  static func print() throws {
    Swift.print("| what | first, µs | second, µs | numbers | apart |\n|---|---|---|---|---|")
    for row in try models() + plates() + powers() {
      let first = row.first.map { String(format: "%.0f", $0) } ?? "-"
      Swift.print(
        "| \(row.name) | \(first) | \(String(format: "%.0f", row.second)) | \(row.checks.count) | \(row.checks.count { $0.disagrees }) |"
      )
    }
  }

  /// Microseconds of one call, the median of some.
  private static func time(_ count: Int, _ compute: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<count { times.append(try clock.measure { try compute() } / .microseconds(1)) }
    return times.sorted()[count / 2]
  }

  // MARK: - Mixed models

  private static func models() throws -> [Row] {
    var rows: [Row] = []
    for (days, count) in [(4, 200), (8, 60), (16, 30), (48, 5)] {
      var draw = Statistics.CounterRandom(seed: 14, stream: UInt64(days))
      var (day, run, sample, values): ([Int], [Int], [Int], [Double]) = ([], [], [], [])
      for i in 0..<days {
        let ofDay = draw.normal()
        for j in 0..<3 {
          let ofRun = 0.7 * draw.normal()
          for k in 0..<2 {
            day.append(i)
            run.append(j)
            sample.append(k)
            values.append(100 + ofDay + ofRun + 0.5 * draw.normal() + Double(k))
          }
        }
      }
      let factors = [ModelFactor("day", day), ModelFactor("run", run)]
      let fixed = [FixedTerm(ModelFactor("sample", sample))]
      func fitted() throws -> VarianceComponents {
        try VarianceComponents(values, random: factors, fixed: fixed, arrangement: .nested)
      }
      let fit = try fitted()
      let labels = [day, zip(day, run).map { $0 * 100 + $1 }]
      func dense() throws -> SecondEngine.DenseModel {
        try SecondEngine.DenseModel(values, factors: labels, fixed: [sample])
      }
      let size = "of \(values.count) rows"
      rows.append(
        Row(
          name: "REML \(size) with both informations", first: try time(count) { _ = try fitted() },
          second: try time(count) { _ = try dense().checks(of: fit) }, checks: try dense().checks(of: fit)))
      let contrast = try fit.fixedEffects.contrast([1, 0.5], rule: .kenwardRoger)
      let model = try dense()
      let theta = fit.components.map(\.variance)
      rows.append(
        Row(
          name: "contrast \(size)",
          first: try time(count) { _ = try fit.fixedEffects.contrast([1, 0.5], rule: .kenwardRoger) },
          second: time(count) { _ = model.checks(of: contrast, weights: [1, 0.5], at: theta) },
          checks: model.checks(of: contrast, weights: [1, 0.5], at: theta)))
    }
    return rows
  }

  // MARK: - Plates

  private static func plates() throws -> [Row] {
    var draw = Statistics.CounterRandom(seed: 14, stream: 1_000)
    let preparations = ["standard", "sample"].map { name in
      var (doses, responses): ([Double], [Double]) = ([], [])
      for step in 0..<10 {
        let x = 0.7 * (Double(step) - 4.5)
        for _ in 0..<2 {
          let share = 1 / (1 + AnalysisScale.log.reported(-1.2 * (x + (name == "sample" ? 0.1 : 0))))
          doses.append(AnalysisScale.log.reported(x))
          responses.append(0.2 + 2 * (share + 0.02 * draw.normal()))
        }
      }
      return CurvePreparation(name: name, doses: doses, responses: responses)
    }
    let settings = CurveSettings(model: .fourParameter, zeroDose: .refuse)
    let data = try CurveData(reference: preparations[0], tests: [preparations[1]], settings: settings)
    guard case .converged(let fit) = data.parallelFit() else { return [] }
    let potency = fit.potency(of: 1, information: .expected)
    let profile = try data.potencyProfile(of: 1, from: fit, level: 0.95)
    func curves() throws -> SecondEngine.Curves { try SecondEngine.Curves(preparations, settings: settings) }
    let ofFit = time(200) { _ = data.parallelFit() }
    return [
      Row(
        name: "plate of two curves, 40 readings: the potency alone", first: ofFit,
        second: try time(200) {
          _ = try curves().fitted(near: fit, information: .expected, hasErrors: false)
            .check(ofLnPotency: potency.lnEstimate, test: 1)
        },
        checks: [
          try curves().fitted(near: fit, information: .expected, hasErrors: false)
            .check(ofLnPotency: potency.lnEstimate, test: 1)
        ]),
      Row(
        name: "the same with its sets", first: ofFit,
        second: try time(200) { _ = try curves().checks(of: potency, fit: fit, test: 1, level: 0.95) },
        checks: try curves().checks(of: potency, fit: fit, test: 1, level: 0.95)),
      Row(
        name: "its profile interval",
        first: try time(200) { _ = try data.potencyProfile(of: 1, from: fit, level: 0.95) },
        second: try time(200) { _ = try curves().checks(ofProfile: profile, fit: fit, test: 1, level: 0.95) },
        checks: try curves().checks(ofProfile: profile, fit: fit, test: 1, level: 0.95)),
    ]
  }

  // MARK: - Chances and factors

  private static func powers() throws -> [Row] {
    let zone = EquivalenceZone.inside(try Margin(lower: -1, upper: 1))
    func planned(_ name: String, _ count: Int, _ comparison: PlannedComparison) -> Row {
      Row(
        name: name, first: time(count) { _ = comparison.power(truth: 0.1, zone: zone, alpha: 0.05) },
        second: time(count) {
          _ = SecondEngine.Power.chance(of: comparison, truth: 0.1, zone: zone, alpha: 0.05)
        },
        checks: SecondEngine.Power.checks(of: comparison, truth: 0.1, zone: zone, alpha: 0.05))
    }
    let factor = try ToleranceFactor(count: 10, coverage: 0.95, confidence: 0.95)
    let k = factor.twoSided
    return [
      planned("power", 500, try PlannedComparison(.pooled(0.6), test: 6, reference: 6)),
      planned(
        "power of Welch's test", 20, try PlannedComparison(.separate(test: 0.5, reference: 0.8), test: 6, reference: 6)),
      planned(
        "the same with two units beside four", 5,
        try PlannedComparison(.separate(test: 0.5, reference: 0.8), test: 2, reference: 4)),
      Row(
        name: "tolerance factor, two sides", first: time(200) { _ = factor.twoSided },
        second: time(200) { _ = SecondEngine.Tolerance(factor).twoSided(near: k) },
        checks: [
          CrossCheck(.toleranceFactor, "two-sided", first: k, second: SecondEngine.Tolerance(factor).twoSided(near: k))
        ]),
    ]
  }
}
