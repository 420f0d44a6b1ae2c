extension GroupedRatios {
  /// The ln ratio of all groups by one method.
  ///
  /// - Throws: ``RatioError`` where the method has no answer: one group for a method that weighs groups against each
  ///   other (``RatioError/tooFewGroups(needed:found:)``), a single value whose variance is needed, no variation.
  public func combined(_ method: RatioConsensus) throws(RatioError) -> RatioEstimate {
    switch method {
    case .equalWeights: try equalWeights()
    case .pooledWithin: try pooledWithin()
    case .groupMeans: try scatterOfMeans()
    default: try weighted(method)
    }
  }

  private func equalWeights() throws(RatioError) -> RatioEstimate {
    var parts: [MeanEstimate] = []
    parts.reserveCapacity(groupCount)
    for index in means.indices {
      let variance: Double
      if groups.isEmpty {
        let error = try standardError(of: index)
        variance = error * error
      } else {
        guard groups[index].count > 1 else { throw .tooFewValues(group: index, needed: 2, found: 1) }
        variance = groups[index].variance / Double(groups[index].count)
      }
      guard let freedom = means[index].degreesOfFreedom else { throw .noDegreesOfFreedom(group: index) }
      parts.append(
        MeanEstimate(
          pivot: pivot, centred: centred[index], variance: variance, degreesOfFreedom: freedom, units: 1))
    }
    // Of one group or more, so that nothing is thrown.
    guard let mean = try? MeanEstimate.average(parts), mean.variance > 0 else { throw .noVariation }
    return equal(.equalWeights, LnEstimate(mean))
  }

  private func pooledWithin() throws(RatioError) -> RatioEstimate {
    let within = try pooledVariance()
    guard within.variance > 0 else { throw .noVariation }
    // The very numbers of the paired t.
    if groupCount == 1 { return equal(.pooledWithin, try equalWeights().estimate) }
    let counts = groups.map({ $0.count }).sorted(by: >)
    let l = Double(groupCount)
    let factor = counts.reduce(0.0) { $0 + 1 / Double($1) } / (l * l)
    return equal(
      .pooledWithin,
      LnEstimate(
        pivot: pivot, centred: orderFreeMean(centred), standardError: (within.variance * factor).squareRoot(),
        degreesOfFreedom: within.degreesOfFreedom))
  }

  private func scatterOfMeans() throws(RatioError) -> RatioEstimate {
    let found = try momentsOfMeans()
    guard found.variance > 0 else { throw .noVariation }
    let l = Double(groupCount)
    return equal(
      .groupMeans,
      LnEstimate(
        pivot: pivot, centred: found.centredMean, standardError: (found.variance / l).squareRoot(),
        degreesOfFreedom: l - 1))
  }

  /// Of the group means, less the pivot.
  func momentsOfMeans() throws(RatioError) -> Moments {
    guard groupCount > 1 else { throw .tooFewGroups(needed: 2, found: 1) }
    guard let found = try? Moments(centred: centred, pivot: pivot) else { throw .nothing }
    return found
  }

  private func equal(_ method: RatioConsensus, _ estimate: LnEstimate) -> RatioEstimate {
    RatioEstimate(
      method: method, estimate: estimate, betweenVariance: nil,
      weights: [Double](repeating: 1 / Double(groupCount), count: groupCount))
  }

  private func weighted(_ method: RatioConsensus) throws(RatioError) -> RatioEstimate {
    guard let combination = method.combination else { preconditionFailure("\(method) has no weights") }
    let estimates = try estimates()
    let found: CombinedPotency
    do {
      found = try estimates.combined(combination)
    } catch {
      // Means, standard errors and their number were looked at before.
      throw .noVariation
    }
    let freedom: Double
    switch found.reference {
    case .studentT(let degreesOfFreedom): freedom = degreesOfFreedom
    case .normal, .two: freedom = .infinity
    }
    return RatioEstimate(
      method: method,
      estimate: LnEstimate(found.lnPotency, standardError: found.standardError, degreesOfFreedom: freedom),
      betweenVariance: found.varianceBetween, weights: found.weights)
  }

  /// The group means with their standard errors, for weighing against each other.
  func estimates() throws(RatioError) -> PotencyCombination {
    guard groupCount > 1 else { throw .tooFewGroups(needed: 2, found: 1) }
    var list: [IndependentPotency] = []
    for index in means.indices {
      list.append(
        IndependentPotency(
          lnPotency: means[index].lnRatio, standardError: try standardError(of: index),
          degreesOfFreedom: means[index].degreesOfFreedom))
    }
    do {
      return try PotencyCombination(list)
    } catch {
      switch error {
      case .noStandardError(let index): throw .noStandardError(group: index)
      case .notFinite(let index): throw .notFinite(group: index, value: 0)
      default: throw .tooFewGroups(needed: 2, found: groupCount)
      }
    }
  }

  private func standardError(of group: Int) throws(RatioError) -> Double {
    guard let error = means[group].standardError else { throw .tooFewValues(group: group, needed: 2, found: 1) }
    return error
  }
}
