internal import Statistics

/// A laboratory's mean on the analysis scale, from its independent units.
struct LaboratoryMean {
  /// One where units hold all groups, one a group where they hold one each.
  let samples: [Moments]
  let estimate: MeanEstimate
  let units: Int
  let results: Int

  /// - Throws: ``DesignObstacle`` in words that name `laboratory`.
  init(_ cells: LaboratoryCells, pivot: Double, laboratory: String, unitName: String) throws(DesignObstacle) {
    let means = try cells.unitMeans()
    for series in means where series.count < 2 {
      throw DesignObstacle(
        "\(laboratory) has \(series.count) independent \(unitName) where a standard error needs at least 2")
    }
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
    units = cells.unitCount
    results = cells.resultCount
  }

  /// Units of one sample that the standard error scales with.
  var unitsPerSample: Double { Double(samples.reduce(0) { $0 + $1.count }) / Double(samples.count) }

  /// The SD of unit means, pooled over samples where there are several.
  var unitSD: Double {
    let degreesOfFreedom = samples.reduce(0) { $0 + $1.count - 1 }
    return (pooledSquares(samples) / Double(degreesOfFreedom)).squareRoot()
  }
}

/// The sum of squared deviations of several samples, added in the order of size, so that their order changes no bit.
private func pooledSquares(_ samples: [Moments]) -> Double {
  samples.map { $0.variance * Double($0.count - 1) }.sorted().reduce(0, +)
}

/// Both laboratories' means with one common variance.
struct CommonVariance {
  let receiving: MeanEstimate
  let sending: MeanEstimate
  let degreesOfFreedom: Double

  init?(receiving r: LaboratoryMean, sending s: LaboratoryMean) {
    let all = r.samples + s.samples
    degreesOfFreedom = Double(all.reduce(0) { $0 + $1.count - 1 })
    let variance = pooledSquares(all) / degreesOfFreedom
    guard variance > 0 else { return nil }
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
