internal import GSL

extension SecondEngine.Curves {
  /// To what a fit's parameters are held, of themselves and of their standard errors.
  static let toleranceOfParameters = 1e-7

  /// A fit of the first engine to these preparations held against one of the second: squares, parameters and standard errors.
  public func checks(of first: SigmoidFit, information: CurveInformation) -> [CrossCheck] {
    guard first.curves.count == preparations, !first.isExact else {
      return [
        CrossCheck(.curve, "residual sum of squares", first: first.residualSumOfSquares, second: .none(.noRoute))
      ]
    }
    do throws(CrossCheck.Reason) {
      let start = parameters(of: first)
      let found = try minimum(near: start, squares: first.residualSumOfSquares / (unit * unit))
      return checks(of: first, found, try covariance(found, information), information)
    } catch {
      return [CrossCheck(.curve, "residual sum of squares", first: first.residualSumOfSquares, second: .none(error))]
    }
  }

  private func checks(
    of first: SigmoidFit, _ found: Minimum, _ covariance: Covariance, _ information: CurveInformation
  ) -> [CrossCheck] {
    var checks = [
      CrossCheck(
        .curve, "residual sum of squares", first: first.residualSumOfSquares,
        second: .found(
          found.squares * unit * unit, tolerance: SecondValue.closedForm, scale: 1e-12 * first.totalSumOfSquares))
    ]
    let errors = first.standardErrors(information)
    let p = found.parameters
    let (zero, infinite) = p[2] > 0 ? (0, 1) : (1, 0)
    let curve = first.curves[0]
    // In the order of the first engine's covariance: at dose zero, at infinite dose, slope, ln g, ln EC50s.
    var pairs: [(name: String, first: Double, second: Double, place: Int, unit: Double)] = [
      ("response at dose zero", curve.responseAtZeroDose, pivot + unit * p[zero], zero, unit),
      ("response at infinite dose", curve.responseAtInfiniteDose, pivot + unit * p[infinite], infinite, unit),
      ("slope", curve.slope, p[2], 2, 1),
    ]
    if hasAsymmetry { pairs.append(("ln g", ln(curve.asymmetry), p[3], 3, 1)) }
    for (k, curve) in first.curves.enumerated() {
      let place = firstMidpoint + k
      pairs.append(("ln EC50 of \(first.preparations[k])", curve.lnEC50, p[place] + lnPivot, place, 1))
    }
    for (k, pair) in pairs.enumerated() {
      let error = covariance.matrix[pair.place, pair.place].squareRoot() * pair.unit
      checks += [
        CrossCheck(
          .curve, pair.name, first: pair.first,
          second: .found(pair.second, tolerance: Self.toleranceOfParameters, scale: error)),
        CrossCheck(
          .curve, "\(pair.name): standard error", first: errors[k],
          second: .found(
            error, tolerance: covariance.tolerance, scale: 0)),
      ]
    }
    return checks
  }

  /// The one curve of these readings: its lower and upper asymptote, slope and ln g, with their covariances for a response
  /// variance of one.
  func freeCurve(
    near fit: SigmoidFit, _ information: CurveInformation
  ) throws(CrossCheck.Reason) -> (
    values: [Double], covariance: DenseMatrix, squares: Double, degreesOfFreedom: Double, tolerance: Double
  ) {
    let found = try minimum(near: parameters(of: fit), squares: fit.residualSumOfSquares / (unit * unit))
    let spread = try covariance(found, information)
    let p = found.parameters
    let freedom = Double(readings.count - p.count)
    let (low, high) = p[0] < p[1] ? (0, 1) : (1, 0)
    let places = [low, high, 2, hasAsymmetry ? 3 : 2]
    let units = [unit, unit, 1, hasAsymmetry ? 1 : 0]
    var matrix = DenseMatrix(4, 4)
    let variance = found.squares * unit * unit / freedom
    for i in 0..<4 {
      for j in 0..<4 { matrix[i, j] = spread.matrix[places[i], places[j]] * units[i] * units[j] / variance }
    }
    return (
      [pivot + unit * p[low], pivot + unit * p[high], p[2], hasAsymmetry ? p[3] : 0], matrix,
      found.squares * unit * unit, freedom, spread.tolerance
    )
  }

