public import AssayData

/// Which rows of the data are of one attribute: those that name it, and those that name none where there is no other.
public struct OwnRows: Sendable {
  private let codes: [Int32]?
  /// The attribute among the names that the data have; `nil` where none of them is it.
  private let own: Int32?
  private let isOnly: Bool

  public init(_ attribute: Attribute, in data: AssayData, _ transferProtocol: TransferProtocol) {
    self.init(attribute, in: data, isOnly: transferProtocol.attributes.count == 1)
  }

  init(_ attribute: Attribute, in data: AssayData, isOnly: Bool) {
    let factor = data.factors[.attribute]
    codes = factor?.codes
    own = factor?.levels.firstIndex { $0.utf8.elementsEqual(attribute.id.utf8) }.map(Int32.init)
    self.isOnly = isOnly
  }

  public func contains(_ row: Int) -> Bool {
    guard let codes, codes[row] >= 0 else { return isOnly }
    return codes[row] == own
  }
}
