internal import Notation
internal import Statistics
internal import Transfer

/// The tables of a precision study.
struct PrecisionTables {
  let words: PrecisionWords
  private var request: PrecisionRequest { words.request }

  init(_ request: PrecisionRequest) { words = PrecisionWords(request: request) }

  // MARK: - Sums

  /// Repeatability, intermediate precision and reproducibility.
  func sums(_ analysis: PrecisionAnalysis) -> Table {
    let quantities = [analysis.residual, analysis.withinLaboratory, analysis.reproducibility].compactMap {
      $0
    }
    let hasPercent = quantities.contains { $0.percent != nil }
    let decimals = words.decimals((analysis.components + [analysis.total]).map { $0.standardDeviation })
    let percents = words.decimals(quantities.compactMap { $0.percent?.estimate })
    var columns: [Table.Column] = [
      .init("Precision"), .init(words.spread, .right), .init("Interval", .right, note: "\(words.level), of the SD"),
    ]
    if hasPercent {
      columns += [.init(words.percent, .right), .init("Interval", .right, note: "\(words.level), of \(words.percent)")]
    }
    if words.isLog { columns.append(.init("Log-normal %CV", .right)) }
    columns.append(.init("df", .right))
    return Table(
      "precision", caption: "Precision of a single result", columns: columns,
      rows: quantities.map { quantity in
        var cells: [Cell] = [
          Cell("\(strong: quantity.name.prefix(1).uppercased() + quantity.name.dropFirst())"),
          Cell(
            Numbers.estimate(quantity.standardDeviation, decimals: decimals), value: quantity.standardDeviation, .strong
          ),
          interval(quantity, decimals: decimals),
        ]
        if hasPercent {
          cells.append(
            quantity.percent.map { Cell(Numbers.estimate($0.estimate, decimals: percents), value: $0.estimate) }
              ?? .empty)
          cells.append(
            quantity.percent?.interval.map {
              Cell(RichText(words.interval($0.lower, $0.upper, decimals: percents)))
            } ?? .empty)
        }
        if words.isLog {
          let value = GeometricVariation.percentLogNormalCV(quantity.standardDeviation)
          cells.append(Cell(Numbers.estimate(value, decimals: percents), value: value))
        }
        cells.append(freedom(quantity.degreesOfFreedom))
        return Table.Row(cells)
      }, note: RichText(sumsNote(quantities)))
  }

  private func sumsNote(_ quantities: [PrecisionQuantity]) -> String {
    var parts: [String] = []
    let methods = quantities.compactMap { $0.interval }.map { words.name($0.method) }
    parts.append("Intervals of the SD: \(unique(methods).joined(separator: "; ")).")
    if words.isLog {
      parts.append("%GCV = 100 (exp(s) − 1) and log-normal %CV = 100 √(exp(s²) − 1), s the SD of ln.")
    } else {
      let percents = quantities.compactMap { $0.percent?.method }
      if !percents.isEmpty { parts.append("%CV = 100 SD/mean: \(unique(percents).joined(separator: "; ")).") }
    }
    if quantities.contains(where: { $0.interval?.method == .satterthwaite }) {
      parts.append("Satterthwaite's interval is too short where few levels carry most of the variance.")
    }
    parts.append("df by Satterthwaite.")
    return parts.joined(separator: " ")
  }

  // MARK: - Components

  /// The components, outermost first, and their total.
  func components(_ analysis: PrecisionAnalysis) -> Table {
    let all = analysis.components + [analysis.total]
    let variances = words.decimals(all.map { $0.variance })
    let deviations = words.decimals(all.map { $0.standardDeviation })
    let hasPercent = all.contains { $0.percent != nil }
    var columns: [Table.Column] = [
      .init("Component"), .init("Levels", .right), .init("Variance", .right), .init("% of total", .right),
      .init(words.spread, .right), .init("Interval", .right, note: "\(words.level), of the SD"),
    ]
    if hasPercent { columns.append(.init(words.percent, .right)) }
    columns.append(.init("df", .right))
    let percents = words.decimals(all.compactMap { $0.percent?.estimate })
    return Table(
      "components", caption: "Variance components by \(words.method): \(words.sources)", columns: columns,
      rows: all.enumerated().map { index, quantity in
        let isTotal = index == analysis.components.count
        var cells: [Cell] = [
          isTotal
            ? Cell("\(strong: "total")") : Cell(RichText(visible(quantity.name)), note: words.name(quantity.standing)),
          isTotal || index >= analysis.levels.count ? .empty : Cell(analysis.levels[index]),
          Cell(Numbers.estimate(quantity.variance, decimals: variances), value: quantity.variance),
          quantity.percentOfTotal.map { Cell(Numbers.estimate($0, decimals: 1), value: $0) } ?? .empty,
          Cell(Numbers.estimate(quantity.standardDeviation, decimals: deviations), value: quantity.standardDeviation),
          interval(quantity, decimals: deviations),
        ]
        if hasPercent {
          cells.append(
            quantity.percent.map { Cell(Numbers.estimate($0.estimate, decimals: percents), value: $0.estimate) }
              ?? .empty)
        }
        cells.append(freedom(quantity.degreesOfFreedom))
        return Table.Row(cells, startsGroup: isTotal)
      }, note: RichText(componentsNote(analysis)))
  }

