internal import Notation
internal import Statistics
internal import Transfer

/// Every run of dose-response readings with its potencies, and what its readers must know of it.
struct AssayTable {
  let assays: [PotencyAssay]
  let words: StudyWords
  /// Of all potencies, so that their points stand below each other.
  private let digits: ResultDigits

  init(assays: [PotencyAssay], words: StudyWords) {
    self.assays = assays
    self.words = words
    digits = ResultDigits(assays.flatMap { $0.potencies }.compactMap { ExactDecimal(shortest: $0.potency) })
  }

  /// `nil` where results were not computed from readings.
  var table: Table? {
    guard !assays.isEmpty else { return nil }
    return Table(
      "runs-potency", caption: "Runs of dose-response readings and the potencies they gave",
      columns: [
        .init(words.groupHead), .init("Run"), .init("Model"), .init("Wells", .right), .init("Preparation"),
        .init("Potency", .right), .init("Its interval", .right), .init("To be known"),
      ],
      rows: assays.flatMap(rows),
      note:
        "The interval is that of one run and decides nothing. Conditions are at the conventional 5 % and decide nothing."
    )
  }

  private func rows(_ assay: PotencyAssay) -> [Table.Row] {
    let run = assay.run + (assay.plate.map { ", plate \($0)" } ?? "")
    let head = [
      Cell(RichText(visible(assay.laboratory ?? ""))), Cell(RichText(visible(run))),
      Cell(RichText(assay.settings.model.rawValue)), Cell(assay.readings.count),
    ]
    // Said once for people, and in every row for programs.
    let repeated = [
      Cell("", raw: assay.laboratory ?? ""), Cell("", raw: run), Cell("", raw: assay.settings.model.rawValue),
      Cell("", raw: "\(assay.readings.count)"),
    ]
    let tests = assay.preparations.filter { !$0.isReference }
    guard !tests.isEmpty else {
      return [Table.Row(head + [.empty, .missing, .missing, Cell(RichText(visible(assay.obstacle ?? "")))])]
    }
    return tests.enumerated().map { index, test in
      let potency = assay.potencies.first { $0.preparation == test.name }
      // Those of a fit of all tests once.
      let fitted = assay.fits.count > 1 ? test.name : index == 0 ? assay.fits.first?.tests.first : nil
      let unmet = fitted.map { assay.conditionsNotMet($0) } ?? []
      let remarks =
        (unmet.isEmpty ? [] : ["conditions not met: \(unmet.joined(separator: ", "))"]) + notUsed(test.name, assay)
        + (potency == nil ? [test.obstacle ?? assay.obstacle ?? ""] : potency?.cautions ?? [])
      return Table.Row(
        (index == 0 ? head : repeated) + [
          Cell(RichText(visible(test.name))),
          potency.map { Cell(number($0.potency), value: $0.potency) } ?? .missing,
          potency.map { Cell(RichText(text($0.potencyInterval))) } ?? .missing,
          Cell(RichText(visible(remarks.joined(separator: "; ")))),
        ], startsGroup: index == 0)
    }
  }

  /// That a potency is not used, where its preparation is not shown to be as similar as the protocol requires.
  private func notUsed(_ preparation: String, _ assay: PotencyAssay) -> [String] {
    let unmet = assay.notSimilar(preparation)
    return unmet.isEmpty ? [] : ["not used: not shown similar by \(unmet.joined(separator: ", "))"]
  }

  private func number(_ value: Double) -> String { ExactDecimal(shortest: value).map(digits.text) ?? "unbounded" }

  private func text(_ set: ConfidenceSet) -> String {
    switch set {
    case .bounded(let lower?, let upper?): return "\(number(lower)) to \(number(upper))"
    case .bounded(let lower?, nil): return "above \(number(lower)), unbounded"
    case .bounded(nil, let upper?): return "below \(number(upper)), unbounded"
    case .bounded(nil, nil), .unbounded: return "every value"
    case .exclusive(let below, let above): return "below \(number(below)) or above \(number(above))"
    }
  }
}
