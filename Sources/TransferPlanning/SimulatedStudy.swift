internal import Statistics
internal import Transfer

/// Draws the values of one planned attribute.
///
/// A result is y = bias (receiving laboratories) + analyst + day + run + run × sample + ε, all normal; the SDs of a receiving
/// laboratory are the sending one's times the ratio. Where reference lots differ, each laboratory's results are off by one
/// error more, that of the ratio which brings them over. The ln ratio of two standards in a run is bias + laboratory + analyst
/// + day + run + ε̄, ε̄ the mean over the replicates.
///
/// The same place draws the same standard normal number whatever the truth, so that two truths or two limits are compared on
/// the same studies: what varies from place to place is drawn first, and a truth that adds a source leaves those draws as
/// they were.
struct SimulatedStudy: Sendable {
  /// A random effect: for each place the number of its level, -1 for none, and of each level its SD.
  private struct Effect: Sendable {
    let standardDeviations: [Double]
    let levels: [Int32]
    /// Whether each place has a level of its own, in their order.
    let isOfPlaces: Bool

    init(_ standardDeviations: [Double], levels: [Int32]) {
      self.standardDeviations = standardDeviations
      self.levels = levels
      isOfPlaces = levels.count == standardDeviations.count && levels.indices.allSatisfy { levels[$0] == Int32($0) }
    }

    /// One for each place.
    init(ofPlaces standardDeviations: [Double]) {
      self.init(standardDeviations, levels: standardDeviations.indices.map { Int32($0) })
    }

    func add(to values: inout [Double], _ random: inout CounterRandom) {
      if isOfPlaces {
        for i in values.indices { values[i] += standardDeviations[i] * random.normal() }
        return
      }
      var draws: [Double] = []
      draws.reserveCapacity(standardDeviations.count)
      for standardDeviation in standardDeviations { draws.append(standardDeviation * random.normal()) }
      for i in values.indices where levels[i] >= 0 { values[i] += draws[Int(levels[i])] }
    }
  }

  /// What effects are added to, one after another.
  private let start: Double
  private let count: Int
  private let effects: [Effect]
  /// What their sum is multiplied by at a place, and what is added to it then; empty for ratios, which are as they are drawn.
  private let factors: [Double]
  private let shifts: [Double]
  /// For each place what its laboratory is off by, in terms of the last draws; empty where there is nothing of that kind.
  private let bridge: (rows: [[Double]], laboratories: [Int])?

  init(_ study: PlannedStudy, truth: Truth) {
    let places = study.places
    count = places.count
    bridge = study.bridgeErrors.map { ($0, places.map { $0.laboratory }) }
    if let standards = study.standards {
      start = truth.bias
      effects = Self.ofRatios(standards, truth)
      factors = []
      shifts = []
    } else {
      start = 0
      effects = Self.ofResults(places, truth)
      factors = places.map { $0.laboratory == 0 ? 1 : truth.sdRatio }
      shifts = places.map { $0.laboratory == 0 ? 0 : truth.bias }
    }
  }

  private static func ofResults(_ places: [PlannedStudy.Place], _ truth: Truth) -> [Effect] {
    func effect(_ standardDeviation: Double, _ key: (PlannedStudy.Place) -> [Int]?) -> Effect? {
      guard standardDeviation > 0 else { return nil }
      var codes: [[Int]: Int32] = [:]
      let levels = places.map { place -> Int32 in
        guard let key = key(place) else { return -1 }
        if let code = codes[key] { return code }
        let code = Int32(codes.count)
        codes[key] = code
        return code
      }
      return codes.isEmpty ? nil : Effect(codes.map { _ in standardDeviation }, levels: levels)
    }
    return [
      places.isEmpty || truth.repeatabilitySD == 0 ? nil : Effect(ofPlaces: places.map { _ in truth.repeatabilitySD }),
      effect(truth.runSD) { [$0.laboratory, $0.run] },
      effect(truth.runBySampleSD) { [$0.laboratory, $0.run, $0.sample, $0.level] },
      effect(truth.daySD) { $0.day < 0 ? nil : [$0.laboratory, $0.day] },
      effect(truth.analystSD) { $0.analyst < 0 ? nil : [$0.laboratory, $0.analyst] },
    ].compactMap { $0 }
  }

