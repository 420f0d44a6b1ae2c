import Foundation
import Statistics
import TestSupport
import Testing

struct CurveFiveParameterTests {
  /// Two preparations on asymmetric curves, two wells a dose; the test is 1.6 times as potent.
  private func plate(_ random: inout SplitMix, slope: Double, asymmetry: Double, noise: Double = 0.02) -> Plate {
    let doses = Plate.doses.map { $0 * $0 }
    func responses(_ factor: Double) -> [Double] {
      doses.map { 0.1 + 2 * pow(1 + pow($0 * factor, slope), -asymmetry) + noise * random.normal() }
    }
    return Plate(doses: doses, reference: responses(1), test: responses(1.6))
  }

  static let families: [(model: SigmoidModel.SignOfSlope, slope: Double, asymmetry: Double)] = [
    (.positive, 1.5, 0.5), (.positive, 1.2, 2.5), (.negative, -1.4, 0.6), (.negative, -1.1, 2),
  ]

  @Test(arguments: families) func `asymmetric curves are found again, with their potency`(
    family: (model: SigmoidModel.SignOfSlope, slope: Double, asymmetry: Double)
  ) throws {
    var random = SplitMix(seed: 41)
    let plate = plate(&random, slope: family.slope, asymmetry: family.asymmetry, noise: 1e-5)
    let comparison = try CurveComparison(plate.data(.fiveParameter(.either)))
    let curve = comparison.parallel.curves[0]
    #expect(abs(curve.slope - family.slope) < 1e-2 && abs(curve.asymmetry - family.asymmetry) < 1e-2)
    #expect(abs(curve.lnMidpoint) < 1e-2 && curve.rises == (family.slope < 0))
    #expect(abs(comparison.parallel.potency(of: 1, information: .expected).estimate - 1.6) < 1e-4)
    #expect(comparison.nonParallelismDegreesOfFreedom == 4)
    let half = (curve.lowerAsymptote + curve.upperAsymptote) / 2
    #expect(agree(curve.response(at: curve.ec50), half, digits: 10))
    let ratio = try comparison.similarity(.asymmetryRatio, of: 1, information: .expected)
    #expect(abs((try #require(ratio.estimate)) - 1) < 0.02)
    // One family is no worse than the choice of both.
    let fixed = try plate.data(.fiveParameter(family.model)).parallelFit().get()
    #expect(agree(fixed.residualSumOfSquares, comparison.parallel.residualSumOfSquares, digits: 10))
  }

  /// By GSL on (a, d, b, ln g, ln EC50 of both), derivatives by forward differentiation, and by differences of
  /// the squares for the observed information.
  @Test(arguments: families) func `errors by both kinds of information agree with a second route`(
    family: (model: SigmoidModel.SignOfSlope, slope: Double, asymmetry: Double)
  ) throws {
    var random = SplitMix(seed: 42)
    let plate = plate(&random, slope: family.slope, asymmetry: family.asymmetry)
    guard case .converged(let fit) = try plate.data(.fiveParameter(family.model)).parallelFit() else { return }
    let x = plate.doses.map { log($0) }
    let y = plate.reference + plate.test
    let rises = family.slope < 0
    @Sendable func fitted(_ p: [Dual], _ i: Int) -> Dual {
      let g = Dual.exp(p[3])
      let shift = Dual.log(Dual.exp(log(2) / g) + -1.0)
      let u = p[2] * (x[i % 16] - p[4 + i / 16]) + shift
      let share = Dual.exp(-(g * Dual.log(1 + Dual.exp(u))))
      // p[0] at dose zero, p[1] at infinite dose.
      let (a, d) = rises ? (p[1], p[0]) : (p[0], p[1])
      return d + (a - d) * share
    }
    @Sendable func seeds(_ p: [Double]) -> [Dual] {
      p.indices.map { j in Dual(value: p[j], partials: p.indices.map { $0 == j ? 1 : 0 }) }
    }
    let model = GeneralModel(
      count: 32, residuals: { p in (0..<32).map { fitted(seeds(p), $0).value - y[$0] } },
      jacobian: { p in
        let found = (0..<32).map { fitted(seeds(p), $0) }
        return p.indices.flatMap { j in found.map { $0.partials[j] } }
      })
    let curve = fit.curves[0]
    let start = [
      curve.responseAtZeroDose, curve.responseAtInfiniteDose, curve.slope, log(curve.asymmetry), curve.lnEC50,
      fit.curves[1].lnEC50,
    ]
    let general = try model.fit(from: start.map { $0 * 1.01 })
    #expect(agree(general.residualSumOfSquares, fit.residualSumOfSquares, digits: 11))
    let expected = fit.covariance(.expected)
    for (found, own) in zip(general.parameters, start) { #expect(abs(found - own) < 1e-7) }
    for i in 0..<6 {
      for j in 0..<6 {
        let size = (expected[i][i] * expected[j][j]).squareRoot()
        #expect(abs(general.covariance[i][j] - expected[i][j]) < 1e-6 * size)
      }
    }
    // The Hessian by differences of the analytic gradient, in units of the standard errors.
    let errors = fit.standardErrors(.expected)
    func gradient(_ p: [Double]) -> [Double] {
      let (r, columns) = (model.residuals(p), model.jacobian(p))
      return p.indices.map { j in (0..<32).reduce(0) { $0 + columns[j * 32 + $1] * r[$1] } }
    }
    let observed = fit.covariance(.observed)
    let hessian = (0..<6).map { j in
      var (up, down) = (start, start)
      up[j] += 1e-3 * errors[j]
      down[j] -= 1e-3 * errors[j]
      return zip(gradient(up), gradient(down)).map { ($0 - $1) / (2e-3 * errors[j]) }
    }
    for i in 0..<6 {
      for j in 0..<6 {
        let product = (0..<6).reduce(0) { $0 + hessian[i][$1] * observed[$1][j] } / fit.residualVariance
        #expect(abs(product * errors[i] / errors[j] - (i == j ? 1 : 0)) < 2e-3, "\(i) \(j)")
      }
    }
  }

  @Test(arguments: [
    SigmoidModel.fourParameter, .fiveParameter(.positive), .fiveParameter(.negative), .fiveParameter(.either),
  ])
  func `the curves that are handed back leave the residual sum of squares that is stated`(model: SigmoidModel) throws {
    for set in Golden.curves.sets where set.parallel != nil {
      let data = try set.data(model)
      guard case .converged(let fit) = data.parallelFit() else { continue }
      var sum = 0.0
      for i in set.dose.indices {
        let curve = try #require(fit.preparations.firstIndex(of: set.curve[i]).map { fit.curves[$0] })
        let residual = set.y[i] - curve.response(at: set.dose[i])
        sum += residual * residual
      }
      #expect(agree(sum, fit.residualSumOfSquares, digits: 8), "\(set.id)")
      #expect(fit.curves.allSatisfy { $0.rises == fit.curves[0].rises })
    }
  }
}
