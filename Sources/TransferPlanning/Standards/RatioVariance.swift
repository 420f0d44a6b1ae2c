internal import Statistics
internal import Transfer

/// The variances that the assumed truth gives the planned ratios of two standards, by theory.
struct RatioVariance: Sendable {
  let laboratories: Int
  private let consensus: RatioConsensus
  private let ofLaboratories: [OfLaboratory]
  /// Of what laboratories do.
  let between: Double
  /// Whether all laboratories have one design.
  private let isAlike: Bool
  /// Units of a laboratory, and what the variance between them, as it is estimated, is on average; means over laboratories.
  var units: Double { mean { Double($0.units) } }
  var within: Double { mean { $0.within } }
  /// Of a laboratory's mean, about what the laboratory itself does; the mean over laboratories.
  var ofMean: Double { mean { $0.ofMean } }
  /// Whether units of a laboratory are independent and of equal variance, so that theory holds for them.
  var isSimple: Bool { isAlike && ofLaboratories.allSatisfy { $0.isSimple } }

  private struct OfLaboratory {
    let units: Int
    /// What the variance between units, as it is estimated, is on average.
    let within: Double
    /// Of the mean, about what the laboratory itself does.
    let ofMean: Double
    let isSimple: Bool

    init(_ laboratory: Int, _ study: PlannedBridging, _ truth: Truth) {
      let groups = study.unitRuns(ofLaboratory: laboratory)
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
      add(truth.varianceOfRun(replicates: study.replicatesOfLaboratories[laboratory])) { $0 }
      add(truth.daySD * truth.daySD) { study.places[$0].day }
      add(truth.analystSD * truth.analystSD) { study.places[$0].analyst }
      self.within = within
      self.ofMean = ofMean
      let (least, most) = (ofUnit.min() ?? 0, ofUnit.max() ?? 0)
      isSimple = isIndependent && most > 0 && most - least <= 1e-12 * most
    }
  }

  init(_ study: PlannedBridging, _ truth: Truth) {
    laboratories = study.laboratories
    consensus = study.consensus
    between = truth.laboratorySD * truth.laboratorySD
    isAlike = study.isAlike
    // One stands for all where they are alike.
    ofLaboratories = (0..<(study.isAlike ? min(1, study.laboratories) : study.laboratories)).map {
      OfLaboratory($0, study, truth)
    }
  }

  private func mean(_ figure: (OfLaboratory) -> Double) -> Double {
    ofLaboratories.isEmpty ? 0 : ofLaboratories.reduce(0) { $0 + figure($1) } / Double(ofLaboratories.count)
  }

  /// What the variance of the consensus, as it is estimated, is on average, with its degrees of freedom.
  var estimated: (variance: Double, degreesOfFreedom: Double) {
    let l = Double(laboratories)
    if laboratories > 1, consensus.holdsBeyondTheseGroups { return ((between + ofMean) / l, l - 1) }
    return (mean { $0.within / Double($0.units) } / l, l * (units - 1))
  }

  /// ``estimated``, where the estimate is chi-square on those degrees of freedom.
  var exactlyEstimated: (variance: Double, degreesOfFreedom: Double)? {
    let found = estimated
    guard isAlike, found.variance > 0, found.degreesOfFreedom > 0 else { return nil }
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

extension PlannedBridging {
  /// The chance that a criterion is met, where theory gives it for normal ln ratios.
  func exactChance(_ criterion: Criterion, _ truth: Truth) -> TheoryChance? {
    let variance = RatioVariance(self, truth)
    return criterion.chance(
      self, PlannedRatio(truth: truth, estimated: variance.exactlyEstimated, exact: variance.exact))
  }
}
