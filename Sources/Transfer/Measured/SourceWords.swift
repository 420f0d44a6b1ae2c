internal import Notation
internal import AssayData
internal import Statistics

/// Sources of variation and what stands in their way, in words.
struct SourceWords {
  let named: [Role]
  let laboratory: String

  private func name(_ part: UnweightedLayout.Part) -> String {
    switch part {
    case .named(let index): named[index].rawValue
    case .combination(let parts): parts.map { named[$0].rawValue }.joined(separator: " × ")
    case .run: Role.run.rawValue
    case .runUnderNamed: "run under \(named.map({ $0.rawValue }).joined(separator: " and "))"
    case .runBySample: "run × sample"
    }
  }

  func names(_ source: UnweightedLayout.Source) -> [String] {
    source.parts.map(name).uniqued
  }

  /// "analyst", "analyst × day", or "analyst, run" where the two cannot be told apart.
  func name(_ source: UnweightedLayout.Source) -> String { names(source).joined(separator: ", ") }

  func oneLevel(_ source: String) -> String {
    "at \(laboratory) \(source) has a single level, so its variation has no estimate; the least that would do is a second \(source)"
  }

  func reason(_ obstacle: UnweightedError, _ layout: UnweightedLayout) -> String {
    switch obstacle {
    case .oneLevel(let source): return oneLevel(name(layout.sources[source]))
    case .notSeparable(let index):
      let source = layout.sources[index]
      let others = layout.sources.indices.filter { $0 != index && layout.sources[$0].levels < source.levels }
        .map { name(layout.sources[$0]) }
      let rest = layout.samples > 1 ? others + ["sample"] : others
      let told = "at \(laboratory) \(name(source)) cannot be told from \(rest.joined(separator: " and ")) together"
      if source.parts.contains(.run), others.isEmpty {
        return
          "at \(laboratory) each run holds a sample of its own, so the variation of runs has no estimate; the least that would do is a second run of one sample"
      }
      switch source.parts[0] {
      case .named(let role):
        let holder = layout.samples > 1 ? "sample" : "level of another source"
        return "\(told); the least that would do is one \(holder) that two levels of \(named[role].rawValue) share"
      default:
        let crossed = named.map({ $0.rawValue })
        guard crossed.count > 1 else { return "\(told); the least that would do is one more run" }
        return
          "\(told); the least that would do is one more \(crossed[1]) that two levels of \(crossed[0]) share, or a second run in one combination of them"
      }
    }
  }

  func reason(_ obstacle: FixedSourceError, _ source: Role) -> String {
    let these = "these \(source.rawValue)s cannot be judged for themselves at \(laboratory)"
    return switch obstacle {
    case .notOutermost:
      "\(these): each works within one level of another source, so the \(source.rawValue) is not the outermost"
    case .coincides:
      "\(these): \(source.rawValue) and another source, or the run, cannot be told apart; the least that would do is a second run of one \(source.rawValue)"
    case .notConnected: "\(these): some share no day or sample with the others"
    case .tooUneven: "\(these): one of the two has more than 3 times the runs of the other"
    }
  }
}
