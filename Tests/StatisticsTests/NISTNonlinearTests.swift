import Statistics
import TestSupport
import Testing

extension Golden.NonlinearSets.Set: CustomTestStringConvertible {
  var testDescription: String { id }
}

struct NISTNonlinearTests {
  /// NIST's starts are one far from the answer and one near. From these far ones GSL's trust region ends elsewhere.
  static let unreached: Set = ["BoxBOD", "MGH10", "MGH17"]

  /// Lanczos1 was made with no error: its certified residuals of 1e-13 are below what doubles of the data hold.
  /// (Rat43 is published with 9 degrees of freedom; its standard deviations use 15 - 4.)
  @Test(arguments: Golden.load("nist-nonlinear", as: Golden.NonlinearSets.self).sets)
  func `GSL ends at the certified minimum of every set, from both starts but for three`(
    set: Golden.NonlinearSets.Set
  ) throws {
    let model = NISTModels.model(set)
    for start in Self.unreached.contains(set.id) ? Array(set.starts.dropFirst()) : set.starts {
      let fit = try model.fit(from: start)
      for (found, certified) in zip(fit.parameters, set.estimates) {
        #expect(correctDigits(found, try #require(Double(certified))) >= 9)
      }
      #expect(fit.degreesOfFreedom == set.y.count - start.count)
      guard set.id != "Lanczos1" else { continue }
      #expect(correctDigits(fit.residualSumOfSquares, try #require(Double(set.rss))) >= 9)
      for (found, certified) in zip(fit.standardErrors, set.deviations) {
        #expect(correctDigits(found, try #require(Double(certified))) >= 8)
      }
    }
  }
}
