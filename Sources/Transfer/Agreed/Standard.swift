public import Notation

/// One generation of a reference standard: a lot, the value it was given, and the comparison that the value rests on.
public struct Standard: Sendable, Hashable {
  /// How its value follows from the comparison with its comparator.
  public enum Rule: String, CaseIterable, Sendable, Hashable {
    /// The ratio was shown to lie inside limits set in advance, and the comparator's value was carried over. The measured
    /// ratio stays known, and enters the drift.
    case equivalence
    /// The standard was given the value that was measured: the comparator's value times the ratio.
    case offset
  }

  public let id: String
  public let lot: String?
  /// The standard that it was measured against; `nil` for a primary, whose value defines the unit or comes from elsewhere.
  public let comparator: String?
  /// As assigned, in ``unit`` or, without one, relative to the primary.
  public let value: ExactDecimal
  public let unit: String?
  /// `nil` for a primary.
  public let rule: Rule?
  /// Measured, this standard over its comparator; `nil` for a primary, and where the rule is ``Rule/offset`` and it
  /// follows from the two values.
  public let ratio: ExactDecimal?
  /// Of ln ratio (a relative standard uncertainty); of ln value for a primary. Zero for a primary that defines the unit.
  public let standardUncertainty: Double
  /// Of ``standardUncertainty``; infinite where it is taken as known.
  public let degreesOfFreedom: Double
  public let date: String?
  /// Whether its value is to be replaced: everything that was measured with it says so.
  public let provisional: Bool
  /// Of the error of its ln ratio with that of other standards, where comparisons share readings.
  public let correlations: [Correlation]
  /// Where it stands in the protocol or the ledger.
  public let location: SourceLocation

  public struct Correlation: Sendable, Hashable {
    public let other: String
    public let value: Double
  }

  public init(
    id: String, lot: String? = nil, comparator: String?, value: ExactDecimal, unit: String? = nil, rule: Rule?,
    ratio: ExactDecimal? = nil, standardUncertainty: Double, degreesOfFreedom: Double = .infinity,
    date: String? = nil, provisional: Bool = false, correlations: [Correlation] = [], location: SourceLocation
  ) {
    self.id = id
    self.lot = lot
    self.comparator = comparator
    self.value = value
    self.unit = unit
    self.rule = rule
    self.ratio = ratio
    self.standardUncertainty = standardUncertainty
    self.degreesOfFreedom = degreesOfFreedom
    self.date = date
    self.provisional = provisional
    self.correlations = correlations
    self.location = location
  }
}

/// The standards of a protocol or of a ledger, each with the one that it was measured against: every one leads back to a
/// primary without a gap or a loop.
public struct StandardsLedger: Sendable, Hashable {
  /// In the order in which they are written.
  public let standards: [Standard]
  /// The file they came from, where it is not the protocol.
  public let file: String?
  /// Warnings of the reading of that file; those of a protocol's own section are among the protocol's.
  public let warnings: [Problem]
  /// Places in ``standards`` by id.
  private let places: [String: Int]
  /// The same by lot number.
  private let lots: [String: Int]

  init(standards: [Standard], file: String?, warnings: [Problem] = []) {
    self.standards = standards
    self.file = file
    self.warnings = warnings
    let indexed = standards.enumerated()
    places = Dictionary(keyed: indexed.map { ($1.id, $0) })
    lots = Dictionary(keyed: indexed.compactMap { index, standard in standard.lot.map { ($0, index) } })
  }

  public subscript(id: String) -> Standard? { places[id].map { standards[$0] } }

  /// From the primary to the standard of this name; empty where it is not there.
  public func path(to id: String) -> [Standard] {
    var path: [Standard] = []
    var next = self[id]
    // No longer than the ledger, whatever it holds.
    while let standard = next, path.count < standards.count {
      path.append(standard)
      next = standard.comparator.flatMap { self[$0] }
    }
    return path.reversed()
  }

  /// The standards on the way to `id`, itself among them, whose values are provisional.
  public func provisional(behind id: String) -> [Standard] { path(to: id).filter { $0.provisional } }

  /// The standard that a lot number or an id names.
  public func standard(named name: String) -> Standard? { self[name] ?? lots[name].map { standards[$0] } }
}

/// The two standards that a bridging study compares, and what their comparison decides.
public struct Comparison: Sendable, Hashable {
  /// How the ratios of several laboratories become one.
  public enum Consensus: String, CaseIterable, Sendable, Hashable {
    /// The mean of laboratory means; its standard error from the runs within laboratories, each with its own variance.
    case equalWeights = "equal-weights"
    /// The same with one common variance within laboratories.
    case pooledWithin = "pooled-within"
    /// The mean of laboratory means; its standard error from the scatter of those means.
    case groupMeans = "laboratory-means"
    /// Weights 1/(s² + τ²), τ² by restricted maximum likelihood, interval of Hartung and Knapp.
    case randomEffects = "random-effects"
    /// The same with τ² of Mandel and Paule.
    case mandelPaule = "mandel-paule"
    /// The same with τ² of DerSimonian and Laird.
    case derSimonianLaird = "dersimonian-laird"
  }

  public let current: String
  public let candidate: String
  /// Which of the two rules decides the value of the candidate; both are always shown.
  public let rule: Standard.Rule
  /// `nil` where one laboratory takes part.
  public let consensus: Consensus?
  /// Whether the value that this study gives is to be provisional.
  public let provisional: Bool
  /// Where it stands in the protocol.
  public let location: SourceLocation

  /// The same of two other standards.
  public func of(current: String, candidate: String) -> Comparison {
    Comparison(
      current: current, candidate: candidate, rule: rule, consensus: consensus, provisional: provisional,
      location: location)
  }
}
