/// Spares most pairs of runs of a large study the bound of chance: which agree as often as honest ones are known to.
///
/// The tail that agreements by place are judged by (``PlaceTrials``) is at least the chance that each cell has as many as it has,
/// ∏ C(n, k) pᵏ (1 - p)ⁿ⁻ᵏ, and ∏ G(x) / xᵏ (``AgreementChance``) at least the coefficient of xᵏ, hence ∏ C(m, k) C(n, k) k! pᵏ over the
/// cells. Where neither lies below what is reported, nothing can be reported: the screen changes no answer.
struct CopyScreen {
  private let compared: ComparedResults
  private let rates: AgreementRates
  /// The results of each run in the order of cell and value, in the ranges of ``ComparedResults/entries``.
  private let sorted: [Double]
  /// Where each cell of a run begins in the entries, and in ``cellStarts`` where those of each run begin.
  private let starts: [Int32]
  private let cellStarts: [Int]
  /// Of each attribute its place among those that occur.
  private let places: [Int32: Int]

  init(_ compared: ComparedResults, _ rates: AgreementRates) {
    self.compared = compared
    self.rates = rates
    var sorted = compared.entries.map { $0.value }
    var starts: [Int32] = []
    var cellStarts = [0]
    for unit in 0..<compared.unitCount {
      let range = compared.range(unit)
      var start = range.lowerBound
      while start < range.upperBound {
        var end = start + 1
        while end < range.upperBound, compared.entries[end].cell == compared.entries[start].cell { end += 1 }
        starts.append(Int32(start))
        if end - start > 1 { sorted[start..<end].sort() }
        start = end
      }
      cellStarts.append(starts.count)
    }
    starts.append(Int32(compared.entries.count))
    (self.sorted, self.starts, self.cellStarts) = (sorted, starts, cellStarts)
    places = Dictionary(
      uniqueKeysWithValues: Set(compared.attributes).sorted().enumerated().map { ($0.element, $0.offset) })
  }

  /// What is known of the cells of a set: how many results agree, and what the chance is at least.
  struct LeastChance {
    private(set) var byPlace = 0
    private(set) var inAnyOrder = 0
    private(set) var ofPlaces = Scaled(1)
    private(set) var ofSets = Scaled(1)

    func isBelow(_ threshold: Double) -> Bool {
      (byPlace >= CopyCandidates.least && ofPlaces.chance < threshold)
        || (inAnyOrder >= CopyCandidates.least && ofSets.chance < threshold)
    }

    /// A cell of m and n results, of which k agree by place and j in any order.
    mutating func add(_ m: Int, _ n: Int, byPlace k: Int, inAnyOrder j: Int, _ chance: Double) {
      byPlace += k
      inAnyOrder += j
      // Where two results cannot but agree, so many or more always do.
      if chance < 1 {
        let places = min(m, n)
        var (left, base) = (places - k, Scaled(1 - chance))
        while left > 0 {
          if left % 2 == 1 { ofPlaces.multiply(by: base) }
          base.multiply(by: base)
          left /= 2
        }
        for i in 0..<k { ofPlaces.multiply(by: Double(places - i) / Double(i + 1) * chance) }
      }
      for i in 0..<j { ofSets.multiply(by: Double((m - i) * (n - i)) / Double(i + 1) * chance) }
    }
  }

  /// Whether chance may explain what two runs have in common with less than `threshold`; where not, it does not.
  func mayBeBelow(_ threshold: Double, _ a: Int, _ b: Int) -> Bool {
    var ofAttributes = [LeastChance](repeating: LeastChance(), count: places.count)
    var ofAll = LeastChance()
    let (ofA, ofB) = (compared.laboratories[a], compared.laboratories[b])
    var (i, j) = (cellStarts[a], cellStarts[b])
    while i < cellStarts[a + 1], j < cellStarts[b + 1] {
      let (first, second) = (Int(starts[i])..<Int(starts[i + 1]), Int(starts[j])..<Int(starts[j + 1]))
      let (cell, other) = (compared.entries[first.lowerBound].cell, compared.entries[second.lowerBound].cell)
      if cell < other {
        i += 1
        continue
      }
      if cell > other {
        j += 1
        continue
      }
      (i, j) = (i + 1, j + 1)
      guard rates.isTelling(ofA, cell), rates.isTelling(ofB, cell) else { continue }
      let (m, n) = (first.count, second.count)
      let chance = rates.chance(ofA, ofB, cell, places: min(m, n)) ?? 1
      let byPlace = (0..<min(m, n)).count {
        compared.entries[first.lowerBound + $0].value == compared.entries[second.lowerBound + $0].value
      }
      let inAnyOrder = max(m, n) <= AgreementChance.mostInAnyOrder ? common(first, second) : 0
      ofAttributes[places[compared.attributes[Int(cell)]] ?? 0].add(
        m, n, byPlace: byPlace, inAnyOrder: inAnyOrder, chance)
      if places.count > 1 { ofAll.add(m, n, byPlace: byPlace, inAnyOrder: inAnyOrder, chance.squareRoot()) }
    }
    return ofAttributes.contains { $0.isBelow(threshold) } || ofAll.isBelow(threshold)
  }

  /// How many results two cells have in common, each counted once for each partner.
  private func common(_ a: Range<Int>, _ b: Range<Int>) -> Int {
    var (i, j, count) = (a.lowerBound, b.lowerBound, 0)
    while i < a.upperBound, j < b.upperBound {
      if sorted[i] < sorted[j] {
        i += 1
      } else if sorted[i] > sorted[j] {
        j += 1
      } else {
        (i, j, count) = (i + 1, j + 1, count + 1)
      }
    }
    return count
  }
}
