public import AssayData
internal import Notation
internal import Statistics

/// How the ratios of an earlier comparison of two standards vary, for planning: components of variance of ln ratios.
public struct PilotBridging: Sendable {
  /// Which standards the ratios are of.
  public let numerator: String
  public let denominator: String
  public let laboratories: Int
  public let runs: Int
  /// Between runs of a laboratory (of a unit, where runs are not the unit), without what results of one run differ.
  public let runSD: Double
  /// Of the ln ratio of one result of each standard in one run; `nil` without replicates: then it is part of the SD between runs.
  public let repeatabilitySD: Double?
  /// Between days or analysts of a laboratory, where those are the unit.
  public let unitSD: Double
  /// Whether each day or analyst has a single run, so that what runs add is part of ``unitSD``.
  public let hasOneRunAUnit: Bool
  /// Whether runs differ by no more than their replicates explain, so that ``runSD`` was put at zero.
  public let isRunTruncated: Bool
  /// Between laboratories, zero where what is within explains the scatter; `nil` for one laboratory.
  public let laboratorySD: Double?
  /// Of one run's ln ratio within a laboratory, as it was replicated.
  public let totalSD: Double
  public let degreesOfFreedom: Double
  /// One-sided 80 % upper bound of ``totalSD``: a pilot that happened to look good promises too much.
  public let totalUpperBound: Double

  /// - Throws: ``PlanningObstacle`` in words where the results do not tell.
  public init(_ attribute: Attribute, of readings: AssayData, transferProtocol: TransferProtocol)
    throws(PlanningObstacle)
  {
    guard let comparison = transferProtocol.comparison else {
      throw PlanningObstacle("the protocol is of no bridging study")
    }
    // Readings become potencies first, as they do for a verdict.
    let potencies = PotencyRuns(readings, transferProtocol: transferProtocol)
    let study = Evaluator(attribute, transferProtocol: transferProtocol, data: potencies.data, runs: potencies).study
    let results = StandardResults(study: study, data: potencies.data, laboratories: transferProtocol.laboratories)
    let (pair, pairs) = try Self.pairs(results, transferProtocol, comparison)
    (numerator, denominator) = (pair.candidate, pair.current)
    let used = pairs.used
    runs = used.count
    let groups = transferProtocol.laboratories.indices.map { index in used.filter { $0.laboratoryIndex == index } }
      .filter { !$0.isEmpty }
    laboratories = groups.count
    guard used.count - groups.count >= 2 else {
      throw PlanningObstacle(
        "the pilot has \(used.count) run\(used.count == 1 ? "" : "s") with a ratio \(pair.candidate)/\(pair.current) at \(groups.count) \(groups.count == 1 ? "laboratory" : "laboratories"); fewer than 2 runs more than laboratories say too little of how runs vary to plan with"
      )
    }
    let within = Self.repeatability(used, study)
    // What the means over replicates bring into the variance between runs.
    let ofMeans = within.map { variance in
      used.reduce(0) { sum, run in
        sum + variance
          * (1 / Double(max(1, run.candidateResults))
            + (pairs.form == .bothMeasured ? 1 / Double(max(1, run.currentResults)) : 0))
      } / Double(used.count)
    }
    repeatabilitySD = within.map { (pairs.form == .bothMeasured ? 2 * $0 : $0).squareRoot() }
    let lnRatios = groups.map { $0.compactMap { $0.lnRatio } }
    let isUnitAbove = attribute.unitOfReplication == .day || attribute.unitOfReplication == .analyst
    let unitCount = groups.reduce(0) { $0 + Set($1.map { $0.unit }).count }
    hasOneRunAUnit = isUnitAbove && unitCount == used.count
    let components =
      isUnitAbove && !hasOneRunAUnit && unitCount > groups.count ? try Self.nested(groups) : nil
    do throws(RatioError) {
      let between: (unit: Double, run: Double, total: Double, degreesOfFreedom: Double)
      if let components {
        between = components
      } else {
        let spread = try GroupedRatios(lnRatios).withinSpread()
        let variance = spread.standardDeviation * spread.standardDeviation
        between =
          hasOneRunAUnit
          ? (max(0, variance - (ofMeans ?? 0)), ofMeans ?? 0, variance, spread.degreesOfFreedom)
          : (0, variance, variance, spread.degreesOfFreedom)
      }
      unitSD = between.unit.squareRoot()
      runSD = max(0, between.run - (ofMeans ?? 0)).squareRoot()
      isRunTruncated = !hasOneRunAUnit && between.run < (ofMeans ?? 0)
      totalSD = between.total.squareRoot()
      degreesOfFreedom = between.degreesOfFreedom
      totalUpperBound =
        (between.total * between.degreesOfFreedom
        / ChiSquare(degreesOfFreedom: between.degreesOfFreedom).lowerQuantile(0.2)).squareRoot()
      laboratorySD =
        groups.count > 1
        ? try GroupedRatios(
          BridgingSample(used, laboratories: transferProtocol.laboratories).groups.map { $0.units.map { $0.lnRatio } }
        )
        .betweenGroups().standardDeviation : nil
    } catch {
      throw PlanningObstacle("the pilot's ratios have no variance to plan with: \(error)")
    }
  }

