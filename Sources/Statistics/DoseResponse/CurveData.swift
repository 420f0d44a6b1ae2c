internal import Elementary

/// The readings of a reference and of test preparations, checked, transformed, weighted and gathered by dose.
///
/// Replicates are replaced by their mean, and what they vary is kept as pure error: sums of squares are the same, fits are
/// faster, and neither the order of wells nor of doses changes a bit.
public struct CurveData: Sendable, Equatable {
  public let settings: CurveSettings
  /// The reference first.
  public let names: [String]
  /// Readings of each preparation.
  public let readings: [Int]
  /// Weighted squares of replicates about the mean of their dose, each preparation.
  let pureErrorSumsOfSquares: [Double]
  let groups: [DoseGroups]
  /// Subtracted from every response, so that a background costs no digits.
  let pivot: Double
  /// A power of two: responses are divided by it.
  let scale: Double
  /// A power of two: weights are divided by it.
  let weightScale: Double
  /// Subtracted from every ln dose.
  let lnDosePivot: Double

  /// - Throws: ``CurveError`` for readings that no curve can be fitted to.
  public init(
    reference: CurvePreparation, tests: [CurvePreparation] = [], settings: CurveSettings
  ) throws(CurveError) {
    let preparations = [reference] + tests
    var names: [String] = []
    var transformed: [[Reading]] = []
    for preparation in preparations {
      if names.contains(preparation.name) { throw .repeatedName(preparation.name) }
      names.append(preparation.name)
      transformed.append(try CurveData.readings(of: preparation, settings))
    }
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var (low, high) = (Double.infinity, -Double.infinity)
    for reading in transformed.joined() {
      least = min(least, reading.response)
      greatest = max(greatest, reading.response)
      if reading.dose > 0 {
        low = min(low, reading.dose)
        high = max(high, reading.dose)
      }
    }
    guard greatest > least else { throw .noVariation(preparation: names[0]) }
    let lnPivot = (ln(low) + ln(high)) / 2
    let range = greatest - least
    // Squares of responses, and their inverses, must be numbers too.
    guard range > 1e-120, range < 1e120 else { throw .rangeNotUsable(range) }
    let scale = range.binade
    var groups: [DoseGroups] = []
    for (name, readings) in zip(names, transformed) {
      groups.append(
        try DoseGroups(readings, name: name, settings: settings, pivot: least, scale: scale, lnPivot: lnPivot))
    }
    var heaviest = 0.0
    for group in groups { for weight in group.weights { heaviest = max(heaviest, weight) } }
    let weightScale = heaviest.binade
    guard weightScale > 1e-50, weightScale < 1e50 else { throw .weightsNotUsable(heaviest) }
    self.settings = settings
    self.names = names
    pivot = least
    self.scale = scale
    self.weightScale = weightScale
    lnDosePivot = lnPivot
    if weightScale != 1 { for i in groups.indices { groups[i].divideWeights(by: weightScale) } }
    self.groups = groups
    self.readings = preparations.map { $0.doses.count }
    let unit = scale * scale * weightScale
    pureErrorSumsOfSquares = groups.map { $0.pureError * unit }
  }

  /// The number of test preparations.
  public var testCount: Int { names.count - 1 }

  /// All weighted squares of replicates about the mean of their preparation and dose.
  public var pureErrorSumOfSquares: Double { pureErrorSumsOfSquares.reduce(0, +) }

  /// Readings less dose groups of all preparations.
  public var pureErrorDegreesOfFreedom: Int { readings.reduce(0, +) - groups.reduce(0) { $0 + $1.lnDoses.count } }

  /// The doses above zero of a preparation in rising order, each once.
  func positiveDoses(of preparation: Int) -> [Double] { groups[preparation].positiveDoses }

  struct Reading {
    let dose: Double
    let response: Double
    let weight: Double
  }

  private static func readings(
    of preparation: CurvePreparation, _ settings: CurveSettings
  ) throws(CurveError) -> [Reading] {
    let name = preparation.name
    guard preparation.doses.count == preparation.responses.count else {
      throw .lengths(preparation: name, doses: preparation.doses.count, responses: preparation.responses.count)
    }
    var found: [Reading] = []
    found.reserveCapacity(preparation.doses.count)
    let weights: [Double]?
    if settings.weighting == .given {
      guard let own = preparation.weights, own.count == preparation.doses.count else {
        throw .weightsMissing(preparation: name)
      }
      weights = own
    } else {
      weights = nil
    }
    for i in preparation.doses.indices {
      let dose = preparation.doses[i]
      guard dose >= 0, dose.isFinite else { throw .doseNotUsable(preparation: name, index: i) }
      if dose == 0, settings.zeroDose == .refuse { throw .zeroDose(preparation: name, index: i) }
      let raw = preparation.responses[i]
      guard raw.isFinite else { throw .responseNotFinite(preparation: name, index: i) }
      guard let response = settings.transform.apply(raw), response.isFinite else {
        throw .transformNotDefined(preparation: name, index: i, response: raw)
      }
      let weight = weights?[i] ?? 1
      guard weight > 0, weight.isFinite else { throw .weightNotPositive(preparation: name, index: i) }
      found.append(Reading(dose: dose, response: response, weight: weight))
    }
    return found.sorted { ($0.dose, $0.response, $0.weight) < ($1.dose, $1.response, $1.weight) }
  }
}

