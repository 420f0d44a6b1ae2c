public import Statistics

/// The names by which a way to combine the potencies of several runs is asked for.
public enum PotencyCombinationName: String, CaseIterable, Sendable, Hashable {
  case weighted
  case unweighted
  case fixedEffect = "fixed-effect"
  case weightedMeier = "weighted-meier"
  case semiWeighted = "semi-weighted"
  case semiWeightedCochran = "semi-weighted-cochran"
  case semiWeightedUSP = "semi-weighted-usp"
  case partiallyWeighted = "partially-weighted"
  case randomEffects = "random-effects"
  case mandelPaule = "mandel-paule"
  case derSimonianLaird = "dersimonian-laird"

  public var method: CombinationMethod {
    switch self {
    case .weighted: .weighted
    case .unweighted: .unweighted
    case .fixedEffect: .fixedEffect
    case .weightedMeier: .weightedMeier
    case .semiWeighted: .semiWeightedWithVarianceOfMean
    case .semiWeightedCochran: .semiWeighted(.truncated, .summedDegreesOfFreedom)
    case .semiWeightedUSP: .semiWeighted(.subtractionOmittedWhereNegative, .assaysLessOne)
    case .partiallyWeighted: .partiallyWeighted(equalShare: 0.5)
    case .randomEffects: .randomEffects(.restrictedMaximumLikelihood, .hartungKnapp)
    case .mandelPaule: .randomEffects(.mandelPaule, .hartungKnapp)
    case .derSimonianLaird: .randomEffects(.derSimonianLaird, .normal)
    }
  }

  /// Whether a run counts by the standard error that its limits imply, so that one without limits cannot be in it.
  public var isWeighted: Bool { self != .unweighted }

  /// What it does and after whom, in a line.
  public var words: String {
    switch self {
    case .weighted: "weights 1/s², t with summed df (Ph. Eur. 5.3, 6.2.3): for homogeneous runs"
    case .unweighted: "mean of ln potency over every run that has one, t with k − 1 df (Ph. Eur. 5.3, 6.3)"
    case .fixedEffect: "weights 1/s², normal quantile"
    case .weightedMeier: "weights 1/s², standard error that allows for estimated weights (Meier 1953)"
    case .semiWeighted: "weights 1/(s² + v), v the variance of the unweighted mean, t taken as 2 (Ph. Eur. 5.3, 6.2.4)"
    case .semiWeightedCochran: "weights 1/(s² + v), v truncated at zero (Cochran 1954), t with summed df"
    case .semiWeightedUSP:
      "weights 1/(s² + v), subtraction omitted where v would be negative (USP <111>), t with k − 1 df"
    case .partiallyWeighted: "the more precise half of the runs with one weight (Cochran 1954)"
    case .randomEffects: "weights 1/(s² + τ²), τ² by REML, Hartung-Knapp interval"
    case .mandelPaule: "weights 1/(s² + τ²), τ² by Mandel and Paule, Hartung-Knapp interval"
    case .derSimonianLaird: "weights 1/(s² + τ²), τ² by DerSimonian and Laird, normal quantile"
    }
  }

  /// Shown where none is asked for.
  static let shown: [PotencyCombinationName] = [.weighted, .unweighted, .randomEffects]
}

/// The potencies of several runs as one value, by one method.
public struct CombinedRuns: Sendable {
  /// A combined value with its two-sided interval.
  public struct Value: Sendable, Hashable {
    public let potency: Double
    public let lower: Double
    public let upper: Double
    public let level: Double
    public let lnStandardError: Double
    /// Of Student's t; `nil` where another quantile is used.
    public let degreesOfFreedom: Double?
    /// SD between runs on ln scale, where the method has one.
    public let lnBetweenRuns: Double?
  }

  public let name: PotencyCombinationName
  /// Whether it was asked for.
  public let isChosen: Bool
  /// How many runs are in it.
  public let runs: Int
  public let outcome: Result<Value, PotencyCombinationError>

  init(
    _ potencies: [IndependentPotency], _ name: PotencyCombinationName, isChosen: Bool, level: Double
  ) {
    self.name = name
    self.isChosen = isChosen
    runs = potencies.count
    do throws(PotencyCombinationError) {
      let found = try PotencyCombination(potencies).combined(name.method)
      let ends = try found.confidenceInterval(level: level)
      var freedom: Double? = nil
      if case .studentT(let value) = found.reference { freedom = value }
      outcome = .success(
        Value(
          potency: AnalysisScale.log.reported(found.lnPotency), lower: AnalysisScale.log.reported(ends.lower),
          upper: AnalysisScale.log.reported(ends.upper), level: level, lnStandardError: found.standardError,
          degreesOfFreedom: freedom, lnBetweenRuns: found.varianceBetween.map { max(0, $0).squareRoot() }))
    } catch {
      outcome = .failure(error)
    }
  }
}
