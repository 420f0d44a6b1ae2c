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
      checks(error: first, term: term, slopes: slopes)
        + potencies.enumerated().flatMap { k, potency in
          let set =
            form == .parallel ? potency.lnConfidenceSet(level: level) : potency.confidenceSet(level: level)
          return spread(of: potency, test: k + 1, term: term)
            + (set.map { checks(ofFieller: $0, onLn: form == .parallel, test: k + 1, term: term, level: level) } ?? [])
        }
    }

    /// The error, and the slope or slopes of the lines that are tied.
    private func checks(error first: MeanSquare, term: AssayErrorTerm, slopes: [LineSlope]) -> [CrossCheck] {
      let found = Result { () throws(CrossCheck.Reason) in (model: try fit(modelColumns), error: try error(term)) }
      let small = 1e-6 * reach * reach
      var checks = [
        CrossCheck(
          .lines, "error variance", first: first.value,
          second: .of(found) { .found($0.error.variance, tolerance: SecondValue.closedForm, scale: small) }),
        CrossCheck(
          .lines, "degrees of freedom", first: first.degreesOfFreedom,
          second: .of(found) { .found(Double($0.error.degreesOfFreedom), tolerance: 0, scale: 0) }, tolerance: 0),
      ]
      for (k, slope) in slopes.enumerated() {
        func own(_ found: (model: Fit, error: (variance: Double, degreesOfFreedom: Int))) -> (
          value: Double, error: Double, rounding: Double
        ) {
          let place = found.model.coefficients.count - slopes.count + k
          let inverse = found.model.inverse[place, place]
          return (
            found.model.coefficients[place], (found.error.variance * inverse).squareRoot(),
            1e-6 * reach * inverse.squareRoot()
          )
        }
        checks += [
          CrossCheck(
            .lines, "slope", first: slope.estimate,
            second: .of(found) {
              .found(own($0).value, tolerance: SecondValue.closedForm, scale: own($0).error)
            }),
          CrossCheck(
            .lines, "slope: standard error", first: slope.standardError,
            second: .of(found) {
              .found(own($0).error, tolerance: SecondValue.closedForm, scale: own($0).rounding)
            }),
        ]
      }
      return checks
    }

    // MARK: - Potencies

    /// Difference over slope, or slope over that of the standard, with an error of its own.
    private func potency(_ test: Int, _ term: AssayErrorTerm?) throws(CrossCheck.Reason) -> FiellerTest {
      let model = try fit(modelColumns)
      let error = if let term { try self.error(term) } else { (variance: 1.0, degreesOfFreedom: 1) }
      let last = model.coefficients.count - 1
      let (n, d) =
        form == .parallel
        ? (last - preparations + test, last) : (last - preparations + 1 + test, last - preparations + 1)
      return FiellerTest(
        numerator: model.coefficients[n], denominator: model.coefficients[d],
        numeratorVariance: error.variance * model.inverse[n, n], covariance: error.variance * model.inverse[n, d],
        denominatorVariance: error.variance * model.inverse[d, d], degreesOfFreedom: Double(error.degreesOfFreedom))
    }

    /// On ln, with its standard error.
    private func onLn(_ test: FiellerTest) -> (value: Double, error: Double) {
      let ratio = test.numerator / test.denominator
      let variance =
        (test.numeratorVariance - 2 * ratio * test.covariance + ratio * ratio * test.denominatorVariance)
        / (test.denominator * test.denominator)
      let error = max(0, variance).squareRoot()
      return form == .parallel ? (ratio, error) : (ln(ratio), error / ratio)
    }

    /// ln potency alone, as what goes on into a study.
    ///
    /// - Parameter test: its place among the preparations, from one.
    public func check(ofLnPotency first: Double, test: Int) -> CrossCheck {
      let own = Result { () throws(CrossCheck.Reason) in try potency(test, nil) }
      return CrossCheck(
        .potency, "ln potency", first: first,
        second: .of(own) { .found(onLn($0).value, tolerance: SecondValue.closedForm, scale: 1e-3) })
    }

    /// ln potency, its standard error and degrees of freedom.
    ///
    /// - Parameter test: its place among the preparations, from one.
    public func spread(of first: LinearPotency, test: Int, term: AssayErrorTerm) -> [CrossCheck] {
      let own = Result { () throws(CrossCheck.Reason) in try potency(test, term) }
      return [
        CrossCheck(
          .potency, "ln potency", first: first.lnEstimate,
          second: .of(own) {
            .found(onLn($0).value, tolerance: SecondValue.closedForm, scale: max(1e-3, onLn($0).error))
          }),
        CrossCheck(
          .potency, "standard error", first: first.lnStandardError,
          second: .of(own) { .found(onLn($0).error, tolerance: 1e-8, scale: 0) }, tolerance: 1e-8),
        CrossCheck(
          .potency, "degrees of freedom", first: first.degreesOfFreedom,
          second: .of(own) { .found($0.degreesOfFreedom, tolerance: 0, scale: 0) }, tolerance: 0),
      ]
    }

    /// Fieller's set.
    ///
    /// - Parameter onLn: whether it is of ln potency.
    public func checks(
      ofFieller first: ConfidenceSet, onLn: Bool, test: Int, term: AssayErrorTerm, level: Double
    ) -> [CrossCheck] {
      let own = Result { () throws(CrossCheck.Reason) -> AcceptedRatios in
        let found = try potency(test, term).accepted(level: level)
        return form == .parallel && !onLn ? found.transformed(exponential) : found
      }
      return AcceptedRatios.checks(.potency, of: first, against: own)
    }

    /// An interval by the delta method on ln.
    public func delta(_ first: ConfidenceSet, test: Int, term: AssayErrorTerm, level: Double) -> [CrossCheck] {
      guard case .bounded(let lower?, let upper?) = first else { return [] }
      let own = Result { () throws(CrossCheck.Reason) in try potency(test, term) }
      return [("lower", lower, -1.0), ("upper", upper, 1)].map { side, end, sign in
        CrossCheck(
          .potency, "\(side) end, delta on ln", first: end,
          second: .of(own) { found in
            .of(tolerance: 1e-8) { () throws(CrossCheck.Reason) in
              let quantile = try SecondTails.tQuantile(above: (1 - level) / 2, found.degreesOfFreedom)
              return exponential(onLn(found).value + sign * quantile * onLn(found).error)
            }
          }, tolerance: 1e-8)
      }
    }

    // MARK: - Likeness

    /// The slope of a test over that of the standard, each of a line by itself, with Fieller's set.
    ///
    /// - Parameter test: its place among the preparations, from one.
    public func checks(ofSlopes first: FiellerRatio, test: Int, term: AssayErrorTerm, level: Double) -> [CrossCheck] {
      let own = Result { () throws(CrossCheck.Reason) -> FiellerTest in
        let (lines, error) = (try fit(separateColumns), try error(term))
        let standard = lines.coefficients.count - preparations
        let k = standard + test
        return FiellerTest(
          numerator: lines.coefficients[k], denominator: lines.coefficients[standard],
          numeratorVariance: error.variance * lines.inverse[k, k],
          covariance: error.variance * lines.inverse[k, standard],
          denominatorVariance: error.variance * lines.inverse[standard, standard],
          degreesOfFreedom: Double(error.degreesOfFreedom))
      }
      var checks: [CrossCheck] = []
      if let estimate = first.quotient {
        checks.append(
          CrossCheck(
            .lines, "slopeRatio", first: estimate,
            second: .of(own) {
              .found(
                $0.numerator / $0.denominator, tolerance: SecondValue.closedForm,
                scale: $0.numeratorVariance.squareRoot() / $0.denominator.magnitude)
            }))
      }
      let set = Result { () throws(CrossCheck.Reason) in try own.get().accepted(level: level) }
      return checks + AcceptedRatios.checks(.lines, "slopeRatio", of: first.confidenceSet(level: level), against: set)
    }

    /// The sum of squares of the difference of both slopes.
    ///
    /// - Parameter test: its place among the preparations, from one.
    public func check(ofNonparallelism first: Double, test: Int) -> CrossCheck {
      CrossCheck(
        .lines, "non-parallelism", first: first,
        second: .of(scale: 1e-6 * reach * reach) { () throws(CrossCheck.Reason) in
          let lines = try fit(separateColumns)
          let standard = lines.coefficients.count - preparations
          let k = standard + test
          let difference = lines.coefficients[k] - lines.coefficients[standard]
          return difference * difference
            / (lines.inverse[k, k] + lines.inverse[standard, standard] - 2 * lines.inverse[k, standard])
        })
    }
  }
}
