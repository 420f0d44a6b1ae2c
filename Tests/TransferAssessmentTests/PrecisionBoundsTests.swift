import AssayData
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// Criteria on precision whose variance is a combination of mean squares with coefficients of both signs.
struct PrecisionBoundsTests {
  /// Means of the runs 99, 101, 103, 100, 102, 101, duplicates ± `half`.
  private func finding(half: Int, measure: String, reportable: String) throws -> Finding {
    let transferProtocol = try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: P-1, title: Precision, kind: transfer}
        sending: A
        receiving: [B]
        data:
          layout: long
          delimiter: ","
          decimal: "."
          columns: {laboratory: lab, run: run, sample: sample, replicate: replicate, value: result, unit: unit}
        attributes:
          - id: content
            title: Content
            unit: mg
            scale: linear
            digits: 1
            unitOfReplication: run
            design: {samples: [LOT1], runs: 6, samplesPerRun: all, replicates: 2}
            criteria:
              - id: AC-1
                kind: intermediate-precision
                laboratory: receiving
                measure: \(measure)
                sources: [run]
                \(reportable)
                limit: 100
                alpha: 0.05
                justification: {source: capability, text: VR-1}

        """, file: "protocol.yaml")
    var rows = ["lab,run,sample,replicate,result,unit"]
    for laboratory in ["A", "B"] {
      for (run, mean) in [99, 101, 103, 100, 102, 101].enumerated() {
        rows.append("\(laboratory),\(laboratory)\(run),LOT1,1,\(mean - half),mg")
        rows.append("\(laboratory),\(laboratory)\(run),LOT1,2,\(mean + half),mg")
      }
    }
    let data = try AssayData(
      reading: [
        .init(
          name: "results.csv", bytes: Array((rows.joined(separator: "\n") + "\n").utf8),
          mapping: try transferProtocol.mapping(forFile: "results.csv"))
      ], for: transferProtocol.vocabulary)
    return try #require(try Assessment(of: data, against: transferProtocol).findings.first)
  }

  /// By hand: run means vary with S = 2 on 5 df, within runs the variance is 2 half²; a mean of four replicates has the
  /// coefficients 1 and 1/4 - 1/2. Above, the negative one is left out; below, S is taken by (1/4)/(1/2) and nothing else.
  @Test func `a reportable mean of more replicates than were measured is judged`() throws {
    let finding = try finding(half: 1, measure: "sd", reportable: "reportable: {runs: 1, replicates: 4}")
    let evidence = try #require(finding.evidence)
    #expect(finding.verdict == .pass)
    #expect(agree(evidence.estimate, 1.5.squareRoot()))
    let chiSquare = ChiSquare(degreesOfFreedom: 5)
    #expect(agree(evidence.judged.upper ?? 0, (2 * 5 / chiSquare.lowerQuantile(0.05)).squareRoot()))
    #expect(agree(evidence.opposite ?? 0, (0.5 * 2 * 5 / chiSquare.upperQuantile(0.05)).squareRoot()))
    #expect(evidence.upperPValue == nil && evidence.degreesOfFreedom == nil)
    #expect(
      evidence.method.contains("modified large sample method of Graybill and Wang")
        && evidence.method.contains("at 95 %"))
  }

  @Test func `a variance that comes out negative is judged by its positive terms, and that is named`() throws {
    let finding = try finding(half: 3, measure: "sd", reportable: "reportable: {runs: 1, replicates: 40}")
    let evidence = try #require(finding.evidence)
    #expect(finding.verdict == .pass)
    #expect(agree(evidence.estimate, 2.0.squareRoot()))
    #expect(evidence.degreesOfFreedom == nil)
    #expect((evidence.judged.upper ?? 0) > evidence.estimate)
    #expect(finding.remarks.contains { $0.contains("estimated as negative") })
  }

  @Test func `runs that agree far better than their replicates are judged too, and fail nothing`() throws {
    let finding = try finding(half: 60, measure: "sd", reportable: "reportable: {runs: 1, replicates: 40}")
    #expect(finding.verdict == .pass && finding.evidence != nil)
  }

  /// By hand: s² = 2 + (1 - 1/2) 2 = 3 at a mean of 101, whose standard error is sqrt(2/6) with 5 degrees of freedom.
  @Test func `a linear coefficient of variation takes the error of its mean from the runs`() throws {
    let finding = try finding(half: 1, measure: "cv", reportable: "")
    let evidence = try #require(finding.evidence)
    #expect(agree(evidence.estimate, 100 * 3.0.squareRoot() / 101))
    let variance = VarianceSum([
      .init(coefficient: 1, meanSquare: MeanSquare(name: "run", value: 2, degreesOfFreedom: 5)),
      .init(coefficient: 0.5, meanSquare: MeanSquare(name: "repeatability", value: 2, degreesOfFreedom: 6)),
    ])
    let cv = try CoefficientOfVariation(
      variance: variance, mean: MeanEstimate(centred: 101, variance: 2.0 / 6, degreesOfFreedom: 5, units: 6))
    #expect(agree(evidence.judged.upper ?? 0, 100 * cv.upperBound(level: 0.95)))
    #expect(evidence.method.contains("MOVER"))
  }
}
