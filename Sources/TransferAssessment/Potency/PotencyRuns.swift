internal import AssayData
internal import Notation
internal import Statistics
internal import TransferProtocol

/// Every run of a study's dose-response readings fitted, and the study's results with potencies in place of readings.
struct PotencyRuns: Sendable {
  /// In the order of the attributes, then of the data.
  private(set) var assays: [PotencyAssay] = []
  /// Results as they are judged.
  private(set) var data = AssayData()
  private(set) var warnings: [Problem] = []
  /// Of the rows of each run that was fitted, the run.
  private var fitted: [[Int]: Int] = [:]
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
  init(_ data: AssayData, plan: TransferProtocol, known: PotencyRuns? = nil) {
    self.data = data
    guard let doses = data.factors[.dose] else { return }
    var isReading = [Bool](repeating: false, count: data.count)
    var derived: [AssayData.Derived] = []
    for attribute in plan.attributes {
      guard let settings = attribute.doseResponse else { continue }
      let first = assays.count
      let rows = (0..<data.count).filter { row in
        guard doses.codes[row] >= 0 else { return false }
        guard let name = data.name(.attribute, of: row) else { return plan.attributes.count == 1 }
        return name == attribute.id
      }
      for row in rows { isReading[row] = true }
      for run in Self.runs(
        rows.filter { data.isUsable($0) }, data,
        within: plan.data.runsWithin + (settings.platesOfRun == .each ? [.plate] : []))
      {
        derived += fit(run, attribute, settings.used(by: data.name(.laboratory, of: run[0])), data, known)
      }
      for remark in PotencyAssay.doseRemarks(Array(assays[first...])) {
        warnings.append(Problem(.warning, "W_DIRECTION", at: nil, "\(attribute.id): \(remark)"))
      }
    }
    guard isReading.contains(true) else { return }
    self.data = data.replacing(readings: isReading, by: derived.sorted { $0.row < $1.row })
  }

  /// The run that the result in a row of ``data`` came from; `nil` where it was not computed from readings.
  func assay(of row: Int) -> PotencyAssay? {
    places[Place(file: data.fileIndex[row], line: data.lines[row], field: data.fields[row])].map { assays[$0] }
  }

  private func assay(fittedTo rows: [Int]) -> PotencyAssay? { fitted[rows].map { assays[$0] } }

  // MARK: - Fits

  /// Rows by laboratory and run, in the order of their first row.
  private static func runs(_ rows: [Int], _ data: AssayData, within: [Role]) -> [[Int]] {
    let factors = ([.laboratory, .run] + within).map { data.factors[$0] }
    var place: [[Int32]: Int] = [:]
    var runs: [[Int]] = []
    for row in rows {
      let key = factors.map { $0?.codes[row] ?? -1 }
      if let found = place[key] {
        runs[found].append(row)
      } else {
        place[key] = runs.count
        runs.append([row])
      }
    }
    return runs
  }

