internal import Statistics

/// A layout of one laboratory's runs, and the shares of the variance that it is simulated at.
struct LayoutDesign: Sendable {
  let name: String
  let layout: UnweightedLayout

  /// - Parameters:
  ///   - places: the analyst and the day of each run; `nil` where they are no source.
  ///   - counts: for each run the replicates of each sample, zero where the cell was lost.
  init(_ name: String, _ places: [(analyst: Int?, day: Int?)], _ counts: [[Int]]) {
    self.name = name
    var (analysts, days, runs, samples): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
    for (run, place) in places.enumerated() {
      for (sample, count) in counts[run].enumerated() {
        for _ in 0..<count {
          analysts.append(place.analyst ?? 0)
          days.append(place.day ?? 0)
          runs.append(run)
          samples.append(sample)
        }
      }
    }
    let hasAnalysts = places.contains { $0.analyst != nil }
    let hasDays = places.contains { $0.day != nil }
    layout = UnweightedLayout(
      named: (hasAnalysts ? [analysts] : []) + (hasDays ? [days] : []), runs: runs, samples: samples)
  }

  /// So many runs of each analyst.
  static func nested(_ runs: [Int], _ replicates: Int) -> LayoutDesign {
    let places = runs.enumerated().flatMap { analyst, count in
      (0..<count).map { _ in (analyst: Optional(analyst), day: Int?.none) }
    }
    return LayoutDesign(
      "\(runs.count) analysts, \(runs.map(String.init).joined(separator: " + ")) runs × \(replicates)", places,
      places.map { _ in [replicates] })
  }

  /// A run of each analyst on each day, some lost.
  static func crossed(_ analysts: Int, _ days: Int, _ replicates: Int, lost: Int = 0) -> LayoutDesign {
    let places = (0..<analysts).flatMap { a in (0..<days).map { d in (analyst: Optional(a), day: Optional(d)) } }
    // The first from the last, the second from the first corner.
    let kept = places.indices.filter { !(lost > 0 && $0 == places.count - 1) && !(lost > 1 && $0 == 0) }
    return LayoutDesign(
      "\(analysts) analysts × \(days) days × \(replicates)\(lost > 0 ? ", \(lost) lost" : "")", kept.map { places[$0] },
      kept.map { _ in [replicates] })
  }

  static func plain(_ name: String, _ counts: [[Int]]) -> LayoutDesign {
    LayoutDesign(name, counts.map { _ in (nil, nil) }, counts)
  }

  /// Days of each analyst, with so many runs each.
  static func days(_ name: String, _ runs: [[Int]], _ counts: [Int]) -> LayoutDesign {
    var places: [(analyst: Int?, day: Int?)] = []
    var day = 0
    for (analyst, ofDays) in runs.enumerated() {
      for count in ofDays {
        for _ in 0..<count { places.append((analyst, day)) }
        day += 1
      }
    }
    return LayoutDesign(name, places, places.map { _ in counts })
  }

  static let all: [LayoutDesign] = [
    .plain("6 runs × 3, 3, 2, 3, 1, 2", [3, 3, 2, 3, 1, 2].map { [$0] }),
    .plain("6 runs × 20, 20, 20, 1, 1, 1", [20, 20, 20, 1, 1, 1].map { [$0] }),
    .plain("6 runs, one of them twice", [2, 1, 1, 1, 1, 1].map { [$0] }),
    .nested([3, 3], 2), .nested([4, 2], 3), .nested([4, 2, 2], 3), .nested([6, 1, 1], 2), .nested([4, 2, 1, 1], 2),
    .nested([2, 2, 2, 2, 2, 2], 2), .nested([12, 12, 12, 1, 1, 1], 1),
    .days("analysts with days of [1, 2], [2, 2, 1] runs × 2", [[1, 2], [2, 2, 1]], [2]),
    .days("3 analysts, 3 + 3 + 2 days, 2 runs × 2", [[2, 2, 2], [2, 2, 2], [2, 2]], [2]),
    .days("3 analysts, 3 + 3 + 2 days, 2 runs × 3 samples × 1", [[2, 2, 2], [2, 2, 2], [2, 2]], [1, 1, 1]),
    .crossed(2, 3, 2), .crossed(2, 3, 1), .crossed(3, 3, 2), .crossed(3, 4, 3), .crossed(3, 3, 2, lost: 1),
    .crossed(3, 3, 2, lost: 2), .crossed(2, 3, 2, lost: 1), .crossed(2, 4, 2, lost: 1), .crossed(3, 4, 2, lost: 2),
    .plain("3 runs × 3 samples × 2, one lost", [[2, 2, 2], [2, 2, 2], [2, 2, 0]]),
    .plain(
      "6 runs × 3 samples × 2, three lost", [[2, 2, 2], [0, 2, 2], [2, 2, 2], [2, 0, 2], [2, 2, 2], [2, 2, 0]]),
  ]

