internal import AssayData
internal import Transfer

/// How a file that was read stands in every record: its name and hash, and of results how many there were.
extension Provenance.Input {
  /// Name and hash.
  public var record: JSON { .members(["name": .string(name), "sha256": .string(sha256)]) }

  /// With its results and how it was decoded.
  func record(_ file: AssayData.File, rows: Int, used: Int) -> JSON {
    record.with(
      .members([
        "rows": .integer(rows), "used": .integer(used), "excluded": .integer(rows - used),
        "encoding": .string(file.encoding), "sheet": .optional(file.sheet?.name),
        "lineEnding": .optional(file.lineEnding),
      ]))
  }
}

extension TransferProtocol {
  /// The study and who takes part in it: laboratories alike in a bridging study, else one that sends and those that receive.
  var studyRecord: JSON {
    let takesSides = comparison == nil
    return .members([
      "id": .string(study.id), "title": .string(study.title), "kind": .string(study.kind.rawValue),
      "product": .optional(study.product), "method": .optional(study.method),
      "sending": takesSides ? .string(sending) : nil,
      "receiving": takesSides ? .array(receiving.map { .string($0) }) : nil,
      "laboratories": takesSides ? nil : .array(laboratories.map { .string($0) }),
    ])
  }

  /// The file that holds the protocol, whether it is a draft, and the ledger where it has one.
  ///
  /// - Parameter further: what stands behind the hash.
  func record(of file: Provenance.Input, standards: Provenance.Input?, further: JSON? = nil) -> JSON {
    file.record.with(further).with(.members(["draft": .bool(isDraft), "standards": standards?.record]))
  }
}
