import AssayData
import Notation
import Testing
import Transfer

/// Protocols that read without a fault, for tests to break.
enum Fixture {
  static let linear = """
    schema: methodtransfer/protocol/1
    study: {id: transfer-001, title: Two-laboratory study, kind: transfer}
    sending: LabA
    receiving: [LabB]
    data:
      layout: long
      delimiter: ","
      decimal: "."
      missing: []
      columns: {laboratory: lab, sample: sample, analyst: analyst, day: day, run: run, replicate: replicate, value: result, unit: unit}
    rules: {missingUnits: report}
    planning: {truth: {bias: 0, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1}, offset: 0.05, power: 0.9, simulations: 100000, seed: 20261122}
    readiness:
      - {item: Analysts trained, owner: receiving, done: true}
    attributes:
      - id: content
        title: Content
        unit: "mg/mL"
        scale: linear
        digits: 1
        specification: {lower: 90, upper: 110}
        unitOfReplication: run
        design: {samples: [LOT7, LOT8], runs: 6}
        criteria:
          - id: AC-1
            kind: mean-difference
            scope: pooled
            limits: [-2.0, 2.0]
            alpha: 0.05
            justification: {source: specification, text: Example limits}
          - id: AC-2
            kind: intermediate-precision
            laboratory: receiving
            measure: sd
            sources: [day, run]
            limit: 1.5
            alpha: 0.05
            justification: {source: capability, text: VR-31}

    """

  static let log = """
    schema: methodtransfer/protocol/1
    study: {id: transfer-002, title: Two-laboratory study, kind: transfer}
    sending: LabA
    receiving: LabB
    data:
      delimiter: ";"
      decimal: ","
      columns: {laboratory: lab, run: run, level: nominal, value: result}
    attributes:
      - id: potency
        title: Relative potency
        unit: "%"
        scale: log
        reference: RS-03
        unitOfReplication: run
        criteria:
          - id: AC-1
            kind: mean-ratio
            limits: [0.80, 1.25]
            alpha: 0.05
            justification: {source: specification, text: Example limits}
          - id: AC-2
            kind: recovery
            limits: [97, 103]
            alpha: 0.05
            justification: {source: specification, text: Example limits}
          - id: AC-3
            kind: repeatability
            laboratory: receiving
            measure: gcv
            limit: 10
            alpha: 0.05
            justification: {source: specification, text: Example limits}
          - id: AC-4
            kind: precision-ratio
            of: intermediate
            sources: [run]
            limit: 2
            alpha: 0.05
            justification: {source: specification, text: Example limits}

    """

  /// `text` with the one place that holds `old` changed. Empty `old` means that all of the text is replaced.
  static func edit(_ text: String, _ old: String, _ new: String) -> String {
    guard !old.isEmpty else { return new }
    let parts = text.split(separator: old, omittingEmptySubsequences: false)
    precondition(parts.count == 2, "\(old) stands \(parts.count - 1) times in the fixture")
    return parts[0] + new + parts[1]
  }

  static func problems(_ yaml: String) -> [Problem] {
    do throws(Rejection) {
      return try TransferProtocol(yaml: yaml, file: "protocol.yaml").warnings
    } catch {
      return error.problems
    }
  }
}

/// An edit of a fixture and the problem it must lead to, at the place marked by `‹` in the new text.
struct Fault: Sendable, CustomTestStringConvertible {
  let base: String
  let old: String
  let new: String
  let code: String
  let words: [String]

  init(in base: String = Fixture.linear, _ old: String, _ new: String, _ code: String, _ words: String...) {
    (self.base, self.old, self.new, self.code, self.words) = (base, old, new, code, words)
  }

  var testDescription: String { "\(old.debugDescription) → \(String(new.prefix(80)).debugDescription)" }

  /// The faulty text, and the place that must be named.
  var marked: (text: String, place: Notation.SourceLocation) {
    let text = Fixture.edit(base, old, new)
    guard let mark = text.unicodeScalars.firstIndex(of: "‹") else {
      return (text, Notation.SourceLocation(file: "protocol.yaml"))
    }
    let before = text.unicodeScalars[..<mark]
    let line = before.count { $0 == "\n" } + 1
    let column = before.reversed().prefix { $0 != "\n" }.count + 1
    var scalars = text.unicodeScalars
    scalars.remove(at: mark)
    return (String(scalars), Notation.SourceLocation(file: "protocol.yaml", line: line, column: column))
  }
}

/// Holds the one problem that an edit leads to against what is expected.
func expectProblem(_ fault: Fault, _ severity: Problem.Severity) {
  let (text, place) = fault.marked
  let problems = Fixture.problems(text)
  let found = problems.first { $0.code == fault.code && $0.location == place }
  let all = Comment(rawValue: problems.map { $0.description }.joined(separator: "\n"))
  #expect(found?.severity == severity, all)
  #expect(fault.words.allSatisfy { found?.message.contains($0) == true }, all)
  #expect(problems.count { $0.severity == .error } == (severity == .error ? 1 : 0), all)
}
