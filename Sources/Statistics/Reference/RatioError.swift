/// Why ln ratios in groups cannot be analysed in the way that was asked for. Groups and values are counted from 0.
public enum RatioError: Error, Equatable, Sendable, CustomStringConvertible {
  case nothing
  case emptyGroup(Int)
  /// Or beyond 1e100, which no ln ratio is.
  case notFinite(group: Int, value: Int)
  /// Lists that should have an entry for each group.
  case uneven(means: Int, standardErrors: Int, degreesOfFreedom: Int)
  case tooFewGroups(needed: Int, found: Int)
  case tooFewValues(group: Int, needed: Int, found: Int)
  /// Runs that two series have in common.
  case tooFewShared(needed: Int, found: Int)
  /// No group has a second value, so that nothing is known of the variation within groups.
  case noRepeats
  /// All values that the standard error would come from are the same.
  case noVariation
  /// A group whose mean has no standard error above zero would take all the weight.
  case noStandardError(group: Int)
  /// Certificates may give a standard error without degrees of freedom.
  case noDegreesOfFreedom(group: Int)
  /// Only means and standard errors are there, and single values are needed.
  case needsValues

  public var description: String {
    switch self {
    case .nothing: "there are no ln ratios"
    case .emptyGroup(let group): "group \(group + 1) holds no ln ratio"
    case .notFinite(let group, let value):
      "value \(value + 1) of group \(group + 1) is not a finite number, or is beyond 1e100"
    case .uneven(let means, let errors, let freedom):
      "\(means) means, \(errors) standard errors and \(freedom) degrees of freedom do not pair: each group needs one "
        + "of each"
    case .tooFewGroups(let needed, let found): "at least \(needed) groups are needed, not \(found)"
    case .tooFewValues(let group, let needed, let found):
      "group \(group + 1) needs at least \(needed) ln ratios and holds \(found)"
    case .tooFewShared(let needed, let found):
      "at least \(needed) runs that both series share are needed, not \(found)"
    case .noRepeats: "no group holds a second ln ratio, so the variation within groups is not known"
    case .noVariation: "the values do not vary, so they give no standard error"
    case .noStandardError(let group):
      "the mean of group \(group + 1) has no standard error above zero, so it would take all the weight"
    case .noDegreesOfFreedom(let group):
      "the standard error of group \(group + 1) comes without degrees of freedom above zero, which this method needs"
    case .needsValues: "the groups are known by their means and standard errors alone, and this needs the single values"
    }
  }
}
