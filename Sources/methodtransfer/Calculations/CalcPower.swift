internal import Notation
internal import Statistics
internal import Transfer

extension CalcFunction {
  private static let comparison = [
    "design", "n", "n1", "n2", "sd", "sd1", "sd2", "cv", "cv1", "cv2", "variances", "scale", "diff", "ratio",
    "direction",
    "lower", "upper",
  ]

  static let powers: [CalcFunction] = [
    CalcFunction(
      "tost_power",
      "The exact chance to pass. design=two-group (as where not said; n or n1 and n2), one-group or paired (n); "
        + "variances=pooled (sd) or welch (sd1 and sd2); diff is the true difference. scale=log takes ratio, cv (such as "
        + "20%) and limits as ratios. direction=lower or upper tests one limit alone.",
      required: ["alpha"], optional: comparison, example: "n1=6 n2=6 diff=0.5 sd=1 lower=-2 upper=2 alpha=0.05"
    ) { (a: CalcArguments) throws(CalcFault) -> Answer in
      let question = try a.comparison()
      let (plan, alpha) = (try a.plan(question), try a.alpha())
      let check = question.passing(plan, alpha, "value")
      return Answer(value: check.first, checks: [check])
    },
    CalcFunction(
      "tost_fail", "The exact chance to fail: the interval lies wholly beyond a limit. Arguments as for tost_power.",
      required: ["alpha"], optional: comparison, example: "n1=6 n2=6 diff=3 sd=1 lower=-2 upper=2 alpha=0.05"
    ) { (a: CalcArguments) throws(CalcFault) -> (first: Double, second: SecondValue?) in
      let question = try a.comparison()
      let (plan, alpha) = (try a.plan(question), try a.alpha())
      return (
        plan.chanceOfFailing(truth: question.truth, zone: question.zone, alpha: alpha),
        SecondEngine.Power.chance(
          of: plan, truth: question.truth, zone: question.zone, alpha: alpha, fails: true)
      )
    },
    CalcFunction(
      "tost_n",
      "The smallest number of units (in each group, or in the smaller) that passes with a chance of at least power. As "
        + "tost_power, without n; allocation is the units of group 1 to one of group 2.",
      required: ["alpha", "power"],
      optional: comparison.filter { !["n", "n1", "n2"].contains($0) } + ["allocation"],
      example: "diff=-4 sd=18 lower=-19.2 upper=19.2 alpha=0.05 power=0.8"
    ) { (a: CalcArguments) throws(CalcFault) -> Answer in try a.smallestStudy() },
    CalcFunction(
      "sd_power", "The chance that the upper 1 - alpha bound of an SD lies below limit, at the true value sd.",
      required: ["sd", "limit", "df", "alpha"], example: "sd=1 limit=2 df=9 alpha=0.05"
    ) { (a: CalcArguments) throws(CalcFault) -> Answer in
      let theory = TheoryChance.bound(
        limitOverTrue: try a.limitOverTrue("sd"), degreesOfFreedom: try a.degreesOfFreedom(), alpha: try a.alpha())
      let check = theory.crossCheck("value")
      return Answer(value: check.first, checks: [check])
    },
    CalcFunction(
      "sd_n", "The smallest number of results, n - 1 degrees of freedom, at which sd_power reaches power.",
      required: ["sd", "limit", "alpha", "power"], example: "sd=1 limit=2 alpha=0.05 power=0.8"
    ) { (a: CalcArguments) throws(CalcFault) -> Answer in
      let (ratio, alpha) = (try a.limitOverTrue("sd"), try a.alpha())
      let n = PrecisionPower.smallest(
        limitOverTrue: ratio, alpha: alpha, target: try a.probability("power"),
        limit: 10_000_000)
      guard let n else { throw CalcFault("no number of results reaches it: sd does not lie below limit") }
      return Answer(
        value: Double(n),
        checks: [n, n - 1].filter { $0 > 1 }.map { n in
          TheoryChance.bound(limitOverTrue: ratio, degreesOfFreedom: Double(n - 1), alpha: alpha)
            .crossCheck("chance with \(n)")
        })
    },
    CalcFunction(
      "sd_ratio_power",
      "The chance that the upper 1 - alpha bound of a ratio of SDs, receiving over sending, lies below limit, at the true "
        + "value ratio; df1 of the receiving SD, df2 of the sending one.",
      required: ["ratio", "limit", "df1", "df2", "alpha"], example: "ratio=1 limit=2 df1=19 df2=19 alpha=0.05"
    ) { (a: CalcArguments) throws(CalcFault) -> Answer in
      let theory = TheoryChance.ratioBound(
        limitOverTrue: try a.limitOverTrue("ratio"), test: try a.degreesOfFreedom("df1"),
        reference: try a.degreesOfFreedom("df2"), alpha: try a.alpha())
      let check = theory.crossCheck("value")
      return Answer(value: check.first, checks: [check])
    },
    CalcFunction(
      "sd_ratio_n", "The smallest number of results a laboratory at which sd_ratio_power reaches power.",
      required: ["ratio", "limit", "alpha", "power"], example: "ratio=1 limit=2 alpha=0.05 power=0.8"
    ) { (a: CalcArguments) throws(CalcFault) -> Answer in
      let (ratio, alpha) = (try a.limitOverTrue("ratio"), try a.alpha())
      let n = PrecisionPower.smallestForRatio(
        limitOverTrue: ratio, alpha: alpha, target: try a.probability("power"),
        limit: 10_000_000)
      guard let n else { throw CalcFault("no number of results reaches it: ratio does not lie below limit") }
      return Answer(
        value: Double(n),
        checks: [n, n - 1].filter { $0 > 1 }.map { n in
          let v = Double(n - 1)
          return TheoryChance.ratioBound(limitOverTrue: ratio, test: v, reference: v, alpha: alpha)
            .crossCheck("chance with \(n)")
        })
    },
  ]
}

