internal import Notation
public import Reporting

extension TableProvenance {
  /// Of one file.
  public init(_ file: GivenFile, by program: Program) {
    self.init(input: Provenance.Input(file), version: program.version, shortHash: file.fingerprint.short)
  }

  /// Of a file and a ledger of standards.
  ///
  /// - Throws: ``DossierError/noFingerprint``.
  public init(_ file: GivenFile, ledger: LedgerFile, by program: Program) throws(DossierError) {
    self.init(
      input: Provenance.Input(file), standards: ledger.input, version: program.version,
      shortHash: try program.stamp(of: [file, ledger.file]))
  }
}
