internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

// Parts of tables and figures of a plan: chances in cells, risks and endings in rows, curves as lines, and what is taken as
// true in words.

extension Cell {
  /// A chance, with the simulated one below an exact one.
  static func chance(_ chance: Chance?, against limit: Double? = nil, _ emphasis: Emphasis = .none) -> Cell {
    guard let chance else { return Cell(RichText("no verdict"), emphasis) }
    let both: String? =
      chance.exact != nil
      ? (chance.simulated.map { "simulated \(ChanceText.short(Chance(exact: nil, simulated: $0)))" } ?? "exact") : nil
    return Cell(ChanceText.short(chance, against: limit), value: chance.estimate, note: both, emphasis)
  }

  /// The chance at a size that was searched for; missing where nothing was tried.
  static func size(_ chance: Chance?, found size: Int?, against target: Double, _ emphasis: Emphasis) -> Cell {
    size == nil && chance == nil ? .missing : .chance(chance, against: target, emphasis)
  }

  /// Why a size was not found; empty where it was.
  static func size(found size: Int?, _ obstacle: String?, most: Int) -> Cell {
    Cell(RichText(obstacle != nil ? "no verdict" : size == nil ? "not reached with \(most)" : ""))
  }
}

/// What is taken as true, in the analysis scale's own words.
struct TruthText {
  let isLog: Bool
  /// Of results; not used on ln.
  let unit: String

  init(_ attribute: Attribute) {
    isLog = attribute.scale == .log
    unit = isLog ? "" : " \(visible(attribute.unitOfMeasurement))"
  }

  func shown(_ value: Double) -> String {
    let shortest = Numbers.shortest(value)
    return shortest.count <= 7
      ? shortest : Numbers.estimate(value, decimals: Numbers.decimals(standardError: value.magnitude) + 2)
  }

  func spread(_ sd: Double) -> String {
    isLog
      ? "\(shown(sd)) of ln (\(Numbers.estimate(GeometricVariation.percentGCV(sd), decimals: 1)) %GCV)"
      : "\(shown(sd))\(unit)"
  }

  func shift(_ bias: Double) -> String {
    isLog
      ? "\(Numbers.shortest(bias)) of ln (a ratio of \(Numbers.estimate(AnalysisScale.log.reported(bias), decimals: 3)))"
      : "\(Numbers.shortest(bias))\(unit)"
  }
}

extension ConsumersRisk {
  /// A row for each limit: who, at which truth, how often, and whether that is shown to be more than is allowed.
  static func rows(_ risks: [ConsumersRisk], _ label: (ConsumersRisk) -> RichText) -> [Table.Row] {
    risks.map { risk in
      let alpha = risk.criterion.alpha
      let isAbove =
        risk.chance.exact.map { $0 > alpha + 1e-9 } ?? risk.chance.simulated.map { $0.interval(1.96).lower > alpha }
        ?? false
      return Table.Row([
        Cell(label(risk)), Cell(RichText(visible(risk.truth))), .chance(risk.chance, against: alpha),
        Cell(RichText(Numbers.shortest(alpha))), isAbove ? Cell("above α", .flagged) : .empty,
      ])
    }
  }

  static let columns: [Table.Column] = [
    .init("Criterion"), .init("Truth"), .init("Chance of passing", .right), .init("α", .right), .init(""),
  ]
}

extension CriterionPlan {
  /// How studies end that do not pass.
  func endings(_ label: String) -> Table.Row {
    let studies = power?.simulated?.of
    func share(_ fraction: Double) -> Cell {
      guard let studies else { return .missing }
      return .chance(
        Chance(
          exact: nil,
          simulated: Proportion(count: Int((fraction * Double(studies)).rounded()), of: studies)))
    }
    return Table.Row([
      Cell("\(strong: label)"), shares.map { share($0.fail) } ?? .missing,
      shares.map { share($0.inconclusive) } ?? .missing, shares.map { share($0.notEvaluated) } ?? .missing,
      Cell(RichText(visible(obstacle ?? ""))),
    ])
  }

  static let endingColumns: [Table.Column] = [
    .init("Criterion"), .init("Fail", .right), .init("Inconclusive", .right), .init("Not evaluated", .right),
    .init("Why there is no verdict"),
  ]
}

