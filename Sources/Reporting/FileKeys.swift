internal import AssayData
internal import Notation

/// Short names for places in files: the table of input files says which is which.
struct FileKeys {
  private let data: AssayData
  private let keys: [String: String]

  init(_ data: AssayData) {
    self.data = data
    guard data.files.count > 1 else {
      keys = [:]
      return
    }
    keys = Dictionary(keyed: data.files.enumerated().map { ($0.element.name, "F\($0.offset + 1)") })
  }

  /// Whether files are called by a letter and number.
  var areUsed: Bool { !keys.isEmpty }

  /// `F2`; a single file is called by its name, shortened in the middle.
  func key(ofFile name: String) -> String { keys[name] ?? Self.shortened(visible(name)) }

  /// `F2:33:6`, or `results.csv:33:6` with one file.
  func place(_ row: Int) -> String { place(data.location(of: row)) }

  func place(_ location: SourceLocation) -> String {
    ([key(ofFile: location.file)] + [location.line, location.column].compactMap { $0.map { "\($0)" } })
      .joined(separator: ":")
  }

  /// `name` in at most `limit` characters: its beginning and its end, where names of files differ.
  static func shortened(_ name: String, to limit: Int = 24) -> String {
    guard name.count > limit else { return name }
    let tail = limit / 2
    return "\(name.prefix(limit - tail - 1))…\(name.suffix(tail))"
  }
}
