internal import AssayData
internal import Statistics
internal import Transfer

extension PlannedStudy {
  /// The chance that an item passes, where theory gives it; `nil` where only simulation does.
  func exactChance(_ item: Int, _ truth: Truth) -> TheoryChance? {
    let item = items[item]
    guard item.obstacle == nil else { return nil }
    if let standards { return standards.exactChance(item.criterion, truth) }
    return item.exactChance(truth, self)
  }
}

extension PlannedStudy.Item {
  /// The chance that this item passes, where theory gives it for normal results; `nil` where only simulation does.
  ///
  /// Theory gives it for a t test on independent unit means of equal variance (one laboratory, matched lots, two laboratories
  /// by Welch's test or with one true variance by the pooled one), and for bounds from one mean square a laboratory.
  fileprivate func exactChance(_ truth: Truth, _ study: PlannedStudy) -> TheoryChance? {
    // Three variances, one of which no unit of the study estimates, have no theory here.
    guard !isBridged else { return nil }
    let drawn = SimulatedStudy(study, truth: truth)
    return criterion.chance(
      PlannedSpread(
        truth: truth, attribute: study.attribute,
        series: { series($0 == .sending ? sending : receiving, drawn, study) }, lots: { lots(drawn, study) },
        degreesOfFreedom: { degreesOfFreedom($0 == .sending ? sending : receiving, sources: $1, drawn, study) }))
  }

  /// The results of one laboratory by sample and level, then by unit.
  private func cells(_ places: [Int], _ study: PlannedStudy) -> [[[Int]]] {
    var groups: [[Int]: [Int: [Int]]] = [:]
    for i in places {
      let place = study.places[i]
      groups[[place.sample, place.level], default: [:]][place.unit, default: []].append(i)
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { $0.value.sorted { $0.key < $1.key }.map { $0.value } }
  }

  /// Independent unit means of one variance: how many there are, and the mean weight of a deviation in them.
  private func series(_ places: [Int], _ drawn: SimulatedStudy, _ study: PlannedStudy) -> PlannedSpread.Series? {
    let groups = cells(places, study)
    // The same units in every group, and as many results in each cell of it.
    guard let first = groups.first,
      groups.allSatisfy({ Set($0.map({ $0.count })).count == 1 && $0.count == first.count })
    else { return nil }
    let unitsOf = { (group: [[Int]]) in group.map { study.places[$0[0]].unit } }
    guard groups.allSatisfy({ unitsOf($0) == unitsOf(first) }) else { return nil }
    var weights = [Double](repeating: 0, count: study.places.count)
    for cell in groups.joined() {
      for i in cell { weights[i] = scaling[i] / Double(cell.count * groups.count) }
    }
    guard let variance = drawn.commonVariance(weights: weights, units: study.places.map({ $0.unit })) else {
      return nil
    }
    return PlannedSpread.Series(
      units: first.count, variance: variance, weight: weights.reduce(0, +) / Double(first.count))
  }

  /// Matched lots: the differences of lot means.
  private func lots(_ drawn: SimulatedStudy, _ study: PlannedStudy) -> PlannedSpread.Series? {
    var weights = [Double](repeating: 0, count: study.places.count)
    let units = study.places.map { $0.sample }
    for (places, sign) in [(receiving, 1.0), (sending, -1.0)] {
      let groups = cells(places, study)
      var levels: [Int: Int] = [:]
      for group in groups { levels[units[group[0][0]], default: 0] += 1 }
      guard Set(levels.values).count == 1 else { return nil }
      for cell in groups.joined() {
        for i in cell { weights[i] = sign / Double(cell.count * levels[units[i], default: 1]) }
      }
    }
    guard let variance = drawn.commonVariance(weights: weights, units: units) else { return nil }
    return PlannedSpread.Series(units: Set(units).count, variance: variance, weight: 1)
  }

  /// Of the one mean square that a precision rests on; `nil` where it rests on several, or its mean square is not chi-square
  /// with the true variance.
  private func degreesOfFreedom(
    _ places: [Int], sources: [Role]?, _ drawn: SimulatedStudy, _ study: PlannedStudy
  ) -> Double? {
    let groups = cells(places, study)
    let all = groups.flatMap { $0 }
    guard let sources else {
      // Within units.
      let count = places.count - all.count
      return count > 0 && drawn.cellsVaryByRepeatabilityAlone(all) ? Double(count) : nil
    }
    // Between units without replicates, of one sample or of samples with units of their own.
    let units = Set(places.map { study.places[$0].unit })
    guard sources.count == 1, all.count == places.count, groups.count == 1 || units.count == all.count,
      groups.allSatisfy({ $0.count > 1 })
    else { return nil }
    var weights = [Double](repeating: 0, count: study.places.count)
    for i in places { weights[i] = 1 }
    guard drawn.commonVariance(weights: weights, units: study.places.map({ $0.unit })) != nil else { return nil }
    return Double(all.count - groups.count)
  }
}
