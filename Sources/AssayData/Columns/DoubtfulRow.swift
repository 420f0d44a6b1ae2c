internal import Notation

/// A row that the rules for rows pass over and that is one of the design if its names are: what may not go unseen.
struct DoubtfulRow {
  /// Where its record begins, and on which line.
  let position: Int
  let line: Int
  /// Its place among the counts of what was passed over.
  let count: Int
  /// As the study calls it; `nil` where the file has no column for it.
  let sample: String?
}

extension TableReader {
  /// Keeps a row that is passed over if it names a laboratory and an attribute of the study. A row of statistics is no result.
  mutating func noteDoubtful(_ count: Int) {
    guard Statistic(selection.counts[count].word) == nil else { return }
    for role in [Role.laboratory, .attribute] {
      if let name = rawName(role, in: records) { guard isOfStudy(name, role) else { return } }
    }
    let role: Role = mapping.plates == nil ? .sample : .preparation
    doubtfulRows.append(
      DoubtfulRow(
        position: records.recordStart, line: records.recordLine, count: count, sample: rawName(role, in: records)))
  }

  /// The name of a role in a record, as the study calls it; `nil` where no column holds it, or none stands there.
  func rawName(_ role: Role, in records: RecordReader) -> String? {
    guard let index = identifiers.firstIndex(where: { $0.role == role }), identifiers[index].parts.isEmpty else {
      return nil
    }
    let field = records.field(identifiers[index].field)
    guard case .success(let bytes) = names(in: Array(records.slice(field)), of: index) else { return "" }
    let text = String(decoding: bytes, as: UTF8.self)
    return mapping.aliases[role]?[text] ?? text
  }

  func isOfStudy(_ name: String, _ role: Role) -> Bool {
    let known = role == .laboratory ? vocabulary.laboratories : vocabulary.attributes.map { $0.id }
    // What is merely spelt otherwise is no other laboratory.
    let key = alikeKey(name)
    return known.contains { alikeKey($0) == key }
  }

  /// Reads the rows that were passed over and are of the design, as results that are left out.
  ///
  /// - Parameter samples: the design's, or those of the rows that are used.
  mutating func readLeftOut(of samples: Set<String>, _ store: inout ResultStore, _ problems: inout ProblemCollector) {
    let keys = Set(samples.map(alikeKey))
    for doubtful in doubtfulRows {
      guard doubtful.sample.map({ keys.contains(alikeKey($0)) }) ?? true else { continue }
      records.move(to: doubtful.position, line: doubtful.line)
      guard case .record = records.next(), records.fieldCount == headerCells.count else { continue }
      let counted = selection.counts[doubtful.count]
      // What is wrong with a row that is left out is no reason to refuse the file; without a sound one there is nothing to put back.
      var unheard = ProblemCollector(files: [])
      let before = store.count
      _ = readRow(
        doubtful.line, standing: .leftOut(column: counted.header, word: counted.word), &store, &unheard)
      if store.count > before { selection.uncount(doubtful.count) }
    }
  }
}
