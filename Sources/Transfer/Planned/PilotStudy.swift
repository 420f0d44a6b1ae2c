public import AssayData
internal import Statistics

/// How the results of a pilot vary, for planning: components of variance of one laboratory on the analysis scale, by REML,
/// samples fixed and runs random.
public struct PilotStudy: Sendable {
  /// Whose results they are: the sending laboratory's where it has any, else the first receiving one's that has.
  public let laboratory: String
  public let runs: Int
  public let results: Int
  public let runSD: Double
  /// Of a sample in a run about what the run does to all samples; `nil` where the pilot cannot tell it from repeatability.
  public let runBySampleSD: Double?
  /// `nil` without replicates: then it is part of the SD between runs.
  public let repeatabilitySD: Double?
  /// Of one result: the root of the sum of all components, with Satterthwaite's degrees of freedom.
  public let totalSD: Double
  public let degreesOfFreedom: Double
  /// One-sided 80 % upper bound of ``totalSD``: a pilot that happened to look good promises too much.
  public let totalUpperBound: Double
  /// On the scale of results.
  public let mean: Double

  /// - Throws: ``PlanningObstacle`` in words where the results do not tell.
  public init(_ attribute: Attribute, of data: AssayData, transferProtocol: TransferProtocol) throws(PlanningObstacle) {
    let laboratories = [transferProtocol.sending] + transferProtocol.receiving
    // Readings become potencies first, as they do for a verdict.
    let data = PotencyRuns(data, transferProtocol: transferProtocol).data
    let study = StudyRows(
      attribute, of: data, laboratories: laboratories, only: transferProtocol.attributes.count == 1,
      runsWithin: transferProtocol.data.runsWithin)
    guard let index = laboratories.indices.first(where: { i in study.rows.contains { $0.laboratory == Int32(i) } })
    else {
      throw PlanningObstacle("the pilot has no usable results of \(attribute.id)")
    }
    let rows = study.rows.filter { $0.laboratory == Int32(index) }
    guard rows.allSatisfy({ $0.run >= 0 }) else {
      throw PlanningObstacle(
        "the pilot's results of \(attribute.id) name no runs, so runs and repeatability cannot be told apart")
    }
    let runs = Set(rows.map { $0.run }).count
    guard runs >= 3 else {
      throw PlanningObstacle(
        "the pilot has \(runs) run\(runs == 1 ? "" : "s") of \(attribute.id) at \(laboratories[index]); fewer than 3 say too little of how runs vary to plan with"
      )
    }
    let frame = AnalysisFrame(attribute, values: rows.map { $0.value })
    let values = frame.centred(rows.map { $0.value })
    let run = ModelFactor("run", rows.map { Int($0.run) })
    let sample = ModelFactor("sample", rows.map { Int($0.group) })
    let samples = Set(rows.map { $0.group }).count
    let cells = Set(rows.map { [$0.run, $0.group] }).count
    let hasReplicates = cells < rows.count
    // Where runs hold several samples, each several times, a sample may deviate in a run.
    let isCrossed = samples > 1 && cells > runs
    var random = [run]
    if isCrossed, hasReplicates { random.append(.interaction(run, sample)) }
    let hasResidual = hasReplicates || isCrossed
    do throws(MixedModelError) {
      guard hasResidual else {
        // Each result is a run of its own.
        let within = try Self.simple(values, rows)
        laboratory = laboratories[index]
        self.runs = runs
        results = rows.count
        runSD = within.value.squareRoot() / frame.factor
        runBySampleSD = nil
        repeatabilitySD = nil
        totalSD = runSD
        degreesOfFreedom = within.degreesOfFreedom
        totalUpperBound = Self.upper(within.value, within.degreesOfFreedom).squareRoot() / frame.factor
        mean = frame.reported(frame.centre + orderFreeMean(values))
        return
      }
      let fit = try VarianceComponents(
        values, random: random, fixed: samples > 1 ? [FixedTerm(sample)] : [], arrangement: .asCoded)
      func sd(_ i: Int) -> Double { max(0, fit.components[i].variance).squareRoot() / frame.factor }
      let all = fit.components.map { _ in 1.0 }
      let total = fit.estimate(of: all)
      guard total > 0, let degreesOfFreedom = try fit.degreesOfFreedom(of: all) else {
        throw MixedModelError.noResidualVariation
      }
      laboratory = laboratories[index]
      self.runs = runs
      results = rows.count
      runSD = sd(0)
      runBySampleSD = random.count > 1 ? sd(1) : nil
      repeatabilitySD = sd(fit.components.count - 1)
      totalSD = total.squareRoot() / frame.factor
      self.degreesOfFreedom = degreesOfFreedom
      totalUpperBound = Self.upper(total, degreesOfFreedom).squareRoot() / frame.factor
      mean = frame.reported(frame.centre + orderFreeMean(values))
    } catch {
      throw PlanningObstacle("the pilot's results of \(attribute.id) have no variance components: \(error)")
    }
  }

  private static func simple(_ values: [Double], _ rows: [StudyRow]) throws(MixedModelError) -> MeanSquare {
    let layout = CellLayout(rows)
    let ordered = layout.order.map { values[$0] }
    let groups = layout.groups.map {
      layout.cells[$0.lowerBound].results.lowerBound..<layout.cells[$0.upperBound - 1].results.upperBound
    }
    guard let within = try? MeanSquare.within(ordered, groups: groups, name: "run"), within.value > 0 else {
      throw .noResidualVariation
    }
    return within
  }

  private static func upper(_ variance: Double, _ degreesOfFreedom: Double) -> Double {
    variance * degreesOfFreedom / ChiSquare(degreesOfFreedom: degreesOfFreedom).lowerQuantile(0.2)
  }
}
