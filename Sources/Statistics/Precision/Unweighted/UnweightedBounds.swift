internal import Elementary

/// One-sided bounds of a total variance T = Σ w σ² + w_E σ_E² from the unweighted sums of squares of any layout.
///
/// Upper: x = c⁺ S, U = Σ x + sqrt(Σ (H x)²), H = u/χ²(α; u) - 1, the modified large sample bound of Graybill & Wang (1980),
/// *J. Am. Stat. Assoc.* 75, 869-873, with negative coefficients left out. Lower: that of Ting and others (1990), see
/// `ModifiedLargeSample`, on d S. Their coverage in every class of layout is in `docs/verification.md`; results are taken as normal.
///
/// Few duplicates: where runs are the only source, S_E has one or two degrees of freedom and fewer than half of the runs are
/// replicated, S_E is left out of the upper bound, and S of the runs stands for all with the factor max(w, w_E/e_E).
public struct UnweightedBounds: Sendable {
  public let sums: UnweightedSums
  /// Of each bound; never below 0.75, where the large sample forms mean nothing.
  public let level: Double
  let coefficients: UnweightedCoefficients
  /// Of the components, in the order of the layout's sources, and of σ_E².
  public let weights: [Double]
  public let residualWeight: Double
  /// What the upper bound adds up: the place of S, its factor, and its degrees of freedom where they are known beforehand.
  let upperParts: [Part]
  let lowerParts: [Part]
  private let lowerForm: ModifiedLargeSample?

  struct Part: Sendable {
    let at: Int
    let factor: Double
    let degreesOfFreedom: Double?
    /// u/χ²(α; u) - 1 where the degrees of freedom are known.
    var width: Double? = nil
  }

  /// - Parameters:
  ///   - weights: of the components, in the order of the layout's sources.
  ///   - residualWeight: of σ_E²; without replicates it has no part, and the finest source stands for both.
  public init(_ sums: UnweightedSums, weights: [Double], residualWeight: Double, level: Double) {
    precondition(weights.count == sums.moments.count, "\(sums.moments.count) sources but \(weights.count) weights")
    self.sums = sums
    self.weights = weights
    self.residualWeight = residualWeight
    self.level = max(level, VarianceBoundRule.leastLevel)
    coefficients = UnweightedCoefficients(sums, weights: weights, residualWeight: residualWeight)
    let alpha = 1 - self.level
    upperParts = Self.upperParts(sums, coefficients, weights: weights, residualWeight: residualWeight).map { part in
      var part = part
      part.width = part.degreesOfFreedom.map { width($0, alpha) }
      return part
    }
    lowerParts = Self.parts(sums, coefficients.shrunk)
    let known = lowerParts.compactMap { $0.degreesOfFreedom }
    lowerForm = known.count == lowerParts.count ? Self.lowerForm(known, level: self.level) : nil
  }

  private static func parts(_ sums: UnweightedSums, _ factors: [Double]) -> [Part] {
    factors.indices.filter { factors[$0] > 0 }.map { at in
      let isResidual = at == sums.moments.count
      let freedom: Double? =
        isResidual
        ? Double(sums.residualDegreesOfFreedom)
        : sums.moments[at].isChiSquare ? Double(sums.moments[at].rank) : nil
      return Part(at: at, factor: factors[at], degreesOfFreedom: freedom)
    }
  }

  static func upperParts(
    _ sums: UnweightedSums, _ coefficients: UnweightedCoefficients, weights: [Double], residualWeight: Double
  ) -> [Part] {
    if let moments = sums.momentsOfFewDuplicates {
      let factor = max(weights[0], residualWeight / moments.expectedResidual)
      let last = moments.parts.count
      let trace = moments.expectedResidual * Double(moments.rank)
      return [Part(at: 0, factor: factor, degreesOfFreedom: trace * trace / moments.products[last, last])]
    }
    return parts(sums, coefficients.raised)
  }

  static func lowerParts(_ sums: UnweightedSums, _ coefficients: UnweightedCoefficients) -> [Part] {
    parts(sums, coefficients.shrunk)
  }

  private static func lowerForm(_ freedom: [Double], level: Double) -> ModifiedLargeSample {
    ModifiedLargeSample(lowerBoundOf: freedom.map { .init(isPositive: true, degreesOfFreedom: $0) }, level: level)
  }

  /// c of each source and of S_E, where there is one: Σ c S is unbiased.
  public var unbiasedCoefficients: [Double] { coefficients.unbiased }

  /// Σ c S, or Σ x where that is not positive.
  public func estimate(_ squares: UnweightedSquares) -> Double {
    let sum = total(squares, coefficients.unbiased)
    return sum > 0 ? sum : total(squares, coefficients.raised)
  }

  /// T of these components.
  public func truth(_ components: [Double], residual: Double?) -> Double {
    zip(weights, components).reduce(residualWeight * (residual ?? 0)) { $0 + $1.0 * $1.1 }
  }

