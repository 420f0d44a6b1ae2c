import AssayData
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// Analyses of tables as values.
struct StudyTests {
  static func study(
    _ text: String, factors: [String], by: String? = nil, method: VarianceComponents.Method = .anova,
    arrangement: RandomArrangement = .nested, scale: AnalysisScale = .linear, truncated: Bool = false,
    target: PrecisionRequest.Target? = nil
  ) throws -> PrecisionOfTable {
    let table = try PlainTable(
      reading: Array(text.utf8), name: "t.csv", .init(values: ["y"], labels: factors + [by].compactMap { $0 }))
    return try PrecisionOfTable(
      table,
      PrecisionRequest(
        value: "y", factors: factors, by: by, arrangement: arrangement, method: method, scale: scale,
        truncated: truncated, target: target))
  }

  @Test(arguments: [VarianceComponents.Method.anova, .reml])
  func `both engines give the same sums of squares, components and bounds`(method: VarianceComponents.Method) throws {
    for text in [Self.byHand, Self.byHand.replacing("A,1,10\n", with: "A,1,10\nA,1,11\nA,1,13\n")] {
      let analysis = try Self.whole(Self.study(text, factors: ["lab", "day"], method: method))
      #expect(analysis.crossChecks.count >= 8)
      #expect(!analysis.crossChecks.contains { $0.disagrees }, "\(analysis.crossChecks)")
      let without = analysis.crossChecks.filter { $0.isNotCrossChecked }.map { $0.name }
      // Lower bounds of a component between groups are quantiles of the generalized pivotal quantity; profiles have no route.
      #expect(without.allSatisfy { $0.hasSuffix("lower") || $0.hasSuffix("interval") }, "\(without)")
    }
  }

  static func whole(_ study: PrecisionOfTable) throws -> PrecisionAnalysis { try study.whole.outcome.get() }

  /// Laboratory, day and result of two laboratories with three days of two results; by hand: group means
  /// A 11, 13, 15 and B 21, 25, 23, so MS(lab) = 12/2 × 2 × 25 = 300, MS(day) = 2 × (8 + 8)/4 = 8, MS(residual) = 2.
  static let byHand = """
    lab,day,y
    A,1,10
    A,1,12
    A,2,12
    A,2,14
    A,3,14
    A,3,16
    B,1,20
    B,1,22
    B,2,24
    B,2,26
    B,3,22
    B,3,24

    """

  @Test(arguments: [VarianceComponents.Method.anova, .reml])
  func `components and sums agree with those worked by hand`(method: VarianceComponents.Method) throws {
    let analysis = try Self.whole(Self.study(Self.byHand, factors: ["lab", "day"], method: method))
    // (300 - 8)/6, (8 - 2)/2 and 2.
    let expected = [292.0 / 6, 3, 2]
    for (component, value) in zip(analysis.components, expected) {
      #expect(agree(component.variance, value, digits: 9))
    }
    #expect(analysis.components.map(\.name) == ["lab", "day", "residual"])
    #expect(agree(analysis.residual.variance, 2, digits: 9))
    #expect(agree(analysis.withinLaboratory.variance, 5, digits: 9))
    #expect(agree(try #require(analysis.reproducibility).variance, 5 + 292.0 / 6, digits: 9))
    #expect(agree(try #require(analysis.mean), 18, digits: 9))
    #expect(analysis.isBalanced && analysis.levels == [2, 6])
    // Var = 3/k + 2/(n k), without the laboratory.
    let plan = try #require(analysis.replication)
    for format in plan.formats {
      let (k, n) = (Double(format.runs), Double(format.replicates))
      #expect(agree(format.quantity.variance, 3 / k + 2 / (n * k), digits: 9))
    }
    #expect(analysis.withinLaboratory.interval?.method == .modifiedLargeSample)
    #expect(analysis.residual.interval?.method == .chiSquare)
  }

