/// A date at the beginning of a text, in one of the orders that laboratories, instruments and databases write.
struct DateText {
  /// Behind its last character.
  let end: Int

  /// `2026-03-02`, `02/03/26`, `2.3.2026`, `20260302`, `02MAR2026`, `2 March 2026`, `Mar 2, 2026`, `2026年3月2日`.
  ///
  /// Days and months need only be possible in one order: what is asked is whether a date stands there, not which.
  init?(at text: [Unicode.Scalar]) {
    var scan = Scan(text)
    for read in [Self.compact, Self.japanese, Self.numbers, Self.dayMonthName, Self.monthNameDay] {
      scan.at = 0
      if read(&scan) {
        end = scan.at
        return
      }
    }
    return nil
  }

  private static func isYear(_ number: Int) -> Bool { (1900...2199).contains(number) }

  /// Eight digits, alone or at the head of a stamp of 12 or 14.
  private static func compact(_ scan: inout Scan) -> Bool {
    let digits = scan.digits()
    guard [8, 12, 14].contains(digits.count), let year = Scan.number(digits[0..<4]),
      let month = Scan.number(digits[4..<6]),
      let day = Scan.number(digits[6..<8]), isYear(year), (1...12).contains(month), (1...31).contains(day)
    else { return false }
    scan.at = 8
    return true
  }

  private static func japanese(_ scan: inout Scan) -> Bool {
    guard let year = Scan.number(scan.digits()), isYear(year), scan.take("年年년") else { return false }
    scan.blanks()
    guard scan.number(in: 1...12) != nil, scan.take("月월") else { return false }
    scan.blanks()
    return scan.number(in: 1...31) != nil && scan.take("日일")
  }

  private static func numbers(_ scan: inout Scan) -> Bool {
    let first = scan.digits()
    guard let mark = scan.oneOf("-/.") else { return false }
    let second = scan.digits()
    guard scan.oneOf("-/.") == mark else { return false }
    let third = scan.digits()
    guard let a = Scan.number(first), let b = Scan.number(second), let c = Scan.number(third),
      (1...2).contains(second.count), (1...31).contains(b)
    else { return false }
    if first.count == 4 { return isYear(a) && (1...2).contains(third.count) && (1...31).contains(c) }
    return (1...2).contains(first.count) && (1...31).contains(a) && (a <= 12 || b <= 12)
      && (third.count == 2 || third.count == 4 && isYear(c))
  }

  private static func dayMonthName(_ scan: inout Scan) -> Bool {
    guard scan.number(in: 1...31) != nil else { return false }
    scan.skip(" -./")
    guard isMonth(scan.letters()) else { return false }
    scan.skip(" -./,")
    let year = scan.digits()
    return year.count == 2 || year.count == 4
  }

  private static func monthNameDay(_ scan: inout Scan) -> Bool {
    guard isMonth(scan.letters()) else { return false }
    scan.skip(" -.")
    guard scan.number(in: 1...31) != nil else { return false }
    scan.skip(" ,-")
    let year = scan.digits()
    return year.count == 4 && Scan.number(year).map(isYear) ?? false
  }

  /// A month by its first letters, in the languages that share them.
  private static func isMonth(_ word: String) -> Bool {
    let word = word.lowercased()
    return word.count >= 3
      && [
        "jan", "gen", "ene", "feb", "fév", "fev", "mar", "mär", "mrz", "maa", "apr", "avr", "abr", "may", "mai", "maj",
        "mei",
        "mag", "jun", "jui", "giu", "jul", "lug", "aug", "aoû", "ago", "sep", "set", "oct", "okt", "ott", "out", "nov",
        "dec",
        "dez", "déc", "dic", "des",
      ].contains { word.hasPrefix($0) }
  }
}

/// A time of day, in one of the ways that people and programs write it.
struct TimeText {
  /// Nothing but zeros: what a spreadsheet or a database adds to a date.
  let isMidnight: Bool

  /// Behind a date: ` 08:15`, `T0815`, `t08:15:00Z`, `:08:15:00`, ` 8h15`, ` 08.15 Uhr`, ` klo 8.15`, ` 8時15分`, ` 8 am`, `081500`.
  init?(behindDate rest: ArraySlice<Unicode.Scalar>) {
    var scan = Scan(Array(rest))
    scan.skip(" \t,;:_/@()[]-–")
    _ = scan.word(of: ["t", "at", "um", "om", "kl", "klo", "ore", "alle", "à", "a", "às", "as", "las", "la", "h"])
    scan.skip(" .")
    guard let found = Self.clock(&scan, mayBeDigitsAlone: true) else { return nil }
    isMidnight = found
  }

