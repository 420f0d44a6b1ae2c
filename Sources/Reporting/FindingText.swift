internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

extension Verdict {
  /// Word and shape.
  var label: VerdictLabel { label(isInformational: false) }

  /// Word and shape, in grey where it decides nothing.
  func label(isInformational: Bool) -> VerdictLabel {
    switch self {
    case .pass: VerdictLabel("PASS", .disc, isInformational: isInformational)
    case .fail: VerdictLabel("FAIL", .cross, isInformational: isInformational)
    case .inconclusive: VerdictLabel("INCONCLUSIVE", .halfDisc, isInformational: isInformational)
    case .notEvaluated: VerdictLabel("NOT EVALUATED", .dashedRing, isInformational: isInformational)
    }
  }
}

extension Criterion {
  /// `0.80 to 1.25`, `≤ 20`, `≥ 0.80`.
  var limitsText: String {
    switch (facts.lower, facts.upper) {
    case (let lower?, let upper?): "\(lower) to \(upper)"
    case (let lower?, nil): "≥ \(lower)"
    case (nil, let upper?): "≤ \(upper)"
    case (nil, nil): ""
    }
  }

  /// What is judged, for a table: "Ratio of means R/S".
  func quantity(_ attribute: Attribute, in words: StudyWords, receiving: String, sending: String) -> String {
    self.words(attribute, words).quantity.filled { $0 == .receiving ? receiving : $0 == .sending ? sending : "" }
  }
}

/// A finding's figures as they are printed, rounded so that none changes sides.
struct FindingText {
  let finding: Finding
  let sending: String
  let words: StudyWords
  let decimals: Int
  /// Whether runs are counted, which have neither decimals nor bounds.
  let isCount: Bool
  private let limits: [ExactDecimal]

  /// - Parameter atLeast: decimals that findings of one criterion share, so that their columns align.
  init(_ finding: Finding, of transferProtocol: TransferProtocol, atLeast: Int? = nil) {
    self.init(finding, sending: transferProtocol.compared.sending, words: transferProtocol.words, atLeast: atLeast)
  }

  /// Other figures of a finding, beside its own.
  init(_ finding: Finding, beside text: FindingText) {
    self.init(finding, sending: text.sending, words: text.words, atLeast: text.decimals)
  }

  private init(_ finding: Finding, sending: String, words: StudyWords, atLeast: Int?) {
    self.finding = finding
    self.sending = sending
    self.words = words
    let stated = finding.criterion.facts
    limits = [stated.lower, stated.upper].compactMap { $0 }
    let written = limits.map { $0.fractionDigits }.max() ?? 0
    var width: Double? = nil
    if let evidence = finding.evidence, case .bounded(let lower, let upper) = evidence.judged {
      width =
        ((upper ?? evidence.estimate) - (lower ?? evidence.estimate)).magnitude
        * (finding.criterion.facts.isOneSided ? 2 : 1)
    }
    isCount = finding.evidence?.isCount ?? false
    // A half-width is printed like the standard error that it comes from: with two digits.
    let halfWidth = finding.evidence.flatMap { $0.quantity == .halfWidth ? $0.estimate : nil }
    let needed =
      halfWidth.map { Numbers.decimals(standardError: $0) } ?? width.flatMap {
        $0.isFinite && $0 > 0 ? Numbers.decimals(intervalWidth: $0) : nil
      } ?? written
    // A limit with more digits than the results can bear (0.9950248756218907 is 1/1.005) lends them none.
    let floor = min(written, needed + 2)
    // Where numbers are written in powers of ten, digits before the point are left out too.
    let isHuge = finding.evidence.map { max($0.estimate.magnitude, width ?? 0) >= 1e9 } ?? false
    let own = isHuge ? needed : max(floor, min(needed, written + 4))
    decimals = isCount ? 0 : max(own, atLeast ?? own)
  }

  var criterion: Criterion { finding.criterion }
  /// The verdict as it is shown.
  var label: VerdictLabel { finding.verdict.label(isInformational: !criterion.required) }
  var unit: String { criterion.facts.unit(of: finding.attribute) }

  /// The quantity with its unit and item: "Ratio of geometric means R/S, LOT7".
  var quantity: String {
    var text = criterion.quantity(
      finding.attribute, in: words, receiving: finding.receiving, sending: sending)
    if !unit.isEmpty && !text.hasSuffix("% of \(words.sendingLetter)") { text += ", \(unit)" }
    switch finding.item {
    case .pooled:
      let counts = [(finding.items.bySample.count, "samples"), (finding.items.byLevel.count, "levels")]
      let parts = counts.filter { $0.0 > 1 }.map { "\($0.0) \($0.1)" }
      if !parts.isEmpty { text += ", pooled over \(parts.joined(separator: " and "))" }
    case .sample(let name): text += ", \(name)"
    case .level(let value): text += ", level \(value)"
    case .sampleAtLevel(let name, let value): text += ", \(name) at level \(value)"
    }
    return text
  }

  var estimate: String? {
    finding.evidence.map { Numbers.estimate($0.estimate, decimals: decimals, limits: limits) }
  }

  /// `1.101 to 1.276`, `≤ 16.2`, or what Fieller's set is.
  var interval: String? { finding.evidence.map { text($0.judged) } }

  /// `90 %, two-sided` or `95 %, upper bound`.
  var level: String? {
    finding.evidence.map { evidence in
      let percent = Numbers.percent((evidence.level * 1e6).rounded() / 1e4, decimals: levelDecimals(evidence.level))
      if isCount { return "by \(percent) intervals" }
      if !criterion.facts.isOneSided { return "\(percent), two-sided" }
      return "\(percent), \(criterion.facts.upper != nil ? "upper" : "lower") bound"
    }
  }

