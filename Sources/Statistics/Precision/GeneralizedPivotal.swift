internal import Elementary

/// The generalized pivotal quantity Σ cᵢ MSᵢ νᵢ/Xᵢ, Xᵢ ~ χ²(νᵢ), of a linear combination of mean squares of any sign.
///
/// Its quantile at a level is the one-sided upper bound at that level, its quantile at one minus the level the lower one.
/// Weerahandi (1993), *J. Am. Stat. Assoc.* 88, 899-905. Evaluated by quadrature: exact to about 1e-10, without a seed.
struct GeneralizedPivotal {
  private let positive: PivotalSum?
  private let negative: PivotalSum?
  private let scale: Double

  /// - Parameter terms: signed shares cᵢ MSᵢ with their degrees of freedom.
  init(_ terms: [(share: Double, degreesOfFreedom: Double)], tolerance: Double = 1e-12) {
    func factors(_ sign: Double) -> [(factor: Double, degreesOfFreedom: Double)] {
      terms.filter { $0.share * sign > 0 }.map { ($0.share * sign * $0.degreesOfFreedom, $0.degreesOfFreedom) }
    }
    let (plus, minus) = (factors(1), factors(-1))
    func width(_ factors: [(factor: Double, degreesOfFreedom: Double)]) -> Double {
      (2 / factors.reduce(0) { $0 + $1.degreesOfFreedom }).squareRoot()
    }
    positive = plus.isEmpty ? nil : PivotalSum(plus, width: width(plus), tolerance: tolerance)
    negative = minus.isEmpty ? nil : PivotalSum(minus, width: width(minus), tolerance: tolerance)
    scale = terms.reduce(0) { $0 + $1.share.magnitude }
  }

  /// P(quantity ≤ t).
  func lowerTail(_ t: Double) -> Double {
    switch (positive, negative) {
    case (nil, nil): t >= 0 ? 1 : 0
    case (let positive?, nil): positive.lowerTail(t)
    case (nil, let negative?): t < 0 ? 1 - negative.lowerTail(-t) : 1
    case (let positive?, let negative?):
      t >= 0
        ? positive.probability(atMost: negative, plus: t) : 1 - negative.probability(atMost: positive, plus: -t)
    }
  }

  /// The t with P(quantity ≤ t) = `probability`; infinite where the quadrature cannot reach it.
  func quantile(_ probability: Double) -> Double {
    // Nothing but zeros: the quantity is 0.
    guard scale > 0 else { return 0 }
    if negative == nil {
      let root = risingRoot(near: ln(scale), step: 0.5, tolerance: 1e-13) { x in
        lowerTail(exponential(x)) - probability
      }
      return root.map(exponential) ?? (probability > 0.5 ? .infinity : 0)
    }
    if positive == nil {
      let root = risingRoot(near: -ln(scale), step: 0.5, tolerance: 1e-13) { x in
        lowerTail(-exponential(-x)) - probability
      }
      return root.map { -exponential(-$0) } ?? (probability > 0.5 ? 0 : -.infinity)
    }
    // The search stays on one side of zero, and there the same tables serve every step of it.
    var (above, below): (PivotalDifference?, PivotalDifference?)
    func tail(_ t: Double, _ positive: PivotalSum, _ negative: PivotalSum) -> Double {
      if t == 0 { return positive.probability(atMost: negative, plus: 0) }
      if t > 0 {
        let difference = above ?? PivotalDifference(positive, negative)
        above = difference
        return difference.probability(plus: t)
      }
      let difference = below ?? PivotalDifference(negative, positive)
      below = difference
      return 1 - difference.probability(plus: -t)
    }
    guard let positive, let negative else { return 0 }
    let root = risingRoot(near: 0, step: 0.5, tolerance: 1e-13) { x in
      tail(scale * x, positive, negative) - probability
    }
    return root.map { scale * $0 } ?? (probability > 0.5 ? .infinity : -.infinity)
  }
}

/// The generalized pivotal quantity of a ratio of two sums of mean squares with given degrees of freedom.
///
/// What depends on the degrees of freedom alone is computed once, so that a simulated study costs microseconds.
public struct PivotalRatio: Sendable {
  private let test: [Double]
  private let reference: [Double]
  private let table: LogFTable
  private let width: Double
  private let tolerance: Double

  /// - Parameters:
  ///   - test: degrees of freedom of the mean squares above the line.
  ///   - reference: of those below it.
  ///   - tolerance: the error that a probability may have; a coarser one is faster.
  /// - Precondition: neither is empty, and all are positive.
  public init(test: [Double], reference: [Double], tolerance: Double = 1e-12) {
    self.tolerance = tolerance
    precondition(!test.isEmpty && !reference.isEmpty, "a ratio needs mean squares on both sides")
    self.test = test
    self.reference = reference
    let (m, n) = (test.reduce(0, +), reference.reduce(0, +))
    table = LogFTable(n, m)
    width = (2 / m + 2 / n).squareRoot()
  }

  /// P(ratio's pivotal quantity ≤ `ratio`) given the shares cᵢ MSᵢ, all positive, in the order of the degrees of freedom.
  public func lowerTail(_ ratio: Double, testShares: [Double], referenceShares: [Double]) -> Double {
    let (above, below) = sums(testShares, referenceShares)
    return above.probability(atMost: ratio, times: below, table: table)
  }

  /// The ratio with that probability below it.
  func quantile(_ probability: Double, testShares: [Double], referenceShares: [Double]) -> Double {
    let (above, below) = sums(testShares, referenceShares)
    let guess = ln(testShares.reduce(0, +) / referenceShares.reduce(0, +))
    let root = risingRoot(near: guess, step: 0.5, tolerance: 1e-13) { x in
      above.probability(atMost: exponential(x), times: below, table: table) - probability
    }
    return root.map(exponential) ?? (probability > 0.5 ? .infinity : 0)
  }

  private func sums(_ r: [Double], _ s: [Double]) -> (PivotalSum, PivotalSum) {
    (
      PivotalSum(zip(r, test).map { ($0 * $1, $1) }, width: width, tolerance: tolerance),
      PivotalSum(zip(s, reference).map { ($0 * $1, $1) }, width: width, tolerance: tolerance)
    )
  }
}
