internal import Notation
internal import Statistics

/// What the runs of an attribute do not meet of what makes an assay valid: as a count beside what chance alone would give,
/// and by name where chance does not explain it.
///
/// Tests at 5 % find fault with one sound run in twenty; of 12 runs with two tests each, two sound studies of three have such
/// a run. So those by which a run is named are held against the number of all tests of the attribute (Holm 1979).
public struct RunSuitability: Sendable, Hashable {
  /// What is amiss with a run beyond chance.
  public enum Failure: Sendable, Hashable {
    /// A condition by its name; with the p-value of the test by which it is not met, where it is one.
    case condition(String, pValue: Double?)
    /// The responses turn back at the highest doses, with the p-value over all doses of the preparation.
    case hook(pValue: Double)
    /// The ids of the criteria of similarity that are not shown to be met.
    case notSimilar([String])
  }

  /// A run that is named.
  public struct Named: Sendable, Hashable {
    public let laboratory: String?
    public let run: String
    /// The test preparations concerned; the reference where it alone is.
    public let preparations: [String]
    public let failures: [Failure]
  }

  /// Tests by significance in which a sound run fails by chance.
  public let tests: Int
  /// How many of them are below ``PotencyAssay/conventionalAlpha``.
  public let missed: Int
  /// P(at least that many) of sound runs, were all tests independent.
  public let chanceOfSoMany: Double
  /// How many tests there were for a hook.
  let hookTests: Int
  /// In the order of the runs.
  public let named: [Named]

  /// How many of ``tests`` chance alone would have fail.
  public var expected: Double { Double(tests) * PotencyAssay.conventionalAlpha }

  /// - Parameters:
  ///   - assays: every run of the attribute, at all laboratories.
  ///   - rules: the attribute's criteria of similarity.
  ///   - isJudged: whether a preparation is one of those that are judged.
  public init(_ assays: [PotencyAssay], rules: [SimilarityRule], isJudged: (String) -> Bool = { _ in true }) {
    let alpha = PotencyAssay.conventionalAlpha
    struct Test {
      let assay: Int
      let preparations: [String]
      let failure: Failure
      let pValue: Double
    }
    var significance: [Test] = []
    var hooks: [Test] = []
    var found: [(assay: Int, preparations: [String], failure: Failure)] = []
    for (index, assay) in assays.enumerated() {
      for fit in assay.fits {
        for condition in fit.conditions {
          let concerned = assay.preparations(concernedBy: condition, in: fit)
          let failure = Failure.condition(condition.name, pValue: condition.pValue)
          if condition.failsByChance, let p = condition.pValue {
            significance.append(Test(assay: index, preparations: concerned, failure: failure, pValue: p))
          } else if condition.outcome == .notMet,
            !found.contains(where: { $0.assay == index && $0.preparations == concerned && $0.failure == failure })
          {
            // The reference's own are the same in the fit of each test.
            found.append((index, concerned, failure))
          }
        }
      }
      for hook in HookTest.all(of: assay) {
        hooks.append(
          Test(
            assay: index, preparations: [hook.preparation], failure: .hook(pValue: hook.pValue), pValue: hook.pValue))
      }
      for name in assay.preparations.filter({ !$0.isReference }).map({ $0.name }) where isJudged(name) {
        let unmet = rules.filter { rule in
          assay.obstacle == nil && rule.standing(of: name, in: assay) != .similar
        }
        if !unmet.isEmpty { found.append((index, [name], .notSimilar(unmet.map({ $0.criterion })))) }
      }
    }
    tests = significance.count
    missed = significance.count { $0.pValue < alpha }
    chanceOfSoMany = Self.chance(of: missed, among: tests, at: alpha)
    hookTests = hooks.count
    for family in [significance, hooks] {
      for place in Self.holm(family.map({ $0.pValue }), alpha: alpha) {
        found.append((family[place].assay, family[place].preparations, family[place].failure))
      }
    }
    named = assays.indices.flatMap { index -> [Named] in
      // One line for what concerns the same preparations.
      return found.filter { $0.assay == index }.grouped { $0.preparations }.map { preparations, own in
        Named(
          laboratory: assays[index].laboratory, run: assays[index].run, preparations: preparations,
          failures: own.map { $0.failure })
      }
    }
  }

