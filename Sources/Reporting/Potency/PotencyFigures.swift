internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

/// The figures of a potency study.
struct PotencyFigures {
  let study: PotencyOfTable
  let words: PotencyWords
  private let tables: PotencyAssayTables

  /// How many runs, or fits where a run has several, of a laboratory are drawn; the tables hold all.
  static let most = 24

  init(_ study: PotencyOfTable) {
    self.study = study
    words = PotencyWords(request: study.request)
    tables = PotencyAssayTables(study)
  }

  var laboratories: [String?] { study.assays.map { $0.laboratory }.uniqued }

  private func assays(_ laboratory: String?) -> [PotencyAssay] { study.assays.filter { $0.laboratory == laboratory } }

  private func panels(_ laboratory: String?) -> [AssayPanel] { assays(laboratory).flatMap(AssayPanel.all) }

  private func stem(_ what: String, _ laboratory: String?) -> String { laboratory.map { "\(what)-\($0)" } ?? what }

  private func at(_ laboratory: String?) -> String { laboratory.map { " at \(visible($0))" } ?? "" }

  private func left(_ count: Int, _ what: String = "runs") -> String {
    count > Self.most ? " The first \(Self.most) of \(count) \(what) are drawn; the tables hold all." : ""
  }

  private func left(_ panels: [AssayPanel]) -> String {
    left(panels.count, panels.contains { !$0.label.isEmpty } ? "fits" : "runs")
  }

  // MARK: - Overlay

  /// Readings and curves of every run.
  func overlay(_ laboratory: String?) -> Figure {
    let all = panels(laboratory)
    let width = all.count == 1 ? 680.0 : 332
    let zero =
      all.contains { $0.assay.readings.contains { $0.dose == 0 } } && study.request.settings.model != .slopeRatio
    return Figure(
      stem("dose-response", laboratory),
      caption: RichText(
        "Readings\(at(laboratory)) over dose. Solid: constrained to \(words.common) (\(words.fit)), on which the potency rests; dashed: each preparation's own curve. The arrow leads from the dose of the reference to the dose of the test with the same response: the shift that the relative potency states.\(zero ? " A dose of zero stands left of the break." : "")\(left(all))"
      ),
      all.prefix(Self.most).map { overlay($0, width: width) },
      data: .kept(tables.readings(laboratory, name: stem("readings", laboratory))))
  }

  private func overlay(_ panel: AssayPanel, width: Double) -> Drawing {
    let assay = panel.assay
    let transformed = transform(assay)
    let series = panel.preparations.map { one in
      DoseResponseChart.Series(
        visible(one.name), isReference: one.isReference,
        points: assay.readings.enumerated().filter { $0.element.preparation == one.name }.compactMap { index, reading in
          transformed[index].map { DoseResponseChart.Point(reading.dose, $0) }
        }, free: one.freeCurve.map { DoseResponseChart.Point($0.dose, $0.response) },
        constrained: (panel.fit?.curve(of: one.name)?.points ?? []).map {
          DoseResponseChart.Point($0.dose, $0.response)
        })
    }
    let note = assay.obstacle == nil && panel.fit != nil ? "" : ", no potency"
    return DoseResponseChart(
      title: words.place(panel) + note, doseTitle: visible(study.request.columns.dose),
      responseTitle: words.response, scale: study.request.settings.model == .slopeRatio ? .linear : .logarithmic,
      series: series, shifts: shifts(panel), count: "n = \(panel.readings.count) readings", width: width
    ).drawing
  }

  /// Responses as they were fitted: what the fit and its residual add up to, else the reading itself.
  private func transform(_ assay: PotencyAssay) -> [Double?] {
    var found = [Double?](repeating: nil, count: assay.readings.count)
    for mark in assay.fits.flatMap({ $0.marks }) { found[mark.reading] = mark.fitted + mark.residual }
    // Without a fit there is no other scale on the page.
    let isAsRead = study.request.settings.transform == .none || assay.fits.isEmpty
    return zip(found, assay.readings).map { $0 ?? (isAsRead ? $1.response : nil) }
  }

  /// From the dose of the reference to that of each test, at the middle of the reference's curve.
  private func shifts(_ panel: AssayPanel) -> [DoseResponseChart.Shift] {
    let assay = panel.assay
    guard let fit = panel.fit, let reference = fit.curves.first?.points, let first = reference.first,
      let last = reference.last
    else { return [] }
    let middle = (first.response + last.response) / 2
    let crossing = zip(reference, reference.dropFirst()).first { a, b in
      (a.response - middle) * (b.response - middle) <= 0 && a.response != b.response
    }
    guard let (a, b) = crossing else { return [] }
    let dose = a.dose + (b.dose - a.dose) * (middle - a.response) / (b.response - a.response)
    let doses = assay.readings.map { $0.dose }.filter { $0 > 0 }
    guard let low = doses.min(), let high = doses.max() else { return [] }
    return assay.potencies.filter { fit.tests.contains($0.preparation) }.compactMap { potency in
      let other = dose / potency.relativePotency
      guard other >= low, other <= high else { return nil }
      let decimals = words.decimals(potency.relativePotency, potency.lnStandardError)
      let estimate = Numbers.estimate(potency.relativePotency, decimals: decimals)
      let text = "\(visible(potency.preparation)): \(estimate) (\(words.set(potency.interval, decimals: decimals)))"
      return DoseResponseChart.Shift(from: dose, to: other, response: middle, text: text)
    }
  }

