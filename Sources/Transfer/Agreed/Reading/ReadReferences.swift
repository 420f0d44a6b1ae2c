internal import AssayData
internal import Notation

/// The standards that results of an attribute are relative to, held against the ledger and against what is to be done with
/// other ones.
extension Reader {
  /// `reference` of a doseResponse: one name, or one for each laboratory.
  mutating func plateReferences(_ node: YAMLNode, _ name: String) -> [DoseResponse.LaboratoryReference]? {
    guard case .mapping(let entries) = node.content else {
      return self.name(node, name).map { [DoseResponse.LaboratoryReference(laboratory: nil, preparation: $0)] }
    }
    guard !entries.isEmpty else {
      error(
        "E_EMPTY", at: node.place,
        "\(name) names no \(words.group); write each \(words.group) and the preparation that it used"
      )
      return nil
    }
    var found: [DoseResponse.LaboratoryReference] = []
    for entry in entries {
      guard let preparation = self.name(entry.value, "the reference of \(quoted(entry.key))") else { continue }
      found.append(DoseResponse.LaboratoryReference(laboratory: entry.key, preparation: preparation))
    }
    return found.count == entries.count ? found : nil
  }

  /// What the references of all attributes must agree in, as far as the parts of the protocol could be read.
  ///
  /// - Parameter laboratories: those of the study, the sender first; `nil` where they could not be read.
  mutating func checkReferences(
    _ study: Study, _ laboratories: [String]?, _ standards: StandardsLedger?, _ attributes: [Attribute],
    in root: Section
  ) {
    for attribute in attributes {
      let node = root["attributes"]?.value.items.first { $0["id"]?.scalar == attribute.id }
      let place = AttributePlaces(node: node, root: root.place)
      if study.kind == .bridging {
        refuseOtherReferences(attribute, place)
        if let standards { checkKnown(attribute, standards, place) }
        continue
      }
      if attribute.otherReferences == .bridge {
        checkBridge(attribute, standards, place, in: root)
      } else if let first = attribute.doseResponse?.references.first(where: { $0.laboratory != nil }) {
        error(
          "E_BRIDGING", at: place.ofPlates,
          "doseResponse names a reference for each \(words.group) (\(quoted(first.preparation)) for \(quoted(first.laboratory ?? ""))), "
            + "but results on different references are compared only with otherReferences: bridge, which brings them to one"
        )
      }
      if let laboratories { checkLaboratories(attribute, laboratories, place) }
      if let standards { checkKnown(attribute, standards, place) }
    }
  }

  private struct AttributePlaces {
    let node: YAMLNode?
    let root: SourceLocation

    func of(_ key: String) -> SourceLocation { node?[key]?.place ?? node?.place ?? root }
    /// The `reference` of doseResponse.
    var ofPlates: SourceLocation { node?["doseResponse"]?["reference"]?.place ?? of("doseResponse") }
    func ofPlates(_ laboratory: String?) -> SourceLocation {
      laboratory.flatMap { node?["doseResponse"]?["reference"]?[$0]?.place } ?? ofPlates
    }
    /// The place where a criterion says `key`, or the criterion's.
    func of(_ key: String, in criterion: Criterion) -> SourceLocation {
      node?["criteria"]?.items.first { $0["id"]?.scalar == criterion.id }?[key]?.place ?? criterion.location
    }
  }

  private mutating func refuseOtherReferences(_ attribute: Attribute, _ place: AttributePlaces) {
    if place.node?["otherReferences"] != nil {
      error(
        "E_BRIDGING", at: place.of("otherReferences"),
        "otherReferences says what is done where laboratories used different reference lots; a study of the kind bridging "
          + "compares two standards in one run: leave it out")
    }
    if attribute.doseResponse?.references.contains(where: { $0.laboratory != nil }) == true {
      error(
        "E_BRIDGING", at: place.ofPlates,
        "in a study of the kind bridging all laboratories measure against one reference; name it alone")
    }
  }

  /// Every laboratory has its reference, and only those of the study have one.
  private mutating func checkLaboratories(
    _ attribute: Attribute, _ laboratories: [String], _ place: AttributePlaces
  ) {
    let named = (attribute.doseResponse?.references ?? []).compactMap { $0.laboratory }
    guard !named.isEmpty else { return }
    for name in named where !laboratories.contains(name) {
      error(
        "E_LABS", at: place.ofPlates(name),
        "\(quoted(name)) is no \(words.group) of this study; its \(words.groups) are "
          + Spelling.list(laboratories.map { quoted($0) }, "and") + Spelling.hint(name, among: laboratories))
    }
    let absent = laboratories.filter { !named.contains($0) }
    if !absent.isEmpty {
      error(
        "E_LABS", at: place.ofPlates,
        "reference names none for \(Spelling.list(absent.map { quoted($0) }, "and")); every \(words.group) of the study needs one"
      )
    }
  }

