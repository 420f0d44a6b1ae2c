public import AssayData
public import Notation
public import Statistics

/// A protocol held against data: a finding for every criterion at every item and contrast, and the verdict.
///
/// Laboratories, conditions and standards are judged by one loop. What a study of two standards has besides is ``bridging``.
public struct Assessment: Sendable {
  public let transferProtocol: TransferProtocol
  /// The results that were judged: those of the files, and the potencies in place of the readings they were computed from.
  public let data: AssayData
  /// Every run of dose-response readings as it was fitted, in the order of the attributes and of the data.
  public let assays: [PotencyAssay]
  /// What the files say happened, whether or not it kept a result from being judged.
  public let deviations: [Deviation]
  /// What of those runs goes on into findings, held against the second engine, in the same order.
  public let plateChecks: [PlateChecks]
  /// What a reader must know of those runs, attribute by attribute.
  public let plates: [PlateRemarks]
  /// What a study of two standards has beside its findings; `nil` for one of laboratories or conditions.
  public let bridging: BridgingStudy?
  /// The standards that results are relative to, in the order of the attributes; empty where the protocol names no standards, and
  /// where these are what is judged, since the chain says more of them.
  public let references: [ReferenceUse]
  public let findings: [Finding]
  /// For each finding that is not a pass, in their order; none of standards, whose ratio is looked at as a whole
  /// (``BridgingStudy/leftOut``).
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

  static func verdict(of findings: [Finding], _ transferProtocol: TransferProtocol) -> Verdict {
    verdict(required: findings.filter { $0.criterion.required }.map { $0.verdict }, transferProtocol)
  }

  static func verdict(required: [Verdict], _ transferProtocol: TransferProtocol) -> Verdict {
    Verdict.overall(
      required: required, obstacles: transferProtocol.isDraft || transferProtocol.readiness.contains { !$0.done })
  }

  /// Judges every criterion. What cannot be computed is a finding that says so.
  ///
  /// - Throws: ``Rejection`` where the results or standards of a bridging study cannot be what the protocol says: no result of
  ///   the candidate, a run that holds it without its comparator, correlations of the ledger that cannot be together. Of
  ///   laboratories nothing is rejected here.
  public init(of readings: AssayData, against transferProtocol: TransferProtocol) throws(Rejection) {
    let runs = PotencyRuns(readings, transferProtocol: transferProtocol)
    let data = runs.data
    let known = StudyReferences(transferProtocol)
    var bridging: BridgingStudy? = nil
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
    var plateChecks: [PlateChecks] = []
    var warnings: [Problem] = runs.warnings
    for attribute in transferProtocol.attributes {
      let evaluator = Evaluator(attribute, transferProtocol: transferProtocol, data: data, runs: runs)
      let pairs = try JudgedPairs(evaluator)
      let plates = runs.checks(of: attribute)
      plateChecks += plates
      checks += plates.flatMap { SelfCheck.checks(of: $0) }
      var judged: [(finding: Finding, receiver: Int)] = []
      for criterion in attribute.criteria {
        for receiver in transferProtocol.contrasts.indices {
          let found = pairs.map { [$0.finding(criterion)] } ?? evaluator.findings(criterion, receiver: receiver)
          judged += found.map {
            ($0.holding(plates, transferProtocol, receiver: pairs == nil ? receiver : nil), receiver)
          }
        }
      }
      let again = PutBack(
        attribute: attribute, transferProtocol: transferProtocol, readings: readings, runs: runs,
        findings: judged.map { $0.finding },
        judge: { [judged] in pairs?.judge(again: $0) ?? $0.judge(again: judged, moved: $1) }
      ).exclusions()
      exclusions += again.all
      exclusionRemarks += again.remark.map { ["\(attribute.id): \($0)"] } ?? []
      findings += judged.map { $0.finding }
      for (finding, receiver) in judged {
        checks += SelfCheck.checks(of: finding)
        // What leaving out does to a ratio is told of the ratio, and not finding by finding.
        guard pairs == nil else { continue }
        checks += SelfCheck.orderOfRows(of: finding, by: evaluator, receiver: receiver)
        let diagnosis = Diagnosis(
          finding, by: evaluator, receiver: receiver, transferProtocol: transferProtocol,
          putBack: again.all.alternatives(finding))
        if finding.verdict == .pass { sensitivities.append(diagnosis) } else { diagnoses.append(diagnosis) }
      }
      if let pairs {
        let study = try BridgingStudy(pairs, judged.map { $0.finding }, transferProtocol)
        checks += study.selfChecks
        bridging = study
      } else {
        references += known?.uses(attribute, laboratories: transferProtocol.laboratories, evaluator.references) ?? []
      }
      qualityRanges += evaluator.qualityRanges()
      completeness.append(evaluator.completeness)
      coverage += CoverageItem.items(evaluator)
      warnings += (pairs?.warnings ?? []) + evaluator.warnings()
    }
    self.transferProtocol = transferProtocol
    self.data = data
    self.bridging = bridging
    assays = runs.assays
    self.plateChecks = plateChecks
    plates = runs.plates
    belowLimit = BelowLimits.all(readings, transferProtocol: transferProtocol)
    self.references = references
    self.findings = findings
    self.diagnoses = diagnoses
    self.sensitivities = sensitivities
    self.exclusions = exclusions.map { $0.told(findings, transferProtocol) }
    self.exclusionRemarks = exclusionRemarks
    self.qualityRanges = qualityRanges
    self.completeness = completeness
    deviations = Deviation.all(
      readings, transferProtocol, notPlanned: ReceivedResults.unplannedRows(completeness, readings))
    self.coverage = coverage
    selfChecks = checks
    self.warnings = warnings
    verdict = Self.verdict(of: findings, transferProtocol)
  }

