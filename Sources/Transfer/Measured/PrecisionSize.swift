internal import AssayData
internal import Statistics

/// The size of a new study of the same make, by the bound that judges.
///
/// New units are filled as those that took part were, in turn, with as many analysts or days, runs, samples and replicates each; the
/// components are those observed, none below zero. `plan` fills them alike.
extension VarianceEstimator {
  /// For an upper limit on the variance.
  func unitsNeeded(_ squares: PrecisionSquares, limit: Double, alpha: Double) -> UnitsNeeded? {
    switch (bounds, squares) {
    case (.meanSquare(let bounds), .meanSquare(let value)):
      let perUnit = bounds.degreesOfFreedom / Double(layout.unitCount)
      let variance = bounds.coefficient * value
      guard variance < limit else { return UnitsNeeded(atZero: nil, atObserved: .none) }
      return UnitsNeeded(
        atZero: nil,
        atObserved: .sizes { n in
          let v = perUnit * Double(n)
          guard v > 0 else { return 0 }
          return PrecisionPower.ofBound(
            limitOverTrue: (limit / variance).squareRoot(), degreesOfFreedom: v, alpha: alpha)
        })
    case (.sums(let own), .sums(let found)):
      let components = own.sums.components(found.values, residual: found.residual)
      guard own.truth(components, residual: found.residual) < limit else {
        return UnitsNeeded(atZero: nil, atObserved: .none)
      }
      // What cannot be laid out at the size that was measured is not known, and is not said to be out of reach.
      guard let pattern = StudyPattern(layout, unit: unit, named: named),
        resized(pattern, layout.unitCount, own, components, found) != nil
      else { return nil }
      return UnitsNeeded(
        atZero: nil,
        atObserved: .sizes(upTo: pattern.most) { n in
          guard let (bounds, expected) = resized(pattern, n, own, components, found) else { return 0 }
          return bounds.chance(below: limit, expected: expected)
        })
    default: return nil
    }
  }

  /// For an upper limit on the ratio of variances.
  static func unitsNeeded(
    receiving: (estimator: VarianceEstimator, squares: PrecisionSquares),
    sending: (estimator: VarianceEstimator, squares: PrecisionSquares),
    limit: Double, alpha: Double
  ) -> UnitsNeeded? {
    let (r, s) = (receiving.estimator, sending.estimator)
    switch (r.bounds, s.bounds, receiving.squares, sending.squares) {
    case (.meanSquare(let a), .meanSquare(let b), .meanSquare(let x), .meanSquare(let y)):
      let perUnit = (
        a.degreesOfFreedom / Double(r.layout.unitCount), b.degreesOfFreedom / Double(s.layout.unitCount)
      )
      return .boundingRatio(
        a.coefficient * x / (b.coefficient * y), limit: limit, receiving: { perUnit.0 * Double($0) },
        sending: { perUnit.1 * Double($0) }, alpha: alpha)
    case (.sums(let a), .sums(let b), .sums(let x), .sums(let y)):
      guard let above = StudyPattern(r.layout, unit: r.unit, named: r.named),
        let below = StudyPattern(s.layout, unit: s.unit, named: s.named)
      else { return nil }
      let (rComponents, sComponents) = (
        a.sums.components(x.values, residual: x.residual), b.sums.components(y.values, residual: y.residual)
      )
      let (rTruth, sTruth) = (a.truth(rComponents, residual: x.residual), b.truth(sComponents, residual: y.residual))
      guard sTruth > 0, rTruth > 0, r.resized(above, r.layout.unitCount, a, rComponents, x) != nil,
        s.resized(below, s.layout.unitCount, b, sComponents, y) != nil
      else { return nil }
      /// - Parameter factor: what the receiver's components are multiplied by.
      func sizes(_ factor: Double) -> UnitsNeeded.Sizes {
        guard factor * rTruth < limit * sTruth else { return .none }
        return .sizes(upTo: min(above.most, below.most)) { n in
          guard
            let (first, expected) = r.resized(
              above, n, a, rComponents.map { $0 * factor }, x, residualFactor: factor),
            let (second, other) = s.resized(below, n, b, sComponents, y)
          else { return 0 }
          return UnweightedRatioBounds(test: first, reference: second, alpha: alpha)
            .chance(below: limit, test: expected, reference: other)
        }
      }
      return UnitsNeeded(atZero: sizes(sTruth / rTruth), atObserved: sizes(1))
    default: return nil
    }
  }

  /// The bounds of a study of `n` units, and what its sums of squares would be on average; `nil` where it has none.
  private func resized(
    _ pattern: StudyPattern, _ n: Int, _ own: UnweightedBounds, _ components: [Double], _ found: UnweightedSquares,
    residualFactor: Double = 1
  ) -> (UnweightedBounds, UnweightedSquares)? {
    let layout = pattern.layout(units: n)
    guard let sums = try? UnweightedSums(layout), sums.residualDegreesOfFreedom == 0 || found.residual != nil else {
      return nil
    }
    // A source of the new layout has the components of all that it stands for.
    let weights = own.weights
    var taken = Set<Int>()
    var carried: [Double] = []
    var carriedWeights: [Double] = []
    for source in layout.sources {
      let same = own.sums.layout.sources.indices.filter {
        !taken.contains($0) && !Set(own.sums.layout.sources[$0].parts).isDisjoint(with: source.parts)
      }
      taken.formUnion(same)
      carried.append(same.reduce(0) { $0 + components[$1] })
      carriedWeights.append(same.map { weights[$0] }.max() ?? 1)
    }
    let residual = found.residual.map { $0 * residualFactor }
    let bounds = UnweightedBounds(
      sums, weights: carriedWeights, residualWeight: own.residualWeight, level: own.level)
    return (bounds, sums.expected(carried, residual: residual))
  }
}

