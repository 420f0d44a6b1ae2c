import AssayData
import Foundation
import Notation
import Statistics
import Testing
import Transfer

/// Every study of `datasets/` that compares laboratories against its `expected/`, which other code has computed (datasets/check.py, SciPy 1.17.1).
struct DatasetTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("datasets")

  static let names: [String] = {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    // Those of standards are judged by `bridge`, in BridgingTests.
    return entries.filter {
      FileManager.default.fileExists(atPath: folder.path + "/\($0)/protocol.yaml") && !$0.hasPrefix("bridging-")
    }.sorted()
  }()

  struct ExpectedVerdict: Decodable {
    let verdict: String
    let exitCode: Int32
    let criteria: [String: String]
  }

  struct ExpectedFigures: Decodable {
    struct Figures: Decodable {
      let criterion: String
      let receiving: String
      let sample: String?
      let level: String?
      let verdict: String
      let estimate: Double
      let standardError: Double?
      let degreesOfFreedom: Double?
      let lower: Double?
      let upper: Double?
    }
    let findings: [Figures]
  }

  static func assessment(_ name: String) throws -> Assessment {
    let study = folder.appendingPathComponent(name)
    let transferProtocol = try TransferProtocol(
      yaml: String(decoding: try Data(contentsOf: study.appendingPathComponent("protocol.yaml")), as: UTF8.self),
      file: "protocol.yaml")
    let files = try FileManager.default.contentsOfDirectory(atPath: study.path).filter { $0.hasSuffix(".csv") }.sorted()
    let inputs = try files.map { file in
      AssayData.Input(
        name: file, bytes: [UInt8](try Data(contentsOf: study.appendingPathComponent(file))),
        mapping: try transferProtocol.mapping(forFile: file))
    }
    return try Assessment(of: AssayData(reading: inputs, for: transferProtocol.vocabulary), against: transferProtocol)
  }

  private static func expected<Value: Decodable>(_ name: String, _ file: String) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: Data(contentsOf: folder.appendingPathComponent("\(name)/expected/\(file)")))
  }

  @Test func `the studies are found`() { #expect(Self.names.count >= 13) }

  @Test(arguments: names)
  func `a study gives the verdict and the figures it must`(name: String) throws {
    let assessment = try Self.assessment(name)
    let verdict: ExpectedVerdict = try Self.expected(name, "verdict.json")
    #expect(assessment.verdict.rawValue == verdict.verdict && assessment.verdict.exitCode == verdict.exitCode)
    #expect(assessment.failedChecks == [])
    let order: [Verdict] = [.fail, .inconclusive, .notEvaluated, .pass]
    var worst: [String: String] = [:]
    for criterion in Set(assessment.findings.map(\.criterion.id)) {
      let found = Set(assessment.findings.filter { $0.criterion.id == criterion }.map(\.verdict))
      worst[criterion] = order.first { found.contains($0) }?.rawValue
    }
    #expect(worst == verdict.criteria)
    let figures: ExpectedFigures = try Self.expected(name, "figures.json")
    for wanted in figures.findings {
      let found = assessment.findings.first { finding in
        finding.criterion.id == wanted.criterion && finding.receiving == wanted.receiving
          && matches(finding.item, wanted)
      }
      let place = "\(wanted.criterion) \(wanted.receiving) \(wanted.sample ?? "") \(wanted.level ?? "")"
      guard let finding = found, let evidence = finding.evidence else {
        Issue.record("no figures of \(place)")
        continue
      }
      #expect(finding.verdict.rawValue == wanted.verdict, "\(place)")
      // Fieller's ends on the other side are the root of an iteration with about 1e-12; the rest is closed form.
      let digits: Double = evidence.quantity == .ratioOfMeans ? 1e-9 : 1e-12
      // The other side works on binary doubles: what cancels in a difference is lost there, at the size of the means.
      let size = evidence.laboratories.compactMap(\.mean).map(\.magnitude).max() ?? 1
      let slack = evidence.quantity == .difference ? size * 4e-15 : 0
      func near(_ a: Double?, _ b: Double?) -> Bool {
        guard let b else { return true }
        guard let a else { return false }
        return abs(a - b) <= digits * b.magnitude + slack
      }
      #expect(near(evidence.estimate, wanted.estimate), "\(place): \(evidence.estimate) for \(wanted.estimate)")
      #expect(near(evidence.standardError, wanted.standardError), "\(place)")
      // A fourth power of deviations that were rounded at the size of the means.
      if let df = wanted.degreesOfFreedom, let found = evidence.degreesOfFreedom {
        #expect(abs(found - df) <= 1e-10 * df, "\(place): \(found) for \(df)")
      }
      let oneSided = evidence.lowerLimit == nil && evidence.upperLimit != nil
      let lower = oneSided ? evidence.opposite : evidence.judged.lower
      #expect(
        near(lower, wanted.lower), "\(place): \(String(describing: lower)) for \(String(describing: wanted.lower))")
      #expect(
        near(evidence.judged.upper, wanted.upper),
        "\(place): \(String(describing: evidence.judged.upper)) for \(String(describing: wanted.upper))")
    }
  }

  struct ExpectedRanges: Decodable {
    struct Range: Decodable {
      let attribute: String
      let sample: String
      let receiving: String
      let units: Int
      let mean: Double
      let standardDeviation: Double
      let lower: Double
      let upper: Double
      let inside: Int
      let share: Double
      let expectedContent: Double
      let heldContent: Double
    }
    let ranges: [Range]
  }

  /// Figures of NumPy and SciPy; the content that is held by quadrature of its own there, to nine digits.
  @Test(arguments: ["comparability-scale-down", "comparability-sites"])
  func `quality ranges are those that other code finds`(name: String) throws {
    let found = try Self.assessment(name).qualityRanges
    let wanted: ExpectedRanges = try Self.expected(name, "quality-ranges.json")
    #expect(found.count == wanted.ranges.count)
    for (range, wanted) in zip(found, wanted.ranges) {
      #expect(range.attribute.id == wanted.attribute && range.sample == wanted.sample)
      #expect(range.receiving == wanted.receiving && range.level == nil && range.obstacle == nil)
      #expect(range.reference.count == wanted.units && range.inside == wanted.inside && range.share == wanted.share)
      let figures = try #require(range.figures)
      let pairs = [
        (figures.mean, wanted.mean), (figures.standardDeviation, wanted.standardDeviation),
        (figures.lower, wanted.lower), (figures.upper, wanted.upper), (figures.expectedContent, wanted.expectedContent),
      ]
      for (a, b) in pairs { #expect(abs(a - b) <= 1e-12 * abs(b), "\(a) for \(b)") }
      #expect(abs(figures.heldContent - wanted.heldContent) < 2e-9)
    }
  }

  private func matches(_ item: Finding.Item, _ wanted: ExpectedFigures.Figures) -> Bool {
    switch item {
    case .pooled: wanted.sample == nil && wanted.level == nil
    case .sample(let name), .sampleAtLevel(let name, _): name == wanted.sample
    case .level(let value): value.double == wanted.level.flatMap(Double.init)
    }
  }
}
