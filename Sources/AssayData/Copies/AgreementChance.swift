/// A bound on the chance that honest results agree as often as those of two runs do.
///
/// Model: given what the results of a run share (its analyst, day and standard), two results of one cell are independent,
/// and their errors have a density with standard deviation s before they are rounded to steps of h. Both then fall on one
/// step with a chance of at most h ∫f² (Cauchy and Schwarz, step by step, whatever lies between the two means), which for
/// normal errors is h / (2√π s). The chance of k agreements is at most the expected number of sets of k pairs that all
/// agree, and that is at most ∏ G(x) / x^k for every x > 0, where G is the generating function of a cell's sets (a union
/// bound, then Markov's).
enum AgreementChance {
  /// 1 / (2√π): the integral of the squared density of a normal distribution with s = 1.
  static let normal = 0.282_094_791_773_878_14
  /// Cells with more results of a side are compared by place alone: in any order, nearly all of so many may agree.
  static let mostInAnyOrder = 40

  /// What two sides have of one cell.
  struct Cell {
    /// The chance that a result of one side agrees with one of the other.
    let chance: Double
    let first: Int
    let second: Int
  }

  /// By place: the i-th result of one side with the i-th of the other.
  static func byPlace(_ cells: [Cell], agreeing: Int) -> Double {
    bound(cells, agreeing) { cell, x in
      var product = Scaled(1)
      for _ in 0..<min(cell.first, cell.second) { product.multiply(by: 1 + cell.chance * x) }
      return product
    }
  }

  /// In any order within a cell. Cells with more than ``mostInAnyOrder`` results are no part of it.
  static func inAnyOrder(_ cells: [Cell], agreeing: Int) -> Double {
    bound(cells, agreeing) { cell, x in
      // Sets of j pairs: C(m, j) C(n, j) j!, each of which agrees with a chance of p^j.
      var (sum, term) = (1.0, 1.0)
      for j in 0..<min(cell.first, cell.second) {
        term *= Double((cell.first - j) * (cell.second - j)) / Double(j + 1) * cell.chance * x
        sum += term
      }
      return Scaled(sum)
    }
  }

  private static func bound(_ cells: [Cell], _ agreeing: Int, _ generating: (Cell, Double) -> Scaled) -> Double {
    guard agreeing > 0, let most = cells.lazy.map(\.chance).max(), most > 0 else { return 1 }
    var least = 1.0
    // From the first power of four on at which most pairs would agree.
    var x = 1.0
    while x * most < 1e4 {
      var ratio = Scaled(1)
      for cell in cells { ratio.multiply(by: generating(cell, x)) }
      for _ in 0..<agreeing { ratio.multiply(by: 1 / x) }
      let value = ratio.value
      if value < least { least = value }
      // The logarithm of the bound is convex in that of x: it only rises from here on.
      if value > least * 16, least < 1 { break }
      x *= 4
    }
    return least
  }

  /// A number above zero whose exponent does not leave the range.
  private struct Scaled {
    private var mantissa: Double
    private var exponent = 0

    init(_ value: Double) {
      mantissa = value.significand
      exponent = Int(value.exponent)
    }

    mutating func multiply(by factor: Double) {
      let product = mantissa * factor
      mantissa = product.significand
      exponent += Int(product.exponent)
    }

    mutating func multiply(by other: Scaled) {
      multiply(by: other.mantissa)
      exponent += other.exponent
    }

    /// At most one, and never below the least double above zero.
    var value: Double {
      if exponent >= 0 { return 1 }
      return exponent < -1_000 ? .leastNormalMagnitude : Double(sign: .plus, exponent: exponent, significand: mantissa)
    }
  }
}
