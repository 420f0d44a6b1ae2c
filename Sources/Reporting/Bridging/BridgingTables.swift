internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

/// The tables of the ratio: runs, laboratories, ways to combine them, what leaving out does, how many runs a half-width needs.
struct BridgingTables {
  let context: BridgingContext

  private var study: BridgingStudy { context.study }
  private var unit: String { context.unit.rawValue }

  /// What each rule would make of the candidate.
  var rules: Table? {
    guard let assignment = study.assignment else { return nil }
    let level = context.level(assignment.level)
    return Table(
      "rules",
      caption: "\(context.candidate) by both rules: which one decides was agreed in the protocol",
      columns: [
        .init("Rule"), .init(context.withUnit("Value"), .right),
        .init("Interval", .right, note: "\(level), this study"),
        .init("By all ratios", .right, note: "measured value"),
        .init("Its interval", .right, note: "\(level), whole chain"),
        .init("Drift", .right, note: "measured / value"), .init("Its interval", .right, note: level), .init("Criteria"),
        .init("Decides"),
      ],
      rows: assignment.options.map { option in
        let drift = option.generation.drift
        return Table.Row([
          Cell(
            "\(strong: option.rule.rawValue)",
            note: option.rule == .equivalence ? "current value carried over" : "value as measured"),
          Cell(
            "\(strong: Numbers.estimate(option.value, decimals: context.valueDecimals))",
            raw: ExactDecimal(shortest: option.value)?.description),
          option.interval.map { context.valueInterval($0.lower, $0.upper) } ?? .missing,
          context.value(option.generation.measured.value),
          context.valueInterval(option.generation.measured.lower, option.generation.measured.upper),
          context.ratio(drift.value), context.ratioInterval(drift.lower, drift.upper),
          Cell(
            RichText(
              option.findings.isEmpty
                ? "none in the protocol"
                : option.findings.map { "\($0.criterion.id) \($0.verdict.label.word.lowercased())" }.joined(
                  separator: ", "))),
          Cell(option.isDeciding ? "\(strong: "yes")" : "no"),
        ])
      },
      note:
        "Drift above 1: by all measured ratios the lot is stronger than the value says, and results against it come out too low by that factor."
    )
  }

  /// Every run with the lines that it rests on.
  var pairs: Table {
    let keys = FileKeys(context.base.assessment.data)
    let isRelative = study.pairs.form == .relativeToCurrent
    let hasAnalysts = study.pairs.pairs.contains { $0.analyst != nil }
    let hasDays = study.pairs.pairs.contains { $0.day != nil }
    let title = visible(study.attribute.unitOfMeasurement)
    func mean(_ value: Double?) -> Cell {
      value.map { Cell(Numbers.estimate($0, decimals: decimals(of: $0)), value: $0) } ?? .missing
    }
    let shown = study.pairs.pairs.prefix(1_000)
    let more = study.pairs.pairs.count - shown.count
    return Table(
      "pairs", caption: "Runs and their ratios",
      columns: [.init("Laboratory")] + (hasAnalysts ? [.init("Analyst")] : []) + (hasDays ? [.init("Day")] : []) + [
        .init("Run")
      ]
        + (isRelative ? [] : [.init("\(context.current), \(title)", .right)]) + [
          .init("\(context.candidate), \(title)", .right),
          .init("Results", .right, note: isRelative ? nil : "current / candidate"),
          .init("Ratio", .right, note: context.ratioName), .init("Not used because"), .init("Lines"),
        ],
      rows: shown.enumerated().map { index, pair in
        let isFirst = index == 0 || shown[index - 1].laboratory != pair.laboratory
        let isUsed = pair.lnRatio != nil
        return Table.Row(
          [Cell(RichText(isFirst ? visible(pair.laboratory) : ""), raw: pair.laboratory)]
            + (hasAnalysts ? [Cell(RichText(visible(pair.analyst ?? "")))] : [])
            + (hasDays ? [Cell(RichText(visible(pair.day ?? "")))] : []) + [
              Cell(RichText(visible(pair.run)), isUsed ? .none : .faint)
            ] + (isRelative ? [] : [mean(pair.current)]) + [
              mean(pair.candidate),
              Cell(
                RichText(isRelative ? "\(pair.candidateResults)" : "\(pair.currentResults) / \(pair.candidateResults)")),
              pair.ratio.map { context.ratio($0) } ?? .missing, Cell(RichText(visible(pair.reason ?? ""))),
              Cell("\(code: lines(pair, keys))"),
            ], startsGroup: isFirst)
      },
      note:
        "\(isRelative ? "Results are relative to \(context.current) in each run: the ratio is the geometric mean of a run's results over \(study.pairs.unity?.description ?? "1")." : "Geometric means of a run's results. The run is one pair, whatever it holds: its results are averaged on ln and never counted as independent.")\(more > 0 ? " The first \(shown.count) are shown; all \(study.pairs.pairs.count) are in \(context.base.recordFile)." : "")"
    )
  }

