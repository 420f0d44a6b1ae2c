internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

/// The figures of a precision study.
struct PrecisionFigures {
  let study: PrecisionOfTable
  let words: PrecisionWords

  init(_ study: PrecisionOfTable) {
    self.study = study
    words = PrecisionWords(request: study.request)
  }

  private var request: PrecisionRequest { study.request }

  // MARK: - Values in their groups

  /// A chart of all results, or one of each level.
  func variability(_ part: PrecisionOfTable.Part) -> Figure {
    let groups = part.groups
    let spreads = groups.groups.compactMap { $0.standardDeviation }
    var pooled: Double? = nil
    var residualName = ""
    let isInnermost = groups.depth == request.factors.count
    if case .success(let analysis) = part.outcome, !spreads.isEmpty, isInnermost {
      pooled = analysis.residual.standardDeviation
      residualName = analysis.residual.name
    }
    // On the log scale the strip is in percent, which is read more easily than an SD of ln.
    func shown(_ spread: Double) -> VariabilityChart.Mark {
      let value = words.isLog ? GeometricVariation.percentGCV(spread) : spread
      return VariabilityChart.Mark(value, words.number(value))
    }
    let typical: Double =
      if case .success(let analysis) = part.outcome { analysis.total.standardDeviation } else { spreads.max() ?? 0 }
    func mean(_ value: Double) -> VariabilityChart.Mark {
      VariabilityChart.Mark(value, words.mean(value, spread: typical))
    }
    let name = part.name.map { " of \(visible(request.by ?? "")) \(visible($0))" } ?? ""
    let results = groups.groups.reduce(0) { $0 + $1.values.count }
    let factors = Array(request.factors.prefix(groups.depth))
    let drawn = groups.groups.prefix(PrecisionGroups.most)
    let left = groups.groups.count - drawn.count
    let chart = VariabilityChart(
      title: "Results\(name) by \(factors.map { visible($0) }.joined(separator: ", "))",
      quantity: request.value,
      scale: words.isLog ? .logarithmic : .linear, factors: factors,
      groups: drawn.map { group in
        VariabilityChart.Group(
          group.path, values: group.values, mean: mean(group.mean), spread: group.standardDeviation.map(shown))
      }, outerMeans: groups.outerMeans, overall: mean(groups.mean), spreadTitle: words.isLog ? "%GCV" : "SD",
      pooled: pooled.map(shown),
      count: "n = \(results) results in \(groups.groups.count) groups of \(visible(factors[factors.count - 1]))"
        + (left > 0 ? ", the first \(drawn.count) drawn" : ""))
    let stem = part.name.map { "variability-\($0)" } ?? "variability"
    return Figure(
      stem,
      caption: RichText(
        caption(name, chart, factors: factors, residual: pooled == nil ? nil : residualName, groups: groups)),
      [chart.drawing], data: .kept(table(part, stem)))
  }

  private func caption(
    _ name: String, _ chart: VariabilityChart, factors: [String], residual: String?, groups: PrecisionGroups
  ) -> String {
    let what = chart.isSummarised ? "The mean of every group\(name)" : "Every result\(name) in its group"
    let axis = words.isLog ? ", on a log axis" : ""
    let spread = words.isLog ? "%GCV" : "SD"
    guard groups.depth < request.factors.count else {
      return
        "\(what)\(axis); below, the \(spread) within each innermost group\(residual.map { ", dashed: \($0)" } ?? "")."
    }
    let inner = visible(request.factors[request.factors.count - 1])
    return
      "\(what)\(axis); below, the \(spread) within each \(visible(factors[factors.count - 1])). The \(groups.innermostCount) groups of \(inner) are too many to be told apart."
  }