  /// A reference that no ledger knows has no value, and nothing says whether it is provisional.
  private mutating func checkKnown(_ attribute: Attribute, _ standards: StandardsLedger, _ place: AttributePlaces) {
    func unknown(_ name: String, _ location: SourceLocation) {
      error(
        "E_STANDARD_UNKNOWN", at: location,
        "the reference \(quoted(name)) of \(quoted(attribute.id)) is not among the standards; add it, so that its value "
          + "and whether it is provisional are known\(Spelling.hint(name, among: standards.standards.map { $0.id }))")
    }
    let own = attribute.reference.flatMap { standards.standard(named: $0) }
    if let name = attribute.reference, own == nil { unknown(name, place.of("reference")) }
    for one in attribute.doseResponse?.references ?? [] {
      guard let standard = standards.standard(named: one.preparation) else {
        // Beside a reference of the attribute it may be only its name in the files, where nothing is converted.
        if attribute.reference == nil || attribute.otherReferences == .bridge {
          unknown(one.preparation, place.ofPlates(one.laboratory))
        }
        continue
      }
      guard let own, standard.id != own.id else { continue }
      if attribute.otherReferences == .refuse {
        error(
          "E_STANDARD", at: place.ofPlates(one.laboratory),
          "potencies are relative to \(quoted(one.preparation)), but the reference of \(quoted(attribute.id)) is "
            + "\(quoted(attribute.reference ?? "")), another standard; name one of them in both places, or write "
            + "otherReferences: bridge, which brings results over")
      } else if standards.path(to: standard.id).first?.id != standards.path(to: own.id).first?.id {
        error(
          "E_STANDARD_GAP", at: place.ofPlates(one.laboratory),
          "\(quoted(one.preparation)) goes back to the primary \(quoted(standards.path(to: standard.id).first?.id ?? "")) and "
            + "\(quoted(own.id)) to \(quoted(standards.path(to: own.id).first?.id ?? "")); nothing says how they compare, so no "
            + "result is converted")
      }
    }
  }

  /// What `otherReferences: bridge` needs, and where it has no evaluation.
  private mutating func checkBridge(
    _ attribute: Attribute, _ standards: StandardsLedger?, _ place: AttributePlaces, in root: Section
  ) {
    let bridge = place.of("otherReferences")
    if attribute.reference == nil {
      error(
        "E_KEY_MISSING", at: bridge,
        "\(quoted(attribute.id)) has no reference; otherReferences: bridge brings results to that standard: name it")
    }
    if standards == nil, root["standards"] == nil {
      error(
        "E_KEY_MISSING", at: bridge,
        "the protocol has no standards; otherReferences: bridge brings results over by their measured ratios: add them, or a "
          + "ledger (--standards)")
    }
    if attribute.scale != .log {
      error(
        "E_SCALE", at: place.of("scale"),
        "otherReferences: bridge multiplies results by a measured ratio, which belongs to the log scale; write scale: log"
      )
    }
    if let standards, attribute.isInUnitOfStandards,
      let own = attribute.reference.flatMap({ standards.standard(named: $0) }),
      let unit = standards.unit(of: own.id), unit != attribute.unitOfMeasurement
    {
      error(
        "E_STANDARD_UNIT", at: place.of("unit"),
        "results are in \(quoted(attribute.unitOfMeasurement)), the value of \(quoted(own.id)) is in \(quoted(unit)); nothing is converted: "
          + "report in one unit, in %, or as a ratio")
    }
    for criterion in attribute.criteria {
      guard criterion.facts.ofStandard == .ratio else { continue }
      if criterion.facts.variances == .pooled {
        error(
          "E_BRIDGING", at: place.of("variances", in: criterion),
          "\(quoted(criterion.id)) has variances: pooled, but with otherReferences: bridge the ratio of the standards has a variance "
            + "of its own; leave variances out")
      }
      if attribute.unitOfReplication == .sample {
        error(
          "E_BRIDGING", at: place.of("unitOfReplication"),
          "\(quoted(criterion.id)) compares matched lots in pairs, into which the variance of a bridge does not enter in this "
            + "version; have both \(words.groups) use one reference lot")
      }
    }
  }
}

extension StandardsLedger {
  /// The unit that values of standards which go back to the same primary are in; `nil` where none of them says one.
  func unit(of id: String) -> String? {
    let path = path(to: id)
    if let unit = path.last(where: { $0.unit != nil })?.unit { return unit }
    guard let primary = path.first?.id else { return nil }
    return standards.first { $0.unit != nil && self.path(to: $0.id).first?.id == primary }?.unit
  }
}
