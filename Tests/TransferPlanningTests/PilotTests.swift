import AssayData
import TestSupport
import Testing
import TransferPlanning
import Transfer

struct PilotTests {
  private func estimate(
    _ rows: [String], _ planned: PlannedProtocol = PlannedProtocol(criteria: [PlannedProtocol.ratio])
  )
    throws -> PilotEstimate
  {
    let transferProtocol = try planned.read()
    let text = (["lab,sample,nominal,analyst,day,run,replicate,result"] + rows).joined(separator: "\n")
    let data = try AssayData(
      reading: [
        .init(name: "pilot.csv", bytes: Array(text.utf8), mapping: try transferProtocol.mapping(forFile: "pilot.csv"))
      ], for: transferProtocol.vocabulary)
    return try PilotEstimate(transferProtocol.attributes[0], of: data, transferProtocol: transferProtocol)
  }

  /// By hand: run means 1, 3, 5 of two replicates each ±1 on the linear scale: the mean square between runs is 8, within 2;
  /// variance between runs (8 - 2)/2 = 3.
  @Test func `a balanced pilot gives the components worked by hand`() throws {
    let linear = PlannedProtocol(
      scale: "linear", design: "samples: [L1], runs: 6, replicates: 2",
      criteria: ["id: AC-1, kind: mean-difference, scope: pooled, limits: [-2, 2]"])
    let rows = [(1, [100, 102]), (2, [102, 104]), (3, [104, 106])].flatMap { run, values in
      values.enumerated().map { "A,L1,100,X,\(run),R\(run),\($0 + 1),\($1)" }
    }
    let pilot = try estimate(rows, linear)
    #expect(agree(pilot.truth.runSD, 3.0.squareRoot(), digits: 8))
    #expect(agree(pilot.truth.repeatabilitySD, 2.0.squareRoot(), digits: 8))
    #expect(pilot.truth.bias == 0 && pilot.truth.sdRatio == 1)
    #expect(pilot.words.contains { $0.contains("6 results in 3 runs at A") })
  }

  @Test func `a pilot that says too little is refused in words`() throws {
    let two = ["A,L1,100,X,1,R1,1,100", "A,L1,100,X,1,R2,1,104"]
    #expect {
      _ = try estimate(two)
    } throws: { ($0 as? PlanningObstacle)?.description.contains("fewer than 3") ?? false }
  }

  @Test func `without replicates repeatability is part of the runs`() throws {
    let rows = [100, 110, 95, 104].enumerated().map { "A,L1,100,X,1,R\($0),1,\($1)" }
    let pilot = try estimate(rows)
    #expect(pilot.truth.repeatabilitySD == 0 && pilot.truth.runSD > 0.05)
    #expect(pilot.words.contains { $0.contains("no replicates") })
  }
}
