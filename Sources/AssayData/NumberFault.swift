internal import Notation

extension TableReader {
  /// What the protocol declares of numbers.
  var numberFaults: NumberFault {
    NumberFault(numbers: mapping.numbers, censored: mapping.censored, authority: .studyProtocol)
  }
}

/// Says of a text why it is not a number, and how to mend it.
struct NumberFault {
  let numbers: NumberGrammar
  /// `nil` where nothing can be declared of censored results.
  let censored: CensoringPolicy?
  let authority: Authority

  /// Both at once.
  func words(_ fault: NumberGrammar.Fault, _ text: String, what: String) -> (code: String, message: String) {
    (code(fault, text), message(fault, text, what: what))
  }

  /// The code for a text that is not a number here.
  func code(_ fault: NumberGrammar.Fault, _ text: String) -> String {
    let isPoint = numbers.decimalMark == UInt8(ascii: ".")
    switch fault {
    case .empty: return "E_MISSING"
    case .otherDecimalMark: return isPoint ? "E_DECIMAL_COMMA" : "E_DECIMAL_POINT"
    case .thousandsSeparator:
      let isMark = text.contains(",") || text.filter { $0 == "." }.count > 1 || !isPoint
      return isMark && !text.contains("'") && !text.contains(" ") ? "E_THOUSANDS" : "E_NUMBER"
    case .censored: return "E_CENSORED"
    case .outOfRange: return "E_NUMBER_RANGE"
    case .tooManyDigits, .notANumber: return "E_NUMBER"
    }
  }

  /// What is wrong with a text that is not a number here, and how to mend it.
  func message(_ fault: NumberGrammar.Fault, _ text: String, what: String) -> String {
    let mark = String(UnicodeScalar(numbers.decimalMark))
    let shown = quoted(text)
    switch fault {
    case .empty:
      return "the \(what) is empty"
    case .otherDecimalMark:
      return
        "\(shown) is not a number here: \(authority.name) declares \"\(mark)\" as the decimal mark (\(authority.key(.decimal)))"
    case .thousandsSeparator:
      return "\(shown) is not a number here: it reads as one with thousands separators, which are not accepted because "
        + "1,234 may mean two numbers; write the digits without them (the decimal mark declared is \"\(mark)\")"
    case .censored:
      guard let censored else {
        return
          "\(shown) is a censored result, which has no place in this calculation; supply the number, or leave the row out "
          + "and say so"
      }
      return "\(shown) is a censored result, and data.censored is \(censored.rawValue); \(censoredMend(text))"
    case .tooManyDigits:
      return "\(shown) has more than \(NumberGrammar.digitLimit) digits, which are not held exactly"
    case .outOfRange:
      return "\(shown) is beyond the range of numbers that can be computed with"
    case .notANumber:
      var foreign: [Unicode.Scalar] = []
      for scalar in text.unicodeScalars where scalar.value > 0x7F && !foreign.contains(scalar) && foreign.count < 5 {
        foreign.append(scalar)
      }
      let holds =
        foreign.isEmpty
        ? "" : "; it holds \(foreign.map { "\(codePoint($0)) \($0.properties.name ?? "")" }.joined(separator: ", "))"
      return
        "\(shown) is not a number\(holds); a \(what) is digits with at most one \"\(mark)\", a sign and an exponent, "
        + "without blanks, units or marks"
    }
  }

  /// That a text stands for a result below `limit`, and that nothing may stand for it here.
  func messageOfCensored(_ text: String, below limit: ExactDecimal) -> String {
    "\(quoted(text)) is a result below \(limit), and data.censored is refuse; "
      + "declare data.censored: half-limit, before there are data, to let half the limit stand for a value below it"
  }

  /// What can be done about a censored result: only a number below a limit may have half of it stand for it.
  private func censoredMend(_ text: String) -> String {
    let limit = Array(text.unicodeScalars.dropFirst().drop { $0 == " " })
    let digits = String(String.UnicodeScalarView(limit))
    guard (try? numbers.read(digits)) != nil else {
      return
        "it names no number, so nothing can stand for it under any policy: have the limit reported as a number, such as "
        + "<0.05, or leave the attribute out before there are data; one whose results are censored is not evaluated by "
        + "this version"
    }
    guard text.unicodeScalars.first == "<" else {
      return text.unicodeScalars.first == "≤"
        ? "only a number below a limit, written as < and the limit, may have half of it stand for it"
        : "nothing stands for a value above a limit: have it measured within the range, or leave the attribute out before "
          + "there are data; one whose results are censored is not evaluated by this version"
    }
    return "declare data.censored: half-limit, before there are data, to let half the limit stand for a value below it"
  }
}

/// Texts that people write for "no result"; none of them is one unless the protocol declares it.
func isCustomaryMissing(_ text: String) -> Bool {
  text.utf8.count <= 8
    && [
      "n/a", "na", "nan", "-", "--", "nd", "n.d.", "null", "#n/a", "none", "missing", "nil", ".", "?", "n.a.", "void",
    ].contains(text.lowercased())
}
