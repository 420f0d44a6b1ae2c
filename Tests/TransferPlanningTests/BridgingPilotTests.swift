import AssayData
import TestSupport
import Testing
import TransferPlanning
import Transfer

struct BridgingPilotTests {
  private func estimate(
    _ rows: [String],
    _ planned: BridgingProtocol = BridgingProtocol(truth: "bias: 0.03, runSD: 0.1, repeatabilitySD: 0.1")
  ) throws -> PilotEstimate {
    let transferProtocol = try planned.read()
    let text = (["lab,analyst,day,run,standard,replicate,result"] + rows).joined(separator: "\n")
    let data = try AssayData(
      reading: [
        .init(name: "pilot.csv", bytes: Array(text.utf8), mapping: try transferProtocol.mapping(forFile: "pilot.csv"))
      ], for: transferProtocol.vocabulary)
    return try PilotEstimate(
      bridging: transferProtocol.attributes[0], of: data, transferProtocol: transferProtocol,
      assumed: try #require(transferProtocol.planning).truth)
  }

  /// A run of one laboratory with the ln results of both standards; e to a power is read with 15 digits.
  private func run(
    _ laboratory: String, _ run: Int, day: Int = 1, _ current: [Double], _ candidate: [Double],
    names: (String, String) = ("S1", "S2")
  )
    -> [String]
  {
    [(names.0, current), (names.1, candidate)].flatMap { name, values in
      values.enumerated().map { "\(laboratory),X,D\(day),R\(run),\(name),\($0 + 1),\(exponential($1))" }
    }
  }

  private func exponential(_ x: Double) -> Double {
    // Enough terms for |x| below 1.
    var (sum, term) = (1.0, 1.0)
    for n in 1...25 {
      term *= x / Double(n)
      sum += term
    }
    return (sum * 1e14).rounded() / 1e14
  }

  /// By hand: within each cell two results ±d apart have variance 2 d²; d = 0.01 gives s² = 0.0002, that of a pair of single
  /// results 0.0004, and of the difference of two means of two 0.0002. Run ratios 0, 0.06, 0.03 have variance 0.0009, so
  /// that 0.0007 is left between runs.
  @Test func `a pilot gives the components worked by hand, and the bias stays as it is assumed`() throws {
    let rows = [0, 0.06, 0.03].enumerated().flatMap { index, ratio in
      run("A", index, [0.1 - 0.01, 0.1 + 0.01], [0.1 + ratio - 0.01, 0.1 + ratio + 0.01])
    }
    let pilot = try estimate(rows)
    #expect(agree(pilot.truth.repeatabilitySD * pilot.truth.repeatabilitySD, 0.0004, digits: 10))
    #expect(agree(pilot.truth.runSD * pilot.truth.runSD, 0.0007, digits: 10))
    #expect(pilot.truth.bias == 0.03 && pilot.truth.laboratorySD == 0 && pilot.truth.sdRatio == 1)
    #expect(pilot.words.contains { $0.contains("3 runs with a ratio S2/S1 at 1 laboratory") })
    #expect(pilot.words.contains { $0.contains("One laboratory says nothing") })
    // √(2/χ²) at 20 % of two degrees of freedom: χ² = -2 ln 0.8, so √(1/-ln 0.8) = 2.117.
    #expect(pilot.words.contains { $0.contains("with 2.0 degrees of freedom") && $0.contains("at most 2.12 times") })
  }

  /// By hand: means 0 and 0.2, within 0.0009; between (2 × 0.02 - 0.0009)/2 ... MS_between = n Σ(m - m̄)²/(L - 1) = 3 × 0.02 = 0.06.
  @Test func `laboratories that differ give their SD, with a word on how little is known of it`() throws {
    let rows = ["A", "B"].enumerated().flatMap { laboratory, name in
      [-0.03, 0, 0.03].enumerated().flatMap { index, ratio in
        run(name, index, [0], [0.2 * Double(laboratory) + ratio])
      }
    }
    let planned = BridgingProtocol.several(
      2, "equal-weights", truth: "bias: 0.03, runSD: 0.1, repeatabilitySD: 0.1, laboratorySD: 0.5")
    var two = planned
    two.laboratories = ["A", "B"]
    let pilot = try estimate(rows, two)
    #expect(agree(pilot.truth.laboratorySD * pilot.truth.laboratorySD, (0.06 - 0.0009) / 3, digits: 9))
    #expect(agree(pilot.truth.runSD * pilot.truth.runSD, 0.0009, digits: 9) && pilot.truth.repeatabilitySD == 0)
    #expect(pilot.words.contains { $0.contains("1 degree of freedom, which says little") })
    #expect(pilot.words.contains { $0.contains("no replicates") })
    // One laboratory of two leaves the SD between them as it is assumed.
    #expect(try estimate(rows.filter { $0.hasPrefix("A") }, two).truth.laboratorySD == 0.5)
  }

  /// Two days of two runs each: MS_between = 2 Σ(m - m̄)² = 2 × 0.005 = 0.01, within 0.0002, so 0.0049 between days.
  @Test func `where days are the unit they have a component of their own`() throws {
    let rows = [(0, 0.01), (0, -0.01), (1, 0.11), (1, 0.09)].enumerated().flatMap { index, run in
      self.run("A", index, day: run.0, [0], [run.1])
    }
    let days = BridgingProtocol(
      unit: "day", design: "days: 4, runs: 8", truth: "bias: 0, runSD: 0.1, repeatabilitySD: 0")
    let pilot = try estimate(rows, days)
    #expect(agree(pilot.truth.daySD * pilot.truth.daySD, 0.0049, digits: 6))
    #expect(agree(pilot.truth.runSD * pilot.truth.runSD, 0.0002, digits: 6))
    let single = try estimate(
      [0, 0.06, 0.03].enumerated().flatMap { self.run("A", $0, day: $0, [0], [$1]) }, days)
    #expect(single.truth.runSD == 0 && agree(single.truth.daySD, 0.03, digits: 9))
    #expect(single.words.contains { $0.contains("Each day of the pilot has one run") })
  }

  @Test func `runs that differ by no more than their replicates explain have an SD of zero, and that is said`() throws {
    let pilot = try estimate(
      [0, 0.001, 0.002].enumerated().flatMap { run("A", $0, [-0.02, 0.02], [$1 - 0.02, $1 + 0.02]) })
    #expect(pilot.truth.runSD == 0 && pilot.truth.repeatabilitySD > 0.03)
    #expect(pilot.words.contains { $0.contains("no more than their replicates explain") })
  }

  @Test func `standards of other names serve as well where there are just two`() throws {
    let rows = [0, 0.06, 0.03].enumerated().flatMap { run("A", $0, [0], [$1], names: ("OLD", "OLDER")) }
    let pilot = try estimate(rows)
    #expect(agree(pilot.truth.runSD, 0.03, digits: 9))
    #expect(pilot.words.contains { $0.contains("a ratio OLDER/OLD") })
    #expect {
      _ = try estimate(rows + run("A", 0, [0], [0], names: ("THIRD", "OLD")).filter { $0.contains("THIRD") })
    } throws: { ($0 as? PlanningObstacle)?.description.contains("no result is of the candidate") ?? false }
  }

  @Test func `a pilot that says too little is refused in words`() throws {
    #expect {
      _ = try estimate([0, 0.06].enumerated().flatMap { run("A", $0, [0], [$1]) })
    } throws: { ($0 as? PlanningObstacle)?.description.contains("say too little of how runs vary") ?? false }
    #expect {
      _ = try estimate([0, 1, 2].flatMap { run("A", $0, [0], [0]) })
    } throws: { ($0 as? PlanningObstacle)?.description.contains("no variance to plan with") ?? false }
  }
}
