internal import AssayData
internal import Statistics

/// What a bound on intermediate precision holds for, and how low it can be.
public struct PrecisionGrounds: Sendable, Hashable {
  /// That the bound was computed at.
  public let level: Double
  /// Where a source stands for the levels that took part alone: for each laboratory how many they are.
  public let these: [These]
  /// The sources whose few degrees of freedom decide how low the bound can be.
  public let reaches: [PrecisionReach]

  public init(level: Double, these: [These], reaches: [PrecisionReach]) {
    self.level = level
    self.these = these
    self.reaches = reaches
  }

  public struct These: Sendable, Hashable {
    public let laboratory: String
    /// "analyst".
    public let source: String
    public let levels: Int
  }
}

/// What one source with one or two degrees of freedom asks of the results: the bound is at least ``factor`` times the SD seen at
/// that source, however many results there are.
public struct PrecisionReach: Sendable, Hashable {
  public let laboratory: String
  /// "analyst", "analyst × day", "run".
  public let source: String
  public let levels: Int
  public let degreesOfFreedom: Int
  /// f = sqrt(ν/χ²(α; ν)).
  public let factor: Double
  /// In the measure of the limit; `nil` where nothing was measured yet.
  public let seen: Double?
  /// The factors of designs with more levels.
  public let alternatives: [Alternative]
  /// Whether its levels may be declared as those that the bound is for.
  public let canBeFixed: Bool
  /// The limit, and what the SD seen must lie below for the limit to be met.
  public private(set) var limit = 0.0
  public private(set) var greatest = 0.0
  /// Of a ratio: the laboratory whose SD the one seen is held against.
  public private(set) var over: String? = nil

  public struct Alternative: Sendable, Hashable {
    public let levels: Int
    public let factor: Double
  }

  init(
    laboratory: String, source: String, levels: Int, degreesOfFreedom: Int, factor: Double, seen: Double?,
    alternatives: [Alternative], canBeFixed: Bool
  ) {
    self.laboratory = laboratory
    self.source = source
    self.levels = levels
    self.degreesOfFreedom = degreesOfFreedom
    self.factor = factor
    self.seen = seen
    self.alternatives = alternatives
    self.canBeFixed = canBeFixed
  }

  /// The same held against a limit.
  ///
  /// - Parameter isGeometric: whether the limit is a %GCV, whose SD is one of ln.
  func limited(to limit: Double, isGeometric: Bool = false, isRatioTo sender: String? = nil) -> PrecisionReach {
    var reach = self
    reach.limit = limit
    reach.over = sender
    reach.greatest =
      isGeometric
      ? 100 * (AnalysisScale.log.reported(AnalysisScale.log.position(of: 1 + limit / 100) / factor) - 1)
      : limit / factor
    return reach
  }
}

extension VarianceEstimator {
  /// The levels that the bound is for, where it is for them alone.
  func these(_ source: Role?) -> PrecisionGrounds.These? {
    guard case .these(let bounds) = bounds, let source else { return nil }
    return PrecisionGrounds.These(laboratory: laboratory, source: source.rawValue, levels: bounds.levels)
  }

  /// - Parameters:
  ///   - squares: `nil` where nothing was measured yet.
  ///   - level: that the bounds are computed at, where it is not their own.
  ///   - measured: an SD of the analysis scale in the measure of the limit.
  func reaches(_ squares: PrecisionSquares?, level: Double? = nil, _ measured: (Double) -> Double)
    -> [PrecisionReach]
  {
    let found: UnweightedSquares? = if case .sums(let found)? = squares { found } else { nil }
    let (sums, reaches): (UnweightedSums, [UnweightedReach])
    switch bounds {
    case .meanSquare: return []
    case .sums(let bounds): (sums, reaches) = (bounds.sums, bounds.reaches(found))
    case .these(let bounds): (sums, reaches) = (bounds.sums, bounds.reaches(found))
    }
    let words = SourceWords(named: named, laboratory: laboratory)
    return reaches.map { reach in
      let source = sums.layout.sources[reach.source]
      let isSimple = reach.degreesOfFreedom == source.levels - 1
      let at = level ?? bounds.level
      let isOfAnalysts = source.parts.count == 1 && source.parts[0] == named.firstIndex(of: .analyst).map { .named($0) }
      var canBeFixed = false
      if case .sums = bounds { canBeFixed = isOfAnalysts && sums.isOutermost(reach.source) }
      return PrecisionReach(
        laboratory: laboratory, source: words.name(source), levels: source.levels,
        degreesOfFreedom: reach.degreesOfFreedom,
        factor: UnweightedBounds.factor(degreesOfFreedom: reach.degreesOfFreedom, level: at),
        seen: reach.seen.map(measured),
        alternatives: isSimple
          ? [4, 6].map {
            .init(levels: $0, factor: UnweightedBounds.factor(degreesOfFreedom: $0 - 1, level: at))
          } : [],
        canBeFixed: canBeFixed)
    }
  }
}
