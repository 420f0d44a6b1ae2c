internal import AssayData
internal import Notation

/// The readings of a file for which no protocol speaks, as runs of a laboratory.
struct TableReadings {
  /// The readings of one run.
  struct Run {
    let laboratory: String?
    let name: String
    /// Where each plate is fitted by itself.
    let plate: String?
    var readings: [DoseReading] = []
    var assumedPotency: [String: ExactDecimal] = [:]
    var dilution: [String: ExactDecimal] = [:]
  }

  private(set) var runs: [Run] = []
  private(set) var problems: [Problem] = []
  private(set) var warnings: [Problem] = []
  /// Of each preparation, in all of its runs.
  private(set) var nominal: [String: ExactDecimal] = [:]
  private let table: PlainTable

  /// In the order of their first rows.
  init(_ table: PlainTable, _ columns: PotencyRequest.Columns, _ settings: DoseResponse) {
    self.table = table
    var labels = table.labels.makeIterator()
    func next(_ header: String?) -> PlainTable.Labels? { header == nil ? nil : labels.next() }
    let preparations = labels.next()
    let (laboratories, runNames) = (next(columns.laboratory), next(columns.run))
    let (plates, wells) = (next(columns.plate), next(columns.well))
    let blocks = columns.blocks.compactMap { _ in labels.next() }
    var values = table.values.dropFirst(2).makeIterator()
    let assumed = columns.assumedPotency == nil ? nil : values.next()
    let dilutions = columns.dilution == nil ? nil : values.next()
    let nominals = columns.nominal == nil ? nil : values.next()
    var indices: [[Int]: Int] = [:]
    var seen: [[Int]: Int] = [:]
    // One code for all spellings of a well.
    var codeOfWell: [WellPosition: Int] = [:]
    let wellCodes = (wells?.levels ?? []).enumerated().map { index, name -> Int in
      guard let position = WellPosition(name) else { return index }
      let code = codeOfWell[position] ?? index
      codeOfWell[position] = code
      return code
    }
    for row in 0..<table.count {
      guard let preparation = preparations?.name(row) else { continue }
      let key = [laboratories, runNames, settings.platesOfRun == .each ? plates : nil].map { $0?.codes[row] ?? 0 }
      let index = indices[key] ?? runs.count
      if index == runs.count {
        indices[key] = index
        runs.append(
          Run(
            laboratory: laboratories?.name(row), name: runNames?.name(row) ?? "1",
            plate: settings.platesOfRun == .each ? plates?.name(row) : nil))
      }
      let dose = table.values[0][row]
      if dose.double < 0 {
        tell("E_DOSE_DOMAIN", row, "a dose of \(dose) is below zero; a dose is zero or above")
      } else if dose.isZero, settings.zeroDose == .refuse {
        tell(
          "E_DOSE_DOMAIN", row,
          "a dose of zero has no logarithm; say what it is (--zero-dose asymptote: the response at no dose), or leave wells that belong to no curve out (--ignore-rows)"
        )
      }
      // One well is read once: two readings are a repeat that somebody has to decide on.
      if let wells {
        let place = key + [plates?.codes[row] ?? 0, wellCodes[wells.codes[row]]]
        if let first = seen[place] {
          let spelling =
            wells.codes[first] == wells.codes[row]
            ? "" : " as \(quoted(wells.name(first))), which is the same well"
          tell(
            "E_WELL_TWICE", row,
            "the well \(quoted(wells.name(row))) of this run\(plates == nil ? "" : " and plate") stands on line \(table.lines[first]) already\(spelling); "
              + "a well is read once: name the plate of each (--plate) if there are several, or correct the one that is wrong"
          )
        }
        seen[place] = row
      }
      runs[index].readings.append(
        DoseReading(
          row: row, preparation: preparation, dose: dose.double, response: table.values[1][row].double,
          plate: plates?.name(row), well: wells?.name(row), blocks: blocks.map { $0.name(row) }))
      let run = runs[index]
      runs[index].assumedPotency[preparation] = taken(
        assumed, columns.assumedPotency, row, preparation, run.assumedPotency)
      runs[index].dilution[preparation] = taken(dilutions, columns.dilution, row, preparation, run.dilution)
      take(nominals?[row], row, preparation)
    }
    checkBlocks(table.values[0])
    if settings.platesOfRun == .refuse, plates != nil { tellPlates(hasRuns: runNames != nil) }
  }

