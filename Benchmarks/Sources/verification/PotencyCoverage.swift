internal import RealModule
internal import Statistics

/// How often 95 % intervals of a relative potency hold the true one.
struct PotencyCoverage {
  private struct Design {
    let name: String
    let doses: [Double]
    let replicates: Int
    /// SD of a response over the span between the asymptotes.
    let noise: Double
    /// The doses are this far below those round the EC50, as a factor.
    var below = 1.0
  }

  private static let curves = [
    Design(name: "8 doses × 2, noise 3 % of the span", doses: series(8, 3), replicates: 2, noise: 0.03),
    Design(name: "8 × 1, 3 %", doses: series(8, 3), replicates: 1, noise: 0.03),
    Design(name: "6 × 2, 5 %", doses: series(6, 3), replicates: 2, noise: 0.05),
    Design(name: "10 × 3, 3 %", doses: series(10, 2), replicates: 3, noise: 0.03),
    Design(name: "8 × 2, 10 %", doses: series(8, 3), replicates: 2, noise: 0.10),
  ]

  /// The highest dose at the factor beyond the EC50 that the name says.
  private static let notReached = [
    Design(name: "8 × 2, 3 %, highest dose at 3 EC50", doses: series(8, 2.5), replicates: 2, noise: 0.03, below: 8.23),
    Design(name: "8 × 2, 3 %, at 2 EC50", doses: series(8, 2.5), replicates: 2, noise: 0.03, below: 12.35),
    Design(name: "8 × 2, 3 %, at 1.2 EC50", doses: series(8, 2.5), replicates: 2, noise: 0.03, below: 20.58),
    Design(name: "8 × 2, 5 %, at 2 EC50", doses: series(8, 2.5), replicates: 2, noise: 0.05, below: 12.35),
  ]

  /// Doses a factor apart, round the EC50 of 1.
  private static func series(_ count: Int, _ factor: Double) -> [Double] {
    (0..<count).map { Double.pow(factor, Double($0) - Double(count - 1) / 2) }
  }

  private static let potency = 1.3

  static func print() throws {
    Swift.print("## Intervals of a relative potency\n")
    Swift.print(
      "Made by `swift run -c release --package-path Benchmarks verification potencies`: the share of simulated assays, in percent, whose 95 % interval holds the true potency of \(potency). 4PL with slope 1.2, normal responses, 20,000 plates a design; one Monte Carlo standard error is 0.15. Standard errors by J'J (expected) or second derivatives (observed). Plates without a parallel fit are counted and left out.\n"
    )
    Swift.print(
      "| 4PL | delta on ln, J'J | delta on ln, observed | Fieller on EC50s | profile | no fit |\n|---|---|---|---|---|---|"
    )
    for (index, design) in curves.enumerated() { Swift.print(try row(design, index)) }
    Swift.print(
      "\nThe same where the doses do not reach the upper plateau, 4,000 plates a design (one standard error 0.35): coverage, and in brackets the share of plates whose set is no interval with two ends.\n"
    )
    Swift.print("| 4PL | delta on ln, J'J | Fieller on EC50s | profile | no fit |\n|---|---|---|---|---|")
    for (index, design) in notReached.enumerated() {
      Swift.print(try row(design, 20 + index, studies: 4_000, isShort: true))
    }
    Swift.print(
      "\nParallel lines, Fieller's exact set, 100,000 assays a design (one standard error 0.07; theory says 95). Unbounded and exclusive sets count as what they hold; an assay that is refused, because its estimate is beyond what a potency can be, counts as not held.\n"
    )
    Swift.print("| design | coverage | not bounded | refused |\n|---|---|---|---|")
    for (index, design) in lines.enumerated() { Swift.print(try line(design, index)) }
  }

