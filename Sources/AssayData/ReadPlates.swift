internal import Notation

/// What is read otherwise in a file of dose-response readings.
extension TableReader {
  /// The number of a dose, an assumed potency or a dilution; one however it is written.
  func plateNumberCode(
    _ bytes: [UInt8], _ role: Role, _ place: Place, _ store: inout ResultStore, _ problems: inout ProblemCollector
  ) -> Int32 {
    let text = String(decoding: bytes, as: UTF8.self)
    let what = role == .assumedPotency ? "assumed potency" : role.rawValue
    let number: ExactDecimal
    do {
      number = try mapping.numbers.read(bytes[...])
    } catch {
      let hint =
        text.contains(":") || text.contains("/")
        ? "; a dilution written as a ratio says no dose: write the amount or concentration, 0.1 for 1:10 say" : ""
      problems.error(numberFaults.code(error, text), place, numberFaults.message(error, text, what: what) + hint)
      return IdentifierColumn.refused
    }
    if role == .dose {
      guard number.isPositive || number.isZero else {
        problems.error(
          "E_DOSE_DOMAIN", place, "the dose \(quoted(text)) is below zero; nothing is given in such an amount")
        return IdentifierColumn.refused
      }
      guard number.isPositive || mapping.plates?.refusesZeroDose == false else {
        problems.error(
          "E_DOSE_DOMAIN", place,
          "the dose \(quoted(text)) is zero, which has no logarithm; declare doseResponse.zeroDose: asymptote where it is a "
            + "blank that belongs to the curves; where it belongs to no curve, leave such wells out by data.rows.ignore, which is said "
            + "in the report")
        return IdentifierColumn.refused
      }
    } else if !number.isPositive {
      problems.error("E_DOSE_DOMAIN", place, "the \(what) \(quoted(text)) is not above zero")
      return IdentifierColumn.refused
    }
    return Int32(store.columns[role.index].code(ofNumber: number).code)
  }

  /// Why a response cannot be transformed as the protocol says; `nil` where it can.
  func responseFault(_ value: ExactDecimal, _ bytes: ArraySlice<UInt8>) -> String? {
    let shown = quoted(String(decoding: bytes, as: UTF8.self))
    switch mapping.plates?.responses {
    case nil, .any: return nil
    case .notNegative:
      return value.isPositive || value.isZero
        ? nil : "the response \(shown) is below zero, where doseResponse.transform is not defined"
    case .positive:
      return value.isPositive
        ? nil
        : "the response \(shown) has no logarithm, which doseResponse.transform takes; correct it, or mark the well"
    }
  }

  /// What plate readers write in place of a number.
  func hintOfReader(_ text: String) -> String {
    let word = text.uppercased()
    if word.hasPrefix("OVER") || word.hasPrefix("OVR") || word.hasPrefix("SAT") || word == "#SAT" {
      return
        "; the reader ran over its range here, so there is no response: mark the well in a validity column, or declare the "
        + "word under data.missing, which is said in the report"
    }
    if text.contains("*") || (text.hasPrefix("(") && text.hasSuffix(")")) {
      return
        "; it reads as a well that was masked: whether it counts is for the protocol to say, in a validity column or by a "
        + "word of data.missing"
    }
    return ""
  }
}

extension StudyChecks {
  /// Doses of one file that lie further apart than any dilution series reaches.
  func tellDoseRange(_ problems: inout ProblemCollector) {
    let doses = store.columns[Role.dose.index]
    guard doses.isPresent else { return }
    var extremes = [(low: Int, high: Int)?](repeating: nil, count: inputs.count)
    for row in 0..<store.count where doses.codes[row] >= 0 {
      let dose = doses.numbers[Int(doses.codes[row])]
      guard dose.isPositive else { continue }
      let file = Int(store.fileIndex[row])
      guard let so = extremes[file] else {
        extremes[file] = (row, row)
        continue
      }
      if dose < doses.numbers[Int(doses.codes[so.low])] { extremes[file] = (row, so.high) }
      if dose > doses.numbers[Int(doses.codes[so.high])] { extremes[file] = (so.low, row) }
    }
    for case .some(let found) in extremes {
      let low = doses.numbers[Int(doses.codes[found.low])]
      let high = doses.numbers[Int(doses.codes[found.high])]
      guard high.double / low.double > 1e9 else { continue }
      problems.warning(
        "W_RANGE", store.place(of: found.low),
        "the doses of this file reach from \(low) to \(high), further than a dilution series does: is a unit or an exponent "
          + "wrong? They are taken as they stand")
    }
  }
}
