import Notation
import Foundation
import Reporting
import TestSupport
import Testing
import Transfer

/// Responses that run against what was declared, and doses that look like dilution factors.
struct DirectionTests {
  /// A plate whose doses are `dose` of those that its responses rise with.
  private func study(
    _ curve: DoseResponse.Curve? = nil, model: DoseResponse.Model = .fourParameter, dose: (Double) -> Double
  ) throws -> PotencyOfTable {
    let text = Study.curve("1").split(whereSeparator: \.isNewline).map { line -> String in
      let cells = line.split(separator: ",")
      return "1,\(cells[1]),\(dose(Double(cells[2]) ?? 0)),\(cells[3])\n"
    }.joined()
    return try Study.of(
      Array((Study.header + text).utf8), StudyTests.columns,
      DoseResponse(model: model, reference: "S", curve: curve))
  }

  private func remark(_ study: PotencyOfTable) -> String? { study.warnings.first { $0.code == "W_DIRECTION" }?.message }

  @Test func `doses that look like dilution factors are remarked, as a warning and on page one`() throws {
    // 160 is 1:1, 1.25 is 1:128. Mirrored doses mirror the curve, so the potency is exactly one over that of the amounts.
    let found = try study { 160 / $0 * 50 }
    let words = try #require(remark(found))
    for word in [
      "the response falls as the dose rises", "dilution factors", "50 to 6400", "reciprocal", "curve: falling",
    ] {
      #expect(words.contains(word), "\(words)")
    }
    let potency = try #require(found.groups.first?.entries.first?.potency?.relativePotency)
    let amounts = try #require(try study { $0 }.groups.first?.entries.first?.potency?.relativePotency)
    #expect(abs(potency * amounts - 1) < 1e-7, "\(potency) against 1 / \(amounts)")
    #expect(Report(found, Study.provenance).markdown().contains("**Doses** The response falls"))
  }

  @Test func `nothing is remarked of amounts, of a fall that is declared, or of a fall over doses below 1`() throws {
    #expect(remark(try study { $0 }) == nil)
    #expect(remark(try study(.rising) { $0 }) == nil)
    #expect(remark(try study(.falling) { 160 / $0 * 50 }) == nil)
    #expect(remark(try study { 1 / $0 }) == nil)
  }

  @Test(arguments: [DoseResponse.Model.fourParameter, .parallelLine])
  func `a response that runs against the declaration is remarked, whichever way and model`(
    model: DoseResponse.Model
  ) throws {
    let falls = try #require(remark(try study(.rising, model: model) { 1 / $0 }))
    #expect(
      falls.contains("the response falls as the dose rises in 1 of 1 runs (1), against curve: rising"), "\(falls)")
    let rises = try #require(remark(try study(.falling, model: model) { $0 }))
    #expect(rises.contains("the response rises with the dose in 1 of 1 runs (1), against curve: falling"), "\(rises)")
  }

  @Test func `noise runs no way`() throws {
    let text = (0..<16).map { "1,S,\(Double(1 << ($0 / 2))),\([1.0, 1.2, 1.1, 0.9, 1.05][$0 * 3 % 5])\n" }.joined()
    let readings = text.split(whereSeparator: \.isNewline).enumerated().map { row, line in
      let cells = line.split(separator: ",")
      return DoseReading(
        row: row, preparation: "S", dose: Double(cells[2]) ?? 0, response: Double(cells[3]) ?? 0)
    }
    let settings = DoseResponse(model: .fourParameter, reference: "S", curve: .rising)
    #expect(PotencyAssay(readings, settings: settings, laboratory: nil, run: "1").doseRemark == nil)
  }

  @Test func `page one of a judged study says which runs run against its protocol`() throws {
    let scratch = try Scratch()
    let folder = Study.datasets.appendingPathComponent("potency-plates")
    let plan = try String(contentsOf: folder.appendingPathComponent("protocol.yaml"), encoding: .utf8)
    try scratch.write(plan.replacing("interval: fieller", with: "curve: falling"), "plan.yaml")
    try scratch.write(String(contentsOf: folder.appendingPathComponent("results.csv"), encoding: .utf8), "plates.csv")
    let run = try Program.run(["judge", "plates.csv", "--protocol", "plan.yaml"], in: scratch.url)
    #expect(run.errors.contains("W_DIRECTION") && run.errors.contains("12 of 12 runs"), "\(run.errors)")
    let page = run.output.components(separatedBy: "## 2 ")[0]
    #expect(page.contains("The response rises with the dose"), "\(page)")
  }
}