  private func decimals(of value: Double) -> Int { value >= 100 ? 1 : value >= 10 ? 2 : value >= 1 ? 3 : 4 }

  /// "results.csv:2–5", or what few there are.
  private func lines(_ pair: StandardPair, _ keys: FileKeys) -> String {
    guard let first = pair.rows.first, let last = pair.rows.last else { return "" }
    let data = context.base.assessment.data
    let (a, b) = (data.location(of: first), data.location(of: last))
    let file = keys.key(ofFile: a.file)
    guard let from = a.line else { return file }
    guard a.file == b.file, let to = b.line, to != from else { return "\(file):\(from)" }
    return "\(file):\(from)–\(to)"
  }

  var laboratories: Table? {
    guard !study.laboratories.isEmpty else { return nil }
    let level = context.level(study.laboratories[0].level)
    return Table(
      "laboratories", caption: "Laboratories",
      columns: [
        .init("Laboratory"),
        .init(context.unit.plural.prefix(1).uppercased() + context.unit.plural.dropFirst(), .right),
        .init("Ratio", .right, note: context.ratioName),
        .init("Interval", .right, note: "\(level), own \(context.unit.plural)"),
        .init("SD of ln", .right), .init("%GCV", .right, note: "between \(context.unit.plural)"),
      ],
      rows: study.laboratories.map { one in
        Table.Row([
          Cell(RichText(visible(one.name))), Cell(one.units), context.ratio(one.ratio),
          one.interval.map { context.ratioInterval($0.lower, $0.upper) } ?? .missing,
          one.standardDeviation.map { Cell(Numbers.estimate($0, decimals: 4), value: $0) } ?? .missing,
          one.percentGCV.map { Cell(Numbers.estimate($0, decimals: 1), value: $0) } ?? .missing,
        ])
      })
  }

  var variation: Table? {
    guard let variation = study.variation else { return nil }
    let level = context.level(variation.level)
    func row(_ name: String, _ figure: BridgingVariation.Figure?) -> Table.Row? {
      figure.map {
        Table.Row([
          Cell(RichText(name)), Cell(Numbers.estimate($0.percentGCV, decimals: 1), value: $0.percentGCV),
          Cell(RichText(Numbers.interval($0.lower, $0.upper, decimals: 1))),
          Cell(RichText(Numbers.degreesOfFreedom($0.degreesOfFreedom))),
        ])
      }
    }
    var rows = [
      row("between \(context.unit.plural), within laboratories", variation.within),
      row("geometric means of laboratories, as collaborative studies state it", variation.betweenMeans),
    ].compactMap { $0 }
    if let component = variation.betweenComponent {
      rows.append(
        Table.Row([
          Cell(
            RichText(
              "between laboratories alone (component)\(variation.isBetweenTruncated ? ", negative and put at 0" : "")")),
          Cell(Numbers.estimate(component, decimals: 1), value: component), .empty, .empty,
        ]))
    }
    guard !rows.isEmpty else { return nil }
    return Table(
      "variation", caption: "How much the ratio varies",
      columns: [.init("Source"), .init("%GCV", .right), .init("Interval", .right, note: level), .init("df", .right)],
      rows: rows, note: "%GCV = 100 (exp(s) − 1), s the SD of ln ratio.")
  }

