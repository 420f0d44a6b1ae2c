internal import Elementary

/// Why the levels of a source cannot be judged for themselves.
public enum FixedSourceError: Error, Equatable, Sendable {
  /// The source lies in another one, or one of its levels holds nothing but one level of the next.
  case notOutermost
  case coincides
  /// Some of its levels share nothing with the others, so that they cannot be compared.
  case notConnected
  /// Of two levels one has more than three times the runs of the other.
  case tooUneven
}

/// Bounds of a variance in which one source stands for the levels that took part alone, each with the same weight: "these analysts".
///
/// T = φ + the other components, φ = Σ (αᵢ - ᾱ)²/a over the a levels of the outermost source A: the variance of one result by one
/// of these analysts, taken at random. It says nothing of others. φ's bounds are those of a noncentral F of S_A over its noise L,
/// the rest is bounded as in ``UnweightedBounds``. Coverage: `docs/verification.md`.
public struct FixedSourceBounds: Sendable {
  public let sums: UnweightedSums
  public let level: Double
  /// A's place among the layout's sources.
  public let source: Int
  public let levels: Int
  let coefficients: UnweightedCoefficients
  private let weight: Double
  private let rank: Double
  /// L = Σ g S.
  private let noise: [Double]
  private let rho: Double

  /// - Throws: ``FixedSourceError``.
  public init(
    _ sums: UnweightedSums, source: Int, weights: [Double], residualWeight: Double, level: Double
  ) throws(FixedSourceError) {
    let layout = sums.layout
    let own = layout.sources[source]
    guard own.parts.count == 1 else { throw .coincides }
    guard layout.holders(of: source).isEmpty else { throw .notOutermost }
    levels = own.levels
    guard sums.moments[source].rank == levels - 1 else { throw .notConnected }
    let runs = layout.runsOfLevels(of: source)
    if levels == 2, let least = runs.min(), let most = runs.max(), most > 3 * least { throw .tooUneven }
    self.sums = sums
    self.source = source
    self.level = max(level, VarianceBoundRule.leastLevel)
    rank = Double(levels - 1)
    weight = Double(levels - 1) / Double(levels)
    var weights = weights
    weights[source] = weight
    coefficients = UnweightedCoefficients(sums, weights: weights, residualWeight: residualWeight)
    // E S_A without φ: g equates it to the sums of squares of what lies in A.
    let moments = sums.moments
    var g = [Double](repeating: 0, count: moments.count + (sums.hasResidual ? 1 : 0))
    for k in layout.coarseToFine where layout.isNested(k, in: source) {
      g[k] =
        moments[source].expected[k]
        - layout.holders(of: k).reduce(0) { $0 + ($1 == source ? 0 : g[$1] * moments[$1].expected[k]) }
    }
    if sums.hasResidual {
      g[moments.count] =
        moments[source].expectedResidual - moments.indices.reduce(0) { $0 + g[$1] * moments[$1].expectedResidual }
    }
    noise = g.map { $0 < 1e-10 ? 0 : $0 }
    if levels == 2 || moments[source].isChiSquare {
      rho = 1
    } else {
      rho = Self.unevenness(layout, source, rank: rank)
    }
  }

  /// ρ: how much larger the noise of S_A is along one level than on average.
  private static func unevenness(_ layout: UnweightedLayout, _ source: Int, rank: Double) -> Double {
    let matrices = LayoutSquares.noise(layout, source, LayoutSquares.effects(layout, of: source))
    return matrices.filter { $0.part != source }.reduce(1) { largest, noise in
      let trace = (0..<noise.matrix.rows).reduce(0) { $0 + noise.matrix[$1, $1] }
      return trace > 0 ? max(largest, rank * largestEigenvalue(noise.matrix) / trace) : largest
    }
  }

  private func noise(_ squares: UnweightedSquares) -> (value: Double, degreesOfFreedom: Double)? {
    let values = squares.all
    var sum = 0.0
    var least = Double.infinity
    for (i, g) in noise.enumerated() where g > 0 {
      sum += g * values[i]
      least = min(least, freedom(squares, i))
    }
    return sum > 0 && least < .infinity ? (sum, least) : nil
  }

