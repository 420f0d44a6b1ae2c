internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// The figures of a plan.
struct PlanFigures {
  let context: PlanContext

  /// A curve of an attribute.
  private typealias Drawn = (curve: PlanCurve, attribute: AttributePlan)

  /// The chance of passing over size: the picture of page one, a panel for each attribute; where standards are compared at
  /// several laboratories one over runs and one over laboratories.
  func power() -> Figure? {
    let drawn = context.plan.attributes.flatMap { attribute in
      [PlanCurve.Quantity.units, .laboratories].compactMap { curve($0, attribute) }
    }
    guard !drawn.isEmpty else { return nil }
    let width = drawn.count == 1 ? 680.0 : 332
    let isOfLaboratories = drawn.contains { $0.curve.quantity == .laboratories }
    return Figure(
      "power-curve",
      caption:
        "The chance of passing over the size of the study\(isOfLaboratories ? ", in runs and in laboratories" : ""). Thick: all required criteria together; dashed: the target; filled: the design as planned; hollow: the fewest that reach the target with as many replicates. \(RichText(bands(drawn)))",
      drawn.map { overCounts($0, width: width).drawing }, data: .kept(data(drawn)))
  }

  /// The remaining curves of an attribute.
  func characteristics(_ attribute: AttributePlan) -> [Figure] {
    [PlanCurve.Quantity.bias, .sdRatio, .variability].compactMap { quantity in
      guard let drawn = curve(quantity, attribute) else { return nil }
      return Figure(
        "\(PlanCurve.stem(quantity))\(suffix(attribute))", caption: RichText(caption(drawn)),
        [overTruth(drawn).drawing], data: .kept(data([drawn])))
    }
  }

  private func suffix(_ attribute: AttributePlan) -> String {
    context.severalAttributes ? "-\(attribute.attribute.id)" : ""
  }

  // MARK: - Curves

  /// `nil` where no point of it has a chance.
  private func curve(_ quantity: PlanCurve.Quantity, _ attribute: AttributePlan) -> Drawn? {
    attribute.curves.first {
      $0.quantity == quantity && $0.points.contains { $0.all != nil || $0.criteria.contains { $0 != nil } }
    }.map { ($0, attribute) }
  }

  private func lines(_ drawn: Drawn, at x: (Double) -> Double) -> [PowerCurve.Line] {
    let criteria = drawn.attribute.attribute.criteria
    // With one receiving laboratory a sole required criterion is all there is.
    let isSame = criteria.count { $0.required } == 1 && !context.severalReceivers
    return drawn.curve.lines(criteria, isSame: isSame, at: x)
  }

  private func overCounts(_ drawn: Drawn, width: Double) -> PowerCurve {
    let (curve, attribute) = drawn
    let texts = ofCounts(drawn, isNarrow: width < 400)
    let enough =
      curve.quantity == .units
      ? attribute.sizes.first { $0.replicates == attribute.replicates }?.units
      : attribute.standards?.laboratorySizes.first { $0.units == attribute.units }?.laboratories
    return PowerCurve(
      title: texts.title, lines: lines(drawn) { $0 }, axisTitle: texts.axis,
      target: PowerCurve.target(attribute.target),
      marks: PowerCurve.marks(planned: Int(curve.planned), enough: enough), isOfCounts: true, count: texts.count,
      width: width)
  }

  private func overTruth(_ drawn: Drawn) -> PowerCurve {
    let (curve, attribute) = drawn
    let isRatio = attribute.attribute.scale == .log && curve.quantity == .bias
    func x(_ value: Double) -> Double { isRatio ? AnalysisScale.log.reported(value) : value }
    var limits: [Limit] = []
    for limit in attribute.limits where limit.quantity == curve.quantity {
      let stated = limit.criterion.facts
      guard let text = (limit.isLower ? stated.lower : stated.upper)?.description else { continue }
      let unit = stated.unit(of: attribute.attribute)
      let words = "\(visible(limit.criterion.id)): \(text)\(unit.isEmpty ? "" : " \(visible(unit))")"
      let drawn = Limit(x(limit.x), isOfAxis(limit, attribute) ? text : words)
      if !limits.contains(drawn) { limits.append(drawn) }
    }
    let texts = ofTruth(drawn)
    return PowerCurve(
      title: texts.title, lines: lines(drawn, at: x), scale: isRatio ? .logarithmic : .linear, axisTitle: texts.axis,
      target: curve.quantity == .variability ? PowerCurve.target(attribute.target) : nil,
      risk: limits.isEmpty ? nil : PowerCurve.risk(attribute.attribute.criteria), limits: limits,
      marks: [PowerCurve.Mark(x(curve.planned), "assumed", isFilled: true)], count: context.planned(attribute))
  }

  /// Whether a limit's number is one of the axis, so that it stands alone; else it is said whose it is, and of what.
  private func isOfAxis(_ limit: CurveLimit, _ attribute: AttributePlan) -> Bool {
    // A limit on the drift lies where the ledger's drift puts it.
    guard attribute.standards == nil else { return limit.criterion.facts.ofStandard == .ratio }
    let unit = limit.criterion.facts.unit(of: attribute.attribute)
    return limit.quantity == .bias
      && (unit.isEmpty
        ? attribute.attribute.scale == .log : unit == attribute.attribute.unitOfMeasurement && unit != "%")
  }

