internal import Elementary

/// A measured potency of a dilution whose potency is known by its making.
public struct DilutionResult: Sendable, Equatable {
  public let nominal: Double
  public let measured: Double
  /// Any integer; results with the same one share a run.
  public let run: Int

  public init(nominal: Double, measured: Double, run: Int) {
    self.nominal = nominal
    self.measured = measured
    self.run = run
  }
}

/// How the slope of a dilution series is estimated.
public enum DilutionLinearityMethod: Sendable, Equatable {
  /// One straight line through all results as if they were independent: right when no two of them share a run.
  case simpleRegression
  /// Levels fixed, runs random, and run × level too where it is replicated; REML. The slope is the contrast of the level
  /// means with weights n(x - x̄), which without a variance between runs is that of simple regression.
  case randomRuns(DegreesOfFreedomRule)
  /// A slope in each run, and t on these: allows slopes to vary between runs. Each run holds two levels or more.
  case slopePerRun
}

/// The slope of ln measured on ln nominal potency: 1 when the method is linear on dilution.
///
/// USP general chapter <1033>, Biological Assay Validation (dilutional linearity).
public struct DilutionLinearity: Sendable, Equatable {
  public let method: DilutionLinearityMethod
  public let slope: Double
  public let standardError: Double
  public let degreesOfFreedom: Double
  /// The mean over results of ln nominal, where the line passes through ``lnMeasuredAtMean``.
  public let meanLnNominal: Double
  public let lnMeasuredAtMean: Double
  /// The distinct nominal potencies, lowest first; those that agree in nine digits are one.
  public let levels: [Double]
  /// Of ``DilutionLinearityMethod/randomRuns(_:)``, the residual last; empty for the others.
  public let components: [VarianceComponents.Component]

  /// - Throws: ``PotencyValidationError``.
  public init(
    _ results: [DilutionResult], method: DilutionLinearityMethod
  ) throws(PotencyValidationError) {
    for result in results {
      for value in [result.nominal, result.measured] where !(value > 0 && value.isFinite) { throw .notPositive(value) }
    }
    let sorted = results.sorted {
      ($0.nominal, $0.run, $0.measured) < ($1.nominal, $1.run, $1.measured)
    }
    var levels: [Double] = []
    for result in sorted {
      if let last = levels.last, isSameLevel(last, result.nominal) { continue }
      levels.append(result.nominal)
    }
    guard levels.count >= 2 else { throw .oneLevel }
    let series = DilutionSeries(sorted, levels: levels)
    self.method = method
    self.levels = levels
    // Recoveries ln(measured/nominal) have this slope less one, and are what can be small.
    let found: DilutionSeries.Slope =
      switch method {
      case .simpleRegression: try series.simple()
      case .randomRuns(let rule): try series.randomRuns(rule)
      case .slopePerRun: try series.perRun()
      }
    slope = 1 + found.estimate
    standardError = found.standardError
    degreesOfFreedom = found.degreesOfFreedom
    components = found.components
    meanLnNominal = ln(levels[0]) + series.mean
    lnMeasuredAtMean = meanLnNominal + found.recovery
  }

  /// The two-sided interval of the slope at `level`.
  public func confidenceInterval(level: Double) -> (lower: Double, upper: Double) {
    checkLevel(level)
    let half = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2) * standardError
    return (slope - half, slope + half)
  }

  /// Two one-sided tests of the slope against limits round 1.
  public func equivalence(within margin: Margin) -> EquivalenceTest {
    EquivalenceTest(
      estimate: slope, standardError: standardError, degreesOfFreedom: degreesOfFreedom, margin: margin)
  }
}

/// Recoveries against centred ln nominal potencies.
struct DilutionSeries {
  struct Slope {
    let estimate: Double
    let standardError: Double
    let degreesOfFreedom: Double
    /// ln recovery at the mean of ln nominal.
    let recovery: Double
    var components: [VarianceComponents.Component] = []
  }

  let results: [DilutionResult]
  let levels: [Double]
  /// Of ln nominal, above that of the lowest level.
  let mean: Double
  private let x: [Double]
  private let y: [Double]
  /// Of each result, its level.
  private let codes: [Int]