  private func freedom(_ squares: UnweightedSquares, _ i: Int) -> Double {
    i < squares.degreesOfFreedom.count ? squares.degreesOfFreedom[i] : Double(sums.residualDegreesOfFreedom)
  }

  /// c of each source and of S_E, where there is one, with w = (a - 1)/a for the fixed one.
  public var unbiasedCoefficients: [Double] { coefficients.unbiased }

  /// See ``UnweightedBounds/reaches(_:)``; the fixed source is none of them.
  public func reaches(_ squares: UnweightedSquares?) -> [UnweightedReach] {
    sums.reaches(coefficients.raised, squares, except: source)
  }

  /// Whether S_A can be held against its noise: not where nothing varies within the levels of the source.
  public func hasNoise(_ squares: UnweightedSquares) -> Bool { noise(squares) != nil }

  /// Σ c S, or Σ x where that is not positive.
  public func estimate(_ squares: UnweightedSquares) -> Double {
    let sum = total(squares, coefficients.unbiased)
    return sum > 0 ? sum : raisedTotal(squares)
  }

  /// Σ x with x_A = w_A S_A.
  public func raisedTotal(_ squares: UnweightedSquares) -> Double { raisedShares(squares).sorted().reduce(0, +) }

  /// Σ d S: what the variance of the reference is taken for in a ratio.
  public func shrunkTotal(_ squares: UnweightedSquares) -> Double { total(squares, coefficients.shrunk) }

  private func total(_ squares: UnweightedSquares, _ factors: [Double]) -> Double {
    zip(factors, squares.all).map { $0 * $1 }.sorted().reduce(0, +)
  }

  private func raisedShares(_ squares: UnweightedSquares) -> [Double] {
    var shares = zip(coefficients.raised, squares.all).map { $0 * $1 }
    shares[source] = weight * squares.values[source]
    return shares
  }

  /// The upper bound; infinite where there is no noise to hold S_A against.
  public func upper(_ squares: UnweightedSquares) -> Double {
    guard let (l, v) = noise(squares) else { return .infinity }
    let s = squares.values[source]
    let d = noncentrality(at: (s + (rho - 1) * l) / (rho * l), v, probability: 1 - level)
    let reach = weight * max(0, l * (1 + rho * d / rank) - s)
    return raisedTotal(squares) + (reach * reach + squaredWidthOfRest(squares)).squareRoot()
  }

  /// Whether the upper bound lies below `limit`, by one evaluation of the noncentral F.
  public func isUpper(below limit: Double, _ squares: UnweightedSquares) -> Bool {
    guard let (l, v) = noise(squares) else { return false }
    let room = limit - raisedTotal(squares)
    let squared = room * room - squaredWidthOfRest(squares)
    guard room > 0, squared > 0 else { return false }
    let s = squares.values[source]
    // d at which U equals the limit.
    let d = ((s + squared.squareRoot() / weight) / l - 1) * rank / rho
    guard d > 0 else { return false }
    guard d <= 1e8 else { return upper(squares) < limit }
    return NoncentralF(rank, v, noncentrality: d).lowerTail((s + (rho - 1) * l) / (rho * l)) < 1 - level
  }

  private func squaredWidthOfRest(_ squares: UnweightedSquares) -> Double {
    let values = squares.all
    var parts: [Double] = []
    for (i, c) in coefficients.unbiased.enumerated() where i != source && c > 0 && values[i] > 0 {
      let x = width(freedom(squares, i), 1 - level) * c * values[i]
      parts.append(x * x)
    }
    return parts.sorted().reduce(0, +)
  }

