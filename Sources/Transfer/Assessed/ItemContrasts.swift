internal import Statistics

/// Each item's mean less the mean of the others, of laboratories whose results are parted into items.
///
/// Items share runs, so their means are not independent. Where at least two units of a laboratory hold every item, the contrast
/// is formed within each of these units, and what the unit does to all items alike cancels; its variance is that of the
/// unit's contrasts. Elsewhere each sample at its level has the variance of its own units, as if no unit were shared: where
/// some are, that is more than the truth. Laboratories are combined as Welch does.
struct ItemContrasts {
  /// For each item the groups (samples at their levels) that it holds.
  let items: [[Int32]]

  /// For each item how far it is from the others; `nil` where there is no standard error.
  ///
  /// - Parameters:
  ///   - sending: `nil` where one laboratory is held against nominal values.
  ///   - transform: of the mean of each cell; `nil` from it where it has no value there.
  func departures(
    sending: LaboratoryCells?, receiving: LaboratoryCells, _ transform: (Double) -> Double?
  ) -> [ItemDeparture?] {
    guard let r = contrasts(receiving, transform) else { return items.map { _ in nil } }
    guard let sending else { return r.map { Self.departure($0, less: nil) } }
    guard let s = contrasts(sending, transform) else { return items.map { _ in nil } }
    return zip(r, s).map { Self.departure($0, less: $1) }
  }

  /// The same of values that are units themselves, one an item, such as the differences of matched lots: each against the mean
  /// and the SD of the others (the t test of a value left out, Thompson 1935).
  static func departures(ofUnits values: [Double]) -> [ItemDeparture?] {
    guard values.count >= 4 else { return values.map { _ in nil } }
    return values.indices.map { index in
      let others = values.enumerated().filter { $0.offset != index }.map { $0.element }
      guard let moments = try? Moments(others), moments.variance > 0 else { return nil }
      return departure(
        values[index] - moments.mean, variance: moments.variance * (1 + 1 / Double(moments.count)),
        Double(moments.count - 1))
    }
  }

  /// The same of independent estimates, each with its standard error.
  static func departures(of estimates: [MeanEstimate]) -> [ItemDeparture?] {
    let others = Double(estimates.count - 1)
    return estimates.indices.map { index in
      let rest = estimates.enumerated().filter { $0.offset != index }.map { $0.element }
      let parts =
        [(estimates[index].variance, estimates[index].degreesOfFreedom)]
        + rest.map { ($0.variance / (others * others), $0.degreesOfFreedom) }
      guard let degreesOfFreedom = satterthwaite(sortedParts(parts)) else { return nil }
      return departure(
        estimates[index].mean - orderFreeMean(rest.map { $0.mean }), variance: sum(parts.map { $0.0 }), degreesOfFreedom
      )
    }
  }

  // MARK: - One laboratory

  private func contrasts(_ cells: LaboratoryCells, _ transform: (Double) -> Double?) -> [MeanEstimate]? {
    let layout = cells.layout
    var place: [Int32: Int] = [:]
    for (index, code) in layout.groupCodes.enumerated() { place[code] = index }
    let groups = items.map { $0.compactMap { place[$0] } }
    guard groups.allSatisfy({ !$0.isEmpty }) else { return nil }
    var values: [Double] = []
    for mean in cells.means {
      guard let value = transform(mean), value.isFinite else { return nil }
      values.append(value)
    }
    // Each unit's value in each group.
    var units: [Int32: [Double?]] = [:]
    for (cell, value) in zip(layout.cells, values) {
      units[cell.unit, default: Array(repeating: nil, count: layout.groups.count)][cell.group] = value
    }
    let whole = units.sorted { $0.key < $1.key }.map { $0.value.compactMap { $0 } }.filter {
      $0.count == layout.groups.count
    }
    return whole.count >= 2 ? within(whole, groups) : between(layout, values, groups)
  }

  /// Contrasts within units that hold every group.
  private func within(_ units: [[Double]], _ groups: [[Int]]) -> [MeanEstimate]? {
    let count = Double(groups.count)
    let means = units.map { unit in groups.map { item in orderFreeMean(item.map { unit[$0] }) } }
    let all = means.map { orderFreeMean($0) }
    var estimates: [MeanEstimate] = []
    for item in groups.indices {
      // x - (sum - x)/(k - 1) = (x - mean) k/(k - 1)
      let contrasts = zip(means, all).map { ($0[item] - $1) * count / (count - 1) }
      guard let moments = try? Moments(contrasts), let estimate = try? MeanEstimate(moments) else { return nil }
      estimates.append(estimate)
    }
    return estimates
  }

