/// Why a file could not be read or a record not be kept.
public enum RecordError: Error, Sendable, Hashable, CustomStringConvertible {
  case digest
  /// `reason` is the system's own word, such as "No such file or directory".
  case cannotRead(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  case tooLarge(path: String, bytes: Int, limit: Int)
  /// An input stands in the folder that is to be written.
  case holdsInput(folder: String, name: String)
  /// A report folder holds something that a report does not, which must not be overwritten.
  case foreignFile(folder: String, name: String)

  public var description: String {
    switch self {
    case .digest: "libcrypto gave no SHA-256 digest"
    case .cannotRead(let path, let reason): "\(path) cannot be read: \(reason)"
    case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)"
    case .tooLarge(let path, let bytes, let limit): "\(path) has \(bytes) bytes, which is over the limit of \(limit)"
    case .holdsInput(let folder, let name):
      "\(folder) holds the input \(name); name another folder so that no input is overwritten"
    case .foreignFile(let folder, let name):
      "\(folder) holds \(name), which is no part of a report; name a new or empty folder so that nothing is overwritten"
    }
  }
}
