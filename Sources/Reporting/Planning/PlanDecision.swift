internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

extension Section {
  /// Page one: the answer, the chances, the picture, and what a reader must know.
  static func planDecision(_ context: PlanContext) -> Section {
    let plan = context.plan
    var counts: [RichText] = ["target \(strong: ChanceText.stated(plan.request.power))"]
    if context.severalAttributes {
      counts.append("\(strong: "\(plan.attributes.count)") attributes")
    } else if let attribute = plan.attributes.first {
      counts.append(
        "planned: \(context.atMost(attribute))\(strong: context.size(attribute, units: attribute.units, replicates: attribute.replicates))"
      )
    }
    var tables = [PlanTables(context: context).criteria()]
    if let attribute = plan.attributes.first, let standards = attribute.standards {
      if standards.isOfSeveral {
        counts.append("at \(strong: StandardsPlan.laboratories(standards.study.laboratories))")
      }
      tables.append(StandardsTables(context: context, attribute: attribute, standards: standards).rules())
    }
    let blocks: [Block] =
      [.verdict(VerdictBar(plan.label, sentence: RichText(context.answer), counts: counts))]
      + tables.map { .table($0) } + (PlanFigures(context: context).power().map { [.figure($0)] } ?? [])
      + [.box("What a reader must know", context.box)]
    return Section(
      "decision", title: "Decision", isDecision: true,
      endsPage: PageOne.holds(blocks, title: plan.transferProtocol.study.title), blocks: blocks)
  }
}

/// What a reader must know.
extension PlanContext {
  fileprivate var box: [Entry] {
    var entries = obstacles + precision
    for attribute in plan.attributes { entries += references(attribute) }
    entries += leftOut
    if let agreement { entries.append(Entry("Agreement", RichText(agreement))) }
    if let attribute = plan.attributes.first, let standards = attribute.standards {
      if let laboratories = ofLaboratories(standards, attribute) {
        entries.append(Entry("Laboratories", RichText(laboratories)))
      }
      if let chain = ofChain(standards, attribute) { entries.append(Entry("Chain", chain)) }
    }
    entries.append(
      Entry(
        "Assumptions",
        RichText(
          "The chances hold for what is taken as true, \(texts.normal). Variability that was estimated from few \(texts.few) is itself uncertain: see the curve over variability."
        )))
    return entries
  }

  /// What stands in the way of a pass.
  private var obstacles: [Entry] {
    var entries: [Entry] = []
    let impossible = plan.impossibilities
    if !impossible.isEmpty {
      entries.append(Entry("Cannot pass", RichText(impossible.map { visible($0) + "." }.joined(separator: " "))))
    }
    if transferProtocol.isDraft {
      entries.append(
        Entry(
          "Limits",
          "A limit has the source class example. A study under this protocol is a draft and cannot pass; the chances are those of its criteria."
        ))
    }
    let open = transferProtocol.readiness.filter { !$0.done }
    if !open.isEmpty {
      entries.append(
        Entry(
          "Readiness",
          RichText(
            "Open: \(open.map { visible($0.item) }.joined(separator: ", ")). Until an open item is done the verdict is no pass; the chances are those of the criteria."
          )))
    }
    for criterion in plan.criteria where criterion.power != nil && criterion.impossibility == nil {
      if let obstacle = criterion.obstacle, (criterion.shares?.notEvaluated ?? 0) > 0 {
        entries.append(
          Entry(
            "No verdict", "Some studies leave \(label(criterion)) not evaluated: \(Wording.ended(visible(obstacle)))"))
      }
    }
    return entries
  }

  /// Bounds that rest on next to no degrees of freedom.
  private var precision: [Entry] {
    let reaches = PrecisionGroundsText(
      plan.criteria.filter { !$0.reaches.isEmpty }.map {
        .init(
          criterion: $0.criterion,
          grounds: PrecisionGrounds(level: 1 - $0.criterion.alpha, these: [], reaches: $0.reaches))
      }
    ).reaches
    return reaches.first.map { first in
      [Entry("Precision", reaches.dropFirst().reduce(first) { "\($0) \($1)" })]
    } ?? []
  }

  /// What different reference lots do to the plan.
  private func references(_ attribute: AttributePlan) -> [Entry] {
    guard attribute.attribute.otherReferences == .bridge else { return [] }
    let name = severalAttributes ? "\(visible(attribute.attribute.title)): " : ""
    guard attribute.attribute.doseResponse != nil else {
      return [
        Entry(
          "Reference",
          RichText(
            "\(name)the protocol lets results on other reference lots be converted and does not say who uses which; it is planned as though all used one. With a laboratory on another lot a study passes less often."
          ))
      ]
    }
    return attribute.bridged.map { one in
      Entry(
        "Reference",
        RichText(
          "\(name)results of \(visible(one.laboratory)), relative to \(visible(one.lot)), are converted to those relative to \(visible(one.sendersLot)) by the measured ratio of the two. Its standard uncertainty, \(Numbers.estimate(one.standardUncertainty, decimals: Numbers.decimals(standardError: one.standardUncertainty))) on ln, is in every comparison of means: its error is drawn anew for each study, and no number of \(attribute.attribute.unitOfReplication.plural) removes it."
        ))
    }
  }

