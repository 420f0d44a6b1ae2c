public import Notation

/// The results of a study as they came, each with the place that it came from.
///
/// Kept by columns: identifiers are interned in a ``Factor`` for each role, so a million results take tens of megabytes.
/// Rows are in the order of the files and lines. Nothing that was in a file is missing here: what may not be used
/// has a ``Standing`` that says why.
public struct AssayData: Sendable {
  /// Whether a result may be used.
  public enum Standing: Sendable, Hashable {
    case used
    /// The cell held a declared missing code.
    case missing
    /// The validity column says so, in this word.
    case invalid(word: String)
    /// The status column says so, in this word.
    case cancelled(word: String)
    /// The protocol's rules for rows leave it out for this word in a column, although it is a result of the design.
    case leftOut(column: String, word: String)
    /// A value below this limit of quantitation, for which half of the limit stands.
    case censoredAtHalf(limit: ExactDecimal)
    /// A run whose dose-response readings gave no potency, for this reason; it stands at the run's first reading.
    case noPotency(reason: String)
    /// A well that a validity or status column excludes, in this word, or without a word one that is missing; its response
    /// is no result and is not shown as one.
    case unusedReading(word: String?)
    /// A potency of a preparation that these criteria, which the protocol requires for one, do not show to be similar to the
    /// reference in its run; the value is what it would have been.
    case notSimilar(criteria: [String])
  }

  /// A cell of results as the file has it.
  public struct Cell: Sendable, Hashable {
    public let text: String
    /// Whether it reads as a number.
    let hasNumber: Bool
  }

  /// What stands for a row's result.
  public enum Shown: Sendable, Hashable {
    case number(ExactDecimal)
    /// The cell as the file has it, which is no number or stands for none: `n.a.`, `<0.05`, an empty one.
    case text(String)
    /// A run that gave no potency: there never was a cell.
    case nothing
  }

  /// The distinct names in one role, in the order of their first appearance, and each result's index among them.
  public struct Factor: Sendable {
    public internal(set) var levels: [String]
    /// An index into `levels`, or -1 where the result has no entry.
    public internal(set) var codes: [Int32]
  }

  /// What one input file was, and how it was understood.
  public struct File: Sendable, Hashable {
    public let name: String
    public let byteCount: Int
    /// As it was decoded: `utf-8`, `utf-8 with byte order mark`, `utf-16le with byte order mark` …
    public let encoding: String
    public let delimiter: UInt8
    public let numbers: NumberGrammar
    /// `LF`, `CRLF`, `CR` or `mixed`; `nil` for a sheet of a workbook.
    public let lineEnding: String?
    /// The sheet of a workbook that was read; `nil` for a text.
    public let sheet: Sheet?
    /// The header as it stands in the file, and what each column was taken for; `nil` where it was not used.
    public let columns: [Column]
    /// Lines of the file that are not of the table.
    public let otherLines: OtherLines
    /// Results read from it, and how many of them may be used.
    public let rows: Int
    public let used: Int
    /// Whether a line of units under the header, or the protocol for the whole file, says the unit.
    let saysUnits: Bool

    /// Whether a column of the file says the unit of each result; where none does, the protocol's unit was assumed.
    /// Potencies that are computed from plates are in the protocol's unit.
    public var hasUnits: Bool { saysUnits || columns.contains { $0.roles.contains(.unit) || $0.roles.contains(.dose) } }

    public struct Column: Sendable, Hashable {
      public let header: String
      /// What it was taken for; none where it was not used, several where its cells hold several names.
      public let roles: [Role]
      /// Whether its words say which rows are read.
      public let choosesRows: Bool

      /// A column as the file has it.
      public init(header: String, roles: [Role], choosesRows: Bool = false) {
        self.header = header
        self.roles = roles
        self.choosesRows = choosesRows
      }

      /// The role that it is chiefly taken for.
      public var role: Role? { roles.first }
    }

    /// A sheet of a workbook.
    public struct Sheet: Sendable, Hashable {
      /// As its tab says.
      public let name: String
      /// The column of the sheet that is the first of the table, from 1.
      public let firstColumn: Int
    }

    /// Lines that are not of the table, as the protocol declares them.
    public struct OtherLines: Sendable, Hashable {
      /// Above the header.
      public var preamble = 0
      /// Lines that open with the declared mark.
      public var comments = 0
      /// Below the end of the table.
      public var footer = 0

