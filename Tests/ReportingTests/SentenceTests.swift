import Testing
import Transfer

@testable import Reporting

/// The sentence of each verdict, whole, on figures that can be worked out by hand.
///
/// The sending laboratory has 10, 10.3, 9.7 and 10, the receiving one 4 more of each: the difference is 4, its standard error
/// √(2 · 0.06/4) = 0.1732 with 6 degrees of freedom, and with t = 1.943 it lies between 3.66 and 4.34 at 90 %.
struct SentenceTests {
  static let rows =
    WhatWouldChangeTests.rows("S", [["10"], ["10.3"], ["9.7"], ["10"]])
    + WhatWouldChangeTests.rows("R", [["14"], ["14.3"], ["13.7"], ["14"]])

  static func sentence(_ criterion: String) throws -> String {
    let (_, assessment) = try WhatWouldChangeTests.report([criterion], Self.rows)
    return Wording.statement(
      FindingText(assessment.findings[0], of: assessment.transferProtocol), words: assessment.transferProtocol.words
    )
    .plain.replacing("\u{A0}", with: " ")
  }

  static let interval = "The 90 % confidence interval of the difference of means R − S, mg (3.66 to 4.34)"
  static let open =
    "equivalence was not shown. The data do not show that the laboratories differ by more than the limit either."
  static let never =
    "At the variability observed, no size would reach 90 % power even if the laboratories agreed, and about"

  @Test(arguments: [
    ("[3, 5]", "\(interval) lies inside the limits set in advance (3 to 5 mg): criterion AC-1 is met."),
    ("[-1, 2]", "\(interval) lies wholly beyond 2 mg: the laboratories differ by more than the limit."),
    ("[-8, -6]", "\(interval) lies wholly beyond -6 mg: the laboratories differ by more than the limit."),
    ("[6, 8]", "\(interval) lies wholly beyond 6 mg: the laboratories differ by more than the limit."),
    ("[3.9, 8]", "\(interval) crosses 3.9 mg: \(open) \(never) 104 runs a laboratory at the value observed."),
    ("[3, 4.1]", "\(interval) crosses 4.1 mg: \(open) \(never) 104 runs a laboratory at the value observed."),
    ("[3.9, 4.1]", "\(interval) crosses 3.9 and 4.1 mg: \(open) \(never) 131 runs a laboratory at the value observed."),
  ])
  func `a comparison of means names the limit that it crosses or lies beyond`(limits: String, sentence: String) throws {
    #expect(try Self.sentence("kind: mean-difference, limits: \(limits)") == sentence)
  }

  static let lower = "lower 95 % confidence bound of the difference of means R − S, mg (3.66)"
  static let upper = "upper 95 % confidence bound of the difference of means R − S, mg (4.34)"

  @Test(arguments: [
    ("[3, 5], direction: lower", "The \(lower) lies above the limit set in advance (3 mg): criterion AC-1 is met."),
    (
      "[5, 6], direction: lower",
      "Even the \(upper) lies below the limit set in advance (5 mg): criterion AC-1 is not met."
    ),
    (
      "[3.9, 5], direction: lower",
      "The \(lower) lies below the limit (3.9 mg) while the upper one (4.34) does not: not shown, and not refuted. \(never) 104 runs a laboratory at the value observed."
    ),
    ("[2, 5], direction: upper", "The \(upper) lies inside the limit set in advance (5 mg): criterion AC-1 is met."),
    (
      "[2, 3], direction: upper",
      "Even the \(lower) lies beyond the limit set in advance (3 mg): criterion AC-1 is not met."
    ),
    (
      "[3, 4.1], direction: upper",
      "The \(upper) lies beyond the limit (4.1 mg) while the lower one (3.66) does not: not shown, and not refuted. At the variability observed, a new study would need about 2 runs a laboratory for 90 % power if the laboratories agreed, and about 104 runs a laboratory at the value observed."
    ),
  ])
  func `one limit is judged by the bound towards it, and refuted by the other`(limits: String, sentence: String) throws
  {
    #expect(try Self.sentence("kind: mean-difference, limits: \(limits)") == sentence)
  }

  /// The SD is 0.2449 with 3 degrees of freedom: 0.2449 · √(3/0.3518) = 0.7152 above, 0.2449 · √(3/7.815) = 0.1517 below.
  @Test(arguments: [
    (
      "2",
      "The upper 95 % confidence bound of the intermediate precision at R, mg (0.72) lies inside the limit set in advance (2 mg): criterion AC-1 is met."
    ),
    (
      "0.1",
      "Even the lower 95 % confidence bound of the intermediate precision at R, mg (0.15) lies beyond the limit set in advance (0.1 mg): criterion AC-1 is not met."
    ),
    (
      "0.5",
      "The upper 95 % confidence bound of the intermediate precision at R, mg (0.72) lies beyond the limit (0.5 mg) while the lower one (0.15) does not: not shown, and not refuted. A new study would need about 11 runs a laboratory for 90 % power at the value observed."
    ),
  ])
  func `a precision is judged by its upper bound, and refuted by its lower one`(limit: String, sentence: String) throws
  {
    #expect(
      try Self.sentence(
        "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: \(limit)")
        == sentence)
  }

  @Test func `a criterion without an estimate says that it does not count as passed`() throws {
    #expect(
      try Self.sentence("kind: repeatability, laboratory: receiving, measure: sd, limit: 2")
        == "Criterion AC-1 could not be evaluated: R has no replicate results in a unit of replication, so repeatability has no estimate. It does not count as passed."
    )
  }
}
