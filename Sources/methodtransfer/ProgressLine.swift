internal import Records
internal import Synchronization
internal import TransferPlanning

/// One line on a terminal's standard error that says how far a long piece of work has come; nothing elsewhere, and nothing
/// in the first second.
final class ProgressLine: Sendable {
  private struct State {
    var shown: ContinuousClock.Instant?
    var width = 0
  }

  private let start = ContinuousClock.now
  private let isShown = Files.isTerminal(standardError: true) && Console.getenvText("TERM") != "dumb"
  private let state = Mutex(State())

  func show(_ progress: PlanProgress) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let elapsed = start.duration(to: now)
    guard elapsed > .seconds(1) else { return }
    state.withLock { state in
      if let last = state.shown, last.duration(to: now) < .milliseconds(100) { return }
      state.shown = now
      let text = Self.text(progress, elapsed)
      let blanks = String(repeating: " ", count: max(0, state.width - text.count))
      _ = Files.print("\r\(text)\(blanks)", toStandardError: true)
      state.width = text.count
    }
  }

  /// Wipes the line.
  func end() {
    state.withLock { state in
      guard state.width > 0 else { return }
      _ = Files.print("\r\(String(repeating: " ", count: state.width))\r", toStandardError: true)
      state.width = 0
    }
  }

  /// "sizes with 2 replicates, 41 %, about 12 s left"
  static func text(_ progress: PlanProgress, _ elapsed: Duration) -> String {
    let percent = Int(progress.fraction * 100)
    var text = "\(progress.stage), \(percent) %"
    if progress.fraction > 0.02 {
      let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
      let left = seconds * (1 - progress.fraction) / progress.fraction
      text +=
        left < 90
        ? ", about \(max(1, Int(left.rounded(.up)))) s left" : ", about \(Int((left / 60).rounded(.up))) min left"
    }
    // A line that a narrow terminal would break could not be rewritten.
    return String(text.prefix(78))
  }
}
