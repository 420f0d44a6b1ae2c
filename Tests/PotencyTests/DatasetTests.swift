import AssayData
import Foundation
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// The studies of potency in `datasets/` against what was printed, or computed by other code.
struct DatasetTests {
  struct Example: Decodable, Sendable, CustomTestStringConvertible {
    struct Line: Decodable, Sendable {
      let degreesOfFreedom: Int
      let sumOfSquares: String
      let F: String?
      let p: String?
    }
    struct Computed: Decodable, Sendable {
      let relativePotency: Double
      let lnStandardError: Double
      let degreesOfFreedom: Double
      let lower: Double
      let upper: Double
      let F: Double
      let p: Double
    }
    let file: String
    let model: String
    let reference: String
    let transform: String
    let blocks: [String]
    let assumedPotency: Bool
    let dilution: Bool
    let zeroDose: String?
    let interval: String?
    /// Lower limit, estimate, upper limit, as they are printed.
    let potencies: [String: [String]]
    let anova: [String: Line]?
    let computed: [String: Computed]?

    var testDescription: String { file }

    func study() throws -> PotencyOfTable {
      try Study.of(
        try Study.bytes("bioassay-examples/\(file)"),
        PotencyRequest.Columns(
          preparation: "preparation", dose: "dose", response: "response", blocks: blocks,
          assumedPotency: assumedPotency ? "assumed_potency" : nil, dilution: dilution ? "dilution" : nil),
        DoseResponse(
          model: try #require(DoseResponse.Model(rawValue: model)), reference: reference,
          transform: try #require(DoseResponse.Transform(rawValue: transform)),
          zeroDose: zeroDose.flatMap(DoseResponse.ZeroDose.init) ?? .refuse,
          interval: interval.flatMap(DoseResponse.Interval.init)))
    }
  }

  private struct Examples: Decodable {
    let examples: [Example]
  }

  static let examples: [Example] = {
    guard
      let data = try? Data(contentsOf: Study.datasets.appendingPathComponent("bioassay-examples/expected/figures.json"))
    else { return [] }
    return (try? JSONDecoder().decode(Examples.self, from: data).examples) ?? []
  }()

  /// Whether `value` is what is printed as `text`, to its last digit; 4.97465E+06 has six.
  static func isPrinted(_ value: Double, _ text: String) -> Bool {
    let parts = text.split(separator: "E")
    guard parts.count == 2, let power = Int(parts[1]) else { return prints(value, text) }
    guard let scale = Double("1e\(power)") else { return false }
    return prints(value / scale, String(parts[0]))
  }

  @Test func `the examples are found`() { #expect(Self.examples.count == 14) }

  @Test(arguments: examples)
  func `an example gives potency, both limits and the analysis of variance to each printed digit`(example: Example)
    throws
  {
    let study = try example.study()
    let assay = try #require(study.assays.first)
    #expect(study.assays.count == 1 && assay.obstacle == nil)
    #expect(
      study.groups.map(\.preparation).sorted() == (example.computed?.keys.sorted() ?? example.potencies.keys.sorted()))
    for (name, printed) in example.potencies {
      let found = try #require(assay.potencies.first { $0.preparation == name })
      let (lower, upper) = (try #require(found.potencyInterval.lower), try #require(found.potencyInterval.upper))
      for (value, text) in zip([lower, found.potency, upper], printed) {
        #expect(Self.isPrinted(value, text), "\(name): \(value) for \(text)")
      }
    }
    for (source, line) in example.anova ?? [:] {
      let anova = try #require(assay.anova)
      let found = try #require(anova.lines.first { $0.effect.description == source }, "\(source)")
      #expect(found.degreesOfFreedom == line.degreesOfFreedom, "\(source)")
      #expect(Self.isPrinted(found.sumOfSquares, line.sumOfSquares), "\(source): \(found.sumOfSquares)")
      guard let f = line.F, let p = line.p else { continue }
      let test = try anova.test(found.effect, against: .withinTreatments)
      #expect(Self.isPrinted(test.statistic, f) && Self.isPrinted(test.pValue, p), "\(source): \(test.statistic)")
    }
    for (name, computed) in example.computed ?? [:] {
      let found = try #require(assay.potencies.first { $0.preparation == name })
      #expect(agree(found.relativePotency, computed.relativePotency, digits: 9))
      #expect(agree(found.lnStandardError, computed.lnStandardError, digits: 8))
      #expect(agree(try #require(found.interval.lower), computed.lower, digits: 8))
      #expect(agree(try #require(found.interval.upper), computed.upper, digits: 8))
      #expect(found.degreesOfFreedom == computed.degreesOfFreedom)
      let parallelism = try #require(assay.conditions.first { $0.name == "non-parallelism" })
      #expect(agree(try #require(parallelism.value), computed.F, digits: 7))
      #expect(agree(try #require(parallelism.pValue), computed.p, digits: 7))
    }
  }

  private struct Plates: Decodable {
    struct Row: Decodable {
      struct Test: Decodable {
        let F: Double
        let p: Double
      }
      let laboratory: String
      let run: String
      let preparation: String
      let potency: Double
      let lower: Double
      let upper: Double
      let lnStandardError: Double
      let degreesOfFreedom: Double
      let nonParallelism: Test
    }
    let potencies: [Row]
  }

  /// datasets/check.py, SciPy 1.17.1.
  @Test func `every run of the plate study gives what other code computes from its wells`() throws {
    let expected = try JSONDecoder().decode(
      Plates.self,
      from: Data(contentsOf: Study.datasets.appendingPathComponent("potency-plates/expected/potencies.json")))
    let study = try Study.plates(interval: .fieller)
    #expect(expected.potencies.count == 24 && study.assays.count == 12 && study.warnings.isEmpty)
    for row in expected.potencies {
      let assay = try #require(study.assays.first { $0.laboratory == row.laboratory && $0.run == row.run })
      let found = try #require(assay.potencies.first { $0.preparation == row.preparation })
      let place = "\(row.laboratory) \(row.run) \(row.preparation)"
      #expect(agree(found.potency, row.potency, digits: 9), "\(place)")
      #expect(agree(found.lnStandardError, row.lnStandardError, digits: 8), "\(place)")
      #expect(agree(try #require(found.potencyInterval.lower), row.lower, digits: 8), "\(place)")
      #expect(agree(try #require(found.potencyInterval.upper), row.upper, digits: 8), "\(place)")
      #expect(found.degreesOfFreedom == row.degreesOfFreedom)
      let test = try #require(assay.fit(of: row.preparation)?.conditions.first { $0.name == "non-parallelism" })
      #expect(agree(try #require(test.value), row.nonParallelism.F, digits: 7), "\(place)")
      #expect(agree(try #require(test.pValue), row.nonParallelism.p, digits: 7), "\(place)")
    }
  }
}
