internal import Notation
internal import Statistics

/// The readings of one run by preparation, as a fit needs them.
struct AssayBatch {
  let readings: [DoseReading]
  let settings: DoseResponse
  /// The reference first where it is there, then the tests by name.
  let names: [String]
  /// Of each preparation, the indices of its readings.
  let members: [[Int]]
  private let assumedPotency: [String: Double]
  private let dilution: [String: Double]

  init(
    _ readings: [DoseReading], settings: DoseResponse, assumedPotency: [String: Double], dilution: [String: Double]
  ) {
    self.readings = readings
    self.settings = settings
    self.assumedPotency = assumedPotency
    self.dilution = dilution
    var found: [String: [Int]] = [:]
    for (i, reading) in readings.enumerated() { found[reading.preparation, default: []].append(i) }
    let tests = found.keys.filter { $0 != settings.reference }
      .sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    names = (found[settings.reference] == nil ? [] : [settings.reference]) + tests
    members = names.map { found[$0] ?? [] }
  }

  /// Why nothing can be fitted, before any fit is tried.
  var obstacle: String? {
    guard !readings.isEmpty else { return "there are no readings" }
    guard names.first == settings.reference else {
      let there = names.map { quoted($0) }.joined(separator: ", ")
      return "no reading is of the reference \(quoted(settings.reference)); the preparations are \(there)"
    }
    guard names.count > 1 else { return "there is no test preparation beside the reference \(quoted(names[0]))" }
    for (i, reading) in readings.enumerated() {
      guard reading.dose.isFinite, reading.response.isFinite, reading.dose >= 0 else {
        return "reading \(i + 1) has a dose or a response that cannot be computed with"
      }
      guard reading.dose == 0 else { continue }
      if settings.zeroDose == .refuse {
        return "\(quoted(reading.preparation)) has a dose of 0, which has no logarithm, and zeroDose is refuse"
      }
      if settings.model == .parallelLine {
        return
          "\(quoted(reading.preparation)) has a dose of 0, which has no place on a line over ln dose; leave blanks out"
      }
    }
    for name in names.dropFirst() {
      for (what, value) in [("assumed potency", assumedPotency[name]), ("dilution", dilution[name])] {
        if let value, !(value > 0 && value.isFinite) {
          return "the \(what) of \(quoted(name)) is \(value), which is not above zero"
        }
      }
    }
    if settings.isLinear {
      if settings.weights != .none {
        return "readings on straight lines are not weighted by this version: declare weights: none, or transform them"
      }
      let blocks = Set(readings.map { $0.blocks.count })
      guard blocks.count == 1, let count = blocks.first, count <= 2 else {
        return
          "some readings name other blocks than others: all name none, one block, or the row and column of a Latin square"
      }
    }
    return nil
  }

  /// What a relative potency is multiplied by.
  func factor(of name: String) -> Double { (assumedPotency[name] ?? 1) * (dilution[name] ?? 1) }

  /// What must be said of a preparation whose readings are the reference's own.
  func cautionOfCopy(_ k: Int) -> [String] {
    func pairs(_ k: Int) -> [[Double]] {
      members[k].map { [readings[$0].dose, readings[$0].response] }.sorted { $0.lexicographicallyPrecedes($1) }
    }
    guard pairs(k) == pairs(0) else { return [] }
    return [
      "the readings of \(visible(names[k])) and of the reference are identical, so the potency is 1 by itself: was the "
        + "reference copied?"
    ]
  }

  /// Doses above zero of a preparation, lowest first, each once.
  func doses(of k: Int) -> [Double] {
    var found: [Double] = []
    for dose in members[k].map({ readings[$0].dose }).sorted() where dose > 0 && dose != found.last {
      found.append(dose)
    }
    return found
  }

  /// What must be said where the test's doses, in terms of the reference, lie beside the reference's own.
  func cautionOfRange(_ k: Int, lnPotency: Double) -> [String] {
    let (own, reference) = (doses(of: k), doses(of: 0))
    guard let low = own.first, let high = own.last, let first = reference.first, let last = reference.last else {
      return []
    }
    let ln = AnalysisScale.log.position
    // Doses of zero are in no range; the least above zero counts.
    if let least = own.first(where: { $0 > 0 }), let other = reference.first(where: { $0 > 0 }),
      least > last || high < other
    {
      return [
        "the doses of \(visible(names[k])) and of the reference do not overlap: are both in one unit?"
      ]
    }
    guard ln(low) + lnPotency > ln(last) || ln(high) + lnPotency < ln(first) else { return [] }
    return [
      "potency outside the dose range: at this potency no dose of \(visible(names[k])) is like any dose of the reference"
    ]
  }

  /// Doses for a curve that is drawn: evenly on ln dose, or on dose from zero.
  func grid(of k: Int, linear: Bool) -> [Double] {
    let own = doses(of: k)
    guard let low = own.first, let high = own.last else { return [] }
    if low == high { return [low] }
    let steps = 60
    if linear { return (0...steps).map { high * Double($0) / Double(steps) } }
    let scale = AnalysisScale.log
    let (from, to) = (scale.position(of: low), scale.position(of: high))
    return (0...steps).map { step in
      if step == 0 { return low }
      if step == steps { return high }
      return scale.reported(from + (to - from) * Double(step) / Double(steps))
    }
  }
}

extension DoseResponse {
  /// Whether straight lines are fitted.
  var isLinear: Bool { model == .parallelLine || model == .slopeRatio }
}

/// Why a preparation is left out of the common fit, or has no curve of its own.
struct AssayObstacle {
  let words: String
  var isOpposite = false

  init(_ reason: some CustomStringConvertible) { words = "\(reason)" }
  init(opposite words: String) { (self.words, isOpposite) = (words, true) }
}

/// What a fit of one run came to.
struct AssayOutcome {
  var preparations: [PotencyAssay.Preparation] = []
  var fits: [PotencyAssay.Fit] = []
  var anova: AssayAnova?
  var similarities: [PotencyAssay.Similarity] = []
  var potencies: [PotencyAssay.Potency] = []
  var obstacle: String?

  init() {}

  /// Nothing but the reason, and the preparations by name.
  init(obstacle: String, batch: AssayBatch) {
    self.obstacle = obstacle
    preparations = batch.names.map {
      PotencyAssay.Preparation(
        name: $0, isReference: $0 == batch.settings.reference, obstacle: nil)
    }
  }
}
