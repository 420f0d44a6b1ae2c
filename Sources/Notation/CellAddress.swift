/// A cell of a sheet by its row and column, counted from 1 as a person counts: D14.
public struct CellAddress: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The most that a sheet can hold (ECMA-376, and every program that writes it).
  public static let lastRow = 1_048_576
  /// XFD.
  public static let lastColumn = 16_384

  public let row: Int
  public let column: Int

  public init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// `D14` or `$D$14`, in capital or small letters; `nil` for whatever names no cell of a sheet.
  public init?(_ name: String) {
    var bytes = Array(name.utf8)[...]
    guard let column = Self.column(takenFrom: &bytes), let row = Self.row(takenFrom: &bytes), bytes.isEmpty
    else { return nil }
    self.init(row: row, column: column)
  }

  /// Takes letters and the dollar sign before them.
  static func column(takenFrom bytes: inout ArraySlice<UInt8>) -> Int? {
    if bytes.first == UInt8(ascii: "$") { bytes.removeFirst() }
    var column = 0
    while let byte = bytes.first, byte & 0xDF >= 0x41, byte & 0xDF <= 0x5A {
      column = column * 26 + Int(byte & 0xDF - 0x40)
      guard column <= lastColumn else { return nil }
      bytes.removeFirst()
    }
    return column > 0 ? column : nil
  }

  /// Takes digits and the dollar sign before them.
  static func row(takenFrom bytes: inout ArraySlice<UInt8>) -> Int? {
    if bytes.first == UInt8(ascii: "$") { bytes.removeFirst() }
    guard bytes.first != 0x30 else { return nil }
    var row = 0
    while let byte = bytes.first, byte >= 0x30, byte <= 0x39 {
      row = row * 10 + Int(byte - 0x30)
      guard row <= lastRow else { return nil }
      bytes.removeFirst()
    }
    return row > 0 ? row : nil
  }

  /// A column's letters: 1 is A, 27 is AA.
  public static func letters(ofColumn column: Int) -> String {
    var rest = column
    var letters: [UInt8] = []
    while rest > 0 {
      letters.append(UInt8(truncatingIfNeeded: 0x41 + (rest - 1) % 26))
      rest = (rest - 1) / 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }

  /// `D14`.
  public var description: String { "\(Self.letters(ofColumn: column))\(row)" }

  /// In the order of reading: row by row.
  public static func < (a: Self, b: Self) -> Bool { (a.row, a.column) < (b.row, b.column) }
}

/// A rectangle of cells: A5:H52.
public struct CellRange: Sendable, Hashable, CustomStringConvertible {
  public let rows: ClosedRange<Int>
  public let columns: ClosedRange<Int>

  public init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
    self.rows = rows
    self.columns = columns
  }

  /// `A5:H52`, `$A$5:$H$52`, a single cell `A5`, or whole columns `A:H`; the first corner is above and left of the second.
  /// `nil` for any other text.
  public init?(_ name: String) {
    var bytes = Array(name.utf8)[...]
    guard let left = CellAddress.column(takenFrom: &bytes) else { return nil }
    let top = CellAddress.row(takenFrom: &bytes)
    if bytes.isEmpty, let top {
      self.init(rows: top...top, columns: left...left)
      return
    }
    guard bytes.first == UInt8(ascii: ":") else { return nil }
    bytes.removeFirst()
    guard let right = CellAddress.column(takenFrom: &bytes), left <= right else { return nil }
    let bottom = CellAddress.row(takenFrom: &bytes)
    guard bytes.isEmpty, (top == nil) == (bottom == nil) else { return nil }
    let (first, last) = (top ?? 1, bottom ?? CellAddress.lastRow)
    guard first <= last else { return nil }
    self.init(rows: first...last, columns: left...right)
  }

  public var first: CellAddress { CellAddress(row: rows.lowerBound, column: columns.lowerBound) }
  public var last: CellAddress { CellAddress(row: rows.upperBound, column: columns.upperBound) }

  /// Whether it is written without rows.
  public var isWholeColumns: Bool { rows == 1...CellAddress.lastRow }

  public func contains(_ address: CellAddress) -> Bool {
    rows.contains(address.row) && columns.contains(address.column)
  }

  public func overlaps(_ other: CellRange) -> Bool { rows.overlaps(other.rows) && columns.overlaps(other.columns) }

  /// `A5:H52`, or `A:H`.
  public var description: String {
    isWholeColumns
      ? "\(CellAddress.letters(ofColumn: columns.lowerBound)):\(CellAddress.letters(ofColumn: columns.upperBound))"
      : "\(first):\(last)"
  }
}
