import Foundation
import Statistics
import TestSupport
import Testing

/// Simulated two-preparation plates: 8 doses, 2 wells each.
struct Plate {
  let doses: [Double]
  let reference: [Double]
  let test: [Double]

  static let doses = (0..<8).flatMap { step in [Double](repeating: exp(-2.2 + 4.4 * Double(step) / 7), count: 2) }

  init(
    _ random: inout SplitMix, potency: Double = 1, noise: Double = 0.06, background: Double = 0.1, span: Double = 2,
    slope: Double = 1.3
  ) {
    doses = Plate.doses
    func responses(_ factor: Double) -> [Double] {
      Plate.doses.map { background + span / (1 + exp(-slope * log($0 * factor))) + noise * random.normal() }
    }
    reference = responses(1)
    test = responses(potency)
  }

  init(doses: [Double], reference: [Double], test: [Double]) {
    self.doses = doses
    self.reference = reference
    self.test = test
  }

  func data(_ model: SigmoidModel = .fourParameter, weighting: CurveWeighting = .equal, swapped: Bool = false) throws
    -> CurveData
  {
    let weights = weighting == .given ? [Double](repeating: 1, count: doses.count) : nil
    let one = CurvePreparation(name: "reference", doses: doses, responses: reference, weights: weights)
    let two = CurvePreparation(name: "test", doses: doses, responses: test, weights: weights)
    return try CurveData(
      reference: swapped ? two : one, tests: [swapped ? one : two],
      settings: CurveSettings(model: model, weighting: weighting, zeroDose: .refuse))
  }
}

struct CurveInferenceTests {
  @Test(arguments: [SigmoidModel.fourParameter, .fiveParameter(.positive)])
  func `swapping preparations inverts the potency and its intervals`(model: SigmoidModel) throws {
    var random = SplitMix(seed: 11)
    for _ in 0..<5 {
      let plate = Plate(&random, potency: 1.5)
      let (straight, swapped) = (try plate.data(model), try plate.data(model, swapped: true))
      guard case .converged(let one) = straight.parallelFit() else { continue }
      let other = try swapped.parallelFit().get()
      let (a, b) = (one.potency(of: 1, information: .observed), other.potency(of: 1, information: .observed))
      #expect(abs(a.lnEstimate + b.lnEstimate) < 1e-9 && agree(a.standardError, b.standardError, digits: 8))
      guard model == .fourParameter else { continue }
      let (p, q) = (
        try straight.potencyProfile(of: 1, from: one, level: 0.95),
        try swapped.potencyProfile(of: 1, from: other, level: 0.95)
      )
      #expect(agree(try #require(p.lower), 1 / (try #require(q.upper)), digits: 8))
      #expect(agree(try #require(p.upper), 1 / (try #require(q.lower)), digits: 8))
    }
  }

