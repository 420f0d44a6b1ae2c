import Foundation
import Statistics
import TestSupport
import Testing

struct ParallelLineTests {
  private static let agar = Golden.LinearAssays.named("Agar diffusion")

  private func limits(_ potency: LinearPotency, level: Double = 0.95) throws -> (lower: Double, upper: Double) {
    let set = try #require(potency.lnConfidenceSet(level: level))
    return (try #require(set.lower), try #require(set.upper))
  }

  /// European Pharmacopoeia 5.3, sections 3.2.3 and 3.2.5, from totals: complete designs with equally spaced ln doses.
  @Test(arguments: [(2, 2, 10), (2, 3, 6), (4, 5, 3), (3, 4, 2)])
  func `in complete designs least squares are the formulas of the pharmacopoeia`(h: Int, d: Int, n: Int) throws {
    var random = SplitMix(seed: UInt64(100 * h + 10 * d + n))
    var (sums, linear, readings): ([Double], [Double], [LinearAssayReading]) = ([], [], [])
    var within = 0.0
    for k in 0..<h {
      var (sum, contrast) = (0.0, 0.0)
      for j in 1...d {
        let values = (0..<n).map { _ in 3 * Double(j) + Double(k) + random.normal() }
        let mean = values.reduce(0, +) / Double(n)
        within += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        sum += mean
        contrast += Double(j) * mean
        readings += values.map {
          LinearAssayReading(preparation: k, dose: Foundation.pow(1.5, Double(j)), response: $0)
        }
      }
      sums.append(sum)
      linear.append(contrast - 0.5 * Double(d + 1) * sum)
    }
    let (dn, dd, dh) = (Double(n), Double(d), Double(h))
    let factor = 12 * dn / (dd * dd * dd - dd)
    let total = linear.reduce(0, +)
    let regression = factor * total * total / dh
    let grand = sums.reduce(0, +)
    let preparations = dn / dd * sums.reduce(0) { $0 + $1 * $1 } - dn * grand * grand / (dh * dd)
    let found = try ParallelLineAssay(readings, preparations: (0..<h).map { "\($0)" })
    func squares(_ effect: AssayEffect) throws -> Double { try #require(found.anova[effect]).sumOfSquares }
    #expect(agree(try squares(.regression), regression, digits: 12))
    #expect(agree(try squares(.preparations), preparations, digits: 11))
    let nonParallel = factor * linear.reduce(0) { $0 + $1 * $1 } - regression
    #expect(abs(try squares(.nonParallelism) - nonParallel) < 1e-12 * regression)
    #expect(agree(try squares(.residual), within, digits: 12))
    let spacing = log(1.5)
    let slope = factor * total / (spacing * dn * dh)
    #expect(agree(found.slope.estimate, slope, digits: 12))
    let s2 = within / Double(h * d * (n - 1))
    let t = StudentT(degreesOfFreedom: Double(h * d * (n - 1))).upperQuantile(0.025)
    let c = regression / (regression - s2 * t * t)
    let v = regression / (slope * slope * dd * dn)
    for k in 1..<h {
      let m = (sums[k] - sums[0]) / (dd * slope)
      let half = ((c - 1) * (c * m * m + 2 * v)).squareRoot()
      let own = try limits(found.potencies[k - 1])
      #expect(abs(found.potencies[k - 1].lnEstimate - m) < 1e-13)
      #expect(abs(own.lower - (c * m - half)) < 1e-12 && abs(own.upper - (c * m + half)) < 1e-12)
    }
  }

  @Test func `units, offsets, order of readings and exchange of preparations change what they ought to and no more`()
    throws
  {
    let base = try ParallelLineTests.agar.parallelLines()
    let own = try limits(base.potencies[0])
    func refit(
      dose: (Double) -> Double = { $0 }, response: (Double) -> Double = { $0 }, swap: Bool = false
    ) throws -> ParallelLineAssay {
      let changed = ParallelLineTests.agar.responses.map {
        LinearAssayReading(
          preparation: swap ? 1 - $0.preparation : $0.preparation, dose: dose($0.dose), response: response($0.response))
      }
      return try ParallelLineAssay(changed, preparations: ["S", "T"], design: ParallelLineTests.agar.layout)
    }
    // Powers of two change no bit.
    for other in [try refit(dose: { 8 * $0 }), try refit(response: { $0 / 16 })] {
      #expect(other.potencies[0].lnEstimate == base.potencies[0].lnEstimate)
      let shifted = try limits(other.potencies[0])
      #expect(shifted == own)
    }
    for other in [
      try refit(dose: { 0.037 * $0 }), try refit(response: { 1e6 + 3 * $0 }), try refit(response: { -7 * $0 }),
    ] {
      let shifted = try limits(other.potencies[0])
      #expect(abs(other.potencies[0].lnEstimate - base.potencies[0].lnEstimate) < 1e-13)
      #expect(abs(shifted.lower - own.lower) < 1e-13 && abs(shifted.upper - own.upper) < 1e-13)
    }
    let swapped = try refit(swap: true)
    let turned = try limits(swapped.potencies[0])
    #expect(abs(swapped.potencies[0].lnEstimate + base.potencies[0].lnEstimate) < 1e-14)
    #expect(abs(turned.lower + own.upper) < 1e-14 && abs(turned.upper + own.lower) < 1e-14)
    guard case .latinSquare(let rows, let columns) = ParallelLineTests.agar.layout else {
      Issue.record("the design is a Latin square")
      return
    }
    let reversed = try ParallelLineAssay(
      ParallelLineTests.agar.responses.reversed(), preparations: ["S", "T"],
      design: .latinSquare(rows: rows.reversed(), columns: columns.reversed()))
    #expect(reversed.anova == base.anova && reversed.potencies == base.potencies && reversed.lines == base.lines)
    #expect(reversed.residuals == base.residuals.reversed())
  }

  @Test func `the potency in units is relative potency times assumed potency times dilution`() throws {
    let potency = try ParallelLineTests.agar.parallelLines().potencies[0]
    let plain = potency.potency(assumed: 1, level: 0.95)
    let scaled = potency.potency(assumed: 500, dilution: 0.5, level: 0.95)
    #expect(agree(scaled.estimate, 250 * plain.estimate, digits: 14))
    let upper = try #require(plain.limits.upper)
    #expect(agree(try #require(scaled.limits.upper), 250 * upper, digits: 14))
    #expect(potency.confidenceSet(level: 0.95) == plain.limits && potency.estimate == plain.estimate)
    // For what the delta method is worth beside Fieller's limits at so small a g.
    let t = StudentT(degreesOfFreedom: potency.degreesOfFreedom).upperQuantile(0.025)
    let own = try limits(potency)
    #expect(agree(potency.lnStandardError, (own.upper - own.lower) / (2 * t), digits: 1))
  }

  @Test func `slopes fitted alone have a difference and a ratio with intervals`() throws {
    let assay = try Golden.LinearAssays.named("f4-pl-4+4").parallelLines(.aboutModel)
    let found = try assay.slopeComparisons(error: .aboutSeparateLines)[0]
    // R 4.2.2: lm(y ~ curve * x), the coefficient curveT:x.
    #expect(agree(found.difference.estimate, -2.0296014172106394, digits: 11))
    // Its t test is the F test of non-parallelism.
    let t = found.difference.estimate / found.difference.standardError
    let f = try assay.anova.test(.nonParallelism, against: .aboutSeparateLines)
    #expect(agree(t * t, f.statistic, digits: 11) && f.errorTerm == .aboutSeparateLines)
    let slopes = try assay.separateSlopes(error: .aboutSeparateLines)
    #expect(agree(found.ratio.estimate, slopes[1].estimate / slopes[0].estimate, digits: 14))
    let wide = try Margin(lower: 0.8, upper: 1.25)
    #expect(found.isRatioEquivalent(within: wide, alpha: 0.05))
    #expect(!found.isRatioEquivalent(within: try Margin(lower: 0.99, upper: 1.01), alpha: 0.05))
    let interval = found.difference.confidenceInterval(level: 0.9)
    let test = found.equivalence(within: try Margin(lower: interval.lower * 1.001, upper: interval.lower.magnitude * 2))
    #expect(test.pValue < 0.05)
  }

  @Test(arguments: ["Erythropoietin, wells missing", "HepatitisB", "HumanHepatitis", "Diphteria"])
  func `residuals are those of the model, and lines pass through what is fitted`(name: String) throws {
    let assay = Golden.LinearAssays.named(name)
    let found = try assay.parallelLines(.aboutModel)
    let squares = found.residuals.reduce(0) { $0 + $1 * $1 }
    #expect(agree(squares, found.error.value * found.error.degreesOfFreedom, digits: 11))
    for (reading, (fitted, residual)) in zip(assay.responses, zip(found.fittedValues, found.residuals)) {
      let value = found.scale.value(of: reading.response)
      #expect(abs(fitted + residual - value) <= 1e-13 * abs(value) + 1e-300)
      let back = try #require(found.scale.response(at: value))
      #expect(agree(back, reading.response, digits: 13))
      if case .completelyRandomised = assay.layout {
        let line = found.lines[reading.preparation].value(at: log(reading.dose))
        #expect(abs(line - fitted) < 1e-12 * max(1, abs(fitted)))
      }
    }
    #expect(found.separateLines.map(\.meanResponse) == found.lines.map(\.meanResponse))
    #expect(AssayResponseScale.squareRoot.response(at: -1) == nil)
  }

  @Test func `suitability by significance names what it tested, and what it could not`() throws {
    let corticotrophin = try Golden.LinearAssays.named("Corticotrophin").parallelLines()
    let findings = corticotrophin.anova.findings(ParallelLineAssay.compendialRequirements(alpha: 0.05))
    guard case .met(let regression) = findings[0].outcome, case .notMet(let parallelism) = findings[1].outcome else {
      Issue.record("a significant regression, and slopes that differ: \(findings)")
      return
    }
    #expect(regression.errorTerm == .withinTreatments && regression.denominatorDegreesOfFreedom == 54)
    #expect(prints(parallelism.pValue, "0.007"))
    #expect(findings[2].outcome == .notTested(because: .notInDesign(.nonLinearity)))
  }

  @Test func `doses that differ in their last bits are one dose`() throws {
    let exact = try ParallelLineTests.agar.parallelLines()
    let computed = ParallelLineTests.agar.responses.enumerated().map { i, reading in
      LinearAssayReading(
        preparation: reading.preparation, dose: i % 2 == 0 ? reading.dose : reading.dose.nextUp.nextUp,
        response: reading.response)
    }
    let found = try ParallelLineAssay(computed, preparations: ["S", "T"], design: ParallelLineTests.agar.layout)
    #expect(found.anova.lines.map(\.degreesOfFreedom) == exact.anova.lines.map(\.degreesOfFreedom))
    #expect(abs(found.potencies[0].lnEstimate - exact.potencies[0].lnEstimate) < 1e-14)
  }

  /// A signal of 2 over a background of 1e6 with noise of 1e-7.
  @Test func `a small signal over a large background keeps its potency`() throws {
    let shift = log(1.25)
    func response(_ preparation: Int, _ dose: Double, _ k: Int) -> Double {
      1e6 + 2 * (log(dose) + (preparation == 1 ? shift : 0)) / log(8) + (k == 0 ? 1e-7 : -1e-7)
    }
    let readings = (0..<2).flatMap { p in
      [1.0, 2, 4, 8].flatMap { dose in
        (0..<2).map { LinearAssayReading(preparation: p, dose: dose, response: response(p, dose, $0)) }
      }
    }
    let found = try ParallelLineAssay(readings, preparations: ["S", "T"])
    #expect(abs(found.potencies[0].estimate - 1.25) < 1e-9)
  }

  /// A potency beyond e^700 is refused; its set would be unbounded.
  private func assayUnlessFlat(_ readings: [LinearAssayReading]) throws -> ParallelLineAssay? {
    do {
      return try ParallelLineAssay(readings, preparations: ["S", "T"])
    } catch {
      guard error == .flatSlope else { throw error }
      return nil
    }
  }

  /// Exact in theory. A short run of `docs/verification.md`: 3 doses, two preparations, two wells each less two missing.
  @Test(arguments: [(4.0, 0.3), (0.9, 0.0), (1.2, 1.0)])
  func `the 95 % Fieller set covers the true potency in 95 % of assays`(slope: Double, shift: Double) throws {
    var random = SplitMix(seed: 2_026)
    let assays = 2_500
    var (covered, shapes) = (0, [0, 0, 0])
    for _ in 0..<assays {
      var readings: [LinearAssayReading] = []
      for p in 0..<2 {
        for (j, dose) in [1.0, 2, 4].enumerated() {
          for k in 0..<3 where !(k == 2 && (p + j) % 3 == 0) {
            let mean = slope * (log(dose) + (p == 1 ? shift : 0))
            readings.append(LinearAssayReading(preparation: p, dose: dose, response: mean + random.normal()))
          }
        }
      }
      guard let assay = try assayUnlessFlat(readings) else {
        shapes[2] += 1
        covered += 1
        continue
      }
      let set = assay.potencies[0].lnConfidenceSet(level: 0.95)
      switch try #require(set) {
      case .bounded(let lower, let upper):
        shapes[0] += 1
        let (low, high) = (try #require(lower), try #require(upper))
        if low <= shift && shift <= high { covered += 1 }
      case .exclusive(let below, let above):
        shapes[1] += 1
        if shift <= below || shift >= above { covered += 1 }
      case .unbounded:
        shapes[2] += 1
        covered += 1
      }
    }
    let band = 3.29 * (0.95 * 0.05 / Double(assays)).squareRoot()
    let share = Double(covered) / Double(assays)
    #expect(abs(share - 0.95) <= band, "\(share), shapes \(shapes)")
    if slope < 1 { #expect(shapes[2] > 0) }
  }
}
