internal import AssayData
internal import Notation
internal import Statistics
internal import TransferProtocol

/// What of the data a criterion is judged on: the items of its scope and the samples that they hold.
extension Evaluator {
  func holds(_ row: StudyRow, _ item: Finding.Item) -> Bool {
    switch item {
    case .pooled: return isPlanned(row)
    case .sample(let name): return row.sample >= 0 && study.sampleNames[Int(row.sample)] == name
    case .level(let value): return row.level >= 0 && study.levelValues[Int(row.level)] == value
    case .sampleAtLevel(let name, let value): return holds(row, .sample(name)) && holds(row, .level(value))
    }
  }

  /// Whether a row's sample is in the design, or the design names none.
  func isPlanned(_ row: StudyRow) -> Bool {
    guard let design = attribute.design, !design.samples.isEmpty, row.sample >= 0 else { return true }
    return design.samples.contains(study.sampleNames[Int(row.sample)])
  }

  func items(_ criterion: Criterion, receiver: Int) -> [Finding.Item] {
    switch criterion.scope {
    case .pooled: return [.pooled]
    case .eachSample:
      let planned = attribute.design?.samples ?? []
      return (planned.isEmpty ? samples(receiver) : planned).map { .sample($0) }
    case .eachLevel:
      let planned = attribute.design?.levels ?? []
      if !planned.isEmpty { return planned.map { .level($0) } }
      var values: [ExactDecimal] = []
      for row in study.rows where row.level >= 0 && (row.laboratory == 0 || row.laboratory == Int32(receiver + 1)) {
        let value = study.levelValues[Int(row.level)]
        if !values.contains(value) { values.append(value) }
      }
      return values.sorted().map { .level($0) }
    }
  }

  /// Every sample that either laboratory has, in the order of the data.
  private func samples(_ receiver: Int) -> [String] {
    var seen: Set<Int32> = []
    return study.rows.compactMap { row in
      guard row.sample >= 0, row.laboratory == 0 || row.laboratory == Int32(receiver + 1),
        seen.insert(row.sample).inserted
      else { return nil }
      return study.sampleNames[Int(row.sample)]
    }
  }

  func names(of groups: Set<Int32>, in rows: [StudyRow]) -> [String] {
    var seen: Set<Int32> = []
    return rows.compactMap { row in
      guard groups.contains(row.group), seen.insert(row.group).inserted else { return nil }
      let sample = row.sample >= 0 ? study.sampleNames[Int(row.sample)] : "a result without a sample"
      return row.level >= 0 ? "\(sample) at \(study.levelNames[Int(row.level)])" : sample
    }
  }

  /// A planned sample that one of the laboratories lacks: the means would be of other samples than was agreed, whatever
  /// the rule for missing units says. Names that one laboratory alone has, unplanned, are told: they may be the same lot.
  func missingSamples(_ item: Finding.Item, sending: [StudyRow], receiving: [StudyRow], receiver: Int)
    -> String?
  {
    guard item == .pooled, let planned = attribute.design?.samples, !planned.isEmpty else { return nil }
    func lacking(_ rows: [StudyRow]) -> [String] {
      let present = Set(rows.map(\.sample)).compactMap { $0 >= 0 ? study.sampleNames[Int($0)] : nil }
      return planned.filter { !present.contains($0) }
    }
    let gaps = [
      (plan.sending, lacking(sending), Int32(0)), (plan.receiving[receiver], lacking(receiving), Int32(receiver + 1)),
    ]
    .filter { !$0.1.isEmpty }
    guard !gaps.isEmpty else { return nil }
    return gaps.map { laboratory, samples, index in
      var seen: Set<Int32> = []
      let others = study.rows.compactMap { row -> String? in
        guard row.laboratory == index, row.sample >= 0, seen.insert(row.sample).inserted else { return nil }
        let name = study.sampleNames[Int(row.sample)]
        return planned.contains(name) ? nil : quoted(name)
      }
      let hint =
        others.isEmpty
        ? "" : " (it has \(others.joined(separator: ", ")), which is not planned: renamed? then declare data.aliases)"
      return "\(laboratory) has no results of the planned \(samples.map { quoted($0) }.joined(separator: ", "))\(hint)"
    }.joined(separator: "; ")
  }
}
