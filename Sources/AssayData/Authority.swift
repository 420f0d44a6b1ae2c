/// Who declares how a file is written, so that a message can say what to mend and where.
enum Authority: Sendable, Hashable {
  /// The `data` section of a study's protocol.
  case studyProtocol
  /// Options of a command that needs no protocol.
  case commandLine

  /// What can be declared.
  enum Key: String {
    case delimiter, decimal, encoding, sheet, range
  }

  /// `the protocol` or `the command`.
  var name: String { self == .studyProtocol ? "the protocol" : "the command" }

  /// `data.decimal` or `--decimal`.
  func key(_ key: Key) -> String { self == .studyProtocol ? "data.\(key.rawValue)" : "--\(key.rawValue)" }

  /// How it is said what a percentage means.
  var percent: String {
    self == .studyProtocol
      ? "data.numbers: {percent: shown} or {percent: stored}" : "--percent shown or --percent stored"
  }

  /// How rows are left out.
  var ignoredRows: String { self == .studyProtocol ? "data.rows.ignore" : "--ignore-rows" }

  /// `data.encoding: utf-16` or `--encoding utf-16`; a text of blanks or marks has to be quoted in either place.
  func declaration(_ key: Key, _ value: String) -> String {
    self == .studyProtocol ? "data.\(key.rawValue): \(value)" : "--\(key.rawValue) \(value)"
  }
}
