internal import Notation
public import Statistics

/// Numbers of one place that were held against the second engine.
public struct CrossChecked: Sendable {
  /// Of a finding, a run or a plan, in words.
  public let place: String
  public let checks: [CrossCheck]

  public init(_ place: String, _ checks: [CrossCheck]) {
    self.place = place
    self.checks = checks
  }
}

extension [CrossChecked] {
  /// The fewest digits that both engines had in common, by kind of number. They move with the machine, so no record holds them.
  public var commonDigits: [(kind: String, digits: Double)] {
    flatMap { $0.checks }.grouped { $0.kind }.compactMap { kind, checks in
      checks.compactMap { check -> Double? in
        if case .agrees(let digits) = check.outcome { digits } else { nil }
      }.min().map { (kind.rawValue, $0) }
    }
  }

  /// What has a second route and no second value on this machine, with the reason.
  public var withoutValue: [(place: String, check: CrossCheck, reason: CrossCheck.Reason)] {
    flatMap { one in
      one.checks.compactMap { check in
        check.reasonOfNone.flatMap { $0.dependsOnMachine ? (one.place, check, $0) : nil }
      }
    }
  }

  /// The first two numbers that lie further apart than they may, in words.
  public var disagreement: String? {
    for one in self {
      if let check = one.checks.first(where: { $0.disagrees }) { return "\(one.place): \(check)" }
    }
    return nil
  }
}
