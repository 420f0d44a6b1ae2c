internal import AssayData
internal import Notation

/// Puts the question of one finding again.
struct Reassessment {
  let finding: Finding
  let evaluator: Evaluator
  let receiver: Int
  /// The results that can move it: of the item, at the laboratories that have a part in the criterion.
  let rows: [StudyRow]

  /// Work, in rows, that one finding may cost: it keeps a large study from growing with its square.
  static let budget = 4_000_000

  /// Whether so many judgements of so many results are within it; never by their product, which 32 bits may not hold.
  static func isAffordable(_ judgements: Int, of results: Int) -> Bool { judgements <= budget / max(1, results) }

  init(_ finding: Finding, by evaluator: Evaluator, receiver: Int) {
    self.finding = finding
    self.evaluator = evaluator
    self.receiver = receiver
    let laboratories = finding.criterion.laboratories(receiver: receiver)
    let filter = evaluator.known.filter(finding.item)
    rows = evaluator.rows(for: finding.criterion, of: finding.item).filter {
      laboratories.contains($0.laboratory) && filter.holds($0)
    }
  }

  private var unit: Attribute.UnitOfReplication { evaluator.attribute.unitOfReplication }

  // MARK: - Other conventions

  /// A criterion on means with every other role that all results name as the unit.
  func otherUnits() -> [Alternative] {
    guard finding.criterion.facts.subject == .location else { return [] }
    let others: [Attribute.UnitOfReplication] = [.run, .day, .analyst, .sample]
    return others.compactMap { other in
      guard other != unit, other != .sample || canMatchLots,
        let study = evaluator.study.holding(rows).replicated(by: other)
      else { return nil }
      let judgement = evaluator.holding(study).judgeAgain(
        finding.criterion, finding.item, receiver: receiver, rows: study.rows, effort: .brief)
      let levels = Dictionary(grouping: study.rows, by: { $0.laboratory }).mapValues { Set($0.map { $0.unit }).count }
      return Alternative(
        Scenario(.unit, other.rawValue, laboratory: nil, isCoarse: levels.values.contains(where: Scenario.areFew)),
        judgement)
    }
  }

  /// Whether lots can be the units: several are compared, each in runs of its own.
  private var canMatchLots: Bool {
    guard finding.item == .pooled, finding.criterion.facts.comparesMeans else { return false }
    var lots: Set<Int32> = []
    var lotOf: [Int64: Int32] = [:]
    for row in rows {
      lots.insert(row.sample)
      guard row.run >= 0,
        lotOf.updateValue(row.sample, forKey: Int64(row.laboratory) << 32 | Int64(row.run)) ?? row.sample == row.sample
      else { return false }
    }
    return lots.count > 1
  }

  /// A comparison of means by the other convention for variances. Matched lots are compared by their differences alone.
  func otherVariances() -> [Alternative] {
    guard let variances = finding.criterion.facts.variances, unit != .sample else { return [] }
    let other: Variances = variances == .separate ? .pooled : .separate
    guard let criterion = finding.criterion.with(variances: other) else { return [] }
    return [
      Alternative(
        Scenario(.variances, other.rawValue, laboratory: nil),
        evaluator.judgeAgain(criterion, finding.item, receiver: receiver, rows: rows, effort: .brief))
    ]
  }

  // MARK: - Leaving out

  /// A level of a factor that can be left out.
  private struct Candidate {
    let factor: Scenario.Factor
    let key: (StudyRow) -> Int32
    let code: Int32
    /// `nil` where it is left out at every laboratory.
    let laboratory: Int32?

    func holds(_ row: StudyRow) -> Bool { key(row) == code && (laboratory ?? row.laboratory) == row.laboratory }
  }

  /// The finding without one level of a factor after another, or why that was not tried.
  func leavingOut() -> (alternatives: [Alternative], remark: String?) {
    // Listing what could be left out costs as much as trying it where every result is a unit.
    guard rows.count <= Self.budget / 40 else {
      return ([], "leaving one out of \(rows.count) results was not tried")
    }
    let candidates = allCandidates()
    guard Self.isAffordable(candidates.count, of: rows.count) else {
      return (
        [],
        "leaving out each of \(candidates.count) units, analysts, days and samples of \(rows.count) results was not tried"
      )
    }
    let units = Dictionary(grouping: rows, by: { $0.laboratory }).mapValues { Set($0.map { $0.unit }).count }
    let results = Dictionary(grouping: rows, by: { $0.laboratory }).mapValues { $0.count }
    let untouched = UntouchedLaboratories(rows, finding.criterion, evaluator)
    return (
      candidates.map { alternative(without: $0, units: units, results: results, untouched: untouched) }, nil
    )
  }

