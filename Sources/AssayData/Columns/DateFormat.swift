internal import Notation

/// How a date stands in a cell, in the letters that spreadsheets and Unicode use: `MM/dd/yyyy HH:mm`.
///
/// `yyyy` is a year, `yy` one of this century by its last digits; `MM` a month of two digits, `M` one of one or two, `MMM` its English
/// abbreviation; `dd` and `d` a day; `HH`, `H`, `hh`, `h`, `mm`, `ss` a time of day, `a` AM or PM. All else is literal. A cell that is
/// not wholly so is no such date.
public struct DateFormat: Sendable, Hashable, CustomStringConvertible {
  enum Piece: Sendable, Hashable {
    case text(UInt8)
    case year(digits: Int)
    case month(least: Int)
    case monthName
    case day(least: Int)
    /// Hours to a limit, minutes, seconds.
    case time(least: Int, most: Int)
    case halfOfDay
  }

  /// As it is declared.
  public let description: String
  let pieces: [Piece]

  /// Why a text is no format of a date.
  public enum Fault: Error, Sendable, Hashable {
    /// Letters that mean nothing here.
    case unknown(String)
    /// Year, month or day is not there, or stands twice.
    case notOneDate
    /// Two numbers of free length with nothing between them.
    case nothingBetween(String)
  }

  public init(_ text: String) throws(Fault) {
    description = text
    var pieces: [Piece] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      let run = isLetter ? rest.prefix { $0 == byte } : rest.prefix(1)
      rest = rest.dropFirst(run.count)
      guard isLetter else {
        pieces.append(.text(byte))
        continue
      }
      switch String(decoding: run, as: UTF8.self) {
      case "yyyy": pieces.append(.year(digits: 4))
      case "yy": pieces.append(.year(digits: 2))
      case "MM": pieces.append(.month(least: 2))
      case "M": pieces.append(.month(least: 1))
      case "MMM": pieces.append(.monthName)
      case "dd": pieces.append(.day(least: 2))
      case "d": pieces.append(.day(least: 1))
      case "HH": pieces.append(.time(least: 2, most: 23))
      case "H": pieces.append(.time(least: 1, most: 23))
      case "hh": pieces.append(.time(least: 2, most: 12))
      case "h": pieces.append(.time(least: 1, most: 12))
      case "mm", "ss": pieces.append(.time(least: 2, most: 59))
      case "a": pieces.append(.halfOfDay)
      // The letter between date and time.
      case "T": pieces.append(.text(byte))
      case let letters: throw .unknown(letters)
      }
    }
    self.pieces = pieces
    func count(_ isWanted: (Piece) -> Bool) -> Int { pieces.count(where: isWanted) }
    guard count({ if case .year = $0 { true } else { false } }) == 1,
      count({ if case .month = $0 { true } else { $0 == .monthName } }) == 1,
      count({ if case .day = $0 { true } else { false } }) == 1
    else { throw .notOneDate }
    for (one, next) in zip(pieces, pieces.dropFirst()) where one.isFreeNumber && next.isNumber {
      throw .nothingBetween(text)
    }
  }

  /// The date in a cell, `2026-03-02`; `nil` where the cell is not so or there is no such day.
  func date(in cell: [UInt8]) -> String? {
    var at = 0
    func isDigit(_ index: Int) -> Bool { index < cell.count && cell[index] >= 0x30 && cell[index] <= 0x39 }
    func number(_ least: Int, _ most: Int) -> Int? {
      var (value, digits) = (0, 0)
      while digits < most, isDigit(at) {
        value = value * 10 + Int(cell[at] - 0x30)
        digits += 1
        at += 1
      }
      return digits >= least ? value : nil
    }
    var (year, month, day) = (0, 0, 0)
    for piece in pieces {
      switch piece {
      case .text(let byte):
        guard at < cell.count, cell[at] == byte else { return nil }
        at += 1
      case .year(let digits):
        guard let found = number(digits, digits) else { return nil }
        year = digits == 2 ? 2000 + found : found
      case .month(let least):
        guard let found = number(least, 2) else { return nil }
        month = found
      case .monthName:
        guard at + 3 <= cell.count else { return nil }
        let name = String(decoding: cell[at..<(at + 3)], as: UTF8.self).lowercased()
        guard let index = Self.months.firstIndex(of: name) else { return nil }
        month = index + 1
        at += 3
      case .day(let least):
        guard let found = number(least, 2) else { return nil }
        day = found
      case .time(let least, let most):
        guard let found = number(least, 2), found <= most else { return nil }
      case .halfOfDay:
        guard at + 2 <= cell.count,
          ["am", "pm"].contains(String(decoding: cell[at..<(at + 2)], as: UTF8.self).lowercased())
        else { return nil }
        at += 2
      }
    }
    guard at == cell.count, year >= 1900, (1...12).contains(month), day >= 1, day <= Self.days(month, year) else {
      return nil
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))"
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  private static func days(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension DateFormat.Piece {
  /// Whether it takes one digit or two.
  fileprivate var isFreeNumber: Bool {
    switch self {
    case .month(let least), .day(let least), .time(let least, _): least == 1
    default: false
    }
  }

  fileprivate var isNumber: Bool {
    switch self {
    case .year, .month, .day, .time: true
    default: false
    }
  }
}
