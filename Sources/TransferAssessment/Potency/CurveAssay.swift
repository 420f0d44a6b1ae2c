internal import Notation
internal import Statistics
internal import TransferProtocol

/// Sigmoid curves of one run: each preparation's own, and those with common asymptotes, slope and asymmetry.
struct CurveAssay {
  private let batch: AssayBatch
  private(set) var outcome = AssayOutcome()

  private var settings: DoseResponse { batch.settings }
  private var information: CurveInformation { settings.standardErrors == .observed ? .observed : .expected }

  init(_ batch: AssayBatch) {
    self.batch = batch
    var obstacles: [Int: AssayObstacle] = [:]
    for k in batch.names.indices {
      do throws(CurveObstacle) {
        _ = try CurveData(reference: preparation(k), tests: [], settings: curveSettings)
      } catch {
        obstacles[k] = AssayObstacle(error)
      }
    }
    if let own = obstacles[0] {
      finish(own.words, obstacles)
      return
    }
    // A preparation that has no curve at all would spoil the common one for the others.
    while true {
      let kept = batch.names.indices.filter { obstacles[$0] == nil }
      guard kept.count > 1 else {
        finish(
          batch.names.indices.dropFirst().compactMap { obstacles[$0]?.words }.joined(separator: "; "), obstacles)
        return
      }
      do throws(CurveObstacle) {
        let data = try CurveData(
          reference: preparation(0), tests: kept.dropFirst().map { preparation($0) }, settings: curveSettings)
        let free = data.freeFits()
        var isChanged = false
        for (place, k) in kept.enumerated() {
          guard case .flat? = free[place].reason, let reason = free[place].reason else { continue }
          if k == 0 {
            finish("\(reason)", obstacles)
            return
          }
          obstacles[k] = AssayObstacle(reason)
          isChanged = true
        }
        if isChanged { continue }
        let parallel = data.parallelFit(startingFrom: free)
        switch parallel {
        case .converged(let fit):
          complete(Fits(data: data, kept: kept, free: free, parallel: fit), obstacles)
        case .notConverged(.oppositeDirections(let reference, let test)):
          guard let k = batch.names.firstIndex(of: test) else { return }
          obstacles[k] = AssayObstacle(
            opposite:
              "opposite slopes: the responses of \(visible(reference)) and \(visible(test)) run in opposite directions, so "
              + "no common curve exists")
          continue
        case .notConverged(let reason):
          finish("the parallel curves: \(reason)", obstacles, free: free, kept: kept)
        }
        return
      } catch {
        finish("\(error)", obstacles)
        return
      }
    }
  }

  private struct Fits {
    let data: CurveData
    /// The preparations in the fit, by their place in the batch.
    let kept: [Int]
    let free: [FitOutcome<SigmoidFit>]
    let parallel: SigmoidFit
  }

  private func preparation(_ k: Int) -> CurvePreparation {
    CurvePreparation(
      name: batch.names[k], doses: batch.members[k].map { batch.readings[$0].dose },
      responses: batch.members[k].map { batch.readings[$0].response })
  }

  private var curveSettings: CurveSettings {
    let weighting: CurveWeighting =
      switch settings.weights {
      case .none: .equal
      case .replicates: .replicateVariance
      case .meanSquared: .powerOfMean(2)
      }
    return CurveSettings(
      model: settings.model == .fiveParameter ? .fiveParameter(.either) : .fourParameter,
      transform: settings.transform.ofCurve, weighting: weighting,
      zeroDose: settings.zeroDose == .asymptote ? .asymptote : .refuse)
  }

  // MARK: - What is reported

  private mutating func finish(
    _ reason: String, _ obstacles: [Int: AssayObstacle], free: [FitOutcome<SigmoidFit>] = [], kept: [Int] = []
  ) {
    outcome = AssayOutcome()
    outcome.obstacle = reason
    outcome.preparations = batch.names.indices.map { k in
      let own = kept.firstIndex(of: k).map { free[$0] }
      return PotencyAssay.Preparation(
        name: batch.names[k], isReference: k == 0, free: own?.fit.map { parameters($0, 0) } ?? [], constrained: [],
        freeCurve: own?.fit.map { curve($0, 0, k) } ?? [], constrainedCurve: [],
        obstacle: obstacles[k] ?? own?.reason.map { AssayObstacle($0) })
    }
  }

