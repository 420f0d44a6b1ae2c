/// Which results share a level of which source of variation, worked out once from their labels.
///
/// A cell is one combination of all sources and of sample. The run is always a source, named or not; without runs the
/// combination of the named sources is the run. Where named sources cross and a combination of them holds two or more runs, that
/// combination is a source; where runs hold several samples, run × sample is. Two sources that split the cells alike are one.
public struct UnweightedLayout: Sendable {
  /// What a source stands for.
  public enum Part: Sendable, Hashable {
    /// By its place among the named ones.
    case named(Int)
    case combination([Int])
    case run
    /// A run that holds several levels of a named source, under each of them.
    case runUnderNamed
    case runBySample
  }

  public struct Source: Sendable {
    /// What it stands for; several where they cannot be told apart.
    public let parts: [Part]
    public let levels: Int
    /// Of each cell.
    let labels: [Int]
  }

  /// Named sources that are there, outermost first, then combinations, the run and run × sample.
  public let sources: [Source]
  /// How many results each cell has.
  public let counts: [Int]
  public let samples: Int
  /// The sample of each cell.
  let sampleOfCell: [Int]
  /// The results in the order of their cells, and which of them each cell holds.
  let order: [Int]
  let resultsOfCells: [Range<Int>]
  /// Whether each level of the first lies in one level of the second, another source.
  private let nesting: [[Bool]]
  /// The sources so that what holds others comes before them.
  let coarseToFine: [Int]

  /// - Parameters:
  ///   - named: for each source of variation but the run, the label of each result; outermost first.
  ///   - runs: the run of each result; `nil` where runs are not told.
  ///   - samples: the sample, whose mean is fixed, of each result.
  public init(named: [[Int]], runs: [Int]?, samples: [Int]) {
    let combined = named.reduce(PartitionCodes(one: samples.count)) { $0.joined(with: PartitionCodes($1)) }
    let runs = runs.map { PartitionCodes($0) } ?? combined
    let base = combined.joined(with: runs)
    let ofSamples = PartitionCodes(samples)
    let cells = base.joined(with: ofSamples)
    order = cells.grouped
    var first: [Int] = []
    var ranges: [Range<Int>] = []
    for (place, result) in order.enumerated() {
      if cells.codes[result] == first.count {
        first.append(result)
        ranges.append(place..<place)
      }
      ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<place + 1
    }
    resultsOfCells = ranges
    counts = ranges.map { $0.count }
    func ofCells(_ labels: [Int]) -> [Int] { PartitionCodes(first.map { labels[$0] }).codes }
    sampleOfCell = ofCells(ofSamples.codes)
    self.samples = (sampleOfCell.max() ?? -1) + 1

    var found: [(parts: [Part], labels: [Int])] = named.enumerated().map { ([.named($0)], ofCells($1)) }
    let baseOfCells = ofCells(base.codes)
    for set in Self.subsets(named.count) where set.count > 1 {
      let labels = set.map { found[$0].labels }
      let crosses = labels.indices.allSatisfy { a in
        labels.indices.allSatisfy { a == $0 || !Self.isNested(labels[a], in: labels[$0]) }
      }
      guard crosses else { continue }
      let together = labels.reduce(PartitionCodes(one: first.count)) { $0.joined(with: PartitionCodes($1)) }
      let pairs = together.joined(with: PartitionCodes(baseOfCells))
      if pairs.count > together.count { found.append(([.combination(set)], together.codes)) }
    }
    found.append(([.run], ofCells(runs.codes)))
    found.append(([.runUnderNamed], baseOfCells))
    found.append(([.runBySample], Array(first.indices)))
    // Labels are codes by first occurrence, so that equal partitions are equal lists.
    var sources: [(parts: [Part], labels: [Int])] = []
    for source in found {
      if let known = sources.firstIndex(where: { $0.labels == source.labels }) {
        if source.parts != [.runUnderNamed] && source.parts != [.runBySample] {
          sources[known].parts += source.parts
        }
      } else {
        sources.append(source)
      }
    }
    self.sources = sources.map { Source(parts: $0.parts, levels: ($0.labels.max() ?? -1) + 1, labels: $0.labels) }
    nesting = sources.indices.map { i in
      sources.indices.map { i != $0 && Self.isNested(sources[i].labels, in: sources[$0].labels) }
    }
    let levels = self.sources.map { $0.levels }
    coarseToFine = levels.indices.sorted { (levels[$0], $0) < (levels[$1], $1) }
  }

  /// The runs of a table as cells of one result and one sample, with every source but run × sample, which is the last.
  func ofRuns(_ table: SampleTable) -> UnweightedLayout { UnweightedLayout(self, table) }

  private init(_ whole: UnweightedLayout, _ table: SampleTable) {
    let runs = table.cells.indices
    sources = whole.sources.dropLast().map { source in
      Source(parts: source.parts, levels: source.levels, labels: table.cells.map { source.labels[$0[0]] })
    }
    counts = runs.map { _ in 1 }
    samples = 1
    sampleOfCell = runs.map { _ in 0 }
    order = Array(runs)
    resultsOfCells = runs.map { $0..<$0 + 1 }
    nesting = whole.nesting
    coarseToFine = whole.coarseToFine.filter { $0 != table.source }
  }

  /// Whether each level of `fine` lies in one level of `coarse`, another source.
  public func isNested(_ fine: Int, in coarse: Int) -> Bool { nesting[fine][coarse] }

  /// The sources that hold `source`: every level of it lies in one of theirs.
  func holders(of source: Int) -> [Int] { sources.indices.filter { nesting[source][$0] } }

  /// The level of each result in each source, in the order of the labels that the layout was made of.
  public var labelsOfResults: [[Int]] {
    sources.map { source in
      var labels = [Int](repeating: 0, count: order.count)
      for (cell, range) in resultsOfCells.enumerated() {
        for place in range { labels[order[place]] = source.labels[cell] }
      }
      return labels
    }
  }

  /// Results beyond one in each cell: the degrees of freedom of repeatability.
  public var residualDegreesOfFreedom: Int { counts.reduce(0) { $0 + $1 - 1 } }

  /// - Parameter fine: codes of cells, numbered without a gap.
  private static func isNested(_ fine: [Int], in coarse: [Int]) -> Bool {
    var holder = [Int](repeating: -1, count: fine.count)
    for (a, b) in zip(fine, coarse) {
      if holder[a] >= 0, holder[a] != b { return false }
      holder[a] = b
    }
    return true
  }

  private static func subsets(_ count: Int) -> [[Int]] {
    (0..<(1 << count)).map { bits in (0..<count).filter { bits & (1 << $0) != 0 } }
      .sorted { ($0.count, $0) < ($1.count, $1) }
  }
}

/// By length, then element by element.
private func < (a: (Int, [Int]), b: (Int, [Int])) -> Bool {
  a.0 == b.0 ? a.1.lexicographicallyPrecedes(b.1) : a.0 < b.0
}
