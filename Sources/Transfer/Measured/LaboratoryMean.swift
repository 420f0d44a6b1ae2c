internal import Statistics

/// A laboratory's mean on the analysis scale, from its independent units.
///
/// In closed form from unit means where replication is balanced; by the laboratory's own mixed model where it is not.
struct LaboratoryMean {
  /// One where units hold all groups, one a group where they hold one each; empty where a mixed model was fitted.
  let samples: [Moments]
  let estimate: MeanEstimate
  let units: Int
  let results: Int
  /// Units of one sample that the standard error scales with.
  let unitsPerSample: Double
  /// How many samples have units of their own; 1 where units hold all of them.
  let ownUnits: Int
  /// The SD of unit means, pooled over samples where there are several; what the standard error says of it in a model.
  let unitSD: Double
  let model: LaboratoryModel?

  /// - Throws: ``DesignObstacle`` in words that name `laboratory`.
  ///
  /// - Parameter rule: for the degrees of freedom of a mixed model; Satterthwaite's unless given.
  init(
    _ cells: LaboratoryCells, pivot: Double, laboratory: String, unit: Attribute.UnitOfReplication,
    rule: ModelDegreesOfFreedom?
  ) throws(DesignObstacle) {
    units = cells.unitCount
    results = cells.resultCount
    ownUnits = cells.unitsAreNestedInGroups ? max(1, cells.layout.groups.count) : 1
    for group in cells.layout.groups where group.count < 2 {
      throw DesignObstacle(
        "\(laboratory) has \(group.count) independent \(group.count == 1 ? unit.rawValue : unit.plural) where a standard error needs at least 2"
      )
    }
    guard let means = cells.unitMeans else {
      let model = try LaboratoryModel(cells, unit: unit, laboratory: laboratory)
      estimate = try model.mean(
        pivot: pivot, units: cells.unitCount, rule: rule?.rule ?? .satterthwaite, laboratory: laboratory)
      self.model = model
      samples = []
      unitsPerSample = Double(units) / Double(ownUnits)
      unitSD = (estimate.variance * Double(units)).squareRoot()
      return
    }
    model = nil
    do throws(SampleError) {
      var samples: [Moments] = []
      var estimates: [MeanEstimate] = []
      for series in means {
        let sample = try Moments(centred: series, pivot: pivot)
        samples.append(sample)
        estimates.append(try MeanEstimate(sample))
      }
      self.samples = samples
      estimate = try MeanEstimate.average(estimates)
    } catch {
      throw DesignObstacle("a result of \(laboratory) is too large to be computed with")
    }
    unitsPerSample = Double(samples.reduce(0) { $0 + $1.count }) / Double(samples.count)
    unitSD = PooledVariance(samples)?.value.squareRoot() ?? 0
  }
}

/// Both laboratories' means with one common variance; of balanced designs only.
struct CommonVariance {
  let receiving: MeanEstimate
  let sending: MeanEstimate
  let degreesOfFreedom: Double

  init?(receiving r: LaboratoryMean, sending s: LaboratoryMean) {
    guard r.model == nil, s.model == nil else { return nil }
    let all = r.samples + s.samples
    guard let pooled = PooledVariance(all), pooled.value > 0 else { return nil }
    degreesOfFreedom = pooled.degreesOfFreedom
    let variance = pooled.value
    func estimate(_ mean: LaboratoryMean, _ degreesOfFreedom: Double) -> MeanEstimate {
      let k = Double(mean.samples.count)
      let reciprocal = mean.samples.map { 1 / Double($0.count) }.sorted().reduce(0, +)
      return MeanEstimate(
        pivot: mean.estimate.pivot, centred: mean.estimate.centred, variance: variance * reciprocal / (k * k),
        degreesOfFreedom: degreesOfFreedom, units: mean.units)
    }
    receiving = estimate(r, degreesOfFreedom)
    sending = estimate(s, degreesOfFreedom)
  }
}
