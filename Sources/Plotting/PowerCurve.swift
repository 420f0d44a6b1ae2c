/// Chances over one quantity: a line for each criterion and one for all together.
///
/// The vertical axis goes from 0 to 100 %. Lines are labelled at their ends rather than in a legend; what was simulated
/// carries its Monte Carlo interval as a band.
public struct PowerCurve: Sendable, Hashable {
  /// A chance, as a fraction, at one place.
  public struct Point: Sendable, Hashable {
    public let x: Double
    public let chance: Double
    /// Where the chance is simulated.
    public let band: Band?

    public init(_ x: Double, _ chance: Double, band: Band? = nil) {
      self.x = x
      self.chance = min(max(chance, 0), 1)
      self.band = band
    }
  }

  /// An interval for a chance, as fractions.
  public struct Band: Sendable, Hashable {
    public let lower: Double
    public let upper: Double

    public init(_ lower: Double, _ upper: Double) {
      self.lower = min(max(lower, 0), 1)
      self.upper = min(max(upper, 0), 1)
    }
  }

  /// One line of the figure.
  public struct Line: Sendable, Hashable {
    public let label: String
    /// Whether it is the chance that decides: drawn thick in ink.
    public let isWhole: Bool
    /// In the order of x; at a gap in `points` the line is not broken.
    public let points: [Point]

    public init(_ label: String, isWhole: Bool = false, _ points: [Point]) {
      self.label = label
      self.isWhole = isWhole
      self.points = points.filter { $0.x.isFinite }
    }
  }

  /// A place that is marked on the line of the whole: the planned design, the smallest one that reaches the target.
  public struct Mark: Sendable, Hashable {
    public let x: Double
    public let text: String
    /// Filled for what is planned, hollow for what is proposed.
    public let isFilled: Bool

    public init(_ x: Double, _ text: String, isFilled: Bool) {
      self.x = x
      self.text = text
      self.isFilled = isFilled
    }
  }

  public let title: String
  public let lines: [Line]
  public let scale: Axis.Scale
  public let axisTitle: String
  /// The chance to reach, as a fraction, with its words: "target 90 %".
  public let target: Limit?
  /// The greatest chance of passing beyond a limit, as a fraction: "α 0.05".
  public let risk: Limit?
  /// Upright lines, as the protocol writes them.
  public let limits: [Limit]
  public let marks: [Mark]
  /// Whether only the points themselves are possible, as with counts: they are drawn as dots.
  public let isOfCounts: Bool
  public let count: String?
  public let width: Double

  public init(
    title: String, lines: [Line], scale: Axis.Scale = .linear, axisTitle: String, target: Limit? = nil,
    risk: Limit? = nil, limits: [Limit] = [], marks: [Mark] = [], isOfCounts: Bool = false, count: String? = nil,
    width: Double = 680
  ) {
    self.title = title
    self.lines = lines
    self.scale = scale
    self.axisTitle = axisTitle
    self.target = target
    self.risk = risk
    self.limits = limits
    self.marks = marks.filter { $0.x.isFinite }
    self.isOfCounts = isOfCounts
    self.count = count
    self.width = max(width, 240)
  }

  public var svg: Markup { drawing.svg }

  /// The line that marks stand on and that is shown on a terminal.
  var whole: Line? { lines.first { $0.isWhole } ?? lines.first }

  /// The chance of the line at a place, straight between its points; `nil` beyond them.
  func chance(of line: Line, at x: Double) -> Double? {
    guard let after = line.points.firstIndex(where: { $0.x >= x }) else { return nil }
    let right = line.points[after]
    guard right.x > x else { return right.chance }
    guard after > 0 else { return nil }
    let left = line.points[after - 1]
    return left.chance + (right.chance - left.chance) * (x - left.x) / (right.x - left.x)
  }

  /// Title, target, limits, marks, and every line with its points.
  public var description: String {
    var parts = [title, axisTitle, count].compactMap { $0 }
    if let target { parts.append(target.text) }
    if let risk { parts.append(risk.text) }
    if !limits.isEmpty { parts.append("limits \(limits.map({ $0.text }).joined(separator: ", "))") }
    for mark in marks {
      let chance = whole.flatMap { self.chance(of: $0, at: mark.x) }.map { ", \(Self.percent($0))" } ?? ""
      parts.append("\(mark.text) at \(Self.number(mark.x))\(chance)")
    }
    for line in lines {
      let points = line.points.map { "\(Self.number($0.x)): \(Self.percent($0.chance))" }
      parts.append("\(line.label) \(points.joined(separator: ", "))")
    }
    return parts.joined(separator: "; ") + "."
  }

  /// The line of the whole as bars of characters.
  var characterLines: [String] {
    guard let whole, !whole.points.isEmpty else { return [] }
    let cells = 50
    let labels = whole.points.map { Self.number($0.x) }
    let column = labels.map { $0.count }.max() ?? 0
    let target = target.map { min(max(Int(($0.value * Double(cells)).rounded()), 0), cells) }
    return zip(labels, whole.points).map { label, point in
      let filled = Int((point.chance * Double(cells)).rounded())
      let bar = (0...cells).map { cell -> Character in
        cell < filled ? "█" : cell == target ? "│" : cell == cells ? " " : "·"
      }
      let mark = marks.filter { $0.x == point.x }.map { $0.text }.joined(separator: ", ")
      let percent = Self.percent(point.chance)
      return String(repeating: " ", count: column - label.count) + label + " " + String(bar)
        + String(repeating: " ", count: max(0, 6 - percent.count)) + percent + (mark.isEmpty ? "" : "  ← \(mark)")
    }
  }

  /// Whole percent. No design passes for certain, so never 100, which double precision may make of a chance near it.
  static func percent(_ chance: Double) -> String {
    if chance > 0, chance < 0.005 { return "<1 %" }
    if chance > 0.995 { return ">99 %" }
    return "\(Int((chance * 100).rounded())) %"
  }

  /// Three decimals at most.
  static func number(_ x: Double) -> String {
    let rounded = (min(max(x, -1e12), 1e12) * 1000).rounded() / 1000
    return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
