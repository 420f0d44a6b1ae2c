internal import AssayData
internal import Notation
internal import Statistics
public import TransferProtocol

/// Why a finding is not a pass: bias, imprecision or size; and what of the data a verdict hangs on, a pass too.
public struct Diagnosis: Sendable {
  /// The first answer a reader needs.
  public enum Cause: String, Sendable, Hashable {
    /// The laboratories differ, or were observed to, by too much.
    case bias
    /// Results vary more than the limit allows, or than the other laboratory's.
    case imprecision
    /// Too few units for the variability there is.
    case size
    /// Nothing could be computed.
    case notEvaluated
    /// Nothing is amiss: the criterion is met, and what leaving out shows is how firmly.
    case met
  }

  /// The same question with one level of a factor left out.
  public struct LeftOut: Sendable {
    /// `run`, `day`, `analyst`, `sample` or `result`.
    public let factor: String
    public let name: String
    /// `nil` when it was left out at both laboratories.
    public let laboratory: String?
    public let verdict: Verdict
    public let evidence: Evidence?
    public let reason: String
  }

  public let criterion: Criterion
  public let item: Finding.Item
  public let receiving: String
  public let cause: Cause
  /// The cause in one or two sentences without figures.
  public let explanation: String
  public let leftOut: [LeftOut]
  /// The comparison of means with each factor above the unit of replication as the unit, where results name it: `factor`
  /// is "unit", `name` the factor. Analysts and days are not modelled as random, and this shows what it would cost.
  public let otherUnits: [LeftOut]
  /// The one whose absence moves the estimate most; an arithmetical influence, never a cause.
  public let driver: LeftOut?
  /// How many alternatives would have passed.
  public var wouldPass: Int { leftOut.count { $0.verdict == .pass } }
  /// How many could be computed and would not have passed: a pass that hangs on one unit is a fragile one.
  public var wouldNotPass: Int { leftOut.count { $0.evidence != nil && $0.verdict != .pass } }
  /// Why leaving out was not tried, where it was not.
  public let leftOutRemark: String?

  /// Work, in rows, that leaving out may cost for one finding: it keeps a large study from growing with its square.
  private static let budget = 4_000_000

  init(_ finding: Finding, by evaluator: Evaluator, receiver: Int, plan: TransferProtocol) {
    criterion = finding.criterion
    item = finding.item
    receiving = finding.receiving
    (cause, explanation) = Self.cause(of: finding, plan: plan)
    guard finding.evidence != nil else {
      leftOut = []
      otherUnits = []
      driver = nil
      leftOutRemark = nil
      return
    }
    otherUnits = Self.otherUnits(finding, by: evaluator, receiver: receiver)
    // Listing what could be left out costs as much as trying it where every result is a unit.
    guard evaluator.study.rows.count <= Self.budget / 40 else {
      leftOut = []
      driver = nil
      leftOutRemark = "leaving one out of \(evaluator.study.rows.count) results was not tried"
      return
    }
    var candidates: [(factor: String, key: (StudyRow) -> Int32, code: Int32, laboratory: Int32?)] = []
    // A laboratory that has no part in the criterion cannot move it.
    let laboratories = finding.criterion.laboratories(receiver: receiver)
    let rows = evaluator.study.rows.filter { laboratories.contains($0.laboratory) }
    let unit = evaluator.attribute.unitOfReplication
    func add(_ factor: String, _ key: @escaping (StudyRow) -> Int32, byLaboratory: Bool) {
      var seen: Set<[Int32]> = []
      var found: [(String, (StudyRow) -> Int32, Int32, Int32?)] = []
      for row in rows where key(row) >= 0 {
        let laboratory: Int32? = byLaboratory ? row.laboratory : nil
        if seen.insert([laboratory ?? -1, key(row)]).inserted { found.append((factor, key, key(row), laboratory)) }
      }
      // Leaving out the only level of a factor leaves nothing.
      var levels: [Int32?: Int] = [:]
      for candidate in found { levels[candidate.3, default: 0] += 1 }
      candidates += found.filter { levels[$0.3, default: 0] > 1 }
    }
    add(unit.rawValue, { $0.unit }, byLaboratory: unit != .sample)
    if unit != .analyst { add("analyst", { $0.analyst }, byLaboratory: true) }
    if unit != .day { add("day", { $0.day }, byLaboratory: true) }
    if unit != .sample, finding.item == .pooled { add("sample", { $0.sample }, byLaboratory: false) }
    guard candidates.count * max(1, evaluator.study.rows.count) <= Self.budget else {
      leftOut = []
      driver = nil
      leftOutRemark =
        "leaving out each of \(candidates.count) units, analysts, days and samples of \(evaluator.study.rows.count) results was not tried"
      return
    }
    let tried = candidates.map { candidate in
      let kept = evaluator.study.rows.filter {
        !(candidate.key($0) == candidate.code && (candidate.laboratory == nil || $0.laboratory == candidate.laboratory))
      }
      let judgement = evaluator.judge(finding.criterion, finding.item, receiver: receiver, rows: kept)
      let row = rows.first { candidate.key($0) == candidate.code }
      return LeftOut(
        factor: candidate.factor, name: row.map { evaluator.name(candidate.factor, of: $0) } ?? "",
        laboratory: candidate.laboratory.map { evaluator.laboratories[Int($0)] }, verdict: judgement.verdict,
        evidence: judgement.evidence, reason: judgement.reason)
    }
    leftOut = tried
    leftOutRemark = nil
    let estimate = finding.evidence?.estimate ?? 0
    driver = tried.filter { $0.evidence != nil && $0.factor != "sample" }.max { a, b in
      abs((a.evidence?.estimate ?? estimate) - estimate) < abs((b.evidence?.estimate ?? estimate) - estimate)
    }
  }

