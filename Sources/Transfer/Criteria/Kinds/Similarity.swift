public import Notation
internal import Statistics

/// `similarity`: how alike the curves of a test preparation and of the reference must be, run by run.
public struct Similarity: Sendable, Hashable {
  public enum Parameter: String, CaseIterable, Sendable, Hashable {
    case slope
    case lowerAsymptote = "lower-asymptote"
    case upperAsymptote = "upper-asymptote"
    /// The extra sum of squares of parallel over free curves or lines, in the square of the transformed response.
    case nonparallelism
  }
  public let parameter: Parameter
  /// Of the ratio test over reference; without a lower one for ``Parameter/nonparallelism``.
  public let lower: ExactDecimal?
  public let upper: ExactDecimal
  /// How many runs, of all test preparations at both laboratories, may not be shown to lie inside.
  public let mayFail: Int

  public init(parameter: Parameter, lower: ExactDecimal?, upper: ExactDecimal, mayFail: Int) {
    self.parameter = parameter
    self.lower = lower
    self.upper = upper
    self.mayFail = mayFail
  }
}

extension Similarity: CriterionKind {
  static let door = Door(
    name: "similarity", keys: ["parameter", "limits", "limit", "mayFail"], inBridging: .curves,
    read: { reader, section, context, scope in reader.similarity(section, context, scope).map { .similarity($0) } })

  var facts: Facts {
    Facts(
      name: Self.door.name, subject: .shape, basis: .curves, part: .both, unit: .named(""), lower: nil,
      upper: ExactDecimal(mayFail))
  }

  var ofCurves: Similarity? { self }

  func judgement(_ asked: AskedOfRows, _ criterion: Criterion) -> Judgement? {
    SimilarityJudge(criterion: criterion, kind: self, asked: asked).judgement()
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    let name = parameter.rawValue.replacing(each: "-", by: " ")
    return Words(
      quantity: lower.map { "Runs not shown similar (\(name) ratio \($0.description) to \(upper.description))" }
        ?? "Runs not similar (non-parallelism below \(upper.description))",
      short: "runs not similar")
  }

  /// Runs that are counted have no confidence bound: each was judged by its own interval.
  func sentence(_ verdict: Verdict, _ evidence: Evidence, _ words: StudyWords) -> Template {
    switch verdict {
    case .pass: "The count of \(.quantity), \(.estimate), is no more than may fail (\(.limit))\(.isMet)"
    case .fail:
      "The count of \(.quantity) is \(.estimate), and the count of those shown to be unlike \(words.referencePreparation) is \(.opposite), more than may fail (\(.limit))\(.isNotMet)"
    case .inconclusive, .notEvaluated:
      "The count of \(.quantity) is \(.estimate), more than may fail (\(.limit)), while the count of those shown to be unlike \(words.referencePreparation) is \(.opposite): not shown, and not refuted."
    }
  }

  func cause(_ finding: NotPassed) -> (Cause, String)? {
    finding.verdict == .fail
      ? (
        .bias,
        "More runs than may fail have curves that are shown to be unlike \(finding.words.referencePreparation)'s: look at the residuals."
      )
      : (
        .size,
        "More runs than may fail are not shown to be similar, but fewer are shown to be unlike: within a run there are too few wells, or they vary too much."
      )
  }
}

/// Whether the curves of each test preparation are like the reference's, run by run.
///
/// In each run of each test preparation the interval of the ratio at 1 - 2 alpha lies inside the limits (similar), wholly
/// beyond one (unlike), or neither. The criterion passes when no more than `mayFail` are not shown to be similar, fails when
/// more than `mayFail` are shown to be unlike, and is inconclusive between. A run that gave no potency was not shown to be
/// similar; one whose lines or curves run against the reference's is unlike.
struct SimilarityJudge {
  let criterion: Criterion
  let kind: Similarity
  let asked: AskedOfRows

