internal import Dossier
internal import Foundation
internal import Notation
internal import Records

/// What a report folder says of itself.
struct ReportManifest: Decodable {
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
    guard let own = entries.first(where: { $0.name == ReportFolder.manifestName && $0.kind == .file }) else {
      throw foreign(first, "which is no part of a report")
    }
    guard
      let manifest = try? JSONDecoder().decode(
        ReportManifest.self, from: Data(try Files.read("\(folder)/\(ReportFolder.manifestName)", limit: 64 << 20))),
      manifest.schema == ReportFolder.manifestSchema
    else { throw foreign(own, "which is not of a report of this program") }
    let listed = Dictionary(manifest.files.map { ($0.name, $0.sha256) }, uniquingKeysWith: { first, _ in first })
    for entry in entries where entry.name != ReportFolder.manifestName {
      switch entry.kind {
      case .other: throw foreign(entry, "which is a link or no file")
      case .folder:
        guard listed.keys.contains(where: { $0.hasPrefix(entry.name + "/") }) else {
          throw foreign(entry, "which is no part of the report")
        }
      case .file:
        guard let hash = listed[entry.name] else { throw foreign(entry, "which is no part of the report") }
        guard try Fingerprint(of: try Files.read("\(folder)/\(entry.name)")).description == hash else {
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
