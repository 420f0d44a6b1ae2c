internal import Notation

extension TableReader {
  /// The code and the message for a text that is not a number here, saying how to mend it.
  func numberFault(_ fault: NumberGrammar.Fault, _ text: String, what: String) -> (code: String, message: String) {
    NumberFault(numbers: mapping.numbers, censored: mapping.censored, authority: .studyProtocol)
      .words(fault, text, what: what)
  }
}

/// Says of a text why it is not a number, and how to mend it.
struct NumberFault {
  let numbers: NumberGrammar
  /// `nil` where nothing can be declared of censored results.
  let censored: CensoringPolicy?
  let authority: Authority

  func words(_ fault: NumberGrammar.Fault, _ text: String, what: String) -> (code: String, message: String) {
    let mark = String(UnicodeScalar(numbers.decimalMark))
    let shown = quoted(text)
    switch fault {
    case .empty:
      return ("E_MISSING", "the \(what) is empty")
    case .otherDecimalMark:
      return (
        mark == "." ? "E_DECIMAL_COMMA" : "E_DECIMAL_POINT",
        "\(shown) is not a number here: \(authority.name) declares \"\(mark)\" as the decimal mark "
          + "(\(authority.key(.decimal)))"
      )
    case .thousandsSeparator:
      let isMark = text.contains(",") || text.filter { $0 == "." }.count > 1 || mark == ","
      return (
        isMark && !text.contains("'") && !text.contains(" ") ? "E_THOUSANDS" : "E_NUMBER",
        "\(shown) is not a number here: it reads as one with thousands separators, which are not accepted because "
          + "1,234 may mean two numbers; write the digits without them (the decimal mark declared is \"\(mark)\")"
      )
    case .censored:
      guard let censored else {
        return (
          "E_CENSORED",
          "\(shown) is a censored result, which has no place in this calculation; supply the number, or leave the row out "
            + "and say so"
        )
      }
      return (
        "E_CENSORED",
        "\(shown) is a censored result, and data.censored is \(censored.rawValue); "
          + (censored == .refuse
            ? "declare data.censored: half-limit to let half the limit stand for a value below it"
            : "only a number below a limit, such as <0.05, has half of it stand for it")
      )
    case .tooManyDigits:
      return ("E_NUMBER", "\(shown) has more than \(NumberGrammar.digitLimit) digits, which are not held exactly")
    case .outOfRange:
      return ("E_NUMBER_RANGE", "\(shown) is beyond the range of numbers that can be computed with")
    case .notANumber:
      var foreign: [Unicode.Scalar] = []
      for scalar in text.unicodeScalars where scalar.value > 0x7F && !foreign.contains(scalar) && foreign.count < 5 {
        foreign.append(scalar)
      }
      let holds =
        foreign.isEmpty
        ? "" : "; it holds \(foreign.map { "\(codePoint($0)) \($0.properties.name ?? "")" }.joined(separator: ", "))"
      return (
        "E_NUMBER",
        "\(shown) is not a number\(holds); a \(what) is digits with at most one \"\(mark)\", a sign and an exponent, "
          + "without blanks, units or marks"
      )
    }
  }
}

/// Texts that people write for "no result"; none of them is one unless the protocol declares it.
func isCustomaryMissing(_ text: String) -> Bool {
  text.utf8.count <= 8
    && [
      "n/a", "na", "nan", "-", "--", "nd", "n.d.", "null", "#n/a", "none", "missing", "nil", ".", "?", "n.a.", "void",
    ].contains(text.lowercased())
}
