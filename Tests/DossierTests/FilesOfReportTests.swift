import Dossier
import Foundation
import Notation
import Records
import Reporting
import Statistics
import Testing
import Transfer
import TransferPlanning

/// What the command hands to the core, and what comes back: bytes in, files out.
@Suite struct FilesOfReportTests {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Its version is what stored outputs have in place of the version.
  static let program = Dossier.Program(version: "VERSION") { bytes throws(DossierError) in
    do throws(RecordError) { return try Fingerprint(of: bytes) } catch { throw .noFingerprint }
  }

  static let circumstances = ReportFolder.Circumstances(
    time: "2026-01-01T00:00:00Z", host: "bench", platform: "none", operatorName: "analyst", commandLine: ["judge"])

  static func file(_ path: String) throws -> GivenFile {
    let url = repository.appendingPathComponent(path)
    let bytes = [UInt8](try Data(contentsOf: url))
    return GivenFile(url.lastPathComponent, bytes: bytes, fingerprint: try Fingerprint(of: bytes))
  }

  static func judged(_ study: String, _ results: [String]) throws -> JudgedStudy {
    let file = try ProtocolFile(try file("\(study)/protocol.yaml"))
    return try JudgedStudy(
      try LoadedStudy(file, results: try results.map { try Self.file("\(study)/\($0)") }, by: program))
  }

  @Test(
    "A judged study gives, from bytes, the files that the command writes",
    arguments: [
      ("hplc-assay-pass", ["results.csv"]), ("two-files-two-locales", ["SU_results.csv", "RU_Ergebnisse.csv"]),
      ("bridging-three-generations", ["results.csv"]),
    ])
  func filesAreThoseOfTheCommand(study: String, results: [String]) throws {
    let judged = try Self.judged("datasets/\(study)", results)
    let files = try judged.folder(judged.report, record: judged.record).files(Self.circumstances, by: Self.program)
    let stored = Self.repository.appendingPathComponent("Tests/SnapshotTests/Snapshots/\(study)/report")
    let names = try FileManager.default.subpathsOfDirectory(atPath: stored.path).filter { name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: stored.appendingPathComponent(name).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }
    #expect(names.sorted() == files.map(\.name).sorted())
    let differing = try files.filter { file in
      guard file.name != ReportFolder.manifestName else { return false }
      return [UInt8](try Data(contentsOf: stored.appendingPathComponent(file.name))) != file.bytes
    }
    #expect(differing.map(\.name) == [])
  }