  private struct Tally {
    var runs: Set<Int32> = []
    var judged = 0
    var unlike = 0
    var unknown = 0
    var named: [String] = []
  }

  func judgement() -> Judgement {
    let parts = asked.parts
    let names = parts.map { asked.laboratories[Int($0.laboratory)] }
    var tallies: [Tally] = []
    for (laboratory, rows) in parts {
      guard let tally = tally(rows, laboratory) else {
        return .notEvaluated("a result was not computed from readings, so its run has no curves to compare")
      }
      guard tally.judged > 0 else {
        return .notEvaluated("\(asked.laboratories[Int(laboratory)]) has no runs whose curves could be compared")
      }
      tallies.append(tally)
    }
    let unlike = tallies.reduce(0) { $0 + $1.unlike }
    let notShown = tallies.reduce(0) { $0 + $1.unlike + $1.unknown }
    let limit = kind.mayFail
    let verdict = Self.outcome(unlike: unlike, unknown: notShown - unlike, mayFail: limit)
    return Judgement((verdict, .runs(verdict, asked.study))) { [self] in
      let level = 1 - 2 * criterion.alpha
      let limits = [kind.lower, kind.upper].compactMap { $0?.description }.joined(separator: " to ")
      let rule =
        kind.parameter == .nonparallelism
        ? "the extra sum of squares of parallel over free fits, which has no interval, below \(limits)"
        : "Fieller's interval of the ratio test over reference (\(kind.parameter.rawValue), free fits) inside \(limits)"
      return Judgement.Details(
        evidence: Evidence(
          .runsNotSimilar, estimate: Double(notShown), .count(notShown: notShown, shownUnlike: unlike), level: level,
          upperLimit: Double(limit),
          method: "in each run of each test preparation: \(rule)",
          laboratories: zip(names, tallies).map { name, tally in
            LaboratoryFigures(
              laboratory: name, mean: nil, standardDeviation: nil, degreesOfFreedom: nil, units: tally.runs.count,
              results: tally.judged)
          }),
        sendingUnits: tallies.first?.runs.count, receivingUnits: tallies.count > 1 ? tallies[1].runs.count : nil,
        remarks: remarks(names, tallies))
    }
  }

  /// The verdict on counts of runs, of measured ones and of planned ones.
  static func outcome(unlike: Int, unknown: Int, mayFail: Int) -> Verdict {
    unlike + unknown <= mayFail ? .pass : unlike > mayFail ? .fail : .inconclusive
  }

  private func remarks(_ names: [String], _ tallies: [Tally]) -> [String] {
    var remarks = zip(names, tallies).map { name, tally in
      "\(visible(name)): \(tally.judged - tally.unlike - tally.unknown) of \(tally.judged) similar, \(tally.unlike) unlike, "
        + "\(tally.unknown) not shown"
    }
    let named = tallies.flatMap { $0.named }
    if !named.isEmpty {
      remarks.append("not similar: \(Spelling.first(8, of: named, separator: "; "))")
    }
    remarks.append("at most \(kind.mayFail) may not be shown similar")
    return remarks
  }