  private mutating func complete(_ fits: Fits, _ obstacles: [Int: AssayObstacle]) {
    let parallel = fits.parallel
    outcome.preparations = batch.names.indices.map { k in
      let place = fits.kept.firstIndex(of: k)
      let own = place.map { fits.free[$0] }
      return PotencyAssay.Preparation(
        name: batch.names[k], isReference: k == 0, free: own?.fit.map { parameters($0, 0) } ?? [],
        constrained: place.map { parameters(parallel, $0) } ?? [], freeCurve: own?.fit.map { curve($0, 0, k) } ?? [],
        constrainedCurve: place.map { curve(parallel, $0, k) } ?? [],
        obstacle: obstacles[k] ?? own?.reason.map { AssayObstacle($0) })
    }
    outcome.residuals = [Double?](repeating: nil, count: batch.readings.count)
    outcome.fitted = outcome.residuals
    for (place, k) in fits.kept.enumerated() {
      for i in batch.members[k] {
        guard let response = settings.transform.ofCurve.apply(batch.readings[i].response) else { continue }
        let fitted = parallel.curves[place].response(at: batch.readings[i].dose)
        outcome.fitted[i] = fitted
        outcome.residuals[i] = response - fitted
      }
    }
    let comparison: CurveComparison?
    do throws(CurveObstacle) {
      comparison = try CurveComparison(free: fits.free, parallel: .converged(parallel), of: fits.data)
    } catch { comparison = nil }
    outcome.conditions = conditions(fits, comparison)
    for place in 1..<fits.kept.count { similarities(fits, place) }
    for place in 1..<fits.kept.count { potency(fits, place) }
    if outcome.potencies.isEmpty { outcome.obstacle = "no potency could be formed" }
  }

  private func parameters(_ fit: SigmoidFit, _ place: Int) -> [PotencyAssay.Parameter] {
    let curve = fit.curves[place]
    let errors = fit.isExact ? nil : fit.standardErrors(information)
    let (low, high) = curve.rises ? (0, 1) : (1, 0)
    var found = [
      PotencyAssay.Parameter(name: "slope", estimate: curve.slope, standardError: errors?[2]),
      PotencyAssay.Parameter(name: "lower asymptote", estimate: curve.lowerAsymptote, standardError: errors?[low]),
      PotencyAssay.Parameter(name: "upper asymptote", estimate: curve.upperAsymptote, standardError: errors?[high]),
      PotencyAssay.Parameter(
        name: "ln EC50", estimate: curve.lnEC50, standardError: errors?[fit.lnEC50Index(place)]),
    ]
    if settings.model == .fiveParameter {
      found.append(
        PotencyAssay.Parameter(
          name: "asymmetry", estimate: curve.asymmetry, standardError: errors.map { $0[3] * curve.asymmetry }))
    }
    return found
  }

  private func curve(_ fit: SigmoidFit, _ place: Int, _ k: Int) -> [(dose: Double, response: Double)] {
    batch.grid(of: k, linear: false).map { ($0, fit.curves[place].response(at: $0)) }
  }

