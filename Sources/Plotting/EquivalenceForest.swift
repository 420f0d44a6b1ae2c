/// Estimates with their intervals against the limits they have to lie within: a picture that is a table too.
///
/// One row an estimate; the zone inside the limits is shaded, the judged interval thick, the outer one thin, the numbers
/// stand at the right. Three sizes from one type, by `width`: 680 with columns of numbers, about 372 with one, and below
/// 240 a panel in which the numbers stand above the line.
public struct EquivalenceForest: Sendable, Hashable {
  /// How a row is drawn beside the others.
  public enum Role: Sendable, Hashable {
    /// Heavy, blue, bold: what the criterion is judged on.
    case judged
    /// Blue: a part of it, such as one sample.
    case part
    /// Grey: another analysis, for information.
    case alternative
    /// Ink and bold: another analysis with another verdict.
    case changed
  }

  /// One estimate, or the reason why there is none.
  public struct Row: Sendable, Hashable {
    public let label: String
    public let role: Role
    /// Nothing is drawn for a row without an estimate but its note.
    public let estimate: Double?
    /// Thick. With one end only, an end tick marks the bound that was judged.
    public let judged: Interval?
    /// Thin, behind it: the 95 % interval, or the bound that was not judged.
    public let outer: Interval?
    /// As they are to be read, already rounded; one for each head.
    public let numbers: [String]
    public let verdict: VerdictLabel?
    /// In place of the marks, such as the reason why this was not evaluated.
    public let note: String?

    public init(
      _ label: String, role: Role = .part, estimate: Double?, judged: Interval? = nil, outer: Interval? = nil,
      numbers: [String] = [], verdict: VerdictLabel? = nil, note: String? = nil
    ) {
      self.label = label
      self.role = role
      self.estimate = estimate.flatMap { $0.isFinite ? $0 : nil }
      self.judged = judged
      self.outer = outer
      self.numbers = numbers
      self.verdict = verdict
      self.note = note
    }
  }

  /// Rows under a common heading, such as a laboratory.
  public struct Group: Sendable, Hashable {
    public let heading: String?
    public let rows: [Row]

    public init(_ heading: String? = nil, rows: [Row]) {
      self.heading = heading
      self.rows = rows
    }
  }

  /// The accessible title, and the first words of the text alternative.
  public let title: String
  /// Drawn above in bold, where the figure's caption does not say it.
  public let heading: String?
  public let groups: [Group]
  public let lower: Limit?
  public let upper: Limit?
  public let scale: Axis.Scale
  /// Below the axis; "(log axis)" is added where it is one.
  public let axisTitle: String?
  /// How many units the rows rest on, such as "n = 6 runs a laboratory".
  public let count: String?
  /// The heads of the columns of numbers.
  public let numberHeads: [String]
  /// No difference: 1 for a ratio, 0 for a difference. Dashed.
  public let reference: Double?
  /// The judged estimate as a dotted line through all rows.
  public let guide: Double?
  /// Values that the axis has to show besides, such as 0.
  public let including: [Double]
  /// What lies to the left and to the right of no difference, such as "B reads lower".
  public let directions: [String]
  public let width: Double

  public init(
    title: String, heading: String? = nil, groups: [Group], lower: Limit? = nil, upper: Limit? = nil,
    scale: Axis.Scale = .linear, axisTitle: String? = nil, count: String? = nil, numberHeads: [String] = [],
    reference: Double? = nil, guide: Double? = nil, including: [Double] = [], directions: [String] = [],
    width: Double = 680
  ) {
    self.title = title
    self.heading = heading
    self.groups = groups
    self.lower = lower
    self.upper = upper
    self.scale = scale
    self.axisTitle = axisTitle
    self.count = count
    self.numberHeads = numberHeads
    self.reference = reference
    self.guide = guide
    self.including = including
    self.directions = directions
    self.width = max(width, 120)
  }

  /// Rows without groups.
  public init(
    title: String, heading: String? = nil, rows: [Row], lower: Limit? = nil, upper: Limit? = nil,
    scale: Axis.Scale = .linear, axisTitle: String? = nil, count: String? = nil, numberHeads: [String] = [],
    reference: Double? = nil, guide: Double? = nil, including: [Double] = [], directions: [String] = [],
    width: Double = 680
  ) {
    self.init(
      title: title, heading: heading, groups: [Group(rows: rows)], lower: lower, upper: upper, scale: scale,
      axisTitle: axisTitle, count: count, numberHeads: numberHeads, reference: reference, guide: guide,
      including: including, directions: directions, width: width)
  }

  public var svg: Markup { drawing.svg }

  var rows: [Row] { groups.flatMap { $0.rows } }

  /// Title, limits, and each row with its numbers and verdict.
  public var description: String {
    var parts = [title]
    switch (lower, upper) {
    case (let a?, let b?): parts.append("limits \(a.text) to \(b.text)")
    case (let a?, nil): parts.append("lower limit \(a.text)")
    case (nil, let b?): parts.append("upper limit \(b.text)")
    case (nil, nil): break
    }
    if let count { parts.append(count) }
    for group in groups {
      if let heading = group.heading { parts.append(heading) }
      for row in group.rows {
        var said = row.numbers.enumerated().filter { !$0.element.isEmpty }.map { index, number in
          index < numberHeads.count && !numberHeads[index].isEmpty ? "\(numberHeads[index]) \(number)" : number
        }
        if let note = row.note { said.append(note) }
        if let verdict = row.verdict { said.append(verdict.word.lowercased()) }
        parts.append(row.label.isEmpty ? said.joined(separator: ", ") : "\(row.label): \(said.joined(separator: ", "))")
      }
    }
    return parts.joined(separator: "; ") + "."
  }

  /// The axis between two positions.
  ///
  /// It shows the limits and every interval, but one that is several times wider than the zone does not squeeze the
  /// others: it ends in an arrow, and its numbers are printed.
  func axis(from: Double, to: Double) -> Axis {
    let known = [lower?.value, upper?.value, reference].compactMap { $0 } + including
    let estimates = rows.compactMap { $0.estimate }
    let ends = rows.flatMap { ($0.judged?.finite ?? []) + ($0.outer?.finite ?? []) }
    let limits = [lower, upper].compactMap { $0 }
    let core = Axis(scale, covering: known, limits: limits, from: 0, to: 1)
    // As many widths of the zone as are shown beyond it: half a one for ends of intervals, one and a half for estimates.
    let isBounded = Set(known).count > 1
    func near(_ value: Double, _ widths: Double) -> Double {
      guard isBounded else { return value }
      switch scale {
      case .linear:
        let width = core.upper - core.lower
        return min(max(value, core.lower - widths * width), core.upper + widths * width)
      case .logarithmic:
        let factor = (core.upper / core.lower).raised(to: widths)
        return min(max(value, core.lower / factor), core.upper * factor)
      }
    }
    let isZeroBased = including.contains(0) && (estimates + ends).allSatisfy { $0 >= 0 }
    return Axis(
      scale, covering: known + estimates.map { near($0, 1.5) } + ends.map { near($0, 0.5) }, limits: limits, from: from,
      to: to, startsAtZero: isZeroBased)
  }
}

extension Double {
  /// Powers of a ratio without a mathematics library: quarters are enough here.
  fileprivate func raised(to widths: Double) -> Double {
    let quarter = squareRoot().squareRoot()
    var product = 1.0
    for _ in 0..<Int((widths * 4).rounded()) { product *= quarter }
    return product.isFinite ? product : .greatestFiniteMagnitude
  }
}
