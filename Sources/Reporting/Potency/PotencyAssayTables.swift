internal import AssayData
internal import Notation
internal import Statistics
internal import Transfer

/// Tables of what each run's fit came to.
struct PotencyAssayTables {
  let study: PotencyOfTable
  let words: PotencyWords

  init(_ study: PotencyOfTable) {
    self.study = study
    words = PotencyWords(request: study.request)
  }

  /// How alike each test and the reference are.
  var similarity: Table? {
    let rows = study.assays.flatMap { assay in
      assay.similarities.enumerated().map { index, one -> Table.Row in
        let starts = index == 0
        let decimals = one.estimate.map { self.decimals($0, one.interval) } ?? 3
        return Table.Row(
          [
            starts ? Cell("\(strong: words.place(assay))") : .empty,
            Cell(RichText(visible(one.preparation))), Cell(RichText(words.parameter(one.parameter))),
            one.estimate.map { Cell(Numbers.estimate($0, decimals: decimals), value: $0) } ?? .missing,
            one.interval.map { Cell(RichText(words.set($0, decimals: decimals))) } ?? .empty,
            one.pValue.map { Cell(Numbers.pValue($0), value: $0) } ?? .empty,
          ], startsGroup: starts)
      }
    }
    guard !rows.isEmpty else { return nil }
    let methods = study.assays.flatMap { $0.similarities.map { "\(words.parameter($0.parameter)): \($0.method)" } }
      .uniqued
    return Table(
      "similarity", caption: "Similarity of test and reference",
      columns: [
        .init("Run"), .init("Preparation"), .init("Measure"), .init("Estimate", .right),
        .init("Interval", .right, note: words.level(1 - 2 * PotencyAssay.conventionalAlpha)), .init("p", .right),
      ], rows: rows,
      note: RichText(
        "Equivalence asks whether an interval lies inside limits that were set before (the protocol's criterion similarity); the p of significance grows small in precise assays. "
          + methods.joined(separator: "; ") + "."))
  }

  private func decimals(_ value: Double, _ set: ConfidenceSet?) -> Int {
    if case .bounded(let lower?, let upper?)? = set, upper > lower {
      return min(max(0, Numbers.decimals(intervalWidth: upper - lower) + 1), 12)
    }
    return value == 0 ? 3 : min(max(0, Numbers.decimals(standardError: value.magnitude) + 2), 12)
  }

