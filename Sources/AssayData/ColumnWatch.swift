internal import Notation

/// What a cell beside the results says of them, in a column whose cells need say nothing.
enum CellRemark {
  case statistic(Statistic)
  /// A longer text, one of whose words names a statistic: told where the number is that statistic.
  case phrase(Statistic)
  /// A sign or word of a result that is not a plain number: `<`, `ND`.
  case qualifier

  var isStatistic: Bool { if case .statistic = self { true } else { false } }
}

/// Looks for names of statistics in the columns that tell no result apart, and in those without a role for qualifiers besides.
///
/// A row is noted by the results that it gave, so that they can be held against their neighbours.
struct ColumnWatch {
  /// One column that is looked at.
  struct Field {
    let index: Int
    let header: String
    /// Whether marks of results below or above a limit mean something there.
    let mayQualify: Bool
    /// Words that are declared to be names, folded.
    let names: Set<String>
    /// Whether each row is one of what its cell names there, so that a word that is hardly ever a name is refused.
    let isLabel: Bool
    /// Distinct cells that passed the first look, and what each says.
    fileprivate var cells = Interner()
    fileprivate var remarks: [CellRemark?] = []
    fileprivate(set) var found: [Found] = []

    init(index: Int, header: String, mayQualify: Bool, names: Set<String>, isLabel: Bool = false) {
      self.isLabel = isLabel
      self.index = index
      self.header = header
      self.mayQualify = mayQualify
      self.names = names
    }
  }

  /// One text in one column, and the results beside it.
  struct Found {
    let text: String
    let remark: CellRemark
    let place: Place
    fileprivate let cell: Int
    /// Numbers of results, each with the line of its row.
    var results: [(row: Int, line: Int)] = []
    /// How many rows of the file hold it.
    var rows = 0
  }

  private(set) var fields: [Field]
  /// Rows of the file that gave results that may be used.
  private(set) var rows = 0
  private let file: Int

  init(_ fields: [Field], file: Int) {
    self.fields = fields
    self.file = file
  }

  /// Looks at a row whose results may be used.
  ///
  /// - Parameter results: the numbers of its results.
  mutating func note(_ records: RecordReader, _ line: Int, results: Range<Int>) {
    rows += 1
    for at in fields.indices {
      let field = records.field(fields[at].index)
      guard !field.isEmpty, field.end - field.start <= 64 else { continue }
      let first = field.isUnescaped ? records.unescaped[field.start] : records.bytes[field.start]
      guard
        Statistic.firstBytes[Int(first)] || fields[at].mayQualify && Qualifier.firstBytes[Int(first)]
          || Self.mayBePhrase(records, field, first)
      else { continue }
      let cell = fields[at].cells.intern(field, of: records)
      if cell == fields[at].remarks.count {
        fields[at].remarks.append(Self.remark(records.text(field), fields[at]))
      }
      guard let remark = fields[at].remarks[cell] else { continue }
      let index = fields[at].found.firstIndex { $0.cell == cell } ?? fields[at].found.count
      if index == fields[at].found.count {
        let place = Place(file: file, line: line, column: fields[at].index + 1)
        fields[at].found.append(Found(text: records.text(field), remark: remark, place: place, cell: cell))
      }
      fields[at].found[index].rows += 1
      for result in results { fields[at].found[index].results.append((result, line)) }
    }
  }

  private static func remark(_ text: String, _ field: Field) -> CellRemark? {
    if field.names.contains(folded(text)) { return nil }
    if let statistic = Statistic(text) { return .statistic(statistic) }
    if field.mayQualify, Qualifier.isMark(text) { return .qualifier }
    return field.isLabel ? nil : Statistic(in: text).map { .phrase($0) }
  }

  /// Whether a cell begins with a letter and has more than one word.
  private static func mayBePhrase(_ records: RecordReader, _ field: RecordReader.Field, _ first: UInt8) -> Bool {
    guard first >= 0x41, first <= 0x5A || first >= 0x61 else { return false }
    let bytes = field.isUnescaped ? records.unescaped : records.bytes
    return bytes[field.start..<field.end].contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "_") }
  }

  // MARK: - What was found

  /// The statistics that a column names: none where every row has the same word, and none where a letter stands alone.
  func statistics(_ field: Field) -> [Found] {
    let found = field.found.filter { $0.remark.isStatistic }
    guard found.contains(where: { !Statistic.needsCompany($0.text) }) else { return [] }
    return found.filter { $0.rows < rows }
  }

  /// Texts of a column in which a word names a statistic, and which say something else as often.
  func phrases(_ field: Field) -> [Found] {
    field.found.filter { if case .phrase = $0.remark { $0.rows < rows } else { false } }
  }

  /// The qualifiers that a column holds: none where every row has a limit of its own, as a column of specifications has.
  func qualifiers(_ field: Field) -> [Found] {
    let found = field.found.filter { if case .qualifier = $0.remark { true } else { false } }
    guard found.contains(where: { !Qualifier.saysNothing($0.text) }) else { return [] }
    let isSpecification = found.reduce(0) { $0 + $1.rows } == rows && found.allSatisfy { Qualifier.hasNumber($0.text) }
    return isSpecification ? [] : found.filter { !Qualifier.saysNothing($0.text) }
  }
}
