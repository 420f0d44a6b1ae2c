internal import Notation

extension Evaluator {
  /// Judges selected rows of which some are below a limit, with half of it in their place.
  ///
  /// A standard deviation of stand-ins is one of a choice, and so is the logarithm of one: neither is evaluated. A mean on the
  /// linear scale passes only where it passes with every mixture of 0 and the limits, and fails only where it fails with
  /// every one; else it depends on what nobody measured, and is neither shown nor refuted.
  ///
  /// - Parameter evaluate: judges values as they are, the sending laboratory's first.
  func judge(
    standIns sending: [StudyRow], _ receiving: [StudyRow], _ criterion: Criterion,
    effort: StandInMixtures.Effort, evaluate: @escaping ([StudyRow], [StudyRow]) -> Judgement
  ) -> Judgement {
    guard [sending, receiving].contains(where: { $0.contains { $0.limit != nil } }) else {
      return evaluate(sending, receiving)
    }
    let counts = BelowLimit.counts(sending + receiving, laboratories: laboratories)
    if let obstacle = obstacle(counts, criterion) { return .notEvaluated(obstacle) }
    let atHalf = evaluate(sending, receiving)
    guard let details = atHalf.details else { return atHalf }
    let mixtures = StandInMixtures(sending + receiving, effort: effort)
    func judged(_ rows: [StudyRow]) -> Judgement {
      evaluate(Array(rows.prefix(sending.count)), Array(rows.dropFirst(sending.count)))
    }
    let decides = atHalf.verdict == .pass || atHalf.verdict == .fail
    let against = decides ? mixtures.first { judged($0).verdict != atHalf.verdict } : nil
    let outcome: (Verdict, Why) =
      against == nil
      ? (atHalf.verdict, atHalf.why)
      : (
        .inconclusive,
        .told(
          "\(BelowLimit.words(counts)), and what stands for them decides: half of the limit gives a \(atHalf.verdict == .pass ? "pass" : "failure"), which not every mixture of 0 and the limit gives"
        )
      )
    return Judgement(outcome) {
      var told = details()
      if against != nil { told.unitsNeeded = nil }
      told.standIns = {
        StandIns(
          counts: counts, verdictAtHalf: atHalf.verdict, mixtures: mixtures.count, areAll: mixtures.areAll,
          atZero: StandIns.Outcome(judged(mixtures.atZero)), atLimit: StandIns.Outcome(judged(mixtures.atLimit)),
          against: against.map { StandIns.Outcome(judged($0)) })
      }
      return told
    }
  }

  /// Why a criterion is not judged from results of which some are below a limit; `nil` where it is.
  private func obstacle(_ counts: [BelowLimit], _ criterion: Criterion) -> String? {
    switch criterion.facts.basis {
    case .results where criterion.facts.isOfPrecision:
      "\(BelowLimit.words(counts)): a standard deviation of what stands for them is one of a choice, not of results"
    case .results, .recoveries, .levels:
      attribute.scale == .log ? BelowLimit.obstacleOfLn(counts) : nil
    // Judged from curves, and from ratios of standards, which tell for themselves.
    case .curves, .ratios: nil
    }
  }
}

extension BelowLimit {
  static func obstacleOfLn(_ counts: [BelowLimit]) -> String {
    "\(words(counts)): the logarithm of what stands for them is a number that nobody measured (of 0 there is none), and maximum likelihood is not evaluated by this version"
  }
}
