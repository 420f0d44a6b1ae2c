public import AssayData
public import Notation
internal import Statistics

/// A protocol held against data: a finding for every criterion at every item and receiving laboratory, and the verdict.
public struct Assessment: Sendable {
  public let plan: TransferProtocol
  /// The results that were judged: those of the files, and the potencies in place of the readings they were computed from.
  public let data: AssayData
  /// Every run of dose-response readings as it was fitted, in the order of the attributes and of the data.
  public let assays: [PotencyAssay]
  /// What a reader must know of those runs, attribute by attribute.
  public let plates: [PlateRemarks]
  /// The standards that results are relative to, in the order of the attributes; empty where the protocol names no standards.
  public let references: [ReferenceUse]
  public let findings: [Finding]
  /// For each finding that is not a pass, in their order.
  public let diagnoses: [Diagnosis]
  /// For each finding that is a pass, in their order: what it would be with one unit, analyst, day or sample left out.
  public let sensitivities: [Diagnosis]
  /// Results that are not used, by attribute and run, with what would come out with them put back; last of each attribute
  /// all together, where that is more than one.
  public let exclusions: [Exclusion]
  /// What of it was not tried.
  public let exclusionRemarks: [String]
  /// For information where the protocol declares them, in the order of the attributes; nothing that decides reads them.
  public let qualityRanges: [QualityRange]
  /// Results below a limit, for which half of it stands, by attribute; empty where there is none.
  public let belowLimit: [BelowLimits]
  public let completeness: [Completeness]
  public let coverage: [CoverageItem]
  public let selfChecks: [SelfCheck]
  /// What a reader must know besides the import's own warnings.
  public let warnings: [Problem]
  public let verdict: Verdict

  /// What has been judged elsewhere, of one attribute.
  init(
    plan: TransferProtocol, runs: PotencyRuns, findings: [Finding], completeness: Completeness,
    coverage: [CoverageItem], selfChecks: [SelfCheck], warnings: [Problem], belowLimit: [BelowLimits],
    exclusions: (all: [Exclusion], remark: String?)
  ) {
    self.belowLimit = belowLimit
    self.exclusions = exclusions.all.map { $0.told(findings, plan) }
    exclusionRemarks = exclusions.remark.map { [$0] } ?? []
    self.plan = plan
    data = runs.data
    assays = runs.assays
    plates = runs.plates
    qualityRanges = []
    // The chain of a bridging study says more of its standards than these would.
    references = []
    self.findings = findings
    diagnoses = []
    sensitivities = []
    self.completeness = [completeness]
    self.coverage = coverage
    self.selfChecks = selfChecks
    self.warnings = warnings
    verdict = Self.verdict(of: findings, plan)
  }

  static func verdict(of findings: [Finding], _ plan: TransferProtocol) -> Verdict {
    verdict(required: findings.filter(\.criterion.required).map(\.verdict), plan)
  }

  static func verdict(required: [Verdict], _ plan: TransferProtocol) -> Verdict {
    Verdict.overall(required: required, obstacles: plan.isDraft || plan.readiness.contains { !$0.done })
  }

  /// Judges every criterion. Nothing here fails: what cannot be computed is a finding that says so.
  public init(of readings: AssayData, against plan: TransferProtocol) {
    let runs = PotencyRuns(readings, plan: plan)
    let data = runs.data
    self.plan = plan
    self.data = data
    assays = runs.assays
    belowLimit = BelowLimits.all(readings, plan: plan)
    plates = runs.plates
    let known = StudyReferences(plan)
    var references: [ReferenceUse] = []
    var findings: [Finding] = []
    var diagnoses: [Diagnosis] = []
    var sensitivities: [Diagnosis] = []
    var exclusions: [Exclusion] = []
    var exclusionRemarks: [String] = []
    var qualityRanges: [QualityRange] = []
    var completeness: [Completeness] = []
    var coverage: [CoverageItem] = []
    var checks: [SelfCheck] = []
    var warnings: [Problem] = runs.warnings
    for attribute in plan.attributes {
      let evaluator = Evaluator(attribute, plan: plan, data: data, runs: runs)
      var judged: [(finding: Finding, receiver: Int)] = []
      for criterion in attribute.criteria {
        for receiver in plan.receiving.indices {
          judged += evaluator.findings(criterion, receiver: receiver).map { ($0, receiver) }
        }
      }
      let again = PutBack(
        attribute: attribute, plan: plan, readings: readings, runs: runs, findings: judged.map(\.finding),
        judge: { [judged] in $0.judge(again: judged, moved: $1) }
      ).exclusions()
      exclusions += again.all
      exclusionRemarks += again.remark.map { ["\(attribute.id): \($0)"] } ?? []
      for (finding, receiver) in judged {
        findings.append(finding)
        checks += SelfCheck.checks(of: finding, by: evaluator, receiver: receiver)
        let diagnosis = Diagnosis(
          finding, by: evaluator, receiver: receiver, plan: plan, putBack: again.all.alternatives(finding))
        if finding.verdict == .pass { sensitivities.append(diagnosis) } else { diagnoses.append(diagnosis) }
      }
      qualityRanges += evaluator.qualityRanges()
      completeness.append(evaluator.completeness)
      coverage += CoverageItem.items(evaluator)
      warnings += evaluator.warnings()
      references += known?.uses(attribute, laboratories: plan.laboratories, evaluator.references) ?? []
    }
    self.references = references
    self.findings = findings
    self.diagnoses = diagnoses
    self.sensitivities = sensitivities
    self.exclusions = exclusions.map { $0.told(findings, plan) }
    self.exclusionRemarks = exclusionRemarks
    self.qualityRanges = qualityRanges
    self.completeness = completeness
    self.coverage = coverage
    selfChecks = checks
    self.warnings = warnings
    verdict = Self.verdict(of: findings, plan)
  }

  /// Rows of names that no design lists: shown, and judged nowhere.
  public var unplannedRows: Set<Int> { completeness.reduce(into: []) { $0.formUnion($1.unplannedRows) } }

  /// What one receiving laboratory came to by its own findings, by the rule of the whole study.
  public func verdict(at receiving: String) -> Verdict {
    Self.verdict(of: findings.filter { $0.receiving == receiving }, plan)
  }

  /// Results beyond a limit of their attribute's specification, in the order of the attributes and of the data.
  public var outsideSpecification: [OutsideSpecification] {
    plan.attributes.flatMap { OutsideSpecification.all($0, plan: plan, data: data) }
  }

  /// What keeps the verdict from being a pass although no finding does.
  public var obstacles: [String] { plan.obstacles }
}

extension TransferProtocol {
  /// What of a protocol alone keeps a verdict from being a pass.
  var obstacles: [String] {
    var words: [String] = []
    if isDraft { words.append("a limit is only an example, so this study is a draft") }
    let open = readiness.filter { !$0.done }
    if !open.isEmpty {
      words.append("readiness items are open: \(open.map(\.item).joined(separator: "; "))")
    }
    if !attributes.contains(where: { $0.criteria.contains(where: \.required) }) {
      words.append("no criterion is required")
    }
    return words
  }
}
