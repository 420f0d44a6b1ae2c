internal import Notation
internal import Statistics

/// The relative potencies of the tests of one fit of curves, with their intervals.
struct CurvePotencies {
  private let readings: CurveReadings
  private let fits: CurveGroup.Fits

  init(_ readings: CurveReadings, _ fits: CurveGroup.Fits) {
    self.readings = readings
    self.fits = fits
  }

  /// `nil` where it is beyond the range of numbers.
  ///
  /// - Parameter place: of the test in the fit.
  func potency(_ place: Int) -> PotencyAssay.Potency? {
    let batch = readings.batch
    let (settings, information) = (readings.settings, readings.information)
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
    var intervalMethod: DoseResponse.Interval?
    if fits.parallel.isExact {
      cautions.append("the readings lie on the curves exactly, so no interval can be formed and none is claimed")
      set = .unbounded
      method = "no residual variation"
    } else {
      intervalMethod = settings.interval
      switch settings.interval {
      case .fieller:
        set = found.confidenceSet(level: settings.level, method: .fieller)
        method = "Fieller on the two EC50s, \(information.words)"
      case .delta:
        set = found.confidenceSet(level: settings.level, method: .deltaOnLn)
        method = "delta on ln potency, \(information.words)"
      case .profile:
        do throws(CurveError) {
          set = try fits.data.potencyProfile(of: place, from: fits.parallel, level: settings.level)
          method = "profile likelihood of ln potency"
        } catch {
          set = found.confidenceSet(level: settings.level, method: .deltaOnLn)
          intervalMethod = .delta
          method = "delta on ln potency, \(information.words), because \(error)"
          cautions.append("the interval is by the delta method, because \(error)")
        }
      }
    }
    guard found.estimate > 0, found.estimate.isFinite, found.standardError.isFinite else { return nil }
    let factor = batch.factor(of: name)
    return PotencyAssay.Potency(
      preparation: name, relativePotency: found.estimate, interval: set, lnStandardError: found.standardError,
      degreesOfFreedom: Double(found.degreesOfFreedom), potency: found.estimate * factor,
      potencyInterval: set.multiplied(by: factor), method: method, intervalMethod: intervalMethod, cautions: cautions)
  }
}
