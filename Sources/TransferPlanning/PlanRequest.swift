public import Transfer

/// What is asked of a plan: what is taken as true, and how well the answer is to be known.
public struct PlanRequest: Sendable, Hashable {
  /// What is taken as true of each attribute, in the protocol's order, and a realistic true offset where one is stated.
  public struct Assumption: Sendable, Hashable {
    public var truth: Truth
    public var offset: Double?
    /// Where the figures come from, for the report: "the protocol's planning section", "pilot.csv" …
    public var source: String

    public init(truth: Truth, offset: Double?, source: String) {
      self.truth = truth
      self.offset = offset
      self.source = source
    }
  }

  public var assumptions: [Assumption]
  /// The chance of passing that the design is to reach, between 0 and 1.
  public var power: Double
  /// Never more simulated studies than these for one figure; at most ``mostSimulations``.
  public var simulations: Int
  /// Simulation of the design stops when every chance is known to this half-width of a 95 % interval.
  public var halfWidth: Double
  public var seed: UInt64
  /// Tasks side by side; the answer is the same for any number.
  public var threads: Int
  /// What is worked out beside the chance of passing.
  public var parts: Parts = .all

  /// Runs of plates that are drawn and fitted in each of 16 blocks, where curves are judged.
  public var plateRuns = PlateBank.usual

  /// The parts of a plan that take most of its time.
  public struct Parts: OptionSet, Sendable, Hashable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Consumer's and producer's risk.
    public static let risks = Parts(rawValue: 1)
    /// The smallest sizes that reach the target.
    public static let sizes = Parts(rawValue: 2)
    /// Operating characteristics.
    public static let curves = Parts(rawValue: 4)
    public static let all: Parts = [.risks, .sizes, .curves]
  }

  public static let mostSimulations = 100_000_000
  public static let defaultHalfWidth = 0.005

  public init(
    assumptions: [Assumption], power: Double, simulations: Int, halfWidth: Double = PlanRequest.defaultHalfWidth,
    seed: UInt64, threads: Int = 1
  ) {
    self.assumptions = assumptions
    self.power = power
    self.simulations = simulations
    self.halfWidth = halfWidth
    self.seed = seed
    self.threads = threads
  }
}

extension PlanRequest {
  /// What a protocol's planning sections ask.
  ///
  /// - Throws: ``PlanningObstacle`` where an attribute has none, or attributes of unlike scale or unit would share one.
  public init(_ transferProtocol: TransferProtocol, threads: Int = 1) throws(PlanningObstacle) {
    guard let planning = transferProtocol.planning else {
      throw PlanningObstacle(
        "the protocol has no planning section: give planning: {truth: {bias, runSD, repeatabilitySD, sdRatio}, power, simulations, seed}, a pilot file, or the options --bias, --run-sd, --repeatability-sd, --sd-ratio and --power"
      )
    }
    let shared = transferProtocol.attributes.filter { $0.planning == nil }
    if let first = shared.first,
      let other = shared.first(where: {
        $0.scale != first.scale || ($0.scale == .linear && $0.unitOfMeasurement != first.unitOfMeasurement)
      })
    {
      throw PlanningObstacle(
        "\(first.id) (\(first.scale.rawValue), \(first.unitOfMeasurement)) and \(other.id) (\(other.scale.rawValue), \(other.unitOfMeasurement)) cannot share one planning.truth, which is on the analysis scale: give each a planning section of its own under attributes"
      )
    }
    self.init(
      assumptions: transferProtocol.attributes.map { attribute in
        Assumption(
          truth: attribute.planning?.truth ?? planning.truth,
          offset: attribute.planning == nil ? planning.offset : attribute.planning?.offset,
          source: "the protocol's planning section")
      }, power: planning.power, simulations: planning.simulations, seed: planning.seed, threads: threads)
  }
}
