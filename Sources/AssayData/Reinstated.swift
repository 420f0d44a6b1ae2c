public import Notation

extension AssayData {
  /// The same results with some that may not be used taken as if they might: what was excluded is put back.
  ///
  /// - Parameters:
  ///   - rows: rows that have a number, ``hasResult(_:)``.
  ///   - below: rows that have none and are below a limit, each with its limit, half of which stands for the result.
  public func reinstating(_ rows: some Sequence<Int>, below: [Int: ExactDecimal] = [:]) -> AssayData {
    var data = self
    for row in rows where hasResult(row) { data.exceptions[row] = nil }
    for (row, limit) in below {
      data.exceptions[row] = .censoredAtHalf(limit: limit)
      data.values[row] = limit.half
    }
    return data
  }
}

extension Mapping {
  /// The limit that a cell is below, where half of it may stand for such a result.
  public func admittedLimit(of text: String) -> ExactDecimal? {
    guard censored == .halfLimit else { return nil }
    if let declared = censoredWords[text] { return declared }
    guard text.hasPrefix("<"), let limit = try? numbers.read(Array(text.utf8).dropFirst().drop(while: { $0 == 0x20 })),
      limit.isPositive
    else { return nil }
    return limit
  }
}
