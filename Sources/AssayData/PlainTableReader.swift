internal import Notation
internal import Workbook

/// Reads the records of a plain table.
struct PlainTableReader {
  private var records: RecordReader
  /// As it stood behind the header.
  private let start: RecordReader
  private let header: PlainHeader
  private let request: PlainTable.Request
  private let numbers: NumberGrammar
  private let encoding: String
  private let sheet: SheetTable?
  private var cells: SheetCellCheck?
  /// The last row of a range; `nil` where the table goes to the end of the file.
  private let lastLine: Int?
  private(set) var values: [[ExactDecimal]]
  private(set) var lines: [Int] = []
  private var columns: [LabelColumn]
  private var blank = (count: 0, line: 0)
  private var ignored: RowSelection
  private var watch: ColumnWatch
  /// What was found beside the numbers and is no error.
  private(set) var remarks: [FoundRemark] = []

  /// Words of rows that were left out, and how many each.
  var ignoredRows: [RowSelection.Count] { ignored.counts }

  /// Labels of one column; each distinct cell is understood once, at its first row.
  private struct LabelColumn {
    let header: String
    var cells = Interner()
    /// The label's number for each distinct cell, or -1 where it was refused.
    var codes: [Int] = []
    // Nothing here depends on the role but that a replicate's labels would be numbers.
    var names = RoleColumn(role: .run)
    var rows: [Int] = []
    /// The name of a statistic that all rows so far held, and the line of the first: no name of one, if others follow.
    var onlyStatistic: (word: String, line: Int)?
  }

  /// - Returns: `nil` when there is no table, which has been reported.
  init?(_ bytes: [UInt8], name: String, _ request: PlainTable.Request, _ problems: inout ProblemCollector) {
    guard !bytes.isEmpty else {
      problems.error("E_EMPTY", Place(file: 0), "the file is empty")
      return nil
    }
    guard bytes.count <= FileLimits.fileBytes else {
      problems.error(
        "E_LIMIT", Place(file: 0), "the file has \(bytes.count) bytes; the limit is \(FileLimits.fileBytes)")
      return nil
    }
    let source: TableSource
    do throws(TableSource.Fault) {
      source = try TableSource(
        bytes, name: name, encoding: request.encoding, delimiter: request.delimiter, sheet: request.sheet,
        by: .commandLine)
    } catch {
      problems.error(error.code, Place(file: 0, line: error.line, column: error.column), error.message)
      return nil
    }
    if let sheet = source.sheet {
      problems.note(sheet: sheet.sheet, firstColumn: sheet.range?.columns.lowerBound ?? 1, of: 0)
    }
    var records = RecordReader(
      source.bytes, from: source.start, delimiter: source.delimiter, countsLinesInQuotes: source.sheet == nil)
    let range = request.sheet?.range.flatMap { $0.isWholeColumns ? nil : $0 }
    lastLine = range?.rows.upperBound
    if let first = range?.rows.lowerBound ?? source.sheet?.rows.first?.number {
      while records.line < first { records.skipLine() }
    }
    guard let (texts, start) = readHeaderTexts(&records, 0, .commandLine, &problems),
      let header = PlainHeader(texts, line: records.recordLine, request, start: start, &problems)
    else { return nil }
    self.records = records
    self.start = records
    self.header = header
    self.request = request
    // What cells of a workbook store has a point, whatever the program shows.
    numbers = source.sheet == nil ? request.numbers : .point
    encoding = source.encoding
    sheet = source.sheet
    cells = source.sheet.map { SheetCellCheck($0, request.sheet, columns: header.columns, by: .commandLine) }
    values = Array(repeating: [], count: request.values.count)
    columns = header.labelFields.map { LabelColumn(header: texts[$0]) }
    ignored = RowSelection(request.rows, headers: texts, file: 0)
    let fields = texts.indices.filter { !header.valueFields.contains($0) }.map { field in
      let names = request.rows.names(in: texts[field])
      let isLabel = header.labelFields.contains(field)
      return ColumnWatch.Field(
        index: field, header: texts[field], mayQualify: !isLabel,
        names: isLabel ? names.union(request.names.map(folded)) : names,
        isLabel: isLabel)
    }
    watch = ColumnWatch(fields, file: 0)
  }

