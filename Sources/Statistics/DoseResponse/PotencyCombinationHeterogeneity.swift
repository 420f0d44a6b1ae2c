internal import Elementary

extension PotencyCombination {
  /// τ², the variance between assays; zero where the estimator comes out at or below it.
  public func betweenVariance(_ estimator: HeterogeneityEstimator) -> Double {
    let k = Double(count)
    switch estimator {
    case .derSimonianLaird:
      let found = weighted(adding: 0)
      return max(0, (found.scatter - (k - 1)) * found.total / PotencyCombination.pairs(found.weights))
    case .mandelPaule: return varianceWhere(scatterIs: k - 1) ?? 0
    case .hedges:
      let (scatter, within) = simpleVariances
      return max(0, scatter - within)
    case .hunterSchmidt:
      let found = weighted(adding: 0)
      return max(0, (found.scatter - k) / found.total)
    case .sidikJonkman:
      let first = simpleVariances.between * (k - 1) / k
      guard first > 0 else { return 0 }
      // Weights 1/(s²/τ₀² + 1), which is τ₀² times those of the ratio below.
      return first * weighted(adding: first).scatter / (k - 1)
    case .restrictedMaximumLikelihood: return maximumOfLikelihood(isRestricted: true)
    case .maximumLikelihood: return maximumOfLikelihood(isRestricted: false)
    }
  }

  /// The share of the total variation that τ² is, in percent: τ²/(τ² + typical s²), Higgins and Thompson's I².
  public func iSquared(_ estimator: HeterogeneityEstimator) -> Double {
    let between = betweenVariance(estimator)
    let found = weighted(adding: 0)
    let typical = Double(count - 1) * found.total / PotencyCombination.pairs(found.weights)
    return 100 * between / (between + typical)
  }

  /// The Q-profile interval of τ²: every τ² at which Q is an ordinary chi-square. Its ends are zero or above; `nil` where
  /// even zero makes Q too small, because the estimates agree better than their errors allow.
  ///
  /// Viechtbauer (2007), *Stat. Med.* 26, 37-52.
  public func betweenVarianceInterval(level: Double) -> (lower: Double, upper: Double)? {
    checkLevel(level)
    let chiSquare = ChiSquare(degreesOfFreedom: Double(count - 1))
    guard let upper = varianceWhere(scatterIs: chiSquare.lowerQuantile((1 - level) / 2)) else { return nil }
    return (varianceWhere(scatterIs: chiSquare.upperQuantile((1 - level) / 2)) ?? 0, upper)
  }

  /// The τ² at which Σ (y - µ)²/(s² + τ²), which falls with τ², is `target`; `nil` where it is less already at zero.
  private func varianceWhere(scatterIs target: Double) -> Double? {
    guard scatter(adding: 0) >= target else { return nil }
    var high = variances.reduce(0, max)
    while scatter(adding: high) > target { high *= 4 }
    func excess(_ between: Double) -> Double { scatter(adding: between) - target }
    return signChange(between: (0, excess(0)), and: (high, excess(high)), of: excess)
  }

  /// The weighted mean and the sum of weights, as ``weighted(adding:)`` has them; searches ask hundreds of times and need no lists.
  private func mean(adding between: Double) -> (mean: Double, total: Double) {
    var (total, sum) = (CompensatedSum(), CompensatedSum())
    for k in y.indices {
      let w = 1 / (variances[k] + between)
      total.add(w)
      sum.add(w * y[k])
    }
    return (sum.value / total.value, total.value)
  }

  private func scatter(adding between: Double) -> Double {
    let mean = mean(adding: between).mean
    var scatter = CompensatedSum()
    for k in y.indices { scatter.add(1 / (variances[k] + between) * (y[k] - mean) * (y[k] - mean)) }
    return scatter.value
  }

  /// The τ² of the highest likelihood. There may be several maxima: a grid of forty points to the decade finds each,
  /// a zero of the derivative places it, and the likelihoods decide.
  private func maximumOfLikelihood(isRestricted: Bool) -> Double {
    func slope(_ between: Double) -> Double {
      let found = mean(adding: between)
      var (squares, scatter) = (CompensatedSum(), CompensatedSum())
      for k in y.indices {
        let w = 1 / (variances[k] + between)
        squares.add(w * w)
        scatter.add(w * w * (y[k] - found.mean) * (y[k] - found.mean))
      }
      return scatter.value - found.total + (isRestricted ? squares.value / found.total : 0)
    }
    func logLikelihood(_ between: Double) -> Double {
      let found = weighted(adding: between)
      var sum = found.scatter + (isRestricted ? ln(found.total) : 0)
      for w in found.weights { sum -= ln(w) }
      return -sum / 2
    }
    let range = y[count - 1] - y[0]
    let spread = range * range
    guard spread > 0 else { return 0 }
    var point = max(min(variances.reduce(.infinity, min), spread) * 1e-6, .leastNormalMagnitude)
    let end = 10 * (spread + variances.reduce(0, max))
    var best = (between: 0.0, value: logLikelihood(0))
    var previous = (x: 0.0, value: slope(0))
    let step = exponential(ln(10) / 40)
    while previous.x < end || previous.value > 0 {
      let here = slope(point)
      if previous.value > 0, here <= 0 {
        let found = signChange(between: previous, and: (point, here), of: slope)
        let value = logLikelihood(found)
        if value > best.value { best = (found, value) }
      }
      previous = (point, here)
      point *= step
    }
    return best.between
  }
}
