/// A way to combine independent ln potencies, by name.
public enum CombinationMethod: Sendable, Equatable {
  /// Weights 1/s², SE² = 1/Σw, t with the sum of the assays' degrees of freedom: for homogeneous potencies.
  ///
  /// European Pharmacopoeia 5.3, section 6.2.3.
  case weighted
  /// Weights 1/s², SE² = 1/Σw, normal quantile: the fixed-effect mean of meta-analysis.
  case fixedEffect
  /// Weights 1/s² with a standard error that allows for weights being estimates:
  /// SE² = {1 + 4/(Σw)² Σ w(Σw - w)/n'}/Σw, n' = ν - 4(k - 2)/(k - 1), t with (Σw)²/Σ(w²/ν) degrees of freedom.
  ///
  /// Meier (1953), *Biometrics* 9, 59-73, in the form that USP general chapter <111> gives it.
  case weightedMeier
  /// Weights 1/(s² + v) with a variance between assays and a quantile, each by name.
  case semiWeighted(SemiWeightVariance, SemiWeightQuantile)
  /// Semi-weights in which the more precise assays, `equalShare` of them (rounded up; 1/2 to 2/3 is usual), enter with
  /// the mean of their variances and so with the same weight; v as in ``SemiWeightVariance/truncated``.
  /// SE² = Σw²(s² + v)/(Σw)² with each assay's own s², t with the sum of degrees of freedom.
  ///
  /// Cochran (1954), *Biometrics* 10, 101-129 (the partially weighted mean).
  case partiallyWeighted(equalShare: Double)
  /// The mean of ln potency (geometric mean), its standard error from the scatter alone, t with k - 1 degrees of freedom.
  ///
  /// European Pharmacopoeia 5.3, section 6.3.
  case unweighted
  /// Weights 1/(s² + τ²) with an estimator of τ² and an interval, each by name.
  case randomEffects(HeterogeneityEstimator, RandomEffectsInterval)

  /// Up to the 9th edition: v = Σ(M - M̄)²/(k(k - 1)) and t taken as 2 (European Pharmacopoeia 5.3, section 6.2.4).
  public static let semiWeightedWithVarianceOfMean = CombinationMethod.semiWeighted(.varianceOfMean, .two)
}

/// The variance between assays of a semi-weighted mean; s_M² = Σ(M - M̄)²/(k - 1) about the unweighted mean.
public enum SemiWeightVariance: String, Sendable, Equatable, CaseIterable {
  /// s_M²/k, the variance of the unweighted mean (European Pharmacopoeia 5.3, section 6.2.4, up to the 9th edition).
  case varianceOfMean
  /// s_M² less the mean of the assays' variances, zero where that is negative (Cochran 1954).
  case truncated
  /// The same, negative where it comes out so; weights that it makes negative are refused.
  case untruncated
  /// The same, but s_M² with nothing subtracted where it comes out negative (USP <111>).
  case subtractionOmittedWhereNegative
}

/// The quantile of a semi-weighted mean's interval.
public enum SemiWeightQuantile: String, Sendable, Equatable, CaseIterable {
  /// 2, for 95 % limits only.
  case two
  /// t with the sum of the assays' degrees of freedom.
  case summedDegreesOfFreedom
  /// t with k - 1 degrees of freedom.
  case assaysLessOne
}

/// An estimator of τ², the variance between assays.
public enum HeterogeneityEstimator: String, Sendable, Equatable, CaseIterable {
  /// DerSimonian & Laird (1986), *Control. Clin. Trials* 7, 177-188.
  case derSimonianLaird
  /// The τ² at which Q is k - 1 (Mandel & Paule 1970, *Anal. Chem.* 42, 1194-1197); also known as empirical Bayes.
  case mandelPaule
  case restrictedMaximumLikelihood
  case maximumLikelihood
  /// The unweighted one of Hedges & Olkin, also Cochran's.
  case hedges
  /// Sidik & Jonkman (2005), *Appl. Stat.* 54, 367-384, in two steps; never zero unless all estimates agree.
  case sidikJonkman
  /// Hunter & Schmidt: (Q - k)/Σw.
  case hunterSchmidt
}

/// The interval of a random-effects mean.
public enum RandomEffectsInterval: String, Sendable, Equatable, CaseIterable {
  /// SE² = 1/Σw, normal quantile.
  case normal
  /// SE² = Σ w(y - µ)²/((k - 1)Σw), t with k - 1 degrees of freedom (Hartung & Knapp 2001, *Stat. Med.* 20, 3875-3889).
  case hartungKnapp
  /// The same, with an SE² of at least 1/Σw: the ad hoc variant, for homogeneous estimates.
  case hartungKnappAdHoc
}

/// Independent potencies combined by one method.
public struct CombinedPotency: Sendable, Equatable {
  /// What the standard error is multiplied by.
  public enum Reference: Sendable, Equatable {
    case normal
    case studentT(degreesOfFreedom: Double)
    /// 2, for 95 % limits.
    case two
  }

  public let method: CombinationMethod
  public let lnPotency: Double
  public let standardError: Double
  public let reference: Reference
  /// Shares of the assays in the mean, in their order; they add up to 1.
  public let weights: [Double]
  /// The variance between assays, where the method has one.
  public let varianceBetween: Double?

  /// The two-sided interval of ln potency.
  ///
  /// - Throws: ``PotencyCombinationError/levelNotDefined(_:)``.
  public func confidenceInterval(level: Double) throws(PotencyCombinationError) -> (lower: Double, upper: Double) {
    let half = try quantile(level) * standardError
    return (lnPotency - half, lnPotency + half)
  }

  /// Where the ln potency of a further assay without error of its own may lie: mean ± quantile sqrt(SE² + τ²).
  ///
  /// - Throws: ``PotencyCombinationError/noPrediction`` without a variance between assays.
  public func predictionInterval(level: Double) throws(PotencyCombinationError) -> (lower: Double, upper: Double) {
    guard let varianceBetween, varianceBetween >= 0 else { throw .noPrediction }
    let half = try quantile(level) * (standardError * standardError + varianceBetween).squareRoot()
    return (lnPotency - half, lnPotency + half)
  }

  /// The same with t and k - 2 degrees of freedom (Higgins, Thompson & Spiegelhalter 2009, *J. R. Stat. Soc. A* 172, 137-159).
  ///
  /// - Throws: ``PotencyCombinationError/tooFew(needed:found:)`` below three assays.
  public func higginsPredictionInterval(
    level: Double
  ) throws(PotencyCombinationError) -> (lower: Double, upper: Double) {
    guard let varianceBetween, varianceBetween >= 0 else { throw .noPrediction }
    guard weights.count >= 3 else { throw .tooFew(needed: 3, found: weights.count) }
    checkLevel(level)
    let t = StudentT(degreesOfFreedom: Double(weights.count - 2)).upperQuantile((1 - level) / 2)
    let half = t * (standardError * standardError + varianceBetween).squareRoot()
    return (lnPotency - half, lnPotency + half)
  }

  private func quantile(_ level: Double) throws(PotencyCombinationError) -> Double {
    checkLevel(level)
    switch reference {
    case .normal: return ChiSquare(degreesOfFreedom: 1).upperQuantile(1 - level).squareRoot()
    case .studentT(let freedom): return StudentT(degreesOfFreedom: freedom).upperQuantile((1 - level) / 2)
    case .two:
      guard level == 0.95 else { throw .levelNotDefined(level) }
      return 2
    }
  }
}
