/// What is held against what: a receiving laboratory against the sending one, a test condition against its reference, a candidate
/// standard against the current one.
public struct Contrast: Sendable, Hashable {
  /// What is taken as reference.
  public let reference: String
  /// What is judged; findings name it.
  public let test: String
}

extension TransferProtocol {
  /// In the order in which findings are made: one for each receiving laboratory; of two standards, which all laboratories hold
  /// against each other alike, one.
  public var contrasts: [Contrast] {
    guard let comparison else { return receiving.map { Contrast(reference: sending, test: $0) } }
    return [Contrast(reference: comparison.current, test: comparison.candidate)]
  }
}
