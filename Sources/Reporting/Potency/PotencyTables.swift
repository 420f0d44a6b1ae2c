internal import Notation
internal import Statistics
internal import Transfer

/// The tables of a potency study.
struct PotencyTables {
  let study: PotencyOfTable
  let words: PotencyWords

  init(_ study: PotencyOfTable) {
    self.study = study
    words = PotencyWords(request: study.request)
  }

  private var hasFactor: Bool {
    study.request.columns.assumedPotency != nil || study.request.columns.dilution != nil
  }

  // MARK: - Potencies

  /// Every run of every preparation: its potency, or why there is none.
  var potencies: Table {
    var columns: [Table.Column] = [.init("Preparation"), .init("Run"), .init("Relative potency", .right)]
    if hasFactor { columns.append(.init("Potency", .right)) }
    columns += [
      .init("Interval", .right, note: words.level), .init("SE of ln", .right), .init("df", .right),
      .init("Conditions"),
    ]
    return Table(
      "potencies", caption: "Potency by run", columns: columns,
      rows: study.groups.flatMap { group in
        group.entries.enumerated().map { index, entry in
          let name = index == 0 ? Cell("\(strong: words.place(group))") : .empty
          return Table.Row([name, Cell(RichText(words.run(entry)))] + cells(entry), startsGroup: index == 0)
        }
      }, note: RichText(potencyNote))
  }

  private func cells(_ entry: PotencyGroup.Entry) -> [Cell] {
    guard let potency = entry.potency else {
      let blank = [Cell](repeating: .empty, count: hasFactor ? 3 : 2)
      return [Cell(RichText("no potency"), .flagged)] + blank + [.empty, Cell(RichText(visible(entry.reason ?? "")))]
    }
    let error = potency.lnStandardError
    let decimals = words.decimals(potency.potency, error)
    var cells = [
      Cell(words.potency(potency.relativePotency, lnStandardError: error), value: potency.relativePotency, .strong)
    ]
    if hasFactor {
      cells.append(Cell(words.potency(potency.potency, lnStandardError: error), value: potency.potency, .strong))
    }
    let isMet = entry.notMet.isEmpty
    return cells + [
      Cell(RichText(words.set(potency.potencyInterval, decimals: decimals))),
      Cell(words.number(error), value: error),
      Cell(Numbers.degreesOfFreedom(potency.degreesOfFreedom), value: potency.degreesOfFreedom),
      Cell(
        RichText(isMet ? "all tested are met" : "NOT MET: \(entry.notMet.joined(separator: ", "))"),
        note: potency.cautions.isEmpty ? nil : potency.cautions.joined(separator: "; "), isMet ? .none : .flagged),
    ]
  }

  private var potencyNote: String {
    let methods = study.assays.flatMap { $0.potencies.map { $0.method } }.uniqued
    var parts = [
      "Relative potency: the dose of the reference over the dose of the test that gives the same response; above 1 where the test is stronger."
    ]
    if hasFactor {
      parts.append("Potency: times the assumed potency and the dilution; the interval is of the potency.")
    }
    parts.append("Intervals: \(methods.joined(separator: "; ")).")
    return parts.joined(separator: " ")
  }

  // MARK: - Readings that are not used

  /// What the file marks as not to be used; `nil` where it marks nothing.
  var exclusions: RichText? {
    guard !study.excluded.isEmpty else { return nil }
    let shown = study.excluded.prefix(6).map { one in
      let place = [one.laboratory.map(visible), "run \(visible(one.run))"].compactMap { $0 }.joined(separator: " ")
      return "\(place), \(Wording.count(one.count, "reading")): \(Exclusions.reason(one.reason))"
    }
    let rest = study.excluded.count - shown.count
    let fitted = Set(study.assays.map { [$0.laboratory ?? "", $0.run] })
    let lost = Set(study.excluded.map { [$0.laboratory ?? "", $0.run] }).subtracting(fitted).count
    return
      "\(study.readingsExcluded) of \(study.readingsUsed + study.readingsExcluded) readings are excluded by the file: \(shown.joined(separator: "; "))\(rest > 0 ? "; and \(rest) more" : "").\(lost > 0 ? " \(Wording.count(lost, "run")) \(lost == 1 ? "has" : "have") no reading left and \(lost == 1 ? "is" : "are") in no table of runs." : "")"
  }