/// What is to be shown, and how units vary, on the analysis scale.
private struct Comparison {
  let spread: PlannedComparison.Spread
  let truth: Double
  let zone: EquivalenceZone

  /// The chance that a plan passes, by both engines.
  func passing(_ plan: PlannedComparison, _ alpha: Double, _ name: String) -> CrossCheck {
    TheoryChance.test(plan, truth: truth, zone: zone, alpha: alpha).crossCheck(name)
  }
}

extension CalcArguments {
  fileprivate func limitOverTrue(_ key: String) throws(CalcFault) -> Double {
    try positive("limit") / (try positive(key))
  }

  fileprivate func comparison() throws(CalcFault) -> Comparison {
    let scale: AnalysisScale = try word("scale", ["linear", "log"]) == "log" ? .log : .linear
    try refuse(
      scale == .log ? ["diff", "sd", "sd1", "sd2"] : ["ratio", "cv", "cv1", "cv2"],
      "goes with scale=\(scale == .log ? "linear" : "log")")
    let truth = scale == .log ? scale.position(of: try positive("ratio")) : try number("diff")
    return Comparison(spread: try spread(scale), truth: truth, zone: try zone(scale))
  }

  private func spread(_ scale: AnalysisScale) throws(CalcFault) -> PlannedComparison.Spread {
    let key = scale == .log ? "cv" : "sd"
    func deviation(_ key: String) throws(CalcFault) -> Double {
      guard scale == .log else { return try positive(key) }
      return GeometricVariation.standardDeviation(percentLogNormalCV: try percentOfVariation(key))
    }
    let design = try word("design", ["two-group", "one-group", "paired"])
    let variances = try word("variances", ["pooled", "welch"])
    guard design == "two-group" else {
      try refuse([key + "1", key + "2", "variances", "n1", "n2", "allocation"], "goes with design=two-group")
      return design == "paired" ? .paired(try deviation(key)) : .oneGroup(try deviation(key))
    }
    guard variances == "welch" else {
      try refuse([key + "1", key + "2"], "goes with variances=welch")
      return .pooled(try deviation(key))
    }
    if has(key) {
      try refuse([key + "1", key + "2"], "and \(key) say the same; give one \(key) or two")
      let both = try deviation(key)
      return .separate(test: both, reference: both)
    }
    return .separate(test: try deviation(key + "1"), reference: try deviation(key + "2"))
  }

