/// Why a file could not be read or a record not be kept.
public enum RecordError: Error, Sendable, Hashable, CustomStringConvertible {
  case digest
  /// `reason` is the system's own word, such as "No such file or directory".
  case cannotRead(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  case tooLarge(path: String, bytes: Int, limit: Int)
  /// An input stands in the folder that is to be written.
  case holdsInput(folder: String, name: String)
  /// What stands at a path may not be overwritten.
  case foreignFile(path: String, reason: String)
  /// A report folder holds something that is not the report's.
  case foreignContents(folder: String, name: String, reason: String)
  /// A report folder holds the report of something else.
  case otherReport(folder: String, of: String, new: String)

  public var description: String {
    switch self {
    case .digest: "libcrypto gave no SHA-256 digest"
    case .cannotRead(let path, let reason): "\(path) cannot be read: \(reason)"
    case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)"
    case .tooLarge(let path, let bytes, let limit): "\(path) has \(bytes) bytes, which is over the limit of \(limit)"
    case .holdsInput(let folder, let name):
      "\(folder) holds the input \(name); name another folder so that no input is overwritten"
    case .foreignFile(let path, let reason): "\(path) is not overwritten: \(reason); give another name"
    case .foreignContents(let folder, let name, let reason):
      "\(folder) holds \(name), \(reason); name a new or empty folder so that nothing is overwritten"
    case .otherReport(let folder, let old, let new):
      "\(folder) holds the report of \(old), and this one is of \(new); name another folder, or let it take that one's place with --replace"
    }
  }
}
