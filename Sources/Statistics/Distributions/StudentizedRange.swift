internal import Elementary

/// The studentized range: the range of normal means over an independent estimate of their standard deviation (Tukey's q).
///
/// The tail of the range of k standard normals (`NormalRange`) is averaged over the distribution of s = √(χ²/ν), both tails
/// as themselves. Relative error below 1e-12 where the references reach (k to 30, ν to 1000). A tail takes about a
/// millisecond, a quantile some ten.
public struct StudentizedRange: Sendable, Equatable {
  /// k, how many means are compared.
  public let groups: Int
  /// ν; may be fractional or infinite (the standard deviation known).
  public let degreesOfFreedom: Double

  /// - Precondition: `groups` lies between 2 and 1000; `degreesOfFreedom` is positive, possibly infinite.
  public init(groups: Int, degreesOfFreedom: Double) {
    precondition((2...1000).contains(groups), "a range has from 2 to 1000 groups, not \(groups)")
    precondition(degreesOfFreedom > 0, "degrees of freedom must be positive, not \(degreesOfFreedom)")
    self.groups = groups
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(Q > q).
  public func upperTail(_ q: Double) -> Double {
    guard q > 0 else { return 1 }
    return q == .infinity ? 0 : tailAndDensity(q, of: .upper, NormalRange(groups: groups)).x
  }

  /// P(Q ≤ q).
  public func lowerTail(_ q: Double) -> Double {
    guard q > 0 else { return 0 }
    return q == .infinity ? 1 : tailAndDensity(q, of: .lower, NormalRange(groups: groups)).x
  }

  /// The q with P(Q > q) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return lowerQuantile(1 - probability) }
    let range = NormalRange(groups: groups)
    return pointOfTail(probability, start: bonferroni(probability)) { tailAndDensity($0, of: .upper, range) }
  }

  /// The q with P(Q ≤ q) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func lowerQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return upperQuantile(1 - probability) }
    let range = NormalRange(groups: groups)
    return pointOfTail(probability, start: bonferroni(0.5), rising: true) { tailAndDensity($0, of: .lower, range) }
  }

  /// The point that q does not exceed at an upper tail of `probability`, from all pairs by Bonferroni's inequality.
  private func bonferroni(_ probability: Double) -> Double {
    let share = probability / Double(groups * (groups - 1))
    let t =
      degreesOfFreedom.isFinite
      ? StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(share) : Normal.upperQuantile(share)
    return 2.0.squareRoot() * t
  }

  private func tailAndDensity(_ q: Double, of side: NormalRange.Side, _ range: NormalRange) -> SIMD2<Double> {
    let v = degreesOfFreedom
    guard v.isFinite else { return range.tailAndDensity(q, of: side) }
    let start = peak(q, side)
    let root = RootChiSquare(degreesOfFreedom: v, reference: start)
    let c = root.reference
    let k = Double(groups)
    let found = PeakedIntegral.over(
      from: ln(start / c),
      length: { u, direction in
        // The range's tail turns over a width of one or less, shorter for many groups.
        func allowed(_ s: Double) -> Double {
          let w = q * s
          let rate = 2 * v * s * s + (w < beyond * 1.001 ? w * w * (0.5 + 0.5 * ln(k)) : 0)
          let pull = side == .upper ? w * w / 2 : (w < beyond ? k - 1 : 0)
          let slope = (v * (1 - s * s) + (side == .upper ? -pull : pull)).magnitude
          return min(3.5 / rate.squareRoot(), 14 / slope)
        }
        let s = c * exponential(u)
        var width = min(allowed(s), RootChiSquare.longestPanel(s, direction))
        if q * s > beyond * 1.001, direction == .left { width = min(width, max(ln(q * s / beyond), 1e-9)) }
        return min(width, allowed(s * exponential(direction.rawValue * width)))
      },
      integrand: { u in
        let factor = exponential(u)
        let growth = u > -0.5 ? exponentialMinus1(u) : factor - 1
        let s = c * factor
        let density = root.density(u, growth: growth)
        let value = range.tailAndDensity(q * s, of: side)
        return SIMD2(density * value.x, density * s * value.y)
      })
    return SIMD2(min(1, found.x), found.y)
  }

  /// Beyond this range of standard normals the lower tail is 1 to rounding.
  private var beyond: Double { 16 }

  /// About where the integrand over s is greatest: of s^ν e^(-ν s²/2) and a simple bound of the range's tail.
  private func peak(_ q: Double, _ side: NormalRange.Side) -> Double {
    let v = degreesOfFreedom
    let k = Double(groups)
    // Falls with s through zero at the peak.
    func slope(_ s: Double) -> Double {
      let w = q * s
      switch side {
      case .upper:
        let pairs = k * (k - 1) * Normal.upperTail(w / 2.0.squareRoot())
        return v * (1 - s * s) - (pairs > 1 ? 0 : w * w / 2)
      case .lower:
        let inside = 1 - 2 * Normal.upperTail(w / 2)
        return v * (1 - s * s) + (inside > 0 ? (k - 1) * w * Normal.density(w / 2) / inside : k - 1)
      }
    }
    var high = 1.0
    while slope(high) > 0 { high *= 2 }
    let low = high > 1 ? high / 2 : 1e-300
    return signChange(between: (low, slope(low)), and: (high, slope(high)), relative: 0.01, of: slope)
  }
}