  private func componentsNote(_ analysis: PrecisionAnalysis) -> String {
    let between = analysis.components.dropLast().compactMap { $0.interval?.method }.map { words.name($0) }
    let rest = [analysis.residual, analysis.total].compactMap { $0.interval?.method }.map { words.name($0) }
    var text = between.isEmpty ? "" : "Intervals between groups: \(unique(between).joined(separator: "; ")). "
    text += "Of residual and total: \(unique(rest).joined(separator: "; "))."
    text += " The total is the sum of the components as they stand here."
    return text
  }

  /// What each mean square is and estimates.
  func meanSquares(_ table: AnovaTable) -> Table {
    let lines = table.lines
    let decimals = words.decimals(lines.map { $0.meanSquare })
    return Table(
      "mean-squares", caption: "Mean squares, sequential in the order of the factors",
      columns: [
        .init("Source"), .init("df", .right), .init("Sum of squares", .right), .init("Mean square", .right),
        .init("Expected mean square"),
      ],
      rows: lines.map { line in
        Table.Row([
          Cell(RichText(visible(line.name))), Cell(line.degreesOfFreedom),
          Cell(Numbers.estimate(line.sumOfSquares, decimals: decimals), value: line.sumOfSquares),
          Cell(Numbers.estimate(line.meanSquare, decimals: decimals), value: line.meanSquare),
          Cell(RichText(expectation(line, lines.map { $0.name }))),
        ])
      })
  }

  private func expectation(_ line: AnovaTable.Line, _ names: [String]) -> String {
    let parts = zip(line.coefficients, names).reversed().filter { $0.0.magnitude > 1e-12 }.map { coefficient, name in
      let rounded = (coefficient * 1e4).rounded() / 1e4
      return (rounded == 1 ? "" : Numbers.shortest(rounded) + Numbers.noBreakSpace) + "σ²(\(visible(name)))"
    }
    return parts.joined(separator: " + ")
  }

  /// Every interval of every quantity, of variances, by its method.
  func intervals(_ analysis: PrecisionAnalysis) -> Table {
    let quantities =
      analysis.components
      + [analysis.withinLaboratory, analysis.reproducibility ?? analysis.total]
    return Table(
      "intervals", caption: "Intervals by every method, \(words.level), of variances and SDs",
      columns: [
        .init("Quantity"), .init("Method"), .init("Variance, lower", .right), .init("Variance, upper", .right),
        .init("SD, lower", .right), .init("SD, upper", .right),
      ],
      rows: quantities.flatMap { quantity in
        quantity.intervals.enumerated().map { index, interval in
          let ends = interval.standardDeviations
          func cell(_ value: Double, _ round: (Double, Int) -> String) -> Cell {
            let decimals = value == 0 || !value.isFinite ? 0 : Numbers.decimals(standardError: value.magnitude) + 2
            return value.isFinite ? Cell(round(value, decimals), value: value) : "unbounded"
          }
          return Table.Row(
            [
              index == 0 ? Cell(RichText(visible(quantity.name))) : .empty,
              Cell(RichText(words.name(interval.method)), interval == quantity.interval ? .strong : .none),
              cell(interval.lower) { Numbers.lowerBound($0, decimals: $1) },
              cell(interval.upper) { Numbers.upperBound($0, decimals: $1) },
              cell(ends.lower) { Numbers.lowerBound($0, decimals: $1) },
              cell(ends.upper) { Numbers.upperBound($0, decimals: $1) },
            ], startsGroup: index == 0)
        }
      },
      note: RichText(
        "Bold: the one that is shown above. It goes with the design and the method of estimation, not with the result. "
          + words.coverage(of: quantities.flatMap { $0.intervals }.map { $0.method })))
  }

