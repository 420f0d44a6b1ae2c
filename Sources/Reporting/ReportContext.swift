internal import AssayData
internal import Notation
internal import Transfer

/// What the sections of a judgement's report are written from.
struct ReportContext {
  let assessment: Assessment
  let provenance: Provenance
  let words: StudyWords
  /// What was promised, where the protocol has a planning section.
  let promise: PlannedPromise?

  var transferProtocol: TransferProtocol { assessment.transferProtocol }
  /// Every finding with its figures as text: those that are required first, each in the order of the protocol.
  let findings: [FindingText]
  /// Each finding that was looked at more closely, with its diagnosis, in the order of ``findings``.
  let diagnosed: [(diagnosis: Diagnosis, text: FindingText)]

  /// How the results of each attribute are printed.
  private let digits: [String: ResultDigits]

  /// Whether receivers have to be told apart: laboratories or conditions, since two standards are one contrast.
  var severalReceivers: Bool { transferProtocol.contrasts.count > 1 }
  /// `result.json`, `bridge.json`.
  var recordFile: String { "\(words.record).json" }

  init(_ assessment: Assessment, _ provenance: Provenance, promise: PlannedPromise? = nil) {
    self.assessment = assessment
    self.promise = promise
    self.provenance = provenance
    let transferProtocol = assessment.transferProtocol
    words = transferProtocol.words
    // All findings of a criterion in as many decimals as the one that needs most.
    let needed = Dictionary(
      keyed: assessment.findings.map { ($0.criterion.id, FindingText($0, of: transferProtocol).decimals) }, combine: max
    )
    let all = assessment.findings.map {
      FindingText($0, of: transferProtocol, atLeast: needed[$0.criterion.id] ?? 0)
    }
    findings = all.filter { $0.criterion.required } + all.filter { !$0.criterion.required }
    var diagnoses: [Place: Diagnosis] = [:]
    for diagnosis in assessment.diagnoses + assessment.sensitivities {
      diagnoses[Place(criterion: diagnosis.criterion.id, item: diagnosis.item, receiving: diagnosis.receiving)] =
        diagnosis
    }
    digits = Self.digits(assessment)
    diagnosed = findings.compactMap { text in
      let finding = text.finding
      return diagnoses[Place(criterion: finding.criterion.id, item: finding.item, receiving: finding.receiving)].map {
        ($0, text)
      }
    }
  }

  /// What tells one finding from the others.
  private struct Place: Hashable {
    let criterion: String
    let item: Finding.Item
    let receiving: String
  }

  /// What a report has beside others where two standards are compared.
  var bridging: BridgingContext? { assessment.bridging.map { BridgingContext(study: $0, base: self) } }

  /// The finding that an exclusion moves.
  func text(of outcome: Exclusion.Outcome) -> FindingText? {
    findings.first { text in
      text.criterion.id == outcome.criterion && text.finding.item == outcome.item
        && text.finding.receiving == outcome.receiving
    }
  }

  /// The fixed sentence of a finding.
  func statement(_ text: FindingText) -> RichText {
    Wording.statement(
      text, words: words, namingAttribute: transferProtocol.attributes.count > 1,
      isWhole: findings(of: text.criterion).count == 1)
  }

  /// The findings of one criterion at all its items and receivers.
  func findings(of criterion: Criterion) -> [FindingText] { findings.filter { $0.criterion.id == criterion.id } }

  /// What a criterion of several findings comes to; `nil` for one of a single finding, whose sentence says it.
  func statement(of criterion: Criterion) -> RichText? {
    let texts = findings(of: criterion)
    guard texts.count > 1 else { return nil }
    return Wording.criterion(texts, namingAttribute: transferProtocol.attributes.count > 1) { place($0) }
  }

  /// A finding's item and laboratory: "LOT7", "LOT7 at Lyon", "Lyon".
  func place(_ text: FindingText) -> String {
    let item = text.finding.item.name.map(visible)
    guard severalReceivers else { return item ?? "pooled" }
    return item.map { "\($0) at \(visible(text.finding.receiving))" } ?? visible(text.finding.receiving)
  }

  // MARK: - Results

  /// A result as it is printed, by the rule of its attribute's results.
  func result(_ row: Int) -> String {
    let data = assessment.data
    let value = data.values[row]
    let attribute = data.name(.attribute, of: row) ?? transferProtocol.attributes.first?.id ?? ""
    return digits[attribute]?.text(value) ?? Numbers.result(value)
  }

  /// What a table shows as the result of `row`: a number by that rule, else what the file has.
  func cell(_ row: Int, _ emphasis: Cell.Emphasis = .none) -> Cell {
    let data = assessment.data
    switch data.shown(row) {
    case .number(let value): return Cell(RichText(result(row)), raw: value.description, emphasis)
    case .text, .nothing: return Cell(data.shown(row), emphasis)
    }
  }

  /// How an attribute's results are printed.
  func digits(of attribute: Attribute) -> ResultDigits { digits[attribute.id] ?? ResultDigits([]) }

  private static func digits(_ assessment: Assessment) -> [String: ResultDigits] {
    let data = assessment.data
    let only = assessment.transferProtocol.attributes.count == 1
    var values: [String: [ExactDecimal]] = [:]
    for row in 0..<data.count where data.hasResult(row) {
      guard let id = data.name(.attribute, of: row) ?? (only ? assessment.transferProtocol.attributes.first?.id : nil)
      else {
        continue
      }
      values[id, default: []].append(data.values[row])
    }
    return Dictionary(
      keyed: assessment.transferProtocol.attributes.map {
        ($0.id, ResultDigits(values[$0.id] ?? [], declared: $0.digits))
      })
  }
}
