/// Results held together by place, the i-th of one side with the i-th of the other, as independent trials: how likely it is that those
/// that agree do, or others that say as much.
///
/// An agreement that has a chance of p counts log2(1/p), to the nearest whole number, so that results in coarse steps do not
/// hide what finer ones show; the chance is the exact tail of the weighted sum (Poisson's binomial, where all weigh alike).
struct PlaceTrials {
  private let cells: [AgreementChance.Cell]
  private let weights: [Int]
  /// For each sum of weights the chance of it or more; empty where the trials are too many.
  private let tails: [Double]

  /// More trials than these have one weight, and still more are bounded as sets are: the tail takes time with the square of their number.
  private static let (mostWeighted, most) = (400, 1_500)

  init(_ cells: [AgreementChance.Cell]) {
    self.cells = cells
    let count = cells.reduce(0) { $0 + $1.places }
    let weights = cells.map { count <= Self.mostWeighted ? Self.weight($0.chance) : 1 }
    self.weights = weights
    guard count <= Self.most else {
      tails = []
      return
    }
    let total = zip(cells, weights).reduce(0) { $0 + $1.0.places * $1.1 }
    var chances = [Double](repeating: 0, count: total + 1)
    chances[0] = 1
    var reached = 0
    for (cell, weight) in zip(cells, weights) {
      let (p, q) = (cell.chance, 1 - cell.chance)
      for _ in 0..<cell.places {
        for sum in stride(from: reached, through: 0, by: -1) {
          chances[sum + weight] += chances[sum] * p
          chances[sum] *= q
        }
        reached += weight
      }
    }
    var sum = 0.0
    for index in chances.indices.reversed() {
      sum += chances[index]
      // Where the numbers end, the bound does not say never.
      chances[index] = min(1, max(sum, .leastNormalMagnitude))
    }
    tails = chances
  }

  private static func weight(_ chance: Double) -> Int {
    guard chance > 0, chance < 1 else { return 1 }
    let inverse = min(1 / chance, 1e15)
    return max(1, Int(inverse.exponent) + (inverse.significand > 2.0.squareRoot() ? 1 : 0))
  }

  /// That so many of each cell agree, or what says as much.
  func chance(agreeing: [Int]) -> Double {
    if tails.isEmpty { return AgreementChance.ofMany(cells, agreeing: agreeing.reduce(0, +)) }
    return tails[zip(agreeing, weights).reduce(0) { $0 + $1.0 * $1.1 }]
  }
}
