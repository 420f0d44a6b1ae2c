internal import Notation
internal import Statistics

/// `recovery`: the receiving laboratory's mean in percent of the nominal value.
///
/// Each result is taken in percent of its own level first (geometric on the log scale), so levels can be pooled by unit.
struct RecoveryCriterion: Sendable {
  let criterion: Criterion
  let attribute: Attribute
  let receivingName: String
  let kind: Recovery
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind

  /// Linear results are counted in percent from 100; on the log scale ln(y/nominal) from zero.
  static func frame(_ attribute: Attribute) -> AnalysisFrame {
    let isLog = attribute.scale == .log
    return AnalysisFrame(scale: isLog ? .log : .linear, pivot: ExactDecimal(isLog ? 1 : 100))
  }

  /// Each result as its deviation from its own nominal value, in the frame's unit.
  ///
  /// - Throws: ``DesignObstacle`` where a result has no nominal value or no logarithm.
  static func centred(_ rows: [StudyRow], levels: [ExactDecimal], _ attribute: Attribute) throws(DesignObstacle)
    -> [Double]
  {
    var centred: [Double] = []
    for row in rows {
      guard row.level >= 0, levels[Int(row.level)].isPositive else {
        throw DesignObstacle("a result has no nominal value above zero to be recovered")
      }
      let nominal = levels[Int(row.level)]
      switch attribute.scale {
      case .linear: centred.append(100 * (row.value.subtracting(nominal) / nominal.double))
      case .log:
        guard row.value.isPositive else { throw DesignObstacle("a result is not above zero") }
        centred.append(AnalysisScale.log.centred([row.value], on: nominal)[0])
      }
    }
    return centred
  }

  func judgement(_ cells: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    let isLog = attribute.scale == .log
    func position(_ percent: ExactDecimal) -> Double {
      isLog ? AnalysisScale.log.position(of: percent.double / 100) : percent.double
    }
    func back(_ position: Double) -> Double { isLog ? 100 * AnalysisScale.log.reported(position) : position }
    guard let margin = try? Margin(lower: position(kind.limits.lower), upper: position(kind.limits.upper)) else {
      return .notEvaluated("the limits are no percentages above zero")
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
          "one-sample t on \(mean.model == nil ? "\(unit.rawValue) means" : "the mean of a mixed model by REML (\(unit.rawValue) random, \((kind.degreesOfFreedom ?? .satterthwaite).words))") of \(isLog ? "ln(result/nominal); the standard error is on ln" : "100 × result/nominal")",
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
      details.remarks.append("the nominal value is taken as known")
      return details
    }
  }
}