  /// The relative potency of one preparation against the first, with its interval, of the first engine held against the
  /// second's.
  ///
  /// - Parameters:
  ///   - first: the potency.
  ///   - fit: the parallel fit that it comes from.
  ///   - test: its place among the preparations, from one.
  public func checks(of first: CurvePotency, fit: SigmoidFit, test: Int, level: Double) -> [CrossCheck] {
    do throws(CrossCheck.Reason) {
      let found = try minimum(near: parameters(of: fit), squares: fit.residualSumOfSquares / (unit * unit))
      let spread = try covariance(found, first.information)
      let covariance = spread.matrix
      let (r, t) = (firstMidpoint, firstMidpoint + test)
      let estimate = found.parameters[r] - found.parameters[t]
      let error = max(0, covariance[r, r] + covariance[t, t] - 2 * covariance[r, t]).squareRoot()
      let freedom = Double(readings.count - found.parameters.count)
      let quantile = try SecondTails.tQuantile(above: (1 - level) / 2, freedom)
      let loose = spread.tolerance
      var checks = [
        CrossCheck(
          .potency, "ln potency", first: first.lnEstimate,
          second: .found(estimate, tolerance: Self.toleranceOfParameters, scale: error)),
        CrossCheck(
          .potency, "standard error", first: first.standardError, second: .found(error, tolerance: loose, scale: 0)),
        CrossCheck(
          .potency, "degrees of freedom", first: Double(first.degreesOfFreedom),
          second: .found(freedom, tolerance: 0, scale: 0)),
      ]
      if case .bounded(let lower?, let upper?) = first.confidenceSet(level: level, method: .deltaOnLn) {
        checks += [
          CrossCheck(
            .potency, "lower end, delta on ln", first: lower,
            second: .found(exponential(estimate - quantile * error), tolerance: loose, scale: 0)),
          CrossCheck(
            .potency, "upper end, delta on ln", first: upper,
            second: .found(exponential(estimate + quantile * error), tolerance: loose, scale: 0)),
        ]
      }
      let ratio = exponential(estimate)
      let fieller = SecondEngine.FiellerTest(
        numerator: ratio, denominator: 1, numeratorVariance: ratio * ratio * covariance[r, r],
        covariance: ratio * covariance[r, t], denominatorVariance: covariance[t, t], degreesOfFreedom: freedom)
      checks += fieller.checks(of: first.confidenceSet(level: level, method: .fieller), level: level)
        .map { $0.held(to: loose) }
      return checks
    } catch {
      return [CrossCheck(.potency, "ln potency", first: first.lnEstimate, second: .none(error))]
    }
  }

  /// A profile likelihood interval of the first engine held against the second's: at each end that there is, the root of the
  /// rise in squares of curves that are fitted with the potency held.
  public func checks(
    ofProfile first: ConfidenceSet, fit: SigmoidFit, test: Int, level: Double
  ) -> [CrossCheck] {
    var checks: [CrossCheck] = []
    guard case .bounded(let lower, let upper) = first else { return checks }
    for (name, end) in [("lower end, profile", lower), ("upper end, profile", upper)] {
      guard let end else { continue }
      let second = SecondValue.of(tolerance: 1e-6) { () throws(CrossCheck.Reason) in
        exponential(try profileEnd(near: ln(end), fit: fit, test: test, level: level))
      }
      checks.append(CrossCheck(.potency, name, first: end, second: second))
    }
    return checks
  }

  private func profileEnd(near end: Double, fit: SigmoidFit, test: Int, level: Double) throws(CrossCheck.Reason)
    -> Double
  {
    let least = try minimum(near: parameters(of: fit), squares: fit.residualSumOfSquares / (unit * unit))
    let freedom = Double(readings.count - least.parameters.count)
    let t = try SecondTails.tQuantile(above: (1 - level) / 2, freedom)
    let estimate = least.parameters[firstMidpoint] - least.parameters[firstMidpoint + test]
    var warm = least.parameters
    warm.remove(at: firstMidpoint + test)
    var failure: CrossCheck.Reason?
    /// √((RSS - least)/s²) - t.
    func excess(_ lnPotency: Double) -> Double {
      func whole(_ q: [Double]) -> [Double] {
        var q = q
        q.insert(q[firstMidpoint] - lnPotency, at: firstMidpoint + test)
        return q
      }
      do throws(CrossCheck.Reason) {
        let found = try Self.descent(
          from: warm, count: readings.count, residuals: { self.residuals(whole($0)) },
          jacobian: { q in
            let j = self.jacobian(whole(q))
            // What moves the test's midpoint moves with that of the reference.
            var columns = (0..<j.columns).map { j.column($0) }
            let tied = columns.remove(at: firstMidpoint + test)
            columns[firstMidpoint] = zip(columns[firstMidpoint], tied).map { $0 + $1 }
            return DenseMatrix(columns: columns)
          })
        warm = found.parameters
        let rise = max(0, found.squares - least.squares)
        return (rise / (least.squares / freedom)).squareRoot() - t
      } catch {
        failure = error
        return .nan
      }
    }
    let reach = end - estimate
    let ends = [0.9, 1.1].map { estimate + $0 * reach }.sorted()
    let (low, high) = (ends[0], ends[1])
    guard (excess(low) > 0) != (excess(high) > 0), failure == nil else { throw failure ?? .illConditioned }
    do throws(GSLError) {
      return try bracketedRoot(from: low, to: high, absoluteError: 1e-9 * reach.magnitude, of: excess)
    } catch {
      throw failure ?? .routine(error.description)
    }
  }
}
