import Foundation
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// Readings as published or certified, from the wells to the potency.
enum PublishedAssays {
  struct Lines: Decodable, Sendable, CustomTestStringConvertible {
    struct Printed: Decodable, Sendable { let potencies: [[String]] }
    struct Fit: Decodable, Sendable {
      let error: String
      let potencies: [[Double]?]
    }
    struct Reference: Decodable, Sendable { let fits: [Fit] }
    let name: String
    let model: String
    let preparations: [String]
    let design: String
    let scale: String
    let readings: [[Double]]
    let factor: Double
    let printed: Printed?
    let reference: Reference
    var testDescription: String { name }

    var isParallel: Bool { model == "parallel lines" }

    var settings: DoseResponse {
      let transform: DoseResponse.Transform =
        switch scale {
        case "ln": .ln
        case "log10": .log10
        case "square root": .sqrt
        case "square": .square
        default: .none
        }
      return DoseResponse(
        model: isParallel ? .parallelLine : .slopeRatio, reference: preparations[0], transform: transform,
        zeroDose: isParallel ? .refuse : .asymptote)
    }

    var wells: [DoseReading] {
      readings.enumerated().map { i, reading in
        let blocks = [reading[3], reading[4]].map { "\(Int($0))" }
        return DoseReading(
          row: i, preparation: preparations[Int(reading[0])], dose: reading[1], response: reading[2],
          blocks: design == "Latin square" ? blocks : design == "randomised block" ? [blocks[0]] : [])
      }
    }

    func assay(_ wells: [DoseReading]? = nil) -> PotencyAssay {
      PotencyAssay(
        wells ?? self.wells, settings: settings, laboratory: nil, run: "1",
        assumedPotency: Dictionary(uniqueKeysWithValues: preparations.dropFirst().map { ($0, factor) }))
    }
  }

  struct Curves: Decodable, Sendable {
    struct Fit: Decodable, Sendable {
      let levels: [String]
      let par: [Double]
      let rss: Double
      let df: Int
    }
    struct Potency: Decodable, Sendable {
      let pair: String
      let ratio: Double
      let se: Double
      let onLn: [Double]
      let fieller: [Double]?
    }
    struct Set: Decodable, Sendable, CustomTestStringConvertible {
      let id: String
      let dose: [Double]
      let y: [Double]
      let curve: [String]
      let parallel: Fit?
      let potencies: [Potency]?
      let f: Double?
      var testDescription: String { id }

      func assay(
        _ interval: DoseResponse.Interval = .fieller, model: DoseResponse.Model = .fourParameter,
        reference: String? = nil
      ) -> PotencyAssay {
        let wells = y.indices.map { DoseReading(row: $0, preparation: curve[$0], dose: dose[$0], response: y[$0]) }
        return PotencyAssay(
          wells,
          settings: DoseResponse(
            model: model, reference: reference ?? curve.sorted()[0], zeroDose: .asymptote, fit: .common,
            interval: interval),
          laboratory: "A", run: "1")
      }
    }
    let sets: [Set]
  }

  private static func load<Value: Decodable>(_ name: String, as type: Value.Type) -> Value {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "StatisticsTests/Golden/\(name).json")
    do { return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file)) } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  private struct All: Decodable { let assays: [Lines] }
  static let lines = load("linear-assays", as: All.self).assays
  static let curves = load("dose-response-curves", as: Curves.self).sets.filter {
    // Sets of a whole assay: the first of the names is the reference of every certified potency.
    $0.parallel != nil && $0.potencies?.isEmpty == false && !$0.id.contains("vinclozolin")
  }
}

struct PotencyAssayTests {
  /// Whether `value` is what a publication prints as `text`.
  private func isPrinted(_ value: Double, as text: String) -> Bool {
    if text.hasPrefix(">") { return Double(text.dropFirst()).map { value > $0 } ?? false }
    let parts = text.split(separator: "E")
    guard let printed = Double(text), let mantissa = parts.first else { return false }
    let places = mantissa.split(separator: ".").dropFirst().first?.count ?? 0
    let exponent = parts.count > 1 ? Double(parts[1]) ?? 0 : 0
    return abs(value - printed) <= 0.5000001 * Foundation.pow(10, exponent - Double(places))
  }

