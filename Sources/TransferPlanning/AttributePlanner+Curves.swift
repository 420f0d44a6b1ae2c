internal import Notation
internal import Statistics
internal import Transfer

/// The chance of passing over size, bias, SD ratio and variability.
extension AttributePlanner {
  func curves(_ sizes: [SizeOption], planned: Int, _ meter: Meter) async -> [PlanCurve] {
    var curves: [PlanCurve] = []
    let same = sizes.first { $0.replicates == plannedReplicates }?.units
    curves.append(
      await curve(.units, planned: Double(planned), Self.counts(planned, same, mostUnits), meter) { x in
        (resized(Int(x), nil), truth)
      })
    if let overBias = await curveOverBias(meter) { curves.append(overBias) }
    if hasPrecision {
      let limit = attribute.criteria.compactMap { criterion -> Double? in
        criterion.facts.comparesPrecision ? criterion.facts.upper?.double : nil
      }.max()
      let end = max(1.5 * (limit ?? 1.4), 1.5 * truth.sdRatio, 2)
      let points = (0...12).map { 0.5 + (end - 0.5) * Double($0) / 12 }
      curves.append(
        await curve(.sdRatio, planned: truth.sdRatio, points, meter) { x in
          var moved = truth
          moved.sdRatio = x
          return (study, moved)
        })
    }
    curves.append(await curveOverVariability(meter))
    return curves
  }
}
