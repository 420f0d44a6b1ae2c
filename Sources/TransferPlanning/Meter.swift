/// Tells how far the work has come.
final class Meter {
  private let expected: Int
  private let report: @Sendable (PlanProgress) -> Void
  private var done = 0

  init(expected: Int, _ report: @escaping @Sendable (PlanProgress) -> Void) {
    self.expected = max(1, expected)
    self.report = report
  }

  /// Runs one simulation as one part of the work.
  func run(_ simulation: Simulation, _ threads: Int, _ stage: String) -> Tally {
    let tally = simulation.run(threads: threads) { studies in
      let part = Double(studies) / Double(simulation.stopping.maximum)
      report(PlanProgress(fraction: min(0.999, (Double(done) + min(1, part)) / Double(expected)), stage: stage))
    }
    done += 1
    return tally
  }
}
