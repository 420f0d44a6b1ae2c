internal import Notation

/// Whether a well of a plate has two readings under different preparations or doses; under the same ones they are one result
/// twice, which ``DuplicateCheck`` tells.
struct WellCheck {
  let checks: StudyChecks

  /// What a well is read for once. Without a column of plates the readings of a run stand on one.
  private static let plate: [Role] = [.laboratory, .attribute, .day, .analyst, .run, .plate, .replicate]

  /// The codes of a column of wells with one for all spellings of a well: A1, A01 and a1.
  static func codes(_ column: RoleColumn) -> [Int32] {
    var first: [WellPosition: Int32] = [:]
    let same = column.levels.enumerated().map { index, name -> Int32 in
      guard let position = WellPosition(name) else { return Int32(index) }
      let code = first[position] ?? Int32(index)
      first[position] = code
      return code
    }
    return same.indices.allSatisfy { same[$0] == Int32($0) }
      ? column.codes : column.codes.map { $0 < 0 ? $0 : same[Int($0)] }
  }

  func run(_ problems: inout ProblemCollector) {
    let store = checks.store
    let wells = store.columns[Role.well.index]
    guard wells.isPresent else { return }
    let positions = wells.levels.map { WellPosition($0) }
    let named = checks.usable.indices.map { row in
      let code = wells.codes[row]
      return checks.usable[row] && code >= 0 && positions[Int(code)] != nil
    }
    let groups = Grouping(repeatedIn: checks.codes(Self.plate + [.well]), count: store.count, includes: named)
    let others = [Role.preparation, .sample, .dose, .level, .block, .row, .column].map { store.columns[$0.index] }
      .filter { $0.isPresent }
    for row in 0..<store.count where groups.ids[row] >= 0 {
      let first = Int(groups.firstRows[Int(groups.ids[row])])
      guard first != row, others.contains(where: { $0.codes[row] != $0.codes[first] }) else { continue }
      problems.error(
        "E_WELL_TWICE", store.place(of: row),
        "the well \(store.name(.well, of: row)) of this \(store.columns[Role.plate.index].isPresent ? "plate" : "run") has a reading"
          + " at \(checks.describe(first, from: row)) already, for another preparation or dose"
          + "\(checks.spelling(of: first, against: row)); a well is read once: correct the one that is wrong, or name the plate "
          + "of each under data.columns.plate")
    }
  }
}

extension StudyChecks {
  /// ", as "B2"" where the well of `row` is spelt otherwise than that of `other`.
  func spelling(of row: Int, against other: Int) -> String {
    let wells = store.columns[Role.well.index]
    guard wells.isPresent, wells.codes[row] >= 0, wells.codes[row] != wells.codes[other] else { return "" }
    return " (there as \(store.name(.well, of: row)), which is the same well as \(store.name(.well, of: other)))"
  }

  /// Where a row stands, from the row of another message.
  func describe(_ row: Int, from other: Int) -> String {
    let line = "line \(store.lines[row])"
    return store.fileIndex[row] == store.fileIndex[other]
      ? line : "\(quoted(inputs[Int(store.fileIndex[row])].name)) \(line)"
  }
}
