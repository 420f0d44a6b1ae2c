internal import Notation
internal import Statistics
internal import TransferProtocol

/// `recovery`: the receiving laboratory's mean in percent of the nominal value.
///
/// Each result is taken in percent of its own level first (geometric on the log scale), so levels can be pooled by unit.
struct RecoveryCriterion {
  let criterion: Criterion
  let attribute: Attribute
  let receivingName: String
  let receiving: [StudyRow]
  let levels: [ExactDecimal]

  func judgement(_ kind: Recovery) -> Judgement {
    if receiving.isEmpty { return .notEvaluated("\(receivingName) has no results") }
    var centred: [Double] = []
    for row in receiving {
      guard row.level >= 0, levels[Int(row.level)].isPositive else {
        return .notEvaluated("a result has no nominal value above zero to be recovered")
      }
      let nominal = levels[Int(row.level)]
      let excess = row.value.subtracting(nominal) / nominal.double
      switch attribute.scale {
      case .linear: centred.append(100 * excess)
      case .log:
        guard row.value.isPositive else { return .notEvaluated("a result is not above zero") }
        centred.append(AnalysisScale.log.centred([row.value], on: nominal)[0])
      }
    }
    // Linear results are counted in percent from 100; on the log scale ln(y/nominal) from zero.
    let frame = AnalysisFrame(
      scale: attribute.scale == .log ? .log : .linear, pivot: ExactDecimal(attribute.scale == .log ? 1 : 100))
    func position(_ percent: ExactDecimal) -> Double {
      attribute.scale == .log ? AnalysisScale.log.position(of: percent.double / 100) : percent.double
    }
    func back(_ position: Double) -> Double {
      attribute.scale == .log ? 100 * AnalysisScale.log.reported(position) : position
    }
    guard let margin = try? Margin(lower: position(kind.limits.lower), upper: position(kind.limits.upper)) else {
      return .notEvaluated("the limits are no percentages above zero")
    }
    let unit = attribute.unitOfReplication
    do throws(DesignObstacle) {
      let mean = try LaboratoryMean(
        LaboratoryCells(receiving, values: centred), pivot: frame.centre, laboratory: receivingName,
        unit: unit,
        rule: kind.degreesOfFreedom)
      let test: EquivalenceTest
      do throws(SampleError) {
        test = try EquivalenceTest.oneMean(mean.estimate, margin: margin)
      } catch {
        return .notEvaluated("the \(unit.plural) of \(receivingName) do not vary: were averages typed in?")
      }
      var judgement = MeanComparison.judgement(
        of: test, criterion: criterion, limits: kind.limits, direction: kind.direction,
        equivalenceInterval: kind.equivalenceInterval, quantity: .recovery,
        method:
          "one-sample t on \(mean.model == nil ? "\(unit.rawValue) means" : "the mean of a mixed model by REML (\(unit.rawValue) random, \((kind.degreesOfFreedom ?? .satterthwaite).words))") of \(attribute.scale == .log ? "ln(result/nominal); the standard error is on ln" : "100 × result/nominal")",
        back: back, frame: frame,
        laboratories: [
          LaboratoryFigures(
            laboratory: receivingName, mean: back(mean.estimate.mean), standardDeviation: mean.unitSD,
            degreesOfFreedom: mean.estimate.degreesOfFreedom, units: mean.units, results: mean.results)
        ])
      judgement.receivingUnits = mean.units
      judgement.unitsNeeded = { [alpha = criterion.alpha, zero = attribute.scale == .log ? 0.0 : 100] in
        UnitsNeeded.comparingMeans(
          SizeOfOne(mean), margin: margin, observed: test.estimate, zero: zero, alpha: alpha,
          direction: kind.direction)
      }
      judgement.remarks.append("the nominal value is taken as known")
      return judgement
    } catch {
      return .notEvaluated(error.reason)
    }
  }
}
