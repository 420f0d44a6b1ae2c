internal import Notation

/// What a cell holds, once all of it has come.
extension SheetCells {
  mutating func endCell() throws(WorkbookFault) {
    let address = cell.address
    // LibreOffice writes a truth value so that somebody entered.
    if let constant = cell.constant, cell.form == .boolean, characters == [constant] { cell.formula = .none }
    let isWanted = table.takes(address)
    guard cell.hasValue || cell.hasInline || cell.formula != .none else { return }
    guard characters.isEmpty || cell.hasInline == (cell.form == .inline) else {
      throw malformed("a value in another place than its cell says", at: address)
    }
    // What is beyond the range is seen to be sound all the same, and to be there.
    let before = table.texts.count
    var stored = StoredCell(start: UInt32(before), end: 0, column: UInt16(address.column), kind: .blank, flags: 0)
    var fault: CellFault.Reason?
    switch cell.form {
    case .shared:
      guard cell.hasValue, let index = number(characters), index < context.shared.count else {
        throw malformed("a text is named by a number that none has", at: address)
      }
      (stored.start, stored.end) = context.shared.range(index)
      stored.kind = .text
      if context.shared.looksNumeric[index] { stored.flags |= StoredCell.numeric }
    case .inline, .formulaText:
      EscapedText.decode(&characters, from: 0)
      table.texts.append(contentsOf: characters)
      stored.kind = .text
      if NumericText.looksNumeric(characters[...]) { stored.flags |= StoredCell.numeric }
    case .number: fault = try readNumber(&stored)
    case .boolean:
      guard let byte = characters.first, characters.count == 1, byte == 0x30 || byte == 0x31 else {
        throw malformed("a cell that is neither true nor false", at: address)
      }
      table.texts.append(contentsOf: (byte == 0x31 ? "TRUE" : "FALSE").utf8)
      stored.kind = .boolean
    case .error:
      table.texts.append(contentsOf: characters)
      stored.kind = .error
      fault = .error(String(decoding: characters, as: UTF8.self))
    case .date: fault = try readDate(&stored)
    }
    if stored.end == 0, cell.form != .shared { stored.end = UInt32(table.texts.count) }
    if cell.formula != .none {
      stored.flags |= cell.formula == .statistic ? StoredCell.statistic | StoredCell.computed : StoredCell.computed
      if fault == nil {
        // An empty text is a value that a formula may well have.
        if !cell.hasValue && !cell.hasInline || cell.form == .number && characters.isEmpty {
          fault = .notComputed
        } else if context.computesOnLoad {
          fault = .computedOnLoad
        }
      }
    }
    let isEmpty = stored.start == stored.end && fault == nil
    if !isEmpty { table.use(address) }
    guard isWanted, !isEmpty || cell.formula != .none else {
      table.texts.removeSubrange(before...)
      return
    }
    if let fault { table.fault(fault, at: address) }
    try table.append(stored, part: part)
  }

  /// A number without sign that names something.
  func number(_ digits: [UInt8]) -> Int? {
    guard (1...9).contains(digits.count) else { return nil }
    var number = 0
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }

  /// The format of the cell's style; `nil` where the workbook does not say it.
  private func format() throws(WorkbookFault) -> NumberFormat? {
    // Without styles every cell is general.
    guard cell.style < context.formats.count else {
      guard context.formats.isEmpty, cell.style == 0 else {
        throw malformed("the cell has a style that the workbook does not have", at: cell.address)
      }
      return NumberFormat(builtIn: 0)
    }
    return switch context.formats[cell.style] {
    case .known(let format): format
    case .unknown: nil
    }
  }

  private mutating func readNumber(_ stored: inout StoredCell) throws(WorkbookFault) -> CellFault.Reason? {
    trim()
    guard !characters.isEmpty else { return nil }
    stored.kind = .number
    let format = try format()
    var kind = format?.kind ?? .number
    if format?.kind == nil, let format, let number = StoredNumber(characters) { kind = format.kind(of: number.shown) }
    guard kind.isTemporal else {
      guard StoredNumber.append(characters, to: &table.texts) else {
        table.texts.append(contentsOf: characters)
        return .noNumber(String(decoding: characters, as: UTF8.self))
      }
      if kind == .percent { stored.flags |= StoredCell.percent }
      return format == nil || kind == .unclear ? .unknownFormat : nil
    }
    guard let number = StoredNumber(characters) else {
      table.texts.append(contentsOf: characters)
      return .noNumber(String(decoding: characters, as: UTF8.self))
    }
    return appendDate(number, kind, &stored)
  }

  /// Appends a day, a moment or a time of day, or what stands in the place of one.
  private mutating func appendDate(
    _ number: StoredNumber, _ kind: NumberFormat.Kind, _ stored: inout StoredCell
  ) -> CellFault.Reason? {
    if kind == .elapsed, let (days, milliseconds) = SerialDate.parts(number) {
      SerialDate.appendTime(Int64(days) * 86_400_000 + Int64(milliseconds), to: &table.texts)
      stored.kind = .time
      return nil
    }
    guard let date = SerialDate(number, context.dateSystem) else { return noDate(number) }
    if date.isFirstDay, kind == .time {
      SerialDate.appendTime(Int64(date.milliseconds), to: &table.texts)
      stored.kind = .time
      return nil
    }
    guard !date.isFirstDay || context.dateSystem == .from1904, !date.isFalseLeapDay else { return noDate(number) }
    SerialDate.appendDay(date.day, to: &table.texts)
    stored.kind = .date
    if kind != .date || date.milliseconds > 0 {
      table.texts.append(UInt8(ascii: "T"))
      SerialDate.appendTime(Int64(date.milliseconds), to: &table.texts)
      stored.kind = .dateAndTime
    }
    return nil
  }

  private mutating func noDate(_ number: StoredNumber) -> CellFault.Reason {
    let text = number.shown.description
    table.texts.append(contentsOf: text.utf8)
    return .noDate(text)
  }

  /// A date that is stored as ISO 8601 has it, as the strict form allows.
  private mutating func readDate(_ stored: inout StoredCell) throws(WorkbookFault) -> CellFault.Reason? {
    trim()
    guard !characters.isEmpty else { return nil }
    guard let date = ISODate(characters) else {
      table.texts.append(contentsOf: characters)
      return .noDate(String(decoding: characters, as: UTF8.self))
    }
    let kind = try format()?.kind
    let showsTime = date.milliseconds > 0 || kind == .dateAndTime || kind == .time
    stored.kind = date.append(to: &table.texts, showsTime: showsTime)
    return nil
  }

  mutating func trim() {
    while let byte = characters.last, byte <= 0x20 { characters.removeLast() }
    while let byte = characters.first, byte <= 0x20 { characters.removeFirst() }
  }
}
