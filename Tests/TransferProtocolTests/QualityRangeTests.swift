import AssayData
import Notation
import Testing
import Transfer

/// The key `qualityRange` of an attribute, which only a comparability study takes.
struct QualityRangeTests {
  static let comparability = Fixture.edit(Fixture.linear, "kind: transfer", "kind: comparability")

  private static func with(_ range: String) -> String {
    Fixture.edit(comparability, "    criteria:\n", "    qualityRange: \(range)\n    criteria:\n")
  }

  @Test(arguments: [
    ("{multiplier: 3, share: 90}", "3", "90"), ("{multiplier: 2.5}", "2.5", nil),
    ("{multiplier: 100, share: 100}", "100", "100"),
    ("{multiplier: 0.5, share: 1.5}", "0.5", "1.5"),
  ])
  func `a range is read as it is written, and has no share of its own accord`(
    text: String, multiplier: String, share: String?
  ) throws {
    let read = try TransferProtocol(yaml: Self.with(text), file: "protocol.yaml")
    let range = try #require(read.attributes[0].qualityRange)
    #expect(range.multiplier.description == multiplier && range.share?.description == share)
    #expect(read.warnings == [])
    // It is the attribute's in every form that plans and diagnoses make of it.
    #expect(read.attributes[0].replicated(by: .day).qualityRange == range)
    #expect(read.attributes[0].resized(units: 9).qualityRange == range)
  }

  @Test func `an attribute without the key has none`() throws {
    #expect(try TransferProtocol(yaml: Self.comparability, file: "p").attributes[0].qualityRange == nil)
  }

  @Test(arguments: [
    Fault(
      "    criteria:\n", "    ‹qualityRange: {multiplier: 3}\n    criteria:\n", "E_KIND", "kind transfer",
      "kind: comparability", "remove it"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: ‹{share: 90}\n    criteria:\n", "E_KEY_MISSING",
      "multiplier", "no default"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: ‹3\n    criteria:\n", "E_TYPE", "multiplier and share"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: 3, ‹sds: 3}\n    criteria:\n",
      "E_KEY_UNKNOWN",
      "multiplier and share"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: ‹three}\n    criteria:\n", "E_TYPE",
      "number"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: ‹0}\n    criteria:\n", "E_RANGE", "above 0"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: ‹-3}\n    criteria:\n", "E_RANGE", "-3"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: ‹101}\n    criteria:\n", "E_LIMIT", "100"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: 3, share: ‹0.9}\n    criteria:\n",
      "E_RANGE",
      "percentage", "write 90"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: 3, share: ‹101}\n    criteria:\n",
      "E_RANGE",
      "up to 100"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: 3, share: ‹0}\n    criteria:\n", "E_RANGE"),
    Fault(
      in: comparability, "    criteria:\n", "    qualityRange: {multiplier: 3, share: ‹\"90\"}\n    criteria:\n",
      "E_TYPE",
      "without quotes"),
  ])
  func `each fault is refused at its place`(fault: Fault) { expectProblem(fault, .error) }

  @Test func `the keys of an attribute that a message lists are those that its kind takes`() {
    func keys(_ base: String) -> String {
      Fixture.problems(Fixture.edit(base, "    digits: 1\n", "    xyz: 1\n")).first?.message ?? ""
    }
    #expect(keys(Self.comparability).contains("qualityRange"))
    #expect(keys(Fixture.linear).contains("doseResponse") && !keys(Fixture.linear).contains("qualityRange"))
  }

  /// In the words of the question: what a message on a comparability study says of its groups.
  @Test(arguments: [
    Fault(
      in: comparability, "receiving: [LabB]", "receiving: [‹LabA]", "E_LABS", "the condition \"LabA\"",
      "a condition has"),
    Fault(in: comparability, "receiving: [LabB]", "receiving: [‹\" x\"]", "E_NAME", "test condition"),
    Fault(
      in: comparability, "receiving: [LabB]",
      "receiving: ‹[\((0..<50).map { "B\($0)" }.joined(separator: ", "))]", "E_LIMIT", "50 conditions"),
  ])
  func `faults are told of conditions`(fault: Fault) { expectProblem(fault, .error) }

  @Test(arguments: [
    Fault(in: comparability, "limits: [-2.0, 2.0]", "limits: ‹[1.0, 2.0]", "W_MARGIN", "two conditions that agree"),
    Fault(
      in: comparability, "limits: [-2.0, 2.0]\n        alpha: 0.05", "limits: [-2.0, 2.0]\n        alpha: ‹0.1",
      "W_ALPHA",
      "calling conditions comparable that are not"),
  ])
  func `warnings are told of conditions`(fault: Fault) { expectProblem(fault, .warning) }
}
