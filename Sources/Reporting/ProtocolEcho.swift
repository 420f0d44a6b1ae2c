internal import Notation
internal import Transfer

/// What a protocol asks, said back before anything is judged: who sends and who receives, what must be met, and what was
/// planned; so that laboratories that were swapped, or a limit that was mistyped, are seen in time.
struct ProtocolEcho {
  private let transferProtocol: TransferProtocol

  init(_ transferProtocol: TransferProtocol) { self.transferProtocol = transferProtocol }

  /// Who takes part, and as what.
  var parties: Report.Fact {
    let receiving = transferProtocol.receiving.joined(separator: ", ")
    guard transferProtocol.comparison == nil else {
      return Report.Fact("Laboratories", transferProtocol.laboratories.joined(separator: ", "))
    }
    return Report.Fact(
      transferProtocol.words.groupsHeading,
      transferProtocol.words.lettered(sending: transferProtocol.sending, receiving: receiving))
  }

  var blocks: [Block] {
    let who: RichText
    if let comparison = transferProtocol.comparison {
      who =
        "The candidate \(strong: visible(comparison.candidate)) is held against the current standard \(strong: visible(comparison.current)), by the rule \(comparison.rule.rawValue)."
    } else {
      let several = transferProtocol.receiving.count > 1
      who =
        "\(transferProtocol.words.sendingGroup.prefix(1).uppercased() + transferProtocol.words.sendingGroup.dropFirst()): \(strong: visible(transferProtocol.sending)). \(several ? transferProtocol.words.receiving + " " + transferProtocol.words.groups : transferProtocol.words.receivingGroup.prefix(1).uppercased() + transferProtocol.words.receivingGroup.dropFirst()): \(strong: transferProtocol.receiving.map(visible).joined(separator: ", "))."
    }
    return [.paragraph(who), .table(Section.limits(transferProtocol))]
      + transferProtocol.attributes.map { .table(Section.design($0, transferProtocol)) }
  }

  // MARK: - For programs

  var record: JSON {
    .members([
      "kind": .string(transferProtocol.study.kind.rawValue), "sending": .string(transferProtocol.sending),
      "receiving": .array(transferProtocol.receiving.map { .string($0) }),
      "current": .optional(transferProtocol.comparison?.current),
      "candidate": .optional(transferProtocol.comparison?.candidate),
      "rules": .members([
        "missingUnits": .string(transferProtocol.rules.missingUnits.rawValue),
        "surplusUnits": .string(transferProtocol.rules.surplusUnits.rawValue),
        "invalidRuns": .string(transferProtocol.rules.invalidRuns.rawValue),
      ]),
      "attributes": .array(transferProtocol.attributes.map(attribute)),
    ])
  }

  private func attribute(_ attribute: Attribute) -> JSON {
    .members([
      "id": .string(attribute.id), "unit": .string(attribute.unitOfMeasurement),
      "scale": .string(attribute.scale.rawValue),
      "unitOfReplication": .string(attribute.unitOfReplication.rawValue), "design": attribute.design.map(design),
      "criteria": .array(
        attribute.criteria.map { criterion in
          let limits = criterion.facts
          return .members([
            "id": .string(criterion.id), "kind": .string(criterion.kindName),
            "scope": .string(criterion.scope.rawValue), "laboratory": laboratory(criterion),
            "limits": .sides(limits.lower?.double, limits.upper?.double),
            "alpha": .number(criterion.alpha), "required": .bool(criterion.required),
          ])
        }),
    ])
  }

  /// Whose precision is judged, where it is one laboratory's.
  private func laboratory(_ criterion: Criterion) -> JSON? {
    criterion.facts.isOfPrecision && !criterion.facts.comparesPrecision ? .string(criterion.facts.part.rawValue) : nil
  }

  private func design(_ design: Attribute.Design) -> JSON {
    .members([
      "samples": design.samples.isEmpty ? nil : .array(design.samples.map { .string($0) }),
      "levels": design.levels.isEmpty ? nil : .array(design.levels.map { .number($0.double) }),
      "analysts": count(design.analysts), "days": count(design.days), "runs": count(design.runs),
      "samplesPerRun": design.samplesPerRun.map { $0 == .all ? "all" : "1" }, "replicates": count(design.replicates),
    ])
  }

  private func count(_ count: Attribute.Design.Count?) -> JSON? {
    count.map { count in
      guard case .byLaboratory = count else { return .integer(count.largest) }
      return .object(transferProtocol.laboratories.map { JSON.Member(key: $0, value: .integer(count.at($0))) })
    }
  }
}
