import Notation
import Testing

@testable import Reporting

@Suite struct NumbersTests {
  @Test(
    arguments: [
      (1.186, 2, "1.19"), (1.005, 2, "1.01"), (0.125, 2, "0.13"), (-0.125, 2, "-0.13"), (2.5, 0, "3"),
      (-0.04, 1, "0.0"),
      (-0.0, 2, "0.00"), (99.95, 1, "100.0"), (100, 1, "100.0"), (1e-12, 3, "0.000"), (123456, -3, "123456"),
      (1.23456e12, -8, "1.2346×10¹²"), (1.23456e9, -5, "1.2346×10⁹"), (9.9999e11, -10, "1.00×10¹²"),
      (4.56e-9, 11, "4.56×10⁻⁹"), (1e300, 2, "1.0000000×10³⁰⁰"), (2.390776244879743e13, 2, "2.3907762×10¹³"),
      (-2e9, -8, "-2.0×10⁹"),
      // Plain digits up to a billion, and below 0.0001 up to eight decimals.
      (999_999_999.4, 1, "999999999.4"), (1e9, 1, "1.0000000×10⁹"), (0.000_1234, 9, "0.000123400"),
      (0.000_012_34, 8, "0.00001234"), (0.000_012_34, 9, "1.2340×10⁻⁵"), (0.000_012_34, 12, "1.2340000×10⁻⁵"),
      (0.000_012_34, 13, "1.2340000×10⁻⁵"), (0.5, 0, "1"), (0.49, 0, "0"), (-0.5, 0, "-1"), (4e-39, 0, "0"),
      (6e-39, 38, "6.0×10⁻³⁹"), (6e-40, 38, "6.0×10⁻⁴⁰"),
      (.infinity, 2, "unbounded"),
    ] as [(Double, Int, String)])
  func `an estimate is rounded to nearest in decimal`(value: Double, decimals: Int, expected: String) {
    #expect(Numbers.estimate(value, decimals: decimals) == expected)
  }