  // MARK: - Words

  private func title(_ attribute: AttributePlan, _ over: String) -> String {
    "Chance of passing over \(over)\(context.severalAttributes ? ", \(visible(attribute.attribute.title))" : "")"
  }

  private func ofCounts(_ drawn: Drawn, isNarrow: Bool) -> (title: String, axis: String, count: String?) {
    let (curve, attribute) = drawn
    let unit = attribute.attribute.unitOfReplication
    let replicates = Wording.count(attribute.replicates, "replicate")
    let units = context.unitsEach(attribute)
    guard let standards = attribute.standards else {
      let name = context.severalAttributes ? "\(visible(attribute.attribute.title)): " : ""
      return (
        title(attribute, "size"), name + units + (unit == .result ? "" : ", with \(replicates)"),
        context.planned(attribute)
      )
    }
    guard curve.quantity == .units else {
      return (
        title(attribute, "laboratories"), "laboratories, with \(Wording.count(attribute.units, unit.rawValue)) each",
        isNarrow ? nil : context.planned(attribute)
      )
    }
    return (
      title(attribute, "runs"), units + (isNarrow ? "" : ", with \(replicates)"),
      isNarrow
        ? "\(StandardsPlan.laboratories(standards.study.laboratories)), \(replicates)" : context.planned(attribute)
    )
  }

  private func ofTruth(_ drawn: Drawn) -> (title: String, axis: String) {
    let (curve, attribute) = drawn
    let words = context.words
    switch curve.quantity {
    case .bias:
      if let standards = attribute.standards {
        return (title(attribute, "the true ratio"), "true ratio \(standards.ratioName)")
      }
      return (
        title(attribute, "the true bias"),
        attribute.attribute.scale == .log
          ? "true ratio of geometric means \(words.ratio)"
          : "true difference of means \(words.difference), \(visible(attribute.attribute.unitOfMeasurement))"
      )
    case .sdRatio: return (title(attribute, "the true SD ratio"), "true ratio of SDs \(words.ratio)")
    case .variability, .units, .laboratories:
      return (title(attribute, "variability"), "every assumed SD multiplied by")
    }
  }

  private func caption(_ drawn: Drawn) -> String {
    let (curve, attribute) = drawn
    let ends = "the rest as assumed. \(bands([drawn]))"
    let name = context.severalAttributes ? ", \(visible(attribute.attribute.title))," : ""
    let design = "Operating characteristic of the planned design\(name) over"
    switch curve.quantity {
    case .bias:
      let over = attribute.standards.map { "the true ratio \($0.ratioName)" } ?? "the true bias"
      let hasLimits = attribute.standards == nil || attribute.limits.contains { $0.quantity == .bias }
      let limits =
        hasLimits
        ? " Upright: the limits of required criteria; dotted: α, the greatest chance of passing that is allowed there."
        : ""
      return "\(design) \(over), \(ends)\(limits)"
    case .sdRatio: return "\(design) the true SD ratio, \(ends)"
    case .variability, .units, .laboratories:
      return "The planned design\(name) over variability: every assumed SD multiplied by the same factor, \(ends)"
    }
  }

  /// How well the lines are known.
  private func bands(_ drawn: [Drawn]) -> String {
    (context.severalReceivers
      ? "A criterion's line is that of the \(context.words.receivingGroup) that passes least. " : "")
      + PlanCurve.bands(drawn.map { $0.curve })
  }

  // MARK: - Data

  private func data(_ drawn: [Drawn]) -> Table {
    let quantity = drawn[0].curve.quantity
    let columns = PlanCurve.columns(quantity)
    guard drawn.contains(where: { $0.curve.quantity != quantity }) else {
      let ofOne = drawn.count == 1 ? suffix(drawn[0].attribute) : ""
      return Table(
        "\(PlanCurve.stem(quantity))\(ofOne)-data", columns: columns,
        rows: drawn.flatMap { $0.curve.rows($0.attribute.attribute) })
    }
    return Table(
      "\(PlanCurve.stem(quantity))-data",
      columns: [.init("over")]
        + columns.enumerated().map { $0.offset == 1 ? .init("count", .right) : $0.element },
      rows: drawn.flatMap { one in
        one.curve.rows(one.attribute.attribute).map {
          Table.Row([Cell(RichText(one.curve.quantity.rawValue))] + $0.cells)
        }
      })
  }
}

extension PowerCurve {
  /// The planned number, and the fewest that reach the target where that is another one.
  static func marks(planned: Int, enough: Int?) -> [Mark] {
    [Mark(Double(planned), "planned: \(planned)", isFilled: true)]
      + (enough.flatMap { $0 == planned ? nil : [Mark(Double($0), "reaches it: \($0)", isFilled: false)] } ?? [])
  }

  static func target(_ chance: Double) -> Limit {
    let text = ChanceText.stated(chance)
    return Limit(chance, "target \(text.count > 7 ? ChanceText.percent(chance) : text)")
  }

  /// α, where all required criteria have one.
  static func risk(_ criteria: [Criterion]) -> Limit? {
    let alphas = Set(criteria.filter { $0.required }.map { $0.alpha })
    return alphas.count == 1 ? alphas.first.map { Limit($0, "α \(Numbers.shortest($0))") } : nil
  }
}
