internal import AssayData
internal import Statistics
internal import TransferProtocol

/// A laboratory's precision on the analysis scale, from mean squares of its balanced design.
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

  /// Repeatability: results of one sample in one unit, pooled over units and samples; replication may be unequal.
  static func repeatability(
    _ cells: LaboratoryCells, reportable: Reportable?, pivot: Double, laboratory: String
  ) throws(DesignObstacle)
    -> LaboratoryPrecision
  {
    let within = try withinUnits(cells)
    guard let within else {
      throw DesignObstacle(
        "\(laboratory) has no replicate results in a unit of replication, so repeatability has no estimate")
    }
    let averaged = Double(reportable?.runs ?? 1) * Double(reportable?.replicates ?? 1)
    return LaboratoryPrecision(
      variance: VarianceSum([.init(coefficient: 1 / averaged, meanSquare: within)]), meanSquares: [within],
      mean: pivot + centredMean(cells), meanEstimate: try meanOfUnits(cells, pivot: pivot), units: cells.unitCount,
      results: cells.resultCount,
      remarks: reportable.map {
        ["of the mean of \($0.runs) runs × \($0.replicates) replicates, as far as replicates vary"]
      } ?? [],
      growth: Growth(within.degreesOfFreedom, units: cells.unitCount, spent: 0))
  }

  /// Intermediate precision of one result, or of a mean over runs and replicates, from the named sources: in closed form
  /// where the design is balanced but for the number of replicates, by REML where it is not.
  static func intermediate(
    _ cells: LaboratoryCells, sources: [Role], reportable: Reportable?, unit: Attribute.UnitOfReplication,
    pivot: Double, laboratory: String
  ) throws(DesignObstacle) -> LaboratoryPrecision {
    // The innermost source must be the unit, or units would be averaged away unseen, by either route.
    if let role = unit.role, let innermost = sources.last, innermost != role {
      throw DesignObstacle("the innermost source must be the unit of replication, \(unit.rawValue)")
    }
    guard cells.unitsHoldAllGroups || cells.unitsAreNestedInGroups else {
      return try byModel(
        cells, sources: sources, reportable: reportable, unit: unit, pivot: pivot, laboratory: laboratory)
    }
    do throws(DesignObstacle) {
      return try closedForm(
        cells, sources: sources, reportable: reportable, unit: unit, pivot: pivot, laboratory: laboratory)
    } catch {
      guard error.hasModel else { throw error }
      return try byModel(
        cells, sources: sources, reportable: reportable, unit: unit, pivot: pivot, laboratory: laboratory)
    }
  }

  /// The same from components of variance by REML, random from the outermost source to the unit, samples fixed; bounds by
  /// chi-square with Satterthwaite's degrees of freedom.
  private static func byModel(
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
    let hasReplicates = cells.groups.contains { $0.cells.contains { $0.values.count > 1 } }
    if isCrossed, hasReplicates, let last = factors.last { factors.append(.interaction(last, groups)) }
    do throws(MixedModelError) {
      let fit = try VarianceComponents(
        flat.values, random: factors, fixed: cells.groups.count > 1 ? [FixedTerm(groups)] : [], arrangement: .asCoded)
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
        meanSquares: shown, mean: meanEstimate?.mean ?? pivot + centredMean(cells), meanEstimate: meanEstimate,
        units: cells.unitCount,
        results: cells.resultCount,
        remarks: remarks, growth: Growth(degreesOfFreedom, units: cells.unitCount, spent: 1),
        convention: "components by REML, chi-square bounds with Satterthwaite df")
    } catch {
      throw DesignObstacle("the design at \(laboratory) is not balanced, and its mixed model has no answer: \(error)")
    }
  }

  /// For a balanced nested design with factors A, B(A) … and n replicates, with samples fixed and crossed with the units,
  /// the variance of one result of one sample, averaged over samples, is a sum of mean squares with coefficients that are
  /// not negative: of each factor's mean square, main and with samples. A reportable mean of more runs or replicates than
  /// were measured has negative coefficients too, and its estimate may then come out negative: it is kept so, and said.
  private static func closedForm(
    _ cells: LaboratoryCells, sources: [Role], reportable: Reportable?, unit: Attribute.UnitOfReplication,
    pivot: Double,
    laboratory: String
  ) throws(DesignObstacle) -> LaboratoryPrecision {
    let isCommon = cells.unitsHoldAllGroups
    let counts = cells.groups.flatMap { $0.cells.map { Double($0.values.count) } }
    // With unequal replicates the harmonic mean takes the place of their number: unweighted cell means (Thomas & Hultquist
    // 1978, Ann. Stat. 6, 582-587; Burdick & Graybill 1992, ch. 3).
    let isUnequal = Set(counts).count > 1
    // An equal number is taken as it is: its harmonic mean may be off by a bit, and a coefficient of zero then not be zero.
    let n = isUnequal ? Double(counts.count) / counts.map { 1 / $0 }.sorted().reduce(0, +) : counts[0]
    let within = try withinUnits(cells)
    let factors = sources.isEmpty ? [unit.role].compactMap { $0 } : sources
    if factors.isEmpty { throw DesignObstacle("no source of variation is named") }
    func labels(_ cell: LaboratoryCells.Cell) -> [String] {
      factors.map { role in
        switch role {
        case .analyst: "\(cell.row.analyst)"
        case .day: "\(cell.row.day)"
        default: "\(cell.row.run)"
        }
      }
    }
    func nesting(_ cellsOfGroup: [LaboratoryCells.Cell], _ values: [Double]) throws(DesignObstacle) -> BalancedNesting {
      do throws(NestingError) {
        return try BalancedNesting(factors: factors.map(\.rawValue), labels: cellsOfGroup.map(labels), values: values)
      } catch {
        throw DesignObstacle(error.words(laboratory), hasModel: error.hasModel)
      }
    }
    try requireOneLabelEach(cells, factors, laboratory: laboratory, unit: unit)
    let k = Double(cells.groups.count)
    // Mean squares on the scale of cell means; times n they are those of single results.
    var each: [BalancedNesting] = []
    for group in cells.groups { each.append(try nesting(group.cells, group.cells.map { orderFreeMean($0.values) })) }
    guard let shape = each.first, each.allSatisfy({ $0.valuesPerGroup == shape.valuesPerGroup }) else {
      throw DesignObstacle("the samples do not share one balanced design", hasModel: true)
    }
    let runsInReportable = Double(reportable?.runs ?? 1)
    let replicatesInReportable = Double(reportable?.replicates ?? 1)
    // σ² of one cell mean of n results is Σ over factors of MS (1/b - 1/b'), b and b' the cells in a group of the factor and
    // of the one inside it; a reportable mean of runs shares every factor but the innermost.
    var terms: [VarianceSum.Term] = []
    var shown: [MeanSquare] = []
    for (level, factor) in factors.enumerated() {
      let size = Double(shape.valuesPerGroup[level])
      let outer: Double? = level == 0 ? nil : Double(shape.valuesPerGroup[level - 1])
      let isInnermost = level == factors.count - 1
      let runs = runsInReportable
      var coefficient = 1 / size - (outer.map { 1 / $0 } ?? 0)
      if isInnermost {
        // In the innermost: σ²_unit/runs, with σ²_unit = MS - (what lies outside it).
        coefficient = 1 / runs - (outer.map { 1 / $0 } ?? 0)
      }
      let average = each.map { $0.meanSquares[level] }
      let degreesOfFreedom = average[0].degreesOfFreedom
      if isCommon && cells.groups.count > 1 {
        let unitMeans = cells.groups[0].cells.indices.map { unit in
          orderFreeMean(cells.groups.map { orderFreeMean($0.cells[unit].values) })
        }
        let main = try nesting(cells.groups[0].cells, unitMeans).meanSquares[level]
        let mainValue = k * main.value
        let interaction = max(0, (average.map(\.value).sorted().reduce(0, +) - mainValue) / (k - 1))
        terms.append(
          .init(
            coefficient: coefficient / k,
            meanSquare: MeanSquare(name: factor.rawValue, value: mainValue, degreesOfFreedom: degreesOfFreedom)))
        terms.append(
          .init(
            coefficient: coefficient * (k - 1) / k,
            meanSquare: MeanSquare(
              name: "\(factor.rawValue) × sample", value: interaction, degreesOfFreedom: degreesOfFreedom * (k - 1))))
        shown.append(
          MeanSquare(name: factor.rawValue, value: n * mainValue, degreesOfFreedom: degreesOfFreedom))
        shown.append(
          MeanSquare(
            name: "\(factor.rawValue) × sample", value: n * interaction,
            degreesOfFreedom: degreesOfFreedom * (k - 1)))
      } else {
        let total = average.reduce(0) { $0 + $1.degreesOfFreedom }
        let pooled = average.map { $0.value * $0.degreesOfFreedom }.sorted().reduce(0, +) / total
        let square = MeanSquare(name: factor.rawValue, value: pooled, degreesOfFreedom: total)
        terms.append(.init(coefficient: coefficient, meanSquare: square))
        shown.append(MeanSquare(name: factor.rawValue, value: n * pooled, degreesOfFreedom: total))
      }
    }
    var remarks: [String] = []
    if isUnequal {
      remarks.append("unequal replicates: unweighted means, with the harmonic mean \(shortened(n)) for their number")
    }
    if let within {
      let coefficient = 1 / (runsInReportable * replicatesInReportable) - 1 / (runsInReportable * n)
      terms.append(.init(coefficient: coefficient, meanSquare: within))
      shown.append(within)
      let innermost = shown.last { $0.name == factors.last?.rawValue }
      if let innermost, innermost.value < within.value {
        remarks.append(
          "the variance between \(unit.plural) is estimated as negative, hence 0: the total uses the mean squares as they are"
        )
      }
    } else if replicatesInReportable > 1 {
      throw DesignObstacle("a reportable value of several replicates needs replicates, and there are none")
    } else {
      remarks.append("without replicates, repeatability is part of the variation between \(unit.plural)")
    }
    for factor in factors {
      let count = Set(cells.groups.flatMap { $0.cells.map { labels($0)[factors.firstIndex(of: factor) ?? 0] } }).count
      if count < 3 {
        remarks.append(
          "\(factor.rawValue) has \(count) levels at \(laboratory): fewer than 3 say little of its variation")
      }
    }
    if reportable != nil {
      remarks.append("of the mean of \(Int(runsInReportable)) runs × \(Int(replicatesInReportable)) replicates")
    }
    let variance = VarianceSum(terms)
    let spent = isCommon ? 1 : cells.groups.count
    var meanEstimate: MeanEstimate? = nil
    // The mean varies as the means of the outermost factor do.
    if each.count == 1, let outermost = each[0].meanSquares.first {
      let count = cells.groups[0].cells.count
      meanEstimate = MeanEstimate(
        pivot: pivot, centred: centredMean(cells), variance: outermost.value / Double(count),
        degreesOfFreedom: outermost.degreesOfFreedom, units: count)
    }
    return LaboratoryPrecision(
      variance: variance, meanSquares: shown, mean: meanEstimate?.mean ?? pivot + centredMean(cells),
      meanEstimate: meanEstimate,
      units: cells.unitCount, results: cells.resultCount, remarks: remarks,
      growth: Growth(variance.degreesOfFreedom, units: cells.unitCount, spent: spent))
  }

  /// A unit that two analysts share, say, is not nested in analysts, whoever comes first in the file.
  private static func requireOneLabelEach(
    _ cells: LaboratoryCells, _ factors: [Role], laboratory: String, unit: Attribute.UnitOfReplication
  ) throws(DesignObstacle) {
    for role in factors.dropLast() {
      var label: [Int32: Int32] = [:]
      for cell in cells.groups.flatMap(\.cells) {
        for row in cell.rows {
          let code = role == .analyst ? row.analyst : role == .day ? row.day : row.run
          if let seen = label[cell.unit], seen != code {
            throw DesignObstacle(
              "at \(laboratory) one \(unit.rawValue) holds several levels of \(role.rawValue), so \(unit.plural) are not nested in it",
              hasModel: true)
          }
          label[cell.unit] = code
        }
      }
    }
  }

  private static func withinUnits(_ cells: LaboratoryCells) throws(DesignObstacle) -> MeanSquare? {
    do throws(SampleError) {
      return try MeanSquare.within(cells.groups.flatMap { $0.cells.map(\.values) }, name: "repeatability")
    } catch {
      throw DesignObstacle("a result is too large to be computed with")
    }
  }

  /// The equally weighted mean of one sample's unit means.
  private static func meanOfUnits(_ cells: LaboratoryCells, pivot: Double) throws(DesignObstacle) -> MeanEstimate? {
    guard cells.groups.count == 1, cells.groups[0].cells.count > 1 else { return nil }
    do throws(SampleError) {
      let moments = try Moments(cells.groups[0].cells.map { orderFreeMean($0.values) })
      let count = cells.groups[0].cells.count
      return MeanEstimate(
        pivot: pivot, centred: centredMean(cells), variance: moments.variance / Double(count),
        degreesOfFreedom: Double(count - 1), units: count)
    } catch {
      throw DesignObstacle("a result is too large to be computed with")
    }
  }

  private static func centredMean(_ cells: LaboratoryCells) -> Double {
    orderFreeMean(cells.groups.map { orderFreeMean($0.cells.map { orderFreeMean($0.values) }) })
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

/// A count that may be fractional, to two places.
private func shortened(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

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
