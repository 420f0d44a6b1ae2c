/// The few colours of a report: told apart by colour-blind readers and in grey print, and never the only cue.
public enum Palette {
  /// Text and whatever was judged.
  public static let ink = "#1a1d21"
  /// Secondary text; 6:1 on white.
  public static let grey = "#59616b"
  /// Axes.
  public static let soft = "#8b939c"
  /// Grid lines.
  public static let hair = "#d3d8dd"
  /// Inside the limits.
  public static let zone = "#e6edf2"
  static let paper = "#ffffff"
  /// The sending laboratory, and its interval as a band.
  public static let sending = "#4a4f57"
  static let sendingBand = "#e3e5e8"
  /// The receiving laboratories and the judged estimate.
  public static let receiving = "#0a639f"
  static let receivingBand = "#d9e8f3"

  static let fonts = "Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"
}

/// The ink and the ground of a verdict. A tone never stands alone: word and shape say the same.
public enum Tone: String, Sendable, Hashable, CaseIterable {
  case affirmative
  case doubtful
  case negative
  case absent

  /// For words, shapes and rules.
  public var ink: String {
    switch self {
    case .affirmative: "#0a4f7d"
    case .doubtful: "#8f5a00"
    case .negative: "#8a1c00"
    case .absent: "#59616b"
    }
  }

  /// Behind the verdict of the whole report.
  public var ground: String {
    switch self {
    case .affirmative: "#eef5fa"
    case .doubtful: "#fdf6e8"
    case .negative: "#fcf0ed"
    case .absent: "#f4f5f6"
    }
  }
}

/// The shape of a verdict, which stays legible in grey and at the size of a letter.
public enum VerdictMark: String, Sendable, Hashable, CaseIterable {
  /// Passed.
  case disc
  /// Inconclusive.
  case halfDisc
  /// Failed.
  case cross
  /// Not evaluated.
  case dashedRing

  public var tone: Tone {
    switch self {
    case .disc: .affirmative
    case .halfDisc: .doubtful
    case .cross: .negative
    case .dashedRing: .absent
    }
  }

  /// The nearest character, for a terminal.
  public var character: Character {
    switch self {
    case .disc: "●"
    case .halfDisc: "◐"
    case .cross: "✕"
    case .dashedRing: "◌"
    }
  }

  /// The mark alone, 12 units square, to stand beside its word; hidden from screen readers, which read the word.
  public var svg: Markup { svg(colour: tone.ink) }

  func svg(colour: String) -> Markup {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">\
    \(shape(x: 6, y: 6, radius: 5, colour: colour))</svg>
    """
  }

  /// The shape around a point of a drawing.
  func shape(x: Double, y: Double, radius r: Double, colour: String) -> Markup {
    switch self {
    case .disc:
      return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(r)\" fill=\"\(colour)\" stroke=\"none\"/>"
    case .halfDisc:
      let q = r - 0.6
      return """
        <circle cx="\(x)" cy="\(y)" r="\(q)" fill="\(Palette.paper)" stroke="\(colour)" stroke-width="1.2"/>\
        <path d="M\(x) \(y - q)A\(q) \(q) 0 0 0 \(x) \(y + q)Z" fill="\(colour)" stroke="none"/>
        """
    case .cross:
      let q = r * 0.86
      return """
        <path d="M\(x - q) \(y - q)L\(x + q) \(y + q)M\(x - q) \(y + q)L\(x + q) \(y - q)" fill="none" \
        stroke="\(colour)" stroke-width="\(r * 0.48)"/>
        """
    case .dashedRing:
      return """
        <circle cx="\(x)" cy="\(y)" r="\(r - 0.6)" fill="\(Palette.paper)" stroke="\(colour)" stroke-width="1.2" \
        stroke-dasharray="2 1.6"/>
        """
    }
  }
}

/// A verdict as a reader sees it: the word, always in full, with its shape and tone.
public struct VerdictLabel: Sendable, Hashable {
  /// Such as INCONCLUSIVE.
  public let word: String
  public let mark: VerdictMark
  /// Whether it decides nothing: shown in grey with an outline, so that it is not taken for one that does.
  public let isInformational: Bool

  public init(_ word: String, _ mark: VerdictMark, isInformational: Bool = false) {
    self.word = word
    self.mark = mark
    self.isInformational = isInformational
  }

  /// The mark in the colour that goes with it, to stand beside the word.
  public var svg: Markup { mark.svg(colour: colour) }

  /// The tone's ink; grey where it is for information.
  var colour: String { isInformational ? Palette.grey : mark.tone.ink }

  /// The shape around a point of a drawing.
  func shape(x: Double, y: Double, radius: Double) -> Markup { mark.shape(x: x, y: y, radius: radius, colour: colour) }
}