  func file(name: String, byteCount: Int) -> AssayData.File {
    AssayData.File(
      name: name, byteCount: byteCount, encoding: encoding, delimiter: request.delimiter, numbers: numbers,
      lineEnding: sheet == nil ? records.endings.name : nil,
      sheet: sheet.map { AssayData.File.Sheet(name: $0.sheet, firstColumn: $0.range?.columns.lowerBound ?? 1) },
      columns: header.columns,
      otherLines: AssayData.File.OtherLines(preamble: header.line - 1, comments: records.comments.count),
      rows: lines.count,
      used: lines.count, saysUnits: false)
  }

  var labels: [PlainTable.Labels] {
    columns.map { PlainTable.Labels(header: $0.header, levels: $0.names.levels, codes: $0.rows) }
  }

  mutating func read(_ problems: inout ProblemCollector) {
    let errorsBefore = problems.errorCount
    EndOfFile(records, numbers: numbers)?.tell(file: 0, &problems)
    reading: while true {
      if let lastLine, records.line > lastLine {
        tellRowsBelow(lastLine, &problems)
        break reading
      }
      switch records.next() {
      case .end: break reading
      case .fault(let fault):
        problems.error(fault.code, Place(file: 0, line: fault.line, column: fault.field), fault.message)
        if fault.isFatal { break reading }
      case .record:
        guard lines.count < FileLimits.results else {
          problems.error(
            "E_LIMIT", Place(file: 0, line: records.recordLine),
            "more than \(FileLimits.results) rows, which is the limit")
          break reading
        }
        readRecord(&problems)
      }
    }
    if lines.isEmpty, problems.errorCount == errorsBefore {
      problems.error("E_EMPTY", Place(file: 0), "the file has a header and no results")
    }
    tellStatisticsAtTop(&problems)
    cells?.tell(file: 0, &problems)
    tellClashes(&problems)
    ColumnReview(watch: watch, authority: .commandLine).tell(neighbours, &remarks, &problems)
    tellIgnored(&problems)
    if blank.count > 0 {
      problems.warning(
        "W_BLANK", Place(file: 0, line: blank.line),
        blank.count == 1
          ? "a blank line is passed over" : "\(blank.count) blank lines are passed over; this is the first")
    }
    let endings = records.endings
    if endings.kinds > 1 {
      problems.warning(
        "W_EOL", Place(file: 0, line: endings.firstMixed),
        "the line ends are mixed: \(endings.lf) LF, \(endings.crlf) CRLF and \(endings.cr) CR; "
          + "the file may be several put together")
    }
  }

  /// A row with all its numbers below a range is one that the range leaves out.
  private mutating func tellRowsBelow(_ lastLine: Int, _ problems: inout ProblemCollector) {
    while case .record = records.next() {
      guard records.fieldCount == header.texts.count,
        header.valueFields.allSatisfy({ (try? numbers.read(records.slice(records.field($0)))) != nil })
      else { continue }
      problems.error(
        "E_END", Place(file: 0, line: records.recordLine),
        "this row reads as one of the table and stands below the range, which ends with row \(lastLine); correct --range"
      )
      return
    }
  }

  /// The numbers of the first column, by their labels; a further column has no neighbours of its own kind.
  private func neighbours(_ named: [Int]) -> NeighbourStatistic {
    let codes = columns.map { $0.rows.map { Int32(truncatingIfNeeded: $0) } }
    let groups = codes.isEmpty ? [] : [Grouping(codes, count: lines.count).ids, codes[0]]
    return NeighbourStatistic(
      values: values[0], groups: groups, isUsed: Array(repeating: true, count: lines.count), named: named)
  }

  private func tellIgnored(_ problems: inout ProblemCollector) {
    for count in ignored.counts {
      problems.warning(
        "W_IGNORED", count.place,
        "\(count.rows) \(count.rows == 1 ? "row is" : "rows are") left out: \(quoted(count.word)) in the column "
          + "\(quoted(count.header)); this is the first")
    }
    for (header, words) in request.rows.ignore.sorted(on: { $0.key }) {
      for word in words
      where !ignored.counts.contains(where: { folded($0.header) == folded(header) && $0.word == word }) {
        problems.warning(
          "W_IGNORED", Place(file: 0),
          "rows with \(quoted(word)) in the column \(quoted(header)) were to be left out, and there is none")
      }
    }
  }

