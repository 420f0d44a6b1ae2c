internal import Statistics

/// 2,000 plates of 32 wells, reference and test at eight doses in duplicate: both free fits, the parallel fit, the F test of
/// parallelism and Fieller's interval of the potency. `Benchmarks/curves.c` does the same in C on GSL.
enum CurveTimes {
  private static let count = 2_000

  private struct Plate {
    let doses: [Double]
    let responses: [Double]
    let isTest: [Bool]
  }

  /// Seeded, and the same at each call: a linear congruence, sums of twelve for normal deviates.
  private static var plates: [Plate] {
    var state: UInt64 = 20_260_101
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
    return (0..<count).map { _ in
      let (ec50, potency) = (10 * (1 + 0.2 * normal().clamped), 1 + 0.2 * normal().clamped)
      var (doses, responses, tests): ([Double], [Double], [Bool]) = ([], [], [])
      for isTest in [false, true] {
        for step in 0..<8 {
          for _ in 0..<2 {
            let dose = 200 / Double(1 << step)
            let x = dose * (isTest ? potency : 1) / ec50
            doses.append(dose)
            // x to the 1.25, by square roots alone.
            let power = x * x.squareRoot().squareRoot()
            responses.append(0.1 + 2 * power / (1 + power) + 0.04 * normal())
            tests.append(isTest)
          }
        }
      }
      return Plate(doses: doses, responses: responses, isTest: tests)
    }
  }

  /// The plates as `curves.c` reads them: plate, 0 or 1, dose, response.
  static func printPlates() {
    var text = ""
    for (index, plate) in plates.enumerated() {
      for well in plate.doses.indices {
        text += "\(index) \(plate.isTest[well] ? 1 : 0) \(plate.doses[well]) \(plate.responses[well])\n"
      }
    }
    print(text, terminator: "")
  }

  static func printTimes() throws {
    let plates = plates
    for _ in 0..<3 {
      let clock = ContinuousClock()
      var (sum, failed) = (0.0, 0)
      let elapsed = try clock.measure {
        for plate in plates {
          do {
            sum += try figure(plate)
          } catch is CurveError {
            failed += 1
          }
        }
      }
      let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
      print("Swift  2000 plates  \(seconds) s  sum \(sum)  without a fit \(failed)")
    }
  }

  /// Potency, both limits and the F of parallelism, and its p, so that nothing is computed for nothing.
  private static func figure(_ plate: Plate) throws -> Double {
    func preparation(_ name: String, _ isTest: Bool) -> CurvePreparation {
      let wells = plate.doses.indices.filter { plate.isTest[$0] == isTest }
      return CurvePreparation(
        name: name, doses: wells.map { plate.doses[$0] }, responses: wells.map { plate.responses[$0] })
    }
    let data = try CurveData(
      reference: preparation("S", false), tests: [preparation("T", true)],
      settings: CurveSettings(model: .fourParameter, zeroDose: .refuse))
    let free = data.freeFits()
    let parallel = data.parallelFit(startingFrom: free)
    guard case .converged(let fit) = parallel else { return 0 }
    let test = try CurveComparison(free: free, parallel: parallel, of: data).parallelismTest()
    let potency = fit.potency(of: 1, information: .expected)
    let set = potency.confidenceSet(level: 0.95, method: .fieller)
    return potency.estimate + (set.lower ?? 0) + (set.upper ?? 0) + test.statistic + test.pValue
  }
}

extension Double {
  /// Within three of zero, so that no plate lies outside of its doses.
  fileprivate var clamped: Double { Swift.min(3, Swift.max(-3, self)) }
}
