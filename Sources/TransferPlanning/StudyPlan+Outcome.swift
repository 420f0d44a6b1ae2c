internal import Notation
internal import Transfer

/// What a plan comes to: whether the design reaches its target, and why it cannot where it cannot.
extension StudyPlan {
  /// Whether the design reaches the target.
  public var reachesTarget: Bool { !cannotPass && (all?.estimate ?? 0) >= request.power }

  /// Whether criteria are held against several laboratories or conditions, each by itself; a candidate standard is one.
  public var severalReceivers: Bool { transferProtocol.comparison == nil && transferProtocol.receiving.count > 1 }

  /// Why no study can pass: no size helps, or this design has no verdict.
  public var impossibilities: [String] {
    criteria.filter { $0.criterion.required && $0.isSimulated }.compactMap { criterion in
      (criterion.impossibility ?? (criterion.power == nil ? criterion.obstacle : nil)).map {
        "\(criterion.criterion.id)\(severalReceivers ? " at \(criterion.receiving)" : ""): \($0)"
      }
    }
  }

  /// Whether no size can show a required criterion.
  public var isImpossible: Bool { criteria.contains { $0.criterion.required && $0.impossibility != nil } }

  /// Required criteria that are not simulated and take no part in any chance here.
  public var notSimulated: [String] { notSimulated { _ in true } }

  /// Those of them that depend on readings of doses.
  public var notSimulatedOfReadings: [String] { notSimulated { $0.facts.isOfRuns } }

  private func notSimulated(_ isMeant: (Criterion) -> Bool) -> [String] {
    criteria.filter { $0.criterion.required && !$0.isSimulated && isMeant($0.criterion) }
      .map { $0.criterion.id }.uniqued
  }

  /// Whether no study of the design passes, or no chance can be given.
  public var cannotPass: Bool { !impossibilities.isEmpty || all == nil }

  /// `plan` exits with 0 when the design reaches the target and with 2 when it does not.
  public var exitCode: Int32 { reachesTarget ? 0 : 2 }
}
