internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
public import Transfer

extension Report {
  /// The report of a potency study.
  public init(_ study: PotencyOfTable, _ provenance: TableProvenance) {
    let words = PotencyWords(request: study.request)
    let settings = study.request.settings
    let laboratories = study.assays.compactMap { $0.laboratory }.uniqued
    let tests = study.groups.map { $0.preparation }.uniqued
    let reference = Spelling.list(settings.references.map { $0.preparation }.uniqued, "and")
    var facts = [
      Fact("File", "\(provenance.input.name), \(provenance.input.sha256.prefix(8))"),
      Fact("Readings", "\(study.readingsUsed) in \(study.assays.count) \(study.assays.count == 1 ? "run" : "runs")"),
      Fact("Reference", reference), Fact("Tests", tests.joined(separator: ", ")),
      Fact("Model", words.model),
    ]
    if !laboratories.isEmpty { facts.append(Fact("Laboratories", laboratories.joined(separator: ", "))) }
    for reference in study.references {
      let text = ReferenceText(reference.standard, provisional: reference.provisional)
      let known = reference.name == reference.standard.id ? "" : "\(visible(reference.standard.id)), "
      facts.append(Fact("Its standard", "\(known)value \(text.value), provisional: \(text.provisionalWord)"))
    }
    if let ledger = provenance.standards { facts.append(Fact("Ledger", "\(ledger.name), \(ledger.sha256.prefix(8))")) }
    let isProvisional = study.references.contains { !$0.provisional.isEmpty }
    let (tables, fits, figures) = (PotencyTables(study), PotencyAssayTables(study), PotencyFigures(study))
    var sections = [Section.potencies(study, tables, figures)]
    if let runs = Section.runs(study, tables) { sections.append(runs) }
    sections += Section.levels(study)
    sections.append(.suitability(tables))
    sections.append(
      Section(
        "curves", title: words.hasCurves ? "Curves" : "Lines",
        blocks: figures.laboratories.map { .figure(figures.overlay($0)) }))
    if let similarity = fits.similarity {
      sections.append(
        Section(
          "similarity", title: "Similarity",
          blocks: (figures.ratios().map { [.figure($0)] } ?? []) + [.table(similarity)]))
    }
    let residuals = figures.laboratories.flatMap {
      [figures.residuals($0), figures.plates($0)].compactMap { $0 }.map { Block.figure($0) }
    }
    if !residuals.isEmpty { sections.append(Section("residuals", title: "Residuals", blocks: residuals)) }
    let fitted = [fits.parameters, fits.variance].compactMap { $0 }.map { Block.table($0) }
    if !fitted.isEmpty { sections.append(Section("fits", title: "What was fitted", blocks: fitted)) }
    sections.append(.data(study, tables, words, provenance))
    self.init(
      Cover(
        "Potency study", title: "Potency against \(reference) in \(provenance.input.name)",
        stamps: isProvisional ? [ReferenceText.stamp] : [], facts: facts,
        laboratories: laboratories.joined(separator: ", "),
        subject: "\(tests.joined(separator: ", ")) against \(reference)", provenance), sections: sections)
  }
}

extension Section {
  /// Of what is printed on a terminal.
  public static let ofPotencyOnTerminal = ["potency", "runs", "levels", "limits", "suitability"]

  fileprivate static func potencies(
    _ study: PotencyOfTable, _ tables: PotencyTables, _ figures: PotencyFigures
  ) -> Section {
    var blocks: [Block] = []
    let entries = study.groups.flatMap { $0.entries }
    let without = entries.filter { $0.potency == nil }
    let notMet = entries.filter { $0.potency != nil && !$0.notMet.isEmpty }
    let combined = study.groups.contains { !$0.combinationsOfRunsThatMeetAll.isEmpty }
    blocks.append(.table(tables.potencies))
    var known = study.references.filter { !$0.provisional.isEmpty }.map { reference in
      let text = ReferenceText(reference.standard, provisional: reference.provisional)
      return Entry("Reference", "Potencies are relative to \(text.named)\(text.basis).")
    }
    var remarks = ReviewerEntries()
    remarks.say(FileRemarks(study))
    known += remarks.entries
    if let said = tables.exclusions { known.append(Entry("Not used", said)) }
    if !without.isEmpty {
      known.append(
        Entry(
          "No potency",
          RichText(
            "Without a potency: \(without.count) of \(entries.count), for the reason in the table. They are in no mean and no %GCV; why they failed is a question of its own."
          )))
    }
    if !notMet.isEmpty {
      known.append(
        Entry(
          "Conditions",
          RichText(
            "Potencies from a run that does not meet a condition, conventional for a valid assay: \(notMet.count) of \(entries.count). They are in all figures\(combined ? "; where runs are put together, the same stands beside without them" : "")."
          )))
    }
    known += PlateSentences(
      plates: [study.remarks], namedElsewhere: Set(study.request.settings.requireSimilar.map { $0.criterion })
    )
    .sentences.map { Entry("Runs", $0) }
    for remark in PotencyAssay.doseRemarks(study.assays) {
      known.append(Entry("Doses", RichText(remark.prefix(1).uppercased() + remark.dropFirst() + ".")))
    }
    let cautions = entries.flatMap { $0.potency?.cautions ?? [] }.uniqued
    for caution in cautions.prefix(6) { known.append(Entry("Caution", RichText(caution))) }
    let unweighted = entries.compactMap({ $0.noWeight })
    for reason in unweighted.uniqued.prefix(4) {
      let count = unweighted.count { $0 == reason }
      known.append(
        Entry(
          "No weight",
          RichText("\(count) of \(entries.count) in no weighted mean, but in the unweighted one: \(reason)")))
    }
    if !known.isEmpty { blocks.append(.box("What a reader must know", known)) }
    if let figure = figures.potencies() { blocks.append(.figure(figure)) }
    return Section("potency", title: "Relative potency", blocks: blocks)
  }

