internal import GSL

extension SecondEngine {
  /// Bounds of a coefficient of variation s/x̄ of normal data.
  public enum VariationBound {
    /// Vangel's modified McKay bound of a simple sample, from its values.
    public static func vangel(_ values: [Double], level: Double, isUpper: Bool) -> SecondValue {
      .of { () throws(CrossCheck.Reason) in
        guard values.count > 1 else { throw .noRoute }
        let sample = SampleSummary(values)
        let v = Double(values.count - 1)
        // In 1/K²: 1/κ² = ((u + 2)/(ν + 1) - 1) + (u/ν)/K².
        let u = try SecondTails.chiSquareQuantile(below: isUpper ? 1 - level : level, v)
        let inverse = (u + 2) / (v + 1) - 1 + u / v * sample.mean * sample.mean / sample.variance
        return inverse > 0 ? 1 / inverse.squareRoot() : .infinity
      }
    }

    /// Bounds of the variance and of the mean recovered on ln (MOVER).
    ///
    /// - Parameters:
    ///   - variance: its estimate.
    ///   - bound: of it on the same side.
    ///   - mean: with its own standard error.
    public static func recovered(
      variance: Double, bound: SecondValue, mean: Mean, level: Double, isUpper: Bool
    ) -> SecondValue {
      guard case .found(let bound, let tolerance, _) = bound else { return bound }
      return .of(tolerance: max(tolerance, SecondValue.closedForm)) { () throws(CrossCheck.Reason) in
        let t = try SecondTails.tQuantile(above: 1 - level, mean.degreesOfFreedom)
        let error = mean.variance.squareRoot()
        let end = mean.value + (isUpper ? -t : t) * error
        if isUpper {
          guard end > 0 else { return .infinity }
          guard variance > 0 else { return max(0, bound).squareRoot() / end }
        } else {
          guard bound > 0, variance > 0 else { return 0 }
        }
        let (a, b) = (ln(bound / variance) / 2, ln(mean.value / end))
        let reach = (a * a + b * b).squareRoot()
        return exponential(ln(variance) / 2 - ln(mean.value) + (isUpper ? reach : -reach))
      }
    }
  }
}
