internal import Reporting
public import Transfer

extension [CrossChecked] {
  /// Goes on where both engines agree.
  ///
  /// - Throws: ``DossierError/enginesApart(_:)`` where they do not.
  public func hold() throws(DossierError) {
    if let disagreement { throw .enginesApart(disagreement) }
  }
}
