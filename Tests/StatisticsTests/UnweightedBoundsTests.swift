import TestSupport
import Testing

@testable import Statistics

/// A small study: runs with their analyst and day, and the results of each.
struct UnweightedStudy: Sendable {
  var analysts: [Int]? = nil
  var days: [Int]? = nil
  let runs: [[Double]]

  var values: [Double] { runs.flatMap { $0 } }

  func labels(_ ofRuns: [Int]) -> [Int] { zip(ofRuns, runs).flatMap { label, results in results.map { _ in label } } }

  var layout: UnweightedLayout {
    UnweightedLayout(
      named: [analysts, days].compactMap { $0 }.map { labels($0) }, runs: labels(Array(runs.indices)),
      samples: values.map { _ in 0 })
  }

  func sums(byMatrices: Bool = false) throws -> UnweightedSums {
    try UnweightedSums(layout, byMatrices: byMatrices)
  }

  func bounds(level: Double = 0.95) throws -> (UnweightedBounds, UnweightedSquares) {
    let sums = try sums()
    let weights = sums.layout.sources.map { _ in 1.0 }
    return (
      UnweightedBounds(sums, weights: weights, residualWeight: 1, level: level), try sums.squares(values)
    )
  }

  func these(level: Double = 0.95) throws -> (FixedSourceBounds, UnweightedSquares) {
    let sums = try sums()
    let weights = sums.layout.sources.map { _ in 1.0 }
    return (
      try FixedSourceBounds(sums, source: 0, weights: weights, residualWeight: 1, level: level),
      try sums.squares(values)
    )
  }

  /// Two analysts with four and two runs.
  static let nested = UnweightedStudy(
    analysts: [0, 0, 0, 0, 1, 1],
    runs: [[10.1, 10.4], [9.8, 9.9], [10.6, 10.3], [10.0, 10.2], [11.0, 10.7], [10.5, 10.9]])
  /// Three analysts on three days, the last cell lost.
  static let crossed = UnweightedStudy(
    analysts: [0, 0, 0, 1, 1, 1, 2, 2], days: [0, 1, 2, 0, 1, 2, 0, 1],
    runs: [
      [10.1, 10.4], [9.8, 9.9], [10.6, 10.3], [10.0, 10.2], [9.5, 9.9], [10.5, 10.9], [10.8, 10.6], [10.3, 10.2],
    ])
  /// Two analysts on three days, the last cell lost.
  static let small = UnweightedStudy(
    analysts: [0, 0, 0, 1, 1], days: [0, 1, 2, 0, 1],
    runs: [[10.1, 10.4], [9.8, 9.9], [10.6, 10.3], [10.0, 10.2], [9.7, 9.9]])
  static let uneven = UnweightedStudy(runs: [[10.1, 10.4, 10.3], [9.8, 9.9], [10.6], [10.0]])
  static let fewDuplicates = UnweightedStudy(runs: [[10.1, 10.4], [9.8], [10.6], [10.0], [11.0], [10.5]])
}

/// Worked numbers, found by two implementations apart (numpy with dense pseudoinverses, and C++) from the formulas in
/// `docs/methods.md`, section 3.
struct UnweightedBoundsTests {
  private func print(_ values: [Double], as texts: [String]) -> Bool {
    values.count == texts.count && zip(values, texts).allSatisfy { prints($0, $1) }
  }

  @Test func `two analysts with four and two runs`() throws {
    let (bounds, squares) = try UnweightedStudy.nested.bounds()
    #expect(print(squares.all, as: ["0.187578125", "0.05078125", "0.04"]))
    #expect(squares.degreesOfFreedom == [1, 4] && bounds.sums.degreesOfFreedom == [1, 4])
    #expect(print(bounds.unbiasedCoefficients, as: ["1", "0.625", "0.5"]))
    #expect(prints(bounds.estimate(squares), "0.2393164062"))
    #expect(prints(bounds.upper(squares), "47.7558219665"))
    #expect(prints(bounds.lower(squares), "0.09240394"))
    #expect(prints(width(1, 0.05), "253.3144445506"))
    #expect(prints(width(4, 0.05), "4.6280715266"))
    #expect(prints(width(6, 0.05), "2.6688655732"))
    #expect(bounds.exactDegreesOfFreedom == nil)
  }

