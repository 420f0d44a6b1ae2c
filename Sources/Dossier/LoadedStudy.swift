public import AssayData
public import Notation
public import Reporting
public import Transfer

/// A study read and checked: the protocol, the results as they were understood, and what both came from.
public struct LoadedStudy: Sendable {
  public let transferProtocol: TransferProtocol
  public let data: AssayData
  public let provenance: Provenance

  /// What is to be said of the files although they are taken.
  public var warnings: [Problem] { transferProtocol.warnings + data.warnings }

  /// - Parameter results: each file once.
  /// - Throws: ``DossierError/rejected(_:warnings:)`` with the faults of the files, ``DossierError/noFingerprint``.
  public init(_ file: ProtocolFile, results: [GivenFile], by program: Program) throws(DossierError) {
    transferProtocol = file.transferProtocol
    do throws(Rejection) {
      var inputs: [AssayData.Input] = []
      for result in results {
        inputs.append(
          AssayData.Input(
            name: result.name, bytes: result.bytes,
            mapping: try file.transferProtocol.mapping(forFile: result.ownName, shownAs: result.name)))
      }
      data = try AssayData(reading: inputs, for: file.transferProtocol.vocabulary)
    } catch {
      throw .rejected(error, warnings: [])
    }
    provenance = Provenance(
      protocolFile: file.file.input, standards: file.ledger?.input, inputs: results.map { Provenance.Input($0) },
      version: program.version, shortHash: try program.stamp(of: file.files + results))
  }
}
