import Statistics
import TestSupport
import Testing

struct HomogeneityTests {
  struct File: Decodable, Sendable { let cases: [Case] }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let groups: [[Double]]
    let leveneF: Double
    let leveneP: Double
    let brownForsytheF: Double
    let brownForsytheP: Double
    let bartlett: Double?
    let bartlettP: Double?
    let cochran: Double
    let cochranP: Double
    var testDescription: String { id }

    /// Doubles at an offset of 1e8 have lost eight digits before any test.
    var digits: Int { groups[0][0].magnitude > 1e6 ? 7 : 11 }

    func squares() throws -> [MeanSquare] {
      try groups.map { MeanSquare(name: "", value: try Moments($0).variance, degreesOfFreedom: Double($0.count - 1)) }
    }
  }

  static let cases = Golden.load("homogeneity", as: File.self).cases

  /// R 4.2.2, packages car and outliers; kept in Golden/homogeneity.json.
  @Test(arguments: cases)
  func `the four tests agree with R`(golden: Case) throws {
    let levene = try HomogeneityTest.levene(golden.groups)
    #expect(agree(levene.statistic, golden.leveneF, digits: golden.digits))
    #expect(agree(levene.pValue, golden.leveneP, digits: golden.digits - 1))
    let median = try HomogeneityTest.brownForsythe(golden.groups)
    #expect(agree(median.statistic, golden.brownForsytheF, digits: golden.digits))
    #expect(agree(median.pValue, golden.brownForsytheP, digits: golden.digits - 1))
    let cochran = try HomogeneityTest.cochran(golden.squares())
    #expect(agree(cochran.statistic, golden.cochran, digits: golden.digits))
    #expect(agree(cochran.pValue, golden.cochranP, digits: golden.digits - 2))
    if let expected = golden.bartlett, let p = golden.bartlettP {
      let bartlett = try HomogeneityTest.bartlett(golden.squares())
      #expect(agree(bartlett.statistic, expected, digits: golden.digits - 1))
      #expect(agree(bartlett.pValue, p, digits: golden.digits - 1))
    } else {
      // R prints an infinite statistic; the logarithm of zero does not exist.
      #expect(throws: HomogeneityError.zeroVariance(group: 0)) { try HomogeneityTest.bartlett(golden.squares()) }
    }
  }

  /// By hand: deviations from the medians 2 and 6 are (1, 0, 1) and (4, 0, 4): means 2/3 and 8/3, F = 6/3 = 2… with
  /// MS between 3 × (1 + 1) = 6 and within (2/3 + 32/3)/4 = 17/6.
  @Test func `a small case agrees with the fraction worked by hand`() throws {
    let test = try HomogeneityTest.brownForsythe([[1, 2, 3], [2, 6, 10]])
    #expect(agree(test.statistic, 36.0 / 17, digits: 14))
    #expect(test.degreesOfFreedom == 1 && test.second == 4)
  }

  /// Variances 4 and 1 with 3 df each: C = 0.8, F = 4, p = 2 P(F(3, 3) > 4); s² = 2.5.
  @Test func `with two groups Cochran's C is the two-sided F test`() throws {
    let squares = [4.0, 1].map { MeanSquare(name: "", value: $0, degreesOfFreedom: 3) }
    let test = try HomogeneityTest.cochran(squares)
    #expect(agree(test.statistic, 0.8, digits: 15))
    #expect(agree(test.pValue, 2 * FDistribution(3, 3).upperTail(4), digits: 14))
  }

  @Test func `two values a group are refused and not computed from rounding noise`() {
    let pairs: [[Double]] = [[99.1, 99.3], [100.2, 100.7], [98.1, 99.9]]
    #expect(throws: HomogeneityError.tooFewValues(needed: 3)) { try HomogeneityTest.levene(pairs) }
    #expect(throws: HomogeneityError.tooFewValues(needed: 3)) { try HomogeneityTest.brownForsythe(pairs) }
    // Four values in two places deviate equally as well.
    let doubled: [[Double]] = [[99.1, 99.1, 99.3, 99.3], [100.2, 100.2, 100.7, 100.7]]
    #expect(throws: HomogeneityError.noVariation) { try HomogeneityTest.levene(doubled) }
  }

  @Test func `what cannot be compared is refused by name`() {
    #expect(throws: HomogeneityError.tooFewGroups(1)) { try HomogeneityTest.levene([[1, 2, 3], [4]]) }
    #expect(throws: HomogeneityError.noVariation) { try HomogeneityTest.brownForsythe([[1, 1, 1], [2, 2, 2]]) }
    #expect(throws: HomogeneityError.notFinite) { try HomogeneityTest.levene([[1, .infinity, 3], [4, 5, 7]]) }
    #expect(throws: HomogeneityError.noVariation) {
      try HomogeneityTest.cochran([0.0, 0].map { MeanSquare(name: "", value: $0, degreesOfFreedom: 3) })
    }
  }

  @Test(arguments: [1e-6, 1, 1e9])
  func `order of rows and groups changes no bit, and the unit nothing but rounding`(unit: Double) throws {
    let groups = Self.cases[1].groups
    let turned = groups.reversed().map { $0.reversed().map { $0 } }
    #expect(try HomogeneityTest.levene(groups) == HomogeneityTest.levene(turned))
    #expect(
      try HomogeneityTest.bartlett(Self.cases[1].squares()).statistic
        == HomogeneityTest.bartlett(Self.cases[1].squares().reversed()).statistic)
    let scaled = try HomogeneityTest.brownForsythe(groups.map { $0.map { $0 * unit } })
    #expect(agree(scaled.statistic, try HomogeneityTest.brownForsythe(groups).statistic, digits: 9))
  }
}
