internal import GSL

extension SecondEngine {
  /// Straight lines of an assay by normal equations: Cholesky's factor of the products of centred columns.
  public struct Lines: Sendable {
    /// How the lines are tied.
    public enum Form: Sendable, Hashable {
      /// One slope on ln dose.
      case parallel
      /// One intercept, slopes on dose.
      case slopeRatio
    }

    private let form: Form
    private let y: [Double]
    private let reach: Double
    private let treatments: [(preparation: Int, dose: Double)]
    private let preparations: Int
    private let groupings: [[Double]]

    /// - Parameters:
    ///   - readings: the standard is preparation 0.
    ///   - preparations: how many there are.
    /// - Throws: ``CrossCheck/Reason/noRoute`` without readings.
    public init(
      _ readings: [LinearAssayReading], preparations: Int, design: AssayDesign = .completelyRandomised,
      scale: AssayResponseScale = .asMeasured, form: Form
    ) throws(CrossCheck.Reason) {
      guard readings.count > 2 else { throw .noRoute }
      self.form = form
      self.preparations = preparations
      let values = readings.map { Self.value($0.response, scale) }
      let sample = SampleSummary(values)
      y = values.map { $0 - sample.mean }
      reach = sample.sorted[values.count - 1] - sample.sorted[0]
      // Doses that agree in nine digits are one: the least of them.
      let doses = Set(readings.map { $0.dose }).sorted()
      treatments = readings.map { reading in
        (reading.preparation, doses.first { reading.dose - $0 <= 1e-9 * reading.dose } ?? reading.dose)
      }
      let codes: [[Int]] =
        switch design {
        case .completelyRandomised: []
        case .randomisedBlock(let blocks): [blocks]
        case .latinSquare(let rows, let columns): [rows, columns]
        }
      groupings = codes.flatMap { SecondEngine.indicators($0).dropFirst() }
    }

    private static func value(_ response: Double, _ scale: AssayResponseScale) -> Double {
      switch scale {
      case .asMeasured: response
      case .naturalLogarithm: ln(response)
      case .decimalLogarithm: ln(response) / ln(10)
      case .squareRoot: power(response, 0.5)
      case .square: power(response, 2)
      }
    }

    // MARK: - Fits

    private struct Fit {
      let coefficients: [Double]
      /// The inverse of the products.
      let inverse: DenseMatrix
      let squares: Double
      let degreesOfFreedom: Int
    }

    /// Least squares with an intercept. Columns that follow from others have no answer here.
    private func fit(_ columns: [[Double]]) throws(CrossCheck.Reason) -> Fit {
      let n = Double(y.count)
      var units: [Double] = []
      let centred = columns.map { column -> [Double] in
        let mean = column.reduce(0, +) / n
        let moved = column.map { $0 - mean }
        let unit = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        units.append(unit)
        return moved.map { $0 / unit }
      }
      let x = DenseMatrix(columns: centred)
      let products = x.transposed * x
      let (coefficients, inverse) = try SecondEngine.calling { () throws(GSLError) in
        let root = try CholeskyFactor(products)
        return (try root.solution(x.transposed * y), try root.inverse())
      }
      let left = zip(y, x * coefficients).map { $0 - $1 }
      // Once more on what is left, which brings back what the products lost.
      let more = try SecondEngine.calling { () throws(GSLError) in
        try CholeskyFactor(products).solution(x.transposed * left)
      }
      let refined = zip(coefficients, more).map { $0 + $1 }
      let squares = zip(y, x * refined).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      var scaled = inverse
      for i in columns.indices { for j in columns.indices { scaled[i, j] /= units[i] * units[j] } }
      return Fit(
        coefficients: zip(refined, units).map { $0 / $1 }, inverse: scaled, squares: squares,
        degreesOfFreedom: y.count - columns.count - 1)
    }

    private func indicator(_ isMember: (Int, Double) -> Bool) -> [Double] {
      treatments.map { isMember($0.preparation, $0.dose) ? 1 : 0 }
    }

    /// The lines of the model: their own columns come last.
    private var modelColumns: [[Double]] {
      switch form {
      case .parallel:
        return groupings + (1..<preparations).map { k in indicator { p, _ in p == k } }
          + [treatments.map { ln($0.dose) }]
      case .slopeRatio:
        return groupings
          + (0..<preparations).map { k in treatments.map { $0.preparation == k ? $0.dose : 0 } }
      }
    }

    /// A line for each preparation alone, with a mean of its own for the blanks.
    private var separateColumns: [[Double]] {
      switch form {
      case .parallel:
        return groupings + (1..<preparations).map { k in indicator { p, _ in p == k } }
          + (0..<preparations).map { k in treatments.map { $0.preparation == k ? ln($0.dose) : 0 } }
      case .slopeRatio:
        let blanks = treatments.contains { $0.dose == 0 }
        return modelColumns + (blanks ? [indicator { _, dose in dose == 0 }] : [])
          + (1..<preparations).map { k in indicator { p, dose in p == k && dose > 0 } }
      }
    }