  private func conditions(_ fits: Fits, _ comparison: CurveComparison?) -> [PotencyAssay.Condition] {
    let parallel = fits.parallel
    var found: [PotencyAssay.Condition] = []
    found.append(
      test("regression", mustBeSignificant: true, "the response follows the dose (F of the parallel curves)") {
        () throws(CurveObstacle) in try parallel.regression()
      })
    if let comparison {
      found.append(
        test(
          "non-parallelism", mustBeSignificant: false,
          "what free curves fit better than parallel ones (extra sum of squares, F); it finds fault with precise assays first"
        ) { () throws(CurveObstacle) in try comparison.parallelismTest() })
    } else {
      let reason = fits.free.compactMap(\.reason).first.map { ": \($0)" } ?? ""
      found.append(
        PotencyAssay.Condition(
          name: "non-parallelism", value: nil, pValue: nil, outcome: .notTested,
          words: "a preparation has no curve of its own\(reason)"))
    }
    found.append(
      parallel.isExact
        ? PotencyAssay.Condition(
          name: "lack of fit", value: nil, pValue: nil, outcome: .notTested,
          words: "the readings lie on the curves exactly, so what is left is rounding")
        : test("lack of fit", mustBeSignificant: false, "dose means against the parallel curves, by replicates (F)") {
          () throws(CurveObstacle) in try parallel.lackOfFit()
        })
    for (place, k) in fits.kept.enumerated() {
      let name = visible(batch.names[k])
      let curve = parallel.curves[place]
      if let window = curve.window(doses: batch.doses(of: k)) {
        found.append(
          PotencyAssay.Condition(
            name: "EC50 window", value: curve.ec50, pValue: nil, outcome: window.isInside ? .met : .notMet,
            words: "\(name): the EC50 lies \(window.isInside ? "among" : "outside of") the doses, with "
              + "\(window.dosesBelow) below and \(window.dosesAbove) above it"))
      }
    }
    found.append(
      PotencyAssay.Condition(
        name: "asymptote range", value: parallel.curves[0].asymptoteRange, pValue: nil, outcome: .information,
        words: "upper less lower asymptote of the parallel curves"))
    if let ratio = parallel.curves[0].asymptoteRatio {
      found.append(
        PotencyAssay.Condition(
          name: "asymptote ratio", value: ratio, pValue: nil, outcome: .information,
          words: "upper over lower asymptote of the parallel curves"))
    }
    found.append(
      PotencyAssay.Condition(
        name: "coefficient of determination", value: parallel.coefficientOfDetermination, pValue: nil,
        outcome: .information, words: "share of squares that the parallel curves explain; it says little about a curve")
    )
    return found
  }

  private func test(
    _ name: String, mustBeSignificant: Bool, _ words: String, _ make: () throws(CurveObstacle) -> CurveFTest
  ) -> PotencyAssay.Condition {
    do throws(CurveObstacle) {
      let found = try make()
      let isMet = (found.pValue < PotencyAssay.conventionalAlpha) == mustBeSignificant
      return PotencyAssay.Condition(
        name: name, value: found.statistic, pValue: found.pValue, outcome: isMet ? .met : .notMet, words: words)
    } catch {
      return PotencyAssay.Condition(name: name, value: nil, pValue: nil, outcome: .notTested, words: "\(error)")
    }
  }

  private mutating func similarities(_ fits: Fits, _ place: Int) {
    let name = batch.names[fits.kept[place]]
    // Each test against the reference alone, so that another test's curve has no part in it.
    let comparison: CurveComparison
    do throws(CurveObstacle) {
      if fits.kept.count == 2 {
        comparison = try CurveComparison(free: fits.free, parallel: .converged(fits.parallel), of: fits.data)
      } else {
        comparison = try CurveComparison(
          CurveData(reference: preparation(0), tests: [preparation(fits.kept[place])], settings: curveSettings))
      }
    } catch {
      outcome.similarities.append(
        PotencyAssay.Similarity(
          parameter: "nonparallelism", preparation: name, estimate: nil, interval: nil, ratio: nil, pValue: nil,
          method: "not tested: \(error)"))
      return
    }
    var measures: [(String, SimilarityMeasure)] = [
      ("slope", .slopeRatio), ("lower-asymptote", .lowerAsymptoteRatio), ("upper-asymptote", .upperAsymptoteRatio),
    ]
    if settings.model == .fiveParameter { measures.append(("asymmetry", .asymmetryRatio)) }
    for (parameter, measure) in measures {
      do throws(CurveObstacle) {
        let found = try comparison.similarity(measure, of: 1, information: information)
        outcome.similarities.append(
          .ratio(
            parameter, name, found.ratio, method: "test over reference, free curves, Fieller, \(information.words)"))
      } catch {
        outcome.similarities.append(
          PotencyAssay.Similarity(
            parameter: parameter, preparation: name, estimate: nil, interval: nil, ratio: nil, pValue: nil,
            method: "not tested: \(error)"))
      }
    }
    outcome.similarities.append(
      PotencyAssay.Similarity(
        parameter: "nonparallelism", preparation: name, estimate: comparison.nonParallelismSumOfSquares, interval: nil,
        ratio: nil, pValue: (try? comparison.parallelismTest())?.pValue,
        method: "extra sum of squares of parallel over free curves; p by F"))
  }

