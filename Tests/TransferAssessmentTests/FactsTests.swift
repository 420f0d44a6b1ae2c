import AssayData
import Foundation
import Notation
import Testing

@testable import Transfer

/// What is known of each kind from its terms, as the methods ask it (docs/methods.md).
struct FactsTests {
  /// What a kind is expected to answer.
  struct Answers: Equatable, Sendable {
    var laboratories: Set<Int32>
    var compares = false
    var ofMeans = false
    var isSimulated = false
    var inBridging = false
    var dependsOnLevel = false
    var roles: [Role] = []
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let kind: Criterion.Kind
    let answers: Answers
    /// The side that is tested where only one is.
    let side: Direction?

    var testDescription: String { "\(kind)" }
  }

  private static let limits = Limits(lower: ExactDecimal(90), upper: ExactDecimal(110))

  /// Kinds on means, by the side that a direction has tested.
  private static func ofMeans(_ direction: Direction?) -> [Case] {
    let both = Answers(laboratories: [0, 2], compares: true, ofMeans: true, isSimulated: true)
    var leveled = both
    leveled.dependsOnLevel = true
    var ratio = leveled
    ratio.inBridging = true
    let differences = [false, true].map { relative in
      Case(
        kind: .meanDifference(
          MeanDifference(
            terms: MeanTerms(
              limits: limits, variances: .pooled, direction: direction, equivalenceInterval: false,
              degreesOfFreedom: nil), relative: relative)), answers: relative ? leveled : both, side: direction)
    }
    return differences + [
      Case(
        kind: .meanRatio(
          MeanRatio(
            terms: MeanTerms(
              limits: limits, variances: .separate, direction: direction, equivalenceInterval: false,
              degreesOfFreedom: nil))), answers: ratio, side: direction),
      Case(
        kind: .recovery(
          Recovery(limits: limits, direction: direction, equivalenceInterval: false, degreesOfFreedom: nil)),
        answers: Answers(laboratories: [2], ofMeans: true, isSimulated: true, roles: [.level]), side: direction),
    ]
  }

  private static func precision(
    _ laboratory: PrecisionLimit.Laboratory, _ measure: PrecisionMeasure, _ sources: [Role]
  ) -> Case {
    let limit = PrecisionLimit(
      limit: ExactDecimal(3), laboratory: laboratory, measure: measure, sources: sources, fixedSource: nil,
      reportable: nil)
    return Case(
      kind: sources.isEmpty ? .repeatability(limit) : .intermediatePrecision(limit),
      answers: Answers(
        laboratories: laboratory == .sending ? [0] : [2], isSimulated: true, dependsOnLevel: measure == .cv,
        roles: sources), side: .upper)
  }

  static let cases: [Case] =
    ofMeans(nil) + ofMeans(.lower) + ofMeans(.upper)
    + [
      precision(.receiving, .sd, []), precision(.sending, .cv, []), precision(.receiving, .gcv, [.analyst, .day]),
      precision(.sending, .cv, [.run]),
      Case(
        kind: .precisionRatio(
          PrecisionRatio(limit: ExactDecimal(2), of: .intermediate, sources: [.day], fixedSource: nil)),
        answers: Answers(laboratories: [0, 2], compares: true, isSimulated: true, roles: [.day]), side: .upper),
      // Runs are counted at both laboratories, and not held against each other.
      Case(
        kind: .similarity(Similarity(parameter: .slope, lower: ExactDecimal(0), upper: ExactDecimal(2), mayFail: 3)),
        answers: Answers(laboratories: [0, 2]), side: .upper),
      Case(
        kind: .dilutionLinearity(DilutionLinearityLimits(limits: limits)),
        answers: Answers(laboratories: [2], roles: [.level]), side: nil),
      // Of standards, not of laboratories.
      Case(
        kind: .assignedValue(AssignedValue(limit: ExactDecimal(5), uncertainty: .chain)),
        answers: Answers(laboratories: [], inBridging: true), side: .upper),
      Case(
        kind: .drift(Drift(limits: limits)), answers: Answers(laboratories: [], inBridging: true), side: nil),
    ]

  @Test(arguments: cases) func `a kind says who takes part and what is compared`(_ one: Case) {
    let facts = one.kind.room.facts
    #expect(
      Answers(
        laboratories: facts.laboratories(receiver: 1), compares: facts.comparesLaboratories, ofMeans: facts.isOfMeans,
        isSimulated: facts.isSimulated, inBridging: facts.isSimulatedInBridging, dependsOnLevel: facts.dependsOnLevel,
        roles: facts.roles) == one.answers)
  }

  @Test(arguments: cases) func `the side that is not tested has no limit`(_ one: Case) {
    let facts = one.kind.room.facts
    #expect((facts.lower == nil) == (one.side == .upper))
    #expect((facts.upper == nil) == (one.side == .lower))
    #expect(facts.isOneSided == (one.side != nil))
  }

  @Test func `each kind has one door, and its facts bear the name of it`() {
    let names = Criterion.Kind.doors.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(Self.cases.map { $0.kind.room.facts.name }).isSubset(of: names))
  }

  @Test func `the table of kinds in the format of protocols is that of the doors`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/protocol-format.md"), encoding: .utf8)
    for door in Criterion.Kind.doors {
      let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(door.name)`") }
      #expect(row != nil, "\(door.name) has no row")
      for key in door.keys { #expect(row?.contains("`\(key)") ?? false, "the row of \(door.name) lacks \(key)") }
    }
  }
}
