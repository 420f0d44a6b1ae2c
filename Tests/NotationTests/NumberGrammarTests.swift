import Notation
import Testing

struct NumberGrammarTests {
  @Test(arguments: [
    ("99.8", 998, -1), ("-0.50", -50, -2), ("+7", 7, 0), ("9.98e1", 998, -1), ("1E-3", 1, -3), ("0012", 12, 0),
    ("1000000000101.04", 100_000_000_010_104, -2),
  ])
  func `a number is read exactly`(text: String, significand: Int, exponent: Int) throws {
    let value = try NumberGrammar.point.read(text)
    #expect(value.significand == Int128(significand))
    #expect(value.exponent == Int32(exponent))
  }

  @Test(arguments: [
    ("", NumberGrammar.Fault.empty), ("99,8", .otherDecimalMark), ("1,234", .thousandsSeparator),
    ("1,234.5", .thousandsSeparator), ("1'234.5", .thousandsSeparator), ("1 234.5", .thousandsSeparator),
    ("<0.05", .censored), (">200", .censored), ("<LOQ", .censored), ("1e400", .outOfRange), ("1e-400", .outOfRange),
    ("abc", .notANumber), ("inf", .notANumber), ("-Infinity", .notANumber), ("nan", .notANumber), ("0x64", .notANumber),
    ("1_00.2", .notANumber), ("99.8 mg/mL", .notANumber), ("99.8.1", .notANumber), ("--99.8", .notANumber),
    ("99.8*", .notANumber), (".5", .notANumber), ("1.", .notANumber), ("1e", .notANumber), ("TRUE", .notANumber),
    ("\u{2212}99.8", .notANumber), ("\u{FF19}9.8", .notANumber), ("99.8 ", .notANumber), ("-", .notANumber),
    ("12345678901234567890123456789012345", .tooManyDigits),
  ])
  func `what is not a number is told apart`(text: String, fault: NumberGrammar.Fault) {
    #expect(throws: fault) { try NumberGrammar.point.read(text) }
  }

  @Test func `the decimal mark is the declared one`() throws {
    #expect(try NumberGrammar.comma.read("99,8") == NumberGrammar.point.read("99.80"))
    #expect(throws: NumberGrammar.Fault.otherDecimalMark) { try NumberGrammar.comma.read("99.8") }
  }

  @Test(arguments: [
    "99.8", "0.1", "1e22", "1e23", "123456789.123456789", "5e-324", "1.7976931348623157e308", "9007199254740993",
  ])
  func `the double is the nearest one`(text: String) throws {
    #expect(try NumberGrammar.point.read(text).double == Double(text)!)
  }

  @Test func `a difference is taken in decimal and rounded once`() throws {
    let a = try NumberGrammar.point.read("1000000000101.04")
    let b = try NumberGrammar.point.read("1000000000099.95")
    #expect(a.subtracting(b) == 1.09)
    #expect(try NumberGrammar.point.read("1e300").subtracting(NumberGrammar.point.read("1e-300")) == 1e300)
  }

  @Test(arguments: ["99.80", "-0.050", "12", "0.00", "1000000"])
  func `a value is shown as it was written`(text: String) throws {
    #expect(try NumberGrammar.point.read(text).description == text)
  }

  @Test func `equal values are equal however written`() throws {
    let (a, b) = (try NumberGrammar.point.read("1.50"), try NumberGrammar.point.read("15e-1"))
    #expect(a == b)
    #expect(Set([a, b]).count == 1)
    #expect(try NumberGrammar.point.read("-2") < b)
  }
}
