/// Tells how far the work has come.
final class Meter: Sendable {
  private let expected: Int
  private let report: @Sendable (PlanProgress) -> Void
  private let done = Counter()

  init(expected: Int, _ report: @escaping @Sendable (PlanProgress) -> Void) {
    self.expected = max(1, expected)
    self.report = report
  }

  /// Runs one simulation as one part of the work.
  func run(_ simulation: Simulation, _ threads: Int, _ stage: String) async -> Tally {
    let before = await done.value
    let tally = await simulation.run(threads: threads) { studies in
      let part = Double(studies) / Double(simulation.stopping.maximum)
      self.report(
        PlanProgress(fraction: min(0.999, (Double(before) + min(1, part)) / Double(self.expected)), stage: stage))
    }
    await done.add(1)
    return tally
  }

  private actor Counter {
    var value = 0
    func add(_ count: Int) { value += count }
  }
}