  /// With nothing before it: `8h15`, `08:10`, `8.15 Uhr`, `8:10 pm`.
  init?(alone text: [Unicode.Scalar]) {
    var scan = Scan(text)
    let named = scan.word(of: ["um", "kl", "klo", "at"])
    scan.skip(" .")
    let start = scan.at
    guard let hours = scan.number(in: 0...24) else { return nil }
    let mark = scan.oneOf(":.hH")
    if mark != nil {
      guard hours <= 24, scan.digits().count == 2 else { return nil }
      if mark == ".", !named {
        scan.skip(" ")
        guard Self.isUnit(scan.letters()) else { return nil }
      }
    } else {
      scan.skip(" ")
      guard Self.isUnit(scan.letters()) else { return nil }
    }
    scan.at = start
    isMidnight = false
  }

  private static func isUnit(_ word: String) -> Bool { ["uhr", "am", "pm"].contains(word.lowercased()) }

  /// - Returns: whether it is midnight; `nil` where no time stands there.
  private static func clock(_ scan: inout Scan, mayBeDigitsAlone: Bool) -> Bool? {
    let digits = scan.digits()
    if digits.count == 4 || digits.count == 6 {
      guard let hours = Scan.number(digits[0..<2]), let minutes = Scan.number(digits[2..<4]), hours <= 24, minutes < 60,
        scan.isAtEnd || !scan.isLetter || scan.peekIsZone
      else { return nil }
      return digits.allSatisfy { $0 == "0" } && scan.hasOnlyZeros
    }
    guard (1...2).contains(digits.count), let hours = Scan.number(digits), hours <= 24 else { return nil }
    scan.skip(" ")
    if scan.take(":.hH\u{6642}\u{65F6}시点") {
      scan.skip(" ")
      let minutes = scan.digits()
      guard minutes.count == 2 || minutes.count == 1 && scan.take("分분"), let value = Scan.number(minutes), value < 60
      else {
        return nil
      }
      let isTwelve = hours == 12
      let tail = scan.restAsText.lowercased()
      let isNoon = tail.contains("p")
      let isBeforeNoon = tail.contains("a")
      let hoursAreZero = hours == 0 || isTwelve && isBeforeNoon
      return hoursAreZero && value == 0 && !isNoon && scan.hasOnlyZeros
    }
    guard isUnit(scan.letters()) || scan.take("時时시") else { return nil }
    return false
  }
}

/// A place in a text, from which pieces are read.
private struct Scan {
  private let text: [Unicode.Scalar]
  var at = 0

  init(_ text: [Unicode.Scalar]) { self.text = text }

  var isAtEnd: Bool { at >= text.count }
  var isLetter: Bool { !isAtEnd && text[at].properties.isAlphabetic }
  /// Z, or a time zone such as UTC.
  var peekIsZone: Bool { !isAtEnd && "zZuUgG".unicodeScalars.contains(text[at]) }

  var restAsText: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text[min(at, text.count)...])
    return String(view)
  }

  /// Whether no digit but 0 follows, up to the sign of a time zone.
  var hasOnlyZeros: Bool {
    text[min(at, text.count)...].prefix { $0 != "+" && $0 != "-" }.allSatisfy { !Self.isDigit($0) || $0 == "0" }
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x30 && scalar.value <= 0x39 }

  static func number(_ digits: some Collection<Unicode.Scalar>) -> Int? {
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1.value - 0x30) }
  }

  mutating func digits() -> [Unicode.Scalar] {
    let start = at
    while at < text.count, Self.isDigit(text[at]) { at += 1 }
    return Array(text[start..<at])
  }

  /// A number of one or two digits in a range.
  mutating func number(in range: ClosedRange<Int>) -> Int? {
    let found = digits()
    guard (1...2).contains(found.count), let number = Self.number(found), range.contains(number) else { return nil }
    return number
  }

  mutating func letters() -> String {
    var view = String.UnicodeScalarView()
    while isLetter {
      view.append(text[at])
      at += 1
    }
    return String(view)
  }

  mutating func blanks() { skip(" ") }

  mutating func skip(_ marks: String) {
    while at < text.count, marks.unicodeScalars.contains(text[at]) { at += 1 }
  }

  mutating func oneOf(_ marks: String) -> Unicode.Scalar? {
    guard at < text.count, marks.unicodeScalars.contains(text[at]) else { return nil }
    defer { at += 1 }
    return text[at]
  }

  mutating func take(_ marks: String) -> Bool { oneOf(marks) != nil }

  /// Takes one of the words, without regard to case, where a digit, a blank or a point follows it.
  mutating func word(of words: [String]) -> Bool {
    let start = at
    let found = letters().lowercased()
    if words.contains(found), at < text.count, Self.isDigit(text[at]) || text[at] == " " || text[at] == "." {
      return true
    }
    at = start
    return false
  }
}
