/// How often something came about in simulated studies.
public struct Proportion: Sendable, Hashable {
  public let count: Int
  public let of: Int

  public init(count: Int, of: Int) {
    precondition(count >= 0 && count <= of && of > 0, "\(count) of \(of) is no proportion")
    self.count = count
    self.of = of
  }

  public var estimate: Double { Double(count) / Double(of) }

  /// The Monte Carlo standard error. With none or all of the studies it is taken at one study more, since it is not known
  /// to be zero.
  public var monteCarloError: Double {
    let inner = min(max(Double(count), 1), Double(of) - 1)
    guard of > 1 else { return 0.5 }
    let p = inner / Double(of)
    return (p * (1 - p) / Double(of)).squareRoot()
  }

  /// Wilson's interval at `z` standard errors (Wilson 1927, *J. Am. Stat. Assoc.* 22, 209-212).
  public func interval(_ z: Double) -> (lower: Double, upper: Double) {
    let n = Double(of)
    let (p, square) = (estimate, z * z)
    let centre = (p + square / (2 * n)) / (1 + square / n)
    let half = z / (1 + square / n) * (p * (1 - p) / n + square / (4 * n * n)).squareRoot()
    return (max(0, centre - half), min(1, centre + half))
  }
}

/// Verdicts of simulated studies, item by item and for all that is required together.
struct Tally: Sendable {
  /// For each item: pass, fail, inconclusive, not evaluated.
  private(set) var verdicts: [(pass: Int, fail: Int, inconclusive: Int, notEvaluated: Int)]
  /// For each criterion at each receiving laboratory: studies in which all of its items passed.
  private(set) var criteria: [Int]
  /// For each set of criteria: studies in which all of them passed.
  private(set) var together: [Int]
  private(set) var all = 0
  private(set) var studies = 0
  /// For each item the first study that had no verdict.
  private(set) var firstNotEvaluated: [Int?]
  private let groups: [[Int]]

  /// - Parameter groups: the criteria of each set that is counted beside what is required.
  init(items: Int, criteria: Int, groups: [[Int]] = []) {
    self.groups = groups
    together = Array(repeating: 0, count: groups.count)
    verdicts = Array(repeating: (0, 0, 0, 0), count: items)
    self.criteria = Array(repeating: 0, count: criteria)
    firstNotEvaluated = Array(repeating: nil, count: items)
  }

  mutating func add(_ other: Tally) {
    for i in verdicts.indices {
      verdicts[i].pass += other.verdicts[i].pass
      verdicts[i].fail += other.verdicts[i].fail
      verdicts[i].inconclusive += other.verdicts[i].inconclusive
      verdicts[i].notEvaluated += other.verdicts[i].notEvaluated
      if let mine = firstNotEvaluated[i], let theirs = other.firstNotEvaluated[i] {
        firstNotEvaluated[i] = min(mine, theirs)
      } else {
        firstNotEvaluated[i] = firstNotEvaluated[i] ?? other.firstNotEvaluated[i]
      }
    }
    for i in criteria.indices { criteria[i] += other.criteria[i] }
    for i in together.indices { together[i] += other.together[i] }
    all += other.all
    studies += other.studies
  }

  /// - Parameters:
  ///   - results: one for each item.
  ///   - criterionOf: the criterion of each item.
  ///   - isRequired: of each criterion.
  mutating func count(_ results: [Outcome], criterionOf: [Int], isRequired: [Bool], study: Int) {
    studies += 1
    var passed = isRequired.map { _ in true }
    for (i, outcome) in results.enumerated() {
      switch outcome {
      case .pass: verdicts[i].pass += 1
      case .fail: verdicts[i].fail += 1
      case .inconclusive: verdicts[i].inconclusive += 1
      case .notEvaluated:
        verdicts[i].notEvaluated += 1
        if firstNotEvaluated[i] == nil { firstNotEvaluated[i] = study }
      }
      if outcome != .pass { passed[criterionOf[i]] = false }
    }
    var everything = true
    for i in passed.indices {
      if passed[i] { criteria[i] += 1 }
      if isRequired[i] && !passed[i] { everything = false }
    }
    for (i, group) in groups.enumerated() where group.allSatisfy({ passed[$0] }) { together[i] += 1 }
    if everything { all += 1 }
  }

  enum Outcome: Sendable { case pass, fail, inconclusive, notEvaluated }
}