  private func zone(_ scale: AnalysisScale) throws(CalcFault) -> EquivalenceZone {
    func limit(_ key: String) throws(CalcFault) -> Double {
      scale == .log ? scale.position(of: try positive(key)) : try number(key, "a limit on the difference")
    }
    switch try word("direction", ["both", "lower", "upper"]) {
    case "lower":
      try refuse(["upper"], "is not tested with direction=lower")
      return .above(try limit("lower"))
    case "upper":
      try refuse(["lower"], "is not tested with direction=upper")
      return .below(try limit("upper"))
    default:
      let (lower, upper) = (try limit("lower"), try limit("upper"))
      do throws(MarginError) {
        return .inside(try Margin(lower: lower, upper: upper))
      } catch {
        throw CalcFault("lower=\(text("lower") ?? "") is not below upper=\(text("upper") ?? "")")
      }
    }
  }

  fileprivate func plan(_ question: Comparison) throws(CalcFault) -> PlannedComparison {
    let n: (Int, Int)
    switch question.spread {
    case .oneGroup, .paired: n = (try count("n", of: "units"), 0)
    case .pooled, .separate:
      if has("n") {
        try refuse(["n1", "n2"], "and n say the same; give n, or n1 and n2")
        let both = try count("n", of: "units in each group")
        n = (both, both)
      } else {
        n = (try count("n1", of: "units of group 1"), try count("n2", of: "units of group 2"))
      }
    }
    do throws(PlanError) {
      return try PlannedComparison(question.spread, test: n.0, reference: n.1)
    } catch {
      throw CalcFault("no test can be made of this plan: \(error)")
    }
  }

  fileprivate func smallestStudy() throws(CalcFault) -> CalcFunction.Answer {
    let question = try comparison()
    let allocation =
      has("allocation") ? try number("allocation", "from 1e-6 to 1e6") { $0 >= 1e-6 && $0 <= 1e6 } : 1
    let (alpha, target) = (try alpha(), try probability("power"))
    guard question.zone.contains(question.truth) else {
      throw CalcFault("no number of units reaches it: the truth does not lie inside what is to be shown")
    }
    let found: PlannedComparison?
    do throws(PlanError) {
      found = try PlannedComparison.smallest(
        question.spread, allocation: allocation, truth: question.truth, zone: question.zone, alpha: alpha,
        target: target)
    } catch {
      throw CalcFault("no test can be made of this plan: \(error)")
    }
    guard let found else { throw CalcFault("more than 10000000 units would be needed") }
    // The plan, and the next smaller one; of unlike groups which one that is is not said here.
    let less =
      allocation == 1
      ? try? PlannedComparison(
        question.spread, test: found.test - 1, reference: max(0, found.reference - 1)) : nil
    let checks = [found, less].compactMap { $0 }.map {
      question.passing($0, alpha, "chance with \($0.total)")
    }
    guard found.reference > 0 else { return CalcFunction.Answer(value: Double(found.test), checks: checks) }
    return CalcFunction.Answer(
      value: Double(min(found.test, found.reference)),
      details: [("n1", found.test), ("n2", found.reference), ("total", found.total)], checks: checks
    )
  }

  private func refuse(_ keys: [String], _ why: String) throws(CalcFault) {
    for key in keys where has(key) { throw CalcFault("\(key) \(why)") }
  }
}
