internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
public import Transfer

extension Report {
  /// The report of a precision study.
  public init(_ study: PrecisionOfTable, _ provenance: TableProvenance) {
    let words = PrecisionWords(request: study.request)
    let tables = PrecisionTables(study.request)
    let figures = PrecisionFigures(study)
    let request = study.request
    var facts = [
      Fact("File", "\(provenance.input.name), \(provenance.input.sha256.prefix(8))"),
      Fact("Results", "\(study.table.count), column \(request.value)"), Fact("Sources of variation", words.sources),
      Fact("Estimated by", words.method),
      Fact("Scale", words.isLog ? "natural logarithm" : "as reported"),
    ]
    if let by = request.by, !study.parts.isEmpty { facts.append(Fact("At each", "\(by), \(study.parts.count) levels")) }
    var sections: [Section] = [.precision(study, tables, figures)]
    if let components = Section.components(study, tables, figures) { sections.append(components) }
    if !study.parts.isEmpty { sections.append(.levels(study, tables, figures)) }
    if let column = study.compared {
      sections.append(
        Section(
          "homogeneity", title: "Homogeneity", blocks: [.table(tables.homogeneity(study.homogeneity, of: column))]))
    }
    if let formats = Section.formats(study, tables) { sections.append(formats) }
    sections.append(.dataAndMethod(study, tables, provenance))
    self.init(
      Cover(
        "Precision study", title: "Precision of \(request.value) in \(provenance.input.name)", facts: facts,
        laboratories: words.sources, subject: request.value, provenance), sections: sections)
  }
}

extension Section {
  /// Of what is printed on a terminal.
  public static let ofPrecisionOnTerminal = ["precision", "components", "levels", "homogeneity", "formats"]

  fileprivate static func precision(
    _ study: PrecisionOfTable, _ tables: PrecisionTables, _ figures: PrecisionFigures
  ) -> Section {
    var blocks: [Block] = []
    var remarks = ReviewerEntries()
    remarks.say(FileRemarks(study.table))
    if !remarks.entries.isEmpty { blocks.append(.box("What the file says", remarks.entries)) }
    switch study.whole.outcome {
    case .failure(let obstacle):
      let pooled = study.parts.isEmpty ? "" : "Pooled: "
      blocks.append(.paragraph("\(strong: "\(pooled)not estimated.") \(sentence(obstacle.message))"))
    case .success(let analysis):
      if let mean = analysis.mean {
        let shown = tables.words.mean(mean, spread: analysis.total.standardDeviation)
        blocks.append(
          .paragraph(
            "\(tables.words.isLog ? "Geometric mean" : "Mean") \(shown), \(study.table.count) results\(analysis.isBalanced ? ", balanced" : ", unbalanced")."
          ))
      } else if !study.parts.isEmpty {
        blocks.append(
          .paragraph(
            "Pooled over \(study.parts.count) levels of \(visible(study.request.by ?? "")): each has a mean of its own, all have common variances. \(tables.words.isLog ? "" : "A %CV is given for each level alone, for it needs one mean.")"
          ))
      }
      blocks.append(.table(tables.sums(analysis)))
      if !analysis.remarks.isEmpty {
        blocks.append(
          .box(
            "What a reader must know",
            analysis.remarks.map { Entry(label(of: $0.subject), RichText(sentence($0.words))) }))
      }
    }
    if study.parts.isEmpty { blocks.append(.figure(figures.variability(study.whole))) }
    return Section("precision", title: "Precision", blocks: blocks)
  }

  fileprivate static func components(
    _ study: PrecisionOfTable, _ tables: PrecisionTables, _ figures: PrecisionFigures
  ) -> Section? {
    guard case .success(let analysis) = study.whole.outcome else { return nil }
    var blocks: [Block] = [.table(tables.components(analysis))]
    if let bars = figures.bars() { blocks.append(.figure(bars)) }
    return Section("components", title: "Variance components", blocks: blocks)
  }

  /// How many levels have their figure in the report.
  private static let drawnLevels = 12

