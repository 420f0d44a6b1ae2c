/// Readings of a reference and of test preparations over their doses, with the curves that were fitted to them.
///
/// Solid: the curve with what is common held equal, on which the potency rests. Dashed: each preparation's own. A dose of
/// zero has no place on a log axis and stands left of a break. The shift between the curves is drawn and named.
public struct DoseResponseChart: Sendable, Hashable {
  /// A reading, or a point of a curve.
  public struct Point: Sendable, Hashable {
    public let dose: Double
    public let response: Double

    public init(_ dose: Double, _ response: Double) {
      self.dose = dose
      self.response = response
    }
  }

  /// One preparation.
  public struct Series: Sendable, Hashable {
    public let name: String
    public let isReference: Bool
    public let points: [Point]
    /// Its own curve, in the order of doses; empty where it has none.
    public let free: [Point]
    /// Its curve with what is common held equal.
    public let constrained: [Point]

    public init(_ name: String, isReference: Bool, points: [Point], free: [Point] = [], constrained: [Point] = []) {
      self.name = name
      self.isReference = isReference
      self.points = points.filter { $0.isFinite }
      self.free = free.filter { $0.isFinite }
      self.constrained = constrained.filter { $0.isFinite }
    }
  }

  /// The distance of a test's curve from the reference's at one response.
  public struct Shift: Sendable, Hashable {
    public let from: Double
    public let to: Double
    public let response: Double
    /// Such as "T: 1.21 (1.10 to 1.33)".
    public let text: String

    public init(from: Double, to: Double, response: Double, text: String) {
      self.from = from
      self.to = to
      self.response = response
      self.text = text
    }
  }

  /// The accessible title, and what stands above the chart.
  public let title: String
  public let doseTitle: String
  public let responseTitle: String
  /// Logarithmic, but for the lines of a slope-ratio assay.
  public let scale: Axis.Scale
  public let series: [Series]
  public let shifts: [Shift]
  /// How many readings there are, such as "n = 32 wells".
  public let count: String?
  public let width: Double

  public init(
    title: String, doseTitle: String, responseTitle: String, scale: Axis.Scale = .logarithmic, series: [Series],
    shifts: [Shift] = [], count: String? = nil, width: Double = 680
  ) {
    self.title = title
    self.doseTitle = doseTitle
    self.responseTitle = responseTitle
    self.scale = scale
    self.series = series
    self.shifts = shifts.filter { [$0.from, $0.to, $0.response].allSatisfy { $0.isFinite } }
    self.count = count
    self.width = max(width, 200)
  }

  public var svg: Markup { drawing.svg }

  /// Title, each preparation with its readings and curves, and each shift.
  public var description: String {
    var parts = [title, count].compactMap { $0 }
    for one in series {
      var said = "\(one.points.count) readings"
      let zeros = one.points.count { $0.dose == 0 }
      if zeros > 0 { said += ", \(zeros) at dose zero" }
      switch (one.constrained.isEmpty, one.free.isEmpty) {
      case (false, false): said += ", constrained curve solid, free curve dashed"
      case (false, true): said += ", constrained curve solid"
      case (true, false): said += ", free curve dashed"
      case (true, true): said += ", no curve"
      }
      parts.append("\(one.name)\(one.isReference ? " (reference)" : ""): \(said)")
    }
    parts += shifts.map({ $0.text })
    return parts.joined(separator: "; ") + "."
  }
}

extension DoseResponseChart.Point {
  fileprivate var isFinite: Bool { dose.isFinite && response.isFinite }
}

/// How a preparation is told apart from the others: by its mark first, then by its ink.
struct PreparationStyle {
  let dot: Canvas.Dot
  let colour: String

  /// - Parameter index: of the test among the tests; `nil` for the reference.
  init(test index: Int?) {
    guard let index else {
      (dot, colour) = (.square, Palette.sending)
      return
    }
    let dots: [Canvas.Dot] = [.circle, .triangle, .diamond]
    let inks = [Palette.receiving, "#8f5a00", "#6b3d8f", "#2f6b3c"]
    dot = index < dots.count ? dots[index] : .number(index + 1)
    colour = inks[index % inks.count]
  }
}
