internal import Notation

/// Whether the name of a day holds a time of day, and its text without it.
enum ClockTime {
  /// The time is midnight, as spreadsheets add it to a date: the day is what stands before it.
  case midnight(day: String)
  /// Another time of day: each would be a day of its own.
  case other

  /// `nil` where the name holds no time: `Day 2`, `2026-03-04`, `3`, `2026-03-04 session 2`.
  ///
  /// A time is what stands behind a date and reads as hours and minutes in any of the ways that laboratories and databases write
  /// them (``DateText``, ``TimeText``); hours and minutes that stand alone or behind a blank; a stamp of 12 or 14 digits; or the
  /// fraction of a spreadsheet's number of a day, such as 46083.34.
  init?(in name: String) {
    let plain = LookAlikes.plain(name)
    let bytes = Array(plain.utf8)
    guard bytes.count <= 96, bytes.contains(where: Self.isDigit) else { return nil }
    let text = Array(plain.unicodeScalars)
    if let date = DateText(at: text), let time = TimeText(behindDate: text[date.end...]) {
      self = time.isMidnight ? .midnight(day: Self.text(text[..<date.end])) : .other
    } else if TimeText(alone: text) != nil {
      self = .other
    } else if let time = Self.withColon(bytes) {
      self = time
    } else if Self.isFractionOfDay(bytes) {
      self = .other
    } else {
      return nil
    }
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// `Day 2 08:10`: behind a blank, whatever names the day.
  private static func withColon(_ bytes: [UInt8]) -> ClockTime? {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 2 < bytes.count else { return nil }
    let hours = bytes[..<colon].reversed().prefix(while: isDigit).count
    guard hours == 1 || hours == 2, isDigit(bytes[colon + 1]), isDigit(bytes[colon + 2]) else { return nil }
    let start = colon - hours
    // A label such as "Plate 12:30" is none: a time stands alone, or behind a blank or a T.
    guard start == 0 || " T".utf8.contains(bytes[start - 1]) else { return nil }
    let date = bytes[..<max(0, start - 1)]
    guard start == 0 || date.contains(where: isDigit) else { return nil }
    let time = bytes[start...]
    // Digits of a time zone stand behind a sign.
    let clock = time.prefix { isDigit($0) || ":.,".utf8.contains($0) }
    let rest = time.dropFirst(clock.count).map { $0 & 0xDF }
    let isTwelve = clock.prefix(hours).elementsEqual("12".utf8)
    let isNoon = rest.contains(UInt8(ascii: "P"))
    let isBeforeNoon = rest.contains(UInt8(ascii: "A"))
    let digits = (isTwelve && isBeforeNoon ? clock.dropFirst(2) : clock).filter(isDigit)
    guard digits.allSatisfy({ $0 == 0x30 }), !isNoon, start > 0 else { return .other }
    return .midnight(day: String(decoding: date, as: UTF8.self))
  }

  /// Spreadsheets count days from 1900, so that those of 1954 to 2118 have five digits from 20000 to 80000.
  private static func isFractionOfDay(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 6, let first = bytes.first, (0x32...0x37).contains(first), bytes[..<5].allSatisfy(isDigit),
      bytes[5] == UInt8(ascii: ".") || bytes[5] == UInt8(ascii: ",")
    else { return false }
    return bytes[6...].allSatisfy(isDigit) && bytes[6...].contains { $0 != 0x30 }
  }

  /// That a day holds a time, and how its date is had.
  ///
  /// - Parameter key: where a column of dates with times can be declared; `nil` where there is no such role.
  static func message(_ text: String, inPlaceOf key: String?) -> String {
    "the day \(quoted(text)) holds a time, so that each time would be a day of its own; give the days in a column of their own, "
      + "the date alone, as a spreadsheet's whole part of it says"
      + (key.map { ", and declare this one as date (\($0)), which is no part of a result's identity" } ?? "")
  }
}
