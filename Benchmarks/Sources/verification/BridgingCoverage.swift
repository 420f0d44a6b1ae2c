internal import RealModule
internal import Statistics

/// How often 95 % intervals of a reference standard's assigned value hold the true one.
struct BridgingCoverage: Sendable {
  static let seed: UInt64 = 20_261_201
  let studies: Int

  func print() async {
    let error = 100 * (0.95 * 0.05 / Double(studies)).squareRoot()
    Swift.print(
      """
      ## Reference standards: coverage of assigned values

      Made by `swift run -c release --package-path Benchmarks verification bridging`: \(studies) simulated histories a design, seed
      \(Self.seed). Each history is simulated run by run, ln readings normal; the value is assigned by the rule `offset`. Shown is the
      share, in percent, of two-sided 95 % intervals that hold the true ln value. One Monte Carlo standard error is \(fixed(error)) points, and
      3.29 of them make the band \(fixed(95 - 3.29 * error)) to \(fixed(95 + 3.29 * error)).
      """)
    await single()
    await chains()
    await shared()
    await laboratories()
  }

  // MARK: - Chains of independent comparisons

  /// A comparison: its runs and the SD of its ln ratio.
  private struct Step: Sendable {
    let runs: Int
    let sd: Double
  }

  private func single() async {
    Swift.print("\n### One comparison, one laboratory\n\nTheory says 95 exactly.\n\n| runs | coverage |\n|---|---|")
    for runs in 3...12 {
      Swift.print("| \(runs) | \(await chain([Step(runs: runs, sd: 0.05)], design: runs)) |")
    }
  }

  private func chains() async {
    Swift.print(
      "\n### Chains of independent comparisons\n\nSatterthwaite's degrees of freedom.\n\n| runs of each step | SDs | coverage |\n|---|---|---|"
    )
    let designs: [(runs: [Int], sd: [Double])] = [
      ([3, 3], [1, 1]), ([3, 12], [1, 1]), ([3, 12], [2, 1]), ([6, 6], [1, 1]), ([6, 6], [1, 3]),
      ([3, 3, 3], [1, 1, 1]),
      ([4, 8, 12], [1, 1, 1]), ([4, 8, 12], [3, 1, 2]), ([6, 6, 6], [1, 1, 1]), ([3, 3, 3, 3], [1, 1, 1, 1]),
      ([6, 6, 6, 6], [1, 1, 1, 1]), ([3, 6, 9, 12], [2, 1, 1, 3]),
    ]
    for (index, design) in designs.enumerated() {
      let steps = zip(design.runs, design.sd).map { Step(runs: $0, sd: 0.02 * $1) }
      let names = [design.runs.map(String.init), design.sd.map { String(Int($0)) }].map { $0.joined(separator: ", ") }
      Swift.print("| \(names[0]) | \(names[1]) | \(await chain(steps, design: 100 + index)) |")
    }
  }

  private func chain(_ steps: [Step], design: Int) async -> String {
    await coverage(design: design, methods: 1) { random in
      var links = [StandardsChain.Link.primary(lnValue: 0)]
      for (index, step) in steps.enumerated() {
        let ratios = (0..<step.runs).map { _ in 0.01 + step.sd * random.normal() }
        links.append(try link(ratios, comparator: index))
      }
      let measured = try StandardsChain(links).generation(steps.count).lnMeasured
      return [(measured.interval(level: 0.95), 0.01 * Double(steps.count))]
    }[0]
  }

  private func link(
    _ ratios: [Double], comparator: Int, correlations: [Int: Double] = [:]
  ) throws -> StandardsChain.Link {
    let found = try GroupedRatios([ratios]).combined(.equalWeights)
    return StandardsChain.Link(
      comparator: comparator, lnValue: 0, lnRatio: found.lnRatio, standardUncertainty: found.standardError,
      degreesOfFreedom: found.estimate.degreesOfFreedom, correlations: correlations)
  }

  // MARK: - Comparisons that share readings

  private func shared() async {
    Swift.print(
      """

      ### Comparisons that share a comparator's readings

      Standards 1 and 2, and a primary, with equal SDs. Line: 1 against the primary, 2 against 1, in the same runs; the value of 2 (true
      correlation -1/2 where all runs are shared). Fork: 1 and 2 against the primary in the same runs; 2 over 1 (+1/2). The correlation is taken as
      known, estimated from the shared runs, or left out. The standard uncertainties of both comparisons come from the same runs and are not
      independent, as the degrees of freedom suppose.

      | history | runs, shared | known | estimated | left out |
      |---|---|---|---|---|
      """)
    let designs: [(runs: Int, shared: Int)] = [(3, 3), (4, 4), (6, 6), (12, 12), (24, 24), (6, 4), (12, 6)]
    for (kind, name) in ["line", "fork"].enumerated() {
      for (index, design) in designs.enumerated() {
        let cells = await coverage(design: 200 + 20 * kind + index, methods: 3) { random in
          try history(isFork: kind == 1, runs: design.runs, shared: design.shared, &random)
        }
        Swift.print("| \(name) | \(design.runs), \(design.shared) | \(cells.joined(separator: " | ")) |")
      }
    }
  }

