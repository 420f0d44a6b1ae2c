internal import Notation
internal import Statistics
public import Transfer

extension PotencyOfTable {
  /// Whether a file is a table of potencies as ``results`` is, whatever the study: by its head.
  public static func isResults(_ bytes: [UInt8]) -> Bool {
    let head = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return head.hasPrefix("lab,run,") && head.holds(",\(columns)")
  }

  /// Of every table of potencies.
  private static let columns =
    "potency,lower,upper,level,lnStandardError,degreesOfFreedom,relativePotency,model,reference,valid,conditions,remarks"

  /// One row a run and test preparation, CSV: a results file that `judge` reads, and `precision` too.
  ///
  /// Numbers have all their digits. A run without a potency has its row, with an empty potency and the reason.
  public var results: String {
    // Where standards are given, whether the value of the reference rests on a provisional one.
    let provisional = Dictionary(keyed: references.map { ($0.name, $0.provisional.isEmpty ? "no" : "yes") })
    let isByPlate = request.settings.platesOfRun == .each
    var out =
      (isByPlate ? "lab,run,plate,preparation," : "lab,run,preparation,")
      + Self.columns
      + (provisional.isEmpty ? "" : ",reference_provisional") + "\r\n"
    for group in groups {
      for entry in group.entries {
        let potency = entry.potency
        // An unbounded end has no number.
        let ends = (potency?.potencyInterval.lower, potency?.potencyInterval.upper)
        let remarks = [entry.reason, entry.noWeight].compactMap { $0 } + (potency?.cautions ?? [])
        let fields: [String] =
          [
            group.laboratory ?? "", entry.run,
          ] + (isByPlate ? [entry.plate ?? ""] : []) + [
            group.preparation, number(potency?.potency), number(ends.0),
            number(ends.1), number(request.settings.level), number(potency?.lnStandardError),
            number(potency?.degreesOfFreedom), number(potency?.relativePotency), request.settings.model.rawValue,
            assays[entry.assay].settings.reference, potency == nil ? "invalid" : "valid",
            potency == nil
              ? "" : entry.notMet.isEmpty ? "met" : "not met: \(entry.notMet.joined(separator: "; "))",
            remarks.joined(separator: "; "),
          ] + (provisional.isEmpty ? [] : [provisional[assays[entry.assay].settings.reference] ?? ""])
        out += CSVText.record(fields)
      }
    }
    return out
  }

  private func number(_ value: Double?) -> String {
    value.flatMap { ExactDecimal(shortest: $0)?.description } ?? ""
  }
}
