import Notation
import Testing

/// What is grouped follows the order in which it was met.
struct InOrderTests {
  @Test func `groups stand in the order of their first members, and members in theirs`() {
    let groups = ["b1", "a1", "b2", "c1", "a2"].grouped { $0.first ?? " " }
    #expect(groups.map { $0.key } == ["b", "a", "c"])
    #expect(groups.map { $0.value } == [["b1", "b2"], ["a1", "a2"], ["c1"]])
    #expect(groups.keys == ["b", "a", "c"])
  }

  @Test func `each is kept once, where it was met first`() {
    #expect([3, 1, 3, 2, 1].uniqued == [3, 1, 2])
    #expect(["bb", "a", "cc", "ddd"].uniqued(on: \.count) == ["bb", "a", "ddd"])
  }

  @Test func `a key is met when its value is changed, not when it is looked at`() {
    var counts = InOrder<String, Int>()
    #expect(counts["x"] == nil && counts["x", default: 7] == 7 && counts.isEmpty)
    counts["x", default: 0] += 2
    counts["x", default: 0] += 1
    #expect(counts["x"] == 3 && counts.count == 1)
  }
}
