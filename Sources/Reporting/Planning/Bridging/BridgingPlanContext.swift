internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// What the sections of a bridging study's plan are written from.
struct BridgingPlanContext {
  let plan: BridgingPlan
  let provenance: PlanProvenance

  init(_ plan: BridgingPlan, _ provenance: PlanProvenance) {
    self.plan = plan
    self.provenance = provenance
  }

  var study: TransferProtocol { plan.plan }
  var attribute: Attribute { plan.attribute }
  var truth: Truth { plan.assumption.truth }
  var current: String { visible(plan.comparison.current) }
  var candidate: String { visible(plan.comparison.candidate) }
  /// "RS-04/RS-03".
  var ratioName: String { "\(candidate)/\(current)" }
  var severalLaboratories: Bool { plan.study.laboratories > 1 }
  var unit: Attribute.UnitOfReplication { attribute.unitOfReplication }

  // MARK: - Sizes in words

  /// "runs a laboratory"; with one laboratory "runs".
  func unitsEach(_ count: Int = 2) -> String {
    (count == 1 ? unit.rawValue : unit.plural) + (severalLaboratories ? " a laboratory" : "")
  }

  /// "12 runs a laboratory × 2 replicates".
  func size(units: Int, replicates: Int) -> String {
    "\(units) \(unitsEach(units)) × \(Wording.count(replicates, "replicate"))"
  }

  func laboratories(_ count: Int) -> String { count == 1 ? "1 laboratory" : "\(count) laboratories" }

  /// "5 laboratories × 6 runs".
  func size(_ option: LaboratoryOption, _ count: Int) -> String {
    "\(laboratories(count)) × \(Wording.count(option.units, unit.rawValue))"
  }

  /// Limits as ratios, or a half-width with its unit.
  func limits(_ criterion: Criterion) -> String {
    let unit = criterion.facts.unit(of: attribute)
    return criterion.limitsText + (unit.isEmpty ? "" : " \(unit)")
  }

  // MARK: - The answer

  var label: VerdictLabel { plan.label }

  /// The first line of every form of the plan.
  var answer: String {
    plan.answer(
      subject: "This design passes", never: "No number of runs or laboratories can show this.",
      otherDesign: otherDesign, remedy: remedy)
  }

  /// For a design that cannot be judged, one that reaches the target.
  private var otherDesign: String? {
    plan.smallest.flatMap { best in
      best.units.map { "\(size(units: $0, replicates: best.replicates)) would reach the target." }
    }
  }

  /// The smallest sizes that reach the target, where they are news.
  private var remedy: String? {
    guard !plan.sizes.isEmpty else { return nil }
    let runs = plan.smallest.flatMap { best in best.units.map { (best, $0) } }
    if plan.reachesTarget {
      guard let (best, units) = runs, (best.results ?? .max) < plan.study.runsEach * plan.study.replicates else {
        return nil
      }
      return "\(size(units: units, replicates: best.replicates)) would do."
    }
    let more = plan.fewestLaboratories.flatMap { option in
      option.laboratories.flatMap { $0 > plan.study.laboratories ? size(option, $0) : nil }
    }
    if let (best, units) = runs {
      let text = size(units: units, replicates: best.replicates)
      return "\(text) would\(more.map { ", or \($0)" } ?? "")."
    }
    let alone = plan.chainAlone.filter { !$0.isInside && $0.criterion.required }.map { visible($0.criterion.id) }
    let why =
      alone.isEmpty
      ? "" : " For \(alone.joined(separator: ", ")) the chain by itself leaves too much."
    return
      "No size up to \(BridgingPlan.mostUnits) \(unitsEach()) would\(more.map { "; \($0) would" } ?? (severalLaboratories ? ", nor would up to \(BridgingPlan.mostLaboratories) laboratories" : "")).\(why)"
  }
}