  // MARK: - Residuals

  /// Residuals of every run, by fitted value and by dose.
  func residuals(_ laboratory: String?) -> Figure? {
    let all = panels(laboratory).filter { $0.fit != nil }
    guard !all.isEmpty else { return nil }
    return Figure(
      stem("residuals", laboratory),
      caption: RichText(
        "Residuals from the constrained fit\(at(laboratory)), on the scale of \(words.response): by fitted value, and by dose. Dashed: two standard deviations of the residuals. A bend is lack of fit, a funnel asks for weights or a transform, marks of one preparation on one side are non-parallelism.\(left(all))"
      ),
      all.prefix(Self.most).flatMap { panel in [residuals(panel, byDose: false), residuals(panel, byDose: true)] },
      data: .kept(tables.readings(laboratory, name: stem("residual-data", laboratory))))
  }

  private func residuals(_ panel: AssayPanel, byDose: Bool) -> Drawing {
    let readings = panel.assay.readings
    let marks = panel.fit?.marks ?? []
    let series = panel.preparations.map { one in
      ResidualChart.Series(
        visible(one.name), isReference: one.isReference,
        points: marks.filter { readings[$0.reading].preparation == one.name }.map {
          ResidualChart.Point(byDose ? readings[$0.reading].dose : $0.fitted, $0.residual)
        })
    }
    let isLog = byDose && study.request.settings.model != .slopeRatio
    return ResidualChart(
      title: "\(words.place(panel)), by \(byDose ? "dose" : "fitted value")",
      quantity: byDose ? visible(study.request.columns.dose) : "fitted \(words.response)", residualTitle: "residual",
      scale: isLog ? .logarithmic : .linear, series: series.filter { !$0.points.isEmpty }, spread: panel.spread,
      count: "n = \(marks.count)"
    ).drawing
  }

  // MARK: - Plates

  /// Every plate with its residuals, where wells are named as on a plate.
  func plates(_ laboratory: String?) -> Figure? {
    guard study.request.columns.well != nil else { return nil }
    let maps = assays(laboratory).prefix(Self.most).flatMap(maps)
    guard !maps.isEmpty else { return nil }
    return Figure(
      stem("plates", laboratory),
      caption: RichText(
        "Residuals\(at(laboratory)) where the wells stood, in standard deviations of the run's residuals. Like signs along an edge, a row or a column are the plate's doing and not the preparation's.\(assays(laboratory).contains { $0.fits.count > 1 } ? " Of a reading of the reference, which is fitted with each test, the mean residual is shown." : "")\(left(assays(laboratory).count))"
      ), maps, data: .kept(tables.readings(laboratory, name: stem("plate-data", laboratory))))
  }

  private func maps(_ assay: PotencyAssay) -> [Drawing] {
    let residuals = assay.residuals
    let known = residuals.compactMap { $0 }
    guard known.count > 1 else { return [] }
    let spread = (known.reduce(0) { $0 + $1 * $1 } / Double(known.count)).squareRoot()
    guard spread > 0 else { return [] }
    let reference = assay.settings.reference
    return assay.readings.map { $0.plate }.uniqued.compactMap { plate in
      let rows = assay.readings.indices.filter { assay.readings[$0].plate == plate }
      let wells = rows.compactMap { index -> PlateMap.Well? in
        guard let name = assay.readings[index].well, let place = WellPosition(name),
          place.row < PlateMap.largest.rows, place.column < PlateMap.largest.columns,
          let residual = residuals[index]
        else { return nil }
        return PlateMap.Well(
          row: place.row, column: place.column, residual: residual / spread,
          isReference: assay.readings[index].preparation == reference)
      }
      guard !wells.isEmpty else { return nil }
      let unplaced = rows.count - wells.count
      return PlateMap(
        title: words.place(assay) + (assay.plate == nil ? plate.map { ", plate \(visible($0))" } ?? "" : ""),
        wells: wells,
        count: "n = \(wells.count) wells" + (unplaced > 0 ? ", \(unplaced) without a place or a fit" : "")
      ).drawing
    }
  }

  // MARK: - Forests

  /// Ratios of parameters by run, a drawing for each measure.
  func ratios() -> Figure? {
    let names = study.assays.flatMap { $0.similarities.filter { $0.interval != nil }.map { $0.parameter } }.uniqued
    guard !names.isEmpty else { return nil }
    return Figure(
      "parameter-ratios",
      caption: RichText(
        "Test over reference, from each preparation's own curve, with \(words.level(1 - 2 * PotencyAssay.conventionalAlpha)) intervals. Similarity by equivalence is shown where an interval lies inside limits that the protocol set before; this command sets none."
      ), names.map(forest), data: .shown("similarity"))
  }

