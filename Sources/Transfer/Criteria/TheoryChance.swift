public import Statistics

/// A chance that theory gives for normal results, as a question that either engine answers.
public enum TheoryChance: Sendable, Equatable {
  /// That a t test of means passes.
  case test(PlannedComparison, truth: Double, zone: EquivalenceZone, alpha: Double)
  /// The same of one estimate whose variance is chi-square.
  case estimate(
    truth: Double, standardError: Double, degreesOfFreedom: Double, zone: EquivalenceZone,
    alpha: Double)
  /// That the upper bound of an SD lies below its limit.
  case bound(limitOverTrue: Double, degreesOfFreedom: Double, alpha: Double)
  /// That the upper bound of a ratio of SDs does.
  case ratioBound(limitOverTrue: Double, test: Double, reference: Double, alpha: Double)
  /// That an interval is no wider than its limit.
  case halfWidth(Double, standardError: Double, degreesOfFreedom: Double, level: Double)

  /// By the first engine, which is what is reported.
  public var value: Double {
    switch self {
    case .test(let comparison, let truth, let zone, let alpha):
      comparison.power(truth: truth, zone: zone, alpha: alpha)
    case .estimate(let truth, let error, let freedom, let zone, let alpha):
      EquivalencePower.power(
        truth: truth, standardError: error, degreesOfFreedom: freedom, zone: zone, alpha: alpha)
    case .bound(let ratio, let freedom, let alpha):
      PrecisionPower.ofBound(limitOverTrue: ratio, degreesOfFreedom: freedom, alpha: alpha)
    case .ratioBound(let ratio, let test, let reference, let alpha):
      PrecisionPower.ofRatioBound(
        limitOverTrue: ratio, test: test, reference: reference, alpha: alpha)
    case .halfWidth(let halfWidth, let error, let freedom, let level):
      HalfWidthChance.chance(
        halfWidth: halfWidth, standardError: error, degreesOfFreedom: freedom, level: level)
    }
  }

  /// By the second (`docs/two-engines.md`).
  private var second: SecondValue {
    switch self {
    case .test(let comparison, let truth, let zone, let alpha):
      SecondEngine.Power.chance(of: comparison, truth: truth, zone: zone, alpha: alpha)
    case .estimate(let truth, let error, let freedom, let zone, let alpha):
      SecondEngine.Power.chance(
        truth: truth, standardError: error, degreesOfFreedom: freedom, zone: zone, alpha: alpha)
    case .bound(let ratio, let freedom, let alpha):
      SecondEngine.Power.ofBound(limitOverTrue: ratio, degreesOfFreedom: freedom, alpha: alpha)
    case .ratioBound(let ratio, let test, let reference, let alpha):
      SecondEngine.Power.ofRatioBound(
        limitOverTrue: ratio, test: test, reference: reference, alpha: alpha)
    case .halfWidth(let halfWidth, let error, let freedom, let level):
      SecondEngine.Power.ofHalfWidth(
        halfWidth, standardError: error, degreesOfFreedom: freedom, level: level)
    }
  }

  /// Both held against each other.
  public func crossCheck(_ name: String) -> CrossCheck {
    CrossCheck(.power, name, first: value, second: second)
  }
}
