internal import Notation

/// Lots that results of an attribute may be relative to.
public struct ReferenceLots: Sendable, Hashable {
  /// The attribute's own, as the protocol names it.
  public let name: String
  /// Which standard a name is, its own and those that results are converted from; a lot number and an id may both be
  /// names of one.
  public let standards: [String: String]
  /// Names of standards that are known and go back to another primary.
  public let apart: Set<String>
  /// Whether results that are relative to another lot are converted.
  public let areBridged: Bool
  /// The standard of each laboratory, where the protocol says it and a file may only agree.
  public let ofLaboratories: [String: String]

  /// - Parameters:
  ///   - otherNames: further names of the same lot.
  ///   - bridged: names of other lots from which results are converted, each with its standard; `nil` where results
  ///     that are relative to another lot are refused.
  ///   - ofLaboratories: what each laboratory used, by any name of it, where the protocol says so.
  public init(
    _ name: String, otherNames: Set<String> = [], bridged: [String: String]? = nil, apart: Set<String> = [],
    ofLaboratories: [String: String] = [:]
  ) {
    self.name = name
    let standards = (bridged ?? [:]).overlaid(with: Dictionary(keyed: otherNames.union([name]).map { ($0, name) }))
    self.standards = standards
    self.ofLaboratories = ofLaboratories.compactMapValues { standards[$0] }
    self.apart = apart
    areBridged = bridged != nil
  }
}

/// One laboratory, one reference lot of an attribute: results of two kinds have no one factor.
struct ReferenceLotCheck {
  let checks: StudyChecks

  func run(_ problems: inout ProblemCollector) {
    let store = checks.store
    let lots = store.columns[Role.referenceLot.index]
    guard lots.isPresent, checks.vocabulary.attributes.contains(where: { $0.reference?.areBridged == true }) else {
      return
    }
    let laboratories = store.columns[Role.laboratory.index]
    let attributes = store.columns[Role.attribute.index]
    // By attribute and name, once for all rows.
    let standards = attributes.levels.map { id -> [String?] in
      guard let reference = checks.vocabulary.attributes.first(where: { $0.id == id })?.reference, reference.areBridged
      else { return lots.levels.map { _ in nil } }
      return lots.levels.map { reference.standards[$0] }
    }
    struct Series: Hashable {
      let attribute: Int32
      let laboratory: Int32
    }
    var first: [Series: (standard: String, lot: Int32, row: Int)] = [:]
    var other = InOrder<Series, (row: Int, count: Int)>()
    for row in 0..<store.count where checks.usable[row] && lots.codes[row] >= 0 && attributes.codes[row] >= 0 {
      let lot = lots.codes[row]
      guard let standard = standards[Int(attributes.codes[row])][Int(lot)] else { continue }
      let series = Series(attribute: attributes.codes[row], laboratory: laboratories.codes[row])
      guard let known = first[series] else {
        first[series] = (standard, lot, row)
        tellContradiction(of: standard, row, &problems)
        continue
      }
      guard known.lot != lot, known.standard != standard else { continue }
      other[series, default: (row, 0)].count += 1
    }
    for (series, found) in other {
      guard let known = first[series] else { continue }
      func lot(_ row: Int) -> String { quoted(lots.levels[Int(lots.codes[row])]) }
      let at = store.place(of: known.row)
      var here = store.place(of: found.row)
      here.column = 0
      problems.error(
        "E_REFERENCE_LOT", here,
        "\(quoted(laboratories.levels[Int(series.laboratory)])) used two reference lots: this result is relative to \(lot(found.row))"
          + "\(found.count > 1 ? ", as \(found.count - 1) more are" : ""), that of line \(at.line)"
          + "\(at.file == here.file ? "" : " of \(quoted(checks.inputs[at.file].name))") to \(lot(known.row)); results of one "
          + "\(checks.vocabulary.noun.one) are converted by one factor: make them two studies")
    }
  }

  /// The first result of a laboratory that is relative to another lot than the one whose readings are fitted.
  private func tellContradiction(of standard: String, _ row: Int, _ problems: inout ProblemCollector) {
    let store = checks.store
    func name(_ role: Role) -> String {
      let column = store.columns[role.index]
      return column.levels[Int(column.codes[row])]
    }
    let reference = checks.vocabulary.attributes.first { $0.id == name(.attribute) }?.reference
    guard let expected = reference?.ofLaboratories[name(.laboratory)], expected != standard else { return }
    var place = store.place(of: row)
    place.column = 0
    problems.error(
      "E_REFERENCE_LOT", place,
      "this row of \(quoted(name(.laboratory))) has the reference lot \(quoted(name(.referenceLot))), the protocol's reference there is "
        + "\(quoted(expected)); correct the one that is wrong")
  }
}
