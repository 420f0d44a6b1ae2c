internal import Transfer

extension PlanRequest {
  /// Refuses what no simulation can follow.
  func check(_ transferProtocol: TransferProtocol) throws(PlanningObstacle) {
    guard assumptions.count == transferProtocol.attributes.count else {
      throw PlanningObstacle("\(assumptions.count) assumptions for \(transferProtocol.attributes.count) attributes")
    }
    guard power > 0, power < 1 else {
      throw PlanningObstacle("the power to reach is \(power), but it is a probability between 0 and 1, such as 0.9")
    }
    guard simulations >= 1, simulations <= Self.mostSimulations else {
      throw PlanningObstacle("\(simulations) simulations; from 1 to 100000000 (1e8) are possible")
    }
    guard halfWidth > 0, halfWidth < 1 else {
      throw PlanningObstacle(
        "a precision of \(halfWidth); it is the half-width of an interval of a chance, such as 0.005")
    }
    guard threads >= 1, threads <= 1_024 else { throw PlanningObstacle("\(threads) threads; give from 1 to 1024") }
    for (attribute, assumption) in zip(transferProtocol.attributes, assumptions) {
      try attribute.checkPlannedSize(laboratories: 1 + transferProtocol.receiving.count)
      let truth = assumption.truth
      if truth.isConstant {
        throw PlanningObstacle(
          "\(attribute.id): every assumed standard deviation is 0; results that never vary plan nothing: give a runSD or a repeatabilitySD"
        )
      }
      guard
        [
          truth.runSD, truth.repeatabilitySD, truth.analystSD, truth.daySD, truth.runBySampleSD, truth.laboratorySD,
          truth.bias.magnitude,
        ].allSatisfy({ $0 < 1e100 })
      else {
        throw PlanningObstacle(
          "\(attribute.id): a bias or a standard deviation is too large to be computed with (1e100 or more)")
      }
      let sds = [
        truth.runSD, truth.repeatabilitySD, truth.analystSD, truth.daySD, truth.runBySampleSD, truth.laboratorySD,
      ]
      guard sds.allSatisfy({ $0 >= 0 && $0.isFinite && $0 < 1e100 }), truth.bias.isFinite,
        truth.bias.magnitude < 1e100
      else {
        throw PlanningObstacle("\(attribute.id): a standard deviation is not below 0, and a bias is a number")
      }
      guard truth.sdRatio > 0, truth.sdRatio < 1e6 else {
        throw PlanningObstacle("\(attribute.id): the SD ratio is \(truth.sdRatio), expected a number above 0")
      }
      if attribute.scale == .log, max(truth.bias.magnitude, sds.max() ?? 0) > 50 {
        throw PlanningObstacle(
          "\(attribute.id): on the log scale bias and SDs are those of ln results (0.198 for 20 %CV, 0.182 for 20 %GCV); a figure above 50 cannot be meant"
        )
      }
      for criterion in attribute.criteria where criterion.alpha >= 0.5 {
        throw PlanningObstacle("\(criterion.id): alpha is \(criterion.alpha), but it lies below 0.5")
      }
    }
  }
}
