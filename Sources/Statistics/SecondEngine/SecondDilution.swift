internal import GSL

extension SecondEngine {
  /// The slope of ln measured on ln nominal potency by simple regression, of the logarithms as they are.
  ///
  /// - Throws: ``CrossCheck/Reason``.
  public static func dilutionSlope(_ results: [DilutionResult]) throws(CrossCheck.Reason) -> Mean {
    let (x, y) = (results.map { ln($0.nominal) }, results.map { ln($0.measured) })
    let fit = try calling { () throws(GSLError) in
      try LinearLeastSquares(DenseMatrix(columns: [[Double](repeating: 1, count: x.count), x]), y)
    }
    return Mean(
      fit.coefficients[1], variance: fit.covariance[1, 1], degreesOfFreedom: Double(results.count - 2))
  }

  /// The slope as a contrast of level means with runs random, and run × level where it is replicated: ln measured, and not the
  /// recovery, by dense algebra at the components of the first engine.
  ///
  /// - Returns: the slope, and that the components are at the maximum of their likelihood.
  /// - Throws: ``CrossCheck/Reason``.
  public static func dilutionSlope(
    _ results: [DilutionResult], at components: [VarianceComponents.Component], rule: DegreesOfFreedomRule
  ) throws(CrossCheck.Reason) -> (slope: Mean, checks: [CrossCheck]) {
    // Nominal values that agree in nine digits are one level: the least of them.
    var levels: [Double] = []
    for nominal in results.map({ $0.nominal }).sorted() where nominal > (levels.last ?? 0) * (1 + 1e-9) {
      levels.append(nominal)
    }
    let codes = results.map { result in (levels.lastIndex { $0 <= result.nominal }) ?? 0 }
    let runs = results.map { $0.run }
    let names = Set(runs).sorted()
    let cells = zip(runs, codes).map { run, code in (names.firstIndex(of: run) ?? 0) * levels.count + code }
    let isReplicated = Set(cells).count < results.count
    let model = try DenseModel(
      results.map { ln($0.measured) }, factors: isReplicated ? [runs, cells] : [runs], fixed: [codes])
    let x = results.map { ln($0.nominal) }
    let mean = x.reduce(0, +) / Double(x.count)
    let squares = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var weights = [Double](repeating: 0, count: levels.count)
    for (value, code) in zip(x, codes) { weights[code] += (value - mean) / squares }
    // Weights of level means add up to nothing, so that the intercept has none.
    let found = try model.fitted([0] + weights.dropFirst(), at: components, rule: rule)
    return (found.mean, found.checks)
  }
}