  private static func ofRatios(_ standards: PlannedBridging, _ truth: Truth) -> [Effect] {
    let places = standards.places
    let ofLaboratories = standards.replicatesOfLaboratories.map { truth.varianceOfRun(replicates: $0).squareRoot() }
    /// Every laboratory draws as many levels as the one that has the most.
    func effect(_ standardDeviation: Double, _ key: (PlannedStudy.Place) -> Int) -> Effect? {
      guard standardDeviation > 0 else { return nil }
      let perLaboratory = (places.map(key).max() ?? -1) + 1
      guard perLaboratory > 0 else { return nil }
      return Effect(
        [Double](repeating: standardDeviation, count: standards.laboratories * perLaboratory),
        levels: places.map { place in
          let level = key(place)
          return level < 0 ? -1 : Int32(place.laboratory * perLaboratory + level)
        })
    }
    // What varies from run to run is one draw, so that two numbers of replicates are compared on the same studies too.
    return [
      Effect(ofPlaces: places.map { ofLaboratories[$0.laboratory] }), effect(truth.laboratorySD) { _ in 0 },
      effect(truth.daySD, { $0.day }), effect(truth.analystSD, { $0.analyst }),
    ].compactMap { $0 }
  }

  /// The values of one study, in the order of the places.
  func values(_ random: inout CounterRandom) -> [Double] {
    var values = [Double](repeating: start, count: count)
    for effect in effects { effect.add(to: &values, &random) }
    for i in factors.indices { values[i] = shifts[i] + factors[i] * values[i] }
    guard let bridge else { return values }
    // Drawn last, so that the results are those of a study that needs no bridge.
    let draws = (bridge.rows.first ?? []).map { _ in random.normal() }
    let errors = bridge.rows.map { row in zip(row, draws).reduce(0) { $0 + $1.0 * $1.1 } }
    for i in values.indices { values[i] += errors[bridge.laboratories[i]] }
    return values
  }

  /// The variance of weighted sums of results, one for each unit; `nil` where two units share a draw, so that they are not
  /// independent, or where their variances differ.
  ///
  /// - Parameters:
  ///   - weights: of each place; zero where it has no part.
  ///   - units: the unit of each place.
  func commonVariance(weights: [Double], units: [Int]) -> Double? {
    var variances: [Int: Double] = [:]
    for effect in effects {
      var coefficients: [Int: Double] = [:]
      var owner: [Int: Int] = [:]
      for i in weights.indices where weights[i] != 0 && effect.levels[i] >= 0 {
        let level = Int(effect.levels[i])
        if let other = owner[level], other != units[i] { return nil }
        owner[level] = units[i]
        coefficients[level, default: 0] += weights[i] * factors[i]
      }
      for level in coefficients.keys.sorted() {
        guard let unit = owner[level], let coefficient = coefficients[level] else { continue }
        let standardDeviation = effect.standardDeviations[level]
        variances[unit, default: 0] += standardDeviation * standardDeviation * coefficient * coefficient
      }
    }
    guard let least = variances.values.min(), let most = variances.values.max(),
      variances.count == Set(weights.indices.filter { weights[$0] != 0 }.map { units[$0] }).count,
      most - least <= 1e-12 * most
    else { return nil }
    return most
  }

  /// Whether results of one sample in one unit differ by repeatability alone.
  func cellsVaryByRepeatabilityAlone(_ cells: [[Int]]) -> Bool {
    effects.allSatisfy { effect in
      effect.standardDeviations.count == count
        || cells.allSatisfy { cell in Set(cell.map { effect.levels[$0] }).count == 1 }
    }
  }
}

extension Truth {
  /// Of a run's ln ratio about what its laboratory, day and analyst do.
  func varianceOfRun(replicates: Int) -> Double {
    runSD * runSD + repeatabilitySD * repeatabilitySD / Double(max(1, replicates))
  }
}
