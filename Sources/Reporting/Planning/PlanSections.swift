internal import Plotting
internal import Notation
internal import Transfer
internal import TransferPlanning

/// What the pages of all plans have in common.
extension Section {
  /// Page one: the answer, the chances, the picture, and what a reader must know.
  static func planDecision(
    _ outcome: some PlanOutcome, answer: String, counts: [RichText], tables: [Table], figure: Figure?, box: [Entry]
  ) -> Section {
    let blocks: [Block] =
      [
        .verdict(
          VerdictBar(
            outcome.label, sentence: RichText(answer),
            counts: ["target \(strong: ChanceText.stated(outcome.request.power))"] + counts))
      ] + tables.map { .table($0) } + (figure.map { [.figure($0)] } ?? [])
      + [.box("What a reader must know", box)]
    return Section(
      "decision", title: "Decision", isDecision: true,
      endsPage: PageOne.holds(blocks, title: outcome.plan.study.title), blocks: blocks)
  }

  /// The last section.
  ///
  /// - Parameters:
  ///   - study: how a simulated study comes about.
  ///   - theory: what chances rest on besides.
  static func planMethod(
    _ outcome: some PlanOutcome, _ provenance: PlanProvenance, simulations: Int, study: RichText, theory: RichText
  ) -> Section {
    Section(
      "method", title: "Method and record",
      blocks: [
        .paragraph(study),
        .paragraph(
          "The random numbers of a study depend on the seed and on its number alone, so the answer is the same on any number of threads, and chances at two truths are compared on the same studies. Simulation stops when every chance of the design is known to the precision asked, or at the greatest number of studies."
        ), .paragraph(theory), .table(provenance.settings(outcome.request, simulations: simulations)),
      ])
  }

  /// - Parameter words: what the offset is, and how good it is.
  static func producersRisk(_ risk: ProducersRisk?, offset: Double?, words: (ProducersRisk) -> (String, String))
    -> Block
  {
    guard let risk else {
      return .paragraph(
        offset == nil
          ? "No offset is stated, so no producer's risk is given."
          : "No study of this design has a verdict, so no risk is given.")
    }
    let (truth, asGood) = words(risk)
    return .paragraph(
      "\(strong: "Producer's risk"): with \(truth), the worse of the two, \(ChanceText.ofStudies(risk.chance, against: nil)) would not pass though \(asGood)."
    )
  }
}

extension PlanOutcome {
  /// What stands first in what a reader must know.
  ///
  /// - Parameter label: of a criterion.
  func boxOpening(_ label: (CriterionPlan) -> String) -> [Entry] {
    var entries: [Entry] = []
    if !impossibilities.isEmpty {
      entries.append(Entry("Cannot pass", RichText(impossibilities.map { visible($0) + "." }.joined(separator: " "))))
    }
    if plan.isDraft {
      entries.append(
        Entry(
          "Limits",
          "A limit has the source class example. A study under this protocol is a draft and cannot pass; the chances are those of its criteria."
        ))
    }
    let open = plan.readiness.filter { !$0.done }
    if !open.isEmpty {
      entries.append(
        Entry(
          "Readiness",
          RichText(
            "Open: \(open.map { visible($0.item) }.joined(separator: ", ")). Until an open item is done the verdict is no pass; the chances are those of the criteria."
          )))
    }
    for criterion in plannedCriteria where criterion.power != nil && criterion.excluded == nil {
      if let obstacle = criterion.obstacle, (criterion.shares?.notEvaluated ?? 0) > 0 {
        entries.append(
          Entry("No verdict", "Some studies leave \(label(criterion)) not evaluated: \(visible(obstacle))."))
      }
    }
    return entries
  }

  /// What is left out of every chance.
  ///
  /// - Parameters:
  ///   - why: besides that nothing is simulated, from its comma on.
  ///   - with: what the other criteria are taken with, from its comma on.
  func leftOut(why: String = "", with: String = "") -> [Entry] {
    guard !notSimulated.isEmpty else { return [] }
    let one = notSimulated.count == 1
    return [
      Entry(
        "Not planned",
        RichText(
          "\(notSimulated.map { visible($0) }.joined(separator: ", ")) \(one ? "depends" : "depend") on readings of doses and \(one ? "is" : "are") not simulated\(why): every chance here is that of the other required criteria\(with), and the whole study passes less often."
        ))
    ]
  }
}
