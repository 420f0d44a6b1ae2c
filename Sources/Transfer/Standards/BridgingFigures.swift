public import Statistics

/// A ratio of candidate over current with its two-sided interval.
public struct BridgingRatio: Sendable {
  public let lnRatio: Double
  /// Of ln ratio.
  public let standardError: Double
  /// `nil` where the method uses the normal distribution.
  public let degreesOfFreedom: Double?
  public let ratio: Double
  public let lower: Double
  public let upper: Double
  public let level: Double
  /// The method in words.
  public let method: String

  init(_ estimate: RatioEstimate, level: Double, words: String) {
    let log = AnalysisScale.log
    let ends = estimate.interval(level: level)
    lnRatio = estimate.lnRatio
    standardError = estimate.standardError
    degreesOfFreedom = estimate.degreesOfFreedom
    ratio = log.reported(estimate.lnRatio)
    lower = log.reported(ends.lower)
    upper = log.reported(ends.upper)
    self.level = level
    method = words
  }
}

/// One laboratory's ratios.
public struct BridgedLaboratory: Sendable {
  public let name: String
  public let units: Int
  public let runs: Int
  /// Geometric mean of the units' ratios.
  public let ratio: Double
  /// Two-sided, from its own units alone; `nil` below two of them, or where they do not vary.
  public let interval: (lower: Double, upper: Double)?
  /// SD of ln ratio between units; `nil` for one.
  public let standardDeviation: Double?
  /// 100 (exp(s) - 1), in percent.
  public let percentGCV: Double?
  public let level: Double
}

/// The ratio by one way of making one of several laboratories.
public struct ConsensusFigure: Sendable {
  public let method: RatioConsensus
  /// The protocol's word for it, where it has one.
  public let name: String
  public let isDeciding: Bool
  public let words: String
  public let outcome: Result<BridgingRatio, RatioError>
  /// SD of the true ln ratio between laboratories, where the method has one.
  public let lnBetween: Double?

  static func all(
    _ sample: BridgingSample, deciding: RatioConsensus, level: Double, _ attribute: Attribute
  ) -> [ConsensusFigure] {
    guard let ratios = try? sample.ratios() else { return [] }
    let methods = sample.groups.count > 1 ? RatioConsensus.allCases : [.equalWeights]
    return methods.map { method in
      var between: Double? = nil
      let outcome: Result<BridgingRatio, RatioError>
      do throws(RatioError) {
        let found = try ratios.combined(method)
        between = found.betweenVariance.map { max(0, $0).squareRoot() }
        outcome = .success(
          BridgingRatio(found, level: level, words: method.words(attribute, laboratories: sample.groups.count)))
      } catch {
        outcome = .failure(error)
      }
      return ConsensusFigure(
        method: method,
        name: Comparison.Consensus.allCases.first { $0.method == method }?.rawValue ?? method.rawValue,
        isDeciding: method == deciding, words: method.words(attribute, laboratories: sample.groups.count),
        outcome: outcome,
        lnBetween: between)
    }
  }
}

/// How much the ratio varies within laboratories and between them.
public struct BridgingVariation: Sendable {
  /// A geometric coefficient of variation, in percent, with its two-sided interval.
  public struct Figure: Sendable {
    public let percentGCV: Double
    public let lower: Double
    public let upper: Double
    public let degreesOfFreedom: Double
  }

  /// Between units of a laboratory, pooled over laboratories.
  public let within: Figure?
  /// Of the laboratories' geometric means, as collaborative studies state it; it holds what is within, too.
  public let betweenMeans: Figure?
  /// Between laboratories alone, as a component of variance; zero where what is within explains the scatter.
  public let betweenComponent: Double?
  /// Whether that component came out negative and was put at zero.
  public let isBetweenTruncated: Bool
  public let level: Double

  init?(_ sample: BridgingSample, level: Double) {
    guard let ratios = try? sample.ratios() else { return nil }
    func figure(_ spread: RatioSpread?) -> Figure? {
      guard let spread else { return nil }
      let ends = spread.percentGCVInterval(level: level)
      return Figure(
        percentGCV: spread.percentGCV, lower: ends.lower, upper: ends.upper, degreesOfFreedom: spread.degreesOfFreedom)
    }
    within = figure(try? ratios.withinSpread())
    betweenMeans = figure(try? ratios.spreadOfGroupMeans())
    let component = try? ratios.betweenGroups()
    betweenComponent = component?.percentGCV
    isBetweenTruncated = component?.isTruncated ?? false
    self.level = level
  }
}

