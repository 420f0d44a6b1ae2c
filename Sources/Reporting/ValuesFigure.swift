internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

/// Every result of an attribute by laboratory, run and sample.
struct ValuesFigure {
  private let context: ReportContext
  private let attribute: Attribute

  init(_ context: ReportContext, _ attribute: Attribute) {
    self.context = context
    self.attribute = attribute
  }

  private struct Column: Hashable {
    let laboratory: Int
    let label: String
    let group: String?
    let analyst: String?
  }

  /// Results beyond this many are not drawn one by one; the appendix and the table hold them.
  private static let limit = 3_000

  var figure: Figure? {
    let data = context.assessment.data
    let transferProtocol = context.transferProtocol
    let laboratories = [transferProtocol.sending] + transferProtocol.receiving
    let unplanned = context.assessment.completeness.first { $0.attribute == attribute.id }?.unplannedRows ?? []
    let rows = (0..<data.count).filter(OwnRows(attribute, in: data, transferProtocol).contains)
    guard !rows.isEmpty, rows.count <= Self.limit else { return nil }
    // Columns: the units of replication in the order of the files; lots stand in columns where they are the unit.
    var columns: [[Column]] = laboratories.map { _ in [] }
    var index: [Column: Int] = [:]
    var samples: [String] = []
    var sampleIndex: [String: Int] = [:]
    let byRun = data.factors[.run] != nil || attribute.unitOfReplication != .sample
    var placed: [(sample: Int, laboratory: Int, column: Int, row: Int)] = []
    for row in rows {
      guard let laboratory = data.name(.laboratory, of: row).flatMap({ laboratories.firstIndex(of: $0) }) else {
        continue
      }
      let sample = byRun ? data.name(.sample, of: row) ?? "" : ""
      let label: String
      switch attribute.unitOfReplication {
      case .result where data.factors[.run] == nil: label = data.name(.replicate, of: row) ?? "\(data.lines[row])"
      case .sample where !byRun: label = data.name(.sample, of: row) ?? ""
      case .day where data.factors[.run] == nil: label = data.name(.day, of: row) ?? ""
      case .analyst where data.factors[.run] == nil: label = data.name(.analyst, of: row) ?? ""
      default:
        label =
          (transferProtocol.data.runsWithin.compactMap { data.name($0, of: row) } + [data.name(.run, of: row) ?? ""])
          .joined(separator: " ")
      }
      let column = Column(
        laboratory: laboratory, label: label,
        group: attribute.unitOfReplication == .day && data.factors[.run] == nil
          ? nil : data.name(.day, of: row).map { "day \($0)" }, analyst: data.name(.analyst, of: row))
      if index[column] == nil {
        index[column] = columns[laboratory].count
        columns[laboratory].append(column)
      }
      if sampleIndex[sample] == nil {
        sampleIndex[sample] = samples.count
        samples.append(sample)
      }
      placed.append((sampleIndex[sample] ?? 0, laboratory, index[column] ?? 0, row))
    }
    guard samples.count <= 12, !placed.isEmpty else { return nil }
    var results: [[[[IndividualValues.Result]]]] = samples.map { _ in columns.map { $0.map { _ in [] } } }
    for place in placed {
      results[place.sample][place.laboratory][place.column].append(
        result(place.row, data, isUnplanned: unplanned.contains(place.row)))
    }
    // What is drawn must have a place on the axis, used or not.
    let positive = placed.allSatisfy {
      !(data.isUsable($0.row) || data.hasResult($0.row)) || data.values[$0.row].isPositive
    }
    let drawing = IndividualValues(
      title: "Individual results: \(attribute.title)", quantity: "\(attribute.title), \(attribute.unitOfMeasurement)",
      scale: attribute.scale == .log && positive ? .logarithmic : .linear,
      laboratories: laboratories.enumerated().map { index, name in
        IndividualValues.Laboratory(
          name, isSending: index == 0,
          role: (index == 0 ? context.words.sending : context.words.receiving).lowercased(),
          runs: columns[index].map { IndividualValues.Run($0.label, group: $0.group, analyst: $0.analyst) })
      },
      samples: samples.enumerated().map { index, name in
        IndividualValues.Sample(
          name, results: results[index], means: laboratories.indices.map { mean(results[index][$0]) })
      },
      count:
        "n = \(laboratories.indices.map { "\(columns[$0].count)" }.joined(separator: " / ")) \(byRun && data.factors[.run] != nil ? "runs" : attribute.unitOfReplication.plural), \(placed.count { data.isUsable($0.row) && !unplanned.contains($0.row) }) of \(placed.count) results used"
    ).drawing
    return Figure(
      "values-\(attribute.id)",
      caption:
        "Every individual result of \(visible(attribute.title)), by \(context.words.group) and \(attribute.unitOfReplication == .sample ? "lot" : "run"). Line and band: mean of the unit means and its 90 % interval. Hollow: received and not used; what has no number has no mark.\(context.assessment.references.contains { $0.attribute.id == attribute.id && $0.carried != nil } ? " Results stand as received, each laboratory's relative to its own reference lot: see \(reference: "references")." : "")",
      [drawing], data: .shown("values"))
  }

