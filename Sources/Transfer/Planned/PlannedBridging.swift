internal import AssayData
internal import Notation
public import Statistics

/// The planned ratios of two standards, one for each run, and what their comparison has besides: the chain to the current
/// standard, and how laboratories' ratios become one.
///
/// Numbers of a design that are given by laboratory hold for the laboratories of the protocol; where another number of them
/// is asked about, each has the numbers of the first.
public struct PlannedBridging: Sendable {
  public let comparison: Comparison
  /// How many take part.
  public let laboratories: Int
  /// Results of each standard in a run, the most of any laboratory.
  public let replicates: Int
  /// The same by laboratory.
  public let replicatesOfLaboratories: [Int]
  /// To the current standard, as the ledger has it: what decides is judged with these figures.
  public let chain: ReferenceChain
  /// Whether every laboratory has the same design.
  public let isAlike: Bool
  /// The runs, by laboratory.
  public let places: [PlannedStudy.Place]
  /// The criteria of the attribute, in their order.
  let items: [PlannedStudy.Item]
  private let judge: BridgingJudge
  /// Of each item.
  private let rooms: [Room]
  /// For each laboratory and unit its runs.
  private let units: [[[Int]]]

  /// - Parameter count: how many laboratories take part; `nil` for as many as the protocol names.
  /// - Throws: ``PlanningObstacle`` where the design does not say how many units there are, or the standards make no chain.
  init(
    _ attribute: Attribute, _ comparison: Comparison, _ standards: StandardsLedger,
    of transferProtocol: TransferProtocol,
    laboratories count: Int?
  ) throws(PlanningObstacle) {
    let count = count ?? transferProtocol.laboratories.count
    let isOfProtocol = count == transferProtocol.laboratories.count
    var designs: [PlannedDesign] = []
    for laboratory in 0..<count {
      designs.append(
        try PlannedDesign(
          attribute, at: isOfProtocol ? transferProtocol.laboratories[laboratory] : transferProtocol.sending))
    }
    do throws(Rejection) {
      chain = try ReferenceChain(standards, to: comparison.current, level: BridgingStudy.shownLevel)
    } catch {
      throw PlanningObstacle(error.problems.first?.message ?? "the standards make no chain")
    }
    self.comparison = comparison
    laboratories = count
    replicatesOfLaboratories = designs.map { $0.replicates }
    replicates = replicatesOfLaboratories.max() ?? 1
    var places: [PlannedStudy.Place] = []
    var units: [[[Int]]] = []
    for (laboratory, design) in designs.enumerated() {
      let runs = design.placesOfRuns(laboratory: laboratory)
      var members = [[Int]](repeating: [], count: (runs.map { $0.unit }.max() ?? -1) + 1)
      for (index, run) in runs.enumerated() where run.unit >= 0 { members[run.unit].append(places.count + index) }
      units.append(members.filter { !$0.isEmpty })
      places += runs
    }
    self.places = places
    self.units = units
    isAlike =
      Set(replicatesOfLaboratories).count <= 1 && Set(units.map { $0.map({ $0.count }) }).count <= 1
      && Set(
        (0..<count).map { laboratory in
          places.filter { $0.laboratory == laboratory }.map { [$0.analyst, $0.day] }
        }
      ).count <= 1
    judge = BridgingJudge(attribute, comparison, BridgingJudge.CurrentStandard(chain), laboratories: count)
    let obstacle = Self.obstacle(units, judge, names: transferProtocol.laboratories)
    rooms = attribute.criteria.map({ $0.kind.room })
    items = attribute.criteria.map { criterion in
      let isSimulated = criterion.facts.isSimulatedInBridging
      return PlannedStudy.Item(
        criterion: criterion, receiver: 0, item: .pooled,
        obstacle: isSimulated
          ? obstacle : "not planned: a criterion of the kind \(criterion.kindName) is not simulated by this version",
        isSimulated: isSimulated, rule: nil, sending: [], receiving: [], isBridged: false, scaling: [])
    }
  }

  /// Units of one laboratory, the most of any.
  public var unitsEach: Int { units.map({ $0.count }).max() ?? 0 }
  /// Units of all laboratories.
  public var unitsOfAll: Int { units.reduce(0) { $0 + $1.count } }
  /// Runs of one laboratory, the most of any.
  public var runsEach: Int { units.map { $0.reduce(0) { $0 + $1.count } }.max() ?? 0 }
  /// The runs of each unit of a laboratory, by their places among all runs.
  public func unitRuns(ofLaboratory laboratory: Int) -> [[Int]] { units[laboratory] }
  /// Whether the consensus takes laboratories as a sample of others, so that their number decides.
  public var holdsBeyondTheseLaboratories: Bool { laboratories > 1 && judge.consensus.holdsBeyondTheseGroups }

