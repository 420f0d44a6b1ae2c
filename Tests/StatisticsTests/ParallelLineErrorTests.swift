import Statistics
import TestSupport
import Testing

/// Parallel-line assays without a potency, or with less of one than it seems.
struct ParallelLineErrorTests {
  private static let agar = Golden.LinearAssays.named("Agar diffusion")
  private static let two = ["S", "T"]

  private static func readings(_ table: [(Int, Double, [Double])]) -> [LinearAssayReading] {
    table.flatMap { preparation, dose, responses in
      responses.map { LinearAssayReading(preparation: preparation, dose: dose, response: $0) }
    }
  }

  /// Noise without a slope, and preparations alike or far apart.
  @Test func `a flat slope leaves an unbounded or an exclusive set, and none at all is refused`() throws {
    let noise = [3.1, -2.2, 0.4, 1.7, -0.9, 2.5]
    func table(_ shift: Double) -> [LinearAssayReading] {
      ParallelLineErrorTests.readings([
        (0, 1, [noise[0], noise[1], noise[2]]), (0, 2, [noise[3], noise[4], noise[5]]),
        (1, 1, [shift + noise[2], shift + noise[0], shift + noise[4]]),
        (1, 2, [shift + noise[1], shift + noise[5], shift + noise[3]]),
      ])
    }
    let alike = try ParallelLineAssay(table(0), preparations: ParallelLineErrorTests.two)
    #expect(alike.potencies[0].confidenceSet(level: 0.95) == .unbounded)
    #expect(alike.potencies[0].g(level: 0.95) > 1)
    let apart = try ParallelLineAssay(table(50), preparations: ParallelLineErrorTests.two)
    guard case .exclusive = try #require(apart.potencies[0].lnConfidenceSet(level: 0.95)) else {
      Issue.record("expected an exclusive set")
      return
    }
    let level = ParallelLineErrorTests.readings([(0, 1, [1, 2]), (0, 2, [2, 1]), (1, 1, [3, 5]), (1, 2, [5, 3])])
    #expect(throws: LinearAssayError.flatSlope) {
      try ParallelLineAssay(level, preparations: ParallelLineErrorTests.two)
    }
  }

  @Test func `opposite slopes and doses that do not overlap are said beside the potency`() throws {
    let opposite = try ParallelLineAssay(
      ParallelLineErrorTests.readings([
        (0, 1, [1.1, 0.8]), (0, 2, [3.2, 2.9]), (1, 1, [3, 3.1]), (1, 2, [2.5, 2.4]),
      ]), preparations: ParallelLineErrorTests.two)
    #expect(opposite.cautions.contains(.oppositeSlopes(preparation: "T")))
    let far = try ParallelLineAssay(
      ParallelLineErrorTests.readings([
        (0, 1, [1.1, 0.8]), (0, 2, [3.2, 2.9]), (1, 1, [11, 11.3]), (1, 2, [13.1, 12.9]),
      ]), preparations: ParallelLineErrorTests.two)
    #expect(far.cautions == [.outsideDoseRange(preparation: "T")])
    for caution in opposite.cautions + far.cautions { #expect(caution.description.contains("T")) }
    #expect(try ParallelLineErrorTests.agar.parallelLines().cautions.isEmpty)
  }

  private static let plain: [(Int, Double, [Double])] = [
    (0, 1, [1.1, 0.8]), (0, 2, [3.2, 2.9]), (1, 1, [1, 1.3]), (1, 2, [3.1, 2.4]),
  ]

  private static let refused: [(LinearAssayError, [(Int, Double, [Double])], AssayResponseScale)] = [
    (.oneDose(preparation: "T"), [(0, 1, [1, 2]), (0, 2, [3, 4]), (1, 1, [1, 3])], .asMeasured),
    (.doseNotPositive(index: 0, dose: 0), [(0, 0, [1, 2]), (0, 2, [3, 4]), (1, 1, [1, 3])], .asMeasured),
    (.doseNotPositive(index: 2, dose: -2), [(0, 1, [1, 2]), (0, -2, [3, 4]), (1, 1, [1, 3])], .asMeasured),
    (.noReadings(preparation: "T"), [(0, 1, [1, 2]), (0, 2, [3, 4])], .asMeasured),
    (.unknownPreparation(index: 4), [(0, 1, [1, 2]), (0, 2, [3, 4]), (2, 1, [1])], .asMeasured),
    (.notFinite(index: 1), [(0, 1, [1, .nan]), (0, 2, [3, 4]), (1, 1, [1])], .asMeasured),
    (.noVariation, [(0, 1, [2, 2]), (0, 2, [2]), (1, 1, [2]), (1, 2, [2])], .asMeasured),
    (
      .responseOutsideScale(index: 2, response: 0, scale: .naturalLogarithm),
      [(0, 1, [1, 2]), (0, 2, [0, 4]), (1, 1, [1])], .naturalLogarithm
    ),
    (
      .noResidualDegreesOfFreedom(.withinTreatments), [(0, 1, [1]), (0, 2, [3]), (1, 1, [2]), (1, 2, [4.5])],
      .asMeasured
    ),
    (
      .noResidualVariation(.withinTreatments),
      [(0, 1, [1.5, 1.5]), (0, 2, [3.25, 3.25]), (1, 1, [2.75, 2.75]), (1, 2, [4.5, 4.5])], .asMeasured
    ),
  ]

  @Test(arguments: refused)
  func `readings without an answer are refused in words`(
    error: LinearAssayError, table: [(Int, Double, [Double])], scale: AssayResponseScale
  ) throws {
    #expect(throws: error) {
      try ParallelLineAssay(
        ParallelLineErrorTests.readings(table), preparations: ParallelLineErrorTests.two, scale: scale)
    }
    #expect(error.description.count > 15)
  }

  @Test func `a design that cannot tell preparations apart is refused`() throws {
    let readings = ParallelLineErrorTests.readings(ParallelLineErrorTests.plain)
    #expect(throws: LinearAssayError.confounded(preparation: "T")) {
      try ParallelLineAssay(
        readings, preparations: ["S", "T"], design: .randomisedBlock(blocks: [1, 1, 1, 1, 2, 2, 2, 2]))
    }
    #expect(throws: LinearAssayError.confounded(preparation: "S")) {
      try ParallelLineAssay(
        readings, preparations: ["S", "T"], design: .randomisedBlock(blocks: [1, 1, 2, 2, 1, 1, 2, 2]))
    }
    #expect(throws: LinearAssayError.lengths(effect: .blocks, codes: 3, readings: 8)) {
      try ParallelLineAssay(readings, preparations: ["S", "T"], design: .randomisedBlock(blocks: [1, 2, 3]))
    }
    #expect(throws: LinearAssayError.noTestPreparation) { try ParallelLineAssay(readings, preparations: ["S"]) }
    let many = (0..<1_000).map {
      LinearAssayReading(preparation: $0 % 2, dose: Double(1 + $0), response: Double($0 % 7))
    }
    #expect(throws: LinearAssayError.tooLarge(readings: 1_000, effects: 1_000)) {
      try ParallelLineAssay(many, preparations: ["S", "T"])
    }
    #expect(throws: LinearAssayError.partOfError(.quadraticCurvature, .aboutSeparateLines)) {
      try ParallelLineErrorTests.agar.parallelLines().anova.test(.quadraticCurvature, against: .aboutSeparateLines)
    }
    // One reading a treatment has an error about the model.
    let single = ParallelLineErrorTests.readings([(0, 1, [1]), (0, 2, [3]), (1, 1, [2]), (1, 2, [4.5])])
    #expect(
      try ParallelLineAssay(single, preparations: ["S", "T"], errorTerm: .aboutModel).error.degreesOfFreedom == 1)
  }
}
