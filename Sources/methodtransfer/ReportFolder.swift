internal import Foundation
internal import Notation
internal import Records
internal import Reporting
internal import Transfer

/// A report, its record, and what they rest on: everything that is written as one folder.
struct ReportFolder {
  /// What a report is of. Only a report of the same takes the place of one that is there, unless it is asked to.
  struct Subject: Hashable {
    /// The command that makes it.
    let command: String
    /// The study by its id; a table without a protocol by its name.
    let study: String

    var words: String { "\(quoted(study)) by \(command)" }
  }

  let subject: Subject
  let page: String
  let report: Report
  let record: (name: String, text: String)
  /// Files besides page, record, tables and figures.
  let further: [(name: String, bytes: [UInt8])]
  let protocolFile: Provenance.Input?
  let standards: Provenance.Input?
  let inputs: [Provenance.Input]
  let verdict: String?
  /// What was held against the second engine.
  let crossChecks: [CrossChecked]

  init(
    _ subject: Subject, _ report: Report, page: String = "report.html", record: (name: String, text: String),
    further: [(name: String, bytes: [UInt8])] = [], protocolFile: Provenance.Input? = nil,
    standards: Provenance.Input? = nil, inputs: [Provenance.Input], verdict: String? = nil,
    crossChecks: [CrossChecked] = []
  ) {
    self.crossChecks = crossChecks
    self.subject = subject
    self.page = page
    self.report = report
    self.record = record
    self.further = further
    self.protocolFile = protocolFile
    self.standards = standards
    self.inputs = inputs
    self.verdict = verdict
  }

  /// Page, record, tables, figures, and the manifest that alone holds time, host and command line.
  func files() throws(RecordError) -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = [
      (page, Array(report.html.utf8)), (record.name, Array(record.text.utf8)),
    ]
    for table in report.csvTables { files.append(("tables/\(table.name).csv", Array(table.contents.utf8))) }
    for figure in report.figures { files.append(("figures/\(figure.name).svg", Array(figure.svg.utf8))) }
    files += further
    var hashes: [(name: String, hash: String)] = []
    for file in files { hashes.append((file.name, try SHA256Digest(of: file.bytes).description)) }
    return files + [(ReportManifest.name, Array(manifest(hashes).text.utf8))]
  }

  private func manifest(_ files: [(name: String, hash: String)]) -> JSON {
    let information = ProcessInfo.processInfo
    // SOURCE_DATE_EPOCH fixes the clock for builds that must repeat (reproducible-builds.org).
    let now =
      Console.getenvText("SOURCE_DATE_EPOCH").flatMap(TimeInterval.init).map(Date.init(timeIntervalSince1970:))
      ?? Date()
    return .members([
      "schema": .string(ReportManifest.schema),
      "program": .members(["name": "methodtransfer", "version": .string(programVersion)]),
      "of": .members(["command": .string(subject.command), "study": .string(subject.study)]),
      "protocol": protocolFile?.record,
      "standards": standards?.record,
      "inputs": .array(inputs.map(\.record)),
      "files": .array(files.map { Provenance.Input(name: $0.name, sha256: $0.hash).record }),
      "verdict": verdict.map { .string($0) },
      "commonDigits": crossChecks.commonDigitsRecord,
      "notCrossChecked": crossChecks.withoutValueRecord,
      "time": .string(now.formatted(.iso8601)),
      "host": .string(information.hostName), "platform": .string(information.operatingSystemVersionString),
      "operator": .string(Console.getenvText("USER") ?? ""),
      "command": .array(CommandLine.arguments.map { .string($0) }),
    ])
  }
}

/// What a report folder says of itself.
struct ReportManifest: Decodable {
  static let name = "manifest.json"
  static let schema = "methodtransfer/manifest/1"

  private struct File: Decodable {
    let name: String
    let sha256: String
  }

  private struct Of: Decodable {
    let command: String
    let study: String
  }

  private let schema: String
  private let of: Of?
  private let files: [File]

  /// Refuses whatever is not, to the last byte, an earlier report of the same.
  ///
  /// - Parameter replaces: whether one of another study may go.
  static func check(
    _ entries: [FolderEntry], in folder: String, for subject: ReportFolder.Subject, replaces: Bool
  ) throws(RecordError) {
    guard let first = entries.first(where: { $0.kind != .folder }) ?? entries.first else { return }
    func foreign(_ entry: FolderEntry, _ reason: String) -> RecordError {
      .foreignContents(folder: folder, name: entry.name, reason: reason)
    }
    guard let own = entries.first(where: { $0.name == name && $0.kind == .file }) else {
      throw foreign(first, "which is no part of a report")
    }
    guard
      let manifest = try? JSONDecoder().decode(
        ReportManifest.self, from: Data(try Files.read("\(folder)/\(name)", limit: 64 << 20))),
      manifest.schema == schema
    else { throw foreign(own, "which is not of a report of this program") }
    let listed = Dictionary(manifest.files.map { ($0.name, $0.sha256) }, uniquingKeysWith: { first, _ in first })
    for entry in entries where entry.name != name {
      switch entry.kind {
      case .other: throw foreign(entry, "which is a link or no file")
      case .folder:
        guard listed.keys.contains(where: { $0.hasPrefix(entry.name + "/") }) else {
          throw foreign(entry, "which is no part of the report")
        }
      case .file:
        guard let hash = listed[entry.name] else { throw foreign(entry, "which is no part of the report") }
        guard try SHA256Digest(of: try Files.read("\(folder)/\(entry.name)")).description == hash else {
          throw foreign(entry, "which is not what the report's manifest says: it was changed since")
        }
      }
    }
    let earlier = manifest.of.map { ReportFolder.Subject(command: $0.command, study: $0.study) }
    guard replaces || earlier == subject else {
      throw .otherReport(folder: folder, of: earlier?.words ?? "another version of this program", new: subject.words)
    }
  }
}
