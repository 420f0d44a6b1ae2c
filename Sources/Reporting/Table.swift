public import AssayData
public import Notation

/// A table: columns with their units in the head, rows of cells, a caption that is numbered.
public struct Table: Sendable, Hashable {
  public enum Style: Sendable, Hashable {
    case ordinary
    /// As wide as its contents need, for few columns.
    case narrow
    /// The criteria on page one: cards on a narrow screen.
    case criteria
    /// What stands for what: the first column in grey.
    case keyValues
    /// To be filled in by hand: rows high enough to write in.
    case form
    /// Marks spaced out, such as planned against received.
    case matrix
  }

  public enum Alignment: Sendable, Hashable {
    case left
    /// Numbers with equal decimals, so that the points stand below each other.
    case right
    case centre
  }

  public struct Column: Sendable, Hashable {
    public let title: String
    /// In the head and not in the cells.
    public let unit: String?
    public let alignment: Alignment
    /// A heading over neighbouring columns that share it.
    public let group: String?
    /// A second line of the head, small.
    public let note: String?

    public init(
      _ title: String, unit: String? = nil, _ alignment: Alignment = .left, group: String? = nil, note: String? = nil
    ) {
      self.title = title
      self.unit = unit
      self.alignment = alignment
      self.group = group
      self.note = note
    }

    /// "Size, bytes"
    var head: String { unit.map { "\(title), \($0)" } ?? title }
    /// With everything that stands above it, for a format that has one line.
    var fullHead: String { [group, head, note].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ") }
  }

  public struct Row: Sendable, Hashable {
    public let cells: [Cell]
    /// Whether a heavier line parts it from the rows above.
    public let startsGroup: Bool
    /// A line of its own above the row.
    public let heading: String?

    public init(_ cells: [Cell], startsGroup: Bool = false, heading: String? = nil) {
      self.cells = cells
      self.startsGroup = startsGroup
      self.heading = heading
    }
  }

  /// The stem of its CSV file, and by which it is referred to; unique in a report. Made with ``fileStem(_:)``.
  public internal(set) var name: String
  /// `nil` leaves the table without a number.
  public let caption: RichText?
  public let columns: [Column]
  public let rows: [Row]
  public let note: RichText?
  public let style: Style

  public init(
    _ name: String, caption: RichText? = nil, style: Style = .ordinary, columns: [Column], rows: [Row],
    note: RichText? = nil
  ) {
    self.name = fileStem(name)
    self.caption = caption
    self.style = style
    self.columns = columns
    self.rows = rows
    self.note = note
  }

  /// Keys and values.
  public init(
    _ name: String, caption: RichText? = nil, heads: (String, String) = ("Item", "Value"), keyValues: [Entry],
    note: RichText? = nil
  ) {
    self.init(
      name, caption: caption, style: .keyValues, columns: [Column(heads.0), Column(heads.1)],
      rows: keyValues.map { Row([Cell(RichText($0.label)), Cell($0.text)]) }, note: note)
  }

  var texts: [RichText] {
    [caption, note].compactMap { $0 } + rows.flatMap { $0.cells.map { $0.text } }
  }
}

/// One place in a table: what is shown, and what is kept in the CSV file.
public struct Cell: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// Weight and ground.
  public enum Emphasis: Sendable, Hashable {
    case none
    /// What was judged.
    case strong
    /// Secondary, such as an excluded value.
    case faint
    /// Shaded, where something is to be noticed.
    case flagged
  }

  public let text: RichText
  /// The value with all its digits where the text is rounded; the CSV file holds this.
  public let raw: String?
  /// A second line, small, such as the level of an interval.
  public let note: String?
  public let emphasis: Emphasis

  public init(_ text: RichText, raw: String? = nil, note: String? = nil, _ emphasis: Emphasis = .none) {
    self.text = text
    self.raw = raw
    self.note = note
    self.emphasis = emphasis
  }

  /// A rounded number with the double behind it, which the CSV file holds in its shortest form.
  public init(_ text: String, value: Double, note: String? = nil, _ emphasis: Emphasis = .none) {
    let exact = ExactDecimal(shortest: value).map { $0.description }
    self.init(RichText(text), raw: exact, note: note, emphasis)
  }

  /// A result as it was written.
  public init(_ value: ExactDecimal, decimals: Int? = nil, note: String? = nil, _ emphasis: Emphasis = .none) {
    let text = decimals.map { Numbers.estimate(value, decimals: $0) } ?? Numbers.result(value)
    self.init(RichText(text), raw: value.description, note: note, emphasis)
  }

  /// A row's result: the number that was measured, else the cell as the file has it.
  public init(_ shown: AssayData.Shown, _ emphasis: Emphasis = .none) {
    switch shown {
    case .number(let value): self.init(value, emphasis)
    case .text(""): self.init("empty", raw: "", emphasis)
    case .text(let text): self.init(RichText(visible(text)), emphasis)
    case .nothing: self = .missing
    }
  }

  /// A count.
  public init(_ count: Int, _ emphasis: Emphasis = .none) { self.init(RichText(String(count)), emphasis) }

  public init(stringLiteral text: String) { self.init(RichText(text)) }
  public init(stringInterpolation parts: RichText.Interpolation) { self.init(RichText(stringInterpolation: parts)) }

  /// Not applicable.
  public static let empty = Cell(RichText(""))
  /// Planned and not received.
  public static let missing = Cell("–")
}
