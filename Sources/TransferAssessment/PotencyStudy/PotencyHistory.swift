public import Statistics

/// Limits of one measure of similarity, from the runs of a laboratory in which the reference stood against itself.
///
/// For the justification of a protocol, before the study; nothing is judged by them here.
public struct PotencyHistory: Sendable {
  /// By one way of forming limits.
  public struct Limits: Sendable {
    public let method: HistoricalLimits.Method
    public let outcome: Result<HistoricalLimits, SampleError>
  }

  public let laboratory: String?
  public let preparation: String
  /// `slope`, `lower-asymptote`, `upper-asymptote`, `asymmetry`.
  public let parameter: String
  /// Preparation over reference, one from each run that has a ratio, in the order of the file.
  public let ratios: [Double]
  /// Names of the runs that hold the preparation and have no ratio, or none above zero, which has no logarithm.
  public let runsWithout: [String]
  /// On ln scale.
  public let limits: [Limits]

  /// Content of the limits, and confidence of the tolerance interval: conventions, which are printed.
  public static let content = 0.95
  public static let confidence = 0.95

  /// Laboratories in the order of the file, measures in the order of the fit.
  static func all(_ assays: [PotencyAssay], preparation: String) -> [PotencyHistory] {
    var laboratories: [String?] = []
    for assay in assays where !laboratories.contains(assay.laboratory) { laboratories.append(assay.laboratory) }
    var measures: [String] = []
    for one in assays.flatMap(\.similarities)
    where one.preparation == preparation && one.ratio != nil && !measures.contains(one.parameter) {
      measures.append(one.parameter)
    }
    return laboratories.flatMap { laboratory -> [PotencyHistory] in
      let own = assays.filter { assay in
        assay.laboratory == laboratory && assay.readings.contains { $0.preparation == preparation }
      }
      return own.isEmpty ? [] : measures.map { PotencyHistory(own, laboratory, preparation, $0) }
    }
  }

  private init(_ assays: [PotencyAssay], _ laboratory: String?, _ preparation: String, _ parameter: String) {
    self.laboratory = laboratory
    self.preparation = preparation
    self.parameter = parameter
    var (ratios, without): ([Double], [String]) = ([], [])
    for assay in assays {
      let found = assay.similarities.first { $0.preparation == preparation && $0.parameter == parameter }?.estimate
      if let found, found > 0, found.isFinite { ratios.append(found) } else { without.append(assay.run) }
    }
    self.ratios = ratios
    runsWithout = without
    let methods: [HistoricalLimits.Method] = [
      .quantiles(content: Self.content),
      .toleranceInterval(content: Self.content, confidence: Self.confidence),
    ]
    limits = methods.map { method in
      do throws(SampleError) {
        return Limits(method: method, outcome: .success(try HistoricalLimits(ratios, scale: .log, method: method)))
      } catch {
        return Limits(method: method, outcome: .failure(error))
      }
    }
  }
}