  private func allCandidates() -> [Candidate] {
    var candidates: [Candidate] = []
    func add(_ factor: Scenario.Factor, byLaboratory: Bool, _ key: @escaping (StudyRow) -> Int32) {
      var seen: Set<[Int32]> = []
      var found: [Candidate] = []
      for row in rows where key(row) >= 0 {
        let laboratory: Int32? = byLaboratory ? row.laboratory : nil
        if seen.insert([laboratory ?? -1, key(row)]).inserted {
          found.append(Candidate(factor: factor, key: key, code: key(row), laboratory: laboratory))
        }
      }
      // Leaving out the only level of a factor leaves nothing.
      var levels: [Int32?: Int] = [:]
      for candidate in found { levels[candidate.laboratory, default: 0] += 1 }
      candidates += found.filter { levels[$0.laboratory, default: 0] > 1 }
    }
    add(unit.factor, byLaboratory: unit != .sample) { $0.unit }
    if unit != .run, holdsSeveralResults({ $0.run }) { add(.run, byLaboratory: true) { $0.run } }
    if unit != .analyst { add(.analyst, byLaboratory: true) { $0.analyst } }
    if unit != .day { add(.day, byLaboratory: true) { $0.day } }
    if unit != .sample, finding.item == .pooled { add(.sample, byLaboratory: false) { $0.sample } }
    return candidates
  }

  /// Whether some level holds more than one result: else leaving a level out is leaving a result out.
  private func holdsSeveralResults(_ key: (StudyRow) -> Int32) -> Bool {
    var seen: Set<[Int32]> = []
    return rows.contains { key($0) >= 0 && !seen.insert([$0.laboratory, key($0)]).inserted }
  }

  private func alternative(
    without candidate: Candidate, units: [Int32: Int], results: [Int32: Int], untouched: UntouchedLaboratories?
  ) -> Alternative {
    var (kept, gone): ([StudyRow], [StudyRow]) = ([], [])
    kept.reserveCapacity(rows.count)
    for row in rows { if candidate.holds(row) { gone.append(row) } else { kept.append(row) } }
    let name = gone.first.map { evaluator.name(candidate.factor, of: $0) } ?? ""
    // What is left of the plan is judged, not the plan with a sample short.
    let rest = candidate.factor == .sample ? evaluator.without(sample: name) : evaluator
    let isCoarse = Dictionary(grouping: gone, by: { $0.laboratory }).contains { laboratory, rows in
      // A sample may be in every unit: it holds its share of the results.
      let (part, whole) =
        candidate.factor == .sample
        ? (rows.count, results[laboratory] ?? 0) : (Set(rows.map { $0.unit }).count, units[laboratory] ?? 0)
      return Scenario.isMuch(part, of: whole)
    }
    return Alternative(
      Scenario(
        candidate.factor, name, laboratory: candidate.laboratory.map { evaluator.laboratories[Int($0)] },
        isCoarse: isCoarse),
      rest.judgeAgain(
        finding.criterion, finding.item, receiver: receiver, rows: kept, effort: .brief,
        untouched: untouched?.without(gone)))
  }
}

extension Attribute.UnitOfReplication {
  /// What is left out where it is the unit.
  var factor: Scenario.Factor {
    switch self {
    case .run: .run
    case .day: .day
    case .analyst: .analyst
    case .sample: .sample
    case .result: .result
    }
  }
}

extension Evaluator {
  /// The same study with other rows.
  func holding(_ study: StudyRows) -> Evaluator {
    // What was planned, received and known stays what it is of the whole study.
    Evaluator(
      study, transferProtocol: transferProtocol, data: data, runs: runs, references: references, known: known,
      completeness: completeness)
  }

  /// The same without a sample, in its plan too.
  func without(sample: String) -> Evaluator {
    holding(study.holding(study.rows, of: attribute.without(sample: sample)))
  }

  /// The name of a row in what is left out, for people.
  func name(_ factor: Scenario.Factor, of row: StudyRow) -> String { study.name(factor, of: row, data) }
}

extension StudyRows {
  /// The same, from the data that the rows came from.
  func name(_ factor: Scenario.Factor, of row: StudyRow, _ data: AssayData) -> String {
    switch factor {
    case .analyst: return data.name(.analyst, of: row.index) ?? ""
    case .day: return data.name(.day, of: row.index) ?? ""
    case .sample: return data.name(.sample, of: row.index) ?? ""
    case .laboratory: return data.name(.laboratory, of: row.index) ?? ""
    case .run:
      let within = runsWithin.compactMap { data.name($0, of: row.index) }
      return (within + [data.name(.run, of: row.index) ?? ""]).joined(separator: " ")
    case .result, .unit, .variances, .exclusion, .exclusions: return data.location(of: row.index).description
    }
  }
}
