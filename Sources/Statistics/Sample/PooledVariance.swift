/// The variance that several samples have in common, each about its own mean: Σ (n - 1) s²/Σ (n - 1).
public struct PooledVariance: Sendable, Equatable {
  public let value: Double
  /// Σ (n - 1).
  public let degreesOfFreedom: Double

  /// `nil` where no sample has two values. The order of the samples changes no bit.
  public init?(_ samples: [Moments]) {
    let freedom = samples.reduce(0) { $0 + $1.count - 1 }
    guard freedom > 0 else { return nil }
    var sum = CompensatedSum()
    for part in samples.map({ $0.variance * Double($0.count - 1) }).sorted() { sum.add(part) }
    value = sum.value / Double(freedom)
    degreesOfFreedom = Double(freedom)
  }

  /// Of two samples that are to be compared.
  ///
  /// - Throws: ``SampleError/tooFew(needed:found:)`` below three values, ``SampleError/noVariation``.
  init(comparing test: Moments, _ reference: Moments) throws(SampleError) {
    guard let pooled = PooledVariance([test, reference]) else {
      throw .tooFew(needed: 3, found: test.count + reference.count)
    }
    guard pooled.value > 0 else { throw .noVariation }
    self = pooled
  }
}