  /// What is left out of every chance.
  private var leftOut: [Entry] {
    let ofReadings = plan.notSimulatedOfReadings
    func entry(_ names: [String], _ why: (_ isOne: Bool) -> String, with conditions: String) -> Entry? {
      guard !names.isEmpty else { return nil }
      return Entry(
        "Not planned",
        RichText(
          "\(names.map(visible).joined(separator: ", ")) \(why(names.count == 1)): every chance here is that of the other required criteria\(conditions), and the whole study passes less often."
        ))
    }
    return [
      entry(
        ofReadings,
        {
          "\($0 ? "depends" : "depend") on readings of doses and \($0 ? "is" : "are") not simulated\(texts.leftOut.why)"
        },
        with: texts.leftOut.with),
      entry(
        plan.notSimulated.filter { !ofReadings.contains($0) },
        { "\($0 ? "is of a kind that is" : "are of kinds that are") not simulated by this version" }, with: ""),
    ].compactMap { $0 }
  }

  // MARK: - Agreement

  /// What laboratories or standards that agree would come to.
  private var agreement: String? {
    guard let agreeing = plan.agreeing, !plan.cannotPass else { return nil }
    let pass = "\(ChanceText.ofStudies(agreeing, against: nil)) would pass."
    let isBelow = agreeing.estimate < plan.request.power
    guard let attribute = plan.attributes.first, let standards = attribute.standards else {
      let isAssumed = plan.attributes.allSatisfy { $0.assumption.truth == $0.assumption.truth.agreeing }
      return
        "\(isAssumed ? "The \(words.groups) are taken to agree in everything, and" : "If the \(words.groups) agreed in everything,") \(pass)\(isBelow ? " Better agreement does not bring this design to its target: only more units or less variability do." : "")"
    }
    // Where the value is given as measured, how large the ratio is may change nothing.
    let dependsOnRatio = attribute.attribute.criteria.contains { criterion in
      guard criterion.required else { return false }
      switch criterion.facts.ofStandard {
      case .ratio: return true
      case .drift: return standards.comparison.rule == .equivalence
      case .value, nil: return false
      }
    }
    guard dependsOnRatio else {
      return "What is required does not depend on how large the ratio is, only on how well it is known."
    }
    let isAssumed = attribute.assumption.truth.bias == 0
    var rest = ""
    if isBelow {
      rest =
        plan.reachesTarget
        ? " That is below the target."
        : " That is below the target as well: it takes more runs\(standards.isOfSeveral ? ", more laboratories" : "") or less variability."
    }
    return "\(isAssumed ? "The standards are taken to agree, and" : "If the standards agreed,") \(pass)\(rest)"
  }

  // MARK: - Of standards

  /// What the consensus makes of laboratories that differ.
  private func ofLaboratories(_ standards: StandardsPlan, _ attribute: AttributePlan) -> String? {
    guard standards.isOfSeveral else { return nil }
    let isSpread = attribute.assumption.truth.laboratorySD > 0
    if standards.study.holdsBeyondTheseLaboratories {
      return isSpread
        ? nil
        : "The consensus takes laboratories as a sample of others, but they are taken not to differ: where they do, fewer studies pass. Give a laboratorySD."
    }
    return isSpread
      ? "The consensus holds for these laboratories: what they differ by moves the ratio but widens no interval, so the chance of passing at a limit may be above α. A consensus that takes them as a sample of others would count it."
      : "The consensus holds for these laboratories, which are taken not to differ."
  }

  /// How the chain enters, where anything depends on it.
  private func ofChain(_ standards: StandardsPlan, _ attribute: AttributePlan) -> RichText? {
    let dependent = attribute.attribute.criteria.filter { $0.facts.dependsOnChain }
    guard !dependent.isEmpty else { return nil }
    let names = dependent.map { visible($0.id) }.joined(separator: ", ")
    guard standards.study.driftBefore.variance > 0 || standards.study.valueBefore.variance > 0 else {
      return
        "\(names): \(visible(standards.comparison.current)) is the primary and exact, so nothing but this study is uncertain."
    }
    let missed = standards.chainAlone.filter { !$0.isInside }.map { visible($0.criterion.id) }
    return
      "\(names): judged with the ledger's figures, which simulated studies take as they are and do not draw again.\(missed.isEmpty ? "" : " For \(missed.joined(separator: ", ")) the chain by itself leaves too much: no number of runs is enough.")"
  }
}
