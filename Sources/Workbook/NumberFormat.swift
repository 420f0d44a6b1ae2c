internal import Notation

/// What a number format makes of a number, as far as a reader of values has to know it.
struct NumberFormat: Sendable {
  enum Kind: UInt8, Sendable {
    case number
    /// Shown a hundred times as large, with a percent sign.
    case percent
    /// A day.
    case date
    /// A day and a time of day.
    case dateAndTime
    /// A time of day.
    case time
    /// Hours, minutes or seconds without end.
    case elapsed
    /// Places of digits and letters of a date beside each other, of which no program makes the same.
    case unclear

    var isTemporal: Bool { self != .number && self != .percent && self != .unclear }
  }

  private struct Section {
    var kind = Kind.number
    var condition: (operation: String, limit: ExactDecimal)?
    /// Whether it holds a place for text, as a section for texts does.
    var isForText = false

    func holds(_ number: ExactDecimal) -> Bool {
      guard let condition else { return true }
      return switch condition.operation {
      case "<": number < condition.limit
      case "<=": number <= condition.limit
      case ">": number > condition.limit
      case ">=": number >= condition.limit
      case "<>": number != condition.limit
      default: number == condition.limit
      }
    }
  }

  private let sections: [Section]
  /// What all sections make of numbers, where they agree.
  let kind: Kind?

  /// The formats that a workbook may name without spelling them out (ECMA-376 part 1, 18.8.30).
  ///
  /// 27 to 36 and 50 to 58 are dates and times of East Asian languages.
  init?(builtIn id: Int) {
    let kind: Kind
    switch id {
    case 0...8, 11...13, 37...44, 48, 49: kind = .number
    case 9, 10: kind = .percent
    case 14...17, 27...31, 36, 50...54, 57, 58: kind = .date
    case 18...21, 32...35, 45, 47, 55, 56: kind = .time
    case 46: kind = .elapsed
    case 22: kind = .dateAndTime
    default: return nil
    }
    self.kind = kind
    sections = []
  }

  /// Reads a code such as `0.0%`, `dd/mm/yyyy hh:mm`, `[h]:mm` or `[Red][<1]0.00;General`.
  init(code: String) {
    var sections: [Section] = []
    var scan = FormatScan(Array(code.unicodeScalars))
    while let section = Self.section(&scan) { sections.append(section) }
    // The fourth section, or one with a place for text alone, is for texts.
    let numeric = sections.prefix(3).filter { !$0.isForText }
    self.sections = numeric
    let first = numeric.first?.kind ?? .number
    kind = numeric.allSatisfy { $0.kind == first } ? first : nil
  }

  /// What is made of this number.
  func kind(of number: ExactDecimal) -> Kind {
    if let kind { return kind }
    if sections.contains(where: { $0.condition != nil }) {
      return sections.first { $0.holds(number) }?.kind ?? .number
    }
    if number.isZero, sections.count > 2 { return sections[2].kind }
    return sections[number < ExactDecimal(0) && sections.count > 1 ? 1 : 0].kind
  }

