import Notation
import AssayData
import Foundation
import Reporting
import Statistics
import TestSupport
import Testing
import Transfer

/// Several plates of one run: refused, or each fitted by itself, and never pooled unsaid.
struct PlatesOfRunTests {
  private static let header = "run,plate,preparation,dose,response\n"
  private static let columns = PotencyRequest.Columns(
    preparation: "preparation", dose: "dose", response: "response", run: "run", plate: "plate")

  /// A run on one plate, whose signal is `gain` times that of the others.
  private static func plate(_ run: String, _ plate: String, gain: Double = 1, factor: Double = 1.25) -> String {
    Study.curve(run, factor: factor).split(whereSeparator: \.isNewline).map { line in
      let cells = line.split(separator: ",")
      return "\(run),\(plate),\(cells[1]),\(cells[2]),\((Double(cells[3]) ?? 0) * gain)\n"
    }.joined()
  }

  private func study(_ text: String, _ plates: DoseResponse.PlatesOfRun = .refuse) throws -> PotencyOfTable {
    try Study.of(
      Array((Self.header + text).utf8), Self.columns,
      DoseResponse(model: .fourParameter, reference: "S", platesOfRun: plates))
  }

  @Test func `a run on two plates is refused with the run, the plates and what can be declared`() throws {
    let whole = Self.plate("R1", "P1") + Self.plate("R1", "P2", gain: 1.25)
    // The reference on one plate, the test on the other: pooled, the plates' shift would be a potency.
    let apart = whole.split(whereSeparator: \.isNewline).filter { $0.contains("P1,S") || $0.contains("P2,T") }
    for text in [whole, apart.joined(separator: "\n") + "\n"] {
      let rejection = #expect(throws: Rejection.self) { try study(text + Self.plate("R2", "P3")) }
      let problem = try #require(rejection?.problems.first)
      #expect(rejection?.problems.count == 1 && problem.code == "E_PLATES")
      for word in ["\"R1\"", "\"P1\", \"P2\"", "--plates each", "several plates"] {
        #expect(problem.message.contains(word), "\(problem.message)")
      }
    }
    #expect(try study(Self.plate("R1", "P1") + Self.plate("R2", "P2")).warnings.isEmpty)
  }

