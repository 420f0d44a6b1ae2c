import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// What must not matter does not, over random studies; what must go one way does.
struct InvarianceTests {
  /// 320 studies in blocks, which run beside each other.
  static let blocks: [Range<UInt64>] = (0..<32).map { $0 * 10..<$0 * 10 + 10 }

  @Test(arguments: blocks)
  func `the order of rows and columns, names and line ends change no bit`(block: Range<UInt64>) throws {
    for seed in block {
      let study = RandomStudy(seed: seed)
      let findings = try study.findings()
      #expect(findings.count { $0.evidence != nil } >= 5, "\(seed)")
      var random = SplitMix(seed: seed ^ 0xABCDEF)
      var rows = study.rows
      for i in rows.indices.dropFirst() { rows.swapAt(i, Int(random.next() % UInt64(i + 1))) }
      let columns = Array(Column.allCases.reversed())
      let text = Study.table(rows, columns: columns, lineEnding: "\r\n")
      #expect(bits(try judged(protocolText: study.plan.text, results: text)) == bits(findings), "order, \(seed)")
      // Names that sort the other way round.
      func other(_ name: String) -> String {
        String(name.unicodeScalars.map { Character(Unicode.Scalar(155 - UInt8($0.value))) })
      }
      let renamed = study.rows.map { row in
        changed(row) {
          $0.run = "r" + other(row.run)
          $0.sample = "s" + other(row.sample)
          $0.analyst = "Ä"
        }
      }
      #expect(
        bits(try judged(protocolText: study.plan.text, results: Study.table(renamed)))
          == bits(findings) { "s" + other($0) }, "names, \(seed)")
    }
  }

  @Test(arguments: blocks)
  func `scaling by a power of two leaves p-values bit by bit, and a common offset too`(block: Range<UInt64>) throws {
    for seed in block {
      var study = RandomStudy(seed: seed)
      study.plan.criteria = Array(study.plan.criteria.prefix(2))
      let p = try pValues(study.findings())
      let power = [1, 3, 10][Int(seed % 3)]
      var scaled = study
      scaled.rows = study.rows.map { row in changed(row) { $0.result = times(row.result, 1 << power) } }
      let (l, u) = (study.limits.lower * Double(1 << power), study.limits.upper * Double(1 << power))
      scaled.plan.criteria = study.plan.criteria.map {
        $0.replacing("[\(study.limits.lower), \(study.limits.upper)]", with: "[\(l), \(u)]")
      }
      #expect(try pValues(scaled.findings()) == p, "scale, \(seed)")
      var offset = study
      offset.rows = study.rows.map { row in changed(row) { $0.result = "1000000000" + padded(row.result) } }
      #expect(try pValues(offset.findings()) == p, "offset, \(seed)")
      // A ratio does not know of units at all.
      var log = study
      log.plan.scale = "log"
      log.plan.criteria = ["kind: mean-ratio, limits: [0.98, 1.02]"]
      var logScaled = log
      logScaled.rows = scaled.rows
      #expect(try pValues(log.findings()) == pValues(logScaled.findings()), "log, \(seed)")
    }
  }

  @Test(arguments: blocks)
  func `swapping laboratories with mirrored limits flips signs only`(block: Range<UInt64>) throws {
    for seed in block {
      var study = RandomStudy(seed: seed)
      study.plan.criteria = Array(study.plan.criteria.prefix(2))
      var swapped = study
      swapped.rows = study.rows.map { row in changed(row) { $0.lab = row.lab == "S" ? "R" : "S" } }
      swapped.plan.criteria = study.plan.criteria.map {
        $0.replacing(
          "[\(study.limits.lower), \(study.limits.upper)]", with: "[\(-study.limits.upper), \(-study.limits.lower)]")
      }
      let (a, b) = (try study.findings().map(\.evidence), try swapped.findings().map(\.evidence))
      #expect(try study.findings().map(\.verdict) == swapped.findings().map(\.verdict), "\(seed)")
      for (x, y) in zip(a, b) {
        guard let x, let y else { continue }
        #expect(
          x.estimate == -y.estimate && x.standardError == y.standardError && x.degreesOfFreedom == y.degreesOfFreedom)
        #expect(x.lowerPValue == y.upperPValue && x.upperPValue == y.lowerPValue)
        #expect(x.judged.lower == y.judged.upper.map { -$0 } && x.judged.upper == y.judged.lower.map { -$0 })
      }
    }
  }

  @Test(arguments: blocks)
  func `wider limits, a smaller alpha and the interval agree with the verdict`(block: Range<UInt64>) throws {
    for seed in block {
      let study = RandomStudy(seed: seed)
      let findings = try study.findings()
      var wide = study
      wide.plan.criteria = study.plan.criteria.map { criterion in
        let (l, u) = study.limits
        return criterion.replacing("[\(l), \(u)]", with: "[\(l - 0.7), \(u + 0.4)]")
          .replacing("[\(1 + l / 100), \(1 + u / 100)]", with: "[\(0.993 + l / 100), \(1.004 + u / 100)]")
          .replacing("[\(100 + l), \(100 + u)]", with: "[\(99.3 + l), \(100.4 + u)]")
          .replacing("limit: \(u)", with: "limit: \(u + 0.4)")
      }
      for (narrow, wider) in zip(findings, try wide.findings()) where narrow.verdict == .pass {
        #expect(wider.verdict == .pass, "\(seed) \(narrow.criterion.id)")
      }
      var strict = study
      strict.plan.criteria = study.plan.criteria.map { $0 + ", alpha: 0.01" }
      for (plain, stricter) in zip(findings, try strict.findings()) {
        if stricter.verdict == .pass { #expect(plain.verdict == .pass, "\(seed) \(plain.criterion.id)") }
        if stricter.verdict == .fail { #expect(plain.verdict == .fail, "\(seed) \(plain.criterion.id)") }
      }
      for finding in findings {
        guard let evidence = finding.evidence, case .bounded(let lower, let upper) = evidence.judged else { continue }
        let inside =
          (evidence.lowerLimit.map { limit in (lower ?? -.infinity) > limit } ?? true)
          && (evidence.upperLimit.map { limit in (upper ?? .infinity) < limit } ?? true)
        #expect((finding.verdict == .pass) == inside, "\(seed) \(finding.criterion.id)")
        let pValues = [evidence.lowerPValue, evidence.upperPValue].compactMap { $0 }
        if !pValues.isEmpty { #expect((finding.verdict == .pass) == pValues.allSatisfy { $0 < 0.05 }, "\(seed)") }
        let outside =
          (evidence.lowerLimit.map { limit in (evidence.opposite ?? upper ?? .infinity) < limit } ?? false)
          || (evidence.upperLimit.map { limit in (evidence.opposite ?? lower ?? -.infinity) > limit } ?? false)
        #expect((finding.verdict == .fail) == outside, "\(seed) \(finding.criterion.id)")
      }
    }
  }

  private func pValues(_ findings: [Finding]) -> [UInt64] {
    findings.flatMap { finding in
      [finding.evidence?.lowerPValue, finding.evidence?.upperPValue].map { $0?.bitPattern ?? 0 }
    }
  }

  /// A decimal of two places times a whole number, exactly.
  private func times(_ text: String, _ factor: Int) -> String {
    let hundredths = (Int(text.replacing(".", with: "")) ?? 0) * factor
    let tail = hundredths % 100
    return "\(hundredths / 100).\(tail < 10 ? "0" : "")\(tail)"
  }

  /// Three digits before the point, to stand behind an offset.
  private func padded(_ text: String) -> String { text.utf8.count == 5 ? "0" + text : text }
}
