internal import GSL

extension SecondEngine {
  /// The sequential analysis of variance by least squares: a factor's sum of squares is what the residual sum of squares falls
  /// by when its columns join the model, each model by a QR decomposition of its own.
  public struct SequentialSquares: Sendable, Hashable {
    /// The factors in their order, the residual last.
    public let sumsOfSquares: [Double]
    public let degreesOfFreedom: [Int]
    /// Of each component in the expectation of each mean square, the residual last: the same differences, of the columns of
    /// each factor (Hartley 1967, *Biometrics* 23, 105-114).
    public let expectations: [[Double]]
    private let total: Double

    /// - Parameters:
    ///   - values: one for each row.
    ///   - factors: the label of each row, outermost first, each label one level wherever it occurs.
    ///   - fixed: the labels of fixed factors, taken out before; the intercept is always there.
    /// - Throws: ``CrossCheck/Reason``.
    public init(_ values: [Double], factors: [[Int]], fixed: [[Int]] = []) throws(CrossCheck.Reason) {
      guard let least = values.min(), values.count <= 400 else { throw .tooLarge(rows: values.count) }
      let y = values.map { $0 - least }
      let indicators = factors.map { SecondEngine.indicators($0) }
      var columns = [[Double](repeating: 1, count: values.count)] + fixed.flatMap { SecondEngine.indicators($0) }
      var models: [RankRevealingQR] = []
      for added in [[]] + indicators {
        columns += added
        models.append(
          try SecondEngine.calling { () throws(GSLError) in try RankRevealingQR(DenseMatrix(columns: columns)) })
      }
      /// What each model leaves over of the squares of a vector.
      func rest(_ x: [Double]) throws(CrossCheck.Reason) -> [Double] {
        try SecondEngine.calling { () throws(GSLError) in
          var found: [Double] = []
          for model in models { found.append(try model.beyondSpan(x).reduce(0) { $0 + $1 * $1 }) }
          return found
        }
      }
      func falls(_ rest: [Double]) -> [Double] {
        rest.indices.map { $0 + 1 < rest.count ? rest[$0] - rest[$0 + 1] : rest[$0] }
      }
      let left = try rest(y)
      sumsOfSquares = falls(left)
      total = left[0]
      let ranks = models.map { $0.rank } + [values.count]
      degreesOfFreedom = models.indices.map { ranks[$0 + 1] - ranks[$0] }
      var columnsOfExpectations: [[Double]] = []
      for factor in indicators {
        var sums = [Double](repeating: 0, count: models.count)
        for column in factor {
          for (k, fall) in falls(try rest(column)).enumerated() { sums[k] += fall }
        }
        columnsOfExpectations.append(sums)
      }
      let freedom = degreesOfFreedom
      expectations = models.indices.map { line in
        columnsOfExpectations.map { $0[line] / Double(freedom[line]) } + [1]
      }
    }

    /// Weights a of the mean squares with Σ a MS unbiased for Σ c σ²: the expectations' transposed equations, by QR.
    private func weights(of combination: [Double]) throws(CrossCheck.Reason) -> [Double] {
      guard combination.count == expectations.count else { throw .noRoute }
      let equations = DenseMatrix(columns: expectations)
      let found = try SecondEngine.calling { () throws(GSLError) in
        try HouseholderQR(equations).solution(combination).coefficients
      }
      return found.map { $0.magnitude < 1e-10 ? 0 : $0 }
    }

    /// The mean squares' shares in Σ c σ².
    private func shares(of combination: [Double]) throws(CrossCheck.Reason) -> [Share] {
      let weights = try weights(of: combination)
      return weights.indices.filter { weights[$0] != 0 }.map { k in
        let freedom = Double(degreesOfFreedom[k])
        return Share(
          weights[k] * sumsOfSquares[k] / freedom, degreesOfFreedom: freedom, isPositive: weights[k] > 0)
      }
    }

