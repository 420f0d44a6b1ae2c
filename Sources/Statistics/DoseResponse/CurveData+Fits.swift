internal import Elementary

extension CurveData {
  /// A curve of its own for one preparation: 0 is the reference.
  public func freeFit(of preparation: Int) -> FitOutcome<SigmoidFit> {
    precondition(groups.indices.contains(preparation), "there is no preparation \(preparation)")
    let parameters = settings.model.parametersPerCurve
    guard readings[preparation] > parameters else {
      return .notConverged(.tooFewValues(values: readings[preparation], parameters: parameters))
    }
    let problem = SigmoidProblem(
      [groups[preparation]], owners: [0], shifts: [0], hasAsymmetry: hasAsymmetry)
    var end = CurveData.least(problem, from: SigmoidStarts.grid(problem, signs: signs).map { $0.theta })
    if !isClear(end, problem, pureError: groups[preparation].pureError) {
      let starts = SigmoidStarts.grid(problem, signs: signs, density: .fine).map { $0.theta }
      end = CurveData.lower(end, of: CurveData.least(problem, from: starts))
    }
    return outcome(end, of: [preparation])
  }

  /// A curve of its own for each preparation, the reference first.
  public func freeFits() -> [FitOutcome<SigmoidFit>] { groups.indices.map { freeFit(of: $0) } }

  /// Parallel curves for all preparations: common asymptotes, slope and asymmetry, and an EC50 for each.
  ///
  /// - Parameter free: the free fits where they are known, which are good starts. They decide nothing else.
  public func parallelFit(startingFrom free: [FitOutcome<SigmoidFit>]? = nil) -> FitOutcome<SigmoidFit> {
    let all = Array(groups.indices)
    let (values, parameters) = (readings.reduce(0, +), settings.model.parametersPerCurve + testCount)
    guard values > parameters else { return .notConverged(.tooFewValues(values: values, parameters: parameters)) }
    let problem = SigmoidProblem(
      groups, owners: all, shifts: [Double](repeating: 0, count: all.count), hasAsymmetry: hasAsymmetry)
    let outcomes = free ?? freeFits()
    precondition(outcomes.count == all.count, "\(outcomes.count) free fits for \(all.count) preparations")
    if let test = oppositeTest(outcomes) {
      return .notConverged(.oppositeDirections(reference: names[0], test: names[test]))
    }
    let fits = outcomes.compactMap { $0.fit }
    var end: SigmoidEnd?
    if fits.count == all.count, let start = start(from: fits) {
      var search = SigmoidSearch(problem)
      let near = search.run(from: start)
      let unconstrained = fits.reduce(0.0) { $0 + $1.residualSumOfSquares - $1.pureErrorSumOfSquares } / unit
      let pure = pureErrorSumOfSquares / unit
      // Where common curves fit about as well as free ones, and well, there is no lower minimum to be looked for.
      if isClear(near, problem, pureError: pure), near.sumOfSquares + pure <= 2 * (unconstrained + pure) {
        return outcome(near, of: all)
      }
      end = near
    }
    end = CurveData.lower(
      end, of: CurveData.least(problem, from: wideStarts(problem, fits: fits, density: .ordinary)))
    if let found = end, !isClear(found, problem, pureError: pureErrorSumOfSquares / unit) {
      var starts = wideStarts(problem, fits: [], density: .fine)
      if problem.midpoints == 2 { starts += SigmoidStarts.pairs(problem, signs: signs) }
      end = CurveData.lower(found, of: CurveData.least(problem, from: starts))
    }
    return outcome(end ?? .none(.unidentified, sumOfSquares: .infinity), of: all)
  }

  /// The first test preparation whose responses run against the reference's, both beyond chance (95 %): by the free curves
  /// where there are two, else by straight lines.
  private func oppositeTest(_ free: [FitOutcome<SigmoidFit>]) -> Int? {
    for test in groups.indices.dropFirst() {
      if let one = free[0].fit, let other = free[test].fit {
        if one.curves[0].rises != other.curves[0].rises, one.isBeyondChance, other.isBeyondChance { return test }
      } else if let one = groups[0].direction, let other = groups[test].direction, one != other {
        return test
      }
    }
    return nil
  }

  var hasAsymmetry: Bool { settings.model != .fourParameter }

  /// Scaled squares times this are squares on the scale of responses.
  var unit: Double { scale * scale * weightScale }

  /// The signs of slope that searches start from.
  var signs: [Double] {
    switch settings.model {
    case .fourParameter, .fiveParameter(.positive): [1]
    case .fiveParameter(.negative): [-1]
    case .fiveParameter(.either): [1, -1]
    }
  }

  /// Whether a search came to a minimum that explains all but a twentieth of the squares: the ordinary starts are enough then.
  private func isClear(_ end: SigmoidEnd, _ problem: SigmoidProblem, pureError: Double) -> Bool {
    guard case .minimum = end else { return false }
    return end.sumOfSquares + pureError <= 0.05 * (problem.totalSumOfSquares + pureError)
  }

