internal import Plotting
internal import Notation
internal import Transfer
internal import TransferPlanning

/// The first line of every form of a plan, sentence by sentence.
extension StudyPlan {
  var label: VerdictLabel {
    if cannotPass { return VerdictLabel("CANNOT PASS", .cross) }
    return reachesTarget ? VerdictLabel("TARGET REACHED", .disc) : VerdictLabel("TARGET NOT REACHED", .halfDisc)
  }

  /// - Parameters:
  ///   - subject: what passes: "This design passes".
  ///   - never: what is said where no size can show a criterion, before the reasons.
  ///   - otherDesign: for a design that cannot be judged, one that reaches the target.
  ///   - remedy: the smallest sizes that reach the target, where they are news.
  func answer(subject: String, never: String, otherDesign: String? = nil, remedy: String?) -> String {
    var sentences =
      (cannotPass
      ? [impossibility(never), otherDesign] : [chance(subject) ?? impossibility(never), remedy]).compactMap { $0 }
    if !notSimulated.isEmpty, !cannotPass {
      sentences.append("\(notSimulated.map(visible).joined(separator: ", ")) cannot be planned and is left out of it.")
    }
    if let unclear { sentences.append(unclear) }
    if transferProtocol.isDraft {
      sentences.append("A limit is only an example: the study is a DRAFT, which no results can pass.")
    }
    return sentences.joined(separator: " ")
  }

  private func impossibility(_ never: String) -> String {
    let reasons = impossibilities.map(visible)
    if reasons.isEmpty, !notSimulated.isEmpty {
      let names = notSimulated.map(visible).joined(separator: ", ")
      return notSimulated == notSimulatedOfReadings
        ? "No chance can be given: every required criterion depends on readings of doses (\(names)), which are not simulated."
        : "No chance can be given: no required criterion is of a kind that is simulated (\(names))."
    }
    guard !reasons.isEmpty else {
      return "No study can pass: no criterion is required, so there is nothing that it would have to show."
    }
    return "\(isImpossible ? never : "No study of this design can be judged.") \(reasons.joined(separator: ". "))."
  }

  private func chance(_ subject: String) -> String? {
    all.map {
      "\(subject) in \(ChanceText.ofStudies($0, against: request.power)); the target is \(ChanceText.stated(request.power)): \(reachesTarget ? "reached" : "not reached")."
    }
  }

  /// Said where the simulation does not part chance and target.
  private var unclear: String? {
    guard !cannotPass, let all, all.exact == nil, let proportion = all.simulated else { return nil }
    let interval = proportion.interval(1.96)
    guard interval.lower <= request.power, request.power <= interval.upper else { return nil }
    return "The Monte Carlo error does not part the two; a finer --precision would."
  }
}