  /// Every parameter, free and constrained.
  var parameters: Table? {
    let rows = study.assays.flatMap(AssayPanel.all).flatMap { panel -> [Table.Row] in
      let (assay, place) = (panel.assay, words.place(panel))
      return panel.preparations.enumerated().flatMap { index, one -> [Table.Row] in
        let together = panel.fit?.curve(of: one.name)?.parameters ?? []
        let names = (together + one.free).map { $0.name }.uniqued
        let heading = index == 0 ? Cell("\(strong: place)") : Cell.empty
        if names.isEmpty {
          return [
            Table.Row(
              [
                heading, Cell(RichText(visible(one.name))),
                Cell(
                  RichText(
                    (one.obstacle ?? assay.obstacle).map { "no curve: \(visible($0))" } ?? "blanks, without a line")),
              ],
              startsGroup: index == 0)
          ]
        }
        return names.enumerated().map { line, name in
          let (free, constrained) = (one.free.first { $0.name == name }, together.first { $0.name == name })
          return Table.Row(
            [
              line == 0 ? heading : .empty,
              line == 0 ? Cell(RichText(visible(one.name) + (one.isReference ? " (reference)" : ""))) : .empty,
              Cell(RichText(name)), estimate(free), error(free), estimate(constrained), error(constrained),
            ], startsGroup: index == 0 && line == 0)
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    return Table(
      "parameters", caption: "Parameters of the fits",
      columns: [
        .init("Run"), .init("Preparation"), .init("Parameter"), .init("Estimate", .right, group: "free"),
        .init("SE", .right, group: "free"), .init("Estimate", .right, group: "constrained"),
        .init("SE", .right, group: "constrained"),
      ], rows: rows,
      note: RichText(
        "Model: \(words.model). Constrained: \(words.common), \(words.fit). On the scale of \(words.response)."))
  }

  private func estimate(_ one: PotencyAssay.Parameter?) -> Cell {
    one.map { Cell(words.parameter($0.estimate, $0.standardError), value: $0.estimate) } ?? .empty
  }

  private func error(_ one: PotencyAssay.Parameter?) -> Cell {
    one?.standardError.map { Cell(words.number($0), value: $0) } ?? .empty
  }

  /// The pharmacopoeial analysis of variance of assays with lines.
  var variance: Table? {
    let rows = study.assays.flatMap { assay -> [Table.Row] in
      guard let anova = assay.anova else { return [] }
      return anova.lines.enumerated().map { index, line in
        let test = line.effect == .total ? nil : try? anova.test(line.effect, against: .withinTreatments)
        return Table.Row(
          [
            index == 0 ? Cell("\(strong: words.place(assay))") : .empty,
            Cell(RichText(name(line.effect, assay))), Cell(line.degreesOfFreedom),
            Cell(words.number(line.sumOfSquares), value: line.sumOfSquares),
            line.meanSquare.map { Cell(words.number($0), value: $0) } ?? .empty,
            test.map { Cell(words.number($0.statistic), value: $0.statistic) } ?? .empty,
            test.map { Cell(Numbers.pValue($0.pValue), value: $0.pValue) } ?? .empty,
          ], startsGroup: index == 0)
      }
    }
    guard !rows.isEmpty else { return nil }
    return Table(
      "variance", caption: "Analysis of variance",
      columns: [
        .init("Run"), .init("Source"), .init("df", .right), .init("Sum of squares", .right),
        .init("Mean square", .right),
        .init("F", .right), .init("p", .right),
      ], rows: rows,
      note: "Sequential sums of squares; F against the residual error within treatments (Ph. Eur. 5.3, 3.2.3).")
  }

  /// A preparation by its name and not by its number.
  private func name(_ effect: AssayEffect, _ assay: PotencyAssay) -> String {
    guard case .nonLinearityOf(let index) = effect else { return "\(effect)" }
    let fitted = assay.fits.first?.curves ?? []
    return fitted.indices.contains(index) ? "non-linearity of \(visible(fitted[index].name))" : "\(effect)"
  }

  /// What is kept behind the overlays and residuals: every reading with its fit.
  func readings(_ laboratory: String?, name: String) -> Table {
    let panels = study.assays.filter { $0.laboratory == laboratory }.flatMap(AssayPanel.all)
    // Readings of the reference stand once for each test that it is fitted with.
    let isSeveral = panels.contains { !$0.label.isEmpty }
    return Table(
      name,
      columns: [
        .init("Run")
      ] + (isSeveral ? [.init("Fit")] : []) + [
        .init("Preparation"), .init("Plate"), .init("Well"), .init("Dose", .right),
        .init("Response", .right), .init("Fitted", .right), .init("Residual", .right), .init("Line", .right),
      ],
      rows: panels.flatMap { panel in
        let marks = Dictionary(keyed: (panel.fit?.marks ?? []).map { ($0.reading, $0) })
        return panel.readings.map { index in
          let reading = panel.assay.readings[index]
          func cell(_ value: Double?) -> Cell { value.map { Cell(words.number($0), value: $0) } ?? .empty }
          return Table.Row(
            [Cell(RichText(visible(panel.assay.run)))] + (isSeveral ? [Cell(RichText(panel.label))] : []) + [
              Cell(RichText(visible(reading.preparation))),
              Cell(RichText(visible(reading.plate ?? ""))), Cell(RichText(visible(reading.well ?? ""))),
              Cell(words.number(reading.dose), value: reading.dose),
              Cell(words.number(reading.response), value: reading.response), cell(marks[index]?.fitted),
              cell(marks[index]?.residual),
              Cell(study.line(of: reading)),
            ])
        }
      })
  }
}
