/// Two standards measured in the same runs: each run's pair, and below it the ratio that the pair gives.
///
/// Up to ``legibleRuns`` runs each pair is joined by a line and labelled where there is room; beyond, runs are points.
public struct PairsPlot: Sendable, Hashable {
  /// The most runs whose pairs are joined.
  static let legibleRuns = 200

  public struct Run: Sendable, Hashable {
    public let label: String
    /// `nil` where results are relative to the current standard, or where it was not measured.
    public let current: Double?
    public let candidate: Double?
    /// Candidate over current; `nil` where the run gives none.
    public let ratio: Double?

    /// What is not finite, or not above zero, is passed over.
    public init(_ label: String, current: Double?, candidate: Double?, ratio: Double?) {
      func sound(_ value: Double?) -> Double? { value.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } }
      self.label = label
      self.current = sound(current)
      self.candidate = sound(candidate)
      self.ratio = sound(ratio)
    }
  }

  /// The runs of one laboratory, in their order.
  public struct Panel: Sendable, Hashable {
    public let heading: String
    public let runs: [Run]

    public init(_ heading: String, runs: [Run]) {
      self.heading = heading
      self.runs = runs
    }
  }

  /// A ratio that is drawn through all runs, with its interval as a band.
  public struct Overall: Sendable, Hashable {
    public let ratio: Double
    public let lower: Double
    public let upper: Double
    /// As it is printed, with its interval.
    public let text: String

    public init(_ ratio: Double, lower: Double, upper: Double, text: String) {
      self.ratio = ratio
      self.lower = lower
      self.upper = upper
      self.text = text
    }
  }

  public let title: String
  /// What is measured, such as "potency, %".
  public let quantity: String
  public let current: String
  public let candidate: String
  public let panels: [Panel]
  public let overall: Overall?
  public let lower: Limit?
  public let upper: Limit?
  /// Where two standards of one strength lie, dashed; `nil` where that has no meaning.
  public let reference: Double?
  /// How many runs there are, and how many give a ratio.
  public let count: String
  public let width: Double

  public init(
    title: String, quantity: String, current: String, candidate: String, panels: [Panel], overall: Overall? = nil,
    lower: Limit? = nil, upper: Limit? = nil, reference: Double? = 1, count: String, width: Double = 680
  ) {
    self.title = title
    self.quantity = quantity
    self.current = current
    self.candidate = candidate
    self.panels = panels.filter { !$0.runs.isEmpty }
    self.overall = overall.flatMap { [$0.ratio, $0.lower, $0.upper].allSatisfy { $0.isFinite && $0 > 0 } ? $0 : nil }
    self.lower = lower
    self.upper = upper
    self.reference = reference.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    self.count = count
    self.width = max(width, 240)
  }

  var runs: [Run] { panels.flatMap { $0.runs } }
  /// Whether any run has a value of the current standard, so that pairs can be drawn.
  var hasPairs: Bool { runs.contains { $0.current != nil } }

  /// Every number that is drawn, in words.
  var description: String {
    var parts: [String] = []
    if let overall { parts.append("\(candidate) over \(current): \(overall.text)") }
    for panel in panels {
      let values = panel.runs.prefix(60).map { run in
        run.ratio.map { "\(run.label) \(Self.short($0))" } ?? "\(run.label) no ratio"
      }
      let more = panel.runs.count > 60 ? " and \(panel.runs.count - 60) more" : ""
      parts.append("\(panel.heading): \(values.joined(separator: ", "))\(more)")
    }
    parts.append(count)
    return parts.joined(separator: ". ")
  }

  /// Three digits for the text alternative.
  static func short(_ value: Double) -> String {
    guard value >= 0.001, value < 1e6 else { return "\(value)" }
    return "\((value * 1000).rounded() / 1000)"
  }
}
