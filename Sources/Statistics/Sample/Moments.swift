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
    let sorted = values.sorted()
    let pivot = sorted[sorted.count / 2]
    try self.init(centred: sorted.map { $0 - pivot }, pivot: pivot)
  }

  /// From values from which `pivot` has been subtracted already, in decimal for instance. Two samples that are to be
  /// compared should share a pivot.
  public init(centred: [Double], pivot: Double) throws(SampleError) {
    guard !centred.isEmpty else { throw .tooFew(needed: 1, found: 0) }
    if let bad = centred.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    let sorted = centred.sorted()
    let n = Double(sorted.count)
    var total = CompensatedSum()
    for value in sorted { total.add(value) }
    let mean = total.value / n
    // What rounding the mean left over is taken back out of the sum of squares (Chan, Golub & LeVeque 1983).
    var squares = CompensatedSum()
    var deviations = CompensatedSum()
    for value in sorted {
      let deviation = value - mean
      squares.add(deviation * deviation)
      deviations.add(deviation)
    }
    count = sorted.count
    self.pivot = pivot
    centredMean = mean
    variance = count > 1 ? max(0, squares.value - deviations.value * deviations.value / n) / (n - 1) : 0
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

/// A sum that carries what rounding drops (Neumaier 1974).
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    lost += sum.magnitude >= value.magnitude ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  var value: Double { sum + lost }
}

/// The mean of values whose order changes no bit of it: they are added in the order of size, with compensation.
///
/// - Precondition: at least one value.
public func orderFreeMean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "a mean needs a value")
  if values.count == 1 { return values[0] }
  var sum = CompensatedSum()
  for value in values.sorted() { sum.add(value) }
  return sum.value / Double(values.count)
}