    /// A mean for each treatment.
    private var treatmentColumns: [[Double]] {
      var seen: [(Int, Double)] = []
      for treatment in treatments {
        // Blanks of whatever preparation are one treatment.
        let name = (treatment.dose == 0 ? 0 : treatment.preparation, treatment.dose)
        if !seen.contains(where: { $0 == name }) { seen.append(name) }
      }
      return groupings
        + seen.dropFirst().map { name in
          indicator { p, dose in dose == name.1 && (dose == 0 || p == name.0) }
        }
    }

    private func error(_ term: AssayErrorTerm) throws(CrossCheck.Reason) -> (variance: Double, degreesOfFreedom: Int) {
      let found =
        switch term {
        case .withinTreatments: try fit(treatmentColumns)
        case .aboutSeparateLines: try fit(separateColumns)
        case .aboutModel: try fit(modelColumns)
        }
      guard found.degreesOfFreedom > 0 else { throw .noRoute }
      return (found.squares / Double(found.degreesOfFreedom), found.degreesOfFreedom)
    }

    // MARK: - Checks

    /// A parallel-line assay of the first engine held against this.
    public func checks(of first: ParallelLineAssay, level: Double) -> [CrossCheck] {
      checks(
        error: first.error, term: first.errorTerm, slopes: [first.slope], potencies: first.potencies, level: level)
    }

    /// A slope-ratio assay of the first engine held against this.
    public func checks(of first: SlopeRatioAssay, level: Double) -> [CrossCheck] {
      checks(
        error: first.error, term: first.errorTerm, slopes: first.slopes, potencies: first.potencies, level: level)
    }

    private func checks(
      error first: MeanSquare, term: AssayErrorTerm, slopes: [LineSlope], potencies: [LinearPotency], level: Double
    ) -> [CrossCheck] {
      do throws(CrossCheck.Reason) {
        let model = try fit(modelColumns)
        let error = try error(term)
        let small = 1e-6 * reach * reach
        var checks = [
          CrossCheck(
            .lines, "error variance", first: first.value,
            second: .found(error.variance, tolerance: SecondValue.closedForm, scale: small)),
          CrossCheck(
            .lines, "degrees of freedom", first: first.degreesOfFreedom,
            second: .found(Double(error.degreesOfFreedom), tolerance: 0, scale: 0)),
        ]
        let last = model.coefficients.count - 1
        let places = form == .parallel ? [last] : Array((last - preparations + 1)...last)
        for (slope, place) in zip(slopes, places) {
          let own = (error.variance * model.inverse[place, place]).squareRoot()
          checks += [
            CrossCheck(
              .lines, "slope", first: slope.estimate,
              second: .found(model.coefficients[place], tolerance: SecondValue.closedForm, scale: own)),
            CrossCheck(
              .lines, "slope: standard error", first: slope.standardError,
              second: .found(
                own, tolerance: SecondValue.closedForm, scale: 1e-6 * reach * model.inverse[place, place].squareRoot())),
          ]
        }
        for (k, potency) in potencies.enumerated() {
          // Difference over slope, or slope over that of the standard.
          let (n, d) = form == .parallel ? (last - preparations + 1 + k, last) : (places[k + 1], places[0])
          let test = FiellerTest(
            numerator: model.coefficients[n], denominator: model.coefficients[d],
            numeratorVariance: error.variance * model.inverse[n, n], covariance: error.variance * model.inverse[n, d],
            denominatorVariance: error.variance * model.inverse[d, d], degreesOfFreedom: Double(error.degreesOfFreedom))
          checks += Self.checks(of: potency, test, form, level: level)
        }
        return checks
      } catch {
        return [CrossCheck(.lines, "error variance", first: first.value, second: .none(error))]
      }
    }

    private static func checks(
      of potency: LinearPotency, _ test: FiellerTest, _ form: Form, level: Double
    ) -> [CrossCheck] {
      let ratio = test.numerator / test.denominator
      let variance =
        (test.numeratorVariance - 2 * ratio * test.covariance + ratio * ratio * test.denominatorVariance)
        / (test.denominator * test.denominator)
      let error = max(0, variance).squareRoot() / (form == .parallel ? 1 : ratio)
      let estimate = form == .parallel ? ratio : ln(ratio)
      var checks = [
        CrossCheck(
          .potency, "ln potency", first: potency.lnEstimate,
          second: .found(estimate, tolerance: SecondValue.closedForm, scale: max(1e-3, error))),
        CrossCheck(
          .potency, "ln potency: standard error", first: potency.lnStandardError,
          second: .found(error, tolerance: 1e-8, scale: 0)),
      ]
      if form == .parallel {
        if let set = potency.lnConfidenceSet(level: level) { checks += test.checks(of: set, level: level) }
      } else {
        checks += test.checks(of: potency.confidenceSet(level: level), level: level)
      }
      return checks
    }
  }
}
