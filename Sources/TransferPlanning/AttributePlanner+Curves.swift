internal import Notation
internal import Statistics
internal import Transfer

/// The chance of passing over size, bias, SD ratio and variability.
extension AttributePlanner {
  func curves(_ sizes: [SizeOption], planned: Int, _ meter: Meter) async -> [PlanCurve] {
    var curves: [PlanCurve] = []
    let same = sizes.first { $0.replicates == plannedReplicates }?.units
    let end = min(mostUnits, max(2 * planned, same.map { $0 + max(2, $0 / 4) } ?? 4 * planned, 8))
    var counts = Set([planned, same ?? planned, end].filter { $0 >= 2 })
    for i in 0...9 { counts.insert(max(2, Int((2 + Double(end - 2) * Double(i * i) / 81).rounded()))) }
    curves.append(
      await curve(.units, planned: Double(planned), counts.sorted().map(Double.init), "the curve over size", meter) {
        x in (resized(Int(x), nil), truth)
      })
    if hasMeans, let (low, high) = biasRange {
      let points = (0...20).map { low + (high - low) * Double($0) / 20 }
      curves.append(
        await curve(.bias, planned: truth.bias, points, "the curve over bias", meter) { x in
          var moved = truth
          moved.bias = x
          return (study, moved)
        })
    }
    if hasPrecision {
      let limit = attribute.criteria.compactMap { criterion -> Double? in
        criterion.facts.comparesPrecision ? criterion.facts.upper?.double : nil
      }.max()
      let end = max(1.5 * (limit ?? 1.4), 1.5 * truth.sdRatio, 2)
      let points = (0...12).map { 0.5 + (end - 0.5) * Double($0) / 12 }
      curves.append(
        await curve(.sdRatio, planned: truth.sdRatio, points, "the curve over the SD ratio", meter) { x in
          var moved = truth
          moved.sdRatio = x
          return (study, moved)
        })
    }
    let factors = [0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.5, 1.75, 2]
    curves.append(
      await curve(.variability, planned: 1, factors, "the curve over variability", meter) { x in
        var moved = truth
        moved.runSD *= x
        moved.repeatabilitySD *= x
        moved.analystSD *= x
        moved.daySD *= x
        moved.runBySampleSD *= x
        return (study, moved)
      })
    return curves
  }

  /// A third beyond the limits of the means on either side.
  var biasRange: (Double, Double)? {
    let edges = attribute.criteria.filter(\.facts.isOfMeans).flatMap {
      $0.boundaries(assumed).map(\.truth.bias)
    }
    guard let low = edges.min(), let high = edges.max() else { return nil }
    let from = min(low, truth.bias, 0)
    let to = max(high, truth.bias, 0)
    let margin = (to - from) / 6
    return margin > 0 ? (from - margin, to + margin) : nil
  }

  func curve(
    _ quantity: PlanCurve.Quantity, planned: Double, _ points: [Double], _ stage: String, _ meter: Meter,
    _ at: (Double) -> (PlannedStudy?, Truth)
  ) async -> PlanCurve {
    var found: [PlanCurve.Point] = []
    for x in points {
      let (study, truth) = at(x)
      guard let study else { continue }
      let chances = await chances(
        study, truth, meter, stage,
        Stopping(
          maximum: min(request.simulations, StudyPlan.mostStudiesOfCurvePoint),
          halfWidth: max(request.halfWidth, StudyPlan.halfWidthOfCurvePoint))
      )
      let isBlocked = study.items.contains(where: \.blocks)
      found.append(
        PlanCurve.Point(
          x: x, all: isBlocked || !chances.panel.hasRequired ? nil : chances.all,
          criteria: attribute.criteria.map { criterion in
            // At the receiving laboratory that passes least.
            chances.panel.entries.indices.filter { chances.panel.entries[$0].criterion.id == criterion.id }
              .compactMap { chances.criteria[$0] }.min { $0.estimate < $1.estimate }
          }))
    }
    return PlanCurve(quantity: quantity, planned: planned, points: found)
  }
}
