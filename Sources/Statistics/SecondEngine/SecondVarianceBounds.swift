internal import GSL

extension SecondEngine {
  /// A share of a variance, c MS with its degrees of freedom; its sign is that of c.
  public struct Share: Sendable, Hashable {
    /// c MS.
    public let value: Double
    public let degreesOfFreedom: Double
    public let isPositive: Bool

    public init(_ value: Double, degreesOfFreedom: Double, isPositive: Bool = true) {
      self.value = value
      self.degreesOfFreedom = degreesOfFreedom
      self.isPositive = isPositive
    }

    var negated: Share { Share(-value, degreesOfFreedom: degreesOfFreedom, isPositive: !isPositive) }
  }

  /// One-sided bounds of a sum of shares at a level of 0.75 or more.
  public enum VarianceBound {
    /// ν s²/χ²: exact for one share.
    public static func exact(_ share: Share, level: Double, isUpper: Bool) -> SecondValue {
      .of { () throws(CrossCheck.Reason) in
        let probability = isUpper == share.isPositive ? 1 - level : level
        let v = share.degreesOfFreedom
        return share.value * v / (try SecondTails.chiSquareQuantile(below: probability, v))
      }
    }

    /// By the modified large sample method; `pairs` says whether shares of one sign have products of their own where there are
    /// no others.
    public static func modifiedLargeSample(
      _ shares: [Share], level: Double, isUpper: Bool, pairs: Bool = true
    ) -> SecondValue {
      if shares.count == 1 { return exact(shares[0], level: level, isUpper: isUpper) }
      // The upper bound is minus the lower bound of minus the sum.
      let scale = shares.reduce(0) { $0 + $1.value.magnitude }
      return .of(scale: 1e-3 * scale) { () throws(CrossCheck.Reason) in
        let own = isUpper ? shares.map { $0.negated } : shares
        let width = try LargeSampleWidth(own.map { ($0.isPositive, $0.degreesOfFreedom) }, level: level, pairs: pairs)
        let lower = own.reduce(0) { $0 + $1.value } - max(0, width.square(own.map { $0.value })).squareRoot()
        return isUpper ? -lower : lower
      }
    }

    /// The square of what lies between a sum and its lower bound.
    static func squaredWidth(_ shares: [Share], level: Double) throws(CrossCheck.Reason) -> Double {
      try LargeSampleWidth(shares.map { ($0.isPositive, $0.degreesOfFreedom) }, level: level, pairs: true)
        .square(shares.map { $0.value })
    }

    /// With Satterthwaite's degrees of freedom.
    public static func bySatterthwaite(_ shares: [Share], level: Double, isUpper: Bool) -> SecondValue {
      let sum = shares.reduce(0) { $0 + $1.value }
      guard sum > 0 else { return .found(0, tolerance: SecondValue.closedForm, scale: 0) }
      let freedom = SecondEngine.degreesOfFreedom(shares.map { ($0.value, $0.degreesOfFreedom) }, of: sum)
      return exact(Share(sum, degreesOfFreedom: freedom), level: level, isUpper: isUpper)
    }
  }

  /// Bounds of a ratio of two sums of shares.
  public enum VarianceRatioBound {
    /// By F with one share each.
    public static func exact(_ test: Share, _ reference: Share, level: Double, isUpper: Bool) -> SecondValue {
      .of { () throws(CrossCheck.Reason) in
        // The quantile of the inverse ratio, whose degrees of freedom are exchanged.
        let f = try SecondTails.fQuantile(
          below: isUpper ? level : 1 - level, reference.degreesOfFreedom, test.degreesOfFreedom)
        return test.value / reference.value * f
      }
    }

