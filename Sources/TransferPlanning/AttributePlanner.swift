internal import Notation
internal import Statistics
internal import Transfer

/// Works out the plan of one attribute, whether results of laboratories or ratios of standards are planned.
struct AttributePlanner: Sendable {
  let attribute: Attribute
  let assumption: PlanRequest.Assumption
  let transferProtocol: TransferProtocol
  let request: PlanRequest
  /// As planned.
  let study: PlannedStudy
  /// Runs of its plates, where something is assumed of them; filled before anything is simulated.
  private(set) var bank: PlateBank?

  /// No larger design is tried.
  static let mostUnits = 200

  /// Where analysts and days cross, a laboratory's sums of squares take time with the square of its runs, for each simulated study.
  private static let mostCrossedRuns = 480

  /// No larger design of this attribute is tried.
  var mostUnits: Int {
    let isCrossed = attribute.criteria.contains { $0.facts.namesAnalystsAndDays }
    guard isCrossed else { return Self.mostUnits }
    let planned = max(1, units)
    let perUnit = max(1, (attribute.design?.runs?.largest ?? planned) / planned)
    return min(Self.mostUnits, max(2 * planned, Self.mostCrossedRuns / perUnit))
  }

  /// - Throws: ``PlanningObstacle`` where the design cannot be laid out, is too large, or nothing would vary in it.
  init(
    _ attribute: Attribute, _ assumption: PlanRequest.Assumption, _ transferProtocol: TransferProtocol,
    _ request: PlanRequest
  ) throws(PlanningObstacle) {
    self.attribute = attribute
    self.assumption = assumption
    self.transferProtocol = transferProtocol
    self.request = request
    study = try PlannedStudy(
      attribute, of: transferProtocol, centre: assumption.truth.mean,
      plates: transferProtocol.comparison == nil ? try PlannedPlates(attribute, truth: assumption.truth.plates) : nil)
    // A study takes time and memory in proportion to its results.
    guard study.places.count <= 200_000 else {
      throw PlanningObstacle(
        "\(attribute.id): the design has \(study.places.count) results; plans are made up to 200000")
    }
    // An analyst's or a day's deviation has no part where the design names none.
    if let standards = study.standards, RatioVariance(standards, assumption.truth).ofMean <= 0 {
      throw PlanningObstacle(
        "\(attribute.id): no assumed standard deviation has a part in this design, which names no analysts or days; give a runSD or a repeatabilitySD"
      )
    }
  }

  /// The planners of all attributes of a protocol, in their order.
  ///
  /// - Throws: ``PlanningObstacle`` for a protocol or a request that no simulation can follow, in words.
  static func all(_ transferProtocol: TransferProtocol, _ request: PlanRequest) throws(PlanningObstacle)
    -> [AttributePlanner]
  {
    try request.check(transferProtocol)
    var planners: [AttributePlanner] = []
    for (attribute, assumption) in zip(transferProtocol.attributes, request.assumptions) {
      planners.append(try AttributePlanner(attribute, assumption, transferProtocol, request))
    }
    return planners
  }

  var truth: Truth { assumption.truth }

  // MARK: - Plates

  /// As noisy as the sender's wells, and as the receivers'.
  private var noises: Set<Double> { [1, truth.sdRatio] }

  mutating func fillBank() {
    guard let plates = study.plates else { return }
    bank = PlateBank(
      plates, noises: noises, seed: request.seed, size: request.plateRuns, threads: request.threads)
  }

  /// A small one, in the caller's thread.
  func quickBank() -> PlateBank? {
    study.plates.map { PlateBank($0, noises: noises, seed: request.seed, size: PlateBank.quick) }
  }

  // MARK: - The design as planned

  /// Units of replication of one laboratory, the most of any.
  var units: Int {
    if let standards = study.standards { return standards.unitsEach }
    return switch attribute.unitOfReplication {
    case .run: attribute.design?.runs?.largest ?? 1
    case .day: attribute.design?.days?.largest ?? 1
    case .analyst: attribute.design?.analysts?.largest ?? 1
    case .sample: max(1, attribute.design?.samples.count ?? 1)
    case .result: replicates
    }
  }

  /// The most of any laboratory.
  var replicates: Int { study.standards?.replicates ?? attribute.design?.replicates?.largest ?? 1 }

  /// Results of one laboratory, the most of any; of each standard, where two are compared.
  func results(_ study: PlannedStudy) -> Int {
    if let standards = study.standards { return standards.runsEach * standards.replicates }
    var counts = [Int](repeating: 0, count: transferProtocol.laboratories.count)
    for place in study.places { counts[place.laboratory] += 1 }
    return counts.max() ?? 0
  }

  /// The study in another size; what is not given stays as planned. `nil` where it cannot be laid out.
  func resized(units: Int? = nil, replicates: Int? = nil, laboratories: Int? = nil) -> PlannedStudy? {
    let resized =
      units == nil && replicates == nil
      ? attribute : attribute.resized(units: units ?? self.units, replicates: replicates)
    return laidOut(resized, laboratories: laboratories)
  }

  /// Another design, or other criteria, of the same attribute; `nil` where it cannot be laid out.
  func laidOut(_ attribute: Attribute, laboratories: Int? = nil) -> PlannedStudy? {
    do throws(PlanningObstacle) {
      return try PlannedStudy(
        attribute, of: transferProtocol, centre: truth.mean, plates: study.plates, laboratories: laboratories)
    } catch {
      return nil
    }
  }

  /// Whether any required criterion is simulated.
  var hasRequired: Bool { study.items.contains { $0.criterion.required && $0.isSimulated } }

  /// Why a criterion has no verdict in this design.
  func obstacle(of criterion: Criterion, receiver: Int) -> String? {
    study.items.first { $0.criterion.id == criterion.id && $0.receiver == receiver && $0.obstacle != nil }?.obstacle
  }
}

extension PlannedStudy {
  /// The first required criterion that has no verdict at all, and why.
  var block: (criterion: Criterion, obstacle: String)? {
    items.first { $0.blocks }.map { ($0.criterion, $0.obstacle ?? "") }
  }

  var isBlocked: Bool { items.contains { $0.blocks } }
}

extension PlannedStudy.Item {
  /// Whether a required criterion has no verdict at all.
  fileprivate var blocks: Bool { criterion.required && isSimulated && obstacle != nil }
}
