internal import Notation
internal import Transfer

/// What was done otherwise than the protocol says, in words: the one place where an alternative turns into English.
struct AlternativeWords {
  private let factor: Scenario.Factor
  private let name: String
  private let laboratory: String?
  private let words: StudyWords

  init(_ scenario: Scenario, _ context: ReportContext) {
    (factor, name, laboratory) = (scenario.factor, scenario.name, scenario.laboratory)
    words = context.words
  }

  /// "without run R04 of Site B", "with the run as the unit", "with each laboratory's own variance (Welch)".
  var phrase: String {
    switch factor {
    case .unit: "with the \(name) as the unit"
    case .variances:
      name == Variances.separate.rawValue
        ? "with each \(words.group)'s own variance (Welch)" : "with one common variance"
    case .run, .result, .day, .analyst, .sample, .laboratory: "without \(factor.rawValue) \(place)"
    case .exclusion: "with \(place) put back"
    case .exclusions: "with all exclusions put back together"
    }
  }

  /// In a figure or a table that says what is left out: "without Site B R04".
  var short: String {
    factor.isLeftOut
      ? "without \([laboratory, name].compactMap { $0 }.map(visible).joined(separator: " "))"
      : phrase
  }

  private var place: String {
    visible(name) + (laboratory.map { " of \(visible($0))" } ?? "")
  }

  /// "AC-1 would be inconclusive: 0.44 (-2.35 to 3.23)".
  static func outcome(_ alternative: Alternative, of text: FindingText, _ context: ReportContext) -> String {
    let label = visible(text.label(several: context.severalReceivers))
    guard let evidence = alternative.evidence else {
      return "\(label) would not be evaluated: \(visible(alternative.reason))"
    }
    let other = Section.text(evidence, of: text, context, verdict: alternative.verdict)
    let verdict = alternative.verdict == .fail ? "failed" : alternative.verdict == .pass ? "met" : "inconclusive"
    return "\(label) would be \(verdict): \(other.estimate ?? "") (\(other.interval ?? ""))"
  }
}
