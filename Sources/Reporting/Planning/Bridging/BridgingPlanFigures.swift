internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// The figures of a bridging study's plan.
struct BridgingPlanFigures {
  let context: BridgingPlanContext

  private var plan: BridgingPlan { context.plan }
  private var criteria: [Criterion] { plan.attribute.criteria }
  private var count: String {
    let study = plan.study
    return "planned n = \(Wording.count(study.unitsOfAll, context.unit.rawValue))"
      + (context.severalLaboratories ? " at \(study.laboratories) laboratories" : "")
  }

  /// The chance of passing over runs, and beside it over laboratories where there are several: the picture of page one.
  func power() -> Figure? {
    let curves = [curve(.units), curve(.laboratories)].compactMap { $0 }
    guard !curves.isEmpty else { return nil }
    let width = curves.count == 1 ? 680.0 : 332
    return Figure(
      "power-curve",
      caption:
        "The chance of passing over the size of the study\(curves.count > 1 ? ", in runs and in laboratories" : ""). Thick: all required criteria together; dashed: the target; filled: the design as planned; hollow: the fewest that reach the target. \(RichText(PlanCurve.bands(curves)))",
      curves.map { overCounts($0, width: width).drawing }, data: .kept(data(curves)))
  }

  /// The remaining curves.
  func characteristics() -> [Figure] {
    [PlanCurve.Quantity.bias, .variability].compactMap { quantity in
      guard let curve = curve(quantity) else { return nil }
      return Figure(
        PlanCurve.stem(quantity), caption: RichText(caption(curve)), [overTruth(curve).drawing],
        data: .kept(data([curve])))
    }
  }

  private func curve(_ quantity: PlanCurve.Quantity) -> PlanCurve? {
    plan.curves.first {
      $0.quantity == quantity && $0.points.contains { $0.all != nil || $0.criteria.contains { $0 != nil } }
    }
  }

  private func lines(_ curve: PlanCurve, at x: (Double) -> Double) -> [PowerCurve.Line] {
    curve.lines(criteria, isSame: criteria.count(where: \.required) == 1, at: x)
  }

  private func overCounts(_ curve: PlanCurve, width: Double) -> PowerCurve {
    let isOfUnits = curve.quantity == .units
    let enough =
      isOfUnits
      ? plan.sizes.first { $0.replicates == plan.study.replicates }?.units
      : plan.laboratorySizes.first { $0.units == plan.study.unitsEach }?.laboratories
    let replicates = Wording.count(plan.study.replicates, "replicate")
    let isNarrow = width < 400
    let axis =
      isOfUnits
      ? context.unitsEach() + (isNarrow ? "" : ", with \(replicates)")
      : "laboratories, with \(Wording.count(plan.study.unitsEach, context.unit.rawValue)) each"
    return PowerCurve(
      title: "Chance of passing over \(isOfUnits ? "runs" : "laboratories")", lines: lines(curve) { $0 },
      axisTitle: axis,
      target: PowerCurve.target(plan.request.power),
      marks: PowerCurve.marks(planned: Int(curve.planned), enough: enough), isOfCounts: true,
      count: isNarrow && isOfUnits
        ? "\(context.laboratories(plan.study.laboratories)), \(replicates)" : isNarrow ? nil : count,
      width: width)
  }

  private func overTruth(_ curve: PlanCurve) -> PowerCurve {
    let isBias = curve.quantity == .bias
    func x(_ value: Double) -> Double { isBias ? AnalysisScale.log.reported(value) : value }
    var limits: [Limit] = []
    for limit in isBias ? plan.limitsOnBias : [] {
      let stated = limit.criterion.facts
      guard let text = (limit.isLower ? stated.lower : stated.upper)?.description else { continue }
      // A limit on the drift lies where the ledger's drift puts it, so that its number is not the axis's.
      let isOwn = limit.criterion.facts.ofStandard == .ratio
      let drawn = Limit(x(limit.x), isOwn ? text : "\(visible(limit.criterion.id)): \(text)")
      if !limits.contains(drawn) { limits.append(drawn) }
    }
    return PowerCurve(
      title: "Chance of passing over \(isBias ? "the true ratio" : "variability")", lines: lines(curve, at: x),
      scale: isBias ? .logarithmic : .linear,
      axisTitle: isBias ? "true ratio \(context.ratioName)" : "every assumed SD multiplied by",
      target: isBias ? nil : PowerCurve.target(plan.request.power),
      risk: limits.isEmpty ? nil : PowerCurve.risk(criteria),
      limits: limits, marks: [PowerCurve.Mark(x(curve.planned), "assumed", isFilled: true)], count: count)
  }

  private func caption(_ curve: PlanCurve) -> String {
    let ends = "the rest as assumed. \(PlanCurve.bands([curve]))"
    guard curve.quantity == .bias else {
      return "The planned design over variability: every assumed SD multiplied by the same factor, \(ends)"
    }
    let limits =
      plan.limitsOnBias.isEmpty
      ? ""
      : " Upright: the limits of required criteria; dotted: α, the greatest chance of passing that is allowed there."
    return "Operating characteristic of the planned design over the true ratio \(context.ratioName), \(ends)\(limits)"
  }

  private func data(_ curves: [PlanCurve]) -> Table {
    guard curves.count > 1 else {
      let quantity = curves.first?.quantity ?? .units
      return Table(
        "\(PlanCurve.stem(quantity))-data", columns: PlanCurve.columns(quantity),
        rows: curves.first?.rows(plan.attribute) ?? [])
    }
    return Table(
      "power-curve-data",
      columns: [.init("over")]
        + PlanCurve.columns(.units).enumerated().map { $0.offset == 1 ? .init("count", .right) : $0.element },
      rows: curves.flatMap { curve in
        curve.rows(plan.attribute).map { Table.Row([Cell(RichText(curve.quantity.rawValue))] + $0.cells) }
      })
  }
}
