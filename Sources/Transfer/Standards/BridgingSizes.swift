internal import Notation
internal import Statistics

/// How many units a laboratory would have to measure for the interval of the ratio to have a given half-width, at the
/// variability observed.
public struct BridgingSizes: Sendable {
  public struct Row: Sendable, Hashable {
    /// 100 (exp(h) - 1), h the half-width on ln.
    public let percent: Double
    /// The criterion that asks for it; `nil` for a figure that is shown for orientation.
    public let criterion: String?
    /// With the standard deviations as observed; `nil` where no number up to ``BridgingSizes/mostUnits`` does.
    public let units: Int?
    /// So many that a new study reaches it with these chances, its own standard deviation varying by chance.
    public let units80: Int?
    public let units90: Int?
  }

  public static let mostUnits = 10_000
  /// Two-sided, of the interval.
  public let level: Double
  public let laboratories: Int
  public let rows: [Row]

  /// `nil` where laboratories are taken as a sample of others: then their number decides, not that of units.
  init?(_ sample: BridgingSample, _ estimate: RatioEstimate, _ criteria: [Criterion]) {
    guard let ratios = try? sample.ratios(), !estimate.method.holdsBeyondTheseGroups else { return nil }
    let size = SizeOfBridging(ratios, constant: nil)
    laboratories = sample.groups.count
    let stated = criteria.compactMap { criterion -> (Double, String, Double)? in
      guard criterion.facts.ofStandard == .value(.ratio), let limit = criterion.facts.upper else { return nil }
      return (limit.double, criterion.id, 1 - criterion.alpha)
    }
    level = stated.first?.2 ?? BridgingStudy.shownLevel
    var targets: [(Double, String?)] = stated.map { ($0.0, $0.1) }
    for percent in [2.0, 3, 5, 10] where !targets.contains(where: { $0.0 == percent }) {
      targets.append((percent, nil))
    }
    let tail = (1 - level) / 2
    rows = targets.sorted { $0.0 < $1.0 }.map { percent, criterion in
      let half = AnalysisScale.log.position(of: 1 + percent / 100)
      /// The greatest variance of the mean that gives the half-width, over that expected.
      func room(_ units: Int) -> (ratio: Double, degreesOfFreedom: Double) {
        let (variance, freedom) = size.precision(units: units)
        let t = StudentT(degreesOfFreedom: freedom).upperQuantile(tail)
        return (half * half / (t * t * variance), freedom)
      }
      func smallest(_ isEnough: (Int) -> Bool) -> Int? {
        var high = 2
        while !isEnough(high) {
          if high >= Self.mostUnits { return nil }
          high = min(Self.mostUnits, high * 2)
        }
        var low = high / 2
        // Below 2 there is no standard error.
        while high - low > 1 {
          let middle = (low + high) / 2
          if middle >= 2, isEnough(middle) { high = middle } else { low = middle }
        }
        return high
      }
      func assured(_ chance: Double) -> Int? {
        smallest { units in
          let (ratio, freedom) = room(units)
          return ChiSquare(degreesOfFreedom: freedom).lowerTail(freedom * ratio) >= chance
        }
      }
      return Row(
        percent: percent, criterion: criterion, units: smallest { room($0).ratio > 1 }, units80: assured(0.8),
        units90: assured(0.9))
    }
  }
}
