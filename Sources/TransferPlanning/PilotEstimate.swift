public import AssayData
public import Transfer

/// What a pilot file gives to be assumed: its variances, with laboratories that agree.
public struct PilotEstimate: Sendable {
  /// Bias 0 and SD ratio 1: of these a pilot says too little to plan with.
  public let truth: Truth
  /// How it was obtained, and how far it can be trusted, in whole sentences.
  public let words: [String]

  /// - Throws: ``PlanningObstacle`` in words where the results do not tell.
  public init(_ attribute: Attribute, of data: AssayData, transferProtocol: TransferProtocol) throws(PlanningObstacle) {
    let pilot = try PilotStudy(attribute, of: data, transferProtocol: transferProtocol)
    // The crossed residual of a pilot without replicates holds both.
    truth = Truth(
      bias: 0, runSD: pilot.runSD, repeatabilitySD: pilot.repeatabilitySD ?? 0, sdRatio: 1,
      runBySampleSD: pilot.runBySampleSD ?? 0, mean: nil)
    var words = [
      "Variances from \(pilot.results) results in \(pilot.runs) runs at \(pilot.laboratory), by REML with samples fixed; bias is taken as 0 and the SD ratio as 1."
    ]
    if pilot.repeatabilitySD == nil {
      words.append("The pilot has no replicates, so repeatability is part of the variation between runs.")
    }
    words.append(Self.bound(pilot.totalUpperBound / pilot.totalSD, of: "one result", pilot.degreesOfFreedom))
    self.words = words
  }

  init(truth: Truth, words: [String]) {
    self.truth = truth
    self.words = words
  }

  /// How well the pilot knows the SD of something.
  static func bound(_ factor: Double, of what: String, _ degreesOfFreedom: Double) -> String {
    "The SD of \(what) is known with \(shown(degreesOfFreedom)) degrees of freedom: with 80 % confidence it is at most \(shown(factor)) times what the pilot showed; see what that does in the curve over variability."
  }

  private static func shown(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