/// Estimates that one wild run or laboratory hardly moves, beside the one that decides.
public struct RobustFigures: Sendable {
  public struct Figure: Sendable {
    public let name: String
    public let ratio: Double
    /// Two-sided; `nil` where there are too few for the level.
    public let interval: (lower: Double, upper: Double)?
    /// Attained, for an exact interval of ranks.
    public let level: Double?
    /// Of ln ratio, where the method gives one.
    public let standardUncertainty: Double?
  }

  /// What they are taken over: "run" or "laboratory".
  public let over: String
  public let figures: [Figure]

  init(_ sample: BridgingSample, level: Double) {
    let log = AnalysisScale.log
    let values: [Double]
    if sample.groups.count > 1 {
      over = "laboratory"
      values = sample.groups.compactMap { try? Moments($0.units.map { $0.lnRatio }).mean }
    } else {
      over = "run"
      values = sample.all.map { $0.lnRatio }
    }
    var figures: [Figure] = []
    if let robust = try? RobustMean(values) {
      figures.append(
        Figure(
          name: "Algorithm A (ISO 13528)", ratio: log.reported(robust.mean), interval: nil, level: nil,
          standardUncertainty: robust.standardUncertainty))
    }
    if let ranks = try? HodgesLehmann(values) {
      let found = try? ranks.interval(level: level)
      figures.append(
        Figure(
          name: "Hodges-Lehmann, exact signed ranks", ratio: log.reported(ranks.estimate),
          interval: found.map { (log.reported($0.lower), log.reported($0.upper)) }, level: found?.attainedLevel,
          standardUncertainty: nil))
    }
    if !values.isEmpty {
      let sorted = values.sorted()
      let middle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      figures.append(
        Figure(name: "median", ratio: log.reported(middle), interval: nil, level: nil, standardUncertainty: nil))
    }
    self.figures = figures
  }
}

extension BridgingSample {
  /// The figures of each laboratory that has units.
  func figures(level: Double) -> [BridgedLaboratory] {
    groups.compactMap { index, units in
      guard let moments = try? Moments(units.map({ $0.lnRatio })) else { return nil }
      let log = AnalysisScale.log
      var interval: (lower: Double, upper: Double)?
      if moments.count > 1, moments.variance > 0 {
        let half =
          StudentT(degreesOfFreedom: Double(moments.count - 1)).upperQuantile((1 - level) / 2)
          * (moments.variance / Double(moments.count)).squareRoot()
        interval = (log.reported(moments.mean - half), log.reported(moments.mean + half))
      }
      let deviation = moments.count > 1 ? moments.standardDeviation : nil
      return BridgedLaboratory(
        name: names[index], units: units.count, runs: units.reduce(0) { $0 + $1.runs },
        ratio: log.reported(moments.mean),
        interval: interval, standardDeviation: deviation, percentGCV: deviation.map(GeometricVariation.percentGCV),
        level: level)
    }
  }
}

extension RatioConsensus {
  /// The method in words.
  func words(_ attribute: Attribute, laboratories: Int) -> String {
    let unit = attribute.unitOfReplication.rawValue
    if laboratories == 1, self == .equalWeights { return "paired t on ln ratios by \(unit)" }
    return switch self {
    case .equalWeights:
      "mean of laboratory means of ln ratios by \(unit), each laboratory's own variance between \(attribute.unitOfReplication.plural), Satterthwaite df"
    case .pooledWithin:
      "mean of laboratory means of ln ratios by \(unit), one common variance between \(attribute.unitOfReplication.plural)"
    case .groupMeans: "mean of laboratory means of ln ratios, its error from their scatter (laboratories less one df)"
    case .randomEffects: "random laboratories, τ² by REML, Hartung-Knapp interval"
    case .randomEffectsAdHoc:
      "random laboratories, τ² by REML, Hartung-Knapp interval no narrower than the fixed-effect one"
    case .mandelPaule: "random laboratories, τ² by Mandel and Paule, Hartung-Knapp interval"
    case .derSimonianLaird: "random laboratories, τ² by DerSimonian and Laird, Hartung-Knapp interval"
    case .derSimonianLairdNormal: "random laboratories, τ² by DerSimonian and Laird, normal quantile"
    case .fixedEffect: "weights 1/s², normal quantile: for laboratories that agree but for chance"
    }
  }
}