  /// Starts for several midpoints that do not rest on free fits alone.
  func wideStarts(
    _ problem: SigmoidProblem, fits: [SigmoidFit], density: SigmoidStarts.Density
  ) -> [[Double]] {
    let zeros = [Double](repeating: 0, count: groups.count)
    let reference = SigmoidProblem([groups[0]], owners: [0], shifts: [0], hasAsymmetry: hasAsymmetry)
    let together = SigmoidProblem(
      groups, owners: [Int](repeating: 0, count: groups.count), shifts: zeros, hasAsymmetry: hasAsymmetry)
    var starts = SigmoidStarts.aligned(problem, reference: reference, signs: signs, density: density)
    for start in SigmoidStarts.grid(together, signs: signs, density: density) {
      let midpoint = start.theta[problem.firstMidpoint]
      starts.append(
        Array(start.theta[0..<problem.firstMidpoint]) + [Double](repeating: midpoint, count: problem.midpoints))
    }
    // Each free slope with every free midpoint.
    if fits.count == problem.midpoints {
      for fit in fits where fit.curves[0].slope.sign == fits[0].curves[0].slope.sign {
        starts.append(theta(slope: fit.curves[0].slope, asymmetry: fit.curves[0].asymmetry, fits))
      }
    }
    return starts
  }

  /// Free fits as one start: the mean slope and asymmetry on ln scale; `nil` where their signs differ.
  private func start(from fits: [SigmoidFit]) -> [Double]? {
    let sign = fits[0].curves[0].slope.sign
    guard fits.allSatisfy({ $0.curves[0].slope.sign == sign }) else { return nil }
    let count = Double(fits.count)
    let slope = exponential(fits.reduce(0.0) { $0 + ln($1.curves[0].slope.magnitude) } / count)
    let asymmetry = exponential(fits.reduce(0.0) { $0 + ln($1.curves[0].asymmetry) } / count)
    return theta(slope: sign == .plus ? slope : -slope, asymmetry: asymmetry, fits)
  }

  private func theta(slope: Double, asymmetry: Double, _ fits: [SigmoidFit]) -> [Double] {
    [slope] + (hasAsymmetry ? [ln(asymmetry)] : []) + fits.map { $0.curves[0].lnEC50 - lnDosePivot }
  }

  /// The lowest end of searches from each start; starts that lead to the same minimum cost a search each.
  static func least(_ problem: SigmoidProblem, from starts: [[Double]]) -> SigmoidEnd {
    var end: SigmoidEnd?
    var search = SigmoidSearch(problem)
    for start in starts { end = lower(end, of: search.run(from: start)) }
    return end ?? .none(.unidentified, sumOfSquares: .infinity)
  }

  /// The end with the lower sum of squares; a minimum where they are equal but for rounding.
  ///
  /// A search that ran away below every minimum says that the best curve is none.
  static func lower(_ one: SigmoidEnd?, of other: SigmoidEnd) -> SigmoidEnd {
    guard let one else { return other }
    let (x, y) = (one.sumOfSquares, other.sumOfSquares)
    switch (one, other) {
    case (.minimum, .none): return y < x * (1 - 1e-9) ? other : one
    case (.none, .minimum): return x < y * (1 - 1e-9) ? one : other
    case (.minimum, .minimum), (.none, .none): return y < x ? other : one
    }
  }

  private func outcome(_ end: SigmoidEnd, of indices: [Int]) -> FitOutcome<SigmoidFit> {
    switch end {
    case .minimum(let minimum): return .converged(SigmoidFit(minimum, of: indices, data: self))
    case .none(let reason, let sum):
      let name = indices.map { names[$0] }.joined(separator: ", ")
      return .notConverged(reason.words(for: name, isFlat: isFlat(indices, sumOfSquares: sum)))
    }
  }

  /// Whether the best curve that was seen explains no more than chance would: F at or below the 95 % point.
  private func isFlat(_ indices: [Int], sumOfSquares: Double) -> Bool {
    let pure = indices.reduce(0.0) { $0 + groups[$1].pureError }
    let total = indices.reduce(0) { $0 + readings[$1] }
    var (weight, sum, squares) = (0.0, 0.0, 0.0)
    for i in indices {
      for j in groups[i].means.indices {
        weight += groups[i].weights[j]
        sum += groups[i].weights[j] * groups[i].means[j]
      }
    }
    let mean = sum / weight
    for i in indices {
      for j in groups[i].means.indices {
        squares += groups[i].weights[j] * (groups[i].means[j] - mean) * (groups[i].means[j] - mean)
      }
    }
    let above = Double(settings.model.parametersPerCurve - 2 + indices.count)
    let below = Double(total) - above - 1
    guard below > 0, sumOfSquares.isFinite, sumOfSquares + pure > 0 else { return !sumOfSquares.isFinite }
    let statistic = (squares - sumOfSquares) / above / ((sumOfSquares + pure) / below)
    return statistic <= 0 || FDistribution(above, below).upperTail(statistic) > 0.05
  }
}

extension SigmoidFit {
  /// Whether the response follows the dose, at 95 %.
  fileprivate var isBeyondChance: Bool {
    guard let test = try? regression() else { return true }
    return test.pValue < 0.05
  }
}

extension SigmoidEnd.Reason {
  func words(for name: String, isFlat: Bool) -> NonConvergence {
    if isFlat { return .flat(preparation: name) }
    switch self {
    case .slope: return .slopeWithoutBound(preparation: name)
    case .asymptote: return .asymptoteWithoutBound(preparation: name)
    case .asymmetry: return .asymmetryWithoutBound(preparation: name)
    case .saddle: return .saddlePoint
    case .unidentified: return .parametersNotIdentified
    case .exhausted(let iterations, let gradient, let step):
      return .iterationsExhausted(iterations: iterations, gradient: gradient, step: step)
    }
  }
}
