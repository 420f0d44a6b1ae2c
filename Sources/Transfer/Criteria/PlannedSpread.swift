public import AssayData
internal import Notation
internal import Statistics

/// How the results of one planned item vary by theory, at an assumed truth: what the exact chance of a criterion rests on.
public struct PlannedSpread {
  /// Independent unit means of one variance.
  public struct Series: Sendable {
    public let units: Int
    /// Of one unit mean.
    public let variance: Double
    /// What a true bias is multiplied by in the mean: 1, or 100/nominal for a linear recovery.
    public let weight: Double

    /// - Parameters: see the properties of the same names.
    public init(units: Int, variance: Double, weight: Double) {
      self.units = units
      self.variance = variance
      self.weight = weight
    }
  }

  public let truth: Truth
  public let attribute: Attribute
  /// Of one laboratory; `nil` where its units are no one series.
  let series: (PrecisionLimit.Laboratory) -> Series?
  /// The differences of matched lots; `nil` where they are no one series.
  let lots: () -> Series?
  /// Of the one mean square that a laboratory's precision from these sources rests on (`nil` for repeatability); `nil` where it
  /// rests on several, or its mean square is not chi-square with the true variance.
  let degreesOfFreedom: (PrecisionLimit.Laboratory, [Role]?) -> Double?

  /// - Parameters: see the properties of the same names.
  public init(
    truth: Truth, attribute: Attribute, series: @escaping (PrecisionLimit.Laboratory) -> Series?,
    lots: @escaping () -> Series?, degreesOfFreedom: @escaping (PrecisionLimit.Laboratory, [Role]?) -> Double?
  ) {
    self.truth = truth
    self.attribute = attribute
    self.series = series
    self.lots = lots
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The chance that a comparison of two means passes.
  ///
  /// - Parameter position: where a limit lies on the analysis scale.
  func chanceOfMeans(
    _ terms: MeanTerms, alpha: Double, at position: (ExactDecimal) -> Double
  ) -> TheoryChance? {
    guard let zone = terms.limits.zone(terms.direction, at: position) else { return nil }
    if attribute.unitOfReplication == .sample {
      guard let lots = lots() else { return nil }
      return (try? PlannedComparison(.paired(lots.variance.squareRoot()), test: lots.units)).map {
        .test($0, truth: truth.bias, zone: zone, alpha: alpha)
      }
    }
    guard let s = series(.sending), let r = series(.receiving) else { return nil }
    let spread: PlannedComparison.Spread
    switch terms.variances {
    case .separate: spread = .separate(test: r.variance.squareRoot(), reference: s.variance.squareRoot())
    case .pooled:
      // One common variance in the test is exact only where the truth has one.
      guard (r.variance - s.variance).magnitude <= 1e-12 * r.variance else { return nil }
      spread = .pooled(r.variance.squareRoot())
    }
    return (try? PlannedComparison(spread, test: r.units, reference: s.units)).map {
      .test($0, truth: truth.bias, zone: zone, alpha: alpha)
    }
  }
}

extension Limits {
  /// What passes, on another scale; `nil` where that has no two limits.
  func zone(_ direction: Direction?, at position: (ExactDecimal) -> Double) -> EquivalenceZone? {
    let (lower, upper) = (position(lower), position(upper))
    return switch direction {
    case nil: (try? Margin(lower: lower, upper: upper)).map { .inside($0) }
    case .lower: .above(lower)
    case .upper: .below(upper)
    }
  }
}
