internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Records
internal import TransferAssessment
internal import TransferProtocol

/// How a protocol has the readings of one of its attributes read and fitted.
struct PotencyPlan {
  let settings: DoseResponse
  let columns: PotencyRequest.Columns
  let mapping: Mapping
  /// Of the protocol, or the ledger that was given for it.
  let standards: PotencyRequest.Standards?
  /// What the protocol calls samples, preparations and standards.
  let names: Set<String>

  /// - Throws: `ExitCode` after the problems have been printed: a protocol that cannot be read, that has no readings, or that
  ///   asks for what this command does not do.
  init(_ path: String, attribute: String?, forFile file: String, standards ledger: StandardsLedger?) throws {
    let bytes: [UInt8]
    do throws(RecordError) { bytes = try Files.read(path) } catch { throw Console.fail(error) }
    let name = FileNames.withoutFolders(path)
    do throws(Rejection) {
      let plan = try TransferProtocol(yaml: String(decoding: bytes, as: UTF8.self), file: name, standards: ledger)
      _ = try plan.standards?.chain()
      let found = try Self.attribute(plan, attribute, name)
      guard let settings = found.doseResponse else { throw Rejection([]) }
      let mapping = try plan.mapping(forFile: file)
      try Self.refuse(mapping, name)
      let headers = mapping.columns.merging(settings.columns) { own, _ in own }
      guard let preparation = headers[.preparation], let dose = headers[.dose], let response = headers[.value] else {
        throw Self.rejection(
          "E_DOSE_RESPONSE", name,
          "the protocol names no column of preparations, doses and responses for \(quoted(file))")
      }
      // A source may say whose readings the file holds.
      self.settings = mapping.laboratory.map { settings.used(by: $0) } ?? settings
      self.mapping = mapping
      names = plan.vocabulary.names
      standards = plan.standards.map { known in
        // The protocol's name of the reference goes before that of the file.
        let isOther = found.reference.map {
          known.standard(named: settings.reference) == nil && $0 != settings.reference
        }
        return PotencyRequest.Standards(
          known, names: isOther == true ? [settings.reference: found.reference ?? settings.reference] : [:])
      }
      columns = PotencyRequest.Columns(
        preparation: preparation, dose: dose, response: response, laboratory: headers[.laboratory], run: headers[.run],
        plate: headers[.plate], well: headers[.well], blocks: [Role.block, .row, .column].compactMap { headers[$0] },
        assumedPotency: headers[.assumedPotency], dilution: headers[.dilution])
    } catch {
      throw Console.reject(error)
    }
  }

  private static func attribute(
    _ plan: TransferProtocol, _ wanted: String?, _ file: String
  ) throws(Rejection) -> Attribute {
    let those = plan.attributes.filter { $0.doseResponse != nil }
    let names = those.map { quoted($0.id) }.joined(separator: ", ")
    guard let first = those.first else {
      throw rejection(
        "E_DOSE_RESPONSE", file, "no attribute of the protocol has a doseResponse, which says how readings are fitted")
    }
    guard let wanted else {
      guard those.count == 1 else {
        throw rejection(
          "E_DOSE_RESPONSE", file, "several attributes have a doseResponse (\(names)); name one with --attribute")
      }
      return first
    }
    guard let found = those.first(where: { $0.id == wanted }) else {
      throw rejection(
        "E_DOSE_RESPONSE", file, "no attribute \(quoted(wanted)) has a doseResponse; those that have: \(names)")
    }
    return found
  }

  /// What only a study's import does, and what would go wrong without it.
  private static func refuse(_ mapping: Mapping, _ file: String) throws(Rejection) {
    let unread: [(String, Bool)] = [
      ("a column of validity", mapping.columns[.validity] != nil),
      ("a column of status", mapping.columns[.status] != nil),
      ("a column of qualifiers", mapping.columns[.qualifier] != nil), ("aliases", !mapping.aliases.isEmpty),
      ("a preamble (headerLine)", mapping.headerLine != 1), ("runsWithin", !mapping.runsWithin.isEmpty),
      ("an attribute column", mapping.columns[.attribute] != nil),
    ]
    guard let first = unread.first(where: \.1) else { return }
    throw rejection(
      "E_DOSE_RESPONSE", file,
      "the protocol declares \(first.0), which judge reads and this command does not; use judge, or name the columns without --protocol"
    )
  }

  private static func rejection(_ code: String, _ file: String, _ message: String) -> Rejection {
    Rejection([Problem(.error, code, at: SourceLocation(file: file), message)])
  }
}
