/// What a reader must know of estimates, and what of them it concerns.
public struct PrecisionRemark: Sendable, Hashable {
  public enum Subject: Sendable, Hashable {
    /// Components that are estimated, or have an interval, below zero.
    case negative
    /// Components at zero, where a likelihood ends.
    case boundary
    /// What the design does to the method.
    case design
    /// A factor with next to no levels.
    case levels
    /// What the figures contain, and what not.
    case scope
  }

  public let subject: Subject
  /// Without capital and full stop.
  public let words: String

  init(_ subject: Subject, _ words: String) { (self.subject, self.words) = (subject, words) }
}