  private mutating func readRecord(_ problems: inout ProblemCollector) {
    let line = records.recordLine
    if !records.controls.isEmpty {
      records.tellControls(file: 0, &problems)
      return
    }
    if records.fields.allSatisfy({ $0.isEmpty && !$0.isQuoted }), records.isBlank || header.texts.count > 1 {
      if blank.count == 0 { blank.line = line }
      blank.count += 1
      return
    }
    guard records.fieldCount == header.texts.count else {
      records.tellRagged(fields: header.texts.count, file: 0, &problems)
      return
    }
    if isHeader() {
      problems.error(
        "E_ROW", Place(file: 0, line: line),
        "the header is repeated here: two exports in one file? Give each as a file of its own")
      return
    }
    switch ignored.examine(records) {
    case .used: break
    case .ignored: return
    case .unknown(let word, let header, let lists, let place):
      problems.error(
        "E_ROW", place,
        "the word \(quoted(word)) of the column \(quoted(header)) is neither among those to use nor among those to ignore (\(lists)); say "
          + "whether such rows are used: --use-rows or --ignore-rows")
      return
    }
    if cells?.check(row: line, file: 0, &problems) == false { return }
    if let (word, index) = summaryWord() {
      tellStatistic(word, Place(file: 0, line: line, column: index + 1), in: header.texts[index], &problems)
      return
    }
    var codes: [Int] = []
    for column in columns.indices {
      if let code = readLabel(column, line, &problems) { codes.append(code) }
    }
    var found: [ExactDecimal] = []
    for (index, field) in header.valueFields.enumerated() {
      if let number = readNumber(field, request.values[index], line, &problems) { found.append(number) }
    }
    guard codes.count == columns.count, found.count == values.count else { return }
    for (column, code) in codes.enumerated() { columns[column].rows.append(code) }
    for (index, number) in found.enumerated() { values[index].append(number) }
    lines.append(line)
    watch.note(records, line, results: (lines.count - 1)..<lines.count)
  }

  private mutating func readLabel(_ column: Int, _ line: Int, _ problems: inout ProblemCollector) -> Int? {
    let index = header.labelFields[column]
    let field = records.field(index)
    let place = Place(file: 0, line: line, column: index + 1)
    guard !field.isEmpty else {
      problems.error(
        "E_LABEL_EMPTY", place,
        "the \(columns[column].header) is empty; each result needs one, or it belongs to no group")
      return nil
    }
    let cell =
      field.isUnescaped
      ? columns[column].cells.intern(records.unescaped, field.start, field.end)
      : columns[column].cells.intern(records.bytes, field.start, field.end)
    if cell == columns[column].codes.count {
      var bytes = Array(records.slice(field))
      if isDay(columns[column].header), let time = ClockTime(in: String(decoding: bytes, as: UTF8.self)) {
        switch time {
        case .midnight(let day): bytes = Array(day.utf8)
        case .other:
          problems.error("E_DAY", place, ClockTime.message(String(decoding: bytes, as: UTF8.self), inPlaceOf: nil))
          columns[column].codes.append(-1)
          return nil
        }
      }
      let inspection = NameInspection(bytes[...], role: columns[column].header)
      if let fault = inspection.fault {
        problems.error(fault.code, place, fault.message)
        columns[column].codes.append(-1)
      } else {
        for remark in inspection.remarks { problems.warning(remark.code, place, remark.message) }
        columns[column].codes.append(columns[column].names.code(of: bytes, at: place).code)
      }
    }
    let code = columns[column].codes[cell]
    return code < 0 ? nil : code
  }

  private func readNumber(
    _ index: Int, _ name: String, _ line: Int, _ problems: inout ProblemCollector
  ) -> ExactDecimal? {
    let bytes = records.slice(records.field(index))
    let place = Place(file: 0, line: line, column: index + 1)
    let value: ExactDecimal
    do {
      value = try numbers.read(bytes)
    } catch {
      let text = String(decoding: bytes, as: UTF8.self)
      var faults = NumberFault(numbers: numbers, censored: nil, authority: .commandLine)
      if Qualifier.isBelowLimit(text), error != .censored {
        problems.error("E_CENSORED", place, faults.messageOfBelowLimit(text))
      } else if error == .empty || isCustomaryMissing(text) {
        problems.error(
          "E_MISSING", place,
          "the \(visible(name)) is \(error == .empty ? "empty" : quoted(text)); supply it, or where there is no result say so with "
            + Authority.commandLine.rows("ignore", name, text))
      } else {
        if error == .thousandsSeparator {
          faults.otherMarkIsDecimal = DecimalEvidence.find(
            in: start, fields: header.valueFields, numbers: numbers)
        }
        let (code, message) = faults.words(error, text, what: "value")
        problems.error(code, place, message)
      }
      return nil
    }
    if request.mustBePositive, !value.isPositive {
      problems.error(
        "E_LOG_DOMAIN", place,
        "\(quoted(String(decoding: bytes, as: UTF8.self))) has no logarithm, which the log scale needs"
          + (value.isZero
            ? "; a zero is a result below a limit, which this calculation cannot take into account: use the linear scale, or have the "
              + "number reported"
            : "; see whether it was typed or computed wrongly, or use the linear scale"))
      return nil
    }
    if value.isZero, value.isNegativeZero {
      problems.warning("W_VALUE", place, "\(quoted(String(decoding: bytes, as: UTF8.self))) is taken as 0")
      return ExactDecimal(significand: 0, exponent: Int(value.exponent))
    }
    return value
  }

