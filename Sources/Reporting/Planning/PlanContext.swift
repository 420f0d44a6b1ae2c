internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// Where a plan's inputs come from.
public struct PlanProvenance: Sendable, Hashable {
  public let protocolFile: Provenance.Input
  /// The ledger of standards, where it is a file of its own.
  public let standards: Provenance.Input?
  /// The pilot results, where assumptions were taken from some.
  public let pilot: Provenance.Input?
  /// The keys of `planning` that were given on the command line: `power`, `simulations`, `seed`.
  public let given: [String]
  /// For each attribute the keys of `truth`, and `offset`, that were given on the command line.
  public let givenOfAttributes: [[String]]
  /// For each attribute how the figures of the pilot results were come by, in sentences.
  public let pilotWords: [[String]]
  /// Of the program.
  public let version: String
  /// The first digits of a hash over the protocol, the pilot results and what was asked: on every page and figure.
  public let shortHash: String

  public init(
    protocolFile: Provenance.Input, standards: Provenance.Input? = nil,
    pilot: Provenance.Input? = nil, given: [String] = [],
    givenOfAttributes: [[String]] = [], pilotWords: [[String]] = [], version: String, shortHash: String
  ) {
    self.protocolFile = protocolFile
    self.standards = standards
    self.pilot = pilot
    self.given = given
    self.givenOfAttributes = givenOfAttributes
    self.pilotWords = pilotWords
    self.version = version
    self.shortHash = shortHash
  }
}

/// What the sections of a plan are written from.
struct PlanContext {
  let plan: StudyPlan
  let provenance: PlanProvenance
  let words: StudyWords

  var study: TransferProtocol { plan.plan }
  var severalReceivers: Bool { study.receiving.count > 1 }
  var severalAttributes: Bool { plan.attributes.count > 1 }

  init(_ plan: StudyPlan, _ provenance: PlanProvenance) {
    self.plan = plan
    self.provenance = provenance
    words = plan.plan.words
  }

  /// "AC-1", "AC-1 at Site B" where there are several.
  func label(_ criterion: CriterionPlan) -> String {
    visible(criterion.criterion.id) + (severalReceivers ? " at \(visible(criterion.receiving))" : "")
  }

  // MARK: - Sizes

  /// "runs a laboratory"; where each sample has runs of its own, "runs a sample and laboratory".
  func unitsEach(_ attribute: AttributePlan, _ count: Int = 2) -> String {
    let unit = attribute.attribute.unitOfReplication
    let design = attribute.attribute.design
    let perSample = unit == .run && design?.samplesPerRun == .one && (design?.samples.count ?? 0) > 1
    return (count == 1 ? unit.rawValue : unit.plural) + (perSample ? " a sample and " : " a ") + words.group
  }

  /// "at most " before a number a laboratory, where numbers are given by laboratory and the largest is told.
  func atMost(_ attribute: AttributePlan) -> String {
    attribute.attribute.design?.isByLaboratory == true ? "at most " : ""
  }

  /// "12 runs a laboratory × 2 replicates".
  func size(_ attribute: AttributePlan, units: Int, replicates: Int) -> String {
    "\(units) \(unitsEach(attribute, units))"
      + (attribute.attribute.unitOfReplication == .result ? "" : " × \(Wording.count(replicates, "replicate"))")
  }

  // MARK: - The answer

  var label: VerdictLabel {
    if plan.cannotPass { return VerdictLabel("CANNOT PASS", .cross) }
    return plan.reachesTarget ? VerdictLabel("TARGET REACHED", .disc) : VerdictLabel("TARGET NOT REACHED", .halfDisc)
  }

  /// The first line of every form of the plan.
  var answer: String {
    var sentences = plan.cannotPass ? [impossibility] : [chance, remedy].compactMap { $0 }
    if !plan.notSimulated.isEmpty, !plan.cannotPass {
      sentences.append(
        "\(plan.notSimulated.map(visible).joined(separator: ", ")) cannot be planned and is left out of it.")
    }
    if let unclear { sentences.append(unclear) }
    if study.isDraft {
      sentences.append("A limit is only an example: the study is a DRAFT, which no results can pass.")
    }
    return sentences.joined(separator: " ")
  }

  private var impossibility: String {
    let reasons = plan.impossibilities.map(visible)
    if reasons.isEmpty, !plan.notSimulated.isEmpty {
      return
        "No chance can be given: every required criterion hangs on readings of doses (\(plan.notSimulated.map(visible).joined(separator: ", "))), which are not simulated."
    }
    guard !reasons.isEmpty else {
      return "No study can pass: no criterion is required, so there is nothing that it would have to show."
    }
    let isExcluded = plan.attributes.contains { $0.criteria.contains { $0.criterion.required && $0.excluded != nil } }
    return isExcluded
      ? "No size can show this: a study would pass by chance only, which α keeps rare. \(reasons.joined(separator: ". "))."
      : "No study of this design can be judged. \(reasons.joined(separator: ". "))."
  }

  private var chance: String {
    guard let all = plan.all else { return impossibility }
    let target = plan.request.power
    let subject =
      severalAttributes ? "All \(plan.attributes.count) attributes together pass in" : "This design passes in"
    return
      "\(subject) \(ChanceText.ofStudies(all, against: target)); the target is \(ChanceText.stated(target)): \(plan.reachesTarget ? "reached" : "not reached")."
  }

  /// The smallest sizes that reach the target, where they are news.
  private var remedy: String? {
    if severalAttributes {
      guard !plan.reachesTarget, let first = plan.attributes.first else { return nil }
      let parts = plan.attributes.map { attribute -> String in
        let name = visible(attribute.attribute.id)
        guard let best = attribute.smallest, let units = best.units else {
          return "\(name) with no size up to \(attribute.mostUnits) \(unitsEach(attribute))"
        }
        return "\(name) with \(size(attribute, units: units, replicates: best.replicates))"
      }
      return
        "For that each attribute has to reach \(ChanceText.percent(first.target)): \(parts.joined(separator: "; "))."
    }
    guard let attribute = plan.attributes.first, !attribute.sizes.isEmpty else { return nil }
    guard let best = attribute.smallest, let units = best.units else {
      return plan.reachesTarget ? nil : "No size up to \(attribute.mostUnits) \(unitsEach(attribute)) would."
    }
    let text = size(attribute, units: units, replicates: best.replicates)
    if !plan.reachesTarget { return "\(text) would." }
    return (best.results ?? .max) < attribute.results ? "\(text) would do." : nil
  }

  /// Said where the simulation does not part chance and target.
  private var unclear: String? {
    guard !plan.cannotPass, let all = plan.all, all.exact == nil, let proportion = all.simulated else { return nil }
    let interval = proportion.interval(1.96)
    guard interval.lower <= plan.request.power, plan.request.power <= interval.upper else { return nil }
    return "The Monte Carlo error does not part the two; a finer --precision would."
  }
}