  /// Runs whose readings stand on several plates that no block takes account of.
  private mutating func tellPlates(hasRuns: Bool) {
    for run in runs {
      guard let other = run.readings.first(where: { $0.plate != run.readings[0].plate }) else { continue }
      let blocks = run.readings[0].blocks.indices.contains { place in
        Dictionary(grouping: run.readings) { $0.blocks[place] }.values.allSatisfy { block in
          block.allSatisfy { $0.plate == block[0].plate }
        }
      }
      if blocks { continue }
      let names = run.readings.map { quoted($0.plate ?? "") }.uniqued
      let of = hasRuns ? "the run \(quoted(run.name))" : "the one run of this file, which has no column of runs,"
      tell(
        "E_PLATES", other.row,
        SeveralPlates.message(
          of + (run.laboratory.map { " of \(quoted($0))" } ?? ""), names,
          each: "write --plates each (in a protocol plates: each)",
          block: "a block (--block)"))
    }
  }

  /// Where the readings of a run do not stand as their blocks promise.
  private mutating func checkBlocks(_ doses: [ExactDecimal]) {
    for run in runs {
      let design = BlockDesign(
        run.readings.map { .init(preparation: $0.preparation, dose: doses[$0.row], blocks: $0.blocks) })
      for fault in design.faults {
        let row = run.readings[fault.reading].row
        let message = runs.count > 1 ? "run \(quoted(run.name)): \(fault.message)" : fault.message
        if fault.isError {
          tell("E_BLOCK", row, "\(message); correct the labels, or declare the design that was run (--block)")
        } else {
          let place = SourceLocation(file: table.file.name, line: table.lines[row])
          warnings.append(Problem(.warning, "W_BLOCK", at: place, message))
        }
      }
    }
  }

  /// A factor that a preparation of a run has once.
  ///
  /// - Parameter known: of each preparation of the run, so far.
  /// - Returns: that of this one; `nil` where it has none that can be used.
  private mutating func taken(
    _ values: [ExactDecimal]?, _ header: String?, _ row: Int, _ preparation: String, _ known: [String: ExactDecimal]
  ) -> ExactDecimal? {
    guard let value = values?[row], let header else { return known[preparation] }
    guard value.isPositive else {
      tell("E_FACTOR", row, "the \(visible(header)) \(value) is not above zero, so it cannot be a factor of a potency")
      return known[preparation]
    }
    if let first = known[preparation], first.double != value.double {
      tell(
        "E_FACTOR", row,
        "the \(visible(header)) of \(quoted(preparation)) is \(value) here and \(first) before; a preparation of a run has one"
      )
      return first
    }
    return value
  }

  /// The nominal potency that a preparation has once.
  private mutating func take(_ value: ExactDecimal?, _ row: Int, _ preparation: String) {
    guard let value else { return }
    guard value.isPositive else {
      tell("E_NOMINAL", row, "the nominal potency \(value) of \(quoted(preparation)) is not above zero")
      return
    }
    if let first = nominal[preparation], first.double != value.double {
      tell(
        "E_NOMINAL", row,
        "the nominal potency of \(quoted(preparation)) is \(value) here and \(first) before; a preparation has one in all runs"
      )
      return
    }
    nominal[preparation] = value
  }

  private mutating func tell(_ code: String, _ row: Int, _ message: String) {
    problems.append(
      Problem(.error, code, at: SourceLocation(file: table.file.name, line: table.lines[row]), message))
  }
}

extension PlainTable.Labels {
  fileprivate func name(_ row: Int) -> String { levels[codes[row]] }
}
