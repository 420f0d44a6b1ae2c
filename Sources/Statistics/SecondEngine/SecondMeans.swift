internal import GSL

extension SecondEngine {
  /// A mean with the square of its standard error and its degrees of freedom, from values of independent units.
  public struct Mean: Sendable, Hashable {
    /// The mean.
    public let value: Double
    /// The square of the standard error.
    public let variance: Double
    /// Infinite where the variance is taken as known.
    public let degreesOfFreedom: Double
    /// How far apart the values lie, in whose last digit they are known.
    let reach: Double

    /// As it was obtained elsewhere: from a model, or a chain of standards.
    public init(_ value: Double, variance: Double, degreesOfFreedom: Double) {
      self.value = value
      self.variance = variance
      self.degreesOfFreedom = degreesOfFreedom
      reach = 0
    }

    /// - Parameter reach: how far apart the values lie that it is of.
    init(_ value: Double, variance: Double, degreesOfFreedom: Double, reach: Double) {
      self.value = value
      self.variance = variance
      self.degreesOfFreedom = degreesOfFreedom
      self.reach = reach
    }

    /// The mean of the samples' means, each sample with a variance of its own.
    ///
    /// - Parameter samples: the unit means of each sample; two at least.
    /// - Throws: ``CrossCheck/Reason/noRoute`` for a sample of fewer than two.
    public init(samples: [[Double]]) throws(CrossCheck.Reason) {
      guard !samples.isEmpty, samples.allSatisfy({ $0.count > 1 }) else { throw .noRoute }
      let found = samples.map { SampleSummary($0) }
      let k = Double(samples.count)
      let parts = zip(samples, found).map { $1.variance / Double($0.count) / (k * k) }
      // About one of the means, so that an offset costs no digits.
      let first = found[0].mean
      value = first + found.reduce(0) { $0 + ($1.mean - first) } / k
      let sum = parts.reduce(0, +)
      variance = sum
      degreesOfFreedom = SecondEngine.degreesOfFreedom(
        zip(parts, samples).map { ($0, Double($1.count - 1)) }, of: sum)
      reach = found.reduce(0) { max($0, ($1.sorted.last ?? 0) - $1.sorted[0]) }
    }

    /// The same spread about another value.
    public func moved(to value: Double) -> Mean {
      Mean(value, variance: variance, degreesOfFreedom: degreesOfFreedom)
    }

    /// This mean and an independent one added to it.
    public func adding(_ other: Mean) -> Mean {
      Mean(
        value + other.value, variance: variance + other.variance,
        degreesOfFreedom: SecondEngine.degreesOfFreedom(
          [(variance, degreesOfFreedom), (other.variance, other.degreesOfFreedom)], of: variance + other.variance))
    }
  }

  /// Welch's form of Satterthwaite's degrees of freedom: one over the mean of 1/ν, each weighted by the square of its share.
  static func degreesOfFreedom(_ parts: [(variance: Double, degreesOfFreedom: Double)], of sum: Double) -> Double {
    guard sum > 0 else { return parts.reduce(0) { $0 + $1.degreesOfFreedom } }
    let inverse = parts.reduce(0) { $0 + $1.variance / sum * ($1.variance / sum) / $1.degreesOfFreedom }
    return 1 / inverse
  }

  /// A t test of an estimate, by GSL's distribution of t.
  public struct MeanTest: Sendable, Hashable {
    public let estimate: Double
    public let standardError: Double
    public let degreesOfFreedom: Double
    private let reach: Double

    /// Of an estimate with its standard error, however both were obtained by the second engine.
    ///
    /// - Throws: ``CrossCheck/Reason/noRoute`` without a standard error.
    public init(_ mean: Mean) throws(CrossCheck.Reason) {
      guard mean.variance > 0 else { throw .noRoute }
      estimate = mean.value
      standardError = mean.variance.squareRoot()
      degreesOfFreedom = mean.degreesOfFreedom
      reach = mean.reach
    }

    /// The difference of two means, each with its own variance.
    ///
    /// - Throws: ``CrossCheck/Reason/noRoute`` where neither varies.
    public init(test: Mean, reference: Mean) throws(CrossCheck.Reason) {
      guard test.variance + reference.variance > 0 else { throw .noRoute }
      estimate = test.value - reference.value
      let sum = test.variance + reference.variance
      standardError = sum.squareRoot()
      degreesOfFreedom = SecondEngine.degreesOfFreedom(
        [(test.variance, test.degreesOfFreedom), (reference.variance, reference.degreesOfFreedom)], of: sum)
      reach = max(test.reach, reference.reach)
    }