      /// Whether there are any.
      public var areAny: Bool { preamble + comments + footer > 0 }
    }

  }

  public internal(set) var files: [File] = []
  public internal(set) var factors: [Role: Factor] = [:]
  /// The number that each name of the role ``Role/level`` stands for, in the order of its factor's levels.
  public internal(set) var levelValues: [ExactDecimal] = []
  /// The same for the other roles of numbers, ``Role/isNumeric``.
  public internal(set) var numbers: [Role: [ExactDecimal]] = [:]
  /// The value of each result; zero where ``standings`` says that there is none.
  public internal(set) var values: [ExactDecimal] = []
  /// Only what is not plainly `used`, by row.
  public internal(set) var exceptions: [Int: Standing] = [:]
  /// What the file has in the cell of each row that is not plainly `used`, by row.
  public internal(set) var cells: [Int: Cell] = [:]
  /// The index of the file, the line and the field that each value came from.
  public internal(set) var fileIndex: [UInt16] = []
  public internal(set) var lines: [Int32] = []
  public internal(set) var fields: [UInt16] = []
  /// Runs and laboratories that have the same results beyond chance, in the order of the rows where they begin.
  public internal(set) var copies: [AgreeingResults] = []
  /// Warnings of the import, in the order of the places they name.
  public internal(set) var warnings: [Problem] = []

  /// What columns say beside the results that may change what they are; none of it is an error.
  public internal(set) var columnRemarks: [ColumnRemark] = []
  /// Rows that the protocol leaves out, in the order of the files.
  public internal(set) var ignoredRows: [IgnoredRows] = []

  /// No results: what a study that is only planned has.
  public init() {}

  public var count: Int { values.count }

  /// Whether every file says the unit of each result; where one does not, the protocol's unit was assumed for it.
  public var hasUnits: Bool { files.allSatisfy { $0.hasUnits } }

  /// Whether the result in `row` may be used, and if not, why.
  public func standing(of row: Int) -> Standing {
    // Nearly every file has none, and then a million rows need no look-up.
    exceptions.isEmpty ? .used : exceptions[row] ?? .used
  }

  /// Whether the value of `row` enters a calculation.
  public func isUsable(_ row: Int) -> Bool {
    switch standing(of: row) {
    case .used, .censoredAtHalf: true
    case .missing, .invalid, .cancelled, .leftOut, .noPotency, .unusedReading, .notSimilar: false
    }
  }

  /// Whether the row has a measured number, used or not: one that could be put back, and that a figure may mark.
  public func hasResult(_ row: Int) -> Bool {
    switch standing(of: row) {
    case .used, .notSimilar: true
    case .invalid, .cancelled, .leftOut: cells[row]?.hasNumber ?? true
    case .censoredAtHalf, .missing, .noPotency, .unusedReading: false
    }
  }

  /// What a table shows as the result of `row`: the file's own words wherever no number was measured.
  public func shown(_ row: Int) -> Shown {
    if hasResult(row) { return .number(values[row]) }
    return cells[row].map { .text($0.text) } ?? .nothing
  }

  /// The limit that the result of `row` is below, where half of it stands for the result; `nil` for a result that was
  /// measured.
  public func limit(of row: Int) -> ExactDecimal? {
    if case .censoredAtHalf(let limit) = standing(of: row) { limit } else { nil }
  }

  /// The name that `row` has in `role`, or `nil`.
  public func name(_ role: Role, of row: Int) -> String? {
    guard let factor = factors[role], factor.codes[row] >= 0 else { return nil }
    return factor.levels[Int(factor.codes[row])]
  }

  /// The nominal value of `row` where a level column is mapped and not empty there.
  public func levelValue(of row: Int) -> ExactDecimal? {
    guard let code = factors[.level]?.codes[row], code >= 0 else { return nil }
    return levelValues[Int(code)]
  }

  /// The number that `row` has in a role of numbers, where it has one.
  public func number(_ role: Role, of row: Int) -> ExactDecimal? {
    guard let code = factors[role]?.codes[row], code >= 0 else { return nil }
    return role == .level ? levelValues[Int(code)] : numbers[role]?[Int(code)]
  }

  /// Where the value of `row` stands.
  public func location(of row: Int) -> SourceLocation {
    let file = files[Int(fileIndex[row])]
    return SourceLocation(
      file: file.name, line: Int(lines[row]), column: Int(fields[row]) + (file.sheet?.firstColumn ?? 1) - 1,
      sheet: file.sheet?.name)
  }
}