  /// Shares of the sources and of repeatability: the outermost 0 to 0.95, with the rest in one other or spread evenly.
  func shares(_ sums: UnweightedSums) -> [[Double]] {
    let parts = sums.layout.sources.count + (sums.residualDegreesOfFreedom > 0 ? 1 : 0)
    guard parts > 1 else { return [[1]] }
    var found: [[Double]] = []
    for top in [0, 0.5, 0.8, 0.95] {
      for other in 0..<parts {
        // Evenly where the other is the outermost itself.
        found.append(
          (0..<parts).map { part in
            part == 0 ? top : other == 0 ? (1 - top) / Double(parts - 1) : part == other ? 1 - top : 0
          })
      }
    }
    return found
  }
}

/// Coverage of the bounds of any layout, from results drawn one by one.
struct LayoutCoverage: Sendable {
  static let seed: UInt64 = 20_260_112
  static let block = 1_000
  let studies: Int

  /// One laboratory's draw.
  fileprivate struct Drawn: Sendable {
    let sums: UnweightedSums
    private let labels: [[Int]]
    private let levels: [Int]
    private let roots: [Double]

    init(_ design: LayoutDesign, _ sums: UnweightedSums, _ shares: [Double]) {
      self.sums = sums
      labels = sums.layout.labelsOfResults
      levels = sums.layout.sources.map(\.levels)
      roots = shares.map { $0.squareRoot() } + (shares.count == levels.count ? [0] : [])
    }

    func squares(_ random: inout CounterRandom) -> UnweightedSquares? { try? sums.squares(values(&random)) }

    func values(_ random: inout CounterRandom) -> [Double] {
      var values = [Double](repeating: 0, count: labels[0].count)
      for (source, labels) in labels.enumerated() where roots[source] > 0 {
        let effects = (0..<levels[source]).map { _ in roots[source] * random.normal() }
        for i in values.indices { values[i] += effects[labels[i]] }
      }
      if let residual = roots.last, residual > 0 { for i in values.indices { values[i] += residual * random.normal() } }
      return values
    }
  }

  struct Row: Sendable {
    let name: String
    /// Studies whose upper bound covered, at the worst and at the best point; `leastBelow` of the lower one.
    let least: Int
    let most: Int
    let leastBelow: Int
    let points: Int
  }

  private func count(
    _ index: Int, _ point: Int, _ covers: @escaping @Sendable (inout CounterRandom) -> (upper: Bool, lower: Bool)?
  ) async -> Tally {
    let blocks = studies / Self.block
    return await simulated(blocks: blocks, zero: [[Tally()]]) { block in
      var random = CounterRandom(seed: Self.seed, design: 1_000 * index + point, block: block)
      var tally = Tally()
      for _ in 0..<Self.block {
        guard let covered = covers(&random) else { continue }
        tally.add(upperBound: covered.upper ? 1 : -1, lowerBound: covered.lower ? -1 : 1, truth: 0)
      }
      return [[tally]]
    }[0][0]
  }