  fileprivate static func levels(
    _ study: PrecisionOfTable, _ tables: PrecisionTables, _ figures: PrecisionFigures
  ) -> Section {
    var blocks: [Block] = [.table(tables.levels(study))]
    for part in study.parts {
      if case .failure(let obstacle) = part.outcome {
        blocks.append(.paragraph("\(strong: visible(part.name ?? "")): \(sentence(obstacle.message))"))
      }
    }
    blocks += study.parts.prefix(drawnLevels).map { .figure(figures.variability($0)) }
    if study.parts.count > drawnLevels {
      blocks.append(
        .paragraph("\(study.parts.count - drawnLevels) more levels are not drawn; their figures are in the table."))
    }
    if study.parts.contains(where: { if case .success = $0.outcome { true } else { false } }) {
      blocks.append(.table(tables.levelComponents(study)))
    }
    return Section(
      "levels", title: "Each \(visible(study.request.by ?? ""))", blocks: blocks)
  }

  fileprivate static func formats(_ study: PrecisionOfTable, _ tables: PrecisionTables) -> Section? {
    guard case .success(let analysis) = study.whole.outcome, let plan = analysis.replication else { return nil }
    var blocks: [Block] = [.table(tables.formats(plan))]
    if let target = plan.target {
      let words = tables.words
      let stated: String =
        switch study.request.target {
        case .percent(let value):
          "\(value.description)\(Numbers.noBreakSpace)\(words.percent) (\(words.spread) \(words.number(target)))"
        case .standardDeviation(let value): "\(words.spread) \(value.description)"
        case nil: ""
        }
      func said(_ format: ReplicationPlan.Format?) -> String {
        guard let format else {
          return "none of up to \(study.request.maximumRuns) × \(study.request.maximumReplicates) meets it"
        }
        return
          "\(format.runs) \(visible(plan.factor)) × \(format.replicates), \(format.results) \(format.results == 1 ? "result" : "results") in all"
      }
      blocks.append(
        .statements([
          Entry("Target", RichText("at most \(stated)")),
          Entry("Cheapest by the estimate", RichText(said(plan.cheapest))),
          Entry(
            "Cheapest by the upper end of the \(words.level) interval", RichText(said(plan.cheapestByUpperBound))),
        ]))
    } else if study.request.target != nil {
      blocks.append(
        .paragraph(
          "The target in %CV is not held against the pooled formats: it needs one mean, and there are several."))
    }
    return Section("formats", title: "Replication of a reportable value", blocks: blocks)
  }

  fileprivate static func dataAndMethod(
    _ study: PrecisionOfTable, _ tables: PrecisionTables, _ provenance: TableProvenance
  ) -> Section {
    var blocks: [Block] = []
    if case .success(let analysis) = study.whole.outcome {
      if let table = analysis.table { blocks.append(.table(tables.meanSquares(table))) }
      blocks.append(.table(tables.intervals(analysis)))
      if let fit = analysis.convergence, let value = analysis.minusTwoLogLikelihood {
        blocks.append(
          .paragraph(
            "The fit reached its maximum in \(fit.iterations) steps: minus twice the \(study.request.method == .ml ? "" : "restricted ")log-likelihood \(Numbers.estimate(value, decimals: 4)), scaled gradient \(tables.words.number(fit.gradient))."
          ))
      }
    }
    let groups = study.crossChecks.map { one in
      CrossCheckTable.Group(name: RichText(visible(one.place)), places: [one.checks])
    }
    blocks += CrossCheckTable(groups).table.map { [.table($0)] } ?? []
    let file = study.table.file
    blocks.append(
      .table(
        Table(
          "file", caption: "The file", heads: ("What", "How it was read"),
          keyValues: [
            Entry("Name", RichText(visible(file.name))), Entry("SHA-256", "\(code: provenance.input.sha256)"),
            Entry("Size", RichText("\(file.byteCount) bytes")),
          ] + DataTables.reading(file) + [
            Entry("Results", RichText("\(study.table.count), all used")),
            Entry("Program", RichText("methodtransfer \(provenance.version)")),
          ])))
    if !study.table.warnings.isEmpty {
      blocks.append(.table(DataTables.warnings(study.table.warnings, allIn: "precision.json")))
    }
    return Section("data", title: "Method and data", blocks: blocks)
  }

  private static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

  /// What a remark is of, in a word.
  private static func label(of subject: PrecisionRemark.Subject) -> String {
    switch subject {
    case .negative: "Negative"
    case .boundary: "Boundary"
    case .design: "Design"
    case .levels: "Levels"
    case .scope: "Scope"
    }
  }
}
