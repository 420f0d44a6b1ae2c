internal import Foundation
internal import Statistics

/// How long exact calculations take on one core, beside the largest error over the reference points of the same function.
struct CalculationTimes {
  static func print() throws {
    let references = try ReferencePoints.read()
    func error(_ functions: String...) -> String {
      let errors = references.points.filter { functions.contains($0.fn) }.compactMap { $0.error($0.answer() ?? .nan) }
      return String(format: "%.0e", errors.max() ?? .nan)
    }
    Swift.print("| calculation | count | total, s | each, µs | largest error |\n|---|---|---|---|---|")
    let margin = try Margin(lower: -1, upper: 1)
    row("exact TOST power, pooled", 10_000, error("tost_power")) { i in
      EquivalencePower.power(
        truth: 0.1, standardError: 0.2 + Double(i % 30) / 40, degreesOfFreedom: Double(4 + i % 97),
        zone: .inside(margin),
        alpha: 0.05)
    }
    // The double quadrature that Tests/StatisticsTests/Golden/welch_power.py makes for this very design.
    let welch = try PlannedComparison(.separate(test: 0.5, reference: 1.5), test: 6, reference: 12)
    let found = welch.power(truth: 0.1, zone: .inside(margin), alpha: 0.05)
    row("exact TOST power, Welch, 6 and 12 units", 1_000, String(format: "%.0e", abs(found / 0.2811034789768333 - 1))) {
      welch.power(truth: 0.1 + Double($0) * 1e-6, zone: .inside(margin), alpha: 0.05)
    }
    try row("smallest size, Welch", 100, "-") { i in
      let plan = try PlannedComparison.smallest(
        .separate(test: 1, reference: 1 + Double(i) / 100), truth: 0.1, zone: .inside(margin), alpha: 0.05,
        target: 0.9)
      return Double(plan?.total ?? 0)
    }
    try row("exact two-sided tolerance factor", 1_000, error("tol_k2")) { i in
      try ToleranceFactor(count: 2 + i % 100, coverage: 0.95, confidence: 0.95).twoSided
    }
    row("noncentral t, a tail", 10_000, error("nct_sf", "nct_cdf")) { i in
      NoncentralT(degreesOfFreedom: Double(2 + i % 50), noncentrality: Double(i % 7)).upperTail(2)
    }
    row("Owen's T", 100_000, error("owen_t")) { OwenT.value(h: Double($0 % 50) / 10, a: 0.5) }
    row("Owen's Q", 1_000, error("owen_q")) { i in
      OwenQ(degreesOfFreedom: Double(2 + i % 50)).value(t: 2, delta: 1, to: 5)
    }
  }

  private static func row(_ name: String, _ count: Int, _ error: String, _ compute: (Int) throws -> Double) rethrows {
    var sum = 0.0
    let clock = ContinuousClock()
    let time = try clock.measure { for i in 0..<count { sum += try compute(i) } }
    let seconds = time / .seconds(1)
    // The sum is used, so that no computation can be left out.
    guard sum.isFinite else { return Swift.print("| \(name) | \(count) | no number | | |") }
    Swift.print(
      "| \(name) | \(count) | \(String(format: "%.3f", seconds)) | \(String(format: "%.1f", seconds / Double(count) * 1e6)) | \(error) |"
    )
  }
}
