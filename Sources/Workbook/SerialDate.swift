/// The day from which a workbook counts its days.
public enum DateSystem: Sendable, Hashable {
  /// 1 is 1 January 1900, and 60 a 29 February 1900 that never was.
  case from1900
  /// 0 is 1 January 1904, as workbooks of old Macintoshes have it.
  case from1904
}

/// A day, a moment or a time of day out of a number of days.
struct SerialDate {
  /// Days since 1 January 1970.
  let day: Int
  /// 0 to 86,399,999.
  let milliseconds: Int
  /// The number is below one day: a time of day, or the day before the first one.
  let isFirstDay: Bool
  /// The 29 February 1900, which never was.
  let isFalseLeapDay: Bool

  private static let millisecondsOfDay = 86_400_000

  /// - Returns: `nil` where the number is negative or beyond the year 9999.
  init?(_ number: StoredNumber, _ system: DateSystem) {
    guard let (serial, milliseconds) = Self.parts(number) else { return nil }
    let last = system == .from1900 ? 2_958_465 : 2_957_003
    guard serial <= last else { return nil }
    self.milliseconds = milliseconds
    isFirstDay = serial == 0
    isFalseLeapDay = system == .from1900 && serial == 60
    // 25,569 days before 1970-01-01 is 1899-12-30, from which days count as they should once the false one is past.
    day = system == .from1900 ? serial - 25_569 + (serial < 60 ? 1 : 0) : serial - 24_107
  }

  /// Whole days, and the rest to the nearest millisecond: a double of today's days holds a microsecond.
  static func parts(_ number: StoredNumber) -> (days: Int, milliseconds: Int)? {
    guard number.significand >= 0, number.exponent <= 8 else { return nil }
    var (significand, places) = (number.significand, -number.exponent)
    while places < 0 {
      significand *= 10
      places += 1
    }
    while places > 28 {
      significand /= 10
      places -= 1
    }
    var scale = Int128(1)
    for _ in 0..<places { scale *= 10 }
    var (days, rest) = significand.quotientAndRemainder(dividingBy: scale)
    guard days < 100_000_000 else { return nil }
    rest = (rest * Int128(millisecondsOfDay) + scale / 2) / scale
    if rest == Int128(millisecondsOfDay) { (days, rest) = (days + 1, 0) }
    return (Int(days), Int(rest))
  }

  /// `2026-03-02`, by the proleptic Gregorian calendar.
  ///
  /// Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
  static func appendDay(_ day: Int, to texts: inout [UInt8]) {
    let shifted = day + 719_468
    let era = shifted / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    append(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), digits: 4, to: &texts)
    texts.append(UInt8(ascii: "-"))
    append(month, digits: 2, to: &texts)
    texts.append(UInt8(ascii: "-"))
    append(ofYear - (153 * shiftedMonth + 2) / 5 + 1, digits: 2, to: &texts)
  }

  /// `08:15:00`, with milliseconds where there are some; hours may go beyond 24.
  static func appendTime(_ milliseconds: Int64, to texts: inout [UInt8]) {
    let seconds = milliseconds / 1_000
    append(Int(seconds / 3_600), digits: 2, to: &texts)
    texts.append(UInt8(ascii: ":"))
    append(Int(seconds / 60 % 60), digits: 2, to: &texts)
    texts.append(UInt8(ascii: ":"))
    append(Int(seconds % 60), digits: 2, to: &texts)
    guard milliseconds % 1_000 != 0 else { return }
    texts.append(UInt8(ascii: "."))
    append(Int(milliseconds % 1_000), digits: 3, to: &texts)
  }

  private static func append(_ number: Int, digits: Int, to texts: inout [UInt8]) {
    let written = Array(String(number).utf8)
    for _ in written.count..<max(digits, written.count) { texts.append(0x30) }
    texts.append(contentsOf: written)
  }
}
