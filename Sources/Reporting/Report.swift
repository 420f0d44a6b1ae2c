public import Plotting

/// What a reader is told, before any format is chosen.
///
/// A section says what to show, a format says how: a new section is one file in `Sections`, a new format one file in
/// `Formats`. Nothing in it depends on a clock, a path or a locale.
public struct Report: Sendable, Hashable {
  /// A line of the header: what it is, and its value.
  public struct Fact: Sendable, Hashable {
    public let label: String
    public let value: String

    public init(_ label: String, _ value: String) {
      self.label = label
      self.value = value
    }
  }

  /// What stands at the head and foot of every printed page.
  public struct RunningHeads: Sendable, Hashable {
    /// Document, version and status: "TP-0142-R · version 1.0 · FINAL".
    public let document: String
    /// "Site A (S) to Site B (R)".
    public let laboratories: String
    /// "CT-19 · PA-07 v3".
    public let subject: String
    /// DRAFT or FINAL, or whatever else a reader may not miss.
    public let status: String
    /// The first digits of the record's hash.
    public let hash: String

    public init(document: String, laboratories: String, subject: String, status: String, hash: String) {
      self.document = document
      self.laboratories = laboratories
      self.subject = subject
      self.status = status
      self.hash = hash
    }
  }

  /// The kind of document: "Method transfer report".
  public let kind: String
  public let title: String
  /// A stamp beside the kind: "DRAFT". `nil` where there is none.
  public let stamp: String?
  public let facts: [Fact]
  public let running: RunningHeads
  /// Numbered from 1 in this order.
  public let sections: [Section]

  public init(
    kind: String, title: String, stamp: String? = nil, facts: [Fact], running: RunningHeads, sections: [Section]
  ) {
    self.kind = kind
    self.title = title
    self.stamp = stamp
    self.facts = facts
    self.running = running
    self.sections = sections.withDistinctNames
  }

  /// Every figure as a document of its own, in order; one with several drawings gives `name-1`, `name-2`, ….
  public var figures: [(name: String, svg: String)] {
    var names = DistinctNames()
    return shownFigures.flatMap { figure in
      figure.drawings.enumerated().map { index, drawing in
        (names.taking(figure.drawings.count == 1 ? figure.name : "\(figure.name)-\(index + 1)"), drawing.file)
      }
    }
  }

  /// References to a table, figure or section that is not in the report; tests hold this to be empty.
  public var danglingReferences: [String] {
    let numbers = Numbering(self)
    return sections.flatMap { $0.blocks }.flatMap { $0.texts }.flatMap { $0.runs }.compactMap { run in
      if case .reference(let name) = run, numbers.place(name) == nil { name } else { nil }
    }
  }

  var shownFigures: [Figure] {
    sections.flatMap({ $0.blocks }).compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
  }
}

/// A numbered part of a report.
public struct Section: Sendable, Hashable {
  /// By which it is referred to and chosen: "decision".
  public let name: String
  public let title: String
  public let blocks: [Block]
  /// Whether it is what the first page is for.
  public let isDecision: Bool
  /// Whether what follows starts a page in print.
  public let endsPage: Bool
  /// Whether it starts a page in print.
  public let startsPage: Bool
  /// Whether it may not be broken over pages, as signatures.
  public let staysTogether: Bool

  public init(
    _ name: String, title: String, isDecision: Bool = false, startsPage: Bool = false, endsPage: Bool = false,
    staysTogether: Bool = false, blocks: [Block]
  ) {
    self.name = name
    self.title = title
    self.isDecision = isDecision
    self.startsPage = startsPage
    self.endsPage = endsPage
    self.staysTogether = staysTogether
    self.blocks = blocks
  }
}

/// The few things a section is made of; every format can show each of them.
public enum Block: Sendable, Hashable {
  /// A heading within a section.
  case heading(RichText)
  case paragraph(RichText)
  case verdict(VerdictBar)
  /// One fixed sentence for each criterion.
  case statements([Entry])
  case table(Table)
  case figure(Figure)
  /// "What a reviewer must know": a title and its lines.
  case box(String, [Entry])
  /// Question, answer and explanation side by side.
  case diagnosis([Card])
  case signatures([Signature])
  case glossary([Entry])
  case pageBreak

  var isVerdict: Bool { if case .verdict = self { true } else { false } }

  /// All text that may hold references.
  var texts: [RichText] {
    switch self {
    case .heading(let text), .paragraph(let text): [text]
    case .verdict(let bar): [bar.sentence] + bar.counts
    case .statements(let entries), .box(_, let entries), .glossary(let entries): entries.map({ $0.text })
    case .table(let table): table.texts
    case .figure(let figure): [figure.caption]
    case .diagnosis(let cards): cards.flatMap { [$0.answer, $0.text] }
    case .signatures, .pageBreak: []
    }
  }
}

/// The overall verdict: word, shape and tone, what it means, and how many criteria ended how.
public struct VerdictBar: Sendable, Hashable {
  public let label: VerdictLabel
  public let sentence: RichText
  /// Short lines at the right.
  public let counts: [RichText]

  public init(_ label: VerdictLabel, sentence: RichText, counts: [RichText] = []) {
    self.label = label
    self.sentence = sentence
    self.counts = counts
  }
}

/// A label and its text.
public struct Entry: Sendable, Hashable {
  public let label: String
  public let text: RichText

  public init(_ label: String, _ text: RichText) {
    self.label = label
    self.text = text
  }
}

/// A question of the diagnosis with its answer.
public struct Card: Sendable, Hashable {
  public let question: String
  public let answer: RichText
  public let text: RichText

  public init(_ question: String, answer: RichText, _ text: RichText) {
    self.question = question
    self.answer = answer
    self.text = text
  }
}

/// A line to be signed: who, and what the signature means. Name, signature and date are left blank.
public struct Signature: Sendable, Hashable {
  public let role: String
  public let meaning: String

  public init(_ role: String, meaning: String) {
    self.role = role
    self.meaning = meaning
  }
}

/// One or several drawings side by side under one caption.
public struct Figure: Sendable, Hashable {
  /// Where its numbers are to be found.
  public enum Data: Sendable, Hashable {
    /// In a table that is only kept as a file.
    case kept(Table)
    /// In a table of the report, by name.
    case shown(String)
  }

  /// The stem of its file, and by which it is referred to; made with ``fileStem(_:)``, and by the report unlike every other.
  public internal(set) var name: String
  public let caption: RichText
  /// Those that are narrower than the page share its width in proportion to theirs.
  public let drawings: [Drawing]
  public internal(set) var data: Data?

  public init(_ name: String, caption: RichText, _ drawings: [Drawing], data: Data? = nil) {
    self.name = fileStem(name)
    self.caption = caption
    self.drawings = drawings
    self.data = data
  }

  /// The name of the table that holds the numbers.
  var dataName: String? {
    switch data {
    case .kept(let table): table.name
    case .shown(let name): fileStem(name)
    case nil: nil
    }
  }
}
