public import Notation

extension AssayData {
  /// A file's bytes, its name without folders, and how it is to be read.
  public struct Input: Sendable {
    public let name: String
    public let bytes: [UInt8]
    public let mapping: Mapping
    public init(name: String, bytes: [UInt8], mapping: Mapping) {
      self.name = name
      self.bytes = bytes
      self.mapping = mapping
    }
  }

  /// Reads every input and holds it against the study's vocabulary.
  ///
  /// - Throws: ``Rejection`` with every problem that was found when any is an error; nothing is read in part.
  public init(reading inputs: [Input], for vocabulary: StudyVocabulary) throws(Rejection) {
    throw Rejection([Problem(.error, "E_EMPTY", at: nil, "no input")])
  }
}
