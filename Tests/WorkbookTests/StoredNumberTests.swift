import Notation
import TestSupport
import Testing

@testable import Workbook

/// A stored double is the decimal number of 15 digits that was put in.
struct StoredNumberTests {
  /// On the right what Python's decimal makes of it: 15 digits, half away from zero, without zeros at the end.
  @Test(arguments: [
    ("99.799999999999997", "99.8"), ("0.30000000000000004", "0.3"), ("0.33333333333333331", "0.333333333333333"),
    ("-0.14285714285714285", "-0.142857142857143"), ("1E-3", "0.001"), ("1.5000000000000001E-5", "0.000015"),
    ("123456789012345678", "123456789012346000"), ("1e15", "1000000000000000"), ("100", "100"), ("100.0", "100"),
    ("1.50", "1.5"), ("0", "0"), ("-0", "0"), ("-0.0", "0"), ("+7", "7"), (".5", "0.5"), ("5.", "5"), ("007", "7"),
    ("0.9999999999999999", "1"), ("99.99999999999999", "100"), ("1.2345678901234550", "1.23456789012346"),
    ("1.00499999999999989", "1.005"), ("4.9406564584124654E-324", "494065645841247e-338"), ("1e300", "1e300"),
    ("2.5e-25", "0.00000000000000000000000025"), ("0.100000000000000005551115123125782702", "0.1"),
    ("12345678901234567890123456789012345678", "123456789012346e23"),
  ])
  func `a number is given to 15 digits`(stored: String, shown: String) throws {
    var texts: [UInt8] = []
    #expect(StoredNumber.append(Array(stored.utf8), to: &texts))
    #expect(String(decoding: texts, as: UTF8.self) == shown)
    // As every number of the program is written.
    #expect(try NumberGrammar.point.read(shown) == #require(StoredNumber(Array(stored.utf8))).shown)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "NaN", "INF", "-INF", "1,5", "1 5", "0x10", "1.2.3", "1e999", "--1", "5%",
  ])
  func `what is no number is none`(stored: String) {
    var texts: [UInt8] = []
    #expect(!StoredNumber.append(Array(stored.utf8), to: &texts) && texts.isEmpty)
  }

  @Test func `every number of up to 15 digits comes back from its double`() throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<20_000 {
      let digits = Int.random(in: 1...999_999_999_999_999, using: &random)
      let places = Int.random(in: 0...20, using: &random)
      let written = ExactDecimal(significand: Int128(digits), exponent: -places)
      // Seventeen digits, as spreadsheets store them, are more than the number has.
      let stored = "\(written.double)"
      var texts: [UInt8] = []
      #expect(StoredNumber.append(Array(stored.utf8), to: &texts))
      #expect(try NumberGrammar.point.read(texts[...]) == written, "\(stored)")
    }
  }
}
