import Foundation
import Notation
import Testing
import Workbook

/// The workbooks that other programs wrote, and what was put into them (`Golden/workbooks.py`).
enum Golden {
  static func bytes(_ name: String) throws -> [UInt8] {
    let file = try #require(Bundle.module.url(forResource: "Golden/\(name)", withExtension: nil))
    return [UInt8](try Data(contentsOf: file))
  }

  static func decoded<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(try bytes(name)))
  }

  /// A sheet as it was put in.
  struct Sheet: Decodable {
    let name: String
    let visibility: String
    let hasCells: Bool
    /// Kind, text, marks and fault by address.
    let cells: [String: [String]]
    let hiddenRows: [Int]
    let filteredRows: [Int]
    let hiddenColumns: [Int]
    let merged: [String]
  }

  /// What `Golden/workbooks.py` put into each file.
  static func sheets(of file: String) throws -> [Sheet] {
    try #require(decoded("cells.json", as: [String: [Sheet]].self)[file])
  }
}

extension SheetTable {
  /// Every cell as `cells.json` writes one, by address.
  var described: [String: [String]] {
    var found: [String: [String]] = [:]
    let reasons = Dictionary(uniqueKeysWithValues: faults.map { ($0.address, $0.reason) })
    for row in rows {
      for cell in cells(of: row) {
        var marks = cell.isPercent ? "%" : ""
        if cell.looksLikeNumber { marks += "~" }
        if cell.formula != .none { marks += cell.formula == .statistic ? "fs" : "f" }
        found["\(cell.address)"] = ["\(cell.kind)", text(of: cell), marks, reasons[cell.address].map(word) ?? ""]
      }
    }
    return found
  }

  private func word(_ reason: CellFault.Reason) -> String {
    switch reason {
    case .error: "error"
    case .notComputed: "notComputed"
    case .computedOnLoad: "computedOnLoad"
    case .noDate: "noDate"
    case .unknownFormat: "unknownFormat"
    case .noNumber: "noNumber"
    }
  }
}