  init(_ results: [DilutionResult], levels: [Double]) {
    self.results = results
    self.levels = levels
    codes = results.map { result in levels.lastIndex { $0 <= result.nominal } ?? 0 }
    let raw = results.map { logarithmOfRatio($0.nominal, levels[0]) }
    let mean = orderFreeMean(raw)
    self.mean = mean
    x = raw.map { $0 - mean }
    y = results.map { logarithmOfRatio($0.measured, $0.nominal) }
  }

  func simple() throws(PotencyValidationError) -> Slope {
    var fit = SequentialLeastSquares(y)
    _ = fit.add([[Double](repeating: 1, count: y.count)])
    _ = fit.add([x])
    let freedom = fit.residualDegreesOfFreedom
    guard freedom > 0 else { throw .noResidualDegreesOfFreedom }
    let squares = fit.residualSumOfSquares
    // Less than rounding leaves of results that lie on a line.
    guard squares > 1e-28 * y.reduce(0, { $0 + $1 * $1 }) else { throw .sample(.noVariation) }
    let (estimates, covariance) = fit.lastCoefficients(1)
    return Slope(
      estimate: estimates[0], standardError: (squares / Double(freedom) * covariance[0, 0]).squareRoot(),
      degreesOfFreedom: Double(freedom), recovery: orderFreeMean(y))
  }

  func randomRuns(_ rule: DegreesOfFreedomRule) throws(PotencyValidationError) -> Slope {
    let (level, run) = (ModelFactor("level", codes), ModelFactor("run", results.map { $0.run }))
    let cell = ModelFactor.interaction(run, level)
    let isReplicated = DenseCodes(cell.codes).count < results.count
    do throws(MixedModelError) {
      let fit = try VarianceComponents(
        y, random: isReplicated ? [run, cell] : [run], fixed: [FixedTerm(level)], method: .reml)
      // Columns are the intercept (the lowest level) and each other level's difference from it.
      var (slopeWeights, meanWeights) = ([Double](repeating: 0, count: levels.count), [1.0])
      meanWeights += [Double](repeating: 0, count: levels.count - 1)
      var squares = CompensatedSum()
      for i in x.indices {
        squares.add(x[i] * x[i])
        if codes[i] > 0 {
          slopeWeights[codes[i]] += x[i]
          meanWeights[codes[i]] += 1 / Double(x.count)
        }
      }
      let slope = try fit.fixedEffects.contrast(slopeWeights.map { $0 / squares.value }, rule: rule)
      let recovery = try fit.fixedEffects.contrast(meanWeights, rule: rule)
      return Slope(
        estimate: slope.estimate, standardError: slope.standardError, degreesOfFreedom: slope.degreesOfFreedom,
        recovery: recovery.estimate, components: fit.components)
    } catch { throw .model(error) }
  }

  func perRun() throws(PotencyValidationError) -> Slope {
    var (slopes, middles): ([Double], [Double]) = ([], [])
    var runs: [Int] = []
    for run in results.map({ $0.run }).sorted() where run != runs.last { runs.append(run) }
    for run in runs {
      let own = results.indices.filter { results[$0].run == run }
      guard own.contains(where: { codes[$0] != codes[own[0]] }) else { throw .oneLevelInRun(run) }
      let (centreX, centreY) = (orderFreeMean(own.map { x[$0] }), orderFreeMean(own.map { y[$0] }))
      var (products, squares) = (CompensatedSum(), CompensatedSum())
      for i in own {
        products.add((x[i] - centreX) * (y[i] - centreY))
        squares.add((x[i] - centreX) * (x[i] - centreX))
      }
      slopes.append(products.value / squares.value)
      middles.append(centreY - slopes[slopes.count - 1] * centreX)
    }
    do throws(SampleError) {
      let found = try MeanEstimate(try Moments(slopes))
      guard found.variance > 0 else { throw .noVariation }
      return Slope(
        estimate: found.mean, standardError: found.standardError, degreesOfFreedom: found.degreesOfFreedom,
        recovery: orderFreeMean(middles))
    } catch { throw .sample(error) }
  }
}
