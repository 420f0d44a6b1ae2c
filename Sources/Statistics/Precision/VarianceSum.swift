internal import Elementary

/// A variance as a linear combination Σ cᵢ MSᵢ of independent mean squares, with coefficients of any sign.
///
/// Repeatability is one mean square; the intermediate precision of a balanced nested design is a sum of all of them with
/// positive coefficients; a component between runs, or a mean of more replicates than were measured, has negative ones.
/// MSᵢ νᵢ / E MSᵢ is chi-square with νᵢ degrees of freedom.
public struct VarianceSum: Sendable, Equatable {
  public struct Term: Sendable, Equatable {
    public let coefficient: Double
    public let meanSquare: MeanSquare
    public init(coefficient: Double, meanSquare: MeanSquare) {
      self.coefficient = coefficient
      self.meanSquare = meanSquare
    }

    var share: Double { coefficient * meanSquare.value }
  }

  /// Those whose coefficient is not zero, in the order given.
  public let terms: [Term]

  /// The shares in an order of their own, so that the order of terms changes no bit.
  let shares: [(share: Double, degreesOfFreedom: Double, coefficientIsPositive: Bool)]

  public init(_ terms: [Term]) {
    self.terms = terms.filter { $0.coefficient != 0 }
    shares = self.terms.map { ($0.share, $0.meanSquare.degreesOfFreedom, $0.coefficient > 0) }
      .sorted { ($0.share, $0.degreesOfFreedom) < ($1.share, $1.degreesOfFreedom) }
  }

  public static func == (a: VarianceSum, b: VarianceSum) -> Bool { a.terms == b.terms }

  /// In the square of the data's unit; kept negative where it comes out so.
  public var estimate: Double { shares.reduce(0) { $0 + $1.share } }

  /// Whether the estimate is negative, so that ``standardDeviation`` is the root of zero in its place.
  public var isTruncated: Bool { estimate < 0 }

  /// The root of the estimate, or zero where ``isTruncated``.
  public var standardDeviation: Double { max(0, estimate).squareRoot() }

  /// Satterthwaite's degrees of freedom; those of the mean square itself where there is one. `nil` where all shares are zero
  /// or the estimate is not positive.
  public var degreesOfFreedom: Double? {
    if terms.count == 1 { return terms[0].meanSquare.degreesOfFreedom }
    guard estimate > 0 else { return nil }
    return satterthwaite(shares.map { ($0.share, $0.degreesOfFreedom) })
  }

  /// Whether the bounds are exact: one mean square with a positive coefficient.
  public var isExact: Bool { terms.count == 1 && terms[0].coefficient > 0 }

  /// The method of an upper bound where none is named: `docs/verification.md` shows why.
  public var upperMethod: VarianceBoundMethod { .modifiedLargeSample }

  /// The method of a lower bound where none is named: with coefficients of both signs the modified large sample one covers
  /// a little less than it says.
  public var lowerMethod: VarianceBoundMethod { hasBothSigns ? .generalizedPivotal : .modifiedLargeSample }

  /// How the bounds are formed where no method is named, as a report prints it.
  public var methodName: String {
    guard hasBothSigns else { return methodName(upperMethod) }
    return "upper \(methodName(upperMethod)), lower \(methodName(lowerMethod))"
  }

  public func methodName(_ method: VarianceBoundMethod) -> String {
    if terms.count == 1 { return "chi-square bounds" }
    if hasBothSigns, method == .modifiedLargeSample || method == .graybillWang {
      return "bounds by the modified large sample method of Ting and others"
    }
    return method.methodName
  }

  /// P(generalized pivotal quantity ≤ `variance`): one minus the generalized p-value of the claim that the variance is
  /// at most that; to within `tolerance`.
  public func pivotalProbability(atMost variance: Double, tolerance: Double = 1e-12) -> Double {
    GeneralizedPivotal(pivots, tolerance: tolerance).lowerTail(variance)
  }

  var pivots: [(share: Double, degreesOfFreedom: Double)] { shares.map { ($0.share, $0.degreesOfFreedom) } }

  private var hasBothSigns: Bool {
    terms.contains { $0.coefficient > 0 } && terms.contains { $0.coefficient < 0 }
  }
}
