/// What the files say of why a result is not to count, or of what happened to it.
public struct StatedReason: Sendable, Hashable {
  /// In the words of whoever marked it.
  public let reason: String?
  /// The id of the deviation or investigation that it was recorded under.
  public let deviation: String?
}

extension AssayData {
  /// What the columns of reasons and deviations say of a row; `nil` where they say nothing.
  public func statedReason(of row: Int) -> StatedReason? {
    let (reason, deviation) = (name(.reason, of: row), name(.deviation, of: row))
    return reason == nil && deviation == nil ? nil : StatedReason(reason: reason, deviation: deviation)
  }
}

extension AssayData.Standing {
  /// Whether somebody decided that the result does not count, as against what the file or the program found.
  public var isMarked: Bool {
    switch self {
    case .invalid, .cancelled, .leftOut, .unusedReading(.some): true
    case .used, .missing, .censoredAtHalf, .noPotency, .unusedReading(nil), .notSimilar: false
    }
  }
}
