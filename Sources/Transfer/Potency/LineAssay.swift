internal import Notation
internal import Statistics

/// What straight lines came to.
struct LineFit: Sendable {
  /// In the order of the tests.
  let potencies: [LinearPotency]
  let errorTerm: AssayErrorTerm
}

/// Straight lines of one run: on ln dose with one slope, or on dose from one intercept.
struct LineAssay {
  private let batch: AssayBatch

  private var settings: DoseResponse { batch.settings }

  init(_ batch: AssayBatch) { self.batch = batch }

  /// Some of the preparations, ready to be fitted.
  struct Layout: Sendable {
    /// By their place in the batch.
    let kept: [Int]
    let names: [String]
    /// Of each reading in the fit, its index in the batch.
    let indices: [Int]
    let readings: [LinearAssayReading]
    let design: AssayDesign

    func marks(_ residuals: [Double], _ fitted: [Double]) -> [PotencyAssay.Fit.Mark] {
      indices.enumerated().map { PotencyAssay.Fit.Mark(reading: $1, fitted: fitted[$0], residual: residuals[$0]) }
    }
  }

  // MARK: - Parallel lines

  func parallelLines() -> AssayOutcome {
    var obstacles: [Int: AssayObstacle] = [:]
    for k in batch.names.indices where batch.doses(of: k).count < 2 {
      obstacles[k] = AssayObstacle(
        "\(visible(batch.names[k])) has \(batch.doses(of: k).count) dose level, and a line needs 2")
    }
    while true {
      if let obstacle = obstacle(of: obstacles) { return none(obstacle, obstacles) }
      let layout = layout(without: obstacles)
      do throws(LinearAssayError) {
        let (assay, note) = try withError { (term) throws(LinearAssayError) in
          try ParallelLineAssay(
            layout.readings, preparations: layout.names, design: layout.design, scale: settings.transform.ofLine,
            errorTerm: term)
        }
        let slopes = try assay.separateSlopes(error: assay.errorTerm)
        if let place = opposite(slopes) {
          obstacles[layout.kept[place]] = AssayObstacle(
            opposite:
              "opposite slopes: the line of \(visible(layout.names[place])) runs against that of the reference, both beyond "
              + "chance, so no common slope exists")
          continue
        }
        if let place = try flat(assay, slopes) {
          obstacles[layout.kept[place]] = AssayObstacle(
            "flat: the readings of \(visible(layout.names[place])) show no slope of their own (95 %), and not that of the "
              + "reference either, so there is no shift between two lines to be reported")
          continue
        }
        return try outcome(assay, slopes, layout, obstacles, note)
      } catch {
        if let k = preparation(of: error), k > 0, obstacles[k] == nil {
          obstacles[k] = Self.obstacle(error)
          continue
        }
        return none("\(error)", obstacles)
      }
    }
  }

  /// The first test whose own slope cannot be told from zero, while the reference's can, and differs from it beyond chance:
  /// noise beside a line, and not a line that is merely imprecise.
  private func flat(_ assay: ParallelLineAssay, _ slopes: [LineSlope]) throws(LinearAssayError) -> Int? {
    func holdsZero(_ slope: LineSlope) -> Bool {
      let interval = slope.confidenceInterval(level: 0.95)
      return interval.lower <= 0 && interval.upper >= 0
    }
    guard !holdsZero(slopes[0]) else { return nil }
    let comparisons = try assay.slopeComparisons(error: assay.errorTerm)
    return slopes.indices.dropFirst().first { place in
      holdsZero(slopes[place]) && !holdsZero(comparisons[place - 1].difference)
    }
  }

  /// The first test whose own slope runs against the reference's, both beyond chance (95 %).
  private func opposite(_ slopes: [LineSlope]) -> Int? {
    func isBeyondChance(_ slope: LineSlope) -> Bool {
      let interval = slope.confidenceInterval(level: 0.95)
      return interval.lower > 0 || interval.upper < 0
    }
    return slopes.indices.dropFirst().first { place in
      slopes[place].estimate * slopes[0].estimate < 0 && isBeyondChance(slopes[place]) && isBeyondChance(slopes[0])
    }
  }

