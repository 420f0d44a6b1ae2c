internal import Notation

/// What can only be seen once every file is read.
struct StudyChecks {
  let store: ResultStore
  let usable: [Bool]
  let inputs: [AssayData.Input]
  let vocabulary: StudyVocabulary

  func run(_ remarks: inout [FoundRemark], _ problems: inout ProblemCollector) {
    tellClashes(&problems)
    tellAbsentLaboratories(&problems)
    guard store.count > 0 else { return }
    DuplicateCheck(checks: self).run(&problems)
    WellCheck(checks: self).run(&problems)
    ReferenceLotCheck(checks: self).run(&problems)
    tellRuns(&problems)
    tellSharedAnalysts(&problems)
    tellRange(&problems)
    tellDoseRange(&problems)
    tellPlates(&problems)
    tellBlocks(&problems)
    LabelChecks(checks: self).run(&remarks, &problems)
    guard inputs.contains(where: { $0.mapping.plates == nil }) else { return }
    let checks = ofResults
    let cells = SampleCells(checks)
    OutlierCheck(checks: checks, cells: cells).run(&problems)
    if inputs.allSatisfy({ $0.mapping.scaleCheck }) { ScaleCheck(checks: checks, cells: cells).run(&problems) }
  }

  /// The same without responses of wells, which are on each reader's own scale and differ by dose.
  private var ofResults: StudyChecks {
    guard inputs.contains(where: { $0.mapping.plates != nil }) else { return self }
    let flags = usable.indices.map { usable[$0] && inputs[Int(store.fileIndex[$0])].mapping.plates == nil }
    return StudyChecks(store: store, usable: flags, inputs: inputs, vocabulary: vocabulary)
  }

  /// The codes of those of `roles` that any file gives; of a well one code however it is spelt.
  func codes(_ roles: [Role]) -> [[Int32]] {
    roles.map { store.columns[$0.index] }.filter { $0.isPresent }
      .map { $0.role == .well ? WellCheck.codes($0) : $0.codes }
  }

  // MARK: - Names

  private func tellClashes(_ problems: inout ProblemCollector) {
    for column in store.columns where !column.clashes.isEmpty && column.role.holdsNames {
      let laboratories = column.role.isWithinLaboratory ? laboratoriesOfLevels(column) : []
      for clash in column.clashes {
        // Labels are each laboratory's own: "Run 1" here and "run 1" there are two runs in any case.
        if column.role.isWithinLaboratory, laboratories[clash.first] & laboratories[clash.second] == 0 { continue }
        let (a, b) = (column.levels[clash.second], column.levels[clash.first])
        if clash.isNumeric {
          problems.warning(
            "W_NAME_CLASH", clash.place,
            "the \(vocabulary.noun.word(for: column.role)) \(quoted(a)) and \(quoted(b)) are the same number, but are taken as two; "
              + "declare one under data.aliases if they are one")
        } else {
          problems.error(
            "E_NAME_CLASH", clash.place,
            "the \(vocabulary.noun.word(for: column.role)) \(quoted(a)) differs from \(quoted(b)) only \(differenceOfSpelling(a, b)); "
              + "where they are one, spell it the same or declare it under data.aliases; where not, name them so that nobody "
              + "confuses them")
        }
      }
    }
  }

