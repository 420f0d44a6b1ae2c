internal import AssayData
internal import Notation
internal import Transfer

/// What the files say beside their results that a reviewer must know: rows that may be statistics, numbers that may be limits,
/// rows that the protocol leaves out.
struct FileRemarks {
  private let remarks: [ColumnRemark]
  private let ignored: [IgnoredRows]
  private let place: (SourceLocation) -> String

  init(_ data: AssayData) {
    remarks = data.columnRemarks
    ignored = data.ignoredRows
    let keys = FileKeys(data)
    place = { keys.place($0) }
  }

  init(_ table: PlainTable) {
    remarks = table.columnRemarks
    ignored = table.ignoredRows
    place = { visible($0.description) }
  }

  /// How many columns are named one by one.
  private static let shown = 3

  /// Rows of statistics, perhaps.
  var statistics: [RichText] {
    sentences(
      .statistics, one: "names a statistic, and its number is", several: "name statistics, and their numbers are")
  }

  /// Qualifiers that nothing declares.
  var qualifiers: [RichText] {
    sentences(.qualifiers, one: "qualifies a number, which is", several: "qualify numbers, which are")
  }

  /// Attributes that were not tested everywhere.
  var notTested: [RichText] {
    let found = remarks.filter { $0.kind == .notTested }
    let sentences = found.prefix(Self.shown).map { remark in
      RichText(
        "\(Wording.count(remark.rows, "cell")) of the column \(quoted(remark.header)) \(remark.rows == 1 ? "says" : "say") that it was not tested (\(words(remark.words, of: remark.words.count)), first at \(place(remark.location))), and no result is counted there."
      )
    }
    return sentences + more(found.count)
  }

  /// Rows that are not part of the study.
  var leftOut: [RichText] {
    var columns: [(header: String, words: [String], rows: Int)] = []
    for one in ignored {
      if let index = columns.firstIndex(where: { $0.header == one.header }) {
        columns[index].rows += one.rows
        if !columns[index].words.contains(one.word) { columns[index].words.append(one.word) }
      } else {
        columns.append((one.header, [one.word], one.rows))
      }
    }
    let sentences = columns.prefix(Self.shown).map { column in
      RichText(
        "\(Wording.count(column.rows, "row")) with \(words(column.words, of: column.words.count)) in the column \(quoted(column.header)) \(column.rows == 1 ? "is" : "are") not part of the study, as the protocol says."
      )
    }
    return sentences + more(columns.count)
  }

  private func sentences(_ kind: ColumnRemark.Kind, one: String, several: String) -> [RichText] {
    let found = remarks.filter { $0.kind == kind }
    let sentences = found.prefix(Self.shown).map { remark in
      RichText(
        "\(words(remark.words, of: remark.words.count)) in the column \(quoted(remark.header)) (\(Wording.count(remark.rows, "row")), first at \(place(remark.location))) \(remark.rows == 1 ? one : several) taken as \(kind == .statistics ? "results" : "measured")."
      )
    }
    return sentences + more(found.count)
  }

  private func words(_ words: [String], of count: Int) -> String {
    let shown = words.prefix(Self.shown).map { quoted($0, limit: 30) }
    return count > Self.shown
      ? "\(shown.joined(separator: ", ")) and \(count - Self.shown) more" : Spelling.list(shown, "and")
  }

  private func more(_ count: Int) -> [RichText] {
    count > Self.shown ? ["And \(Wording.count(count - Self.shown, "more column")), in the section on data."] : []
  }
}

extension FileRemarks {
  init(_ study: PotencyOfTable) {
    remarks = study.columnRemarks
    ignored = study.ignoredRows
    place = { visible($0.description) }
  }
}

extension ReviewerEntries {
  /// What the files say beside their results, a line each where there is something.
  mutating func say(_ remarks: FileRemarks) {
    sayIfAny("Rows of statistics", remarks.statistics)
    sayIfAny("Qualifiers", remarks.qualifiers)
    sayIfAny("Not tested", remarks.notTested)
    sayIfAny("Rows left out", remarks.leftOut)
  }
}