  // MARK: - Levels of a column

  /// Every level's components and sums.
  func levels(_ study: PrecisionOfTable) -> Table {
    let by = request.by ?? ""
    let analyses = study.parts.compactMap { part in if case .success(let found) = part.outcome { found } else { nil } }
    let deviations = words.decimals(
      analyses.flatMap { [$0.residual, $0.withinLaboratory].map { $0.standardDeviation } })
    let percents = words.decimals(analyses.compactMap { $0.withinLaboratory.percent?.estimate })
    let note = "\(words.level), of the SD"
    let within = analyses.first?.residual.name ?? "repeatability"
    let intermediate = analyses.first?.withinLaboratory.name ?? "intermediate precision"
    return Table(
      "levels", caption: "Precision at each \(visible(by))",
      columns: [
        .init(by), .init("Results", .right), .init(words.isLog ? "Geometric mean" : "Mean", .right),
        .init(words.spread, .right, group: within),
        .init("Interval", .right, group: within, note: note),
        .init(words.spread, .right, group: intermediate),
        .init("Interval", .right, group: intermediate, note: note),
        .init(words.percent, .right, group: intermediate),
      ],
      rows: study.parts.map { part in
        let name = Cell("\(strong: visible(part.name ?? ""))")
        switch part.outcome {
        case .failure(let obstacle):
          return Table.Row([name, Cell(part.count), Cell(RichText("not estimated: \(obstacle.reason)"))])
        case .success(let analysis):
          let (repeatability, intermediate) = (analysis.residual, analysis.withinLaboratory)
          return Table.Row([
            name, Cell(part.count),
            analysis.mean.map { Cell(words.mean($0, spread: intermediate.standardDeviation), value: $0) } ?? .empty,
            Cell(
              Numbers.estimate(repeatability.standardDeviation, decimals: deviations),
              value: repeatability.standardDeviation),
            interval(repeatability, decimals: deviations),
            Cell(
              Numbers.estimate(intermediate.standardDeviation, decimals: deviations),
              value: intermediate.standardDeviation),
            interval(intermediate, decimals: deviations),
            intermediate.percent.map { Cell(Numbers.estimate($0.estimate, decimals: percents), value: $0.estimate) }
              ?? .empty,
          ])
        }
      })
  }

  /// The components of every level.
  func levelComponents(_ study: PrecisionOfTable) -> Table {
    let analyses = study.parts.compactMap { part in if case .success(let found) = part.outcome { found } else { nil } }
    let all = analyses.flatMap { $0.components }
    let (variances, deviations) = (
      words.decimals(all.map { $0.variance }), words.decimals(all.map { $0.standardDeviation })
    )
    return Table(
      "level-components", caption: "Variance components at each \(visible(request.by ?? ""))",
      columns: [
        .init(request.by ?? ""), .init("Component"), .init("Variance", .right), .init("% of total", .right),
        .init(words.spread, .right), .init("Interval", .right, note: "\(words.level), of the SD"), .init("df", .right),
      ],
      rows: study.parts.flatMap { part -> [Table.Row] in
        guard case .success(let analysis) = part.outcome else { return [] }
        return analysis.components.enumerated().map { index, quantity in
          Table.Row(
            [
              index == 0 ? Cell("\(strong: visible(part.name ?? ""))") : .empty,
              Cell(RichText(visible(quantity.name)), note: words.name(quantity.standing)),
              Cell(Numbers.estimate(quantity.variance, decimals: variances), value: quantity.variance),
              quantity.percentOfTotal.map { Cell(Numbers.estimate($0, decimals: 1), value: $0) } ?? .empty,
              Cell(
                Numbers.estimate(quantity.standardDeviation, decimals: deviations), value: quantity.standardDeviation),
              interval(quantity, decimals: deviations), freedom(quantity.degreesOfFreedom),
            ], startsGroup: index == 0)
        }
      })
  }

  // MARK: - Homogeneity