  @Test("The manifest comes last and names every other file with the hash of its bytes")
  func manifestNamesEveryFile() throws {
    let judged = try Self.judged("datasets/hplc-assay-pass", ["results.csv"])
    let files = try judged.folder(judged.report, record: judged.record).files(Self.circumstances, by: Self.program)
    let last = try #require(files.last)
    #expect(last.name == "manifest.json")
    struct Manifest: Decodable {
      struct File: Decodable, Equatable {
        let name: String
        let sha256: String
      }
      let files: [File]
      let inputs: [File]
      let host: String
      let time: String
    }
    let manifest = try JSONDecoder().decode(Manifest.self, from: Data(last.bytes))
    #expect(
      manifest.files
        == (try files.dropLast().map { .init(name: $0.name, sha256: try Fingerprint(of: $0.bytes).description) }))
    #expect(manifest.inputs.map(\.name) == ["results.csv"])
    #expect(manifest.host == "bench" && manifest.time == "2026-01-01T00:00:00Z")
  }

  @Test("A plan gives its page, its record and its figures")
  func plannedStudyGivesFiles() throws {
    let file = try ProtocolFile(try Self.file("datasets/hplc-assay-pass/protocol.yaml"))
    var request = try PlanRequest(file.transferProtocol)
    request.simulations = 100
    let asked = PlanOfStudy.Asked(attributes: file.transferProtocol.attributes.count)
    let planned = try PlanOfStudy(file, request, asked: asked, by: Self.program)
    let files = try planned.folder(planned.report, record: planned.record).files(Self.circumstances, by: Self.program)
    #expect(files.map(\.name).contains("plan.html") && files.map(\.name).contains("plan.json"))
    #expect(files.contains { $0.name.hasPrefix("figures/") && $0.name.hasSuffix(".svg") })
    var again = request
    again.seed += 1
    let other = try PlanOfStudy(file, again, asked: asked, by: Self.program)
    let stamps = [planned, other].map { $0.record.split(separator: "\n").filter { $0.contains("\"seed\"") } }
    #expect(stamps[0] != stamps[1])
  }

  @Test("Results that are not taken are told with their place, and no study comes of them")
  func faultyResultsAreRejected() throws {
    let file = try ProtocolFile(try Self.file("datasets/hplc-assay-pass/protocol.yaml"))
    let bytes = Array("laboratory,sample\n".utf8)
    let results = GivenFile("results.csv", bytes: bytes, fingerprint: try Fingerprint(of: bytes))
    let error = #expect(throws: DossierError.self) {
      try LoadedStudy(file, results: [results], by: Self.program)
    }
    guard case .rejected(let rejection, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(rejection.problems.contains { $0.location?.file == "results.csv" && $0.severity == .error })
  }

  @Test("A protocol that is not UTF-8 is refused with a way to mend it")
  func protocolHasToBeUTF8() throws {
    let bytes: [UInt8] = [0x73, 0xFC]
    let file = GivenFile("protocol.yaml", bytes: bytes, fingerprint: try Fingerprint(of: bytes))
    let error = #expect(throws: Rejection.self) { try ProtocolFile(file) }
    #expect(error?.problems.map(\.code) == ["E_UTF8"])
  }

  @Test("What was understood of a study is what the command prints")
  func understoodStudyIsThatOfTheCommand() throws {
    let file = try ProtocolFile(try Self.file("datasets/hplc-assay-pass/protocol.yaml"))
    let study = try LoadedStudy(
      file, results: [try Self.file("datasets/hplc-assay-pass/results.csv")], by: Self.program)
    let stored = Self.repository.appendingPathComponent("Tests/SnapshotTests/Snapshots/check/stdout.txt")
    let understood = try UnderstoodStudy(study)
    #expect(understood.report.markdown(ansi: false) == (try String(contentsOf: stored, encoding: .utf8)))
    #expect(understood.table.hasPrefix("laboratory,") && understood.record.contains("methodtransfer/check/1"))
  }

  @Test("Where two engines disagree nothing is reported, and both numbers are named")
  func enginesThatDisagreeStopTheWork() throws {
    let apart = CrossCheck(.meanTest, "estimate", first: 1.5, second: .found(1.25, tolerance: 1e-9, scale: 0))
    let alike = CrossCheck(.meanTest, "estimate", first: 1.5, second: .found(1.5, tolerance: 1e-9, scale: 0))
    try [CrossChecked("AC-1 Site B", [alike])].hold()
    let error = #expect(throws: DossierError.self) { try [CrossChecked("AC-1 Site B", [alike, apart])].hold() }
    guard case .enginesApart(let words) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(words.contains("AC-1 Site B") && words.contains("1.5") && words.contains("1.25"), "\(words)")
  }

  @Test("Where no hash can be computed nothing is delivered")
  func withoutHashThereIsNothing() throws {
    let dumb = Dossier.Program(version: "0.1.0") { _ throws(DossierError) in throw .noFingerprint }
    let file = try ProtocolFile(try Self.file("datasets/hplc-assay-pass/protocol.yaml"))
    #expect(throws: DossierError.noFingerprint) {
      try LoadedStudy(file, results: [try Self.file("datasets/hplc-assay-pass/results.csv")], by: dumb)
    }
    let judged = try Self.judged("datasets/hplc-assay-pass", ["results.csv"])
    #expect(throws: DossierError.noFingerprint) {
      try judged.folder(judged.report, record: judged.record).files(Self.circumstances, by: dumb)
    }
  }
}
