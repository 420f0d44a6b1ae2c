internal import Notation

/// One identifying column of one file: each distinct cell is understood once, at its first row.
struct IdentifierColumn {
  /// What a cell is when it is no name: an error already told, or the mark of a summary row.
  static let refused: Int32 = -2
  static let summary: Int32 = -3

  let role: Role
  let field: Int
  var cells = Interner()
  /// The study's number for each distinct cell, or one of the marks.
  var codes: [Int32] = []
  /// For validity and status: whether the word excludes its row.
  var excludes: [Bool] = []

  init(role: Role, field: Int) {
    self.role = role
    self.field = field
  }
}

extension TableReader {
  /// Understands a cell that was not seen before in its column.
  mutating func admit(
    _ bytes: [UInt8], to column: Int, at place: Place, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) {
    let role = identifiers[column].role
    var excludes = false
    let code: Int32
    switch role {
    case .replicate: code = replicateCode(bytes, place, &store, &problems)
    case .level: code = levelCode(bytes, place, &store, &problems)
    case .dose, .assumedPotency, .dilution: code = plateNumberCode(bytes, role, place, &store, &problems)
    case .validity, .status:
      switch standing(of: String(decoding: bytes, as: UTF8.self), role, place, &problems) {
      case nil: code = IdentifierColumn.refused
      case .some(let isExcluded):
        excludes = isExcluded
        code = Int32(store.columns[role.index].code(of: bytes, at: place).code)
      }
    case .day: code = dayCode(bytes, place, &store, &problems)
    default: code = nameCode(bytes, role, place, &store, &problems)
    }
    identifiers[column].codes.append(code)
    identifiers[column].excludes.append(excludes)
  }

