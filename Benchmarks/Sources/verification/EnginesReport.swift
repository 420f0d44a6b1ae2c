internal import AssayData
internal import Foundation
internal import Statistics
internal import Transfer

/// Random studies of every form, judged, and each finding held against the second engine: what `docs/two-engines.md` tabulates.
struct EnginesReport {
  private struct Line {
    var findings = 0
    var numbers = 0
    var fewestDigits = 16.0
    var worst = "-"
    /// Findings of which a number has no second route, and of which one came to no end.
    var withoutRoute = 0
    var withoutEnd = 0
    var apart = 0
    /// Why numbers have no second value, each reason once, with how many.
    var reasons: [(words: String, count: Int)] = []

    mutating func add(_ checks: [CrossCheck]) {
      findings += 1
      numbers += checks.count
      if checks.isEmpty || checks.contains(where: { $0.hasNoRoute }) { withoutRoute += 1 }
      if checks.contains(where: { $0.isNotCrossChecked && !$0.hasNoRoute }) { withoutEnd += 1 }
      for check in checks {
        switch check.outcome {
        case .agrees(let digits) where digits < fewestDigits: (fewestDigits, worst) = (digits, check.name)
        case .agrees: break
        case .disagrees: apart += 1
        case .notCrossChecked(let reason):
          let words = "\(check.name): \(reason)"
          let place = reasons.firstIndex { $0.words == words } ?? reasons.count
          if place == reasons.count { reasons.append((words, 0)) }
          reasons[place].count += 1
        }
      }
    }
  }

  static func print(studies: Int) throws {
    var lines: [(name: String, line: Line)] = []
    func add(_ name: String, _ checks: [CrossCheck]) {
      let place = lines.firstIndex { $0.name == name } ?? lines.count
      if place == lines.count { lines.append((name, Line())) }
      lines[place].line.add(checks)
    }
    for seed in 0..<UInt64(studies) {
      let study = EngineStudy(seed: seed)
      let transferProtocol = try TransferProtocol(yaml: study.protocolText, file: "protocol.yaml")
      let data = try AssayData(
        reading: [
          .init(
            name: "results.csv", bytes: Array(study.results.utf8),
            mapping: try transferProtocol.mapping(forFile: "results.csv"))
        ], for: transferProtocol.vocabulary)
      let assessment = try Assessment(of: data, against: transferProtocol)
      for finding in assessment.findings where finding.evidence != nil {
        add("\(finding.criterion.kindName), \(study.form.rawValue)", finding.crossChecks)
        for check in finding.crossChecks where check.disagrees { Swift.print("study \(seed): \(check)") }
      }
      for plate in assessment.plateChecks {
        for potency in plate.potencies { add("potency of a run, \(study.form.rawValue)", potency.checks) }
      }
    }
    Swift.print(
      "| findings of | count | numbers | fewest digits | of | no route | no end | apart | reasons |\n|---|---|---|---|---|---|---|---|---|"
    )
    for (name, line) in lines {
      Swift.print(
        "| \(name) | \(line.findings) | \(line.numbers) | \(String(format: "%.1f", line.fewestDigits)) | \(line.worst) | \(line.withoutRoute) | \(line.withoutEnd) | \(line.apart) | \(line.reasons.map { "\($0.count) \($0.words)" }.joined(separator: "; ")) |"
      )
    }
    let all = lines.reduce(0) { $0 + $1.line.findings }
    let without = lines.reduce(0) { $0 + $1.line.withoutEnd }
    let unknown = lines.reduce(0) { $0 + $1.line.withoutRoute }
    Swift.print(
      "\n\(studies) studies, \(all) findings and runs, \(lines.reduce(0) { $0 + $1.line.numbers }) numbers; \(unknown) without a route, \(without) without an end, \(lines.reduce(0) { $0 + $1.line.apart }) numbers apart"
    )
  }
}
