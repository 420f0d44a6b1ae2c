internal import AssayData
internal import Statistics
internal import TransferProtocol

/// How a precision is come by from one laboratory's layout: all of it that does not depend on the values, so that many
/// studies of one shape share it.
struct PrecisionForm: Sendable {
  private enum Route: Sendable {
    case repeatability
    case closed(ClosedForm)
    case model
  }

  private let layout: CellLayout
  private let route: Route
  private let sources: [Role]
  private let reportable: Reportable?
  private let unit: Attribute.UnitOfReplication
  private let laboratory: String
  /// Of each mean square that enters, where closed forms are used.
  private let signs: [(degreesOfFreedom: Double, isPositive: Bool)]?

  /// - Parameter sources: `nil` for repeatability.
  /// - Throws: ``DesignObstacle`` in words that name `laboratory`.
  init(
    _ layout: CellLayout, sources: [Role]?, reportable: Reportable?, unit: Attribute.UnitOfReplication,
    laboratory: String
  ) throws(DesignObstacle) {
    self.layout = layout
    self.sources = sources ?? []
    self.reportable = reportable
    self.unit = unit
    self.laboratory = laboratory
    guard let sources else {
      guard layout.hasReplicates else {
        throw DesignObstacle(
          "\(laboratory) has no replicate results in a unit of replication, so repeatability has no estimate")
      }
      route = .repeatability
      signs = [(Double(layout.rows.count - layout.cells.count), true)]
      return
    }
    // The innermost source must be the unit, or units would be averaged away unseen, by either route.
    if let role = unit.role, let innermost = sources.last, innermost != role {
      throw DesignObstacle("the innermost source must be the unit of replication, \(unit.rawValue)")
    }
    guard layout.unitsHoldAllGroups || layout.unitsAreNestedInGroups else {
      route = .model
      signs = nil
      return
    }
    do throws(DesignObstacle) {
      let closed = try ClosedForm(
        layout, sources: sources, reportable: reportable, unit: unit, laboratory: laboratory)
      route = .closed(closed)
      signs = closed.signs
    } catch {
      guard error.hasModel else { throw error }
      route = .model
      signs = nil
    }
  }

  /// The bounds of the variance at a level; `nil` where the mean squares are not known beforehand or the level is near one
  /// half, and bounds are to be found for each study by itself.
  func boundRule(level: Double) -> VarianceBoundRule? {
    guard let signs, level >= VarianceBoundRule.leastLevel else { return nil }
    return VarianceBoundRule(terms: signs, level: level)
  }

  /// The bounds of the ratio of two precisions, under the same conditions.
  static func ratioRule(receiving: PrecisionForm, sending: PrecisionForm, level: Double) -> VarianceRatioBoundRule? {
    guard let r = receiving.signs, let s = sending.signs, level >= VarianceBoundRule.leastLevel else { return nil }
    return VarianceRatioBoundRule(receiving: r, sending: s, level: level)
  }

  /// - Throws: ``DesignObstacle`` where a mixed model has no answer or a value is too large.
  func precision(_ cells: LaboratoryCells, pivot: Double) throws(DesignObstacle) -> LaboratoryPrecision {
    switch route {
    case .repeatability: try repeatability(cells, pivot: pivot)
    case .closed(let closed): try closed.precision(cells, pivot: pivot)
    case .model:
      try .byModel(
        cells, sources: sources, reportable: reportable, unit: unit, pivot: pivot, laboratory: laboratory)
    }
  }

  /// Repeatability: results of one sample in one unit, pooled over units and samples; replication may be unequal.
  private func repeatability(_ cells: LaboratoryCells, pivot: Double) throws(DesignObstacle) -> LaboratoryPrecision {
    guard let within = try cells.withinUnits() else {
      throw DesignObstacle("\(laboratory) has no replicate results in a unit of replication")
    }
    let averaged = Double(reportable?.runs ?? 1) * Double(reportable?.replicates ?? 1)
    let mean = cells.equallyWeightedMean
    return LaboratoryPrecision(
      variance: VarianceSum([.init(coefficient: 1 / averaged, meanSquare: within)]), meanSquares: [within],
      mean: pivot + mean, meanEstimate: try meanOfUnits(cells, centred: mean, pivot: pivot), units: cells.unitCount,
      results: cells.resultCount,
      remarks: reportable.map {
        ["of the mean of \($0.runs) runs × \($0.replicates) replicates, as far as replicates vary"]
      } ?? [],
      growth: .init(within.degreesOfFreedom, units: cells.unitCount, spent: 0))
  }

  /// The equally weighted mean of one sample's unit means.
  private func meanOfUnits(_ cells: LaboratoryCells, centred: Double, pivot: Double) throws(DesignObstacle)
    -> MeanEstimate?
  {
    guard layout.groups.count == 1, layout.cells.count > 1 else { return nil }
    do throws(SampleError) {
      let moments = try Moments(cells.means)
      let count = layout.cells.count
      return MeanEstimate(
        pivot: pivot, centred: centred, variance: moments.variance / Double(count),
        degreesOfFreedom: Double(count - 1), units: count)
    } catch {
      throw DesignObstacle("a result is too large to be computed with")
    }
  }
}