  /// What is held of the runs of each attribute, run by run.
  public var checksOfRuns: [(attribute: String, checks: [[CrossCheck]])] {
    plateChecks.grouped { $0.attribute }.map { ($0, $1.map { $0.checks }) }
  }

  /// All numbers that were held against the second engine, finding by finding and run by run, each once.
  public var crossChecks: [CrossChecked] {
    findings.filter { !$0.criterion.facts.isOfRuns }.map { CrossChecked($0.place, $0.crossChecks) }
      + plateChecks.map { CrossChecked("\($0.attribute) \($0.place)", $0.checks) }
  }

  /// Everything that a reader is warned of: what the protocol says, what the import found, what the study shows.
  public var allWarnings: [Problem] { transferProtocol.warnings + data.warnings + warnings }

  /// Rows of names that no design lists: shown, and judged nowhere.
  public var unplannedRows: Set<Int> { completeness.reduce(into: []) { $0.formUnion($1.unplannedRows) } }

  /// What one receiving laboratory came to by its own findings, by the rule of the whole study.
  public func verdict(at receiving: String) -> Verdict {
    Self.verdict(of: findings.filter { $0.receiving == receiving }, transferProtocol)
  }

  /// Results beyond a limit of their attribute's specification, in the order of the attributes and of the data.
  public var outsideSpecification: [OutsideSpecification] {
    transferProtocol.attributes.flatMap { OutsideSpecification.all($0, transferProtocol: transferProtocol, data: data) }
  }

  /// What keeps the verdict from being a pass although no finding does.
  public var obstacles: [String] { transferProtocol.obstacles }
}

extension TransferProtocol {
  /// What of a protocol alone keeps a verdict from being a pass.
  var obstacles: [String] {
    var words: [String] = []
    if isDraft { words.append("a limit is only an example, so this study is a draft") }
    let open = readiness.filter { !$0.done }
    if !open.isEmpty {
      words.append("readiness items are open: \(open.map { $0.item }.joined(separator: "; "))")
    }
    if !attributes.contains(where: { $0.criteria.contains(where: { $0.required }) }) {
      words.append("no criterion is required")
    }
    return words
  }
}
