internal import AssayData
internal import Notation
internal import Statistics
internal import Transfer

/// The quality ranges of a report in words and a table: information, told so that nobody takes it for a test.
struct QualityRangeText {
  private let context: ReportContext

  init(_ context: ReportContext) { self.context = context }

  private var all: [QualityRange] { context.assessment.qualityRanges }
  private var severalAttributes: Bool { Set(all.map { $0.attribute.id }).count > 1 }
  private var severalReceivers: Bool { context.severalReceivers }

  /// How many page one has room for.
  private static let most = 3

  /// What page one says.
  var pageOne: Entry {
    let said = all.prefix(Self.most).map { range -> String in
      let name = [severalAttributes || range.item == nil ? visible(range.attribute.title) : nil, range.item]
        .compactMap { $0 }.joined(separator: ", ")
      guard range.figures != nil else { return "\(name), no range: \(visible(range.obstacle ?? ""))" }
      return
        "\(name), \(range.inside) of \(range.test.count) \(range.units) of \(visible(range.receiving)) inside \(span(range))"
    }
    let rest = all.count - said.count
    return Entry(
      "Quality range",
      "For information, and no part of the verdict: \(said.joined(separator: "; "))\(rest > 0 ? "; and \(rest) more" : "") (\(reference: Self.name(all[0].attribute)))."
    )
  }

  static func name(_ attribute: Attribute) -> String { "quality-range-\(attribute.id)" }

  /// `3.00 to 5.81`.
  func span(_ range: QualityRange) -> String {
    guard let figures = range.figures else { return "–" }
    let decimals = Self.decimals(range)
    return
      "\(Numbers.estimate(figures.lower, decimals: decimals)) to \(Numbers.estimate(figures.upper, decimals: decimals))"
  }

  /// Two significant digits of the SD in the unit of results, or as many more as tell every unit from the ends of the range.
  static func decimals(_ range: QualityRange) -> Int {
    guard let figures = range.figures else { return 3 }
    let spread = figures.standardDeviation * (range.attribute.scale == .log ? figures.mean : 1)
    let least = min(max(Numbers.decimals(standardError: spread), range.attribute.digits ?? .min), 8)
    func shown(_ value: Double, _ decimals: Int) -> Double? { Double(Numbers.estimate(value, decimals: decimals)) }
    return (least...max(least, 12)).first { decimals in
      guard let lower = shown(figures.lower, decimals), let upper = shown(figures.upper, decimals) else { return true }
      return (range.reference + range.test).allSatisfy { unit in
        guard let value = shown(unit.value, decimals) else { return true }
        return (lower <= value && value <= upper) == unit.isInside
      }
    } ?? least
  }

  func table(_ attribute: Attribute) -> Table {
    let ranges = all.filter { $0.attribute.id == attribute.id }
    let isLog = attribute.scale == .log
    let unit = visible(attribute.unitOfMeasurement)
    let wished = attribute.qualityRange?.share
    let hasItems = ranges.contains { $0.item != nil }
    let units = attribute.unitOfReplication.plural
    let multiplier = attribute.qualityRange?.multiplier.description ?? ""
    var columns: [Table.Column] = hasItems ? [.init("Sample")] : []
    if severalReceivers { columns.append(.init(context.words.receiving)) }
    columns += [
      .init(units, .right, group: visible(context.transferProtocol.sending)),
      .init(isLog ? "geometric mean" : "mean", unit: unit, .right, group: visible(context.transferProtocol.sending)),
      .init(
        isLog ? "SD of ln" : "SD", unit: isLog ? nil : unit, .right, group: visible(context.transferProtocol.sending)),
      .init("Range", unit: unit, .right), .init("Inside", .right), .init("Share", .right),
    ]
    if let wished { columns.append(.init("Wished: \(wished) %")) }
    columns += [
      .init("expected", .right, group: "of the reference itself"),
      .init(
        "at least", .right, group: "of the reference itself",
        note: "with \(Numbers.percent(100 * QualityRange.confidence, decimals: 0))"),
    ]
    return Table(
      Self.name(attribute),
      caption:
        "Quality range (information; it decides nothing): \(visible(attribute.title)), mean ± \(multiplier) SD of the \(units) of \(visible(context.transferProtocol.sending))",
      columns: columns,
      rows: ranges.map { row($0, hasItems: hasItems, hasWish: wished != nil) },
      note: RichText(note(ranges)))
  }

