public import Statistics

/// The runs of one test preparation at one laboratory.
public struct PotencyGroup: Sendable {
  /// A run with its potency, or with the reason why it has none.
  public struct Entry: Sendable {
    /// Of the assay in ``PotencyOfTable/assays``.
    public let assay: Int
    public let run: String
    /// Where each plate of a run is fitted by itself.
    public let plate: String?
    public let potency: PotencyAssay.Potency?
    /// What its potency would be, where a criterion of similarity that is required for one is not shown to be met.
    public let withheld: PotencyAssay.Potency?
    /// Why there is no potency.
    public let reason: String?
    /// Names of the conditions that the fit of this preparation does not meet.
    public let notMet: [String]
    /// As it enters a combination: with the standard error that its limits imply. `nil` where it cannot.
    let independent: IndependentPotency?
    /// Why it has a potency and yet no weight.
    public let noWeight: String?
  }

  public let laboratory: String?
  public let preparation: String
  public let entries: [Entry]
  /// Of all runs that have a weight.
  public let homogeneity: PotencyHomogeneity?
  /// Of all runs that have a potency; methods with weights of those that have one. Empty below two.
  public let combinations: [CombinedRuns]
  /// The same without the runs that do not meet a condition; empty where there are none, or too few are left.
  public let combinationsOfRunsThatMeetAll: [CombinedRuns]
  public let variability: PotencyVariability?

  /// Runs that gave a potency.
  public var withPotency: [Entry] { entries.filter { $0.potency != nil } }

  init(laboratory: String?, preparation: String, entries: [Entry], _ request: PotencyRequest) {
    self.laboratory = laboratory
    self.preparation = preparation
    self.entries = entries
    let level = request.settings.level
    let runs = RunPotency.all(entries)
    homogeneity = try? PotencyCombination(runs.compactMap { $0.independent }).homogeneity
    var names = PotencyCombinationName.shown
    if let chosen = request.combination, !names.contains(chosen) { names.append(chosen) }
    func combined(_ runs: [RunPotency]) -> [CombinedRuns] {
      guard runs.count >= 2 else { return [] }
      let weighted = runs.compactMap { $0.independent }
      let all = runs.map {
        IndependentPotency(lnPotency: $0.lnPotency, standardError: 1, degreesOfFreedom: nil)
      }
      return names.map { name in
        CombinedRuns(name.isWeighted ? weighted : all, name, isChosen: name == request.combination, level: level)
      }
    }
    combinations = combined(runs)
    let meeting = runs.filter { $0.meetsAll }
    combinationsOfRunsThatMeetAll = meeting.count < runs.count ? combined(meeting) : []
    variability = PotencyVariability(runs.map { $0.lnPotency }, level: level)
  }

  /// Runs that gave a potency, on one plate or on several.
  public var runsWithPotency: Int { Set(withPotency.map { $0.run }).count }
}

extension PotencyGroup.Entry {
  init(_ assay: PotencyAssay, index: Int, preparation: String) {
    self.assay = index
    run = assay.run
    plate = assay.plate
    notMet = assay.conditionsNotMet(preparation)
    let fitted = assay.potencies.first { $0.preparation == preparation }
    let unmet = assay.notSimilar(preparation)
    let found = unmet.isEmpty ? fitted : nil
    potency = found
    withheld = unmet.isEmpty ? nil : fitted
    guard let found else {
      let own = assay.preparations.first { $0.name == preparation }?.obstacle
      reason =
        fitted == nil ? assay.obstacle ?? own ?? "no potency was found" : "it is \(PotencyAssay.notShown(unmet))"
      independent = nil
      noWeight = nil
      return
    }
    reason = nil
    // The pharmacopoeia weights by the limits as they are reported (5.3, 6.2.1), whatever method they come from.
    if case .bounded(let lower?, let upper?) = found.potencyInterval {
      do throws(PotencyCombinationError) {
        independent = try IndependentPotency(
          potency: found.potency, lower: lower, upper: upper, level: assay.settings.level,
          degreesOfFreedom: found.degreesOfFreedom)
        noWeight = nil
      } catch {
        independent = nil
        noWeight = error.description
      }
    } else {
      independent = nil
      noWeight = "its confidence set is no interval, so it has no weight"
    }
  }
}

/// How much a potency varies from run to run, on ln scale: one potency a run, runs independent.
public struct PotencyVariability: Sendable, Hashable {
  public let runs: Int
  public let geometricMean: Double
  /// Of ln potency.
  public let standardDeviation: Double
  /// 100 (exp(s) − 1), in percent.
  public let percentGCV: Double
  /// Two-sided, by chi-square on s².
  public let percentGCVLower: Double
  public let percentGCVUpper: Double
  public let level: Double

  /// `nil` below two runs, or where all potencies are the same.
  ///
  /// - Parameter logs: ln potency of each run.
  init?(_ logs: [Double], level: Double) {
    guard let moments = try? Moments(logs), moments.count > 1, moments.variance > 0 else { return nil }
    let sum = VarianceSum([
      .init(
        coefficient: 1,
        meanSquare: MeanSquare(name: "run", value: moments.variance, degreesOfFreedom: Double(moments.count - 1)))
    ])
    let side = 1 - (1 - level) / 2
    runs = moments.count
    geometricMean = AnalysisScale.log.reported(moments.mean)
    standardDeviation = sum.standardDeviation
    percentGCV = GeometricVariation.percentGCV(standardDeviation)
    percentGCVLower = GeometricVariation.percentGCV(sum.lowerBound(level: side).squareRoot())
    percentGCVUpper = GeometricVariation.percentGCV(sum.upperBound(level: side).squareRoot())
    self.level = level
  }
}
