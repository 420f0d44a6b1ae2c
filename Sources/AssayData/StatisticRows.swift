internal import Notation

/// Rows of statistics that a cell of an identifying column names.
extension TableReader {
  /// Whether a cell that was not seen before in its column is the name of a statistic.
  func naming(of bytes: [UInt8], in column: Int) -> IdentifierColumn.Naming {
    let role = identifiers[column].role
    guard role.namesWhatIsMeasured, let first = bytes.first, Statistic.firstBytes[Int(first)] else { return .name }
    let text = String(decoding: bytes, as: UTF8.self)
    guard Statistic(text) != nil, !isName(text, role, identifiers[column].field) else { return .name }
    // A number or a laboratory of the study it cannot be.
    guard role.takesAnyName else { return .statistic }
    return isAloneInItsColumn(text, column) ? .perhaps : .statistic
  }

  /// Whether the protocol names it: as a sample, preparation, standard or laboratory, as an alias, or as a word to use.
  private func isName(_ text: String, _ role: Role, _ field: Int) -> Bool {
    func has(_ names: some Sequence<String>) -> Bool { names.contains { $0.utf8.elementsEqual(text.utf8) } }
    if has(mapping.aliases[role]?.keys.map({ $0 }) ?? []) { return true }
    if mapping.rows.names(in: header.texts[field]).contains(folded(text)) { return true }
    switch role {
    case .laboratory: return has(vocabulary.laboratories)
    case .sample, .preparation: return has(vocabulary.names)
    default: return false
    }
  }

  /// Whether no other cell of the column makes it the name of a statistic: there is none, or it is a letter that names one only
  /// beside another such word.
  private func isAloneInItsColumn(_ text: String, _ column: Int) -> Bool {
    Statistic.needsCompany(text) ? !hasCompany(in: column) : identifiers[column].naming.isEmpty
  }

  /// Whether a column holds the name of a statistic that needs no other beside it.
  private func hasCompany(in column: Int) -> Bool {
    identifiers[column].statistics.values.contains { !Statistic.needsCompany($0) }
  }

  /// Tells of cells that the one which was added last shows to be names of statistics, at their first row.
  mutating func settleDoubts(in column: Int, _ problems: inout ProblemCollector) {
    guard !identifiers[column].statistics.isEmpty, identifiers[column].naming.count > 1 else { return }
    for (cell, text) in identifiers[column].statistics.sorted(on: { $0.key }) {
      guard identifiers[column].naming[cell] == .perhaps, !Statistic.needsCompany(text) || hasCompany(in: column)
      else { continue }
      identifiers[column].naming[cell] = .statistic
      guard let place = identifiers[column].doubtful.removeValue(forKey: cell) else { continue }
      tellStatistic(text, column, place, &problems)
    }
  }

  /// That the row at hand is one of statistics.
  func tellStatistic(_ text: String, _ column: Int, _ place: Place, _ problems: inout ProblemCollector) {
    let (role, field) = (identifiers[column].role, identifiers[column].field)
    problems.headline = ColumnReview.headline
    problems.error(
      "E_ROW", place,
      "\(quoted(text)) stands for the \(vocabulary.noun.word(for: role)), and it names a statistic and nothing that the protocol "
        + "knows: \(ColumnReview.mend(header.texts[field], text, .studyProtocol))")
  }
}

extension Role {
  /// Whether any text may be its name: no number, and none of a list.
  var takesAnyName: Bool {
    switch self {
    case .laboratory, .level, .replicate, .dose: false
    default: true
    }
  }
}
