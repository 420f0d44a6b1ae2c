import Elementary
import Foundation
import Testing

/// Against 1,860 values of `Golden/elementary.csv`, by mpmath at 250 bits (`Golden/elementary.py` made it).
@Suite struct ElementaryTests {
  struct Point: Sendable {
    let name: String
    let x: Double
    let y: Double
    /// The double nearest to the value, and what the value is beyond it in units of its last place.
    let near: Double
    let rest: Double
  }

  static let points: [Point] = {
    guard let file = Bundle.module.url(forResource: "Golden/elementary", withExtension: "csv"),
      let text = try? String(contentsOf: file, encoding: .utf8)
    else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      func double(_ field: Substring) -> Double { UInt64(field, radix: 16).map { Double(bitPattern: $0) } ?? 0 }
      guard fields.count == 5, let rest = Double(fields[4]) else { return nil }
      return Point(
        name: String(fields[0]), x: double(fields[1]), y: double(fields[2]), near: double(fields[3]), rest: rest)
    }
  }()

  private static func value(_ point: Point) -> Double? {
    switch point.name {
    case "exp": exponential(point.x)
    case "expm1": exponentialMinus1(point.x)
    case "log": ln(point.x)
    case "log1p": ln1p(point.x)
    case "log10": decimalLogarithm(point.x)
    case "erfc": complementaryErrorFunction(point.x)
    case "pow": power(point.x, point.y)
    default: nil
    }
  }

  @Test(
    "Each function errs by hardly more than the half unit in the last place that rounding costs",
    arguments: [
      ("exp", 0.51), ("expm1", 0.57), ("log", 0.505), ("log1p", 0.51), ("log10", 0.505), ("erfc", 0.75), ("pow", 0.51),
    ])
  func errors(_ name: String, _ bound: Double) throws {
    let points = Self.points.filter { $0.name == name }
    #expect(points.count > 200)
    for point in points {
      let found = try #require(Self.value(point))
      let unit = max(point.near.magnitude, .leastNormalMagnitude).ulp
      let error = ((found - point.near) / unit - point.rest).magnitude
      #expect(error <= bound, "\(name)(\(point.x), \(point.y)) is \(found), off by \(error) units in the last place")
    }
  }

  @Test("The edges are those of IEEE 754")
  func edges() {
    let (infinity, least) = (Double.infinity, Double.leastNonzeroMagnitude)
    #expect(exponential(0) == 1 && exponential(-infinity) == 0 && exponential(infinity) == infinity)
    #expect(exponential(710) == infinity && exponential(-746) == 0 && exponential(-745) == least)
    #expect(exponential(.nan).isNaN && exponentialMinus1(.nan).isNaN && ln(.nan).isNaN && power(.nan, 2).isNaN)
    #expect(
      exponentialMinus1(-infinity) == -1 && exponentialMinus1(710) == infinity && exponentialMinus1(1e-300) == 1e-300)
    #expect(exponentialMinus1(-0.0).sign == .minus && ln1p(-0.0).sign == .minus)
    #expect(ln(0) == -infinity && ln(1) == 0 && ln(infinity) == infinity && ln(-1).isNaN)
    #expect(ln1p(-1) == -infinity && ln1p(-2).isNaN && ln1p(infinity) == infinity && ln1p(1e-300) == 1e-300)
    #expect(decimalLogarithm(0) == -infinity && decimalLogarithm(-1).isNaN && decimalLogarithm(infinity) == infinity)
    #expect(
      complementaryErrorFunction(0) == 1 && complementaryErrorFunction(-7) == 2 && complementaryErrorFunction(28) == 0)
    #expect(complementaryErrorFunction(infinity) == 0 && complementaryErrorFunction(-infinity) == 2)
    #expect(complementaryErrorFunction(.nan).isNaN && decimalLogarithm(.nan).isNaN && ln1p(.nan).isNaN)
  }

  @Test("A power has the sign and the edges of IEEE 754")
  func powers() {
    let infinity = Double.infinity
    #expect(power(.nan, 0) == 1 && power(1, .nan) == 1 && power(-1, infinity) == 1 && power(-1, 3) == -1)
    #expect(
      power(-2, 3) == -8 && power(-2, 2) == 4 && power(-2, 0.5).isNaN && power(2, -1074) == .leastNonzeroMagnitude)
    #expect(power(0, 2) == 0 && power(0, -2) == infinity && power(-0.0, -3) == -infinity)
    #expect(power(-0.0, 3).sign == .minus && power(-0.0, 0.5).sign == .plus)
    #expect(power(infinity, -1) == 0 && power(-infinity, 3) == -infinity && power(-infinity, 0.5) == infinity)
    #expect(power(0.5, infinity) == 0 && power(0.5, -infinity) == infinity && power(2, infinity) == infinity)
    #expect(power(2, 1024) == infinity && power(-2, 1025) == -infinity && power(2, -1100) == 0)
    #expect(power(-2, -1101).sign == .minus && power(9, 0.5) == 3 && power(8, 1.0 / 3) == 2)
  }

  @Test("Logarithms to the base of ten and whole powers are exact where a double holds them")
  func exact() {
    for k in 0...22 {
      let value = (0..<k).reduce(1.0) { product, _ in product * 10 }
      #expect(decimalLogarithm(value) == Double(k))
      #expect(power(10, Double(k)) == value)
    }
    for k in -1_074...1_023 { #expect(power(2, Double(k)) == Double(sign: .plus, exponent: k, significand: 1)) }
  }

  @Test("The functions undo one another, and no step of the tables is seen")
  func properties() {
    var (last, lastLogarithm) = (-Double.infinity, -Double.infinity)
    for i in 0..<200_000 {
      let x = -20 + Double(i) * 2e-4
      let value = exponential(x)
      #expect(value > last)
      #expect((ln(value) - x).magnitude <= 2 * max(x.magnitude, 1).ulp)
      last = value
      let logarithm = ln(0.5 + Double(i) * 1e-5)
      #expect(logarithm > lastLogarithm)
      lastLogarithm = logarithm
    }
    #expect((complementaryErrorFunction(0.5) + complementaryErrorFunction(-0.5) - 2).magnitude <= 4.5e-16)
  }

  @Test("ln(1 + x) - x keeps its digits where its terms cancel")
  func difference() {
    // By mpmath, as the others.
    for (x, value) in [
      (1e-8, -4.999999966666667e-17), (0.01, -4.966914683191715e-05), (-0.3, -0.056674943938732375),
      (0.5, -0.09453489189183562),
      (3, -1.6137056388801094),
    ] {
      #expect((ln1pMinusX(x) / value - 1).magnitude < 4e-15, "\(x)")
    }
  }
}