  private func outcome(
    _ assay: ParallelLineAssay, _ slopes: [LineSlope], _ layout: Layout, _ obstacles: [Int: AssayObstacle],
    _ note: String
  ) throws(LinearAssayError) -> AssayOutcome {
    var outcome = AssayOutcome()
    let alpha = PotencyAssay.conventionalAlpha
    outcome.anova = assay.anova
    outcome.fits = [
      PotencyAssay.Fit(
        curves: layout.kept.enumerated().map { place, k in
          PotencyAssay.Fit.Curve(
            name: batch.names[k], parameters: parameters(assay.lines[place], assay.slope, at: "mean ln dose"),
            points: points(assay.lines[place], of: k))
        }, marks: layout.marks(assay.residuals, assay.fittedValues),
        conditions: conditions(assay.anova, ParallelLineAssay.compendialRequirements(alpha: alpha)),
        grounds: .lines(LineFit(potencies: assay.potencies, errorTerm: assay.errorTerm), layout))
    ]
    let comparisons = try assay.slopeComparisons(error: assay.errorTerm)
    for comparison in comparisons {
      outcome.similarities.append(
        .ratio(
          "slope", comparison.preparation, comparison.ratio,
          method: "test over reference, lines fitted alone, Fieller, error \(assay.errorTerm)"))
      let f = comparison.difference.estimate / comparison.difference.standardError
      outcome.similarities.append(
        PotencyAssay.Similarity(
          parameter: "nonparallelism", preparation: comparison.preparation, estimate: f * f * assay.error.value,
          interval: nil, ratio: nil,
          pValue: f.isFinite ? FDistribution(1, comparison.difference.degreesOfFreedom).upperTail(f * f) : nil,
          method: "sum of squares of the difference of slopes; p by F, error \(assay.errorTerm)"))
    }
    outcome.preparations = batch.names.indices.map { k in
      guard let place = layout.kept.firstIndex(of: k) else { return bare(k, obstacles[k]) }
      return PotencyAssay.Preparation(
        name: batch.names[k], isReference: k == 0,
        free: parameters(assay.separateLines[place], slopes[place], at: "mean ln dose"),
        freeCurve: points(assay.separateLines[place], of: k), obstacle: nil)
    }
    for (place, potency) in assay.potencies.enumerated() {
      let k = layout.kept[place + 1]
      let own = assay.cautions.compactMap { caution -> String? in
        guard case .oppositeSlopes(let name) = caution, name == potency.preparation else { return nil }
        return "\(caution): the common slope describes neither"
      }
      add(potency, k, to: &outcome, note: note, term: assay.errorTerm, cautions: own)
    }
    return outcome
  }

  // MARK: - Slope ratio

  func slopeRatio() -> AssayOutcome {
    var obstacles: [Int: AssayObstacle] = [:]
    while true {
      if let obstacle = obstacle(of: obstacles) { return none(obstacle, obstacles) }
      let layout = layout(without: obstacles)
      do throws(LinearAssayError) {
        let (assay, note) = try withError { (term) throws(LinearAssayError) in
          try SlopeRatioAssay(
            layout.readings, preparations: layout.names, design: layout.design, scale: settings.transform.ofLine,
            errorTerm: term)
        }
        var outcome = AssayOutcome()
        outcome.anova = assay.anova
        let alpha = PotencyAssay.conventionalAlpha
        outcome.fits = [
          PotencyAssay.Fit(
            curves: layout.kept.enumerated().map { place, k in
              let line = assay.lines[place]
              return PotencyAssay.Fit.Curve(
                name: batch.names[k], parameters: parameters(line, assay.slopes[place], at: "dose 0"),
                points: batch.grid(of: k, linear: true).map { ($0, line.value(at: $0)) })
            }, marks: layout.marks(assay.residuals, assay.fittedValues),
            conditions: conditions(assay.anova, SlopeRatioAssay.compendialRequirements(alpha: alpha)),
            grounds: .lines(LineFit(potencies: assay.potencies, errorTerm: assay.errorTerm), layout))
        ]
        outcome.preparations = batch.names.indices.map { k in
          bare(k, layout.kept.contains(k) ? nil : obstacles[k])
        }
        for (place, potency) in assay.potencies.enumerated() {
          add(potency, layout.kept[place + 1], to: &outcome, note: note, term: assay.errorTerm, cautions: [])
        }
        return outcome
      } catch {
        if let k = preparation(of: error), k > 0, obstacles[k] == nil {
          obstacles[k] = Self.obstacle(error)
          continue
        }
        return none("\(error)", obstacles)
      }
    }
  }

