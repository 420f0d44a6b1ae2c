internal import AssayData
internal import Notation
internal import Statistics

/// What of the data a criterion is judged on: the items of its scope and the samples that they hold.
extension Evaluator {
  /// Whether a row is of what the design lists, or the design lists nothing.
  func isPlanned(_ row: StudyRow) -> Bool { known.isPlanned(row) }

  /// Every known item of the criterion's scope, whether or not anybody has usable results of it.
  func items(_ criterion: Criterion) -> [Finding.Item] {
    switch criterion.scope {
    case .pooled: [.pooled]
    case .eachSample: known.samples.map { .sample($0) }
    case .eachLevel: known.levels.map { .level($0) }
    }
  }

  /// What rows are of, as a sentence says it: `"LOT2"`, `"LOT2 at 80"`, `level 80`.
  func names(of groups: Set<Int32>, in rows: [StudyRow]) -> [String] {
    rows.filter { groups.contains($0.group) }.uniqued(on: { $0.group }).map { row in
      let level = row.level >= 0 ? study.levelNames[Int(row.level)] : nil
      guard row.sample >= 0 else {
        // Where others of the level have a sample, the level by itself would not say what is meant.
        let isAlone = !rows.contains { $0.level == row.level && $0.sample >= 0 }
        guard let level, isAlone else {
          return level.map { "\(StudyItems.unnamedSample) at \($0)" } ?? StudyItems.unnamedSample
        }
        return "level \(level)"
      }
      let sample = study.sampleNames[Int(row.sample)]
      return quoted(level.map { "\(sample) at \($0)" } ?? sample)
    }
  }

  /// Why an item is not judged although there are results: a laboratory that the criterion rests on has no usable result of
  /// something that is known, or the receiving one has none of the attribute at all. The rule for missing units has no say
  /// in that: it speaks of units and replicates of what there is.
  ///
  /// What is known is so of the whole study: an analysis that leaves something out is judged on what it keeps.
  func gap(_ criterion: Criterion, _ item: Finding.Item, receiver: Int) -> String? {
    let taking = criterion.laboratories(receiver: receiver).sorted()
    let isOfRuns = criterion.facts.isOfRuns
    for laboratory in taking where !known.hasResults(laboratory) && !isOfRuns {
      return known.nothing(laboratory, laboratories[Int(laboratory)])
    }
    let gaps = taking.compactMap { laboratory -> String? in
      let lacking = known.lacking(item, at: laboratory, withFits: isOfRuns)
      guard !lacking.isEmpty else { return nil }
      let names = Spelling.first(4, of: lacking)
      return
        "\(laboratories[Int(laboratory)]) has no usable results of \(known.areListed ? "the planned " : "")\(names)\(known.hint(laboratory))"
    }
    if !gaps.isEmpty { return gaps.joined(separator: "; ") }
    let receiving = Int32(receiver + 1)
    guard !taking.contains(receiving), !known.hasResults(receiving) else { return nil }
    return
      "\(known.nothing(receiving, transferProtocol.receiving[receiver])) of this attribute, and without them nothing is shown of it"
  }

  /// That neither laboratory has a usable result of an item.
  func nothing(of item: Finding.Item, sending: String, receiving: String, _ receiver: Int) -> String {
    guard let name = item.name else {
      return [known.nothing(0, sending), known.nothing(Int32(receiver + 1), receiving)].joined(separator: "; ")
    }
    let hints = known.hint(0, of: sending) + known.hint(Int32(receiver + 1), of: receiving)
    return known.isInFiles(item)
      ? "neither \(sending) nor \(receiving) has a usable result of \(quoted(name))\(hints)"
      : "no results were received\(hints)"
  }
}
