/// How many results of two sides agree, and a bound on the chance that honest ones do.
///
/// Each attribute is judged by itself and all together. Attributes of one run may share their errors: together two count as
/// one, p becoming √p; but two of one result a run are held together too (``RelatedAttributes``).
struct CopyAgreement {
  /// What two sides have of one cell, and how many results of it agree.
  struct Cell {
    let cell: Int32
    let attribute: Int32
    /// That two results agree (``AgreementRates``).
    var chance: Double
    /// Whether two runs are compared by it.
    let isTelling: Bool
    /// Where each side has one result and nothing says how results of a laboratory scatter.
    let lot: PairedLots.Pair?
    let first: Int
    let second: Int
    let byPlace: Int
    /// The results of both sides, and what they have in common in any order where that is judged by.
    private let results: ([Double], [Double])
    private let common: (count: Int, matchings: Scaled)?

    var inAnyOrder: Int { common?.count ?? Self.common(results).count }
    /// How many ways there are to pair those that agree in any order.
    var matchings: Scaled { common?.matchings ?? Self.common(results).matchings }
    /// Whether the two sides are few enough to be compared in any order.
    var isSmall: Bool { max(first, second) <= AgreementChance.mostInAnyOrder }

    init(
      cell: Int32, attribute: Int32, chance: Double, isTelling: Bool, lot: PairedLots.Pair?, _ a: [Double],
      _ b: [Double]
    ) {
      self.cell = cell
      (self.attribute, self.chance, self.isTelling, self.lot) = (attribute, chance, isTelling, lot)
      (first, second) = (a.count, b.count)
      byPlace = zip(a, b).count { $0 == $1 }
      results = (a, b)
      // Of many it is asked only where they are told of.
      let isSmall = max(a.count, b.count) <= AgreementChance.mostInAnyOrder
      common = isSmall ? Self.common(results) : nil
    }

    var sides: AgreementChance.Cell { AgreementChance.Cell(chance: chance, first: first, second: second) }

    /// How many values two lists have in common, each counted once for each partner, and the ways to pair them: of m and
    /// n < m equal ones m! / (m - n)!.
    private static func common(_ results: ([Double], [Double])) -> (count: Int, matchings: Scaled) {
      let (a, b) = (results.0.sorted(), results.1.sorted())
      var (i, j, count) = (0, 0, 0)
      var matchings = Scaled(1)
      while i < a.count, j < b.count {
        if a[i] < b[j] {
          i += 1
        } else if a[i] > b[j] {
          j += 1
        } else {
          let (value, start, other) = (a[i], i, j)
          while i < a.count, a[i] == value { i += 1 }
          while j < b.count, b[j] == value { j += 1 }
          let (fewer, more) = (min(i - start, j - other), max(i - start, j - other))
          count += fewer
          for factor in (more - fewer + 1)...more where factor > 1 { matchings.multiply(by: Double(factor)) }
        }
      }
      return (count, matchings)
    }
  }

  /// Cells that are judged together.
  struct CellSet {
    /// Of all cells where there is more than one attribute: `nil`.
    let attribute: Int32?
    let cells: [Cell]
  }

  /// Before it is multiplied by the number of looks.
  private(set) var chance = 1.0
  /// The attribute that shows it, where all together do not show as much.
  private(set) var attribute: Int32?
  private(set) var compared = 0
  /// The cells that show it.
  private let shown: [Cell]
  /// How many sets of cells were looked at.
  private(set) var looks = 1

  /// A cell with a higher chance tells nothing of two laboratories.
  private static let telling = 0.5

  /// - Parameters:
  ///   - ofRuns: whether two runs are compared, not two laboratories.
  ///   - others: further cells that are judged together.
  init(_ cells: [Cell], ofRuns: Bool, _ others: [CellSet] = []) {
    let sets =
      Self.sets(cells, ofRuns: ofRuns)
      + others.filter { set in set.cells.allSatisfy { $0.chance <= Self.telling } }
    looks = max(1, sets.count)
    for set in sets {
      let chance = Self.chance(set.cells, ofRuns: ofRuns)
      if chance < self.chance { (self.chance, attribute) = (chance, set.attribute) }
    }
    if Set(cells.lazy.map({ $0.attribute })).count < 2 { attribute = nil }
    let shownBy = attribute
    shown = cells.filter { shownBy == nil || $0.attribute == shownBy }
    compared = shown.reduce(0) { $0 + $1.sides.places }
  }

  /// How many results agree.
  var agreeing: Int { max(shown.reduce(0) { $0 + $1.byPlace }, shown.reduce(0) { $0 + $1.inAnyOrder }) }

  /// The cells of each attribute, and all of them with √p for p where there are several, those alone that tell something.
  static func sets(_ cells: [Cell], ofRuns: Bool) -> [CellSet] {
    let telling = cells.filter { ofRuns ? $0.isTelling : $0.chance <= Self.telling }
    var byAttribute: [Int32: [Cell]] = [:]
    for cell in telling { byAttribute[cell.attribute, default: []].append(cell) }
    var sets = byAttribute.keys.sorted().map { CellSet(attribute: $0, cells: byAttribute[$0] ?? []) }
    if sets.count > 1 {
      sets.append(
        CellSet(
          attribute: nil,
          cells: telling.map { cell in
            var cell = cell
            cell.chance = cell.chance.squareRoot()
            return cell
          }))
    }
    return sets
  }

  private static func chance(_ cells: [Cell], ofRuns: Bool) -> Double {
    var least = 1.0
    let places = cells.reduce(0) { $0 + $1.byPlace }
    let expected = cells.reduce(0) { $0 + $1.chance * Double($1.sides.places) }
    // What is not beyond what is expected needs no bound.
    if places >= CopyCandidates.least, Double(places) > expected {
      least = PlaceTrials(cells.map { $0.sides }).chance(agreeing: cells.map { $0.byPlace })
    }
    let small = cells.filter { $0.isSmall }
    let any = small.reduce(0) { $0 + $1.inAnyOrder }
    guard any >= CopyCandidates.least, any > places || small.count < cells.count else { return least }
    let sides = small.map { $0.sides }
    least = min(least, AgreementChance.inAnyOrder(sides, agreeing: any))
    if !ofRuns {
      // Whichever number it is that agrees: one more look for each.
      var matchings = Scaled(1)
      for cell in small { matchings.multiply(by: cell.matchings) }
      let looks = Double(sides.reduce(1) { $0 + $1.places })
      least = min(least, looks * AgreementChance.inAnyOrder(sides, agreeing: any, matchings: matchings))
    }
    return least
  }
}
