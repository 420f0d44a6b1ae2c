import TestSupport
import Testing

@testable import Statistics

/// Of hundreds of runs those of one shape are put together: the likelihood must not notice.
struct MergedTreeTests {
  private struct Study {
    var values: [Double] = []
    var runs: [Int] = []
    var samples: [Int] = []
  }

  /// Runs with one to three results of each of two samples, some without the second.
  private func study(_ runs: Int, residual: Double, _ random: inout SplitMix) -> Study {
    var study = Study()
    for run in 0..<runs {
      let shift = random.normal()
      for sample in 0..<2 where sample == 0 || run % 5 > 0 {
        let cell = 0.3 * random.normal()
        for _ in 0...Int(random.uniform() * 3) {
          study.values.append(100 + 7 * Double(sample) + shift + cell + residual * random.normal())
          study.runs.append(run)
          study.samples.append(sample)
        }
      }
    }
    return study
  }

  private func tree(_ study: Study, hasCells: Bool) throws -> NestedTree {
    let (runs, samples) = (ModelFactor("run", study.runs), ModelFactor("sample", study.samples))
    let fixed = try FixedDesign([FixedTerm(samples)], values: study.values.count)
    let random = try RandomDesign(
      hasCells ? [runs, .interaction(runs, samples)] : [runs], arrangement: .asCoded, fixed: fixed,
      values: study.values.count)
    return NestedTree(random, fixed: fixed, values: study.values.map { ($0 - 103) / 8 })
  }

  @Test(arguments: [(true, 0.5), (false, 0.5), (true, 1e-6)])
  func `value, gradient and both Hessians are those of the whole`(hasCells: Bool, residual: Double) throws {
    var random = SplitMix(seed: 7)
    let whole = try tree(study(300, residual: residual, &random), hasCells: hasCells)
    let merged = try #require(whole.merged)
    #expect(merged.leafMeans.count < whole.leafMeans.count / 2)
    let spreads = [[0.015, 0.001, residual * residual / 64], [0.02, 0, residual * residual / 50]]
    for theta in hasCells ? spreads : spreads.map({ [$0[0], $0[2]] }) {
      for kind in [LikelihoodKind.restricted, .full] {
        let one = try #require(whole.criterion(kind, at: theta))
        let other = try #require(merged.criterion(kind, at: theta))
        #expect((one.value / other.value - 1).magnitude < 1e-10)
        for k in theta.indices {
          // Determinant and form cancel in the gradient: against the root of what is expected of its square, too.
          let scale = max(one.gradient[k].magnitude, one.expectedHessian[k, k].squareRoot())
          #expect((one.gradient[k] - other.gradient[k]).magnitude < 1e-8 * scale, "\(theta) \(k)")
          for l in theta.indices {
            let size = (one.expectedHessian[k, k] * one.expectedHessian[l, l]).squareRoot()
            #expect((one.expectedHessian[k, l] - other.expectedHessian[k, l]).magnitude < 1e-9 * size)
            let observed = (one.observedHessian[k, k] * one.observedHessian[l, l]).magnitude.squareRoot()
            #expect(
              (one.observedHessian[k, l] - other.observedHessian[k, l]).magnitude < 1e-7 * max(size, observed))
          }
        }
      }
      let one = try #require(whole.fixedInformation(at: theta))
      let other = try #require(merged.fixedInformation(at: theta))
      for (a, b) in zip(one.estimates, other.estimates) { #expect((a - b).magnitude < 1e-12) }
      for (a, b) in zip(one.information.elements, other.information.elements) {
        #expect((a - b).magnitude < 1e-10 * (one.information.elements.map(\.magnitude).max() ?? 0))
      }
    }
  }

  /// Which node stands for a shape, and in what order values are added up, is decided by what the nodes hold.
  @Test func `the order of rows and the numbers of runs change no bit of a fit`() throws {
    var random = SplitMix(seed: 9)
    let study = study(120, residual: 0.5, &random)
    func fit(_ rows: [Int], run: (Int) -> Int) throws -> VarianceComponents {
      let runs = ModelFactor("run", rows.map { run(study.runs[$0]) })
      let samples = ModelFactor("sample", rows.map { study.samples[$0] })
      return try VarianceComponents(
        rows.map { study.values[$0] }, random: [runs, .interaction(runs, samples)], fixed: [FixedTerm(samples)])
    }
    let rows = Array(study.values.indices)
    var shuffled = rows
    for i in shuffled.indices.reversed() { shuffled.swapAt(i, Int(random.uniform() * Double(i + 1))) }
    let one = try fit(rows) { $0 }
    let other = try fit(shuffled) { 1_000 - 7 * $0 }
    #expect(one.components.map(\.variance) == other.components.map(\.variance))
    #expect(one.components.allSatisfy { $0.variance > 0 })
  }

  @Test func `few nodes, and nodes that are all of another shape, are left as they are`() throws {
    var random = SplitMix(seed: 8)
    let few = try tree(study(6, residual: 1, &random), hasCells: true)
    #expect(few.merged == nil)
  }
}
