import AssayData
import Foundation
import Notation
import Reporting
import Testing
import Transfer

/// The studies of `datasets/`, and tables made by hand.
enum Study {
  static let datasets = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("datasets")

  static let provenance = TableProvenance(
    input: Provenance.Input(name: "t.csv", sha256: String(repeating: "ab", count: 32)), version: "0",
    shortHash: "abababab")

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: datasets.appendingPathComponent(path)))
  }

  static func of(
    _ bytes: [UInt8], _ columns: PotencyRequest.Columns, _ settings: DoseResponse,
    combination: PotencyCombinationName? = nil
  ) throws -> PotencyOfTable {
    let table = try PlainTable(
      reading: bytes, name: "t.csv", PlainTable.Request(values: columns.values, labels: columns.labels))
    return try PotencyOfTable(table, PotencyRequest(columns: columns, settings: settings, combination: combination))
  }

  /// The plates of two laboratories.
  static func plates(
    combination: PotencyCombinationName? = nil, interval: DoseResponse.Interval? = nil
  ) throws -> PotencyOfTable {
    try of(
      try bytes("potency-plates/results.csv"),
      PotencyRequest.Columns(
        preparation: "preparation", dose: "dose", response: "response", laboratory: "lab", run: "run", plate: "plate",
        well: "well", assumedPotency: "assumed_potency"),
      DoseResponse(model: .fourParameter, reference: "RS-03", interval: interval), combination: combination)
  }

  /// A 4PL without noise but for the last digit: reference at EC50 10, the test `factor` times as strong.
  static func curve(
    _ run: String, test: String = "T", factor: Double = 1.25, upper: Double = 2, flat: Bool = false,
    shift: Double = 0
  ) -> String {
    var text = ""
    for (name, strength) in [("S", 1.0), (test, factor)] {
      for step in 0..<8 {
        for replicate in 0..<2 {
          let dose = 1.25 * Double(1 << step)
          let x = dose * strength / 10
          let noise =
            0.01 * Double((step * step * 7 + replicate * 13 + step * replicate * 3 + (name == "S" ? 0 : 3)) % 5 - 2)
            + shift
          let y = flat && name != "S" ? 0.5 + noise : 0.1 + (upper - 0.1) * x / (1 + x) + noise
          text += "\(run),\(name),\(dose),\((y * 1000).rounded() / 1000)\n"
        }
      }
    }
    return text
  }

  static let header = "run,preparation,dose,response\n"
}
