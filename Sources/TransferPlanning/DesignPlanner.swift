internal import Transfer

/// What plans of all kinds are worked out from: the chances of a design at a truth.
protocol DesignPlanner: Sendable {
  associatedtype Design: Sendable
  var request: PlanRequest { get }
  var assumption: PlanRequest.Assumption { get }
  /// As planned.
  var study: Design { get }
  var hasRequired: Bool { get }
  /// Whether a required criterion has no verdict at all in a design.
  func isBlocked(_ design: Design) -> Bool
  /// The truths at which the criteria that move with the bias have their limits.
  var edgesOverBias: [Double] { get }
  func point(
    _ design: Design, _ truth: Truth, _ meter: Meter, _ stage: String, _ stopping: Stopping
  ) async -> PlannedPoint
}

/// The chances of one design at one truth.
struct PlannedPoint: Sendable {
  /// Of each criterion, in their order; where there are several receiving laboratories at the one that passes least.
  let criteria: [Chance?]
  /// Of all required ones together.
  let all: Chance?
}

extension DesignPlanner {
  var truth: Truth { assumption.truth }

  /// The worse of both signs of the offset.
  func producersRisk(_ meter: Meter) async -> ProducersRisk? {
    guard let offset = assumption.offset, hasRequired else { return nil }
    var worst: Chance? = nil
    for bias in offset == 0 ? [0] : [offset, -offset] {
      let found = await point(
        study, truth.with(bias: bias), meter, "the risk at a realistic offset",
        Stopping(maximum: request.simulations, halfWidth: request.halfWidth))
      guard let all = found.all else { continue }
      if worst.map({ all.estimate < $0.estimate }) ?? true { worst = all }
    }
    return worst?.complement.map { ProducersRisk(offset: offset.magnitude, chance: $0) }
  }

  func curve(
    _ quantity: PlanCurve.Quantity, planned: Double, _ points: [Double], _ meter: Meter,
    _ at: (Double) -> (Design?, Truth)
  ) async -> PlanCurve {
    var found: [PlanCurve.Point] = []
    for x in points {
      let (design, truth) = at(x)
      guard let design else { continue }
      let point = await point(
        design, truth, meter, "the curve over \(quantity.words)",
        Stopping(
          maximum: min(request.simulations, StudyPlan.mostStudiesOfCurvePoint),
          halfWidth: max(request.halfWidth, StudyPlan.halfWidthOfCurvePoint)))
      found.append(
        PlanCurve.Point(
          x: x, all: isBlocked(design) || !hasRequired ? nil : point.all, criteria: point.criteria))
    }
    return PlanCurve(quantity: quantity, planned: planned, points: found)
  }

  /// To a third beyond the limits on either side; `nil` where nothing that is judged moves with the bias.
  func curveOverBias(_ meter: Meter) async -> PlanCurve? {
    let edges = edgesOverBias
    guard let low = edges.min(), let high = edges.max() else { return nil }
    let (from, to) = (min(low, truth.bias, 0), max(high, truth.bias, 0))
    let margin = (to - from) / 6
    guard margin > 0 else { return nil }
    let (start, end) = (from - margin, to + margin)
    let points = (0...20).map { start + (end - start) * Double($0) / 20 }
    return await curve(.bias, planned: truth.bias, points, meter) { (study, truth.with(bias: $0)) }
  }

  func curveOverVariability(_ meter: Meter) async -> PlanCurve {
    let factors = [0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.5, 1.75, 2]
    return await curve(.variability, planned: 1, factors, meter) { (study, truth.scaled(by: $0)) }
  }

  /// Some dozen sizes, closer together where they are few, with the planned one and the one that reaches the target.
  static func counts(_ planned: Int, _ enough: Int?, _ most: Int) -> [Double] {
    let end = min(most, max(2 * planned, enough.map { $0 + max(2, $0 / 4) } ?? 4 * planned, 8))
    var counts = Set([planned, enough ?? planned, end].filter { $0 >= 2 })
    for i in 0...9 { counts.insert(max(2, Int((2 + Double(end - 2) * Double(i * i) / 81).rounded()))) }
    return counts.sorted().map(Double.init)
  }
}

extension Chance {
  /// That it does not come about.
  fileprivate var complement: Chance? {
    Chance(exact: exact.map { 1 - $0 }, simulated: simulated.map(\.complement))
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
