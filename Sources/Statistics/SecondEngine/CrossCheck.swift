internal import GSL

/// A number that decides, held against the same number by the second engine.
///
/// The second engine starts from the same input and takes another way: see `docs/two-engines.md`.
public struct CrossCheck: Sendable, Hashable {
  /// What is computed twice.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A t test of a difference of means, or of one mean, with its interval.
    case meanTest = "mean-test"
    /// A test of a ratio of means with Fieller's interval.
    case ratioTest = "ratio-test"
    /// A sum of squares over its degrees of freedom.
    case meanSquare = "mean-square"
    /// A bound of a variance or of an SD.
    case varianceBound = "variance-bound"
    /// A bound of a ratio of variances or of SDs.
    case varianceRatio = "variance-ratio"
    /// A bound of a coefficient of variation.
    case variationBound = "variation-bound"
    /// A likelihood with its derivatives at the estimated components.
    case likelihood
    /// A contrast of fixed effects.
    case contrast
    /// A fitted sigmoid curve.
    case curve
    /// Straight lines of an assay.
    case lines
    /// A relative potency with its interval.
    case potency
    case power
    case toleranceFactor = "tolerance-factor"
    /// The value of a reference standard by its chain.
    case chain
    /// The ln ratio of several groups.
    case consensus
    /// A tail or a quantile.
    case distribution
  }

  /// Why a number has no second value.
  public enum Reason: Error, Sendable, Hashable {
    /// No second fit came to an end from any of so many starts. It may depend on the machine.
    case notConverged(starts: Int)
    /// The second route takes the cube of the rows in time, and there are too many.
    case tooLarge(rows: Int)
    /// The second engine has no route for this method or shape.
    case noRoute
    /// The second route does not go as far: degrees of freedom or noncentralities of millions.
    case outOfRange
    /// Rounding leaves no digits by the second route.
    case illConditioned
    /// A routine gave no answer; in its own words.
    case routine(String)

    /// Whether another machine, whose C library rounds otherwise, may find a second value all the same.
    ///
    /// Such a reason stands in no record that must be the same everywhere.
    public var dependsOnMachine: Bool {
      switch self {
      case .notConverged, .illConditioned, .routine: true
      case .tooLarge, .noRoute, .outOfRange: false
      }
    }
  }

  /// How both compare.
  public enum Outcome: Sendable, Hashable {
    /// To so many digits, 16 at most.
    case agrees(digits: Double)
    case disagrees
    case notCrossChecked(Reason)
  }

  public let kind: Kind
  /// Of the number among those of its kind.
  public let name: String
  public let first: Double
  /// `nil` where there is none.
  public let second: Double?
  /// How far the two may lie apart, relative to the larger of both and of ``scale``; where there is no second value, how far it
  /// might.
  public let tolerance: Double
  /// In the unit of the number: what it is small or large beside, a standard error say; zero where it stands by itself.
  public let scale: Double
  public let outcome: Outcome

  /// - Parameters:
  ///   - kind: what is compared.
  ///   - name: of the number among those of its kind.
  ///   - first: by the first engine.
  ///   - second: by the second.
  ///   - tolerance: that a second value would have had, where there is none.
  public init(
    _ kind: Kind, _ name: String, first: Double, second: SecondValue, tolerance: Double = SecondValue.closedForm
  ) {
    self.kind = kind
    self.name = name
    self.first = first
    switch second {
    case .none(let reason):
      self.second = nil
      self.tolerance = tolerance
      scale = 0
      outcome = .notCrossChecked(reason)
    case .found(let value, let tolerance, let scale):
      self.second = value
      self.tolerance = tolerance
      self.scale = scale
      outcome = Self.outcome(first, value, tolerance: tolerance, scale: scale)
    }
  }

  private static func outcome(_ first: Double, _ second: Double, tolerance: Double, scale: Double) -> Outcome {
    if first == second { return .agrees(digits: 16) }
    guard first.isFinite, second.isFinite else { return .disagrees }
    let size = max(first.magnitude, second.magnitude, scale)
    let apart = (first - second).magnitude / size
    guard apart <= tolerance else { return .disagrees }
    return .agrees(digits: min(16, -ln(apart) / ln(10)))
  }

  /// Whether the two lie further apart than they may.
  public var disagrees: Bool { outcome == .disagrees }

  /// Why there is no second value; `nil` where there is one.
  public var reasonOfNone: Reason? {
    if case .notCrossChecked(let reason) = outcome { reason } else { nil }
  }

  /// Whether there is no second value.
  public var isNotCrossChecked: Bool { reasonOfNone != nil }

  /// Whether there is no second route to it, on any machine.
  public var hasNoRoute: Bool { reasonOfNone.map { !$0.dependsOnMachine } ?? false }
}

extension CrossCheck: CustomStringConvertible {
  /// `mean-test standard error: 0.512 and 0.512 agree to 15.2 digits (held to 1e-09)`.
  public var description: String {
    switch outcome {
    case .agrees(let digits):
      "\(kind.rawValue) \(name): \(first) and \(second ?? .nan) agree to \((digits * 10).rounded() / 10) digits (held to \(tolerance))"
    case .disagrees: "\(kind.rawValue) \(name): \(first) and \(second ?? .nan) disagree (held to \(tolerance))"
    case .notCrossChecked(let reason): "\(kind.rawValue) \(name): \(first) not cross-checked: \(reason)"
    }
  }
}

extension CrossCheck.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notConverged(let starts): "a second fit did not come to an end from any of \(starts) starts"
    case .tooLarge(let rows): "\(rows) rows are too many for the second route"
    case .noRoute: "there is no second route for it"
    case .outOfRange: "it lies beyond what the second route reaches"
    case .illConditioned: "rounding leaves no digits by the second route"
    case .routine(let words): words
    }
  }
}

extension CrossCheck {
  /// The same with a tolerance that is not below another.
  public func held(to tolerance: Double) -> CrossCheck {
    let tolerance = self.tolerance == 0 ? 0 : max(self.tolerance, tolerance)
    switch outcome {
    case .notCrossChecked(let reason):
      return CrossCheck(kind, name, first: first, second: .none(reason), tolerance: tolerance)
    case .agrees, .disagrees:
      return CrossCheck(
        kind, name, first: first, second: .found(second ?? .nan, tolerance: tolerance, scale: scale))
    }
  }
}
