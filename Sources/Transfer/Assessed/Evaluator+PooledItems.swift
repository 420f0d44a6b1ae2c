internal import Notation
internal import Statistics

/// A pooled finding's items, each judged alone and held against the others.
extension Evaluator {
  /// The items of a criterion that was judged on all of them together; none where there are not several, or where the
  /// criterion counts.
  ///
  /// - Parameter pooled: what the criterion came to over all.
  func pooledItems(_ criterion: Criterion, pooled: Evidence?, receiver: Int) -> PooledItems {
    let facts = criterion.facts
    guard facts.hasItems, !(facts.isOfPrecision && attribute.unitOfReplication == .sample) else { return .none }
    let partition = partition(criterion, receiver: receiver)
    var ways: [[Finding.Item]] = []
    if partition.samples.count > 1 { ways.append(partition.samples) }
    // A slope over levels has none at one of them.
    if facts.basis != .levels {
      if partition.levels.count > 1 { ways.append(partition.levels) }
      if partition.samples.count > 1, partition.levels.count > 1,
        partition.cells.count > max(partition.samples.count, partition.levels.count)
      {
        ways.append(partition.cells)
      }
    }
    let isRepeated =
      partition.samples.count == partition.levels.count && partition.cells.count == partition.samples.count
    let shared = isRepeated ? 1 : Double(ways.count)
    let members = ways.map { items in
      let findings = items.map { alone(criterion, $0, receiver: receiver) }
      let departures = departures(criterion, items, findings, receiver: receiver)
      return zip(findings, departures).map { finding, departure in
        PooledItems.Member(
          finding: finding, departure: departure,
          threshold: PooledItems.level / Double(items.count) / shared,
          isBeyondLimit: Self.isBeyond(finding.evidence, butNot: pooled))
      }
    }
    func of(_ items: [Finding.Item]) -> [PooledItems.Member] {
      zip(ways, members).first { $0.0 == items }?.1 ?? []
    }
    return PooledItems(
      bySample: of(partition.samples), byLevel: of(partition.levels), bySampleAndLevel: of(partition.cells))
  }

  // MARK: - Items

  /// What every laboratory with a part in the criterion has results of, in the order of the data; levels by size.
  private func partition(_ criterion: Criterion, receiver: Int) -> (
    samples: [Finding.Item], levels: [Finding.Item], cells: [Finding.Item]
  ) {
    let laboratories = criterion.laboratories(receiver: receiver)
    var held: [Finding.Item: Set<Int32>] = [:]
    var (samples, levels, cells): ([Finding.Item], [Finding.Item], [Finding.Item]) = ([], [], [])
    func add(_ item: Finding.Item, _ laboratory: Int32, to list: inout [Finding.Item]) {
      if held[item] == nil { list.append(item) }
      held[item, default: []].insert(laboratory)
    }
    var seen: Set<[Int32]> = []
    for row in study.rows where laboratories.contains(row.laboratory) && isPlanned(row) {
      guard seen.insert([row.laboratory, row.sample, row.level]).inserted else { continue }
      let sample = row.sample >= 0 ? study.sampleNames[Int(row.sample)] : nil
      let level = row.level >= 0 ? study.levelValues[Int(row.level)] : nil
      if let sample { add(.sample(sample), row.laboratory, to: &samples) }
      if let level { add(.level(level), row.laboratory, to: &levels) }
      if let sample, let level { add(.sampleAtLevel(sample, level), row.laboratory, to: &cells) }
    }
    func shared(_ items: [Finding.Item]) -> [Finding.Item] { items.filter { held[$0] == laboratories } }
    return (
      shared(samples),
      shared(levels).sorted { a, b in
        guard case .level(let a) = a, case .level(let b) = b else { return false }
        return a < b
      }, shared(cells)
    )
  }

  private func alone(_ criterion: Criterion, _ item: Finding.Item, receiver: Int) -> Finding {
    let judgement = judge(criterion, item, receiver: receiver, rows: rows(for: criterion, of: item))
    let details = judgement.details?()
    let isOneUnit = attribute.unitOfReplication == .sample && item.isOfOneSample
    return Finding(
      criterion: criterion, attribute: attribute, item: item, receiving: transferProtocol.receiving[receiver],
      verdict: judgement.verdict,
      reason: details == nil && isOneUnit ? "a lot is one unit here: alone it has no standard error" : judgement.reason,
      evidence: details?.evidence ?? (isOneUnit ? ofOneUnit(criterion, item, receiver: receiver) : nil),
      sendingUnits: details?.sendingUnits, receivingUnits: details?.receivingUnits, unitsNeeded: nil,
      remarks: details?.remarks ?? [])
  }

  /// Whether an estimate lies beyond a limit that another keeps.
  private static func isBeyond(_ evidence: Evidence?, butNot pooled: Evidence?) -> Bool {
    guard let evidence, let pooled else { return false }
    let isBelow = evidence.lowerLimit.map { evidence.estimate < $0 && pooled.estimate >= $0 } ?? false
    let isAbove = evidence.upperLimit.map { evidence.estimate > $0 && pooled.estimate <= $0 } ?? false
    return isBelow || isAbove
  }

  // MARK: - Departures

