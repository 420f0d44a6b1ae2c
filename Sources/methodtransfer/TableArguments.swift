internal import ArgumentParser
internal import AssayData
internal import Dossier
internal import Notation
internal import Reporting

/// A file of a command that needs no protocol, and how it is written.
struct TableArguments: ParsableArguments {
  @Argument(
    help: "A CSV file with a header, or a workbook (.xlsx, .ods); - is standard input.",
    completion: .file(extensions: ["csv", "tsv", "txt", "xlsx", "ods"]))
  var file: String

  @Option(help: "What parts the fields: , ; | or tab.")
  var delimiter = ","

  @Option(help: "The decimal mark: . or ,")
  var decimal = "."

  @Option(help: "utf-8, utf-16, windows-1252 or iso-8859-1; a byte order mark goes before it.")
  var encoding = "utf-8"

  @Option(
    name: .customLong("ignore-rows"),
    help: "Leave out the rows that have one of the words in the column, COLUMN=WORD,WORD: means, blanks, other tests.")
  var ignoredRows: [String] = []

  @Option(
    name: .customLong("use-rows"),
    help: "Words that are names in the column although they name statistics too, COLUMN=WORD,WORD.")
  var usedRows: [String] = []

  @Option(help: "The sheet of a workbook; needed where it has several.")
  var sheet: String?

  @Option(help: "The cells of the sheet, with the header: A5:H52.")
  var range: String?

  @Option(help: "What a percentage in a workbook is: shown (98.4) or stored (0.984).")
  var percent: String?

  func validate() throws {
    _ = try rowRules()
    _ = try sheetChoice()
    guard delimiterByte != nil else {
      throw ValidationError("--delimiter is one of , ; | or tab, not \(quoted(delimiter)).")
    }
    guard decimal == "." || decimal == "," else {
      throw ValidationError("--decimal is . or , and not \(quoted(decimal)).")
    }
    guard TextEncoding(rawValue: encoding) != nil else {
      throw ValidationError(
        "--encoding is \(Spelling.list(TextEncoding.allCases.map(\.rawValue))), not \(quoted(encoding)).")
    }
    if delimiter == decimal {
      throw ValidationError(
        "--delimiter and --decimal are both \(quoted(decimal)): a number could not be told from two.")
    }
  }

  /// What `--ignore-rows` and `--use-rows` say.
  private func rowRules() throws -> RowRules {
    func columns(_ option: String, _ given: [String]) throws -> [String: [String]] {
      var columns: [String: [String]] = [:]
      for text in given {
        guard let mark = text.lastIndex(of: "="), mark > text.startIndex else {
          throw ValidationError("\(option) is a column and its words, such as sample=Mean,SD, and not \(quoted(text)).")
        }
        let words = text[text.index(after: mark)...].split(separator: ",", omittingEmptySubsequences: false)
        columns[String(text[..<mark]), default: []] += words.map(String.init)
      }
      return columns
    }
    return RowRules(
      ignore: try columns("--ignore-rows", ignoredRows), use: try columns("--use-rows", usedRows))
  }

  /// What `--sheet`, `--range` and `--percent` say.
  private func sheetChoice() throws -> SheetChoice? {
    guard sheet != nil || range != nil || percent != nil else { return nil }
    let cells = range.flatMap { CellRange($0) }
    guard range == nil || cells != nil else {
      throw ValidationError("--range is the first and the last cell, such as A5:H52, and not \(quoted(range ?? "")).")
    }
    let meaning = percent.flatMap { SheetChoice.Percent(rawValue: $0) }
    guard percent == nil || meaning != nil else {
      throw ValidationError("--percent is shown or stored, not \(quoted(percent ?? "")).")
    }
    return SheetChoice(name: sheet, range: cells, percent: meaning)
  }

  private var delimiterByte: UInt8? {
    switch delimiter {
    case ",", ";", "|", "\t": delimiter.utf8.first
    case "tab", "\\t": 0x09
    default: nil
    }
  }

  /// - Throws: `ExitCode` after the fault has been printed.
  func contents() throws -> GivenFile { try GivenFile(reading: file) }

  /// Whether nothing was said about how the file is written.
  var isAsByDefault: Bool {
    delimiter == "," && decimal == "." && encoding == TextEncoding.utf8.rawValue && ignoredRows.isEmpty
      && usedRows.isEmpty && sheet == nil && range == nil && percent == nil
  }

  /// The named columns.
  ///
  /// - Parameter names: labels that are known to be names.
  /// - Throws: `ExitCode` after the problems have been printed.
  func table(
    _ contents: GivenFile, values: [String], labels: [String], mustBePositive: Bool = false, names: Set<String> = []
  ) throws -> PlainTable {
    let request = PlainTable.Request(
      values: values, labels: labels, delimiter: delimiterByte ?? UInt8(ascii: ","),
      numbers: decimal == "," ? .comma : .point, encoding: TextEncoding(rawValue: encoding) ?? .utf8,
      mustBePositive: mustBePositive, names: names, rows: try rowRules(), sheet: try sheetChoice())
    do throws(Rejection) {
      return try PlainTable(reading: contents.bytes, name: contents.name, request)
    } catch {
      throw Console.reject(error)
    }
  }

  /// Reads the named columns of the file.
  ///
  /// - Throws: `ExitCode` after the problems have been printed.
  func load(values: [String], labels: [String], mustBePositive: Bool) throws -> (PlainTable, TableProvenance) {
    let contents = try contents()
    let table = try table(contents, values: values, labels: labels, mustBePositive: mustBePositive)
    return (table, TableProvenance(contents, by: .own))
  }
}
