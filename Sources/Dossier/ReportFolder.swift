internal import Notation
public import Reporting
public import Transfer

/// A report, its record, and what they depend on: everything that is kept as one folder, as bytes.
public struct ReportFolder: Sendable {
  /// What a report is of. Only a report of the same takes the place of one that is there, unless it is asked to.
  public struct Subject: Sendable, Hashable {
    /// The command that makes it.
    public let command: String
    /// The study by its id; a table without a protocol by its name.
    public let study: String

    public init(command: String, study: String) {
      self.command = command
      self.study = study
    }

    public var words: String { "\(quoted(study)) by \(command)" }
  }

  /// When, where and how a folder was made; the manifest alone holds it.
  public struct Circumstances: Sendable, Hashable {
    /// By ISO 8601, in UTC.
    public let time: String
    public let host: String
    public let platform: String
    /// As the system names whoever runs the program; empty where it does not.
    public let operatorName: String
    public let commandLine: [String]

    public init(time: String, host: String, platform: String, operatorName: String, commandLine: [String]) {
      self.time = time
      self.host = host
      self.platform = platform
      self.operatorName = operatorName
      self.commandLine = commandLine
    }
  }

  public let subject: Subject
  /// The name of the file that a reader opens.
  public let page: String
  private let report: Report
  private let record: (name: String, text: String)
  /// Files besides page, record, tables and figures.
  private let further: [(name: String, bytes: [UInt8])]
  private let protocolFile: Provenance.Input?
  private let standards: Provenance.Input?
  private let inputs: [Provenance.Input]
  private let verdict: String?
  /// What was held against the second engine.
  private let crossChecks: [CrossChecked]

  public init(
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

  /// Page, record, tables, figures, and the manifest, which names them all with their hashes and comes last.
  ///
  /// - Throws: ``DossierError/noFingerprint``.
  public func files(
    _ circumstances: Circumstances, by program: Program
  ) throws(DossierError) -> [(name: String, bytes: [UInt8])] {
    var files: [(name: String, bytes: [UInt8])] = [
      (page, Array(report.html.utf8)), (record.name, Array(record.text.utf8)),
    ]
    for table in report.csvTables { files.append(("tables/\(table.name).csv", Array(table.contents.utf8))) }
    for figure in report.figures { files.append(("figures/\(figure.name).svg", Array(figure.svg.utf8))) }
    files += further
    var hashed: [Provenance.Input] = []
    for file in files {
      hashed.append(Provenance.Input(name: file.name, sha256: try program.hash(file.bytes).description))
    }
    let manifest = manifest(hashed, circumstances, version: program.version)
    files.append((name: Self.manifestName, bytes: Array(manifest.text.utf8)))
    return files
  }

  public static let manifestName = "manifest.json"
  public static let manifestSchema = "methodtransfer/manifest/1"

  private func manifest(_ files: [Provenance.Input], _ circumstances: Circumstances, version: String) -> JSON {
    .members([
      "schema": .string(Self.manifestSchema),
      "program": .members(["name": "methodtransfer", "version": .string(version)]),
      "of": .members(["command": .string(subject.command), "study": .string(subject.study)]),
      "protocol": protocolFile?.record,
      "standards": standards?.record,
      "inputs": .array(inputs.map { $0.record }),
      "files": .array(files.map { $0.record }),
      "verdict": verdict.map { .string($0) },
      "commonDigits": crossChecks.commonDigitsRecord,
      "notCrossChecked": crossChecks.withoutValueRecord,
      "time": .string(circumstances.time),
      "host": .string(circumstances.host), "platform": .string(circumstances.platform),
      "operator": .string(circumstances.operatorName),
      "command": .array(circumstances.commandLine.map { .string($0) }),
    ])
  }
}
