public import Notation
internal import Yams

extension TransferProtocol {
  /// Reads a protocol from YAML (or JSON, being YAML).
  ///
  /// - Throws: ``Rejection`` with every fault that was found, each located by line and column.
  public init(yaml text: String, file: String) throws(Rejection) {
    throw Rejection([Problem(.error, "E_SYNTAX", at: SourceLocation(file: file), "empty")])
  }
}