    /// A variance Σ c σ² of the first engine with the ends of its two-sided interval held against this.
    ///
    /// - Parameters:
    ///   - name: of the quantity.
    ///   - estimate: as estimated, negative or not; `nil` where another is shown.
    ///   - lower: not below zero; `nil` where no interval on mean squares is shown.
    ///   - combination: c, the residual last.
    ///   - level: of both ends together.
    public func checks(
      _ name: String, estimate: Double?, lower: Double?, upper: Double?, combination: [Double], level: Double
    ) -> [CrossCheck] {
      let found = Result { () throws(CrossCheck.Reason) in try shares(of: combination) }
      let small = 1e-4 * total / Double(max(1, degreesOfFreedom.reduce(0, +)))
      var checks: [CrossCheck] = []
      if let estimate {
        checks.append(
          CrossCheck(
            .varianceBound, "\(name): estimate", first: estimate,
            second: .of(found) { shares in
              .found(shares.reduce(0) { $0 + $1.value }, tolerance: SecondValue.closedForm, scale: small)
            }))
      }
      let side = (1 + level) / 2
      for (words, end, isUpper) in [("lower", lower, false), ("upper", upper, true)] {
        guard let end else { continue }
        checks.append(
          CrossCheck(
            .varianceBound, "\(name): \(words)", first: end,
            second: .of(found) { shares in
              // Of shares of both signs the lower bound is a quantile of the generalized pivotal quantity, and so are both ends
              // near one half.
              let isOfOneSign = Set(shares.map { $0.isPositive }).count == 1
              guard shares.count == 1 || side >= 0.75 && (isUpper || isOfOneSign) else { return .none(.noRoute) }
              let bound = VarianceBound.modifiedLargeSample(shares, level: side, isUpper: isUpper)
              return isUpper ? bound : bound.map { max(0, $0) }
            }))
      }
      return checks
    }

    /// A table of the first engine held against this.
    public func checks(of first: AnovaTable) -> [CrossCheck] {
      var checks: [CrossCheck] = []
      for (k, line) in first.lines.enumerated() where k < sumsOfSquares.count {
        checks += [
          CrossCheck(
            .meanSquare, "\(line.name): sum of squares", first: line.sumOfSquares,
            // A small difference of large sums has the digits that they have.
            second: .found(sumsOfSquares[k], tolerance: SecondValue.closedForm, scale: 1e-4 * total)),
          CrossCheck(
            .meanSquare, "\(line.name): degrees of freedom", first: Double(line.degreesOfFreedom),
            second: .found(Double(degreesOfFreedom[k]), tolerance: 0, scale: 0)),
        ]
        for (j, coefficient) in line.coefficients.enumerated() {
          checks.append(
            CrossCheck(
              .meanSquare, "\(line.name): expectation of component \(j + 1)", first: coefficient,
              second: .found(expectations[k][j], tolerance: SecondValue.closedForm, scale: 1)))
        }
      }
      return checks
    }
  }

  /// The variance of values within groups, pooled over them: least squares with a column for each group, which are blocks of
  /// their own.
  public static func withinGroups(
    _ values: [Double], groups: [Int]
  ) -> (meanSquare: SecondValue, degreesOfFreedom: Int) {
    var members: [Int: [Double]] = [:]
    for (value, group) in zip(values, groups) { members[group, default: []].append(value) }
    let freedom = values.count - members.count
    let value = SecondValue.of { () throws(CrossCheck.Reason) in
      guard freedom > 0 else { throw .noRoute }
      var squares = 0.0
      for group in members.keys.sorted() { squares += try level(of: members[group] ?? []).squares }
      return squares / Double(freedom)
    }
    return (value, freedom)
  }

  /// The mean of some values and what it leaves over of their squares, by a QR decomposition of a column of ones.
  static func level(of values: [Double]) throws(CrossCheck.Reason) -> (mean: Double, squares: Double) {
    let least = values.min() ?? 0
    if values.count < 2 { return (least, 0) }
    let ones = DenseMatrix(columns: [[Double](repeating: 1, count: values.count)])
    let fit = try calling { () throws(GSLError) in try HouseholderQR(ones).solution(values.map { $0 - least }) }
    return (least + fit.coefficients[0], fit.residuals.reduce(0) { $0 + $1 * $1 })
  }

  /// A column of zeros and ones for each label.
  static func indicators(_ labels: [Int]) -> [[Double]] {
    Set(labels).sorted().map { label in labels.map { $0 == label ? 1 : 0 } }
  }
}
