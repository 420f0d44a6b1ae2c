internal import Notation

/// Tables with a column for each attribute, of which not every row has every one.
extension TableReader {
  /// Whether a cell says that its attribute was not tested there.
  ///
  /// - Parameter isCounted: `false` of a row that the rules for rows pass over.
  mutating func isNotTested(_ field: Int, _ line: Int, isCounted: Bool) -> Bool {
    guard !notTested.isEmpty else { return false }
    let bytes = records.slice(records.field(field))
    guard let word = notTested.first(where: { $0.count == bytes.count && bytes.elementsEqual($0) }) else {
      return false
    }
    guard isCounted else { return true }
    let text = String(decoding: word, as: UTF8.self)
    if let index = tally.notTested.firstIndex(where: { $0.field == field }) {
      tally.notTested[index].count += 1
      if !tally.notTested[index].words.contains(text) { tally.notTested[index].words.append(text) }
    } else {
      tally.notTested.append((field, [text], 1, Place(file: file, line: line, column: field + 1)))
    }
    return true
  }

  /// What a reader of the report has to know of such cells.
  var notTestedRemarks: [FoundRemark] {
    tally.notTested.sorted(on: { $0.field }).map { found in
      FoundRemark(
        kind: .notTested, header: header.texts[found.field], words: found.words, rows: found.count, place: found.place)
    }
  }
}