  /// European Pharmacopoeia 5.3 and EDQM CombiStats, as `linear-assays.json` names them.
  @Test(arguments: PublishedAssays.lines)
  func `published potencies and limits follow from the readings to each printed digit`(lines: PublishedAssays.Lines)
    throws
  {
    let assay = lines.assay()
    #expect(assay.obstacle == nil && assay.potencies.count == lines.preparations.count - 1)
    #expect(assay.anova != nil && assay.residuals.count == lines.readings.count)
    for (printed, name) in zip(lines.printed?.potencies ?? [], lines.preparations.dropFirst()) {
      let found = try #require(assay.potencies.first { $0.preparation == name })
      guard case .bounded(let lower?, let upper?) = found.potencyInterval else {
        Issue.record("\(found.potencyInterval)")
        continue
      }
      #expect(isPrinted(lower, as: printed[0]) && isPrinted(found.potency, as: printed[1]), "\(found)")
      #expect(isPrinted(upper, as: printed[2]), "\(found)")
      #expect(found.method.contains("Fieller") && found.method.contains("within treatments"))
    }
    let certified = try #require(lines.reference.fits.first { $0.error == "within treatments" })
    for (figures, name) in zip(certified.potencies, lines.preparations.dropFirst()) {
      guard let figures,
        case .bounded(let lower?, let upper?)? = assay.potencies.first(where: { $0.preparation == name })?.interval
      else { continue }
      let ends = lines.isParallel ? [exp(figures[0]), exp(figures[2])] : [figures[0], figures[2]]
      #expect(agree(lower, ends[0], digits: 9) && agree(upper, ends[1], digits: 9))
    }
  }

  @Test(arguments: PublishedAssays.curves)
  func `certified curves give the potency, its limits and the test of parallelism`(set: PublishedAssays.Curves.Set)
    throws
  {
    let assay = set.assay()
    #expect(assay.obstacle == nil)
    let parallel = try #require(set.parallel)
    let squares = assay.residuals.compactMap(\.self).reduce(0) { $0 + $1 * $1 }
    #expect(agree(squares, parallel.rss, digits: 8))
    #expect(assay.residuals.count { $0 != nil } == set.y.count)
    let delta = set.assay(.delta)
    for certified in set.potencies ?? [] {
      let names = certified.pair.split(separator: "/").map(String.init)
      guard names[0] == assay.settings.reference else { continue }
      let found = try #require(assay.potencies.first { $0.preparation == names[1] })
      #expect(agree(found.relativePotency, certified.ratio, digits: 8))
      #expect(agree(found.lnStandardError, certified.se, digits: 7))
      if let fieller = certified.fieller, case .bounded(let lower?, let upper?) = found.interval {
        #expect(agree(lower, fieller[0], digits: 7) && agree(upper, fieller[1], digits: 7))
      }
      if case .bounded(let lower?, let upper?)? = delta.potencies.first(where: { $0.preparation == names[1] })?.interval
      {
        #expect(agree(lower, certified.onLn[0], digits: 7) && agree(upper, certified.onLn[1], digits: 7))
      }
    }
    if let f = set.f, let condition = assay.conditions.first(where: { $0.name == "non-parallelism" }),
      let value = condition.value
    {
      #expect(agree(value, f, digits: 6))
    }
    for preparation in assay.preparations where preparation.obstacle == nil {
      let curve = try #require(assay.fits.first?.curve(of: preparation.name))
      #expect(curve.parameters.count == 4 && curve.points.count == 61)
    }
  }

  @Test func `the order of readings changes no bit`() throws {
    let lines = try #require(PublishedAssays.lines.first { $0.name == "Agar diffusion" })
    #expect(lines.assay(lines.wells.reversed()).potencies[0].potency == lines.assay().potencies[0].potency)
    let wells = Plate(potencies: ["T": 1.3, "U": 0.7]).wells
    let settings = DoseResponse(model: .fourParameter, reference: "REF")
    let (one, other) = (
      PotencyAssay(wells, settings: settings, laboratory: nil, run: "1"),
      PotencyAssay(wells.reversed(), settings: settings, laboratory: nil, run: "1")
    )
    #expect(one.potencies.map(\.potency) == other.potencies.map(\.potency))
    #expect(one.potencies.map(\.interval) == other.potencies.map(\.interval))
    #expect(one.residuals == other.residuals.reversed())
    #expect(one.similarities.map(\.estimate) == other.similarities.map(\.estimate))
  }

