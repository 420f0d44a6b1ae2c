internal import AssayData
internal import Notation

extension Assessment {
  /// Results of one attribute below a limit, or readings that its potencies were computed from.
  public struct BelowLimits: Sendable, Hashable {
    public let attribute: String
    public let areReadings: Bool
    /// Of every laboratory of the study that has results.
    public let counts: [BelowLimit]
  }
}

extension Assessment.BelowLimits {
  /// Attribute by attribute, where there is any.
  static func all(_ readings: AssayData, transferProtocol: TransferProtocol) -> [Assessment.BelowLimits] {
    let below = readings.exceptions.keys.filter { readings.limit(of: $0) != nil }
    guard !below.isEmpty else { return [] }
    return transferProtocol.attributes.compactMap { attribute in
      let own = OwnRows(attribute, in: readings, transferProtocol)
      guard below.contains(where: own.contains) else { return nil }
      let used = (0..<readings.count).filter { readings.isUsable($0) && own.contains($0) }
      let counts = transferProtocol.laboratories.compactMap { laboratory -> BelowLimit? in
        let rows = used.filter { readings.name(.laboratory, of: $0) == laboratory }
        return rows.isEmpty
          ? nil
          : BelowLimit(
            laboratory: laboratory, count: rows.count { readings.limit(of: $0) != nil }, of: rows.count)
      }
      return Assessment.BelowLimits(
        attribute: attribute.id, areReadings: attribute.doseResponse != nil, counts: counts)
    }
  }
}
