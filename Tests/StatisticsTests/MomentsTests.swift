import Notation
import Statistics
import Testing

struct MomentsTests {
  /// NIST StRD certified means and standard deviations, and the same figures at 100 digits from the decimals.
  @Test(arguments: Golden.load("nist-univariate", as: Golden.Univariate.self).sets)
  func `NIST univariate sets are met to fourteen and a half digits from exact decimals`(set: Golden.Univariate.Set)
    throws
  {
    let values = try set.data.split(separator: " ").map { try NumberGrammar.point.read(String($0)) }
    let pivot = try #require(AnalysisScale.pivot(of: values))
    let moments = try Moments(centred: AnalysisScale.linear.centred(values, on: pivot), pivot: pivot.double)
    #expect(correctDigits(moments.mean, try #require(Double(set.mean))) >= 14.5)
    #expect(correctDigits(moments.standardDeviation, try #require(Double(set.sd))) >= 14.5)
    // The certified figures themselves are printed to 15 digits.
    #expect(correctDigits(moments.standardDeviation, try #require(Double(set.certifiedSD))) >= 14)
  }

  /// Attainable from doubles: NumAcc3 9.46, NumAcc4 8.25 digits, Mavro 13.12, Michelso 13.85 (exact arithmetic on the doubles).
  @Test(
    arguments: zip(["Lottery", "Mavro", "Michelso", "NumAcc1", "NumAcc3", "NumAcc4"], [14, 12.8, 13.5, 14, 9.1, 7.9]))
  func `NIST univariate sets are met from doubles as far as doubles hold them`(name: String, digits: Double) throws {
    let set = try #require(Golden.load("nist-univariate", as: Golden.Univariate.self).sets.first { $0.name == name })
    let moments = try Moments(set.data.split(separator: " ").map { try #require(Double($0)) })
    #expect(correctDigits(moments.standardDeviation, try #require(Double(set.sd))) >= digits)
  }

  @Test func `the SD of 100.1 and 100.2 is the root of 0.005`() throws {
    let values = try ["100.1", "100.2"].map { try NumberGrammar.point.read($0) }
    let moments = try Moments(centred: AnalysisScale.linear.centred(values, on: values[0]), pivot: 100.1)
    #expect(correctDigits(moments.standardDeviation, 0.0707106781186547524400844) >= 15.5)
  }

  @Test func `the order of values changes no bit`() throws {
    let values = [99.71, 100.3, 1e8 + 0.1, 98.4, 101.77, 99.99, 1e-3]
    let moments = try Moments(values)
    #expect(try Moments(values.reversed()) == moments)
    #expect(try Moments(values.sorted()) == moments)
  }

  @Test func `nothing and what is not finite are refused`() {
    #expect(throws: SampleError.tooFew(needed: 1, found: 0)) { try Moments([]) }
    #expect(throws: SampleError.notFinite(index: 1)) { try Moments([1, .nan]) }
  }

  /// ln(101/100) by its own series; ln(1 + x) near the pivot, the quotient far from it.
  @Test func `logarithms are taken relative to the pivot`() throws {
    let values = try ["100", "101", "1000"].map { try NumberGrammar.point.read($0) }
    let centred = AnalysisScale.log.centred(values, on: values[0])
    #expect(centred[0] == 0)
    #expect(abs(centred[1] - 0.00995033085316808284821535754426) < 1e-17)
    #expect(abs(centred[2] - 2.302585092994045684) < 1e-15)
  }
}
