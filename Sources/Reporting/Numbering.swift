/// The numbers of sections, tables and figures, counted over the whole report whatever part of it is shown.
struct Numbering: Sendable {
  private var sections: [String: Int] = [:]
  private var tables: [String: Int] = [:]
  private var figures: [String: Int] = [:]

  init(_ report: Report) {
    for (index, section) in report.sections.enumerated() {
      sections[section.name] = sections[section.name] ?? index + 1
      for block in section.blocks {
        switch block {
        case .table(let table) where table.caption != nil && tables[table.name] == nil:
          tables[table.name] = tables.count + 1
        case .figure(let figure) where figures[figure.name] == nil: figures[figure.name] = figures.count + 1
        default: break
        }
      }
    }
  }

  func section(_ name: String) -> Int { sections[name] ?? 0 }
  func table(_ name: String) -> Int? { tables[name] }
  func figure(_ name: String) -> Int? { figures[name] }

  /// Where `name` is, in words and as an anchor; a table goes before a figure, a figure before a section.
  func place(_ name: String) -> (text: String, anchor: String)? {
    let space = Numbers.noBreakSpace
    let stem = fileStem(name)
    if let number = tables[stem] { return ("table\(space)\(number)", "table-\(number)") }
    if let number = figures[stem] { return ("figure\(space)\(number)", "figure-\(number)") }
    if let number = sections[name] { return ("section\(space)\(number)", "section-\(number)") }
    return nil
  }
}

/// `name` as a file's name without ending that is one on every system: small letters, digits and single hyphens.
///
/// What is put together from identifiers in a protocol cannot leave its folder by it.
public func fileStem(_ name: String) -> String {
  var out = ""
  for scalar in name.unicodeScalars.prefix(120) {
    switch scalar {
    case "a"..."z", "0"..."9": out.unicodeScalars.append(scalar)
    case "A"..."Z": out += scalar.properties.lowercaseMapping
    default: if let last = out.last, last != "-" { out += "-" }
    }
  }
  while out.last == "-" { out.removeLast() }
  return out.isEmpty ? "unnamed" : out
}
