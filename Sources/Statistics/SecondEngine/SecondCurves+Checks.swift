internal import GSL

extension SecondEngine.Curves {
  /// To what a fit's parameters are held, of themselves and of their standard errors.
  static let toleranceOfParameters = 1e-7

  /// Curves that were fitted once, for all that is held against them.
  public struct Fitted: Sendable {
    let curves: SecondEngine.Curves
    /// Of the first engine; `nil` where it made no such fit.
    let first: SigmoidFit?
    /// That it claims.
    public let squares: Double
    let information: CurveInformation
    let minimum: Result<Minimum, CrossCheck.Reason>
    let covariance: Result<DenseMatrix, CrossCheck.Reason>
    /// Of standard errors.
    let tolerance: Double
  }

  /// Searches from the first engine's parameters, moved.
  ///
  /// - Parameter hasErrors: whether standard errors will be asked for.
  public func fitted(near first: SigmoidFit, information: CurveInformation, hasErrors: Bool = true) -> Fitted {
    fitted(
      near: first.curves, squares: first.isExact ? 0 : first.residualSumOfSquares, first, information: information,
      hasErrors: hasErrors)
  }

  /// The same of curves that the first engine says the squares of alone.
  public func fitted(near first: [SigmoidCurve], squares: Double) -> Fitted {
    fitted(near: first, squares: squares, nil, information: .expected, hasErrors: false)
  }

  private func fitted(
    near first: [SigmoidCurve], squares: Double, _ fit: SigmoidFit?, information: CurveInformation, hasErrors: Bool
  ) -> Fitted {
    let minimum = Result { () throws(CrossCheck.Reason) -> Minimum in
      // Curves that readings lie on exactly have no standard errors to be held by.
      guard first.count == preparations, squares > 0 else { throw .noRoute }
      return try self.minimum(near: parameters(of: first), squares: squares / (unit * unit))
    }
    var tolerance = 1e-7
    let covariance = Result { () throws(CrossCheck.Reason) -> DenseMatrix in
      let found = try minimum.get()
      guard hasErrors else { return found.spread }
      tolerance = try self.tolerance(at: parameters(of: first), information)
      return try self.covariance(found, information, tolerance: tolerance)
    }
    return Fitted(
      curves: self, first: fit, squares: squares, information: information, minimum: minimum, covariance: covariance,
      tolerance: tolerance)
  }

  /// A fit of the first engine to these preparations held against one of the second: squares, parameters and standard errors.
  public func checks(of first: SigmoidFit, information: CurveInformation) -> [CrossCheck] {
    fitted(near: first, information: information).checks()
  }

  /// The relative potency of one preparation against the first, with its interval, of the first engine held against the
  /// second's.
  ///
  /// - Parameters:
  ///   - first: the potency.
  ///   - fit: the parallel fit that it comes from.
  ///   - test: its place among the preparations, from one.
  public func checks(of first: CurvePotency, fit: SigmoidFit, test: Int, level: Double) -> [CrossCheck] {
    fitted(near: fit, information: first.information).checks(of: first, test: test, level: level)
  }

  /// A profile likelihood interval of the first engine held against the second's.
  public func checks(
    ofProfile first: ConfidenceSet, fit: SigmoidFit, test: Int, level: Double
  ) -> [CrossCheck] {
    fitted(near: fit, information: .expected, hasErrors: false).checks(ofProfile: first, test: test, level: level)
  }
}

extension SecondEngine.Curves.Fitted {
  private var freedom: Double { Double(curves.readings.count - curves.firstMidpoint - curves.preparations) }

  /// A number that comes of the minimum and its covariance.
  private func value(
    _ number: (SecondEngine.Curves.Minimum, DenseMatrix) throws(CrossCheck.Reason) -> SecondValue
  ) -> SecondValue {
    do throws(CrossCheck.Reason) { return try number(try minimum.get(), try covariance.get()) } catch {
      return .none(error)
    }
  }

  /// A number of the minimum alone, with the covariance that its search ended with: enough to be small beside.
  private func ofMinimum(
    _ number: (SecondEngine.Curves.Minimum, DenseMatrix) throws(CrossCheck.Reason) -> SecondValue
  ) -> SecondValue {
    do throws(CrossCheck.Reason) {
      let found = try minimum.get()
      return try number(found, found.spread)
    } catch { return .none(error) }
  }

