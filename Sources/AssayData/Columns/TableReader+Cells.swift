internal import Notation

/// Names that are not whole cells: parts of them, dates in them, several together.
extension TableReader {
  /// Why a cell has no such name; `nil` where it is told of another role.
  struct CellFault: Error {
    let message: String
  }

  enum CellName {
    case success([UInt8])
    case failure(CellFault?)
  }

  /// What the role of a column is called in a cell of it.
  func names(in cell: [UInt8], of column: Int) -> CellName {
    let role = identifiers[column].role
    let text = String(decoding: cell, as: UTF8.self)
    switch identifiers[column].content {
    case .column, .composed, .constant: return .success(cell)
    case .date(_, let format):
      guard let date = format.date(in: cell) else {
        return .failure(
          CellFault(
            message:
              "\(quoted(text)) is no date of the form \(quoted(format.description)), which \(mapping.columnsKey).\(role.rawValue) "
              + "declares; correct the format, or the cell where the file is exported"))
      }
      return .success(Array(date.utf8))
    case .part(_, let pattern):
      switch pattern.match(cell) {
      case .one(let found): return found[role].map { .success($0) } ?? .failure(nil)
      case .none:
        return .failure(
          pattern.roles.first == role
            ? CellFault(
              message:
                "\(quoted(text)) does not fit the pattern \(quoted(pattern.description)) of \(mapping.columnsKey).\(role.rawValue); "
                + "correct the pattern, or pass such rows over by data.rows.ignore where they are no part of the study")
            : nil)
      case .several(let one, let other):
        guard pattern.roles.first == role else { return .failure(nil) }
        func words(_ way: [Role: [UInt8]]) -> String {
          pattern.roles.map { "\($0.rawValue) \(quoted(String(decoding: way[$0] ?? [], as: UTF8.self)))" }.joined(
            separator: ", ")
        }
        return .failure(
          CellFault(
            message:
              "\(quoted(text)) fits the pattern \(quoted(pattern.description)) in two ways, \(words(one)) or \(words(other)); write "
              + "more of what always stands there into the pattern"))
      }
    }
  }

  /// Understands the name that several cells make up.
  ///
  /// - Returns: Whether the row is one of results.
  mutating func readComposed(
    _ index: Int, _ line: Int, _ state: inout RowState, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Bool {
    let role = identifiers[index].role
    row[role.index] = rowStart[role.index]
    let joint = Array(ColumnContent.joint.utf8)
    var name: [UInt8] = []
    for (part, field) in identifiers[index].parts.enumerated() {
      let field = records.field(field)
      guard !field.isEmpty else {
        state.empty |= 1 << UInt32(role.index)
        return true
      }
      if part > 0 { name += joint }
      name += records.slice(field)
    }
    let cell = identifiers[index].cells.intern(name)
    return readName(index, cell: cell, name, line, &state, &store, &problems)
  }

  /// The names that the study knows in a column of laboratories or attributes, with what the file calls them; `nil` elsewhere.
  static func names(
    inColumn text: String, _ header: Header, _ mapping: Mapping, _ vocabulary: StudyVocabulary
  ) -> Set<String>? {
    for (role, known) in [
      (Role.laboratory, vocabulary.laboratories), (.attribute, vocabulary.attributes.map { $0.id }),
    ] {
      guard let field = header.fieldOfRole[role.index], header.texts[field] == text else { continue }
      return Set(known).union((mapping.aliases[role] ?? [:]).keys)
    }
    return nil
  }
}
