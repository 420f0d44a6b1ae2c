internal import Notation
internal import Statistics

/// The plates that a design plans, drawn from an assumed truth and fitted by the code that fits measured ones.
public struct PlannedPlates: Sendable {
  /// How each preparation of a run stands to each of ``rules``.
  public typealias Outcome = [[SimilarityRule.Standing]]

  /// The attribute's criteria of similarity, in their order.
  public let rules: [SimilarityRule]
  /// For each rule, whether a preparation has no potency without it.
  public let isRequired: [Bool]
  private let settings: DoseResponse
  private let names: [String]
  private let lnPotencies: [Double]
  private let truth: PlateTruth

  /// - Returns: `nil` where the attribute has no plates, no criterion on their curves, or the truth says nothing of them.
  /// - Throws: ``PlanningObstacle`` where the assumed curve is none of the attribute's model.
  public init?(_ attribute: Attribute, truth: PlateTruth?) throws(PlanningObstacle) {
    guard let truth, let settings = attribute.doseResponse else { return nil }
    rules = attribute.criteria.compactMap { $0.similarityRule }
    guard !rules.isEmpty else { return nil }
    let isLine: Bool
    if case .line = truth.curve { isLine = true } else { isLine = false }
    guard isLine == settings.isLinear else {
      throw PlanningObstacle(
        "planning.truth.plates of \(quoted(attribute.id)) gives \(isLine ? "a line (intercept and slope)" : "a curve (lower, upper, ec50 and slope)"), and its model \(settings.model.rawValue) is \(isLine ? "a curve" : "a line over ln dose")"
      )
    }
    isRequired = rules.map { settings.requireSimilar.contains($0) }
    // A potency's own interval has no part here, and the profile is the slow one.
    self.settings = DoseResponse(
      model: settings.model, reference: settings.reference, transform: settings.transform, weights: settings.weights,
      zeroDose: settings.zeroDose, interval: .delta, standardErrors: settings.standardErrors)
    let preparations = PlannedDesign.preparations(attribute.design)
    names = preparations.indices.map { "test \($0 + 1)" }.map { $0 == settings.reference ? "\($0)." : $0 }
    // The middle of the levels is taken to be as strong as the reference, in whatever unit they are.
    let logs = preparations.map { level in level.map { AnalysisScale.log.position(of: $0) } ?? 0 }
    let middle = logs.reduce(0, +) / Double(max(1, logs.count))
    lnPotencies = logs.map { $0 - middle }
    self.truth = truth
  }

  /// One run: the reference, and every preparation of the design.
  ///
  /// - Parameters:
  ///   - factor: what the noise of a well is multiplied by.
  ///   - normal: independent standard normal numbers.
  public func run(noise factor: Double, _ normal: () -> Double) -> Outcome {
    var readings: [DoseReading] = []
    for (index, name) in ([settings.reference] + names).enumerated() {
      let isTest = index > 0
      let slope = isTest && truth.slopeSD > 0 ? AnalysisScale.log.reported(truth.slopeSD * normal()) : 1
      let upper = isTest && truth.upperSD > 0 ? AnalysisScale.log.reported(truth.upperSD * normal()) : 1
      let potency = isTest ? lnPotencies[index - 1] : 0
      for dose in truth.doses {
        let mean = response(AnalysisScale.log.position(of: dose) + potency, slope: slope, upper: upper)
        for _ in 0..<truth.replicates {
          readings.append(
            DoseReading(
              row: readings.count, preparation: name, dose: dose,
              response: settings.transform.inverse(mean + truth.residualSD * factor * normal())))
        }
      }
    }
    let assay = PotencyAssay(readings, settings: settings, laboratory: nil, run: "")
    return names.map { name in rules.map { $0.standing(of: name, in: assay) } }
  }

  private func response(_ lnDose: Double, slope: Double, upper: Double) -> Double {
    switch truth.curve {
    case .line(let intercept, let own): return intercept + own * slope * lnDose
    case .sigmoid(let low, let high, let ec50, let own, let asymmetry):
      let high = high * upper
      let x = own.magnitude * slope * (lnDose - AnalysisScale.log.position(of: ec50))
      let (from, to) = own > 0 ? (low, high) : (high, low)
      // (1 + e^x)^-g
      let fall = AnalysisScale.log.reported(
        -asymmetry * AnalysisScale.log.position(of: 1 + AnalysisScale.log.reported(x)))
      return to + (from - to) * fall
    }
  }
}

extension DoseResponse.Transform {
  /// The response whose transform is this.
  fileprivate func inverse(_ value: Double) -> Double {
    switch self {
    case .none: value
    case .ln: AnalysisScale.log.reported(value)
    case .log10: AnalysisScale.log.reported(value * AnalysisScale.log.position(of: 10))
    case .sqrt: value * value
    case .square: max(0, value).squareRoot()
    }
  }
}
