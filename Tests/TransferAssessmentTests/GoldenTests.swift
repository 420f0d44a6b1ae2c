import AssayData
import Foundation
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// Every kind of criterion against figures worked apart from the program.
///
/// Balanced designs with 40 digits from the decimals of the file: Python 3.11.7, mpmath 1.3.0; script: Golden/criteria.py.
/// Unbalanced and crossed ones by lme4 1.1-31 and lmerTest 3.1-3 in R 4.2.2, which differentiate numerically and so give
/// six to seven digits; script: Golden/unbalanced.R. Bounds of precision in uneven, crossed and incomplete layouts by dense
/// pseudoinverses in numpy; script: Golden/unweighted.py.
struct GoldenTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let `protocol`: String
    let results: String
    let findings: [Figures]
    var testDescription: String { name }
  }

  struct Figures: Decodable, Sendable {
    let verdict: String
    let estimate: Double
    let standardError: Double?
    let degreesOfFreedom: Double?
    let lower: Double?
    let upper: Double?
    let lowerP: Double?
    let upperP: Double?
    let wideLower: Double?
    let wideUpper: Double?
    let opposite: Double?
    let equivalenceLower: Double?
    let equivalenceUpper: Double?
  }

  static let cases = read("criteria")
  static let unbalanced = read("unbalanced")
  static let unweighted = read("unweighted")

  private static func read(_ name: String) -> [Case] {
    guard let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }

  @Test func `the golden files are read`() {
    #expect(Self.cases.count == 20)
    #expect(Self.cases.flatMap { $0.findings }.count == 73)
    #expect(Self.unbalanced.count == 7)
    #expect(Self.unbalanced.flatMap { $0.findings }.count == 10)
    #expect(Self.unweighted.count == 8)
    #expect(Self.unweighted.flatMap { $0.findings }.count == 32)
  }

  @Test(arguments: cases)
  func `every figure of every kind of criterion agrees to twelve digits`(golden: Case) throws {
    try compare(golden, tolerance: 1e-12)
  }

  @Test(arguments: unbalanced)
  func `unbalanced and crossed designs agree with lme4 and lmerTest to six digits`(golden: Case) throws {
    for evidence in try compare(golden, tolerance: 1e-6) where evidence.quantity != .ratioOfMeans {
      #expect(evidence.method.contains("REML"), "\(evidence.method)")
    }
  }

  @Test(arguments: unweighted)
  func `bounds of precision in any layout agree with dense matrices to nine digits`(golden: Case) throws {
    for evidence in try compare(golden, tolerance: 1e-9) {
      // No p-value where the bound is not exact, and no degrees of freedom of a sum.
      #expect(evidence.upperPValue == nil && evidence.degreesOfFreedom == nil)
      #expect(!evidence.method.contains("REML") && evidence.method.contains("at 95"), "\(evidence.method)")
    }
  }

  @discardableResult
  private func compare(_ golden: Case, tolerance: Double) throws -> [Evidence] {
    let assessment = try assess(protocolText: golden.protocol, results: golden.results)
    try #require(assessment.findings.count == golden.findings.count)
    #expect(assessment.failedChecks == [])
    for (finding, expected) in zip(assessment.findings, golden.findings) {
      let place = "\(finding.criterion.id) \(finding.item.name ?? "pooled")"
      #expect(finding.verdict.rawValue == expected.verdict, "\(place): \(finding.reason)")
      guard let evidence = finding.evidence else { continue }
      // A Fieller end is found by bisection on a tail; an interval end near zero has lost what its terms cancel.
      let scale = max(evidence.estimate.magnitude, evidence.standardError ?? 0, evidence.judged.upper?.magnitude ?? 0)
      let pairs: [(String, Double?, Double?)] = [
        ("estimate", evidence.estimate, expected.estimate),
        ("lower", evidence.judged.lower, expected.lower), ("upper", evidence.judged.upper, expected.upper),
        ("opposite", evidence.opposite, expected.opposite),
        ("equivalence lower", evidence.equivalenceInterval?.lower, expected.equivalenceLower),
        ("equivalence upper", evidence.equivalenceInterval?.upper, expected.equivalenceUpper),
      ]
      for (name, found, wanted) in pairs {
        #expect(
          close(found, wanted, scale: scale, tolerance),
          "\(place) \(name): \(String(describing: found)) for \(String(describing: wanted))")
      }
      let positives: [(String, Double?, Double?)] = [
        ("standard error", evidence.standardError, expected.standardError),
        ("lower p", evidence.lowerPValue, expected.lowerP), ("upper p", evidence.upperPValue, expected.upperP),
      ]
      for (name, found, wanted) in positives {
        #expect(
          close(found, wanted, scale: 0, tolerance),
          "\(place) \(name): \(String(describing: found)) for \(String(describing: wanted))")
      }
      if let wanted = expected.degreesOfFreedom, let found = evidence.degreesOfFreedom {
        #expect(close(found, wanted, scale: 0, tolerance), "\(place) df: \(found) for \(wanted)")
      }
      if let lower = expected.wideLower, let upper = expected.wideUpper {
        #expect(
          close(evidence.wide?.lower, lower, scale: scale, tolerance)
            && close(evidence.wide?.upper, upper, scale: scale, tolerance), "\(place)")
      }
    }
    return assessment.findings.compactMap(\.evidence)
  }

  /// Both absent, or within `tolerance` of the larger of `wanted` and `scale`; p-values and the like have no scale but their
  /// own, and at twelve digits may lose one.
  private func close(_ found: Double?, _ wanted: Double?, scale: Double, _ tolerance: Double) -> Bool {
    guard let found, let wanted else { return found == nil && wanted == nil }
    return abs(found - wanted) <= tolerance * max(scale, wanted.magnitude)
      || (scale == 0 && agree(found, wanted, digits: 11))
  }
}
