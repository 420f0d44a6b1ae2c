internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

extension Section {
  /// The ranges that the protocol asks for beside its criteria; `nil` where it asks for none.
  static func qualityRange(_ context: ReportContext) -> Section? {
    guard !context.assessment.qualityRanges.isEmpty else { return nil }
    let text = QualityRangeText(context)
    var blocks: [Block] = [
      .paragraph(
        "Shown because the protocol asks for it. Nothing here decides anything: no criterion, no verdict and no exit code rests on it."
      )
    ]
    for attribute in context.transferProtocol.attributes where attribute.qualityRange != nil {
      blocks.append(.table(text.table(attribute)))
      if let figure = QualityRangeFigure(context, attribute).figure { blocks.append(.figure(figure)) }
    }
    blocks.append(.box("Why this is no test of equivalence", text.caution))
    return Section("quality-range", title: "Quality range (information; it decides nothing)", blocks: blocks)
  }
}

/// The units of every condition against the range about those of the reference.
struct QualityRangeFigure {
  private let context: ReportContext
  private let attribute: Attribute

  init(_ context: ReportContext, _ attribute: Attribute) {
    self.context = context
    self.attribute = attribute
  }

  /// Units beyond so many are not drawn one by one, nor rows beyond so many.
  private static let (mostUnits, mostRows) = (1_000, 12)

  /// `nil` where there is no range, or too much to be drawn.
  var figure: Figure? {
    let all = context.assessment.qualityRanges.filter { $0.attribute.id == attribute.id }
    // One row a sample and level, whatever the number of test conditions.
    var rows: [[QualityRange]] = []
    for range in all where range.figures != nil {
      if let index = rows.firstIndex(where: { $0[0].sample == range.sample && $0[0].level == range.level }) {
        rows[index].append(range)
      } else {
        rows.append([range])
      }
    }
    let names = [context.transferProtocol.sending] + context.transferProtocol.receiving
    var columns: [[String]] = names.map { _ in [] }
    func values(_ row: [QualityRange], _ group: Int) -> [QualityRange.Unit] {
      group == 0 ? row[0].reference : row.first { $0.receiving == names[group] }?.test ?? []
    }
    for row in rows {
      for group in names.indices {
        for unit in values(row, group) where !columns[group].contains(unit.name) { columns[group].append(unit.name) }
      }
    }
    guard !rows.isEmpty, rows.count <= Self.mostRows, columns.joined().count <= Self.mostUnits else { return nil }
    let isLog = attribute.scale == .log
    let isPositive = rows.joined().allSatisfy { ($0.figures?.lower ?? 0) > 0 }
    let words = context.words
    let drawing = IndividualValues(
      title: "Quality range: \(attribute.title)", quantity: "\(attribute.title), \(attribute.unitOfMeasurement)",
      scale: isLog && isPositive ? .logarithmic : .linear,
      laboratories: names.enumerated().map { index, name in
        IndividualValues.Laboratory(
          name, isSending: index == 0, role: (index == 0 ? words.sending : words.receiving).lowercased(),
          runs: columns[index].map { IndividualValues.Run($0) })
      },
      samples: rows.map { row in
        let decimals = QualityRangeText.decimals(row[0])
        return IndividualValues.Sample(
          row[0].item ?? "",
          results: names.indices.map { group in
            let own = values(row, group)
            return columns[group].map { name in
              own.filter { $0.name == name }.map {
                IndividualValues.Result($0.value, text: Numbers.estimate($0.value, decimals: decimals))
              }
            }
          },
          means: names.indices.map { mean(values(row, $0), decimals) },
          range: row[0].figures.map {
            IndividualValues.Range(
              $0.lower, $0.upper, lowerText: Numbers.estimate($0.lower, decimals: decimals),
              upperText: Numbers.estimate($0.upper, decimals: decimals))
          })
      },
      count: "n = \(columns.map { "\($0.count)" }.joined(separator: " / ")) \(attribute.unitOfReplication.plural)"
    ).drawing
    return Figure(
      "quality-range-\(attribute.id)",
      caption:
        "For information: the value of every \(attribute.unitOfReplication.rawValue) (the mean of its results) against the quality range of \(visible(context.transferProtocol.sending)), mean ± \(attribute.qualityRange?.multiplier.description ?? "") SD (shaded, edges dashed). Lines: means. Not a picture of the verdict.",
      [drawing], data: .kept(data(all)))
  }

  /// The mean of unit values, geometric on the log scale.
  private func mean(_ units: [QualityRange.Unit], _ decimals: Int) -> IndividualValues.Mean? {
    let scale: AnalysisScale = attribute.scale == .log ? .log : .linear
    guard !units.isEmpty, scale == .linear || units.allSatisfy({ $0.value > 0 }) else { return nil }
    let mean = scale.reported(orderFreeMean(units.map { scale.position(of: $0.value) }))
    return IndividualValues.Mean(mean, text: Numbers.estimate(mean, decimals: decimals))
  }

  private func data(_ ranges: [QualityRange]) -> Table {
    var rows: [Table.Row] = []
    var told: Set<String> = []
    for range in ranges {
      let decimals = QualityRangeText.decimals(range)
      func add(_ group: String, _ units: [QualityRange.Unit]) {
        rows += units.map { unit in
          Table.Row([
            Cell(RichText(visible(range.sample ?? ""))), Cell(RichText(range.level?.description ?? "")),
            Cell(RichText(visible(group))), Cell(RichText(visible(unit.name))),
            Cell(Numbers.estimate(unit.value, decimals: decimals), value: unit.value),
            Cell(RichText(range.figures == nil ? "" : unit.isInside ? "yes" : "no")),
          ])
        }
      }
      // The reference is the same for every test condition.
      if told.insert("\(range.sample ?? "")\u{0}\(range.level?.description ?? "")").inserted {
        add(context.transferProtocol.sending, range.reference)
      }
      add(range.receiving, range.test)
    }
    return Table(
      "quality-range-\(attribute.id)-units",
      columns: [
        .init("Sample"), .init("Level"), .init(context.words.groupHead), .init("Unit of replication"),
        .init("Value", .right), .init("Inside"),
      ], rows: rows)
  }
}
