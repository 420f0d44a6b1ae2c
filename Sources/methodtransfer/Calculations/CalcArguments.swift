internal import Notation

/// The arguments of one calculation, as they were written; each is read once, as what the function says it is.
struct CalcArguments {
  /// In the order given; a key stands once.
  let pairs: [(key: String, text: String)]

  /// - Throws: for a key that stands twice.
  init(_ pairs: [(key: String, text: String)]) throws(CalcFault) {
    for (index, pair) in pairs.enumerated() where pairs[..<index].contains(where: { $0.key == pair.key }) {
      throw CalcFault("\(pair.key) is given twice; say it once")
    }
    self.pairs = pairs
  }

  func text(_ key: String) -> String? { pairs.first { $0.key == key }?.text }

  func has(_ key: String) -> Bool { text(key) != nil }

  /// - Parameter isAllowed: what is checked beside its being a number; `range` says it in words.
  func number(
    _ key: String, _ range: String = "a number such as 1.5, -2 or 1e-20",
    where isAllowed: (Double) -> Bool = { _ in true }
  )
    throws(CalcFault) -> Double
  {
    guard let text = text(key) else { throw CalcFault("\(key) is missing; expected: \(range)") }
    let value = try Self.read(text, as: key, range)
    guard isAllowed(value) else { throw CalcFault("\(key)=\(shown(text)) is out of range; expected: \(range)") }
    return value
  }

  /// Above 0, and such that neither its square nor that of its reciprocal leaves the doubles.
  func positive(_ key: String) throws(CalcFault) -> Double {
    try number(key, "a number above 0 (1e-140 to 1e140)") { $0 >= 1e-140 && $0 <= 1e140 }
  }

  /// Strictly between 0 and 1.
  func probability(_ key: String) throws(CalcFault) -> Double {
    try number(key, "a probability above 0 and below 1") { $0 > 0 && $0 < 1 }
  }

  func alpha() throws(CalcFault) -> Double {
    try number("alpha", "the level of each one-sided test, above 0 and below 0.5, such as 0.05") { $0 > 0 && $0 < 0.5 }
  }

  func degreesOfFreedom(_ key: String = "df") throws(CalcFault) -> Double {
    try number(key, "degrees of freedom from 0.5 to 1e9") { $0 >= 0.5 && $0 <= 1e9 }
  }

  func count(_ key: String, _ least: Int = 2, of what: String) throws(CalcFault) -> Int {
    let value = try number(key, "a whole number of \(what) from \(least) to 1000000000") {
      $0 >= Double(least) && $0 <= 1e9 && $0 == $0.rounded()
    }
    return Int(value)
  }

  /// One of a few words; the first is meant where the key is not given.
  func word(_ key: String, _ words: [String]) throws(CalcFault) -> String {
    guard let text = text(key) else { return words[0] }
    guard words.contains(text) else {
      throw CalcFault(
        "\(key)=\(shown(text)) is unknown; expected: \(Spelling.list(words))" + Spelling.hint(text, among: words))
    }
    return text
  }

  /// A coefficient of variation, as the SD of ln: 20% and never 20 or 0.2, which would leave in doubt what was meant.
  func percentOfVariation(_ key: String) throws(CalcFault) -> Double {
    let range = "the %CV with its percent sign, above 0, such as \(key)=20%"
    guard let text = text(key) else { throw CalcFault("\(key) is missing; expected: \(range)") }
    guard text.hasSuffix("%") else {
      throw CalcFault("\(key)=\(shown(text)) may be a fraction or a percentage; expected: \(range)")
    }
    let value = try Self.read(String(text.dropLast()), as: key, range)
    guard value > 0, value <= 1e6 else { throw CalcFault("\(key)=\(shown(text)) is out of range; expected: \(range)") }
    return value
  }

  private static func read(_ text: String, as key: String, _ range: String) throws(CalcFault) -> Double {
    do throws(NumberGrammar.Fault) {
      return try NumberGrammar.point.read(text).double
    } catch {
      let why =
        switch error {
        case .empty: "is empty"
        case .otherDecimalMark: "has a decimal comma; the decimal mark is a point"
        case .thousandsSeparator: "has thousands separators, which numbers here do not have"
        case .tooManyDigits: "has more than \(NumberGrammar.digitLimit) significant digits"
        case .outOfRange: "is beyond what a double holds"
        case .censored, .notANumber: "is not a number"
        }
      throw CalcFault("\(key)=\(shown(text)) \(why); expected: \(range)")
    }
  }
}

/// As it was written, cut where it is long, with what does not print made visible.
private func shown(_ text: String) -> String { visible(String(text.prefix(40))) + (text.count > 40 ? "…" : "") }