  /// For each name the laboratories that use it, a bit each.
  private func laboratoriesOfLevels(_ column: RoleColumn) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: column.levels.count)
    let laboratories = store.columns[Role.laboratory.index].codes
    for (row, code) in column.codes.enumerated() where code >= 0 && laboratories[row] >= 0 {
      bits[Int(code)] |= 1 << UInt64(laboratories[row] & 63)
    }
    return bits
  }

  private func tellAbsentLaboratories(_ problems: inout ProblemCollector) {
    let present = store.columns[Role.laboratory.index]
    var hasRows = [Bool](repeating: false, count: present.levels.count)
    for code in present.codes where code >= 0 { hasRows[Int(code)] = true }
    for laboratory in vocabulary.laboratories {
      let isThere = present.levels.indices.contains {
        present.levels[$0].utf8.elementsEqual(laboratory.utf8) && hasRows[$0]
      }
      if !isThere {
        problems.warning(
          "W_LABS", Place(file: inputs.count == 1 ? 0 : -1),
          "the protocol's \(vocabulary.noun.one) \(quoted(laboratory)) has no results; what rests on it is not evaluated"
        )
      }
    }
  }

  // MARK: - Runs and analysts

  private func tellRuns(_ problems: inout ProblemCollector) {
    guard store.columns[Role.run.index].isPresent else { return }
    let within = Role.allCases.filter { role in inputs.contains { $0.mapping.runsWithin.contains(role) } }
    let groups = Grouping(codes([.attribute, .laboratory, .run] + within), count: store.count)
    for role in [Role.day, .analyst] where within.isEmpty && store.columns[role.index].isPresent {
      guard let row = firstSpan(groups, store.columns[role.index].codes) else { continue }
      let first = Int(groups.firstRows[Int(groups.ids[row])])
      problems.warning(
        "W_RUN_SPANS", store.place(of: row),
        "the run \(store.name(.run, of: row)) of \(store.name(.laboratory, of: row)) has more than one \(role.rawValue) "
          + "(\(store.name(role, of: first)), \(store.name(role, of: row))) and is taken as one run; "
          + "declare data.runsWithin: [\(role.rawValue)] if runs are numbered anew in each")
    }
    guard store.columns[Role.validity.index].isPresent else { return }
    var states = [UInt8](repeating: 0, count: groups.firstRows.count)
    for row in 0..<store.count {
      let group = Int(groups.ids[row])
      let before = states[group]
      if case .invalid = store.exceptions[row] { states[group] |= 2 } else { states[group] |= 1 }
      guard states[group] == 3, before != 3 else { continue }
      problems.warning(
        "W_VALIDITY_MIXED", store.place(of: row),
        "the run \(store.name(.run, of: row)) of \(store.name(.laboratory, of: row)) has valid and invalid results; "
          + "the valid ones are used")
    }
  }

  /// The first row whose group began with another code.
  private func firstSpan(_ groups: Grouping, _ codes: [Int32]) -> Int? {
    (0..<store.count).first { row in
      let first = codes[Int(groups.firstRows[Int(groups.ids[row])])]
      return codes[row] != first && codes[row] >= 0 && first >= 0
    }
  }

  private func tellSharedAnalysts(_ problems: inout ProblemCollector) {
    let analysts = store.columns[Role.analyst.index]
    guard analysts.isPresent else { return }
    let laboratories = laboratoriesOfLevels(analysts)
    let shared = analysts.levels.indices.filter { laboratories[$0].nonzeroBitCount > 1 }
    guard let first = shared.first else { return }
    let names = shared.prefix(FileLimits.problems).map { quoted(analysts.levels[$0]) }.joined(separator: ", ")
    let home = Int32(laboratories[first].trailingZeroBitCount)
    let row = (0..<store.count).first { row in
      analysts.codes[row] == Int32(first) && store.columns[Role.laboratory.index].codes[row] != home
    }
    problems.warning(
      "W_NESTING", store.place(of: row ?? 0),
      "more than one \(vocabulary.noun.one) has the analyst \(names); they are taken as different persons in each \(vocabulary.noun.one)"
    )
  }

  // MARK: - Sizes

  private func tellRange(_ problems: inout ProblemCollector) {
    let attributes = store.columns[Role.attribute.index]
    var all = [(tiny: Bool, huge: Bool, row: Int)?](repeating: nil, count: attributes.levels.count)
    for row in 0..<store.count where usable[row] && !store.values[row].isZero {
      let (tiny, huge) = Self.extremes(of: store.values[row])
      let attribute = Int(attributes.codes[row])
      guard let so = all[attribute] else {
        all[attribute] = (tiny, huge, row)
        continue
      }
      if so.tiny || so.huge { all[attribute] = (so.tiny && tiny, so.huge && huge, so.row) }
    }
    for (attribute, found) in all.enumerated() {
      guard let found, found.tiny || found.huge else { continue }
      problems.warning(
        "W_RANGE", store.place(of: found.row),
        "all results of \(quoted(attributes.levels[attribute])) are \(found.tiny ? "below 1e-140" : "above 1e140"): "
          + "their squares leave the range of numbers; report them on another scale")
    }
  }

  /// Whether a value is below 1e-140 or above 1e140 in size. Ordinary ones are told apart by their exponent alone.
  private static func extremes(of value: ExactDecimal) -> (tiny: Bool, huge: Bool) {
    if value.exponent > -140, value.exponent < 100 { return (false, false) }
    let size = value.double.magnitude
    return (size < 1e-140, size > 1e140)
  }
}
