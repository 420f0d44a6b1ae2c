internal import Notation
internal import Statistics

/// A run's curves or lines by the second engine, from its single readings (`docs/two-engines.md`).
///
/// Each preparation's own curve, and those of each fit, are searched once, whatever is held against them.
struct SecondPlate {
  private let assay: PotencyAssay
  private let readings: CurveReadings

  init(_ assay: PotencyAssay) {
    self.assay = assay
    readings = CurveReadings(
      batch: AssayBatch(assay.readings, settings: assay.settings, assumedPotency: [:], dilution: [:]))
  }

  private var level: Double { assay.settings.level }

  // MARK: - Potencies

  /// What is held of the potency of each test preparation that has one.
  ///
  /// - Parameter whole: whether the standard error and the interval are, too, which decide nothing in a study.
  func potencies(whole: Bool) -> [PlateChecks.OfPreparation] {
    assay.fits.flatMap { fit -> [PlateChecks.OfPreparation] in
      let potencies = fit.tests.enumerated().compactMap { place, name in
        assay.potencies.first { $0.preparation == name }.map { (test: place + 1, potency: $0) }
      }
      guard !potencies.isEmpty else { return [] }
      switch fit.grounds {
      case .curves(let first):
        let fitted = Result { () throws(CrossCheck.Reason) in
          try curves(fit.curves.map { $0.name })
            .fitted(near: first, information: readings.information, hasErrors: whole)
        }
        return potencies.map { test, potency in
          PlateChecks.OfPreparation(potency.preparation, checks(of: potency, first, fitted, test: test, whole: whole))
        }
      case .lines(let lines, let layout):
        let second = Result { () throws(CrossCheck.Reason) in try self.lines(layout) }
        return potencies.map { test, potency in
          PlateChecks.OfPreparation(potency.preparation, checks(of: potency, lines, second, test: test, whole: whole))
        }
      }
    }
  }

  private func checks(
    of potency: PotencyAssay.Potency, _ first: SigmoidFit,
    _ second: Result<SecondEngine.Curves.Fitted, CrossCheck.Reason>,
    test: Int, whole: Bool
  ) -> [CrossCheck] {
    let ln = AnalysisScale.log.position(of: potency.relativePotency)
    guard case .success(let fitted) = second else { return [.lnPotency(ln, second)] }
    guard whole else { return [fitted.check(ofLnPotency: ln, test: test)] }
    let own = fitted.spread(of: first.potency(of: test, information: readings.information), test: test)
    switch potency.intervalMethod {
    case nil: return own
    case .delta: return own + fitted.delta(potency.interval, test: test, level: level)
    case .fieller: return own + fitted.checks(ofFieller: potency.interval, test: test, level: level)
    case .profile: return own + fitted.checks(ofProfile: potency.interval, test: test, level: level)
    }
  }

  private func checks(
    of potency: PotencyAssay.Potency, _ lines: LineFit, _ second: Result<SecondEngine.Lines, CrossCheck.Reason>,
    test: Int,
    whole: Bool
  ) -> [CrossCheck] {
    let ln = AnalysisScale.log.position(of: potency.relativePotency)
    guard case .success(let found) = second else { return [.lnPotency(ln, second)] }
    guard whole else { return [found.check(ofLnPotency: ln, test: test)] }
    let own = found.spread(of: lines.potencies[test - 1], test: test, term: lines.errorTerm)
    return own
      + (potency.intervalMethod == .delta
        ? found.delta(potency.interval, test: test, term: lines.errorTerm, level: level)
        : found.checks(
          ofFieller: potency.interval, onLn: false, test: test, term: lines.errorTerm, level: level))
  }

  // MARK: - Likeness

