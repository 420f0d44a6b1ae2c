public import AssayData
public import Transfer

extension PilotEstimate {
  /// What the results of an earlier comparison of two standards give to be assumed: SDs of ln ratios. The bias stays as it
  /// was assumed.
  ///
  /// - Throws: ``PlanningObstacle`` in words where the results do not tell.
  public init(
    bridging attribute: Attribute, of data: AssayData, transferProtocol: TransferProtocol, assumed: Truth
  ) throws(PlanningObstacle) {
    let pilot = try PilotBridging(attribute, of: data, transferProtocol: transferProtocol)
    var truth = Truth(
      bias: assumed.bias, runSD: pilot.runSD, repeatabilitySD: pilot.repeatabilitySD ?? 0, sdRatio: 1,
      laboratorySD: pilot.laboratorySD ?? assumed.laboratorySD)
    let unit = attribute.unitOfReplication
    if unit == .day { truth.daySD = pilot.unitSD }
    if unit == .analyst { truth.analystSD = pilot.unitSD }
    let laboratories = "\(pilot.laboratories) \(pilot.laboratories == 1 ? "laboratory" : "laboratories")"
    var words = [
      "Variances from \(pilot.runs) runs with a ratio \(pilot.numerator)/\(pilot.denominator) at \(laboratories), pooled within laboratories; the bias is not taken from them and stays as it is assumed."
    ]
    if unit == .run {
      words.append("What analysts and days do is part of the variation between runs.")
    } else if pilot.hasOneRunAUnit {
      words.append(
        "Each \(unit.rawValue) of the pilot has one run, so what runs add is part of the variation between \(unit.plural)."
      )
    }
    if pilot.repeatabilitySD == nil {
      words.append("The pilot has no replicates, so repeatability is part of the variation between runs.")
    }
    if pilot.isRunTruncated {
      words.append("Runs differ by no more than their replicates explain, so the SD between runs is taken as 0.")
    }
    if pilot.laboratorySD != nil {
      words.append(
        "Laboratories were compared with \(pilot.laboratories - 1) degree\(pilot.laboratories == 2 ? "" : "s") of freedom, which says little of how they differ\(pilot.laboratorySD == 0 ? "; the variation within them explains what they differed by, so their SD is taken as 0" : "")."
      )
    } else {
      words.append("One laboratory says nothing of how laboratories differ; that SD stays as it is assumed.")
    }
    words.append(Self.bound(pilot.totalUpperBound / pilot.totalSD, of: "one run's ln ratio", pilot.degreesOfFreedom))
    self.init(truth: truth, words: words)
  }
}
