import Statistics
import TestSupport
import Testing

struct VarianceComponentTests {
  @Test(arguments: Golden.load("variance-components", as: Golden.Components.self).cases)
  func `REML agrees with certified components to eleven digits`(set: Golden.Components.Case) throws {
    let fit = try VarianceComponents(set.y, random: set.random, arrangement: set.reading)
    for (component, certified) in zip(fit.components, set.reml) {
      #expect(agree(component.variance, certified, digits: 11), "\(component.name)")
      #expect(component.isAtZero == (certified == 0))
    }
    #expect(abs(try #require(fit.logLikelihood) - set.logLikelihood) < 1e-10)
    #expect(agree(fit.fixedEffects.estimates[0], set.mean, digits: 12))
    #expect(agree(fit.fixedEffects.covariance[0][0].squareRoot(), set.standardError, digits: 11))
    #expect(try #require(fit.convergence).gradient < 1e-12)
  }

  @Test(arguments: Golden.load("variance-components", as: Golden.Components.self).cases)
  func `analysis of variance agrees with certified components and degrees of freedom`(
    set: Golden.Components.Case
  ) throws {
    let fit = try VarianceComponents(set.y, random: set.random, arrangement: set.reading, method: .anova)
    let table = try #require(fit.table)
    for (line, certified) in zip(table.lines, set.sumsOfSquares) {
      #expect(agree(line.sumOfSquares, certified, digits: 11))
    }
    for (component, certified) in zip(fit.components, set.anova) {
      #expect(agree(component.variance, certified, digits: 11))
      #expect(component.isNegative == (certified < 0) && !component.isAtZero)
    }
    for (shown, component) in zip(fit.truncated, fit.components) {
      #expect(shown.variance == max(0, component.variance) && shown.isAtZero == component.isNegative)
    }
    #expect(agree(try #require(try fit.degreesOfFreedom(of: fit.total)), set.anovaTotalDF, digits: 12))
    if let truncated = set.truncatedTotalDF {
      #expect(agree(try #require(try fit.degreesOfFreedom(of: fit.total, truncated: true)), truncated, digits: 10))
    }
  }

  /// SAS PROC MIXED (Type1 and REML) and Roche's report as the VCA package's tests hold them; CLSI glucose recomputed.
  @Test(arguments: Golden.load("variance-components-published", as: Golden.PublishedComponents.self).cases)
  func `published tables and intervals are met to every printed digit`(set: Golden.PublishedComponents.Case) throws {
    let fit = try VarianceComponents(set.y, random: set.factors.map(\.factor), method: .anova)
    let table = try #require(fit.table)
    for (line, recomputed) in zip(table.lines, set.meanSquares) {
      #expect(agree(line.meanSquare, recomputed, digits: 10))
    }
    #expect(table.lines.map(\.degreesOfFreedom) == set.degreesOfFreedom)
    if let freedom = set.totalDF {
      #expect(agree(try #require(try fit.degreesOfFreedom(of: fit.total)), freedom, digits: 11))
    }
    if let total = set.components.first {
      #expect(prints(fit.estimate(of: fit.total), total))
      for (component, printed) in zip(fit.components, set.components.dropFirst()) {
        #expect(prints(component.variance, printed), "\(component.name)")
      }
    }
    let last = fit.components.count - 1
    for interval in set.intervals {
      let words = interval.kind.split(separator: "_").map(String.init)
      let index = words.contains("total") ? nil : fit.components.firstIndex { words.contains($0.name) } ?? last
      let coefficients = index.map { fit.only($0) } ?? fit.total
      let found: VarianceInterval
      if words[0] == "wald" {
        found = try fit.waldInterval(of: coefficients, level: 0.95)
      } else if words[0] == "sd" {
        // One-sided at 95 % on both sides.
        found = try #require(try fit.satterthwaiteInterval(of: coefficients, level: 0.90)).ofStandardDeviation
      } else {
        found = try #require(try fit.satterthwaiteInterval(of: coefficients, level: 0.95))
      }
      #expect(prints(found.lower, interval.ends[0]) && prints(found.upper, interval.ends[1]), "\(interval.kind)")
    }
  }