  @Test(
    arguments: [DoseResponse.Interval.fieller, .delta, .profile], [DoseResponse.Model.fourParameter, .fiveParameter])
  func `a known potency is found with an interval about it by each method`(
    interval: DoseResponse.Interval, model: DoseResponse.Model
  ) throws {
    let assay = PotencyAssay(
      Plate(potencies: ["T": 1.3]).wells,
      settings: DoseResponse(model: model, reference: "REF", interval: interval), laboratory: nil, run: "1",
      assumedPotency: ["T": 100], dilution: ["T": 2])
    let found = try #require(assay.potencies.first)
    guard case .bounded(let lower?, let upper?) = found.interval else {
      Issue.record("\(found.interval)")
      return
    }
    #expect(lower < 1.3 && upper > 1.3 && upper / lower < 1.4)
    #expect(agree(found.potency, 200 * found.relativePotency, digits: 14))
    #expect(agree(try #require(found.potencyInterval.upper), 200 * upper, digits: 14))
    #expect(assay.similarities.map(\.parameter).contains("nonparallelism"))
    #expect(assay.similarities.contains { $0.parameter == "asymmetry" } == (model == .fiveParameter))
    #expect(assay.conditions.contains { $0.name == "regression" && $0.outcome == .met })
    #expect(found.cautions == [])
  }

  @Test func `weights and transforms reach the fit`() throws {
    let wells = Plate(potencies: ["T": 1.3]).wells
    func potency(_ weights: DoseResponse.Weights, _ transform: DoseResponse.Transform) throws -> Double {
      let settings = DoseResponse(model: .fourParameter, reference: "REF", transform: transform, weights: weights)
      return try #require(
        PotencyAssay(wells, settings: settings, laboratory: nil, run: "1").potencies.first
      ).relativePotency
    }
    let plain = try potency(.none, .none)
    for (weights, transform) in [
      (DoseResponse.Weights.meanSquared, DoseResponse.Transform.none), (.replicates, .none), (.none, .sqrt),
      (.none, .ln),
    ] {
      let other = try potency(weights, transform)
      #expect(other != plain && abs(other / plain - 1) < 0.2)
    }
  }

  // MARK: - No potency, in words

  /// What is wrong with a plate, and what must be said.
  struct Trouble: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let settings: DoseResponse
    let wells: [DoseReading]
    let words: [String]

    init(
      _ name: String, model: DoseResponse.Model = .fourParameter, zeroDose: DoseResponse.ZeroDose = .refuse,
      reference: String = "REF", on wells: [DoseReading], _ words: String...
    ) {
      testDescription = "\(name), \(model.rawValue)"
      settings = DoseResponse(model: model, reference: reference, zeroDose: zeroDose)
      self.wells = wells
      self.words = words
    }
  }

  static let plate = Plate(potencies: ["T": 1.3])

  static let troubles: [Trouble] = [
    Trouble("nothing", on: [], "no readings"),
    Trouble("no reference", reference: "RS", on: plate.wells, "\"RS\"", "\"REF\", \"T\""),
    Trouble("no test", on: plate.wells.filter { $0.preparation == "REF" }, "no test preparation"),
    Trouble("two doses", on: plate.wells.filter { [1, 10].contains($0.dose) }, "2 dose levels", "needs 4"),
    Trouble("flat reference", on: plate.changed { $0.preparation == "REF" ? 1.5 : $0.response }, "REF", "flat"),
    Trouble("flat test", on: plate.changed { $0.preparation == "T" ? 1.5 : $0.response }, "T", "flat"),
    Trouble(
      "noise for a test",
      on: plate.changed { $0.preparation == "T" ? 1.5 + 0.1 * Double($0.row * 7 % 5) : $0.response },
      "T",
      "flat"),
    Trouble(
      "opposite", on: plate.changed { $0.preparation == "T" ? 2.5 - $0.response : $0.response }, "opposite", "slope"),
    Trouble(
      "opposite lines", model: .parallelLine,
      on: plate.changed { $0.preparation == "T" ? 2.5 - $0.response : $0.response },
      "opposite", "slope"),
    Trouble(
      "opposite lines", model: .slopeRatio,
      on: Plate(potencies: ["T": 1.3]).changed {
        ($0.preparation == "T" ? -1 : 1) * $0.dose + 0.01 * Double($0.row % 3)
      },
      "opposite", "slope"),
    Trouble("zero dose", on: plate.doses { $0 == 0.1 ? 0 : $0 }, "dose of 0", "no logarithm"),
    Trouble(
      "zero dose", model: .parallelLine, zeroDose: .asymptote, on: plate.doses { $0 == 0.1 ? 0 : $0 }, "no place"),
    Trouble("zero dose", model: .slopeRatio, on: plate.doses { $0 == 0.1 ? 0 : $0 }, "dose of 0"),
    Trouble("one dose", model: .parallelLine, on: plate.wells.filter { $0.dose == 1 }, "1 dose level"),
    Trouble("a step", on: plate.changed { $0.dose < 3 ? 0.1 : 2 }, "not converged"),
    Trouble("all alike", model: .parallelLine, on: plate.changed { _ in 1 }, "the same"),
  ]

  @Test(arguments: troubles)
  func `without a potency there are words and no number`(trouble: Trouble) throws {
    let assay = PotencyAssay(trouble.wells, settings: trouble.settings, laboratory: nil, run: "1")
    let words = try #require(assay.obstacle)
    for word in trouble.words { #expect(words.contains(word), "\(words)") }
    #expect(assay.potencies.isEmpty && assay.residuals.isEmpty && assay.similarities.isEmpty)
    #expect(assay.readings.count == trouble.wells.count)
  }

  @Test(arguments: [DoseResponse.Model.fourParameter, .parallelLine])
  func `a test that has no curve is left out with its reason and the others are as without it`(
    model: DoseResponse.Model
  )
    throws
  {
    let both = Plate(potencies: ["T": 1.3, "U": 0.8])
    let settings = DoseResponse(model: model, reference: "REF")
    let broken = PotencyAssay(
      both.changed { $0.preparation == "U" ? 2.5 - $0.response : $0.response }, settings: settings, laboratory: nil,
      run: "1")
    let alone = PotencyAssay(
      both.wells.filter { $0.preparation != "U" }, settings: settings, laboratory: nil, run: "1")
    #expect(broken.obstacle == nil && broken.potencies.map(\.preparation) == ["T"])
    #expect(broken.potencies[0].potency == alone.potencies[0].potency)
    let left = try #require(broken.preparations.first { $0.name == "U" })
    #expect(left.runsAgainstReference && left.obstacle?.contains("slope") == true && broken.fit(of: "U") == nil)
    for (i, well) in broken.readings.enumerated() {
      #expect((broken.residuals[i] == nil) == (well.preparation == "U"))
    }
  }

  @Test func `copies, extrapolation and readings without variation are said`() throws {
    let settings = DoseResponse(model: .fourParameter, reference: "REF")
    let reference = Self.plate.wells.filter { $0.preparation == "REF" }
    let copy = reference.map { DoseReading(row: $0.row + 100, preparation: "T", dose: $0.dose, response: $0.response) }
    let identical = PotencyAssay(reference + copy, settings: settings, laboratory: nil, run: "1")
    #expect(abs(identical.potencies[0].potency - 1) < 1e-12)
    #expect(identical.potencies[0].cautions.contains { $0.contains("identical") })
    // On straight lines a potency can be found far beyond what either was given.
    let far = PotencyAssay(
      Self.plate.changed { log($0.dose) + ($0.preparation == "T" ? 20 : 0) + 0.01 * Double($0.row * 7 % 5) },
      settings: DoseResponse(model: .parallelLine, reference: "REF"), laboratory: nil, run: "1")
    #expect(far.potencies[0].cautions.contains { $0.contains("outside the dose range") })
    let single = PotencyAssay(
      Self.plate.wells.filter { $0.row % 2 == 0 }, settings: DoseResponse(model: .parallelLine, reference: "REF"),
      laboratory: nil, run: "1")
    #expect(single.potencies[0].method.contains("no dose is replicated"))
  }
}