/// Intermediate precision from mean squares.
///
/// For a balanced nested design with factors A, B(A) … and n replicates, with samples fixed and crossed with the units,
/// the variance of one result of one sample, averaged over samples, is a sum of mean squares with coefficients that are
/// not negative: of each factor's mean square, main and with samples. A reportable mean of more runs or replicates than
/// were measured has negative coefficients too, and its estimate may then come out negative: it is kept so, and said.
private struct ClosedForm: Sendable {
  private let layout: CellLayout
  private let factors: [Role]
  private let reportable: Reportable?
  private let unit: Attribute.UnitOfReplication
  private let laboratory: String
  private let isCommon: Bool
  /// Replicates in a cell; their harmonic mean where they differ.
  private let n: Double
  /// One where units hold all groups, else one a group.
  private let nestings: [NestingLayout]
  /// Of the mean square of each factor.
  private let coefficients: [Double]
  private let withinCoefficient: Double?
  private let interactionNames: [String]
  private let remarks: [String]
  let signs: [(degreesOfFreedom: Double, isPositive: Bool)]

  init(
    _ layout: CellLayout, sources: [Role], reportable: Reportable?, unit: Attribute.UnitOfReplication,
    laboratory: String
  ) throws(DesignObstacle) {
    self.layout = layout
    self.reportable = reportable
    self.unit = unit
    self.laboratory = laboratory
    let isCommon = layout.unitsHoldAllGroups
    self.isCommon = isCommon
    let counts = layout.cells.map { Double($0.results.count) }
    // With unequal replicates the harmonic mean takes the place of their number: unweighted cell means (Thomas & Hultquist
    // 1978, Ann. Stat. 6, 582-587; Burdick & Graybill 1992, ch. 3).
    let isUnequal = Set(counts).count > 1
    // An equal number is taken as it is: its harmonic mean may be off by a bit, and a coefficient of zero then not be zero.
    let n = isUnequal ? Double(counts.count) / counts.map { 1 / $0 }.sorted().reduce(0, +) : counts[0]
    self.n = n
    let factors = sources.isEmpty ? [unit.role].compactMap { $0 } : sources
    if factors.isEmpty { throw DesignObstacle("no source of variation is named") }
    self.factors = factors
    interactionNames = factors.map { "\($0.rawValue) × sample" }
    func label(_ row: StudyRow, _ role: Role) -> Int32 {
      role == .analyst ? row.analyst : role == .day ? row.day : row.run
    }
    try Self.requireOneLabelEach(layout, factors, laboratory: laboratory, unit: unit, label: label)
    // Units that hold all groups have the same labels in each of them.
    var nestings: [NestingLayout] = []
    for group in isCommon ? Array(layout.groups.prefix(1)) : layout.groups {
      do throws(NestingError) {
        nestings.append(
          try NestingLayout(
            factors: factors.map(\.rawValue),
            labels: layout.cells[group].map { cell in factors.map { label(cell.row, $0) } }))
      } catch {
        throw DesignObstacle(error.words(laboratory), hasModel: error.hasModel)
      }
    }
    guard let shape = nestings.first, nestings.allSatisfy({ $0.valuesPerGroup == shape.valuesPerGroup }) else {
      throw DesignObstacle("the samples do not share one balanced design", hasModel: true)
    }
    self.nestings = nestings
    let runs = Double(reportable?.runs ?? 1)
    let replicates = Double(reportable?.replicates ?? 1)
    // σ² of one cell mean of n results is Σ over factors of MS (1/b - 1/b'), b and b' the cells in a group of the factor and
    // of the one inside it; a reportable mean of runs shares every factor but the innermost: of that, σ²_unit/runs, with
    // σ²_unit = MS - (what lies outside it).
    coefficients = factors.indices.map { level in
      let outer = level == 0 ? 0 : 1 / Double(shape.valuesPerGroup[level - 1])
      return (level == factors.count - 1 ? 1 / runs : 1 / Double(shape.valuesPerGroup[level])) - outer
    }
    if layout.hasReplicates {
      withinCoefficient = 1 / (runs * replicates) - 1 / (runs * n)
    } else if replicates > 1 {
      throw DesignObstacle("a reportable value of several replicates needs replicates, and there are none")
    } else {
      withinCoefficient = nil
    }
    var signs: [(degreesOfFreedom: Double, isPositive: Bool)] = []
    let k = Double(layout.groups.count)
    for (level, coefficient) in coefficients.enumerated() where coefficient != 0 {
      let own = shape.degreesOfFreedom[level]
      if isCommon && k > 1 {
        signs.append((own, coefficient > 0))
        signs.append((own * (k - 1), coefficient > 0))
      } else {
        signs.append((nestings.reduce(0) { $0 + $1.degreesOfFreedom[level] }, coefficient > 0))
      }
    }
    if let withinCoefficient, withinCoefficient != 0 {
      signs.append((Double(layout.rows.count - layout.cells.count), withinCoefficient > 0))
    }
    self.signs = signs
    var remarks: [String] = []
    if isUnequal {
      remarks.append("unequal replicates: unweighted means, with the harmonic mean \(shortened(n)) for their number")
    }
    if !layout.hasReplicates {
      remarks.append("without replicates, repeatability is part of the variation between \(unit.plural)")
    }
    for factor in factors {
      let count = Set(layout.cells.map { label($0.row, factor) }).count
      if count < 3 {
        remarks.append(
          "\(factor.rawValue) has \(count) levels at \(laboratory): fewer than 3 say little of its variation")
      }
    }
    if let reportable {
      remarks.append("of the mean of \(reportable.runs) runs × \(reportable.replicates) replicates")
    }
    self.remarks = remarks
  }

