internal import Statistics
internal import TransferAssessment
internal import TransferProtocol

extension PlannedStudy.Item {
  /// The chance that this item passes, where theory gives it for normal results; `nil` where only simulation does.
  func exactChance(_ truth: Truth, _ study: PlannedStudy) -> Double? { nil }
}
