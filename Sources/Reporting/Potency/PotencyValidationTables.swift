internal import Notation
internal import Statistics
internal import Transfer

/// The tables of a validation by level, and of limits from history.
struct PotencyValidationTables {
  let study: PotencyOfTable
  let words: PotencyWords

  init(_ study: PotencyOfTable) {
    self.study = study
    words = PotencyWords(request: study.request)
  }

  private func site(_ laboratory: String?) -> String { laboratory.map(visible) ?? "all runs" }

  // MARK: - By level

  /// Bias and intermediate precision of each level.
  var levels: Table? {
    guard !study.validations.isEmpty else { return nil }
    let lost = study.validations.flatMap { $0.levels }.reduce(0) { $0 + $1.resultsLost }
    return Table(
      "levels", caption: "Bias and intermediate precision by nominal potency",
      columns: [
        .init("Laboratory"), .init("Nominal", .right), .init("Preparations"), .init("Runs", .right),
        .init("Results", .right), .init("Relative bias", unit: "%", .right),
        .init("Interval", .right, note: words.level), .init("SD of ln", .right), .init("%GCV", .right),
        .init("Upper bound", .right, note: "\(words.level), one-sided"),
      ],
      rows: study.validations.flatMap { one in
        one.levels.enumerated().map { index, level in
          Table.Row(
            [
              index == 0 ? Cell("\(strong: site(one.laboratory))") : .empty,
              Cell(Numbers.shortest(level.nominal), value: level.nominal),
              Cell(RichText(level.preparations.map { visible($0) }.joined(separator: ", "))), Cell(level.runs),
              Cell(level.results),
            ] + cells(level), startsGroup: index == 0)
        }
      },
      note: RichText(
        "Relative bias: 100 (exp(m) − 1), m the mean over runs of ln(measured/nominal), its interval by t on run means. %GCV: 100 (exp(s) − 1), s² the variance of ln of one result, between runs and within them. Runs are the independent units (USP <1033>). The measured potency is that of each run, and nominal potencies are in its unit. No limit is set here."
          + (lost > 0 ? " Results that have no potency, and are in no figure: \(lost)." : "")))
  }

  private func cells(_ level: PotencyValidation.Level) -> [Cell] {
    switch level.outcome {
    case .failure(let error):
      return [Cell("none"), Cell(RichText(error.reason))] + [Cell](repeating: .empty, count: 3)
    case .success(let found):
      let interval: Cell =
        if let lower = found.relativeBiasLower, let upper = found.relativeBiasUpper {
          Cell(RichText(Numbers.interval(lower, upper, decimals: 1)))
        } else {
          Cell("none: run means are all the same")
        }
      return [
        Cell(words.percent(found.relativeBias), value: found.relativeBias, .strong), interval,
        Cell(words.number(found.lnStandardDeviation), value: found.lnStandardDeviation),
        Cell(words.percent(found.percentGCV), value: found.percentGCV, .strong),
        found.percentGCVUpper.map { Cell(Numbers.upperBound($0, decimals: 1), value: $0) } ?? Cell("unbounded"),
      ]
    }
  }

  /// The slope of each laboratory over its levels.
  var linearity: Table? {
    guard !study.validations.isEmpty else { return nil }
    return Table(
      "linearity", caption: "Linearity on dilution",
      columns: [
        .init("Laboratory"), .init("Levels", .right), .init("Slope", .right),
        .init("Interval", .right, note: words.level), .init("SE", .right), .init("df", .right), .init("Method"),
      ],
      rows: study.validations.map { one in
        let name = Cell("\(strong: site(one.laboratory))")
        switch one.linearity {
        case .failure(let error):
          return Table.Row([
            name, Cell(one.levels.count), Cell("none"), Cell(RichText(error.reason)), .empty, .empty, .empty,
          ])
        case .success(let found):
          let ends = found.confidenceInterval(level: one.level)
          let decimals = min(max(0, Numbers.decimals(standardError: found.standardError) + 1), 12)
          return Table.Row([
            name, Cell(found.levels.count),
            Cell(Numbers.estimate(found.slope, decimals: decimals), value: found.slope, .strong),
            Cell(RichText(Numbers.interval(ends.lower, ends.upper, decimals: decimals))),
            Cell(words.number(found.standardError), value: found.standardError),
            Cell(Numbers.degreesOfFreedom(found.degreesOfFreedom), value: found.degreesOfFreedom),
            Cell(RichText(found.method.words)),
          ])
        }
      },
      note: "Slope of ln measured on ln nominal potency: 1 where the method is linear on dilution (USP <1033>).")
  }

