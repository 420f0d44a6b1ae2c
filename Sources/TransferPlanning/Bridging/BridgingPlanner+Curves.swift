internal import Transfer

extension BridgingPlanner {
  func curves(_ sizes: [SizeOption], _ laboratorySizes: [LaboratoryOption], _ meter: Meter) async -> [PlanCurve] {
    var curves: [PlanCurve] = []
    let planned = study.unitsEach
    let same = sizes.first { $0.replicates == study.replicates }?.units
    curves.append(
      await curve(.units, planned: Double(planned), Self.counts(planned, same, BridgingPlan.mostUnits), meter) { x in
        (resized(units: Int(x)), truth)
      })
    if study.laboratories > 1 {
      let enough = laboratorySizes.first { $0.units == planned }?.laboratories
      let counts = Self.counts(study.laboratories, enough, BridgingPlan.mostLaboratories)
      curves.append(
        await curve(.laboratories, planned: Double(study.laboratories), counts, meter) { x in
          (resized(laboratories: Int(x)), truth)
        })
    }
    if let overBias = await curveOverBias(meter) { curves.append(overBias) }
    curves.append(await curveOverVariability(meter))
    return curves
  }
}
