/// Every value in its nested group, the outer factor left to right and the inner ones within it, with the standard
/// deviation of each innermost group in a strip below: where the variation comes from, seen before it is computed.
///
/// Up to ``legibleGroups`` groups and ``legibleValues`` values every value is a dot; beyond, each group is its mean alone.
public struct VariabilityChart: Sendable, Hashable {
  /// The most innermost groups that are drawn value by value.
  static let legibleGroups = 60
  /// The most values that are drawn one by one.
  static let legibleValues = 2_000

  /// A number and how it is printed.
  public struct Mark: Sendable, Hashable {
    public let value: Double
    public let text: String

    public init(_ value: Double, _ text: String) {
      self.value = value
      self.text = text
    }
  }

  /// An innermost group.
  public struct Group: Sendable, Hashable {
    /// Its label in each factor, outermost first.
    public let path: [String]
    /// Those that are not finite are passed over.
    public let values: [Double]
    public let mean: Mark?
    /// `nil` where the group has one value: no replicates.
    public let spread: Mark?

    public init(_ path: [String], values: [Double], mean: Mark?, spread: Mark? = nil) {
      self.path = path
      self.values = values.filter { $0.isFinite }
      self.mean = mean.flatMap { $0.value.isFinite ? $0 : nil }
      self.spread = spread.flatMap { $0.value.isFinite ? $0 : nil }
    }
  }

  public let title: String
  /// What is measured, such as "potency, %".
  public let quantity: String
  public let scale: Axis.Scale
  /// The factors, outermost first.
  public let factors: [String]
  /// In the order in which they are drawn; groups of one outer level stand together.
  public let groups: [Group]
  /// The means of the outermost levels, in their order; lines across each.
  public let outerMeans: [Double]
  public let overall: Mark?
  /// What the strip shows, such as "SD" or "%GCV".
  public let spreadTitle: String
  /// The pooled value of the strip, such as repeatability.
  public let pooled: Mark?
  /// How many values and groups there are.
  public let count: String?
  public let width: Double

  /// - Parameter groups: with as many labels each as there are `factors`.
  public init(
    title: String, quantity: String, scale: Axis.Scale = .linear, factors: [String], groups: [Group],
    outerMeans: [Double] = [], overall: Mark?, spreadTitle: String = "SD", pooled: Mark? = nil, count: String? = nil,
    width: Double = 680
  ) {
    self.title = title
    self.quantity = quantity
    self.scale = scale
    self.factors = factors
    self.groups = groups
    self.outerMeans = outerMeans
    self.overall = overall.flatMap { $0.value.isFinite ? $0 : nil }
    self.spreadTitle = spreadTitle
    self.pooled = pooled.flatMap { $0.value.isFinite ? $0 : nil }
    self.count = count
    self.width = max(width, 240)
  }

  public var svg: Markup { drawing.svg }

  /// Whether each group is its mean alone.
  public var isSummarised: Bool {
    groups.count > Self.legibleGroups || groups.reduce(0) { $0 + $1.values.count } > Self.legibleValues
  }

  /// Title, counts, overall mean, and each group's count, mean and spread.
  public var description: String {
    var parts = [title, count].compactMap { $0 }
    if let overall { parts.append("overall mean \(overall.text)") }
    if let pooled { parts.append("\(spreadTitle) within groups \(pooled.text)") }
    if isSummarised {
      parts.append("\(groups.count) groups, of which the means are drawn")
    } else {
      parts += groups.map { group in
        var said = ["n \(group.values.count)"]
        if let mean = group.mean { said.append("mean \(mean.text)") }
        said.append(group.spread.map { "\(spreadTitle) \($0.text)" } ?? "no replicates")
        return
          "\(zip(factors, group.path).map { "\($0) \($1)" }.joined(separator: ", ")): \(said.joined(separator: ", "))"
      }
    }
    return parts.joined(separator: "; ") + "."
  }

  /// The groups that share their first `depth` + 1 labels, as neighbouring columns.
  func spans(_ depth: Int) -> [(label: String, from: Int, to: Int)] {
    var spans: [(label: String, from: Int, to: Int)] = []
    for (index, group) in groups.enumerated() where depth < group.path.count {
      if index > 0, groups[index - 1].path.prefix(depth + 1) == group.path.prefix(depth + 1), !spans.isEmpty {
        spans[spans.count - 1].to = index
      } else {
        spans.append((group.path[depth], index, index))
      }
    }
    return spans
  }

  /// The groups in characters: values `●`, their mean `│` where no value stands, the overall mean `┊`.
  func lines(length: Int = 49) -> [String] {
    guard !groups.isEmpty, groups.count <= 40, !isSummarised else { return [] }
    let axis = axis(from: 0, to: Double(length - 1))
    func cell(_ value: Double) -> Int { min(max(Int(axis.position(value).rounded()), 0), length - 1) }
    let labels = groups.map { Markup.spelt($0.path.joined(separator: " ")) }
    let room = min(labels.map { TerminalWidth.of($0) }.max() ?? 0, 28)
    return zip(groups, labels).map { group, label in
      var shown = label
      while TerminalWidth.of(shown) > room { shown.removeLast() }
      var cells = [Character](repeating: " ", count: length)
      if let overall { cells[cell(overall.value)] = "┊" }
      if let mean = group.mean { cells[cell(mean.value)] = "│" }
      for value in group.values { cells[cell(value)] = "●" }
      let spread = group.spread.map { "  \(spreadTitle) \($0.text)" } ?? ""
      return "\(TerminalWidth.padded(shown, to: room))  \(String(cells))\(Markup.spelt(spread))"
    }
  }

  func axis(from: Double, to: Double) -> Axis {
    let values = isSummarised ? [] : groups.flatMap { $0.values }
    return Axis(
      scale, covering: values + groups.compactMap { $0.mean?.value } + [overall?.value].compactMap { $0 }, from: from,
      to: to)
  }
}
