internal import Notation

/// What results below a limit may have been: each at 0 or at its limit, in mixtures.
///
/// An end of a t interval with fixed degrees of freedom is convex in every result, so that the worst that results between 0
/// and their limits can do is done at such a mixture.
struct StandInMixtures {
  /// How much is tried.
  enum Effort {
    /// What a verdict rests on: all mixtures up to 4,096, else those in order.
    case whole
    /// For one of many analyses beside the verdict.
    case brief

    var all: Int { self == .whole ? 4_096 : 64 }
    /// The most that are taken where not all are, for this many rows.
    func most(rows: Int) -> Int { self == .whole ? min(16_384, max(256, 8_000_000 / max(1, rows))) : 256 }
  }

  let rows: [StudyRow]
  /// Of each laboratory, mixtures as the places of the stand-ins that are at their limits; the rest are at 0.
  private let families: [[[Int]]]
  /// Whether every mixture is among them.
  let areAll: Bool

  /// - Parameter rows: in any order; the mixtures do not depend on it.
  init(_ rows: [StudyRow], effort: Effort = .whole) {
    self.rows = rows
    let places = rows.indices.filter { rows[$0].limit != nil }.sorted { a, b in
      let (a, b) = (rows[a], rows[b])
      return (a.laboratory, a.unit, a.group, a.index) < (b.laboratory, b.unit, b.group, b.index)
    }
    areAll = places.count < Int.bitWidth - 2 && 1 << places.count <= effort.all
    guard !areAll else {
      families = places.map { [[], [$0]] }
      return
    }
    let laboratories = Set(places.map { rows[$0].laboratory }).sorted()
    let orders = laboratories.map { laboratory in
      Self.orders(places.filter { rows[$0].laboratory == laboratory }, rows)
    }
    // Every number of them where there is room, else in steps.
    let most = effort.most(rows: rows.count)
    var step = 1
    func taken(_ step: Int) -> [[[Int]]] { orders.map { $0.flatMap { Self.prefixes($0, step: step) } } }
    while taken(step).reduce(1, { $0 * $1.count }) > most, step < places.count { step += max(1, step / 8) }
    families = taken(step)
  }

  /// A laboratory's stand-ins unit after unit, and across units: the first of every unit, then the second of every unit.
  private static func orders(_ places: [Int], _ rows: [StudyRow]) -> [[Int]] {
    var seen: [Int32: Int] = [:]
    let turn = places.map { place in
      defer { seen[rows[place].unit, default: 0] += 1 }
      return seen[rows[place].unit] ?? 0
    }
    let across = places.indices.sorted { (turn[$0], $0) < (turn[$1], $1) }.map { places[$0] }
    return across == places ? [places] : [places, across]
  }

  private static func prefixes(_ order: [Int], step: Int) -> [[Int]] {
    var counts = Array(stride(from: 0, to: order.count, by: step))
    counts.append(order.count)
    return counts.map { Array(order.prefix($0)) }
  }

  var count: Int { families.reduce(1) { $0 * $1.count } }

  /// All at 0.
  var atZero: [StudyRow] { rows.map { $0.limit == nil ? $0 : $0.standing(at: ExactDecimal(0)) } }
  /// All at their limits.
  var atLimit: [StudyRow] { rows.map { row in row.limit.map { row.standing(at: $0) } ?? row } }

  /// The first mixture that `holds` is true of.
  func first(where holds: ([StudyRow]) -> Bool) -> [StudyRow]? {
    var mixture = atZero
    var raised: [Int] = []
    for number in 0..<count {
      for place in raised { mixture[place] = mixture[place].standing(at: ExactDecimal(0)) }
      raised.removeAll(keepingCapacity: true)
      var rest = number
      for family in families {
        raised += family[rest % family.count]
        rest /= family.count
      }
      for place in raised {
        if let limit = mixture[place].limit { mixture[place] = mixture[place].standing(at: limit) }
      }
      if holds(mixture) { return mixture }
    }
    return nil
  }
}
