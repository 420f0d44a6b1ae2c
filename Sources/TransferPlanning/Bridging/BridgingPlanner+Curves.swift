internal import Transfer

extension BridgingPlanner {
  func curves(_ sizes: [SizeOption], _ laboratorySizes: [LaboratoryOption], _ meter: Meter) async -> [PlanCurve] {
    var curves: [PlanCurve] = []
    let planned = study.unitsEach
    let same = sizes.first { $0.replicates == study.replicates }?.units
    curves.append(
      await curve(.units, planned: Double(planned), Self.counts(planned, same, BridgingPlan.mostUnits), meter) { x in
        (resized(units: Int(x)), truth)
      })
    if study.laboratories > 1 {
      let enough = laboratorySizes.first { $0.units == planned }?.laboratories
      let counts = Self.counts(study.laboratories, enough, BridgingPlan.mostLaboratories)
      curves.append(
        await curve(.laboratories, planned: Double(study.laboratories), counts, meter) { x in
          (resized(laboratories: Int(x)), truth)
        })
    }
    if let (low, high) = biasRange {
      let points = (0...20).map { low + (high - low) * Double($0) / 20 }
      curves.append(
        await curve(.bias, planned: truth.bias, points, meter) { x in
          var moved = truth
          moved.bias = x
          return (study, moved)
        })
    }
    let factors = [0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.5, 1.75, 2]
    curves.append(
      await curve(.variability, planned: 1, factors, meter) { x in
        var moved = truth
        moved.runSD *= x
        moved.repeatabilitySD *= x
        moved.analystSD *= x
        moved.daySD *= x
        moved.laboratorySD *= x
        return (study, moved)
      })
    return curves
  }

  /// Some dozen sizes, closer together where they are few, with the planned one and the one that reaches the target.
  private static func counts(_ planned: Int, _ enough: Int?, _ most: Int) -> [Double] {
    let end = min(most, max(2 * planned, enough.map { $0 + max(2, $0 / 4) } ?? 4 * planned, 8))
    var counts = Set([planned, enough ?? planned, end].filter { $0 >= 2 })
    for i in 0...9 { counts.insert(max(2, Int((2 + Double(end - 2) * Double(i * i) / 81).rounded()))) }
    return counts.sorted().map(Double.init)
  }

  /// A third beyond the limits on either side; `nil` where nothing that is judged moves with the bias.
  private var biasRange: (Double, Double)? {
    let edges = attribute.criteria.flatMap { $0.boundaries(study, truth).compactMap(\.bias) }
    guard let low = edges.min(), let high = edges.max() else { return nil }
    let (from, to) = (min(low, truth.bias, 0), max(high, truth.bias, 0))
    let margin = (to - from) / 6
    return margin > 0 ? (from - margin, to + margin) : nil
  }

  private func curve(
    _ quantity: PlanCurve.Quantity, planned: Double, _ points: [Double], _ meter: Meter,
    _ at: (Double) -> (PlannedBridging?, Truth)
  ) async -> PlanCurve {
    var found: [PlanCurve.Point] = []
    for x in points {
      let (study, truth) = at(x)
      guard let study else { continue }
      let chances = await chances(
        study, truth, meter, "the curve over \(quantity.words)",
        Stopping(
          maximum: min(request.simulations, StudyPlan.mostStudiesOfCurvePoint),
          halfWidth: max(request.halfWidth, StudyPlan.halfWidthOfCurvePoint)))
      found.append(PlanCurve.Point(x: x, all: isBlocked(study) ? nil : chances.all, criteria: chances.criteria))
    }
    return PlanCurve(quantity: quantity, planned: planned, points: found)
  }
}

extension PlanCurve.Quantity {
  fileprivate var words: String {
    switch self {
    case .units: "size"
    case .laboratories: "laboratories"
    case .bias: "bias"
    case .sdRatio: "the SD ratio"
    case .variability: "variability"
    }
  }
}
