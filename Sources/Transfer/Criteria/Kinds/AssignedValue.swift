public import Notation
internal import Statistics

/// `assigned-value`: how well the value of a candidate standard must be known.
public struct AssignedValue: Sendable, Hashable {
  public enum Uncertainty: String, CaseIterable, Sendable, Hashable {
    /// Of the ratio to the current standard, as this study leaves it.
    case ratio
    /// Of the value against the primary, with what the whole chain adds.
    case chain
  }
  /// Of 100 (exp(h) - 1), h the half-width of the two-sided interval of ln at 1 - alpha; in percent.
  public let limit: ExactDecimal
  public let uncertainty: Uncertainty
}

extension AssignedValue: CriterionKind {
  static let door = Door(
    name: "assigned-value", keys: ["limit", "uncertainty"], inBridging: .ratio,
    read: { reader, section, _, _ in reader.assignedValue(section).map { .assignedValue($0) } })

  var facts: Facts {
    Facts(
      name: Self.door.name, subject: .standard, basis: .ratios, part: .neither, unit: .named("%"), lower: nil,
      upper: limit, ofStandard: .value(uncertainty))
  }

  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement? {
    let value =
      uncertainty == .ratio ? estimate.estimate : judge.lnValue(estimate)
    let level = 1 - criterion.alpha
    let percent = GeometricVariation.percentGCV(value.halfWidth(level: level))
    let isInside = percent < limit.double
    let outcome: (Verdict, Why) =
      isInside
      ? (.pass, .told("the value is known as well as was asked for"))
      : (.inconclusive, .told("the value is not known as well as was asked for: a larger study would be needed"))
    return Judgement(outcome) {
      Judgement.Details(
        evidence: Evidence(
          .halfWidth, estimate: percent, standardError: value.standardError,
          degreesOfFreedom: value.degreesOfFreedom.isFinite ? value.degreesOfFreedom : nil,
          .bound(upper: percent, lower: nil, pValue: nil), level: level, upperLimit: limit.double,
          method:
            "100 (exp(h) − 1), h the half-width of the two-sided interval of ln \(uncertainty == .ratio ? "ratio to the current standard" : "value against the primary")"
        ))
    }
  }

  // MARK: - Planning

  /// The greatest half-width on ln: ln(1 + limit/100).
  private var lnLimit: Double { AnalysisScale.log.position(of: 1 + limit.double / 100) }

  func impossibility(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> String? {
    let tail = criterion.alpha / 2
    guard uncertainty == .chain, ChainAlone.leastHalfWidth(study.valueBefore, tail: tail) >= lnLimit else { return nil }
    let percent = GeometricVariation.percentGCV(ChainAlone.halfWidth(study.valueBefore, tail: tail))
    return
      "the chain before the study gives the value a half-width of \(shown(percent)) % by itself, which is not below the limit, \(limit) %; no number of runs changes that"
  }

  func chance(_ study: PlannedBridging, _ spread: PlannedRatio, _ criterion: Criterion) -> TheoryChance? {
    guard uncertainty == .ratio || study.valueBefore.variance == 0, let found = spread.estimated else { return nil }
    return .halfWidth(
      lnLimit, standardError: found.variance.squareRoot(), degreesOfFreedom: found.degreesOfFreedom,
      level: 1 - criterion.alpha)
  }

  func chainAlone(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> ChainAlone? {
    guard uncertainty == .chain, study.valueBefore.variance > 0 else { return nil }
    let half = ChainAlone.halfWidth(study.valueBefore, tail: criterion.alpha / 2)
    return ChainAlone(criterion, percent: GeometricVariation.percentGCV(half), isInside: half < lnLimit)
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: uncertainty == .ratio
        ? "Half-width of the interval of the ratio \(.receiving)/\(.sending)"
        : "Half-width of the interval of the value of \(.receiving)",
      short: "half-width, %")
  }

  func sentence(_ verdict: Verdict, _ evidence: Evidence, _ words: StudyWords) -> Template {
    let what: Template =
      uncertainty == .ratio
      ? "ratio \(.receiving)/\(.sending)" : "value of \(.receiving), the whole chain in it,"
    let opening: Template =
      "The two-sided \(.level) interval of the \(what) has a half-width of \(.upperBound)\u{A0}%"
    return verdict == .pass
      ? "\(opening), inside the limit set in advance (\(.limit)\u{A0}%)\(.isMet)"
      : "\(opening), more than the limit set in advance (\(.limit)\u{A0}%): the value is not known as well as was asked for. That says nothing against the standard."
  }
}

extension Criterion {
  /// A limit on the half-width of a candidate's interval that no protocol states, for asking what a size would do.
  public static func halfWidth(
    percent: ExactDecimal, _ uncertainty: AssignedValue.Uncertainty, alpha: Double
  ) -> Criterion {
    Criterion(
      id: "\(percent) %", kind: .assignedValue(AssignedValue(limit: percent, uncertainty: uncertainty)), scope: .pooled,
      alpha: alpha, required: false, justification: Justification(source: .example, text: "a question of planning"),
      location: SourceLocation(file: ""))
  }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func assignedValue(_ section: Section) -> AssignedValue? {
    let limit = required("limit", section) { $0.upperLimit($1, $2, of: "a half-width in percent") }
    let uncertainty: AssignedValue.Uncertainty?
    if section["uncertainty"] == nil {
      missing(
        "uncertainty", in: section,
        ": write ratio (what this study leaves unknown of the ratio to the current standard) or chain (of the value, back to the primary)"
      )
      uncertainty = nil
    } else {
      uncertainty = optional("uncertainty", section) { $0.word($1, $2) }
    }
    guard let limit, let uncertainty else { return nil }
    return AssignedValue(limit: limit, uncertainty: uncertainty)
  }
}

extension Evidence.Quantity {
  /// Of the interval of a standard's value, 100 (exp(h) - 1) with h on ln, in percent.
  public static let halfWidth = Evidence.Quantity("halfWidth", isPercent: true)
}