  /// The squares, parameters and standard errors of the fit.
  public func checks() -> [CrossCheck] {
    guard let first else { return [] }
    let unit = curves.unit
    var checks = [
      CrossCheck(
        .curve, "residual sum of squares", first: first.residualSumOfSquares,
        second: ofMinimum { found, _ in
          .found(
            found.squares * unit * unit, tolerance: SecondValue.closedForm, scale: 1e-12 * first.totalSumOfSquares)
        })
    ]
    let errors = first.standardErrors(information)
    let (zero, infinite) = first.curves[0].slope > 0 ? (0, 1) : (1, 0)
    let curve = first.curves[0]
    // In the order of the first engine's covariance: at dose zero, at infinite dose, slope, ln g, ln EC50s.
    var pairs: [(name: String, first: Double, place: Int, pivot: Double, unit: Double)] = [
      ("response at dose zero", curve.responseAtZeroDose, zero, curves.pivot, unit),
      ("response at infinite dose", curve.responseAtInfiniteDose, infinite, curves.pivot, unit),
      ("slope", curve.slope, 2, 0, 1),
    ]
    if curves.hasAsymmetry { pairs.append(("ln g", ln(curve.asymmetry), 3, 0, 1)) }
    for (k, curve) in first.curves.enumerated() {
      pairs.append(
        ("ln EC50 of \(first.preparations[k])", curve.lnEC50, curves.firstMidpoint + k, curves.lnPivot, 1))
    }
    for (k, pair) in pairs.enumerated() {
      func error(_ covariance: DenseMatrix) -> Double {
        covariance[pair.place, pair.place].squareRoot() * pair.unit
      }
      checks += [
        CrossCheck(
          .curve, pair.name, first: pair.first,
          second: ofMinimum { found, covariance in
            .found(
              pair.pivot + pair.unit * found.parameters[pair.place],
              tolerance: SecondEngine.Curves.toleranceOfParameters, scale: error(covariance))
          }, tolerance: SecondEngine.Curves.toleranceOfParameters),
        CrossCheck(
          .curve, "\(pair.name): standard error", first: errors[k],
          second: value { _, covariance in .found(error(covariance), tolerance: tolerance, scale: 0) },
          tolerance: tolerance),
      ]
    }
    return checks
  }

  // MARK: - Potency

  /// Of one preparation against the first, and its standard error.
  private func lnPotency(
    _ test: Int, _ found: SecondEngine.Curves.Minimum, _ covariance: DenseMatrix
  ) -> (value: Double, error: Double) {
    let (r, t) = (curves.firstMidpoint, curves.firstMidpoint + test)
    return (
      found.parameters[r] - found.parameters[t],
      max(0, covariance[r, r] + covariance[t, t] - 2 * covariance[r, t]).squareRoot()
    )
  }

  /// ln potency alone, as what goes on into a study.
  ///
  /// - Parameter test: its place among the preparations, from one.
  public func check(ofLnPotency first: Double, test: Int) -> CrossCheck {
    CrossCheck(
      .potency, "ln potency", first: first,
      second: ofMinimum { found, covariance in
        let own = lnPotency(test, found, covariance)
        return .found(own.value, tolerance: SecondEngine.Curves.toleranceOfParameters, scale: own.error)
      }, tolerance: SecondEngine.Curves.toleranceOfParameters)
  }

  /// A relative potency with the intervals by the delta method and by Fieller's.
  ///
  /// - Parameter test: its place among the preparations, from one.
  public func checks(of first: CurvePotency, test: Int, level: Double) -> [CrossCheck] {
    spread(of: first, test: test)
      + delta(first.confidenceSet(level: level, method: .deltaOnLn), test: test, level: level)
      + checks(ofFieller: first.confidenceSet(level: level, method: .fieller), test: test, level: level)
  }

  /// ln potency, its standard error and degrees of freedom.
  public func spread(of first: CurvePotency, test: Int) -> [CrossCheck] {
    [
      check(ofLnPotency: first.lnEstimate, test: test),
      CrossCheck(
        .potency, "standard error", first: first.standardError,
        second: value { found, covariance in
          .found(lnPotency(test, found, covariance).error, tolerance: tolerance, scale: 0)
        }, tolerance: tolerance),
      CrossCheck(
        .potency, "degrees of freedom", first: Double(first.degreesOfFreedom),
        second: ofMinimum { _, _ in .found(freedom, tolerance: 0, scale: 0) }, tolerance: 0),
    ]
  }