  /// What is held of how alike each test preparation and the reference are.
  ///
  /// - Parameter wanted: parameters with the level of their intervals, and the name that each goes by.
  func similarities(
    _ wanted: [(parameter: String, level: Double, name: String)]
  ) -> [PlateChecks.OfPreparation] {
    guard !wanted.isEmpty else { return [] }
    var free: [String: Result<SecondEngine.Curves.Fitted, CrossCheck.Reason>] = [:]
    for preparation in assay.preparations {
      guard let own = preparation.sigmoid else { continue }
      free[preparation.name] = Result { () throws(CrossCheck.Reason) in
        try curves([preparation.name]).fitted(near: own, information: readings.information)
      }
    }
    return assay.fits.flatMap { fit in
      fit.tests.enumerated().flatMap { place, name in
        wanted.compactMap { one -> PlateChecks.OfPreparation? in
          guard
            let found = assay.similarities.first(where: {
              $0.preparation == name && $0.parameter == one.parameter && $0.estimate != nil
            })
          else { return nil }
          switch fit.grounds {
          case .curves(let parallel):
            let pair = Result { () throws(CrossCheck.Reason) -> [SecondEngine.Curves.Fitted] in
              guard let reference = free[fit.curves[0].name], let test = free[name] else { throw .noRoute }
              return [try reference.get(), try test.get()]
            }
            return PlateChecks.OfPreparation(
              name, of: one.name, checks(of: found, pair, parallel, fit, level: one.level))
          case .lines(let lines, let layout):
            let second = Result { () throws(CrossCheck.Reason) in try self.lines(layout) }
            return PlateChecks.OfPreparation(
              name, of: one.name, checks(of: found, lines, second, test: place + 1, level: one.level))
          }
        }
      }
    }
  }

  private func checks(
    of found: PotencyAssay.Similarity, _ free: Result<[SecondEngine.Curves.Fitted], CrossCheck.Reason>,
    _ parallel: SigmoidFit, _ fit: PotencyAssay.Fit, level: Double
  ) -> [CrossCheck] {
    let estimate = found.estimate ?? 0
    do throws(CrossCheck.Reason) {
      let pair = try free.get()
      let own = SecondEngine.Similarity(free: pair)
      guard let ratio = found.ratio, let measure = SimilarityMeasure(parameter: found.parameter) else {
        let names = [fit.curves[0].name, found.preparation]
        let start = names.compactMap { name in fit.curves.firstIndex { $0.name == name } }.map { parallel.curves[$0] }
        return [
          own.check(
            ofNonparallelism: estimate,
            try curves(names).fitted(near: start, squares: estimate + pair.reduce(0) { $0 + $1.squares }))
        ]
      }
      return own.checks(of: ratio, measure, name: found.parameter, test: 1, level: level)
    } catch {
      return [CrossCheck(.curve, found.parameter, first: estimate, second: .none(error))]
    }
  }

  private func checks(
    of found: PotencyAssay.Similarity, _ lines: LineFit, _ second: Result<SecondEngine.Lines, CrossCheck.Reason>,
    test: Int, level: Double
  ) -> [CrossCheck] {
    let estimate = found.estimate ?? 0
    guard case .success(let own) = second else {
      return [CrossCheck(.lines, found.parameter, first: estimate, second: .none(second.reason))]
    }
    guard let ratio = found.ratio else { return [own.check(ofNonparallelism: estimate, test: test)] }
    return own.checks(ofSlopes: ratio, test: test, term: lines.errorTerm, level: level)
  }

  // MARK: - Readings

  /// Of preparations by name, the reference first.
  private func curves(_ names: [String]) throws(CrossCheck.Reason) -> SecondEngine.Curves {
    let places = names.compactMap { readings.batch.names.firstIndex(of: $0) }
    return try SecondEngine.Curves(places.map(readings.preparation), settings: readings.curveSettings)
  }

  private func lines(_ layout: LineAssay.Layout) throws(CrossCheck.Reason) -> SecondEngine.Lines {
    try SecondEngine.Lines(
      layout.readings, preparations: layout.names.count, design: layout.design,
      scale: assay.settings.transform.ofLine, form: assay.settings.model == .parallelLine ? .parallel : .slopeRatio)
  }
}

extension Result where Failure == CrossCheck.Reason {
  fileprivate var reason: CrossCheck.Reason {
    if case .failure(let reason) = self { reason } else { .noRoute }
  }
}

extension CrossCheck {
  /// Of a run that the second engine has no route to.
  fileprivate static func lnPotency<Found>(_ first: Double, _ second: Result<Found, Reason>) -> CrossCheck {
    CrossCheck(.potency, "ln potency", first: first, second: .none(second.reason))
  }
}

extension SimilarityMeasure {
  /// By the word that a protocol has for it.
  fileprivate init?(parameter: String) {
    switch parameter {
    case "slope": self = .slopeRatio
    case "lower-asymptote": self = .lowerAsymptoteRatio
    case "upper-asymptote": self = .upperAsymptoteRatio
    case "asymmetry": self = .asymmetryRatio
    default: return nil
    }
  }
}
