internal import AssayData
internal import Notation
internal import Statistics

/// Every run of a study's dose-response readings fitted, and the study's results with potencies in place of readings.
struct PotencyRuns: Sendable {
  /// In the order of the attributes, then of the data.
  private(set) var assays: [PotencyAssay] = []
  /// Results as they are judged.
  private(set) var data = AssayData()
  private(set) var warnings: [Problem] = []
  /// Of the rows of each run that was fitted, the run.
  private var fitted: [[Int]: Int] = [:]
  /// Where the runs of each attribute stand among ``assays``, by its id.
  private var ranges: [String: Range<Int>] = [:]
  /// What a reader must know of the runs, of each attribute that has readings.
  private(set) var plates: [PlateRemarks] = []
  /// Of each place of a reading at which a result stands now, the run that it is of.
  private var places: [Place: Int] = [:]

  private struct Place: Hashable {
    let file: UInt16
    let line: Int32
    let field: UInt16
  }

  /// Of a study without readings.
  init() {}

  /// - Parameter known: runs of the same files that were fitted before; those of which no row has changed sides are taken over.
  init(_ data: AssayData, transferProtocol: TransferProtocol, known: PotencyRuns? = nil) {
    self.data = data
    guard data.factors[.dose] != nil else { return }
    var isReading = [Bool](repeating: false, count: data.count)
    var derived: [AssayData.Derived] = []
    for attribute in transferProtocol.attributes {
      guard let settings = attribute.doseResponse else { continue }
      let rows = RunReadings.rows(of: attribute, in: data, transferProtocol: transferProtocol)
      for row in rows { isReading[row] = true }
      let before = assays.count
      for run in RunReadings.all(
        rows, of: data, within: transferProtocol.data.runsWithin, platesOfRun: settings.platesOfRun)
      {
        derived += fit(run, attribute, settings.used(by: run.laboratory), data, known)
      }
      ranges[attribute.id] = before..<assays.count
      remark(Array(assays[before...]), attribute, transferProtocol, data)
      for remark in PotencyAssay.doseRemarks(Array(assays[before...])) {
        warnings.append(Problem(.warning, "W_DIRECTION", at: nil, "\(attribute.id): \(remark)"))
      }
    }
    guard isReading.contains(true) else { return }
    self.data = data.replacing(readings: isReading, by: derived.sorted(on: { $0.row }))
  }

  /// The run that the result in a row of ``data`` came from; `nil` where it was not computed from readings.
  func assay(of row: Int) -> PotencyAssay? {
    places[Place(file: data.fileIndex[row], line: data.lines[row], field: data.fields[row])].map { assays[$0] }
  }

  /// The runs of one attribute held against the second engine, in the order of the data.
  func checks(of attribute: Attribute) -> [PlateChecks] {
    let rules = attribute.criteria.compactMap { $0.similarityRule }
    return (ranges[attribute.id] ?? 0..<0).map { PlateChecks(assays[$0], of: attribute.id, rules: rules) }
  }

  private func assay(fittedTo rows: [Int]) -> PotencyAssay? { fitted[rows].map { assays[$0] } }

  private mutating func remark(
    _ own: [PotencyAssay], _ attribute: Attribute, _ transferProtocol: TransferProtocol, _ data: AssayData
  ) {
    let judged = transferProtocol.comparison.map { [$0.candidate] } ?? attribute.design?.samples ?? []
    let wells = SlippedWell.all(in: own)
    for well in wells {
      let assay = own[well.assay]
      warnings.append(
        Problem(
          .warning, "W_WELL", at: data.location(of: well.reading.row),
          "\(attribute.id), run \(quoted(assay.run)) of \(quoted(assay.laboratory ?? "")): \(well.words)"))
    }
    plates.append(
      PlateRemarks(
        attribute: attribute.id,
        suitability: RunSuitability(
          own, rules: attribute.criteria.compactMap { $0.similarityRule },
          isJudged: { judged.isEmpty || judged.contains($0) }),
        wells: wells.map { well in
          PlateRemarks.Well(
            slipped: well, laboratory: own[well.assay].laboratory, run: own[well.assay].run,
            location: data.location(of: well.reading.row))
        }))
  }

  // MARK: - Fits

  private mutating func fit(
    _ readings: RunReadings, _ attribute: Attribute, _ settings: DoseResponse, _ data: AssayData, _ known: PotencyRuns?
  ) -> [AssayData.Derived] {
    let order = readings.preparations
    let assay =
      known?.assay(fittedTo: readings.rows)
      ?? PotencyAssay(
        readings.readings, settings: settings, laboratory: readings.laboratory, run: readings.run ?? "",
        plate: readings.plate, assumedPotency: readings.assumedPotency, dilution: readings.dilution,
        refusal: readings.disagreement)
    let number = assays.count
    assays.append(assay)
    fitted[readings.rows] = number
    func warn(_ code: String, _ row: Int, _ message: String) {
      let place = data.location(of: row)
      warnings.append(
        Problem(
          .warning, code, at: place,
          "\(attribute.id), run \(quoted(assay.run))\(assay.plate.map { ", plate \(quoted($0))" } ?? "") of \(quoted(assay.laboratory ?? "")): \(message)"
        ))
    }
    let reason = assay.obstacle
    if let reason { warn("W_NO_POTENCY", readings.row, "no potency: \(reason)") }
    var results: [AssayData.Derived] = []
    let tests = order.filter { $0.name != settings.reference }
    // A run of the reference alone is still a run that gave nothing.
    for (name, row) in tests.isEmpty ? Array(order.prefix(1)) : tests {
      places[Place(file: data.fileIndex[row], line: data.lines[row], field: data.fields[row])] = number
      if reason == nil, let found = assay.potencies.first(where: { $0.preparation == name }),
        let value = ExactDecimal(shortest: found.potency), found.potency > 0
      {
        let unmet = assay.notSimilar(name)
        results.append(AssayData.Derived(row: row, sample: name, value: value, notSimilar: unmet))
        if !unmet.isEmpty {
          warn(
            "W_NOT_SIMILAR", row,
            "\(visible(name)) is \(PotencyAssay.notShown(unmet)), which requireSimilar asks for: it has no potency here"
          )
        }
        for caution in found.cautions { warn("W_POTENCY", row, "\(visible(name)): \(caution)") }
        continue
      }
      let own =
        assay.preparations.first { $0.name == name }?.obstacle ?? reason ?? "it is beyond the range of numbers"
      if reason == nil { warn("W_NO_POTENCY", row, "\(visible(name)) has no potency: \(own)") }
      results.append(AssayData.Derived(row: row, sample: name, value: nil, reason: own))
    }
    return results
  }
}

/// A run of one test preparation that gave no potency, and why.
struct RunWithoutPotency {
  let row: Int
  let laboratory: String
  let run: String
  let sample: String
  let reason: String
  /// Whether its curves were fitted, and only what is required of their likeness is not shown.
  let isFitted: Bool
}