  private static func row(
    _ design: Design, _ index: Int, studies: Int = 20_000, isShort: Bool = false
  ) throws -> String {
    var held = [0, 0, 0, 0]
    var open = [0, 0, 0, 0]
    var failed = 0
    let settings = CurveSettings(model: .fourParameter, zeroDose: .refuse)
    for study in 0..<studies {
      var random = CounterRandom(seed: 20_261_123, design: 100 + index, block: study)
      func preparation(_ name: String, _ potency: Double) -> CurvePreparation {
        var (doses, responses): ([Double], [Double]) = ([], [])
        for dose in design.doses.map({ $0 / design.below }) {
          let power = Double.pow(dose * potency, 1.2)
          for _ in 0..<design.replicates {
            doses.append(dose)
            responses.append(power / (1 + power) + design.noise * random.normal())
          }
        }
        return CurvePreparation(name: name, doses: doses, responses: responses)
      }
      do {
        let data = try CurveData(
          reference: preparation("R", 1), tests: [preparation("T", potency)], settings: settings)
        let fit = try data.parallelFit().get()
        let expected = fit.potency(of: 1, information: .expected)
        let sets = [
          expected.confidenceSet(level: 0.95, method: .deltaOnLn),
          fit.potency(of: 1, information: .observed).confidenceSet(level: 0.95, method: .deltaOnLn),
          expected.confidenceSet(level: 0.95, method: .fieller),
          try data.potencyProfile(of: 1, from: fit, level: 0.95),
        ]
        for (method, set) in sets.enumerated() {
          if set.holds(potency) { held[method] += 1 }
          if case .bounded(_?, _?) = set {} else { open[method] += 1 }
        }
      } catch {
        failed += 1
      }
    }
    let shares = held.map { percent($0, studies - failed) }
    if isShort {
      let cells = [0, 2, 3].map { "\(shares[$0]) (\(percent(open[$0], studies - failed)))" }
      return "| \(design.name) | \(cells.joined(separator: " | ")) | \(failed) |"
    }
    return "| \(design.name) | \(shares.joined(separator: " | ")) | \(failed) |"
  }

  private static let lines = [
    Design(name: "3 doses × 4, SD 5 % of a step", doses: [1, 2, 4], replicates: 4, noise: 0.05),
    Design(name: "3 doses × 4, SD as large as a step", doses: [1, 2, 4], replicates: 4, noise: 1),
    Design(name: "4 doses × 3, SD twice a step", doses: [1, 2, 4, 8], replicates: 3, noise: 2),
  ]

  private static func line(_ design: Design, _ index: Int) throws -> String {
    let studies = 100_000
    var (held, open, refused) = (0, 0, 0)
    for study in 0..<studies {
      var random = CounterRandom(seed: 20_261_123, design: 200 + index, block: study)
      var readings: [LinearAssayReading] = []
      for (preparation, strength) in [1, potency].enumerated() {
        for dose in design.doses {
          for _ in 0..<design.replicates {
            readings.append(
              LinearAssayReading(
                preparation: preparation, dose: dose,
                response: Double.log(dose * strength) / Double.log(2) + design.noise * random.normal()))
          }
        }
      }
      do {
        let assay = try ParallelLineAssay(
          readings, preparations: ["R", "T"], design: .completelyRandomised, scale: .asMeasured,
          errorTerm: .aboutModel)
        let set = assay.potencies[0].confidenceSet(level: 0.95)
        if set.holds(potency) { held += 1 }
        if case .bounded = set {} else { open += 1 }
      } catch {
        // An estimate beyond what a potency can be: the set is not told, and counts as one that does not hold.
        refused += 1
      }
    }
    return "| \(design.name) | \(percent(held, studies)) | \(percent(open, studies)) | \(refused) |"
  }

  private static func percent(_ count: Int, _ of: Int) -> String {
    let hundredths = Int((Double(count) / Double(of) * 10_000).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}

extension ConfidenceSet {
  fileprivate func holds(_ value: Double) -> Bool {
    switch self {
    case .bounded(let lower, let upper): (lower.map { value >= $0 } ?? true) && (upper.map { value <= $0 } ?? true)
    case .unbounded: true
    case .exclusive(let below, let above): value <= below || value >= above
    }
  }
}
