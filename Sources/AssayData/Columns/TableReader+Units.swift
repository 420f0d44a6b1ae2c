internal import Notation

/// Units that stand in a line under the header.
extension TableReader {
  var unitsLine: Int { mapping.extent.unitsLine ?? 0 }

  /// The units that stand under the header of the results.
  mutating func readUnits(_ store: inout ResultStore, _ problems: inout ProblemCollector) {
    guard let units = header.units else { return }
    for field in header.valueFields {
      let place = Place(file: file, line: unitsLine, column: field + 1)
      let text = units[field]
      guard !text.isEmpty else {
        problems.error(
          "E_UNIT", place,
          "the line of units has none for \(quoted(header.texts[field])); supply it, or declare data.headerLine in place of headerLines"
        )
        unitCodes.append(-1)
        continue
      }
      let name = mapping.aliases[.unit]?[text] ?? text
      unitCodes.append(Int32(store.columns[Role.unit.index].code(of: Array(name.utf8), at: place).code))
    }
  }
}
