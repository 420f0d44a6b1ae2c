/// A mean with its standard error and degrees of freedom, however they were obtained.
public struct MeanEstimate: Sendable, Equatable {
  /// Added to `centred` to give the mean; shared by estimates that are to be compared.
  public let pivot: Double
  public let centred: Double
  /// The square of the standard error.
  public let variance: Double
  /// Fractional where several variances enter.
  public let degreesOfFreedom: Double
  /// Independent units it rests on.
  public let units: Int

  public var mean: Double { pivot + centred }
  public var standardError: Double { variance.squareRoot() }

  public init(pivot: Double = 0, centred: Double, variance: Double, degreesOfFreedom: Double, units: Int) {
    self.pivot = pivot
    self.centred = centred
    self.variance = variance
    self.degreesOfFreedom = degreesOfFreedom
    self.units = units
  }

  /// The mean of a simple sample: s²/n with n - 1 degrees of freedom.
  ///
  /// - Throws: ``SampleError/tooFew(needed:found:)`` below two values.
  public init(_ sample: Moments) throws(SampleError) {
    guard sample.count >= 2 else { throw .tooFew(needed: 2, found: sample.count) }
    self.init(
      pivot: sample.pivot, centred: sample.centredMean, variance: sample.variance / Double(sample.count),
      degreesOfFreedom: Double(sample.count - 1), units: sample.count)
  }

  /// This mean with an independent estimate added to it, such as the ln of a ratio that brings it to another reference.
  ///
  /// SE² is the sum of both; degrees of freedom by Satterthwaite (1946). What is exactly zero changes no bit.
  public func adding(_ step: LnEstimate) -> MeanEstimate {
    let added = step.standardError * step.standardError
    guard added > 0 else {
      return MeanEstimate(
        pivot: pivot, centred: centred + step.value, variance: variance, degreesOfFreedom: degreesOfFreedom,
        units: units)
    }
    return MeanEstimate(
      pivot: pivot, centred: centred + step.value, variance: variance + added,
      degreesOfFreedom: satterthwaite([(variance, degreesOfFreedom), (added, step.degreesOfFreedom)])
        ?? degreesOfFreedom, units: units)
  }

  /// The mean of several independent means with equal weights.
  ///
  /// SE² = Σ SEₖ²/K²; degrees of freedom by Satterthwaite (1946), *Biometrics Bull.* 2, 110-114. The means share a pivot.
  public static func average(_ means: [MeanEstimate]) throws(SampleError) -> MeanEstimate {
    guard let first = means.first else { throw .tooFew(needed: 1, found: 0) }
    if means.count == 1 { return first }
    let k = Double(means.count)
    // In the order of size, so that the order of samples changes no bit.
    var centre = CompensatedSum()
    for value in means.map({ $0.centred }).sorted() { centre.add(value) }
    let parts = means.map { (variance: $0.variance, degreesOfFreedom: $0.degreesOfFreedom) }
      .sorted { ($0.variance, $0.degreesOfFreedom) < ($1.variance, $1.degreesOfFreedom) }
    let variance = parts.reduce(0) { $0 + $1.variance }
    return MeanEstimate(
      pivot: first.pivot, centred: centre.value / k, variance: variance / (k * k),
      degreesOfFreedom: satterthwaite(parts.map { ($0.variance, $0.degreesOfFreedom) })
        ?? parts.reduce(0) { $0 + $1.degreesOfFreedom }, units: means.reduce(0) { $0 + $1.units })
  }
}

extension MeanEstimate: CustomStringConvertible {
  /// `mean 100.2 (standard error 0.14, 5 degrees of freedom)`.
  public var description: String {
    "mean \(shown(mean)) (standard error \(shown(standardError)), \(shown(degreesOfFreedom)) degrees of freedom)"
  }
}

/// Degrees of freedom of a sum of independent variance estimates, or `nil` where all are zero.
///
/// (Σ vᵢ)² / Σ vᵢ²/νᵢ (Satterthwaite 1946). Scaled by the largest first, so that tiny variances do not underflow.
public func satterthwaite(_ parts: [(variance: Double, degreesOfFreedom: Double)]) -> Double? {
  let largest = parts.reduce(0) { max($0, $1.variance.magnitude) }
  guard largest > 0 else { return nil }
  var (sum, squares) = (0.0, 0.0)
  for part in parts where part.variance != 0 {
    let v = part.variance / largest
    sum += v
    squares += v * v / part.degreesOfFreedom
  }
  return sum * sum / squares
}
