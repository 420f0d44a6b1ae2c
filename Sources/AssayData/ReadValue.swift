internal import Notation

extension TableReader {
  /// The common case: a number above zero that may be used. Appends it, or leaves everything as it was.
  mutating func readPlainValue(_ fieldIndex: Int, _ line: Int, _ store: inout ResultStore) -> Bool {
    let field = records.field(fieldIndex)
    guard !field.isUnescaped, !field.isEmpty else { return false }
    let bytes = records.bytes[field.start..<field.end]
    guard missing.isEmpty || !isMissing(bytes), let value = try? numbers.read(bytes), value.isPositive else {
      return false
    }
    store.append(value, row, file: file, line: line, field: fieldIndex + 1)
    return true
  }

  /// Reads a value in whatever way it stands, and tells what is wrong with it.
  mutating func readValue(
    _ fieldIndex: Int, _ line: Int, _ excluded: AssayData.Standing?, _ mark: QualifierMark, _ isSound: Bool,
    _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) {
    let field = records.field(fieldIndex)
    let place = Place(file: file, line: line, column: fieldIndex + 1)
    let bytes = records.slice(field)
    var value = ExactDecimal(0)
    var standing = excluded
    var hasNumber = false
    if mark != .plain, excluded == nil {
      guard case .success(.some(let limit)) = qualifiedLimit(mark, bytes, place, &problems),
        let stand = standIn(below: limit, bytes, place, &problems)
      else { return }
      (value, standing) = stand
    } else if mark != .plain {
      // What was excluded below a limit has no number of its own.
    } else if isMissing(bytes) {
      if standing == nil {
        standing = .missing
        if tally.missing.count == 0 { tally.missing.place = place }
        tally.missing.count += 1
      }
    } else {
      do {
        value = try numbers.read(bytes)
        hasNumber = value.isPositive || declaredLimit(of: bytes) == nil
        // Only a zero or a number below it can be declared to stand for a result below a limit.
        if excluded == nil, !value.isPositive, let limit = declaredLimit(of: bytes) {
          guard let stand = standIn(below: limit, bytes, place, &problems) else { return }
          (value, standing) = stand
        }
      } catch {
        if excluded == nil {
          guard let limit = declaredLimit(of: bytes) ?? (error == .censored ? writtenLimit(of: bytes) : nil) else {
            tellValue(error, bytes, place, store, &problems)
            return
          }
          guard let stand = standIn(below: limit, bytes, place, &problems) else { return }
          (value, standing) = stand
        }
      }
    }
    if let excluded { noteExcluded(excluded, place) }
    if value.isZero, value.isNegativeZero {
      problems.warning("W_VALUE", place, "\(quoted(String(decoding: bytes, as: UTF8.self))) is taken as 0")
      value = ExactDecimal(significand: 0, exponent: Int(value.exponent))
    }
    let isUsed = excluded == nil && standing != .missing
    if isUsed, let fault = responseFault(value, bytes) {
      problems.error("E_LOG_DOMAIN", place, fault)
      return
    }
    if isUsed, !value.isPositive, mustBePositive(store) {
      problems.error(
        "E_LOG_DOMAIN", place,
        "\(quoted(String(decoding: bytes, as: UTF8.self))) has no logarithm, which the scale of \(attributeName(store)) needs; "
          + (value.isZero
            ? "a zero is a result below a limit: declare that limit, data.censoredWords: {\"\(String(decoding: bytes, as: UTF8.self))\": 0.05} "
              + "say, and what is done with such results (data.censored), before there are data"
            : "a value below zero is no result on this scale: see whether it was typed or computed wrongly, or judge on the linear "
              + "scale"))
      return
    }
    guard isSound else { return }
    if let standing {
      store.exceptions[store.count] = standing
      store.cells[store.count] = AssayData.Cell(
        text: mark.shown + String(decoding: bytes, as: UTF8.self), hasNumber: hasNumber)
    }
    store.append(value, row, file: file, line: line, field: fieldIndex + 1)
  }

  func isMissing(_ bytes: ArraySlice<UInt8>) -> Bool {
    for code in missing where code.count == bytes.count && bytes.elementsEqual(code) { return true }
    return false
  }

  private mutating func tellValue(
    _ fault: NumberGrammar.Fault, _ bytes: ArraySlice<UInt8>, _ place: Place, _ store: ResultStore,
    _ problems: inout ProblemCollector
  ) {
    let text = String(decoding: bytes, as: UTF8.self)
    if Qualifier.isBelowLimit(text), fault != .censored {
      problems.error("E_CENSORED", place, numberFaults.messageOfBelowLimit(text))
      return
    }
    if fault == .empty || isCustomaryMissing(text) {
      let code = row[Role.laboratory.index]
      let laboratory =
        code >= 0 ? " (\(vocabulary.noun.one) \(quoted(store.columns[Role.laboratory.index].levels[Int(code)])))" : ""
      problems.error(
        "E_MISSING", place,
        "the \(what) is \(fault == .empty ? "empty" : quoted(text))\(laboratory), which data.missing does not declare; "
          + "supply it, or declare the text under data.missing")
      return
    }
    let hint = mapping.plates == nil ? "" : hintOfReader(text)
    var faults = numberFaults
    if fault == .thousandsSeparator { faults.otherMarkIsDecimal = decimalEvidence() }
    problems.error(faults.code(fault, text), place, faults.message(fault, text, what: what) + hint)
  }

  /// A number of the results that only another decimal mark than the declared one explains; looked for once.
  private mutating func decimalEvidence() -> String? {
    if let evidence { return evidence }
    let found = DecimalEvidence.find(in: start, fields: header.valueFields, numbers: numbers)
    evidence = .some(found)
    return found
  }

  /// What a value is called here.
  private var what: String { mapping.plates == nil ? "result" : "response" }

  private func mustBePositive(_ store: ResultStore) -> Bool {
    mapping.plates == nil && attribute(store)?.mustBePositive == true
  }

  private func attributeName(_ store: ResultStore) -> String {
    attribute(store).map { quoted($0.id) } ?? "the attribute"
  }

  func attribute(_ store: ResultStore) -> StudyVocabulary.Attribute? {
    if vocabulary.attributes.count == 1 { return vocabulary.attributes[0] }
    let code = row[Role.attribute.index]
    guard code >= 0 else { return nil }
    let name = store.columns[Role.attribute.index].levels[Int(code)]
    return vocabulary.attributes.first { $0.id.utf8.elementsEqual(name.utf8) }
  }
}
