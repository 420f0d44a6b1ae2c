import Notation
import Statistics
import Testing

struct NISTAnovaTests {
  /// The decimals of a set; the SmLs sets by their rule, m, m - 0.1, m + 0.1, m - 0.1, ...
  private func decimals(_ set: Golden.OneWay.Set) throws -> [[ExactDecimal]] {
    if set.means.isEmpty { return try set.groups.map { try $0.map { try NumberGrammar.point.read($0) } } }
    return try set.means.map { text in
      let mean = try NumberGrammar.point.read(text)
      let tenth = ExactDecimal(significand: 1, exponent: -1)
      let above = try #require(mean.exactly(minus: tenth.negated()))
      let below = try #require(mean.exactly(minus: tenth))
      return (0..<set.replicates).map { $0 == 0 ? mean : $0 % 2 == 1 ? below : above }
    }
  }

  @Test(arguments: Golden.load("nist-anova", as: Golden.OneWay.self).sets)
  func `F is met to thirteen digits from exact decimals`(set: Golden.OneWay.Set) throws {
    let groups = try decimals(set)
    let pivot = try #require(AnalysisScale.pivot(of: groups.flatMap { $0 }))
    let analysis = try OneWayAnalysis(groups.map { AnalysisScale.linear.centred($0, on: pivot) })
    #expect(correctDigits(analysis.statistic, try #require(Double(set.exact))) >= 13)
    #expect(correctDigits(analysis.statistic, try #require(Double(set.certified))) >= 13)
  }

  @Test(arguments: Golden.load("nist-anova", as: Golden.OneWay.self).sets)
  func `F is met from doubles as far as doubles hold it`(set: Golden.OneWay.Set) throws {
    let groups = try decimals(set).map { $0.map(\.double) }
    let analysis = try OneWayAnalysis(groups)
    #expect(correctDigits(analysis.statistic, try #require(Double(set.certified))) >= min(13, set.attainable - 0.3))
    #expect(correctDigits(analysis.statistic, try #require(Double(set.fromDoubles))) >= 11.5)
  }

  @Test func `groups that cannot be compared are refused`() {
    #expect(throws: SampleError.tooFew(needed: 2, found: 1)) { try OneWayAnalysis([[1, 2]]) }
    #expect(throws: SampleError.tooFew(needed: 3, found: 2)) { try OneWayAnalysis([[1], [2]]) }
    #expect(throws: SampleError.noVariation) { try OneWayAnalysis([[1, 1], [2, 2]]) }
    #expect(throws: SampleError.notFinite(index: 1)) { try OneWayAnalysis([[1, .infinity], [2, 2]]) }
  }
}
