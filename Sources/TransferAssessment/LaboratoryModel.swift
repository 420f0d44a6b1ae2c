internal import AssayData
internal import Statistics
internal import TransferProtocol

/// A laboratory's own mixed model, for designs whose replication is unbalanced.
///
/// y = sample (fixed) + unit + unit × sample + ε, random from the unit of replication downwards, by REML. The factors above
/// the unit are not modelled as random.
struct LaboratoryModel {
  private let components: VarianceComponents
  private let groupCodes: [Int]
  let isAtZero: Bool
  /// "run and run × sample random".
  let random: String

  /// - Throws: ``DesignObstacle`` in words that name `laboratory`.
  init(_ cells: LaboratoryCells, unit: Attribute.UnitOfReplication, laboratory: String) throws(DesignObstacle) {
    let flat = cells.flat
    let units = ModelFactor(unit.rawValue, flat.units)
    let groups = ModelFactor("sample", flat.groups)
    // Where units hold several samples and a cell several results, a unit may deviate by sample too.
    let hasCells = !cells.unitsAreNestedInGroups && cells.groups.contains { $0.cells.contains { $0.values.count > 1 } }
    let factors = hasCells ? [units, ModelFactor.interaction(units, groups)] : [units]
    do throws(MixedModelError) {
      components = try VarianceComponents(
        flat.values, random: factors, fixed: cells.groups.count > 1 ? [FixedTerm(groups)] : [])
    } catch {
      throw DesignObstacle("replication at \(laboratory) is unbalanced, and its mixed model has no answer: \(error)")
    }
    groupCodes = cells.groups.map { Int($0.code) }
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
