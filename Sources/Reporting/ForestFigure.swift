internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

/// One criterion's findings as a forest: those at one receiving laboratory, or a choice of them.
struct ForestFigure {
  private let context: ReportContext
  private let criterion: Criterion
  private let receiving: String
  private let findings: [FindingText]
  /// Whether rows have to name their laboratory.
  private let namesLaboratory: Bool

  /// All findings at one receiving laboratory, in their order.
  init(_ context: ReportContext, criterion: Criterion, receiving: String) {
    self.context = context
    self.criterion = criterion
    self.receiving = receiving
    findings = context.findings(of: criterion).filter { $0.finding.receiving == receiving }
    namesLaboratory = false
  }

  /// Findings of one criterion in the order given, each by its item and laboratory.
  init(_ context: ReportContext, chosen: [FindingText], criterion: Criterion) {
    self.context = context
    self.criterion = criterion
    receiving = chosen.first?.finding.receiving ?? ""
    findings = chosen
    namesLaboratory = context.severalReceivers
  }

  /// Which items a pooled finding is followed by.
  enum Items {
    case all
    /// Those that page one names, at most so many.
    case apart(Int)
  }

  func drawing(width: Double, items: Items = .all) -> Drawing {
    var rows: [EquivalenceForest.Row] = []
    for text in findings {
      let label = namesLaboratory ? context.place(text) : text.finding.item.name ?? "pooled"
      rows.append(Self.row(text, role: .judged, label: label, width: width))
      let parts =
        switch items {
        case .all: PooledItemsText.parts(of: text, context)
        case .apart(let most): Array(PooledItemsText.apart(of: text, context).prefix(most))
        }
      rows += parts.map { Self.row($0, role: .part, label: $0.finding.item.name ?? "", width: width) }
    }
    let shown = Self.trimmed(rows)
    let first = findings.first
    let attribute = first?.finding.attribute
    let isOfSeveral = Set(findings.map({ $0.finding.receiving })).count > 1 && criterion.facts.namesReceiver
    let title =
      attribute.map {
        criterion.quantity(
          $0, in: context.words, receiving: isOfSeveral ? "each \(context.words.group)" : receiving,
          sending: context.transferProtocol.sending)
      } ?? criterion.id
    let isRatio = first?.finding.evidence?.quantity.isRatio ?? false
    let stated = criterion.facts
    let evaluated = findings.first { $0.finding.evidence != nil }
    let unit = attribute.map { criterion.facts.unit(of: $0) } ?? ""
    let isTwoSided = !criterion.facts.isOneSided
    return EquivalenceForest(
      title: "\(criterion.id): \(title)",
      heading: width < 240
        ? attribute.map { "\(criterion.id) \(criterion.words($0, context.words).short)" } : nil, rows: shown,
      lower: stated.lower.map { Limit($0.double, $0.description) },
      upper: stated.upper.map { Limit($0.double, $0.description) },
      scale: isRatio && isTwoSided ? .logarithmic : .linear,
      axisTitle: width < 240
        ? nil
        : "\(criterion.id) \(Wording.lowercasedFirst(title))\(unit.isEmpty || title.contains("%") ? "" : ", \(unit)")",
      count: first?.count,
      numberHeads: width < 240 ? [] : width < 480 ? [""] : ["estimate", evaluated?.intervalHead ?? "interval"],
      reference: isTwoSided ? (first?.finding.evidence?.quantity.reference ?? 0) : nil,
      including: isTwoSided ? [] : [0], width: width
    ).drawing
  }

  /// Over 25 rows: the first, and the ten furthest out.
  private static func trimmed(_ rows: [EquivalenceForest.Row]) -> [EquivalenceForest.Row] {
    guard rows.count > 25 else { return rows }
    let estimates = rows.compactMap { $0.estimate }.sorted()
    let middle = estimates.isEmpty ? 0 : estimates[estimates.count / 2]
    let furthest = rows.dropFirst().sorted {
      (($0.estimate ?? middle) - middle).magnitude > (($1.estimate ?? middle) - middle).magnitude
    }
    let kept = Set(furthest.prefix(10).map { $0.label })
    return [rows[0]] + rows.dropFirst().filter { kept.contains($0.label) }
  }

  /// A finding, or an alternative of it, as a row.
  static func row(_ text: FindingText, role: EquivalenceForest.Role, label: String, width: Double)
    -> EquivalenceForest.Row
  {
    let finding = text.finding
    guard let evidence = finding.evidence else {
      return EquivalenceForest.Row(
        label, role: role, estimate: nil, verdict: text.label, note: "not evaluated")
    }
    let both = "\(text.estimate ?? "") (\(text.interval ?? ""))"
    let numbers = width >= 480 ? [text.estimate ?? "", text.interval ?? ""] : [both]
    return EquivalenceForest.Row(
      label, role: role, estimate: evidence.estimate, judged: interval(evidence.judged),
      outer: evidence.wide.map(interval),
      numbers: numbers,
      verdict: width >= 360 ? text.label : nil)
  }

  static func interval(_ set: ConfidenceSet) -> Interval {
    switch set {
    case .bounded(let lower, let upper):
      Interval(
        lower: lower.map { .at($0) } ?? .none, upper: upper.map { $0.isFinite ? .at($0) : .unbounded } ?? .none)
    case .unbounded, .exclusive: Interval(lower: .unbounded, upper: .unbounded)
    }
  }
}
