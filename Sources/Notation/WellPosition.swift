/// A well of a plate by its row and column, however it is written: A1, A01 and a1 are one.
public struct WellPosition: Sendable, Hashable, CustomStringConvertible {
  /// From 0: row A.
  public let row: Int
  /// From 0: column 1.
  public let column: Int

  /// One or two letters, then up to three digits, between them at most one blank, hyphen, low line or colon: the 32 rows and 48
  /// columns of a plate of 1536 wells. `nil` for any other name.
  public init?(_ name: String) {
    var bytes = Array(name.utf8)[...]
    guard bytes.count <= 6 else { return nil }
    var row = 0
    while let byte = bytes.first, byte & 0xDF >= 0x41, byte & 0xDF <= 0x5A {
      row = row * 26 + Int(byte & 0xDF - 0x40)
      bytes.removeFirst()
    }
    if row > 0, let byte = bytes.first, " -_:".utf8.contains(byte) { bytes.removeFirst() }
    guard (1...32).contains(row), (1...3).contains(bytes.count), bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else { return nil }
    let column = bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard (1...48).contains(column) else { return nil }
    self.row = row - 1
    self.column = column - 1
  }

  /// `A1`.
  public var description: String {
    let letters = row < 26 ? [row] : [row / 26 - 1, row % 26]
    return letters.map { String(UnicodeScalar(UInt8(0x41 + $0))) }.joined() + "\(column + 1)"
  }
}