    /// The difference of two means with one variance, common to all samples of both: a linear model with a column for each
    /// sample, by QR in blocks.
    ///
    /// - Parameters:
    ///   - test: the unit means of each sample.
    ///   - reference: so of the other side.
    /// - Throws: ``CrossCheck/Reason``.
    public init(pooled test: [[Double]], reference: [[Double]]) throws(CrossCheck.Reason) {
      let samples = test + reference
      let count = samples.reduce(0) { $0 + $1.count }
      guard !test.isEmpty, !reference.isEmpty, samples.allSatisfy({ !$0.isEmpty }), count > samples.count else {
        throw .noRoute
      }
      let first = samples[0][0]
      var (difference, factor, squares, widest) = (0.0, 0.0, 0.0, 0.0)
      for (k, sample) in samples.enumerated() {
        let found = try SecondEngine.level(of: sample)
        let weight = k < test.count ? 1 / Double(test.count) : -1 / Double(reference.count)
        difference += weight * (found.mean - first)
        factor += weight * weight / Double(sample.count)
        squares += found.squares
        widest = max(widest, (sample.max() ?? 0) - (sample.min() ?? 0))
      }
      let freedom = Double(count - samples.count)
      guard squares > 0 else { throw .noRoute }
      estimate = difference
      standardError = (squares / freedom * factor).squareRoot()
      degreesOfFreedom = freedom
      reach = widest
    }

    /// The mean of the differences within pairs.
    ///
    /// - Throws: ``CrossCheck/Reason``.
    public init(paired test: [Double], reference: [Double]) throws(CrossCheck.Reason) {
      guard test.count == reference.count else { throw .noRoute }
      try self.init(Mean(samples: [zip(test, reference).map { $0 - $1 }]))
    }

    /// P(T ≥ (estimate - limit)/SE): evidence that the truth lies above `limit`.
    public func pValue(above limit: Double) -> SecondValue { tail((estimate - limit) / standardError) }

    /// Evidence that the truth lies below `limit`.
    public func pValue(below limit: Double) -> SecondValue { tail((limit - estimate) / standardError) }

    private func tail(_ t: Double) -> SecondValue {
      .of(scale: SecondEngine.leastProbability) { () throws(CrossCheck.Reason) in
        try SecondTails.t(above: t, degreesOfFreedom)
      }
    }

    /// The ends of the two-sided interval at `level`.
    public func interval(level: Double) -> (lower: SecondValue, upper: SecondValue) {
      func end(_ side: Double) -> SecondValue {
        .of(scale: max(standardError, 1e-6 * reach)) { () throws(CrossCheck.Reason) in
          estimate + side * standardError * (try SecondTails.tQuantile(above: (1 - level) / 2, degreesOfFreedom))
        }
      }
      return (end(-1), end(1))
    }

    /// What the first engine found, held against this.
    public func checks(
      estimate first: Double, standardError: Double, degreesOfFreedom: Double
    ) -> [CrossCheck] {
      Self.checks(
        estimate: first, standardError: standardError, degreesOfFreedom: degreesOfFreedom, against: .success(self))
    }

    private static func checks(
      estimate first: Double, standardError: Double, degreesOfFreedom: Double,
      against second: Result<MeanTest, CrossCheck.Reason>
    ) -> [CrossCheck] {
      let tolerance = SecondValue.closedForm
      return [
        CrossCheck(
          .meanTest, "estimate", first: first,
          second: .of(second) {
            .found($0.estimate, tolerance: tolerance, scale: max($0.standardError, $0.rounding))
          }),
        CrossCheck(
          .meanTest, "standard error", first: standardError,
          second: .of(second) { .found($0.standardError, tolerance: tolerance, scale: $0.rounding) }),
        CrossCheck(
          .meanTest, "degrees of freedom", first: degreesOfFreedom,
          second: .of(second) { .found($0.degreesOfFreedom, tolerance: tolerance, scale: 0) }),
      ]
    }

    /// A standard error of equal values is rounding.
    private var rounding: Double { 1e-6 * reach }

    /// A test of the first engine, with its interval at `level`, held against this.
    public func checks(of first: EquivalenceTest, level: Double) -> [CrossCheck] {
      Self.checks(of: first, level: level, against: .success(self))
    }

    /// The same against a test that the second engine may have no route to.
    public static func checks(
      of first: EquivalenceTest, level: Double, against second: Result<MeanTest, CrossCheck.Reason>
    ) -> [CrossCheck] {
      let interval = first.confidenceInterval(level: level)
      return checks(
        estimate: first.estimate, standardError: first.standardError, degreesOfFreedom: first.degreesOfFreedom,
        against: second)
        + [
          CrossCheck(
            .meanTest, "p above the lower limit", first: first.lowerPValue,
            second: .of(second) { $0.pValue(above: first.margin.lower) }),
          CrossCheck(
            .meanTest, "p below the upper limit", first: first.upperPValue,
            second: .of(second) { $0.pValue(below: first.margin.upper) }),
          CrossCheck(
            .meanTest, "lower end", first: interval.lower, second: .of(second) { $0.interval(level: level).lower }),
          CrossCheck(
            .meanTest, "upper end", first: interval.upper, second: .of(second) { $0.interval(level: level).upper }),
        ]
    }
  }

  /// Probabilities below are held to this absolutely.
  static let leastProbability = 1e-200
}
