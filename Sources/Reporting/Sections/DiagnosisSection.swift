internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

extension Section {
  /// Why what did not pass did not; `nil` when everything did.
  static func diagnosis(_ context: ReportContext) -> Section? {
    let diagnoses = context.diagnosed.filter { $0.text.finding.verdict != .pass }
    guard !diagnoses.isEmpty else { return nil }
    var blocks: [Block] = []
    for (diagnosis, text) in diagnoses.prefix(6) {
      blocks.append(
        .heading("\(visible(text.label(several: context.severalReceivers))) \(verdict: text.label)"))
      blocks.append(.diagnosis(cards(diagnosis, text, context)))
    }
    if diagnoses.count > 6 {
      blocks.append(
        .paragraph("\(diagnoses.count - 6) more findings did not pass; result.json holds the diagnosis of each."))
    }
    return Section("diagnosis", title: "Diagnosis", blocks: blocks)
  }

  private static func cards(_ diagnosis: Diagnosis, _ text: FindingText, _ context: ReportContext) -> [Card] {
    let finding = text.finding
    let units = finding.attribute.unitOfReplication.plural
    guard finding.evidence != nil else {
      return [
        Card(
          "Why not?", answer: "Not evaluated.",
          RichText(
            Wording.ended(visible(diagnosis.explanation.prefix(1).uppercased() + diagnosis.explanation.dropFirst()))))
      ]
    }
    var cards: [Card] = []
    let answer: RichText =
      switch diagnosis.cause {
      case .bias: "Bias."
      case .imprecision: "Imprecision."
      case .size: "Size."
      case .standIns: "Results below a limit."
      case .notEvaluated: "Not evaluated."
      case .met: "Met."
      }
    let isHidden = diagnosis.cause == .size && mayHideBias(text)
    cards.append(
      Card(
        "Bias, imprecision or size?", answer: answer,
        RichText(
          diagnosis.explanation + (isHidden ? " A bias cannot be told apart from chance at this size." : ""))))
    if let driver = diagnosis.driver, let evidence = driver.evidence {
      let alternative = Self.text(evidence, of: text, context)
      let place = [driver.scenario.laboratory, driver.scenario.name].compactMap { $0 }.joined(separator: " ")
      cards.append(
        Card(
          "What moves it most?", answer: RichText("\(driver.scenario.factor.rawValue) \(visible(place))"),
          RichText(
            "Without it \(alternative.estimate ?? "") (\(alternative.interval ?? "")), \(driver.verdict.label.word.lowercased()). An arithmetical influence, not a cause. \(diagnosis.wouldPass) of \(diagnosis.leftOut.count) analyses that leave one out would pass."
          )))
    } else if let remark = diagnosis.leftOutRemark {
      cards.append(Card("What moves it most?", answer: "Not tried.", RichText(remark)))
    }
    if let tipping = finding.tippingLimit {
      let shown: String
      switch tipping {
      case .bounded:
        shown =
          finding.criterion.facts.isOneSided
          ? (finding.criterion.facts.upper != nil ? text.upperBound : text.lowerBound) : (text.interval ?? "")
      case .unbounded, .exclusive: shown = "none"
      }
      cards.append(
        Card(
          "Tipping limit", answer: RichText(shown),
          "The tightest limits with which this would have been met. For information only: a limit is not moved after data."
        ))
    }
    if let needed = finding.unitsNeeded {
      func sizes(_ sizes: UnitsNeeded.Sizes) -> String {
        "\(sizes.power80.map { "\($0)" } ?? "none") for 80 %, \(sizes.power90.map { "\($0)" } ?? "none") for 90 % power"
      }
      let short = [needed.atZero?.power90, needed.atObserved.power90].map { $0.map { "\($0)" } ?? "none" }
      cards.append(
        Card(
          "\(units.prefix(1).uppercased() + units.dropFirst()) needed, new study",
          answer: RichText(needed.atZero == nil ? short[1] : "\(short[0]) or \(short[1])"),
          RichText(
            "At the variability observed, a side: "
              + (needed.atZero.map { "if \(Wording.agreement(text)) \(sizes($0)); " } ?? "")
              + "at the value observed \(sizes(needed.atObserved)). A new, separately protocolled study: results may not be added to these data."
          )
        ))
    }
    return cards
  }

  /// Whether means were observed to differ, by no more than the interval says chance can do.
  private static func mayHideBias(_ text: FindingText) -> Bool {
    guard let evidence = text.finding.evidence, let agreement = evidence.quantity.agreement else { return false }
    guard text.estimate != Numbers.estimate(agreement, decimals: text.decimals) else { return false }
    switch evidence.judged {
    case .bounded(let lower, let upper): return (lower ?? -.infinity) <= agreement && agreement <= (upper ?? .infinity)
    case .unbounded, .exclusive: return true
    }
  }

  /// An alternative's figures in the finding's own format.
  static func text(_ evidence: Evidence, of text: FindingText, _ context: ReportContext, verdict: Verdict? = nil)
    -> FindingText
  {
    FindingText(
      text.finding.with(evidence: evidence, verdict: verdict ?? text.finding.verdict), of: context.transferProtocol,
      atLeast: text.decimals)
  }
}
