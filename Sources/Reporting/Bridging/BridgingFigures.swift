internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

/// The figures of a bridging report.
struct BridgingFigures {
  let context: BridgingContext

  private var study: BridgingStudy { context.study }

  /// The limits of the criterion on the ratio, required ones first, where there is one.
  private var limits: (lower: Limit?, upper: Limit?, id: String)? {
    for text in context.base.findings {
      guard text.criterion.facts.ofStandard == .ratio else { continue }
      let stated = text.criterion.facts
      return (
        stated.lower.map { Limit($0.double, $0.description) }, stated.upper.map { Limit($0.double, $0.description) },
        text.criterion.id
      )
    }
    return nil
  }

  private var count: String {
    let units = study.laboratories.reduce(0) { $0 + $1.units }
    return "n = \(units) \(units == 1 ? context.unit.rawValue : context.unit.plural)"
      + (study.laboratories.count > 1 ? " at \(study.laboratories.count) laboratories" : "")
  }

  private func numbers(_ ratio: Double, _ interval: (lower: Double, upper: Double)?) -> [String] {
    [
      Numbers.estimate(ratio, decimals: context.ratioDecimals),
      interval.map { Numbers.interval($0.lower, $0.upper, decimals: context.ratioDecimals) } ?? "",
    ]
  }

  private func row(
    _ label: String, _ role: EquivalenceForest.Role, _ ratio: Double, _ interval: (lower: Double, upper: Double)?
  ) -> EquivalenceForest.Row {
    EquivalenceForest.Row(
      label, role: role, estimate: ratio, judged: interval.map { Interval($0.lower, $0.upper) },
      numbers: numbers(ratio, interval))
  }

  private var deciding: EquivalenceForest.Row? {
    guard case .success(let found) = study.ratio else { return nil }
    // The interval that was judged stands beside the two-sided one, where a criterion judges the ratio.
    let judged = context.base.findings.first { $0.criterion.facts.ofStandard == .ratio }?.finding
    let interval = judged?.evidence.map { ForestFigure.interval($0.judged) } ?? Interval(found.lower, found.upper)
    return EquivalenceForest.Row(
      study.laboratories.count > 1 ? "all laboratories" : context.ratioName, role: .judged, estimate: found.ratio,
      judged: interval, outer: judged == nil ? nil : Interval(found.lower, found.upper),
      numbers: numbers(found.ratio, (found.lower, found.upper)))
  }

  private func forest(_ groups: [EquivalenceForest.Group], width: Double = 680) -> Drawing {
    let limits = limits
    return EquivalenceForest(
      title: "Ratio \(context.ratioName)", groups: groups, lower: limits?.lower, upper: limits?.upper,
      scale: .logarithmic,
      axisTitle: "ratio \(context.ratioName)", count: count,
      numberHeads: ["ratio", "\(context.level(BridgingStudy.shownLevel)) interval"],
      reference: isNearOne || limits != nil ? 1 : nil, width: width
    ).drawing
  }

  /// Whether 1 has a meaning for these ratios: two standards of like strength. A value in another unit has none.
  private var isNearOne: Bool {
    guard case .success(let found) = study.ratio else { return true }
    return found.ratio > 0.25 && found.ratio < 4
  }

  /// Laboratories and what decides, for page one.
  var decision: Figure? {
    guard let deciding else { return nil }
    let parts =
      study.laboratories.count > 1
      ? study.laboratories.prefix(8).map { row(visible($0.name), .part, $0.ratio, $0.interval) } : []
    let more = study.laboratories.count > 8 ? " The first 8 of \(study.laboratories.count) laboratories are drawn." : ""
    let zone = limits.map { " Shaded: inside the limits of \($0.id)." } ?? ""
    return Figure(
      "decision-figure",
      caption: RichText(
        "Ratio of \(context.candidate) over \(context.current).\(zone) Thick: the interval that was judged; thin: the two-sided \(context.level(BridgingStudy.shownLevel)) interval.\(more)"
      ), [forest([EquivalenceForest.Group(rows: [deciding] + parts)])], data: .shown("laboratories"))
  }

