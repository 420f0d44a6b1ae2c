public import AssayData
public import Notation

extension TransferProtocol {
  /// The names that results files are held against.
  public var vocabulary: StudyVocabulary {
    StudyVocabulary(
      laboratories: [sending] + receiving,
      attributes: attributes.map { attribute in
        StudyVocabulary.Attribute(
          id: attribute.id, unit: attribute.unit, mustBePositive: attribute.scale == .log,
          reference: attribute.reference, referenceNames: referenceNames(attribute),
          mandatoryRoles: comparison == nil ? attribute.mandatoryRoles : attribute.mandatoryRoles.union([.sample]))
      },
      mandatoryRoles: attributes.reduce(into: comparison == nil ? [] : [.sample]) { $0.formUnion($1.mandatoryRoles) },
      noun: words.noun)
  }

  /// Its id and its lot number, where the standards know it.
  private func referenceNames(_ attribute: Attribute) -> Set<String> {
    guard let standard = attribute.reference.flatMap({ standards?.standard(named: $0) }) else { return [] }
    return Set([standard.id, standard.lot].compactMap(\.self))
  }

  /// A role that the kind of study needs beside those of its attributes, with the reason that a message gives.
  private var furtherNeed: (role: Role, reason: String)? { comparison == nil ? nil : Mapping.standardOfResult }

  /// Whether a limit is only an example, so that the study cannot pass.
  public var isDraft: Bool {
    attributes.contains { $0.criteria.contains { $0.justification.source == .example } }
  }

  /// How the file of this name (without folders) is read: as the first source that matches says, else as `data` says.
  ///
  /// - Throws: ``Rejection`` when no source matches and `data` alone does not tell what the criteria rest on.
  public func mapping(forFile name: String) throws(Rejection) -> Mapping {
    if let source = sources.first(where: { $0.matches(name) }) { return source.mapping }
    let lacks = data.lacks(for: attributes, and: furtherNeed).map(\.role.rawValue)
    guard !lacks.isEmpty else { return data }
    let patterns = sources.map { quoted($0.pattern) }
    throw Rejection([
      Problem(
        .error, "E_SOURCE", at: SourceLocation(file: name),
        "this file matches no source of the protocol (\(Spelling.list(patterns))), and data alone names no column for \(Spelling.list(lacks)); add a source for it, or rename the file"
      )
    ])
  }
}
