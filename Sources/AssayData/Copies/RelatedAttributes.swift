/// The spread of one attribute's results given another's of the same runs: of what is left of a straight line, R - 2 degrees of
/// freedom.
///
/// Attributes of one preparation share its errors, and one may follow from another (a sum, a purity). Given the other's results,
/// agreement in the second has the chance of what is left, so that both together have the product, whatever they share.
struct RelatedAttributes {
  /// Of each run the laboratory's result of a cell with one result a run.
  typealias Results = [Int32: Double]

  static func spread(of second: Results, given first: Results) -> ResultSpread.Estimate {
    let runs = first.keys.filter { second[$0] != nil }.sorted()
    guard runs.count > 2 else { return ResultSpread.Estimate() }
    let (x, y) = (runs.map { first[$0] ?? 0 }, runs.map { second[$0] ?? 0 })
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      xy += (a - meanX) * (b - meanY)
      yy += (b - meanY) * (b - meanY)
    }
    let left = xx > 0 ? max(0, yy - xy / xx * xy) : yy
    return ResultSpread.Estimate(variance: left / Double(runs.count - 2), freedom: runs.count - 2)
  }
}
