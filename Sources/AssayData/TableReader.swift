internal import Notation

/// Reads one file's table into the study's results.
struct TableReader {
  let file: Int
  let mapping: Mapping
  let vocabulary: StudyVocabulary
  let header: Header
  var identifiers: [IdentifierColumn]

  var records: RecordReader
  /// The study's numbers of the row at hand, by ``Role/index``; what the file fixes for all rows stays in it.
  var row: [Int32]
  let rowStart: [Int32]
  /// The number of the laboratory or replicate of each field of results, in a wide table.
  private let fieldCodes: [Int32]
  private let wideRole: Role?
  let missing: [[UInt8]]
  /// Roles, as bits by ``Role/index``, whose cells may not be empty.
  let needed: UInt32
  var tally = RowTally()
  var unitVerdicts = VerdictTable()
  var referenceVerdicts = VerdictTable()

  init(
    file: Int, mapping: Mapping, vocabulary: StudyVocabulary, header: Header, records: RecordReader,
    _ store: inout ResultStore
  ) {
    self.file = file
    self.mapping = mapping
    self.vocabulary = vocabulary
    self.header = header
    self.records = records
    missing = mapping.missing.map { Array($0.utf8) }
    let place = Place(file: file, line: header.line)
    var roles: [Role] = [.laboratory, .attribute]
    var identifiers: [IdentifierColumn] = []
    for role in Role.allCases {
      guard let field = header.fieldOfRole[role.index] else { continue }
      identifiers.append(IdentifierColumn(role: role, field: field))
      roles.append(role)
    }
    self.identifiers = identifiers
    switch mapping.layout {
    case .long: wideRole = nil
    case .wideByReplicate:
      wideRole = .replicate
      roles.append(.replicate)
    case .wideByLaboratory: wideRole = .laboratory
    }
    store.prepare(
      for: roles, expecting: records.bytes.count { $0 == 0x0A || $0 == 0x0D } * max(1, header.valueFields.count))

    var start = [Int32](repeating: -1, count: Role.allCases.count)
    func code(_ role: Role, _ name: String) -> Int32 {
      Int32(store.columns[role.index].code(of: Array(name.utf8), at: place).code)
    }
    if let laboratory = mapping.laboratory { start[Role.laboratory.index] = code(.laboratory, laboratory) }
    if let attribute = mapping.attribute {
      start[Role.attribute.index] = code(.attribute, attribute)
    } else if header.fieldOfRole[Role.attribute.index] == nil, let only = vocabulary.attributes.first {
      start[Role.attribute.index] = code(.attribute, only.id)
    }
    rowStart = start
    row = start
    switch mapping.layout {
    case .long: fieldCodes = []
    case .wideByReplicate(let columns): fieldCodes = columns.indices.map { code(.replicate, String($0 + 1)) }
    case .wideByLaboratory(let columns): fieldCodes = columns.map { code(.laboratory, $0.laboratory) }
    }
    var needed: UInt32 = 0
    for role in vocabulary.mandatoryRoles.union([
      .laboratory, .attribute, .sample, .run, .replicate, .unit, .validity, .status,
    ]) { needed |= 1 << UInt32(role.index) }
    self.needed = needed
  }

  /// Reads every record, and tells what is wrong with it.
  mutating func read(_ store: inout ResultStore, _ problems: inout ProblemCollector) {
    reading: while true {
      switch records.next() {
      case .end: break reading
      case .fault(let fault):
        problems.error(fault.code, Place(file: file, line: fault.line, column: fault.field), fault.message)
        if fault.isFatal { break reading }
      case .record:
        guard readRecord(&store, &problems) else { break reading }
      }
    }
    tellTally(&problems)
  }

  /// Line ends as they were over the whole file.
  var lineEndings: RecordReader.LineEndings { records.endings }

  /// - Returns: Whether reading may go on.
  private mutating func readRecord(_ store: inout ResultStore, _ problems: inout ProblemCollector) -> Bool {
    let line = records.recordLine
    if !records.controls.isEmpty {
      tellControls(records.controls, line: line, &problems)
      return true
    }
    if records.isBlank, header.texts.count > 1 {
      noteBlank(line)
      return true
    }
    guard records.fields.count == header.texts.count else {
      let found = records.fields.count
      let hint = found == 1 && records.fields[0].isQuoted ? "; the whole row stands in one pair of quotes" : ""
      problems.error(
        "E_RAGGED", Place(file: file, line: line),
        "the row has \(found) \(found == 1 ? "field" : "fields") where the header has \(header.texts.count)\(hint)")
      return true
    }
    if isHeader() {
      problems.error("E_ROW", Place(file: file, line: line), "the header is repeated here; remove this row")
      return true
    }
    guard store.count + header.valueFields.count <= Limits.results else {
      problems.error(
        "E_LIMIT", Place(file: file, line: line), "more than \(Limits.results) results, which is the limit")
      return false
    }
    return readRow(line, &store, &problems)
  }

