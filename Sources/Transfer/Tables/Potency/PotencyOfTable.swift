public import AssayData
public import Notation

/// Every run of a file of dose-response readings, fitted, and the runs of each preparation put together.
public struct PotencyOfTable: Sendable {
  /// The file, and how it was understood.
  public let file: AssayData.File
  /// How many readings are used.
  public let readingsUsed: Int
  /// Readings that are not: by run and reason, in the order of the file.
  public let excluded: [ExcludedReadings]
  /// What the file says beside its readings that a reader must know.
  public let columnRemarks: [ColumnRemark]
  public let ignoredRows: [IgnoredRows]
  /// The line that each row of the file starts on, used or not.
  private let lines: [Int]
  public let request: PotencyRequest
  /// In the order of their first rows.
  public let assays: [PotencyAssay]
  /// What of each of them was held against the second engine.
  public let plateChecks: [PlateChecks]
  /// Laboratories in the order of the file, the preparations of each in theirs.
  public let groups: [PotencyGroup]
  /// Bias, precision and linearity by nominal potency, laboratory by laboratory; empty where no column holds one.
  public let validations: [PotencyValidation]
  /// Limits of similarity from runs of the reference against itself; empty where none are asked for.
  public let historicalLimits: [PotencyHistory]
  /// The standard that the reference is, where standards are given.
  public let references: [PotencyReference]
  /// What the runs do not meet, and wells whose decimal may have slipped.
  public let remarks: PlateRemarks
  /// Of the reading and of the fits.
  public let warnings: [Problem]

  /// Readings that are not used.
  public var readingsExcluded: Int { excluded.reduce(0) { $0 + $1.count } }

  /// The line that a reading stands on.
  public func line(of reading: DoseReading) -> Int { lines[reading.row] }

  /// Fits a table that was read for the columns of `request`: ``PotencyRequest/Columns/values`` and
  /// ``PotencyRequest/Columns/labels`` in their order.
  ///
  /// - Throws: ``Rejection`` for doses, wells or factors that cannot be, where the reference is nowhere, and where no run
  ///   gives a potency, saying why for each.
  public init(_ table: PlainTable, _ request: PotencyRequest) throws(Rejection) {
    precondition(
      table.values.count == request.columns.values.count && table.labels.count == request.columns.labels.count,
      "the table was read for other columns")
    try self.init(PotencyReadings(table, request), request)
  }

  /// Fits the readings of an attribute that were read as its protocol has `judge` read them: what a validity or status column
  /// excludes, and wells whose word is one for a missing result, are not used, and are reported.
  ///
  /// - Parameter data: of one file.
  /// - Throws: ``Rejection`` as for a table.
  public init(
    _ data: AssayData, of attribute: Attribute, transferProtocol: TransferProtocol, _ request: PotencyRequest
  ) throws(Rejection) {
    guard let file = data.files.first else {
      throw Rejection([Problem(.error, "E_EMPTY", at: nil, "there is no file of readings")])
    }
    try self.init(
      PotencyReadings(
        data, of: attribute, transferProtocol: transferProtocol, file: file,
        wantsNominal: request.columns.nominal != nil),
      request)
  }

