internal import Notation

/// Whether runs of a laboratory, or two laboratories, have the same results: copied rows under other names.
struct CopyCheck {
  let checks: StudyChecks

  /// The chance, in a study, below which a run is reported as a copy, and a laboratory refused.
  private static let (told, refused) = (1e-4, 1e-6)

  private var store: ResultStore { checks.store }

  /// Copies in the order of the rows where they begin. Says them, and refuses what is between laboratories that must be
  /// independent.
  func run(_ problems: inout ProblemCollector) -> [AgreeingResults] {
    let compared = ComparedResults(checks)
    guard compared.entries.count >= 2 * CopyCandidates.least else { return [] }
    let comparison = CopyComparison(
      compared, AgreementRates(compared, store), ranks: ranks,
      arePeers: checks.vocabulary.arePeers)
    var found: [AgreeingResults] = []
    var whole: Set<[Int32]> = []
    for pair in comparison.laboratories(told: Self.told, refused: Self.refused) {
      whole.insert([pair.copy, pair.original])
      found.append(
        AgreeingResults(
          original: side(pair.original), copy: side(pair.copy), attribute: pair.attribute.map(attribute),
          agreeing: pair.agreeing, compared: pair.compared,
          isBetweenLaboratories: pair.isRefused, row: pair.row))
    }
    for pair in comparison.runs(told: Self.told, refused: Self.refused) {
      let (copy, original) = (compared.laboratories[pair.copy], compared.laboratories[pair.original])
      if whole.contains([copy, original]) || whole.contains([original, copy]) { continue }
      found.append(
        AgreeingResults(
          original: side(original, compared.firstRows[pair.original], compared),
          copy: side(copy, compared.firstRows[pair.copy], compared), attribute: pair.attribute.map(attribute),
          agreeing: pair.agreeing, compared: pair.compared, isBetweenLaboratories: pair.isRefused,
          row: Int(compared.firstRows[pair.copy])))
    }
    found.sort { ($0.row, $0.isBetweenLaboratories ? 0 : 1) < ($1.row, $1.isBetweenLaboratories ? 0 : 1) }
    for one in found { tell(one, &problems) }
    return found
  }

  /// Of each laboratory's name its place in the protocol, the sender first.
  private var ranks: [Int] {
    store.columns[Role.laboratory.index].levels.map { name in
      checks.vocabulary.laboratories.firstIndex { $0.utf8.elementsEqual(name.utf8) } ?? Int.max
    }
  }

  private func attribute(_ code: Int32) -> String { store.columns[Role.attribute.index].levels[Int(code)] }

  private func side(_ laboratory: Int32) -> AgreeingResults.Side {
    AgreeingResults.Side(laboratory: store.columns[Role.laboratory.index].levels[Int(laboratory)], run: nil)
  }

  private func side(_ laboratory: Int32, _ row: Int32, _ compared: ComparedResults) -> AgreeingResults.Side {
    let names = compared.runRoles.compactMap { role -> String? in
      let column = store.columns[role.index]
      guard column.isPresent, column.codes[Int(row)] >= 0 else { return nil }
      let name = column.levels[Int(column.codes[Int(row)])]
      return compared.runRoles.count > 1 && role != .run ? "\(role.rawValue) \(name)" : name
    }
    return AgreeingResults.Side(
      laboratory: store.columns[Role.laboratory.index].levels[Int(laboratory)],
      run: names.isEmpty ? nil : names.joined(separator: ", "))
  }

  private func tell(_ found: AgreeingResults, _ problems: inout ProblemCollector) {
    func name(_ side: AgreeingResults.Side) -> String {
      guard let run = side.run else { return quoted(side.laboratory) }
      return "\(quoted(run)) of \(quoted(side.laboratory))"
    }
    var place = store.place(of: found.row)
    place.column = 0
    let count = "\(found.agreeing) of \(found.compared)\(found.attribute.map { " of \(quoted($0))" } ?? "")"
    let subject =
      found.copy.run == nil
      ? "the results of \(name(found.copy)) are those of \(name(found.original)): sample by sample \(count) agree"
      : "the results of \(name(found.copy)) are those of \(name(found.original)): \(count) agree"
    let isOn = checks.inputs.allSatisfy { $0.mapping.copyCheck }
    if found.isBetweenLaboratories, isOn {
      problems.error(
        "E_COPY", place,
        "\(subject), which independent results of this spread and in these steps do in less than one study of a million; "
          + "supply what \(quoted(found.copy.laboratory)) measured itself. Where the results are its own after all, "
          + "data.copyCheck: off has them judged, and the report says so")
    } else {
      problems.warning(
        "W_COPY", place,
        "\(subject), which independent results of this spread and in these steps do in less than one study of "
          + "\(found.isBetweenLaboratories ? "a million" : "ten thousand"); they are judged as they stand: "
          + "see the raw data whether both were measured")
    }
  }
}
