internal import AssayData
internal import Notation
internal import Statistics

/// `recovery`: the receiving laboratory's mean in percent of the nominal value.
public struct Recovery: Sendable, Hashable {
  public let limits: Limits
  public let direction: Direction?
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
}

extension Recovery: CriterionKind {
  static let door = Door(
    name: "recovery", keys: ["limits", "direction", "equivalenceInterval", "degreesOfFreedom"], usualScope: .eachLevel,
    read: { reader, section, _, _ in reader.recovery(section).map { .recovery($0) } })

  var facts: Facts {
    let (lower, upper) = limits.tested(direction)
    return Facts(
      name: Self.door.name, subject: .location, basis: .recoveries, part: .receiving, unit: .named("%"), lower: lower,
      upper: upper, roles: [.level], degreesOfFreedom: degreesOfFreedom)
  }
  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    _ = try asked.layout(.receiving)
    let mean = RecoveredMean(
      criterion: asked.criterion, attribute: asked.attribute, receivingName: asked.receivingName, kind: self,
      study: asked.study)
    return Prepared { _, receiving, frame in
      guard let receiving else { return .notEvaluated(asked.nothing(.receiving).reason) }
      return mean.judgement(receiving, frame)
    }
  }

  // MARK: - Planning

  private func biases(_ assumed: Assumed) -> BiasLimits {
    BiasLimits(limits: limits, direction: direction, unit: " %") { limit in
      assumed.scale == .log
        ? AnalysisScale.log.position(of: limit / 100) : assumed.level.map { $0 * (limit / 100 - 1) }
    }
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { biases(assumed).boundaries(assumed.truth) }
  func impossibility(_ assumed: Assumed) -> String? { biases(assumed).impossibility(assumed) }

  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance? {
    let isLog = planned.attribute.scale == .log
    let zone = limits.zone(direction) { isLog ? AnalysisScale.log.position(of: $0.double / 100) : $0.double }
    guard let zone, let r = planned.series(.receiving) else { return nil }
    return (try? PlannedComparison(.oneGroup(r.variance.squareRoot()), test: r.units)).map {
      .test(
        $0, truth: (isLog ? 0 : 100) + planned.truth.bias * r.weight, zone: zone, alpha: criterion.alpha)
    }
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: "Recovery at \(.receiving)",
      short: "recovery, %")
  }

  func refuted(_ words: StudyWords) -> Template { "\(.receiving) differs from nominal by more than the limit" }

  func cause(_ finding: NotPassed) -> (Cause, String)? { causeOfLocation(finding, isAgainstNominal: true) }
}

/// The receiving laboratory's mean in percent of the nominal value.
///
/// Each result is taken in percent of its own level first (geometric on the log scale), so levels can be pooled by unit.
private struct RecoveredMean: Sendable {
  let criterion: Criterion
  let attribute: Attribute
  let receivingName: String
  let kind: Recovery
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind

  func judgement(_ cells: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    let isLog = attribute.scale == .log
    func position(_ percent: ExactDecimal) -> Double {
      isLog ? AnalysisScale.log.position(of: percent.double / 100) : percent.double
    }
    func back(_ position: Double) -> Double { isLog ? 100 * AnalysisScale.log.reported(position) : position }
    guard let margin = try? Margin(lower: position(kind.limits.lower), upper: position(kind.limits.upper)) else {
      return .notEvaluated(Limits.beyondComputing)
    }
    let unit = attribute.unitOfReplication
    let mean: LaboratoryMean
    do throws(DesignObstacle) {
      mean = try LaboratoryMean(
        cells, pivot: frame.centre, laboratory: receivingName, unit: unit, rule: kind.degreesOfFreedom)
    } catch {
      return .notEvaluated(error.reason)
    }
    let test: EquivalenceTest
    do throws(SampleError) {
      test = try EquivalenceTest.oneMean(mean.estimate, margin: margin)
    } catch {
      return .notEvaluated("the \(unit.plural) of \(receivingName) do not vary: \(StudyWords(study).whyConstant)")
    }
    return Judgement(MeanComparison.outcome(of: test, alpha: criterion.alpha, direction: kind.direction)) { [self] in
      var details = MeanComparison.details(
        of: test, criterion: criterion, limits: kind.limits, direction: kind.direction,
        equivalenceInterval: kind.equivalenceInterval, quantity: .recovery,
        method:
          "one-sample t on \(mean.model == nil ? unit.meansName : "the mean of a mixed model by REML (\(unit.rawValue) random, \((kind.degreesOfFreedom ?? .satterthwaite).words))") of \(isLog ? "ln(result/nominal); the standard error is on ln" : "100 × result/nominal")",
        back: back, frame: frame,
        laboratories: [
          LaboratoryFigures(
            laboratory: receivingName, mean: back(mean.estimate.mean), standardDeviation: mean.unitSD,
            degreesOfFreedom: mean.estimate.degreesOfFreedom, units: mean.units, results: mean.results)
        ])
      details.receivingUnits = mean.units
      details.unitsNeeded = { [alpha = criterion.alpha] in
        UnitsNeeded.comparingMeans(
          SizeOfOne(mean), margin: margin, observed: test.estimate, zero: isLog ? 0.0 : 100, alpha: alpha,
          direction: kind.direction)
      }
      details.crossChecks = {
        crossChecks(of: test, SecondMean(cells: cells, model: mean.model, rule: kind.degreesOfFreedom), frame)
      }
      details.remarks.append("the nominal value is taken as known")
      return details
    }
  }

  /// The test of one mean by the second engine.
  private func crossChecks(of test: EquivalenceTest, _ mean: SecondMean, _ frame: AnalysisFrame) -> [CrossCheck] {
    var own: [CrossCheck] = []
    let second = Result { () throws(CrossCheck.Reason) -> SecondEngine.MeanTest in
      let found = try mean.found()
      own = found.checks
      return try SecondEngine.MeanTest(
        SecondEngine.Mean(
          frame.centre + found.mean.value, variance: found.mean.variance, degreesOfFreedom: found.mean.degreesOfFreedom)
      )
    }
    return own
      + SecondEngine.MeanTest.checks(of: test, level: 1 - 2 * criterion.alpha, against: second)
      .held(byModel: mean.isModel)
  }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func recovery(_ section: Section) -> Recovery? {
    let sides = sides(section)
    let limits = required("limits", section) { reader, node, name -> Limits? in
      guard let limits = reader.limits(node, name) else { return nil }
      guard limits.lower.isPositive else {
        reader.error(
          "E_MARGIN", at: node.place,
          "limits begin at \(limits.lower), but a recovery is in percent of the nominal value and above 0, such as [98, 102]"
        )
        return nil
      }
      _ = reader.warnUnless(contains: ExactDecimal(100), limits, sides?.direction, node)
      return limits
    }
    guard let sides, let limits else { return nil }
    return Recovery(
      limits: limits, direction: sides.direction, equivalenceInterval: sides.equivalenceInterval,
      degreesOfFreedom: sides.degreesOfFreedom)
  }
}

extension Evidence.Quantity {
  /// Mean in percent of nominal.
  public static let recovery = Evidence.Quantity("recovery", agreement: 100, reference: 100, isPercent: true)
}
