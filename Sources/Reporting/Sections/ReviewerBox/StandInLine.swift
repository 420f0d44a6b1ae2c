internal import Notation
internal import Transfer

/// How many results are below a limit, and what that does to the criteria: for page one.
struct StandInLine {
  let context: ReportContext

  var sentences: [RichText] {
    let counted = context.assessment.belowLimit
    guard !counted.isEmpty else { return [] }
    return counted.map { RichText(count($0)) } + consequences.map { RichText($0) }
  }

  private func count(_ entry: Assessment.BelowLimits) -> String {
    let below = entry.counts.reduce(0) { $0 + $1.count }
    let all = entry.counts.reduce(0) { $0 + $1.of }
    let places = entry.counts.filter { $0.count > 0 }.map { "\(visible($0.laboratory)) \($0.count) of \($0.of)" }
    let what = entry.areReadings ? "readings" : "results"
    return
      "\(below) of \(all) \(what) of \(visible(entry.attribute)) \(below == 1 ? "is" : "are") below a limit, and half of it stands for \(below == 1 ? "it" : "each") (\(places.joined(separator: ", "))).\(entry.areReadings ? " Potencies are computed from them as they stand." : "")"
  }

  /// What stand-ins decide, and what is not evaluated with them.
  private var consequences: [String] {
    let means = context.findings.filter { $0.finding.standIns != nil }
    guard !means.isEmpty else { return [] }
    let open = means.filter { $0.finding.dependsOnStandIns }
    guard !open.isEmpty else {
      return ["What was found of means holds with each of them anywhere between 0 and its limit."]
    }
    let names = Spelling.first(4, of: open.map { visible($0.label(several: context.severalReceivers)) })
    return [
      "\(names) \(open.count == 1 ? "depends" : "depend") on what stands for them, and \(open.count == 1 ? "is" : "are") neither shown nor refuted."
    ]
  }
}
