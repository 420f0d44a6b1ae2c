internal import Notation
internal import Plotting
internal import Transfer

/// What the verdict would be with what was excluded put back: for page one.
struct PutBackLine {
  let exclusions: [Exclusion]
  let remarks: [String]
  let verdict: Verdict
  /// "AC-1 would be inconclusive: -0.51 (-2.14 to 1.13)".
  let words: (Exclusion.Outcome) -> String

  init(_ context: ReportContext) {
    exclusions = context.assessment.exclusions
    remarks = context.assessment.exclusionRemarks
    verdict = context.assessment.verdict
    words = { outcome in
      guard let text = context.text(of: outcome) else { return visible(outcome.criterion) }
      return AlternativeWords.outcome(outcome.alternative, of: text, context)
    }
  }

  /// How many page one has room for; the table has all.
  private static let most = 4

  var sentences: [RichText] {
    let tried = exclusions.filter { !$0.outcomes.isEmpty || $0.putBack > 0 }
    let changing = tried.filter { $0.outcomes.contains { $0.required && $0.isChanged } }
    let others = tried.filter { exclusion in
      exclusion.name != nil && !exclusion.outcomes.contains { $0.required && $0.isChanged }
    }
    var lines = changing.filter { $0.name != nil }.prefix(Self.most).map(changed)
    lines += changing.filter { $0.name == nil }.prefix(Self.most).map(changed)
    let more = changing.count { $0.name != nil } - Self.most
    if more > 0 { lines.append("\(more) more would change a verdict (\(reference: "put-back")).") }
    if let unchanged = unchanged(others) { lines.append(unchanged) }
    for exclusion in tried where exclusion.name == nil && !changing.contains(where: { $0.isSame(as: exclusion) }) {
      lines.append("With \(ExclusionWords(exclusion).phrase) put back no verdict would change either.")
    }
    let impossible = exclusions.compactMap { ExclusionWords($0).obstacle }
    if !impossible.isEmpty {
      let said = Spelling.first(3, of: impossible, separator: "; ")
      lines.append(RichText(said.prefix(1).uppercased() + said.dropFirst() + "."))
    }
    return lines + remarks.map { RichText("\(visible($0)).") }
  }

  private func changed(_ exclusion: Exclusion) -> RichText {
    let outcomes = exclusion.outcomes.filter { $0.required && $0.isChanged }
    let said = Spelling.first(3, of: outcomes.map(words), separator: "; ")
    let study =
      exclusion.verdict.map { $0 == verdict ? "" : "; the verdict would be \($0.label.word)" } ?? ""
    return "\(strong: "With \(ExclusionWords(exclusion).phraseWithReason) put back"), \(said)\(study)."
  }

  private func unchanged(_ others: [Exclusion]) -> RichText? {
    guard !others.isEmpty else { return nil }
    let names = others.prefix(Self.most).map { ExclusionWords($0).phrase }.joined(separator: ", or ")
    let more = others.count > Self.most ? ", or any of \(others.count - Self.most) more" : ""
    return RichText("With \(names)\(more) put back no verdict would change.")
  }
}

extension Exclusion {
  fileprivate func isSame(as other: Exclusion) -> Bool {
    attribute == other.attribute && name == other.name && laboratory == other.laboratory && reason == other.reason
  }
}
