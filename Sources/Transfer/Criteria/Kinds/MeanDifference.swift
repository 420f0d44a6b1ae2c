internal import Notation

/// `mean-difference`: R - S in the unit, or in percent of the sender's mean.
public struct MeanDifference: Sendable, Hashable {
  public let terms: MeanTerms
  /// Whether limits are in percent of the sender's mean, tested as a ratio.
  public let relative: Bool
}

extension MeanDifference: CriterionKind {
  static let door = Door(
    name: "mean-difference",
    keys: [
      "limits", "relative", "variances", "direction", "equivalenceInterval", "degreesOfFreedom",
    ],
    read: { reader, section, context, _ in reader.meanDifference(section, context).map { .meanDifference($0) } })

  var facts: Facts {
    let (lower, upper) = terms.limits.tested(terms.direction)
    return Facts(
      name: Self.door.name, subject: .location, basis: .results, part: .both,
      unit: relative ? .named("%") : .ofResults, lower: lower, upper: upper, dependsOnLevel: relative,
      variances: terms.variances, degreesOfFreedom: terms.degreesOfFreedom)
  }

  func with(variances: Variances) -> Criterion.Kind? {
    .meanDifference(MeanDifference(terms: terms.with(variances: variances), relative: relative))
  }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    let comparison = MeanComparison(asked)
    return .ofBoth(asked) { s, r, frame in
      if relative { return comparison.ratioOfMeans(terms, relative: true, sending: s, receiving: r, frame) }
      return comparison.compare(terms, sending: s, receiving: r, frame, .difference) { $0 / frame.factor }
    }
  }

  // MARK: - Planning

  private func biases(_ level: Double?) -> BiasLimits {
    BiasLimits(limits: terms.limits, direction: terms.direction, unit: relative ? " %" : "") { limit in
      relative ? level.map { $0 * limit / 100 } : limit
    }
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { biases(assumed.level).boundaries(assumed.truth) }
  func impossibility(_ assumed: Assumed) -> String? { biases(assumed.level).impossibility(assumed) }

  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance? {
    relative ? nil : planned.chanceOfMeans(terms, alpha: criterion.alpha) { $0.double }
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: "Difference of means \(words.difference)\(relative ? ", % of \(words.sendingLetter)" : "")",
      short: "difference")
  }

  func cause(_ finding: NotPassed) -> (Cause, String)? { causeOfLocation(finding) }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func meanDifference(_ section: Section, _ context: CriterionContext) -> MeanDifference? {
    if context.scale == .log, let kind = section["kind"] {
      error(
        "E_SCALE", at: kind.value.place,
        "a mean-difference has no meaning on the log scale, where means are compared as a ratio; use mean-ratio, or scale: linear"
      )
    }
    let relative = section["relative"] == nil ? false : optional("relative", section) { $0.flag($1, $2) }
    let sides = sides(section)
    let limits = required("limits", section) { reader, node, name -> Limits? in
      guard let limits = reader.limits(node, name) else { return nil }
      let floor = ExactDecimal(-100)
      if relative == true, limits.lower <= floor {
        reader.error(
          "E_MARGIN", at: node.place,
          "limits begin at \(limits.lower) %, but relative limits are percent of \(reader.words.sendingMean) and lie above -100"
        )
        return nil
      }
      let isAround = reader.warnUnless(contains: ExactDecimal(0), limits, sides?.direction, node)
      if isAround, sides?.direction == nil, limits.lower.negated() != limits.upper {
        reader.warnOfAsymmetry(limits, node, "0")
      }
      return limits
    }
    guard let relative, let sides, let limits else { return nil }
    return MeanDifference(terms: MeanTerms(limits, sides), relative: relative)
  }
}

extension Evidence.Quantity {
  /// R - S in the unit.
  public static let difference = Evidence.Quantity("difference", agreement: 0)
  /// 100 (R/S - 1), in percent of the sender's mean.
  public static let relativeDifference = Evidence.Quantity("relativeDifference", agreement: 0, isPercent: true)
}
