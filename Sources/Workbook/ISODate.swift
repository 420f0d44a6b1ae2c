internal import Notation

/// A day, a moment or a time of day as ISO 8601 writes it.
struct ISODate {
  /// Days since 1 January 1970; `nil` for a time of day.
  let day: Int?
  let milliseconds: Int64

  /// `2026-03-02`, `2026-03-02T08:15:00`, `2026-03-02T08:15:00.250Z`, `08:15:00`; `nil` for anything else and for dates that never were.
  init?(_ text: [UInt8]) {
    var rest = text[...]
    var day: Int?
    if text.count >= 10, text[4] == UInt8(ascii: "-") {
      guard text[7] == UInt8(ascii: "-"), let year = Self.number(text[0..<4]), let month = Self.number(text[5..<7]),
        let ofMonth = Self.number(text[8..<10]), let found = Self.day(year, month, ofMonth)
      else { return nil }
      day = found
      rest = text[10...]
      if rest.first == UInt8(ascii: "T") { rest.removeFirst() } else if !rest.isEmpty { return nil }
    }
    guard !rest.isEmpty || day != nil else { return nil }
    if rest.last == UInt8(ascii: "Z") { rest.removeLast() }
    var milliseconds: Int64 = 0
    if !rest.isEmpty {
      let parts = rest.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard parts.count == 2 || parts.count == 3, parts[0].count == 2, parts[1].count == 2,
        let hours = Self.number(parts[0]), hours < 24, let minutes = Self.number(parts[1]), minutes < 60,
        let seconds = parts.count == 3 ? Self.seconds(parts[2]) : 0
      else { return nil }
      milliseconds = Int64(hours * 60 + minutes) * 60_000 + seconds
    }
    self.day = day
    self.milliseconds = milliseconds
  }

  /// Appends it as cells are written, and says what it is.
  func append(to texts: inout [UInt8], showsTime: Bool) -> SheetTable.Kind {
    guard let day else {
      SerialDate.appendTime(milliseconds, to: &texts)
      return .time
    }
    SerialDate.appendDay(day, to: &texts)
    guard showsTime else { return .date }
    texts.append(UInt8(ascii: "T"))
    SerialDate.appendTime(milliseconds, to: &texts)
    return .dateAndTime
  }

  /// `PT08H15M00S`, hours without end, as OpenDocument writes times; `nil` for anything else.
  static func milliseconds(ofSpan text: [UInt8]) -> Int64? {
    guard text.starts(with: "PT".utf8), text.last == UInt8(ascii: "S"),
      let h = text.firstIndex(of: UInt8(ascii: "H")), let m = text.firstIndex(of: UInt8(ascii: "M")), h < m,
      let hours = number(text[2..<h]), let minutes = number(text[(h + 1)..<m]), minutes < 60,
      let seconds = seconds(text[(m + 1)..<(text.count - 1)])
    else { return nil }
    return (Int64(hours) * 60 + Int64(minutes)) * 60_000 + seconds
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...9).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// Seconds with or without a fraction, to the nearest millisecond.
  private static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
    guard text.count >= 2, let whole = number(text.prefix(2)), whole < 60 else { return nil }
    let rest = text.dropFirst(2)
    guard let point = rest.first else { return Int64(whole) * 1_000 }
    guard point == UInt8(ascii: ".") || point == UInt8(ascii: ","), let fraction = number(rest.dropFirst().prefix(9)),
      rest.dropFirst().allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { return nil }
    var scale: Int64 = 1
    for _ in 0..<min(9, rest.count - 1) { scale *= 10 }
    return Int64(whole) * 1_000 + min(999, (Int64(fraction) * 1_000 + scale / 2) / scale)
  }

  /// Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
  private static func day(_ year: Int, _ month: Int, _ ofMonth: Int) -> Int? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year >= 1, (1...12).contains(month), (1...lengths[month - 1]).contains(ofMonth) else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + ofMonth - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719_468
  }
}