  var excluded: Table? {
    guard !study.excluded.isEmpty else { return nil }
    return Table(
      "not-used", caption: "Readings that are not used",
      columns: [
        .init("Run"), .init("Preparations"), .init("Readings", .right), .init("Reason"), .init("First line", .right),
      ],
      rows: study.excluded.map { one in
        Table.Row([
          Cell(RichText(words.place(one.laboratory, one.run))),
          Cell(RichText(one.preparations.map(visible).joined(separator: ", "))), Cell(one.count),
          Cell(RichText(Exclusions.reason(one.reason))), Cell(one.line),
        ])
      })
  }

  // MARK: - Several runs

  /// The runs of each preparation as one value, by every method shown.
  var combination: Table? {
    let groups = study.groups.filter { !$0.combinations.isEmpty }
    guard !groups.isEmpty else { return nil }
    return Table(
      "combination", caption: "Runs put together",
      columns: [
        .init("Preparation"), .init("Method"), .init("Runs", .right), .init("Potency", .right),
        .init("Interval", .right, note: words.level), .init("SE of ln", .right),
        .init("SD between runs", .right, note: "of ln"),
      ],
      rows: groups.flatMap { group in
        rows(group, group.combinations, label: words.place(group))
          + rows(group, group.combinationsOfRunsThatMeetAll, label: "of which meet all conditions")
      },
      note: RichText(combinationNote(groups.flatMap { $0.combinations }.map { $0.name }.uniqued)))
  }

  private func combinationNote(_ names: [PotencyCombinationName]) -> String {
    let chosen = study.request.combination == nil ? "None is chosen: --combine names one." : "Bold: the one asked for."
    return
      "With weights a run counts by the standard error that its limits imply (Ph. Eur. 5.3, 6.2.1); one whose set is no interval has none, and is in the unweighted mean alone. \(chosen) "
      + names.map { "\($0.rawValue): \($0.words)" }.joined(separator: "; ") + "."
  }

  private func rows(_ group: PotencyGroup, _ combined: [CombinedRuns], label: String) -> [Table.Row] {
    combined.enumerated().map { index, one in
      let name = index == 0 ? Cell("\(strong: label)") : .empty
      let method = Cell(RichText(one.name.rawValue), one.isChosen ? .strong : .none)
      switch one.outcome {
      case .failure(let error):
        return Table.Row(
          [name, method, Cell(one.runs), "none", Cell(RichText(error.description)), .empty, .empty],
          startsGroup: index == 0)
      case .success(let value):
        let decimals = words.decimals(value.potency, value.lnStandardError)
        return Table.Row(
          [
            name, method, Cell(one.runs),
            Cell(
              words.potency(value.potency, lnStandardError: value.lnStandardError), value: value.potency,
              one.isChosen ? .strong : .none),
            Cell(RichText(Numbers.interval(value.lower, value.upper, decimals: decimals))),
            Cell(words.number(value.lnStandardError), value: value.lnStandardError),
            value.lnBetweenRuns.map { Cell(words.number($0), value: $0) } ?? .empty,
          ], startsGroup: index == 0)
      }
    }
  }

  /// Whether the runs of each preparation estimate one potency.
  var homogeneity: Table? {
    let groups = study.groups.filter { $0.homogeneity != nil }
    guard !groups.isEmpty else { return nil }
    return Table(
      "homogeneity", caption: "Do the runs estimate one potency?", style: .narrow,
      columns: [
        .init("Preparation"), .init("χ²", .right), .init("df", .right), .init("p", .right),
        .init("I²", unit: "%", .right),
      ],
      rows: groups.compactMap { group in
        group.homogeneity.map { test in
          Table.Row([
            Cell(RichText(words.place(group))), Cell(words.number(test.statistic), value: test.statistic),
            Cell(test.degreesOfFreedom), Cell(Numbers.pValue(test.pValue), value: test.pValue),
            Cell(Numbers.estimate(test.iSquared, decimals: 0), value: test.iSquared),
          ])
        }
      },
      note:
        "A small p says that the runs differ by more than their own errors, so that a weighted mean is too sure of itself. A large one does not say that they agree: few runs find little."
    )
  }

