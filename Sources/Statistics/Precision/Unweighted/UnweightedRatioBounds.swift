internal import Elementary

/// One-sided bounds of the ratio of two total variances, test over reference, from unweighted sums of squares.
///
/// The q at which the modified large sample bound of A - q B of Ting and others (1990) is zero, with A of the d S of the reference and B
/// of the c⁺ S of the test; exact by F where each has one. Where either side has three or more sums of squares it is computed
/// at 1 - 0.9 α, since at 1 - α it covers less than it says (`docs/verification.md`).
public struct UnweightedRatioBounds: Sendable {
  /// What the α of a ratio is multiplied by where a side has three or more sums of squares.
  static let tightened = 0.9

  public let test: UnweightedBounds
  public let reference: UnweightedBounds
  /// That the bounds are computed at, which is above 1 - α where a side has three or more sums of squares.
  public let level: Double
  private let upperForm: Form
  private let lowerForm: Form
  /// For many studies of layouts whose degrees of freedom change with the data.
  private let quick: QuickRatio?

  /// The bound of one direction: parts of the side above the line and of the one below it.
  private struct Form: Sendable {
    let above: [UnweightedBounds.Part]
    let below: [UnweightedBounds.Part]
    let level: Double
    let known: ModifiedLargeSample?
    /// 1/F(α) where there is one part a side, whose degrees of freedom are known.
    let exact: Double?

    init(above: [UnweightedBounds.Part], below: [UnweightedBounds.Part], level: Double) {
      self.above = above
      self.below = below
      self.level = level
      let (n, m) = (above.compactMap { $0.degreesOfFreedom }, below.compactMap { $0.degreesOfFreedom })
      let isKnown = n.count == above.count && m.count == below.count
      exact =
        isKnown && n.count == 1 && m.count == 1 ? 1 / FDistribution(n[0], m[0]).lowerQuantile(1 - level) : nil
      known = isKnown && exact == nil ? Self.form(above: n, below: m, level: level) : nil
    }

    var isKnown: Bool { exact != nil || known != nil }

    /// What the upper bound is never below.
    func pointRatio(_ r: UnweightedSquares, _ s: UnweightedSquares) -> Double {
      let (rs, ss) = (r.all, s.all)
      let bottom = below.reduce(0) { $0 + $1.factor * ss[$1.at] }
      return bottom > 0 ? above.reduce(0) { $0 + $1.factor * rs[$1.at] } / bottom : .infinity
    }

    private static func form(above: [Double], below: [Double], level: Double) -> ModifiedLargeSample {
      ModifiedLargeSample(
        lowerBoundOf: below.map { .init(isPositive: true, degreesOfFreedom: $0) }
          + above.map { .init(isPositive: false, degreesOfFreedom: $0, power: 1) }, level: level)
    }

    /// The upper bound of above/below; infinite where the data cannot bound it.
    func upper(_ r: UnweightedSquares, _ s: UnweightedSquares) -> Double {
      let (rs, ss) = (r.all, s.all)
      let (a, b) = (above.map { $0.factor * rs[$0.at] }, below.map { $0.factor * ss[$0.at] })
      guard a.contains(where: { $0 > 0 }) else { return 0 }
      if let exact { return b[0] > 0 ? a[0] / b[0] * exact : .infinity }
      if a.count == 1, b.count == 1 {
        let f = FDistribution(r.freedom(above[0]), s.freedom(below[0]))
        return b[0] > 0 ? a[0] / b[0] / f.lowerQuantile(1 - level) : .infinity
      }
      let form =
        known
        ?? Self.form(above: above.map { r.freedom($0) }, below: below.map { s.freedom($0) }, level: level)
      let q = form.crossing(b + a, constant: b.sorted().reduce(0, +), slope: a.sorted().reduce(0, +))
      return q > 0 ? 1 / q : .infinity
    }
  }

  /// - Parameters:
  ///   - test: sums and weights of the side above the line; its own level is not used. So is `reference`.
  ///   - alpha: one-sided; the level is 1 - α or 1 - 0.9 α.
  ///   - forMany: whether many studies will be judged, so that a table is worth its time.
  public init(test: UnweightedBounds, reference: UnweightedBounds, alpha: Double, forMany: Bool = false) {
    self.test = test
    self.reference = reference
    let parts = test.parts
    let other = reference.parts
    let isTightened = parts.upper.count >= 3 || other.lower.count >= 3
    level = max(VarianceBoundRule.leastLevel, 1 - (isTightened ? Self.tightened * alpha : alpha))
    upperForm = Form(above: parts.upper, below: other.lower, level: level)
    lowerForm = Form(above: other.upper, below: parts.lower, level: level)
    quick =
      forMany && !upperForm.isKnown
      ? QuickRatio(
        above: parts.upper, test.sums, below: other.lower, reference.sums, level: level) : nil
  }

  /// Whether ``upper(test:reference:)`` lies below `limit`.
  public func isUpper(below limit: Double, test r: UnweightedSquares, reference s: UnweightedSquares) -> Bool {
    if let quick {
      let near = quick.upper(r, s)
      if (near - limit).magnitude > QuickRatio.margin * limit { return near < limit }
    }
    return upper(test: r, reference: s) < limit
  }

  /// Whether ``lower(test:reference:)`` lies above `limit`; it never does where the ratio of the sums that it rests on does not.
  public func isLower(above limit: Double, test r: UnweightedSquares, reference s: UnweightedSquares) -> Bool {
    lowerForm.pointRatio(s, r) * limit < 1 && lower(test: r, reference: s) > limit
  }

  public var isTightened: Bool { test.parts.upper.count >= 3 || reference.parts.lower.count >= 3 }

  /// Of the F distribution, where each variance is one mean square.
  public var exactDegreesOfFreedom: (test: Double, reference: Double)? {
    guard let n = test.exactDegreesOfFreedom, let m = reference.exactDegreesOfFreedom else { return nil }
    return (n, m)
  }

  public func estimate(test r: UnweightedSquares, reference s: UnweightedSquares) -> Double {
    test.estimate(r) / reference.estimate(s)
  }

  /// The upper bound of the ratio of variances; infinite where the data cannot bound it.
  public func upper(test r: UnweightedSquares, reference s: UnweightedSquares) -> Double { upperForm.upper(r, s) }

  /// The lower bound: one over the upper bound with the sides exchanged.
  public func lower(test r: UnweightedSquares, reference s: UnweightedSquares) -> Double {
    1 / lowerForm.upper(s, r)
  }
}

extension UnweightedBounds {
  /// What the bounds of a ratio take from a side.
  var parts: (upper: [Part], lower: [Part]) { (upperParts, lowerParts) }
}