  // MARK: - Shared

  /// Fits with the pharmacopoeia's error, and where replicates leave none, with what the lines leave over.
  private func withError<Assay>(
    _ fit: (AssayErrorTerm) throws(LinearAssayError) -> Assay
  ) throws(LinearAssayError) -> (assay: Assay, note: String) {
    do throws(LinearAssayError) {
      return (try fit(.withinTreatments), "")
    } catch {
      guard case .noResidualDegreesOfFreedom = error else { throw error }
      return (try fit(.aboutModel), "; no dose is replicated, so the error is what the lines leave over")
    }
  }

  private static func obstacle(_ error: LinearAssayError) -> AssayObstacle {
    if case .oppositeSlopes = error { return AssayObstacle(opposite: "opposite slopes: \(error)") }
    return AssayObstacle(error)
  }

  /// The test preparation that alone is at fault, by its place in the batch.
  private func preparation(of error: LinearAssayError) -> Int? {
    switch error {
    case .oneDose(let name), .noReadings(let name), .confounded(let name), .oppositeSlopes(let name):
      batch.names.firstIndex(of: name)
    default: nil
    }
  }

  private func obstacle(of obstacles: [Int: AssayObstacle]) -> String? {
    if let own = obstacles[0] { return own.words }
    guard batch.names.indices.dropFirst().allSatisfy({ obstacles[$0] != nil }) else { return nil }
    return batch.names.indices.dropFirst().compactMap { obstacles[$0]?.words }.joined(separator: "; ")
  }

  /// Preparations with an obstacle are left out; readings at dose zero of one that has no other dose are blanks.
  private func layout(without obstacles: [Int: AssayObstacle]) -> Layout {
    let isBlank = batch.names.indices.map { settings.model == .slopeRatio && $0 > 0 && batch.doses(of: $0).isEmpty }
    let kept = batch.names.indices.filter { obstacles[$0] == nil && !isBlank[$0] }
    var (indices, codes): ([Int], [Int]) = ([], [])
    for k in batch.names.indices where obstacles[k] == nil {
      indices += batch.members[k]
      codes += [Int](repeating: isBlank[k] ? 0 : kept.firstIndex(of: k) ?? 0, count: batch.members[k].count)
    }
    let readings = zip(indices, codes).map { i, code in
      LinearAssayReading(preparation: code, dose: batch.readings[i].dose, response: batch.readings[i].response)
    }
    func block(_ place: Int) -> [Int] {
      let names = indices.map { batch.readings[$0].blocks[place] }
      let known = Set(names).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      return names.map { known.firstIndex(of: $0) ?? 0 }
    }
    let design: AssayDesign =
      switch batch.readings.first?.blocks.count {
      case 1: .randomisedBlock(blocks: block(0))
      case 2: .latinSquare(rows: block(0), columns: block(1))
      default: .completelyRandomised
      }
    return Layout(
      kept: kept, names: kept.map { batch.names[$0] }, indices: indices, readings: readings, design: design)
  }

