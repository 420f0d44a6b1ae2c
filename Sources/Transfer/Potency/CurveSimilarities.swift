internal import Statistics

/// How alike a test of a fit and the reference are, each by its own curve.
struct CurveSimilarities {
  private let readings: CurveReadings
  private let fits: CurveGroup.Fits
  /// Of the test in the fit.
  private let place: Int

  init(_ readings: CurveReadings, _ fits: CurveGroup.Fits, _ place: Int) {
    self.readings = readings
    self.fits = fits
    self.place = place
  }

  var similarities: [PotencyAssay.Similarity] {
    let name = readings.batch.names[fits.kept[place]]
    // Each test against the reference alone, so that another test's curve has no part in it.
    let comparison: CurveComparison
    do throws(CurveError) {
      if fits.kept.count == 2 {
        comparison = try CurveComparison(free: fits.free, parallel: .converged(fits.parallel), of: fits.data)
      } else {
        comparison = try CurveComparison(readings.data(of: [fits.kept[place]]))
      }
    } catch {
      return [
        PotencyAssay.Similarity(
          parameter: "nonparallelism", preparation: name, estimate: nil, interval: nil, ratio: nil, pValue: nil,
          method: "not tested: \(error)")
      ]
    }
    let information = readings.information
    var found: [PotencyAssay.Similarity] = []
    var measures: [(String, SimilarityMeasure)] = [
      ("slope", .slopeRatio), ("lower-asymptote", .lowerAsymptoteRatio), ("upper-asymptote", .upperAsymptoteRatio),
    ]
    if readings.settings.model == .fiveParameter { measures.append(("asymmetry", .asymmetryRatio)) }
    for (parameter, measure) in measures {
      do throws(CurveError) {
        let one = try comparison.similarity(measure, of: 1, information: information)
        found.append(
          .ratio(
            parameter, name, one.ratio, method: "test over reference, free curves, Fieller, \(information.words)"))
      } catch {
        found.append(
          PotencyAssay.Similarity(
            parameter: parameter, preparation: name, estimate: nil, interval: nil, ratio: nil, pValue: nil,
            method: "not tested: \(error)"))
      }
    }
    found.append(
      PotencyAssay.Similarity(
        parameter: "nonparallelism", preparation: name, estimate: comparison.nonParallelismSumOfSquares, interval: nil,
        ratio: nil, pValue: (try? comparison.parallelismTest())?.pValue,
        method: "extra sum of squares of parallel over free curves; p by F"))
    return found
  }
}

extension PotencyAssay.Similarity {
  /// A ratio with its set at 90 %.
  static func ratio(
    _ parameter: String, _ preparation: String, _ ratio: FiellerRatio, pValue: Double? = nil, method: String
  ) -> PotencyAssay.Similarity {
    PotencyAssay.Similarity(
      parameter: parameter, preparation: preparation, estimate: ratio.quotient,
      interval: ratio.confidenceSet(level: 1 - 2 * PotencyAssay.conventionalAlpha, method: .fieller), ratio: ratio,
      pValue: pValue, method: method)
  }
}
