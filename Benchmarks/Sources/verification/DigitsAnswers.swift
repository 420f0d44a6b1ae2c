internal import Foundation
internal import Notation
internal import Statistics

/// Answers the questions that `Benchmarks/digits.py` puts to every program, one a line: a group, a function, its arguments.
///
/// Prints each answer with all its digits, in the order of the questions, and after them for each group the nanoseconds of a call.
struct DigitsAnswers {
  static func print() {
    var groups: [(name: String, questions: [() -> Double])] = []
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 2, let question = question(words[1], Array(words[2...])) else {
        Swift.print("nan")
        continue
      }
      if groups.last?.name != words[0] { groups.append((words[0], [])) }
      groups[groups.count - 1].questions.append(question)
      Swift.print(question())
    }
    for group in groups { Swift.print("time \(group.name) \(time(group.questions))") }
  }

  /// Processor time of a question, the least of five goes over all of a group.
  private static func time(_ questions: [() -> Double]) -> Double {
    func once(_ repeats: Int) -> Double {
      let start = clock()
      for _ in 0..<repeats { for question in questions { sink += question() } }
      return Double(clock() - start) / Double(CLOCKS_PER_SEC)
    }
    var sink = 0.0
    var repeats = 1
    while once(repeats) < 0.02 { repeats *= 2 }
    let least = (0..<5).map { _ in once(repeats) }.min() ?? 0
    // The sum is used, so that no call can be left out.
    return sink == 0.5 ? 0 : least / Double(repeats * questions.count) * 1e9
  }

  private static func question(_ name: String, _ words: [String]) -> (() -> Double)? {
    let a = words.compactMap(Double.init)
    guard a.count == words.count else { return nil }
    switch (name, a.count) {
    case ("sd", 2...): return { (try? Moments(a).standardDeviation) ?? .nan }
    case ("sd_decimals", 2...):
      guard let decimals = try? words.map({ try NumberGrammar.point.read($0) }),
        let pivot = AnalysisScale.pivot(of: decimals)
      else { return nil }
      return {
        (try? Moments(centred: AnalysisScale.linear.centred(decimals, on: pivot), pivot: pivot.double)
          .standardDeviation) ?? .nan
      }
    case ("norm_sf", 1): return { Normal.upperTail(a[0]) }
    case ("norm_isf", 1): return { Normal.upperQuantile(a[0]) }
    case ("owen_t", 2): return { OwenT.value(h: a[0], a: a[1]) }
    case ("tol_k2", 3):
      return { (try? ToleranceFactor(count: Int(a[0]), coverage: a[1], confidence: a[2]).twoSided) ?? .nan }
    case ("tost", 6):
      return {
        EquivalencePower.power(
          truth: a[0], standardError: a[1], degreesOfFreedom: a[2], lower: a[3], upper: a[4], alpha: a[5])
      }
    default: return ofDistribution(name, a)
    }
  }

  private static func ofDistribution(_ name: String, _ a: [Double]) -> (() -> Double)? {
    let parts = name.split(separator: "_")
    guard parts.count == 2 else { return nil }
    switch (parts[0], a.count) {
    case ("t", 2):
      let t = StudentT(degreesOfFreedom: a[1])
      return asked(parts[1], a[0], t.lowerTail, t.upperTail, t.lowerQuantile, t.upperQuantile)
    case ("chi2", 2):
      let x = ChiSquare(degreesOfFreedom: a[1])
      return asked(parts[1], a[0], x.lowerTail, x.upperTail, x.lowerQuantile, x.upperQuantile)
    case ("f", 3):
      let f = FDistribution(a[1], a[2])
      return asked(parts[1], a[0], f.lowerTail, f.upperTail, f.lowerQuantile, f.upperQuantile)
    case ("nct", 3):
      let t = NoncentralT(degreesOfFreedom: a[1], noncentrality: a[2])
      return asked(parts[1], a[0], t.lowerTail, t.upperTail, t.lowerQuantile, t.upperQuantile)
    case ("ncx2", 3):
      let x = NoncentralChiSquare(degreesOfFreedom: a[1], noncentrality: a[2])
      return asked(parts[1], a[0], x.lowerTail, x.upperTail, x.lowerQuantile, x.upperQuantile)
    case ("ncf", 4):
      let f = NoncentralF(a[1], a[2], noncentrality: a[3])
      return asked(parts[1], a[0], f.lowerTail, f.upperTail, f.lowerQuantile, f.upperQuantile)
    case ("srange", 3):
      let q = StudentizedRange(groups: Int(a[1]), degreesOfFreedom: a[2])
      return asked(parts[1], a[0], q.lowerTail, q.upperTail, q.lowerQuantile, q.upperQuantile)
    default: return nil
    }
  }

  private static func asked(
    _ ending: Substring, _ x: Double, _ lower: @escaping (Double) -> Double, _ upper: @escaping (Double) -> Double,
    _ lowerQuantile: @escaping (Double) -> Double, _ upperQuantile: @escaping (Double) -> Double
  ) -> (() -> Double)? {
    switch ending {
    case "cdf": { lower(x) }
    case "sf": { upper(x) }
    case "ppf": { lowerQuantile(x) }
    case "isf": { upperQuantile(x) }
    default: nil
    }
  }
}
