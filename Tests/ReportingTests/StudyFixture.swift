import AssayData
import Notation
import Reporting
import Transfer

/// A study with what a report must show besides plain results: two receivers, two attributes, files with long names and
/// names of their own, an invalid run, an informational criterion.
enum StudyFixture {
  static let files = ["Basel_2026-03-potency-and-impurity-results-final_v2.csv", "Koeln.csv", "Lyon.csv"]

  static let plan = """
    schema: methodtransfer/protocol/1
    study: {id: TP-0200, title: Potency and impurity, kind: transfer, method: PA-11 v2}
    sending: Basel
    receiving: [Köln, Lyon]
    data:
      delimiter: ","
      decimal: "."
      columns: {attribute: test, analyst: analyst, run: run, sample: lot, replicate: rep, value: result, validity: valid}
      aliases: {analyst: {"B. Muster": BM}}
    sources:
      - {path: "Basel_*.csv", laboratory: Basel}
      - {path: "Koeln.csv", laboratory: Köln, data: {aliases: {sample: {Charge 7: LOT7, Charge 8: LOT8}}}}
      - {path: "Lyon.csv", laboratory: Lyon}
    attributes:
      - id: potency
        title: Relative potency
        unit: "%"
        scale: log
        specification: {lower: 60, upper: 160}
        reference: RS-03
        unitOfReplication: run
        criteria:
          - {id: AC-0, kind: mean-ratio, scope: each-sample, required: false, limits: [0.8, 1.25], alpha: 0.05, justification: {source: historical, text: T}}
          - {id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.98, 1.02], alpha: 0.05, justification: {source: specification, text: T}}
          - {id: AC-2, kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], scope: pooled, limit: 20, alpha: 0.05, justification: {source: capability, text: T}}
          - {id: AC-3, kind: precision-ratio, of: repeatability, scope: pooled, limit: 9, alpha: 0.05, justification: {source: capability, text: T}}
      - id: impurity
        title: Impurity A
        unit: "%"
        scale: linear
        specification: {upper: 0.5}
        unitOfReplication: run
        criteria:
          - {id: AC-4, kind: mean-difference, scope: pooled, limits: [-1, 1], alpha: 0.05, justification: {source: specification, text: T}}
          - {id: AC-5, kind: repeatability, laboratory: receiving, measure: sd, scope: pooled, limit: 2, alpha: 0.05, reportable: {runs: 2, replicates: 2}, justification: {source: capability, text: T}}

    """

  /// Values that look like measurements and are the same every time.
  private static func rows(_ place: Int) -> String {
    var out = "test,analyst,run,lot,rep,result,valid\n"
    for run in 1...6 {
      for lot in [7, 8] {
        for replicate in 1...2 {
          let noise = (run * 37 + place * 11) % 17 + (lot * 3 + replicate * 5 + run) % 3
          let name = place == 1 ? "Charge \(lot)" : "LOT\(lot)"
          let analyst = place == 0 && run % 2 == 0 ? "B. Muster" : "A\(place)"
          let isInvalid = place == 2 && run == 3
          out +=
            "potency,\(analyst),R-\(place)-\(run),\(name),\(replicate),\(95 + noise).\(replicate),\(isInvalid ? "invalid" : "valid")\n"
          out += "impurity,\(analyst),R-\(place)-\(run),\(name),\(replicate),0.2\(noise + 10),valid\n"
        }
      }
    }
    return out
  }

  /// Judged once for all tests.
  private static let judged = Result { try judge() }

  static func assessment() throws -> Assessment { try judged.get() }

  private static func judge() throws -> Assessment {
    let transferProtocol = try TransferProtocol(yaml: plan, file: "protocol.yaml")
    let inputs = try files.enumerated().map { index, name in
      AssayData.Input(name: name, bytes: Array(rows(index).utf8), mapping: try transferProtocol.mapping(forFile: name))
    }
    return try Assessment(of: AssayData(reading: inputs, for: transferProtocol.vocabulary), against: transferProtocol)
  }

  static let provenance = Provenance(
    protocolFile: .init(name: "protocol.yaml", sha256: String(repeating: "7a", count: 32)),
    inputs: files.enumerated().map { .init(name: $0.element, sha256: String(repeating: "\($0.offset)f", count: 32)) },
    version: "0.1.0", shortHash: "d6317e58")

  static func report() throws -> Report { Report(try assessment(), provenance) }
}
