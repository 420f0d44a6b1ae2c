public import Notation

/// Why no plan can be made, or no study laid out, from a protocol and what is assumed: in words.
public struct PlanningObstacle: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// One attribute of a study as its protocol plans it: every place is known, and none has a value yet.
///
/// A place is a result; where two standards are compared, the ln ratio of a run. It is judged by the same lines as measured
/// data are.
public struct PlannedStudy: Sendable {
  /// Where one planned value stands: 0 the sending laboratory; the rest are numbers within the laboratory, -1 where the
  /// design names none.
  public struct Place: Sendable, Hashable {
    public let laboratory: Int
    public let sample: Int
    public let level: Int
    public let analyst: Int
    public let day: Int
    public let run: Int
    /// The independent unit.
    public let unit: Int
    /// Of the preparations of a run, each sample at each of its levels.
    public let preparation: Int
  }

  /// A criterion at one item and receiving laboratory.
  public struct Item: Sendable {
    public let criterion: Criterion
    /// The place among ``PlannedStudy/receivers``.
    public let receiver: Int
    public let item: Finding.Item
    /// Why no study of this design can be judged; `nil` where it can.
    public let obstacle: String?
    /// Whether it can be simulated at all; what depends on curves needs an assumed truth of the plates.
    public let isSimulated: Bool
    /// Of ``PlannedPlates/rules``, the one that it counts by.
    let rule: Int?
    /// The places of the results that enter, by laboratory; none where ratios are judged, which all enter.
    public let sending: [Int]
    public let receiving: [Int]
    /// Whether it compares means through the measured ratio of two reference lots, whose error is not one of the results.
    public let isBridged: Bool
    /// What a value at a place is multiplied by before it is judged: 1, or 100/nominal for a linear recovery.
    public let scaling: [Double]
  }

  /// What is not known of the ratio of a laboratory's reference lot to the sender's.
  public struct Bridged: Sendable, Hashable {
    public let laboratory: String
    /// The lot that its results are relative to, and the sender's.
    public let lot: String
    public let sendersLot: String
    /// Of ln of the ratio.
    public let standardUncertainty: Double
  }

  /// What is judged, and how.
  private enum Judged: Sendable {
    case results(PlannedResults)
    case ratios(PlannedBridging)
  }

  public let attribute: Attribute
  /// Every planned value, by laboratory.
  public let places: [Place]
  /// What is judged, in the order of the attribute's criteria, then of the receivers.
  public let items: [Item]
  /// What stands at the receiving end of a criterion: laboratories, or the candidate standard.
  public let receivers: [String]
  /// The plates whose curves are judged too; `nil` where nothing is assumed of them.
  public let plates: PlannedPlates?
  private let judged: Judged

  /// - Parameters:
  ///   - centre: the level of results on the linear scale, where the design has no levels; only %CV and ratios of
  ///     arithmetic means depend on it. Not used on the log scale.
  ///   - plates: what is assumed of plates, where something is; ratios of standards are planned without.
  ///   - laboratories: how many take part in a comparison of two standards; `nil` for as many as the protocol names.
  /// - Throws: ``PlanningObstacle`` where the design does not say how many units there are, or standards make no chain.
  public init(
    _ attribute: Attribute, of transferProtocol: TransferProtocol, centre: ExactDecimal? = nil,
    plates: PlannedPlates? = nil,
    laboratories: Int? = nil
  ) throws(PlanningObstacle) {
    self.attribute = attribute
    if let comparison = transferProtocol.comparison, let standards = transferProtocol.standards {
      let ratios = try PlannedBridging(
        attribute, comparison, standards, of: transferProtocol, laboratories: laboratories)
      judged = .ratios(ratios)
      places = ratios.places
      items = ratios.items
      receivers = [comparison.candidate]
      self.plates = nil
    } else {
      let results = try PlannedResults(attribute, of: transferProtocol, centre: centre, plates: plates)
      judged = .results(results)
      places = results.places
      items = results.items
      receivers = transferProtocol.receiving
      self.plates = plates
    }
  }

  /// What a comparison of two standards has besides; `nil` where results of laboratories are judged.
  public var standards: PlannedBridging? {
    guard case .ratios(let ratios) = judged else { return nil }
    return ratios
  }

  /// Receiving laboratories on another reference lot than the sender, where the protocol says so.
  public var bridged: [Bridged] {
    guard case .results(let results) = judged else { return [] }
    return results.bridged
  }

  /// For each laboratory what its results are off by, in terms of independent standard normal numbers: one error for all of
  /// its results, that of the ratio of the reference lots; `nil` where there is none.
  public var bridgeErrors: [[Double]]? {
    guard case .results(let results) = judged else { return nil }
    return results.bridgeErrors
  }

  /// For each source of a precision with next to no degrees of freedom how low the bound of an item can be.
  public func reaches(_ item: Int) -> [PrecisionReach] {
    guard case .results(let results) = judged else { return [] }
    return results.reaches(item)
  }

  // MARK: - Judging

  /// The verdict on each of ``items`` for one set of values.
  ///
  /// - Parameters:
  ///   - values: of each place: a result's deviation from the level of its sample at the sending laboratory, on the analysis
  ///     scale; the ln ratio of a run, the mean over its results.
  ///   - curves: of each place, how the curve of its preparation stands in its run to each rule of ``plates``; empty where
  ///     there are none.
  ///   - chain: in place of the ledger's, for drift alone.
  public func verdicts(
    _ values: [Double], curves: [[SimilarityRule.Standing]] = [], chain: PlannedBridging.DrawnChain? = nil
  ) -> [Verdict] {
    switch judged {
    case .results(let results): results.verdicts(values, curves: curves)
    case .ratios(let ratios): ratios.verdicts(values, chain: chain)
    }
  }

  /// Why an item of this set of values has no verdict, for a design that looked able to give one.
  public func reason(_ item: Int, _ values: [Double], curves: [[SimilarityRule.Standing]] = []) -> String {
    switch judged {
    case .results(let results): results.reason(item, values, curves: curves)
    case .ratios(let ratios): ratios.reason(item, values)
    }
  }
}
