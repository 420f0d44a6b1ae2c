internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// The figures of a plan.
struct PlanFigures {
  let context: PlanContext

  /// The chance of passing over size: the picture of page one, a panel for each attribute.
  func power() -> Figure? {
    let attributes = context.plan.attributes.filter { curve(.units, $0) != nil }
    guard !attributes.isEmpty else { return nil }
    let width = attributes.count == 1 ? 680.0 : 332
    let drawings = attributes.compactMap { attribute in
      curve(.units, attribute).map { overUnits($0, attribute, width: width).drawing }
    }
    return Figure(
      "power-curve",
      caption:
        "The chance of passing over the size of the study. Thick: all required criteria together; dashed: the target; filled: the design as planned; hollow: the fewest that reach the target with as many replicates. \(RichText(bands(attributes.compactMap { curve(.units, $0) })))",
      drawings, data: .kept(data(.units, attributes)))
  }

  /// The remaining curves of an attribute.
  func characteristics(_ attribute: AttributePlan) -> [Figure] {
    let quantities: [PlanCurve.Quantity] = [.bias, .sdRatio, .variability]
    return quantities.compactMap { quantity in
      guard let curve = curve(quantity, attribute) else { return nil }
      let stem = "\(PlanCurve.stem(quantity))\(context.severalAttributes ? "-\(attribute.attribute.id)" : "")"
      return Figure(
        stem, caption: RichText(caption(quantity, attribute)),
        [overTruth(curve, attribute).drawing], data: .kept(data(quantity, [attribute])))
    }
  }

  // MARK: - Curves

  private func curve(_ quantity: PlanCurve.Quantity, _ attribute: AttributePlan) -> PlanCurve? {
    attribute.curves.first { $0.quantity == quantity && !$0.points.isEmpty }
  }

  private func lines(_ curve: PlanCurve, _ attribute: AttributePlan, at x: (Double) -> Double) -> [PowerCurve.Line] {
    let criteria = attribute.attribute.criteria
    // With one receiving laboratory a sole required criterion is all there is.
    let isSame = criteria.count(where: \.required) == 1 && !context.severalReceivers
    return curve.lines(criteria, isSame: isSame, at: x)
  }

  private func title(_ attribute: AttributePlan, _ over: String) -> String {
    "Chance of passing over \(over)\(context.severalAttributes ? ", \(visible(attribute.attribute.title))" : "")"
  }

  private func overUnits(_ curve: PlanCurve, _ attribute: AttributePlan, width: Double) -> PowerCurve {
    let units = context.unitsEach(attribute)
    let same = attribute.sizes.first { $0.replicates == attribute.replicates }?.units
    let name = context.severalAttributes ? "\(visible(attribute.attribute.title)): " : ""
    let replicates =
      attribute.attribute.unitOfReplication == .result
      ? "" : ", with \(Wording.count(attribute.replicates, "replicate"))"
    return PowerCurve(
      title: title(attribute, "size"), lines: lines(curve, attribute) { $0 },
      axisTitle: name + units + replicates,
      target: PowerCurve.target(attribute.target), marks: PowerCurve.marks(planned: attribute.units, enough: same),
      isOfCounts: true,
      count: "planned n = \(context.atMost(attribute))\(attribute.results) results \(context.words.each)", width: width)
  }

  private func overTruth(_ curve: PlanCurve, _ attribute: AttributePlan) -> PowerCurve {
    let isLog = attribute.attribute.scale == .log
    let isRatio = isLog && curve.quantity == .bias
    func x(_ value: Double) -> Double { isRatio ? AnalysisScale.log.reported(value) : value }
    var limits: [Limit] = []
    for limit in attribute.limits(on: curve.quantity) {
      let stated = limit.criterion.facts
      guard let text = (limit.isLower ? stated.lower : stated.upper)?.description else { continue }
      let unit = limit.criterion.facts.unit(of: attribute.attribute)
      // In the axis's own unit the number alone; else whose it is, and of what.
      let isOwn = curve.quantity == .bias && (unit.isEmpty ? isLog : unit == attribute.attribute.unit && unit != "%")
      let words = "\(visible(limit.criterion.id)): \(text)\(unit.isEmpty ? "" : " \(visible(unit))")"
      let drawn = Limit(x(limit.x), isOwn ? text : words)
      if !limits.contains(drawn) { limits.append(drawn) }
    }
    let over: (title: String, axis: String, mark: String) =
      switch curve.quantity {
      case .bias:
        (
          "the true bias",
          isRatio
            ? "true ratio of geometric means \(context.words.ratio)"
            : "true difference of means \(context.words.difference), \(visible(attribute.attribute.unit))", "assumed"
        )
      case .sdRatio: ("the true SD ratio", "true ratio of SDs \(context.words.ratio)", "assumed")
      case .variability, .units, .laboratories: ("variability", "every assumed SD multiplied by", "assumed")
      }
    return PowerCurve(
      title: title(attribute, over.title), lines: lines(curve, attribute, at: x),
      scale: isRatio ? .logarithmic : .linear, axisTitle: over.axis,
      target: curve.quantity == .variability ? PowerCurve.target(attribute.target) : nil,
      risk: limits.isEmpty ? nil : PowerCurve.risk(attribute.attribute.criteria),
      limits: limits, marks: [PowerCurve.Mark(x(curve.planned), over.mark, isFilled: true)],
      count: "planned n = \(context.atMost(attribute))\(attribute.results) results \(context.words.each)")
  }

  private func caption(_ quantity: PlanCurve.Quantity, _ attribute: AttributePlan) -> String {
    let ends = "the rest as assumed. \(bands([curve(quantity, attribute)].compactMap { $0 }))"
    let name = context.severalAttributes ? ", \(visible(attribute.attribute.title))," : ""
    return switch quantity {
    case .bias:
      "Operating characteristic of the planned design\(name) over the true bias, \(ends) Upright: the limits of required criteria; dotted: α, the greatest chance of passing that is allowed there."
    case .sdRatio: "Operating characteristic of the planned design\(name) over the true SD ratio, \(ends)"
    case .variability, .units, .laboratories:
      "The planned design\(name) over variability: every assumed SD multiplied by the same factor, \(ends)"
    }
  }

  /// How well the lines are known.
  private func bands(_ curves: [PlanCurve]) -> String {
    (context.severalReceivers
      ? "A criterion's line is that of the \(context.words.receivingGroup) that passes least. " : "")
      + PlanCurve.bands(curves)
  }

  // MARK: - Data

  private func data(_ quantity: PlanCurve.Quantity, _ attributes: [AttributePlan]) -> Table {
    let suffix = context.severalAttributes && attributes.count == 1 ? "-\(attributes[0].attribute.id)" : ""
    return Table(
      "\(PlanCurve.stem(quantity))\(suffix)-data", columns: PlanCurve.columns(quantity),
      rows: attributes.flatMap { attribute in curve(quantity, attribute)?.rows(attribute.attribute) ?? [] })
  }
}