  private func row(_ range: QualityRange, hasItems: Bool, hasWish: Bool) -> Table.Row {
    var cells: [Cell] = hasItems ? [Cell("\(strong: range.item ?? "–")")] : []
    if severalReceivers { cells.append(Cell(RichText(visible(range.receiving)))) }
    cells.append(Cell(range.reference.count))
    guard let figures = range.figures else {
      cells += [.empty, .empty, Cell(RichText("none"), note: visible(range.obstacle ?? "")), .empty, .empty]
      return Table.Row(cells + (hasWish ? [.empty] : []) + [.empty, .empty])
    }
    let decimals = Self.decimals(range)
    let spread = min(Numbers.decimals(standardError: figures.standardDeviation), 8)
    cells += [
      Cell(Numbers.estimate(figures.mean, decimals: decimals), value: figures.mean),
      Cell(Numbers.estimate(figures.standardDeviation, decimals: spread), value: figures.standardDeviation),
      Cell(RichText(span(range)), raw: "\(Numbers.shortest(figures.lower)) to \(Numbers.shortest(figures.upper))"),
      Cell(RichText("\(range.inside) of \(range.test.count)")),
      range.share.map { Cell(share($0), value: $0) } ?? .empty,
    ]
    if hasWish { cells.append(range.reachesShare.map { Cell($0 ? "reached" : "not reached") } ?? .empty) }
    return Table.Row(
      cells + [
        Cell(content(figures.expectedContent), value: 100 * figures.expectedContent),
        Cell(content(figures.heldContent), value: 100 * figures.heldContent),
      ])
  }

  /// Rounded down, so that no unit outside is rounded away.
  private func share(_ percent: Double) -> String {
    Numbers.quantity(Numbers.lowerBound(percent, decimals: percent == percent.rounded() ? 0 : 1), unit: "%")
  }

  private func content(_ share: Double) -> String {
    guard share > 0 else { return "nothing" }
    let percent = 100 * share
    if percent > 99.99 { return "above \(Numbers.quantity("99.99", unit: "%"))" }
    return Numbers.quantity(Numbers.lowerBound(percent, decimals: percent > 99 ? 2 : 1), unit: "%")
  }

  /// Units that lie outside, by name.
  private func note(_ ranges: [QualityRange]) -> String {
    let outside = ranges.filter { $0.figures != nil }.compactMap { range -> String? in
      let units = range.test.filter { !$0.isInside }
      guard !units.isEmpty else { return nil }
      let decimals = Self.decimals(range)
      let shown = units.prefix(8).map { "\(visible($0.name)) (\(Numbers.estimate($0.value, decimals: decimals)))" }
      let more = units.count > shown.count ? " and \(units.count - shown.count) more" : ""
      let items = Set(ranges.map { $0.item }).count
      let place = [items > 1 ? range.item : nil, severalReceivers ? visible(range.receiving) : nil].compactMap { $0 }
      return "\(place.isEmpty ? "" : "\(place.joined(separator: ", ")): ")\(shown.joined(separator: ", "))\(more)"
    }
    return outside.isEmpty ? "No unit lies outside." : "Outside: \(outside.joined(separator: "; "))."
  }

  // MARK: - Why it decides nothing

  var caution: [Entry] {
    let words = context.words
    let sending = visible(context.transferProtocol.sending)
    let ranges = all.filter { $0.figures != nil }
    var entries = [
      Entry(
        "What it is",
        "The range is about the \(words.sendingGroup)'s units, so it is as wide as they scatter: a noisy reference makes it wide, and what lies inside is then no more alike. A narrow one may leave units outside that do no harm."
      )
    ]
    if let fewest = ranges.min(by: { $0.reference.count < $1.reference.count }), let figures = fewest.figures {
      let count = fewest.reference.count
      entries.append(
        Entry(
          "How well known",
          "Mean and SD rest on \(Wording.count(count, fewest.attribute.unitOfReplication.rawValue)) of \(sending). If such values are normal\(fewest.attribute.scale == .log ? " on ln" : ""), a range of mean ± \(fewest.request.multiplier.description) SD from so many is expected to hold \(content(figures.expectedContent)) of further ones of \(sending) itself, and holds at least \(content(figures.heldContent)) of them with \(Numbers.percent(100 * QualityRange.confidence, decimals: 0)) confidence."
        ))
    }
    entries += [
      Entry(
        "What is counted",
        "A unit's value is the mean of its results\(ranges.contains { $0.attribute.scale == .log } ? ", geometric on the log scale" : ""); it scatters less the more results it has, so like is seen beside like only where the \(words.groups) have as many in a unit."
      ),
      Entry(
        "What it is not",
        "No test of equivalence: means may differ by more than the limits with every unit inside, and agree with some outside. The verdict rests on the criteria alone."
      ),
    ]
    return entries
  }
}

extension QualityRange {
  /// What it is of, in words: "harvest", "harvest, level 20"; `nil` where there is but one thing.
  var item: String? {
    let parts = [sample.map { visible($0) }, level.map { "level \($0)" }].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// "runs".
  var units: String { attribute.unitOfReplication.plural }
}
