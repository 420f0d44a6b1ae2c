internal import Notation

/// Cells that say what a result is of: each name is understood once, where it is new.
extension TableReader {
  /// Understands an identifying cell that is not the one above.
  ///
  /// - Returns: Whether the row is one of results.
  mutating func readCell(
    _ index: Int, _ field: RecordReader.Field, _ line: Int, _ state: inout RowState, _ store: inout ResultStore,
    _ problems: inout ProblemCollector
  ) -> Bool {
    let role = identifiers[index].role
    let fixed = rowStart[role.index]
    row[role.index] = fixed
    if field.isEmpty {
      state.empty |= 1 << UInt32(role.index)
      return true
    }
    let cell = identifiers[index].cells.intern(field, of: records)
    let name = cell == identifiers[index].codes.count ? Array(records.slice(field)) : []
    guard readName(index, cell: cell, name, line, &state, &store, &problems) else { return false }
    let code = identifiers[index].codes[cell]
    if !identifiers[index].excludes[cell], code >= 0, row[role.index] == code, !field.isUnescaped,
      identifiers[index].naming[cell] == .name, role != .qualifier || state.qualifier == nil
    {
      (repeats[index].start, repeats[index].end, repeats[index].code) = (field.start, field.end, code)
    }
    return true
  }

  /// Understands the name in a cell, which it gives to the row at hand.
  ///
  /// - Parameters:
  ///   - cell: its number among those of its column; new exactly when nothing is known of it.
  ///   - name: its bytes, where it is new.
  /// - Returns: Whether the row is one of results.
  mutating func readName(
    _ index: Int, cell: Int, _ name: [UInt8], _ line: Int, _ state: inout RowState, _ store: inout ResultStore,
    _ problems: inout ProblemCollector
  ) -> Bool {
    let role = identifiers[index].role
    let fixed = rowStart[role.index]
    let place = Place(file: file, line: line, column: identifiers[index].field + 1)
    if cell == identifiers[index].codes.count {
      admit(name, to: index, at: place, &store, &problems)
      if role == .laboratory, cell >= FileLimits.laboratories {
        // Told of the file, for the limit explains all the names that were refused before it.
        problems.error(
          "E_LIMIT", Place(file: file),
          "more than \(FileLimits.laboratories) \(vocabulary.noun.several) (line \(line)), which is the limit; "
            + "see that data.columns.laboratory names the right column")
        state.goesOn = false
        return false
      }
    }
    let code = identifiers[index].codes[cell]
    let naming = identifiers[index].naming[cell]
    if naming == .statistic {
      if state.statistic == nil { state.statistic = (index, cell) }
    } else if naming != .name, state.doubt == nil {
      state.doubt = (index, cell)
    }
    guard code >= 0 else {
      state.isSound = false
      return true
    }
    // What a source names stands; a column that says otherwise contradicts it.
    if fixed >= 0, fixed != code {
      problems.error(
        role == .laboratory ? "E_LABS" : "E_ATTRIBUTE", place,
        "the \(vocabulary.noun.word(for: role)) here is \(quoted(store.columns[role.index].levels[Int(code)])), "
          + "but the protocol's source says \(quoted(store.columns[role.index].levels[Int(fixed)])) for this file")
      state.isSound = false
      return true
    }
    row[role.index] = code
    if role == .qualifier, identifiers[index].marks[cell] != .plain { state.qualifier = cell }
    if identifiers[index].excludes[cell] {
      let word = store.columns[role.index].levels[Int(code)]
      if state.standing == nil { state.standing = role == .validity ? .invalid(word: word) : .cancelled(word: word) }
    }
    return true
  }
}