  private func departures(
    _ criterion: Criterion, _ items: [Finding.Item], _ findings: [Finding], receiver: Int
  ) -> [ItemDeparture?] {
    let untold: [ItemDeparture?] = items.map { _ in nil }
    switch criterion.facts.subject {
    case .standard: return untold
    case .shape where criterion.facts.isOfRuns: return untold
    case .spread:
      let estimates = findings.compactMap { $0.evidence?.logarithmOfSD }
      return estimates.count == items.count ? ItemContrasts.departures(of: estimates) : untold
    case .shape:
      let estimates = findings.compactMap { finding -> MeanEstimate? in
        guard let evidence = finding.evidence, let error = evidence.standardError, error > 0,
          let degreesOfFreedom = evidence.degreesOfFreedom
        else { return nil }
        return MeanEstimate(
          centred: evidence.estimate, variance: error * error, degreesOfFreedom: degreesOfFreedom,
          units: finding.receivingUnits ?? 0)
      }
      return estimates.count == items.count ? ItemContrasts.departures(of: estimates) : untold
    case .location: break
    }
    guard case .rows(let s, let r) = select(criterion, .pooled, receiver: receiver, rows: study.rows), !r.isEmpty,
      let cells = try? cells(criterion, sending: s, receiving: r), let receiving = cells.receiving
    else { return untold }
    if attribute.unitOfReplication == .sample, items.allSatisfy({ $0.isOfOneSample }) {
      return ItemContrasts.departures(ofUnits: items.map { ofOneUnit($0, cells.sending, receiving) })
    }
    let rows = ItemRows(r, samples: study.sampleNames.count, levels: study.levelValues.count)
    let groups = items.map { Set(rows.of(known.filter($0)).map { $0.group }).sorted() }
    let frame = cells.frame
    let isRatio = criterion.facts.dividesMeans(on: attribute.scale)
    return ItemContrasts(items: groups).departures(sending: cells.sending, receiving: receiving) { mean in
      guard isRatio else { return mean }
      let value = frame.centre + mean
      return value > 0 ? AnalysisScale.log.position(of: value) : nil
    }
  }

  private func cells(_ criterion: Criterion, sending: [StudyRow], receiving: [StudyRow]) throws(DesignObstacle) -> (
    sending: LaboratoryCells?, receiving: LaboratoryCells?, frame: AnalysisFrame
  ) {
    try cells(
      criterion, sending: sending, receiving: receiving,
      layouts: (sending.isEmpty ? nil : CellLayout(sending), CellLayout(receiving)))
  }

  // MARK: - Lots that are units

  /// A lot's mean at the receiving laboratory less that at the sending one, or its recovery, on the analysis scale.
  private func ofOneUnit(_ item: Finding.Item, _ sending: LaboratoryCells?, _ receiving: LaboratoryCells) -> Double {
    let filter = known.filter(item)
    func mean(_ cells: LaboratoryCells) -> Double {
      let means = cells.layout.cells.indices.filter { filter.holds(cells.layout.cells[$0].row) }.map { cells.means[$0] }
      return means.isEmpty ? 0 : orderFreeMean(means)
    }
    return mean(receiving) - (sending.map(mean) ?? 0)
  }

  /// The estimate of a lot that is one unit, which has no interval.
  private func ofOneUnit(_ criterion: Criterion, _ item: Finding.Item, receiver: Int) -> Evidence? {
    let facts = criterion.facts
    guard facts.subject == .location, !facts.dividesMeans(on: attribute.scale) else { return nil }
    guard case .rows(let s, let r) = select(criterion, item, receiver: receiver, rows: rows(for: criterion, of: item)),
      !r.isEmpty,
      let cells = try? cells(criterion, sending: s, receiving: r), let receiving = cells.receiving
    else { return nil }
    let position = ofOneUnit(item, cells.sending, receiving)
    let frame = cells.frame
    let (quantity, estimate): (Evidence.Quantity, Double)
    switch (facts.isRecovery, frame.scale) {
    case (true, .log): (quantity, estimate) = (.recovery, 100 * AnalysisScale.log.reported(position))
    case (true, .linear): (quantity, estimate) = (.recovery, frame.centre + position)
    case (false, .log): (quantity, estimate) = (.ratioOfGeometricMeans, AnalysisScale.log.reported(position))
    case (false, .linear): (quantity, estimate) = (.difference, position / frame.factor)
    }
    return Evidence(
      quantity, estimate: estimate, .estimateAlone,
      level: facts.isOneSided ? 1 - criterion.alpha : 1 - 2 * criterion.alpha, lowerLimit: facts.lower?.double,
      upperLimit: facts.upper?.double, method: "one lot, which is one unit")
  }
}

extension Evidence {
  /// ln of an SD, or of a ratio of SDs, with the variance that it has of normal results: ψ'(ν/2)/4 for each laboratory's ν
  /// degrees of freedom (Bartlett and Kendall 1946). `nil` where one is not known.
  fileprivate var logarithmOfSD: MeanEstimate? {
    var variance = 0.0
    for figures in laboratories {
      guard let degreesOfFreedom = figures.degreesOfFreedom, degreesOfFreedom >= 1 else { return nil }
      variance += trigamma(degreesOfFreedom / 2) / 4
    }
    guard estimate > 0, variance > 0 else { return nil }
    // Known but for the estimate itself: a normal deviate.
    return MeanEstimate(
      centred: AnalysisScale.log.position(of: estimate), variance: variance, degreesOfFreedom: 1e6, units: 0)
  }
}

/// ψ'(x) for x ≥ 1/2: the asymptotic series after ψ'(x) = ψ'(x + 1) + 1/x², to 1e-9.
private func trigamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 10 { (sum, x) = (sum + 1 / (x * x), x + 1) }
  let y = 1 / (x * x)
  return sum + 1 / x + y / 2 + y / x * (1.0 / 6 - y * (1.0 / 30 - y / 42))
}

extension Finding.Item {
  /// Whether it holds results of one sample only.
  fileprivate var isOfOneSample: Bool {
    switch self {
    case .sample, .sampleAtLevel: true
    case .pooled, .level: false
    }
  }
}