  func precision(_ cells: LaboratoryCells, pivot: Double) throws(DesignObstacle) -> LaboratoryPrecision {
    let k = Double(layout.groups.count)
    let isCrossed = isCommon && layout.groups.count > 1
    // Mean squares on the scale of cell means; times n they are those of single results.
    let each = layout.groups.indices.map { group in
      nestings[isCommon ? 0 : group].meanSquares(Array(cells.means[layout.groups[group]]))
    }
    let main = isCrossed ? nestings[0].meanSquares(cells.meansOfUnits) : []
    var terms: [VarianceSum.Term] = []
    var shown: [MeanSquare] = []
    func add(_ name: String, _ value: Double, _ degreesOfFreedom: Double, _ coefficient: Double) {
      terms.append(
        .init(
          coefficient: coefficient,
          meanSquare: MeanSquare(name: name, value: value, degreesOfFreedom: degreesOfFreedom)))
      shown.append(MeanSquare(name: name, value: n * value, degreesOfFreedom: degreesOfFreedom))
    }
    for (level, factor) in factors.enumerated() {
      let coefficient = coefficients[level]
      let own = each[0][level].degreesOfFreedom
      if isCrossed {
        let mainValue = k * main[level].value
        let sum = each.map { $0[level].value }.sorted().reduce(0, +)
        let interaction = max(0, (sum - mainValue) / (k - 1))
        add(factor.rawValue, mainValue, own, coefficient / k)
        add(interactionNames[level], interaction, own * (k - 1), coefficient * (k - 1) / k)
      } else {
        let total = each.reduce(0) { $0 + $1[level].degreesOfFreedom }
        let pooled = each.map { $0[level].value * $0[level].degreesOfFreedom }.sorted().reduce(0, +) / total
        add(factor.rawValue, pooled, total, coefficient)
      }
    }
    var remarks = remarks
    if let withinCoefficient, let within = try cells.withinUnits() {
      let innermost = shown.last { $0.name == factors.last?.rawValue }
      terms.append(.init(coefficient: withinCoefficient, meanSquare: within))
      shown.append(within)
      if let innermost, innermost.value < within.value {
        remarks.append(
          "the variance between \(unit.plural) is estimated as negative, hence 0: the total uses the mean squares as they are"
        )
      }
    }
    let variance = VarianceSum(terms)
    let mean = cells.equallyWeightedMean
    var meanEstimate: MeanEstimate? = nil
    // The mean varies as the means of the outermost factor do.
    if each.count == 1, let outermost = each[0].first {
      let count = layout.cells.count
      meanEstimate = MeanEstimate(
        pivot: pivot, centred: mean, variance: outermost.value / Double(count),
        degreesOfFreedom: outermost.degreesOfFreedom, units: count)
    }
    return LaboratoryPrecision(
      variance: variance, meanSquares: shown, mean: pivot + mean, meanEstimate: meanEstimate,
      units: cells.unitCount, results: cells.resultCount, remarks: remarks,
      growth: .init(
        variance.degreesOfFreedom, units: cells.unitCount, spent: isCommon ? 1 : layout.groups.count))
  }

  /// A unit that two analysts share, say, is not nested in analysts, whoever comes first in the file.
  private static func requireOneLabelEach(
    _ layout: CellLayout, _ factors: [Role], laboratory: String, unit: Attribute.UnitOfReplication,
    label: (StudyRow, Role) -> Int32
  ) throws(DesignObstacle) {
    for role in factors.dropLast() {
      var known: [Int32: Int32] = [:]
      for row in layout.rows {
        let code = label(row, role)
        if let seen = known[row.unit], seen != code {
          throw DesignObstacle(
            "at \(laboratory) one \(unit.rawValue) holds several levels of \(role.rawValue), so \(unit.plural) are not nested in it",
            hasModel: true)
        }
        known[row.unit] = code
      }
    }
  }
}

/// A count that may be fractional, to two places.
private func shortened(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