  /// The pairs of the protocol's standards; where the results hold two standards of other names, of those: how ratios vary
  /// is what is asked, and that does not depend on which standards were compared.
  private static func pairs(
    _ results: StandardResults, _ transferProtocol: TransferProtocol, _ comparison: Comparison
  ) throws(PlanningObstacle) -> (Comparison, StandardPairs) {
    do throws(Rejection) {
      return (comparison, try StandardPairs(results, transferProtocol: transferProtocol, comparison: comparison))
    } catch {
      let names = results.study.sampleNames
      let isOther = names.count == 2 && (!names.contains(comparison.candidate) || !names.contains(comparison.current))
      if isOther {
        let other = comparison.of(current: names[0], candidate: names[1])
        if let pairs = try? StandardPairs(results, transferProtocol: transferProtocol, comparison: other) {
          return (other, pairs)
        }
      }
      throw PlanningObstacle(error.problems.first?.message ?? "the pilot has no pairs of standards")
    }
  }

  /// The variance of ln results of one standard in one run, pooled over both standards and all runs; `nil` without replicates.
  private static func repeatability(_ pairs: [StandardPair], _ study: StudyRows) -> Double? {
    let rows = Dictionary(keyed: study.rows.map { ($0.index, $0) })
    var (squares, freedom) = (0.0, 0)
    for pair in pairs {
      var cells: [Int32: [ExactDecimal]] = [:]
      for index in pair.rows {
        if let row = rows[index] { cells[row.sample, default: []].append(row.value) }
      }
      for code in cells.keys.sorted() {
        guard let values = cells[code], values.count > 1, let pivot = values.first,
          let moments = try? Moments(
            centred: AnalysisFrame(scale: .log, pivot: pivot).centred(values), pivot: 0)
        else { continue }
        squares += Double(values.count - 1) * moments.variance
        freedom += values.count - 1
      }
    }
    return freedom > 0 ? squares / Double(freedom) : nil
  }

  /// Units within laboratories and runs within units, by REML with laboratories fixed.
  private static func nested(
    _ groups: [[StandardPair]]
  ) throws(PlanningObstacle) -> (unit: Double, run: Double, total: Double, degreesOfFreedom: Double) {
    var (values, laboratories, units): ([Double], [Int], [Int]) = ([], [], [])
    var codes: [String: Int] = [:]
    for (index, group) in groups.enumerated() {
      for run in group {
        guard let value = run.lnRatio else { continue }
        let key = "\(index)\u{0}\(run.unit)"
        let code = codes[key] ?? codes.count
        codes[key] = code
        values.append(value)
        laboratories.append(index)
        units.append(code)
      }
    }
    let laboratory = ModelFactor("laboratory", laboratories)
    do throws(MixedModelError) {
      let fit = try VarianceComponents(
        values, random: [ModelFactor("unit", units)], fixed: groups.count > 1 ? [FixedTerm(laboratory)] : [],
        arrangement: .asCoded)
      let all = fit.components.map { _ in 1.0 }
      let total = fit.estimate(of: all)
      guard total > 0, let freedom = try fit.degreesOfFreedom(of: all) else { throw .noResidualVariation }
      return (
        max(0, fit.components[0].variance), max(0, fit.components[fit.components.count - 1].variance), total, freedom
      )
    } catch {
      throw PlanningObstacle("the pilot's ratios have no variance components: \(error)")
    }
  }
}