  @Test func `the cheapest format has fewest results, then fewest runs`() throws {
    let target = PrecisionRequest.Target.standardDeviation(ExactDecimal(2))
    let plan = try #require(
      try Self.whole(Self.study(Self.byHand, factors: ["lab", "day"], target: target)).replication)
    // 3/1 + 2/n is 4 at n = 2, which is 2 × 2; 1.5 + 1 at k = 2 with one result costs as much and takes more runs.
    let cheapest = try #require(plan.cheapest)
    #expect(cheapest.runs == 1 && cheapest.replicates == 2 && cheapest.results == 2)
    #expect(plan.cheapestByUpperBound.map { $0.results > 2 } ?? true)
    #expect(plan.formats.filter { $0.upperMeetsTarget == true }.allSatisfy { $0.meetsTarget == true })
    let percent = PrecisionRequest.Target.percent(ExactDecimal(significand: 1, exponent: -1))
    let none = try Self.whole(Self.study(Self.byHand, factors: ["lab", "day"], target: percent)).replication
    #expect(none?.cheapest == nil && none?.target.map { agree($0, 0.018, digits: 9) } == true)
  }

  @Test func `a first factor of another name is part of intermediate precision`() throws {
    let text = Self.byHand.replacing("lab", with: "analyst")
    let analysis = try Self.whole(Self.study(text, factors: ["analyst", "day"]))
    #expect(analysis.reproducibility == nil)
    #expect(agree(analysis.withinLaboratory.variance, 5 + 292.0 / 6, digits: 12))
    #expect(analysis.remarks.contains { $0.words.contains("not called lab") })
  }

  @Test(arguments: ["lab", "Laboratory", "SITE", "Sites", "lab_"])
  func `a laboratory is known by its name`(name: String) {
    #expect(PrecisionRequest(value: "y", factors: [name, "day"]).hasLaboratory)
  }

  /// Means 10.03 of every run: the variance between runs is (0 - s²)/3.
  static let negative = "run,y\n" + (0..<4).map { "\($0),9\n\($0),10\n\($0),11.09\n" }.joined()

  @Test func `a negative estimate is shown, and set to zero only on request`() throws {
    let kept = try Self.whole(Self.study(Self.negative, factors: ["run"]))
    let residual = kept.residual.variance
    #expect(kept.components[0].standing == .negative && agree(kept.components[0].variance, -residual / 3, digits: 12))
    #expect(agree(kept.total.variance, residual * 2 / 3, digits: 12) && kept.components[0].interval == nil)
    #expect(kept.remarks.contains { $0.words.contains("estimated as negative: run; shown as estimated") })
    #expect(kept.remarks.contains { $0.words.contains("below zero altogether") })
    let set = try Self.whole(Self.study(Self.negative, factors: ["run"], truncated: true))
    #expect(set.components[0].standing == .setToZero && set.components[0].variance == 0)
    #expect(set.total.variance == residual)
    #expect(set.remarks.contains { $0.words.contains("set to zero, as asked for: run") })
    let reml = try Self.whole(Self.study(Self.negative, factors: ["run"], method: .reml))
    #expect(reml.components[0].standing == .atZero && reml.components[0].variance == 0)
    // Formats count a negative component as zero and give no interval.
    let plan = try #require(kept.replication)
    #expect(plan.formats.allSatisfy { $0.quantity.variance > 0 && $0.quantity.interval == nil })
  }

  @Test func `the order of rows and the names of levels change no bit`() throws {
    let lines = Self.byHand.split(whereSeparator: \.isNewline).map(String.init)
    let turned = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
    let renamed = Self.byHand.replacing("A,", with: "Basel,").replacing("B,", with: "A,")
    for method in VarianceComponents.Method.allCases {
      let first = try Self.whole(Self.study(Self.byHand, factors: ["lab", "day"], method: method))
      for text in [turned, renamed] {
        let other = try Self.whole(Self.study(text, factors: ["lab", "day"], method: method))
        #expect(first.components == other.components && first.total == other.total, "\(method)")
      }
    }
  }

  @Test func `an offset of a hundred million costs no digit`() throws {
    let shifted = Self.byHand.split(whereSeparator: \.isNewline).enumerated().map { index, line in
      let fields = line.split(separator: ",")
      return index == 0 ? String(line) : "\(fields[0]),\(fields[1]),1000000\(fields[2]).0"
    }.joined(separator: "\n")
    let plain = try Self.whole(Self.study(Self.byHand, factors: ["lab", "day"]))
    let moved = try Self.whole(Self.study(shifted + "\n", factors: ["lab", "day"]))
    #expect(plain.components.map(\.variance) == moved.components.map(\.variance))
  }

  @Test func `on the log scale both percentages are given and a factor changes nothing`() throws {
    let analysis = try Self.whole(Self.study(Self.byHand, factors: ["lab", "day"], scale: .log))
    let doubled =
      Self.byHand.split(whereSeparator: \.isNewline).enumerated().map { index, line in
        let fields = line.split(separator: ",")
        return index == 0 ? String(line) : "\(fields[0]),\(fields[1]),\((Int(fields[2]) ?? 0) * 2)"
      }.joined(separator: "\n") + "\n"
    let other = try Self.whole(Self.study(doubled, factors: ["lab", "day"], scale: .log))
    for (a, b) in zip(analysis.components, other.components) { #expect(agree(a.variance, b.variance, digits: 11)) }
    let percent = try #require(analysis.residual.percent)
    let s = analysis.residual.standardDeviation
    #expect(agree(percent.estimate, GeometricVariation.percentGCV(s), digits: 14))
    let ends = try #require(percent.interval)
    #expect(ends.lower < percent.estimate && percent.estimate < ends.upper)
    // By hand: exp(0.1) - 1 and sqrt(exp(0.01) - 1).
    #expect(agree(GeometricVariation.percentGCV(0.1), 10.517091807564763, digits: 14))
    #expect(agree(GeometricVariation.percentLogNormalCV(0.1), 10.02505216154413, digits: 13))
    #expect(agree(GeometricVariation.standardDeviation(percentGCV: 10.517091807564763), 0.1, digits: 14))
  }

  /// Two samples that differ in level and share the runs.
  static let samples: String = {
    var text = "sample,run,y\n"
    let noise = [0.3, -0.1, 0.2, -0.4, 0.15, 0.05, -0.25, 0.35, -0.3, 0.1, -0.05, 0.25]
    var index = 0
    for sample in 0..<2 {
      for run in 0..<6 {
        for _ in 0..<2 {
          text += "S\(sample),\(run),\(50 + 50 * sample + (run * 5 % 7)).\(Int((noise[index % 12] + 0.5) * 100) + 10)\n"
          index += 5
        }
      }
    }
    return text
  }()

  @Test func `levels are analysed alone and pooled with means of their own`() throws {
    let study = try Self.study(Self.samples, factors: ["run"], by: "sample")
    #expect(study.parts.map(\.name) == ["S0", "S1"] && study.parts.allSatisfy { $0.count == 12 })
    let pooled = try Self.whole(study)
    // A difference of 50 between the samples is no part of any component.
    #expect(pooled.total.variance < 50 && pooled.mean == nil && pooled.residual.percent == nil)
    for (part, lines) in zip(study.parts, ["S0", "S1"]) {
      let alone = Self.samples.split(whereSeparator: \.isNewline).filter {
        $0.hasPrefix("sample") || $0.hasPrefix(lines)
      }
      .joined(separator: "\n")
      let single = try Self.whole(Self.study(alone + "\n", factors: ["run"]))
      let found = try part.outcome.get()
      for (a, b) in zip(found.components, single.components) { #expect(agree(a.variance, b.variance, digits: 11)) }
      #expect(agree(try #require(found.mean), try #require(single.mean), digits: 14))
    }
    #expect(study.compared == "sample" && study.homogeneity.count == 6)
    #expect(study.homogeneity.allSatisfy { if case .success = $0.outcome { true } else { false } })
    #expect(pooled.remarks.contains { $0.words.contains("a run holds several levels of sample") })
  }

  @Test func `a level that cannot be analysed says why and the others are`() throws {
    let text = Self.samples + "S2,1,70.1\nS2,2,70.2\n"
    let study = try Self.study(text, factors: ["run"], by: "sample")
    guard case .failure(let obstacle) = study.parts[2].outcome else {
      Issue.record("two rows of one run each gave an answer")
      return
    }
    #expect(obstacle.code == "E_NO_REPLICATES")
    #expect(throws: Never.self) { try study.parts[0].outcome.get() }
  }

  @Test func `without groups of three the tests of deviations say so`() throws {
    let study = try Self.study(
      "lab,day,y\nA,1,1\nA,1,2\nA,2,1.5\nA,2,3\nB,1,1\nB,1,1.2\nB,2,4\nB,2,1\n", factors: ["lab", "day"])
    let levene = try #require(study.homogeneity.first { $0.kind == .levene })
    guard case .failure(let error) = levene.outcome else {
      Issue.record("two means a laboratory gave \(levene.outcome)")
      return
    }
    #expect(error == .tooFewValues(needed: 3))
  }

  @Test func `crossed factors are not nested`() throws {
    var text = "analyst,instrument,y\n"
    for a in 0..<4 {
      for i in 0..<3 {
        for r in 0..<2 { text += "a\(a),i\(i),\(100 + a * a + 3 * i).\((a * 7 + i * 5 + r * 4) % 10)\n" }
      }
    }
    let study = try Self.study(text, factors: ["analyst", "instrument"], arrangement: .asCoded)
    let analysis = try Self.whole(study)
    #expect(analysis.levels == [4, 3] && analysis.isBalanced)
    // Analysts 100, 101, 104, 109 and instruments 0, 3, 6: variances about 16 and 9.
    #expect(analysis.components[0].variance > 12 && analysis.components[1].variance > 7)
    #expect(analysis.residual.variance < 0.2)
  }

  /// Mean squares by hand: runs 0.25 with 2 df (means 5.75, 6.25, 6), within 13.5/9 with 9 df; so the variance
  /// between runs is below zero and REML's is zero. Total = MS(run)/4 + 3/4 MS(within); ends by SciPy from the formulas of
  /// Graybill and Wang above, Ting and others below.
  static let belowZero = "run,y\na,5\na,7\na,4\na,7\nb,6\nb,8\nb,5\nb,6\nc,6\nc,7\nc,5\nc,6\n"

  @Test func `a balanced design keeps the interval on mean squares where a component is estimated as zero`() throws {
    let reml = try Self.whole(Self.study(Self.belowZero, factors: ["run"], method: .reml))
    let anova = try Self.whole(Self.study(Self.belowZero, factors: ["run"]))
    #expect(reml.components[0].standing == .atZero)
    let interval = try #require(reml.total.interval)
    #expect(interval.method == .modifiedLargeSample && interval == anova.total.interval)
    #expect(agree(interval.lower, 0.575466059452, digits: 9) && agree(interval.upper, 4.748004190612, digits: 9))
    // Satterthwaite's and the profile stand beside it.
    #expect(reml.total.intervals.map(\.method) == [.modifiedLargeSample, .satterthwaite, .profile])
  }

  @Test func `repeatability is not said of a residual that holds an interaction`() throws {
    let crossed = "analyst,day,y\na,1,5\na,1,6\na,2,8\na,2,7\nb,1,6\nb,1,8\nb,2,8\nb,2,11\n"
    let additive = try Self.whole(
      Self.study(crossed, factors: ["analyst", "day"], method: .reml, arrangement: .asCoded))
    #expect(!additive.residualIsRepeatability && additive.residual.name == "residual with interaction")
    #expect(additive.remarks.contains { $0.words.contains("analyst and day cross and no interaction is estimated") })
    let nested = try Self.whole(Self.study(crossed, factors: ["analyst", "day"], method: .reml))
    #expect(nested.residualIsRepeatability && nested.residual.name == "repeatability")
    // Samples that share the runs leave run by sample in the residual.
    let shared =
      "run,sample,y\n" + "abc".map { run in "\(run),S,\(run.asciiValue ?? 0)\n\(run),T,9\n\(run),T,7\n" }.joined()
    let pooled = try Self.whole(Self.study(shared, factors: ["run"], by: "sample", method: .reml))
    #expect(!pooled.residualIsRepeatability)
  }

  @Test(
    arguments: [
      (["day"], "precision over day alone"), (["lab", "Tag"], "precision over Tag alone"), (["lab", "analyst"], nil),
      (["run"], "intermediate precision"), (["day", "run"], "intermediate precision"),
      (["lab", "analyst", "day"], "intermediate precision"),
    ] as [([String], String?)])
  func `intermediate precision is not said where one condition alone varied`(factors: [String], name: String?) throws {
    let request = PrecisionRequest(value: "y", factors: factors)
    #expect((request.onlyCondition == nil) == (name == "intermediate precision"))
    let text =
      (factors + ["y"]).joined(separator: ",") + "\n"
      + (0..<16).map { row in
        (factors.indices.map { "\(row >> (factors.count - $0))" } + ["\(row * row % 7)"]).joined(separator: ",") + "\n"
      }.joined()
    let analysis = try Self.whole(Self.study(text, factors: factors))
    #expect(analysis.withinLaboratory.name == name ?? "precision over analyst alone")
  }
}
