internal import Notation

extension StudyChecks {
  /// Runs whose readings stand on several plates, which one curve would pool.
  ///
  /// A plate has a signal of its own: pooled, its shift becomes scatter, or where it holds one preparation alone a potency. Blocks
  /// of straight lines that each stand on one plate take the shift out. Readings that are not used do not count.
  func tellPlates(_ problems: inout ProblemCollector) {
    let (plates, doses) = (store.columns[Role.plate.index], store.columns[Role.dose.index])
    guard plates.isPresent, doses.isPresent,
      inputs.contains(where: { $0.mapping.plates?.refusesSeveralPlates == true })
    else { return }
    let isReading = (0..<store.count).map { row in
      usable[row] && doses.codes[row] >= 0
        && inputs[store.place(of: row).file].mapping.plates?.refusesSeveralPlates == true
    }
    let within = Role.allCases.filter { role in inputs.contains { $0.mapping.runsWithin.contains(role) } }
    let runs = Grouping(codes([.attribute, .laboratory, .run] + within), count: store.count, includes: isReading)
    var rows = [[Int]](repeating: [], count: runs.firstRows.count)
    for row in 0..<store.count where runs.ids[row] >= 0 { rows[Int(runs.ids[row])].append(row) }
    for run in rows {
      guard let other = run.first(where: { plates.codes[$0] != plates.codes[run[0]] }), !isBlocked(run) else {
        continue
      }
      let names = run.map { plates.codes[$0] >= 0 ? store.name(.plate, of: $0) : "no plate" }.uniqued
      problems.error(
        "E_PLATES", store.place(of: other),
        SeveralPlates.message(
          "the run \(store.name(.run, of: other)) of \(store.name(.laboratory, of: other))", names,
          each: "declare doseResponse.plates: each", block: "the column block"))
    }
  }

  /// Whether the blocks, or the rows or columns of a square, of a run each stand on one plate.
  private func isBlocked(_ run: [Int]) -> Bool {
    let plates = store.columns[Role.plate.index].codes
    return [Role.block, .row, .column].contains { role in
      let blocks = store.columns[role.index]
      guard blocks.isPresent else { return false }
      var plate: [Int32: Int32] = [:]
      return run.allSatisfy { row in
        let block = blocks.codes[row]
        guard block >= 0, plate[block] ?? plates[row] == plates[row] else { return false }
        plate[block] = plates[row]
        return true
      }
    }
  }
}

/// Words of a run that stands on several plates.
public enum SeveralPlates {
  /// What was found, why it is refused, and how it can be declared.
  ///
  /// - Parameters:
  ///   - each: how it is declared that every plate is fitted by itself.
  ///   - block: how a block is named.
  public static func message(_ run: String, _ plates: [String], each: String, block: String) -> String {
    let shown = Spelling.first(4, of: plates)
    return
      "\(run) stands on several plates (\(shown)), which one curve would pool although each has a signal of its own; "
      + "where each plate holds the reference and the tests, \(each), which fits every plate by itself and takes the mean of ln "
      + "potency for the run; where each is a run of its own, name them in the column of runs; straight lines may have the plate "
      + "as \(block)"
  }
}
