import Statistics
import TestSupport
import Testing

struct VarianceComponentErrorTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let error: MixedModelError
    let values: [Double]
    let random: [ModelFactor]
    var fixed: [FixedTerm] = []
    var arrangement = RandomArrangement.nested
    var testDescription: String { "\(error)" }
  }

  static let y = [1.0, 1.2, 2, 2.3, 1.5, 1.4, 3, 2.7]
  static let day = ModelFactor("day", [1, 1, 2, 2, 3, 3, 4, 4])
  static let faults: [Fault] = [
    Fault(
      error: .oneLevelPerRow(factor: "run"), values: y, random: [day, ModelFactor("run", [1, 2, 1, 2, 1, 2, 1, 2])]),
    Fault(error: .oneLevel(factor: "day"), values: y, random: [ModelFactor("day", [5, 5, 5, 5, 5, 5, 5, 5])]),
    Fault(error: .confounded("day", "run"), values: y, random: [day, ModelFactor("run", [9, 9, 7, 7, 9, 9, 9, 9])]),
    Fault(
      error: .confounded("day", "analyst"), values: y,
      random: [day, ModelFactor("analyst", [8, 8, 1, 1, 3, 3, 2, 2])],
      arrangement: .asCoded),
    Fault(error: .noVariation, values: [Double](repeating: 100, count: 8), random: [day]),
    Fault(error: .noResidualVariation, values: [1, 1, 2, 2, 3, 3, 5, 5], random: [day]),
    Fault(error: .notFinite(index: 2), values: [1, 2, .nan, 1, 1, 1, 1, 1], random: [day]),
    Fault(error: .lengths(factor: "day", codes: 8, values: 7), values: Array(y.dropLast()), random: [day]),
    Fault(
      error: .oneLevel(factor: "sample"), values: y, random: [day],
      fixed: [FixedTerm(ModelFactor("sample", [1, 1, 1, 1, 1, 1, 1, 1]))]),
    Fault(
      error: .collinear(columns: ["site 2"]), values: y, random: [day],
      fixed: [
        FixedTerm(ModelFactor("laboratory", [1, 1, 1, 1, 2, 2, 2, 2])),
        FixedTerm(ModelFactor("site", [1, 1, 1, 1, 2, 2, 2, 2])),
      ]),
    Fault(
      error: .collinear(columns: ["laboratory 2 : sample 2"]), values: y, random: [day],
      fixed: {
        let laboratory = ModelFactor("laboratory", [1, 1, 1, 1, 2, 2, 2, 2])
        let sample = ModelFactor("sample", [1, 2, 1, 2, 1, 1, 1, 1])
        return [FixedTerm(laboratory), FixedTerm(sample), FixedTerm(laboratory, sample)]
      }()),
    Fault(error: .absorbedByFixedEffects(factor: "day"), values: y, random: [day], fixed: [FixedTerm(day)]),
    Fault(
      error: .absorbedByFixedEffects(factor: "week"), values: y,
      random: [ModelFactor("week", [1, 1, 1, 1, 2, 2, 2, 2])], fixed: [FixedTerm(day)]),
    Fault(
      error: .noResidualDegreesOfFreedom, values: [1, 2, 4, 3],
      random: [ModelFactor("a", [1, 1, 2, 2]), ModelFactor("b", [1, 2, 1, 2])],
      fixed: [FixedTerm(ModelFactor("c", [1, 2, 2, 1]))], arrangement: .asCoded),
  ]

  @Test(arguments: faults)
  func `a design without an answer is refused in words`(fault: Fault) {
    for method in VarianceComponents.Method.allCases {
      #expect(throws: fault.error) {
        try VarianceComponents(
          fault.values, random: fault.random, fixed: fault.fixed, arrangement: fault.arrangement, method: method)
      }
    }
    #expect(!fault.error.description.isEmpty)
  }

  @Test func `an analysis of variance has no profile, and a contrast needs its weights`() throws {
    let fit = try VarianceComponents(Self.y, random: [Self.day], method: .anova)
    #expect(throws: MixedModelError.noLikelihood) { try fit.profileInterval(of: fit.total, level: 0.9) }
    #expect(throws: MixedModelError.contrast(columns: 1)) {
      try fit.fixedEffects.contrast([1, 0], rule: .satterthwaite)
    }
    #expect(throws: MixedModelError.contrast(columns: 1)) { try fit.fixedEffects.kenwardRogerTest([[1], [2]]) }
  }

  /// By hand: days (1, 3), (5, 9), (6, 6): means 2, 7, 6, grand mean 5: SS between 2(9 + 4 + 1) = 28 with 2 df, within
  /// 2 + 8 + 0 = 10 with 3; components (14 - 10/3)/2 = 16/3 and 10/3; df of the total (26/3)²/(7²/2 + (5/3)²/3) = 2.9548.
  @Test func `a balanced series gives the fractions worked by hand`() throws {
    let values = [1.0, 3, 5, 9, 6, 6]
    let day = ModelFactor("day", [1, 1, 2, 2, 3, 3])
    for method in [VarianceComponents.Method.anova, .reml] {
      let fit = try VarianceComponents(values, random: [day], method: method)
      #expect(agree(fit.components[0].variance, 16.0 / 3, digits: 13))
      #expect(agree(fit.components[1].variance, 10.0 / 3, digits: 13))
      let exact = 676.0 / 9 / (49.0 / 2 + 25.0 / 27)
      #expect(agree(try #require(try fit.degreesOfFreedom(of: fit.total)), exact, digits: 12))
    }
    let ml = try VarianceComponents(values, random: [day], method: .ml)
    // ML divides by the number of days: (28/3 - 10/3)/2 = 3.
    #expect(agree(ml.components[0].variance, 3, digits: 13))
  }

  /// By hand: a 2 × 2 table crossed, two values a cell: rows 1, 3 | 5, 7 and 4, 6 | 6, 14: cell means 2, 6, 5, 10; A means
  /// 4, 7.5; B means 3.5, 8; SS A 8 × 1.75² = 24.5, B 8 × 2.25² = 40.5, AB 8 × 0.25² = 0.5, within 2 + 2 + 2 + 32 = 38.
  @Test func `crossed factors give the fractions worked by hand`() throws {
    let a = ModelFactor("a", [1, 1, 1, 1, 2, 2, 2, 2])
    let b = ModelFactor("b", [1, 1, 2, 2, 1, 1, 2, 2])
    let fit = try VarianceComponents(
      [1, 3, 5, 7, 4, 6, 6, 14], random: [a, b, .interaction(a, b)], arrangement: .asCoded, method: .anova)
    let table = try #require(fit.table)
    for (line, exact) in zip(table.lines, [24.5, 40.5, 0.5, 38]) {
      #expect(agree(line.sumOfSquares, exact, digits: 12))
    }
    // MS 24.5, 40.5, 0.5, 9.5: AB (0.5 - 9.5)/2, A (24.5 - 0.5)/4, B (40.5 - 0.5)/4.
    for (component, exact) in zip(fit.components, [6, 10, -4.5, 9.5]) {
      #expect(agree(component.variance, exact, digits: 12))
    }
    #expect(fit.components[2].isNegative && fit.truncated[2].isAtZero && fit.truncated[2].variance == 0)
    for (line, exact) in zip(table.lines, [[4, 0, 2, 1], [0, 4, 2, 1], [0, 0, 2, 1], [0, 0, 0, 1]]) {
      for (found, coefficient) in zip(line.coefficients, exact) { #expect(abs(found - Double(coefficient)) < 1e-12) }
    }
  }
}
