/// The rows of a study by sample and by level, so that each of many items finds its own without a look at all the others.
struct ItemRows: Sendable {
  private let rows: [StudyRow]
  private let ofSamples: Buckets
  private let ofLevels: Buckets

  /// - Parameter rows: in the order in which they are handed back.
  init(_ rows: [StudyRow], samples: Int, levels: Int) {
    self.rows = rows
    ofSamples = Buckets(rows.lazy.map { $0.sample }, codes: samples)
    ofLevels = Buckets(rows.lazy.map { $0.level }, codes: levels)
  }

  init(_ study: StudyRows) {
    self.init(study.rows, samples: study.sampleNames.count, levels: study.levelValues.count)
  }

  /// Those of one item, in their order.
  func of(_ item: StudyItems.Filter) -> [StudyRow] {
    if item.isEmpty { return [] }
    let candidates =
      item.sample.map(ofSamples.members) ?? item.level.map(ofLevels.members)
    guard let candidates else { return rows.filter(item.holds) }
    return candidates.lazy.map { rows[Int($0)] }.filter(item.holds)
  }

  /// Positions by code, each code's in their order.
  private struct Buckets: Sendable {
    private let starts: [Int]
    private let positions: [Int32]

    init(_ codes: some Sequence<Int32>, codes count: Int) {
      var starts = [Int](repeating: 0, count: count + 1)
      for code in codes where code >= 0 { starts[Int(code) + 1] += 1 }
      for code in 0..<count { starts[code + 1] += starts[code] }
      var next = starts
      var positions = [Int32](repeating: 0, count: starts[count])
      for (position, code) in codes.enumerated() where code >= 0 {
        positions[next[Int(code)]] = Int32(position)
        next[Int(code)] += 1
      }
      self.starts = starts
      self.positions = positions
    }

    func members(_ code: Int32) -> ArraySlice<Int32> { positions[starts[Int(code)]..<starts[Int(code) + 1]] }
  }
}
