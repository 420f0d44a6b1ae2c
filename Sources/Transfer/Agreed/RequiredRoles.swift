public import AssayData
internal import Notation

extension Attribute {
  /// Roles that each of this attribute's results needs, because its unit of replication or a criterion rests on them.
  public var mandatoryRoles: Set<Role> { Set(roleNeeds.map { $0.role }) }

  /// The same in order, with the reason that a message gives.
  var roleNeeds: [(role: Role, reason: String)] {
    var needs: [(role: Role, reason: String)] = []
    func need(_ role: Role, _ reason: String) {
      if !needs.contains(where: { $0.role == role }) { needs.append((role, reason)) }
    }
    let unit = "the unit of replication of the attribute \(quoted(id))"
    switch unitOfReplication {
    case .run: need(.run, unit)
    case .day: need(.day, unit)
    case .analyst: need(.analyst, unit)
    case .sample: need(.sample, unit)
    case .result: break
    }
    if otherReferences == .bridge, doseResponse == nil {
      need(.referenceLot, "by which otherReferences: bridge knows the reference of each result of \(quoted(id))")
    }
    if doseResponse != nil {
      need(.run, "whose readings are fitted together for the attribute \(quoted(id))")
    }
    for criterion in criteria {
      let reason = "which the criterion \(quoted(criterion.id)) rests on"
      switch criterion.scope {
      case .pooled: break
      case .eachSample: need(.sample, reason)
      case .eachLevel: need(.level, reason)
      }
      for role in criterion.facts.roles { need(role, reason) }
    }
    return needs
  }
}

extension Mapping {
  /// What a bridging study needs of every result.
  static let standardOfResult = (role: Role.sample, reason: "which says which standard a result is of")

  /// What a file that is read so would not tell although `attributes` need it, in words.
  ///
  /// - Parameter further: a role that the kind of study needs besides.
  func lacks(
    for attributes: [Attribute], and further: (role: Role, reason: String)? = nil
  ) -> [(role: Role, reason: String)] {
    var lacks: [(role: Role, reason: String)] = []
    func check(_ role: Role, _ reason: String) {
      if layout.roles.contains(role) { return }
      if columns[role] == nil, !lacks.contains(where: { $0.role == role }) { lacks.append((role, reason)) }
    }
    if laboratory == nil { check(.laboratory, "and no source names it") }
    check(.value, plates == nil ? "which holds the results" : "which holds the responses")
    if attributes.count > 1, attribute == nil {
      check(.attribute, "and the study has \(attributes.count) attributes; a source may name the attribute instead")
    }
    let inColumns = layout.names(.attribute)
    for one in attributes
    where (attribute == nil || attribute == one.id) && (inColumns.isEmpty || inColumns.contains(one.id)) {
      for need in one.roleNeeds {
        // A preparation is the sample of its readings.
        check(plates != nil && need.role == .sample ? .preparation : need.role, need.reason)
      }
      guard plates != nil else { continue }
      for role in [Role.preparation, .dose] { check(role, "which each reading of \(quoted(one.id)) has") }
    }
    if let further { check(plates != nil && further.role == .sample ? .preparation : further.role, further.reason) }
    for role in runsWithin { check(role, "within which runs are numbered, as runsWithin says") }
    return lacks
  }
}
