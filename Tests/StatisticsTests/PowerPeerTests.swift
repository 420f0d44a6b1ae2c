import Statistics
import TestSupport
import Testing

/// PowerTOST 1.5.6 and TOSTER 0.8.6 on R 4.2.2, and mpmath where they err.
struct PowerPeerTests {
  struct Peers: Decodable {
    struct Power: Decodable {
      let id: String
      let design: String
      let logscale: Bool
      let theta0: Double
      let theta1: Double
      let theta2: Double
      let CV: Double
      let n: [Int]
      let alpha: Double
      let peer: Double
      let value: Double
      let df: Double
      let se: Double
    }
    struct Size: Decodable {
      let id: String
      let design: String
      let logscale: Bool
      let theta0: Double
      let theta1: Double
      let theta2: Double
      let CV: Double
      let targetpower: Double
      let alpha: Double
      let at: Double?
      let smaller: Int?
      let below: Double?
    }
    struct NonInferiority: Decodable {
      let id: String
      let alpha: Double
      let logscale: Bool
      let margin: Double
      let theta0: Double
      let CV: Double
      let n: [Int]
      let peer: Double
    }
    struct Toster: Decodable {
      let id: String
      let n: Double?
      let delta: Double
      let sd: Double
      let eqb: Double
      let alpha: Double
      let type: String
      let power: Double?
      let peer: Double
      let peerUnits: Double
    }
    let power: [Power]
    let size: [Size]
    let noninferiority: [NonInferiority]
    let toster: [Toster]
  }

  static func scale(_ logarithmic: Bool) -> AnalysisScale { logarithmic ? .log : .linear }
  static func spread(_ cv: Double, _ logarithmic: Bool) -> Double {
    logarithmic ? GeometricVariation.standardDeviation(percentLogNormalCV: 100 * cv) : cv
  }

  @Test func `exact powers are those of mpmath and PowerTOST`() throws {
    for row in Golden.load("power_peers", as: Peers.self).power {
      let scale = Self.scale(row.logscale)
      let (low, high, truth) = (
        scale.position(of: row.theta1), scale.position(of: row.theta2), scale.position(of: row.theta0)
      )
      let power = EquivalencePower.power(
        truth: truth, standardError: row.se, degreesOfFreedom: row.df, lower: low, upper: high, alpha: row.alpha)
      #expect(abs(power - row.value) < 1e-11, "\(row.id): \(power), expected \(row.value)")
      #expect(abs(power - row.peer) < 1e-9, "\(row.id): PowerTOST \(row.peer)")
      let sd = Self.spread(row.CV, row.logscale)
      let zone = EquivalenceZone.inside(try Margin(lower: low, upper: high))
      if row.design == "parallel" {
        let first = row.n.count == 2 ? row.n[0] : row.n[0] / 2
        let second = row.n.count == 2 ? row.n[1] : row.n[0] - row.n[0] / 2
        let plan = try PlannedComparison(.pooled(sd), test: first, reference: second)
        #expect(abs(plan.power(truth: truth, zone: zone, alpha: row.alpha) - row.value) < 1e-11, "\(row.id)")
      }
      if row.design == "paired" {
        let plan = try PlannedComparison(.paired(2.0.squareRoot() * sd), test: row.n[0])
        #expect(abs(plan.power(truth: truth, zone: zone, alpha: row.alpha) - row.value) < 1e-11, "\(row.id)")
      }
    }
  }

  /// Of each design of PowerTOST: variance factor, degrees of freedom, and the step of a total that is balanced.
  static func design(_ name: String) -> (factor: Double, degreesOfFreedom: (Double) -> Double, step: Int)? {
    switch name {
    case "parallel": (4, { $0 - 2 }, 2)
    case "2x2": (2, { $0 - 2 }, 2)
    case "paired": (2, { $0 - 1 }, 1)
    case "2x2x3": (1.5, { 2 * $0 - 3 }, 2)
    case "2x2x4": (1, { 3 * $0 - 4 }, 2)
    case "3x6x3": (2, { 2 * $0 - 4 }, 6)
    case "4x4": (2, { 3 * $0 - 6 }, 4)
    case "2x4x2": (8, { $0 - 2 }, 4)
    default: nil
    }
  }

