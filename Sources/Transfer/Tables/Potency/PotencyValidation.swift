internal import Notation
public import Statistics

/// Limits of a reportable potency, in its unit; one of them may be open.
public struct PotencySpecification: Sendable, Hashable {
  public let lower: Double?
  public let upper: Double?

  /// - Throws: ``PotencyValidationError`` for no limit, one that is not above zero, and limits in the wrong order.
  public init(lower: Double?, upper: Double?) throws(PotencyValidationError) {
    _ = try PotencyOutOfSpecification(
      lower: lower, upper: upper, truePotency: 1, lnBias: 0, lnStandardDeviation: 1)
    self.lower = lower
    self.upper = upper
  }
}

/// How a potency method of one laboratory does at known potencies: relative bias, intermediate precision, linearity on dilution.
///
/// USP general chapter <1033>, Biological Assay Validation. Runs are the independent units. Nothing is judged.
public struct PotencyValidation: Sendable {
  /// A reportable value that is the geometric mean of single results of several runs.
  public struct Format: Sendable, Hashable {
    public let runs: Int
    public let percentGCV: Double
    /// Of falling below and above the specification at a true potency that is the nominal one; `nil` without one.
    public let probabilityBelow: Double?
    public let probabilityAbove: Double?

    public var probability: Double? {
      probabilityBelow.flatMap { below in probabilityAbove.map { below + $0 } }
    }
  }

  /// What the results at one nominal potency say.
  public struct Figures: Sendable, Hashable {
    /// 100 (exp(mean) − 1), in percent, the mean that of ln(measured/nominal) over runs.
    public let relativeBias: Double
    /// Two-sided, by t on run means; `nil` where these are all the same.
    public let relativeBiasLower: Double?
    public let relativeBiasUpper: Double?
    public let lnBias: Double
    public let degreesOfFreedom: Double
    /// Of ln of one result, between runs and within them.
    public let lnStandardDeviation: Double
    public let percentGCV: Double
    /// One-sided; `nil` where the data cannot bound it.
    public let percentGCVUpper: Double?
    /// By the number of runs that a reportable value is the mean of.
    public let formats: [Format]
  }

  /// One nominal potency.
  public struct Level: Sendable {
    public let nominal: Double
    public let preparations: [String]
    public let results: Int
    public let runs: Int
    /// Runs of a preparation of this level that gave no potency: these are in no figure.
    public let resultsLost: Int
    public let outcome: Result<Figures, PotencyValidationError>
  }

  public let laboratory: String?
  /// Lowest first.
  public let levels: [Level]
  /// Slope of ln measured on ln nominal potency.
  public let linearity: Result<DilutionLinearity, PotencyValidationError>
  /// Of two-sided intervals, and of the one-sided bound of %GCV.
  public let level: Double

  /// How many runs are averaged in the formats shown.
  static let runsAveraged = [1, 2, 3, 4, 6]

  static func all(
    _ groups: [PotencyGroup], nominal: [String: Double], specification: PotencySpecification?, level: Double
  ) -> [PotencyValidation] {
    groups.map { $0.laboratory }.uniqued.map { laboratory in
      PotencyValidation(
        groups.filter { $0.laboratory == laboratory }, laboratory, nominal, specification, level)
    }
  }

  private init(
    _ groups: [PotencyGroup], _ laboratory: String?, _ nominal: [String: Double],
    _ specification: PotencySpecification?, _ level: Double
  ) {
    self.laboratory = laboratory
    self.level = level
    let distinct = Set(groups.compactMap { nominal[$0.preparation] }).sorted()
    var results: [DilutionResult] = []
    // Plates of one run are not independent.
    var runs: [String: Int] = [:]
    for entry in groups.flatMap({ $0.entries }) where runs[entry.run] == nil { runs[entry.run] = entry.assay }
    levels = distinct.map { value in
      let own = groups.filter { nominal[$0.preparation] == value }
      let found = own.flatMap({ $0.entries }).compactMap { entry in
        entry.potency.map { DilutionResult(nominal: value, measured: $0.potency, run: runs[entry.run] ?? entry.assay) }
      }
      results += found
      let levelRuns = Set(found.map({ $0.run })).sorted()
      let byRun = levelRuns.map { run in found.filter { $0.run == run }.map({ $0.measured }) }
      let outcome: Result<Figures, PotencyValidationError>
      do throws(PotencyValidationError) {
        outcome = .success(
          try Figures(try PotencyLevelBias(nominal: value, runs: byRun), specification, level))
      } catch {
        outcome = .failure(error)
      }
      return Level(
        nominal: value, preparations: own.map { $0.preparation }, results: found.count, runs: levelRuns.count,
        resultsLost: own.reduce(0) { $0 + $1.entries.count } - found.count, outcome: outcome)
    }
    // Where no two results share a run nothing can be said of runs beside the error of a result.
    let isShared = Set(results.map { $0.run }).count < results.count
    do throws(PotencyValidationError) {
      linearity = .success(
        try DilutionLinearity(results, method: isShared ? .randomRuns(.kenwardRoger) : .simpleRegression))
    } catch {
      linearity = .failure(error)
    }
  }
}

extension PotencyValidation.Figures {
  fileprivate init(
    _ found: PotencyLevelBias, _ specification: PotencySpecification?, _ level: Double
  ) throws(PotencyValidationError) {
    relativeBias = found.relativeBias
    let ends = found.lnBias.variance > 0 ? try found.relativeBiasInterval(level: level) : nil
    relativeBiasLower = ends?.lower
    relativeBiasUpper = ends?.upper
    lnBias = found.lnBias.mean
    degreesOfFreedom = found.lnBias.degreesOfFreedom
    let deviation = found.intermediateVariance.estimate.squareRoot()
    lnStandardDeviation = deviation
    percentGCV = found.percentGCV
    let bound = found.percentGCVUpperBound(level: level)
    percentGCVUpper = bound.isFinite ? bound : nil
    var formats: [PotencyValidation.Format] = []
    for runs in PotencyValidation.runsAveraged {
      let own = deviation / Double(runs).squareRoot()
      let outside: PotencyOutOfSpecification? =
        if let specification {
          try PotencyOutOfSpecification(
            lower: specification.lower, upper: specification.upper, truePotency: found.nominal,
            lnBias: found.lnBias.mean,
            lnStandardDeviation: own)
        } else {
          nil
        }
      formats.append(
        PotencyValidation.Format(
          runs: runs, percentGCV: GeometricVariation.percentGCV(own), probabilityBelow: outside?.probabilityBelow,
          probabilityAbove: outside?.probabilityAbove))
    }
    self.formats = formats
  }
}
