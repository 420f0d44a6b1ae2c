import AssayData
import Notation
import Testing

@testable import Transfer

/// What is known of each kind from its terms, as the methods ask it (docs/methods.md).
struct FactsTests {
  static let kinds: [Criterion.Kind] = {
    let limits = Limits(lower: ExactDecimal(90), upper: ExactDecimal(110))
    var kinds: [Criterion.Kind] = [
      .dilutionLinearity(DilutionLinearityLimits(limits: limits)), .drift(Drift(limits: limits)),
    ]
    for direction in [nil, Direction.lower, .upper] {
      for relative in [false, true] {
        kinds.append(
          .meanDifference(
            MeanDifference(
              limits: limits, relative: relative, variances: .pooled, direction: direction, equivalenceInterval: false,
              degreesOfFreedom: nil)))
      }
      kinds.append(
        .meanRatio(
          MeanRatio(
            limits: limits, variances: .separate, direction: direction, equivalenceInterval: false,
            degreesOfFreedom: .kenwardRoger)))
      kinds.append(
        .recovery(Recovery(limits: limits, direction: direction, equivalenceInterval: false, degreesOfFreedom: nil)))
    }
    for laboratory in PrecisionLimit.Laboratory.allCases {
      for measure in PrecisionMeasure.allCases {
        for sources in [[], [Role.analyst, .day], [.run]] {
          let limit = PrecisionLimit(
            limit: ExactDecimal(3), laboratory: laboratory, measure: measure, sources: sources, fixedSource: nil,
            reportable: nil)
          kinds.append(sources.isEmpty ? .repeatability(limit) : .intermediatePrecision(limit))
        }
      }
    }
    kinds.append(
      .precisionRatio(PrecisionRatio(limit: ExactDecimal(2), of: .repeatability, sources: [], fixedSource: nil)))
    kinds.append(
      .precisionRatio(
        PrecisionRatio(limit: ExactDecimal(2), of: .intermediate, sources: [.day, .analyst], fixedSource: nil)))
    kinds.append(
      .similarity(Similarity(parameter: .slope, lower: ExactDecimal(0), upper: ExactDecimal(2), mayFail: 3)))
    for uncertainty in AssignedValue.Uncertainty.allCases {
      kinds.append(.assignedValue(AssignedValue(limit: ExactDecimal(5), uncertainty: uncertainty)))
    }
    return kinds
  }()

  /// What a kind is expected to answer.
  struct Answers: Equatable {
    let compares: Bool
    let ofMeans: Bool
    let laboratories: Set<Int32>
    let isSimulated: Bool
    let inBridging: Bool
    let dependsOnLevel: Bool
    let roles: [Role]

    init(
      _ laboratories: Set<Int32>, compares: Bool = false, ofMeans: Bool = false, isSimulated: Bool = false,
      inBridging: Bool = false, dependsOnLevel: Bool = false, roles: [Role] = []
    ) {
      self.compares = compares
      self.ofMeans = ofMeans
      self.laboratories = laboratories
      self.isSimulated = isSimulated
      self.inBridging = inBridging
      self.dependsOnLevel = dependsOnLevel
      self.roles = roles
    }

    init(_ facts: Facts) {
      self.init(
        facts.laboratories(receiver: 1), compares: facts.comparesLaboratories, ofMeans: facts.isOfMeans,
        isSimulated: facts.isSimulated, inBridging: facts.isSimulatedInBridging, dependsOnLevel: facts.dependsOnLevel,
        roles: facts.roles)
    }
  }

  @Test(arguments: kinds) func `a kind says who takes part and what is compared`(_ kind: Criterion.Kind) {
    let expected: Answers =
      switch kind {
      case .meanDifference(let terms):
        Answers([0, 2], compares: true, ofMeans: true, isSimulated: true, dependsOnLevel: terms.relative)
      case .meanRatio:
        Answers([0, 2], compares: true, ofMeans: true, isSimulated: true, inBridging: true, dependsOnLevel: true)
      case .recovery: Answers([2], ofMeans: true, isSimulated: true, roles: [.level])
      case .repeatability(let terms), .intermediatePrecision(let terms):
        Answers(
          terms.laboratory == .sending ? [0] : [2], isSimulated: true, dependsOnLevel: terms.measure == .cv,
          roles: terms.sources)
      case .precisionRatio(let terms): Answers([0, 2], compares: true, isSimulated: true, roles: terms.sources)
      // Runs are counted at both, and not held against each other.
      case .similarity: Answers([0, 2])
      case .dilutionLinearity: Answers([2], roles: [.level])
      // Of standards, not of laboratories.
      case .assignedValue, .drift: Answers([], inBridging: true)
      }
    #expect(Answers(kind.room.facts) == expected)
  }

  @Test(arguments: kinds) func `a direction leaves the other limit open`(_ kind: Criterion.Kind) {
    let facts = kind.room.facts
    let direction: Direction?
    switch kind {
    case .meanDifference(let terms): direction = terms.direction
    case .meanRatio(let terms): direction = terms.direction
    case .recovery(let terms): direction = terms.direction
    // Precision, counts and half-widths have an upper limit only.
    case .repeatability, .intermediatePrecision, .precisionRatio, .similarity, .assignedValue: direction = .upper
    case .dilutionLinearity, .drift: direction = nil
    }
    #expect((facts.lower == nil) == (direction == .upper))
    #expect((facts.upper == nil) == (direction == .lower))
    #expect(facts.isOneSided == (direction != nil))
  }
}
