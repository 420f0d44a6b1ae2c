public import Notation
internal import Workbook

extension AssayData {
  /// A file's bytes, its name, and how it is to be read.
  ///
  /// The name has no folders but for those that tell it apart from another input of the same name: places, records and
  /// messages know the file by it alone.
  public struct Input: Sendable {
    public let name: String
    public let bytes: [UInt8]
    public let mapping: Mapping
    public init(name: String, bytes: [UInt8], mapping: Mapping) {
      self.name = name
      self.bytes = bytes
      self.mapping = mapping
    }
  }

  /// Reads every input and holds it against the study's vocabulary.
  ///
  /// - Throws: ``Rejection`` with every problem that was found when any is an error; nothing is read in part.
  public init(reading inputs: [Input], for vocabulary: StudyVocabulary) throws(Rejection) {
    var problems = ProblemCollector(files: inputs.map { $0.name })
    var store = ResultStore()
    var readers: [ReadFile?] = []
    if inputs.isEmpty { problems.error("E_EMPTY", Place(file: -1), "no results file was given") }
    if inputs.count > Int(UInt16.max) { problems.error("E_LIMIT", Place(file: -1), "more than 65535 results files") }
    if vocabulary.laboratories.count > FileLimits.laboratories {
      problems.error(
        "E_LIMIT", Place(file: -1),
        "the protocol names \(vocabulary.laboratories.count) \(vocabulary.noun.several); the limit is \(FileLimits.laboratories)"
      )
    }
    guard problems.errorCount == 0 else {
      _ = try problems.finish()
      throw Rejection([])
    }
    for (file, input) in inputs.enumerated() {
      if let twin = inputs[..<file].firstIndex(where: { $0.bytes == input.bytes }), !input.bytes.isEmpty {
        problems.error(
          "E_DUPLICATE_FILE", Place(file: file),
          "the same bytes were given before, as \(quoted(inputs[twin].name)); results count once")
        continue
      }
      readers.append(readFile(input, file, vocabulary, &store, &problems))
    }
    store.flush()
    readLeftOut(&readers, vocabulary, &store, &problems)
    for reader in readers { reader?.table.tellTally(&problems) }
    let understood = readers.map { $0.map(UnderstoodFile.init) }
    let usable = store.usable()
    var runRemarks: [FoundRemark] = []
    if problems.errorCount == 0 || store.count > 0 {
      let checks = StudyChecks(store: store, usable: usable, inputs: inputs, vocabulary: vocabulary)
      checks.run(&runRemarks, &problems)
      copies = CopyCheck(checks: checks).run(&problems)
    }
    tellUnusedRules(understood, inputs, &problems)
    warnings = try problems.finish()
    func location(_ place: Place) -> SourceLocation {
      let sheet = understood[place.file]?.sheet
      return SourceLocation(
        file: inputs[place.file].name, line: place.line > 0 ? place.line : nil,
        column: place.column > 0 ? place.column + (sheet?.firstColumn ?? 1) - 1 : nil, sheet: sheet?.name)
    }
    columnRemarks = (understood.flatMap { $0?.remarks ?? [] } + runRemarks).map { found in
      ColumnRemark(
        kind: found.kind, header: found.header, words: found.words, rows: found.rows,
        location: location(found.place))
    }
    ignoredRows = understood.flatMap { $0?.ignored ?? [] }.map { count in
      IgnoredRows(
        header: count.header, word: count.word, rows: count.rows, location: location(count.place))
    }

    var rows = [Int](repeating: 0, count: inputs.count)
    var used = rows
    for row in 0..<store.count {
      rows[Int(store.fileIndex[row])] += 1
      if usable[row] { used[Int(store.fileIndex[row])] += 1 }
    }
    for (file, description) in understood.enumerated() {
      guard let description else { continue }
      files.append(
        File(
          name: inputs[file].name, byteCount: inputs[file].bytes.count, encoding: description.encoding,
          delimiter: inputs[file].mapping.delimiter, numbers: inputs[file].mapping.numbers,
          lineEnding: description.lineEnding, sheet: description.sheet, columns: description.columns,
          otherLines: description.otherLines,
          rows: rows[file], used: used[file], saysUnits: description.saysUnits))
    }
    for role in Role.allCases where store.columns[role.index].isPresent {
      factors[role] = Factor(levels: store.columns[role.index].levels, codes: store.columns[role.index].codes)
    }
    levelValues = store.columns[Role.level.index].numbers
    for role in Role.allCases where role.isNumeric && role != .level && store.columns[role.index].isPresent {
      numbers[role] = store.columns[role.index].numbers
    }
    values = store.values
    exceptions = store.exceptions
    cells = store.cells
    fileIndex = store.fileIndex
    lines = store.lines
    fields = store.fields
  }
}

