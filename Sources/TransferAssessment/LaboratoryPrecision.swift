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

  /// Repeatability: results of one sample in one unit, pooled over units and samples; replication may be unequal.
  static func repeatability(_ cells: LaboratoryCells, pivot: Double, laboratory: String) throws(DesignObstacle)
    -> LaboratoryPrecision
  {
    let within = try withinUnits(cells)
    guard let within else {
      throw DesignObstacle(
        "\(laboratory) has no replicate results in a unit of replication, so repeatability has no estimate")
    }
    return LaboratoryPrecision(
      variance: VarianceSum([.init(coefficient: 1, meanSquare: within)]), meanSquares: [within],
      mean: pivot + centredMean(cells), meanEstimate: try meanOfUnits(cells, pivot: pivot), units: cells.unitCount,
      results: cells.resultCount, remarks: [])
  }

  /// Intermediate precision of one result, or of a mean over runs and replicates, from the named sources.
  ///
  /// For a balanced nested design with factors A, B(A) … and n replicates, with samples fixed and crossed with the units,
  /// the variance of one result of one sample, averaged over samples, is a sum of mean squares with coefficients that are
  /// not negative: of each factor's mean square, main and with samples. A reportable mean of more runs or replicates than
  /// were measured has negative coefficients too, and its estimate may then come out negative: it is kept so, and said.
  static func intermediate(
    _ cells: LaboratoryCells, sources: [Role], reportable: Reportable?, unit: Attribute.UnitOfReplication,
    pivot: Double,
    laboratory: String
  ) throws(DesignObstacle) -> LaboratoryPrecision {
    let structure = try cells.structure()
    let replicates = Set(cells.groups.flatMap { $0.cells.map(\.values.count) })
    guard replicates.count == 1, let n = replicates.first else {
      throw DesignObstacle(
        "the number of replicates differs between samples; unbalanced replication is not evaluated by this version")
    }
    let within = try withinUnits(cells)
    let factors = sources.isEmpty ? [unit.role].compactMap { $0 } : sources
    if factors.isEmpty { throw DesignObstacle("no source of variation is named") }
    // The innermost source must be the unit, or units would be averaged away unseen.
    if let role = unit.role, factors.last != role {
      throw DesignObstacle("the innermost source must be the unit of replication, \(unit.rawValue)")
    }
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
        throw DesignObstacle(error.words(laboratory))
      }
    }
    let k = Double(cells.groups.count)
    // Mean squares on the scale of cell means; times n they are those of single results.
    var each: [BalancedNesting] = []
    for group in cells.groups { each.append(try nesting(group.cells, group.cells.map { orderFreeMean($0.values) })) }
    guard let shape = each.first, each.allSatisfy({ $0.valuesPerGroup == shape.valuesPerGroup }) else {
      throw DesignObstacle("the samples do not share one balanced design")
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
      switch structure {
      case .common where cells.groups.count > 1:
        let unitMeans = cells.groups[0].cells.indices.map { unit in
          orderFreeMean(cells.groups.map { orderFreeMean($0.cells[unit].values) })
        }
        let main = try nesting(cells.groups[0].cells, unitMeans).meanSquares[level]
        let mainValue = k * main.value
        let interaction = max(0, (average.reduce(0) { $0 + $1.value } - mainValue) / (k - 1))
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
          MeanSquare(name: factor.rawValue, value: Double(n) * mainValue, degreesOfFreedom: degreesOfFreedom))
        shown.append(
          MeanSquare(
            name: "\(factor.rawValue) × sample", value: Double(n) * interaction,
            degreesOfFreedom: degreesOfFreedom * (k - 1)))
      case .common, .separate:
        let total = average.reduce(0) { $0 + $1.degreesOfFreedom }
        let pooled = average.map { $0.value * $0.degreesOfFreedom }.sorted().reduce(0, +) / total
        let square = MeanSquare(name: factor.rawValue, value: pooled, degreesOfFreedom: total)
        terms.append(.init(coefficient: coefficient, meanSquare: square))
        shown.append(MeanSquare(name: factor.rawValue, value: Double(n) * pooled, degreesOfFreedom: total))
      }
    }
    var remarks: [String] = []
    if let within {
      let coefficient = 1 / (runsInReportable * replicatesInReportable) - 1 / (runsInReportable * Double(n))
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
    var meanEstimate: MeanEstimate? = nil
    // The mean varies as the means of the outermost factor do.
    if each.count == 1, let outermost = each[0].meanSquares.first {
      let count = cells.groups[0].cells.count
      meanEstimate = MeanEstimate(
        pivot: pivot, centred: centredMean(cells), variance: outermost.value / Double(count),
        degreesOfFreedom: outermost.degreesOfFreedom, units: count)
    }
    return LaboratoryPrecision(
      variance: VarianceSum(terms), meanSquares: shown, mean: pivot + centredMean(cells), meanEstimate: meanEstimate,
      units: cells.unitCount,
      results: cells.resultCount, remarks: remarks)
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

extension NestingError {
  func words(_ laboratory: String) -> String {
    switch self {
    case .unbalanced(let factor):
      "at \(laboratory) the levels of \(factor) are not equally replicated; unbalanced nesting is not evaluated by this version"
    case .crossed(let outer, let inner):
      "at \(laboratory) \(outer) and \(inner) cross instead of nesting (a \(inner) occurs under several levels of \(outer)); crossed sources are not evaluated by this version"
    case .confounded(let outer, let inner):
      "at \(laboratory) \(outer) and \(inner) cannot be told apart: each level of one has a single level of the other; name one of them as the source"
    case .oneLevel(let factor): "at \(laboratory) \(factor) has a single level, so its variation has no estimate"
    }
  }
}
