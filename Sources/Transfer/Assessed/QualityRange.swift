internal import AssayData
public import Notation
internal import Statistics

/// How the units of one test condition lie to a range about those of the reference condition: mean ± k SD of the reference's
/// unit values on the analysis scale, told back on the scale of results (geometric on the log scale).
///
/// It is information and no test of equivalence. Nothing that decides reads it, and it has no verdict.
public struct QualityRange: Sendable {
  /// One unit of replication: the mean of its results, geometric on the log scale.
  public struct Unit: Sendable, Hashable {
    /// As the files name it.
    public let name: String
    /// On the scale of results.
    public let value: Double
    public let isInside: Bool
  }

  /// The range and what it rests on.
  public struct Figures: Sendable, Hashable {
    /// Of the reference's units: on the scale of results, geometric on the log scale.
    public let mean: Double
    /// On the analysis scale: of ln on the log scale.
    public let standardDeviation: Double
    /// On the scale of results.
    public let lower: Double
    public let upper: Double
    /// The share of further reference units that such a range is expected to hold, if they are normal on the analysis scale.
    public let expectedContent: Double
    /// The share that it holds at least, with ``QualityRange/confidence``.
    public let heldContent: Double
  }

  /// With what confidence ``Figures/heldContent`` is said.
  public static let confidence = 0.95

  public let attribute: Attribute
  /// What was declared.
  public let request: Attribute.QualityRange
  /// `nil` where the samples are the units, or results name none.
  public let sample: String?
  public let level: ExactDecimal?
  public let receiving: String
  /// In the order of the files; the range is formed of them, so that few or none of them lie outside.
  public let reference: [Unit]
  public let test: [Unit]
  /// `nil` where there is no range, for ``obstacle``.
  public let figures: Figures?
  public let obstacle: String?

  /// Units of the test condition that lie inside; 0 where there is no range.
  public var inside: Int { figures == nil ? 0 : test.count { $0.isInside } }
  /// The same in percent of all; `nil` where there is no range, or no unit.
  public var share: Double? {
    figures == nil || test.isEmpty ? nil : 100 * Double(inside) / Double(test.count)
  }
  /// Whether the share that was wished is reached; `nil` where none was, or there is nothing to count. Never a verdict.
  public var reachesShare: Bool? {
    guard let wished = request.share, figures != nil, !test.isEmpty else { return nil }
    // 100 × inside ≥ wished × units, in decimal.
    return ExactDecimal(100 * inside)
      >= ExactDecimal(significand: wished.significand * Int128(test.count), exponent: Int(wished.exponent))
  }
}

extension Evaluator {
  /// The quality ranges of the attribute: one for each sample at each level and each test condition; none where the protocol
  /// declares none.
  func qualityRanges() -> [QualityRange] {
    guard let request = attribute.qualityRange else { return [] }
    let refusal = refusal()
    var contents = Contents(multiplier: request.multiplier.double)
    return transferProtocol.receiving.indices.flatMap { receiver in
      rangeItems(receiver).map { item in
        qualityRange(request, item, receiver: receiver, refusal: refusal, &contents)
      }
    }
  }

  /// What ranges hold, worked out once for each number of units.
  private struct Contents {
    let multiplier: Double
    private var known: [Int: (expected: Double, held: Double)] = [:]

    init(multiplier: Double) { self.multiplier = multiplier }

    mutating func of(_ count: Int) -> (expected: Double, held: Double)? {
      if let known = known[count] { return known }
      let content = RangeContent(count: count, multiplier: multiplier)
      guard let held = try? content.held(confidence: QualityRange.confidence) else { return nil }
      known[count] = (content.expected, held)
      return known[count]
    }
  }

  /// What like is compared with: a sample at a level; where lots are the units, a level alone.
  private struct RangeItem: Hashable {
    let sample: Int32
    let level: Int32
    /// A planned sample that no file has.
    var absent: String?
  }

  private func rangeItems(_ receiver: Int) -> [RangeItem] {
    let areLots = attribute.unitOfReplication == .sample
    let found = study.rows.compactMap { row -> RangeItem? in
      guard row.laboratory == 0 || row.laboratory == Int32(receiver + 1), isPlanned(row) else { return nil }
      return RangeItem(sample: areLots ? -1 : row.sample, level: row.level)
    }.uniqued
    guard !areLots, let planned = attribute.design?.samples, !planned.isEmpty else { return found }
    return planned.flatMap { name in
      let own = found.filter { $0.sample >= 0 && study.sampleNames[Int($0.sample)] == name }
      return own.isEmpty ? [RangeItem(sample: -1, level: -1, absent: name)] : own
    }
  }

