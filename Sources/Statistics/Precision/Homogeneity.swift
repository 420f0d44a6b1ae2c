internal import Elementary

/// Why a test of equal variances has no answer.
public enum HomogeneityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There is nothing to compare.
  case tooFewGroups(Int)
  /// No group has the values that the test needs. With two values a group both deviations from the centre are equal, so
  /// Levene's statistic would divide rounding noise by rounding noise.
  case tooFewValues(needed: Int)
  /// A group without variation, of which there is no logarithm.
  case zeroVariance(group: Int)
  /// No group varies, or all deviations within the groups are equal.
  case noVariation
  case notFinite

  public var description: String {
    switch self {
    case .tooFewGroups(let count): "needs two groups or more with repeated values, and has \(count)"
    case .tooFewValues(let needed):
      needed == 3
        ? "needs a group of three values or more: with two, both deviations from their centre are equal"
        : "needs groups of \(needed) values or more"
    case .zeroVariance: "a group does not vary, so the logarithm of its variance does not exist"
    case .noVariation: "the groups do not vary"
    case .notFinite: "a value is too large to be computed with"
    }
  }
}

/// A test that several groups have one variance: H₀ all variances are equal, H₁ at least one differs.
///
/// A description and never a gate: pooling is decided before the data are seen.
public struct HomogeneityTest: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case brownForsythe = "brown-forsythe"
    case levene
    case bartlett
    case cochran

    /// As a table names it.
    public var name: String {
      switch self {
      case .brownForsythe: "Brown–Forsythe (medians)"
      case .levene: "Levene (means)"
      case .bartlett: "Bartlett"
      case .cochran: "Cochran C"
      }
    }

    /// The statistic's letter.
    public var symbol: String {
      switch self {
      case .brownForsythe, .levene: "F"
      case .bartlett: "K²"
      case .cochran: "C"
      }
    }
  }

  public let kind: Kind
  public let statistic: Double
  /// Of the numerator for F, of χ² for Bartlett, of one group for Cochran.
  public let degreesOfFreedom: Double
  /// Of the denominator, for F; the number of groups for Cochran.
  public let second: Double?
  public let pValue: Double

  /// Levene's test: one-way analysis of variance of the absolute deviations from the group means.
  ///
  /// Levene (1960), in *Contributions to Probability and Statistics*, 278-292.
  ///
  /// - Parameter groups: values of each; those with one value are passed over.
  /// - Throws: ``HomogeneityError``.
  public static func levene(_ groups: [[Double]]) throws(HomogeneityError) -> HomogeneityTest {
    try deviations(groups, kind: .levene) { (centred) throws(SampleError) in
      try Moments(centred: centred, pivot: 0).centredMean
    }
  }

  /// Brown and Forsythe's test: Levene's with deviations from the group medians, which resists skewness.
  ///
  /// Brown & Forsythe (1974), *J. Am. Stat. Assoc.* 69, 364-367.
  ///
  /// - Parameter groups: values of each; those with one value are passed over.
  /// - Throws: ``HomogeneityError``.
  public static func brownForsythe(_ groups: [[Double]]) throws(HomogeneityError) -> HomogeneityTest {
    try deviations(groups, kind: .brownForsythe) { centred in
      let sorted = centred.sorted()
      let half = sorted.count / 2
      return sorted.count.isMultiple(of: 2) ? sorted[half - 1] / 2 + sorted[half] / 2 : sorted[half]
    }
  }

  /// Bartlett's test on variances with their degrees of freedom, which may themselves be pooled within each group.
  ///
  /// K² = (ν ln s² - Σ νᵢ ln s²ᵢ)/(1 + (Σ 1/νᵢ - 1/ν)/(3 (k - 1))), χ² with k - 1 degrees of freedom; sensitive to
  /// shapes that are not normal. Bartlett (1937), *Proc. R. Soc. A* 160, 268-282.
  ///
  /// - Throws: ``HomogeneityError``; a variance of zero is refused.
  public static func bartlett(_ variances: [MeanSquare]) throws(HomogeneityError) -> HomogeneityTest {
    let all = try checked(variances)
    if let zero = all.firstIndex(where: { $0.value == 0 }) { throw .zeroVariance(group: zero) }
    let total = all.reduce(0) { $0 + $1.degreesOfFreedom }
    // Relative to the greatest, so that no unit overflows.
    let greatest = all.map({ $0.value }).max() ?? 1
    let sorted = all.sorted { ($0.value, $0.degreesOfFreedom) < ($1.value, $1.degreesOfFreedom) }
    var (pooled, logs, inverses) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for square in sorted { pooled.add(square.degreesOfFreedom * (square.value / greatest) / total) }
    for square in sorted {
      logs.add(-square.degreesOfFreedom * ln(square.value / greatest / pooled.value))
      inverses.add(1 / square.degreesOfFreedom)
    }
    let freedom = Double(all.count - 1)
    let statistic = max(0, logs.value / (1 + (inverses.value - 1 / total) / (3 * freedom)))
    return HomogeneityTest(
      kind: .bartlett, statistic: statistic, degreesOfFreedom: freedom, second: nil,
      pValue: ChiSquare(degreesOfFreedom: freedom).upperTail(statistic))
  }

  /// Cochran's test of the greatest variance: C = s²max/Σ s²ᵢ.
  ///
  /// The p-value is k P(F > (k - 1) C/(1 - C)), at most 1, F with ν and (k - 1) ν degrees of freedom and ν the mean of those
  /// of the groups: Bonferroni's bound, nearly exact where it is small. Cochran (1941), *Ann. Eugen.* 11, 47-52.
  ///
  /// - Throws: ``HomogeneityError``.
  public static func cochran(_ variances: [MeanSquare]) throws(HomogeneityError) -> HomogeneityTest {
    let all = try checked(variances)
    let k = Double(all.count)
    let freedom = all.reduce(0) { $0 + $1.degreesOfFreedom } / k
    guard let greatest = all.map({ $0.value }).max(), greatest > 0 else { throw .noVariation }
    var sum = CompensatedSum()
    for value in all.map({ $0.value }).sorted() { sum.add(value / greatest) }
    let rest = sum.value - 1
    let statistic = 1 / sum.value
    let tail = rest > 0 ? FDistribution(freedom, (k - 1) * freedom).upperTail((k - 1) / rest) : 0
    return HomogeneityTest(
      kind: .cochran, statistic: statistic, degreesOfFreedom: freedom, second: k, pValue: min(1, k * tail))
  }

  // MARK: - Arithmetic

  private static func checked(_ variances: [MeanSquare]) throws(HomogeneityError) -> [MeanSquare] {
    let all = variances.filter { $0.degreesOfFreedom > 0 }
    guard all.count > 1 else { throw .tooFewGroups(all.count) }
    guard all.allSatisfy({ $0.value.isFinite && $0.value >= 0 }) else { throw .notFinite }
    guard all.contains(where: { $0.value > 0 }) else { throw .noVariation }
    return all
  }

  private static func deviations(
    _ groups: [[Double]], kind: Kind, centre: ([Double]) throws(SampleError) -> Double
  ) throws(HomogeneityError) -> HomogeneityTest {
    let groups = groups.filter { $0.count > 1 }
    guard groups.count > 1 else { throw .tooFewGroups(groups.count) }
    guard groups.contains(where: { $0.count > 2 }) else { throw .tooFewValues(needed: 3) }
    do throws(SampleError) {
      let all = try groups.map { (group) throws(SampleError) -> [Double] in
        // Exactly equal, as they are; rounding would make them differ.
        if group.count == 2 { return Array(repeating: (group[0] - group[1]).magnitude / 2, count: 2) }
        let pivot = group.sorted()[group.count / 2]
        let centred = group.map { $0 - pivot }
        let middle = try centre(centred)
        return centred.map { ($0 - middle).magnitude }
      }
      let analysis = try OneWayAnalysis(all)
      let greatest = all.joined().max() ?? 0
      // Deviations that agree to the last digits differ by rounding alone.
      guard analysis.within.value > 1e-26 * greatest * greatest else { throw SampleError.noVariation }
      return HomogeneityTest(
        kind: kind, statistic: analysis.statistic, degreesOfFreedom: analysis.between.degreesOfFreedom,
        second: analysis.within.degreesOfFreedom, pValue: analysis.pValue)
    } catch {
      if case .notFinite = error { throw .notFinite }
      throw .noVariation
    }
  }
}