extension UnitsNeeded.Sizes {
  /// No size reaches either power.
  static let none = UnitsNeeded.Sizes(power80: nil, power90: nil)

  static func sizes(upTo limit: Int = 10_000, _ power: (Int) -> Double) -> UnitsNeeded.Sizes {
    var known: [Int: Double] = [:]
    func chance(_ n: Int) -> Double {
      if let value = known[n] { return value }
      let value = power(n)
      known[n] = value
      return value
    }
    let first = EquivalencePower.smallest(reaching: 0.8, limit: limit, power: chance)
    return UnitsNeeded.Sizes(
      power80: first,
      power90: first.flatMap { EquivalencePower.smallest(from: $0, reaching: 0.9, limit: limit, power: chance) })
  }
}

/// How units of replication were filled, so that more of them can be laid out alike.
struct StudyPattern {
  /// What one unit holds of each sample: a combination of the named sources in a run, as often as there are replicates.
  private struct Cell: Hashable {
    /// The levels of the named sources; 0 for the unit's own.
    let labels: [Int]
    /// The run, counted within the unit.
    let run: Int
  }

  /// No larger study is tried: a layout of crossed sources takes time with the cube of its runs.
  let most: Int
  /// Every way in which a unit was filled, in the order of the study: new units take them in turn.
  private let fillings: [[Cell]]
  private let unitRole: Int?
  private let namedCount: Int
  private let replicates: Int
  private let samples: Int
  /// Whether each unit holds one sample.
  private let hasOwnUnits: Bool

  /// `nil` where the unit of replication is no run, day or analyst.
  init?(_ layout: CellLayout, unit: Attribute.UnitOfReplication, named: [Role]) {
    switch unit {
    case .run, .day, .analyst: break
    case .sample, .result: return nil
    }
    let unitRole = unit.role.flatMap { named.firstIndex(of: $0) }
    func labels(_ row: StudyRow) -> [Int] {
      named.indices.map { $0 == unitRole ? 0 : Int(named[$0] == .analyst ? row.analyst : row.day) }
    }
    /// A run as its column names it, or without a name the combination of the sources.
    struct Run: Hashable {
      let code: Int32
      let labels: [Int]
    }
    struct Place: Hashable {
      let unit: Int32
      let group: Int32
      let cell: Cell
    }
    var runs: [Int32: [Run]] = [:]
    var cells: [Int32: [Cell]] = [:]
    var counts: [Place: Int] = [:]
    for row in layout.rows {
      let labels = labels(row)
      let run = Run(code: row.run, labels: row.run >= 0 ? [] : labels)
      let known = runs[row.unit, default: []]
      let number = known.firstIndex(of: run) ?? known.count
      if number == known.count { runs[row.unit, default: []].append(run) }
      let cell = Cell(labels: labels, run: number)
      if cells[row.unit]?.contains(cell) != true { cells[row.unit, default: []].append(cell) }
      counts[Place(unit: row.unit, group: row.group, cell: cell), default: 0] += 1
    }
    var fillings: [[Cell]] = []
    for key in cells.keys.sorted() {
      let filling = cells[key] ?? []
      if !fillings.contains(filling) { fillings.append(filling) }
    }
    self.unitRole = unitRole
    self.fillings = fillings
    namedCount = named.count
    replicates = Self.middle(Array(counts.values))
    samples = layout.groups.count
    hasOwnUnits = samples > 1 && layout.unitsAreNestedInGroups
    let inUnit = Self.middle(fillings.map({ $0.count }))
    most =
      named.count > 1
      ? (480 / inUnit).clamped(to: 8...120)
      : (20_000 / max(1, samples * replicates * inUnit)).clamped(to: 8...2_000)
  }

  private static func middle(_ counts: [Int]) -> Int {
    let sorted = counts.sorted()
    return max(1, sorted.isEmpty ? 1 : sorted[sorted.count / 2])
  }

  func layout(units: Int) -> UnweightedLayout {
    var named = [[Int]](repeating: [], count: namedCount)
    var (runs, sampleLabels): ([Int], [Int]) = ([], [])
    var firstRun = 0
    for unit in 0..<units where !fillings.isEmpty {
      let filling = fillings[unit % fillings.count]
      for cell in filling {
        for sample in hasOwnUnits ? unit % samples..<unit % samples + 1 : 0..<samples {
          for _ in 0..<replicates {
            for i in 0..<namedCount { named[i].append(i == unitRole ? unit : cell.labels[i]) }
            runs.append(firstRun + cell.run)
            sampleLabels.append(sample)
          }
        }
      }
      firstRun += (filling.map({ $0.run }).max() ?? 0) + 1
    }
    return UnweightedLayout(named: named, runs: runs, samples: sampleLabels)
  }
}

extension Int {
  fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