/// A simulated plate: eight doses, two wells each.
struct Plate: Sendable {
  let wells: [DoseReading]

  init(potencies: KeyValuePairs<String, Double>, seed: UInt64 = 1, scale: Double = 1, sd: Double = 0.02) {
    var random = SplitMix(seed: seed)
    var wells: [DoseReading] = []
    for (name, potency) in [("REF", 1.0)] + potencies.map({ ($0.key, $0.value) }) {
      for dose in [0.1, 0.3, 1, 3, 10, 30, 100, 300] {
        for _ in 0..<2 {
          let response = (0.1 + 2.3 / (1 + Foundation.pow(3 / (potency * dose), 1.2))) * scale
          wells.append(
            DoseReading(
              row: wells.count, preparation: name, dose: dose, response: response * exp(sd * random.normal())))
        }
      }
    }
    self.wells = wells
  }

  func changed(_ response: (DoseReading) -> Double) -> [DoseReading] {
    wells.map { DoseReading(row: $0.row, preparation: $0.preparation, dose: $0.dose, response: response($0)) }
  }

  func doses(_ dose: (Double) -> Double) -> [DoseReading] {
    wells.map { DoseReading(row: $0.row, preparation: $0.preparation, dose: dose($0.dose), response: $0.response) }
  }
}