  /// Whether Σ c S is not positive, so that ``estimate(_:)`` leaves the negative terms out.
  public func isTruncated(_ squares: UnweightedSquares) -> Bool { total(squares, coefficients.unbiased) <= 0 }

  /// Whether the bounds are exact: one sum of squares that is chi-square, times a positive number.
  public var exactDegreesOfFreedom: Double? {
    guard upperParts.count == 1, lowerParts.count == 1, coefficients.unbiased.allSatisfy({ $0 >= 0 }),
      sums.momentsOfFewDuplicates == nil
    else { return nil }
    return upperParts[0].degreesOfFreedom
  }

  public var leavesResidualOut: Bool { sums.momentsOfFewDuplicates != nil }

  private func total(_ squares: UnweightedSquares, _ factors: [Double]) -> Double {
    zip(factors, squares.all).map { $0 * $1 }.sorted().reduce(0, +)
  }

  /// Σ x of the upper bound: zero where nothing varies, and there is no bound.
  public func raisedTotal(_ squares: UnweightedSquares) -> Double {
    let values = squares.all
    return upperParts.map { $0.factor * values[$0.at] }.sorted().reduce(0, +)
  }

  /// The upper bound of T.
  public func upper(_ squares: UnweightedSquares) -> Double {
    let values = squares.all
    var shares: [Double] = []
    var widths: [Double] = []
    for part in upperParts {
      let share = part.factor * values[part.at]
      shares.append(share)
      let h = part.width ?? width(squares.freedom(part), 1 - level)
      widths.append(h * share * (h * share))
    }
    if shares.count == 1, let h = upperParts[0].width { return shares[0] * (1 + h) }
    return shares.sorted().reduce(0, +) + widths.sorted().reduce(0, +).squareRoot()
  }

  /// Whether ``lower(_:)`` lies above `limit`; it never does where the sum that it rests on does not.
  public func isLower(above limit: Double, _ squares: UnweightedSquares) -> Bool {
    let values = squares.all
    return lowerParts.reduce(0) { $0 + $1.factor * values[$1.at] } > limit && lower(squares) > limit
  }

  /// The lower bound of T; never negative.
  public func lower(_ squares: UnweightedSquares) -> Double {
    let values = squares.all
    let shares = lowerParts.map { $0.factor * values[$0.at] }
    if shares.count == 1 {
      let u = squares.freedom(lowerParts[0])
      return shares[0] * u / ChiSquare(degreesOfFreedom: u).upperQuantile(1 - level)
    }
    let form = lowerForm ?? Self.lowerForm(lowerParts.map { squares.freedom($0) }, level: level)
    return max(0, shares.sorted().reduce(0, +) - max(0, form.squaredWidth(shares)[0]).squareRoot())
  }

  /// The sources with one or two degrees of freedom: the bound is at least f = sqrt(ν/χ²(α; ν)) times the SD seen at each.
  ///
  /// - Parameter squares: `nil` where nothing was measured yet.
  public func reaches(_ squares: UnweightedSquares?) -> [UnweightedReach] {
    sums.reaches(coefficients.raised, squares, except: nil)
  }

  /// f(ν) of a source with so many degrees of freedom at this level.
  public static func factor(degreesOfFreedom: Int, level: Double) -> Double {
    (1 + width(Double(degreesOfFreedom), 1 - level)).squareRoot()
  }
}

/// u/χ²(α; u) - 1, χ² the lower quantile.
func width(_ degreesOfFreedom: Double, _ alpha: Double) -> Double {
  degreesOfFreedom / ChiSquare(degreesOfFreedom: degreesOfFreedom).lowerQuantile(alpha) - 1
}

extension UnweightedSquares {
  func freedom(_ part: UnweightedBounds.Part) -> Double { part.degreesOfFreedom ?? degreesOfFreedom[part.at] }
}

extension UnweightedSums {
  /// Of the runs, where they are the only source and next to none of them is replicated.
  var momentsOfFewDuplicates: SourceMoments? {
    guard layout.sources.count == 1, (1...2).contains(residualDegreesOfFreedom),
      2 * layout.counts.count(where: { $0 > 1 }) < layout.counts.count
    else { return nil }
    return moments[0]
  }
}

/// A source with so few degrees of freedom that it alone decides how low a bound can be.
public struct UnweightedReach: Sendable, Hashable {
  /// By its place among the layout's sources.
  public let source: Int
  public let degreesOfFreedom: Int
  /// The SD seen at it, sqrt(c⁺ S).
  public let seen: Double?
}

extension UnweightedSums {
  func reaches(_ factors: [Double], _ squares: UnweightedSquares?, except: Int?) -> [UnweightedReach] {
    moments.indices.filter { moments[$0].rank <= 2 && factors[$0] > 0 && $0 != except }.map { i in
      UnweightedReach(
        source: i, degreesOfFreedom: moments[i].rank,
        seen: squares.map { (factors[i] * $0.values[i]).squareRoot() })
    }
  }

  /// Whether no other source holds it.
  public func isOutermost(_ source: Int) -> Bool { layout.holders(of: source).isEmpty }
}