extension PlanCurve {
  /// All required together, and each criterion that is not the same line.
  ///
  /// - Parameter isSame: whether a sole required criterion is all there is.
  func lines(_ criteria: [Criterion], isSame: Bool, at x: (Double) -> Double) -> [PowerCurve.Line] {
    func line(_ pick: (Point) -> Chance?) -> [PowerCurve.Point] {
      points.compactMap { point in
        pick(point).map { chance in
          let interval = chance.exact == nil ? chance.simulated?.interval(1.96) : nil
          return PowerCurve.Point(
            x(point.x), chance.estimate, band: interval.map { PowerCurve.Band($0.lower, $0.upper) })
        }
      }
    }
    var lines = criteria.enumerated().compactMap { index, criterion -> PowerCurve.Line? in
      if isSame, criterion.required { return nil }
      let found = line { index < $0.criteria.count ? $0.criteria[index] : nil }
      let name = visible(criterion.id) + (criterion.required ? "" : " (information)")
      return found.isEmpty ? nil : PowerCurve.Line(name, found)
    }
    let whole = line({ $0.all })
    if !whole.isEmpty {
      let name = isSame ? visible(criteria.first { $0.required }?.id ?? "") : "all required"
      lines.insert(PowerCurve.Line(name, isWhole: true, whole), at: 0)
    }
    return lines
  }

  /// How well the lines are known.
  static func bands(_ curves: [PlanCurve]) -> String {
    let chances = curves.flatMap { $0.points }.flatMap { [$0.all] + $0.criteria }.compactMap { $0 }
    let greatest = chances.map { $0.monteCarloError }.max() ?? 0
    return greatest == 0
      ? "Every point is exact."
      : "Bands: 95 % Monte Carlo intervals, at most ± \(Numbers.upperBound(196 * greatest, decimals: 1)) %."
  }

  /// Every point in full, for the file of the figure's data.
  func rows(_ attribute: Attribute) -> [Table.Row] {
    points.flatMap { point in
      let chances = [("all required", point.all)] + zip(attribute.criteria.map { visible($0.id) }, point.criteria)
      return chances.compactMap { name, chance in
        chance.map { chance in
          Table.Row([
            Cell(RichText(visible(attribute.id))), Cell(Numbers.shortest(point.x), value: point.x),
            Cell(RichText(name)), Cell(Numbers.shortest(chance.estimate), value: chance.estimate),
            Cell(Numbers.shortest(chance.monteCarloError), value: chance.monteCarloError),
            Cell(RichText(chance.exact == nil ? "simulated" : "exact")),
          ])
        }
      }
    }
  }

  static func columns(_ quantity: Quantity) -> [Table.Column] {
    [
      .init("attribute"), .init(quantity.rawValue, .right), .init("criterion"), .init("chance of passing", .right),
      .init("Monte Carlo standard error", .right), .init("by"),
    ]
  }

  /// The stem of the figure's files.
  static func stem(_ quantity: Quantity) -> String {
    switch quantity {
    case .units: "power-curve"
    case .laboratories: "curve-laboratories"
    case .bias: "curve-bias"
    case .sdRatio: "curve-sd-ratio"
    case .variability: "curve-variability"
    }
  }
}

extension PlanProvenance {
  /// What was asked, of what.
  func settings(_ request: PlanRequest, simulations: Int) -> Table {
    func source(_ key: String) -> String { given.contains(key) ? ", by the command line" : "" }
    var entries = [Entry("Protocol", "\(visible(protocolFile.name)), SHA-256 \(code: protocolFile.sha256)")]
    for (label, input) in [("Standards", standards), ("Pilot results", pilot)] {
      if let input { entries.append(Entry(label, "\(visible(input.name)), SHA-256 \(code: input.sha256)")) }
    }
    entries += [
      Entry("Target", RichText("\(ChanceText.stated(request.power))\(source("power"))")),
      Entry(
        "Studies simulated",
        RichText(
          "\(simulations) for all together, until a 95 % interval is ± \(ChanceText.percent(request.halfWidth, decimals: 2)) or \(request.simulations) are done\(source("simulations"))"
        )), Entry("Seed", RichText("\(String(request.seed))\(source("seed"))")),
      Entry("Program", RichText("methodtransfer \(version)")),
    ]
    return Table("settings", caption: "What was asked", keyValues: entries)
  }
}
