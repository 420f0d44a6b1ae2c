internal import Notation

/// Results below a limit, as `<0.05` or by a word that the protocol declares.
extension TableReader {
  /// The limit that `data.censoredWords` declares for a text, compared byte by byte.
  func declaredLimit(of bytes: ArraySlice<UInt8>) -> ExactDecimal? {
    censoredWords.first { $0.text.count == bytes.count && bytes.elementsEqual($0.text) }?.limit
  }

  /// The number above zero after `<`, where there is one: half of a limit below zero would lie above it.
  func writtenLimit(of bytes: ArraySlice<UInt8>) -> ExactDecimal? {
    guard bytes.first == UInt8(ascii: "<"),
      let limit = try? numbers.read(bytes.dropFirst().drop(while: { $0 == 0x20 })), limit.isPositive
    else { return nil }
    return limit
  }

  /// What stands for a result below `limit`; tells that nothing may where the protocol does not say so.
  mutating func standIn(
    below limit: ExactDecimal, _ bytes: ArraySlice<UInt8>, _ place: Place, _ problems: inout ProblemCollector
  ) -> (ExactDecimal, AssayData.Standing)? {
    guard mapping.censored == .halfLimit else {
      let text = String(decoding: bytes, as: UTF8.self)
      problems.error("E_CENSORED", place, numberFaults.messageOfCensored(text, below: limit))
      return nil
    }
    if tally.censored.count == 0 { tally.censored.place = place }
    tally.censored.count += 1
    return (limit.half, .censoredAtHalf(limit: limit))
  }
}
