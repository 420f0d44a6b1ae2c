internal import Notation

/// The results of all files while they are read.
struct ResultStore {
  var columns = Role.allCases.map { RoleColumn(role: $0) }
  var values: [ExactDecimal] = []
  var exceptions: [Int: AssayData.Standing] = [:]
  var fileIndex: [UInt16] = []
  var lines: [Int32] = []
  var fields: [UInt16] = []

  var count: Int { values.count }

  /// Makes room, and gives the roles of a further file to the results that are there already.
  mutating func prepare(for roles: [Role], expecting results: Int) {
    let total = min(count + results, Limits.results)
    values.reserveCapacity(total)
    fileIndex.reserveCapacity(total)
    lines.reserveCapacity(total)
    fields.reserveCapacity(total)
    for role in roles where !columns[role.index].isPresent {
      columns[role.index].isPresent = true
      columns[role.index].codes = Array(repeating: -1, count: count)
    }
    for index in columns.indices where columns[index].isPresent { columns[index].codes.reserveCapacity(total) }
  }

  /// Appends one result; `codes` is by ``Role/index``.
  mutating func append(_ value: ExactDecimal, _ codes: [Int32], file: Int, line: Int, field: Int) {
    for index in columns.indices where columns[index].isPresent { columns[index].codes.append(codes[index]) }
    values.append(value)
    fileIndex.append(UInt16(file))
    lines.append(Int32(line))
    fields.append(UInt16(field))
  }

  func isUsable(_ row: Int) -> Bool {
    switch exceptions[row] {
    case nil, .used, .censoredAtHalf: true
    case .missing, .invalid, .cancelled: false
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
