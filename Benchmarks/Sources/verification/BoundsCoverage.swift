internal import RealModule
internal import Statistics

/// The coverage of one-sided bounds of intermediate precision, its ratio and the between-run component.
struct BoundsCoverage: Sendable {
  static let level = 0.95
  static let seed: UInt64 = 20_260_101
  static let studiesPerBlock = 500
  /// Of the pivotal quantities' probabilities: far below the Monte Carlo error.
  static let tolerance = 1e-5

  private let design: StudyDesign
  private let index: Int
  private let pivot: PivotalRatio
  private let ratioRule: VarianceRatioBoundRule
  private let plain: (receiving: VarianceBoundRule, sending: VarianceBoundRule)
  private let rules: (receiving: VarianceBoundRule, sending: VarianceBoundRule, between: VarianceBoundRule)

  init(design: StudyDesign, index: Int) {
    self.design = design
    self.index = index
    let (r, s) = (
      design.receiving.degreesOfFreedom.map(Double.init), design.sending.degreesOfFreedom.map(Double.init)
    )
    func positive(_ degrees: [Double]) -> [(degreesOfFreedom: Double, isPositive: Bool)] { degrees.map { ($0, true) } }
    pivot = PivotalRatio(test: r, reference: s, tolerance: BoundsCoverage.tolerance)
    ratioRule = VarianceRatioBoundRule(test: positive(r), reference: positive(s), level: BoundsCoverage.level)
    plain = (
      VarianceBoundRule(terms: positive(r), level: BoundsCoverage.level, pairsOfOneSign: false),
      VarianceBoundRule(terms: positive(s), level: BoundsCoverage.level, pairsOfOneSign: false)
    )
    rules = (
      VarianceBoundRule(terms: positive(r), level: BoundsCoverage.level),
      VarianceBoundRule(terms: positive(s), level: BoundsCoverage.level),
      VarianceBoundRule(terms: [(r[0], true), (r[1], false)], level: BoundsCoverage.level)
    )
  }

  static let zero: Tallies = [
    Array(repeating: Tally(), count: VarianceBoundMethod.allCases.count),
    Array(repeating: Tally(), count: VarianceRatioBoundMethod.allCases.count),
    Array(repeating: Tally(), count: VarianceBoundMethod.allCases.count),
  ]

  func run(studies: Int) async -> Tallies {
    await simulated(blocks: studies / BoundsCoverage.studiesPerBlock, zero: BoundsCoverage.zero) { block in
      var random = CounterRandom(seed: BoundsCoverage.seed, design: index, block: block)
      var tallies = BoundsCoverage.zero
      for _ in 0..<BoundsCoverage.studiesPerBlock { study(&random, &tallies) }
      return tallies
    }
  }

  private func study(_ random: inout CounterRandom, _ tallies: inout Tallies) {
    let r = design.receiving.meanSquares(&random)
    let s = design.sending.meanSquares(&random)
    let (receiving, sending) = (design.receiving.intermediate(r), design.sending.intermediate(s))
    add(receiving, rules.receiving, plain: plain.receiving, truth: 1, to: &tallies[0])
    add(
      design.receiving.between(r), rules.between, plain: rules.between, truth: design.receiving.components[0],
      to: &tallies[2])
    addRatio(receiving, sending, to: &tallies[1])
  }

  /// A bound covers exactly when the tail at the truth says so, where a method is the inverse of a tail.
  private func add(
    _ variance: VarianceSum, _ rule: VarianceBoundRule, plain: VarianceBoundRule, truth: Double,
    to tallies: inout [Tally]
  ) {
    for (m, method) in VarianceBoundMethod.allCases.enumerated() {
      switch method {
      case .satterthwaite:
        guard let v = variance.degreesOfFreedom, truth > 0 else {
          tallies[m].add(upperBound: max(0, variance.estimate), lowerBound: max(0, variance.estimate), truth: truth)
          continue
        }
        let x = v * variance.estimate / truth
        tallies[m].add(probability: ChiSquare(degreesOfFreedom: v).upperTail(x), level: BoundsCoverage.level)
      case .graybillWang, .modifiedLargeSample:
        let shares = shares(variance)
        let rule = method == .modifiedLargeSample ? rule : plain
        tallies[m].add(upperBound: rule.upper(shares), lowerBound: rule.lower(shares), truth: truth)
      case .generalizedPivotal:
        tallies[m].add(
          probability: variance.pivotalProbability(atMost: truth, tolerance: BoundsCoverage.tolerance),
          level: BoundsCoverage.level)
      }
    }
  }

  private func addRatio(_ receiving: VarianceSum, _ sending: VarianceSum, to tallies: inout [Tally]) {
    let (r, s) = (shares(receiving), shares(sending))
    let ratio = receiving.estimate / sending.estimate
    for (m, method) in VarianceRatioBoundMethod.allCases.enumerated() {
      switch method {
      case .satterthwaite:
        guard let a = receiving.degreesOfFreedom, let b = sending.degreesOfFreedom else { continue }
        tallies[m].add(probability: FDistribution(a, b).upperTail(ratio), level: BoundsCoverage.level)
      case .modifiedLargeSample:
        tallies[m].add(
          upperBound: ratioRule.upper(testShares: r, referenceShares: s),
          lowerBound: ratioRule.lower(testShares: r, referenceShares: s), truth: 1)
      case .recoveredOnLog:
        func log(_ x: Double) -> Double { x > 0 ? Double.log(x) : -.infinity }
        let (up, down) = (
          log(plain.receiving.upper(r) / receiving.estimate), log(receiving.estimate) - log(plain.receiving.lower(r))
        )
        let (upS, downS) = (
          log(plain.sending.upper(s) / sending.estimate), log(sending.estimate) - log(plain.sending.lower(s))
        )
        tallies[m].add(
          upperBound: log(ratio) + (up * up + downS * downS).squareRoot(),
          lowerBound: log(ratio) - (down * down + upS * upS).squareRoot(), truth: 0)
      case .generalizedPivotal:
        tallies[m].add(
          probability: pivot.lowerTail(1, testShares: r, referenceShares: s), level: BoundsCoverage.level)
      }
    }
  }

  private func shares(_ variance: VarianceSum) -> [Double] {
    variance.terms.map { $0.coefficient * $0.meanSquare.value }
  }
}