  /// %GCV between runs, laboratory by laboratory.
  var variability: Table? {
    let groups = study.groups.filter { $0.variability != nil }
    guard !groups.isEmpty else { return nil }
    return Table(
      "variability", caption: "Variability between runs",
      columns: [
        .init("Preparation"), .init("Runs", .right), .init("Geometric mean", .right), .init("SD of ln", .right),
        .init("%GCV", .right), .init("Interval", .right, note: "\(words.level), of %GCV"),
      ],
      rows: groups.compactMap { group in
        group.variability.map { found in
          Table.Row([
            Cell(RichText(words.place(group))), Cell(found.runs),
            Cell(
              words.potency(found.geometricMean, lnStandardError: found.standardDeviation), value: found.geometricMean),
            Cell(words.number(found.standardDeviation), value: found.standardDeviation),
            Cell(words.percent(found.percentGCV), value: found.percentGCV, .strong),
            Cell(RichText(Numbers.interval(found.percentGCVLower, found.percentGCVUpper, decimals: 1))),
          ])
        }
      },
      note:
        "%GCV = 100 (exp(s) − 1), s the SD of ln potency over runs, one potency a run; its interval by chi-square. All runs with a potency are in it."
    )
  }

  // MARK: - Conditions

  /// Each run's conditions side by side: the worst outcome of each name.
  var conditions: Table {
    let names = study.assays.flatMap { $0.conditions.map { $0.name } }.uniqued
    return Table(
      "conditions", caption: "Conditions of a valid assay", style: .matrix,
      columns: [.init("Run")] + names.map { .init($0, .centre) },
      rows: study.assays.flatMap(AssayPanel.all).map { panel in
        let run = Cell("\(strong: words.place(panel))")
        guard let found = panel.fit?.conditions, !found.isEmpty else {
          let why = panel.assay.obstacle ?? panel.preparations.compactMap { $0.obstacle }.joined(separator: "; ")
          return Table.Row([run, Cell(RichText("no fit: \(visible(why))"), .flagged)])
        }
        return Table.Row([run] + names.map { name in matrixCell(found.filter { $0.name == name }) })
      },
      note:
        "Significance at \(words.level(PotencyAssay.conventionalAlpha)), the pharmacopoeia's convention: it decides nothing here, and no run is left out for it. Every figure is in \(reference: "condition-details")."
    )
  }

  private func matrixCell(_ found: [PotencyAssay.Condition]) -> Cell {
    let order: [PotencyAssay.Condition.Outcome] = [.notMet, .notTested, .met, .information]
    guard let worst = order.first(where: { outcome in found.contains { $0.outcome == outcome } }),
      let one = found.first(where: { $0.outcome == worst })
    else { return .missing }
    let figure = one.pValue.map { "p \(Numbers.pValue($0))" } ?? one.value.map { words.number($0) }
    if worst == .information { return Cell(RichText(figure ?? "")) }
    return Cell(
      RichText(words.outcome(worst)), note: one.pValue == nil ? nil : figure, worst == .notMet ? .flagged : .none)
  }

  /// Every condition of every run, with what it means.
  var conditionDetails: Table {
    Table(
      "condition-details", caption: "Conditions, run by run",
      columns: [
        .init("Run"), .init("Condition"), .init("Figure", .right), .init("p", .right), .init("Outcome"),
        .init("What it is"),
      ],
      rows: study.assays.flatMap(AssayPanel.all).flatMap { panel in
        (panel.fit?.conditions ?? []).enumerated().map { index, one in
          Table.Row(
            [
              index == 0 ? Cell("\(strong: words.place(panel))") : .empty,
              Cell(RichText(one.name)), one.value.map { Cell(words.number($0), value: $0) } ?? .empty,
              one.pValue.map { Cell(Numbers.pValue($0), value: $0) } ?? .empty,
              Cell(RichText(words.outcome(one.outcome)), one.outcome == .notMet ? .flagged : .none),
              Cell(RichText(one.words)),
            ], startsGroup: index == 0)
        }
      })
  }
}
