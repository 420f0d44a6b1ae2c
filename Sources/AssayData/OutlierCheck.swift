internal import Notation

/// Whether a single value is ten, a hundred or a thousand times all others of its sample at its laboratory, or a part of
/// them, as when a decimal mark was dropped in typing.
struct OutlierCheck {
  let checks: StudyChecks
  let cells: SampleCells

  /// How many others a value needs to be held against.
  private static let others = 4
  private static let tolerance = 0.3
  /// All others lie within this factor of their median.
  private static let spread = 3.0

  func run(_ problems: inout ProblemCollector) {
    for cell in 0..<cells.count where cells.range(cell).count > Self.others {
      if let found = slipped(in: cells.range(cell)) { tell(found, in: cells.range(cell), &problems) }
    }
  }

  /// Of a cell's results the one that slipped and by how much.
  private func slipped(in range: Range<Int>) -> (index: Int, factor: TenfoldFactor)? {
    let values = cells.values
    var (least, most) = (range.lowerBound, range.lowerBound)
    for index in range {
      guard values[index] > 0, values[index].isFinite else { return nil }
      if values[index] < values[least] { least = index }
      if values[index] > values[most] { most = index }
    }
    // Most cells end here, without a copy: a slipped value is far beyond what the others spread over.
    guard values[most] / values[least] > Self.spread else { return nil }
    for index in [most, least] {
      var rest = range.filter { $0 != index }.map { values[$0] }
      let middle = median(of: &rest, rest.indices)
      guard let factor = TenfoldFactor(values[index] / middle, within: Self.tolerance),
        rest.allSatisfy({ $0 <= middle * Self.spread && $0 * Self.spread >= middle })
      else { continue }
      return (index, factor)
    }
    return nil
  }

  private func tell(
    _ found: (index: Int, factor: TenfoldFactor), in range: Range<Int>, _ problems: inout ProblemCollector
  ) {
    let store = checks.store
    let row = Int(cells.rows[found.index])
    let others = range.filter { $0 != found.index }.map { store.values[Int(cells.rows[$0])] }
    guard let least = others.min(), let most = others.max() else { return }
    let sample = store.columns[Role.sample.index].isPresent ? "of the sample \(store.name(.sample, of: row))" : ""
    let level = store.columns[Role.level.index].isPresent ? "at the level \(store.name(.level, of: row))" : ""
    let whose = [sample, level, "at \(store.name(.laboratory, of: row))"].filter { !$0.isEmpty }.joined(separator: " ")
    let attribute = checks.vocabulary.attributes.count > 1 ? " for \(store.name(.attribute, of: row))" : ""
    problems.warning(
      "W_OUTLIER", store.place(of: row),
      "the result \(store.values[row]) is about \(found.factor.phrase) the others \(whose)\(attribute), which are "
        + "\(least == most ? "all \(least)" : "\(least) to \(most)"): a slipped decimal? It is kept in the analysis")
  }
}
