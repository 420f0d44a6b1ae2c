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
  /// A number of the same column that the other mark can only be the decimal mark of, such as 0.997, where there is one.
  var otherMarkIsDecimal: String?

  /// Both at once.
  func words(_ fault: NumberGrammar.Fault, _ text: String, what: String) -> (code: String, message: String) {
    (code(fault, text), message(fault, text, what: what))
  }

  /// The code for a text that is not a number here.
  func code(_ fault: NumberGrammar.Fault, _ text: String) -> String {
    let isPoint = numbers.decimalMark == UInt8(ascii: ".")
    switch isOtherMark(fault, text) ? .otherDecimalMark : fault {
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
    switch isOtherMark(fault, text) ? .otherDecimalMark : fault {
    case .empty:
      return "the \(what) is empty"
    case .otherDecimalMark:
      let other = otherMark
      let evidence = otherMarkIsDecimal.map { $0 == text ? "" : ", as \(quoted($0)) can only be read" } ?? ""
      return
        "\(shown) is not a number here: \(authority.name) declares \(quoted(mark)) as the decimal mark (\(authority.key(.decimal))), and "
        + "it is written with \(quoted(other))\(evidence); declare \(authority.declaration(.decimal, "\"\(other)\"")) if the file is "
        + "written so"
    case .thousandsSeparator:
      return
        "\(shown) is not a number here: it may be one with marks between the thousands, or one with another decimal mark "
        + "than \(quoted(mark)) (\(authority.key(.decimal))), and nothing here says which; declare the decimal mark that the file has, "
        + "or have it exported without marks between thousands"
    case .censored:
      guard let censored else {
        return
          "\(shown) is a censored result, which this calculation cannot take into account, and without which it would be wrong; have "
          + "the number reported, or see how judge takes such results"
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

  private var otherMark: String { numbers.decimalMark == UInt8(ascii: ".") ? "," : "." }

  /// Whether what may be a mark of thousands is the decimal mark of the file.
  private func isOtherMark(_ fault: NumberGrammar.Fault, _ text: String) -> Bool {
    fault == .thousandsSeparator && otherMarkIsDecimal != nil && text.filter { String($0) == otherMark }.count == 1
      && text.allSatisfy { $0.isNumber || "+-".contains($0) || String($0) == otherMark }
  }

  /// That a word stands for a result below a limit, and how it is declared with its limit.
  func messageOfBelowLimit(_ text: String) -> String {
    let what = "\(quoted(text)) is a result below a limit of detection or quantitation, which is not the same as none"
    return censored == nil
      ? "\(what), and which this calculation cannot take into account; have the number reported, or see how judge takes such results"
      : "\(what): declare the limit that it is below, data.censoredWords: {\(quoted(text)): 0.05} say, and what is done with such "
        + "results (data.censored), before there are data"
  }

  /// What can be done about a censored result: only a number below a limit may have half of it stand for it.
  private func censoredMend(_ text: String) -> String {
    let limit = Array(text.unicodeScalars.dropFirst().drop { $0 == " " })
    let digits = String(String.UnicodeScalarView(limit))
    guard (try? numbers.read(digits)) != nil else {
      return
        "it names no number: declare the limit that it is below, data.censoredWords: {\(quoted(text)): 0.05} say, before there are "
        + "data"
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
      "n/a", "na", "nan", "-", "--", "null", "#n/a", "none", "missing", "nil", ".", "?", "n.a.", "void",
    ].contains(text.lowercased())
}
