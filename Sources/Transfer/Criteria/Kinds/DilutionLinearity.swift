internal import AssayData
internal import Notation
internal import Statistics

/// `dilution-linearity`: limits on the slope of ln measured on ln nominal potency, which is 1 for a method that is linear on
/// dilution.
public struct DilutionLinearityLimits: Sendable, Hashable {
  public let limits: Limits
}

extension DilutionLinearityLimits: CriterionKind {
  static let door = Door(
    name: "dilution-linearity", keys: ["limits"],
    read: { reader, section, context, scope in
      reader.dilutionLinearity(section, context, scope).map { .dilutionLinearity($0) }
    })

  var facts: Facts {
    Facts(
      name: Self.door.name, subject: .shape, basis: .levels, part: .receiving, unit: .named(""),
      lower: limits.lower, upper: limits.upper, roles: [.level])
  }

  func judgement(_ asked: AskedOfRows, _ criterion: Criterion) -> Judgement? {
    DilutionSlope(criterion: criterion, kind: self, receivingName: asked.receivingName)
      .judgement(asked.parts.last?.rows ?? [], levels: asked.levels)
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: "Slope on dilution at \(.receiving)",
      short: "slope on dilution")
  }

  func refuted(_ words: StudyWords) -> Template { "the slope at \(.receiving) is off by more than the limit" }

  func cause(_ finding: NotPassed) -> (Cause, String)? {
    if finding.verdict == .fail {
      return (.bias, "The slope lies beyond the limit: measured potencies do not follow the dilution.")
    }
    return finding.isBeyond
      ? (.bias, "The slope itself lies beyond a limit; the data are too few to show that the true one does.")
      : (
        .size, "The slope lies inside the limits; the levels, or the runs, are too few to show that the true one does."
      )
  }
}

/// The slope of ln measured on ln nominal potency at the receiving laboratory, 1 when the method
/// measures dilutions as they were made.
private struct DilutionSlope {
  let criterion: Criterion
  let kind: DilutionLinearityLimits
  let receivingName: String

  func judgement(_ rows: [StudyRow], levels: [ExactDecimal]) -> Judgement {
    guard !rows.isEmpty else { return .notEvaluated("\(receivingName) has no results") }
    var results: [DilutionResult] = []
    // Rows in an order of their own, so that the order of lines changes no bit.
    for row in rows.sorted(on: { $0.index }) {
      guard row.level >= 0, levels[Int(row.level)].isPositive else {
        return .notEvaluated("a result has no nominal value above zero to be held against")
      }
      results.append(
        DilutionResult(
          nominal: levels[Int(row.level)].double, measured: row.value.double,
          run: Int(row.run >= 0 ? row.run : -1 - Int32(truncatingIfNeeded: row.index))))
    }
    let runs = Set(results.map { $0.run }).count
    let isShared = runs < results.count
    let linearity: DilutionLinearity
    do throws(PotencyValidationError) {
      linearity = try DilutionLinearity(results, method: isShared ? .randomRuns(.kenwardRoger) : .simpleRegression)
    } catch {
      return .notEvaluated("\(error)")
    }
    guard let margin = try? Margin(lower: kind.limits.lower.double, upper: kind.limits.upper.double) else {
      return .notEvaluated(Limits.beyondComputing)
    }
    let test = linearity.equivalence(within: margin)
    let series = results
    return Judgement(MeanComparison.outcome(of: test, alpha: criterion.alpha, direction: nil)) { [self] in
      var details = MeanComparison.details(
        of: test, criterion: criterion, limits: kind.limits, direction: nil, equivalenceInterval: false,
        quantity: .slopeOfDilution,
        method: isShared
          ? "slope of ln measured on ln nominal as a contrast of the level means, runs random (REML, Kenward-Roger)"
          : "simple regression of ln measured on ln nominal, each result a run of its own",
        back: { $0 }, frame: AnalysisFrame(scale: .log, pivot: ExactDecimal(1)),
        laboratories: [
          LaboratoryFigures(
            laboratory: receivingName, mean: nil, standardDeviation: nil, degreesOfFreedom: test.degreesOfFreedom,
            units: runs, results: results.count)
        ])
      details.receivingUnits = runs
      details.crossChecks = { crossChecks(of: test, series, linearity) }
      details.remarks.append(
        "\(linearity.levels.count) levels; nominal values are taken as known, and results that a sample's own dilutions share are not told apart"
      )
      return details
    }
  }

  /// The slope by the second engine, from the single results.
  private func crossChecks(
    of test: EquivalenceTest, _ results: [DilutionResult], _ linearity: DilutionLinearity
  ) -> [CrossCheck] {
    var own: [CrossCheck] = []
    var isModel = false
    let second = Result { () throws(CrossCheck.Reason) -> SecondEngine.MeanTest in
      guard case .randomRuns(let rule) = linearity.method else {
        return try SecondEngine.MeanTest(try SecondEngine.dilutionSlope(results))
      }
      isModel = true
      let found = try SecondEngine.dilutionSlope(results, at: linearity.components, rule: rule)
      own = found.checks
      return try SecondEngine.MeanTest(found.slope)
    }
    return own
      + SecondEngine.MeanTest.checks(of: test, level: 1 - 2 * criterion.alpha, against: second).held(byModel: isModel)
  }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func dilutionLinearity(
    _ section: Section, _ context: CriterionContext, _ scope: Criterion.Scope?
  ) -> DilutionLinearityLimits? {
    if context.scale == .linear, let entry = section["kind"] {
      error(
        "E_SCALE", at: entry.value.place,
        "dilution-linearity is the slope of ln measured on ln nominal and belongs to the log scale; write scale: log")
    }
    refuseLevels(section, scope, "dilution-linearity is one slope over all levels; write scope: pooled or each-sample")
    if scope == .eachSample, let entry = section["scope"] {
      error(
        "E_SCOPE", at: entry.value.place, "dilution-linearity is one slope over all levels; write scope: pooled")
    }
    return required("limits", section) { $0.limitsOfRatio($1, $2) }.map { DilutionLinearityLimits(limits: $0) }
  }
}

extension Evidence.Quantity {
  /// Of ln measured on ln nominal.
  public static let slopeOfDilution = Evidence.Quantity("slopeOfDilution", agreement: 1, reference: 1)
}
