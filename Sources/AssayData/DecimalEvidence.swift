internal import Notation

/// A number that only another decimal mark than the declared one explains.
enum DecimalEvidence {
  /// How many rows are looked at.
  private static let rows = 100_000

  /// Such a number among the cells of `fields`: one mark, before it a zero alone or behind it another number of digits than three.
  ///
  /// - Parameter table: a reader that stands behind the header.
  static func find(in table: RecordReader, fields: [Int], numbers: NumberGrammar) -> String? {
    let mark = numbers.decimalMark == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".")
    var reader = table
    for _ in 0..<rows {
      guard case .record = reader.next() else { break }
      for field in fields where field < reader.fieldCount {
        var cell = reader.slice(reader.field(field))
        if let sign = cell.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { cell.removeFirst() }
        let parts = cell.split(separator: mark, omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }) else {
          continue
        }
        if parts[0].elementsEqual([0x30]) || parts[1].count != 3 || parts[0].count > 3 {
          return String(decoding: reader.slice(reader.field(field)), as: UTF8.self)
        }
      }
    }
    return nil
  }
}
