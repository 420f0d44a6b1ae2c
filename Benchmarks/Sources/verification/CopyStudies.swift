internal import AssayData
internal import Notation
internal import RealModule

/// Simulated studies of two laboratories for ``CopiesReport``: a design, what the results are like, and what is copied.
struct CopyStudies {
  struct Design: Sendable {
    let lots: Int
    let runs: Int
    let replicates: Int
    var attributes = 1
    var name: String { "\(lots) × \(runs) × \(replicates)" + (attributes > 1 ? ", \(attributes) attributes" : "") }
    var results: Int { lots * runs * replicates * attributes }
  }

  /// By laboratory, attribute, run, lot and replicate.
  typealias Results = [[[[[String]]]]]

  /// What honest results are like; z is an error in standard deviations, with that of its run.
  enum Kind: String, CaseIterable {
    case fine = "SD 30 steps"
    case tenths = "SD 3 steps"
    case unit = "SD 1 step"
    case half = "SD 0.5 steps"
    case third = "SD 0.3 steps"
    case wide = "lots far apart, SD 0.6 steps"
    case proportional = "SD 1 % of 1 to 25"
    case uneven = "SD 0.1 and 5 steps by lot"
    case twos = "titres, factor 2"
    case tens = "titres, factor 10"
    case counts = "counts"
    case factor = "counts × 505.84"
    case table = "most probable numbers"
    case logTable = "their logarithms"
    case logTwos = "logarithms of titres"
    case capped = "capped at 100"
    case outliers = "SD 0.5 steps, 3 % far out"
    case heavy = "tails: 10 % with 3 SD"
  }

  private static let table = [3.6, 7.4, 9.2, 15, 23, 43, 93, 150, 240, 460, 1100, 2400]

  static func text(_ value: Double, _ decimals: Int) -> String {
    let scale = Double.pow(10, decimals)
    return ExactDecimal(significand: Int128((value * scale).rounded()), exponent: -decimals).description
  }

  private static func text(
    _ kind: Kind, _ z: Double, _ lot: Double, isOdd: Bool, _ base: Double, _ random: inout CounterRandom
  ) -> String {
    func row(_ spread: Double) -> Int { max(0, min(11, Int((5 + lot + spread * z).rounded()))) }
    switch kind {
    case .fine: return text(base + lot + 0.3 * z, 2)
    case .tenths: return text(base + lot + 0.3 * z, 1)
    case .unit: return text(base + lot + 0.1 * z, 1)
    case .half: return text(base + lot + 0.05 * z, 1)
    case .third: return text(base + lot + 0.03 * z, 1)
    case .wide: return text(base + 30 * lot + 0.06 * z, 1)
    case .proportional: return text((1 + max(0, 12 + 6 * lot)) * (1 + 0.01 * z), 2)
    case .uneven: return text(base + lot + (isOdd ? 0.01 : 0.5) * z, 1)
    case .twos: return text(10 * Double.pow(2, row(0.8)), 0)
    case .tens: return text(Double.pow(10, row(0.5)), 0)
    case .counts:
      let mean = 30 + 8 * lot
      return text(max(0, mean + mean.magnitude.squareRoot() * z), 0)
    case .factor: return text(505.84 * max(0, (8 + lot + 1.2 * z).rounded()), 1)
    case .table:
      let value = table[row(0.9)]
      return text(value, value < 10 ? 1 : 0)
    case .logTable: return text(Double.log10(table[row(0.9)]), 2)
    case .logTwos: return text(Double.log10(10 * Double.pow(2, row(0.8))), 2)
    case .capped:
      let value = 99.6 + 0.5 * z
      return value >= 100 ? "100" : text(value, 2)
    case .outliers: return text(base + lot + (random.uniform() < 0.03 ? 10 : 0.05) * z, 1)
    case .heavy: return text(base + lot + (random.uniform() < 0.1 ? 0.24 : 0.08) * z, 1)
    }
  }

  /// - Parameter between: the SD of what a run shares, in units of that within.
  static func honest(_ design: Design, _ kind: Kind, between: Double, _ random: inout CounterRandom) -> Results {
    let lots = (0..<design.attributes).map { _ in (0..<design.lots).map { _ in design.lots > 1 ? random.normal() : 0 } }
    return (0..<2).map { _ in
      var results = [[[[String]]]](repeating: [], count: design.attributes)
      for _ in 0..<design.runs {
        let shift = between * random.normal()
        for a in 0..<design.attributes {
          results[a].append(
            (0..<design.lots).map { lot in
              (0..<design.replicates).map { _ in
                let z = shift + random.normal()
                return text(kind, z, lots[a][lot], isOdd: lot % 2 == 1, 100 + 7 * Double(a), &random)
              }
            })
        }
      }
      return results
    }
  }

  /// The receiver gets the sender's results, in another order within each lot where `isShuffled`, of which a share is changed by
  /// 0.1 to 0.5.
  static func copy(
    _ results: inout Results, _ design: Design, changed: Double, isShuffled: Bool, _ random: inout CounterRandom
  ) {
    func shuffled<Element>(_ values: [Element], _ random: inout CounterRandom) -> [Element] {
      var values = values
      for i in values.indices.reversed() { values.swapAt(i, min(i, Int(random.uniform() * Double(i + 1)))) }
      return values
    }
    results[1] = results[0]
    if isShuffled {
      for a in 0..<design.attributes {
        for lot in 0..<design.lots {
          let all = shuffled(results[0][a].flatMap { $0[lot] }, &random)
          for run in 0..<design.runs {
            results[1][a][run][lot] = Array(all[(run * design.replicates)..<((run + 1) * design.replicates)])
          }
        }
      }
    }
    let count = Int((Double(design.results) * changed).rounded())
    for place in shuffled(Array(0..<design.results), &random).prefix(count) {
      let (a, rest) = (place % design.attributes, place / design.attributes)
      let (lot, others) = (rest % design.lots, rest / design.lots)
      let (run, replicate) = (others % design.runs, others / design.runs)
      let value = results[1][a][run][lot][replicate]
      let decimals = value.split(separator: ".").dropFirst().first?.count ?? 0
      let by = (random.uniform() < 0.5 ? -1 : 1) * (0.1 + 0.4 * random.uniform())
      results[1][a][run][lot][replicate] = text((Double(value) ?? 0) + by, decimals)
    }
  }

  static func copies(_ results: Results) -> [AgreeingResults] {
    var text = "lab,test,run,sample,rep,result\n"
    for (l, attributes) in results.enumerated() {
      for (a, runs) in attributes.enumerated() {
        for (r, samples) in runs.enumerated() {
          for (s, values) in samples.enumerated() {
            for (k, value) in values.enumerated() { text += "L\(l),t\(a),R\(r),S\(s),\(k + 1),\(value)\n" }
          }
        }
      }
    }
    let mapping = Mapping(
      delimiter: UInt8(ascii: ","), numbers: .point,
      columns: [
        .laboratory: "lab", .attribute: "test", .run: "run", .sample: "sample", .replicate: "rep", .value: "result",
      ],
      scaleCheck: false, copyCheck: false)
    let vocabulary = StudyVocabulary(
      laboratories: ["L0", "L1"],
      attributes: results[0].indices.map { .init(id: "t\($0)", unitOfMeasurement: "1", mustBePositive: false) },
      mandatoryRoles: [.run, .attribute])
    let data = try? AssayData(
      reading: [.init(name: "results.csv", bytes: Array(text.utf8), mapping: mapping)], for: vocabulary)
    return data?.copies ?? []
  }
}
