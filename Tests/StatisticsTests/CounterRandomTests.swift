import Testing

@testable import Statistics

struct CounterRandomTests {
  struct Known: Sendable {
    let counter: (UInt32, UInt32, UInt32, UInt32)
    let key: (UInt32, UInt32)
    let block: (UInt32, UInt32, UInt32, UInt32)
  }

  /// Known answers of Philox4x32-10 from the test vectors of the authors' library Random123 (file kat_vectors).
  @Test(arguments: [
    Known(counter: (0, 0, 0, 0), key: (0, 0), block: (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    Known(
      counter: (.max, .max, .max, .max), key: (.max, .max),
      block: (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    Known(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0),
      block: (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ])
  func `a block is the one that its authors publish`(_ known: Known) {
    #expect(CounterRandom.philox(known.counter, key: known.key) == known.block)
  }

  @Test func `a stream does not depend on what was drawn from another`() {
    var (a, b) = (CounterRandom(seed: 7, stream: 3), CounterRandom(seed: 7, stream: 3))
    var other = CounterRandom(seed: 7, stream: 4)
    let first = (0..<100).map { _ in a.normal() }
    let second = (0..<100).map { _ in
      _ = other.normal()
      return b.normal()
    }
    #expect(first == second)
    var parts = CounterRandom(seed: 7, stream: 3, part: 1)
    #expect(parts.normal() != first[0])
  }

  /// Band: 3.29 standard errors of the mean and of the mean square of 100,000 standard normal numbers.
  @Test func `normal numbers have mean zero and variance one`() {
    var random = CounterRandom(seed: 1, stream: 0)
    let draws = (0..<100_000).map { _ in random.normal() }
    let n = Double(draws.count)
    let mean = draws.reduce(0, +) / n
    let square = draws.reduce(0) { $0 + $1 * $1 } / n
    #expect(mean.magnitude < 3.29 / n.squareRoot())
    #expect((square - 1).magnitude < 3.29 * (2 / n).squareRoot())
  }
}
