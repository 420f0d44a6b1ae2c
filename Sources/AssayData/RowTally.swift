internal import Notation

/// What is reported once, at the end of a file.
struct RowTally {
  var blank = (count: 0, place: Place(file: 0))
  var missing = (count: 0, place: Place(file: 0))
  /// Distinct names of days that end in a time of midnight.
  var midnight = (count: 0, place: Place(file: 0))
  var censored = (count: 0, place: Place(file: 0))
  /// Cells without a result that was to be had, by the field and by the word.
  var notTested: [(field: Int, words: [String], count: Int, place: Place)] = []
  var excluded: [(role: Role, word: String, count: Int, place: Place)] = []
  /// Results of the design that the rules for rows pass over.
  var leftOut: [(column: String, word: String, count: Int, place: Place)] = []
  var empty: [(count: Int, place: Place)] = Array(repeating: (0, Place(file: 0)), count: Role.allCases.count)
}

extension TableReader {
  mutating func noteBlank(_ line: Int) {
    if tally.blank.count == 0 { tally.blank.place = Place(file: file, line: line) }
    tally.blank.count += 1
  }

  mutating func noteExcluded(_ standing: AssayData.Standing, _ place: Place) {
    let (role, word): (Role, String)
    switch standing {
    case .invalid(let text): (role, word) = (.validity, text)
    case .cancelled(let text): (role, word) = (.status, text)
    case .leftOut(let column, let word):
      if let index = tally.leftOut.firstIndex(where: { $0.column == column && $0.word.utf8.elementsEqual(word.utf8) }) {
        tally.leftOut[index].count += 1
      } else {
        tally.leftOut.append((column, word, 1, place))
      }
      return
    default: return
    }
    if let index = tally.excluded.firstIndex(where: { $0.role == role && $0.word.utf8.elementsEqual(word.utf8) }) {
      tally.excluded[index].count += 1
    } else {
      tally.excluded.append((role, word, 1, place))
    }
  }

  func tellTally(_ problems: inout ProblemCollector) {
    func results(_ count: Int) -> String { count == 1 ? "1 result" : "\(count) results" }
    if tally.blank.count > 0 {
      problems.warning(
        "W_BLANK", tally.blank.place,
        tally.blank.count == 1
          ? "a blank line is passed over" : "\(tally.blank.count) blank lines are passed over; this is the first")
    }
    if tally.missing.count > 0 {
      problems.warning(
        "W_MISSING", tally.missing.place,
        "\(results(tally.missing.count)) missing by a code of data.missing; this is the first")
    }
    for remark in notTestedRemarks {
      problems.warning(
        "W_NOT_TESTED", remark.place,
        "\(remark.what) \(remark.rows == 1 ? "says" : "say") that it was not tested, by data.notTested: no result is counted there; this is the first"
      )
    }
    if tally.censored.count > 0 {
      problems.warning(
        "W_CENSORED", tally.censored.place,
        "\(results(tally.censored.count)) below a limit, for which half of it stands; this is the first")
    }
    if tally.midnight.count > 0 {
      problems.warning(
        "W_DAY", tally.midnight.place,
        "the day ends in a time of midnight, which is left off: the date is the day; this is the first")
    }
    for count in ignoredRows {
      problems.warning(
        "W_IGNORED", count.place,
        "\(count.rows) \(count.rows == 1 ? "row is" : "rows are") left out by data.rows.ignore: \(quoted(count.word)) in the column "
          + "\(quoted(count.header)); this is the first")
    }
    for (role, word, count, place) in tally.excluded {
      problems.warning(
        "W_EXCLUDED", place, "\(results(count)) excluded by the \(role.rawValue) \(quoted(word)); this is the first")
    }
    for (column, word, count, place) in tally.leftOut {
      problems.warning(
        "W_EXCLUDED", place,
        "\(results(count)) left out by data.rows.ignore, \(quoted(word)) in the column \(quoted(column)), with laboratory, attribute and "
          + "sample of the study: each counts as an exclusion; this is the first")
    }
    for role in Role.allCases
    where ![.qualifier, .reason, .deviation].contains(role) && tally.empty[role.index].count > 0 {
      let (count, place) = tally.empty[role.index]
      problems.warning(
        "W_EMPTY", place,
        "the \(vocabulary.noun.word(for: role)) is empty in \(count) \(count == 1 ? "row" : "rows"); this is the first")
    }
    if lineEndings.kinds > 1 {
      problems.warning(
        "W_EOL", Place(file: file, line: lineEndings.firstMixed),
        "the line ends are mixed: \(lineEndings.lf) LF, \(lineEndings.crlf) CRLF and \(lineEndings.cr) CR; "
          + "the file may be several put together")
    }
  }
}
