internal import AssayData
internal import Notation
internal import Transfer

extension StatedReason {
  /// "air bubble in the line, DEV-12", for a sentence.
  var words: String { [reason, deviation].compactMap { $0.map { visible($0) } }.joined(separator: ", ") }

  /// `{reason, deviation}`, as the files have them.
  var record: JSON { .members(["reason": reason.map { .string($0) }, "deviation": deviation.map { .string($0) }]) }

  /// What is said of marked results of which the files do not say why.
  static let none = "no reason given"

  /// What is said of results in a list of such.
  static func words(_ stated: [StatedReason], isMarked: Bool) -> String? {
    stated.isEmpty ? isMarked ? none : nil : Spelling.first(3, of: stated.map { $0.words }, separator: "; ")
  }
}
