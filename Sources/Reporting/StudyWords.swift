internal import TransferProtocol

/// The words of the question that the study asks.
struct StudyWords: Sendable {
  let reportKind: String
  let sending: String
  let receiving: String
  /// "laboratories", "conditions".
  let groups: String
  /// "a laboratory", "a condition".
  let each: String
  /// What a pass means for the study.
  let passed: String
  let notPassed: String

  init(_ kind: Study.Kind) {
    switch kind {
    case .transfer:
      reportKind = "Method transfer report"
      sending = "Sending"
      receiving = "Receiving"
      groups = "laboratories"
      each = "a laboratory"
      passed = "The transfer has passed."
      notPassed = "The transfer has not passed."
    case .bridging:
      reportKind = "Reference standard bridging report"
      sending = "Current"
      receiving = "Candidate"
      groups = "standards"
      each = "a standard"
      passed = "The bridging has passed."
      notPassed = "The bridging has not passed."
    case .comparability:
      reportKind = "Comparability report"
      sending = "Reference"
      receiving = "Compared"
      groups = "conditions"
      each = "a condition"
      passed = "Comparability has been shown."
      notPassed = "Comparability has not been shown."
    }
  }
}
