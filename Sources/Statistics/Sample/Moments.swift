/// Count, mean and variance of one sample.
///
/// A pivot near the data is subtracted exactly before anything is added, so an offset of many digits costs none; sums
/// are compensated and taken in the order of the sorted values, so the order of rows changes no bit.
public struct Moments: Sendable, Equatable {
  public let count: Int
  /// The pivot that was subtracted; `mean` = `pivot` + `centredMean`.
  public let pivot: Double
  /// The mean less the pivot, which keeps digits that the mean itself cannot hold.
  public let centredMean: Double
  /// Sum of squared deviations over `count` - 1; zero for one value.
  public let variance: Double

  public var mean: Double { pivot + centredMean }
  public var standardDeviation: Double { variance.squareRoot() }

  /// - Parameter values: at least one, finite.
  /// - Throws: ``SampleError/tooFew(needed:found:)`` when empty, ``SampleError/notFinite(index:)``.
  public init(_ values: [Double]) throws(SampleError) {
    guard !values.isEmpty else { throw .tooFew(needed: 1, found: 0) }
    if let bad = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    let sorted = SortedValues(values[...])
    let pivot = sorted[sorted.count / 2]
    let mean = sorted.sum(less: pivot) / Double(sorted.count)
    count = sorted.count
    self.pivot = pivot
    centredMean = mean
    variance = sorted.variance(about: mean, less: pivot)
  }

  /// From values from which `pivot` has been subtracted already, in decimal for instance. Two samples that are to be
  /// compared should share a pivot.
  public init(centred: [Double], pivot: Double) throws(SampleError) {
    guard !centred.isEmpty else { throw .tooFew(needed: 1, found: 0) }
    if let bad = centred.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    let sorted = SortedValues(centred[...])
    let mean = sorted.sum() / Double(sorted.count)
    count = sorted.count
    self.pivot = pivot
    centredMean = mean
    variance = sorted.variance(about: mean)
  }

  /// From summary figures, as a publication may give them.
  public init(count: Int, mean: Double, variance: Double) {
    precondition(count > 0 && variance >= 0, "a sample has values and a variance that is not negative")
    self.count = count
    pivot = 0
    centredMean = mean
    self.variance = variance
  }
}

extension Moments: CustomStringConvertible {
  /// `mean 100.2, SD 0.34, n = 6`.
  public var description: String { "mean \(shown(mean)), SD \(shown(standardDeviation)), n = \(count)" }
}