  /// An interval by the delta method on ln.
  public func delta(_ first: ConfidenceSet, test: Int, level: Double) -> [CrossCheck] {
    guard case .bounded(let lower?, let upper?) = first else { return [] }
    return [("lower", lower, -1.0), ("upper", upper, 1)].map { side, end, sign in
      CrossCheck(
        .potency, "\(side) end, delta on ln", first: end,
        second: value { (found, covariance) throws(CrossCheck.Reason) in
          let own = lnPotency(test, found, covariance)
          let quantile = try SecondTails.tQuantile(above: (1 - level) / 2, freedom)
          return .found(exponential(own.value + sign * quantile * own.error), tolerance: tolerance, scale: 0)
        }, tolerance: tolerance)
    }
  }

  /// A set by Fieller's theorem.
  public func checks(ofFieller first: ConfidenceSet, test: Int, level: Double) -> [CrossCheck] {
    let own = Result { () throws(CrossCheck.Reason) -> AcceptedRatios in
      let (found, covariance) = (try minimum.get(), try covariance.get())
      let (r, t) = (curves.firstMidpoint, curves.firstMidpoint + test)
      let ratio = exponential(lnPotency(test, found, covariance).value)
      return try SecondEngine.FiellerTest(
        numerator: ratio, denominator: 1, numeratorVariance: ratio * ratio * covariance[r, r],
        covariance: ratio * covariance[r, t], denominatorVariance: covariance[t, t], degreesOfFreedom: freedom
      ).accepted(level: level)
    }
    return AcceptedRatios.checks(.potency, of: first, against: own).map { $0.held(to: tolerance) }
  }

  /// A profile likelihood interval: at each end that there is, curves fitted with the potency held there, and from what their
  /// squares rise by one step towards where they rise as much as they should.
  public func checks(ofProfile first: ConfidenceSet, test: Int, level: Double) -> [CrossCheck] {
    guard case .bounded(let lower, let upper) = first else { return [] }
    return [("lower end, profile", lower), ("upper end, profile", upper)].compactMap { name, end in
      end.map { end in
        CrossCheck(
          .potency, name, first: end,
          second: .of(tolerance: 1e-6) { () throws(CrossCheck.Reason) in
            exponential(try profileEnd(at: ln(end), test: test, level: level))
          }, tolerance: 1e-6)
      }
    }
  }

  private func profileEnd(at end: Double, test: Int, level: Double) throws(CrossCheck.Reason) -> Double {
    let least = try minimum.get()
    let place = curves.firstMidpoint + test
    let t = try SecondTails.tQuantile(above: (1 - level) / 2, freedom)
    let estimate = least.parameters[curves.firstMidpoint] - least.parameters[place]
    func whole(_ q: [Double]) -> [Double] {
      var q = q
      q.insert(q[curves.firstMidpoint] - end, at: place)
      return q
    }
    var start = least.parameters
    start.remove(at: place)
    let found = try curves.descent(from: start, count: curves.readings.count) { q in
      let values = curves.values(whole(q))
      // What moves the test's midpoint moves with that of the reference.
      var columns = (0..<values.jacobian.columns).map { values.jacobian.column($0) }
      let tied = columns.remove(at: place)
      columns[curves.firstMidpoint] = zip(columns[curves.firstMidpoint], tied).map { $0 + $1 }
      return SecondEngine.Curves.Values(residuals: values.residuals, jacobian: DenseMatrix(columns: columns))
    }
    let rise = (max(0, found.squares - least.squares) / (least.squares / freedom)).squareRoot()
    guard rise > 0 else { throw .illConditioned }
    // The root of the rise is nearly straight, from nothing at the estimate.
    return estimate + (end - estimate) * t / rise
  }

  // MARK: - Free curves

  /// The one curve of these readings: its lower and upper asymptote, slope and ln g, with their covariances for a response
  /// variance of one.
  func freeCurve() throws(CrossCheck.Reason) -> (
    values: [Double], covariance: DenseMatrix, squares: Double, degreesOfFreedom: Double
  ) {
    let (found, spread) = (try minimum.get(), try covariance.get())
    let (p, unit, hasAsymmetry) = (found.parameters, curves.unit, curves.hasAsymmetry)
    let (low, high) = p[0] < p[1] ? (0, 1) : (1, 0)
    let places = [low, high, 2, hasAsymmetry ? 3 : 2]
    let units = [unit, unit, 1, hasAsymmetry ? 1 : 0]
    var matrix = DenseMatrix(4, 4)
    let variance = found.squares * unit * unit / freedom
    for i in 0..<4 {
      for j in 0..<4 { matrix[i, j] = spread[places[i], places[j]] * units[i] * units[j] / variance }
    }
    return (
      [curves.pivot + unit * p[low], curves.pivot + unit * p[high], p[2], hasAsymmetry ? p[3] : 0], matrix,
      found.squares * unit * unit, freedom
    )
  }
}