  /// The lower bound; never negative.
  public func lower(_ squares: UnweightedSquares) -> Double {
    guard let (l, v) = noise(squares) else { return 0 }
    let values = squares.all
    let s = values[source]
    let d = coefficients.shrunk
    let least = l * (1 + noncentrality(at: s / l, v, probability: level) / rank)
    let others = d.indices.filter { $0 != source && d[$0] > 0 }
    let shares = others.map { d[$0] * values[$0] }
    let own = d[source] * s
    let form = ModifiedLargeSample(
      lowerBoundOf: others.map { .init(isPositive: true, degreesOfFreedom: freedom(squares, $0)) }, level: level)
    var square = others.isEmpty ? 0 : form.squaredWidth(shares)[0]
    let reach = d[source] * max(0, s - least)
    square += reach * reach
    for (share, k) in zip(shares, others) {
      square += max(0, ModifiedLargeSample.pair(rank, freedom(squares, k), level: level)) * own * share
    }
    return max(0, shrunkTotal(squares) - max(0, square).squareRoot())
  }

  /// The λ at which P(F' ≤ f) is `probability`; zero where it is no more at λ = 0.
  private func noncentrality(at f: Double, _ v: Double, probability: Double) -> Double {
    func excess(_ lambda: Double) -> Double {
      probability - NoncentralF(rank, v, noncentrality: lambda).lowerTail(f)
    }
    guard f > 0, excess(0) < 0 else { return 0 }
    let guess = max(1e-3, rank * (f - 1))
    guard guess < 1e7 else { return .infinity }
    // The probability falls as λ rises.
    var (low, high) = (0.0, guess)
    while excess(high) < 0 {
      low = high
      high *= 2
      if high > 1e8 { return .infinity }
    }
    return signChange(between: (low, excess(low)), and: (high, excess(high)), relative: 1e-13, of: excess)
  }
}

extension UnweightedLayout {
  /// How many runs each level of a source has.
  func runsOfLevels(of source: Int) -> [Int] {
    let run = sources.indices.first { sources[$0].parts.contains(.run) } ?? sources.count - 1
    var seen = [Set<Int>](repeating: [], count: sources[source].levels)
    for (cell, level) in sources[source].labels.enumerated() { seen[level].insert(sources[run].labels[cell]) }
    return seen.map({ $0.count })
  }
}

extension ModifiedLargeSample {
  /// D of two parts of one sign, undivided: the product that makes a bound exact where both can be pooled.
  static func pair(_ m: Double, _ n: Double, level: Double) -> Double {
    func reach(_ v: Double) -> Double { 1 - v / ChiSquare(degreesOfFreedom: v).upperQuantile(1 - level) }
    let (g, k, joint) = (reach(m), reach(n), reach(m + n))
    return joint * joint * (m + n) * (m + n) / (m * n) - g * g * m / n - k * k * n / m
  }
}

/// Bounds of the ratio of two variances of "these analysts", test over reference: both bounds recovered on ln (MOVER; Zou &
/// Donner 2008), ln U = ln T_R/T_S + sqrt(ln² U_R/T_R + ln² T_S/L_S), at the level of the bounds.
public struct FixedSourceRatioBounds: Sendable {
  public let test: FixedSourceBounds
  public let reference: FixedSourceBounds

  public init(test: FixedSourceBounds, reference: FixedSourceBounds) {
    self.test = test
    self.reference = reference
  }

  public func estimate(test r: UnweightedSquares, reference s: UnweightedSquares) -> Double {
    test.estimate(r) / reference.estimate(s)
  }

  /// Infinite where the lower bound of the reference is zero.
  public func upper(test r: UnweightedSquares, reference s: UnweightedSquares) -> Double {
    Self.upper(test, r, reference, s)
  }

  public func lower(test r: UnweightedSquares, reference s: UnweightedSquares) -> Double {
    1 / Self.upper(reference, s, test, r)
  }

  private static func upper(
    _ above: FixedSourceBounds, _ a: UnweightedSquares, _ below: FixedSourceBounds, _ b: UnweightedSquares
  ) -> Double {
    let (t, s, least) = (above.raisedTotal(a), below.shrunkTotal(b), below.lower(b))
    guard least > 0, t > 0 else { return t > 0 ? .infinity : 0 }
    let most = above.upper(a)
    guard most < .infinity else { return .infinity }
    let (x, y) = (ln(most / t), ln(s / least))
    return t / s * exponential((x * x + y * y).squareRoot())
  }
}
