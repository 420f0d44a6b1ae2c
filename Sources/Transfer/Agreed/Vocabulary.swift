public import AssayData
public import Notation

extension TransferProtocol {
  /// The names that results files are held against.
  public var vocabulary: StudyVocabulary {
    StudyVocabulary(
      laboratories: [sending] + receiving,
      attributes: attributes.map { attribute in
        StudyVocabulary.Attribute(
          id: attribute.id, unitOfMeasurement: attribute.unitOfMeasurement, mustBePositive: attribute.scale == .log,
          reference: referenceLots(attribute),
          mandatoryRoles: comparison == nil ? attribute.mandatoryRoles : attribute.mandatoryRoles.union([.sample]))
      },
      mandatoryRoles: attributes.reduce(into: comparison == nil ? [] : [.sample]) { $0.formUnion($1.mandatoryRoles) },
      noun: words.noun, names: namesOfMaterials, samples: listedSamples, arePeers: comparison != nil)
  }

  /// The samples of the design, where every attribute lists its own.
  private var listedSamples: Set<String>? {
    let lists = attributes.map { Set($0.design?.samples ?? []) }
    return lists.contains { $0.isEmpty } ? nil : lists.reduce(into: []) { $0.formUnion($1) }
  }

  /// Every name that the protocol gives to a sample, a preparation or a standard.
  private var namesOfMaterials: Set<String> {
    var names: Set<String> = []
    for attribute in attributes {
      names.formUnion(attribute.design?.samples ?? [])
      names.formUnion([attribute.reference].compactMap { $0 })
      names.formUnion(attribute.doseResponse?.references.map { $0.preparation } ?? [])
    }
    for standard in standards?.standards ?? [] { names.formUnion([standard.id, standard.lot].compactMap({ $0 })) }
    if let comparison { names.formUnion([comparison.candidate, comparison.current]) }
    for mapping in [data] + sources.map({ $0.mapping }) {
      for role in [Role.sample, .preparation] { names.formUnion(mapping.aliases[role]?.values.map({ $0 }) ?? []) }
      names.formUnion(mapping.layout.names(.sample))
    }
    return names
  }

  /// The lots that an attribute's results may be relative to, by every name that the standards know them by.
  private func referenceLots(_ attribute: Attribute) -> ReferenceLots? {
    guard let name = attribute.reference else { return nil }
    func names(_ standard: Standard) -> [String] { [standard.id, standard.lot].compactMap { $0 } }
    guard let standards, let own = standards.standard(named: name) else { return ReferenceLots(name) }
    guard attribute.otherReferences == .bridge else {
      return ReferenceLots(name, otherNames: Set(names(own)))
    }
    let primary = standards.path(to: own.id).first?.id
    var bridged: [String: String] = [:]
    var apart: Set<String> = []
    for other in standards.standards where other.id != own.id {
      let isNear = standards.path(to: other.id).first?.id == primary
      for name in names(other) {
        if isNear { bridged[name] = other.id } else { apart.insert(name) }
      }
    }
    let used = attribute.doseResponse.map { settings in
      Dictionary(uniqueKeysWithValues: laboratories.map { ($0, settings.used(by: $0).reference) })
    }
    return ReferenceLots(
      name, otherNames: Set(names(own)), bridged: bridged, apart: apart, ofLaboratories: used ?? [:])
  }

  /// A role that the kind of study needs beside those of its attributes, with the reason that a message gives.
  private var furtherNeed: (role: Role, reason: String)? { comparison == nil ? nil : Mapping.standardOfResult }

  /// Whether a limit is only an example, so that the study cannot pass.
  public var isDraft: Bool {
    attributes.contains { $0.criteria.contains { $0.justification.source == .example } }
  }

  /// How the file of this name (without folders) is read: as the first source that matches says, else as `data` says.
  ///
  /// - Parameter shown: what a message calls the file, where another one has the same name.
  /// - Throws: ``Rejection`` when no source matches and `data` alone does not tell what the criteria rest on.
  public func mapping(forFile name: String, shownAs shown: String? = nil) throws(Rejection) -> Mapping {
    if let source = sources.first(where: { $0.matches(name) }) { return source.mapping }
    let lacks = data.lacks(for: attributes, and: furtherNeed).map({ $0.role.rawValue })
    guard !lacks.isEmpty else { return data }
    let patterns = sources.map { quoted($0.pattern) }
    throw Rejection([
      Problem(
        .error, "E_SOURCE", at: SourceLocation(file: shown ?? name),
        "this file matches no source of the protocol (\(Spelling.list(patterns))), and data alone names no column for \(Spelling.list(lacks)); add a source for it, or rename the file"
      )
    ])
  }
}
