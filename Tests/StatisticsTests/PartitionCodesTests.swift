import Testing

@testable import Statistics

/// Partitions are numbered by first occurrence, whatever the labels.
struct PartitionCodesTests {
  @Test(arguments: [[7, 7, -3, 7, 9], [Int.max, Int.max, Int.min, Int.max, 0], [70_000, 70_000, 1, 70_000, 140_000]])
  func `labels near each other and far apart give the same codes`(labels: [Int]) {
    let codes = PartitionCodes(labels)
    #expect(codes.codes == [0, 0, 1, 0, 2] && codes.count == 3)
    #expect(codes.grouped == [0, 1, 3, 2, 4])
  }

  @Test func `a common refinement is numbered by first occurrence too`() {
    let (a, b) = (PartitionCodes([0, 0, 1, 1, 0]), PartitionCodes([5, 4, 5, 4, 5]))
    #expect(a.joined(with: b).codes == [0, 1, 2, 3, 0])
    #expect(b.joined(with: a).codes == [0, 1, 2, 3, 0])
    let one = PartitionCodes(one: 5)
    #expect(one.joined(with: b).codes == b.codes && b.joined(with: one).codes == b.codes)
    #expect(PartitionCodes([]).count == 0 && PartitionCodes([]).grouped.isEmpty)
  }

  /// So many that a table of all pairs would be larger than the data.
  @Test func `a refinement of many parts needs no table`() {
    let (a, b) = ((0..<400).map { $0 / 2 }, (0..<400).map { $0 / 2 * 37 % 199 })
    let joined = PartitionCodes(a).joined(with: PartitionCodes(b))
    #expect(joined.count == 200 && joined.codes == a)
  }
}
