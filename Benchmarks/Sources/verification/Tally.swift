/// How often a quantity's true value lay beyond each one-sided 95 % bound.
struct Tally: Sendable, Equatable {
  var above = 0
  var below = 0

  mutating func add(upperBound: Double, lowerBound: Double, truth: Double) {
    if upperBound < truth { above += 1 }
    if lowerBound > truth { below += 1 }
  }

  /// From the pivotal quantity's probability at the truth, which is what decides whether a bound covers.
  mutating func add(probability: Double, level: Double) {
    if probability > level { above += 1 }
    if probability < 1 - level { below += 1 }
  }

  static func += (a: inout Tally, b: Tally) {
    a.above += b.above
    a.below += b.below
  }
}

/// The tallies of one quantity, a method each.
typealias Tallies = [[Tally]]

/// Runs blocks of studies on as many threads as there are, and adds the counts up, which no order can change.
func simulated(blocks: Int, zero: Tallies, of block: @escaping @Sendable (Int) -> Tallies) async -> Tallies {
  await withTaskGroup(of: Tallies.self) { group in
    for index in 0..<blocks { group.addTask { block(index) } }
    var total = zero
    for await part in group {
      for q in part.indices { for m in part[q].indices { total[q][m] += part[q][m] } }
    }
    return total
  }
}
