internal import Notation
public import Statistics

/// Limits of one measure of similarity, from the runs of a laboratory in which the reference stood against itself: for the
/// ends of its interval in each run, which is what the criterion holds against them.
///
/// For the justification of a protocol, before the study; nothing is judged by them here.
public struct PotencyHistory: Sendable {
  /// By one way of forming limits.
  public struct Limits: Sendable {
    public let method: HistoricalLimits.Method
    public let outcome: Result<HistoricalIntervalLimits, SampleError>
  }

  public let laboratory: String?
  public let preparation: String
  /// `slope`, `lower-asymptote`, `upper-asymptote`, `asymmetry`.
  public let parameter: String
  /// Preparation over reference, one from each run that has a ratio, in the order of the file.
  public let ratios: [Double]
  /// The ends of the interval of each of ``ratios``, above zero.
  public let ends: [HistoricalIntervalLimits.Ends]
  /// Of the intervals: 1 - 2 alpha of the criterion that will judge the measure, else by the convention for alpha.
  public let level: Double
  /// Names of the runs that hold the preparation and have no ratio, or an interval without two ends above zero: under no
  /// limits would they be shown to be similar.
  public let runsWithout: [String]
  /// On ln scale.
  public let limits: [Limits]

  /// Content of the limits, and confidence of the tolerance interval: conventions, which are printed.
  public static let content = 0.95
  public static let confidence = 0.95

  /// Laboratories in the order of the file, measures in the order of the fit.
  static func all(_ assays: [PotencyAssay], preparation: String, rules: [SimilarityRule]) -> [PotencyHistory] {
    let laboratories = assays.map { $0.laboratory }.uniqued
    var measures: [String] = []
    for one in assays.flatMap({ $0.similarities })
    where one.preparation == preparation && one.ratio != nil && !measures.contains(one.parameter) {
      measures.append(one.parameter)
    }
    return laboratories.flatMap { laboratory -> [PotencyHistory] in
      let own = assays.filter { assay in
        assay.laboratory == laboratory && assay.readings.contains { $0.preparation == preparation }
      }
      return own.isEmpty ? [] : measures.map { PotencyHistory(own, laboratory, preparation, $0, rules) }
    }
  }

  private init(
    _ assays: [PotencyAssay], _ laboratory: String?, _ preparation: String, _ parameter: String,
    _ rules: [SimilarityRule]
  ) {
    let alpha = rules.first { $0.similarity.parameter.rawValue == parameter }?.alpha ?? PotencyAssay.conventionalAlpha
    level = 1 - 2 * alpha
    self.laboratory = laboratory
    self.preparation = preparation
    self.parameter = parameter
    var (ratios, ends, without): ([Double], [HistoricalIntervalLimits.Ends], [String]) = ([], [], [])
    for assay in assays {
      let found = assay.similarities.first { $0.preparation == preparation && $0.parameter == parameter }
      if let ratio = found?.estimate, ratio > 0, ratio.isFinite,
        case .bounded(let lower?, let upper?)? = found?.interval(level: level), lower > 0, upper.isFinite
      {
        ratios.append(ratio)
        ends.append(HistoricalIntervalLimits.Ends(lower: lower, upper: upper))
      } else {
        without.append(assay.run)
      }
    }
    self.ratios = ratios
    self.ends = ends
    runsWithout = without
    let methods: [HistoricalLimits.Method] = [
      .quantiles(content: Self.content),
      .toleranceInterval(content: Self.content, confidence: Self.confidence),
    ]
    limits = methods.map { method in
      do throws(SampleError) {
        return Limits(method: method, outcome: .success(try HistoricalIntervalLimits(ends, method: method)))
      } catch {
        return Limits(method: method, outcome: .failure(error))
      }
    }
  }
}
