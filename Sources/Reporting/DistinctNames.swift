/// Names of files that lie in one folder: none is another's, on systems too that make no difference between A and a.
struct DistinctNames {
  private var taken: Set<String> = []

  /// The name, or where it is taken the first of `name-2`, `name-3`, … that is not.
  mutating func taking(_ name: String) -> String {
    var found = name
    var number = 1
    while !taken.insert(found.lowercased()).inserted {
      number += 1
      found = "\(name)-\(number)"
    }
    return found
  }
}

extension [Section] {
  /// The same, and no two tables and no two figures of one name: what a study calls its laboratories or samples may leave
  /// nothing of two names but what they share ("dose-response" of two names in kana). References lead to the first of them.
  var withDistinctNames: [Section] {
    var (tables, figures) = (DistinctNames(), DistinctNames())
    return map { section in
      section.with(
        blocks: section.blocks.map { block in
          switch block {
          case .table(var table):
            table.name = tables.taking(table.name)
            return .table(table)
          case .figure(var figure):
            figure.name = figures.taking(figure.name)
            if case .kept(var table) = figure.data {
              table.name = tables.taking(table.name)
              figure.data = .kept(table)
            }
            return .figure(figure)
          default: return block
          }
        })
    }
  }
}

extension Section {
  fileprivate func with(blocks: [Block]) -> Section {
    Section(
      name, title: title, isDecision: isDecision, startsPage: startsPage, endsPage: endsPage,
      staysTogether: staysTogether, blocks: blocks)
  }
}
