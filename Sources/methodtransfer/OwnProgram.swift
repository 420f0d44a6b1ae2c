internal import Dossier
internal import Foundation
internal import Notation
internal import Records

extension Program {
  /// This program on this machine.
  static let own = Program(version: programVersion) { bytes throws(DossierError) in
    do throws(RecordError) { return try Fingerprint(of: bytes) } catch { throw .noFingerprint }
  }
}

extension ReportFolder.Circumstances {
  /// Of this run of the program.
  static var now: Self {
    let information = ProcessInfo.processInfo
    // SOURCE_DATE_EPOCH fixes the clock for builds that must repeat (reproducible-builds.org).
    let now =
      Console.getenvText("SOURCE_DATE_EPOCH").flatMap(TimeInterval.init).map(Date.init(timeIntervalSince1970:))
      ?? Date()
    return Self(
      time: now.formatted(.iso8601), host: information.hostName, platform: information.operatingSystemVersionString,
      operatorName: Console.getenvText("USER") ?? "", commandLine: CommandLine.arguments)
  }
}