  @Test func `units of dose and response leave potency, F and intervals alone`() throws {
    var random = SplitMix(seed: 12)
    let plate = Plate(&random, potency: 0.7)
    let first = try CurveComparison(plate.data())
    let changes: [(Plate, Int)] = [
      (Plate(doses: plate.doses.map { $0 * 1e-9 }, reference: plate.reference, test: plate.test), 10),
      (
        Plate(
          doses: plate.doses, reference: plate.reference.map { $0 * 1e6 }, test: plate.test.map { $0 * 1e6 }), 10
      ),
      (Plate(doses: plate.doses, reference: plate.reference.map { $0 + 64 }, test: plate.test.map { $0 + 64 }), 9),
      (Plate(doses: plate.doses, reference: plate.reference.map { 5 - $0 }, test: plate.test.map { 5 - $0 }), 10),
    ]
    let potency = first.parallel.potency(of: 1, information: .expected)
    for (changed, digits) in changes {
      let second = try CurveComparison(changed.data())
      let other = second.parallel.potency(of: 1, information: .expected)
      #expect(agree(other.estimate, potency.estimate, digits: digits))
      #expect(agree(other.standardError, potency.standardError, digits: digits))
      #expect(
        agree(try second.parallelismTest().statistic, try first.parallelismTest().statistic, digits: digits - 2))
      #expect(agree(second.parallel.curves[0].slope, first.parallel.curves[0].slope, digits: digits))
    }
    let shifted = try CurveComparison(changes[2].0.data()).parallel.curves[0]
    #expect(agree(shifted.responseAtZeroDose, first.parallel.curves[0].responseAtZeroDose + 64, digits: 12))
    // A power of two changes no bit.
    let doubled = Plate(doses: plate.doses, reference: plate.reference.map { $0 * 4 }, test: plate.test.map { $0 * 4 })
    let exact = try CurveComparison(doubled.data())
    #expect(exact.parallel.potency(of: 1, information: .expected) == potency)
    #expect(try exact.parallelismTest().statistic == first.parallelismTest().statistic)
  }

  @Test func `weights of one, and the order of wells, change no bit`() throws {
    var random = SplitMix(seed: 13)
    let plate = Plate(&random)
    let plain = try plate.data().parallelFit().get()
    #expect(try plate.data(weighting: .given).parallelFit().get() == plain)
    let order = plate.doses.indices.sorted { ($0 * 7) % 16 < ($1 * 7) % 16 }
    let turned = Plate(
      doses: order.map { plate.doses[$0] }, reference: order.map { plate.reference[$0] },
      test: order.map { plate.test[$0] })
    #expect(try turned.data().parallelFit().get() == plain)
    #expect(try plate.data(weighting: .powerOfMean(0)).parallelFit().get() == plain)
  }

  /// A signal of 2 over a background of a million, noise 1e-7: doubles there are 1e-10 apart.
  @Test func `a small signal over a large background comes out right`() throws {
    var random = SplitMix(seed: 14)
    let plate = Plate(&random, potency: 1.25, noise: 0, background: 0)
    let noise = plate.doses.map { _ in 1e-7 * random.normal() }
    let offset = Plate(
      doses: plate.doses, reference: zip(plate.reference, noise).map { 1e6 + ($0 + $1) },
      test: zip(plate.test, noise.reversed()).map { 1e6 + ($0 + $1) })
    let fit = try offset.data().parallelFit().get()
    let potency = fit.potency(of: 1, information: .expected)
    #expect(abs(potency.lnEstimate - log(1.25)) < 5e-7 && potency.standardError < 1e-7)
    #expect(abs(fit.curves[0].slope - 1.3) < 1e-6 && abs(fit.curves[0].lowerAsymptote - 1e6) < 1e-6)
    #expect(abs(fit.residualVariance.squareRoot() / 1e-7 - 1) < 0.5)
    // The same readings less the background, subtracted exactly.
    let centred = Plate(
      doses: plate.doses, reference: offset.reference.map { $0 - 1e6 }, test: offset.test.map { $0 - 1e6 })
    let same = try centred.data().parallelFit().get().potency(of: 1, information: .expected)
    #expect(abs(same.lnEstimate - potency.lnEstimate) < 1e-14)
  }

  /// By another route: GSL on all parameters, with the Jacobian written out.
  @Test func `GSL finds the same parallel curves`() throws {
    var random = SplitMix(seed: 15)
    let plate = Plate(&random, potency: 1.4)
    let fit = try plate.data().parallelFit().get()
    let x = plate.doses.map { log($0) }
    let y = plate.reference + plate.test
    let n = x.count
    let model = GeneralModel(
      count: 2 * n,
      residuals: { p in
        (0..<2 * n).map { i in
          let s = 1 / (1 + exp(p[2] * (x[i % n] - p[3 + i / n])))
          return p[1] + (p[0] - p[1]) * s - y[i]
        }
      },
      jacobian: { p in
        var columns = [Double](repeating: 0, count: 5 * 2 * n)
        for i in 0..<2 * n {
          let z = x[i % n] - p[3 + i / n]
          let s = 1 / (1 + exp(p[2] * z))
          columns[i] = s
          columns[2 * n + i] = 1 - s
          columns[4 * n + i] = -(p[0] - p[1]) * s * (1 - s) * z
          columns[(3 + i / n) * 2 * n + i] = (p[0] - p[1]) * s * (1 - s) * p[2]
        }
        return columns
      })
    let general = try model.fit(from: [0, 2, 1, 0.3, 0])
    #expect(agree(general.residualSumOfSquares, fit.residualSumOfSquares, digits: 12))
    let covariance = fit.covariance(.expected)
    for i in 0..<5 {
      for j in 0..<5 { #expect(abs(general.covariance[i][j] - covariance[i][j]) < 1e-9 * covariance[i][i]) }
    }
    #expect(
      abs(general.parameters[3] - general.parameters[4] - fit.potency(of: 1, information: .expected).lnEstimate) < 1e-9)
  }

  /// By differences: the observed information is the Hessian of half the squares.
  @Test func `observed and expected information differ by the residuals alone`() throws {
    var random = SplitMix(seed: 16)
    let plate = Plate(&random, noise: 0.15)
    let fit = try plate.data().parallelFit().get()
    let x = plate.doses.map { log($0) }
    let y = plate.reference + plate.test
    func half(_ p: [Double]) -> Double {
      (0..<32).reduce(0) { sum, i in
        let r = p[1] + (p[0] - p[1]) / (1 + exp(p[2] * (x[i % 16] - p[3 + i / 16]))) - y[i]
        return sum + r * r / 2
      }
    }
    let curve = fit.curves[0]
    let p = [
      curve.responseAtZeroDose, curve.responseAtInfiniteDose, curve.slope, curve.lnEC50, fit.curves[1].lnEC50,
    ]
    let h = 1e-4
    var hessian = [[Double]](repeating: [Double](repeating: 0, count: 5), count: 5)
    for i in 0..<5 {
      for j in 0..<5 {
        func at(_ a: Double, _ b: Double) -> Double {
          var q = p
          q[i] += a * h
          q[j] += b * h
          return half(q)
        }
        hessian[i][j] = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h * h)
      }
    }
    let observed = fit.covariance(.observed)
    for i in 0..<5 {
      for j in 0..<5 {
        let product = (0..<5).reduce(0) { $0 + hessian[i][$1] * observed[$1][j] } / fit.residualVariance
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-4)
      }
    }
    let ratio =
      fit.potency(of: 1, information: .observed).standardError
      / fit.potency(of: 1, information: .expected).standardError
    #expect(ratio != 1 && abs(ratio - 1) < 0.3)
  }

  /// Coverage at 95 %, 800 plates: a band of 3.29 Monte Carlo errors is 2.5 points wide on either side.
  @Test func `delta and profile intervals cover the true potency`() throws {
    var random = SplitMix(seed: 17)
    var (delta, fieller, profile) = (0, 0, 0)
    let (count, truth) = (800, 1.3)
    for _ in 0..<count {
      let data = try Plate(&random, potency: truth).data()
      let fit = try data.parallelFit().get()
      let potency = fit.potency(of: 1, information: .expected)
      func covers(_ set: ConfidenceSet) -> Int {
        guard case .bounded(let lower?, let upper?) = set else { return 0 }
        return lower <= truth && truth <= upper ? 1 : 0
      }
      delta += covers(potency.confidenceSet(level: 0.95, method: .deltaOnLn))
      fieller += covers(potency.confidenceSet(level: 0.95, method: .fieller))
      profile += covers(try data.potencyProfile(of: 1, from: fit, level: 0.95))
    }
    for covered in [delta, fieller, profile] { #expect(abs(Double(covered) / Double(count) - 0.95) < 0.026) }
  }

  /// At the ends of the interval the squares have risen by F(1, N - p) times the residual variance.
  @Test func `profile limits are where the constrained squares say`() throws {
    var random = SplitMix(seed: 18)
    let plate = Plate(&random, potency: 1.3)
    let data = try plate.data()
    let fit = try data.parallelFit().get()
    let set = try data.potencyProfile(of: 1, from: fit, level: 0.95)
    let t = StudentT(degreesOfFreedom: Double(fit.degreesOfFreedom)).upperQuantile(0.025)
    for limit in [try #require(set.lower), try #require(set.upper)] {
      // One curve through both, the test's doses multiplied by the potency.
      let merged = try CurveData(
        reference: CurvePreparation(
          name: "both", doses: plate.doses + plate.doses.map { $0 * limit }, responses: plate.reference + plate.test),
        settings: CurveSettings(model: .fourParameter, zeroDose: .refuse))
      let rss = try merged.freeFit(of: 0).get().residualSumOfSquares
      #expect(agree(rss, fit.residualSumOfSquares + t * t * fit.residualVariance, digits: 9))
    }
  }

  @Test func `a profile that excludes no great potency is open on that side`() throws {
    // The test has hardly begun to respond: any weaker preparation fits its readings as well.
    let doses: [Double] = [1, 2, 4, 8, 16, 32, 64, 128]
    let reference = [0.1, 0.16, 0.35, 0.7, 1.3, 1.7, 1.92, 1.96]
    let test = [0.05, 0.08, 0.1, 0.04, 0.06, 0.11, 0.09, 0.12]
    let plate = Plate(doses: doses, reference: reference, test: test)
    let data = try plate.data()
    guard case .converged(let fit) = data.parallelFit() else {
      Issue.record("the parallel curves have a minimum")
      return
    }
    let set = try data.potencyProfile(of: 1, from: fit, level: 0.95)
    #expect(set.lower == nil)
    #expect(try #require(set.upper) < 0.1)
  }

  @Test func `each of several test preparations has its own profile`() throws {
    let set = try #require(Golden.curves.sets.first { $0.id == "f2-3curves" })
    let data = try set.data()
    let fit = try data.parallelFit().get()
    for test in 1...2 {
      let profile = try data.potencyProfile(of: test, from: fit, level: 0.95)
      let delta = fit.potency(of: test, information: .expected).confidenceSet(level: 0.95, method: .deltaOnLn)
      // Precise curves are nearly straight over so short a way.
      #expect(agree(try #require(profile.lower), try #require(delta.lower), digits: 3))
      #expect(agree(try #require(profile.upper), try #require(delta.upper), digits: 3))
    }
  }

  @Test func `fits on many threads are the same to the bit`() async throws {
    var random = SplitMix(seed: 19)
    let plates = (0..<64).map { _ in Plate(&random, potency: 1.1) }
    let serial = try plates.map { try $0.data().parallelFit() }
    let parallel = try await withThrowingTaskGroup(of: (Int, FitOutcome<SigmoidFit>).self) { group in
      for (i, plate) in plates.enumerated() { group.addTask { (i, try plate.data().parallelFit()) } }
      var found = serial
      for try await (i, fit) in group { found[i] = fit }
      return found
    }
    #expect(parallel == serial)
  }
}
