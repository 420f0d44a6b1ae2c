internal import Notation

/// The results of all files while they are read.
struct ResultStore {
  /// By ``Role/index``.
  var columns = Role.allCases.sorted(on: { $0.index }).map { RoleColumn(role: $0) }
  var values: [ExactDecimal] = []
  var exceptions: [Int: AssayData.Standing] = [:]
  /// The cell of every row of `exceptions`.
  var cells: [Int: AssayData.Cell] = [:]
  var fileIndex: [UInt16] = []
  var lines: [Int32] = []
  var fields: [UInt16] = []

  var count: Int { values.count + pendingValues.count }

  /// The roles that any file gives, by ``Role/index``.
  private var present: [Int] = []
  /// Results that wait to be moved to their columns. Moving many at once reads and writes memory in order.
  private var pending: [Int32] = []
  private var pendingValues: [Entry] = []
  private static let pendingRows = 1_024

  private struct Entry {
    let value: ExactDecimal
    let line: Int32
    let file: UInt16
    let field: UInt16
  }

  /// Makes room, and gives the roles of a further file to the results that are there already.
  mutating func prepare(for roles: [Role], expecting results: Int) {
    flush()
    let total = min(count + results, FileLimits.results)
    values.reserveCapacity(total)
    fileIndex.reserveCapacity(total)
    lines.reserveCapacity(total)
    fields.reserveCapacity(total)
    for role in roles where !columns[role.index].isPresent {
      columns[role.index].isPresent = true
      columns[role.index].codes = Array(repeating: -1, count: count)
    }
    present = columns.indices.filter { columns[$0].isPresent }
    for index in present { columns[index].codes.reserveCapacity(total) }
    pending.reserveCapacity(columns.count * Self.pendingRows)
    pendingValues.reserveCapacity(Self.pendingRows)
  }

  /// Appends one result; `codes` is by ``Role/index``. It is in the columns after ``flush()``.
  mutating func append(_ value: ExactDecimal, _ codes: [Int32], file: Int, line: Int, field: Int) {
    pending.append(contentsOf: codes)
    pendingValues.append(
      Entry(
        value: value, line: Int32(truncatingIfNeeded: line), file: UInt16(truncatingIfNeeded: file),
        field: UInt16(truncatingIfNeeded: field)))
    if pendingValues.count == Self.pendingRows { flush() }
  }

  /// Moves what waits to its columns.
  mutating func flush() {
    for index in present { columns[index].append(pending, from: index, by: columns.count) }
    values.append(contentsOf: pendingValues.lazy.map { $0.value })
    lines.append(contentsOf: pendingValues.lazy.map { $0.line })
    fileIndex.append(contentsOf: pendingValues.lazy.map { $0.file })
    fields.append(contentsOf: pendingValues.lazy.map { $0.field })
    pending.removeAll(keepingCapacity: true)
    pendingValues.removeAll(keepingCapacity: true)
  }

  /// Puts rows that were read late where they stand in their files.
  mutating func sortByPlace() {
    flush()
    let order = values.indices.sorted {
      (fileIndex[$0], lines[$0], fields[$0], $0) < (fileIndex[$1], lines[$1], fields[$1], $1)
    }
    values = order.map { values[$0] }
    fileIndex = order.map { fileIndex[$0] }
    lines = order.map { lines[$0] }
    fields = order.map { fields[$0] }
    for index in present { columns[index].codes = order.map { columns[index].codes[$0] } }
    var (standings, texts): ([Int: AssayData.Standing], [Int: AssayData.Cell]) = ([:], [:])
    for (row, before) in order.enumerated() {
      if let standing = exceptions[before] { standings[row] = standing }
      if let cell = cells[before] { texts[row] = cell }
    }
    (exceptions, cells) = (standings, texts)
  }

  func isUsable(_ row: Int) -> Bool {
    switch exceptions[row] {
    case nil, .used, .censoredAtHalf: true
    case .missing, .invalid, .cancelled, .leftOut, .noPotency, .unusedReading, .notSimilar: false
    }
  }

  /// Whether each result may be used, for passes that ask of every one.
  func usable() -> [Bool] {
    var flags = [Bool](repeating: true, count: count)
    for row in exceptions.keys where !isUsable(row) { flags[row] = false }
    return flags
  }

  func place(of row: Int) -> Place {
    Place(file: Int(fileIndex[row]), line: Int(lines[row]), column: Int(fields[row]))
  }

  /// The name that `row` has in `role`, in quotes for a message.
  func name(_ role: Role, of row: Int) -> String {
    let column = columns[role.index]
    guard column.isPresent, column.codes[row] >= 0 else { return "none" }
    return quoted(column.levels[Int(column.codes[row])])
  }
}
