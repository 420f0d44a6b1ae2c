/// Every single result, where it was obtained: a panel a laboratory, in it the runs in order, a row a sample.
///
/// Nothing that was planned is absent: an excluded result is hollow with its value and note, a missing one a dash at the
/// foot. A cell without a number has no mark; the text alternative says what stands in it.
public struct IndividualValues: Sendable, Hashable {
  /// What became of a result.
  public enum Status: Sendable, Hashable {
    case used
    /// Judged by a number that stands for one that was not measured; its text is the cell, such as "<0.05".
    case standIn
    /// Not judged; the note names the reason or its record, such as "X-1".
    case excluded(note: String)
    /// Planned and not received; the note names the deviation, such as "DEV-0207".
    case missing(note: String)

    public var isUsed: Bool { self == .used || self == .standIn }
  }

  /// One replicate.
  public struct Result: Sendable, Hashable {
    /// `nil` where nothing was received.
    public let value: Double?
    /// The value as reported.
    public let text: String
    public let status: Status

    public init(_ value: Double?, text: String, status: Status = .used) {
      self.value = value.flatMap { $0.isFinite ? $0 : nil }
      self.text = text
      self.status = status
    }
  }

  /// A run of a laboratory: a column of its panel.
  public struct Run: Sendable, Hashable {
    public let label: String
    /// Runs that stand together, such as "day 1"; drawn as a bracket below them.
    public let group: String?
    public let analyst: String?

    public init(_ label: String, group: String? = nil, analyst: String? = nil) {
      self.label = label
      self.group = group
      self.analyst = analyst
    }
  }

  /// A panel.
  public struct Laboratory: Sendable, Hashable {
    public let name: String
    /// The one taken as reference, in its own colour.
    public let isSending: Bool
    /// Its part in the study, written behind its name where there is room: "sending".
    public let role: String
    /// In order of time.
    public let runs: [Run]

    public init(_ name: String, isSending: Bool, role: String, runs: [Run]) {
      self.name = name
      self.isSending = isSending
      self.role = role
      self.runs = runs
    }
  }

  /// The mean of a laboratory with its interval.
  public struct Mean: Sendable, Hashable {
    public let value: Double
    /// As printed beside the line.
    public let text: String
    /// Absent with a single unit: then there is a thin line and no band.
    public let interval: Interval?
    /// The interval as it is to be read, for the text alternative.
    public let intervalText: String?

    public init(_ value: Double, text: String, interval: Interval? = nil, intervalText: String? = nil) {
      self.value = value
      self.text = text
      self.interval = interval
      self.intervalText = intervalText
    }
  }

  /// A range that all results of a row are seen against, whichever laboratory they are of.
  public struct Range: Sendable, Hashable {
    public let lower: Double
    public let upper: Double
    /// As printed at its edges.
    public let lowerText: String
    public let upperText: String

    public init(_ lower: Double, _ upper: Double, lowerText: String, upperText: String) {
      self.lower = lower
      self.upper = upper
      self.lowerText = lowerText
      self.upperText = upperText
    }
  }

  /// A row of panels.
  public struct Sample: Sendable, Hashable {
    public let label: String
    /// Results by laboratory, run and replicate, in the order of the laboratories and their runs. An empty run is empty.
    public let results: [[[Result]]]
    /// By laboratory.
    public let means: [Mean?]
    /// Shaded across all panels.
    public let range: Range?

    public init(_ label: String, results: [[[Result]]], means: [Mean?], range: Range? = nil) {
      self.label = label
      self.results = results
      self.means = means
      self.range = range
    }
  }

  public let title: String
  /// What is measured and in which unit, such as "relative potency, % of RS-03".
  public let quantity: String
  public let scale: Axis.Scale
  public let laboratories: [Laboratory]
  public let samples: [Sample]
  /// How many units and results there are, such as "n = 6 runs a laboratory, 70 of 72 results used".
  public let count: String?
  public let width: Double

  public init(
    title: String, quantity: String, scale: Axis.Scale = .linear, laboratories: [Laboratory], samples: [Sample],
    count: String? = nil, width: Double = 680
  ) {
    self.title = title
    self.quantity = quantity
    self.scale = scale
    self.laboratories = laboratories
    self.samples = samples
    self.count = count
    self.width = max(width, 240)
  }

  public var svg: Markup { drawing.svg }

  /// Title, counts, and for each sample and laboratory the mean and whatever was excluded or is missing.
  public var description: String {
    var parts = [title, count].compactMap { $0 }
    for sample in samples {
      if let range = sample.range { parts.append("\(sample.label), range \(range.lowerText) to \(range.upperText)") }
      for (index, laboratory) in laboratories.enumerated() {
        let runs = index < sample.results.count ? sample.results[index] : []
        var said: [String] = []
        if index < sample.means.count, let mean = sample.means[index] {
          said.append("mean \(mean.text)" + (mean.intervalText.map { ", interval \($0)" } ?? ""))
        }
        let used = runs.joined().count { $0.status.isUsed && $0.value != nil }
        said.append(used == 0 ? "no results used" : "\(used) result\(used == 1 ? "" : "s") used")
        for (run, results) in zip(laboratory.runs, runs) {
          for result in results {
            switch result.status {
            case .used: break
            case .standIn: said.append("run \(run.label): \(result.text), a stand-in is drawn")
            case .excluded(let note): said.append("run \(run.label): \(result.text) excluded (\(note))")
            case .missing(let note): said.append("run \(run.label): missing (\(note))")
            }
          }
        }
        parts.append("\(sample.label), \(laboratory.name): \(said.joined(separator: ", "))")
      }
    }
    return parts.joined(separator: "; ") + "."
  }

  /// The shape of each analyst's points: one set of shapes over all laboratories where four are enough, else one set in
  /// each laboratory.
  func shape(of analyst: String?, in laboratory: Int) -> Canvas.Dot {
    guard let analyst else { return .circle }
    let all = analysts(in: nil)
    let pool = all.count <= 4 ? all : analysts(in: laboratory)
    return .of(pool.firstIndex(of: analyst) ?? 0)
  }

  /// The analysts in order of appearance, of one laboratory or of all.
  func analysts(in laboratory: Int?) -> [String] {
    let chosen = laboratory.map { [laboratories[$0]] } ?? laboratories
    var seen: Set<String> = []
    return chosen.flatMap { $0.runs }.compactMap { $0.analyst }.filter { seen.insert($0).inserted }
  }

  /// The values of a sample, of all laboratories: panels in a row have one axis.
  func axis(of sample: Sample, from: Double, to: Double) -> Axis {
    let values = sample.results.joined().joined().compactMap { $0.value }
    let means = sample.means.compactMap { $0 }
    let centres = means.map { $0.value }
    let spread = Axis(scale, covering: values + centres, from: 0, to: 1)
    // An interval from two units may be wider than all results: its band then ends at the edge.
    let room = (spread.upper - spread.lower) * 0.4
    let (least, most) = (spread.lower - room, spread.upper + room)
    let ends: [Double] = means.flatMap { $0.interval?.finite ?? [] }.filter { $0 > least && $0 < most }
    let edges = sample.range.map { [$0.lower, $0.upper] } ?? []
    return Axis(scale, covering: values + centres + ends + edges, from: from, to: to)
  }
}
