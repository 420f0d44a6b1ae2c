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
  /// For each attribute how the figures of the pilot results were obtained, in sentences.
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

  /// "at most " before a number a laboratory, where numbers are given by laboratory and the largest is reported.
  func atMost(_ attribute: AttributePlan) -> String {
    attribute.attribute.design?.isByLaboratory == true ? "at most " : ""
  }

  /// "12 runs a laboratory × 2 replicates".
  func size(_ attribute: AttributePlan, units: Int, replicates: Int) -> String {
    "\(units) \(unitsEach(attribute, units))"
      + (attribute.attribute.unitOfReplication == .result ? "" : " × \(Wording.count(replicates, "replicate"))")
  }

  // MARK: - The answer

  var label: VerdictLabel { plan.label }

  /// The first line of every form of the plan.
  var answer: String {
    plan.answer(
      subject: severalAttributes ? "All \(plan.attributes.count) attributes together pass" : "This design passes",
      never: "No size can show this: a study would pass by chance only, which α keeps rare.", remedy: remedy)
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
}
