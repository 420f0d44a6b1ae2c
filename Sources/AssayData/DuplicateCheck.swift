internal import Notation

/// Whether a result stands twice, or a file does.
struct DuplicateCheck {
  let checks: StudyChecks

  private var store: ResultStore { checks.store }

  /// A row that repeats an earlier one in every identifier.
  private struct Repeat {
    let row: Int
    let first: Int
    let isSameValue: Bool
    /// Whether both rows name their replicate, so that they are one result.
    let isOneResult: Bool
  }

  /// Which part of a file repeats what stood before.
  private enum Whole {
    case secondHalf(rows: Int, firstLines: ClosedRange<Int32>, lines: ClosedRange<Int32>)
    case file(rows: Int, earlier: Int)
  }

  func run(_ problems: inout ProblemCollector) {
    let repeats = repeats()
    guard !repeats.isEmpty else { return }
    let wholes = wholes(repeats)
    var told = Set<Int>()
    var repeated: (count: Int, place: Place)?
    for found in repeats {
      let file = Int(store.fileIndex[found.row])
      if found.isSameValue, let whole = wholes[file] {
        if told.insert(file).inserted { tell(whole, file, found, &problems) }
      } else if found.isOneResult {
        tell(found, &problems)
      } else {
        repeated = (repeated.map { $0.count + 1 } ?? 1, repeated?.place ?? store.place(of: found.row))
      }
    }
    if let repeated {
      problems.warning(
        "W_DUPLICATE", repeated.place,
        "\(repeated.count) \(repeated.count == 1 ? "row repeats" : "rows repeat") another in every identifier and the value; "
          + "without data.columns.replicate they are taken as replicates; this is the first")
    }
  }

  /// Rows that repeat another in every identifier, and where no replicate is named, in the value too.
  private func repeats() -> [Repeat] {
    let groups = Grouping(
      repeatedIn: checks.codes(Role.allCases.filter { $0.isIdentity }), count: store.count, includes: checks.usable)
    let circumstances = checks.codes(Role.allCases.filter { $0.isCircumstance })
    let namesReplicates = checks.inputs.map { input in
      // A well is read once.
      return input.mapping.layout.roles.contains(.replicate) || input.mapping.columns[.replicate] != nil
        || input.mapping.columns[.well] != nil
    }
    var repeats: [Repeat] = []
    var seen = RepeatedValues(capacity: store.count)
    var hasFirst = [Bool](repeating: false, count: groups.firstRows.count)
    for row in 0..<store.count where groups.ids[row] >= 0 {
      let first = Int(groups.firstRows[Int(groups.ids[row])])
      guard first != row else { continue }
      if namesReplicates[Int(store.fileIndex[row])] && namesReplicates[Int(store.fileIndex[first])] {
        repeats.append(
          Repeat(row: row, first: first, isSameValue: store.values[first] == store.values[row], isOneResult: true))
        continue
      }
      // Without a replicate column the rows of one cell are its replicates, which may well agree.
      if !hasFirst[Int(groups.ids[row])] {
        hasFirst[Int(groups.ids[row])] = true
        seen.insert(first, groups.ids, store)
      }
      if let same = seen.insert(row, groups.ids, store), circumstances.allSatisfy({ $0[row] == $0[same] }) {
        repeats.append(Repeat(row: row, first: same, isSameValue: true, isOneResult: false))
      }
    }
    return repeats
  }

  /// By the number of the file.
  private func wholes(_ repeats: [Repeat]) -> [Whole?] {
    var own = [[Repeat]](repeating: [], count: checks.inputs.count)
    for found in repeats where found.isSameValue { own[Int(store.fileIndex[found.row])].append(found) }
    var rows = [[Int]](repeating: [], count: checks.inputs.count)
    for row in 0..<store.count where checks.usable[row] && own[Int(store.fileIndex[row])].count > 1 {
      rows[Int(store.fileIndex[row])].append(row)
    }
    return own.indices.map { own[$0].count > 1 ? whole($0, own[$0], of: rows[$0]) : nil }
  }

  /// Whether `own`, all that repeats something in a file, is all of its `rows` or their second half.
  private func whole(_ file: Int, _ own: [Repeat], of rows: [Int]) -> Whole? {
    if own.count == rows.count, let first = own.first {
      let earlier = Int(store.fileIndex[first.first])
      let isOfOne = own.allSatisfy { Int(store.fileIndex[$0.first]) == earlier }
      return isOfOne && earlier != file ? .file(rows: rows.count, earlier: earlier) : nil
    }
    let half = rows.count / 2
    guard rows.count == own.count * 2, own.allSatisfy({ $0.row >= rows[half] && $0.first < rows[half] }),
      own.allSatisfy({ Int(store.fileIndex[$0.first]) == file })
    else { return nil }
    return .secondHalf(
      rows: half, firstLines: store.lines[rows[0]]...store.lines[rows[half - 1]],
      lines: store.lines[rows[half]]...store.lines[rows[rows.count - 1]])
  }

  private func tell(_ whole: Whole, _ file: Int, _ found: Repeat, _ problems: inout ProblemCollector) {
    let (place, what): (Place, String)
    switch whole {
    case .file(let rows, let earlier):
      place = Place(file: file)
      what =
        "each of the \(rows) results of this file stands in \(quoted(checks.inputs[earlier].name)) already: one export, saved twice?"
    case .secondHalf(let rows, let firstLines, let lines):
      place = Place(file: file, line: Int(lines.lowerBound))
      what =
        "the second half of the file repeats the first: the \(rows) results of lines \(lines.lowerBound) to \(lines.upperBound) "
        + "stand in lines \(firstLines.lowerBound) to \(firstLines.upperBound) already"
    }
    if found.isOneResult {
      problems.error("E_DUPLICATE", place, "\(what); results count once: give the export once")
    } else {
      problems.warning("W_DUPLICATE", place, "\(what); without data.columns.replicate they are taken as replicates")
    }
  }

  private func tell(_ found: Repeat, _ problems: inout ProblemCollector) {
    let there = checks.describe(found.first, from: found.row)
    let spelling = checks.spelling(of: found.first, against: found.row)
    problems.error(
      "E_DUPLICATE", store.place(of: found.row),
      (found.isSameValue
        ? "the same result stands at \(there) already\(spelling); it counts once"
        : "two values of one result: \(store.values[found.row]) here and \(store.values[found.first]) at \(there)\(spelling)")
        + difference(found) + mend(found))
  }

  /// In what the two rows differ that does not make them two results.
  private func difference(_ found: Repeat) -> String {
    let roles = Role.allCases.filter { role in
      let column = store.columns[role.index]
      return role.isCircumstance && column.isPresent && column.codes[found.row] != column.codes[found.first]
    }
    guard !roles.isEmpty else { return "" }
    let ways = roles.map { role in
      "\(role.rawValue) (\(store.name(role, of: found.row)), there \(store.name(role, of: found.first)))"
    }
    return
      "; they differ in \(Spelling.list(ways, "and")), which \(roles.count == 1 ? "does" : "do") not make them two results"
  }

  /// How the two may be told apart, by what the file can say.
  private func mend(_ found: Repeat) -> String {
    "; if both are results, say what tells them apart: number them as replicates, or as runs, and name the column under "
      + "data.columns; if one has been replaced, mark it in a column of status or validity, so that both stay in the record"
  }
}
