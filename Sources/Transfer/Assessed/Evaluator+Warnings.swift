internal import AssayData
internal import Notation
internal import Statistics

extension Evaluator {
  /// Warnings that only a look at both laboratories' results gives.
  func warnings() -> [Problem] {
    let file = data.files.first.map { SourceLocation(file: $0.name) }
    var warnings: [Problem] = []
    var counts: [Int] = []
    for (index, name) in laboratories.enumerated() {
      let rows = study.rows.filter { $0.laboratory == Int32(index) }
      counts.append(rows.count)
      if rows.count > 1, let first = rows.first, rows.allSatisfy({ $0.value == first.value }) {
        warnings.append(
          Problem(
            .warning, "W_ZERO_VARIANCE", at: file,
            "all \(rows.count) results of \(attribute.id) at \(quoted(name)) are \(first.value): \(transferProtocol.words.whyAlike)"
          ))
      }
    }
    for (index, name) in transferProtocol.receiving.enumerated() where counts[0] > 0 && counts[index + 1] > 0 {
      let (s, r) = (counts[0], counts[index + 1])
      if max(s, r) >= 3 * min(s, r) {
        warnings.append(
          Problem(
            .warning, "W_UNBALANCED", at: file,
            "\(attribute.id): \(s) results at \(quoted(transferProtocol.sending)) against \(r) at \(quoted(name)); \(transferProtocol.words.smallerSide) decides how much can be shown"
          ))
      }
    }
    warnings += designWarnings(file)
    warnings += completeness.warnings(data, transferProtocol)
    return warnings
  }
}

extension Evaluator {
  /// What the structure of a laboratory's results says that no criterion may ask: sources that cannot be told apart, and
  /// replicates that differ more than the units they were made in.
  private func designWarnings(_ file: SourceLocation?) -> [Problem] {
    var warnings: [Problem] = []
    for (index, name) in laboratories.enumerated() {
      let rows = study.rows.filter { $0.laboratory == Int32(index) }
      guard rows.count > 1 else { continue }
      if isConfounded(rows) {
        warnings.append(
          Problem(
            .warning, "W_CONFOUNDED", at: file,
            "\(attribute.id) at \(quoted(name)): analyst and day are fully confounded (each analyst has days of their own, one each), so their variation cannot be told apart"
          ))
      }
      let frame = AnalysisFrame(attribute, values: rows.map { $0.value })
      let cells = LaboratoryCells(rows, values: frame.centred(rows.map { $0.value }))
      guard attribute.unitOfReplication != .sample, cells.structure == .common || cells.structure == .separate,
        let first = cells.layout.cells.first, first.results.count > 1,
        let within = try? MeanSquare.within(cells.values, groups: cells.layout.resultsOfCells, name: "within"),
        within.value > 0
      else { continue }
      let n = Double(first.results.count)
      let between = try? MeanSquare.within(cells.means, groups: cells.layout.groups, name: "between")
      guard let between else { continue }
      let ratio = n * between.value / within.value
      // Estimates below zero are common by chance; far below what chance gives, something made the units alike.
      if FDistribution(between.degreesOfFreedom, within.degreesOfFreedom).lowerTail(ratio) < 0.01 {
        let estimate = (between.value - within.value / n) / (frame.factor * frame.factor)
        warnings.append(
          Problem(
            .warning, "W_NEG_VC", at: file,
            "\(attribute.id) at \(quoted(name)): the variance between \(attribute.unitOfReplication.plural) is estimated as negative (\(estimate)), hence 0, further than chance explains: do replicates drift within a \(attribute.unitOfReplication.rawValue)?"
          ))
      }
    }
    return warnings
  }

  /// Whether analysts and days part a laboratory's results in the same way, in two parts or more.
  private func isConfounded(_ rows: [StudyRow]) -> Bool {
    var dayOf: [Int32: Int32] = [:]
    var analystOf: [Int32: Int32] = [:]
    for row in rows {
      guard row.analyst >= 0, row.day >= 0 else { return false }
      if let day = dayOf[row.analyst], day != row.day { return false }
      if let analyst = analystOf[row.day], analyst != row.analyst { return false }
      dayOf[row.analyst] = row.day
      analystOf[row.day] = row.analyst
    }
    return dayOf.count > 1
  }
}
