internal import AssayData
internal import Notation

/// What a claim rests on, and what was not exercised.
public struct CoverageItem: Sendable, Hashable {
  public let attribute: String
  /// What is covered, such as "Analysts".
  public let what: String
  public let exercised: String
  /// `nil` where nothing is known to be missing.
  public let notExercised: String?

  /// Of what is judged; results of names that no design lists exercise nothing.
  static func items(_ evaluator: Evaluator) -> [CoverageItem] {
    let (attribute, transferProtocol, data, rows) = (
      evaluator.attribute, evaluator.transferProtocol, evaluator.data, evaluator.study
    )
    let judged = evaluator.completeness.unplanned.isEmpty ? rows.rows : rows.rows.filter(evaluator.isPlanned)
    var items: [CoverageItem] = []
    func add(_ what: String, _ exercised: String, _ missing: String?) {
      items.append(CoverageItem(attribute: attribute.id, what: what, exercised: exercised, notExercised: missing))
    }
    guard !judged.isEmpty else {
      add("Results", "none", "the whole attribute")
      return items
    }
    let laboratories = [transferProtocol.sending] + transferProtocol.receiving
    // Samples
    let samples = judged.map { $0.sample }.uniqued.filter { $0 >= 0 }.map { rows.sampleNames[Int($0)] }
    let planned = attribute.design?.samples ?? []
    let missing = planned.filter { !samples.contains($0) }
    // Two standards are compared for a value of their own, not as samples of others.
    let others =
      samples.count == 1 && transferProtocol.comparison == nil
      ? "other \(transferProtocol.words.otherSamples) than \(visible(samples[0]))" : nil
    let shown = samples.count > 8 ? "\(samples.count) samples" : samples.map(visible).joined(separator: ", ")
    add(
      "Samples", samples.isEmpty ? "not named" : shown,
      missing.isEmpty
        ? others
        : "\(missing.map(visible).joined(separator: ", ")), planned and not received")
    // Range of results against the specification
    if let low = judged.map({ $0.value }).min(), let high = judged.map({ $0.value }).max() {
      var gap: String? = nil
      if let specification = attribute.specification {
        let below = specification.lower.map { low > $0 } ?? false
        let above = specification.upper.map { high < $0 } ?? false
        let range =
          "\(specification.lower.map { "\($0)" } ?? "…") to \(specification.upper.map { "\($0)" } ?? "…") \(visible(attribute.unitOfMeasurement))"
        if below || above {
          gap =
            below && above
            ? "the ends of the specification \(range)"
            : "the \(below ? "lower" : "upper") end of the specification \(range)"
        }
      }
      let isComputed = attribute.doseResponse != nil
      func shown(_ value: ExactDecimal) -> String { isComputed ? fiveDigits(value.double) : value.description }
      add("Range of results", "\(shown(low)) to \(shown(high)) \(visible(attribute.unitOfMeasurement))", gap)
    }
    func levels(_ role: Role, _ what: String, one: String) {
      guard let factor = data.factors[role] else {
        if role == .instrument || role == .analyst { add(what, "not recorded", "\(what.lowercased()) (not recorded)") }
        return
      }
      let counts = laboratories.indices.map { laboratory in
        Set(
          judged.filter { $0.laboratory == Int32(laboratory) && factor.codes[$0.index] >= 0 }
            .map { factor.codes[$0.index] }
        ).count
      }
      let words = zip(laboratories, counts).map { "\(visible($0)) \($1)" }.joined(separator: ", ")
      let single = zip(laboratories, counts).filter { $1 == 1 }.map { visible($0.0) }
      var gaps: [String] = []
      // One reference lot for all is as it should be.
      if !single.isEmpty, role != .referenceLot { gaps.append("\(one) at \(single.joined(separator: ", "))") }
      let planned: Attribute.Design.Count? =
        switch role {
        case .analyst: attribute.design?.analysts
        case .day: attribute.design?.days
        default: nil
        }
      if let planned {
        let short = zip(laboratories, counts).filter { $1 < planned.at($0) }
        for (numbers, places) in short.grouped(by: { [planned.at($0.0) - $0.1, planned.at($0.0)] }) {
          gaps.append(
            "\(numbers[0] == numbers[1] ? "all" : "\(numbers[0]) of") \(numbers[1]) planned \(what.lowercased()) at \(places.map { visible($0.0) }.joined(separator: ", "))"
          )
        }
      }
      add(what, words, gaps.isEmpty ? nil : gaps.joined(separator: "; "))
    }
    levels(.analyst, "Analysts", one: "a second analyst")
    levels(.day, "Days", one: "a second day")
    if attribute.unitOfReplication == .run { levels(.run, "Runs", one: "a second run") }
    levels(.instrument, "Instruments", one: "a second instrument")
    levels(.lot, "Lots", one: "a second lot")
    levels(.referenceLot, "Reference lots", one: "a second reference lot")
    return items
  }
}

/// A computed result for words, in five digits.
func fiveDigits(_ value: Double) -> String {
  guard value > 1e-5, value < 1e9 else { return "\(value)" }
  var scale = 1.0
  while value * scale < 10_000 { scale *= 10 }
  return "\((value * scale).rounded() / scale)"
}