  private static func otherUnits(_ finding: Finding, by evaluator: Evaluator, receiver: Int) -> [LeftOut] {
    let unit = evaluator.attribute.unitOfReplication
    guard finding.criterion.comparesMeans || finding.criterion.kindName == "recovery", unit == .run || unit == .day
    else {
      return []
    }
    let above: [Attribute.UnitOfReplication] = unit == .run ? [.day, .analyst] : [.analyst]
    return above.compactMap { other in
      guard let moved = evaluator.replicated(by: other) else { return nil }
      let judgement = moved.judge(finding.criterion, finding.item, receiver: receiver, rows: moved.study.rows)
      return LeftOut(
        factor: "unit", name: other.rawValue, laboratory: nil, verdict: judgement.verdict, evidence: judgement.evidence,
        reason: judgement.reason)
    }
  }

  private static func cause(of finding: Finding, plan: TransferProtocol) -> (Cause, String) {
    guard let evidence = finding.evidence else { return (.notEvaluated, finding.reason) }
    if finding.verdict == .pass { return (.met, "The finding passes.") }
    switch evidence.quantity {
    case .standardDeviation, .coefficientOfVariation, .geometricCoefficientOfVariation, .ratioOfStandardDeviations:
      let limit = evidence.upperLimit ?? .infinity
      if finding.verdict == .fail {
        return (
          .imprecision,
          "Results vary more than the limit allows: even the opposite bound at the protocol's alpha lies beyond it."
        )
      }
      if evidence.estimate > limit {
        return (
          .imprecision, "The estimate itself lies beyond the limit; the data are too few to show that the truth does."
        )
      }
      return (.size, "The estimate lies inside the limit; there are too few degrees of freedom to bound it there.")
    case .drift:
      return finding.verdict == .fail
        ? (.bias, "By all measured ratios the standard is further from the value it was given than the limits allow.")
        : (
          .size, "What the chain and the study leave unknown is too much to show that the drift lies inside the limits."
        )
    case .halfWidth:
      return (
        .size, "The value is not known as well as was asked for: more runs, or less variable ones, would be needed."
      )
    case .runsNotSimilar:
      return finding.verdict == .fail
        ? (
          .bias,
          "More runs than may fail have curves that are shown to be unlike \(plan.words.referencePreparation)'s: look at the residuals."
        )
        : (
          .size,
          "More runs than may fail are not shown to be similar, but fewer are shown to be unlike: within a run there are too few wells, or they vary too much."
        )
    case .slopeOfDilution:
      if finding.verdict == .fail {
        return (.bias, "The slope lies beyond the limit: measured potencies do not follow the dilution.")
      }
      let isInside =
        (evidence.lowerLimit.map { evidence.estimate > $0 } ?? true)
        && (evidence.upperLimit.map { evidence.estimate < $0 } ?? true)
      return isInside
        ? (
          .size,
          "The slope lies inside the limits; the levels, or the runs, are too few to show that the true one does."
        )
        : (.bias, "The slope itself lies beyond a limit; the data are too few to show that the true one does.")
    case .difference, .relativeDifference, .ratioOfGeometricMeans, .ratioOfMeans, .recovery:
      if finding.verdict == .fail {
        return (
          .bias,
          "The means differ by more than the limit allows: the whole interval at the protocol's alpha lies beyond it."
        )
      }
      let beyond =
        (evidence.lowerLimit.map { evidence.estimate <= $0 } ?? false)
        || (evidence.upperLimit.map { evidence.estimate >= $0 } ?? false)
      if beyond {
        return (.bias, "The estimate itself lies beyond a limit; the data are too few to show that the truth does.")
      }
      // Would studies of this size pass if the laboratories agreed?
      let units = min(finding.sendingUnits ?? .max, finding.receivingUnits ?? .max)
      if let needed = finding.unitsNeeded?.atZero?.power80, needed <= units {
        return (
          .bias,
          "A study of this size would have passed at the variability observed if the means agreed; it is the observed difference that keeps it from passing."
        )
      }
      if let s = evidence.laboratories.first, let r = evidence.laboratories.last, evidence.laboratories.count == 2,
        let a = s.standardDeviation, let b = r.standardDeviation, a > 0, b > 0,
        let aDF = s.degreesOfFreedom, let bDF = r.degreesOfFreedom
      {
        let (large, small, largeDF, smallDF, name) =
          b > a ? (b, a, bDF, aDF, r.laboratory) : (a, b, aDF, bDF, s.laboratory)
        if FDistribution(largeDF, smallDF).upperTail(large * large / (small * small)) < 0.025 {
          return (
            .imprecision,
            "The results of \(name) vary more than the other \(plan.words.group)'s, and too much for the size of the study."
          )
        }
      }
      return (
        .size,
        "Too few units for the variability there is: even \(plan.words.groups) that agree would often not pass a study of this size."
      )
    }
  }
}

extension Evaluator {
  /// The name of a row in a factor, for people.
  func name(_ factor: String, of row: StudyRow) -> String { study.name(factor, of: row, data) }
}

extension StudyRows {
  /// The same, from the data that the rows came from.
  func name(_ factor: String, of row: StudyRow, _ data: AssayData) -> String {
    switch factor {
    case "analyst": return data.name(.analyst, of: row.index) ?? ""
    case "day": return data.name(.day, of: row.index) ?? ""
    case "sample": return data.name(.sample, of: row.index) ?? ""
    case "run":
      let within = runsWithin.compactMap { data.name($0, of: row.index) }
      return (within + [data.name(.run, of: row.index) ?? ""]).joined(separator: " ")
    default: return data.location(of: row.index).description
    }
  }
}