  private func history(
    isFork: Bool, runs: Int, shared: Int, _ random: inout CounterRandom
  ) throws -> [(interval: (lower: Double, upper: Double), truth: Double)] {
    // Runs of the first comparison, and from `runs - shared` on those of the second.
    let total = 2 * runs - shared
    let readings = (0..<3).map { _ in (0..<total).map { _ in 0.03 * random.normal() } }
    let first = (0..<runs).map { readings[1][$0] - readings[0][$0] }
    let comparator = isFork ? 0 : 1
    let second = (total - runs..<total).map { readings[2][$0] - readings[comparator][$0] }
    let pairs = (total - runs..<runs).map { (first: $0, second: $0 - (total - runs)) }
    let means = SharedReadings.Means(numerator: 1 / Double(runs), denominator: 1 / Double(runs))
    let known = SharedReadings.correlation(
      means, sharing: isFork ? .denominator : .numerator, with: means, sharing: .denominator,
      covariance: Double(shared) / Double(runs * runs))
    let estimated = try SharedReadings.estimated(from: first, second, shared: pairs).correlation
    return try [known ?? 0, estimated, 0].map { correlation in
      let chain = try StandardsChain([
        .primary(lnValue: 0), try link(first, comparator: 0),
        try link(second, comparator: comparator, correlations: [1: correlation]),
      ])
      let found = isFork ? try chain.difference(2, over: 1) : chain.generation(2).lnMeasured
      return (found.interval(level: 0.95), 0)
    }
  }

  // MARK: - Several laboratories

  private func laboratories() async {
    let methods = RatioConsensus.allCases
    Swift.print(
      """

      ### Several laboratories

      The true value is that of all laboratories, from which each differs by chance with the SD said, in units of the SD of one run's ln
      ratio; for "these" it is the mean of the laboratories that took part. Methods that hold for these laboratories alone
      are not meant to hold that of all where laboratories differ.

      | laboratories × runs | SD between | equal-weights, these | \(methods.map(\.rawValue).joined(separator: " | ")) |
      |---|---|---|\(methods.map { _ in "---|" }.joined())
      """)
    let designs: [(name: String, runs: [Int])] = [
      ("3 × 4", [4, 4, 4]), ("3 × 3, 6, 9", [3, 6, 9]), ("8 × 4", [Int](repeating: 4, count: 8)),
      ("8 × 3, 4, 4, 5, 5, 6, 6, 9", [3, 4, 4, 5, 5, 6, 6, 9]),
    ]
    for (index, design) in designs.enumerated() {
      for between in 0...2 {
        let cells = await coverage(design: 300 + 10 * index + between, methods: methods.count + 1) { random in
          let effects = design.runs.map { _ in 0.04 * Double(between) * random.normal() }
          let ratios = try GroupedRatios(
            zip(design.runs, effects).map { runs, effect in (0..<runs).map { _ in effect + 0.04 * random.normal() } })
          let found = try methods.map { try ratios.combined($0).interval(level: 0.95) }
          let these = effects.reduce(0, +) / Double(effects.count)
          return [(found[0], these)] + found.map { ($0, 0) }
        }
        Swift.print("| \(design.name) | \(between) | \(cells.joined(separator: " | ")) |")
      }
    }
  }

  // MARK: - Counting

  /// The share of studies whose intervals hold the truth, for each method.
  private func coverage(
    design: Int, methods: Int,
    of study:
      @escaping @Sendable (inout CounterRandom) throws -> [(interval: (lower: Double, upper: Double), truth: Double)]
  ) async -> [String] {
    let block = 1_000
    let zero: Tallies = [[Tally](repeating: Tally(), count: methods)]
    let tallies = await simulated(blocks: studies / block, zero: zero) { index in
      var tallies = zero
      var random = CounterRandom(seed: Self.seed, design: design, block: index)
      for _ in 0..<block {
        guard let found = try? study(&random) else { preconditionFailure("a simulated history has an answer") }
        for (method, one) in found.enumerated() {
          tallies[0][method].add(upperBound: one.interval.upper, lowerBound: one.interval.lower, truth: one.truth)
        }
      }
      return tallies
    }
    return tallies[0].map { fixed(100 * Double(studies - $0.above - $0.below) / Double(studies)) }
  }

  private func fixed(_ value: Double) -> String {
    let hundredths = Int((100 * value).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