  /// Every way to make one ratio of several laboratories, and the robust ones.
  var consensus: Table? {
    guard !study.consensuses.isEmpty || !study.robust.figures.isEmpty else { return nil }
    var rows = study.consensuses.map { figure -> Table.Row in
      let name: Cell =
        figure.isDeciding
        ? Cell("\(strong: figure.name)", note: "decides") : Cell(RichText(figure.name))
      switch figure.outcome {
      case .success(let found):
        return Table.Row([
          name, context.ratio(found.ratio), context.ratioInterval(found.lower, found.upper),
          Cell(Numbers.estimate(found.standardError, decimals: 4), value: found.standardError),
          Cell(RichText(found.degreesOfFreedom.map(Numbers.degreesOfFreedom) ?? "normal")),
          figure.lnBetween.map { Cell(Numbers.estimate($0, decimals: 4), value: $0) } ?? .missing,
          Cell(RichText(figure.words)),
        ])
      case .failure(let obstacle):
        return Table.Row([
          name, .missing, .missing, .missing, .missing, .missing, Cell(RichText("none: \(obstacle.description)")),
        ])
      }
    }
    for (index, figure) in study.robust.figures.enumerated() {
      let over = "over \(study.robust.over)\(study.robust.over == "laboratory" ? " means" : "s")"
      rows.append(
        Table.Row(
          [
            Cell(RichText(figure.name)), context.ratio(figure.ratio),
            figure.interval.map { context.ratioInterval($0.lower, $0.upper) } ?? .missing,
            figure.standardUncertainty.map { Cell(Numbers.estimate($0, decimals: 4), value: $0) } ?? .missing, .missing,
            .missing,
            Cell(RichText("robust, \(over)\(figure.level.map { ", exact level \(context.level($0))" } ?? "")")),
          ], startsGroup: index == 0))
    }
    return Table(
      "consensus",
      caption: "\(context.ratioName) by several methods: the protocol names the one that decides",
      columns: [
        .init("Method"), .init("Ratio", .right),
        .init("Interval", .right, note: context.level(BridgingStudy.shownLevel)),
        .init("SE of ln", .right), .init("df", .right), .init("Between", .right, note: "SD of ln"),
        .init("What it does"),
      ], rows: rows)
  }

  /// What leaving out one run, analyst, day or laboratory does.
  var leftOut: Table? {
    guard !study.leftOut.isEmpty else { return nil }
    let criteria = study.leftOut.first { !$0.verdicts.isEmpty }?.verdicts.map { $0.criterion } ?? []
    let own = Dictionary(keyed: context.base.assessment.findings.map { ($0.criterion.id, $0.verdict) })
    let shown = study.leftOut.prefix(400)
    return Table(
      "left-out",
      caption: "With one left out, or with a higher factor as the unit: none may replace the protocol's own",
      columns: [
        .init("Left out"), .init("Laboratory"), .init("Ratio", .right),
        .init("Interval", .right, note: context.level(BridgingStudy.shownLevel)),
      ]
        + criteria.map { .init($0) },
      rows: shown.enumerated().map { index, entry in
        let scenario = entry.scenario
        let name: String =
          switch scenario.factor {
          case .unit: "nothing; the \(scenario.name) as the unit"
          case .laboratory: "the laboratory"
          default: "\(scenario.factor.rawValue) \(visible(scenario.name))"
          }
        let laboratory = scenario.laboratory ?? (scenario.factor == .laboratory ? scenario.name : "")
        return Table.Row(
          [
            Cell(RichText(name)), Cell(RichText(visible(laboratory))),
            entry.ratio.map { context.ratio($0.ratio) } ?? Cell(RichText(entry.reason ?? "")),
            entry.ratio.map { context.ratioInterval($0.lower, $0.upper) } ?? .missing,
          ]
            + criteria.map { id in
              guard let verdict = entry.verdicts.first(where: { $0.criterion == id })?.verdict else { return .missing }
              return Cell("\(verdict.label.word.lowercased())", verdict == own[id] ? .none : .flagged)
            }, startsGroup: index > 0 && shown[index - 1].scenario.factor != scenario.factor)
      },
      note:
        "Shaded: another verdict than with all.\(shown.count < study.leftOut.count ? " \(study.leftOut.count - shown.count) more are in \(context.base.recordFile)." : "")\(study.leftOutRemark.map { " \($0)" } ?? "")"
    )
  }

  /// How many units a half-width needs.
  var sizes: Table? {
    guard let sizes = study.sizes else { return nil }
    func cell(_ units: Int?) -> Cell { units.map { Cell($0) } ?? Cell(RichText("over \(BridgingSizes.mostUnits)")) }
    let per = sizes.laboratories > 1 ? "\(context.unit.plural) a laboratory" : context.unit.plural
    return Table(
      "half-widths",
      caption:
        "\(per.prefix(1).uppercased() + per.dropFirst()) that a new study would need for a half-width of the \(context.level(sizes.level)) interval of the ratio",
      style: .narrow,
      columns: [
        .init("Half-width", .right), .init("Asked for by"), .init("Expected", .right, note: "SD as observed"),
        .init("Reached with 80 %", .right, note: "SD varies by chance"),
        .init("Reached with 90 %", .right, note: "SD varies by chance"),
      ],
      rows: sizes.rows.map { row in
        Table.Row([
          Cell(RichText(Numbers.percent(row.percent, decimals: row.percent == row.percent.rounded() ? 0 : 1))),
          Cell(RichText(row.criterion ?? "")), cell(row.units), cell(row.units80), cell(row.units90),
        ])
      },
      note:
        "Half-width: 100 (exp(h) − 1), h that of the interval on ln. For a new, separately protocolled study: results may not be added to these data."
    )
  }
}