  /// `nil` where a result was not computed from readings.
  private func tally(_ rows: [StudyRow], _ laboratory: Int32) -> Tally? {
    var tally = Tally()
    let name = visible(asked.laboratories[Int(laboratory)])
    func note(_ standing: SimilarityRule.Standing, _ run: String, _ sample: String, _ words: String) {
      tally.judged += 1
      switch standing {
      case .similar: return
      case .unlike: tally.unlike += 1
      case .unknown: tally.unknown += 1
      }
      tally.named.append("\(name) run \(visible(run)), \(visible(sample)) (\(words))")
    }
    for row in rows.sorted(on: { $0.index }) {
      guard let assay = asked.runs.assay(of: row.index), row.sample >= 0 else { return nil }
      let sample = asked.sampleNames[Int(row.sample)]
      tally.runs.insert(row.run)
      let found = assay.similarities.first { $0.preparation == sample && $0.parameter == kind.parameter.rawValue }
      let standing = rule.standing(of: found)
      note(
        standing, assay.run, sample, standing == .unlike ? "unlike" : found?.estimate == nil ? "no figure" : "not shown"
      )
    }
    for run in asked.runsWithoutPotency(laboratory) where !run.isFitted {
      if let wanted = asked.sample, wanted != run.sample { continue }
      // A name that is not planned is not judged; a run of the reference alone gave nothing of what was planned.
      let reference = asked.doseResponse?.used(by: run.laboratory).reference
      if run.sample != reference, !asked.isPlanned(run.sample) { continue }
      let own = asked.runs.assay(of: run.row)?.preparations.first { $0.name == run.sample }
      note(own?.runsAgainstReference == true ? .unlike : .unknown, run.run, run.sample, "no potency")
    }
    return tally
  }

  private var rule: SimilarityRule {
    SimilarityRule(criterion: criterion.id, similarity: kind, alpha: criterion.alpha)
  }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func similarity(
    _ section: Section, _ context: CriterionContext, _ scope: Criterion.Scope?
  ) -> Similarity? {
    if !context.isFromReadings, let entry = section["kind"] {
      error(
        "E_DOSE_RESPONSE", at: entry.value.place,
        "similarity is of the curves of a run, and this attribute has no doseResponse from which they could be fitted")
    }
    refuseLevels(section, scope, "similarity is judged run by run; write scope: pooled or each-sample")
    let parameter: Similarity.Parameter? = required("parameter", section) { $0.word($1, $2) }
    let mayFail =
      section["mayFail"] == nil ? 0 : optional("mayFail", section) { $0.integer($1, $2, from: 0, to: 10_000) }
    guard let parameter else { return nil }
    if let model = context.model, let reason = Self.lacks(parameter, model), let entry = section["parameter"] {
      error("E_DOSE_RESPONSE", at: entry.value.place, "\(reason); judge another parameter")
      return nil
    }
    let isOneSided = parameter == .nonparallelism
    let (own, foreign) = isOneSided ? ("limit", "limits") : ("limits", "limit")
    if let entry = section[foreign] {
      error(
        "E_KEY_UNKNOWN", at: entry.keyPlace,
        isOneSided
          ? "the sum of squares of non-parallelism has an upper limit only; write limit: and one number"
          : "a ratio has two limits; write limits: [lower, upper]")
      return nil
    }
    if isOneSided {
      guard
        let limit = required(own, section, { $0.upperLimit($1, $2, of: "a sum of squares") }), let mayFail
      else { return nil }
      return Similarity(parameter: parameter, lower: nil, upper: limit, mayFail: mayFail)
    }
    guard let limits = required(own, section, { $0.limitsOfRatio($1, $2) }), let mayFail else { return nil }
    return Similarity(parameter: parameter, lower: limits.lower, upper: limits.upper, mayFail: mayFail)
  }

  private static func lacks(_ parameter: Similarity.Parameter, _ model: DoseResponse.Model) -> String? {
    switch (model, parameter) {
    case (.parallelLine, .lowerAsymptote), (.parallelLine, .upperAsymptote), (.slopeRatio, .lowerAsymptote),
      (.slopeRatio, .upperAsymptote):
      "straight lines have no asymptotes"
    case (.slopeRatio, .slope): "the ratio of slopes is the potency itself in a slope-ratio assay"
    case (.slopeRatio, .nonparallelism): "the lines of a slope-ratio assay are not parallel"
    default: nil
    }
  }
}

extension Evidence.Quantity {
  /// A count: runs of test preparations whose curves were not shown to be like the reference's. Its opposite bound counts
  /// those that are shown to be unlike.
  public static let runsNotSimilar = Evidence.Quantity("runsNotSimilar")
}
