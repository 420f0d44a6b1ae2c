import Foundation
import TestSupport
import Testing

/// Published figures through the whole command: file in, record out.
struct PublishedTests {
  struct Study: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    /// Paths of the record with what is printed there.
    let printed: [(path: String, text: String)]
    var testDescription: String { name }
  }

  static let studies: [Study] = [
    // CRAN VCA, dataEP05A3_MS_1 with SAS PROC MIXED reference values: 3 sites × 5 days × 5 results.
    Study(
      name: "EP05-A3 multi-site, analysis of variance",
      arguments: ["ep05a3-multisite-1.csv", "--value", "y", "--factors", "site,day", "--method", "anova"],
      printed: [
        ("total.variance", "3.635232"), ("components.site.variance", "1.017401"),
        ("components.day.variance", "0.345882"), ("components.residual.variance", "2.271949"),
        ("components.site.intervals.wald.lower", "-1.2939"), ("components.site.intervals.wald.upper", "3.3287"),
        ("components.day.intervals.wald.lower", "-0.3148"), ("components.day.intervals.wald.upper", "1.0065"),
        ("repeatability.interval.lower", "1.6365"), ("repeatability.interval.upper", "3.3674"),
        ("reproducibility.intervals.satterthwaite.lower", "2.0437"),
        ("reproducibility.intervals.satterthwaite.upper", "8.1959"),
        ("reproducibility.degreesOfFreedom", "16.8898817679"),
      ]),
    Study(
      name: "EP05-A3 multi-site, REML, which is the same in a balanced design",
      arguments: ["ep05a3-multisite-1.csv", "--value", "y", "--factors", "site,day"],
      printed: [
        ("total.variance", "3.635232"), ("components.site.variance", "1.017401"),
        ("components.day.variance", "0.345882"), ("components.residual.variance", "2.271949"),
        ("repeatability.interval.upper", "3.3674"), ("reproducibility.intervals.satterthwaite.upper", "8.1959"),
      ]),
    // CRAN VCA, Roche WinCAEv PrecPerf reference: one-sided 95 % limits of the SD; 21 days × 2 runs × 2 results.
    Study(
      name: "WinCAEv PrecPerf, one-sided limits",
      arguments: [
        "precperf1.csv", "--value", "y", "--factors", "day,run", "--method", "anova", "--level", "0.90",
      ],
      printed: [
        ("repeatability.standardDeviationInterval.lower", "0.12750817"),
        ("repeatability.standardDeviationInterval.upper", "0.18324098"),
        // The squares of 1.45561309 and 2.43889695.
        ("total.intervals.satterthwaite.lower", "2.118809"), ("total.intervals.satterthwaite.upper", "5.948218"),
      ]),
    // Davies & Goldsmith (1972) §6.4; asserted by MixedModels.jl and lme4.
    Study(
      name: "dyestuff, REML", arguments: ["dyestuff.csv", "--value", "yield", "--factors", "batch"],
      printed: [
        ("components.batch.variance", "1764.050"), ("components.residual.variance", "2451.250"),
        ("fit.minusTwoLogLikelihood", "319.65428"),
      ]),
    Study(
      name: "dyestuff, ML", arguments: ["dyestuff.csv", "--value", "yield", "--factors", "batch", "--method", "ml"],
      printed: [
        ("components.batch.standardDeviation", "37.260345"), ("components.residual.standardDeviation", "49.51010"),
        ("fit.minusTwoLogLikelihood", "327.3270599"),
      ]),
    // Davies & Goldsmith (1972) §6.5; asserted by MixedModels.jl. Casks are lettered anew in each batch.
    Study(
      name: "pastes, ML",
      arguments: ["pastes.csv", "--value", "strength", "--factors", "batch,cask", "--method", "ml"],
      printed: [
        ("mean", "60.053333"), ("components.cask.standardDeviation", "2.9041"),
        ("components.batch.standardDeviation", "1.09506"), ("components.residual.standardDeviation", "0.82341"),
        ("components.residual.variance", "0.6780"), ("fit.minusTwoLogLikelihood", "247.994"),
      ]),
    // Davies & Goldsmith (1972) §6.6; asserted by MixedModels.jl.
    Study(
      name: "penicillin, crossed, ML",
      arguments: [
        "penicillin.csv", "--value", "diameter", "--factors", "plate,sample", "--crossed", "--method", "ml",
      ],
      printed: [
        ("mean", "22.97222"), ("components.plate.standardDeviation", "0.8456"),
        ("components.sample.standardDeviation", "1.771"), ("components.residual.standardDeviation", "0.5499"),
        ("components.residual.variance", "0.3024"), ("fit.minusTwoLogLikelihood", "332.188"),
      ]),
    // USP <1010> (USP 29), appendix B, tables 1 and 2. It truncates var 0.6256 (2 × 1) to 0.625 and the SDs 1.1186 (1 × 1)
    // and 1.0956 (1 × 2) to 1.118 and 1.095: recomputed values stand here for these three.
    Study(
      name: "USP <1010> appendix B",
      arguments: ["usp1010-appendix-b.csv", "--value", "y", "--factors", "run", "--method", "anova"],
      printed: [
        ("meanSquares.run.sumOfSquares", "14.200"), ("meanSquares.residual.sumOfSquares", "1.018"),
        ("meanSquares.run.meanSquare", "3.550"), ("meanSquares.residual.meanSquare", "0.102"), ("mean", "100.96"),
        ("formats.1x1.variance", "1.251"), ("formats.1x2.variance", "1.200"), ("formats.1x3.variance", "1.183"),
        ("formats.2x1.variance", "0.626"), ("formats.2x2.variance", "0.600"), ("formats.2x3.variance", "0.592"),
        ("formats.1x1.standardDeviation", "1.119"), ("formats.1x2.standardDeviation", "1.096"),
        ("formats.1x3.standardDeviation", "1.088"), ("formats.2x1.standardDeviation", "0.791"),
        ("formats.2x2.standardDeviation", "0.775"), ("formats.2x3.standardDeviation", "0.769"),
        ("formats.1x1.coefficientOfVariation.estimate", "1.11"),
        ("formats.1x2.coefficientOfVariation.estimate", "1.09"),
        ("formats.1x3.coefficientOfVariation.estimate", "1.08"),
        ("formats.2x1.coefficientOfVariation.estimate", "0.78"),
        ("formats.2x2.coefficientOfVariation.estimate", "0.77"),
        ("formats.2x3.coefficientOfVariation.estimate", "0.76"),
      ]),
  ]

  @Test(arguments: studies)
  func `the record holds what is published, to its last digit`(study: Study) throws {
    let record = try Program.record(study.arguments)
    for (path, text) in study.printed {
      let value = try #require(record.number(path), "\(path)")
      #expect(prints(value, text), "\(path): \(value), published \(text)")
    }
  }
}