  /// The levels over which bias and precision are shown to be as good as was asked.
  var range: Table? {
    guard !study.validations.isEmpty, let limits = study.request.rangeLimits else { return nil }
    return Table(
      "range", caption: "Range",
      columns: [
        .init("Laboratory"), .init("Range"), .init("Levels that meet the limits"), .init("Levels that do not"),
      ],
      rows: study.validations.map { one in
        let range = one.range(limits)
        func levels(_ met: Bool) -> String {
          let names = zip(one.levels, range.isMet).filter { $0.1 == met }.map { Numbers.shortest($0.0.nominal) }
          return names.isEmpty ? "none" : names.joined(separator: ", ")
        }
        var words = "none"
        if let lower = range.lower, let upper = range.upper {
          words =
            lower == upper
            ? "\(Numbers.shortest(lower)) alone" : "\(Numbers.shortest(lower)) to \(Numbers.shortest(upper))"
        }
        return Table.Row([
          Cell("\(strong: site(one.laboratory))"), Cell("\(strong: words)"), Cell(RichText(levels(true))),
          Cell(RichText(levels(false))),
        ])
      },
      note: RichText(
        "The longest row of neighbouring levels at which the interval of the relative bias lies within ±\(Numbers.shortest(limits.relativeBias)) % and the upper bound of the %GCV below \(Numbers.shortest(limits.percentGCV)) %, limits given with the command. What is not shown is not in the range."
      ))
  }

