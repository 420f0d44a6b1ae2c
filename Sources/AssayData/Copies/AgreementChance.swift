/// A bound on the chance that honest results agree as often as those of two runs, or two laboratories, do.
///
/// Model: given what the results of a run share (its analyst, day and standard), two results of one cell are independent,
/// and their errors have a density f with standard deviation s before they are rounded to steps of h. Both then fall on one
/// step with a chance of at most h ∫f² (Cauchy and Schwarz, step by step, whatever lies between the two means): for normal
/// errors h / (2√π s), for Laplace's, which have longer tails, h / (2√2 s). The latter is taken.
///
/// By place the agreements are independent trials (``PlaceTrials``). In any order the chance of k is at most the expected number of sets of k pairs that all agree, ∏ G(x) / x^k for every
/// x > 0 or less, where G is the generating function of a cell's sets; and as many sets as m are met with a chance of a
/// m-th of that (Markov's inequality both times): where values occur more than once, each of their matchings is a set.
enum AgreementChance {
  /// 1 / (2√2): the integral of the squared density of a Laplace distribution with s = 1.
  static let density = 0.353_553_390_593_273_8
  /// With more results of a side, a cell is compared by place alone.
  static let mostInAnyOrder = 400

  /// What two sides have of one cell.
  struct Cell {
    /// A bound on the chance that a result of one side agrees with one of the other.
    let chance: Double
    let first: Int
    let second: Int
    var places: Int { min(first, second) }
  }

  /// In any order within a cell, where that many `matchings` of the agreeing results are possible. Cells with more than
  /// ``mostInAnyOrder`` results are no part of it.
  static func inAnyOrder(_ cells: [Cell], agreeing: Int, matchings: Scaled = Scaled(1)) -> Double {
    bound(cells, agreeing, matchings) { cell, x in
      // Sets of j pairs: C(m, j) C(n, j) j!, each of which agrees with a chance of p^j.
      var (sum, term) = (1.0, 1.0)
      var shift = Scaled(1)
      for j in 0..<cell.places {
        term *= Double((cell.first - j) * (cell.second - j)) / Double(j + 1) * cell.chance * x
        sum += term
        if sum > 1e200 {
          (sum, term) = (sum * 1e-200, term * 1e-200)
          shift.multiply(by: 1e200)
        }
      }
      shift.multiply(by: sum)
      return shift
    }
  }

  /// By place, where the trials are too many for their tail to be added up.
  static func ofMany(_ cells: [Cell], agreeing: Int) -> Double {
    bound(cells, agreeing) { cell, x in
      var product = Scaled(1)
      for _ in 0..<cell.places { product.multiply(by: 1 + cell.chance * x) }
      return product
    }
  }

  private static func bound(
    _ cells: [Cell], _ agreeing: Int, _ matchings: Scaled = Scaled(1), _ generating: (Cell, Double) -> Scaled
  ) -> Double {
    guard agreeing > 0, let most = cells.lazy.map({ $0.chance }).max(), most > 0 else { return 1 }
    var least = 1.0
    // From the power of four on at which a cell of many would begin to agree.
    var x = 1.0 / 4_096
    while x * most < 1e4 {
      var ratio = Scaled(1)
      for cell in cells { ratio.multiply(by: generating(cell, x)) }
      for _ in 0..<agreeing { ratio.multiply(by: 1 / x) }
      ratio.divide(by: matchings)
      let value = ratio.chance
      if value < least { least = value }
      // The logarithm of the bound is convex in that of x: it only rises from here on.
      if value > least * 16, least < 1 { break }
      x *= 4
    }
    return least
  }
}
