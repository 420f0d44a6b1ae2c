internal import Elementary

/// The noncentral F distribution: of (X/m) / (Y/n), X noncentral chi-square on m degrees of freedom with noncentrality λ,
/// Y central on n and independent.
///
/// A Poisson mixture of beta distributions, each tail summed from positive terms alone (see `PoissonMixture`). Relative
/// error below 1e-12 for m from 0.5 to 1e3, n from 0.5 to 1e6 and λ to 40 (the range of the references); time grows with √λ.
public struct NoncentralF: Sendable, Equatable {
  public let numeratorDegreesOfFreedom: Double
  public let denominatorDegreesOfFreedom: Double
  /// λ, the sum of the squared means in the numerator.
  public let noncentrality: Double

  /// - Precondition: both degrees of freedom are positive and finite; `noncentrality` lies between 0 and 1e8.
  public init(_ numerator: Double, _ denominator: Double, noncentrality: Double) {
    precondition(
      numerator > 0 && denominator > 0 && numerator.isFinite && denominator.isFinite,
      "degrees of freedom must be positive, not \(numerator) and \(denominator)")
    precondition(
      noncentrality >= 0 && noncentrality <= 1e8, "a noncentrality lies between 0 and 1e8, not at \(noncentrality)")
    numeratorDegreesOfFreedom = numerator
    denominatorDegreesOfFreedom = denominator
    self.noncentrality = noncentrality
  }

  /// P(F > f).
  public func upperTail(_ f: Double) -> Double {
    guard f > 0 else { return 1 }
    guard f < .infinity else { return 0 }
    guard theta > 0 else { return central.upperTail(f) }
    let point = Point(self, f)
    return point.mixture.upperTail(peak: theta >= point.centre ? theta : point.crossing)
  }

  /// P(F ≤ f).
  public func lowerTail(_ f: Double) -> Double {
    guard f > 0 else { return 0 }
    guard f < .infinity else { return 1 }
    guard theta > 0 else { return central.lowerTail(f) }
    let point = Point(self, f)
    return point.mixture.lowerTail(peak: theta <= point.centre ? theta : point.crossing)
  }

  /// The f with P(F > f) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return lowerQuantile(1 - probability) }
    guard theta > 0 else { return central.upperQuantile(probability) }
    return pointOfTail(probability, start: guess(Normal.upperQuantile(probability))) { f in
      SIMD2(upperTail(f), density(f))
    }
  }

  /// The f with P(F ≤ f) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func lowerQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return upperQuantile(1 - probability) }
    guard theta > 0 else { return central.lowerQuantile(probability) }
    return pointOfTail(probability, start: guess(Normal.lowerQuantile(probability)), rising: true) { f in
      SIMD2(lowerTail(f), density(f))
    }
  }

  /// The density at f above zero.
  public func density(_ f: Double) -> Double {
    guard f > 0, f < .infinity else { return 0 }
    guard theta > 0 else { return central.density(f) }
    let point = Point(self, f)
    return point.mixture.density(
      peak: point.crossing, front: point.front, ratio: { point.x * (point.a + $0 + point.b) / (point.a + $0) }) / f
  }

  private var theta: Double { noncentrality / 2 }
  private var central: FDistribution { FDistribution(numeratorDegreesOfFreedom, denominatorDegreesOfFreedom) }

  /// A log-normal with the mean and about the spread.
  private func guess(_ z: Double) -> Double {
    let (m, n, l) = (numeratorDegreesOfFreedom, denominatorDegreesOfFreedom, noncentrality)
    let h = (m + l) * (m + l) / (m + 2 * l)
    return (m + l) / m * exponential(min(max(z * (2 / h + 2 / n).squareRoot(), -20), 20))
  }

  /// The distribution at one f, in the terms of the beta variable x = m f/(m f + n).
  private struct Point {
    let theta: Double
    let a: Double
    let b: Double
    let x: Double
    let y: Double
    /// m (f - 1)/2: the point's distance from the mean of the component with j = 0.
    let excess: Double

    init(_ distribution: NoncentralF, _ f: Double) {
      let (m, n) = (distribution.numeratorDegreesOfFreedom, distribution.denominatorDegreesOfFreedom)
      theta = distribution.theta
      a = m / 2
      b = n / 2
      // Divided by the larger, so that no f overflows.
      let ratio = f > n / m ? n / m / f : m * f / n
      let (small, large) = (ratio / (1 + ratio), 1 / (1 + ratio))
      x = f > n / m ? large : small
      y = f > n / m ? small : large
      excess = m * (f - 1) / 2
    }

    /// The j whose component has its mean here.
    var centre: Double { b * x / y - a }

    /// The j at which the product of a Poisson probability and the difference of two components is greatest.
    var crossing: Double {
      let tau = theta * x
      let root = ((tau - a) * (tau - a) + 4 * tau * (a + b)).squareRoot()
      return tau > a ? (root + tau - a) / 2 : 2 * tau * (a + b) / (root + a - tau)
    }

    /// The relative distances from the mean of component j that ``incompleteBeta(a:b:x:y:u:w:errors:)`` takes.
    private func distances(_ j: Double) -> (u: Double, w: Double) {
      // Formed from f - 1, in which b x - (a + j) y does not cancel.
      let apart = y * (excess - j)
      return excess.magnitude < .infinity ? (apart / (a + j), -apart / b) : (b / (a + j), -1)
    }

    func front(_ j: Double) -> Double {
      let (u, w) = distances(j)
      return betaFront(a: a + j, b: b, x: x, y: y, u: u, w: w, errors: BetaErrors(a: a + j, b: b))
    }

    var mixture: PoissonMixture {
      let point = self
      return PoissonMixture(
        mean: theta,
        tails: { j in
          let (u, w) = point.distances(j)
          return incompleteBeta(a: point.a + j, b: point.b, x: point.x, y: point.y, u: u, w: w)
        },
        difference: { j in point.front(j) / (point.a + j) },
        growth: { j in point.x * (point.a + j + point.b) / (point.a + j + 1) })
    }
  }
}
