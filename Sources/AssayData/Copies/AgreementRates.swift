/// How often honest results agree: for each laboratory and cell a bound on the chance that two of them do.
///
/// p = 0.3536 h / s (``AgreementChance``), h the step (``ResultSteps``) and s the spread of the cell's own results within a run
/// (``ResultSpread``), from which h²/12 of the rounding is taken off.
///
/// That s is estimated: for n places p is multiplied by the n-th root of what (ŝ/s)^n is in the mean, for normal errors
/// √(1 + (n - 2) / 2ν) or less (n rounded up to an even number). Then the expectation of 1{all n agree} / p̂ⁿ is at most one,
/// and so is that of its product over cells, so that p̂ⁿ is below a in fewer than a of honest studies though ν be one
/// (Markov's inequality): few degrees of freedom need no pooling.
///
/// p is at least what the ties among a laboratory's own results show (``ObservedTies``), where chance lets them occur in less than
/// one study of twenty.
struct AgreementRates {
  /// What is known of one laboratory and cell.
  private struct Known {
    var chance = 1.0
    var freedom = 0
    /// Two cells' estimates are of the same differences: their places count together.
    var isShared = false
    /// Whatever the spread, results agree so often.
    var least = 0.0
  }

  /// By ``index(_:_:)``.
  private var known: [Known]
  private let steps: ResultSteps
  private let cellCount: Int

  /// Above this chance an agreement tells little, and two runs are not compared by the cell.
  static let telling = 0.3

  private func index(_ laboratory: Int32, _ cell: Int32) -> Int { Int(laboratory) * cellCount + Int(cell) }

  func step(_ laboratory: Int32, _ cell: Int32) -> Double { steps.step(index(laboratory, cell)) }

  /// Whatever the spread, results of the cell agree so often.
  func least(_ laboratory: Int32, _ cell: Int32) -> Double { known[index(laboratory, cell)].least }

  /// Whether the laboratory's own results say how often two of the cell agree.
  func isKnown(_ laboratory: Int32, _ cell: Int32) -> Bool { known[index(laboratory, cell)].freedom > 0 }

  /// Whether an agreement of two runs in this cell tells something.
  func isTelling(_ laboratory: Int32, _ cell: Int32) -> Bool {
    let one = known[index(laboratory, cell)]
    return one.freedom > 0 && max(one.chance, one.least) <= Self.telling
  }

  /// The chance that a result of one laboratory and one of the other agree, for use at so many places of the cell. Where one
  /// laboratory alone has a spread, whatever the other has is met with at most h times the maximum of its density (√2 times the
  /// chance, for normal errors). `nil` where neither has one.
  func chance(_ a: Int32, _ b: Int32, _ cell: Int32, places: Int) -> Double? {
    let (one, other) = (known[index(a, cell)], known[index(b, cell)])
    switch (one.freedom > 0, other.freedom > 0) {
    case (true, true): return max(Self.chance(one, places), Self.chance(other, places))
    case (true, false): return min(1, Self.chance(one, places) * 2.0.squareRoot())
    case (false, true): return min(1, Self.chance(other, places) * 2.0.squareRoot())
    case (false, false): return nil
    }
  }

  /// The same for two laboratories whose results of the cell scatter so, given another attribute's.
  func chance(
    _ a: Int32, _ b: Int32, _ cell: Int32, places: Int, _ spreads: (ResultSpread.Estimate, ResultSpread.Estimate)
  ) -> Double {
    func own(_ laboratory: Int32, _ spread: ResultSpread.Estimate) -> Double {
      guard spread.freedom > 0 else { return 1 }
      let known = Known(
        chance: Self.chance(spread.variance, step(laboratory, cell)), freedom: spread.freedom,
        least: least(laboratory, cell))
      return Self.chance(known, places)
    }
    return max(chance(a, b, cell, places: places) ?? 1, own(a, spreads.0), own(b, spreads.1))
  }

  /// From the variance of rounded results.
  private static func chance(_ variance: Double, _ step: Double) -> Double {
    let unrounded = variance - step * step / 12
    return unrounded > 0 ? min(1, AgreementChance.density * step / unrounded.squareRoot()) : 1
  }

  private static func chance(_ known: Known, _ places: Int) -> Double {
    let caution = caution(places: known.isShared ? 2 * places : places, freedom: known.freedom)
    return min(1, max(known.chance * caution, known.least))
  }

  /// The n-th root of E(ŝ/s)ⁿ, or somewhat more: E(χ²/ν)^(m/2) = ∏ (1 + 2i/ν) for even m, whose factors have the mean 1 + (m - 2)/2ν.
  static func caution(places: Int, freedom: Int) -> Double {
    let even = Double((places + 1) / 2 * 2)
    return (1 + max(0, even - 2) / (2 * Double(max(freedom, 1)))).squareRoot()
  }

  init(_ compared: ComparedResults, _ store: ResultStore) {
    let laboratoryCount = store.columns[Role.laboratory.index].levels.count
    let attributeCount = store.columns[Role.attribute.index].levels.count
    let cellCount = compared.attributes.count
    self.cellCount = cellCount
    func series(_ entry: ComparedResults.Entry) -> Int {
      Int(compared.laboratories[Int(entry.unit)]) * cellCount + Int(entry.cell)
    }
    let count = laboratoryCount * cellCount
    let steps = ResultSteps(compared, store, seriesCount: count, series)
    self.steps = steps
    let estimates = ResultSpread(compared, seriesCount: count, series).estimates
    known = estimates.indices.map { one in
      let estimate = estimates[one]
      return Known(
        chance: Self.chance(estimate.variance, steps.step(one)), freedom: estimate.freedom,
        isShared: estimate.isShared, least: steps.floor(one))
    }

    func group(_ series: Int) -> Int {
      series / max(cellCount, 1) * attributeCount + Int(compared.attributes[series % max(cellCount, 1)])
    }
    let observed = ObservedTies(compared, seriesCount: count, series)
    var groups = [(within: ObservedTies.Count, between: ObservedTies.Count, chances: [Double])](
      repeating: (.init(), .init(), []), count: laboratoryCount * attributeCount)
    for one in known.indices where observed.within[one].pairs + observed.between[one].pairs > 0 {
      let found = group(one)
      groups[found].within.add(observed.within[one])
      groups[found].between.add(observed.between[one])
      // A cell whose results are all alike would expect every tie.
      if known[one].chance < 1 { groups[found].chances.append(known[one].chance) }
    }
    let shown = groups.map { found -> Double in
      guard !found.chances.isEmpty else { return 0 }
      let middle = found.chances.sorted()[(found.chances.count - 1) / 2]
      return [found.within, found.between].reduce(0) { most, count in
        max(
          most,
          ObservedTies.shown(expected: Double(count.pairs) * middle, ties: count.ties, pairs: count.pairs))
      }
    }
    for one in known.indices { known[one].least = max(known[one].least, shown[group(one)]) }
  }
}
