internal import AssayData
internal import Notation
internal import Transfer

/// Names that stand otherwise in a file than in the study, and what each was taken for.
struct AliasTable {
  private let data: AssayData
  private let transferProtocol: TransferProtocol

  init(_ data: AssayData, _ transferProtocol: TransferProtocol) {
    self.data = data
    self.transferProtocol = transferProtocol
  }

  private struct Alias: Hashable {
    let role: Role
    let asInFile: String
    let asJudged: String
  }

  /// `nil` where the protocol declares none for these files.
  var table: Table? {
    let keys = FileKeys(data)
    let perFile = data.files.map { (name: $0.name, aliases: aliases(ofFile: $0.name)) }
    guard let first = perFile.first, perFile.contains(where: { !$0.aliases.isEmpty }) else { return nil }
    let areCommon = perFile.count > 1 && perFile.allSatisfy { $0.aliases == first.aliases }
    let groups = areCommon ? [(name: "all files", aliases: first.aliases)] : perFile
    return Table(
      "aliases", caption: "Names as in the file, and as judged",
      columns: [.init("File"), .init("Of"), .init("As in the file"), .init("As judged")],
      rows: groups.flatMap { group in
        group.aliases.enumerated().map { index, alias in
          Table.Row(
            [
              Cell(RichText(areCommon ? group.name : keys.key(ofFile: group.name))),
              Cell(RichText(alias.role.rawValue)),
              Cell(RichText(visible(alias.asInFile))), Cell(RichText("→ \(visible(alias.asJudged))")),
            ], startsGroup: index == 0)
        }
      })
  }

  /// By role and name: a dictionary has no order.
  private func aliases(ofFile name: String) -> [Alias] {
    let mapping = transferProtocol.sources.first { $0.matches(name) }?.mapping ?? transferProtocol.data
    return Role.allCases.flatMap { role in
      (mapping.aliases[role] ?? [:]).sorted(on: { $0.key }).map {
        Alias(role: role, asInFile: $0.key, asJudged: $0.value)
      }
    }
  }
}
