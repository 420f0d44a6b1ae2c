internal import AssayData
internal import Notation
internal import Statistics
internal import Transfer

extension PlannedStudy.Item {
  /// The chance that this item passes, where theory gives it for normal results; `nil` where only simulation does.
  ///
  /// Theory gives it for a t test on independent unit means of equal variance (one laboratory, matched lots, two laboratories
  /// by Welch's test or with one true variance by the pooled one), and for bounds from one mean square a laboratory.
  func exactChance(_ truth: Truth, _ study: PlannedStudy) -> Double? {
    // Three variances, one of which no unit of the study estimates, have no theory here.
    guard obstacle == nil, !isBridged else { return nil }
    let attribute = study.attribute
    let isLog = attribute.scale == .log
    let drawn = SimulatedStudy(study, truth: truth)
    let alpha = criterion.alpha
    func position(_ limit: ExactDecimal) -> Double {
      isLog ? AnalysisScale.log.position(of: limit.double) : limit.double
    }
    func ofMeans(_ limits: Limits, _ variances: Variances, _ direction: Direction?) -> Double? {
      guard let zone = zone(position(limits.lower), position(limits.upper), direction) else { return nil }
      if attribute.unitOfReplication == .sample { return lots(drawn, study, truth, zone) }
      guard let s = series(sending, drawn, study), let r = series(receiving, drawn, study) else { return nil }
      let spread: PlannedComparison.Spread
      switch variances {
      case .separate: spread = .separate(test: r.variance.squareRoot(), reference: s.variance.squareRoot())
      case .pooled:
        // One common variance in the test is exact only where the truth has one.
        guard (r.variance - s.variance).magnitude <= 1e-12 * r.variance else { return nil }
        spread = .pooled(r.variance.squareRoot())
      }
      return (try? PlannedComparison(spread, test: r.units, reference: s.units))?
        .power(truth: truth.bias, zone: zone, alpha: alpha)
    }
    switch criterion.kind {
    case .meanDifference(let kind):
      return kind.relative ? nil : ofMeans(kind.limits, kind.variances, kind.direction)
    case .meanRatio(let kind): return isLog ? ofMeans(kind.limits, kind.variances, kind.direction) : nil
    case .recovery(let kind):
      func percent(_ limit: ExactDecimal) -> Double {
        isLog ? AnalysisScale.log.position(of: limit.double / 100) : limit.double
      }
      guard let zone = zone(percent(kind.limits.lower), percent(kind.limits.upper), kind.direction),
        let r = series(receiving, drawn, study)
      else { return nil }
      return (try? PlannedComparison(.oneGroup(r.variance.squareRoot()), test: r.units))?
        .power(truth: (isLog ? 0 : 100) + truth.bias * r.weight, zone: zone, alpha: alpha)
    case .repeatability(let kind), .intermediatePrecision(let kind):
      guard kind.measure != .cv, let ratio = criterion.limitOverTrue(truth),
        let degreesOfFreedom = degreesOfFreedom(
          kind.laboratory == .sending ? sending : receiving,
          sources: criterion.kindName == "intermediate-precision" ? kind.sources : nil, drawn, study)
      else { return nil }
      return PrecisionPower.ofBound(limitOverTrue: ratio, degreesOfFreedom: degreesOfFreedom, alpha: alpha)
    case .precisionRatio(let kind):
      let sources = kind.of == .intermediate ? kind.sources : nil
      guard let r = degreesOfFreedom(receiving, sources: sources, drawn, study),
        let s = degreesOfFreedom(sending, sources: sources, drawn, study)
      else { return nil }
      return PrecisionPower.ofRatioBound(
        limitOverTrue: kind.limit.double / truth.sdRatio, test: r, reference: s, alpha: alpha)
    case .similarity, .dilutionLinearity, .assignedValue, .drift: return nil
    }
  }

  private func zone(_ lower: Double, _ upper: Double, _ direction: Direction?) -> EquivalenceZone? {
    switch direction {
    case nil: (try? Margin(lower: lower, upper: upper)).map { .inside($0) }
    case .lower: .above(lower)
    case .upper: .below(upper)
    }
  }

  /// The results of one laboratory by sample and level, then by unit.
  private func cells(_ places: [Int], _ study: PlannedStudy) -> [[[Int]]] {
    var groups: [[Int]: [Int: [Int]]] = [:]
    for i in places {
      let place = study.places[i]
      groups[[place.sample, place.level], default: [:]][place.unit, default: []].append(i)
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { $0.value.sorted { $0.key < $1.key }.map(\.value) }
  }

  /// Independent unit means of one variance: how many there are, and the mean weight of a deviation in them.
  private func series(_ places: [Int], _ drawn: SimulatedStudy, _ study: PlannedStudy) -> (
    units: Int, variance: Double, weight: Double
  )? {
    let groups = cells(places, study)
    // The same units in every group, and as many results in each cell of it.
    guard let first = groups.first, groups.allSatisfy({ Set($0.map(\.count)).count == 1 && $0.count == first.count })
    else { return nil }
    let unitsOf = { (group: [[Int]]) in group.map { study.places[$0[0]].unit } }
    guard groups.allSatisfy({ unitsOf($0) == unitsOf(first) }) else { return nil }
    var weights = [Double](repeating: 0, count: study.places.count)
    for cell in groups.joined() {
      for i in cell { weights[i] = scaling[i] / Double(cell.count * groups.count) }
    }
    guard let variance = drawn.commonVariance(weights: weights, units: study.places.map(\.unit)) else { return nil }
    return (first.count, variance, weights.reduce(0, +) / Double(first.count))
  }

  /// Matched lots: the differences of lot means.
  private func lots(_ drawn: SimulatedStudy, _ study: PlannedStudy, _ truth: Truth, _ zone: EquivalenceZone) -> Double?
  {
    var weights = [Double](repeating: 0, count: study.places.count)
    let units = study.places.map(\.sample)
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
    return (try? PlannedComparison(.paired(variance.squareRoot()), test: Set(units).count))?
      .power(truth: truth.bias, zone: zone, alpha: criterion.alpha)
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
    guard drawn.commonVariance(weights: weights, units: study.places.map(\.unit)) != nil else { return nil }
    return Double(all.count - groups.count)
  }
}
