internal import Elementary

/// Why the validation figures of a potency method cannot be formed.
public enum PotencyValidationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A nominal or measured potency, or a limit, that is not a finite number above zero, so that it has no logarithm.
  case notPositive(Double)
  /// A standard deviation of ln that is not a finite number above zero.
  case noStandardDeviation(Double)
  case noLimits
  case limits(lower: Double, upper: Double)
  /// All results are of one nominal potency.
  case oneLevel
  /// A run that holds one level only has no slope of its own.
  case oneLevelInRun(Int)
  case noResidualDegreesOfFreedom
  case sample(SampleError)
  case model(MixedModelError)

  public var description: String {
    switch self {
    case .notPositive(let value): "\(value) is not a finite potency above zero"
    case .noStandardDeviation(let value): "\(value) is not a standard deviation above zero"
    case .noLimits: "a specification has a lower limit, an upper limit, or both"
    case .limits(let lower, let upper): "the lower limit \(lower) is not below the upper limit \(upper)"
    case .oneLevel: "all results are of one nominal potency, so there is no slope"
    case .oneLevelInRun(let run): "run \(run) holds a single level, so it has no slope of its own"
    case .noResidualDegreesOfFreedom: "the results leave no degrees of freedom for an error"
    case .sample(let error): "the results cannot be summarised: \(error)"
    case .model(let error): error.description
    }
  }
}

/// The relative bias and the intermediate precision of a potency method at one level.
///
/// ln(measured/nominal) of one or more results a run; runs are the independent units, each with the same weight.
///
/// USP general chapter <1033>, Biological Assay Validation.
public struct PotencyLevelBias: Sendable, Equatable {
  public let nominal: Double
  /// The mean over runs of ln(measured/nominal).
  public let lnBias: MeanEstimate
  /// The variance of ln of one result: between runs and within them.
  ///
  /// Run means s² + (1 - 1/n) within, n the harmonic mean of the numbers in the runs: exact mean squares when these are
  /// equal, unweighted means (Thomas & Hultquist 1978) when not. Runs of one result have the variance of the results.
  public let intermediateVariance: VarianceSum

  /// - Parameter runs: measured potencies, run by run.
  /// - Throws: ``PotencyValidationError/notPositive(_:)``; ``PotencyValidationError/sample(_:)`` below two runs, or
  ///   without any variation.
  public init(nominal: Double, runs: [[Double]]) throws(PotencyValidationError) {
    let filled = runs.filter { !$0.isEmpty }
    for value in [nominal] + filled.flatMap({ $0 }) where !(value > 0 && value.isFinite) { throw .notPositive(value) }
    guard filled.count >= 2 else { throw .sample(.tooFew(needed: 2, found: filled.count)) }
    let recoveries = filled.map { $0.map { logarithmOfRatio($0, nominal) } }
    self.nominal = nominal
    do throws(SampleError) {
      let means = try Moments(recoveries.map(orderFreeMean))
      lnBias = try MeanEstimate(means)
      var terms = [
        VarianceSum.Term(
          coefficient: 1,
          meanSquare: MeanSquare(name: "run", value: means.variance, degreesOfFreedom: Double(means.count - 1)))
      ]
      if let within = try MeanSquare.within(recoveries, name: "within run") {
        let harmonic = Double(filled.count) / orderFreeSum(filled.map { 1 / Double($0.count) })
        terms.append(.init(coefficient: 1 - 1 / harmonic, meanSquare: within))
      }
      intermediateVariance = VarianceSum(terms)
    } catch { throw .sample(error) }
    guard intermediateVariance.estimate > 0 else { throw .sample(.noVariation) }
  }

  /// 100 (exp(mean) - 1), in percent.
  public var relativeBias: Double { 100 * exponentialMinus1(lnBias.mean) }

  /// The two-sided interval of ``relativeBias`` by t on run means.
  ///
  /// - Throws: ``PotencyValidationError/sample(_:)`` when the run means are all the same.
  public func relativeBiasInterval(
    level: Double
  ) throws(PotencyValidationError) -> (lower: Double, upper: Double) {
    checkLevel(level)
    guard lnBias.variance > 0 else { throw .sample(.noVariation) }
    let half =
      StudentT(degreesOfFreedom: lnBias.degreesOfFreedom).upperQuantile((1 - level) / 2) * lnBias.standardError
    return (100 * exponentialMinus1(lnBias.mean - half), 100 * exponentialMinus1(lnBias.mean + half))
  }

  /// Of one result, in percent.
  public var percentGCV: Double { GeometricVariation.percentGCV(intermediateVariance.estimate.squareRoot()) }

  /// The one-sided upper bound of ``percentGCV``, by the default method of ``VarianceSum/upperBound(level:method:)``.
  public func percentGCVUpperBound(level: Double) -> Double {
    GeometricVariation.percentGCV(intermediateVariance.upperBound(level: level).squareRoot())
  }

  /// The one-sided lower bound of ``percentGCV``.
  public func percentGCVLowerBound(level: Double) -> Double {
    GeometricVariation.percentGCV(intermediateVariance.lowerBound(level: level).squareRoot())
  }
}

/// A sum whose terms' order changes no bit of it.
func orderFreeSum(_ values: [Double]) -> Double {
  var sum = CompensatedSum()
  for value in values.sorted() { sum.add(value) }
  return sum.value
}
