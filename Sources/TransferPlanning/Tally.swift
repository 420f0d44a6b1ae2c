/// How often something came about in simulated studies.
public struct Proportion: Sendable, Hashable {
  public let count: Int
  public let of: Int
  /// As many independent studies as it is worth: fewer than there are where studies share what was drawn.
  public let independent: Int

  public init(count: Int, of: Int, independent: Int? = nil) {
    precondition(count >= 0 && count <= of && of > 0, "\(count) of \(of) is no proportion")
    self.count = count
    self.of = of
    self.independent = min(of, max(1, independent ?? of))
  }

  /// The proportion of what did not come about.
  var complement: Proportion { Proportion(count: of - count, of: of, independent: independent) }

  public var estimate: Double { Double(count) / Double(of) }

  /// The Monte Carlo standard error. With none or all of the studies it is taken at one study more, since it is not known
  /// to be zero.
  public var monteCarloError: Double {
    guard independent > 1 else { return 0.5 }
    let n = Double(independent)
    let p = min(max(estimate, 1 / n), 1 - 1 / n)
    return (p * (1 - p) / n).squareRoot()
  }

  /// Wilson's interval at `z` standard errors (Wilson 1927, *J. Am. Stat. Assoc.* 22, 209-212).
  public func interval(_ z: Double) -> (lower: Double, upper: Double) {
    let n = Double(independent)
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
  /// Of each block of studies that share what was drawn: how many there are, in which all passed, and in which each criterion did.
  private var blocks: [(studies: Int, all: Int, criteria: [Int])]

  /// - Parameter groups: the criteria of each set that is counted beside what is required.
  ///   - blocks: in which studies share what was drawn, each by its number; 0 where they share nothing.
  init(items: Int, criteria: Int, groups: [[Int]] = [], blocks: Int = 0) {
    self.blocks = Array(repeating: (0, 0, Array(repeating: 0, count: criteria)), count: blocks)
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
    for i in blocks.indices {
      blocks[i].studies += other.blocks[i].studies
      blocks[i].all += other.blocks[i].all
      for k in criteria.indices { blocks[i].criteria[k] += other.blocks[i].criteria[k] }
    }
    all += other.all
    studies += other.studies
  }

  /// How often all that is required passed.
  var allPassed: Proportion {
    Proportion(count: all, of: studies, independent: independent(blocks.map { ($0.all, $0.studies) }))
  }

  /// How often one criterion passed.
  func passed(_ criterion: Int) -> Proportion {
    Proportion(
      count: criteria[criterion], of: studies,
      independent: independent(blocks.map { ($0.criteria[criterion], $0.studies) }))
  }

  /// As many studies as the variance between blocks says that a proportion is worth; `nil` where nothing is shared. It is known
  /// to a quarter or so, by 15 degrees of freedom.
  private func independent(_ counts: [(count: Int, of: Int)]) -> Int? {
    let known = counts.filter { $0.of > 0 }
    guard known.count > 1 else { return nil }
    let shares = known.map { Double($0.count) / Double($0.of) }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = squares / Double(shares.count * (shares.count - 1))
    guard variance > 0 else { return nil }
    return max(1, Int(mean * (1 - mean) / variance))
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
    let block = blocks.isEmpty ? nil : study % blocks.count
    if let block { blocks[block].studies += 1 }
    for i in passed.indices {
      if passed[i], let block { blocks[block].criteria[i] += 1 }
      if passed[i] { criteria[i] += 1 }
      if isRequired[i] && !passed[i] { everything = false }
    }
    for (i, group) in groups.enumerated() where group.allSatisfy({ passed[$0] }) { together[i] += 1 }
    if everything, let block { blocks[block].all += 1 }
    if everything { all += 1 }
  }

  enum Outcome: Sendable { case pass, fail, inconclusive, notEvaluated }
}
