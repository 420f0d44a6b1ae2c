internal import Notation
internal import Statistics
internal import Transfer

/// The fixed sentences of the report: templates only, never prose made up for the occasion.
enum Wording {
  /// One sentence, or a few, for a finding: with the attribute's name where there are several, and "For information"
  /// where the criterion is not required.
  ///
  /// - Parameter isWhole: whether the criterion has this finding only, and so is met or not with it. A sentence on one of
  ///   several items or laboratories says nothing of the criterion: ``criterion(_:namingAttribute:label:)`` does, once.
  static func statement(
    _ text: FindingText, words: StudyWords, namingAttribute: Bool = false, isWhole: Bool = true
  ) -> RichText {
    led(sentence(text, words: words, isWhole: isWhole), text, namingAttribute: namingAttribute)
  }

  /// What all findings of one criterion come to together.
  ///
  /// - Parameter label: how a finding's item and laboratory are called.
  static func criterion(
    _ texts: [FindingText], namingAttribute: Bool = false, label: (FindingText) -> String
  ) -> RichText {
    guard let first = texts.first else { return "" }
    let id = first.criterion.id
    func names(_ verdict: Verdict) -> [String] { texts.filter { $0.finding.verdict == verdict }.map(label) }
    func part(_ verdict: Verdict, _ one: String, _ several: String) -> String? {
      let found = names(verdict)
      guard !found.isEmpty else { return nil }
      return "\(found.count) \(found.count == 1 ? one : several) (\(Spelling.first(6, of: found)))"
    }
    let parts = [
      part(.fail, "fails", "fail"), part(.notEvaluated, "could not be evaluated", "could not be evaluated"),
      part(.inconclusive, "is inconclusive", "are inconclusive"),
    ].compactMap { $0 }
    let of = "of its \(texts.count) findings \(Spelling.list(parts, "and"))"
    let whole: RichText =
      if parts.isEmpty {
        "Criterion \(emphasis: id) is met: \(texts.count == 2 ? "both" : "all \(texts.count)") of its findings pass."
      } else if !names(.fail).isEmpty {
        "Criterion \(emphasis: id) is not met: \(of)."
      } else if !names(.notEvaluated).isEmpty {
        "Criterion \(emphasis: id) could not be evaluated as a whole: \(of)."
      } else {
        "Criterion \(emphasis: id) is neither shown to hold nor refuted: \(of)."
      }
    return led(whole, first, namingAttribute: namingAttribute)
  }

  private static func led(_ sentence: RichText, _ text: FindingText, namingAttribute: Bool) -> RichText {
    let lead =
      (text.criterion.required ? [] : ["For information"])
      + (namingAttribute ? [visible(text.finding.attribute.title)] : [])
    guard !lead.isEmpty, case .text(let first)? = sentence.runs.first else { return sentence }
    let rest = RichText(
      [.text(first.hasPrefix("Fieller") ? first : lowercasedFirst(first))] + sentence.runs.dropFirst())
    return
      "\(lead.enumerated().map { $0.offset == 0 ? $0.element : lowercasedFirst($0.element) }.joined(separator: ", ")): \(rest)"
  }

  /// With a full stop, where it is no question.
  static func ended(_ words: String) -> String { words.hasSuffix("?") ? words : words + "." }

  /// How a sentence ends that leaves nothing open.
  static func end(_ text: FindingText, isMet: Bool, isWhole: Bool) -> RichText {
    isWhole ? ": criterion \(emphasis: text.criterion.id) is \(isMet ? "" : "not ")met." : "."
  }

  private static func sentence(_ text: FindingText, words: StudyWords, isWhole: Bool) -> RichText {
    let finding = text.finding
    let criterion = finding.criterion
    guard let evidence = finding.evidence else {
      let what: RichText =
        isWhole ? "Criterion \(emphasis: criterion.id)" : "The \(lowercasedFirst(visible(text.quantity)))"
      return "\(what) could not be evaluated: \(ended(visible(finding.reason))) It does not count as passed."
    }
    let quantity = lowercasedFirst(visible(text.quantity))
    if let own = ofStandIns(text, quantity: quantity) { return own }
    let template = criterion.sentence(finding.verdict, evidence, words)
    return RichText(
      template.pieces.reduce(into: []) { runs, piece in
        switch piece {
        case .text(let part): runs.append(.text(part))
        case .slot(.isMet): runs += end(text, isMet: true, isWhole: isWhole).runs
        case .slot(.isNotMet): runs += end(text, isMet: false, isWhole: isWhole).runs
        case .slot(let slot):
          let part = fill(slot, text, evidence, quantity: quantity, words: words)
          if !part.isEmpty { runs.append(.text(part)) }
        }
      })
  }