  @Test func `a value as written is rounded from its own digits`() throws {
    let written = try NumberGrammar.point.read("2.675")
    #expect(Numbers.estimate(written, decimals: 2) == "2.68")
    #expect(Numbers.shortest(0.1) == "0.1")
    #expect(Numbers.shortest(100) == "100")
    #expect(Numbers.shortest(1e22) == "1.0×10²²")
    #expect(Numbers.shortest(0) == "0" && Numbers.shortest(-0.0) == "0" && Numbers.shortest(1500) == "1500")
    #expect(
      Numbers.shortest(123_456_789_012_345.6) == "1.234567890123456×10¹⁴" && Numbers.shortest(.nan) == "undefined")
  }

  @Test func `a power of ten has the digits that are asked for`() throws {
    func shown(_ text: String, _ digits: Int) throws -> String {
      Numbers.powerOfTen(try NumberGrammar.point.read(text), digits: digits)
    }
    #expect(try shown("24653", 3) == "2.47×10⁴" && shown("24653", 1) == "2×10⁴" && shown("24653", 5) == "2.4653×10⁴")
    #expect(try shown("-0.00126", 2) == "-1.3×10⁻³" && shown("2", 3) == "2.00×10⁰" && shown("0.0", 3) == "0")
    #expect(Numbers.carriedDigits(try NumberGrammar.point.read("0.120")) == 2)
    #expect(Numbers.carriedDigits(try NumberGrammar.point.read("24700")) == 3)
    #expect(Numbers.leadingPower(try NumberGrammar.point.read("123.4")) == 2)
  }

  struct Bound: Sendable {
    let value: Double
    let decimals: Int
    let limits: [String]
    let lower: String
    let upper: String
  }

  @Test(arguments: [
    Bound(value: 1.2753, decimals: 3, limits: [], lower: "1.275", upper: "1.276"),
    Bound(value: 1.1, decimals: 1, limits: [], lower: "1.1", upper: "1.1"),
    Bound(value: -1.2753, decimals: 3, limits: [], lower: "-1.276", upper: "-1.275"),
    Bound(value: -0.0001, decimals: 2, limits: [], lower: "-0.01", upper: "0.00"),
    // Inside by less than is shown: rounding up may not reach the limit.
    Bound(value: 1.2496, decimals: 3, limits: ["0.80", "1.25"], lower: "1.249", upper: "1.2496"),
    Bound(value: 1.249991, decimals: 2, limits: ["0.80", "1.25"], lower: "1.24", upper: "1.249991"),
    // Beyond by less than is shown: rounding down may not bring it back.
    Bound(value: 1.2504, decimals: 3, limits: ["0.80", "1.25"], lower: "1.2504", upper: "1.251"),
    Bound(value: 0.80004, decimals: 2, limits: ["0.80", "1.25"], lower: "0.80004", upper: "0.81"),
    Bound(value: 0.7996, decimals: 3, limits: ["0.80", "1.25"], lower: "0.799", upper: "0.7996"),
    // Exactly on it.
    Bound(value: 1.25, decimals: 1, limits: ["1.25"], lower: "1.25", upper: "1.25"),
    Bound(value: 1.25.nextUp, decimals: 3, limits: ["1.25"], lower: "1.2500000000000002", upper: "1.251"),
    Bound(value: 1.25.nextDown, decimals: 3, limits: ["1.25"], lower: "1.249", upper: "1.2499999999999998"),
    Bound(value: -1e-9, decimals: 2, limits: ["0"], lower: "-0.01", upper: "-1.0×10⁻⁹"),
    Bound(
      value: 1_999_999_999_999, decimals: -10, limits: ["2000000000000"], lower: "1.99×10¹²",
      upper: "1.999999999999×10¹²"),
  ])
  func `bounds are rounded outward and stay on their side of every limit`(b: Bound) throws {
    let limits = try b.limits.map { try NumberGrammar.point.read($0) }
    #expect(Numbers.lowerBound(b.value, decimals: b.decimals, limits: limits) == b.lower)
    #expect(Numbers.upperBound(b.value, decimals: b.decimals, limits: limits) == b.upper)
  }

  @Test func `both ends of an interval have the same digits`() throws {
    let limits = try ["0.80", "1.25"].map { try NumberGrammar.point.read($0) }
    #expect(Numbers.interval(1.1012, 1.24996, decimals: 3, limits: limits) == "1.10120 to 1.24996")
    #expect(Numbers.interval(1.1012, 1.2753, decimals: 3, limits: limits) == "1.101 to 1.276")
  }

  @Test(
    arguments: [
      (0.0481, 3), (0.48, 2), (4.8, 1), (48, 0), (480, -1), (0, 3), (1, 1), (1e-14, 15), (1e-15, 15), (1e-30, 15),
      (1e15, -14), (1e16, -15), (1e30, -15),
    ] as [(Double, Int)])
  func `two digits of the standard error are shown`(error: Double, decimals: Int) {
    #expect(Numbers.decimals(standardError: error) == decimals)
    if error > 0 { #expect(Numbers.decimals(intervalWidth: error * 4) == decimals) }
  }

  @Test(
    arguments: [
      (0.0211, "0.0211"), (0.00004, "<\u{A0}0.0001"), (0, "<\u{A0}0.0001"), (0.04996, "0.04996"), (0.05, "0.0500"),
      (0.050004, "0.050004"), (1, ">\u{A0}0.9999"), (0.5, "0.5000"), (0.0001, "0.0001"), (0.9999, "0.9999"),
      (0.999_91, ">\u{A0}0.9999"), (0.000_15, "0.0002"), (.infinity, "unbounded"),
    ] as [(Double, String)])
  func `a p-value has four digits and does not touch alpha`(value: Double, expected: String) throws {
    #expect(Numbers.pValue(value, alpha: try NumberGrammar.point.read("0.05")) == expected)
  }

  @Test(
    arguments: [
      (1, "> 99.9 %"), (0.9996, "> 99.9 %"), (0.9994, "99.9 %"), (0.9951, "99.5 %"), (0.594, "59 %"),
      (0.0043, "0.43 %"),
      (0.00012, "0.012 %"), (0.000001, "< 0.001 %"), (0, "< 0.001 %"), (0.00996, "1 %"), (0.98499, "98 %"),
      (0.985, "98.5 %"), (0.98549, "98.5 %"), (0.9999, "> 99.9 %"), (0.00995, "1 %"), (0.009949, "0.99 %"),
      (0.000995, "0.10 %"), (0.0009949, "0.099 %"), (0.00001, "0.001 %"), (0.0000099, "< 0.001 %"),
    ] as [(Double, String)])
  func `a probability is never certain`(value: Double, expected: String) {
    #expect(Numbers.probability(value) == expected.replacing(" ", with: "\u{A0}"))
  }

  @Test func `degrees of freedom, percentages and quantities`() {
    #expect(Numbers.degreesOfFreedom(10) == "10")
    #expect(Numbers.degreesOfFreedom(9.6149) == "9.61")
    #expect(Numbers.degreesOfFreedom(131.24) == "131.2")
    #expect(Numbers.degreesOfFreedom(99.994) == "99.99" && Numbers.degreesOfFreedom(100.06) == "100.1")
    #expect(Numbers.degreesOfFreedom(999_999_999) == "999999999")
    #expect(Numbers.degreesOfFreedom(7 - 5e-12) == "7" && Numbers.degreesOfFreedom(7 - 2e-11) == "7.00")
    #expect(Numbers.degreesOfFreedom(99.5) == "99.50" && Numbers.degreesOfFreedom(0.4) == "0.40")
    #expect(Numbers.degreesOfFreedom(1e9) == "1.0000000000×10⁹")
    #expect(Numbers.percent(12.345, decimals: 1) == "12.3\u{A0}%")
    #expect(Numbers.quantity("5", unit: "mg/mL") == "5\u{A0}mg/mL")
    #expect(Numbers.quantity("5", unit: "") == "5")
  }

  @Test func `rounding outward never moves inward`() throws {
    var state: UInt64 = 7
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = (Double(state >> 11) / Double(1 << 53) - 0.5) * 400
      let exact = try #require(ExactDecimal(shortest: value))
      let low = try NumberGrammar.point.read(Numbers.lowerBound(value, decimals: 2))
      let high = try NumberGrammar.point.read(Numbers.upperBound(value, decimals: 2))
      #expect(low <= exact && exact <= high)
      #expect(high.subtracting(low) <= 0.01)
    }
  }

  @Test(arguments: [
    (0.0213, "= 0.0213"), (0.000_01, "<\u{A0}0.0001"), (0.999_99, ">\u{A0}0.9999"), (0.0001, "= 0.0001"),
    (0.9999, "= 0.9999"),
  ])
  func `a p-value stands behind its letter with one sign`(value: Double, expected: String) {
    #expect(Numbers.pValueBehindP(value) == expected)
  }
}
