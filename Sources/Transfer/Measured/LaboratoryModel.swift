internal import AssayData
internal import Statistics

/// A laboratory's own mixed model, for designs whose replication is unbalanced.
///
/// y = sample (fixed) + unit + unit × sample + ε, random from the unit of replication downwards, by REML. The factors above
/// the unit are not modelled as random.
struct LaboratoryModel {
  let components: VarianceComponents
  private let groupCodes: [Int]
  /// Whether a unit may deviate by sample.
  let hasCells: Bool
  let isAtZero: Bool
  /// "run and run × sample random".
  let random: String

  /// - Throws: ``DesignObstacle`` in words that name `laboratory`.
  init(_ cells: LaboratoryCells, unit: Attribute.UnitOfReplication, laboratory: String) throws(DesignObstacle) {
    let flat = cells.flat
    let units = ModelFactor(unit.rawValue, flat.units)
    let groups = ModelFactor("sample", flat.groups)
    // Where units hold several samples and a cell several results, a unit may deviate by sample too.
    hasCells = !cells.unitsAreNestedInGroups && cells.layout.hasReplicates
    let factors = hasCells ? [units, ModelFactor.interaction(units, groups)] : [units]
    do throws(MixedModelError) {
      components = try VarianceComponents(
        flat.values, random: factors, fixed: cells.layout.groups.count > 1 ? [FixedTerm(groups)] : [])
    } catch {
      throw DesignObstacle("replication at \(laboratory) is unbalanced, and its mixed model has no answer: \(error)")
    }
    groupCodes = cells.layout.groupCodes.map { Int($0) }
    isAtZero = components.components.first?.isAtZero ?? false
    random = hasCells ? "\(unit.rawValue) and \(unit.rawValue) × sample random" : "\(unit.rawValue) random"
  }

  /// The equally weighted mean over the samples.
  func mean(pivot: Double, units: Int, rule: DegreesOfFreedomRule, laboratory: String) throws(DesignObstacle)
    -> MeanEstimate
  {
    let effects = components.fixedEffects
    let rows = groupCodes.compactMap { effects.weights(at: ["sample": $0]) }
    guard rows.count == groupCodes.count, let first = rows.first else {
      throw DesignObstacle("a sample at \(laboratory) has no estimate")
    }
    let weights = first.indices.map { column in orderFreeMean(rows.map { $0[column] }) }
    do throws(MixedModelError) {
      let contrast = try effects.contrast(weights, rule: rule)
      return MeanEstimate(
        pivot: pivot, centred: contrast.estimate, variance: contrast.standardError * contrast.standardError,
        degreesOfFreedom: contrast.degreesOfFreedom, units: units)
    } catch {
      throw DesignObstacle("the mean of \(laboratory) has no standard error: \(error)")
    }
  }
}

extension ModelDegreesOfFreedom {
  var rule: DegreesOfFreedomRule {
    switch self {
    case .satterthwaite: .satterthwaite
    case .kenwardRoger: .kenwardRoger
    }
  }

  /// As a method is reported.
  var words: String {
    switch self {
    case .satterthwaite: "Satterthwaite df"
    case .kenwardRoger: "Kenward-Roger df"
    }
  }
}

/// One mixed model of both laboratories, with common variances: y = laboratory, sample and both together (fixed) + unit
/// within laboratory + unit × sample + ε.
struct CommonModel {
  let contrast: FixedContrast
  let random: String
  let isAtZero: Bool
  let receiving: LaboratoryCells
  let sending: LaboratoryCells
  /// Whether a unit may deviate by sample.
  let hasCells: Bool
  let components: [VarianceComponents.Component]

  /// The receiving laboratory's equally weighted mean over the samples less the sending one's.
  ///
  /// - Throws: ``DesignObstacle``.
  init(
    receiving: LaboratoryCells, sending: LaboratoryCells, unit: Attribute.UnitOfReplication, rule: ModelDegreesOfFreedom
  ) throws(DesignObstacle) {
    let (r, s) = (receiving.flat, sending.flat)
    // Units are each laboratory's own, and a sample at a laboratory is one level of the fixed part.
    let offset = (s.units.max() ?? 0) + 1
    let shift = (s.groups + r.groups).reduce(0, max) + 1
    let units = ModelFactor(unit.rawValue, s.units + r.units.map { $0 + offset })
    let name = "laboratory × sample"
    let cells = ModelFactor(name, s.groups + r.groups.map { $0 + shift })
    let isCrossed = !receiving.unitsAreNestedInGroups || !sending.unitsAreNestedInGroups
    let hasReplicates = receiving.layout.hasReplicates || sending.layout.hasReplicates
    hasCells = isCrossed && hasReplicates
    self.receiving = receiving
    self.sending = sending
    do throws(MixedModelError) {
      let fit = try VarianceComponents(
        s.values + r.values, random: hasCells ? [units, .interaction(units, cells)] : [units], fixed: [FixedTerm(cells)]
      )
      let effects = fit.fixedEffects
      func mean(_ codes: [Int]) -> [Double] {
        let rows = codes.compactMap { effects.weights(at: [name: $0]) }
        guard let first = rows.first else { return [] }
        return first.indices.map { column in orderFreeMean(rows.map { $0[column] }) }
      }
      let plus = mean(receiving.layout.groupCodes.map { Int($0) + shift })
      let minus = mean(sending.layout.groupCodes.map { Int($0) })
      contrast = try effects.contrast(zip(plus, minus).map { $0 - $1 }, rule: rule.rule)
      components = fit.components
      isAtZero = fit.components.first?.isAtZero ?? false
    } catch {
      throw DesignObstacle("the common mixed model has no answer: \(error)")
    }
    random = hasCells ? "\(unit.rawValue) and \(unit.rawValue) × sample random" : "\(unit.rawValue) random"
  }
}