  private func table(_ part: PrecisionOfTable.Part, _ stem: String) -> Table {
    Table(
      "\(stem)-data",
      columns: request.factors.prefix(part.groups.depth).map { .init($0) } + [
        .init("n", .right), .init(words.isLog ? "geometric mean" : "mean", .right), .init(words.spread, .right),
      ],
      rows: part.groups.groups.map { group in
        Table.Row(
          group.path.map { Cell(RichText(visible($0))) } + [
            Cell(group.values.count), Cell(words.number(group.mean), value: group.mean),
            group.standardDeviation.map { Cell(words.number($0), value: $0) } ?? .missing,
          ])
      })
  }

  // MARK: - Components

  /// The most levels that bars are drawn for beside the whole.
  private static let shownLevels = 8

  /// Every component and sum with its interval; a row for each level where they are few.
  func bars() -> Figure? {
    var rows: [(label: String, analysis: PrecisionAnalysis)] = []
    for part in study.parts.prefix(Self.shownLevels) {
      if case .success(let analysis) = part.outcome { rows.append((visible(part.name ?? ""), analysis)) }
    }
    if case .success(let analysis) = study.whole.outcome {
      rows.append((study.parts.isEmpty ? "" : "pooled", analysis))
    }
    guard let first = rows.last?.analysis else { return nil }
    let all = rows.flatMap { $0.analysis.components + [$0.analysis.withinLaboratory] }
    let decimals = words.decimals(all.map { value($0) })
    func row(_ label: String, _ quantity: PrecisionQuantity, isWhole: Bool) -> VarianceBars.Row {
      let ends = quantity.interval.map { interval -> (lower: Double, upper: Double) in
        let found = interval.standardDeviations
        return words.isLog
          ? (GeometricVariation.percentGCV(found.lower), GeometricVariation.percentGCV(found.upper)) : found
      }
      return VarianceBars.Row(
        label, isSending: !isWhole, estimate: value(quantity), interval: ends.map { Interval($0.lower, $0.upper) },
        numbers: [
          Numbers.estimate(value(quantity), decimals: decimals),
          ends.map { words.interval($0.lower, $0.upper, decimals: decimals) } ?? "",
        ], note: quantity.standing == .atZero ? nil : words.name(quantity.standing))
    }
    func group(
      _ label: String, isJudged: Bool = false, _ pick: (PrecisionAnalysis) -> PrecisionQuantity?
    ) -> VarianceBars.Group {
      VarianceBars.Group(
        label, isJudged: isJudged,
        rows: rows.enumerated().compactMap { index, entry in
          pick(entry.analysis).map { row(entry.label, $0, isWhole: index == rows.count - 1) }
        })
    }
    var groups = first.components.indices.dropLast().map { index in
      group(visible(first.components[index].name)) { index < $0.components.count ? $0.components[index] : nil }
    }
    groups.append(group(first.residual.name, isJudged: true) { $0.residual })
    groups.append(group(first.withinLaboratory.name, isJudged: true) { $0.withinLaboratory })
    if first.reproducibility != nil { groups.append(group("reproducibility", isJudged: true) { $0.reproducibility }) }
    let unit = words.isLog ? "%GCV" : "SD, in the unit of \(visible(request.value))"
    let left = study.parts.count - min(study.parts.count, Self.shownLevels)
    let bars = VarianceBars(
      title: "Variance components as \(words.isLog ? "%GCV" : "SD") with \(words.level) intervals", groups: groups,
      numberHeads: [words.isLog ? "%GCV" : "SD", "\(words.level) interval"], axisTitle: unit,
      count: "n = \(study.table.count) results\(left > 0 ? ", \(left) more levels in the table" : "")")
    return Figure(
      "components-figure",
      caption:
        "Components (thin) and their sums (bold) as \(words.isLog ? "%GCV" : "SD") with two-sided \(words.level) intervals\(study.parts.isEmpty ? "" : "; squares: each \(visible(request.by ?? "")), circles: pooled"). An interval beyond the axis ends in an arrow.",
      [bars.drawing], data: .shown("components"))
  }

  private func value(_ quantity: PrecisionQuantity) -> Double {
    words.isLog ? GeometricVariation.percentGCV(quantity.standardDeviation) : quantity.standardDeviation
  }
}