  /// `90 %`.
  var levelShort: String {
    guard let level = finding.evidence?.level else { return "" }
    return Numbers.percent((level * 1e6).rounded() / 1e4, decimals: levelDecimals(level))
  }

  private func levelDecimals(_ level: Double) -> Int {
    let percent = (level * 1e6).rounded() / 1e4
    return percent == percent.rounded() ? 0 : (percent * 10 == (percent * 10).rounded() ? 1 : 2)
  }

  /// What stands over the intervals: `90 % interval`, `upper 95 % bound`.
  var intervalHead: String {
    if isCount { return "not shown similar" }
    guard criterion.facts.isOneSided else { return "\(levelShort) interval" }
    return boundHead(isUpper: criterion.facts.upper != nil)
  }

  /// What stands over the bounds that would decide a failure: `lower 95 % bound`.
  var oppositeHead: String { isCount ? "shown unlike" : boundHead(isUpper: criterion.facts.upper == nil) }

  private func boundHead(isUpper: Bool) -> String { "\(isUpper ? "upper" : "lower") \(levelShort) bound" }

  func text(_ set: ConfidenceSet) -> String {
    switch set {
    case .bounded(let lower?, let upper?): return Numbers.interval(lower, upper, decimals: decimals, limits: limits)
    case .bounded(nil, let upper?):
      return upper.isFinite ? "≤ \(Numbers.upperBound(upper, decimals: decimals, limits: limits))" : "no upper bound"
    case .bounded(let lower?, nil): return "≥ \(Numbers.lowerBound(lower, decimals: decimals, limits: limits))"
    // A lot that is one unit has an estimate and no interval.
    case .bounded(nil, nil): return "no interval"
    case .unbounded: return "every value"
    case .exclusive(let below, let above):
      return
        "below \(Numbers.estimate(below, decimals: decimals)) or above \(Numbers.estimate(above, decimals: decimals))"
    }
  }

  /// The bound alone, without a sign.
  var upperBound: String {
    guard let upper = finding.evidence?.judged.upper, upper.isFinite else { return "no bound" }
    return Numbers.upperBound(upper, decimals: decimals, limits: limits)
  }

  var lowerBound: String {
    guard let lower = finding.evidence?.judged.lower else { return "no bound" }
    return Numbers.lowerBound(lower, decimals: decimals, limits: limits)
  }

  /// The bound on the other side, which decides a failure: rounded towards the limit it is held against.
  var opposite: String {
    guard let value = finding.evidence?.opposite else { return "none" }
    return criterion.facts.upper != nil
      ? Numbers.lowerBound(value, decimals: decimals, limits: limits)
      : Numbers.upperBound(value, decimals: decimals, limits: limits)
  }

  /// `6 / 6`.
  var units: String {
    "\(finding.sendingUnits.map { "\($0)" } ?? "–") / \(finding.receivingUnits.map { "\($0)" } ?? "–")"
  }

  /// `n = 6 / 6 runs S / R`; `n = 6 runs at Site B` where one group takes part.
  var count: String {
    let unit = finding.attribute.unitOfReplication
    func one(_ units: Int, _ laboratory: String) -> String {
      "n = \(units) \(units == 1 ? unit.rawValue : unit.plural) at \(visible(laboratory))"
    }
    switch (finding.sendingUnits, finding.receivingUnits) {
    case (let units?, nil): return one(units, sending)
    case (nil, let units?): return one(units, finding.receiving)
    case (nil, nil): return ""
    case (.some, .some): return "n = \(self.units) \(unit.plural) \(words.order)"
    }
  }

  /// How a place of several items or receivers is called beside its criterion: "AC-1 LOT7".
  func label(several: Bool) -> String {
    var text = criterion.id
    if let name = finding.item.name { text += " \(name)" }
    if several { text += " \(finding.receiving)" }
    return text
  }
}

extension FindingText {
  /// Further from a pass: by verdict, then by how near its figures come to a limit.
  func isWorse(than other: FindingText) -> Bool {
    func rank(_ verdict: Verdict) -> Int {
      switch verdict {
      case .fail: 3
      case .notEvaluated: 2
      case .inconclusive: 1
      case .pass: 0
      }
    }
    let (a, b) = (rank(finding.verdict), rank(other.finding.verdict))
    return a == b ? closeness > other.closeness : a > b
  }

  /// How far the judged interval reaches from the middle of the limits, or from zero to the one limit: 1 where it touches
  /// a limit.
  private var closeness: Double {
    guard let evidence = finding.evidence else { return .infinity }
    let scale: AnalysisScale = evidence.quantity.isRatio ? .log : .linear
    func place(_ value: Double) -> Double { scale == .log && value <= 0 ? -.infinity : scale.position(of: value) }
    let (lower, upper) = (evidence.judged.lower, evidence.judged.upper)
    switch (evidence.lowerLimit, evidence.upperLimit) {
    case (let a?, let b?):
      guard let lower, let upper else { return .infinity }
      let (middle, half) = ((place(a) + place(b)) / 2, (place(b) - place(a)) / 2)
      return half > 0 ? max(place(upper) - middle, middle - place(lower)) / half : .infinity
    case (nil, let limit?):
      guard let upper else { return .infinity }
      return 1 + (upper - limit) / (limit == 0 ? 1 : limit.magnitude)
    case (let limit?, nil):
      guard let lower else { return .infinity }
      return 1 + (limit - lower) / (limit == 0 ? 1 : limit.magnitude)
    case (nil, nil): return 0
    }
  }
}
