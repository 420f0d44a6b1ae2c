internal import Notation

/// Whether a name was found right for an attribute, remembered by their numbers so that each pair is compared once.
struct VerdictTable {
  private var verdicts: [[Bool?]] = []
  /// The pair asked for last, for most rows ask for the same.
  private var last: (attribute: Int32, name: Int32, verdict: Bool)?

  subscript(attribute: Int32, name: Int32) -> Bool? {
    mutating get {
      if let last, last.attribute == attribute, last.name == name { return last.verdict }
      guard verdicts.indices.contains(Int(attribute)), verdicts[Int(attribute)].indices.contains(Int(name)),
        let verdict = verdicts[Int(attribute)][Int(name)]
      else { return nil }
      last = (attribute, name, verdict)
      return verdict
    }
    set {
      while verdicts.count <= Int(attribute) { verdicts.append([]) }
      while verdicts[Int(attribute)].count <= Int(name) { verdicts[Int(attribute)].append(nil) }
      verdicts[Int(attribute)][Int(name)] = newValue
    }
  }
}

extension TableReader {
  /// Whether the unit of the row at hand is the one that the protocol has for its attribute.
  ///
  /// - Parameter column: where it stands, if not in a column of its own.
  mutating func checkUnit(
    _ line: Int, column: Int? = nil, _ store: ResultStore, _ problems: inout ProblemCollector
  ) -> Bool {
    let (id, code) = (row[Role.attribute.index], row[Role.unit.index])
    guard code >= 0 else { return true }
    if let known = unitVerdicts[id, code] { return known }
    guard let attribute = attribute(store) else { return true }
    let found = store.columns[Role.unit.index].levels[Int(code)]
    // A unit of the whole file has no column.
    let own = header.fieldOfRole[Role.unit.index].map { $0 + 1 }
    let place = Place(file: file, line: line, column: column ?? own ?? 0)
    var isRight = found.utf8.elementsEqual(attribute.unitOfMeasurement.utf8)
    if !isRight, withMicroSign(found) == withMicroSign(attribute.unitOfMeasurement) {
      problems.warning(
        "W_UNIT", place,
        "the unit \(quoted(found)) is taken for the protocol's \(quoted(attribute.unitOfMeasurement)): one has the micro sign U+00B5, "
          + "the other the Greek letter U+03BC")
      isRight = true
    }
    if !isRight {
      problems.error(
        "E_UNIT", place,
        "the unit is \(quoted(found)), the protocol's for \(quoted(attribute.id)) is \(quoted(attribute.unitOfMeasurement))"
          + "\(LookAlikes.hint(found, among: [attribute.unitOfMeasurement])); nothing is converted: report in one unit, or declare the spelling under data.aliases where it is the same unit"
      )
    }
    unitVerdicts[id, code] = isRight
    return isRight
  }

  /// Whether the result at hand is relative to the reference lot that the protocol names for its attribute.
  mutating func checkReference(_ line: Int, _ store: ResultStore, _ problems: inout ProblemCollector) -> Bool {
    let (id, code) = (row[Role.attribute.index], row[Role.referenceLot.index])
    guard code >= 0 else { return true }
    if let known = referenceVerdicts[id, code] { return known }
    guard let field = header.fieldOfRole[Role.referenceLot.index], let attribute = attribute(store),
      let reference = attribute.reference
    else { return true }
    let found = store.columns[Role.referenceLot.index].levels[Int(code)]
    // A dictionary takes two Unicode forms for one key, so the key found is compared byte by byte.
    let isRight =
      reference.standards.index(forKey: found).map { reference.standards[$0].key.utf8.elementsEqual(found.utf8) }
      ?? false
    if !isRight {
      problems.error(
        "E_REFERENCE_LOT", Place(file: file, line: line, column: field + 1),
        "this result is relative to the reference lot \(quoted(found)), the protocol's for \(quoted(attribute.id)) is "
          + "\(quoted(reference.name)); \(refused(found, reference))")
    }
    referenceVerdicts[id, code] = isRight
    return isRight
  }

  private func refused(_ lot: String, _ reference: ReferenceLots) -> String {
    guard reference.areBridged else {
      return "results on two references are not compared"
        + LookAlikes.hint(lot, among: reference.standards.keys.sorted())
    }
    return reference.apart.contains(lot)
      ? "the two go back to different primaries, so nothing says how they compare"
      : "it is not among the standards, so nothing says how the two compare: add it with its measured ratio"
        + Spelling.hint(lot, among: reference.standards.keys.sorted())
  }

  /// The micro sign and the Greek letter are one unit prefix.
  private func withMicroSign(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.map { $0 == "\u{3BC}" ? "\u{B5}" : $0 }
  }

  /// Tells of the empty cells of the row at hand, given as bits by ``Role/index``; whether it may be used all the same.
  mutating func checkEmpty(
    _ empty: UInt32, _ line: Int, _ store: ResultStore, _ problems: inout ProblemCollector
  ) -> Bool {
    var isSound = true
    for column in identifiers where empty >> UInt32(column.role.index) & 1 == 1 {
      let place = Place(file: file, line: line, column: column.field + 1)
      let role = column.role
      let fixed = rowStart[role.index] >= 0
      // Only what is relative to a reference lot has one.
      let isRelative = role == .referenceLot && attribute(store)?.reference != nil
      if role == .referenceLot, !isRelative, vocabulary.attributes.contains(where: { $0.reference != nil }) { continue }
      let rests = needed >> UInt32(role.index) & 1 == 1
      if fixed || !rests && !isRelative {
        if tally.empty[role.index].count == 0 { tally.empty[role.index].place = place }
        tally.empty[role.index].count += 1
        continue
      }
      isSound = false
      switch role {
      case .replicate: problems.error("E_INTEGER", place, "the replicate is empty; it must be a positive whole number")
      case .unit: problems.error("E_UNIT", place, "the unit is empty; each row of a mapped unit column must name it")
      case .validity, .status:
        problems.error(
          "E_STATUS", place, "the \(role.rawValue) is empty; it must be a word that data.\(role.rawValue)Words declares"
        )
      case .dose:
        let preparation = row[Role.preparation.index]
        let name = preparation >= 0 ? store.columns[Role.preparation.index].levels[Int(preparation)] : ""
        let field = header.fieldOfRole[Role.preparation.index].map { header.texts[$0] } ?? "preparation"
        problems.error(
          "E_MISSING", place,
          "the dose is empty\(name.isEmpty ? "" : " (\(quoted(name)))"); supply it, or, where the well is a blank or a control and "
            + "belongs to no curve, leave such wells out by \(Authority.studyProtocol.rows("ignore", field, name)), which is said in "
            + "the report")
      case .referenceLot:
        problems.error("E_REFERENCE_LOT", place, "the reference lot is empty; the result is relative to an unknown one")
      default:
        problems.error(
          "E_MISSING", place,
          "the \(vocabulary.noun.word(for: role)) is empty; cells are not filled down from the row above")
      }
    }
    return isSound
  }
}