  /// b2-n-090 needs 9,566 a group: above 5,000 df PowerTOST leaves its exact method and stops two units short, at a power of
  /// 0.899988. b2-n-091 has its truth at the limit, for which PowerTOST answers infinity.
  @Test func `smallest sizes are those of PowerTOST but for one that is short`() throws {
    for row in Golden.load("power_peers", as: Peers.self).size {
      let scale = Self.scale(row.logscale)
      let zone = EquivalenceZone.inside(
        try Margin(lower: scale.position(of: row.theta1), upper: scale.position(of: row.theta2)))
      let (sd, truth) = (Self.spread(row.CV, row.logscale), scale.position(of: row.theta0))
      let (factor, degreesOfFreedom, step) = try #require(Self.design(row.design), "\(row.design)")
      guard let at = row.at, let smaller = row.smaller, let below = row.below else {
        #expect(row.id == "b2-n-091" && !zone.contains(truth))
        #expect(
          try PlannedComparison.smallest(.pooled(sd), truth: truth, zone: zone, alpha: row.alpha, target: 0.9) == nil)
        continue
      }
      func power(_ total: Int) -> Double {
        EquivalencePower.power(
          truth: truth, standardError: sd * (factor / Double(total)).squareRoot(),
          degreesOfFreedom: degreesOfFreedom(Double(total)), zone: zone, alpha: row.alpha)
      }
      let found = EquivalencePower.smallest(from: 1, reaching: row.targetpower) { k in
        degreesOfFreedom(Double(k * step)) > 0 ? power(k * step) : 0
      }
      let total = try #require(found) * step
      let n = smaller + step
      #expect(abs(power(n) - at) < 1e-11, "\(row.id): \(power(n)), expected \(at)")
      #expect(smaller < 3 || abs(power(smaller) - below) < 1e-11, "\(row.id)")
      #expect(total == (row.id == "b2-n-090" ? 19_132 : n), "\(row.id): \(total)")
      if row.design == "parallel" {
        let plan = try PlannedComparison.smallest(
          .pooled(sd), truth: truth, zone: zone, alpha: row.alpha, target: row.targetpower)
        #expect(plan?.total == total, "\(row.id)")
      }
    }
  }

  @Test func `one side is PowerTOST's noninferiority`() throws {
    for row in Golden.load("power_peers", as: Peers.self).noninferiority {
      let scale = Self.scale(row.logscale)
      let limit = scale.position(of: row.margin)
      let truth = scale.position(of: row.theta0)
      let first = row.n.count == 2 ? row.n[0] : row.n[0] / 2
      let second = row.n.count == 2 ? row.n[1] : row.n[0] - row.n[0] / 2
      let plan = try PlannedComparison(.pooled(Self.spread(row.CV, row.logscale)), test: first, reference: second)
      let power = plan.power(truth: truth, zone: truth > limit ? .above(limit) : .below(limit), alpha: row.alpha)
      #expect(abs(power - row.peer) < 1e-11, "\(row.id): \(power), PowerTOST \(row.peer)")
    }
  }

  /// TOSTER's sizes are real numbers, so the smallest whole one is theirs rounded up.
  @Test func `powers and sizes are those of TOSTER`() throws {
    for row in Golden.load("power_peers", as: Peers.self).toster {
      let zone = EquivalenceZone.inside(try Margin(lower: -row.eqb, upper: row.eqb))
      let spread: PlannedComparison.Spread =
        row.type == "two.sample" ? .pooled(row.sd) : row.type == "paired" ? .paired(row.sd) : .oneGroup(row.sd)
      if let n = row.n {
        let power = try PlannedComparison(spread, test: Int(n)).power(
          truth: row.delta, zone: zone, alpha: row.alpha)
        #expect(abs(power - row.peer) < 1e-5, "\(row.id): \(power), TOSTER \(row.peer)")
      } else {
        let found = try PlannedComparison.smallest(
          spread, truth: row.delta, zone: zone, alpha: row.alpha, target: try #require(row.power))
        #expect(found?.test == Int(row.peerUnits.rounded(.up)), "\(row.id)")
      }
    }
  }
}
