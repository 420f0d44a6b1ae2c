import Statistics
import TestSupport
import Testing

struct ToleranceFactorTests {
  /// One-sided by ball arithmetic (34 digits), two-sided by mpmath quadrature (26 digits or more).
  @Test(arguments: ["tolerance_one_sided", "tolerance_two_sided"])
  func `exact factors agree with high-precision values to 1e-13`(file: String) throws {
    for point in Golden.load(file, as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      let factor = try ToleranceFactor(
        count: Int(a["n"] ?? 0), coverage: a["coverage"] ?? 0, confidence: a["confidence"] ?? 0)
      let found = point.fn == "tol_k1" ? factor.oneSided : factor.twoSided
      let expected = try #require(Double(point.value))
      #expect(abs(found / expected - 1) < 1e-13, "\(point.fn) \(a): \(found), expected \(expected)")
    }
  }

  struct Peers: Decodable {
    struct Point: Decodable {
      let id: String
      let count: Double
      let degreesOfFreedom: Double
      let coverage: Double
      let confidence: Double
      let oneSided: Double?
      let twoSided: Double?
      let rOneSided: Double?
      let rTwoSided: Double?
      let howeWeighted: Double?
      let howe: Double?
      let waldWolfowitz: Double?
      let envStatsTwoSided: Double?
      let envStatsOneSided: Double?
    }
    let points: [Point]
  }

