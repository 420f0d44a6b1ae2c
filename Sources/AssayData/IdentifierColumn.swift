internal import Notation

/// One identifying column of one file: each distinct cell is understood once, at its first row.
struct IdentifierColumn {
  /// What a cell is when it is no name: an error already told.
  static let refused: Int32 = -2

  /// Whether a cell is a name or the name of a statistic.
  enum Naming: UInt8 {
    case name
    case statistic
    /// The name of a statistic that may be a name, as long as no other cell of the column says otherwise.
    case perhaps
  }

  let role: Role
  let field: Int
  /// How its names stand in its cells.
  let content: ColumnContent
  /// The fields of a composed name.
  let parts: [Int]
  var cells = Interner()
  /// The study's number for each distinct cell, or one of the marks.
  var codes: [Int32] = []
  /// For validity and status: whether the word excludes its row.
  var excludes: [Bool] = []
  /// For the roles that name what is measured.
  var naming: [Naming] = []
  /// The texts of cells that are names of statistics, or perhaps are.
  var statistics: [Int: String] = [:]
  /// Where a cell that is perhaps the name of a statistic first stood in a row that is used.
  var doubtful: [Int: Place] = [:]
  /// For qualifiers.
  var marks: [QualifierMark] = []

  init(role: Role, field: Int, content: ColumnContent, parts: [Int]) {
    self.role = role
    self.field = field
    self.content = content
    self.parts = parts
  }
}

extension TableReader {
  /// Understands a cell that was not seen before in its column.
  mutating func admit(
    _ cell: [UInt8], to column: Int, at place: Place, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) {
    let role = identifiers[column].role
    var excludes = false
    var bytes = cell
    switch names(in: cell, of: column) {
    case .success(let name): bytes = name
    case .failure(let fault):
      // A row of statistics has no such names.
      guard naming(of: cell, in: column) != .name else {
        if let fault { problems.error("E_PATTERN", place, fault.message) }
        identifiers[column].naming.append(.name)
        identifiers[column].marks.append(.plain)
        identifiers[column].codes.append(IdentifierColumn.refused)
        identifiers[column].excludes.append(false)
        return
      }
    }
    let naming = naming(of: bytes, in: column)
    if naming != .name {
      identifiers[column].statistics[identifiers[column].naming.count] = String(decoding: bytes, as: UTF8.self)
    }
    identifiers[column].naming.append(naming)
    var code = IdentifierColumn.refused
    switch role {
    // It is reported with its row.
    case _ where naming == .statistic && !role.takesAnyName: break
    case .qualifier:
      let mark = qualifierMark(bytes, place, &problems)
      identifiers[column].marks.append(mark ?? .plain)
      if mark != nil { code = Int32(store.columns[role.index].code(of: bytes, at: place).code) }
    case .replicate: code = replicateCode(bytes, place, &store, &problems)
    case .level: code = levelCode(bytes, place, &store, &problems)
    case .dose, .assumedPotency, .dilution: code = plateNumberCode(bytes, role, place, &store, &problems)
    case .validity, .status:
      switch standing(of: String(decoding: bytes, as: UTF8.self), role, place, &problems) {
      case nil: break
      case .some(let isExcluded):
        excludes = isExcluded
        code = Int32(store.columns[role.index].code(of: bytes, at: place).code)
      }
    case .day: code = dayCode(bytes, place, &store, &problems)
    default:
      // What is put together from cells is nobody's spelling.
      code = nameCode(bytes, role, isOwn: identifiers[column].parts.isEmpty, place, &store, &problems)
    }
    identifiers[column].codes.append(code)
    identifiers[column].excludes.append(excludes)
    settleDoubts(in: column, &problems)
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
    _ cell: [UInt8], _ role: Role, isOwn: Bool = true, _ place: Place, _ store: inout ResultStore,
    _ problems: inout ProblemCollector
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
    if role == .sample || role == .preparation, !isAliased, let meant = lookAlike(name) {
      problems.error(
        "E_NAME_CLASH", place,
        "the \(role.rawValue) \(quoted(name)) looks like the protocol's \(quoted(meant)) and is another name: "
          + "\(LookAlikes.difference(name, meant)); spell it the same, or declare it under data.aliases")
      return IdentifierColumn.refused
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
      guard isKnown(bytes, name, role, among: vocabulary.attributes.map({ $0.id }), place, &problems) else {
        return IdentifierColumn.refused
      }
    default: break
    }
    let (code, isNew) = store.columns[role.index].code(of: bytes, at: place)
    if isNew, isOwn, !isAliased, role != .unit {
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
    let list = known.prefix(FileLimits.problems).map { quoted($0) }.joined(separator: ", ")
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
          + "\(notOfTheStudy(role, name)); where it is another spelling of one of these, declare it under data.aliases")
    }
    return false
  }

  /// The name of a sample or preparation in the protocol that no eye tells from `name`, although they differ.
  private func lookAlike(_ name: String) -> String? {
    guard !vocabulary.names.isEmpty, !vocabulary.names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
      return nil
    }
    return vocabulary.names.filter { LookAlikes.areAlike(name, $0) }.min()
  }

  /// How rows of a laboratory or an attribute that is not part of the study are left out.
  private func notOfTheStudy(_ role: Role, _ name: String) -> String {
    guard let field = header.fieldOfRole[role.index] else { return "correct it" }
    return "where it is not part of this study, leave its rows out by "
      + "\(Authority.studyProtocol.rows("ignore", header.texts[field], name)), which is said in the report"
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