  private func points(_ line: FittedLine, of k: Int) -> [(dose: Double, response: Double)] {
    batch.grid(of: k, linear: false).map { ($0, line.value(at: AnalysisScale.log.position(of: $0))) }
  }

  private func none(_ reason: String, _ obstacles: [Int: AssayObstacle]) -> AssayOutcome {
    var outcome = AssayOutcome()
    outcome.obstacle = reason
    outcome.preparations = batch.names.indices.map { bare($0, obstacles[$0]) }
    return outcome
  }

  private func bare(_ k: Int, _ obstacle: AssayObstacle?) -> PotencyAssay.Preparation {
    PotencyAssay.Preparation(
      name: batch.names[k], isReference: k == 0, obstacle: obstacle)
  }

  private func parameters(_ line: FittedLine, _ slope: LineSlope, at place: String) -> [PotencyAssay.Parameter] {
    [
      PotencyAssay.Parameter(name: "slope", estimate: slope.estimate, standardError: slope.standardError),
      PotencyAssay.Parameter(name: "response at \(place)", estimate: line.meanResponse, standardError: nil),
    ]
  }

  private func conditions(_ anova: AssayAnova, _ requirements: [AssayRequirement]) -> [PotencyAssay.Condition] {
    var found = anova.findings(requirements).map { finding in
      let effect = finding.requirement.effect.description
      let wanted =
        finding.requirement.expectation == .significant
        ? "must be significant at \(finding.requirement.alpha)"
        : "must not be significant at \(finding.requirement.alpha), which finds fault with precise assays first"
      switch finding.outcome {
      case .met(let test), .notMet(let test):
        let isMet = if case .met = finding.outcome { true } else { false }
        return PotencyAssay.Condition(
          name: effect, value: test.statistic, pValue: test.pValue, outcome: isMet ? .met : .notMet,
          words: "F, \(wanted); error \(test.errorTerm)",
          failsByChance: finding.requirement.expectation != .significant)
      case .notTested(let error):
        return PotencyAssay.Condition(
          name: effect, value: nil, pValue: nil, outcome: .notTested, words: "\(error)")
      }
    }
    let explained = anova.correlation
    found.append(
      PotencyAssay.Condition(
        name: "coefficient of determination", value: explained * explained, pValue: nil, outcome: .information,
        words: "share of squares that preparations, regression and blocks explain; for information"))
    return found
  }

  private func add(
    _ potency: LinearPotency, _ k: Int, to outcome: inout AssayOutcome, note: String, term: AssayErrorTerm,
    cautions own: [String]
  ) {
    let factor = batch.factor(of: potency.preparation)
    let set: ConfidenceSet
    let method: String
    if settings.interval == .delta {
      let t = StudentT(degreesOfFreedom: potency.degreesOfFreedom).upperQuantile((1 - settings.level) / 2)
      let half = t * potency.lnStandardError
      let scale = AnalysisScale.log
      set = .bounded(
        lower: scale.reported(potency.lnEstimate - half), upper: scale.reported(potency.lnEstimate + half))
      method = "delta on ln potency, error \(term)\(note)"
    } else {
      set = potency.confidenceSet(level: settings.level)
      let also = settings.interval == .profile ? ", which the profile of straight lines is" : ""
      method = "Fieller, exact\(also), error \(term)\(note)"
    }
    let cautions =
      batch.cautionOfCopy(k)
      + (settings.model == .parallelLine ? batch.cautionOfRange(k, lnPotency: potency.lnEstimate) : []) + own
    outcome.potencies.append(
      PotencyAssay.Potency(
        preparation: potency.preparation, relativePotency: potency.estimate, interval: set,
        lnStandardError: potency.lnStandardError, degreesOfFreedom: potency.degreesOfFreedom,
        potency: potency.estimate * factor, potencyInterval: set.multiplied(by: factor), method: method,
        intervalMethod: settings.interval == .delta ? .delta : .fieller,
        cautions: cautions))
  }
}