  /// Contrasts of items whose variances come from their own units.
  private func between(_ layout: CellLayout, _ values: [Double], _ groups: [[Int]]) -> [MeanEstimate]? {
    var own: [MeanEstimate] = []
    for item in groups {
      var parts: [MeanEstimate] = []
      for group in item {
        guard let moments = try? Moments(Array(values[layout.groups[group]])), let part = try? MeanEstimate(moments)
        else { return nil }
        parts.append(part)
      }
      // Of a common pivot, which an average needs.
      let shared = parts.map {
        MeanEstimate(
          centred: $0.mean, variance: $0.variance, degreesOfFreedom: $0.degreesOfFreedom, units: $0.units)
      }
      guard let mean = try? MeanEstimate.average(shared) else { return nil }
      own.append(mean)
    }
    let others = Double(own.count - 1)
    return own.indices.map { index in
      let rest = own.enumerated().filter { $0.offset != index }.map { $0.element }
      let parts =
        [(own[index].variance, own[index].degreesOfFreedom)]
        + rest.map { ($0.variance / (others * others), $0.degreesOfFreedom) }
      return MeanEstimate(
        centred: own[index].mean - orderFreeMean(rest.map { $0.mean }), variance: Self.sum(parts.map { $0.0 }),
        degreesOfFreedom: satterthwaite(Self.sortedParts(parts)) ?? 1, units: own[index].units)
    }
  }

  // MARK: - Tests

  private static func departure(_ r: MeanEstimate, less s: MeanEstimate?) -> ItemDeparture? {
    // Units of a laboratory that do not vary at all say nothing of chance.
    guard r.variance > 0, s.map({ $0.variance > 0 }) ?? true else { return nil }
    guard let s else { return departure(r.mean, variance: r.variance, r.degreesOfFreedom) }
    let variance = sum([r.variance, s.variance])
    let estimate = r.mean - s.mean
    let parts = [(r.variance, r.degreesOfFreedom), (s.variance, s.degreesOfFreedom)]
    if r.degreesOfFreedom == s.degreesOfFreedom {
      return satterthwaite(sortedParts(parts)).flatMap { departure(estimate, variance: variance, $0) }
    }
    // At 0.05 over many items Welch's p-value is far too small where laboratories differ in units, up to tenfold.
    let few = min(r.degreesOfFreedom, s.degreesOfFreedom)
    guard few >= 2 else { return departure(estimate, variance: variance, few) }
    return departure(estimate, variance: variance, weighted: sortedParts(parts))
  }

  /// With Cochran's weights: the mean of the p-values at each laboratory's own degrees of freedom, by their variances.
  private static func departure(
    _ estimate: Double, variance: Double, weighted parts: [(variance: Double, degreesOfFreedom: Double)]
  ) -> ItemDeparture? {
    let each = parts.compactMap { departure(estimate, variance: variance, $0.degreesOfFreedom) }
    guard each.count == parts.count else { return nil }
    let p = zip(parts, each).map { $0.variance / variance * $1.pValue }.reduce(0, +)
    return ItemDeparture(
      estimate: estimate, standardError: variance.squareRoot(), degreesOfFreedom: nil, pValue: min(p, 1))
  }

  private static func departure(_ estimate: Double, variance: Double, _ degreesOfFreedom: Double) -> ItemDeparture? {
    let standardError = variance.squareRoot()
    guard standardError > 0, estimate.isFinite, standardError.isFinite, degreesOfFreedom > 0 else { return nil }
    let p = 2 * StudentT(degreesOfFreedom: degreesOfFreedom).upperTail((estimate / standardError).magnitude)
    return ItemDeparture(
      estimate: estimate, standardError: standardError, degreesOfFreedom: degreesOfFreedom, pValue: min(p, 1))
  }

  /// Added in the order of size, so that the order of items changes no bit.
  private static func sum(_ values: [Double]) -> Double { values.sorted().reduce(0, +) }

  private static func sortedParts(_ parts: [(Double, Double)]) -> [(variance: Double, degreesOfFreedom: Double)] {
    parts.sorted { $0 < $1 }.map { (variance: $0.0, degreesOfFreedom: $0.1) }
  }
}
