/// What a `similarity` criterion asks of one test preparation in one run: its limits, and the level that its interval is at.
public struct SimilarityRule: Sendable, Hashable {
  /// The criterion's id.
  public let criterion: String
  public let similarity: Similarity
  /// The interval of the ratio is at 1 - 2 alpha.
  public let alpha: Double

  public init(criterion: String, similarity: Similarity, alpha: Double) {
    self.criterion = criterion
    self.similarity = similarity
    self.alpha = alpha
  }
}