  @Test func `three analysts on three days, one cell lost`() throws {
    let (bounds, squares) = try UnweightedStudy.crossed.bounds()
    #expect(print(squares.all, as: ["0.0834027778", "0.1634027778", "0.0180555556", "0.0375"]))
    #expect(bounds.sums.degreesOfFreedom == [2, 2, 3])
    #expect(print(squares.degreesOfFreedom, as: ["1.9992982917", "1.9998171431", "3"]))
    #expect(agree(bounds.sums.expectation(of: 0, part: 2), 5.0 / 12))
    #expect(agree(bounds.sums.expectation(of: 1, part: 2), 5.0 / 12))
    #expect(print(bounds.unbiasedCoefficients, as: ["1", "1", "0.1666666667", "0.5"]))
    #expect(
      print(
        bounds.sums.components(squares.values, residual: squares.residual), as: ["0.0755902778", "0.1555902778", "0"]))
    #expect(prints(bounds.estimate(squares), "0.2685648148"))
    #expect(prints(bounds.upper(squares), "3.6632991"))
    #expect(prints(bounds.lower(squares), "0.13613105"))
  }

  @Test func `two analysts on three days, one cell lost, with a negative coefficient`() throws {
    let (bounds, squares) = try UnweightedStudy.small.bounds()
    #expect(print(squares.all, as: ["0.005", "0.0839583333", "0.0025", "0.027"]))
    #expect(bounds.sums.degreesOfFreedom == [1, 2, 1])
    #expect(prints(squares.degreesOfFreedom[1], "1.9967733734"))
    #expect(print(bounds.unbiasedCoefficients, as: ["1", "1", "-0.25", "0.5"]))
    #expect(prints(bounds.upper(squares), "2.1119991"))
    #expect(print(bounds.coefficients.shrunk, as: ["0.8", "0.8", "0", "0.5"]))
    #expect(prints(bounds.lower(squares), "0.03681682"))
  }

  @Test func `runs of unequal replicates`() throws {
    let (bounds, squares) = try UnweightedStudy.uneven.bounds()
    #expect(print(squares.all, as: ["0.1084027778", "0.0172222222"]))
    #expect(print(bounds.unbiasedCoefficients, as: ["1", "0.2916666667"]))
    #expect(print(squares.degreesOfFreedom, as: ["2.9955369816"]))
    #expect(prints(bounds.upper(squares), "0.9324652"))
    #expect(prints(bounds.lower(squares), "0.04518676"))
  }

  @Test func `one duplicate among six runs is left out of the upper bound`() throws {
    let (bounds, squares) = try UnweightedStudy.fewDuplicates.bounds()
    #expect(print(squares.values, as: ["0.18841667"]))
    #expect(agree(bounds.sums.residualExpectation(of: 0), 11.0 / 12))
    #expect(prints(bounds.upper(squares), "0.92820861"))
    #expect(bounds.leavesResidualOut)
    // Half of the runs replicated: each result counts.
    let half = UnweightedStudy(runs: [[10.1, 10.4], [9.8, 9.9], [10.6], [10.0]])
    #expect(try !half.bounds().0.leavesResidualOut)
  }

  @Test func `ratios are bounded at 1 less 0.9 alpha where a laboratory has three sums of squares`() throws {
    func ratio(_ r: UnweightedStudy, _ s: UnweightedStudy) throws -> (UnweightedRatioBounds, Double, Double) {
      let ((above, a), (below, b)) = (try r.bounds(), try s.bounds())
      let ratio = UnweightedRatioBounds(test: above, reference: below, alpha: 0.05)
      return (ratio, ratio.upper(test: a, reference: b), ratio.lower(test: a, reference: b))
    }
    let (first, upper, _) = try ratio(.nested, .crossed)
    #expect(first.isTightened && agree(first.level, 0.955, digits: 14))
    #expect(prints(upper, "161.0221529"))
    #expect(prints(try ratio(.crossed, .small).1, "39.8309297"))
    // The lower bound is one over the upper bound the other way round.
    #expect(agree(try ratio(.crossed, .nested).2, 1 / upper))
    let (two, _, _) = try ratio(.uneven, .uneven)
    #expect(!two.isTightened && two.level == 0.95)
  }

  @Test func `these analysts alone`() throws {
    let (nested, a) = try UnweightedStudy.nested.these()
    #expect(print(nested.unbiasedCoefficients, as: ["0.5", "0.8125", "0.5"]))
    #expect(prints(nested.upper(a), "0.43396435"))
    #expect(prints(nested.lower(a), "0.05659073"))
    let (crossed, b) = try UnweightedStudy.crossed.these()
    #expect(prints(crossed.upper(b), "3.26878082"))
    // 0.103864758333 by NumPy and SciPy (`these` of Golden/unweighted.py); the worked example prints it cut to eight digits.
    #expect(prints(crossed.lower(b), "0.10386476"))
    let ratio = FixedSourceRatioBounds(test: nested, reference: crossed)
    #expect(prints(ratio.upper(test: a, reference: b), "2.42321571"))
    #expect(
      agree(
        FixedSourceRatioBounds(test: crossed, reference: nested).lower(test: b, reference: a),
        1 / ratio.upper(test: a, reference: b)))
    // The short way says the same.
    for (bounds, squares) in [(nested, a), (crossed, b)] {
      let upper = bounds.upper(squares)
      #expect(bounds.isUpper(below: upper * (1 + 1e-9), squares))
      #expect(!bounds.isUpper(below: upper * (1 - 1e-9), squares))
    }
  }

  @Test func `these analysts are refused where their runs do not tell them apart`() throws {
    func reason(_ study: UnweightedStudy) throws -> FixedSourceError? {
      let sums = try study.sums()
      let weights = sums.layout.sources.map { _ in 1.0 }
      do throws(FixedSourceError) {
        _ = try FixedSourceBounds(sums, source: 0, weights: weights, residualWeight: 1, level: 0.95)
        return nil
      } catch {
        return error
      }
    }
    // One run an analyst; two analysts with 7 and 2 runs; with 6 and 2.
    #expect(try reason(UnweightedStudy(analysts: [0, 1, 2], runs: [[1, 2], [3, 4], [2, 5]])) == .coincides)
    func uneven(_ many: Int) -> UnweightedStudy {
      let count = many + 2
      return UnweightedStudy(
        analysts: (0..<count).map { $0 < many ? 0 : 1 },
        runs: (0..<count).map { [Double($0 % 3), Double($0 % 4) + 0.5] })
    }
    #expect(try reason(uneven(7)) == .tooUneven)
    #expect(try reason(uneven(6)) == nil)
  }

  /// The table of closed forms in `docs/methods.md`.
  @Test func `closed forms of nested, balanced and crossed layouts are those of the matrices`() throws {
    var random = SplitMix(seed: 12)
    func results(_ counts: [Int]) -> [[Double]] { counts.map { n in (0..<n).map { _ in random.normal() } } }
    let studies = [
      UnweightedStudy(runs: results([3, 1, 2, 2, 5])),
      UnweightedStudy(analysts: [0, 0, 0, 1, 1, 2, 2, 2, 2], runs: results([1, 2, 3, 1, 1, 2, 2, 4, 1])),
      UnweightedStudy(
        analysts: [0, 0, 0, 1, 1, 1, 1, 1], days: [0, 1, 1, 2, 2, 3, 3, 4], runs: results([2, 2, 2, 1, 2, 3, 1, 2])),
    ]
    for study in studies {
      let (closed, matrices) = (try study.sums(), try study.sums(byMatrices: true))
      let (a, b) = (try closed.squares(study.values), try matrices.squares(study.values))
      for (x, y) in zip(a.all + a.degreesOfFreedom, b.all + b.degreesOfFreedom) { #expect(agree(x, y, digits: 10)) }
      #expect(closed.degreesOfFreedom == matrices.degreesOfFreedom)
      for k in closed.layout.sources.indices {
        #expect(agree(closed.residualExpectation(of: k), matrices.residualExpectation(of: k), digits: 10))
        for i in closed.layout.sources.indices {
          #expect(abs(closed.expectation(of: k, part: i) - matrices.expectation(of: k, part: i)) < 1e-10)
        }
      }
    }
    // Runs in analysts: h = mean(1/r), c = 1, 1 - h, 1 - e_AE - (1 - h) e_RE.
    let nested = studies[1]
    let (bounds, _) = try nested.bounds()
    let runs = [[1.0, 2, 3], [1, 1], [2, 2, 4, 1]]
    let h = runs.reduce(0) { $0 + 1 / Double($1.count) } / 3
    let eAE = runs.reduce(0) { $0 + $1.reduce(0) { $0 + 1 / $1 } / Double($1.count * $1.count) } / 3
    let eRE =
      runs.reduce(0) { $0 + (1 - 1 / Double($1.count)) * $1.reduce(0) { $0 + 1 / $1 } } / Double(2 + 1 + 3)
    for (found, expected) in zip(bounds.unbiasedCoefficients, [1, 1 - h, 1 - eAE - (1 - h) * eRE]) {
      #expect(agree(found, expected, digits: 11))
    }
    // Crossed and balanced, a = 2, b = 3, n = 2: S_A = MS_A/(bn) and so on; c = 1, 1, 1 - 1/a - 1/b, 1 - 1/n.
    let crossed = UnweightedStudy(
      analysts: [0, 0, 0, 1, 1, 1], days: [0, 1, 2, 0, 1, 2], runs: results([2, 2, 2, 2, 2, 2]))
    let (balanced, squares) = try crossed.bounds()
    for (found, expected) in zip(balanced.unbiasedCoefficients, [1, 1, 1.0 / 6, 0.5]) {
      #expect(agree(found, expected))
    }
    let m = crossed.runs.map { ($0[0] + $0[1]) / 2 }
    let (rows, grand) = ([(m[0] + m[1] + m[2]) / 3, (m[3] + m[4] + m[5]) / 3], m.reduce(0, +) / 6)
    let columns = (0..<3).map { (m[$0] + m[$0 + 3]) / 2 }
    let sA = rows.reduce(0) { $0 + ($1 - grand) * ($1 - grand) }
    let sD = columns.reduce(0) { $0 + ($1 - grand) * ($1 - grand) } / 2
    let sR =
      m.indices.reduce(0.0) { sum, i in
        let rest = m[i] - rows[i / 3] - columns[i % 3] + grand
        return sum + rest * rest
      } / 2
    for (found, expected) in zip(squares.values, [sA, sD, sR]) { #expect(agree(found, expected, digits: 10)) }
    #expect(squares.degreesOfFreedom == [1, 2, 2])
  }

  @Test func `samples in common runs, with and without a lost cell`() throws {
    var random = SplitMix(seed: 3)
    var runs: [Int] = []
    var samples: [Int] = []
    for run in 0..<4 {
      for sample in 0..<3 {
        runs += [run, run]
        samples += [sample, sample]
      }
    }
    let values = runs.map { _ in random.normal() }
    let layout = UnweightedLayout(named: [], runs: runs, samples: samples)
    #expect(layout.sources.map(\.parts) == [[.run], [.runBySample]])
    let (closed, matrices) = (try UnweightedSums(layout), try UnweightedSums(layout, byMatrices: true))
    #expect(closed.degreesOfFreedom == [3, 6] && closed.areChiSquare && matrices.areChiSquare)
    let (a, b) = (try closed.squares(values), try matrices.squares(values))
    for (x, y) in zip(a.all, b.all) { #expect(agree(x, y, digits: 11)) }
    let bounds = UnweightedBounds(closed, weights: [1, 1], residualWeight: 1, level: 0.95)
    for (found, expected) in zip(bounds.unbiasedCoefficients, [1, 1 - 1.0 / 3, 0.5]) { #expect(agree(found, expected)) }
    // One cell lost: 3, 5 and 11 degrees of freedom, and the bound moves by little.
    let kept = values.indices.filter { !(runs[$0] == 3 && samples[$0] == 2) }
    let lost = UnweightedLayout(named: [], runs: kept.map { runs[$0] }, samples: kept.map { samples[$0] })
    let sums = try UnweightedSums(lost)
    #expect(sums.degreesOfFreedom == [3, 5] && sums.residualDegreesOfFreedom == 11)
    let after = UnweightedBounds(sums, weights: [1, 1], residualWeight: 1, level: 0.95)
    let ratio = after.upper(try sums.squares(kept.map { values[$0] })) / bounds.upper(a)
    #expect(ratio > 0.5 && ratio < 2, "\(ratio)")
  }

  /// Without a column of runs the combination of the sources is the run; sources that split the results alike are one.
  @Test func `what a source is told apart from`() throws {
    let three = [0, 0, 1, 1, 2, 2]
    #expect(
      UnweightedLayout(named: [three], runs: nil, samples: three.map { _ in 0 }).sources.map(\.parts) == [
        [.named(0), .run]
      ])
    let crossed = UnweightedLayout(
      named: [[0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 0, 0, 1, 1]], runs: Array(0..<8),
      samples: [Int](repeating: 0, count: 8))
    #expect(crossed.sources.map(\.parts) == [[.named(0)], [.named(1)], [.combination([0, 1])], [.run]])
    // A run under two analysts.
    let shared = UnweightedLayout(named: [[0, 1, 0, 1, 0, 1]], runs: three, samples: three.map { _ in 0 })
    #expect(shared.sources.map(\.parts) == [[.named(0)], [.run], [.runUnderNamed]])
    #expect(throws: UnweightedError.oneLevel(source: 0)) {
      try UnweightedSums(UnweightedLayout(named: [[0, 0, 0]], runs: [0, 1, 2], samples: [0, 0, 0]))
    }
    // Each run its own sample.
    #expect(throws: UnweightedError.notSeparable(source: 0)) {
      try UnweightedSums(UnweightedLayout(named: [], runs: [0, 0, 1, 1], samples: [0, 0, 1, 1]))
    }
    // Three analysts, five days, one of them shared: the run cannot be told from both together.
    let chain = UnweightedLayout(
      named: [[0, 0, 0, 1, 1, 1, 2], [0, 1, 2, 2, 3, 4, 4]], runs: Array(0..<7), samples: [Int](repeating: 0, count: 7))
    #expect(throws: UnweightedError.notSeparable(source: 2)) { try UnweightedSums(chain) }
  }

  @Test func `a single mean square has the exact chi-square bounds`() throws {
    let study = UnweightedStudy(runs: [[1], [2], [4], [8]])
    let (bounds, squares) = try study.bounds()
    #expect(bounds.exactDegreesOfFreedom == 3)
    let s = squares.values[0]
    #expect(agree(bounds.upper(squares), 3 * s / ChiSquare(degreesOfFreedom: 3).lowerQuantile(0.05)))
    #expect(agree(bounds.lower(squares), 3 * s / ChiSquare(degreesOfFreedom: 3).upperQuantile(0.05)))
  }

  @Test(arguments: [UnweightedStudy.nested, .crossed, .small, .uneven, .fewDuplicates])
  func `order, labels and a shift change nothing, and a power of two its square`(study: UnweightedStudy) throws {
    let (bounds, squares) = try study.bounds()
    let upper = bounds.upper(squares)
    let order = Array(study.runs.indices.reversed())
    let turned = UnweightedStudy(
      analysts: study.analysts.map { a in order.map { 7 - 3 * a[$0] } },
      days: study.days.map { d in order.map { 5 * d[$0] + 1 } }, runs: order.map { study.runs[$0].reversed() })
    #expect(agree(try turned.bounds().0.upper(turned.bounds().1), upper, digits: 11))
    let shifted = UnweightedStudy(
      analysts: study.analysts, days: study.days, runs: study.runs.map { $0.map { $0 + 1024 } })
    #expect(agree(try shifted.bounds().0.upper(shifted.bounds().1), upper, digits: 9))
    let scaled = UnweightedStudy(
      analysts: study.analysts, days: study.days, runs: study.runs.map { $0.map { $0 * 4 } })
    #expect(try scaled.bounds().0.upper(scaled.bounds().1) == 16 * upper)
  }

  /// f(ν) of the design alone: 15.95, 4.42, 2.92, 2.37, 2.09 for one to five degrees of freedom.
  @Test func `what a source with few levels lets the bound reach`() throws {
    for (v, text) in [(1, "15.95"), (2, "4.42"), (3, "2.92"), (4, "2.37"), (5, "2.09"), (7, "1.80"), (11, "1.55")] {
      #expect(prints(UnweightedBounds.factor(degreesOfFreedom: v, level: 0.95), text))
    }
    let (bounds, squares) = try UnweightedStudy.nested.bounds()
    let reach = try #require(bounds.reaches(squares).first)
    #expect(reach.source == 0 && reach.degreesOfFreedom == 1 && bounds.reaches(squares).count == 1)
    #expect(agree(try #require(reach.seen), 0.187578125.squareRoot()))
    #expect(bounds.upper(squares).squareRoot() >= 15.94 * 0.187578125.squareRoot())
  }
}
