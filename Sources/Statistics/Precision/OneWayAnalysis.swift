/// The one-way analysis of variance: whether the means of several groups differ.
public struct OneWayAnalysis: Sendable, Equatable {
  public let between: MeanSquare
  public let within: MeanSquare

  /// The ratio of the mean squares.
  public var statistic: Double { between.value / within.value }
  /// P(F ≥ statistic) when all means are equal.
  public var pValue: Double {
    FDistribution(between.degreesOfFreedom, within.degreesOfFreedom).upperTail(statistic)
  }

  /// - Parameter groups: values of each group, all less one common pivot where they carry an offset; in doubles with
  ///   an offset a pivot is subtracted here, which is exact.
  /// - Throws: ``SampleError/tooFew(needed:found:)`` below two groups or without a repeated value,
  ///   ``SampleError/notFinite(index:)``, ``SampleError/noVariation`` when no group varies.
  public init(_ groups: [[Double]]) throws(SampleError) {
    let filled = groups.filter { !$0.isEmpty }
    guard filled.count >= 2 else { throw .tooFew(needed: 2, found: filled.count) }
    let all = filled.flatMap { $0 }
    if let bad = all.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    guard all.count > filled.count else { throw .tooFew(needed: filled.count + 1, found: all.count) }
    let pivot = all.sorted()[all.count / 2]
    let samples = try filled.map { (group) throws(SampleError) in
      try Moments(centred: group.map { $0 - pivot }, pivot: pivot)
    }.sorted { ($0.centredMean, $0.variance, $0.count) < ($1.centredMean, $1.variance, $1.count) }
    var (total, inside) = (CompensatedSum(), CompensatedSum())
    for sample in samples {
      total.add(Double(sample.count) * sample.centredMean)
      inside.add(sample.variance * Double(sample.count - 1))
    }
    guard inside.value > 0 else { throw .noVariation }
    let mean = total.value / Double(all.count)
    var scatter = CompensatedSum()
    for sample in samples {
      let deviation = sample.centredMean - mean
      scatter.add(Double(sample.count) * deviation * deviation)
    }
    let betweenFreedom = Double(samples.count - 1)
    let withinFreedom = Double(all.count - samples.count)
    between = MeanSquare(
      name: "between", value: scatter.value / betweenFreedom, degreesOfFreedom: betweenFreedom)
    within = MeanSquare(name: "within", value: inside.value / withinFreedom, degreesOfFreedom: withinFreedom)
  }
}
