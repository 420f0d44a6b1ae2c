internal import Notation

/// What a column of qualifiers says of a row's result.
enum QualifierMark: Equatable {
  /// Nothing: the number is the result.
  case plain
  /// The result is below the number beside it.
  case below
  /// Above the number beside it, or at most that: refused as `>100` and `≤0.05` are.
  case refused(sign: String)
  /// A word of `data.censoredWords`, with its limit.
  case word(text: String, limit: ExactDecimal)

  /// As it stands before the number: `<`.
  var shown: String {
    switch self {
    case .plain: ""
    case .below: "<"
    case .refused(let sign): sign
    case .word(let text, _): text + " "
    }
  }
}

extension TableReader {
  /// What a cell of the column of qualifiers says; tells what is wrong where it says nothing that is known.
  func qualifierMark(_ bytes: [UInt8], _ place: Place, _ problems: inout ProblemCollector) -> QualifierMark? {
    if let limit = declaredLimit(of: bytes[...]) {
      return .word(text: String(decoding: bytes, as: UTF8.self), limit: limit)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if mapping.rows.names(in: identifiers.first { $0.role == .qualifier }.map { header.texts[$0.field] } ?? "")
      .contains(folded(text))
    {
      return .plain
    }
    switch Qualifier(sign: text) {
    case Qualifier.none?: return .plain
    case .below?: return .below
    case .atMost?, .above?: return .refused(sign: text)
    case nil:
      problems.error(
        "E_QUALIFIER", place,
        "the qualifier \(quoted(text)) is none that is known: < and > qualify the number beside them, = and an empty cell say "
          + "nothing; declare a word for a result below a limit with that limit, data.censoredWords: {\(visible(text)): 0.05} say"
      )
      return nil
    }
  }

  /// The limit that a result is below by its qualifier, or `nil` where the number is the result; tells what does not fit.
  func qualifiedLimit(
    _ mark: QualifierMark, _ bytes: ArraySlice<UInt8>, _ place: Place, _ problems: inout ProblemCollector
  ) -> Result<ExactDecimal?, Refused> {
    let number = writtenLimit(of: bytes) ?? (try? numbers.read(bytes))
    let shown = quoted(String(decoding: bytes, as: UTF8.self))
    switch mark {
    case .plain: return .success(nil)
    case .below:
      guard let number, number.isPositive else {
        problems.error(
          "E_CENSORED", place,
          "the qualifier says that the result is below \(shown), which is no limit above zero; correct it")
        return .failure(Refused())
      }
      return .success(number)
    case .refused(let sign):
      problems.error(
        "E_CENSORED", place,
        numberFaults.message(.censored, "\(sign)\(String(decoding: bytes, as: UTF8.self))", what: "result"))
      return .failure(Refused())
    case .word(let text, let limit):
      guard let number, number.isPositive, number != limit else { return .success(limit) }
      problems.error(
        "E_CENSORED", place,
        "\(quoted(text)) stands beside \(shown), and data.censoredWords says that it is below \(limit): which of the two is the "
          + "limit? Declare that one")
      return .failure(Refused())
    }
  }

  /// A result that was told of.
  struct Refused: Error {}
}
