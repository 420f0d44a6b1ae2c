import Statistics
import Testing

/// How much of a population mean ± k SD of n observations holds.
struct RangeContentTests {
  struct Point: Sendable {
    let count: Int
    let multiplier: Double
    let confidence: Double
    let expected: Double
    let held: Double
  }

  /// mpmath, 20 digits, by quadrature over the sample mean: Golden/range-content.py.
  static let points = [
    Point(count: 3, multiplier: 3, confidence: 0.95, expected: 0.87831006565367986, held: 0.424218791538413),
    Point(count: 6, multiplier: 3, confidence: 0.95, expected: 0.96098084171505927, held: 0.810786940797578),
    Point(count: 12, multiplier: 3, confidence: 0.95, expected: 0.98509036839574288, held: 0.93578828381816),
    Point(count: 12, multiplier: 2, confidence: 0.95, expected: 0.9190587440794257, held: 0.780599702283525),
    Point(count: 30, multiplier: 3, confidence: 0.95, expected: 0.99379132058882952, held: 0.978699153713936),
    Point(count: 6, multiplier: 1, confidence: 0.95, expected: 0.60297312105389558, held: 0.331316847401223),
    Point(count: 6, multiplier: 3, confidence: 0.5, expected: 0.96098084171505927, held: 0.99168406518324),
  ]

  @Test(arguments: points)
  func `what is expected and what is held agree with high-precision values`(point: Point) throws {
    let content = RangeContent(count: point.count, multiplier: point.multiplier)
    #expect(abs(content.expected - point.expected) < 1e-14)
    #expect(abs(try content.held(confidence: point.confidence) - point.held) < 1e-10)
  }

  /// With one degree of freedom P(|T| ≤ t) = (2/π) atan t, and with two t/√(2 + t²).
  @Test func `what is expected is exact where Student's t is elementary`() {
    // k = √1.5 and n = 2: t = 1.
    #expect(abs(RangeContent(count: 2, multiplier: 1.5.squareRoot()).expected - 0.5) < 1e-15)
    // k = 2 and n = 3: t² = 3.
    #expect(abs(RangeContent(count: 3, multiplier: 2).expected - 0.6.squareRoot()) < 1e-15)
  }

  @Test(arguments: [2, 3, 8, 50], [0.5, 0.9, 0.99])
  func `the tolerance factor of what is held is the multiplier`(count: Int, coverage: Double) throws {
    let factor = try ToleranceFactor(count: count, coverage: coverage, confidence: 0.95)
    let held = try RangeContent(count: count, multiplier: factor.twoSided).held(confidence: 0.95)
    #expect(abs(held - coverage) < 1e-9)
  }

  @Test func `more units and more SDs hold more, more confidence less; many units all but what known ones hold`() throws
  {
    func held(_ n: Int, _ k: Double, _ confidence: Double = 0.95) throws -> Double {
      try RangeContent(count: n, multiplier: k).held(confidence: confidence)
    }
    #expect(try held(6, 3) < held(7, 3) && held(6, 3) < held(6, 3.1) && held(6, 3, 0.99) < held(6, 3))
    #expect(abs(RangeContent(count: 1_000_000, multiplier: 3).expected - 0.9973002) < 1e-6)
    #expect(abs(try held(1_000_000, 3) - 0.9973002) < 1e-4)
  }

  @Test func `beyond what can be told it says nothing and all but all, never more`() throws {
    #expect(try RangeContent(count: 2, multiplier: 1e-9).held(confidence: 0.95) == 0)
    #expect(try RangeContent(count: 100, multiplier: 100).held(confidence: 0.95) == 1 - 1e-9)
    #expect(throws: ToleranceFactorError.confidenceOutOfRange(1)) {
      try RangeContent(count: 5, multiplier: 3).held(confidence: 1)
    }
  }

  /// 20,000 samples: of a further observation, and of the content that each range holds.
  @Test func `simulated samples hold what is said`() throws {
    let (n, k, studies) = (5, 3.0, 20_000)
    let held = try RangeContent(count: n, multiplier: k).held(confidence: 0.95)
    var inside = 0
    var reached = 0
    for study in 0..<studies {
      var random = CounterRandom(seed: 20_261_129, stream: UInt64(study))
      let sample = (0..<n).map { _ in random.normal() }
      let moments = try Moments(sample)
      let (low, high) = (
        moments.mean - k * moments.standardDeviation, moments.mean + k * moments.standardDeviation
      )
      let next = random.normal()
      if low <= next, next <= high { inside += 1 }
      if Normal.lowerTail(high) - Normal.lowerTail(low) >= held { reached += 1 }
    }
    func band(_ p: Double) -> Double { 3.29 * (p * (1 - p) / Double(studies)).squareRoot() }
    let expected = RangeContent(count: n, multiplier: k).expected
    #expect(abs(Double(inside) / Double(studies) - expected) < band(expected))
    #expect(abs(Double(reached) / Double(studies) - 0.95) < band(0.95))
  }
}