/// A file that was read.
private struct ReadFile {
  let encoding: String
  var table: TableReader
}

/// How one file was understood.
private struct UnderstoodFile {
  let encoding: String
  let lineEnding: String?
  let sheet: AssayData.File.Sheet?
  let columns: [AssayData.File.Column]
  let remarks: [FoundRemark]
  let ignored: [RowSelection.Count]
  /// The same with those of which all rows turned out to be the study's.
  let examined: [RowSelection.Count]
  let otherLines: AssayData.File.OtherLines
  let saysUnits: Bool

  init(_ file: ReadFile) {
    encoding = file.encoding
    lineEnding = file.table.sheet == nil ? file.table.lineEndings.name : nil
    sheet = file.table.sheet.map {
      AssayData.File.Sheet(name: $0.sheet, firstColumn: $0.range?.columns.lowerBound ?? 1)
    }
    let rules = file.table.mapping.rows
    columns = file.table.header.columns.map {
      AssayData.File.Column(header: $0.header, roles: $0.roles, choosesRows: rules.looks(at: $0.header))
    }
    remarks = file.table.remarks
    ignored = file.table.ignoredRows
    examined = file.table.examinedWords
    otherLines = file.table.otherLines
    if case .constant = file.table.mapping.columns[.unit] {
      saysUnits = true
    } else {
      saysUnits = file.table.header.units != nil
    }
  }
}

/// The samples and preparations that rows have which are used.
private func samplesInUse(_ store: ResultStore) -> Set<String> {
  var names: Set<String> = []
  for role in [Role.sample, .preparation] where store.columns[role.index].isPresent {
    let column = store.columns[role.index]
    var isUsed = [Bool](repeating: false, count: column.levels.count)
    for (row, code) in column.codes.enumerated() where code >= 0 && store.isUsable(row) { isUsed[Int(code)] = true }
    for (code, name) in column.levels.enumerated() where isUsed[code] { names.insert(name) }
  }
  return names
}

/// Reads rows that the rules for rows pass over and that are of the design: they are results that are left out.
private func readLeftOut(
  _ readers: inout [ReadFile?], _ vocabulary: StudyVocabulary, _ store: inout ResultStore,
  _ problems: inout ProblemCollector
) {
  guard readers.contains(where: { $0?.table.doubtfulRows.isEmpty == false }) else { return }
  let samples = vocabulary.samples ?? samplesInUse(store).union(vocabulary.names)
  let before = store.count
  for index in readers.indices { readers[index]?.table.readLeftOut(of: samples, &store, &problems) }
  if store.count > before { store.sortByPlace() }
}

/// Tells of words to ignore that no row of any file has: a misspelt one would leave rows in that are not part of the study.
private func tellUnusedRules(
  _ files: [UnderstoodFile?], _ inputs: [AssayData.Input], _ problems: inout ProblemCollector
) {
  var told: Set<[String]> = []
  for (file, input) in inputs.enumerated() {
    for (header, words) in input.mapping.rows.ignore.sorted(on: { $0.key }) {
      for word in words where !told.contains([header, word]) {
        let isFound = files.contains { known in
          known?.examined.contains { folded($0.header) == folded(header) && $0.word == word } == true
        }
        guard !isFound else { continue }
        told.insert([header, word])
        problems.warning(
          "W_IGNORED", Place(file: inputs.count == 1 ? file : -1),
          "data.rows.ignore names \(quoted(word)) in the column \(quoted(header)), and no row has it there")
      }
    }
  }
}

