internal import Reporting
internal import TransferPlanning
internal import Transfer

/// The plan of a study, whichever its kind.
enum Planned {
  /// Laboratories or conditions held against each other.
  case study(StudyPlan)
  /// Two standards held against each other.
  case bridging(BridgingPlan)

  init(
    _ plan: TransferProtocol, _ request: PlanRequest, progress: @escaping @Sendable (PlanProgress) -> Void
  ) async throws(PlanningFault) {
    self =
      plan.study.kind == .bridging
      ? .bridging(try await BridgingPlan(plan, request, progress: progress))
      : .study(try await StudyPlan(plan, request, progress: progress))
  }

  func record(_ provenance: PlanProvenance) -> JSON {
    switch self {
    case .study(let plan): plan.record(provenance)
    case .bridging(let plan): plan.record(provenance)
    }
  }

  func report(_ provenance: PlanProvenance) -> Report {
    switch self {
    case .study(let plan): Report(plan, provenance)
    case .bridging(let plan): Report(plan, provenance)
    }
  }

  var exitCode: Int32 {
    switch self {
    case .study(let plan): plan.exitCode
    case .bridging(let plan): plan.exitCode
    }
  }
}