  /// Reportable values that are means of several runs.
  var formats: Table? {
    let rows = study.validations.flatMap { one in
      one.levels.enumerated().flatMap { index, level -> [Table.Row] in
        guard case .success(let found) = level.outcome else { return [] }
        return found.formats.enumerated().map { line, format in
          let isSpecified = study.request.specification != nil
          return Table.Row(
            [
              index == 0 && line == 0 ? Cell("\(strong: site(one.laboratory))") : .empty,
              line == 0 ? Cell(Numbers.shortest(level.nominal), value: level.nominal) : .empty, Cell(format.runs),
              Cell(words.percent(format.percentGCV), value: format.percentGCV),
            ]
              + (isSpecified
                ? [share(format.probability), share(format.probabilityBelow), share(format.probabilityAbove)] : []),
            startsGroup: line == 0)
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    var columns: [Table.Column] = [
      .init("Laboratory"), .init("Nominal", .right), .init("Runs averaged", .right), .init("%GCV", .right),
    ]
    var note =
      "A reportable value that is the geometric mean of one result of each of several runs: SD of ln over the square root of their number."
    if let specification = study.request.specification {
      columns += [
        .init("P(out of specification)", unit: "%", .right), .init("below", unit: "%", .right),
        .init("above", unit: "%", .right),
      ]
      note +=
        " P: a product whose potency is the nominal one is reported outside of \(limits(specification)), ln of the reportable value normal, with bias and SD taken as known, as they were estimated; averaging runs does not lessen a bias."
    }
    return Table(
      "formats", caption: "Replication of the reportable value", columns: columns, rows: rows, note: RichText(note))
  }

  private func limits(_ one: PotencySpecification) -> String {
    let (lower, upper) = (one.lower.map(Numbers.shortest), one.upper.map(Numbers.shortest))
    return switch (lower, upper) {
    case (let lower?, let upper?): "\(lower) to \(upper)"
    case (let lower?, nil): "\(lower) and above"
    case (nil, let upper?): "\(upper) and below"
    case (nil, nil): "no limits"
    }
  }

  private func share(_ probability: Double?) -> Cell {
    guard let probability else { return .empty }
    let percent = 100 * probability
    return Cell(percent > 0 && percent < 0.005 ? "<0.01" : Numbers.estimate(percent, decimals: 2), value: percent)
  }

  // MARK: - From history

  /// Limits, for the ends of intervals, of similarity from runs of the reference against itself.
  var history: Table? {
    guard !study.historicalLimits.isEmpty else { return nil }
    return Table(
      "historical-limits", caption: "Limits of similarity from history",
      columns: [
        .init("Laboratory"), .init("Measure"), .init("Runs", .right), .init("Method"), .init("Lower", .right),
        .init("Upper", .right), .init("How"),
      ],
      rows: study.historicalLimits.flatMap { one in
        one.limits.enumerated().map { index, limits in
          let heading =
            index == 0
            ? [
              Cell("\(strong: site(one.laboratory))"), Cell(RichText(words.parameter(one.parameter))),
              Cell(one.ratios.count),
            ] : [.empty, .empty, .empty]
          let figures: [Cell] =
            switch limits.outcome {
            case .success(let found):
              [
                Cell(Numbers.estimate(found.lower, decimals: 3), value: found.lower, .strong),
                Cell(Numbers.estimate(found.upper, decimals: 3), value: found.upper, .strong),
                Cell(RichText(found.words(level: one.level))),
              ]
            case .failure(let error): ["none", "none", Cell(RichText(error.reason))]
            }
          return Table.Row(heading + [Cell(RichText(limits.method.name))] + figures, startsGroup: index == 0)
        }
      },
      note: RichText(historyNote))
  }

  private var historyNote: String {
    let lost = study.historicalLimits.filter { !$0.runsWithout.isEmpty }.map { one in
      "\(site(one.laboratory)), \(words.parameter(one.parameter)): \(one.runsWithout.map { visible($0) }.joined(separator: ", "))"
    }
    return
      "For the justification of a protocol (source: historical), before the study: from the intervals of the ratios of \(visible(study.request.limitsFrom ?? "")) to the reference, one a run. They are limits for the ends of an interval, as the criterion similarity judges it, and hold for runs of as many wells; they are limits of a study only once a protocol states them."
      + (lost.isEmpty
        ? ""
        : " Runs without a ratio, or whose interval has not two ends above zero, which are in no limit and would be shown similar under none: \(lost.joined(separator: "; ")).")
  }
}

extension HistoricalLimits.Method {
  /// As tables and records name it.
  var name: String {
    switch self {
    case .quantiles: "quantiles"
    case .toleranceInterval: "tolerance interval"
    case .extremes: "extremes"
    }
  }
}

extension DilutionLinearityMethod {
  var words: String {
    switch self {
    case .simpleRegression: "simple regression, one result a run"
    case .randomRuns(.kenwardRoger): "runs random, REML, Kenward-Roger"
    case .randomRuns(.satterthwaite): "runs random, REML, Satterthwaite"
    case .slopePerRun: "a slope in each run"
    }
  }
}

extension SampleError {
  /// In words.
  var reason: String {
    switch self {
    case .tooFew(let needed, let found):
      "too few runs: it needs \(needed), and there \(found == 1 ? "is" : "are") \(found)"
    case .notFinite: "a value is not finite, or has no logarithm"
    case .noVariation: "all values are the same"
    case .meanNotPositive: "the mean is not above zero"
    case .unpaired(let one, let other): "\(one) values against \(other), which do not pair"
    }
  }
}

extension PotencyValidationError {
  /// In words.
  var reason: String { if case .sample(let error) = self { error.reason } else { description } }
}