  @Test func `each plate is fitted by itself, and the run has the mean of ln potency over its plates`() throws {
    let text =
      Self.plate("R1", "P1") + Self.plate("R1", "P2", gain: 1.25, factor: 1.4) + Self.plate("R2", "P1", factor: 1.1)
      + Self.plate("R2", "P2", gain: 0.8, factor: 1.3)
    let found = try study(text, .each)
    let group = try #require(found.groups.first)
    #expect(group.entries.map { "\($0.run) \($0.plate ?? "")" } == ["R1 P1", "R1 P2", "R2 P1", "R2 P2"])
    #expect(group.runsWithPotency == 2 && group.variability?.runs == 2)
    // The gain of a plate is in no potency: the same plates as runs of their own give the same four.
    let alone = try study(
      Self.plate("1", "P") + Self.plate("2", "P", factor: 1.4) + Self.plate("3", "P", factor: 1.1)
        + Self.plate("4", "P", factor: 1.3))
    let logs = try #require(alone.groups.first).entries.compactMap(\.potency).map {
      AnalysisScale.log.position(of: $0.potency)
    }
    let means = [(logs[0] + logs[1]) / 2, (logs[2] + logs[3]) / 2]
    let mean = try #require(group.combinations.first { $0.name == .unweighted })
    #expect(mean.runs == 2)
    #expect(
      agree(AnalysisScale.log.position(of: try mean.outcome.get().potency), (means[0] + means[1]) / 2, digits: 8))
    // t of one degree of freedom on the means of two runs.
    #expect(try mean.outcome.get().degreesOfFreedom == 1)
    #expect(agree(try mean.outcome.get().lnStandardError, abs(means[0] - means[1]) / 2, digits: 7))
    #expect(found.results.hasPrefix("lab,run,plate,preparation,potency"))
    #expect(found.results.contains("\n,R1,P2,T,"))
    #expect(found.record(Study.provenance).text.contains("\"plate\": \"P2\""))
    #expect(Report(found, Study.provenance).markdown().contains("R1, plate P2"))
  }

  @Test func `blocks of lines that each stand on one plate take its shift out, and others do not`() throws {
    func lines(_ block: (Int) -> String) throws -> PotencyOfTable {
      var text = "plate,block,preparation,dose,response\n"
      for plate in 1...2 {
        for (name, shift) in [("S", 0.0), ("T", 0.3)] {
          for (step, dose) in [1.0, 2, 4, 8].enumerated() {
            let y = 1 + Double(step) + shift + 5 * Double(plate) + 0.01 * Double((step * 7 + plate * 3) % 5)
            text += "P\(plate),\(block(plate)),\(name),\(dose),\(y)\n"
          }
        }
      }
      let columns = PotencyRequest.Columns(
        preparation: "preparation", dose: "dose", response: "response", plate: "plate", blocks: ["block"])
      return try Study.of(Array(text.utf8), columns, DoseResponse(model: .parallelLine, reference: "S"))
    }
    #expect(try lines { "B\($0)" }.groups.first?.withPotency.count == 1)
    let rejection = #expect(throws: Rejection.self) { try lines { _ in "B" } }
    #expect(rejection?.problems.first?.code == "E_PLATES")
    #expect(rejection?.problems.first?.message.contains("no column of runs") == true)
  }

  /// A transfer of plates, as `judge` and `check` read it.
  private static func plan(_ more: String = "") -> String {
    """
    schema: methodtransfer/protocol/1
    study: {id: TP-1, title: Plates, kind: transfer}
    sending: A
    receiving: B
    data: {delimiter: ",", decimal: ".", columns: {laboratory: lab}}
    attributes:
      - id: activity
        title: Activity
        unit: ratio
        scale: log
        reference: S
        unitOfReplication: run
        doseResponse:
          model: 4pl
          reference: S
          columns: {preparation: preparation, dose: dose, response: response, run: run, plate: plate}
    \(more)
        criteria:
          - {id: AC-1, kind: mean-ratio, limits: [0.7, 1.43], alpha: 0.05, justification: {source: specification, text: set before}}

    """
  }

  private static let twoLaboratories: String = {
    var text = "lab," + header
    for (lab, gain) in [("A", 1.0), ("B", 1.1)] {
      for run in 1...3 {
        for plate in 1...2 {
          let rows = Self.plate(
            "R\(run)", "P\(plate)", gain: gain * Double(plate), factor: 1 + 0.02 * Double(run * plate))
          text += rows.split(whereSeparator: \.isNewline).map { "\(lab),\($0)\n" }.joined()
        }
      }
    }
    return text
  }()

  @Test(arguments: ["check", "judge"])
  func `a study whose runs stand on several plates is refused where the protocol does not say what they are`(
    command: String
  ) throws {
    let scratch = try Scratch()
    try scratch.write(Self.plan(), "plan.yaml")
    try scratch.write(Self.twoLaboratories, "plates.csv")
    let run = try Program.run([command, "plates.csv", "--protocol", "plan.yaml"], in: scratch.url)
    #expect(run.status == 65)
    for word in ["E_PLATES", "\"R1\"", "\"P1\", \"P2\"", "doseResponse.plates: each"] {
      #expect(run.errors.contains(word), "\(run.errors)")
    }
  }

  @Test func `with plates fitted each by itself a run is one unit, whatever its plates' signal`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.plan("      plates: each"), "plan.yaml")
    try scratch.write(Self.twoLaboratories, "plates.csv")
    let run = try Program.run(["judge", "plates.csv", "--protocol", "plan.yaml", "--json"], in: scratch.url)
    #expect(run.status == 0, "\(run.errors)")
    let root = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let finding = try #require((root["findings"] as? [[String: Any]])?.first)
    #expect((finding["units"] as? [String: Any])?["sending"] as? Int == 3)
    #expect((root["assays"] as? [[String: Any]])?.count == 12)
  }
}