  /// A component whose degrees of freedom are 9e-6 has no chi-square interval (EP05-A2, day of series 1).
  @Test func `a component that is as good as zero has no chi-square interval`() throws {
    let set = try #require(
      Golden.load("variance-components-published", as: Golden.PublishedComponents.self).cases.first {
        $0.id == "vca_ep05a2_balanced_1"
      })
    let fit = try VarianceComponents(set.y, random: set.factors.map(\.factor), method: .anova)
    #expect(try fit.satterthwaiteInterval(of: fit.only(0), level: 0.95) == nil)
  }

  private static func certified(_ id: String) throws -> Golden.Components.Case {
    try #require(Golden.load("variance-components", as: Golden.Components.self).cases.first { $0.id == id })
  }

  /// Davies & Goldsmith (1972), as MixedModels.jl asserts them; the exact ML values are 1388.33…, 2451.25.
  @Test func `ML of the dyestuff is met to every printed digit`() throws {
    let set = try VarianceComponentTests.certified("d1-dyestuff")
    let ml = try VarianceComponents(set.y, random: set.random, method: .ml)
    let deviance = -2 * (try #require(ml.logLikelihood))
    #expect(prints(deviance, "327.3270599"))
    #expect(prints(deviance + 6, "333.3270599"))
    #expect(prints(ml.components[0].standardDeviation, "37.260345"))
    #expect(prints(ml.components[1].standardDeviation, "49.51010"))
    #expect(prints(ml.components[1].variance, "2451.250"))
    #expect(prints(ml.components[0].standardDeviation / ml.components[1].standardDeviation, "0.75258"))
    #expect(prints(ml.fixedEffects.covariance[0][0].squareRoot(), "17.69455"))
    #expect(prints(ml.fixedEffects.covariance[0][0], "313.0972"))
    #expect(agree(ml.components[0].variance, 4165.0 / 3, digits: 13))
    let reml = try VarianceComponents(set.y, random: set.random)
    #expect(prints(-2 * (try #require(reml.logLikelihood)), "319.65428"))
    #expect(prints(reml.components[0].variance, "1764.050"))
    #expect(prints(reml.fixedEffects.covariance[0][0], "375.717"))
    #expect(prints(reml.components[0].standardDeviation / reml.components[1].standardDeviation, "0.84832"))
  }

  @Test func `ML of the pastes is met to every printed digit`() throws {
    let set = try VarianceComponentTests.certified("d2-Pastes")
    let ml = try VarianceComponents(set.y, random: set.random, method: .ml)
    #expect(prints(-2 * (try #require(ml.logLikelihood)), "247.994"))
    #expect(prints(ml.fixedEffects.estimates[0], "60.053333"))
    #expect(prints(ml.fixedEffects.covariance[0][0].squareRoot(), "0.64214"))
    let deviations = ml.components.map(\.standardDeviation)
    #expect(prints(deviations[1] / deviations[2], "3.5269") && prints(deviations[0] / deviations[2], "1.3299"))
    #expect(prints(deviations[1], "2.9041") && prints(deviations[0], "1.09506") && prints(deviations[2], "0.82341"))
    #expect(prints(ml.components[2].variance, "0.6780"))
  }

  /// MixedModels.jl prints 0.845571948 and 1.770666461; Newton at 40 digits gives 0.845572190 and 1.770646279.
  @Test func `ML of the penicillin plates, which cross, is met to every printed digit`() throws {
    let plates = [
      "27 23 26 23 23 21", "27 23 26 23 23 21", "25 21 25 24 24 20", "26 23 25 23 23 20", "25 22 26 22 23 20",
      "24 22 25 23 22 19", "24 20 23 21 22 19", "26 22 26 24 24 21", "24 21 24 22 22 20", "24 21 24 23 22 19",
      "26 23 26 24 24 21", "25 22 26 24 24 20", "26 24 26 24 25 22", "26 23 26 23 23 20", "26 23 25 24 24 22",
      "25 22 25 23 23 20", "25 21 24 23 23 20", "25 22 24 23 23 19", "24 21 23 21 21 19", "26 23 26 24 24 21",
      "25 21 24 22 22 18", "25 22 25 22 22 20", "24 21 24 22 24 19", "24 21 24 22 21 18",
    ].map { $0.split(separator: " ").compactMap { Double($0) } }
    let random = [
      ModelFactor("plate", (0..<144).map { $0 / 6 }), ModelFactor("sample", (0..<144).map { $0 % 6 }),
    ]
    let ml = try VarianceComponents(plates.flatMap { $0 }, random: random, arrangement: .asCoded, method: .ml)
    #expect(agree(-2 * (try #require(ml.logLikelihood)), 332.188348668501, digits: 14))
    #expect(prints(ml.fixedEffects.estimates[0], "22.97222"))
    #expect(prints(ml.fixedEffects.covariance[0][0].squareRoot(), "0.7446"))
    #expect(agree(ml.components[0].standardDeviation, 0.845572189799974, digits: 12))
    #expect(agree(ml.components[1].standardDeviation, 1.77064627910313, digits: 12))
    #expect(agree(ml.components[2].standardDeviation, 0.549932196434027, digits: 12))
    let reml = try VarianceComponents(plates.flatMap { $0 }, random: random, arrangement: .asCoded)
    #expect(agree(reml.components[0].variance, 0.716908212560386, digits: 12))
    #expect(agree(reml.components[1].variance, 3.73091787439614, digits: 12))
    #expect(agree(-2 * (try #require(reml.logLikelihood)), 330.860588991086, digits: 13))
  }

  /// USP <1010>, appendix B. Its F of 34.80 is the quotient of rounded mean squares (34.89), and the variance 0.625 and
  /// the SDs 1.118 and 1.095 are cut, not rounded (0.62558, 1.11855, 1.09557).
  @Test func `USP 1010 appendix B is met but for its misprints`() throws {
    let runs = [
      [100.7, 101.05, 101.15], [99.46, 99.37, 99.59], [99.96, 100.17, 101.01], [101.8, 102.16, 102.44],
      [101.91, 102.0, 101.67],
    ]
    let fit = try VarianceComponents(
      runs.flatMap { $0 }, random: [ModelFactor("run", (0..<15).map { $0 / 3 })], method: .anova)
    let table = try #require(fit.table)
    #expect(prints(table.lines[0].sumOfSquares, "14.200") && prints(table.lines[1].sumOfSquares, "1.018"))
    #expect(prints(table.lines[0].meanSquare, "3.550") && prints(table.lines[1].meanSquare, "0.102"))
    let (run, residual) = (fit.components[0].variance, fit.components[1].variance)
    let formats = [(1.0, 1.0), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)].map { run / $0.0 + residual / ($0.0 * $0.1) }
    for (found, printed) in zip(formats, ["1.251", "1.200", "1.183", "0.62558", "0.600", "0.592"]) {
      #expect(prints(found, printed))
    }
    for (found, printed) in zip(formats, ["1.11855", "1.09557", "1.088", "0.791", "0.775", "0.769"]) {
      #expect(prints(found.squareRoot(), printed))
    }
    let analysis = try OneWayAnalysis(runs)
    #expect(agree(analysis.statistic, 34.8857442348, digits: 12))
    #expect(
      agree(
        try VarianceComponents(
          runs.flatMap { $0 }, random: [ModelFactor("run", (0..<15).map { $0 / 3 })]
        ).components[0].variance, run, digits: 12))
  }

  /// stackoverflow.com/questions/1401894: R's aov of four runs of three.
  @Test func `a published one-way analysis is met to every printed digit`() throws {
    let runs = [[9.85, 9.95, 10], [9.9, 8.8, 9.5], [11.2, 11.1, 9.8], [9.7, 10.1, 10]]
    let fit = try VarianceComponents(
      runs.flatMap { $0 }, random: [ModelFactor("run", (0..<12).map { $0 / 3 })], method: .anova)
    let table = try #require(fit.table)
    #expect(prints(table.lines[0].sumOfSquares, "2.57583") && prints(table.lines[1].sumOfSquares, "1.93833"))
    #expect(prints(table.lines[0].meanSquare, "0.85861") && prints(table.lines[1].meanSquare, "0.24229"))
    #expect(prints(fit.components[0].variance, "0.2054398") && prints(fit.components[1].variance, "0.2422917"))
    #expect(prints(fit.estimate(of: fit.total), "0.4477315"))
    let analysis = try OneWayAnalysis(runs)
    #expect(prints(analysis.statistic, "3.5437") && prints(analysis.pValue, "0.06769"))
    let total = try #require(try fit.satterthwaiteInterval(of: fit.total, level: 0.95))
    #expect(agree(total.lower, 0.191570636608, digits: 11) && agree(total.upper, 1.97740103675, digits: 11))
    let within = try #require(try fit.satterthwaiteInterval(of: fit.only(1), level: 0.95))
    #expect(agree(within.lower, 0.110543684331, digits: 11) && agree(within.upper, 0.889253562981, digits: 11))
  }

  /// Davies (1967), p. 107: mean squares 99.11, 1.406, 0.747 of 9 batches × 3 samples × 2.
  @Test func `components follow from a printed table of mean squares`() {
    let table = AnovaTable(lines: [
      .init(name: "batch", degreesOfFreedom: 8, sumOfSquares: 99.11 * 8, coefficients: [6, 2, 1]),
      .init(name: "sample", degreesOfFreedom: 18, sumOfSquares: 1.406 * 18, coefficients: [0, 2, 1]),
      .init(name: "residual", degreesOfFreedom: 27, sumOfSquares: 0.747 * 27, coefficients: [0, 0, 1]),
    ])
    #expect(prints(table.components[0], "16.284") && prints(table.components[1], "0.33"))
    #expect(prints(table.components[2], "0.747"))
    #expect(agree(table.components[1], 0.3295, digits: 12))
  }

  /// Analysts, runs and results of 18, 6 and 1: the analyst's mean square holds a third of the run's component exactly, which in
  /// doubles leaves 2e-17 of it. A bound that counted that for a third part would be another one: by SciPy the lower bound of
  /// Ting and others is 0.0432629933413664 of two parts, and 0.0440619367943217 where their cross term is halved.
  @Test func `a mean square whose weight cancels has no part in a bound`() {
    let table = AnovaTable(lines: [
      .init(name: "laboratory", degreesOfFreedom: 1, sumOfSquares: 2.3762, coefficients: [36, 18, 6, 1]),
      .init(name: "analyst", degreesOfFreedom: 2, sumOfSquares: 2 * 1.0220027777777778, coefficients: [0, 18, 6, 1]),
      .init(name: "run", degreesOfFreedom: 8, sumOfSquares: 8 * 0.6004152777777777, coefficients: [0, 0, 6, 1]),
      .init(
        name: "residual", degreesOfFreedom: 58, sumOfSquares: 58 * 0.10933084291187739, coefficients: [0, 0, 0, 1]),
    ])
    let weights = table.meanSquareWeights(of: [0, 1, 1.0 / 3, 1.0 / 3])
    #expect(weights[0] == 0 && weights[2] == 0)
    #expect(agree(weights[1], 1.0 / 18, digits: 14) && agree(weights[3], 5.0 / 18, digits: 14))
    let sum = VarianceSum(
      zip(table.meanSquares, weights).map { VarianceSum.Term(coefficient: $1, meanSquare: $0) })
    #expect(sum.terms.count == 2)
    #expect(agree(sum.lowerBound(level: 0.975), 0.0432629933413664, digits: 12))
  }
}