  private func result(_ row: Int, _ data: AssayData, isUnplanned: Bool) -> IndividualValues.Result {
    let text =
      switch data.shown(row) {
      case .number: context.result(row)
      case .text(let text): text.isEmpty ? "empty" : visible(text)
      case .nothing: "–"
      }
    let measured = data.hasResult(row) ? data.values[row].double : nil
    if isUnplanned, data.isUsable(row) {
      return IndividualValues.Result(measured, text: text, status: .excluded(note: "not planned"))
    }
    switch data.standing(of: row) {
    case .used: return IndividualValues.Result(measured, text: text)
    case .censoredAtHalf: return IndividualValues.Result(data.values[row].double, text: text, status: .standIn)
    case .missing: return IndividualValues.Result(nil, text: text, status: .missing(note: text))
    case .noPotency: return IndividualValues.Result(nil, text: text, status: .missing(note: "no potency"))
    case .unusedReading: return IndividualValues.Result(nil, text: text, status: .missing(note: "well"))
    case .invalid: return IndividualValues.Result(measured, text: text, status: .excluded(note: "invalid"))
    case .cancelled: return IndividualValues.Result(measured, text: text, status: .excluded(note: "not final"))
    case .leftOut: return IndividualValues.Result(measured, text: text, status: .excluded(note: "left out"))
    case .notSimilar: return IndividualValues.Result(measured, text: text, status: .excluded(note: "not similar"))
    }
  }

  /// The mean of a laboratory's column means, as the eye takes it; a band from two columns on.
  private func mean(_ columns: [[IndividualValues.Result]]) -> IndividualValues.Mean? {
    let log = attribute.scale == .log
    let scale: AnalysisScale = log ? .log : .linear
    let means = columns.compactMap { column -> Double? in
      let values = column.filter { $0.status.isUsed }.compactMap { $0.value }
      guard !values.isEmpty, !log || values.allSatisfy({ $0 > 0 }) else { return nil }
      return orderFreeMean(values.map(scale.position))
    }
    guard let moments = try? Moments(means) else { return nil }
    let digits = context.digits(of: attribute).decimalsOfMeans
    let centre = scale.reported(moments.mean)
    guard moments.count > 1, moments.variance > 0 else {
      return IndividualValues.Mean(centre, text: Numbers.estimate(centre, decimals: digits))
    }
    let half =
      StudentT(degreesOfFreedom: Double(moments.count - 1)).upperQuantile(0.05)
      * (moments.variance / Double(moments.count)).squareRoot()
    let (low, high) = (scale.reported(moments.mean - half), scale.reported(moments.mean + half))
    return IndividualValues.Mean(
      centre, text: Numbers.estimate(centre, decimals: digits), interval: Interval(lower: .at(low), upper: .at(high)),
      intervalText: Numbers.interval(low, high, decimals: digits))
  }
}
