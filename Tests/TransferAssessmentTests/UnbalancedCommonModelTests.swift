import TestSupport
import Testing

@testable import Transfer

/// R 4.2.2, lme4 1.1-31, lmerTest 3.1-3, pbkrtest: `lmer(y ~ lab + (1 | run))`, REML, 3 runs a laboratory of 3 replicates, of
/// which one of S run 2 and one of R run 6 are lost; `summary(m, ddf = "Kenward-Roger")`, and with the default.
struct UnbalancedCommonModelTests {
  private static let results = """
    lab,run,y
    S,1,100.1
    S,1,100.6
    S,1,99.8
    S,2,101.2
    S,2,101.1
    S,3,99.0
    S,3,99.6
    S,3,99.3
    R,4,100.9
    R,4,101.4
    R,4,101.2
    R,5,102.3
    R,5,102.8
    R,5,102.0
    R,6,100.2
    R,6,99.6

    """

  @Test(arguments: [
    ("", 0.887808584764, 3.99942717466), (", degreesOfFreedom: satterthwaite", 0.887773100537, 3.97623360109),
  ])
  func `one common model of unbalanced data agrees with lme4 and pbkrtest`(
    option: String, standardError: Double, degreesOfFreedom: Double
  ) throws {
    let assessment = try assess(
      protocolText: """
        schema: methodtransfer/protocol/1
        study: {id: C, title: Common, kind: transfer}
        sending: S
        receiving: [R]
        data: {delimiter: ",", decimal: ".", columns: {laboratory: lab, run: run, value: y}}
        attributes:
          - id: a
            title: A
            unit: mg
            scale: linear
            unitOfReplication: run
            criteria:
              - {id: A, kind: mean-difference, variances: pooled, limits: [-3, 3], alpha: 0.05\(option), justification: {source: specification, text: t}}

        """, results: Self.results)
    let evidence = try #require(assessment.findings.first?.evidence)
    #expect(agree(evidence.estimate, 0.950616408151, digits: 6))
    #expect(agree(try #require(evidence.standardError), standardError, digits: 6))
    #expect(agree(try #require(evidence.degreesOfFreedom), degreesOfFreedom, digits: 6))
  }
}
