public import Notation

/// Any table with a header, read for the columns that are asked for by name: numbers and labels, without laboratories,
/// attributes or a protocol.
///
/// As strict as a study's import, by the same readers: nothing is guessed, nothing dropped, and what is wrong is reported with
/// its line. A cell that holds no number is an error, for nothing declares what it would mean.
public struct PlainTable: Sendable {
  /// What to read, and how the file is written.
  public struct Request: Sendable, Hashable {
    /// Headers of the columns of numbers, at least one.
    public let values: [String]
    /// Headers of the columns of labels.
    public let labels: [String]
    public let delimiter: UInt8
    public let numbers: NumberGrammar
    public let encoding: TextEncoding
    /// Whether every number must be above zero, as a logarithm needs.
    public let mustBePositive: Bool
    /// Labels that are known to be names, such as that of a reference preparation: none of them is a row of statistics.
    public let names: Set<String>
    /// Rows to leave out, and words that are names, by column.
    public let rows: RowRules
    /// Which sheet of a workbook.
    public let sheet: SheetChoice?

    public init(
      values: [String], labels: [String], delimiter: UInt8 = UInt8(ascii: ","), numbers: NumberGrammar = .point,
      encoding: TextEncoding = .utf8, mustBePositive: Bool = false, names: Set<String> = [],
      rows: RowRules = RowRules(),
      sheet: SheetChoice? = nil
    ) {
      self.sheet = sheet
      self.names = names
      self.rows = rows
      self.values = values
      self.labels = labels
      self.delimiter = delimiter
      self.numbers = numbers
      self.encoding = encoding
      self.mustBePositive = mustBePositive
    }
  }

  /// A column of labels: the distinct ones byte by byte, in the order of their first appearance, and each row's index.
  public struct Labels: Sendable, Hashable {
    public let header: String
    public let levels: [String]
    public let codes: [Int]
  }

  /// What the file was, and how it was understood.
  public let file: AssayData.File
  /// The numbers of each column of ``Request/values``, in its order, row by row.
  public let values: [[ExactDecimal]]
  /// In the order of ``Request/labels``.
  public let labels: [Labels]
  /// The line that each row starts on.
  public let lines: [Int]
  /// Warnings of the reading, in the order of the places they name.
  public let warnings: [Problem]
  /// What columns say beside the numbers that may change what they are; none of it is an error.
  public let columnRemarks: [ColumnRemark]
  /// Rows that were left out.
  public let ignoredRows: [IgnoredRows]

  /// How many rows of results there are.
  public var count: Int { lines.count }

  /// Reads the whole file.
  ///
  /// - Parameters:
  ///   - bytes: of the file.
  ///   - name: of the file, without folders; messages open with it.
  /// - Throws: ``Rejection`` with every problem when any is an error; nothing is read in part.
  public init(reading bytes: [UInt8], name: String, _ request: Request) throws(Rejection) {
    var problems = ProblemCollector(files: [name])
    guard var reader = PlainTableReader(bytes, name: name, request, &problems) else {
      _ = try problems.finish()
      throw Rejection([])
    }
    reader.read(&problems)
    warnings = try problems.finish()
    file = reader.file(name: name, byteCount: bytes.count)
    values = reader.values
    labels = reader.labels
    lines = reader.lines
    let sheet = file.sheet
    func location(_ place: Place) -> SourceLocation {
      SourceLocation(
        file: name, line: place.line, column: place.column + (sheet?.firstColumn ?? 1) - 1, sheet: sheet?.name)
    }
    columnRemarks = reader.remarks.map {
      ColumnRemark(kind: $0.kind, header: $0.header, words: $0.words, rows: $0.rows, location: location($0.place))
    }
    ignoredRows = reader.ignoredRows.map {
      IgnoredRows(header: $0.header, word: $0.word, rows: $0.rows, location: location($0.place))
    }
  }
}