  /// Takes one section, up to a semicolon.
  private static func section(_ scan: inout FormatScan) -> Section? {
    guard !scan.isAtEnd else { return nil }
    var section = Section()
    var (hasDay, hasTime, isElapsed, hasPercent, hasPlace) = (false, false, false, false, false)
    /// Whether a letter stands there that means nothing.
    var hasStranger = false
    /// Whether an m that comes is minutes, and whether the last one may still become so.
    var afterHour = false
    var openMonth = false
    func takeMonth() {
      if openMonth { hasDay = true }
      openMonth = false
    }
    while let scalar = scan.next(), scalar != ";" {
      switch scalar {
      case "\"": scan.skip(behind: "\"")
      case "\\", "_", "*": _ = scan.next()
      case "[":
        let inside = scan.upTo("]")
        if let first = inside.first, "hmsHMS".unicodeScalars.contains(first),
          inside.allSatisfy({ $0.value | 0x20 == first.value | 0x20 })
        {
          (isElapsed, hasTime) = (true, true)
          afterHour = first.value | 0x20 == 0x68
          scan.takeFraction()
        } else {
          section.condition = condition(inside) ?? section.condition
        }
      case "%": hasPercent = true
      case "@": section.isForText = true
      case "0", "#", "?": hasPlace = true
      case "y", "Y", "d", "D", "b", "B":
        takeMonth()
        (hasDay, afterHour) = (true, false)
      case "g", "G":
        // General, or an era.
        if scan.take("eneral") { continue }
        hasDay = true
      case "e", "E":
        // The exponent of 0.00E+00, or a year.
        if scan.isExponent { _ = scan.next() } else { hasDay = true }
      case "m", "M":
        takeMonth()
        while scan.take("m") {}
        if afterHour { hasTime = true } else { openMonth = true }
        afterHour = false
      case "h", "H":
        takeMonth()
        (hasTime, afterHour) = (true, true)
      case "s", "S":
        // Minutes, if they stood before.
        openMonth = false
        hasTime = true
        while scan.take("s") {}
        scan.takeFraction()
      case "a", "A":
        // Before and after noon, or the name of a weekday.
        if scan.take("m/pm") || scan.take("/p") { hasTime = true } else { hasDay = true }
      default: hasStranger = hasStranger || scalar.isASCII && scalar.properties.isAlphabetic
      }
    }
    takeMonth()
    if !hasDay && !hasTime {
      section.kind = hasPercent ? .percent : .number
      section.isForText = section.isForText && !hasPlace
    } else if hasPlace || hasPercent || hasStranger {
      // 0.0 mg, where the unit should be quoted.
      section.kind = .unclear
      section.isForText = false
    } else {
      section.isForText = false
      section.kind = hasDay ? (hasTime ? .dateAndTime : .date) : isElapsed ? .elapsed : .time
    }
    return section
  }

  /// `<1`, `>=100`; `nil` for a colour or a currency.
  private static func condition(_ inside: ArraySlice<Unicode.Scalar>) -> (String, ExactDecimal)? {
    let operation = inside.prefix { "<>=".unicodeScalars.contains($0) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: inside.dropFirst(operation.count))
    guard !operation.isEmpty, let limit = try? NumberGrammar.point.read(String(text)) else { return nil }
    var sign = String.UnicodeScalarView()
    sign.append(contentsOf: operation)
    return (String(sign), limit)
  }
}

/// A place in a format's code.
private struct FormatScan {
  private let text: [Unicode.Scalar]
  private var at = 0

  init(_ text: [Unicode.Scalar]) { self.text = text }

  var isAtEnd: Bool { at >= text.count }

  /// Whether a sign follows, as behind the E of 0.00E+00.
  var isExponent: Bool { at < text.count && (text[at] == "+" || text[at] == "-") }

  mutating func next() -> Unicode.Scalar? {
    guard at < text.count else { return nil }
    defer { at += 1 }
    return text[at]
  }

  /// Takes the places of fractions of a second, which are no places of a number.
  mutating func takeFraction() {
    if take(".") || take(",") { while take("0") {} }
  }

  mutating func skip(behind mark: Unicode.Scalar) {
    while let scalar = next(), scalar != mark {}
  }

  mutating func upTo(_ mark: Unicode.Scalar) -> ArraySlice<Unicode.Scalar> {
    let start = at
    while at < text.count, text[at] != mark { at += 1 }
    defer { at += 1 }
    return text[start..<at]
  }

  /// Takes small letters and marks, in whatever case.
  mutating func take(_ word: String) -> Bool {
    var place = at
    for scalar in word.unicodeScalars {
      guard place < text.count, text[place] == scalar || text[place].value | 0x20 == scalar.value else { return false }
      place += 1
    }
    at = place
    return true
  }
}
