import Statistics
import TestSupport
import Testing

extension Golden.NonlinearSets.Set: CustomTestStringConvertible {
  var testDescription: String { id }
}

struct NISTNonlinearTests {
  /// Lanczos1 was made with no error: its certified residuals of 1e-13 are below what doubles of the data hold.
  /// (Rat43 is published with 9 degrees of freedom; its standard deviations use 15 - 4.)
  @Test(arguments: Golden.load("nist-nonlinear", as: Golden.NonlinearSets.self).sets)
  func `both starts of a certified set end at its minimum`(set: Golden.NonlinearSets.Set) throws {
    let model = NISTModels.model(set)
    for start in set.starts {
      let fit = try NonlinearFit.minimising(model, from: start).get()
      for (found, certified) in zip(fit.parameters, set.estimates) {
        #expect(correctDigits(found, try #require(Double(certified))) >= 9)
      }
      #expect(fit.degreesOfFreedom == set.y.count - start.count && fit.step < 1e-9)
      guard set.id != "Lanczos1" else { continue }
      #expect(correctDigits(fit.residualSumOfSquares, try #require(Double(set.rss))) >= 9)
      for (found, certified) in zip(fit.standardErrors, set.deviations) {
        #expect(correctDigits(found, try #require(Double(certified))) >= 8)
      }
    }
  }

  @Test func `a model without a minimum ends in words`() {
    // The third parameter has no part in the model.
    let model = NonlinearModel(
      count: 5, residuals: { p in (0..<5).map { p[0] + p[1] * Double($0) - Double($0) } },
      jacobian: { _ in [1, 1, 1, 1, 1, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0] })
    #expect(NonlinearFit.minimising(model, from: [0, 0, 1]) == .notConverged(.parametersNotIdentified))
    let few = NonlinearModel(count: 2, residuals: { $0 }, jacobian: { _ in [1, 0, 0, 1] })
    #expect(NonlinearFit.minimising(few, from: [1, 1]) == .notConverged(.tooFewValues(values: 2, parameters: 2)))
    let undefined = NonlinearModel(
      count: 3, residuals: { p in [p[0].squareRoot(), 1, 1] }, jacobian: { _ in [1, 0, 0] })
    #expect(NonlinearFit.minimising(undefined, from: [-1]) == .notConverged(.startNotFinite))
  }

  /// r = (x² - 4, 1, x/10) has a stationary sum at x = 0 that is a maximum along x, and minima near 2 and -2.
  @Test func `a stationary point that is no minimum is not a fit`() throws {
    let model = NonlinearModel(
      count: 3, residuals: { p in [p[0] * p[0] - 4, 1, 0.1 * p[0]] }, jacobian: { p in [2 * p[0], 0, 0.1] })
    switch NonlinearFit.minimising(model, from: [0]) {
    case .converged(let fit): #expect(agree(fit.parameters[0] * fit.parameters[0], 3.995, digits: 12))
    case .notConverged(let reason): #expect(reason == .saddlePoint)
    }
  }
}