  private func qualityRange(
    _ request: Attribute.QualityRange, _ item: RangeItem, receiver: Int, refusal: String?,
    _ contents: inout Contents
  ) -> QualityRange {
    let receiving = transferProtocol.receiving[receiver]
    let areLots = attribute.unitOfReplication == .sample
    func rows(_ laboratory: Int) -> [StudyRow] {
      guard item.absent == nil else { return [] }
      return study.rows.filter {
        $0.laboratory == Int32(laboratory) && isPlanned($0) && (areLots || $0.sample == item.sample)
          && $0.level == item.level
      }
    }
    let (reference, test) = (rows(0), rows(receiver + 1))
    let frame = AnalysisFrame(attribute, values: (reference + test).map { $0.value })
    let (referenceMeans, testMeans) = (unitMeans(reference, frame), unitMeans(test, frame))
    var obstacle = refusal
    if obstacle == nil, referenceMeans.count < 2 {
      obstacle =
        "\(transferProtocol.sending) has \(referenceMeans.count) \(attribute.unitOfReplication.count(referenceMeans.count)) here, and an SD needs at least 2"
    }
    if obstacle == nil, let bridge = references?.bridge(sending: 0, receiving: receiver + 1),
      bridge.sending != bridge.receiving
    {
      obstacle =
        "results of \(receiving) are relative to \(quoted(bridge.receiving)) and those of \(transferProtocol.sending) to \(quoted(bridge.sending)): "
        + "units as they were measured are not held against a range of the other"
    }
    if obstacle == nil, testMeans.isEmpty { obstacle = "\(receiving) has no results here" }
    var range: (centre: Double, half: Double, figures: QualityRange.Figures)?
    if obstacle == nil {
      range = self.range(referenceMeans.map { $0.value }, &contents, frame)
      if range == nil {
        obstacle =
          Set(referenceMeans.map { $0.value }).count == 1
          ? "the \(attribute.unitOfReplication.plural) of \(transferProtocol.sending) do not vary: \(transferProtocol.words.whyAlike)"
          : "the range of \(transferProtocol.sending) cannot be given in the unit of results"
      }
    }
    func units(_ means: [UnitMean]) -> [QualityRange.Unit] {
      means.map { mean in
        QualityRange.Unit(
          name: name(attribute.unitOfReplication.factor, of: mean.row),
          value: frame.reported(mean.value + frame.centre),
          isInside: range.map { (mean.value - $0.centre).magnitude <= $0.half } ?? false)
      }
    }
    return QualityRange(
      attribute: attribute, request: request,
      sample: item.absent ?? (item.sample >= 0 ? study.sampleNames[Int(item.sample)] : nil),
      level: item.level >= 0 ? study.levelValues[Int(item.level)] : nil, receiving: receiving,
      reference: units(referenceMeans), test: units(testMeans), figures: range?.figures, obstacle: obstacle)
  }

  private struct UnitMean {
    let row: StudyRow
    /// Centred, on the analysis scale.
    let value: Double
  }

  /// In the order of the files.
  private func unitMeans(_ rows: [StudyRow], _ frame: AnalysisFrame) -> [UnitMean] {
    guard !rows.isEmpty else { return [] }
    let cells = LaboratoryCells(rows, values: frame.centred(rows.map { $0.value }))
    // Lots stand in cells of their own sample: a unit is a cell in either case.
    return zip(cells.layout.cells, cells.means).map { UnitMean(row: $0.row, value: $1) }
      .sorted(on: { $0.row.index })
  }

  /// - Returns: `nil` where the figures cannot be held.
  private func range(_ values: [Double], _ contents: inout Contents, _ frame: AnalysisFrame)
    -> (centre: Double, half: Double, figures: QualityRange.Figures)?
  {
    guard let moments = try? Moments(centred: values, pivot: frame.centre), moments.variance > 0 else { return nil }
    let half = contents.multiplier * moments.standardDeviation
    let ends = [-half, half].map { frame.reported(moments.mean + $0) }
    guard ends.allSatisfy({ $0.isFinite }), let content = contents.of(values.count) else { return nil }
    return (
      moments.centredMean, half,
      QualityRange.Figures(
        mean: frame.reported(moments.mean), standardDeviation: moments.standardDeviation / frame.factor,
        lower: ends[0], upper: ends[1], expectedContent: content.expected, heldContent: content.held)
    )
  }
}

extension Attribute.UnitOfReplication {
  /// "run" of one, "runs" of any other number.
  fileprivate func count(_ number: Int) -> String { number == 1 ? rawValue : plural }
}