/// One preparation by dose: means, weights and what replicates vary.
struct DoseGroups: Sendable, Equatable {
  /// Less the pivot, rising; minus infinity for dose zero.
  private(set) var lnDoses: [Double] = []
  /// Weighted means less the pivot, divided by the scale.
  private(set) var means: [Double] = []
  /// Sums of weights.
  private(set) var weights: [Double] = []
  private(set) var positiveDoses: [Double] = []
  /// Weighted squares of replicates about their mean, in the units of `means` and `weights`.
  private(set) var pureError = 0.0

  /// - Parameter readings: sorted by dose, response and weight.
  init(
    _ readings: [CurveData.Reading], name: String, settings: CurveSettings, pivot: Double, scale: Double,
    lnPivot: Double
  ) throws(CurveError) {
    lnDoses.reserveCapacity(readings.count)
    means.reserveCapacity(readings.count)
    weights.reserveCapacity(readings.count)
    positiveDoses.reserveCapacity(readings.count)
    var start = 0
    while start < readings.count {
      let dose = readings[start].dose
      var end = start
      var weight = 0.0
      var sum = 0.0
      while end < readings.count, readings[end].dose == dose {
        weight += readings[end].weight
        sum += readings[end].weight * ((readings[end].response - pivot) / scale)
        end += 1
      }
      let mean = sum / weight
      var squares = 0.0
      for i in start..<end {
        let deviation = (readings[i].response - pivot) / scale - mean
        squares += readings[i].weight * (deviation * deviation)
      }
      let count = Double(end - start)
      var factor = 1.0
      switch settings.weighting {
      case .equal, .given: break
      case .powerOfMean(let exponent):
        let whole = (pivot + mean * scale).magnitude
        guard whole > 0 else { throw .meanIsZero(preparation: name, dose: dose) }
        factor = power(whole, -exponent)
        guard factor > 0, factor.isFinite else { throw .meanIsZero(preparation: name, dose: dose) }
      case .replicateVariance:
        guard count > 1, squares > 0 else { throw .noReplicateVariance(preparation: name, dose: dose) }
        factor = (count - 1) / (squares * scale * scale)
        guard factor.isFinite else { throw .noReplicateVariance(preparation: name, dose: dose) }
      }
      lnDoses.append(dose > 0 ? ln(dose) - lnPivot : -.infinity)
      if dose > 0 { positiveDoses.append(dose) }
      means.append(mean)
      weights.append(weight * factor)
      pureError += squares * factor
      start = end
    }
    let needed = settings.model.parametersPerCurve
    guard lnDoses.count >= needed else {
      throw .tooFewDoses(preparation: name, needed: needed, found: lnDoses.count)
    }
    guard means.contains(where: { $0 != means[0] }) else { throw .noVariation(preparation: name) }
  }

  /// The sign of a straight line through the means on ln dose where its slope is beyond chance at 95 %, else `nil`.
  var direction: FloatingPointSign? {
    let used = lnDoses.indices.filter { lnDoses[$0] > -.infinity }
    guard used.count > 2 else { return nil }
    var (total, x, y) = (0.0, 0.0, 0.0)
    for i in used {
      total += weights[i]
      x += weights[i] * lnDoses[i]
      y += weights[i] * means[i]
    }
    var (sxx, sxy, syy) = (0.0, 0.0, 0.0)
    for i in used {
      let (u, v) = (lnDoses[i] - x / total, means[i] - y / total)
      sxx += weights[i] * u * u
      sxy += weights[i] * u * v
      syy += weights[i] * v * v
    }
    let rest = max(0, syy - sxy * sxy / sxx)
    let df = Double(used.count - 2)
    let isBeyondChance = rest <= 0 || FDistribution(1, df).upperTail(sxy * sxy / sxx / (rest / df)) < 0.05
    return isBeyondChance ? sxy.sign : nil
  }

  mutating func divideWeights(by unit: Double) {
    for i in weights.indices { weights[i] /= unit }
    pureError /= unit
  }
}