  func total(_ design: LayoutDesign, _ index: Int) async -> Row? {
    guard let sums = try? UnweightedSums(design.layout) else { return nil }
    let bounds = UnweightedBounds(
      sums, weights: sums.layout.sources.map { _ in 1 }, residualWeight: 1, level: 0.95)
    var tallies: [Tally] = []
    for (point, shares) in design.shares(sums).enumerated() {
      let drawn = Drawn(design, sums, shares)
      tallies.append(
        await count(index, point) { random in
          drawn.squares(&random).map { (bounds.upper($0) >= 1, bounds.lower($0) <= 1) }
        })
    }
    return row(design.name, tallies)
  }

  func ratio(_ receiving: LayoutDesign, _ sending: LayoutDesign, _ index: Int) async -> Row? {
    guard let r = try? UnweightedSums(receiving.layout), let s = try? UnweightedSums(sending.layout) else { return nil }
    func bounds(_ sums: UnweightedSums) -> UnweightedBounds {
      UnweightedBounds(sums, weights: sums.layout.sources.map { _ in 1 }, residualWeight: 1, level: 0.95)
    }
    let ratio = UnweightedRatioBounds(test: bounds(r), reference: bounds(s), alpha: 0.05)
    var tallies: [Tally] = []
    // Unequal shares: every one of the receiver's corners with the sender's that differ most.
    let (above, below) = (receiving.shares(r), sending.shares(s))
    for (i, shares) in above.enumerated() {
      for (j, others) in below.enumerated() where (i + j) % 3 == 0 {
        let (drawn, other) = (Drawn(receiving, r, shares), Drawn(sending, s, others))
        tallies.append(
          await count(index, 40 * i + j) { random in
            guard let a = drawn.squares(&random), let b = other.squares(&random) else { return nil }
            return (ratio.upper(test: a, reference: b) >= 1, ratio.lower(test: a, reference: b) <= 1)
          })
      }
    }
    return row("\(receiving.name) / \(sending.name == receiving.name ? "the same" : sending.name)", tallies)
  }

  func these(_ design: LayoutDesign, _ index: Int) async -> Row? {
    guard let sums = try? UnweightedSums(design.layout),
      let bounds = try? FixedSourceBounds(
        sums, source: 0, weights: sums.layout.sources.map { _ in 1 }, residualWeight: 1, level: 0.95)
    else { return nil }
    let levels = sums.layout.sources[0].levels
    let labels = sums.layout.labelsOfResults[0]
    var tallies: [Tally] = []
    // The analysts' effects: all alike, one apart from the rest, the first ones apart.
    let patterns = [
      (0..<levels).map { $0 == 0 ? 1.0 : 0 }, (0..<levels).map { Double($0) },
      (0..<levels).map { $0 == levels - 1 ? 1.0 : 0 },
    ]
    let parts = sums.layout.sources.count + (sums.residualDegreesOfFreedom > 0 ? 1 : 0)
    var point = 0
    for phi in [0, 0.2, 0.5, 0.8] {
      for pattern in patterns.prefix(phi == 0 ? 1 : 3) {
        for other in 0..<parts {
          let rest = (0..<parts).map { part in
            part == 0 ? 0 : other == 0 ? (1 - phi) / Double(parts - 1) : part == other ? 1 - phi : 0
          }
          let mean = pattern.reduce(0, +) / Double(levels)
          let own = pattern.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(levels)
          let effects = pattern.map { ($0 - mean) * (phi / own).squareRoot() }
          let drawn = Drawn(design, sums, rest)
          tallies.append(
            await count(index, point) { random in
              drawn.shifted(&random, labels.map { effects[$0] }).map {
                (!bounds.isUpper(below: 1, $0), bounds.lower($0) <= 1)
              }
            })
          point += 1
        }
      }
    }
    return row(design.name, tallies)
  }

  private func row(_ name: String, _ tallies: [Tally]) -> Row {
    Row(
      name: name, least: tallies.map { studies - $0.above }.min() ?? 0,
      most: tallies.map { studies - $0.above }.max() ?? 0,
      leastBelow: tallies.map { studies - $0.below }.min() ?? 0, points: tallies.count)
  }

  // MARK: - The section

