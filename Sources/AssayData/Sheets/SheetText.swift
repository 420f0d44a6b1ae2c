internal import Notation
internal import Workbook

/// A sheet as the text of a file that is separated by commas.
struct SheetText {
  private(set) var bytes: [UInt8] = []

  init(_ table: SheetTable, percent: SheetChoice.Percent?) {
    guard let range = table.range else { return }
    bytes.reserveCapacity(table.texts.count + table.rows.count * range.columns.count * 2)
    var line = 1
    for row in table.rows {
      // Rows without a cell are blank lines, so that a line has the number of its row.
      while line < row.number {
        bytes.append(0x0A)
        line += 1
      }
      for column in range.columns {
        if column > range.columns.lowerBound { bytes.append(UInt8(ascii: ",")) }
        let cell = table.cell(row, column: column)
        if cell.isPercent, percent == .shown, cell.kind == .number {
          bytes += Self.hundredfold(table.texts[cell.text])
        } else {
          append(table.texts[cell.text])
        }
      }
      bytes.append(0x0A)
      line += 1
    }
  }

  private mutating func append(_ text: ArraySlice<UInt8>) {
    let isPlain = text.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 != 0x0A && $0 != 0x0D }
    guard !isPlain else { return bytes += text }
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A hundred times a number, by moving its point: exact.
  static func hundredfold(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard let number = try? NumberGrammar.point.read(text) else { return Array(text) }
    return Array(ExactDecimal(significand: number.significand, exponent: Int(number.exponent) + 2).description.utf8)
  }
}
