/// A finished figure: vector markup, its size, and what it says in words and in plain characters.
public struct Drawing: Sendable, Hashable {
  /// In units that are close to one screen pixel at 100 %: 680 across a page.
  public let width: Double
  public let height: Double
  public let title: String
  /// The text alternative, with every number that is printed in the drawing.
  public let description: String
  /// One `svg` element with its namespace, which can stand in a page or alone in a file.
  public let svg: Markup
  /// The figure as lines of characters for a terminal; empty where there is no useful one.
  public let lines: [String]

  init(_ canvas: Canvas, width: Double, height: Double, title: String, description: String, lines: [String] = []) {
    self.width = width
    self.height = height.rounded(.up)
    self.title = title
    self.description = description
    self.lines = lines
    svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height.rounded(.up))" width="\(width)" \
      height="\(height.rounded(.up))" role="img" font-family="\(Palette.fonts)" font-size="\(Canvas.textSize)">\
      <title>\(title)</title><desc>\(description)</desc>\(canvas.body)</svg>
      """
  }

  /// A document of its own, to be kept as a file.
  public var file: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(svg.description)\n" }
}

/// A limit as the protocol states it: where it lies on the axis and how it was written there.
public struct Limit: Sendable, Hashable {
  public let value: Double
  /// As in the protocol: 0.80, not 0.8.
  public let text: String

  public init(_ value: Double, _ text: String) {
    self.value = value
    self.text = text
  }
}

/// A confidence interval, or the one bound of it that was judged.
public struct Interval: Sendable, Hashable {
  /// One end of an interval.
  public enum End: Sendable, Hashable {
    case at(Double)
    /// The interval has no end on this side: drawn as an arrow.
    case unbounded
    /// This side was not judged: nothing is drawn beyond the estimate.
    case none
  }

  public let lower: End
  public let upper: End

  public init(lower: End, upper: End) {
    self.lower = lower.checked
    self.upper = upper.checked
  }

  public init(_ lower: Double, _ upper: Double) { self.init(lower: .at(lower), upper: .at(upper)) }

  /// Judged on the upper bound alone.
  public static func upperBound(_ bound: Double) -> Interval { Interval(lower: .none, upper: .at(bound)) }
  /// Judged on the lower bound alone.
  public static func lowerBound(_ bound: Double) -> Interval { Interval(lower: .at(bound), upper: .none) }

  var finite: [Double] {
    [lower, upper].compactMap { if case .at(let value) = $0 { value } else { nil } }
  }
}

extension Interval.End {
  /// An infinite bound is no bound; one that is not a number is not there.
  fileprivate var checked: Interval.End {
    guard case .at(let value) = self, !value.isFinite else { return self }
    return value.isNaN ? .none : .unbounded
  }
}