  /// R's `tolerance` and `EnvStats`; where mpmath's value is there it decides, and R is held to what it can.
  @Test func `factors agree with R's, by name`() throws {
    for point in Golden.load("tolerance_peers", as: Peers.self).points {
      let factor = try ToleranceFactor(
        effectiveCount: point.count, degreesOfFreedom: point.degreesOfFreedom, coverage: point.coverage,
        confidence: point.confidence)
      func check(_ expected: Double?, _ found: Double, _ tolerance: Double, _ what: String) {
        guard let expected else { return }
        #expect(
          abs(found / expected - 1) < tolerance,
          "\(point.id) \(what): \(found), expected \(expected), error \(found / expected - 1)")
      }
      check(point.oneSided, factor.oneSided, 1e-13, "one-sided")
      check(point.twoSided, factor.twoSided, 1e-13, "two-sided")
      // Above a noncentrality of 37.62 R's pt, which both call, is a normal approximation: wrong in the fourth digit.
      let approximate = Normal.lowerQuantile(point.coverage) * point.count.squareRoot() > 37.62
      check(point.rOneSided, factor.oneSided, approximate ? 3e-4 : 1e-9, "K.factor one-sided")
      // K.factor(20, alpha = 0.05, P = 0.99, side = 2, method = "EXACT") is 3.621087; it is 3.620986.
      check(point.rTwoSided, factor.twoSided, point.id == "c5-ktol-045" ? 3e-5 : 1e-8, "K.factor EXACT")
      check(point.envStatsOneSided, factor.oneSided, approximate ? 3e-4 : 1e-9, "EnvStats one-sided")
      check(point.envStatsTwoSided, factor.twoSided, 1e-6, "EnvStats exact")
      check(point.howe, factor.howe, 1e-12, "HE2")
      check(point.waldWolfowitz, factor.waldWolfowitz, 1e-11, "KM")
      // Beyond ν = n² K.factor's HE is another formula than Howe's weighted one.
      if let expected = point.howeWeighted, point.degreesOfFreedom <= point.count * point.count {
        check(expected, try factor.howeWeighted(), 1e-12, "HE")
      }
    }
  }

  /// NIST/SEMATECH e-Handbook of Statistical Methods 7.2.6.3: 43 wafer resistivities, 90 % coverage, 99 % confidence.
  @Test func `the NIST handbook's factors and limits are met to every printed digit`() throws {
    let factor = try ToleranceFactor(count: 43, coverage: 0.9, confidence: 0.99)
    let (mean, deviation) = (97.07, 0.0268)
    let natrella = try factor.natrella()
    #expect(prints(natrella, "1.8751896"))
    #expect(prints(factor.howe, "2.2173159"))
    #expect(prints(mean - factor.howe * deviation, "97.010576"))
    // Printed with five decimals.
    #expect(prints(mean + factor.howe * deviation, "97.12942"))
    #expect(prints(mean + natrella * deviation, "97.120255"))
    #expect(prints(mean - natrella * deviation, "97.019745"))
    #expect(abs(factor.oneSided - 1.87395360585) < 1e-11)
    #expect(abs(factor.twoSided - 2.22282517379) < 1e-11)
  }

  /// Real Statistics, Tolerance Interval Example 1: n = 40, mean 10, SD 0.2, 90 % coverage, 99 % confidence.
  @Test func `Real Statistics' example is met to every printed digit, its two-sided limits by Howe's weighted factor`()
    throws
  {
    let factor = try ToleranceFactor(count: 40, coverage: 0.9, confidence: 0.99)
    let natrella = try factor.natrella()
    #expect(prints(natrella, "1.9034"))
    #expect(prints(factor.oneSided, "1.9017"))
    #expect(prints(10 - 0.2 * natrella, "9.6193"))
    #expect(prints(10 - 0.2 * factor.oneSided, "9.6197"))
    // Neither the exact factor (9.5494) nor Howe's without his weight (9.5507).
    let weighted = try factor.howeWeighted()
    #expect(prints(10 - 0.2 * weighted, "9.5496"))
    #expect(prints(10 + 0.2 * weighted, "10.4504"))
  }

  struct Row: Sendable {
    let count: Int
    let printed: [String]
  }

  /// Berthouex & Brown, *Statistics for Environmental Engineers*, table 21.1: 95 % confidence; 90, 95 and 99 % coverage.
  @Test(arguments: [
    Row(count: 4, printed: ["5.37", "6.34", "8.22"]), Row(count: 5, printed: ["4.29", "5.08", "6.60"]),
    Row(count: 6, printed: ["3.73", "4.42", "5.76"]), Row(count: 7, printed: ["3.39", "4.02", "5.24"]),
    Row(count: 8, printed: ["3.16", "3.75", "4.89"]), Row(count: 9, printed: ["2.99", "3.55", "4.63"]),
    Row(count: 10, printed: ["2.86", "3.39", "4.44"]), Row(count: 12, printed: ["2.67", "3.16", "4.16"]),
    Row(count: 15, printed: ["2.49", "2.96", "3.89"]), Row(count: 20, printed: ["2.32", "2.76", "3.62"]),
    Row(count: 25, printed: ["2.22", "2.64", "3.46"]), Row(count: 30, printed: ["2.15", "2.55", "3.35"]),
    Row(count: 40, printed: ["2.06", "2.45", "3.22"]), Row(count: 60, printed: ["1.96", "2.34", "3.07"]),
  ])
  func `a printed table of two-sided factors is met in every cell but one misprint`(row: Row) throws {
    for (coverage, printed) in zip([0.9, 0.95, 0.99], row.printed) {
      let exact = try ToleranceFactor(count: row.count, coverage: coverage, confidence: 0.95).twoSided
      if row.count == 12, coverage == 0.95 {
        // 3.16 should be 3.17: the exact factor is 3.174664.
        #expect(!prints(exact, printed) && prints(exact, "3.17"))
      } else {
        #expect(prints(exact, printed), "n \(row.count), coverage \(coverage): \(exact), printed \(printed)")
      }
    }
  }

  @Test(arguments: [0.5, 0.9, 0.99], [0.05, 0.5, 0.95, 0.999])
  func `factors fall with n, rise with coverage and confidence, and tend to the normal quantile`(
    coverage: Double, confidence: Double
  ) throws {
    var last = Double.infinity
    for count in [2, 3, 10, 200, 1_000_000] {
      let factor = try ToleranceFactor(count: count, coverage: coverage, confidence: confidence)
      let wider = try ToleranceFactor(count: count, coverage: coverage + 0.005, confidence: confidence)
      let surer = try ToleranceFactor(count: count, coverage: coverage, confidence: confidence + 0.0005)
      #expect(wider.twoSided > factor.twoSided && wider.oneSided > factor.oneSided)
      #expect(surer.twoSided > factor.twoSided && surer.oneSided > factor.oneSided)
      if confidence >= 0.95 {
        #expect(factor.twoSided < last)
        last = factor.twoSided
      }
    }
    let z = Normal.upperQuantile((1 - coverage) / 2)
    let large = try ToleranceFactor(count: 1_000_000_000, coverage: coverage, confidence: confidence)
    #expect(abs(large.twoSided - z) < 3e-4)
    #expect(abs(large.oneSided - Normal.lowerQuantile(coverage)) < 3e-4)
  }

  /// By its definition: the confidence is P(S ≥ r/k) averaged over the mean, here by a plain sum over 4,000 midpoints.
  @Test(arguments: [(1.0, 1_000.0), (2.5, 0.5), (6, 20), (40, 3)])
  func `a two-sided factor has its confidence where count and degrees of freedom differ`(
    count: Double, degreesOfFreedom: Double
  ) throws {
    for (coverage, confidence) in [(0.9, 0.95), (0.001, 0.4), (0.99, 0.999)] {
      let k = try ToleranceFactor(
        effectiveCount: count, degreesOfFreedom: degreesOfFreedom, coverage: coverage, confidence: confidence
      ).twoSided
      let chi = ChiSquare(degreesOfFreedom: degreesOfFreedom)
      var missed = 0.0
      let step = 9.0 / 4_000
      for i in 0..<4_000 {
        let y = (Double(i) + 0.5) * step
        let z = y / count.squareRoot()
        var (low, high) = (0.0, z + 10)
        for _ in 0..<60 {
          let r = (low + high) / 2
          let held = Normal.lowerTail(z + r) - Normal.lowerTail(z - r)
          if held < coverage { low = r } else { high = r }
        }
        missed += 2 * Normal.density(y) * step * chi.lowerTail(degreesOfFreedom * low * low / (k * k))
      }
      #expect(abs(missed - (1 - confidence)) < 1e-6 * (1 - confidence), "\(coverage) \(confidence): \(missed)")
    }
  }

  @Test func `arguments out of range are refused in words`() throws {
    #expect(throws: ToleranceFactorError.countOutOfRange(1)) {
      try ToleranceFactor(count: 1, coverage: 0.9, confidence: 0.95)
    }
    for bad in [0, 1, -0.5, 1.5, Double.infinity] {
      #expect(throws: ToleranceFactorError.coverageOutOfRange(bad)) {
        try ToleranceFactor(count: 5, coverage: bad, confidence: 0.95)
      }
      #expect(throws: ToleranceFactorError.confidenceOutOfRange(bad)) {
        try ToleranceFactor(count: 5, coverage: 0.9, confidence: bad)
      }
    }
    #expect(throws: ToleranceFactorError.effectiveCountOutOfRange(0.5)) {
      try ToleranceFactor(effectiveCount: 0.5, degreesOfFreedom: 3, coverage: 0.9, confidence: 0.95)
    }
    #expect(throws: ToleranceFactorError.degreesOfFreedomOutOfRange(0.1)) {
      try ToleranceFactor(effectiveCount: 5, degreesOfFreedom: 0.1, coverage: 0.9, confidence: 0.95)
    }
    #expect(throws: ToleranceFactorError.approximationUndefined("of Natrella")) {
      try ToleranceFactor(count: 2, coverage: 0.9, confidence: 0.95).natrella()
    }
    #expect(
      ToleranceFactorError.coverageOutOfRange(95).description
        == "a coverage lies between 0 and 1, both excluded, not at 95.0")
    #expect(throws: ToleranceFactorError.self) {
      try ToleranceFactor(count: 5, coverage: .nan, confidence: 0.95)
    }
  }

  /// Of many degrees of freedom the tail is all but a step, which a panel could pass over. Right values by Simpson's rule on
  /// 180,001 points with SciPy's chi-square tail and a spline of the radius, good to 14 digits.
  @Test(arguments: [
    (3.0, 1e5, 0.01, 0.95, 0.023774358398398716), (2, 1e5, 0.9, 0.95, 2.6676553739478877),
    (2, 1e6, 0.9, 0.95, 2.6676047766415074),
    (10, 1e5, 0.9, 0.1, 1.6463348328327934), (1, 1e5, 0.9, 0.95, 3.241575705390397),
    (5, 2_000, 0.99, 0.9, 3.0696765875046217),
  ])
  func `a standard deviation that is all but known gives the factor of the mean's error alone`(
    n: Double, degreesOfFreedom: Double, coverage: Double, confidence: Double, factor: Double
  ) throws {
    let found = try ToleranceFactor(
      effectiveCount: n, degreesOfFreedom: degreesOfFreedom, coverage: coverage, confidence: confidence)
    #expect(agree(found.twoSided, factor, digits: 13))
  }

  @Test func `more degrees of freedom than can be followed are refused`() throws {
    #expect(throws: ToleranceFactorError.degreesOfFreedomOutOfRange(1e7)) {
      try ToleranceFactor(effectiveCount: 2, degreesOfFreedom: 1e7, coverage: 0.9, confidence: 0.95)
    }
  }
}
