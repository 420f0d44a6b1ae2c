internal import Notation
internal import Statistics
internal import Transfer

/// The chance of passing over size, bias, SD ratio and variability.
extension AttributePlanner {
  func curves(_ sizes: [SizeOption], _ laboratorySizes: [LaboratoryOption], _ meter: Meter) -> [PlanCurve] {
    var curves: [PlanCurve] = []
    let enough = sizes.first { $0.replicates == replicates }?.units
    curves.append(
      curve(.units, planned: Double(units), Self.counts(units, enough, mostUnits), meter) { x in
        (resized(units: Int(x)), truth)
      })
    if let laboratories = study.standards?.laboratories, laboratories > 1 {
      let enough = laboratorySizes.first { $0.units == units }?.laboratories
      let counts = Self.counts(laboratories, enough, StandardsPlan.mostLaboratories)
      curves.append(
        curve(.laboratories, planned: Double(laboratories), counts, meter) { x in
          (resized(laboratories: Int(x)), truth)
        })
    }
    if let overBias = curveOverBias(meter) { curves.append(overBias) }
    if let overRatio = curveOverSDRatio(meter) { curves.append(overRatio) }
    let factors = [0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.5, 1.75, 2]
    curves.append(curve(.variability, planned: 1, factors, meter) { (study, truth.scaled(by: $0)) })
    return curves
  }

  /// To a third beyond the limits on either side; `nil` where nothing that is judged moves with the bias.
  private func curveOverBias(_ meter: Meter) -> PlanCurve? {
    let edges = attribute.criteria.flatMap { study.limits($0, truth) }.filter { $0.quantity == .bias }.map { $0.x }
    guard let low = edges.min(), let high = edges.max() else { return nil }
    let (from, to) = (min(low, truth.bias, 0), max(high, truth.bias, 0))
    let margin = (to - from) / 6
    guard margin > 0 else { return nil }
    let (start, end) = (from - margin, to + margin)
    let points = (0...20).map { start + (end - start) * Double($0) / 20 }
    return curve(.bias, planned: truth.bias, points, meter) { (study, truth.with(bias: $0)) }
  }

  /// `nil` where laboratories' SDs are not compared.
  private func curveOverSDRatio(_ meter: Meter) -> PlanCurve? {
    guard study.standards == nil, attribute.criteria.contains(where: { !$0.facts.isOfMeans }) else { return nil }
    let limit = attribute.criteria.compactMap { criterion -> Double? in
      criterion.facts.comparesPrecision ? criterion.facts.upper?.double : nil
    }.max()
    let end = max(1.5 * (limit ?? 1.4), 1.5 * truth.sdRatio, 2)
    let points = (0...12).map { 0.5 + (end - 0.5) * Double($0) / 12 }
    return curve(.sdRatio, planned: truth.sdRatio, points, meter) { x in
      var moved = truth
      moved.sdRatio = x
      return (study, moved)
    }
  }

  private func curve(
    _ quantity: PlanCurve.Quantity, planned: Double, _ points: [Double], _ meter: Meter,
    _ at: (Double) -> (PlannedStudy?, Truth)
  ) -> PlanCurve {
    var found: [PlanCurve.Point] = []
    for x in points {
      let (design, truth) = at(x)
      guard let design else { continue }
      let point = point(
        design, truth, meter, "the curve over \(quantity.words)",
        Stopping(
          maximum: min(request.simulations, StudyPlan.mostStudiesOfCurvePoint),
          halfWidth: max(request.halfWidth, StudyPlan.halfWidthOfCurvePoint)))
      found.append(
        PlanCurve.Point(
          x: x, all: design.isBlocked || !hasRequired ? nil : point.all, criteria: point.criteria))
    }
    return PlanCurve(quantity: quantity, planned: planned, points: found)
  }

  /// Some dozen sizes, closer together where they are few, with the planned one and the one that reaches the target.
  private static func counts(_ planned: Int, _ enough: Int?, _ most: Int) -> [Double] {
    let end = min(most, max(2 * planned, enough.map { $0 + max(2, $0 / 4) } ?? 4 * planned, 8))
    var counts = Set([planned, enough ?? planned, end].filter { $0 >= 2 })
    for i in 0...9 { counts.insert(max(2, Int((2 + Double(end - 2) * Double(i * i) / 81).rounded()))) }
    return counts.sorted().map(Double.init)
  }

  /// The limits of the required criteria as places on curves, in the order of the criteria.
  var curveLimits: [CurveLimit] {
    attribute.criteria.filter { $0.required }.flatMap { criterion in
      study.limits(criterion, truth).compactMap { limit in
        limit.quantity.map { CurveLimit(criterion: criterion, quantity: $0, x: limit.x, isLower: limit.isLower) }
      }
    }
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
