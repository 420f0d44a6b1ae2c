internal import Notation
internal import Statistics
internal import Transfer

/// The mean squares behind the bounds of a precision, so that a reader can compute the bounds again.
struct MeanSquareTable {
  private let findings: [FindingText]
  private let context: ReportContext

  init(_ findings: [FindingText], _ context: ReportContext) {
    self.findings = findings
    self.context = context
  }

  /// `nil` for a criterion that rests on no mean squares.
  var table: Table? {
    guard let first = findings.first else { return nil }
    let attribute = first.finding.attribute
    var rows: [Table.Row] = []
    for text in findings {
      for figures in text.finding.evidence?.laboratories ?? [] {
        for (index, weighted) in figures.meanSquares.enumerated() {
          rows.append(
            Table.Row(
              [
                index == 0 ? Cell("\(strong: visible(text.finding.item.name ?? "pooled"))") : .empty,
                index == 0 ? Cell(RichText(visible(figures.laboratory))) : .empty,
                Cell(RichText(source(weighted, attribute))), significant(weighted.square.value),
                Cell(
                  Numbers.degreesOfFreedom(weighted.square.degreesOfFreedom), value: weighted.square.degreesOfFreedom),
                significant(weighted.coefficient),
              ], startsGroup: index == 0))
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    let receiving = first.finding.receiving
    let unit = attribute.scale == .log ? "of ln" : "\(visible(attribute.unitOfMeasurement))²"
    return Table(
      "mean-squares-\(first.criterion.id)-\(receiving)",
      caption:
        "Mean squares behind \(visible(first.criterion.id))\(context.severalReceivers ? ", \(visible(receiving))" : "")",
      columns: [
        .init("Item"), .init(context.words.groupHead), .init("Source"), .init("Mean square", unit: unit, .right),
        .init("df", .right), .init("Coefficient", .right),
      ], rows: rows, note: note)
  }

  /// What a mean square is of: the innermost by the word for what varies within a unit.
  private func source(_ weighted: WeightedSquare, _ attribute: Attribute) -> String {
    weighted.isWithinUnits
      ? context.words.repeatability(within: attribute.unitOfReplication.plural) : weighted.square.name
  }

  private var note: RichText {
    let isRatio = findings.first?.criterion.facts.comparesPrecision ?? false
    return
      "The variance s² is the sum of coefficient × mean square (MS, on the scale of one result). One MS: upper bound of s² = ν MS / χ²(α; ν), the lower one with χ²(1 − α; ν). Several: s² + √Σ (c MS (ν / χ²(α; ν) − 1))². \(isRatio ? "From these to the bounds of the ratio" : "In full"): \(code: "methodtransfer explain \(findings.first?.criterion.kindName ?? "mls")")."
  }

  /// Six significant digits; the CSV table has all.
  private func significant(_ value: Double) -> Cell {
    Cell(Numbers.estimate(value, decimals: min(Numbers.decimals(standardError: value) + 4, 15)), value: value)
  }
}
