internal import AssayData
internal import Foundation
internal import Notation
internal import Records
internal import Reporting
internal import TransferAssessment

/// The files of a report: page, record, tables, figures, and the manifest that alone holds time, host and command line.
enum ReportFolder {
  static func files(
    _ assessment: Assessment, _ provenance: Provenance, _ promise: PlannedPromise?, record: String, command: [String]
  )
    throws(RecordError) -> [(name: String, bytes: [UInt8])]
  {
    let report = Report(assessment, provenance, promise: promise)
    var files = pages(report, record: ("result.json", record))
    files.append(
      ("tables/results.csv", Array(assessment.data.normalisedTable(notPlanned: assessment.unplannedRows).utf8)))
    return try withManifest(
      files,
      protocol: .members(["name": .string(provenance.protocolName), "sha256": .string(provenance.protocolSHA256)]),
      standards: provenance.standards, inputs: provenance.inputs, verdict: .string(assessment.verdict.rawValue), command
    )
  }

  /// The folder of a bridging report.
  static func files(
    _ study: BridgingStudy, _ report: Report, _ provenance: Provenance, record: String, command: [String]
  ) throws(RecordError) -> [(name: String, bytes: [UInt8])] {
    var files = pages(report, record: ("bridge.json", record))
    files.append(
      ("tables/results.csv", Array(study.data.normalisedTable(notPlanned: study.assessment.unplannedRows).utf8)))
    if let entry = study.ledgerEntry { files.append(("ledger-entry.yaml", Array(entry.text.utf8))) }
    return try withManifest(
      files,
      protocol: .members(["name": .string(provenance.protocolName), "sha256": .string(provenance.protocolSHA256)]),
      standards: provenance.standards, inputs: provenance.inputs, verdict: .string(study.verdict.rawValue), command)
  }

  /// The folder of a report that rests on a single table.
  static func files(
    _ report: Report, record: (name: String, text: String), also further: [(name: String, bytes: [UInt8])] = [],
    _ provenance: TableProvenance, command: [String]
  ) throws(RecordError) -> [(name: String, bytes: [UInt8])] {
    try withManifest(
      pages(report, record: record) + further, protocol: nil, standards: provenance.standards,
      inputs: [provenance.input], verdict: nil, command)
  }

  /// The folder of a plan, which rests on a protocol and no results.
  static func files(
    _ report: Report, record: String, _ provenance: PlanProvenance, command: [String]
  ) throws(RecordError) -> [(name: String, bytes: [UInt8])] {
    try withManifest(
      pages(report, page: "plan.html", record: ("plan.json", record)),
      protocol: .members(["name": .string(provenance.protocolName), "sha256": .string(provenance.protocolSHA256)]),
      standards: provenance.standards, inputs: provenance.pilot.map { [$0] } ?? [], verdict: nil, command)
  }

  /// Page, record, tables and figures.
  private static func pages(
    _ report: Report, page: String = "report.html", record: (name: String, text: String)
  ) -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = [
      (page, Array(report.html.utf8)), (record.name, Array(record.text.utf8)),
    ]
    for table in report.csvTables { files.append(("tables/\(table.name).csv", Array(table.contents.utf8))) }
    for figure in report.figures { files.append(("figures/\(figure.name).svg", Array(figure.svg.utf8))) }
    return files
  }

  private static func withManifest(
    _ files: [(name: String, bytes: [UInt8])], protocol plan: JSON?, standards: Provenance.Input? = nil,
    inputs: [Provenance.Input], verdict: JSON?, _ command: [String]
  ) throws(RecordError) -> [(name: String, bytes: [UInt8])] {
    var hashes: [(String, String)] = []
    for file in files { hashes.append((file.name, try SHA256Digest(of: file.bytes).description)) }
    return files + [("manifest.json", Array(manifest(plan, standards, inputs, hashes, verdict, command).text.utf8))]
  }

  private static func manifest(
    _ plan: JSON?, _ standards: Provenance.Input?, _ inputs: [Provenance.Input], _ files: [(String, String)],
    _ verdict: JSON?, _ command: [String]
  ) -> JSON {
    let information = ProcessInfo.processInfo
    // SOURCE_DATE_EPOCH fixes the clock for builds that must repeat (reproducible-builds.org).
    let now =
      Console.getenvText("SOURCE_DATE_EPOCH").flatMap(TimeInterval.init).map(Date.init(timeIntervalSince1970:))
      ?? Date()
    return .members([
      "schema": "methodtransfer/manifest/1",
      "program": .members(["name": "methodtransfer", "version": .string(programVersion)]),
      "protocol": plan,
      "standards": standards?.record,
      "inputs": .array(inputs.map(\.record)),
      "files": .array(files.map { .members(["name": .string($0.0), "sha256": .string($0.1)]) }),
      "verdict": verdict,
      "time": .string(now.formatted(.iso8601)),
      "host": .string(information.hostName), "platform": .string(information.operatingSystemVersionString),
      "operator": .string(Console.getenvText("USER") ?? ""), "command": .array(command.map { .string($0) }),
    ])
  }
}
