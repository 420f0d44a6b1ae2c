internal import Notation
internal import Statistics
internal import TransferAssessment
internal import TransferProtocol

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
    var haveWeights = true
    for text in findings {
      for figures in text.finding.evidence?.laboratories ?? [] {
        let weights = MeanSquareWeights(figures, text.criterion)?.values
        haveWeights = haveWeights && (weights != nil || figures.meanSquares.isEmpty)
        for (index, square) in figures.meanSquares.enumerated() {
          rows.append(
            Table.Row(
              [
                index == 0 ? Cell("\(strong: visible(text.finding.item.name ?? "pooled"))") : .empty,
                index == 0 ? Cell(RichText(visible(figures.laboratory))) : .empty,
                Cell(RichText(source(square.name, attribute))), significant(square.value),
                Cell(Numbers.degreesOfFreedom(square.degreesOfFreedom), value: square.degreesOfFreedom),
                weights.map { significant($0[index]) } ?? .empty,
              ], startsGroup: index == 0))
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    let receiving = first.finding.receiving
    let unit = attribute.scale == .log ? "of ln" : "\(visible(attribute.unit))²"
    return Table(
      "mean-squares-\(first.criterion.id)-\(receiving)",
      caption:
        "Mean squares behind \(visible(first.criterion.id))\(context.severalReceivers ? ", \(visible(receiving))" : "")",
      columns: [
        .init("Item"), .init(context.words.groupHead), .init("Source"), .init("Mean square", unit: unit, .right),
        .init("df", .right), .init("Coefficient", .right),
      ], rows: rows, note: note(haveWeights: haveWeights))
  }

  /// What a mean square is of: the innermost by the word for what varies within a unit.
  private func source(_ name: String, _ attribute: Attribute) -> String {
    name == MeanSquareWeights.within
      ? context.words.repeatability(within: attribute.unitOfReplication.plural) : name
  }

  private func note(haveWeights: Bool) -> RichText {
    let isRatio = if case .precisionRatio = findings.first?.criterion.kind { true } else { false }
    let sum =
      haveWeights
      ? "The variance s² is the sum of coefficient × mean square (MS, on the scale of one result)."
      : "Mean squares (MS) are on the scale of one result."
    return
      "\(sum) One MS: upper bound of s² = ν MS / χ²(α; ν), the lower one with χ²(1 − α; ν). Several: s² + √Σ (c MS (ν / χ²(α; ν) − 1))². \(isRatio ? "From these to the bounds of the ratio" : "In full"): \(code: "methodtransfer explain \(findings.first?.criterion.kindName ?? "mls")")."
  }

  /// Six significant digits; the CSV table has all.
  private func significant(_ value: Double) -> Cell {
    Cell(Numbers.estimate(value, decimals: min(Numbers.decimals(standardError: value) + 4, 15)), value: value)
  }
}

/// The coefficients with which mean squares make up the variance of one result, or of a reportable mean.
///
/// Derived from the degrees of freedom of the balanced nested design, as `explain intermediate-precision` writes them,
/// and given only where they lead to the very variance that was judged.
struct MeanSquareWeights {
  /// In the order of the mean squares.
  let values: [Double]

  /// `nil` where they do not reproduce the laboratory's SD to nine digits.
  init?(_ figures: LaboratoryFigures, _ criterion: Criterion) {
    guard let sd = figures.standardDeviation, !figures.meanSquares.isEmpty else { return nil }
    let reportable: Reportable? =
      switch criterion.kind {
      case .repeatability(let kind), .intermediatePrecision(let kind): kind.reportable
      default: nil
      }
    let runs = Double(reportable?.runs ?? 1)
    let replicates = Double(reportable?.replicates ?? 1)
    guard
      let weights = figures.meanSquares.count == 1 && figures.meanSquares[0].name == Self.within
        ? [1 / (runs * replicates)] : Self.nested(figures, runs: runs, replicates: replicates)
    else { return nil }
    let variance = zip(weights, figures.meanSquares).reduce(0) { $0 + $1.0 * $1.1.value }
    guard (variance - sd * sd).magnitude <= 1e-9 * sd * sd else { return nil }
    values = weights
  }

  static let within = "repeatability"

  private static func nested(_ figures: LaboratoryFigures, runs: Double, replicates: Double) -> [Double]? {
    let within = figures.meanSquares.first { $0.name == Self.within }
    let factors = figures.meanSquares.filter { $0.name != Self.within }
    // Every cell (a sample in a unit) spends one degree of freedom on its mean, every sample one on its own.
    let cells = Double(figures.results) - (within?.degreesOfFreedom ?? 0)
    let samples = cells - factors.reduce(0) { $0 + $1.degreesOfFreedom }
    guard cells >= 1, samples >= 1 else { return nil }
    let results = Double(figures.results) / cells
    let units = cells / samples
    let mains = factors.filter { !$0.name.hasSuffix(" × sample") }
    let isCrossed = mains.count < factors.count
    var weights: [String: Double] = [:]
    var groups = 1.0
    var outer: Double? = nil
    for (level, factor) in mains.enumerated() {
      groups += factor.degreesOfFreedom / (isCrossed ? 1 : samples)
      let size = units / groups
      let own = level == mains.count - 1 ? 1 / runs : 1 / size
      let coefficient = (own - (outer.map { 1 / $0 } ?? 0)) / results
      weights[factor.name] = isCrossed ? coefficient / samples : coefficient
      weights["\(factor.name) × sample"] = coefficient * (samples - 1) / samples
      outer = size
    }
    weights[Self.within] = 1 / (runs * replicates) - 1 / (runs * results)
    let all = figures.meanSquares.compactMap { weights[$0.name] }
    return all.count == figures.meanSquares.count ? all : nil
  }
}
