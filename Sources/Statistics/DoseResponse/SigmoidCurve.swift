internal import Elementary

/// A fitted curve: y = d + (a - d)/(1 + (x/c)^b)^g over doses x, on the scale of the transformed responses.
public struct SigmoidCurve: Sendable, Equatable {
  /// b; above zero with four parameters.
  public let slope: Double
  /// ln c.
  public let lnMidpoint: Double
  /// g; one with four parameters.
  public let asymmetry: Double
  /// Subtracted from the two responses below, which keep digits that their sums cannot hold.
  public let pivot: Double
  /// The asymptote at dose zero less ``pivot``.
  let centredResponseAtZeroDose: Double
  /// The asymptote at infinite dose less ``pivot``.
  let centredResponseAtInfiniteDose: Double

  /// a where b is above zero, d where it is below.
  public var responseAtZeroDose: Double { pivot + centredResponseAtZeroDose }
  /// d where b is above zero, a where it is below.
  public var responseAtInfiniteDose: Double { pivot + centredResponseAtInfiniteDose }
  public var lowerAsymptote: Double { min(responseAtZeroDose, responseAtInfiniteDose) }
  public var upperAsymptote: Double { max(responseAtZeroDose, responseAtInfiniteDose) }
  /// Upper less lower asymptote.
  public var asymptoteRange: Double { (centredResponseAtInfiniteDose - centredResponseAtZeroDose).magnitude }
  /// Upper over lower asymptote, also known as the signal to background ratio; `nil` unless both are above zero.
  public var asymptoteRatio: Double? { lowerAsymptote > 0 ? upperAsymptote / lowerAsymptote : nil }
  /// Whether the response grows with the dose.
  public var rises: Bool { centredResponseAtInfiniteDose > centredResponseAtZeroDose }
  /// c, in the unit of the doses.
  var midpoint: Double { exponential(lnMidpoint) }
  /// The ln dose at which the response is half way between the asymptotes; ln c with four parameters.
  public var lnEC50: Double {
    asymmetry == 1 ? lnMidpoint : lnMidpoint + HalfwayShift(lnAsymmetry: ln(asymmetry)).value / slope
  }
  /// The dose at which the response is half way between the asymptotes.
  public var ec50: Double { exponential(lnEC50) }

  /// The response at a dose from zero upwards.
  public func response(at dose: Double) -> Double {
    let (a, d) =
      slope > 0
      ? (centredResponseAtZeroDose, centredResponseAtInfiniteDose)
      : (centredResponseAtInfiniteDose, centredResponseAtZeroDose)
    guard dose > 0 else { return pivot + (slope > 0 ? a : d) }
    let u = slope * (ln(dose) - lnMidpoint)
    let log = asymmetry * ((u > 0 ? u : 0) + ln1p(exponential(-u.magnitude)))
    return pivot + d + (a - d) * exponential(-log)
  }

  /// Where the EC50 lies among the doses of a preparation.
  public struct Window: Sendable, Equatable {
    /// Doses above zero and below the EC50, and above it.
    public let dosesBelow: Int
    public let dosesAbove: Int
    /// 0 at the lowest dose above zero, 1 at the highest, on ln dose; outside of both where the EC50 is.
    public let position: Double
    /// Whether the EC50 lies among the doses.
    public var isInside: Bool { position >= 0 && position <= 1 }
  }

  /// Where the EC50 lies among `doses`, of which at least two differ and are above zero; `nil` otherwise.
  public func window(doses: [Double]) -> Window? {
    let positive = doses.filter { $0 > 0 && $0.isFinite }
    guard let low = positive.min(), let high = positive.max(), low < high else { return nil }
    let point = lnEC50
    return Window(
      dosesBelow: positive.count { ln($0) < point }, dosesAbove: positive.count { ln($0) > point },
      position: (point - ln(low)) / (ln(high) - ln(low)))
  }
}

/// From which second derivatives standard errors are taken.
public enum CurveInformation: Sendable, Equatable {
  /// J'J, the expected information, as most bioassay software does.
  case expected
  /// The observed information: J'J and the residuals times second derivatives, analytic.
  case observed
}