  /// The places of the p-values that Holm's correction for their number leaves below `alpha`, in their order.
  static func holm(_ pValues: [Double], alpha: Double) -> [Int] {
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var rejected: [Int] = []
    for (rank, place) in order.enumerated() {
      guard pValues[place] * Double(pValues.count - rank) < alpha else { break }
      rejected.append(place)
    }
    return rejected.sorted()
  }

  /// P(X >= count), X binomial.
  static func chance(of count: Int, among number: Int, at probability: Double) -> Double {
    guard count > 0 else { return 1 }
    var term = 1.0
    for _ in 0..<number { term *= 1 - probability }
    var below = 0.0
    for k in 0..<count {
      below += term
      term *= Double(number - k) / Double(k + 1) * probability / (1 - probability)
    }
    return max(0, 1 - below)
  }
}

extension PotencyAssay {
  /// The preparations that a condition is of: those that it names; else the one test, or those that depart from the
  /// reference by themselves, or all.
  func preparations(concernedBy condition: Condition, in fit: Fit) -> [String] {
    if let own = condition.preparation { return [own] }
    let tests = fit.tests
    guard tests.count > 1 else { return tests }
    let apart = tests.filter { name in
      similarities.contains {
        $0.preparation == name && ($0.pValue ?? 1) * Double(tests.count) < Self.conventionalAlpha
      }
    }
    return apart.isEmpty ? tests : apart
  }
}

/// Whether the responses of a preparation turn back at its highest dose, as an excess of analyte makes them do.
///
/// The mean response at the highest dose is held against the one that is furthest on in the direction of the curve, by t on
/// the variance between replicates where responses are as large, times the number of doses that could have been it
/// (Bonferroni). Where a curve only levels off the truth has no such step, and the test errs to the safe side.
struct HookTest {
  let preparation: String
  let pValue: Double

  /// Of each preparation with three doses or more; none where no dose has replicates.
  static func all(of assay: PotencyAssay) -> [HookTest] {
    let groups = DoseGroup.all(of: assay.readings).filter { $0.dose > 0 }
    return assay.preparations.compactMap { one in
      let own = groups.filter { $0.preparation == one.name }
      guard let last = own.last, own.count >= 3 else { return nil }
      let half = own.count / 2
      let lower = own.prefix(half).reduce(0) { $0 + $1.mean } / Double(half)
      let upper = own.suffix(half).reduce(0) { $0 + $1.mean } / Double(half)
      guard lower != upper else { return nil }
      let sign: Double = upper > lower ? 1 : -1
      guard let top = own.dropLast().max(by: { sign * $0.mean < sign * $1.mean }) else { return nil }
      let step = sign * (top.mean - last.mean)
      let (small, large) = (min(top.mean.magnitude, last.mean.magnitude), max(top.mean.magnitude, last.mean.magnitude))
      let near = groups.filter { $0.mean.magnitude >= small / 2 && $0.mean.magnitude <= 2 * large }
      let pooled = [near, groups].lazy.map { ($0.reduce(0) { $0 + $1.squares }, $0.reduce(0) { $0 + $1.count - 1 }) }
        .first { $0.1 >= 3 }
      guard let (squares, freedom) = pooled else { return nil }
      guard step > 0 else { return HookTest(preparation: one.name, pValue: 1) }
      let error = (squares / Double(freedom) * (1 / Double(top.count) + 1 / Double(last.count))).squareRoot()
      guard error > 0 else { return HookTest(preparation: one.name, pValue: 0) }
      let p = StudentT(degreesOfFreedom: Double(freedom)).upperTail(step / error) * Double(own.count - 1)
      return HookTest(preparation: one.name, pValue: min(1, p))
    }
  }
}
