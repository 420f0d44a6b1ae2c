import Notation
import Testing

@testable import Workbook

/// What a format makes of a number decides whether it is a day, and whether it is a hundred times as large as it is stored.
struct NumberFormatTests {
  private func kind(_ code: String, _ number: ExactDecimal = ExactDecimal(1)) -> NumberFormat.Kind {
    NumberFormat(code: code).kind(of: number)
  }

  @Test(arguments: [
    ("General", NumberFormat.Kind.number), ("GENERAL", .number), ("General\" mg\"", .number), ("", .number),
    ("0.00", .number),
    ("#,##0;[Red]-#,##0", .number), ("0.00E+00", .number), ("##0.0E-0", .number), ("\"dmy\"0", .number),
    ("\\d0", .number),
    ("_d0", .number), ("*d0", .number), ("[Black]0", .number), ("[$-F800]0", .number), ("0.0\" %\"", .number),
    ("0\\%", .number),
    ("@", .number), ("0%", .percent), ("[Red]0.0%", .percent), ("%0", .percent), ("yyyy-mm-dd", .date),
    ("[$-F800]dddd", .date),
    ("mmm-yy", .date), ("m/d/yy", .date), ("d.mm.", .date), ("aaaa", .date), ("e", .date), ("ggge", .date),
    ("m", .date),
    ("yyyy-mm-dd hh:mm", .dateAndTime), ("m/d/yy h:mm AM/PM", .dateAndTime), ("d h", .dateAndTime), ("hh:mm", .time),
    ("mm:ss", .time), ("h:mm:ss.000", .time), ("mm:ss,0", .time), ("h AM/PM", .time), ("h A/P", .time),
    ("[h]:mm", .elapsed),
    ("[hh]:mm:ss", .elapsed), ("[mm]:ss", .elapsed), ("[ss].00", .elapsed), ("yyyy\"年\"m\"月\"", .date),
    ("0.0 mg", .unclear), ("0yyy-mm-dd", .unclear), ("d%", .unclear), ("Gener>l", .unclear), ("yyyy-nn", .unclear),
  ])
  func `a code says what a number is`(code: String, expected: NumberFormat.Kind) { #expect(kind(code) == expected) }

  @Test func `each section has its numbers`() {
    let signs = "0.0%;0.0;\"none\""
    #expect(kind(signs, ExactDecimal(2)) == .percent && kind(signs, ExactDecimal(-2)) == .number)
    #expect(kind(signs, ExactDecimal(0)) == .number)
    let bounds = "[<1]0.0%;[>=100]d;0"
    #expect(kind(bounds, ExactDecimal(significand: 5, exponent: -1)) == .percent)
    #expect(kind(bounds, ExactDecimal(100)) == .date && kind(bounds, ExactDecimal(50)) == .number)
    #expect(kind("0;d;0;@", ExactDecimal(-1)) == .date)
    #expect(kind("yyyy;@", ExactDecimal(-1)) == .date)
  }

  /// ECMA-376 part 1, 18.8.30.
  @Test func `built-in formats are known by their number`() {
    func builtIn(_ ids: [Int]) -> [NumberFormat.Kind?] { ids.map { NumberFormat(builtIn: $0)?.kind } }
    #expect(builtIn([0, 1, 4, 11, 12, 37, 44, 48, 49]).allSatisfy { $0 == .number })
    #expect(builtIn([9, 10]).allSatisfy { $0 == .percent })
    #expect(builtIn([14, 15, 16, 17, 27, 58]).allSatisfy { $0 == .date })
    #expect(builtIn([18, 19, 20, 21, 45, 47]).allSatisfy { $0 == .time })
    #expect(builtIn([22, 46, 23, 59, 163]) == [.dateAndTime, .elapsed, nil, nil, nil])
  }
}
