import Foundation
import Statistics
import TestSupport
import Testing

struct MixedModelTests {
  private static func fit(
    _ set: Golden.MixedModels.Transfer, _ method: VarianceComponents.Method = .reml
  ) throws -> VarianceComponents {
    let laboratory = ModelFactor("laboratory", set.lab)
    return try VarianceComponents(
      set.values, random: [.interaction(laboratory, ModelFactor("day", set.day))], fixed: [FixedTerm(laboratory)],
      method: method)
  }

  /// The optimiser behind these leaves up to 1e-7 in the components.
  @Test(arguments: Golden.load("mixed-models", as: Golden.MixedModels.self).transfers)
  func `a difference of laboratories agrees with lmerTest and pbkrtest`(set: Golden.MixedModels.Transfer) throws {
    let fit = try MixedModelTests.fit(set)
    for (component, peer) in zip(fit.components, set.reml) { #expect(agree(component.variance, peer, digits: 7)) }
    let satterthwaite = try fit.fixedEffects.contrast([0, 1], rule: .satterthwaite)
    #expect(agree(satterthwaite.estimate, set.estimate, digits: 8))
    #expect(agree(satterthwaite.standardError, set.se, digits: 7))
    #expect(agree(satterthwaite.degreesOfFreedom, set.dfSatterthwaite, digits: 7))
    let kenwardRoger = try fit.fixedEffects.contrast([0, 1], rule: .kenwardRoger)
    #expect(agree(kenwardRoger.standardError, set.seKR, digits: 7))
    #expect(agree(kenwardRoger.degreesOfFreedom, set.dfKR, digits: 8))
    let interval = kenwardRoger.confidenceInterval(level: 0.90)
    #expect(agree(interval.lower, set.lowerKR, digits: 6) && agree(interval.upper, set.upperKR, digits: 6))
    // One contrast as a test: the same degrees of freedom, no scaling, and t² for F.
    let test = try fit.fixedEffects.kenwardRogerTest([[0, 1]])
    let t = kenwardRoger.estimate / kenwardRoger.standardError
    #expect(agree(test.denominatorDegreesOfFreedom, set.dfKR, digits: 8) && agree(test.scaling, 1, digits: 12))
    #expect(agree(test.statistic, t * t, digits: 11))
  }

  @Test(arguments: Golden.load("mixed-models", as: Golden.MixedModels.self).transfers)
  func `components beside a fixed laboratory agree with VCA's anovaMM`(set: Golden.MixedModels.Transfer) throws {
    let fit = try MixedModelTests.fit(set, .anova)
    for (component, peer) in zip(fit.truncated, set.anova) { #expect(agree(component.variance, peer, digits: 9)) }
    #expect(agree(try #require(try fit.degreesOfFreedom(of: fit.total, truncated: true)), set.anovaDF, digits: 10))
    #expect(agree(fit.fixedEffects.estimates[1], set.anovaEffect, digits: 10))
  }

  /// By hand: with balanced days within laboratories the difference is a two-sample t test on day means.
  @Test func `a balanced transfer is the t test on day means`() throws {
    let means = [[99.1, 100.4, 98.8, 99.9], [101.2, 100.1, 102.3, 100.8]]
    var (values, laboratory, day): ([Double], [Int], [Int]) = ([], [], [])
    for l in 0..<2 {
      for d in 0..<4 {
        for e in [-0.3, 0.1, 0.2] {
          values.append(means[l][d] + e)
          laboratory.append(l)
          day.append(l * 4 + d)
        }
      }
    }
    let factor = ModelFactor("laboratory", laboratory)
    let fit = try VarianceComponents(values, random: [ModelFactor("day", day)], fixed: [FixedTerm(factor)])
    let pooled = (try Moments(means[0]).variance + Moments(means[1]).variance) / 2
    for rule in [DegreesOfFreedomRule.satterthwaite, .kenwardRoger] {
      let contrast = try fit.fixedEffects.contrast([0, 1], rule: rule)
      #expect(agree(contrast.estimate, 1.55, digits: 12))
      #expect(agree(contrast.standardError, (pooled / 2).squareRoot(), digits: 11))
      #expect(agree(contrast.degreesOfFreedom, 6, digits: 10))
    }
    // The mean at laboratory 1, named by its code.
    let mean = try #require(fit.fixedEffects.weights(at: ["laboratory": 1]))
    #expect(mean == [1, 1] && fit.fixedEffects.weights(at: ["laboratory": 7]) == nil)
    #expect(agree(try fit.fixedEffects.contrast(mean, rule: .kenwardRoger).estimate, 101.1, digits: 12))
  }

  /// By hand: in a balanced complete block design Kenward-Roger is the F test of the blocks' analysis of variance, exactly:
  /// (treatments - 1) and (blocks - 1)(treatments - 1) degrees of freedom, no scaling.
  @Test func `three treatments in complete blocks have the exact F test`() throws {
    let table = [[8.1, 9.3, 9.9], [7.2, 8.8, 8.1], [9.4, 10.1, 11.6], [6.8, 8.2, 8.9], [8.8, 9.0, 10.7]]
    let block = ModelFactor("block", (0..<15).map { $0 / 3 })
    let treatment = ModelFactor("treatment", (0..<15).map { $0 % 3 })
    let fit = try VarianceComponents(
      table.flatMap { $0 }, random: [block], fixed: [FixedTerm(treatment)])
    let grand = table.flatMap { $0 }.reduce(0, +) / 15
    let columns = (0..<3).map { j in table.reduce(0) { $0 + $1[j] } / 5 }
    let rows = table.map { $0.reduce(0, +) / 3 }
    var residual = 0.0
    for i in 0..<5 {
      for j in 0..<3 {
        let rest = table[i][j] - rows[i] - columns[j] + grand
        residual += rest * rest
      }
    }
    let between = columns.reduce(0) { $0 + 5 * ($1 - grand) * ($1 - grand) }
    let test = try fit.fixedEffects.kenwardRogerTest([[0, 1, 0], [0, 0, 1]])
    #expect(agree(test.statistic, between / 2 / (residual / 8), digits: 10))
    #expect(agree(test.denominatorDegreesOfFreedom, 8, digits: 9) && agree(test.scaling, 1, digits: 10))
    #expect(test.numeratorDegreesOfFreedom == 2)
    #expect(agree(test.pValue, FDistribution(2, 8).upperTail(between / 2 / (residual / 8)), digits: 8))
  }

  /// By hand: in a Latin square with random rows and columns, which cross, it is the square's own F test with
  /// (n - 1) and (n - 1)(n - 2) degrees of freedom.
  @Test func `treatments in a Latin square have the exact F test`() throws {
    let table = [
      [9.1, 12.4, 13.3, 16.9], [11.2, 13.9, 17.1, 15.2], [15.4, 18.3, 15.9, 19.8], [16.8, 15.2, 18.9, 22.1],
    ]
    var grand = 0.0
    var (rows, columns, treatments) = ([0.0, 0, 0, 0], [0.0, 0, 0, 0], [0.0, 0, 0, 0])
    for i in 0..<4 {
      for j in 0..<4 {
        grand += table[i][j] / 16
        rows[i] += table[i][j] / 4
        columns[j] += table[i][j] / 4
        treatments[(i + j) % 4] += table[i][j] / 4
      }
    }
    var (residual, between) = (0.0, 0.0)
    for i in 0..<4 {
      between += 4 * (treatments[i] - grand) * (treatments[i] - grand)
      for j in 0..<4 {
        let fitted: Double = rows[i] + columns[j] + treatments[(i + j) % 4] - 2 * grand
        residual += (table[i][j] - fitted) * (table[i][j] - fitted)
      }
    }
    let fit = try VarianceComponents(
      table.flatMap { $0 },
      random: [ModelFactor("row", (0..<16).map { $0 / 4 }), ModelFactor("column", (0..<16).map { $0 % 4 })],
      fixed: [FixedTerm(ModelFactor("treatment", (0..<16).map { ($0 / 4 + $0 % 4) % 4 }))], arrangement: .asCoded)
    #expect(fit.components.filter(\.isAtZero).isEmpty)
    let test = try fit.fixedEffects.kenwardRogerTest([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    #expect(agree(test.statistic, between / 3 / (residual / 6), digits: 10))
    #expect(agree(test.denominatorDegreesOfFreedom, 6, digits: 9) && agree(test.scaling, 1, digits: 9))
    let one = try fit.fixedEffects.contrast([0, 1, -1, 0], rule: .kenwardRoger)
    #expect(agree(one.degreesOfFreedom, 6, digits: 9))
    #expect(agree(one.standardError, (residual / 6 / 2).squareRoot(), digits: 10))
  }

  /// lme4 interpolates its profiles, which leaves 2e-5.
  @Test(arguments: Golden.load("mixed-models", as: Golden.MixedModels.self).profiles)
  func `ML profiles agree with lme4`(set: Golden.MixedModels.Profile) throws {
    let random = [ModelFactor("laboratory", set.lab), ModelFactor("day", set.day)]
    let ml = try VarianceComponents(set.values, random: random, method: .ml)
    for (k, ends) in [set.lab_, set.day_, set.residual].enumerated() {
      let interval = try ml.profileInterval(of: ml.only(k), level: 0.95).ofStandardDeviation
      #expect(abs(interval.lower - ends[0]) < 3e-5 && abs(interval.upper - ends[1]) < 3e-5)
    }
  }

  /// By hand, for one component and the residual the restricted likelihood of a balanced series is that of two
  /// independent mean squares; the ends of the profile fall short by the quantile 3.8415 exactly.
  @Test func `the ends of a REML profile are where the likelihood has fallen by the quantile`() throws {
    let values = [1.0, 3, 5, 9, 6, 6, 2, 5]
    let random = [ModelFactor("day", [1, 1, 2, 2, 3, 3, 4, 4])]
    let fit = try VarianceComponents(values, random: random)
    let table = try #require(try VarianceComponents(values, random: random, method: .anova).table)
    let (b, w) = (table.lines[0].sumOfSquares, table.lines[1].sumOfSquares)
    func deviance(_ day: Double, _ residual: Double) -> Double {
      let between = 2 * day + residual
      let first: Double = 3 * log(between) + b / between
      let second: Double = 4 * log(residual) + w / residual
      return first + second
    }
    func least(_ f: (Double) -> Double, _ low: Double, _ high: Double) -> Double {
      var (a, c) = (low, high)
      for _ in 0..<200 {
        let (x, y) = (a + (c - a) / 3, c - (c - a) / 3)
        if f(x) < f(y) { c = y } else { a = x }
      }
      return f((a + c) / 2)
    }
    let best = deviance(fit.components[0].variance, fit.components[1].variance)
    let quantile = ChiSquare(degreesOfFreedom: 1).upperQuantile(0.1)
    let residual = try fit.profileInterval(of: fit.only(1), level: 0.9)
    let total = try fit.profileInterval(of: fit.total, level: 0.9)
    let day = try fit.profileInterval(of: fit.only(0), level: 0.9)
    for end in [residual.lower, residual.upper] {
      #expect(abs(least({ deviance($0, end) }, 0, 1e3) - best - quantile) < 1e-8)
    }
    for end in [total.lower, total.upper] {
      #expect(abs(least({ deviance(end - $0, $0) }, 1e-9, end) - best - quantile) < 1e-8)
    }
    #expect(abs(least({ deviance(day.upper, $0) }, 1e-9, 1e3) - best - quantile) < 1e-8)
    #expect(day.lower == 0 || abs(least({ deviance(day.lower, $0) }, 1e-9, 1e3) - best - quantile) < 1e-8)
    #expect(total.lower < fit.estimate(of: fit.total) && fit.estimate(of: fit.total) < total.upper)
  }

  /// Components at zero on the way: every profile closes round its estimate, and both ends are where it has fallen.
  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func `profiles close round the estimate, components at zero or not`(seed: UInt64) throws {
    let series = SimulatedSeries(seed: seed, deviations: [0, 0.3, 0, 0.5])
    for arrangement in [RandomArrangement.nested, .asCoded] {
      let fit = try series.fit(arrangement, .reml, fixed: false)
      for coefficients in fit.components.indices.map({ fit.only($0) }) + [fit.total] {
        let estimate = fit.estimate(of: coefficients)
        let narrow = try fit.profileInterval(of: coefficients, level: 0.5)
        let wide = try fit.profileInterval(of: coefficients, level: 0.95)
        #expect(wide.lower <= narrow.lower && narrow.lower <= estimate)
        #expect(estimate < narrow.upper && narrow.upper < wide.upper && wide.upper.isFinite)
      }
    }
  }

  /// An interaction of two fixed factors beside days that cross them: the projection handles what the tree cannot.
  @Test func `each laboratory's mean of each sample has its own weights`() throws {
    let series = SimulatedSeries(seed: 8, losing: 0.1)
    let laboratory = ModelFactor("laboratory", series.codes[0].map { $0 % 2 })
    let sample = ModelFactor("sample", series.sample)
    let day = ModelFactor("day", zip(series.codes[0], series.codes[1]).map { $0 * 10 + $1 })
    let run = ModelFactor("run", series.codes[2])
    let fit = try VarianceComponents(
      series.values, random: [day, run],
      fixed: [FixedTerm(laboratory), FixedTerm(sample), FixedTerm(laboratory, sample)])
    #expect(fit.fixedEffects.names.count == 6)
    let one = try #require(fit.fixedEffects.weights(at: ["laboratory": 1, "sample": 2]))
    let other = try #require(fit.fixedEffects.weights(at: ["laboratory": 0, "sample": 2]))
    let difference = try fit.fixedEffects.contrast(zip(one, other).map { $0 - $1 }, rule: .kenwardRoger)
    #expect(difference.degreesOfFreedom > 5 && difference.degreesOfFreedom < 40)
    let adjusted = try fit.fixedEffects.adjustedCovariance()
    for k in 0..<6 { #expect(adjusted[k][k] >= fit.fixedEffects.covariance[k][k] * 0.9999) }
  }
}