  /// Runs and laboratories, ways to combine them, and what leaving a laboratory out does.
  var forest: Figure? {
    guard let deciding else { return nil }
    var groups: [EquivalenceForest.Group] = []
    var rows = 0
    for laboratory in study.laboratories where rows < 60 {
      let own = study.pairs.used.filter { $0.laboratory == laboratory.name }
      let mean = row(
        study.laboratories.count > 1 ? "mean" : "mean of \(context.unit.plural)", .part, laboratory.ratio,
        laboratory.interval)
      let shown = own.prefix(max(0, min(12, 60 - rows))).compactMap { pair in
        pair.ratio.map { row(visible(pair.run), .alternative, $0, nil) }
      }
      groups.append(EquivalenceForest.Group(visible(laboratory.name), rows: [mean] + shown))
      rows += shown.count + 1
    }
    var combined = [deciding]
    for figure in study.consensuses where !figure.isDeciding {
      guard case .success(let found) = figure.outcome else { continue }
      combined.append(row(figure.name, .alternative, found.ratio, (found.lower, found.upper)))
    }
    for figure in study.robust.figures {
      combined.append(row(figure.name, .alternative, figure.ratio, figure.interval))
    }
    groups.append(EquivalenceForest.Group("together", rows: combined))
    let left = study.leftOut.filter { $0.scenario.factor == .laboratory }.prefix(20).compactMap { entry in
      entry.ratio.map { row("without \(visible(entry.scenario.name))", .alternative, $0.ratio, ($0.lower, $0.upper)) }
    }
    if !left.isEmpty { groups.append(EquivalenceForest.Group("one laboratory left out", rows: left)) }
    let all = study.pairs.used.count
    let drawn = groups.prefix(study.laboratories.count).reduce(0) { $0 + $1.rows.count - 1 }
    return Figure(
      "forest",
      caption: RichText(
        "Ratios of single runs (grey), of laboratories, and put together by several methods (grey; the one that decides in blue).\(drawn < all ? " \(drawn) of \(all) runs are drawn; the table of runs holds all." : "")"
      ), [forest(groups)], data: .shown("pairs"))
  }

  /// Runs with both standards, and the ratio of each.
  var pairs: Figure? {
    let all = study.pairs.pairs
    guard !all.isEmpty else { return nil }
    let panels = context.base.transferProtocol.laboratories.compactMap { laboratory -> PairsPlot.Panel? in
      let runs = all.filter { $0.laboratory == laboratory }
      return runs.isEmpty
        ? nil
        : PairsPlot.Panel(
          visible(laboratory),
          runs: runs.map {
            PairsPlot.Run(visible($0.run), current: $0.current, candidate: $0.candidate, ratio: $0.ratio)
          })
    }
    var overall: PairsPlot.Overall?
    if case .success(let found) = study.ratio {
      overall = PairsPlot.Overall(
        found.ratio, lower: found.lower, upper: found.upper,
        text:
          "\(Numbers.estimate(found.ratio, decimals: context.ratioDecimals)) (\(context.level(found.level)) \(Numbers.interval(found.lower, found.upper, decimals: context.ratioDecimals)))"
      )
    }
    let limits = limits
    let used = study.pairs.used.count
    let drawing = PairsPlot(
      title: "\(context.candidate) and \(context.current), run by run",
      quantity: "\(visible(study.attribute.title)), \(visible(study.attribute.unitOfMeasurement))",
      current: context.current,
      candidate: context.candidate, panels: panels, overall: overall, lower: limits?.lower, upper: limits?.upper,
      reference: isNearOne || limits != nil ? 1 : nil, count: "n = \(used) of \(all.count) runs give a ratio"
    ).drawing
    return Figure(
      "pairs-figure",
      caption: RichText(
        study.pairs.form == .bothMeasured
          ? "Each run's pair (above) and the ratio that it gives (below). What a run does to both standards cancels in its ratio."
          : "The ratio that each run gives: results are relative to \(context.current), which is measured in every run."
      ),
      [drawing], data: .shown("pairs"))
  }

  /// The generations with what has accumulated.
  var chain: Figure? {
    let chain = study.chain
    guard chain.generations.count > 1 else { return nil }
    let drift = context.base.findings.first { $0.criterion.facts.ofStandard == .drift }?.criterion
    let stated = drift?.facts
    let level = context.level(chain.level)
    let drawing = ChainChart(
      title: "The chain from \(visible(chain.generations[0].id)) to \(visible(chain.generations.last?.id ?? ""))",
      quantity: context.withUnit("value"),
      generations: chain.generations.map { one in
        ChainChart.Generation(
          visible(one.id), note: one.isCandidate ? "this study" : one.date ?? visible(one.lot ?? ""),
          rule: context.rule(one.rule), value: one.value, measured: one.measured.value, lower: one.measured.lower,
          upper: one.measured.upper, valueText: Numbers.estimate(one.value, decimals: context.valueDecimals),
          measuredText:
            "\(Numbers.estimate(one.measured.value, decimals: context.valueDecimals)) (\(level) \(Numbers.interval(one.measured.lower, one.measured.upper, decimals: context.valueDecimals)))",
          uncertaintyText: context.percent(one.measured.standardUncertainty), standing: context.standing(one),
          isProvisional: one.provisional, isCandidate: one.isCandidate,
          shares: one.shares.map { ChainChart.Share(visible($0.id), $0.share) })
      }, lower: stated?.lower.map { Limit($0.double, $0.description) },
      upper: stated?.upper.map { Limit($0.double, $0.description) }, level: level
    ).drawing
    return Figure(
      "chain-figure",
      caption:
        "The chain back to the primary: what each standard was given, what it is worth by all measured ratios, and whose comparison brings how much of what is not known.",
      [drawing], data: .shown("chain"))
  }
}
