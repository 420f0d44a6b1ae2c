internal import Statistics
internal import Transfer

/// Draws the results of one planned attribute.
///
/// y = bias (receiving laboratories) + analyst + day + run + run × sample + ε, all normal; the SDs of a receiving
/// laboratory are the sending one's times the ratio. Where reference lots differ, each laboratory's results are off by one
/// error more, that of the ratio which brings them over. The same place draws the same standard normal number whatever the
/// truth, so that two truths or two limits are compared on the same studies.
struct SimulatedStudy: Sendable {
  /// A random effect: for each place the number of its level, and how many levels there are.
  private struct Effect: Sendable {
    let standardDeviation: Double
    let levels: [Int32]
    let count: Int
  }

  private let effects: [Effect]
  private let shifts: [Double]
  private let factors: [Double]
  /// For each place what its laboratory is off by, in terms of the last draws; empty where there is nothing of that kind.
  private let bridge: (rows: [[Double]], laboratories: [Int])?

  init(_ study: PlannedStudy, truth: Truth) {
    let places = study.places
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
      return codes.isEmpty ? nil : Effect(standardDeviation: standardDeviation, levels: levels, count: codes.count)
    }
    // Results and runs first: a truth that adds a source leaves their draws as they were.
    effects = [
      places.isEmpty || truth.repeatabilitySD == 0
        ? nil
        : Effect(
          standardDeviation: truth.repeatabilitySD, levels: places.indices.map { Int32($0) }, count: places.count),
      effect(truth.runSD) { [$0.laboratory, $0.run] },
      effect(truth.runBySampleSD) { [$0.laboratory, $0.run, $0.sample, $0.level] },
      effect(truth.daySD) { $0.day < 0 ? nil : [$0.laboratory, $0.day] },
      effect(truth.analystSD) { $0.analyst < 0 ? nil : [$0.laboratory, $0.analyst] },
    ].compactMap { $0 }
    bridge = study.bridgeErrors.map { ($0, places.map(\.laboratory)) }
    shifts = places.map { $0.laboratory == 0 ? 0 : truth.bias }
    factors = places.map { $0.laboratory == 0 ? 1 : truth.sdRatio }
  }

  /// The deviations of one study, in the order of the places.
  func results(_ random: inout CounterRandom) -> [Double] {
    var deviations = [Double](repeating: 0, count: shifts.count)
    for effect in effects {
      if effect.count == deviations.count {
        for i in deviations.indices { deviations[i] += effect.standardDeviation * random.normal() }
        continue
      }
      var draws: [Double] = []
      draws.reserveCapacity(effect.count)
      for _ in 0..<effect.count { draws.append(effect.standardDeviation * random.normal()) }
      for i in deviations.indices where effect.levels[i] >= 0 { deviations[i] += draws[Int(effect.levels[i])] }
    }
    for i in deviations.indices { deviations[i] = shifts[i] + factors[i] * deviations[i] }
    guard let bridge else { return deviations }
    // Drawn last, so that the results are those of a study that needs no bridge.
    let draws = (bridge.rows.first ?? []).map { _ in random.normal() }
    let errors = bridge.rows.map { row in zip(row, draws).reduce(0) { $0 + $1.0 * $1.1 } }
    for i in deviations.indices { deviations[i] += errors[bridge.laboratories[i]] }
    return deviations
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
        variances[unit, default: 0] += effect.standardDeviation * effect.standardDeviation * coefficient * coefficient
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
      effect.count == shifts.count || cells.allSatisfy { cell in Set(cell.map { effect.levels[$0] }).count == 1 }
    }
  }
}