  fileprivate static func runs(_ study: PotencyOfTable, _ tables: PotencyTables) -> Section? {
    let found = [tables.combination, tables.homogeneity, tables.variability].compactMap { $0 }
    guard !found.isEmpty else { return nil }
    return Section("runs", title: "Several runs", blocks: found.map { .table($0) })
  }

  /// Validation by level, and limits from history, where they were asked for.
  fileprivate static func levels(_ study: PotencyOfTable) -> [Section] {
    let tables = PotencyValidationTables(study)
    var sections: [Section] = []
    let found = [tables.levels, tables.linearity, tables.range, tables.formats].compactMap { $0 }
    if !found.isEmpty {
      sections.append(Section("levels", title: "Validation by level", blocks: found.map { .table($0) }))
    }
    if let own = study.request.limitsFrom {
      let none = Entry("No limits", RichText("no run gives a ratio of \(visible(own)) to the reference"))
      let blocks: [Block] = tables.history.map { [.table($0)] } ?? [.box("Limits from history", [none])]
      sections.append(Section("limits", title: "Limits from history", blocks: blocks))
    }
    return sections
  }

  fileprivate static func suitability(_ tables: PotencyTables) -> Section {
    Section("suitability", title: "Validity of the runs", blocks: [.table(tables.conditions)])
  }

  fileprivate static func data(
    _ study: PotencyOfTable, _ tables: PotencyTables, _ words: PotencyWords, _ provenance: TableProvenance
  ) -> Section {
    let file = study.file
    let settings = study.request.settings
    let columns = study.request.columns
    let used =
      [("preparation", columns.preparation), ("dose", columns.dose), ("response", columns.response)]
      + [
        ("laboratory", columns.laboratory), ("run", columns.run), ("plate", columns.plate), ("well", columns.well),
        ("assumed potency", columns.assumedPotency), ("dilution", columns.dilution),
        ("nominal potency", columns.nominal),
      ].compactMap { role, name in name.map { (role, $0) } } + columns.blocks.map { ("block", $0) }
    var blocks: [Block] = []
    if !tables.conditionDetails.rows.isEmpty { blocks.append(.table(tables.conditionDetails)) }
    blocks.append(
      .table(
        Table(
          "method", caption: "How it was computed", heads: ("What", "How"),
          keyValues: [
            Entry("Model", RichText(words.model)), Entry("Response", RichText(words.response)),
            Entry("Weights", RichText(words.weights)),
            Entry(
              "Dose zero",
              RichText(
                settings.zeroDose == .refuse
                  ? "refused" : "the response at no dose: the asymptote of a curve, the blanks of a slope-ratio assay")),
            Entry("Fitted together", RichText(words.fit)),
            Entry("Interval of a potency", RichText("\(settings.interval.rawValue), \(words.level)")),
            Entry(
              "Standard errors of curves",
              RichText(settings.standardErrors == .expected ? "from J'J (expected)" : "from the observed information")),
            Entry("Columns", RichText(used.map { "\($0): \(visible($1))" }.joined(separator: ", "))),
          ])))
    blocks +=
      CrossCheckTable([
        .init(name: "potencies", places: study.plateChecks.flatMap { $0.potencies.map { $0.checks } }),
        .init(name: "similarities", places: study.plateChecks.flatMap { $0.similarities.map { $0.checks } }),
      ]).table.map { [.table($0)] } ?? []
    blocks.append(
      .table(
        Table(
          "file", caption: "The file", heads: ("What", "How it was read"),
          keyValues: [
            Entry("Name", RichText(visible(file.name))), Entry("SHA-256", "\(code: provenance.input.sha256)"),
            Entry("Size", RichText("\(file.byteCount) bytes")),
          ] + DataTables.reading(file) + [
            Entry(
              "Readings",
              RichText(
                study.excluded.isEmpty
                  ? "\(study.readingsUsed), all used"
                  : "\(study.readingsUsed) used, \(study.readingsExcluded) not used")),
            Entry("Program", RichText("methodtransfer \(provenance.version)")),
          ]
            + (provenance.standards.map {
              [Entry("Ledger of standards", "\(visible($0.name)), SHA-256 \(code: $0.sha256)")]
            } ?? []))))
    if let excluded = tables.excluded { blocks.append(.table(excluded)) }
    if !study.warnings.isEmpty { blocks.append(.table(DataTables.warnings(study.warnings, allIn: "potency.json"))) }
    return Section("data", title: "Method and data", blocks: blocks)
  }
}
