internal import AssayData
internal import Statistics

/// The groups of a table in the order of their labels' first rows, with their values, means and spreads: the innermost ones
/// where they are few enough to be told apart, else those of fewer factors.
public struct PrecisionGroups: Sendable {
  /// The most groups that are told apart where fewer factors give fewer.
  public static let most = 1_000

  public struct Group: Sendable {
    /// Its label in each factor, outermost first.
    public let path: [String]
    /// As reported, in the order of the rows.
    public let values: [Double]
    /// On the scale of results: geometric on the log scale.
    public let mean: Double
    /// On the analysis scale; `nil` for a single value.
    public let standardDeviation: Double?
  }

  public let groups: [Group]
  /// How many of the factors, from the outermost on, tell them apart.
  public let depth: Int
  /// How many innermost groups there are.
  public let innermostCount: Int
  /// The mean of each level of the outermost factor, over its values.
  public let outerMeans: [Double]
  /// Over all values.
  public let mean: Double

  init(_ rows: PrecisionRows, _ table: PlainTable, _ request: PrecisionRequest) {
    let counts = rows.levels(nested: true).map { $0.count }
    let depth = (counts.lastIndex { $0 <= Self.most } ?? 0) + 1
    self.depth = depth
    innermostCount = counts[counts.count - 1]
    // By the codes of the path, which number labels in the order of their first rows.
    var cells: [[Int]: [Int]] = [:]
    for row in rows.values.indices { cells[rows.factors.prefix(depth).map { $0.codes[row] }, default: []].append(row) }
    func mean(_ chosen: [Int]) -> Double {
      request.scale.reported(rows.centre + orderFreeMean(chosen.map { rows.values[$0] }))
    }
    let sorted = cells.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    groups = sorted.map { path, chosen in
      let spread = chosen.count > 1 ? try? Moments(centred: chosen.map { rows.values[$0] }, pivot: 0) : nil
      return Group(
        path: (0..<depth).map { table.labels[$0].levels[path[$0]] },
        values: chosen.map { request.scale.reported(rows.centre + rows.values[$0]) }, mean: mean(chosen),
        standardDeviation: spread?.standardDeviation)
    }
    var outer: [(code: Int, rows: [Int])] = []
    for (path, chosen) in sorted {
      if outer.last?.code == path[0] { outer[outer.count - 1].rows += chosen } else { outer.append((path[0], chosen)) }
    }
    outerMeans = outer.map { mean($0.rows) }
    self.mean = mean(Array(rows.values.indices))
  }
}
