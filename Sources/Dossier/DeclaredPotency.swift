public import AssayData
public import Notation
public import Transfer

/// How a protocol has the readings of one of its attributes read and fitted.
public struct DeclaredPotency: Sendable {
  /// By which the file is read.
  public let transferProtocol: TransferProtocol
  /// The one whose readings they are.
  public let attribute: Attribute
  /// How its readings are fitted, as the file's laboratory has them.
  public let settings: DoseResponse
  /// The columns of the file by what they hold.
  public let columns: PotencyRequest.Columns
  private let mapping: Mapping
  /// Of the protocol, or the ledger that was given for it.
  public let standards: PotencyRequest.Standards?

  /// - Parameters:
  ///   - attribute: the attribute's id; not needed where one alone has readings.
  ///   - file: the own name of the results file.
  /// - Throws: a `Rejection` of a protocol that has no readings, or that asks for what `potency` does not do.
  public init(_ loaded: ProtocolFile, attribute: String?, forFile file: String) throws(Rejection) {
    let (transferProtocol, name) = (loaded.transferProtocol, loaded.file.file.name)
    let found = try Self.attribute(transferProtocol, attribute, name)
    guard let settings = found.doseResponse else { throw Rejection([]) }
    self.transferProtocol = transferProtocol
    self.attribute = found
    var mapping = try transferProtocol.mapping(forFile: file)
    if let other = mapping.attribute, other != found.id {
      throw Self.rejection(
        "E_DOSE_RESPONSE", name,
        "the protocol's source says that \(quoted(file)) holds \(quoted(other)), and --attribute asks for \(quoted(found.id))"
      )
    }
    if mapping.columns[.attribute] == nil { mapping.attribute = found.id }
    var headers = settings.columns
    for (role, column) in mapping.columns { headers[role] = column }
    func header(_ role: Role) -> String? { headers[role]?.headers.first }
    guard let preparation = header(.preparation), let dose = header(.dose), let response = header(.value) else {
      throw Self.rejection(
        "E_DOSE_RESPONSE", name,
        "the protocol names no column of preparations, doses and responses for \(quoted(file))")
    }
    // A source may say whose readings the file holds.
    self.settings = mapping.laboratory.map { settings.used(by: $0) } ?? settings
    self.mapping = mapping
    standards = transferProtocol.standards.map { known in
      // The protocol's name of the reference goes before that of the file.
      let isOther = found.reference.map {
        known.standard(named: settings.reference) == nil && $0 != settings.reference
      }
      return PotencyRequest.Standards(
        known, names: isOther == true ? [settings.reference: found.reference ?? settings.reference] : [:])
    }
    columns = PotencyRequest.Columns(
      preparation: preparation, dose: dose, response: response, laboratory: header(.laboratory), run: header(.run),
      plate: header(.plate), well: header(.well), blocks: [Role.block, .row, .column].compactMap(header),
      assumedPotency: header(.assumedPotency), dilution: header(.dilution))
  }

  private static func attribute(
    _ transferProtocol: TransferProtocol, _ wanted: String?, _ file: String
  ) throws(Rejection) -> Attribute {
    let those = transferProtocol.attributes.filter { $0.doseResponse != nil }
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

  /// The file's readings, by the reader of `judge`: what its validity, its status and its words for missing results exclude
  /// is marked.
  ///
  /// - Parameter nominal: a column of nominal potencies, in place of the protocol's levels.
  /// - Throws: a `Rejection` with the faults of the file.
  public func readings(_ file: GivenFile, nominal: String?) throws(Rejection) -> AssayData {
    var mapping = mapping
    if let nominal { mapping.columns[.level] = .column(nominal) }
    return try AssayData(
      reading: [.init(name: file.name, bytes: file.bytes, mapping: mapping)], for: transferProtocol.vocabulary)
  }

  private static func rejection(_ code: String, _ file: String, _ message: String) -> Rejection {
    Rejection([Problem(.error, code, at: SourceLocation(file: file), message)])
  }
}
