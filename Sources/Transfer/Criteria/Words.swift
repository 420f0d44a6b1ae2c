internal import Statistics

/// The words of a kind of criterion that hold whatever its results are.
public struct Words: Sendable, Hashable {
  /// What is judged, for a table: "Ratio of means R/S". Its places are names alone.
  public let quantity: Template
  /// The same where there is little room: "ratio R/S".
  public let short: String

  init(quantity: Template, short: String) {
    self.quantity = quantity
    self.short = short
  }
}

extension Criterion {
  /// How it is called for results of an attribute, in the words of a study.
  public func words(_ attribute: Attribute, _ words: StudyWords) -> Words { kind.room.words(attribute, words) }

  /// What a finding with figures says in a sentence or a few.
  public func sentence(_ verdict: Verdict, _ evidence: Evidence, _ words: StudyWords) -> Template {
    kind.room.sentence(verdict, evidence, words)
  }
}

extension CriterionKind {
  /// What is said of an interval that is held against two limits, and of a bound that is held against one. A set that is bounded
  /// has both ends where both are held against limits; only a direction takes one away.
  func sentence(_ verdict: Verdict, _ evidence: Evidence, _ words: StudyWords) -> Template {
    switch (facts.lower, facts.upper) {
    case (nil, _):
      switch verdict {
      case .pass:
        "The upper \(.level) confidence bound of the \(.quantity) (\(.upperBound)) lies inside the limit set in advance (\(.limit)\(.unit))\(.isMet)"
      case .fail:
        "Even the lower \(.level) confidence bound of the \(.quantity) (\(.opposite)) lies beyond the limit set in advance (\(.limit)\(.unit))\(.isNotMet)"
      case .inconclusive, .notEvaluated:
        "The upper \(.level) confidence bound of the \(.quantity) (\(.upperBound)) lies beyond the limit (\(.limit)\(.unit)) while the lower one (\(.opposite)) does not: not shown, and not refuted.\(.sizes)"
      }
    case (.some, nil):
      switch verdict {
      case .pass:
        "The lower \(.level) confidence bound of the \(.quantity) (\(.lowerBound)) lies above the limit set in advance (\(.limit)\(.unit))\(.isMet)"
      case .fail:
        "Even the upper \(.level) confidence bound of the \(.quantity) (\(.opposite)) lies below the limit set in advance (\(.limit)\(.unit))\(.isNotMet)"
      case .inconclusive, .notEvaluated:
        "The lower \(.level) confidence bound of the \(.quantity) (\(.lowerBound)) lies below the limit (\(.limit)\(.unit)) while the upper one (\(.opposite)) does not: not shown, and not refuted.\(.sizes)"
      }
    case (.some, .some):
      switch verdict {
      case .pass:
        "The \(.level) confidence interval of the \(.quantity) (\(.interval)) lies inside the limits set in advance (\(.limits)\(.unit))\(.isMet)"
      case .fail:
        "The \(.level) confidence interval of the \(.quantity) (\(.interval)) lies wholly beyond \(.beyond)\(.unit): \(refuted(words))."
      case .inconclusive, .notEvaluated:
        if case .bounded = evidence.judged {
          "The \(.level) confidence interval of the \(.quantity) (\(.interval)) crosses \(.crossed)\(.unit): equivalence was not shown. The data do not show that \(refuted(words)) either.\(.sizes)"
        } else {
          "Fieller's set for the \(.quantity) is not an interval (\(.interval)): \(words.sendingMean) may be zero, and equivalence was not shown."
        }
      }
    }
  }

  /// What an interval wholly beyond a limit shows.
  func refuted(_ words: StudyWords) -> Template { "\(.subject) differ by more than the limit" }
}

extension String {
  /// With a capital letter at its beginning.
  var capitalised: String { prefix(1).uppercased() + dropFirst() }
}