  /// What stands in a place of a sentence: rounded and escaped.
  private static func fill(
    _ slot: Template.Slot, _ text: FindingText, _ evidence: Evidence, quantity: String, words: StudyWords
  ) -> String {
    let finding = text.finding
    let facts = text.criterion.facts
    func stated(_ limit: ExactDecimal?) -> String { limit.map { "\($0)" } ?? "0" }
    switch slot {
    case .receiving: return visible(finding.receiving)
    case .sending: return visible(text.sending)
    case .quantity: return quantity
    case .estimate: return text.estimate ?? ""
    case .interval: return text.interval ?? ""
    case .lowerBound: return text.lowerBound
    case .upperBound: return text.upperBound
    case .opposite: return text.opposite
    case .level: return text.levelShort
    case .limit: return stated(facts.upper ?? facts.lower)
    case .limits: return text.criterion.limitsText
    case .unit: return text.unit.isEmpty ? "" : " \(visible(text.unit))"
    case .beyond:
      let limit = evidence.estimate > (evidence.upperLimit ?? .infinity) ? facts.upper : facts.lower
      return limit.map { "\($0)" } ?? "the limit"
    case .crossed:
      var crossed: [String] = []
      if let limit = evidence.lowerLimit, let lower = evidence.judged.lower, lower <= limit {
        crossed.append(stated(facts.lower))
      }
      if let limit = evidence.upperLimit, let upper = evidence.judged.upper, upper >= limit {
        crossed.append(stated(facts.upper))
      }
      return crossed.joined(separator: " and ")
    case .subject: return visible(words.subject(sending: text.sending, receiving: finding.receiving))
    case .sizes: return sizes(text)
    case .isMet, .isNotMet: return ""
    }
  }

  /// What a new study would need, at a true difference of zero and at the observed one.
  static func sizes(_ text: FindingText) -> String {
    let (finding, words) = (text.finding, text.words)
    guard let needed = finding.unitsNeeded, finding.verdict == .inconclusive else { return "" }
    let units = finding.attribute.unitOfReplication.plural
    func count(_ sizes: UnitsNeeded.Sizes) -> String? {
      sizes.power90.map { "about \($0) \(units) \(words.each)" }
    }
    let observed =
      count(needed.atObserved).map { "\($0) at the value observed" } ?? "at the value observed no size would reach it"
    if let zero = needed.atZero {
      let agreement = agreement(text)
      let agreed =
        count(zero).map { "a new study would need \($0) for 90 % power if \(agreement)" }
        ?? "no size would reach 90 % power even if \(agreement)"
      return " At the variability observed, \(agreed), and \(observed)."
    }
    return count(needed.atObserved).map { " A new study would need \($0) for 90 % power at the value observed." }
      ?? " No size of a new study would reach 90 % power at the value observed."
  }

  /// What holds at a true difference of zero: "the laboratories agreed".
  static func agreement(_ text: FindingText) -> String {
    let receiving = text.finding.receiving
    return text.criterion.facts.isRecovery
      ? "\(visible(receiving)) agreed with nominal"
      : "\(visible(text.words.subject(sending: text.sending, receiving: receiving))) agreed"
  }

  static func lowercasedFirst(_ text: String) -> String {
    guard let first = text.first, text.dropFirst().first?.isUppercase != true else { return text }
    return first.lowercased() + text.dropFirst()
  }

  /// "6 runs"; "8 runs at Site A and 6 at Site B" where they are given by laboratory.
  static func planned(_ count: Attribute.Design.Count, _ singular: String, _ laboratories: [String]) -> String {
    guard case .byLaboratory = count else { return self.count(count.largest, singular) }
    let own = laboratories.enumerated().map { index, name in
      "\(index == 0 ? self.count(count.at(name), singular) : "\(count.at(name))") at \(visible(name))"
    }
    return Spelling.list(own, "and")
  }

  /// "1 run", "6 runs".
  static func count(_ number: Int, _ singular: String) -> String { "\(number) \(singular)\(number == 1 ? "" : "s")" }
}
