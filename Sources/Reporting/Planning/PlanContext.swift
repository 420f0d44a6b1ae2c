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
  /// What is said otherwise of standards.
  let texts: PlanWords

  var transferProtocol: TransferProtocol { plan.transferProtocol }
  var severalReceivers: Bool { plan.severalReceivers }
  var severalAttributes: Bool { plan.attributes.count > 1 }
  /// The comparison of two standards, which is of one attribute; `nil` where laboratories' results are planned.
  var standards: StandardsPlan? { plan.attributes.first?.standards }

  init(_ plan: StudyPlan, _ provenance: PlanProvenance) {
    self.plan = plan
    self.provenance = provenance
    words = plan.transferProtocol.words
    texts =
      plan.transferProtocol.comparison == nil
      ? .results(
        words, attributes: plan.attributes.count, hasLn: plan.attributes.contains { $0.attribute.scale == .log })
      : .ratios
  }

  /// "AC-1", "AC-1 at Site B" where there are several.
  func label(_ criterion: CriterionPlan) -> String {
    visible(criterion.criterion.id) + (severalReceivers ? " at \(visible(criterion.receiving))" : "")
  }

  /// The limits of a criterion with their unit.
  func limits(_ criterion: Criterion, _ attribute: Attribute) -> String {
    let unit = criterion.facts.unit(of: attribute)
    return criterion.limitsText + (unit.isEmpty ? "" : " \(visible(unit))")
  }

  // MARK: - Sizes

  /// "runs a laboratory"; where each sample has runs of its own, "runs a sample and laboratory"; where two standards are
  /// compared at one laboratory, "runs".
  func unitsEach(_ attribute: AttributePlan, _ count: Int = 2) -> String {
    let unit = attribute.attribute.unitOfReplication
    let units = count == 1 ? unit.rawValue : unit.plural
    if let standards = attribute.standards { return units + (standards.isOfSeveral ? " \(words.each)" : "") }
    let design = attribute.attribute.design
    let perSample = unit == .run && design?.samplesPerRun == .one && (design?.samples.count ?? 0) > 1
    return units + (perSample ? " a sample and " : " a ") + words.group
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

  /// The planned number, as figures say it.
  func planned(_ attribute: AttributePlan) -> String {
    guard let standards = attribute.standards else {
      return "planned n = \(atMost(attribute))\(attribute.results) results \(words.each)"
    }
    let units = Wording.count(standards.study.unitsOfAll, attribute.attribute.unitOfReplication.rawValue)
    return "planned n = \(units)\(standards.isOfSeveral ? " at \(standards.study.laboratories) laboratories" : "")"
  }

  // MARK: - The answer

  /// The first line of every form of the plan.
  var answer: String {
    plan.answer(
      subject: severalAttributes ? "All \(plan.attributes.count) attributes together pass" : "This design passes",
      never: texts.never, otherDesign: otherDesign, remedy: remedy)
  }

  /// For a design that cannot be judged, one that reaches the target.
  private var otherDesign: String? {
    guard !severalAttributes else { return nil }
    return plan.attributes.first.flatMap(smallest).map { "\($0) would reach the target." }
  }

  private func smallest(_ attribute: AttributePlan) -> String? {
    attribute.smallest.flatMap { best in
      best.units.map { size(attribute, units: $0, replicates: best.replicates) }
    }
  }

  /// The smallest sizes that reach the target, where they are news.
  private var remedy: String? {
    guard severalAttributes else { return plan.attributes.first.flatMap(remedy) }
    guard !plan.reachesTarget, let first = plan.attributes.first else { return nil }
    let parts = plan.attributes.map { attribute -> String in
      let size =
        smallest(attribute).map { "with \($0)" }
        ?? "with no size up to \(attribute.mostUnits) \(unitsEach(attribute))"
      return "\(visible(attribute.attribute.id)) \(size)"
    }
    return "For that each attribute has to reach \(ChanceText.percent(first.target)): \(parts.joined(separator: "; "))."
  }

  private func remedy(of attribute: AttributePlan) -> String? {
    guard !attribute.sizes.isEmpty else { return nil }
    let size = smallest(attribute)
    if plan.reachesTarget {
      let isSmaller = (attribute.smallest?.results ?? .max) < attribute.results
      return isSmaller ? size.map { "\($0) would do." } : nil
    }
    let more = attribute.standards.flatMap(moreLaboratories)
    if let size { return "\(size) would\(more.map { ", or \($0)" } ?? "")." }
    let nor =
      standards?.isOfSeveral == true ? ", nor would up to \(StandardsPlan.mostLaboratories) laboratories" : ""
    let alone =
      attribute.standards?.chainAlone.filter { !$0.isInside && $0.criterion.required }.map { visible($0.criterion.id) }
      ?? []
    let why = alone.isEmpty ? "" : " For \(alone.joined(separator: ", ")) the chain by itself leaves too much."
    return
      "No size up to \(attribute.mostUnits) \(unitsEach(attribute)) would\(more.map { "; \($0) would" } ?? nor).\(why)"
  }

  /// "5 laboratories × 6 runs", where more of them than are planned would reach the target.
  private func moreLaboratories(_ standards: StandardsPlan) -> String? {
    guard let option = standards.fewestLaboratories, let count = option.laboratories,
      count > standards.study.laboratories, let unit = plan.attributes.first?.attribute.unitOfReplication
    else { return nil }
    return "\(StandardsPlan.laboratories(count)) × \(Wording.count(option.units, unit.rawValue))"
  }
}

extension StandardsPlan {
  /// Whether several laboratories take part.
  var isOfSeveral: Bool { study.laboratories > 1 }

  static func laboratories(_ count: Int) -> String { count == 1 ? "1 laboratory" : "\(count) laboratories" }

  /// "RS-04/RS-03".
  var ratioName: String { "\(visible(comparison.candidate))/\(visible(comparison.current))" }
}
