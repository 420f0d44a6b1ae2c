import Statistics
import TestSupport
import Testing

struct SecondLinesTests {
  private static func exponential(_ x: Double) -> Double { AnalysisScale.log.reported(x) }

  /// A random assay, some of its wells lost.
  private func readings(_ random: inout SplitMix, form: SecondEngine.Lines.Form, preparations: Int) -> (
    [LinearAssayReading], [Int]
  ) {
    let (doses, replicates) = (3 + Int(random.uniform() * 3), 2 + Int(random.uniform() * 3))
    let (slope, spread, losing) = (0.5 + random.uniform(), 0.05 + 0.2 * random.uniform(), 0.05)
    var (list, blocks): ([LinearAssayReading], [Int]) = ([], [])
    for k in 0..<preparations {
      let shift = 0.5 * random.normal()
      for j in 0..<doses {
        for block in 0..<replicates where random.uniform() > losing || block == 0 {
          let dose = form == .parallel ? Self.exponential(0.7 * Double(j)) : Double(j + 1)
          let line =
            form == .parallel ? slope * (0.7 * Double(j) + shift) : slope * dose * Self.exponential(0.3 * shift)
          let response = 10 + line + 0.2 * Double(block) + spread * random.normal()
          list.append(LinearAssayReading(preparation: k, dose: dose, response: response))
          blocks.append(block)
        }
      }
    }
    if form == .slopeRatio {
      for block in 0..<replicates {
        list.append(LinearAssayReading(preparation: 0, dose: 0, response: 10 + spread * random.normal()))
        blocks.append(block)
      }
    }
    return (list, blocks)
  }

  @Test func `both engines agree on 2,000 random assays with straight lines`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_206)
    var assays = 0
    while assays < 2_000 {
      let form: SecondEngine.Lines.Form = assays % 3 == 0 ? .slopeRatio : .parallel
      let count = 2 + assays % 2
      let (list, blocks) = readings(&random, form: form, preparations: count)
      let design: AssayDesign = assays % 4 == 0 ? .randomisedBlock(blocks: blocks) : .completelyRandomised
      let term = AssayErrorTerm.allCases[assays % 3]
      let scale: AssayResponseScale = assays % 5 == 0 ? .naturalLogarithm : .asMeasured
      let names = (0..<count).map { "\($0)" }
      let second = try SecondEngine.Lines(list, preparations: count, design: design, scale: scale, form: form)
      switch form {
      case .parallel:
        guard
          let first = try? ParallelLineAssay(
            list, preparations: names, design: design, scale: scale, errorTerm: term)
        else { continue }
        tally.add(second.checks(of: first, level: 0.95))
      case .slopeRatio:
        guard
          let first = try? SlopeRatioAssay(list, preparations: names, design: design, scale: scale, errorTerm: term)
        else { continue }
        tally.add(second.checks(of: first, level: 0.95))
      }
      assays += 1
    }
    tally.expectAgreement()
  }

  @Test(arguments: Golden.LinearAssays.all)
  func `both engines agree on published assays`(assay: Golden.LinearAssays.Assay) throws {
    var tally = Tally()
    let second = try SecondEngine.Lines(
      assay.responses, preparations: assay.preparations.count, design: assay.layout,
      scale: AssayResponseScale(rawValue: assay.scale) ?? .asMeasured, form: assay.isParallel ? .parallel : .slopeRatio)
    for term in AssayErrorTerm.allCases {
      if assay.isParallel {
        guard let first = try? assay.parallelLines(term) else { continue }
        tally.add(second.checks(of: first, level: 0.95))
      } else {
        guard let first = try? assay.slopeRatio(term) else { continue }
        tally.add(second.checks(of: first, level: 0.95))
      }
    }
    tally.expectAgreement()
  }

  @Test func `faults put into straight lines are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 41)
    for _ in 0..<100 {
      let (list, blocks) = readings(&random, form: .parallel, preparations: 2)
      let names = ["S", "T"]
      let plain = try SecondEngine.Lines(list, preparations: 2, form: .parallel)
      if let blocked = try? ParallelLineAssay(list, preparations: names, design: .randomisedBlock(blocks: blocks)) {
        faults.add("lines: blocks taken out or not", plain.checks(of: blocked, level: 0.95))
      }
      guard let first = try? ParallelLineAssay(list, preparations: names) else { continue }
      let exchanged = list.map {
        LinearAssayReading(preparation: 1 - $0.preparation, dose: $0.dose, response: $0.response)
      }
      let other = try SecondEngine.Lines(exchanged, preparations: 2, form: .parallel)
      faults.add("lines: the standard's potency over the test's", other.checks(of: first, level: 0.95))
      // Fieller's set by the first engine's own numbers, with a fault in one of them.
      let ratio = first.potencies[0].ratio
      let right = SecondEngine.FiellerTest(
        numerator: ratio.numerator, denominator: ratio.denominator, numeratorVariance: ratio.numeratorVariance,
        covariance: ratio.covariance, denominatorVariance: ratio.denominatorVariance,
        degreesOfFreedom: ratio.degreesOfFreedom)
      func wrong(_ covariance: Double, _ freedom: Double) -> ConfidenceSet {
        FiellerRatio(
          numerator: ratio.numerator, denominator: ratio.denominator, numeratorVariance: ratio.numeratorVariance,
          covariance: covariance, denominatorVariance: ratio.denominatorVariance, degreesOfFreedom: freedom
        ).confidenceSet(level: 0.95)
      }
      let freedom = ratio.degreesOfFreedom
      faults.add(
        "lines: one degree of freedom more", right.checks(of: wrong(ratio.covariance, freedom + 1), level: 0.95))
      faults.add("lines: another level", right.checks(of: ratio.confidenceSet(level: 0.9), level: 0.95))
      let covariance = 0.3 * (ratio.numeratorVariance * ratio.denominatorVariance).squareRoot()
      let signed = SecondEngine.FiellerTest(
        numerator: ratio.numerator, denominator: ratio.denominator, numeratorVariance: ratio.numeratorVariance,
        covariance: covariance, denominatorVariance: ratio.denominatorVariance, degreesOfFreedom: freedom)
      faults.add("lines: the sign of the covariance", signed.checks(of: wrong(-covariance, freedom), level: 0.95))
    }
    faults.expectFound()
  }
}
