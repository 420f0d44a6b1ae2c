/// ln ratios of one pair of preparations in groups of runs that were made alike, one ratio for each independent run.
///
/// Model: d = ln ratio + group + run, all groups estimating one ratio. The order of groups, and of values in a group,
/// changes no bit of what is combined.
public struct GroupedRatios: Sendable, Equatable {
  /// What is known of one group's mean.
  public struct Mean: Sendable, Equatable {
    public let lnRatio: Double
    /// `nil` for a single value.
    public let standardError: Double?
    /// `nil` for a single value, and where a certificate gives none; `.infinity` where the standard error is taken as
    /// known.
    public let degreesOfFreedom: Double?
  }

  /// Count, mean and variance of each group, in the order given; empty where only means and standard errors are known.
  public let groups: [Moments]
  /// The mean of each group, in the order given.
  public let means: [Mean]
  /// The single values; empty where only means and standard errors are known.
  let values: [[Double]]
  /// One of the group's values, subtracted from each mean in `centred`.
  let pivot: Double
  let centred: [Double]

  /// - Parameter groups: ln ratios, one list a group. A group may hold a single value; what needs its variance throws.
  /// - Throws: ``RatioError/nothing``, ``RatioError/emptyGroup(_:)``, ``RatioError/notFinite(group:value:)``.
  public init(_ groups: [[Double]]) throws(RatioError) {
    guard !groups.isEmpty else { throw .nothing }
    var moments: [Moments] = []
    moments.reserveCapacity(groups.count)
    for (index, group) in groups.enumerated() {
      do {
        moments.append(try Moments(group))
      } catch {
        guard case .notFinite(let value) = error else { throw .emptyGroup(index) }
        throw .notFinite(group: index, value: value)
      }
      if let value = group.firstIndex(where: { $0.magnitude > GroupedRatios.greatest }) {
        throw .notFinite(group: index, value: value)
      }
    }
    self.groups = moments
    values = groups
    // Each a value of the data, so that which one is in the middle depends on no order.
    let pivot = GroupedRatios.middle(moments.map { $0.pivot })
    self.pivot = pivot
    centred = moments.map { ($0.pivot - pivot) + $0.centredMean }
    means = moments.map { group in
      let isSingle = group.count == 1
      return Mean(
        lnRatio: group.mean, standardError: isSingle ? nil : (group.variance / Double(group.count)).squareRoot(),
        degreesOfFreedom: isSingle ? nil : Double(group.count - 1))
    }
  }

  /// From group means with their standard errors, as certificates give them.
  ///
  /// - Parameters:
  ///   - standardErrors: of the means; not negative.
  ///   - degreesOfFreedom: of the standard errors, above zero; `nil` where a certificate says nothing, `.infinity`
  ///     where the standard error is taken as known.
  /// - Throws: ``RatioError/nothing``, ``RatioError/uneven(means:standardErrors:degreesOfFreedom:)``,
  ///   ``RatioError/notFinite(group:value:)`` of a mean, ``RatioError/noStandardError(group:)``,
  ///   ``RatioError/noDegreesOfFreedom(group:)``.
  public init(means: [Double], standardErrors: [Double], degreesOfFreedom: [Double?]) throws(RatioError) {
    guard !means.isEmpty else { throw .nothing }
    guard means.count == standardErrors.count, means.count == degreesOfFreedom.count else {
      throw .uneven(
        means: means.count, standardErrors: standardErrors.count, degreesOfFreedom: degreesOfFreedom.count)
    }
    for (group, mean) in means.enumerated() {
      guard mean.magnitude <= GroupedRatios.greatest else { throw .notFinite(group: group, value: 0) }
      guard standardErrors[group] >= 0, standardErrors[group] <= GroupedRatios.greatest else {
        throw .noStandardError(group: group)
      }
      if let freedom = degreesOfFreedom[group], !(freedom > 0) { throw .noDegreesOfFreedom(group: group) }
    }
    groups = []
    values = []
    let pivot = GroupedRatios.middle(means)
    self.pivot = pivot
    centred = means.map { $0 - pivot }
    self.means = means.indices.map {
      Mean(lnRatio: means[$0], standardError: standardErrors[$0], degreesOfFreedom: degreesOfFreedom[$0])
    }
  }

  /// How many groups there are.
  public var groupCount: Int { means.count }
  /// How many ln ratios there are in all groups; `nil` where only means and standard errors are known.
  public var valueCount: Int? { groups.isEmpty ? nil : groups.reduce(0) { $0 + $1.count } }

  /// The square of anything beyond would leave the range of doubles.
  private static let greatest = 1e100

  private static func middle(_ values: [Double]) -> Double {
    values.count == 1 ? values[0] : values.sorted()[values.count / 2]
  }
}

extension GroupedRatios {
  /// The other groups, without one.
  ///
  /// - Throws: ``RatioError/nothing`` where it is the only one.
  /// - Precondition: there is such a group.
  public func leavingOut(group: Int) throws(RatioError) -> GroupedRatios {
    precondition(means.indices.contains(group), "there are \(groupCount) groups, none of them \(group)")
    guard groups.isEmpty else {
      var rest = values
      rest.remove(at: group)
      return try GroupedRatios(rest)
    }
    var rest = means
    rest.remove(at: group)
    return try GroupedRatios(
      means: rest.map { $0.lnRatio }, standardErrors: rest.map { $0.standardError ?? 0 },
      degreesOfFreedom: rest.map { $0.degreesOfFreedom })
  }

  /// All without one value; a group whose only value it was is left out with it.
  ///
  /// - Throws: ``RatioError/nothing`` where it is the only one, ``RatioError/needsValues``.
  /// - Precondition: there is such a value.
  public func leavingOut(value: Int, in group: Int) throws(RatioError) -> GroupedRatios {
    guard !groups.isEmpty else { throw .needsValues }
    precondition(
      values.indices.contains(group) && values[group].indices.contains(value),
      "there is no value \(value) in group \(group)")
    guard values[group].count > 1 else { return try leavingOut(group: group) }
    var rest = values
    rest[group].remove(at: value)
    return try GroupedRatios(rest)
  }
}