  /// Tests of equal spreads, each with its statistic and p-value, or why there is none.
  func homogeneity(_ findings: [HomogeneityFinding], of column: String) -> Table {
    Table(
      "homogeneity", caption: "Are the spreads of each \(visible(column)) alike?",
      columns: [.init("Compared"), .init("Test"), .init("Statistic", .right), .init("df"), .init("p", .right)],
      rows: findings.enumerated().map { index, finding in
        let isFirst = index == 0 || findings[index - 1].of != finding.of
        let of = isFirst ? Cell(RichText(finding.of.words)) : Cell.empty
        switch finding.outcome {
        case .failure(let error):
          return Table.Row(
            [of, Cell(RichText(finding.kind.name)), "not evaluated", Cell(RichText(error.description)), .empty],
            startsGroup: isFirst)
        case .success(let test):
          let freedom: String =
            switch finding.kind {
            case .cochran:
              "\(Numbers.degreesOfFreedom(test.degreesOfFreedom)) each, \(Numbers.degreesOfFreedom(test.second ?? 0)) groups"
            default:
              ([test.degreesOfFreedom] + [test.second].compactMap { $0 }).map { Numbers.degreesOfFreedom($0) }
                .joined(separator: ", ")
            }
          return Table.Row(
            [
              of, Cell(RichText(finding.kind.name)),
              Cell(
                "\(finding.kind.symbol) = \(Numbers.estimate(test.statistic, decimals: 3))", value: test.statistic),
              Cell(RichText(freedom)), Cell(Numbers.pValue(test.pValue), value: test.pValue),
            ], startsGroup: isFirst)
        }
      },
      note:
        "A description, not a gate: whether levels are pooled is decided before the data are seen. A small p says that at least one spread differs; a large one does not say that all are equal. Bartlett's test is sensitive to shapes that are not normal."
    )
  }

  // MARK: - Replication

  /// The SD of a reportable value by its format: a column for each number of replicates where they are few.
  func formats(_ plan: ReplicationPlan) -> Table {
    let decimals = words.decimals(plan.formats.map { $0.quantity.standardDeviation })
    let unit = visible(plan.factor)
    func cell(_ format: ReplicationPlan.Format) -> Cell {
      let value = format.quantity.standardDeviation
      let interval = format.quantity.interval.map {
        words.interval($0.standardDeviations.lower, $0.standardDeviations.upper, decimals: decimals)
      }
      return Cell(
        Numbers.estimate(value, decimals: decimals), value: value, note: interval,
        format.upperMeetsTarget == true ? .flagged : format.meetsTarget == true ? .strong : .none)
    }
    var note =
      "\(words.spread) of the mean of k levels of \(unit) with n results each, one level of every other factor within the laboratory; under it the \(words.level) interval."
    if plan.formats.contains(where: { $0.quantity.interval == nil }) {
      note += " A negative component counts as zero here, and there is no interval then."
    }
    if plan.target != nil {
      note += " Bold: the estimate meets the target. Shaded: the upper end of the interval does too."
    }
    let replicates = plan.formats.map { $0.replicates }.max() ?? 1
    guard replicates <= 6 else {
      return Table(
        "formats", caption: "Precision of a reportable value by its replication",
        columns: [
          .init("k, levels of \(unit)", .right), .init("n, results each", .right), .init("results in all", .right),
          .init(words.spread, .right),
        ],
        rows: plan.formats.map {
          Table.Row([Cell($0.runs), Cell($0.replicates), Cell($0.results), cell($0)], startsGroup: $0.replicates == 1)
        }, note: RichText(note))
    }
    let runs = plan.formats.map { $0.runs }.max() ?? 1
    return Table(
      "formats", caption: "Precision of a reportable value by its replication",
      columns: [.init("k, levels of \(unit)")]
        + (1...replicates).map { .init("n = \($0)", .right, group: "results of each") },
      rows: (1...runs).map { k in
        Table.Row([Cell("\(strong: "\(k)")")] + plan.formats.filter { $0.runs == k }.map(cell))
      }, note: RichText(note))
  }

  // MARK: - Cells

  private func interval(_ quantity: PrecisionQuantity, decimals: Int) -> Cell {
    guard let ends = quantity.interval?.standardDeviations else { return .empty }
    return Cell(RichText(words.interval(ends.lower, ends.upper, decimals: decimals)))
  }

  private func freedom(_ value: Double?) -> Cell {
    value.map { value in
      // Iterated to the last digits, whole degrees of freedom are whole.
      let isWhole = (value - value.rounded()).magnitude < 1e-6 * value
      return Cell(Numbers.degreesOfFreedom(isWhole ? value.rounded() : value), value: value)
    } ?? .empty
  }

  private func unique(_ texts: [String]) -> [String] {
    texts.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
  }
}
