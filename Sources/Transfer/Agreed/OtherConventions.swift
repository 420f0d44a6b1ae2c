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

extension Criterion {
  /// How variances enter a comparison of means; `nil` where the criterion compares none.
  public var variances: Variances? {
    switch kind {
    case .meanDifference(let kind): kind.variances
    case .meanRatio(let kind): kind.variances
    case .recovery, .repeatability, .intermediatePrecision, .precisionRatio, .similarity, .dilutionLinearity,
      .assignedValue, .drift:
      nil
    }
  }

  /// With another convention for variances; `nil` where the criterion compares no means.
  public func with(variances: Variances) -> Criterion? {
    var copy = self
    switch kind {
    case .meanDifference(var kind):
      kind.variances = variances
      copy.kind = .meanDifference(kind)
    case .meanRatio(var kind):
      kind.variances = variances
      copy.kind = .meanRatio(kind)
    case .recovery, .repeatability, .intermediatePrecision, .precisionRatio, .similarity, .dilutionLinearity,
      .assignedValue, .drift:
      return nil
    }
    return copy
  }
}
