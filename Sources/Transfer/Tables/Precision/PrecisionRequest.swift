public import Notation
public import Statistics

/// What is asked of a table of results: which columns are sources of variation, and how their variances are estimated.
public struct PrecisionRequest: Sendable {
  /// The greatest standard deviation that a reportable value may have.
  public enum Target: Sendable, Hashable {
    /// In the unit of the values; of ln on the log scale.
    case standardDeviation(ExactDecimal)
    /// %CV on the linear scale, %GCV on the log scale.
    case percent(ExactDecimal)
  }

  /// The header of the column of results.
  public let value: String
  /// Headers of the random factors, outermost first.
  public let factors: [String]
  /// The header of the column whose levels are analysed one by one and pooled, such as the sample.
  public let by: String?
  public let arrangement: RandomArrangement
  public let method: VarianceComponents.Method
  public let scale: AnalysisScale
  /// Of two-sided intervals.
  public let level: Double
  /// Whether negative estimates are set to zero.
  public let truncated: Bool
  public let target: Target?
  /// The most units of the innermost factor, and the most values of one, that a reportable value may be the mean of.
  public let maximumRuns: Int
  public let maximumReplicates: Int

  /// - Precondition: `level` lies between 0.5 and 1, there is a factor, and both maxima are at least 1.
  public init(
    value: String, factors: [String], by: String? = nil, arrangement: RandomArrangement = .nested,
    method: VarianceComponents.Method = .reml, scale: AnalysisScale = .linear, level: Double = 0.95,
    truncated: Bool = false, target: Target? = nil, maximumRuns: Int = 6, maximumReplicates: Int = 4
  ) {
    precondition(level >= 0.5 && level < 1, "the level of an interval lies between 0.5 and 1, not \(level)")
    precondition(!factors.isEmpty, "at least one factor is named")
    precondition(maximumRuns >= 1 && maximumReplicates >= 1, "a reportable value rests on one result at least")
    self.value = value
    self.factors = factors
    self.by = by
    self.arrangement = arrangement
    self.method = method
    self.scale = scale
    self.level = level
    self.truncated = truncated
    self.target = target
    self.maximumRuns = maximumRuns
    self.maximumReplicates = maximumReplicates
  }

  /// Whether the first factor tells laboratories apart, so that reproducibility is more than intermediate precision.
  public var hasLaboratory: Bool {
    let name = factors[0].lowercased().filter { $0.isLetter }
    return ["lab", "labs", "laboratory", "laboratories", "site", "sites"].contains(name)
  }

  /// The factor within the laboratory where it is the only one and its header names a single condition of measurement: days
  /// alone, analysts alone, instruments alone. `nil` for runs, which usually differ in several.
  public var onlyCondition: String? {
    guard factorsWithinLaboratory.count == 1, let factor = factorsWithinLaboratory.first.map({ factors[$0] }) else {
      return nil
    }
    return Self.conditions.contains(factor.lowercased().filter { $0.isLetter }) ? factor : nil
  }

  /// Headers of one condition of measurement, in the languages of laboratories.
  private static let conditions: Set<String> = [
    "day", "days", "date", "dates", "tag", "tage", "datum", "jour", "jours", "giorno", "giorni", "dia", "dias", "día",
    "días",
    "日", "日付", "analyst", "analysts", "operator", "operators", "technician", "analytiker", "analyste", "analista",
    "bediener", "opérateur", "operador", "operatore", "instrument", "instruments", "device", "gerät", "appareil",
    "equipo", "strumento",
  ]

  /// The indices of the factors within a laboratory.
  var factorsWithinLaboratory: Range<Int> { (hasLaboratory ? 1 : 0)..<factors.count }

  /// The factor whose units a reportable value may be the mean of: the innermost within a laboratory.
  public var replicated: String? { factorsWithinLaboratory.last.map { factors[$0] } }
}
