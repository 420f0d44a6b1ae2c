extension VarianceComponents {
  /// The two-sided profile likelihood interval of Σ cₖ σ²ₖ, cₖ ≥ 0.
  ///
  /// All values T for which the best fit with Σ cₖ σ²ₖ = T falls short of the best of all by no more than the chi-square
  /// quantile with one degree of freedom, in minus twice the log-likelihood. It is the **restricted** likelihood for REML
  /// and the full one for ML; lme4's intervals are ML even for a REML fit. The lower end is zero where zero is among
  /// those values. At a fixed T the likelihood may have several maxima, with the variance in one component or in another:
  /// the best of them counts, and where the values that are left form several stretches the interval reaches to the
  /// outermost end.
  ///
  /// - Throws: ``MixedModelError/noLikelihood`` for analysis of variance; ``MixedModelError/notConverged(iterations:gradient:step:)``.
  public func profileInterval(of coefficients: [Double], level: Double) throws(MixedModelError) -> VarianceInterval {
    precondition(
      coefficients.count == components.count && coefficients.allSatisfy { $0 >= 0 }
        && coefficients.contains { $0 > 0 },
      "a profile needs one coefficient for each component, none negative and not all zero")
    guard let point else { throw .noLikelihood }
    let kind: LikelihoodKind = method == .ml ? .full : .restricted
    let profile = Profile(
      model: model, sketch: model.sketch, kind: kind, coefficients: coefficients, best: theta, least: point.value)
    let target = ChiSquare(degreesOfFreedom: 1).upperQuantile(1 - level).squareRoot()
    let square = model.scale * model.scale
    let upper = try profile.end(above: true, target: target)
    let lower = try profile.end(above: false, target: target)
    return VarianceInterval(lower: lower * lower * square, upper: upper * upper * square)
  }
}

/// The signed root of the profile as a function of the standard deviation.
private struct Profile {
  let model: MixedModel
  /// The same to rounding, for the many looks at what lies beyond an end, of which hardly one ever finds anything.
  let sketch: MixedModel
  let kind: LikelihoodKind
  let coefficients: [Double]
  let best: [Double]
  let least: Double

  private var estimate: Double { zip(coefficients, best).reduce(0) { $0 + $1.0 * $1.1 } }

  /// What the likelihood is at one standard deviation: the root of its fall, and the components there.
  private typealias Fall = (root: Double, theta: [Double])

  /// The outermost standard deviation at which the root of the fall reaches `target`.
  ///
  /// Found along one maximum, then held against all others: one from which the likelihood falls less is followed outwards in
  /// turn, until none is left.
  func end(above: Bool, target: Double) throws(MixedModelError) -> Double {
    let centre = max(0, estimate).squareRoot()
    if !above {
      if centre == 0 { return 0 }
      if coefficients[coefficients.count - 1] == 0 {
        if try fall(at: 0, from: best).root <= target { return 0 }
      }
    }
    var end = try end(above: above, target: target, from: centre, root: 0, theta: best)
    for _ in 0..<20 {
      guard let better = outlier(beyond: end, above: above, target: target) else { return end }
      end = try self.end(
        above: above, target: target, from: better.deviation, root: better.fall.root, theta: better.fall.theta)
    }
    throw .notConverged(iterations: 20, gradient: 0, step: end)
  }

  /// A standard deviation at or beyond `end` that the likelihood does not exclude, when it is looked at from everywhere.
  private func outlier(beyond end: Double, above: Bool, target: Double) -> (deviation: Double, fall: Fall)? {
    for factor in Profile.probes {
      let deviation = above ? end * factor : end / factor
      for start in starts {
        guard let seen = try? fall(at: deviation, from: start, in: sketch), seen.root < target * (1 - 1e-7),
          let here = try? fall(at: deviation, from: start), here.root < target * (1 - 1e-7)
        else { continue }
        return (deviation, here)
      }
    }
    return nil
  }

  /// How far beyond an end it is looked, the farthest first.
  private static let probes = [8, 4, 2.5, 1.7, 1.3, 1.1, 1.0]

  private var starts: [[Double]] { VarianceSearch.spreadStarts(count: best.count, sum: best.reduce(0, +)) }

  /// The end that is reached along the maximum that `theta` lies at, from a standard deviation where the root of the fall is
  /// below `target`.
  private func end(
    above: Bool, target: Double, from centre: Double, root: Double, theta: [Double]
  ) throws(MixedModelError) -> Double {
    // A bracket, by strides that double.
    var inside = centre
    var insideRoot = root
    var start = theta
    var outside = centre
    var stride = firstStride
    var found: Fall? = nil
    for _ in 0..<200 {
      let next = above ? outside + stride : (stride < outside ? outside - stride : outside / 2)
      let here = try fall(at: next, from: start)
      outside = next
      if here.root >= target {
        found = here
        break
      }
      (inside, insideRoot, start) = (next, here.root, here.theta)
      stride *= 1.6
    }
    guard let found else { throw .notConverged(iterations: 200, gradient: insideRoot, step: outside) }
    var warm = found.theta
    return try signChange(
      between: (inside, insideRoot - target), and: (outside, found.root - target), relative: 1e-14
    ) { (x) throws(MixedModelError) in
      let here = try fall(at: x, from: warm)
      warm = here.theta
      // A fall of rounding's size is none.
      return (here.root - target).magnitude <= 1e-12 * target ? 0 : here.root - target
    }
  }

  /// About one standard error of the standard deviation.
  private var firstStride: Double {
    guard let point = model.criterion(kind, at: best) else { return 0.1 }
    let centre = max(0, estimate).squareRoot()
    var spread = 0.0
    for (k, c) in coefficients.enumerated() where c > 0 { spread += c * (2 / point.expectedHessian[k, k]).squareRoot() }
    return centre > 0 ? min(spread / (2 * centre), centre) : spread.squareRoot()
  }

  /// The root of the fall of the likelihood at a standard deviation, and the components there.
  private func fall(
    at deviation: Double, from start: [Double], in other: MixedModel? = nil
  ) throws(MixedModelError) -> Fall {
    let value = deviation * deviation
    let held = coefficients.indices.filter { coefficients[$0] > 0 }
    var theta = start
    let current = zip(coefficients, start).reduce(0) { $0 + $1.0 * $1.1 }
    let sum = coefficients.reduce(0, +)
    for k in held { theta[k] = current > 0 ? theta[k] * (value / current) : value / sum }
    let model = other ?? self.model
    var search = VarianceSearch(criterion: { model.criterion(kind, at: $0) }, names: model.names, count: model.rowCount)
    if held.count == 1 || value == 0 { search.frozen = Set(held) } else { search.constraint = coefficients }
    let result = try search.minimise(from: theta)
    let root = max(0, result.point.value - least).squareRoot()
    return (root, result.theta)
  }
}
