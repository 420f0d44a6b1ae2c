internal import Notation
internal import Transfer

/// What is said of the items of pooled findings: by name those that page one must know of, the rest as a count.
struct PooledItemsText {
  private let texts: [FindingText]
  private let context: ReportContext

  init(_ texts: [FindingText], _ context: ReportContext) {
    self.texts = texts
    self.context = context
  }

  /// A finding's samples and levels, in as many decimals as it has.
  static func parts(of text: FindingText, _ context: ReportContext) -> [FindingText] {
    let items = text.finding.items
    return (items.bySample + items.byLevel).map {
      FindingText($0.finding, of: context.transferProtocol, atLeast: text.decimals)
    }
  }

  /// Those that page one names.
  static func apart(of text: FindingText, _ context: ReportContext) -> [FindingText] {
    text.finding.items.apart.map { FindingText($0.finding, of: context.transferProtocol, atLeast: text.decimals) }
  }

  /// How many items of a finding, and how many findings, page one has room for.
  private static let mostItems = 5
  private static let mostFindings = 4

  static func pageOne(_ context: ReportContext) -> [RichText] {
    let several = context.findings.count > 1
    let texts = context.findings.filter { !$0.finding.items.apart.isEmpty }
    var lines = texts.prefix(mostFindings).map { text in
      let said = apart(text, context)
      return RichText(
        several
          ? "\(visible(text.label(several: context.severalReceivers))): \(said)"
          : said.prefix(1).uppercased() + said.dropFirst())
    }
    if texts.count > mostFindings {
      lines.append(
        "\(Wording.count(texts.count - mostFindings, "more pooled finding")) with such items in \(reference: "results")."
      )
    }
    if let counts = tooFew(context.findings, context) { lines.append(RichText(counts)) }
    return lines
  }

  /// All of these findings' items that stand apart, then the count of those that are merely too few.
  var sentence: RichText? {
    let named = texts.filter { !$0.finding.items.apart.isEmpty }.map { text in
      let said = Self.apart(text, context, most: .max)
      return said.prefix(1).uppercased() + said.dropFirst()
    }
    let said = named + [Self.tooFew(texts, context)].compactMap { $0 }
    return said.isEmpty ? nil : RichText(said.joined(separator: " "))
  }

  // MARK: - Sentences

  private static func apart(_ text: FindingText, _ context: ReportContext, most: Int = mostItems) -> String {
    let apart = text.finding.items.apart
    func names(_ members: [PooledItems.Member]) -> String {
      let shown = members.prefix(most).map { name($0, of: text, context) }
      return members.count > shown.count
        ? shown.joined(separator: ", ") + " and \(members.count - shown.count) more" : Spelling.list(shown, "and")
    }
    let failing = apart.filter { !$0.passesAlone }
    let passing = apart.filter { $0.passesAlone }
    var parts: [String] = []
    if !failing.isEmpty { parts.append("would not pass alone: \(names(failing))") }
    if !passing.isEmpty {
      parts.append(
        "pass\(passing.count == 1 ? "es" : "") alone, apart from the other items by more than chance: \(names(passing))"
      )
    }
    return parts.joined(separator: "; ") + "."
  }

  /// "LOT-J (8.02 mg, beyond a limit; from the others p < 0.0001)".
  private static func name(_ member: PooledItems.Member, of text: FindingText, _ context: ReportContext) -> String {
    let own = FindingText(member.finding, of: context.transferProtocol, atLeast: text.decimals)
    let item =
      switch member.finding.item {
      case .level(let value): "level \(value)"
      default: visible(member.finding.item.name ?? "")
      }
    let unit = own.unit.isEmpty ? "" : "\u{A0}\(visible(own.unit))"
    var why: [String] = []
    if let estimate = own.estimate { why.append("\(estimate)\(unit)") }
    if member.isBeyondLimit { why.append("beyond a limit") }
    if member.departs, let p = member.departure?.pValue {
      why.append("from the others p \(Numbers.pValueBehindP(p, alpha: ExactDecimal(shortest: member.threshold)))")
    }
    return "\(item) (\(why.joined(separator: ", ")))"
  }

  /// Of pooled findings that pass: how many samples or levels are too few to do so by themselves.
  private static func tooFew(_ texts: [FindingText], _ context: ReportContext) -> String? {
    var parts: [String] = []
    for text in texts where text.finding.verdict == .pass {
      let items = text.finding.items
      let ways = [(items.bySample, "sample")] + (items.levelsRepeatSamples ? [] : [(items.byLevel, "level")])
      let counts = ways.compactMap { members, word -> String? in
        let few = items.tooFew(members)
        return few == 0 ? nil : "\(few) of \(Wording.count(members.count, word))"
      }
      guard !counts.isEmpty else { continue }
      let label = context.findings.count > 1 ? " (\(visible(text.label(several: context.severalReceivers))))" : ""
      parts.append(counts.joined(separator: " and ") + label)
    }
    guard !parts.isEmpty else { return nil }
    let shown = parts.prefix(mostFindings)
    return
      "Too few results to pass one by one: \(shown.joined(separator: ", "))\(parts.count > shown.count ? " and of \(parts.count - shown.count) more findings" : "")."
  }
}