  private init(_ readings: PotencyReadings, _ request: PotencyRequest) throws(Rejection) {
    self.request = request
    self.file = readings.file
    excluded = readings.excluded
    columnRemarks = readings.columnRemarks
    ignoredRows = readings.ignoredRows
    lines = readings.lines
    readingsUsed = readings.runs.reduce(0) { $0 + $1.readings.count }
    let file = readings.file.name
    let given = request.settings.references.map { $0.preparation }
    var problems = readings.problems
    let names = readings.preparations
    let reference = given.first { !names.contains($0) } ?? request.settings.reference
    if !names.contains(reference) {
      let list = names.prefix(8).map { quoted($0) }.joined(separator: ", ") + (names.count > 8 ? ", …" : "")
      problems.append(
        Problem(
          .error, "E_REFERENCE", at: SourceLocation(file: file),
          "no reading is of the reference \(quoted(reference))\(Spelling.hint(reference, among: names)); the preparations there are: \(list)"
        ))
    } else if names.count == 1 {
      problems.append(
        Problem(
          .error, "E_REFERENCE", at: SourceLocation(file: file),
          "all readings are of the reference \(quoted(reference)); a potency needs a test preparation beside it"))
    }
    do throws(Rejection) {
      references = try PotencyReference.all(request)
    } catch {
      problems += error.problems
      references = []
    }
    if let own = request.limitsFrom, given.contains(own) || !names.contains(own) {
      let why =
        given.contains(own)
        ? "is the reference; limits come from a preparation that is the same material under a name of its own"
        : "is in no row\(Spelling.hint(own, among: names))"
      problems.append(
        Problem(.error, "E_LIMITS_FROM", at: SourceLocation(file: file), "the preparation \(quoted(own)) \(why)"))
    }
    for name in Set(readings.runs.compactMap({ $0.laboratory })).sorted()
    where !request.settings.names(referenceOf: name) {
      problems.append(
        Problem(
          .error, "E_LABS", at: SourceLocation(file: file),
          "the protocol names no reference for the laboratory \(quoted(name))"
            + Spelling.hint(name, among: request.settings.references.compactMap { $0.laboratory })))
    }
    if !problems.isEmpty {
      throw Rejection(problems)
    }
    let assays = readings.runs.map { run in
      PotencyAssay(
        run.readings, settings: request.settings.used(by: run.laboratory), laboratory: run.laboratory, run: run.name,
        plate: run.plate, assumedPotency: run.assumedPotency, dilution: run.dilution, refusal: run.refusal)
    }
    self.assays = assays
    plateChecks = assays.map { PlateChecks(whole: $0) }
    let groups = Self.groups(assays, request)
    self.groups = groups
    validations =
      request.columns.nominal == nil
      ? []
      : PotencyValidation.all(
        groups, nominal: readings.nominal, specification: request.specification,
        level: request.settings.level)
    historicalLimits =
      request.limitsFrom.map { PotencyHistory.all(assays, preparation: $0, rules: request.rules) } ?? []
    let wells = SlippedWell.all(in: assays).map { well in
      PlateRemarks.Well(
        slipped: well, laboratory: assays[well.assay].laboratory, run: assays[well.assay].run,
        location: SourceLocation(file: file, line: readings.lines[well.reading.row]))
    }
    remarks = PlateRemarks(
      attribute: "", suitability: RunSuitability(assays, rules: request.rules), wells: wells)
    var warnings =
      readings.warnings
      + PotencyAssay.doseRemarks(assays).map {
        Problem(.warning, "W_DIRECTION", at: SourceLocation(file: file), $0)
      }
    for well in wells {
      let place = [well.laboratory.map(visible), "run \(quoted(well.run))"].compactMap { $0 }.joined(separator: ", ")
      warnings.append(
        Problem(
          .warning, "W_WELL", at: well.location, "\(place): \(well.slipped.words)"))
    }
    var reasons: [Problem] = []
    for (group, entry) in groups.flatMap({ group in group.entries.map { (group, $0) } }) {
      let line = assays[entry.assay].readings.first { $0.preparation == group.preparation }.map {
        readings.lines[$0.row]
      }
      let place = SourceLocation(file: file, line: line)
      let of =
        (group.laboratory.map { "\(visible($0)), " } ?? "") + "run \(quoted(entry.run)), \(quoted(group.preparation))"
      if let reason = entry.reason {
        reasons.append(Problem(.warning, "W_NO_POTENCY", at: place, "\(of): no potency: \(reason)"))
      }
      for caution in entry.potency?.cautions ?? [] {
        warnings.append(Problem(.warning, "W_POTENCY", at: place, "\(of): \(caution)"))
      }
    }
    for (index, assay) in assays.enumerated()
    where !groups.contains(where: { $0.entries.contains { $0.assay == index } }) {
      let line = assay.readings.first.map { readings.lines[$0.row] }
      let of = (assay.laboratory.map { "\(visible($0)), " } ?? "") + "run \(quoted(assay.run))"
      reasons.append(
        Problem(
          .warning, "W_NO_POTENCY", at: SourceLocation(file: file, line: line),
          "\(of): no potency: \(assay.obstacle ?? "it holds no test preparation")"))
    }
    if groups.allSatisfy({ $0.withPotency.isEmpty }) {
      throw Rejection(reasons.map { Problem(.error, "E_NO_POTENCY", at: $0.location, $0.message) })
    }
    self.warnings = warnings + reasons
  }

  private static func groups(_ assays: [PotencyAssay], _ request: PotencyRequest) -> [PotencyGroup] {
    struct Key: Hashable {
      let laboratory: String?
      let preparation: String
    }
    var entries = InOrder<Key, [PotencyGroup.Entry]>()
    for (index, assay) in assays.enumerated() {
      var tests: [String] = []
      for reading in assay.readings
      where reading.preparation != assay.settings.reference && !tests.contains(reading.preparation) {
        // Readings at dose zero alone are the blanks of a slope-ratio assay, and no test.
        let isBlank =
          request.settings.model == .slopeRatio
          && !assay.readings.contains { $0.preparation == reading.preparation && $0.dose > 0 }
        if !isBlank { tests.append(reading.preparation) }
      }
      for test in tests {
        let key = Key(laboratory: assay.laboratory, preparation: test)
        entries[key, default: []].append(PotencyGroup.Entry(assay, index: index, preparation: test))
      }
    }
    return assays.map { $0.laboratory }.uniqued.flatMap { laboratory in
      entries.filter { $0.key.laboratory == laboratory }.map { key, entries in
        PotencyGroup(laboratory: laboratory, preparation: key.preparation, entries: entries, request)
      }
    }
  }
}
