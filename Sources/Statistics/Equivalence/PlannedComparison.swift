internal import Elementary

/// A comparison of means that is planned: how its independent units vary, how many there are, how it will be judged.
///
/// All on the analysis scale; on the log scale the SD is that of ln, which ``GeometricVariation`` gives for a %CV, and limits
/// of a ratio are their logarithms.
public struct PlannedComparison: Sendable, Equatable {
  /// The true SDs, and with them the test.
  public enum Spread: Sendable, Equatable {
    /// One group against limits on its mean; the SD of its units.
    case oneGroup(Double)
    /// Pairs; the SD of the differences within pairs.
    case paired(Double)
    /// Two groups with one SD, and the pooled variance in the test.
    case pooled(Double)
    /// Two groups, each with its SD, and Welch's test.
    case separate(test: Double, reference: Double)

    var hasTwoGroups: Bool {
      switch self {
      case .oneGroup, .paired: false
      case .pooled, .separate: true
      }
    }
  }

  public let spread: Spread
  /// Units of the test group; of one group all units, of pairs their number.
  public let test: Int
  /// Units of the reference group; 0 for one group and for pairs.
  public let reference: Int

  public var total: Int { test + reference }

  /// - Parameter reference: as many as `test` where not said; not used for one group and for pairs.
  /// - Throws: ``PlanError`` for a group of fewer than two units, or an SD that is not above zero and finite; Welch's test may
  ///   have one SD of zero, and a pooled one a group of one unit.
  public init(_ spread: Spread, test: Int, reference: Int? = nil) throws(PlanError) {
    self.spread = spread
    self.test = test
    self.reference = spread.hasTwoGroups ? reference ?? test : 0
    try spread.check()
    var least = 2
    if case .pooled = spread {
      least = 1
      guard test + self.reference > 2 else { throw .tooFew(needed: 3, found: test + self.reference) }
    }
    guard test >= least else { throw .tooFew(needed: least, found: test) }
    guard !spread.hasTwoGroups || self.reference >= least else { throw .tooFew(needed: least, found: self.reference) }
  }

  /// The true standard error of what is compared.
  public var standardError: Double {
    let (n, m) = (Double(test), Double(reference))
    switch spread {
    case .oneGroup(let sd), .paired(let sd): return sd / n.squareRoot()
    case .pooled(let sd): return sd * (1 / n + 1 / m).squareRoot()
    case .separate(let r, let s): return (r * r / n + s * s / m).squareRoot()
    }
  }

  /// P(pass) where the true difference (or mean) is `truth`.
  ///
  /// Exact: absolute error below 1e-12, by Welch's test below 1e-10.
  ///
  /// - Precondition: `alpha` lies strictly between 0 and 1/2, and `truth` is finite.
  public func power(truth: Double, zone: EquivalenceZone, alpha: Double) -> Double {
    chance(truth, zone, alpha) { $0.inside(critical: $1) }
  }

  /// Whether the power is at least `target`, in less time than the power itself takes.
  ///
  /// - Precondition: as for ``power(truth:zone:alpha:)``.
  public func reaches(_ target: Double, truth: Double, zone: EquivalenceZone, alpha: Double) -> Bool {
    guard case .separate(let r, let s) = spread, r > 0, s > 0 else {
      return power(truth: truth, zone: zone, alpha: alpha) >= target
    }
    check(truth, alpha)
    return welch(r, s).reaches(target, truth: truth, zone: zone, alpha: alpha)
  }

  private func welch(_ testSD: Double, _ referenceSD: Double) -> WelchPower {
    let (n, m) = (Double(test), Double(reference))
    return WelchPower(
      first: (testSD * testSD / n, n - 1), second: (referenceSD * referenceSD / m, m - 1))
  }

  private func check(_ truth: Double, _ alpha: Double) {
    precondition(truth.isFinite, "a truth is a number, not \(truth)")
    precondition(alpha > 0 && alpha < 0.5, "alpha lies between 0 and 1/2, not \(alpha)")
  }

  /// P(fail): the interval lies wholly beyond a limit. What is left of 1 beside the power is inconclusive.
  ///
  /// - Precondition: as for ``power(truth:zone:alpha:)``.
  public func chanceOfFailing(truth: Double, zone: EquivalenceZone, alpha: Double) -> Double {
    chance(truth, zone, alpha) { $0.outside(critical: $1) }
  }

  private func chance(
    _ truth: Double, _ zone: EquivalenceZone, _ alpha: Double, _ of: (IntervalPlacement, Double) -> Double
  ) -> Double {
    check(truth, alpha)
    func one(_ degreesOfFreedom: Double) -> Double {
      let (lower, upper) = zone.distances(from: truth, standardError: standardError)
      let test = IntervalPlacement(ratio: SpreadRatio(degreesOfFreedom: degreesOfFreedom), lower: lower, upper: upper)
      return of(test, StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(alpha))
    }
    let (n, m) = (Double(test), Double(reference))
    switch spread {
    case .oneGroup, .paired: return one(n - 1)
    case .pooled: return one(n + m - 2)
    // A group that does not vary leaves the test to the other.
    case .separate(let r, let s) where r == 0 || s == 0: return one(s == 0 ? n - 1 : m - 1)
    case .separate(let r, let s):
      return welch(r, s).average(truth: truth, zone: zone, alpha: alpha, of: of)
    }
  }
}

/// A plan that no test can follow.
public enum PlanError: Error, Equatable, Sendable {
  case tooFew(needed: Int, found: Int)
  /// An SD, or each of two, that is not above zero (1e-140 to 1e140, so that its square is a number).
  case standardDeviation(Double)
  /// Units of the test group to one of the reference.
  case allocation(Double)
}

extension PlannedComparison.Spread {
  func check() throws(PlanError) {
    switch self {
    case .oneGroup(let sd), .paired(let sd), .pooled(let sd):
      guard Self.isUsable(sd) else { throw .standardDeviation(sd) }
    case .separate(let r, let s):
      for sd in [r, s] where !(sd == 0 || Self.isUsable(sd)) { throw .standardDeviation(sd) }
      guard r > 0 || s > 0 else { throw .standardDeviation(0) }
    }
  }

  /// Its square is formed, which must neither vanish nor overflow.
  private static func isUsable(_ sd: Double) -> Bool { sd >= 1e-140 && sd <= 1e140 }
}
