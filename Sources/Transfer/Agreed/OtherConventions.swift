/// The same protocol in part or by another convention, for asking what a verdict would be with it.
extension Attribute {
  /// Without one of its planned samples: what is left is judged as a study of the others, not refused for want of a
  /// planned one.
  public func without(sample: String) -> Attribute {
    var copy = self
    copy.design?.samples.removeAll { $0 == sample }
    return copy
  }
}