  private mutating func fit(
    _ rows: [Int], _ attribute: Attribute, _ settings: DoseResponse, _ data: AssayData, _ known: PotencyRuns?
  ) -> [AssayData.Derived] {
    let readings = rows.map { row in
      DoseReading(
        row: row, preparation: data.name(.preparation, of: row) ?? "", dose: data.number(.dose, of: row)?.double ?? 0,
        response: data.values[row].double, plate: data.name(.plate, of: row), well: data.name(.well, of: row),
        blocks: [Role.block, .row, .column].compactMap { data.name($0, of: row) })
    }
    // The first row of each preparation, in the order of the data, and what its rows must agree in.
    var order: [(name: String, row: Int)] = []
    var disagreement: String?
    var factors: [Role: [String: Double]] = [.assumedPotency: [:], .dilution: [:]]
    for (row, reading) in zip(rows, readings) {
      guard let first = order.first(where: { $0.name == reading.preparation })?.row else {
        order.append((reading.preparation, row))
        for role in [Role.assumedPotency, .dilution] {
          if let number = data.number(role, of: row) { factors[role]?[reading.preparation] = number.double }
        }
        continue
      }
      for role in [Role.assumedPotency, .dilution, .level]
      where data.number(role, of: row) != data.number(role, of: first) {
        disagreement =
          disagreement
          ?? "\(quoted(reading.preparation)) has two values of \(role.rawValue) in this run (line \(data.lines[row]))"
      }
    }
    let assay =
      known?.assay(fittedTo: rows)
      ?? PotencyAssay(
        readings, settings: settings, laboratory: data.name(.laboratory, of: rows[0]),
        run: data.name(.run, of: rows[0]) ?? "",
        plate: settings.platesOfRun == .each ? data.name(.plate, of: rows[0]) : nil,
        assumedPotency: factors[.assumedPotency] ?? [:],
        dilution: factors[.dilution] ?? [:],
        refusal: disagreement)
    let number = assays.count
    assays.append(assay)
    fitted[rows] = number
    func warn(_ code: String, _ row: Int, _ message: String) {
      let place = data.location(of: row)
      warnings.append(
        Problem(
          .warning, code, at: place,
          "\(attribute.id), run \(quoted(assay.run))\(assay.plate.map { ", plate \(quoted($0))" } ?? "") of \(quoted(assay.laboratory ?? "")): \(message)"
        ))
    }
    let reason = assay.obstacle
    if let reason { warn("W_NO_POTENCY", rows[0], "no potency: \(reason)") }
    var results: [AssayData.Derived] = []
    let tests = order.filter { $0.name != settings.reference }
    // A run of the reference alone is still a run that gave nothing.
    for (name, row) in tests.isEmpty ? Array(order.prefix(1)) : tests {
      places[Place(file: data.fileIndex[row], line: data.lines[row], field: data.fields[row])] = number
      if reason == nil, let found = assay.potencies.first(where: { $0.preparation == name }),
        let value = ExactDecimal(shortest: found.potency), found.potency > 0
      {
        results.append(AssayData.Derived(row: row, sample: name, value: value))
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

extension Evaluator {
  /// Runs of a laboratory that gave no potency, with the reasons; `nil` where there is none.
  ///
  /// - Parameter laboratory: its number; `nil` for all.
  func noPotency(at laboratory: Int32?) -> String? {
    let found = runsWithoutPotency(at: laboratory)
    guard let first = found.first else { return nil }
    let place = "run \(quoted(first.run)) of \(first.laboratory)"
    let more = found.count > 1 ? " (and \(found.count - 1) more like it or for other reasons)" : ""
    return "\(place) gave no potency: \(first.reason)\(more)"
  }

  struct WithoutPotency {
    let row: Int
    let laboratory: String
    let run: String
    let sample: String
    let reason: String
  }

  /// In the order of the data; one for each test preparation.
  func runsWithoutPotency(at laboratory: Int32?) -> [WithoutPotency] {
    guard attribute.doseResponse != nil, !data.exceptions.isEmpty else { return [] }
    return data.exceptions.sorted { $0.key < $1.key }.compactMap { row, standing in
      guard case .noPotency(let reason) = standing, belongs(row) else { return nil }
      let name = data.name(.laboratory, of: row) ?? ""
      if let laboratory, laboratories[Int(laboratory)] != name { return nil }
      return WithoutPotency(
        row: row, laboratory: name, run: data.name(.run, of: row) ?? "", sample: data.name(.sample, of: row) ?? "",
        reason: reason)
    }
  }

  /// Why a laboratory that takes part has no results although it has readings.
  func withoutPotency(_ rows: [StudyRow], _ laboratory: Int32, _ criterion: Criterion, _ receiver: Int) -> String? {
    guard rows.isEmpty, criterion.laboratories(receiver: receiver).contains(laboratory),
      let reason = noPotency(at: laboratory)
    else { return nil }
    return "\(laboratories[Int(laboratory)]) has no potency to be judged: \(reason)"
  }
}
