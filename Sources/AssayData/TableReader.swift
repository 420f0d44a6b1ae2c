internal import Notation
internal import Workbook

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
  /// What each field of results is of, beside what its row says, in a wide table: the index of a role, and its code.
  private let fieldNames: [[(role: Int, code: Int32)]]
  /// Whether the results of a row are of several attributes.
  private let isByAttribute: Bool
  let missing: [[UInt8]]
  let notTested: [[UInt8]]
  /// Texts that stand for a result below a limit.
  let censoredWords: [(text: [UInt8], limit: ExactDecimal)]
  let numbers: NumberGrammar
  /// For each of `identifiers` the cell that was read last.
  var repeats: [CellAbove]
  let headerCells: [[UInt8]]
  let firstValueField: Int
  /// Roles, as bits by ``Role/index``, whose cells may not be empty.
  let needed: UInt32
  var tally = RowTally()
  var unitVerdicts = VerdictTable()
  var referenceVerdicts = VerdictTable()
  /// The sheet that the records are of; `nil` where they are of a text.
  let sheet: SheetTable?
  private var cells: SheetCellCheck?
  var selection: RowSelection
  /// Rows passed over that are of the design, or may be.
  var doubtfulRows: [DoubtfulRow] = []
  /// Lines below the end of the table.
  var footer = 0
  private var watch: ColumnWatch
  /// The number of this file's first result.
  private let firstResult: Int
  /// As it stood behind the header.
  let start: RecordReader
  /// The unit of each field of results, where a line of the file says it.
  var unitCodes: [Int32] = []
  /// What was found out of the decimal mark, once that was asked.
  var evidence: String??
  /// What was found beside the results and is no error.
  private(set) var remarks: [FoundRemark] = []

  /// A sound cell and its number: most cells repeat the one above, and comparing is cheaper than looking up.
  struct CellAbove {
    let role: Int
    let field: Int
    var start = 0
    var end = 0
    var code: Int32 = -1
  }

  init(
    file: Int, mapping: Mapping, vocabulary: StudyVocabulary, header: Header, records: RecordReader,
    sheet: SheetTable? = nil, _ store: inout ResultStore
  ) {
    self.file = file
    self.mapping = mapping
    self.vocabulary = vocabulary
    self.header = header
    self.records = records
    self.sheet = sheet
    cells = sheet.map { SheetCellCheck($0, mapping.sheet, columns: header.columns, by: .studyProtocol) }
    firstResult = store.count
    start = records
    selection = RowSelection(mapping.rows, headers: header.texts, file: file) { text in
      Self.names(inColumn: text, header, mapping, vocabulary)
    }
    watch = ColumnWatch(Self.watched(header, mapping), file: file)
    missing = mapping.missing.map { Array($0.utf8) }
    notTested = mapping.notTested.map { Array($0.utf8) }
    censoredWords = mapping.censoredWords.map { (Array($0.key.utf8), $0.value) }
    let place = Place(file: file, line: header.line)
    var roles: [Role] = [.laboratory, .attribute]
    var identifiers: [IdentifierColumn] = []
    for role in Role.allCases {
      guard let field = header.fieldOfRole[role.index] else { continue }
      let content = mapping.columns[role] ?? .column(header.texts[field])
      identifiers.append(
        IdentifierColumn(role: role, field: field, content: content, parts: header.fieldsOfComposed[role.index] ?? []))
      roles.append(role)
    }
    // Composed names come last: the others are looked at first, by the cell above.
    identifiers = identifiers.filter { $0.parts.isEmpty } + identifiers.filter { !$0.parts.isEmpty }
    self.identifiers = identifiers
    repeats = identifiers.filter { $0.parts.isEmpty }.map { CellAbove(role: $0.role.index, field: $0.field) }
    for (role, content) in mapping.columns { if case .constant = content { roles.append(role) } }
    if header.units != nil, !header.valueFields.isEmpty { roles.append(.unit) }
    headerCells = header.texts.map { Array($0.utf8) }
    firstValueField = header.valueFields.first ?? 0
    numbers = mapping.numbers
    isByAttribute = mapping.layout.wide == .byAttribute
    roles += Role.allCases.filter { mapping.layout.roles.contains($0) && $0 != .value && !roles.contains($0) }
    store.prepare(for: roles, expecting: records.estimatedRecords * header.valueFields.count)

    var fixed = [Int32](repeating: -1, count: Role.allCases.count)
    func code(_ role: Role, _ name: String) -> Int32 {
      Int32(store.columns[role.index].code(of: Array(name.utf8), at: place).code)
    }
    if let laboratory = mapping.laboratory { fixed[Role.laboratory.index] = code(.laboratory, laboratory) }
    if let attribute = mapping.attribute {
      fixed[Role.attribute.index] = code(.attribute, attribute)
    } else if header.fieldOfRole[Role.attribute.index] == nil, let only = vocabulary.attributes.first {
      fixed[Role.attribute.index] = code(.attribute, only.id)
    }
    for (role, content) in mapping.columns.sorted(by: { $0.key.index < $1.key.index }) {
      guard case .constant(let name) = content else { continue }
      fixed[role.index] = code(role, name)
    }
    rowStart = fixed
    row = fixed
    // A column that does not say what another says has none of it: what stood in the row before must not stay.
    let said = Role.allCases.filter { mapping.layout.roles.contains($0) && $0 != .value }
    fieldNames = mapping.layout.valueColumns.map { column in
      said.map { role in (role.index, column.names[role].map { code(role, $0) } ?? -1) }
    }
    var needed: UInt32 = 0
    for role in vocabulary.mandatoryRoles(in: mapping).union([
      .laboratory, .attribute, .sample, .run, .replicate, .unit, .validity, .status, .assumedPotency, .dilution, .block,
      .row, .column,
    ]) { needed |= 1 << UInt32(role.index) }
    self.needed = needed
  }

  /// The columns beside the results that are looked at: those without a role, and those whose names are a person's or a thing's.
  private static func watched(_ header: Header, _ mapping: Mapping) -> [ColumnWatch.Field] {
    header.columns.enumerated().compactMap { field, column in
      guard column.role?.mayBeNamedLikeStatistic ?? true else { return nil }
      let aliases = column.role.flatMap { mapping.aliases[$0]?.keys.map(folded) } ?? []
      return ColumnWatch.Field(
        index: field, header: column.header, mayQualify: column.role == nil,
        names: mapping.rows.names(in: column.header).union(aliases))
    }
  }

  /// Words of rows that were passed over, and how many each.
  var ignoredRows: [RowSelection.Count] { selection.counts.filter { $0.rows > 0 } }

  /// The same with those of which every row turned out to be one of the study.
  var examinedWords: [RowSelection.Count] { selection.counts }

  var otherLines: AssayData.File.OtherLines {
    AssayData.File.OtherLines(preamble: header.line - 1, comments: records.comments.count, footer: footer)
  }

  /// Reads every record, and tells what is wrong with it.
  mutating func read(_ store: inout ResultStore, _ problems: inout ProblemCollector) {
    EndOfFile(records, numbers: mapping.numbers)?.tell(file: file, &problems)
    readUnits(&store, &problems)
    let end = TableEnd(mapping)
    tellRowsAbove(&problems)
    reading: while true {
      records.passComments()
      if let end, end.isReached(by: records) {
        readFooter(end, store, &problems)
        break reading
      }
      switch records.next() {
      case .end:
        end?.tellMissing(after: records, file: file, &problems)
        break reading
      case .fault(let fault):
        problems.error(fault.code, Place(file: file, line: fault.line, column: fault.field), fault.message)
        if fault.isFatal { break reading }
      case .record:
        guard readRecord(&store, &problems) else { break reading }
      }
    }
    tellRowsInComments(&problems)
    cells?.tell(file: file, &problems)
    remarks += notTestedRemarks
    review(&store, &problems)
  }

  /// Tells what stood beside the results.
  private mutating func review(_ store: inout ResultStore, _ problems: inout ProblemCollector) {
    guard watch.fields.contains(where: { !$0.found.isEmpty }) else { return }
    store.flush()
    let (first, store) = (firstResult, store)
    ColumnReview(watch: watch, authority: .studyProtocol).tell(
      { named in Self.neighbours(store, from: first, named: named) }, &remarks, &problems)
  }

  /// The results of this file, by run and sample and by sample.
  private static func neighbours(_ store: ResultStore, from first: Int, named: [Int]) -> NeighbourStatistic {
    let sample: [Role] = [.laboratory, .attribute, .sample, .preparation, .level, .dose]
    let groups = [sample + [.run, .day, .plate], sample].map { roles in
      let columns = roles.map { store.columns[$0.index] }.filter { $0.isPresent }
      return Grouping(columns.map { Array($0.codes[first...]) }, count: store.count - first).ids
    }
    return NeighbourStatistic(
      values: Array(store.values[first...]), groups: groups, isUsed: (first..<store.count).map(store.isUsable),
      named: named.map { $0 - first }, from: first)
  }

  /// Line ends as they were over the whole file.
  var lineEndings: RecordReader.LineEndings { records.endings }

  /// - Returns: Whether reading may go on.
  private mutating func readRecord(_ store: inout ResultStore, _ problems: inout ProblemCollector) -> Bool {
    let line = records.recordLine
    if !records.controls.isEmpty {
      records.tellControls(file: file, &problems)
      return true
    }
    if records.isBlank, headerCells.count > 1 {
      noteBlank(line)
      return true
    }
    guard records.fieldCount == headerCells.count else {
      records.tellRagged(fields: headerCells.count, file: file, hint: splitNumberHint(), &problems)
      return true
    }
    if Self.isHeader(records, headerCells, firstValueField: firstValueField) {
      problems.error(
        "E_ROW", Place(file: file, line: line),
        "the header is repeated here: two exports in one file? Give each as a file of its own")
      return true
    }
    switch selection.examine(records) {
    case .used: break
    case .ignored(let count):
      noteDoubtful(count)
      return true
    case .unknown(let word, let header, let lists, let place):
      problems.error(
        "E_ROW", place,
        "the word \(quoted(word)) of the column \(quoted(header)) is in no list of data.rows (\(lists)); declare whether such rows are "
          + "used or passed over")
      return true
    }
    if cells != nil, cells?.check(row: line, file: file, &problems) == false { return true }
    guard store.count + header.valueFields.count <= FileLimits.results else {
      problems.error(
        "E_LIMIT", Place(file: file, line: line), "more than \(FileLimits.results) results, which is the limit")
      return false
    }
    return readRow(line, &store, &problems)
  }

  /// - Parameter standing: what it is whatever its own columns say.
  mutating func readRow(
    _ line: Int, standing: AssayData.Standing? = nil, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Bool {
    var state = RowState()
    state.standing = standing
    let before = store.count
    let bytes = records.bytes
    for index in repeats.indices {
      let above = repeats[index]
      let field = records.field(above.field)
      if above.code >= 0, !field.isUnescaped, equal(bytes.span, field.start..<field.end, above.start..<above.end) {
        // The row still holds what the one above had, most of the time.
        if row[above.role] != above.code { row[above.role] = above.code }
      } else if !readCell(index, field, line, &state, &store, &problems) {
        return state.goesOn
      }
    }
    for index in repeats.count..<identifiers.count where !readComposed(index, line, &state, &store, &problems) {
      return state.goesOn
    }
    if let statistic = state.statistic {
      let place = Place(file: file, line: line, column: identifiers[statistic.column].field + 1)
      // What a laboratory excluded is no result in any case.
      // A well without a dose is a control, whatever it is called.
      let isControl =
        mapping.plates != nil && identifiers[statistic.column].role == .preparation
        && state.empty >> UInt32(Role.dose.index) & 1 == 1
      if !isControl, state.standing == nil || identifiers[statistic.column].codes[statistic.cell] < 0 {
        tellStatistic(
          records.text(records.field(identifiers[statistic.column].field)), statistic.column, place, &problems)
        return true
      }
    }
    if let doubt = state.doubt, state.standing == nil, identifiers[doubt.column].doubtful[doubt.cell] == nil {
      let field = identifiers[doubt.column].field
      identifiers[doubt.column].doubtful[doubt.cell] = Place(file: file, line: line, column: field + 1)
    }
    let lotIsEmpty = isByAttribute && state.empty >> UInt32(Role.referenceLot.index) & 1 == 1
    if lotIsEmpty { state.empty &= ~(1 << UInt32(Role.referenceLot.index)) }
    if state.empty != 0 {
      if isSummaryRow(records) {
        problems.error(
          "E_ROW", Place(file: file, line: line, column: 1),
          "the row begins with \(quoted(records.text(records.field(0)))), which names a statistic, and lacks what a result has: "
            + ColumnReview.mend(header.texts[0], records.text(records.field(0)), .studyProtocol))
        return true
      }
      if records.fields.allSatisfy({ $0.isEmpty }) {
        noteBlank(line)
        return true
      }
      state.isSound = checkEmpty(state.empty, line, store, &problems) && state.isSound
    }
    // What a refused row has as its value is reported all the same, so that one reading tells everything.
    if state.isSound, !isByAttribute {
      state.isSound = checkUnit(line, store, &problems)
      state.isSound = checkReference(line, store, &problems) && state.isSound
    }
    let rowIsSound = state.isSound
    for index in header.valueFields.indices {
      if !fieldNames.isEmpty { for (role, code) in fieldNames[index] { row[role] = code } }
      if isByAttribute {
        // What a reference lot is to be, and whether there has to be one, is a matter of the attribute.
        if isNotTested(header.valueFields[index], line, isCounted: standing == nil) { continue }
        let lacksLot = lotIsEmpty && !checkEmpty(1 << UInt32(Role.referenceLot.index), line, store, &problems)
        state.isSound = rowIsSound && !lacksLot && checkReference(line, store, &problems)
      }
      if !unitCodes.isEmpty {
        row[Role.unit.index] = unitCodes[index]
        guard checkUnit(unitsLine, column: header.valueFields[index] + 1, store, &problems) else {
          state.isSound = false
          continue
        }
      }
      let field = header.valueFields[index]
      // A file of faults is read the other way, which tells them apart at less cost.
      if state.isSound, state.standing == nil, state.qualifier == nil, problems.errorCount < FileLimits.problems,
        readPlainValue(field, line, &store)
      {
        continue
      }
      readValue(field, line, state.standing, mark(state.qualifier), state.isSound, &store, &problems)
    }
    if state.isSound, state.standing == nil, !watch.fields.isEmpty {
      watch.note(records, line, results: before..<store.count)
    }
    return true
  }

  /// What a cell of the column of qualifiers says.
  private func mark(_ cell: Int?) -> QualifierMark {
    guard let cell, let column = identifiers.first(where: { $0.role == .qualifier }) else { return .plain }
    return column.marks[cell]
  }

  /// What is known of the row at hand.
  struct RowState {
    var isSound = true
    /// Roles whose cells are empty, as bits by ``Role/index``.
    var empty: UInt32 = 0
    var standing: AssayData.Standing?
    /// The cell of the column of qualifiers, where it says something of the result.
    var qualifier: Int?
    /// The column and the cell that name a statistic, and those that perhaps do.
    var statistic: (column: Int, cell: Int)?
    var doubt: (column: Int, cell: Int)?
    /// Whether the next row is worth reading.
    var goesOn = true
  }
}

/// Whether two ranges hold the same bytes.
private func equal(_ bytes: Span<UInt8>, _ a: Range<Int>, _ b: Range<Int>) -> Bool {
  guard a.count == b.count else { return false }
  var i = a.lowerBound
  var j = b.lowerBound
  while i < a.upperBound {
    if bytes[i] != bytes[j] { return false }
    i &+= 1
    j &+= 1
  }
  return true
}
