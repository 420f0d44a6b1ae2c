internal import Notation
internal import Statistics
internal import Transfer

/// How a standard that results are relative to is reported.
struct ReferenceText {
  let standard: Standard
  /// Standards on the way back to its primary, itself among them, whose values are provisional.
  let provisional: [Standard]

  init(_ standard: Standard, provisional: [Standard]) {
    self.standard = standard
    self.provisional = provisional
  }

  init(_ use: ReferenceUse) { self.init(use.standard, provisional: use.provisional) }

  /// `1.02 IU/mL`
  var value: String {
    Numbers.quantity(standard.value.description, unit: visible(standard.unit ?? ""))
  }

  /// `RS-03 (value 1.02)`
  var named: String { "\(visible(standard.id)) (value \(value))" }

  var isProvisional: Bool { standard.provisional }
  private var others: [String] { provisional.filter { $0.id != standard.id }.map { visible($0.id) } }

  /// What its value rests on, after a comma: `, whose value is PROVISIONAL`; empty where nothing is.
  var basis: RichText {
    let rests = "\(Spelling.list(others, "and")), which \(others.count == 1 ? "is" : "are") provisional"
    switch (isProvisional, others.isEmpty) {
    case (true, true): return ", whose value is \(strong: "PROVISIONAL")"
    case (true, false): return ", whose value is \(strong: "PROVISIONAL") and rests on \(rests) too"
    case (false, false): return ", whose value rests on \(rests)"
    case (false, true): return ""
    }
  }

  /// `yes`, `no`, or what it rests on.
  var provisionalWord: String {
    if isProvisional { return others.isEmpty ? "yes" : "yes, and rests on \(Spelling.list(others, "and"))" }
    return others.isEmpty ? "no" : "rests on \(Spelling.list(others, "and"))"
  }

  /// What stands beside the status of a report whose results rest on a provisional standard.
  static let stamp = "PROVISIONAL REFERENCE"
}

extension LnEstimate {
  /// `1.012 (95 % interval 0.990 to 1.034)`, as a ratio.
  var ratioText: String {
    let text = ratioTexts
    return text.interval.map { "\(text.estimate) (95\(Numbers.noBreakSpace)% interval \($0))" } ?? text.estimate
  }

  /// The ratio and its 95 % interval, in the digits that its standard uncertainty leaves; without one where it is exact.
  var ratioTexts: (estimate: String, interval: String?) {
    let back = AnalysisScale.log.reported
    guard !isExact else { return (Numbers.shortest(back(value)), nil) }
    let decimals = Numbers.decimals(standardError: back(value) * standardError)
    let ends = interval(level: 0.95)
    return (
      Numbers.estimate(back(value), decimals: decimals),
      Numbers.interval(back(ends.lower), back(ends.upper), decimals: decimals)
    )
  }
}

extension [ReferenceUse] {
  /// What stands beside the status of the report; `nil` where nothing is provisional.
  var stamp: String? { contains { $0.restsOnProvisional } ? ReferenceText.stamp : nil }

  /// One sentence a standard, for page one.
  func sentences(_ transferProtocol: TransferProtocol) -> [RichText] {
    transferProtocol.attributes.flatMap { attribute -> [RichText] in
      let own = filter { $0.attribute.id == attribute.id }
      guard !own.isEmpty else {
        return attribute.reference.map { ["\(visible(attribute.title)) is relative to \(visible($0))."] } ?? []
      }
      let cancels =
        own.count > 1 && own.allSatisfy { $0.carried != nil && $0.standard.id == own[0].standard.id }
      if cancels, let carried = own[0].carried {
        let (lot, target) = (ReferenceText(own[0]), ReferenceText(carried.standard, provisional: carried.provisional))
        return [
          "\(visible(attribute.title)) is relative to \(lot.named)\(lot.basis), at \(transferProtocol.words.everyGroup), and not to \(target.named)\(target.basis): the factor between the two, \(carried.factor.ratioText), is common and cancels where \(transferProtocol.words.groups) are compared."
        ]
      }
      return own.map { use in
        let text = ReferenceText(use)
        let place = use.laboratory.map { " at \(visible($0))" } ?? ""
        let lot: RichText = "\(visible(attribute.title))\(place) is relative to \(text.named)\(text.basis)"
        guard let carried = use.carried else { return "\(lot)." }
        let target = ReferenceText(carried.standard, provisional: carried.provisional)
        return
          "\(lot); its results were converted to \(target.named)\(target.basis) by the factor \(carried.factor.ratioText): \(strong: "bridged, not measured side by side")."
      }
    }
  }
}