  /// Why studies of this design have no ratio with a standard error, whatever is measured.
  private static func obstacle(_ units: [[[Int]]], _ judge: BridgingJudge, names: [String]) -> String? {
    // Any figures that vary, from laboratory to laboratory too: 0.5 is more than units make up for.
    let groups = units.indices.map { laboratory in
      (
        laboratory: laboratory,
        units: units[laboratory].indices.map { unit in
          BridgingSample.Unit(
            laboratory: laboratory, name: "\(unit)", analyst: nil, day: nil,
            lnRatio: 0.5 * Double(laboratory) + 0.01 * Double((unit * 7 + laboratory * 3) % 11) + 0.001 * Double(unit),
            runs: 1)
        }
      )
    }
    let all = units.indices.map { $0 < names.count ? names[$0] : "laboratory \($0 + 1)" }
    let sample = BridgingSample(names: all, groups: groups)
    do throws(RatioError) {
      _ = try judge.estimate(try sample.ratios())
      return nil
    } catch {
      return sample.words(error, judge.attribute)
    }
  }

  // MARK: - Judging

  /// What the chain was found to be before the study, where it is drawn too.
  public struct DrawnChain: Sendable {
    /// ln of the current standard's potency by all measured ratios over its value.
    public let lnDrift: Double
    /// Of ``lnDrift``.
    public let variance: Double

    public init(lnDrift: Double, variance: Double) {
      self.lnDrift = lnDrift
      self.variance = variance
    }
  }

  func verdicts(_ lnRatios: [Double], chain drawn: DrawnChain?) -> [Verdict] {
    let judge = drawn.map { self.judge.with($0) } ?? self.judge
    do throws(RatioError) {
      let estimate = try judge.estimate(try ratios(lnRatios))
      return zip(items, rooms).map { item, room in
        item.obstacle == nil ? judge.judgement(item.criterion, estimate, in: room).verdict : .notEvaluated
      }
    } catch {
      return items.map { _ in .notEvaluated }
    }
  }

  func reason(_ index: Int, _ lnRatios: [Double]) -> String {
    if let obstacle = items[index].obstacle { return obstacle }
    do throws(RatioError) {
      return judge.judgement(items[index].criterion, try judge.estimate(try ratios(lnRatios))).reason
    } catch {
      return error.description
    }
  }

  private func ratios(_ lnRatios: [Double]) throws(RatioError) -> GroupedRatios {
    try GroupedRatios(
      units.map { laboratory in
        laboratory.map { runs in
          // As units of measured runs are formed.
          runs.count == 1 ? lnRatios[runs[0]] : (try? Moments(runs.map { lnRatios[$0] }).mean) ?? 0
        }
      })
  }

  // MARK: - What the chain brings

  /// ln of the current standard's potency by all measured ratios over its value, as the ledger has it.
  public var lnDriftBefore: Double { judge.standards.lnDrift }
  /// What the chain adds to the variance of a drift, and of a value against the primary.
  public var driftBefore: (variance: Double, degreesOfFreedom: Double) { judge.standards.path }
  public var valueBefore: (variance: Double, degreesOfFreedom: Double) { judge.standards.value }
  /// ln of the drift that is judged when the true ln ratio is `bias` and nothing but the chain were uncertain.
  public func lnDrift(bias: Double) -> Double {
    judge.standards.lnDrift + (comparison.rule == .equivalence ? bias : 0)
  }
}

extension PlannedBridging {
  /// How the laboratories' ratios become one; with one laboratory its own mean.
  public var consensus: RatioConsensus { judge.consensus }
  /// The method that decides, in words.
  public var method: String { judge.words }
}

extension BridgingJudge {
  /// The same with another chain before the study.
  fileprivate func with(_ drawn: PlannedBridging.DrawnChain) -> BridgingJudge {
    BridgingJudge(
      attribute, comparison,
      CurrentStandard(
        lnValue: standards.lnValue, lnDrift: drawn.lnDrift, value: standards.value,
        path: (drawn.variance, standards.path.degreesOfFreedom)), laboratories: laboratories)
  }
}