  private mutating func potency(_ fits: Fits, _ place: Int) {
    let k = fits.kept[place]
    let name = batch.names[k]
    let found = fits.parallel.potency(of: place, information: information)
    var cautions = batch.cautionOfCopy(k) + batch.cautionOfRange(k, lnPotency: found.lnEstimate)
    if let reason = fits.free[place].reason { cautions.append("it has no curve of its own: \(reason)") }
    if let reason = fits.free[0].reason { cautions.append("the reference has no curve of its own: \(reason)") }
    for (curve, whose, own) in [
      (fits.parallel.curves[0], "the reference", 0), (fits.parallel.curves[place], "the test", k),
    ] {
      if let window = curve.window(doses: batch.doses(of: own)), !window.isInside {
        cautions.append("the EC50 of \(whose) lies outside of its doses, so that the potency is extrapolated")
      }
    }
    let set: ConfidenceSet
    let method: String
    if fits.parallel.isExact {
      cautions.append("the readings lie on the curves exactly, so no interval can be formed and none is claimed")
      set = .unbounded
      method = "no residual variation"
    } else {
      switch settings.interval {
      case .fieller:
        set = found.confidenceSet(level: settings.level, method: .fieller)
        method = "Fieller on the two EC50s, \(information.words)"
      case .delta:
        set = found.confidenceSet(level: settings.level, method: .deltaOnLn)
        method = "delta on ln potency, \(information.words)"
      case .profile:
        do throws(CurveObstacle) {
          set = try fits.data.potencyProfile(of: place, from: fits.parallel, level: settings.level)
          method = "profile likelihood of ln potency"
        } catch {
          set = found.confidenceSet(level: settings.level, method: .deltaOnLn)
          method = "delta on ln potency, \(information.words), because \(error)"
          cautions.append("the interval is by the delta method, because \(error)")
        }
      }
    }
    guard found.estimate > 0, found.estimate.isFinite, found.standardError.isFinite else {
      outcome.obstacle = "the potency of \(quoted(name)) is beyond the range of numbers"
      return
    }
    let factor = batch.factor(of: name)
    outcome.potencies.append(
      PotencyAssay.Potency(
        preparation: name, relativePotency: found.estimate, interval: set, lnStandardError: found.standardError,
        degreesOfFreedom: Double(found.degreesOfFreedom), potency: found.estimate * factor,
        potencyInterval: set.multiplied(by: factor), method: method, cautions: cautions))
  }
}

extension PotencyAssay.Similarity {
  /// A ratio with its set at 90 %.
  static func ratio(
    _ parameter: String, _ preparation: String, _ ratio: EstimatedRatio, pValue: Double? = nil, method: String
  ) -> PotencyAssay.Similarity {
    PotencyAssay.Similarity(
      parameter: parameter, preparation: preparation, estimate: ratio.estimate,
      interval: ratio.confidenceSet(level: 1 - 2 * PotencyAssay.conventionalAlpha, method: .fieller), ratio: ratio,
      pValue: pValue, method: method)
  }
}

extension CurveInformation {
  var words: String { self == .expected ? "standard errors from J'J" : "standard errors from the observed information" }
}

extension DoseResponse.Transform {
  var ofCurve: CurveTransform {
    switch self {
    case .none: .none
    case .ln: .ln
    case .log10: .log10
    case .sqrt: .squareRoot
    case .square: .square
    }
  }

  var ofLine: AssayResponseScale {
    switch self {
    case .none: .asMeasured
    case .ln: .naturalLogarithm
    case .log10: .decimalLogarithm
    case .sqrt: .squareRoot
    case .square: .square
    }
  }
}
