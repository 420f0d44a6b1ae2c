internal import AssayData
internal import Notation

/// How often honest studies are accused of copied runs or laboratories, and how often copies are found.
struct CopiesReport {
  let studies: Int

  /// Two laboratories: runs each, samples, replicates.
  private struct Design: Sendable {
    let runs: Int
    let samples: Int
    let replicates: Int
    var name: String { "\(runs) × \(samples) × \(replicates)" }
  }

  /// By laboratory, run, sample and replicate, in steps.
  private typealias Results = [[[[Int]]]]

  /// The spread within a run, in steps.
  private static let spreads = [0.3, 1, 2, 3, 5, 10, 20, 30, 50, 100]
  private static let honest = [
    Design(runs: 3, samples: 1, replicates: 3), Design(runs: 6, samples: 1, replicates: 3),
    Design(runs: 6, samples: 3, replicates: 2), Design(runs: 6, samples: 6, replicates: 1),
    Design(runs: 12, samples: 1, replicates: 6), Design(runs: 20, samples: 4, replicates: 1),
  ]
  private static let copied = [
    Design(runs: 6, samples: 1, replicates: 3), Design(runs: 6, samples: 2, replicates: 3),
    Design(runs: 6, samples: 6, replicates: 1), Design(runs: 6, samples: 4, replicates: 3),
  ]

  func print() {
    Swift.print(
      "| runs × samples × replicates | SD between runs / within | studies | a run accused | a laboratory refused |")
    Swift.print("|---|---|---|---|---|")
    for design in Self.honest {
      for between in [0.0, 1, 3] {
        var (told, refused) = (0, 0)
        for (index, spread) in Self.spreads.enumerated() {
          let found = count(design, between, spread, seed: index) { _, _ in }
          (told, refused) = (told + found.told, refused + found.refused)
        }
        Swift.print("| \(design.name) | \(between) | \(studies * Self.spreads.count) | \(told) | \(refused) |")
      }
    }
    Swift.print("\n| runs × samples × replicates | changed | copy | SD / step = 10 | 20 | 50 | 100 |")
    Swift.print("|---|---|---|---|---|---|---|")
    for design in Self.copied {
      for changed in 0...3 where changed < design.samples * design.replicates {
        for isLaboratory in [false, true] {
          let shares = [10.0, 20, 50, 100].map { spread in
            let found = count(design, 0.5, spread, seed: 100) { results, random in
              if isLaboratory {
                Self.shuffle(&results, design, &random)
              } else {
                results[1][design.runs - 1] = results[1][0]
              }
              for index in 0..<changed {
                let run = isLaboratory ? 0 : design.runs - 1
                results[1][run][index % design.samples][index / design.samples] += 7 + Int(spread) + index
              }
            }
            return "\(100 * (isLaboratory ? found.refused : found.told) / max(studies, 1)) %"
          }
          let what = isLaboratory ? "laboratory, any order" : "one run"
          Swift.print("| \(design.name) | \(changed) | \(what) | \(shares.joined(separator: " | ")) |")
        }
      }
    }
  }

  /// The receiver has the sender's results, each sample's in another order.
  private static func shuffle(_ results: inout Results, _ design: Design, _ random: inout CounterRandom) {
    for sample in 0..<design.samples {
      var all = results[0].flatMap { $0[sample] }
      for i in all.indices.reversed() { all.swapAt(i, min(i, Int(random.uniform() * Double(i + 1)))) }
      for run in 0..<design.runs {
        results[1][run][sample] = Array(all[(run * design.replicates)..<((run + 1) * design.replicates)])
      }
    }
  }

  private func count(
    _ design: Design, _ between: Double, _ spread: Double, seed: Int,
    _ edit: (inout Results, inout CounterRandom) -> Void
  ) -> (told: Int, refused: Int) {
    var (told, refused) = (0, 0)
    for study in 0..<studies {
      var random = CounterRandom(seed: 12, design: seed, block: study)
      var results: Results = (0..<2).map { _ in
        (0..<design.runs).map { _ in
          let shift = between * random.normal()
          return (0..<design.samples).map { sample in
            (0..<design.replicates).map { _ in
              10_000 + 100 * sample + Int((spread * (shift + random.normal())).rounded())
            }
          }
        }
      }
      edit(&results, &random)
      let copies = Self.copies(results)
      if copies.contains(where: { !$0.isBetweenLaboratories }) { told += 1 }
      if copies.contains(where: \.isBetweenLaboratories) { refused += 1 }
    }
    return (told, refused)
  }

  private static func copies(_ results: Results) -> [AgreeingResults] {
    var text = "lab,run,sample,rep,result\n"
    for (l, runs) in results.enumerated() {
      for (r, samples) in runs.enumerated() {
        for (s, values) in samples.enumerated() {
          for (k, value) in values.enumerated() { text += "L\(l),R\(r),S\(s),\(k + 1),\(value)\n" }
        }
      }
    }
    let mapping = Mapping(
      delimiter: UInt8(ascii: ","), numbers: .point,
      columns: [.laboratory: "lab", .run: "run", .sample: "sample", .replicate: "rep", .value: "result"],
      scaleCheck: false, copyCheck: false)
    let vocabulary = StudyVocabulary(
      laboratories: ["L0", "L1"], attributes: [.init(id: "a", unit: "1", mustBePositive: false)], mandatoryRoles: [.run]
    )
    let data = try? AssayData(
      reading: [.init(name: "results.csv", bytes: Array(text.utf8), mapping: mapping)], for: vocabulary)
    return data?.copies ?? []
  }
}