  func print() async {
    let error = 100 * (0.95 * 0.05 / Double(studies)).squareRoot()
    Swift.print(
      """
      ## Coverage in every class of layout

      Made by `verification layouts \(studies / 1_000)`; the same bytes whatever the number of threads. \(studies) studies a point, drawn result by
      result, seed \(Self.seed); one-sided bounds of intermediate precision at 95 %, on unweighted sums of squares. A line gives the least and
      the most over the points: shares of the outermost source 0, 0.5, 0.8 and 0.95, each with the rest in every other part in turn and
      spread evenly. Standard error of one coverage: \(fixed(error)) points; the least of many points lies below its true coverage by about two of them.
      False passes at the limit: 100 % less the coverage of the upper bound.

      ### Variance of one result

      | layout | points | upper bound, least to most | lower bound, least |
      |---|---|---|---|
      """)
    for (index, design) in LayoutDesign.all.enumerated() { show(await total(design, index)) }
    Swift.print(
      """

      ### Ratio, receiving over sending, at unequal shares too

      Computed at 1 - 0.9 α where a laboratory has three or more sums of squares. Every third pair of the points above; the true ratio is 1.

      | receiving / sending | points | upper bound, least to most | lower bound, least |
      |---|---|---|---|
      """)
    let pairs: [(LayoutDesign, LayoutDesign)] = [
      (.nested([4, 2], 3), .nested([4, 2], 3)), (.nested([3, 3], 3), .nested([3, 3], 3)),
      (.nested([4, 2, 2], 2), .nested([4, 2, 2], 2)), (.nested([3, 3, 3], 2), .nested([4, 2], 2)),
      (.nested([2, 2, 2, 2, 2, 2], 2), .nested([2, 2, 2, 2, 2, 2], 2)), (.crossed(2, 3, 2), .crossed(2, 3, 2)),
      (.crossed(3, 3, 2, lost: 1), .crossed(3, 3, 2, lost: 1)), (.crossed(2, 3, 2, lost: 1), .crossed(2, 3, 2)),
      (LayoutDesign.all[0], LayoutDesign.all[0]), (LayoutDesign.all[22], LayoutDesign.all[22]),
    ]
    for (index, pair) in pairs.enumerated() { show(await ratio(pair.0, pair.1, 100 + index)) }
    Swift.print(
      """

      ### These analysts alone (`fixedSource: analyst`)

      Shares of the analysts 0, 0.2, 0.5 and 0.8; the first, the last, or all apart in steps.

      | layout | points | upper bound, least to most | lower bound, least |
      |---|---|---|---|
      """)
    let fixed: [LayoutDesign] = [
      .nested([3, 3], 2), .nested([4, 2], 3), .nested([3, 3, 3], 2), .nested([4, 2, 2], 2), .nested([8, 8, 1, 1], 1),
      .crossed(2, 3, 2), .crossed(2, 4, 2), .crossed(3, 3, 2, lost: 1),
      .days("analysts with days of [1, 2], [2, 2, 1] runs × 2", [[1, 2], [2, 2, 1]], [2]),
    ]
    for (index, design) in fixed.enumerated() { show(await these(design, 200 + index)) }
  }

  private func show(_ row: Row?) {
    guard let row else { return }
    Swift.print(
      "| \(row.name) | \(row.points) | \(percent(row.least)) to \(percent(row.most)) | \(percent(row.leastBelow)) |")
  }

  private func percent(_ count: Int) -> String { fixed(100 * Double(count) / Double(studies)) }

  private func fixed(_ value: Double) -> String {
    let units = Int((value * 100).rounded())
    let rest = String(units % 100)
    return "\(units / 100).\(String(repeating: "0", count: 2 - rest.count))\(rest)"
  }
}

extension LayoutCoverage.Drawn {
  /// The same with fixed effects added.
  fileprivate func shifted(_ random: inout CounterRandom, _ shifts: [Double]) -> UnweightedSquares? {
    try? sums.squares(zip(values(&random), shifts).map { $0 + $1 })
  }
}
