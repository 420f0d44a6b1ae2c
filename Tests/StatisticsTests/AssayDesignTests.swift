import Statistics
import TestSupport
import Testing

/// Published examples to each printed digit, and every figure against least squares in 60 digits.
struct AssayDesignTests {
  typealias Assay = Golden.LinearAssays.Assay

  private func anova(_ assay: Assay, _ error: AssayErrorTerm = .withinTreatments) throws -> AssayAnova {
    assay.isParallel ? try assay.parallelLines(error).anova : try assay.slopeRatio(error).anova
  }

  private func line(_ effect: String, in anova: AssayAnova) throws -> AssayAnova.Line {
    try #require(anova.lines.first { $0.effect.description == effect }, "no line \(effect)")
  }

  @Test(arguments: Golden.LinearAssays.all.filter { $0.printed != nil })
  func `the analysis of variance is the published one in each printed digit`(assay: Assay) throws {
    let printed = try #require(assay.printed)
    let anova = try anova(assay)
    for row in printed.anova {
      let name = try #require(row[0])
      let found = try line(name, in: anova)
      func check(_ column: Int, _ value: @autoclosure () throws -> Double) rethrows {
        guard column < row.count, let text = row[column] else { return }
        let value = try value()
        #expect(printsAs(value, text), "\(assay.name), \(name): \(value) for \(text)")
      }
      check(1, Double(found.degreesOfFreedom))
      check(2, found.sumOfSquares)
      check(3, found.meanSquare ?? 0)
      try check(4, try anova.test(found.effect, against: .withinTreatments).statistic)
      try check(5, try anova.test(found.effect, against: .withinTreatments).pValue)
    }
    if let text = printed.correlation { #expect(printsAs(anova.correlation, text), "\(anova.correlation) for \(text)") }
  }

  @Test(arguments: Golden.LinearAssays.all.filter { $0.printed != nil && $0.isParallel })
  func `slope, potency and both limits are the published ones in each printed digit`(assay: Assay) throws {
    let printed = try #require(assay.printed)
    let found = try assay.parallelLines()
    let text = try #require(printed.slope)
    #expect(printsAs(found.slope.estimate, text), "\(found.slope.estimate) for \(text)")
    #expect(found.potencies.count == printed.potencies.count)
    for (potency, texts) in zip(found.potencies, printed.potencies) {
      let (estimate, limits) = potency.potency(assumed: assay.factor, level: 0.95)
      let lower = try #require(limits.lower)
      let upper = try #require(limits.upper)
      for (value, text) in zip([lower, estimate, upper], texts) {
        #expect(printsAs(value, text), "\(assay.name): \(value) for \(text)")
      }
    }
  }

  @Test(arguments: Golden.LinearAssays.all)
  func `sums of squares, slopes and potencies agree with least squares in 60 digits`(assay: Assay) throws {
    let anova = try anova(assay)
    let total = try line("total", in: anova).sumOfSquares
    for expected in assay.reference.anova {
      let found = try line(expected.effect, in: anova)
      #expect(found.degreesOfFreedom == expected.degreesOfFreedom)
      let isExact = abs(found.sumOfSquares - expected.sumOfSquares) <= 1e-14 * total
      #expect(
        isExact || agree(found.sumOfSquares, expected.sumOfSquares, digits: 12),
        "\(expected.effect): \(found.sumOfSquares) for \(expected.sumOfSquares)")
    }
    for expected in assay.reference.fits {
      let term = try #require(AssayErrorTerm(rawValue: expected.error))
      let (slope, error, potencies): (LineSlope, MeanSquare, [LinearPotency])
      if assay.isParallel {
        let found = try assay.parallelLines(term)
        (slope, error, potencies) = (found.slope, found.error, found.potencies)
        for (own, reference) in zip(try found.separateSlopes(error: term), try #require(assay.reference.separateSlopes))
        {
          #expect(agree(own.estimate, reference, digits: 12))
        }
      } else {
        let found = try assay.slopeRatio(term)
        (slope, error, potencies) = (found.slopes[0], found.error, found.potencies)
      }
      #expect(error.degreesOfFreedom == Double(expected.degreesOfFreedom))
      #expect(agree(error.value, expected.variance, digits: 12), "\(error.value) for \(expected.variance)")
      #expect(agree(slope.estimate, expected.slope, digits: 12))
      #expect(agree(slope.standardError, expected.slopeStandardError, digits: 12))
      for (potency, reference) in zip(potencies, expected.potencies) {
        let reference = try #require(reference)
        let set = potency.lnConfidenceSet(level: 0.95) ?? potency.confidenceSet(level: 0.95)
        let estimate = assay.isParallel ? potency.lnEstimate : potency.estimate
        for (value, exact) in zip([try #require(set.lower), estimate, try #require(set.upper)], reference) {
          #expect(
            agree(value, exact, digits: 12) || abs(value - exact) < 1e-13, "\(assay.name): \(value) for \(exact)")
        }
      }
    }
  }

  /// R holds the readings with an offset of 1e8 to fewer digits than the reference above.
  @Test(arguments: Golden.LinearAssays.all.filter { $0.peer != nil })
  func `R's lm agrees`(assay: Assay) throws {
    let peer = try #require(assay.peer)
    let digits = assay.name == "f4-pl-offset" ? 6 : 9
    let anova = try anova(assay, .aboutModel)
    let (slope, potency): (LineSlope, LinearPotency)
    if assay.isParallel {
      let found = try assay.parallelLines(.aboutModel)
      (slope, potency) = (found.slope, found.potencies[0])
    } else {
      let found = try assay.slopeRatio(.aboutModel)
      (slope, potency) = (found.slopes[0], found.potencies[0])
    }
    #expect(agree(try anova.error(.aboutModel).value, peer.s2, digits: digits))
    #expect(
      agree(slope.estimate, peer.slope, digits: digits) && agree(slope.standardError, peer.slopeSE, digits: digits))
    #expect(agree(potency.g(level: 0.95), peer.g, digits: digits))
    let set = potency.lnConfidenceSet(level: 0.95) ?? potency.confidenceSet(level: 0.95)
    let estimate = assay.isParallel ? potency.lnEstimate : potency.estimate
    for (value, exact) in zip(
      [try #require(set.lower), estimate, try #require(set.upper)], peer.lnPotency ?? peer.potency ?? [])
    { #expect(agree(value, exact, digits: digits - 1), "\(value) for \(exact)") }
    func check(_ effect: AssayEffect, _ term: AssayErrorTerm, _ f: Double?, _ p: Double?) throws {
      guard let f else { return }
      let test = try anova.test(effect, against: term)
      #expect(agree(test.statistic, f, digits: digits - 1), "\(effect): \(test.statistic) for \(f)")
      if let p { #expect(agree(test.pValue, p, digits: digits - 1)) }
    }
    try check(.nonParallelism, .aboutSeparateLines, peer.F_parallel, peer.p_parallel)
    try check(.nonLinearity, .withinTreatments, peer.F_linearity, peer.p_linearity)
    // R's lines of the assay with blanks give the blanks to the standard alone: another hypothesis.
    if assay.name != "f5-sr-blank" {
      try check(.intersection, .aboutSeparateLines, peer.F_intersection, peer.p_intersection)
    }
    if let f = peer.F_regression {
      let t = slope.estimate / slope.standardError
      #expect(agree(t * t, f, digits: digits))
    }
  }
}