  /// The number of a day, which is a date or a name and no time.
  private mutating func dayCode(
    _ cell: [UInt8], _ place: Place, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Int32 {
    let text = String(decoding: cell, as: UTF8.self)
    let isAliased = mapping.aliases[.day]?.index(forKey: text) != nil
    guard !isAliased, let time = ClockTime(in: text) else { return nameCode(cell, .day, place, &store, &problems) }
    switch time {
    case .midnight(let day):
      if tally.midnight.count == 0 { tally.midnight.place = place }
      tally.midnight.count += 1
      return nameCode(Array(day.utf8), .day, place, &store, &problems)
    case .other:
      problems.error("E_DAY", place, ClockTime.message(text, inPlaceOf: "data.columns.date"))
      return IdentifierColumn.refused
    }
  }

  private func nameCode(
    _ cell: [UInt8], _ role: Role, _ place: Place, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Int32 {
    var bytes = cell
    let text = String(decoding: cell, as: UTF8.self)
    // A dictionary takes two Unicode forms for one key, so the key found is compared byte by byte.
    var isAliased = false
    if let aliases = mapping.aliases[role], let index = aliases.index(forKey: text),
      aliases[index].key.utf8.elementsEqual(cell)
    {
      bytes = Array(aliases[index].value.utf8)
      isAliased = true
    }
    let name = isAliased ? String(decoding: bytes, as: UTF8.self) : text
    if role == .laboratory || role == .sample || role == .preparation, isSummaryWord(text),
      !vocabulary.laboratories.contains(name), !isAliased
    {
      problems.error(
        "E_ROW", Place(file: place.file, line: place.line),
        "this is a summary row (\(quoted(text))), not a result; remove it, results are summarised here")
      return IdentifierColumn.summary
    }
    let inspection = NameInspection(cell[...], role: vocabulary.noun.word(for: role))
    if let fault = inspection.fault {
      problems.error(fault.code, place, fault.message)
      return IdentifierColumn.refused
    }
    switch role {
    case .laboratory:
      guard isKnown(bytes, name, role, among: vocabulary.laboratories, place, &problems) else {
        return IdentifierColumn.refused
      }
    case .attribute:
      guard isKnown(bytes, name, role, among: vocabulary.attributes.map(\.id), place, &problems) else {
        return IdentifierColumn.refused
      }
    default: break
    }
    let (code, isNew) = store.columns[role.index].code(of: bytes, at: place)
    if isNew, !isAliased, role != .unit {
      for remark in inspection.remarks { problems.warning(remark.code, place, remark.message) }
    }
    return Int32(code)
  }

  /// Whether the study knows the name, byte for byte; tells what is wrong when not.
  func isKnown(
    _ bytes: [UInt8], _ name: String, _ role: Role, among known: [String], _ place: Place,
    _ problems: inout ProblemCollector
  ) -> Bool {
    if known.contains(where: { $0.utf8.elementsEqual(bytes) }) { return true }
    let list = known.prefix(Limits.problems).map { quoted($0) }.joined(separator: ", ")
    let key = alikeKey(name)
    if let meant = known.first(where: { alikeKey($0) == key }) {
      problems.error(
        "E_NAME_CLASH", place,
        "the \(vocabulary.noun.word(for: role)) \(quoted(name)) is not the protocol's \(quoted(meant)): they differ "
          + "\(differenceOfSpelling(name, meant)); spell it the same, or declare it under data.aliases")
    } else {
      problems.error(
        role == .laboratory ? "E_LABS" : "E_ATTRIBUTE", place,
        "the \(vocabulary.noun.word(for: role)) \(quoted(name)) is not in the protocol, which names \(list); "
          + "correct it, or declare it under data.aliases")
    }
    return false
  }

  private func replicateCode(
    _ bytes: [UInt8], _ place: Place, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Int32 {
    let isDigits = bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    let digits = bytes.drop { $0 == 0x30 }
    guard isDigits, !digits.isEmpty, digits.count <= 9 else {
      problems.error(
        "E_INTEGER", place,
        "the replicate \(quoted(String(decoding: bytes, as: UTF8.self))) is not a positive whole number such as 1 or 2; "
          + "see that data.columns.replicate names the right column")
      return IdentifierColumn.refused
    }
    return Int32(store.columns[Role.replicate.index].code(of: Array(digits), at: place).code)
  }

  private func levelCode(
    _ bytes: [UInt8], _ place: Place, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Int32 {
    do {
      let number = try mapping.numbers.read(bytes[...])
      let (code, isRespelt) = store.columns[Role.level.index].code(ofNumber: number)
      if isRespelt {
        problems.warning(
          "W_NAME_CLASH", place,
          "the level \(quoted(String(decoding: bytes, as: UTF8.self))) is taken as one with "
            + "\(quoted(store.columns[Role.level.index].levels[code])), being the same number")
      }
      return Int32(code)
    } catch {
      let text = String(decoding: bytes, as: UTF8.self)
      problems.error(numberFaults.code(error, text), place, numberFaults.message(error, text, what: "level"))
      return IdentifierColumn.refused
    }
  }

  /// Whether a word of the validity or status column excludes its row, or `nil` when it is in neither list.
  private func standing(
    of word: String, _ role: Role, _ place: Place, _ problems: inout ProblemCollector
  ) -> Bool? {
    let words = role == .validity ? mapping.validityWords : mapping.statusWords
    let key = word.lowercased()
    if words.use.contains(where: { $0.lowercased() == key }) { return false }
    if words.exclude.contains(where: { $0.lowercased() == key }) { return true }
    let declared = (words.use + words.exclude).map { quoted($0) }.joined(separator: ", ")
    problems.error(
      "E_STATUS", place,
      "the \(role.rawValue) \(quoted(word)) is in no list (\(declared))"
        + "\(LookAlikes.hint(word, among: words.use + words.exclude)); declare it under data.\(role.rawValue)Words, as a word to use or to exclude"
    )
    return nil
  }
}

/// Whether a cell that should name a laboratory or sample names a row of statistics.
func isSummaryWord(_ text: String) -> Bool {
  // Lower case only, for a sample may well be called N.
  if text == "n" { return true }
  guard text.utf8.count <= 24 else { return false }
  let word = folded(text).filter { $0 != "." && $0 != ":" }
  return summaryWords.contains(word)
}

private let summaryWords: Set<String> = [
  "mean", "average", "avg", "median", "sd", "s d", "stdev", "std dev", "standard deviation", "std", "%cv", "cv", "cv%",
  "cv (%)",
  "% cv", "rsd", "%rsd", "% rsd", "rsd%", "rsd (%)", "%gcv", "gcv", "geomean", "geometric mean", "total", "sum", "min",
  "minimum",
  "max", "maximum", "n=", "count", "range", "variance", "mittelwert", "mittel", "standardabweichung", "stabw", "vk",
  "vk%", "summe",
  "anzahl", "moyenne", "écart-type", "media", "promedio",
]