  private func forest(_ parameter: String) -> Drawing {
    var groups: [EquivalenceForest.Group] = []
    var isPositive = true
    for group in study.groups {
      let rows = group.entries.compactMap { entry -> EquivalenceForest.Row? in
        let assay = study.assays[entry.assay]
        guard
          let found = assay.similarities.first(where: {
            $0.parameter == parameter && $0.preparation == group.preparation
          })
        else { return nil }
        let label = words.run(entry)
        guard let estimate = found.estimate, let interval = found.interval else {
          return EquivalenceForest.Row(label, estimate: nil, note: "not evaluated")
        }
        if estimate <= 0 || interval.lower.map({ $0 <= 0 }) ?? false { isPositive = false }
        let shown = Numbers.estimate(estimate, decimals: 3)
        return EquivalenceForest.Row(
          label, estimate: estimate, judged: ForestFigure.interval(interval),
          numbers: [shown, words.set(interval, decimals: 3)])
      }
      if !rows.isEmpty { groups.append(.init(words.place(group), rows: rows)) }
    }
    let title = words.parameter(parameter)
    let fits = groups.reduce(0) { $0 + $1.rows.count }
    return EquivalenceForest(
      title: title, heading: title, groups: groups, scale: isPositive ? .logarithmic : .linear, axisTitle: title,
      count: "n = \(fits) \(fits == 1 ? "fit" : "fits")",
      numberHeads: ["ratio", "\(words.level(1 - 2 * PotencyAssay.conventionalAlpha)) interval"], reference: 1,
      // What the axis shows at least, so that one wide interval does not squeeze the others.
      including: isPositive ? [0.7, 1.4] : [0, 2]
    ).drawing
  }

  /// Potency of each run, and the runs put together.
  func potencies() -> Figure? {
    let names = study.groups.map { $0.preparation }.uniqued
    let drawings = names.compactMap { name in forest(study.groups.filter { $0.preparation == name }, name) }
    guard !drawings.isEmpty else { return nil }
    let shown = study.groups.filter { !$0.combinations.isEmpty }.map { words.shownCombination(of: $0).rawValue }.uniqued
    return Figure(
      "potency-by-run",
      caption: RichText(
        "Potency of each run with its \(words.level) interval\(shown.isEmpty ? "" : ", and heavy the runs put together (\(shown.joined(separator: ", ")))"). An arrow says that the interval goes on beyond the axis."
      ), drawings, data: .shown("potencies"))
  }

  private func forest(_ groups: [PotencyGroup], _ name: String) -> Drawing? {
    var values: [Double] = []
    let drawn = groups.map { group -> EquivalenceForest.Group in
      var rows = group.entries.map { entry -> EquivalenceForest.Row in
        let label = words.run(entry)
        guard let potency = entry.potency else { return .init(label, estimate: nil, note: "no potency") }
        values.append(potency.potency)
        let decimals = words.decimals(potency.potency, potency.lnStandardError)
        return .init(
          label, estimate: potency.potency, judged: ForestFigure.interval(potency.potencyInterval),
          numbers: [
            Numbers.estimate(potency.potency, decimals: decimals),
            words.set(potency.potencyInterval, decimals: decimals),
          ])
      }
      let shown = words.shownCombination(of: group)
      if case .success(let value)? = group.combinations.first(where: { $0.name == shown })?.outcome {
        let decimals = words.decimals(value.potency, value.lnStandardError)
        rows.append(
          .init(
            shown.rawValue, role: .judged, estimate: value.potency,
            judged: Interval(value.lower, value.upper),
            numbers: [
              Numbers.estimate(value.potency, decimals: decimals),
              Numbers.interval(value.lower, value.upper, decimals: decimals),
            ]))
      }
      return .init(group.laboratory.map { visible($0) }, rows: rows)
    }
    guard let low = values.min(), let high = values.max() else { return nil }
    let isByPlate = groups.contains { $0.entries.contains { $0.plate != nil } }
    let runs = (isByPlate ? "plate" : "run") + (values.count == 1 ? "" : "s")
    return EquivalenceForest(
      title: "Potency of \(visible(name))", heading: "Potency of \(visible(name))", groups: drawn, scale: .logarithmic,
      axisTitle: "potency", count: "n = \(values.count) \(runs)", numberHeads: ["potency", "\(words.level) interval"],
      including: [low * 0.8, high * 1.25]
    ).drawing
  }
}

extension PotencyWords {
  /// The combination that a figure shows: the one asked for, else the one that leaves room for runs that differ; where a run
  /// has no weight, the one that every run is in.
  func shownCombination(of group: PotencyGroup) -> PotencyCombinationName {
    request.combination ?? (group.entries.contains { $0.noWeight != nil } ? .unweighted : .randomEffects)
  }
}