  private func isHeader() -> Bool {
    header.texts.indices.allSatisfy { records.slice(records.field($0)).elementsEqual(header.texts[$0].utf8) }
  }

  /// The name of a statistic that opens a row with empty labels, or stands where a label should, and its field.
  private mutating func summaryWord() -> (word: String, field: Int)? {
    var fields = header.labelFields
    let hasGap = fields.contains { records.field($0).isEmpty } || fields.isEmpty
    if hasGap { fields.insert(0, at: 0) }
    for index in fields where !header.valueFields.contains(index) {
      let field = records.field(index)
      guard !field.isEmpty, field.end - field.start <= 64 else { continue }
      let text = records.text(field)
      guard Statistic(text) != nil, !request.names.contains(where: { $0.utf8.elementsEqual(text.utf8) }),
        !request.rows.names(in: header.texts[index]).contains(folded(text))
      else { continue }
      // A whole row may well be of plate n or of speed max; those are looked at with their neighbours.
      if !hasGap {
        if Statistic.isLabelAsOften(text) { continue }
        if isOnly(text, in: index) {
          if let column = header.labelFields.firstIndex(of: index), columns[column].onlyStatistic == nil {
            columns[column].onlyStatistic = (text, records.recordLine)
          }
          continue
        }
      }
      return (text, index)
    }
    return nil
  }

  /// Tells of columns whose first rows name a statistic and whose later ones do not.
  private func tellStatisticsAtTop(_ problems: inout ProblemCollector) {
    for (column, field) in zip(columns, header.labelFields) {
      guard let (word, line) = column.onlyStatistic, column.names.levels.count > 1 else { continue }
      tellStatistic(word, Place(file: 0, line: line, column: field + 1), in: header.texts[field], &problems)
    }
  }

  private func tellStatistic(
    _ word: String, _ place: Place, in column: String, _ problems: inout ProblemCollector
  ) {
    problems.error(
      "E_ROW", place,
      "\(quoted(word)) in the column \(quoted(column)) names a statistic: "
        + ColumnReview.mend(column, word, .commandLine))
  }

  /// Whether a column of labels has held nothing but this text so far.
  private func isOnly(_ text: String, in field: Int) -> Bool {
    guard let column = header.labelFields.firstIndex(of: field) else { return false }
    let levels = columns[column].names.levels
    return levels.isEmpty || levels.allSatisfy { $0.utf8.elementsEqual(text.utf8) }
  }

  private func tellClashes(_ problems: inout ProblemCollector) {
    for column in columns {
      for clash in column.names.clashes {
        let (a, b) = (column.names.levels[clash.second], column.names.levels[clash.first])
        if clash.isNumeric {
          problems.warning(
            "W_NAME_CLASH", clash.place,
            "the \(visible(column.header)) \(quoted(a)) and \(quoted(b)) are the same number, but are taken as two; "
              + "spell them the same if they are one")
        } else {
          problems.error(
            "E_NAME_CLASH", clash.place,
            "the \(visible(column.header)) \(quoted(a)) differs from \(quoted(b)) only \(differenceOfSpelling(a, b)); "
              + "spell it the same if it is one, or otherwise if it is not")
        }
      }
    }
  }
}

/// Whether a column is called day, so that a time in it would make each result a day of its own.
private func isDay(_ header: String) -> Bool {
  ["day", "days", "tag", "tage", "jour", "día", "dia", "giorno", "dag", "日"].contains(folded(header))
}
