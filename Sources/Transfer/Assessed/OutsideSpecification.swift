public import AssayData
internal import Notation

/// A result outside its attribute's specification: beyond a release limit, whatever the criteria say.
///
/// It stays where it was. A transfer criterion speaks of laboratories, a specification of lots: a reader must see both.
public struct OutsideSpecification: Sendable, Hashable {
  /// The attribute's id.
  public let attribute: String
  /// The row of the data.
  public let row: Int
  /// Below the lower limit, else above the upper one.
  public let isBelow: Bool
  /// Whether it was judged with the others; not so where it was marked invalid or as not final.
  public let isUsed: Bool

  /// Every result of the study's laboratories that lies beyond a limit, compared as written; a value on the limit lies inside.
  ///
  /// What stands for a result below a limit of quantitation is no measured value: it lies outside only where that limit does.
  public static func all(_ attribute: Attribute, transferProtocol: TransferProtocol, data: AssayData)
    -> [OutsideSpecification]
  {
    guard let specification = attribute.specification else { return [] }
    let laboratories = Set(transferProtocol.laboratories)
    let own = OwnRows(attribute, in: data, transferProtocol)
    return (0..<data.count).compactMap { row in
      guard own.contains(row), let laboratory = data.name(.laboratory, of: row), laboratories.contains(laboratory)
      else { return nil }
      let isBelow: Bool
      let isAbove: Bool
      if case .censoredAtHalf(let limit) = data.standing(of: row) {
        isBelow = specification.lower.map { limit <= $0 } ?? false
        isAbove = false
      } else {
        guard data.hasResult(row) else { return nil }
        isBelow = specification.lower.map { data.values[row] < $0 } ?? false
        isAbove = specification.upper.map { data.values[row] > $0 } ?? false
      }
      guard isBelow || isAbove else { return nil }
      return OutsideSpecification(attribute: attribute.id, row: row, isBelow: isBelow, isUsed: data.isUsable(row))
    }
  }
}
