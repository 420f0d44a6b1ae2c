internal import Notation

/// Numbers, read by our own grammar: YAML's would take `1:30` for 90 and `0x10` for 16.
extension Reader {
  /// A number in a plain scalar, exactly as written.
  mutating func number(_ node: YAMLNode, _ name: String) -> ExactDecimal? {
    parsed(node, name, beyond: "E_NUMBER")
  }

  /// `beyond` is the code for a text that is a number, but one that cannot be held.
  private mutating func parsed(_ node: YAMLNode, _ name: String, beyond: String) -> ExactDecimal? {
    let text: String
    switch node.content {
    case .plain(let plain): text = plain
    case .quoted(let inQuotes):
      let mend = withPoint(inQuotes).map { ": \($0)" } ?? ""
      error(
        "E_TYPE", at: node.place,
        "\(name) is the text \(quoted(inQuotes)), expected a number, without quotes and with a decimal point\(mend)")
      return nil
    case .list, .mapping:
      error("E_TYPE", at: node.place, "\(name) is \(node.described), expected a number")
      return nil
    }
    do throws(NumberGrammar.Fault) {
      return try NumberGrammar.point.read(text)
    } catch {
      let (code, message) = explained(error, text, beyond: beyond)
      self.error(code, at: node.place, "\(name) is \(message)")
      return nil
    }
  }

  private func explained(_ fault: NumberGrammar.Fault, _ text: String, beyond: String) -> (String, String) {
    switch fault {
    case .empty: return ("E_TYPE", "empty, expected a number")
    case .otherDecimalMark:
      let mend = withPoint(text).map { ": write \($0)" } ?? ""
      return ("E_TYPE", "\(quoted(text)), but a protocol is written with a decimal point\(mend)")
    case .thousandsSeparator:
      return (
        "E_TYPE", "\(quoted(text)), which reads as thousands or as a decimal comma; write digits and a point only"
      )
    case .censored: return ("E_TYPE", "\(quoted(text)), expected a number without a sign of comparison")
    case .tooManyDigits:
      return (beyond, "\(quoted(text)), which has more than \(NumberGrammar.digitLimit) significant digits")
    case .outOfRange: return (beyond, "\(quoted(text)), beyond the numbers that can be computed with")
    case .notANumber:
      let bare = text.lowercased().filter { !"+-.".contains($0) }
      if ["nan", "inf", "infinity"].contains(bare) {
        return ("E_NUMBER", "\(quoted(text)), which is no number that can be computed with; write digits")
      }
      if text.hasSuffix("%") {
        return ("E_TYPE", "\(quoted(text)), expected a number alone; the unit follows from the criterion")
      }
      return ("E_TYPE", "\(quoted(text)), expected a number such as 12, 0.05 or 1e-3")
    }
  }

  /// `0,05` as `0.05`, or `nil` where that is no number either.
  private func withPoint(_ text: String) -> String? {
    let pointed = String(text.map { $0 == "," ? "." : $0 })
    return (try? NumberGrammar.point.read(pointed)) == nil ? nil : pointed
  }

  /// A whole number from `lower` to `upper`; below or not whole is `E_INTEGER`, above is `E_LIMIT`.
  mutating func integer(_ node: YAMLNode, _ name: String, from lower: Int, to upper: Int) -> Int? {
    guard let value = whole(node, name) else { return nil }
    guard value >= Int128(lower) else {
      error("E_INTEGER", at: node.place, "\(name) is \(node.scalar ?? ""), expected a whole number from \(lower) on")
      return nil
    }
    guard value <= Int128(upper) else {
      error("E_LIMIT", at: node.place, "\(name) is \(node.scalar ?? ""), beyond the limit of \(upper)")
      return nil
    }
    return Int(value)
  }

  /// A count: a whole number from 1 to 10,000.
  mutating func count(_ node: YAMLNode, _ name: String) -> Int? { integer(node, name, from: 1, to: 10_000) }

  /// The start of a random stream, from 0 to 2^64 - 1.
  mutating func seed(_ node: YAMLNode, _ name: String) -> UInt64? {
    guard let value = whole(node, name) else { return nil }
    guard let seed = UInt64(exactly: value) else {
      error(
        "E_INTEGER", at: node.place,
        "\(name) is \(node.scalar ?? ""), expected a whole number from 0 to \(UInt64.max)")
      return nil
    }
    return seed
  }

  private mutating func whole(_ node: YAMLNode, _ name: String) -> Int128? {
    guard let value = parsed(node, name, beyond: "E_INTEGER") else { return nil }
    var (significand, exponent) = (value.significand, value.exponent)
    while exponent < 0, significand % 10 == 0, significand != 0 {
      (significand, exponent) = (significand / 10, exponent + 1)
    }
    if significand == 0 { return 0 }
    while exponent > 0 {
      let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
      // More than any limit that a caller has.
      if overflow { return significand > 0 ? .max : .min }
      (significand, exponent) = (product, exponent - 1)
    }
    guard exponent == 0 else {
      error("E_INTEGER", at: node.place, "\(name) is \(node.scalar ?? ""), expected a whole number")
      return nil
    }
    return significand
  }
}
