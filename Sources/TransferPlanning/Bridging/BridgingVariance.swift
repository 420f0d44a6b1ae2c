internal import Statistics
internal import TransferAssessment
internal import TransferProtocol

/// The variances that the assumed truth gives a planned bridging study, by theory.
struct BridgingVariance: Sendable {
  let units: Int
  let laboratories: Int
  private let consensus: RatioConsensus
  /// What the variance between units of a laboratory, as it is estimated, is on average.
  let within: Double
  /// Of a laboratory's mean, about what the laboratory itself does.
  let ofMean: Double
  /// Of what laboratories do.
  let between: Double
  /// Whether units of a laboratory are independent and of equal variance, so that theory holds for them.
  let isSimple: Bool

  init(_ study: PlannedBridging, _ truth: Truth) {
    laboratories = study.laboratories
    consensus = study.consensus
    between = truth.laboratorySD * truth.laboratorySD
    let groups = study.laboratories > 0 ? study.unitRuns(ofLaboratory: 0) : []
    units = groups.count
    let n = Double(groups.count)
    var (within, ofMean) = (0.0, 0.0)
    var isIndependent = true
    var ofUnit = [Double](repeating: 0, count: groups.count)
    func add(_ variance: Double, _ level: (Int) -> Int) {
      guard variance > 0 else { return }
      // The share of a unit's runs at each level.
      var shares: [Int: [Int: Double]] = [:]
      for (unit, runs) in groups.enumerated() {
        for run in runs where level(run) >= 0 {
          shares[level(run), default: [:]][unit, default: 0] += 1 / Double(runs.count)
        }
      }
      for level in shares.keys.sorted() {
        let own = (shares[level] ?? [:]).sorted { $0.key < $1.key }
        if own.count > 1 { isIndependent = false }
        let sum = own.reduce(0) { $0 + $1.value }
        let squares = own.reduce(0) { $0 + $1.value * $1.value }
        for (unit, share) in own { ofUnit[unit] += variance * share * share }
        ofMean += variance * sum * sum / (n * n)
        if n > 1 { within += variance * (squares - sum * sum / n) / (n - 1) }
      }
    }
    add(truth.varianceOfRun(replicates: study.replicates)) { $0 }
    add(truth.daySD * truth.daySD) { study.runs[$0].day }
    add(truth.analystSD * truth.analystSD) { study.runs[$0].analyst }
    self.within = within
    self.ofMean = ofMean
    let (least, most) = (ofUnit.min() ?? 0, ofUnit.max() ?? 0)
    isSimple = isIndependent && most > 0 && most - least <= 1e-12 * most
  }

  /// What the variance of the consensus, as it is estimated, is on average, with its degrees of freedom.
  var estimated: (variance: Double, degreesOfFreedom: Double) {
    let (n, l) = (Double(units), Double(laboratories))
    if laboratories > 1, consensus.holdsBeyondTheseGroups { return ((between + ofMean) / l, l - 1) }
    return (within / (n * l), l * (n - 1))
  }

  /// ``estimated``, where the estimate is chi-square on those degrees of freedom.
  var exactlyEstimated: (variance: Double, degreesOfFreedom: Double)? {
    let found = estimated
    guard found.variance > 0, found.degreesOfFreedom > 0 else { return nil }
    switch consensus {
    case .equalWeights where laboratories == 1, .pooledWithin: return isSimple ? found : nil
    // The means of laboratories are normal and alike whatever happens within them.
    case .groupMeans: return found
    default: return nil
    }
  }

  /// The same where it is the true variance of the consensus too, so that t is Student's.
  var exact: (variance: Double, degreesOfFreedom: Double)? {
    guard let found = exactlyEstimated else { return nil }
    return consensus == .groupMeans || between == 0 ? found : nil
  }
}
