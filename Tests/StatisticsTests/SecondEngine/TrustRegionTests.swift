import GSL
import Statistics
import Testing

/// NIST's nonlinear sets by GSL's trust region, from the certified values moved by a tenth, as the second engine searches.
struct TrustRegionTests {
  /// Lanczos1 is left out, whose certified residuals are below what doubles of its data hold. Of the others the squares fall to
  /// their least, and parameters to the digits that squares show: half of them.
  @Test(arguments: Golden.load("nist-nonlinear", as: Golden.NonlinearSets.self).sets)
  func `certified values are met from nearby`(set: Golden.NonlinearSets.Set) throws {
    guard set.id != "Lanczos1" else { return }
    let model = NISTModels.model(set)
    let certified = set.estimates.compactMap { Double($0) }
    let n = set.y.count
    let fit = try TrustRegionFit(
      from: certified.map { $0 * 1.1 }, count: n, iterations: 2_000, residuals: { model.residuals($0) },
      jacobian: { parameters in
        let columns = model.jacobian(parameters)
        return DenseMatrix(columns: parameters.indices.map { j in Array(columns[(j * n)..<((j + 1) * n)]) })
      })
    #expect(correctDigits(fit.residualSumOfSquares, try #require(Double(set.rss))) >= 8)
    for (found, value) in zip(fit.parameters, certified) { #expect(correctDigits(found, value) >= 4) }
  }
}