private func readFile(
  _ input: AssayData.Input, _ file: Int, _ vocabulary: StudyVocabulary, _ store: inout ResultStore,
  _ problems: inout ProblemCollector
) -> ReadFile? {
  var mapping = input.mapping
  guard !input.bytes.isEmpty else {
    problems.error("E_EMPTY", Place(file: file), "the file is empty")
    return nil
  }
  guard input.bytes.count <= FileLimits.fileBytes else {
    problems.error(
      "E_LIMIT", Place(file: file), "the file has \(input.bytes.count) bytes; the limit is \(FileLimits.fileBytes)")
    return nil
  }
  let source: TableSource
  do throws(TableSource.Fault) {
    source = try TableSource(
      input.bytes, name: input.name, encoding: mapping.encoding, delimiter: mapping.delimiter, sheet: mapping.sheet,
      by: .studyProtocol)
  } catch {
    problems.error(error.code, Place(file: file, line: error.line, column: error.column), error.message)
    return nil
  }
  guard checkSource(mapping, file, vocabulary, &problems) else { return nil }
  if let sheet = source.sheet {
    // What cells store has a point, whatever the program shows.
    mapping.delimiter = source.delimiter
    mapping.numbers = .point
    let range = mapping.sheet?.range.flatMap { $0.isWholeColumns ? nil : $0 }
    if mapping.extent.headerLine == nil {
      mapping.extent.headerLine = range?.rows.lowerBound ?? sheet.rows.first?.number ?? 1
    }
    if let range, !range.rows.contains(mapping.headerLine) {
      problems.error(
        "E_SHEET", Place(file: file),
        "data.headerLine is row \(mapping.headerLine), which is not in data.range \(range); correct one of the two")
      return nil
    }
    problems.note(sheet: sheet.sheet, firstColumn: sheet.range?.columns.lowerBound ?? 1, of: file)
  }
  var records = RecordReader(
    source.bytes, from: source.start, delimiter: source.delimiter, comment: mapping.extent.comment,
    countsLinesInQuotes: source.sheet == nil)
  guard let header = readHeader(&records, of: input.bytes, mapping, vocabulary, file, &problems) else { return nil }
  var reader = TableReader(
    file: file, mapping: mapping, vocabulary: vocabulary, header: header, records: records, sheet: source.sheet, &store)
  let (before, errorsBefore) = (store.count, problems.errorCount)
  reader.read(&store, &problems)
  if store.count == before, problems.errorCount == errorsBefore {
    problems.error("E_EMPTY", Place(file: file), "the file has a header and no results")
  }
  return ReadFile(encoding: source.encoding, table: reader)
}

/// Whether what the protocol fixes for this file is itself in the protocol.
private func checkSource(
  _ mapping: Mapping, _ file: Int, _ vocabulary: StudyVocabulary, _ problems: inout ProblemCollector
) -> Bool {
  let before = problems.errorCount
  var laboratories: [String] = mapping.laboratory.map { [$0] } ?? []
  laboratories += mapping.layout.names(.laboratory)
  if mapping.layout.wide == .byReplicate, mapping.columns[.replicate] != nil {
    problems.error(
      "E_LAYOUT", Place(file: file),
      "in the layout wide-by-replicate the columns of data.values are the replicates; remove data.columns.replicate")
  }
  let known = vocabulary.laboratories.map { quoted($0) }.joined(separator: ", ")
  for laboratory in laboratories
  where !vocabulary.laboratories.contains(where: { $0.utf8.elementsEqual(laboratory.utf8) }) {
    problems.error(
      "E_LABS", Place(file: file),
      "the \(vocabulary.noun.one) \(quoted(laboratory)), declared for this file, is not among the protocol's: \(known)")
  }
  let attributes = vocabulary.attributes.map { quoted($0.id) }.joined(separator: ", ")
  let named = (mapping.attribute.map { [$0] } ?? []) + mapping.layout.names(.attribute).uniqued
  for attribute in named {
    if !vocabulary.attributes.contains(where: { $0.id.utf8.elementsEqual(attribute.utf8) }) {
      problems.error(
        "E_ATTRIBUTE", Place(file: file),
        "the attribute \(quoted(attribute)), declared for this file, is not among the protocol's: \(attributes)")
    }
  }
  if named.isEmpty, vocabulary.attributes.count != 1, mapping.columns[.attribute] == nil {
    problems.error(
      "E_ATTRIBUTE", Place(file: file),
      "the protocol has several attributes (\(attributes)) and nothing says which one a result is of; "
        + "declare data.columns.attribute, or an attribute for this source")
  }
  return problems.errorCount == before
}