    /// The q at which the modified large sample bound of `test` - q `reference` is zero, as a root.
    public static func modifiedLargeSample(
      _ test: [Share], _ reference: [Share], level: Double, isUpper: Bool
    ) -> SecondValue {
      if test.count == 1, reference.count == 1, test[0].isPositive, reference[0].isPositive {
        return exact(test[0], reference[0], level: level, isUpper: isUpper)
      }
      // The upper bound is one over the lower bound of the inverse.
      guard isUpper else { return lower(test, reference, level: level) }
      return lower(reference, test, level: level).map { $0 > 0 ? 1 / $0 : .infinity }
    }

    private static func lower(_ above: [Share], _ below: [Share], level: Double) -> SecondValue {
      var tolerance = SecondValue.closedForm
      let found = SecondValue.of { () throws(CrossCheck.Reason) in
        let parts = above + below.map { $0.negated }
        let width = try LargeSampleWidth(parts.map { ($0.isPositive, $0.degreesOfFreedom) }, level: level, pairs: true)
        let (a, b) = (above.reduce(0) { $0 + $1.value }, below.reduce(0) { $0 + $1.value })
        /// The bound over its own size, so that a root has a scale.
        func bound(_ q: Double) -> Double {
          let square = width.square(above.map { $0.value } + below.map { -q * $0.value })
          return (a - q * b - max(0, square).squareRoot()) / (a + q * b.magnitude)
        }
        guard a > 0, bound(0) > 0 else { return 0 }
        var high = b > 0 ? a / b : a
        var low = 0.0
        while bound(high) > 0 {
          low = high
          high *= 2
          if high > 1e200 { return .infinity }
        }
        let (from, to) = (low, high)
        let root = try SecondEngine.calling { () throws(GSLError) in try bracketedRoot(from: from, to: to, of: bound) }
        let slope = ((bound(root * (1 + 1e-6)) - bound(root * (1 - 1e-6))) / 2e-6).magnitude
        guard slope > 1e-6 else { throw .illConditioned }
        tolerance = max(tolerance, 1e-13 / slope)
        return root
      }
      guard case .found(let root, _, let scale) = found else { return found }
      return .found(root, tolerance: tolerance, scale: scale)
    }
  }
}

/// The squared half-width of the lower bound of a sum by Ting and others (1990), with quantiles of the second engine.
private struct LargeSampleWidth {
  /// What multiplies |sᵢ sⱼ|.
  private let factors: DenseMatrix

  init(
    _ parts: [(isPositive: Bool, degreesOfFreedom: Double)], level: Double, pairs: Bool
  ) throws(CrossCheck.Reason) {
    let n = parts.count
    var factors = DenseMatrix(n, n)
    let alpha = 1 - level
    /// F(α; ν, ∞), the upper point.
    func upper(_ v: Double) throws(CrossCheck.Reason) -> Double {
      try SecondTails.chiSquareQuantile(below: level, v) / v
    }
    var own: [Double] = []
    for part in parts {
      let v = part.degreesOfFreedom
      own.append(
        part.isPositive ? 1 - 1 / (try upper(v)) : v / (try SecondTails.chiSquareQuantile(below: alpha, v)) - 1)
    }
    let positives = parts.filter { $0.isPositive }.count
    for i in 0..<n {
      factors[i, i] = own[i] * own[i]
      for j in 0..<n where i != j && parts[i].isPositive {
        let (m, k) = (parts[i].degreesOfFreedom, parts[j].degreesOfFreedom)
        if !parts[j].isPositive {
          let f = try SecondTails.fQuantile(below: level, m, k)
          factors[i, j] = (f - 1) * (f - 1) / f - own[i] * own[i] * f - own[j] * own[j] / f
        } else if j > i, pairs || positives < n {
          let g = 1 - 1 / (try upper(m + k))
          let product = (m + k) * g * ((m + k) * g) - m * own[i] * (m * own[i]) - k * own[j] * (k * own[j])
          factors[i, j] = product / (m * k) / Double(positives - 1)
        }
      }
    }
    self.factors = factors
  }

  func square(_ shares: [Double]) -> Double {
    let sizes = shares.map { $0.magnitude }
    return zip(sizes, factors * sizes).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
