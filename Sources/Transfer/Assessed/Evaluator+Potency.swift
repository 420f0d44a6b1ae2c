internal import AssayData
internal import Notation

extension Evaluator {
  /// Runs of a laboratory that gave no potency, with the reasons; `nil` where there is none.
  ///
  /// - Parameter laboratory: its number; `nil` for all.
  func noPotency(at laboratory: Int32?) -> String? {
    let found = runsWithoutPotency(at: laboratory)
    guard let first = found.first else { return nil }
    let place = "run \(quoted(first.run)) of \(first.laboratory)"
    let more = found.count > 1 ? " (and \(found.count - 1) more like it or for other reasons)" : ""
    return "\(place) gave no potency: \(first.reason)\(more)"
  }

  /// In the order of the data; one for each test preparation.
  func runsWithoutPotency(at laboratory: Int32?) -> [RunWithoutPotency] {
    guard attribute.doseResponse != nil, !data.exceptions.isEmpty else { return [] }
    let own = OwnRows(attribute, in: data, transferProtocol)
    return data.exceptions.sorted(on: { $0.key }).compactMap { row, standing in
      let (reason, isFitted): (String, Bool)
      switch standing {
      case .noPotency(let words): (reason, isFitted) = (words, false)
      case .notSimilar(let criteria): (reason, isFitted) = (PotencyAssay.notShown(criteria), true)
      case .used, .missing, .invalid, .cancelled, .leftOut, .censoredAtHalf, .unusedReading: return nil
      }
      guard own.contains(row) else { return nil }
      let name = data.name(.laboratory, of: row) ?? ""
      if let laboratory, laboratories[Int(laboratory)] != name { return nil }
      return RunWithoutPotency(
        row: row, laboratory: name, run: data.name(.run, of: row) ?? "", sample: data.name(.sample, of: row) ?? "",
        reason: reason, isFitted: isFitted)
    }
  }

  /// Why a laboratory that takes part has no results although it has readings.
  func withoutPotency(_ rows: [StudyRow], _ laboratory: Int32, _ criterion: Criterion, _ receiver: Int) -> String? {
    guard rows.isEmpty, criterion.laboratories(receiver: receiver).contains(laboratory),
      let reason = noPotency(at: laboratory)
    else { return nil }
    return "\(laboratories[Int(laboratory)]) has no potency to be judged: \(reason)"
  }
}
