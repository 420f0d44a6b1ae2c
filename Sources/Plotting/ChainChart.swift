/// The generations of a reference standard from its primary on: the value that each was given, what it is worth by all
/// measured ratios with the uncertainty that has accumulated, and what carrying every value over would have left.
public struct ChainChart: Sendable, Hashable {
  public struct Generation: Sendable, Hashable {
    public let label: String
    /// Its lot or date, below the label.
    public let note: String
    /// "primary", "equivalence", "offset".
    public let rule: String
    public let value: Double
    public let measured: Double
    public let lower: Double
    public let upper: Double
    /// The value as it is printed.
    public let valueText: String
    /// The measured value and its interval as they are printed.
    public let measuredText: String
    /// The accumulated standard uncertainty, such as "1.6 %".
    public let uncertaintyText: String
    /// "provisional", "rests on RS-03, provisional"; empty where neither.
    public let standing: String
    public let isProvisional: Bool
    public let isCandidate: Bool
    /// Of the variance of the measured value, by the comparison that brings it, from the primary on.
    public let shares: [Share]

    public init(
      _ label: String, note: String = "", rule: String, value: Double, measured: Double, lower: Double, upper: Double,
      valueText: String, measuredText: String, uncertaintyText: String, standing: String = "",
      isProvisional: Bool = false,
      isCandidate: Bool = false, shares: [Share] = []
    ) {
      self.label = label
      self.note = note
      self.rule = rule
      self.value = value
      self.measured = measured
      self.lower = lower
      self.upper = upper
      self.valueText = valueText
      self.measuredText = measuredText
      self.uncertaintyText = uncertaintyText
      self.standing = standing
      self.isProvisional = isProvisional
      self.isCandidate = isCandidate
      self.shares = shares
    }

    fileprivate var isSound: Bool { [value, measured, lower, upper].allSatisfy { $0.isFinite && $0 > 0 } }
  }

  /// What one comparison brings; negative where a covariance takes from it.
  public struct Share: Sendable, Hashable {
    public let label: String
    public let share: Double

    public init(_ label: String, _ share: Double) {
      self.label = label
      self.share = share.isFinite ? share : 0
    }
  }

  public let title: String
  /// "value", "value, IU/ml".
  public let quantity: String
  /// From the primary on.
  public let generations: [Generation]
  /// Limits of the candidate's drift, its measured value over the one that it is given.
  public let lower: Limit?
  public let upper: Limit?
  /// Of the intervals, as printed: "95 %".
  public let level: String
  public let width: Double

  public init(
    title: String, quantity: String, generations: [Generation], lower: Limit? = nil, upper: Limit? = nil, level: String,
    width: Double = 680
  ) {
    self.title = title
    self.quantity = quantity
    self.generations = generations.filter { $0.isSound }
    self.lower = lower
    self.upper = upper
    self.level = level
    self.width = max(width, 240)
  }

  var description: String {
    generations.map { one in
      "\(one.label) (\(one.rule)\(one.standing.isEmpty ? "" : ", \(one.standing)")): value \(one.valueText), measured \(one.measuredText), standard uncertainty \(one.uncertaintyText)"
    }.joined(separator: ". ")
  }
}