  private mutating func readRow(_ line: Int, _ store: inout ResultStore, _ problems: inout ProblemCollector) -> Bool {
    row = rowStart
    var isSound = true
    var empty: UInt32 = 0
    var standing: AssayData.Standing?
    for index in identifiers.indices {
      let role = identifiers[index].role
      let field = records.fields[identifiers[index].field]
      if field.isEmpty {
        empty |= 1 << UInt32(role.index)
        continue
      }
      let cell =
        field.isUnescaped
        ? identifiers[index].cells.intern(records.unescaped, field.start, field.end)
        : identifiers[index].cells.intern(records.bytes, field.start, field.end)
      if cell == identifiers[index].codes.count {
        let place = Place(file: file, line: line, column: identifiers[index].field + 1)
        admit(Array(records.slice(field)), to: index, at: place, &store, &problems)
        if role == .laboratory, cell >= Limits.laboratories {
          problems.error("E_LIMIT", place, "more than \(Limits.laboratories) laboratories, which is the limit")
          return false
        }
      }
      let code = identifiers[index].codes[cell]
      if code < 0 {
        if code == IdentifierColumn.summary { return true }
        isSound = false
        continue
      }
      // What a source names stands; a column that says otherwise contradicts it.
      let fixed = rowStart[role.index]
      if fixed >= 0, fixed != code {
        problems.error(
          role == .laboratory ? "E_LABS" : "E_ATTRIBUTE",
          Place(file: file, line: line, column: identifiers[index].field + 1),
          "the \(role.rawValue) here is \(quoted(store.columns[role.index].levels[Int(code)])), "
            + "but the protocol's source says \(quoted(store.columns[role.index].levels[Int(fixed)])) for this file")
        isSound = false
      }
      row[role.index] = code
      if identifiers[index].excludes[cell], standing == nil {
        let word = store.columns[role.index].levels[Int(code)]
        standing = role == .validity ? .invalid(word: word) : .cancelled(word: word)
      }
    }
    if empty != 0 {
      if isSummaryRow() {
        problems.error(
          "E_ROW", Place(file: file, line: line),
          "this is a summary row (\(quoted(records.text(records.fields[0])))), not a result; remove it")
        return true
      }
      if records.fields.allSatisfy(\.isEmpty) {
        noteBlank(line)
        return true
      }
      isSound = checkEmpty(empty, line, &problems) && isSound
    }
    // Beyond the kept problems, an excluded row's word is counted once for each of its results.
    guard isSound else { return readValuesOfUnsoundRow(line, standing != nil, &store, &problems) }
    isSound = checkUnit(line, store, &problems)
    isSound = checkReference(line, store, &problems) && isSound
    for (index, field) in header.valueFields.enumerated() {
      if let wideRole { row[wideRole.index] = fieldCodes[index] }
      readValue(field, line, standing, isSound, &store, &problems)
    }
    return true
  }

  /// Tells what is wrong with the values of a row that is refused already, so that one run tells all.
  private mutating func readValuesOfUnsoundRow(
    _ line: Int, _ isExcluded: Bool, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Bool {
    for (index, field) in header.valueFields.enumerated() where !isExcluded {
      if let wideRole { row[wideRole.index] = fieldCodes[index] }
      readValue(field, line, nil, false, &store, &problems)
    }
    return true
  }

  // MARK: - Rows that are no results

  private func isHeader() -> Bool {
    // A cell of results that is the header's own text settles nearly every row at once.
    guard let first = header.valueFields.first, matchesHeader(first) else { return false }
    return records.fields.indices.allSatisfy(matchesHeader)
  }

  private func matchesHeader(_ field: Int) -> Bool {
    records.slice(records.fields[field]).elementsEqual(header.texts[field].utf8)
  }

  /// Whether a row with empty identifiers opens with the name of a statistic.
  private func isSummaryRow() -> Bool {
    let first = records.fields[0]
    return first.end - first.start <= 24 && !first.isEmpty && isSummaryWord(records.text(first))
  }

  private func tellControls(
    _ controls: [(field: Int, byte: UInt8)], line: Int, _ problems: inout ProblemCollector
  ) {
    for (field, byte) in controls {
      problems.error(
        byte == 0 ? "E_NUL" : "E_CONTROL", Place(file: file, line: line, column: field),
        "the control character \(controlName(Unicode.Scalar(byte))) stands in this field; "
          + (byte == 0 ? "the file was cut short, or is not text" : "remove it"))
    }
  }
}
