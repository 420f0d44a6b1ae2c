internal import AssayData
internal import Statistics
internal import TransferProtocol

/// A laboratory's precision on the analysis scale, from mean squares of its balanced design or from a mixed model.
struct LaboratoryPrecision {
  let variance: VarianceSum
  /// Outermost first, on the scale of one result.
  let meanSquares: [MeanSquare]
  /// The mean over all results, on the analysis scale.
  let mean: Double
  /// The same mean with the standard error that its design gives; `nil` where there are several samples, or a single unit,
  /// whose results are a simple sample.
  let meanEstimate: MeanEstimate?
  let units: Int
  let results: Int
  let remarks: [String]
  /// How the degrees of freedom grow in a new study; `nil` where one unit says nothing of it.
  let growth: Growth?
  /// How the bounds are come by, where it is not by the mean squares themselves.
  var convention: String? = nil

  /// Degrees of freedom per unit beyond `spent`: none is spent on repeatability, one on each mean that units vary about.
  struct Growth {
    let perUnit: Double
    let spent: Int

    init?(_ degreesOfFreedom: Double?, units: Int, spent: Int) {
      guard let degreesOfFreedom, units > spent else { return nil }
      perUnit = degreesOfFreedom / Double(units - spent)
      self.spent = spent
    }

    func degreesOfFreedom(units: Int) -> Double { perUnit * Double(max(0, units - spent)) }
  }

  /// The same from components of variance by REML, random from the outermost source to the unit, samples fixed; bounds by
  /// chi-square with Satterthwaite's degrees of freedom.
  static func byModel(
    _ cells: LaboratoryCells, sources: [Role], reportable: Reportable?, unit: Attribute.UnitOfReplication,
    pivot: Double, laboratory: String
  ) throws(DesignObstacle) -> LaboratoryPrecision {
    let flat = cells.flat
    let groups = ModelFactor("sample", flat.groups)
    var factors = sources.map { role in
      ModelFactor(
        role.rawValue,
        flat.rows.map {
          Int(role == .analyst ? $0.analyst : role == .day ? $0.day : role == unit.role ? $0.unit : $0.run)
        })
    }
    let innermost = factors.count - 1
    let isCrossed = !cells.unitsAreNestedInGroups
    let hasReplicates = cells.layout.hasReplicates
    if isCrossed, hasReplicates, let last = factors.last { factors.append(.interaction(last, groups)) }
    do throws(MixedModelError) {
      let fit = try VarianceComponents(
        flat.values, random: factors, fixed: cells.layout.groups.count > 1 ? [FixedTerm(groups)] : [],
        arrangement: .asCoded)
      let runs = Double(reportable?.runs ?? 1)
      let averaged = runs * Double(reportable?.replicates ?? 1)
      if !hasReplicates, (reportable?.replicates ?? 1) > 1 {
        throw MixedModelError.noResidualDegreesOfFreedom
      }
      let coefficients = fit.components.indices.map { index -> Double in
        if index == fit.components.count - 1 { return 1 / averaged }
        return index >= innermost ? 1 / runs : 1
      }
      let estimate = fit.estimate(of: coefficients)
      guard estimate > 0, let degreesOfFreedom = try fit.degreesOfFreedom(of: coefficients) else {
        throw MixedModelError.noResidualVariation
      }
      var remarks = ["the design at \(laboratory) is not balanced and nested, so components are by REML"]
      let zero = fit.components.filter(\.isAtZero).map(\.name)
      if !zero.isEmpty { remarks.append("estimated as zero (boundary): \(zero.joined(separator: ", "))") }
      if let reportable {
        remarks.append("of the mean of \(reportable.runs) runs × \(reportable.replicates) replicates")
      }
      // Each component above zero with degrees of freedom of its own; one at zero is named above.
      var shown: [MeanSquare] = []
      for (index, component) in fit.components.enumerated() where component.variance > 0 {
        guard let own = try fit.degreesOfFreedom(of: fit.only(index)) else { continue }
        shown.append(MeanSquare(name: "component \(component.name)", value: component.variance, degreesOfFreedom: own))
      }
      // One sample's mean is the intercept; its own error widens a %CV.
      var meanEstimate: MeanEstimate? = nil
      if fit.fixedEffects.estimates.count == 1 {
        let intercept = try fit.fixedEffects.contrast([1], rule: .satterthwaite)
        meanEstimate = MeanEstimate(
          pivot: pivot, centred: intercept.estimate, variance: intercept.standardError * intercept.standardError,
          degreesOfFreedom: intercept.degreesOfFreedom, units: cells.unitCount)
      }
      let total = MeanSquare(name: "total by REML", value: estimate, degreesOfFreedom: degreesOfFreedom)
      return LaboratoryPrecision(
        variance: VarianceSum([.init(coefficient: 1, meanSquare: total)]),
        meanSquares: shown, mean: meanEstimate?.mean ?? pivot + cells.equallyWeightedMean, meanEstimate: meanEstimate,
        units: cells.unitCount,
        results: cells.resultCount,
        remarks: remarks, growth: Growth(degreesOfFreedom, units: cells.unitCount, spent: 1),
        convention: "components by REML, chi-square bounds with Satterthwaite df")
    } catch {
      throw DesignObstacle("the design at \(laboratory) is not balanced, and its mixed model has no answer: \(error)")
    }
  }
}

extension Attribute.UnitOfReplication {
  /// The role that holds it; `nil` for single results.
  var role: Role? {
    switch self {
    case .run: .run
    case .day: .day
    case .analyst: .analyst
    case .sample: .sample
    case .result: nil
    }
  }
}

extension NestingError {
  /// Whether a mixed model can do what the closed form cannot.
  var hasModel: Bool {
    switch self {
    case .unbalanced, .crossed: true
    case .confounded, .oneLevel: false
    }
  }

  func words(_ laboratory: String) -> String {
    switch self {
    case .unbalanced(let factor):
      "at \(laboratory) the levels of \(factor) are not equally replicated"
    case .crossed(let outer, let inner):
      "at \(laboratory) \(outer) and \(inner) cross instead of nesting (a \(inner) occurs under several levels of \(outer))"
    case .confounded(let outer, let inner):
      "at \(laboratory) \(outer) and \(inner) cannot be told apart: each level of one has a single level of the other; name one of them as the source"
    case .oneLevel(let factor): "at \(laboratory) \(factor) has a single level, so its variation has no estimate"
    }
  }
}
